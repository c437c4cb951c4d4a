//! The outcome codes of a year to our quantities, from `data/reference/ascof-codes.csv`.
//!
//! The same code means different things before and after 2023-24 (`2A` was admissions and is now
//! the sequel of short-term services), so a code is never read without its year.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::reference::ReferenceError;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};
use crate::release::delimited::near;

const FILE: &str = "data/reference/ascof-codes.csv";

/// The parts of an outcome that have quantities of their own, as the ends of their ids.
pub(in crate::observe) const PARTS: [&str; 4] =
    ["numerator", "denominator", "base", "margin-of-error"];

/// The outcomes whose denominator is the population of an age band, which a release so gives for its
/// year even where no estimates of the Office for National Statistics are to hand.
const POPULATIONS: [(&str, &str); 2] =
    [("ascof/2b/denominator", "18-64"), ("ascof/2c/denominator", "65-and-over")];

/// The population that a part of an outcome is as well, if it is one.
pub(in crate::observe) fn population(quantity: Term, vocabulary: &Vocabulary) -> Option<SeriesKey> {
    let id = vocabulary.id(quantity);
    let (_, band) = POPULATIONS.iter().find(|(part, _)| *part == id)?;
    let people = vocabulary.term(Dimension::Quantity, "population/ascof")?;
    let band = vocabulary.term(Dimension::AgeBand, band)?;
    Some(SeriesKey::of(people).with(Dimension::AgeBand, band))
}

/// What a code of a year means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::observe) enum Meaning {
    /// One of our quantities.
    Quantity(Term),
    /// An outcome that no measure uses.
    LeftOut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    first_year: String,
    last_year: String,
    quantity: String,
    what: String,
}

struct Dated {
    first: Option<FinancialYear>,
    last: Option<FinancialYear>,
    meaning: Meaning,
}

/// The outcome codes of every framework.
pub(in crate::observe) struct Codes {
    by_code: BTreeMap<String, Vec<Dated>>,
    /// The quantity and the words of each line.
    rows: Vec<(String, String)>,
}

impl Codes {
    /// The codes the program was built with.
    ///
    /// # Errors
    /// A fault in the table, with its line.
    pub(in crate::observe) fn load(
        sources: &Sources,
        vocabulary: &Vocabulary,
    ) -> Result<Self, ReferenceError> {
        let mut by_code: BTreeMap<String, Vec<Dated>> = BTreeMap::new();
        let mut rows = Vec::new();
        let mut reader =
            csv::Reader::from_reader(sources.text("reference/ascof-codes.csv").as_bytes());
        for (index, row) in reader.deserialize::<Row>().enumerate() {
            let fault = |message: String| ReferenceError {
                file: FILE.to_owned(),
                line: index + 2,
                column: 1,
                message,
            };
            let row = row.map_err(|error| fault(error.to_string()))?;
            let year = |text: &str| match text {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| fault(format!("'{text}' is no year"))),
            };
            let meaning = if row.quantity.is_empty() {
                Meaning::LeftOut
            } else {
                let term = |id: &str| {
                    vocabulary
                        .term(Dimension::Quantity, id)
                        .ok_or_else(|| fault(format!("'{id}' is not in vocabulary.toml")))
                };
                for part in PARTS {
                    term(&format!("{}/{part}", row.quantity))?;
                }
                Meaning::Quantity(term(&row.quantity)?)
            };
            let dated =
                Dated { first: year(&row.first_year)?, last: year(&row.last_year)?, meaning };
            by_code.entry(row.code).or_default().push(dated);
            rows.push((row.quantity, row.what));
        }
        Ok(Self { by_code, rows })
    }

    /// What a code means in a year, if it is known, however it is written.
    pub(in crate::observe) fn meaning(&self, code: &str, year: FinancialYear) -> Option<Meaning> {
        self.by_code
            .get(&plain(code))?
            .iter()
            .find(|dated| {
                dated.first.is_none_or(|first| first <= year)
                    && dated.last.is_none_or(|last| year <= last)
            })
            .map(|dated| dated.meaning)
    }
}

/// A code without what differs between releases: brackets, spaces and case. The releases to 2015-16
/// write `2A(1)` and `1C(1A)`, the workbook of 2024-25 `2e(2a)`.
pub(in crate::observe) fn plain(code: &str) -> String {
    code.chars()
        .filter(|letter| !matches!(letter, '(' | ')' | ' '))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The complaint about a code that is no outcome of its year, with a line for the table of codes: the
/// quantity in it is that of the known outcome whose words are most like the publisher's.
pub(in crate::observe) fn unknown(
    codes: &Codes,
    code: &str,
    year: FinancialYear,
    words: &str,
) -> Diagnostic {
    let message = format!("'{code}' is no outcome of {year}");
    let whats: Vec<&str> = codes.rows.iter().map(|(_, what)| what.as_str()).collect();
    let near = near(words, whats.into_iter());
    let quantity = near.first().and_then(|words| {
        codes.rows.iter().find(|(_, what)| what == words).map(|(quantity, _)| quantity.as_str())
    });
    let names = near_codes(codes, code, year);
    let names = if names.is_empty() { String::new() } else { format!(" (like {names})") };
    let what = words.replace('"', "'");
    let line = format!("{},{year},,{},\"{what}\"", plain(code), quantity.unwrap_or_default());
    Diagnostic::warning("observe/unknown-outcome", message).help(format!(
        "it is left out; if it is new{names}, add a line to data/reference/ascof-codes.csv, with a \
         quantity of vocabulary.toml or with none to leave it out: {line}"
    ))
}

fn near_codes(codes: &Codes, code: &str, year: FinancialYear) -> String {
    let mut known: Vec<&str> = codes
        .by_code
        .keys()
        .map(String::as_str)
        .filter(|known| codes.meaning(known, year).is_some())
        .collect();
    known.sort_unstable();
    near(&plain(code), known.into_iter()).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    /// METHOD 3.2: 22 outcomes have a code in both frameworks; 2023-24 adds 4B, 6A and 6B, and 2024-25
    /// has 2D three times (2D and its two parts for two before) and two more parts of 2E, with 2E.
    #[test]
    fn a_code_is_read_with_its_year() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let codes = Codes::load(&EMBEDDED, &vocabulary).expect("the embedded codes load");
        let meaning = |code: &str, year: &str| {
            let year = year.parse().expect("a literal year");
            codes.meaning(code, year).map(|meaning| match meaning {
                Meaning::Quantity(term) => vocabulary.id(term).to_owned(),
                Meaning::LeftOut => "left out".to_owned(),
            })
        };
        for (code, year, expected) in [
            ("2D", "2022-23", Some("ascof/2a")),
            ("2A", "2023-24", Some("ascof/2a")),
            ("2A(1)", "2015-16", Some("ascof/2b")),
            ("1C(1A)", "2014-15", Some("ascof/3d1a")),
            ("1i1", "2018-19", Some("ascof/5a1")),
            ("1E", "2022-23", Some("left out")),
            ("1E", "2023-24", Some("ascof/1e")),
            ("2D1", "2023-24", Some("ascof/2d1")),
            ("2D1", "2024-25", Some("ascof/2d")),
            ("2e(2a)", "2024-25", Some("ascof/2e-18-64")),
            ("4B", "2022-23", Some("left out")),
            ("4b", "2024-25", Some("ascof/4b")),
            ("2A(1)_1415", "2014-15", Some("ascof/2b")),
            ("2A", "2022-23", None),
            ("9Z", "2022-23", None),
        ] {
            assert_eq!(meaning(code, year).as_deref(), expected, "{code} in {year}");
        }
        for (year, expected) in [("2022-23", 22), ("2023-24", 25), ("2024-25", 29)] {
            let year = year.parse().expect("a literal year");
            let known = codes
                .by_code
                .keys()
                .filter(|code| matches!(codes.meaning(code, year), Some(Meaning::Quantity(_))));
            assert_eq!(known.count(), expected, "{year}");
        }
    }
}
