//! The dimensions of published figures: our words for them, and the publishers' words for ours.
//!
//! `data/reference/vocabulary.toml` lists every quantity, setting, age band, support reason and
//! provision once, with the labels that publishers have used. A label nobody listed is a finding,
//! never a guess.

use std::collections::HashMap;

use serde::Deserialize;

use crate::reference::sources::{EMBEDDED, Sources};
use crate::reference::{ReferenceError, load_toml};

/// What a published figure is broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// What is counted: gross current expenditure, people with long-term support, an outcome.
    Quantity,
    /// Where or how support is given.
    Setting,
    /// Age of the person supported.
    AgeBand,
    /// Primary support reason.
    SupportReason,
    /// Who provides: in house or external.
    Provision,
}

impl Dimension {
    const ALL: [Self; 5] =
        [Self::Quantity, Self::Setting, Self::AgeBand, Self::SupportReason, Self::Provision];
}

/// One value of a dimension, as an index into the vocabulary. The default is the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Term(u16);

impl Term {
    /// The total over a dimension.
    pub const ALL: Self = Self(0);
}

/// One published quantity with its breakdown. Dimensions not named are totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SeriesKey {
    /// What is counted.
    pub quantity: Term,
    /// Setting, or the total over settings.
    pub setting: Term,
    /// Age band, or all ages.
    pub age_band: Term,
    /// Support reason, or all reasons.
    pub support_reason: Term,
    /// Provision, or both.
    pub provision: Term,
}

impl SeriesKey {
    /// The total of a quantity.
    pub fn of(quantity: Term) -> Self {
        Self { quantity, ..Self::default() }
    }

    /// The same series with one dimension set.
    #[must_use]
    pub fn with(mut self, dimension: Dimension, term: Term) -> Self {
        match dimension {
            Dimension::Quantity => self.quantity = term,
            Dimension::Setting => self.setting = term,
            Dimension::AgeBand => self.age_band = term,
            Dimension::SupportReason => self.support_reason = term,
            Dimension::Provision => self.provision = term,
        }
        self
    }
}

/// What a quantity is counted in before any measure is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuantityUnit {
    /// Pounds; published in £000s in most releases and multiplied once by the reader.
    Gbp,
    /// Pounds for one week or hour of support.
    GbpPerUnit,
    /// People, requests, episodes, weeks: a count.
    Count,
    /// A percentage, 0 to 100.
    Percent,
    /// A rate per 100,000 people.
    Rate,
    /// A survey score.
    Score,
}

impl QuantityUnit {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gbp => "gbp",
            Self::GbpPerUnit => "gbp-per-unit",
            Self::Count => "count",
            Self::Percent => "percent",
            Self::Rate => "rate",
            Self::Score => "score",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    label: String,
    #[serde(default)]
    unit: Option<QuantityUnit>,
    #[serde(default)]
    aliases: Vec<String>,
}

/// A part that many quantities have, such as the numerator of an outcome.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartEntry {
    id: String,
    label: String,
    #[serde(default)]
    unit: Option<QuantityUnit>,
    of: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    quantity: Vec<toml::Spanned<Entry>>,
    setting: Vec<toml::Spanned<Entry>>,
    age_band: Vec<toml::Spanned<Entry>>,
    support_reason: Vec<toml::Spanned<Entry>>,
    provision: Vec<toml::Spanned<Entry>>,
    #[serde(default)]
    part: Vec<toml::Spanned<PartEntry>>,
}

struct Word {
    dimension: Dimension,
    id: String,
    label: String,
    unit: Option<QuantityUnit>,
}

/// All terms of all dimensions, and the labels that lead to them.
pub struct Vocabulary {
    words: Vec<Word>,
    by_id: HashMap<(Dimension, String), Term>,
    by_label: HashMap<(Dimension, String), Term>,
}

impl Vocabulary {
    /// The vocabulary the program was built with.
    ///
    /// # Errors
    /// A fault in the file, with line and column.
    pub fn load() -> Result<Self, ReferenceError> {
        Self::load_from(&EMBEDDED)
    }

    /// The vocabulary of some tables.
    ///
    /// # Errors
    /// A fault in the file, with line and column.
    pub fn load_from(sources: &Sources) -> Result<Self, ReferenceError> {
        Self::parse(sources.text("reference/vocabulary.toml"))
    }

    fn parse(text: &str) -> Result<Self, ReferenceError> {
        const FILE: &str = "data/reference/vocabulary.toml";
        let file: File = load_toml(FILE, text)?;
        let total = Word {
            dimension: Dimension::Quantity,
            id: "all".to_owned(),
            label: "All".to_owned(),
            unit: None,
        };
        let mut vocabulary =
            Self { words: vec![total], by_id: HashMap::new(), by_label: HashMap::new() };
        for dimension in Dimension::ALL {
            vocabulary.by_id.insert((dimension, "all".to_owned()), Term::ALL);
        }
        for (dimension, entries) in [
            (Dimension::Quantity, file.quantity),
            (Dimension::Setting, file.setting),
            (Dimension::AgeBand, file.age_band),
            (Dimension::SupportReason, file.support_reason),
            (Dimension::Provision, file.provision),
        ] {
            for entry in entries {
                let offset = entry.span().start;
                vocabulary
                    .add(dimension, entry.get_ref())
                    .map_err(|message| ReferenceError::at(FILE, text, offset, message))?;
            }
        }
        for entry in file.part {
            let offset = entry.span().start;
            vocabulary
                .add_parts(entry.get_ref())
                .map_err(|message| ReferenceError::at(FILE, text, offset, message))?;
        }
        Ok(vocabulary)
    }

    fn add_parts(&mut self, part: &PartEntry) -> Result<(), String> {
        for whole in &part.of {
            let term = self
                .term(Dimension::Quantity, whole)
                .ok_or_else(|| format!("there is no quantity '{whole}' to be a part of"))?;
            let entry = Entry {
                id: format!("{whole}/{}", part.id),
                label: format!("{}{}", self.label(term), part.label),
                unit: part.unit.or(self.unit(term)),
                aliases: Vec::new(),
            };
            self.add(Dimension::Quantity, &entry)?;
        }
        Ok(())
    }

    fn add(&mut self, dimension: Dimension, entry: &Entry) -> Result<(), String> {
        if entry.unit.is_some() != (dimension == Dimension::Quantity) {
            return Err(format!("'{}': a quantity has a unit, and nothing else does", entry.id));
        }
        let term = if entry.id == "all" {
            Term::ALL
        } else {
            let index = u16::try_from(self.words.len()).map_err(|_| "too many terms".to_owned())?;
            let term = Term(index);
            if self.by_id.insert((dimension, entry.id.clone()), term).is_some() {
                return Err(format!("'{}' stands twice", entry.id));
            }
            self.words.push(Word {
                dimension,
                id: entry.id.clone(),
                label: entry.label.clone(),
                unit: entry.unit,
            });
            term
        };
        for label in std::iter::once(&entry.label).chain(&entry.aliases) {
            let previous = self.by_label.insert((dimension, normalise(label)), term);
            if previous.is_some_and(|previous| previous != term) {
                return Err(format!("the label '{label}' leads to two terms"));
            }
        }
        Ok(())
    }

    /// The term with this id, if there is one.
    pub fn term(&self, dimension: Dimension, id: &str) -> Option<Term> {
        self.by_id.get(&(dimension, id.to_owned())).copied()
    }

    /// The term that a publisher's label means, however it is spaced or capitalised.
    pub fn read(&self, dimension: Dimension, label: &str) -> Option<Term> {
        self.by_label.get(&(dimension, normalise(label))).copied()
    }

    /// The id of a term, as data files write it; `all` for a total.
    pub fn id(&self, term: Term) -> &str {
        &self.word(term).id
    }

    /// The printed label of a term.
    pub fn label(&self, term: Term) -> &str {
        &self.word(term).label
    }

    /// A series in words, naming the dimensions that are not totals.
    pub fn describe(&self, series: SeriesKey) -> String {
        let mut text = self.label(series.quantity).to_owned();
        for term in [series.age_band, series.support_reason, series.setting, series.provision] {
            if term != Term::ALL {
                text.push_str(", ");
                text.push_str(self.label(term));
            }
        }
        text
    }

    /// A series as the catalogue writes it: a quantity, then `dimension=term` for each dimension that
    /// is not a total.
    pub fn notation(&self, series: SeriesKey) -> String {
        let dimensions = [
            ("setting", series.setting),
            ("age-band", series.age_band),
            ("support-reason", series.support_reason),
            ("provision", series.provision),
        ];
        let named = dimensions.into_iter().filter(|(_, term)| *term != Term::ALL);
        std::iter::once(self.id(series.quantity).to_owned())
            .chain(named.map(|(name, term)| format!("{name}={}", self.id(term))))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The unit of a quantity.
    pub fn unit(&self, quantity: Term) -> Option<QuantityUnit> {
        self.word(quantity).unit
    }

    /// All ids of a dimension, in the order of the file.
    pub fn ids(&self, dimension: Dimension) -> impl Iterator<Item = &str> {
        self.words.iter().filter(move |word| word.dimension == dimension).map(|word| &*word.id)
    }

    fn word(&self, term: Term) -> &Word {
        &self.words[usize::from(term.0)]
    }
}

/// A label without what publishers change from year to year: case, white space, line breaks.
pub fn normalise(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            out.push_str(&word.to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lead_to_terms_however_they_are_spaced() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let term = vocabulary.term(Dimension::AgeBand, "65-and-over");
        assert!(term.is_some());
        for label in ["65 and over", "65 and Over", " 65  and\nover "] {
            assert_eq!(vocabulary.read(Dimension::AgeBand, label), term, "{label}");
        }
        assert_eq!(vocabulary.read(Dimension::AgeBand, "Total"), Some(Term::ALL));
        assert_eq!(vocabulary.read(Dimension::AgeBand, "66 and over"), None);
    }

    #[test]
    fn a_fault_in_the_file_has_its_line() {
        let text = "setting = []\nage-band = []\nsupport-reason = []\nprovision = []\n\
                    [[quantity]]\nid = \"x\"\nlabel = \"X\"\n";
        let error = Vocabulary::parse(text).err().expect("a quantity without unit is refused");
        assert_eq!(error.line, 5, "{error}");
    }
}
