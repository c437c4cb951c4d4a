//! `data/reference/pss-2014-15.toml` to what the words of each file mean.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::figure::Gap;
use crate::domain::year::FinancialYear;
use crate::observe::reading;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary, normalise};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/pss-2014-15.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entries {
    year: String,
    title: String,
    publisher: String,
    zero_is_none: Vec<String>,
    markers: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
    regions: BTreeMap<String, Region>,
    file: Vec<Spanned<FileEntry>>,
}

/// A region or England as the files name it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    /// Its ONS code.
    pub(super) code: String,
    /// The header of its column.
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FileEntry {
    name: String,
    headers: Vec<String>,
    leave_out: Option<String>,
    says: Option<String>,
    #[serde(default)]
    column: Vec<BTreeMap<String, String>>,
    #[serde(default)]
    sum: Vec<SumEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SumEntry {
    quantities: Vec<String>,
    over: Option<String>,
    #[serde(default)]
    terms: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
    whole: Option<String>,
}

/// What one word of a label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A quantity, parts of a quantity, terms of dimensions; or nothing.
    Meaning(Meaning),
    /// That the row is not read, and why.
    LeftOut(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    quantity: Option<String>,
    parts: Vec<String>,
    terms: Vec<(Dimension, Term)>,
}

impl Meaning {
    /// Adds what another word says; its quantity wins.
    pub(super) fn add(&mut self, other: &Self) {
        if other.quantity.is_some() {
            self.quantity.clone_from(&other.quantity);
        }
        self.parts.extend_from_slice(&other.parts);
        self.terms.extend_from_slice(&other.terms);
    }

    /// The series that all words of a row make together; none where we have no such quantity.
    pub(super) fn series(&self, vocabulary: &Vocabulary) -> Option<SeriesKey> {
        let mut id = self.quantity.clone()?;
        for part in &self.parts {
            id.push('/');
            id.push_str(part);
        }
        let quantity = vocabulary.term(Dimension::Quantity, &id)?;
        let series = SeriesKey::of(quantity);
        Some(
            self.terms
                .iter()
                .fold(series, |series, (dimension, term)| series.with(*dimension, *term)),
        )
    }
}

/// A total that no row prints.
#[derive(Debug)]
pub(super) enum Sum {
    /// Over all terms of a dimension.
    Over { quantities: Vec<Term>, dimension: Dimension, terms: Vec<Term> },
    /// Over quantities that are the parts of another.
    Parts { parts: Vec<Term>, whole: Term },
}

/// One of the files.
#[derive(Debug)]
pub(super) struct FileLayout {
    /// What it is called in messages and releases.
    pub(super) name: String,
    /// The headers of its label columns.
    pub(super) headers: Vec<String>,
    /// Why it is not read.
    pub(super) leave_out: Option<String>,
    /// What its notes must say.
    pub(super) says: Option<String>,
    /// What the words of each label column say.
    pub(super) columns: Vec<BTreeMap<String, Said>>,
    /// The totals to add up, in this order.
    pub(super) sums: Vec<Sum>,
}

/// The files of 2014-15.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) year: FinancialYear,
    pub(super) title: String,
    pub(super) publisher: String,
    /// The quantities in which 0 says that there is none.
    pub(super) zero_is_none: Vec<Term>,
    /// The markers of these files alone.
    pub(super) markers: BTreeMap<String, Gap>,
    /// Numbers that are written in a way of their own.
    pub(super) texts: BTreeMap<String, Decimal>,
    /// Regions and England by the letters over the columns.
    pub(super) regions: BTreeMap<String, Region>,
    pub(super) files: Vec<FileLayout>,
}

impl Layout {
    pub(super) fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        Self::parse(sources.text("reference/pss-2014-15.toml"), vocabulary)
    }

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let entries: Entries = load_toml(FILE, text)?;
        let at_top = |message: String| ReferenceError::at(FILE, text, 0, message);
        let quantity = |id: &String| term(Dimension::Quantity, id, vocabulary);
        let mut files = Vec::new();
        for entry in entries.file {
            let offset = entry.span().start;
            let file = FileLayout::new(entry.into_inner(), vocabulary)
                .map_err(|message| ReferenceError::at(FILE, text, offset, message))?;
            files.push(file);
        }
        Ok(Self {
            year: entries
                .year
                .parse()
                .map_err(|_| at_top(format!("no year: '{}'", entries.year)))?,
            title: entries.title,
            publisher: entries.publisher,
            zero_is_none: entries
                .zero_is_none
                .iter()
                .map(quantity)
                .collect::<Result<_, _>>()
                .map_err(at_top)?,
            markers: entries
                .markers
                .into_iter()
                .map(|(marker, code)| Ok((marker, gap(&code)?)))
                .collect::<Result<_, _>>()
                .map_err(at_top)?,
            texts: entries
                .texts
                .into_iter()
                .map(|(text, value)| {
                    let number = reading::number(&value).ok_or(format!("no number: '{value}'"))?;
                    Ok((text, number))
                })
                .collect::<Result<_, _>>()
                .map_err(at_top)?,
            regions: entries.regions,
            files,
        })
    }

    /// The file whose label columns have these headers.
    pub(super) fn file(&self, headers: &[&str]) -> Option<&FileLayout> {
        self.files.iter().find(|file| {
            file.headers.len() == headers.len()
                && file
                    .headers
                    .iter()
                    .zip(headers)
                    .all(|(ours, theirs)| normalise(ours) == normalise(theirs))
        })
    }
}

impl FileLayout {
    fn new(entry: FileEntry, vocabulary: &Vocabulary) -> Result<Self, String> {
        if entry.leave_out.is_none() && entry.column.len() != entry.headers.len() {
            return Err(format!(
                "'{}' has {} headers and the words of {} columns",
                entry.name,
                entry.headers.len(),
                entry.column.len()
            ));
        }
        let mut columns = Vec::new();
        for words in entry.column {
            let said: Result<BTreeMap<String, Said>, String> = words
                .into_iter()
                .map(|(word, text)| Ok((normalise(&word), said(&text, vocabulary)?)))
                .collect();
            columns.push(said?);
        }
        let mut sums = Vec::new();
        for sum in entry.sum {
            sums.extend(sum_of(&sum, vocabulary)?);
        }
        let FileEntry { name, headers, leave_out, says, .. } = entry;
        Ok(Self { name, headers, leave_out, says, columns, sums })
    }
}

/// Reads what stands beside a word.
fn said(text: &str, vocabulary: &Vocabulary) -> Result<Said, String> {
    if let Some(why) = text.strip_prefix("- ") {
        return Ok(Said::LeftOut(why.to_owned()));
    }
    let mut meaning = Meaning::default();
    for word in text.split_whitespace() {
        if let Some(part) = word.strip_prefix('+') {
            meaning.parts.push(part.to_owned());
            continue;
        }
        let (name, id) =
            word.split_once('=').ok_or_else(|| format!("'{word}' says nothing we know"))?;
        if name == "quantity" {
            term(Dimension::Quantity, id, vocabulary)?;
            meaning.quantity = Some(id.to_owned());
        } else {
            let dimension = dimension(name)?;
            meaning.terms.push((dimension, term(dimension, id, vocabulary)?));
        }
    }
    Ok(Said::Meaning(meaning))
}

fn sum_of(entry: &SumEntry, vocabulary: &Vocabulary) -> Result<Vec<Sum>, String> {
    match (&entry.over, &entry.whole) {
        (Some(over), None) if !entry.terms.is_empty() && entry.parts.is_empty() => {
            let dimension = dimension(over)?;
            let quantity = |id: &String| term(Dimension::Quantity, id, vocabulary);
            Ok(vec![Sum::Over {
                quantities: entry.quantities.iter().map(quantity).collect::<Result<_, _>>()?,
                dimension,
                terms: entry
                    .terms
                    .iter()
                    .map(|id| term(dimension, id, vocabulary))
                    .collect::<Result<_, _>>()?,
            }])
        }
        (None, Some(whole)) if !entry.parts.is_empty() && entry.terms.is_empty() => {
            let of = |quantity: &String, part: &String| {
                term(Dimension::Quantity, &format!("{quantity}/{part}"), vocabulary)
            };
            let sum = |quantity: &String| {
                Ok(Sum::Parts {
                    parts: entry
                        .parts
                        .iter()
                        .map(|part| of(quantity, part))
                        .collect::<Result<_, _>>()?,
                    whole: of(quantity, whole)?,
                })
            };
            entry.quantities.iter().map(sum).collect()
        }
        _ => Err("a sum has either 'over' and 'terms' or 'parts' and 'whole'".to_owned()),
    }
}

fn dimension(name: &str) -> Result<Dimension, String> {
    match name {
        "setting" => Ok(Dimension::Setting),
        "age-band" => Ok(Dimension::AgeBand),
        "support-reason" => Ok(Dimension::SupportReason),
        "provision" => Ok(Dimension::Provision),
        _ => Err(format!("'{name}' is not a dimension")),
    }
}

fn term(dimension: Dimension, id: &str, vocabulary: &Vocabulary) -> Result<Term, String> {
    vocabulary.term(dimension, id).ok_or_else(|| format!("'{id}' is not in vocabulary.toml"))
}

fn gap(code: &str) -> Result<Gap, String> {
    Gap::ALL
        .into_iter()
        .find(|gap| gap.code() == code)
        .ok_or_else(|| format!("'{code}' is not a reason for a gap"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    #[test]
    fn our_own_file_loads_and_a_fault_in_it_has_its_line() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let layout = Layout::load(&EMBEDDED, &vocabulary).expect("the embedded table loads");
        assert!(layout.files.iter().any(|file| !file.sums.is_empty()));
        let text = EMBEDDED.text("reference/pss-2014-15.toml");
        for (from, to, words) in [
            ("setting=nursing", "setting=nursery", "'nursery' is not in vocabulary.toml"),
            ("quantity=income/nhs", "quantity=income/nsh", "'income/nsh' is not in vocabulary"),
            ("over = \"age-band\"", "over = \"age\"", "'age' is not a dimension"),
            ("whole = \"other\"", "whole = \"others\"", "/others' is not in vocabulary"),
        ] {
            let error = Layout::parse(&text.replacen(from, to, 1), &vocabulary);
            let error = error.expect_err("it is refused");
            assert!(error.to_string().contains(words) && error.line > 1, "{error}");
        }
    }
}
