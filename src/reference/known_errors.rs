//! Printed figures that their publisher has said are wrong, from `data/reference/known-errors.toml`.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::year::FinancialYear;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/known-errors.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    error: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    series: String,
    area: String,
    year: String,
    #[serde(default)]
    printed: Vec<String>,
    within: Option<String>,
    beside: Option<String>,
    right: Option<String>,
    what: String,
    source: String,
    corrected: String,
}

/// How a wrong figure is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// By its value: one of these, to within a difference.
    Printed(Vec<Decimal>, Decimal),
    /// By the error of this id standing in the same publication.
    Beside(String),
}

/// A printed figure that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownError {
    /// The name of the entry.
    pub id: String,
    /// What was counted.
    pub series: SeriesKey,
    /// ONS code of the area.
    pub area: String,
    /// When.
    pub year: FinancialYear,
    /// How the wrong figure is known.
    pub sign: Sign,
    /// The right value in our unit, if it is known.
    pub right: Option<Decimal>,
    /// What is wrong, for people.
    pub what: String,
    /// Who said so, and where.
    pub source: String,
    /// The day on which it was corrected, as `2024-02-16`.
    pub corrected: String,
}

/// Every known error, those that are known by their value before those that stand beside one.
///
/// # Errors
/// A fault in the file, with line and column.
pub fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Vec<KnownError>, ReferenceError> {
    parse(sources.text("reference/known-errors.toml"), vocabulary)
}

fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Vec<KnownError>, ReferenceError> {
    let file: File = load_toml(FILE, text)?;
    let mut errors: Vec<KnownError> = Vec::new();
    for entry in file.error {
        let offset = entry.span().start;
        let error = known_error(entry.into_inner(), &errors, vocabulary)
            .map_err(|message| ReferenceError::at(FILE, text, offset, message))?;
        errors.push(error);
    }
    Ok(errors)
}

fn known_error(
    entry: Entry,
    before: &[KnownError],
    vocabulary: &Vocabulary,
) -> Result<KnownError, String> {
    let number = |text: &String| text.parse().map_err(|_| format!("'{text}' is not a number"));
    if before.iter().any(|known| known.id == entry.id) {
        return Err(format!("'{}' stands twice", entry.id));
    }
    let sign = match (entry.printed.as_slice(), entry.beside) {
        ([], Some(id)) if before.iter().any(|known| known.id == id) => Sign::Beside(id),
        ([], Some(id)) => return Err(format!("no error '{id}' stands before this one")),
        ([], None) | (_, Some(_)) => return Err("it has either 'printed' or 'beside'".to_owned()),
        (printed, None) => Sign::Printed(
            printed.iter().map(number).collect::<Result<_, _>>()?,
            entry.within.as_ref().map_or(Ok(Decimal::ZERO), number)?,
        ),
    };
    Ok(KnownError {
        series: series(&entry.series, vocabulary)?,
        year: entry.year.parse().map_err(|_| format!("'{}' is not a year", entry.year))?,
        right: entry.right.as_ref().map(number).transpose()?,
        id: entry.id,
        area: entry.area,
        sign,
        what: entry.what,
        source: entry.source,
        corrected: entry.corrected,
    })
}

/// A series as the catalogue writes it.
fn series(text: &str, vocabulary: &Vocabulary) -> Result<SeriesKey, String> {
    let mut words = text.split_whitespace();
    let term = |dimension, id: &str| {
        vocabulary.term(dimension, id).ok_or_else(|| format!("'{id}' is not in vocabulary.toml"))
    };
    let quantity = words.next().ok_or("a series starts with a quantity")?;
    let mut key = SeriesKey::of(term(Dimension::Quantity, quantity)?);
    for word in words {
        let (name, id) =
            word.split_once('=').ok_or_else(|| format!("'{word}' is not dimension=term"))?;
        let dimension = match name {
            "setting" => Dimension::Setting,
            "age-band" => Dimension::AgeBand,
            "support-reason" => Dimension::SupportReason,
            "provision" => Dimension::Provision,
            _ => return Err(format!("'{name}' is not a dimension")),
        };
        key = key.with(dimension, term(dimension, id)?);
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    #[test]
    fn our_own_list_loads_and_a_fault_in_it_has_its_line() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let errors = load(&EMBEDDED, &vocabulary).expect("the embedded list loads");
        assert_eq!(errors[0].right, Some(Decimal::from(17_526_378_000_u64)));
        let text = EMBEDDED.text("reference/known-errors.toml");
        for (from, to, words) in [
            ("cash-terms\"", "cash\"", "/cash' is not in vocabulary"),
            ("beside = \"gce", "beside = \"gnc", "no error 'gnc-cash-2016-17' stands before"),
            ("[\"17398458160.7389\"]", "[]", "either 'printed' or 'beside'"),
            ("id = \"gce-real", "id = \"gce-cash", "stands twice"),
        ] {
            let error = parse(&text.replacen(from, to, 1), &vocabulary).expect_err("refused");
            assert!(error.to_string().contains(words) && error.line > 1, "{error}");
        }
    }
}
