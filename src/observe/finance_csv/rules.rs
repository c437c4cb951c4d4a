//! `data/reference/finance-csv.toml` to the rules that say which series a row belongs to.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::observe::finance_csv::columns::{DIMENSIONS, FIELDS, Fields, field};
use crate::reference::areas::AreaLevel;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary, normalise};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/finance-csv.toml";

/// What the numbers of a kind of row are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unit {
    ThousandPounds,
    Pounds,
    Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum Zero {
    #[default]
    Zero,
    None,
}

type Labels = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    totals: Vec<String>,
    levels: toml::Spanned<Labels>,
    left_out: Vec<toml::Spanned<LeftOutEntry>>,
    known: toml::Spanned<Labels>,
    words: toml::Spanned<BTreeMap<String, BTreeMap<String, String>>>,
    kind: Vec<toml::Spanned<KindEntry>>,
    series: Vec<toml::Spanned<SeriesEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOutEntry {
    why: String,
    when: Labels,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct KindEntry {
    id: String,
    unit: Unit,
    #[serde(default)]
    zero_means: Zero,
    is: Vec<Labels>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesEntry {
    kind: String,
    quantity: String,
    #[serde(default)]
    expected: bool,
    #[serde(default)]
    when: Labels,
    #[serde(default)]
    by: Vec<String>,
}

/// Labels that fields must have.
pub(super) type Conditions = Vec<(usize, HashSet<String>)>;

/// A kind of row.
pub(super) struct Kind {
    pub(super) id: String,
    pub(super) unit: Unit,
    /// Whether a zero says that there is no such support.
    pub(super) zero_is_none: bool,
    is: Vec<Conditions>,
}

/// Rows of a kind that are one quantity.
pub(super) struct Rule {
    pub(super) kind: usize,
    pub(super) quantity: Term,
    pub(super) expected: bool,
    pub(super) when: Conditions,
    pub(super) by: Vec<usize>,
}

/// Rows that are left out whatever else they say.
pub(super) struct LeftOut {
    pub(super) why: String,
    when: Conditions,
}

/// The rules, loaded and checked.
pub(super) struct Rules {
    totals: HashSet<String>,
    levels: HashMap<String, AreaLevel>,
    pub(super) left_out: Vec<LeftOut>,
    words: HashMap<(usize, String), Term>,
    labels: Vec<Vec<String>>,
    pub(super) kinds: Vec<Kind>,
    pub(super) series: Vec<Rule>,
}

impl Rules {
    /// The rules the program was built with.
    pub(super) fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        Self::parse(sources.text("reference/finance-csv.toml"), vocabulary)
    }

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let file: File = load_toml(FILE, text)?;
        let at =
            |offset: usize| move |message: String| ReferenceError::at(FILE, text, offset, message);
        let mut rules = Self {
            totals: file.totals.iter().map(|label| normalise(label)).collect(),
            levels: HashMap::new(),
            left_out: Vec::new(),
            words: HashMap::new(),
            labels: vec![Vec::new(); FIELDS.len()],
            kinds: Vec::new(),
            series: Vec::new(),
        };
        let offset = file.levels.span().start;
        rules.add_levels(file.levels.into_inner()).map_err(at(offset))?;
        let offset = file.words.span().start;
        rules.add_words(file.words.into_inner(), vocabulary).map_err(at(offset))?;
        let offset = file.known.span().start;
        for (field, labels) in numbered(file.known.into_inner()).map_err(at(offset))? {
            rules.labels[field].extend(labels);
        }
        for entry in file.left_out {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            let when = conditions(entry.when).map_err(at(offset))?;
            rules.left_out.push(LeftOut { why: entry.why, when });
        }
        for entry in file.kind {
            let offset = entry.span().start;
            rules.add_kind(entry.into_inner()).map_err(at(offset))?;
        }
        for entry in file.series {
            let offset = entry.span().start;
            rules.add_series(entry.into_inner(), vocabulary).map_err(at(offset))?;
        }
        Ok(rules)
    }

    fn add_levels(&mut self, levels: Labels) -> Result<(), String> {
        for (id, labels) in levels {
            let level = match id.as_str() {
                "england" => AreaLevel::England,
                "region" => AreaLevel::Region,
                "council-type" => AreaLevel::CouncilType,
                "council" => AreaLevel::Council,
                _ => return Err(format!("'{id}' is no level of area")),
            };
            self.levels.extend(labels.iter().map(|label| (normalise(label), level)));
        }
        Ok(())
    }

    fn add_words(
        &mut self,
        words: BTreeMap<String, BTreeMap<String, String>>,
        vocabulary: &Vocabulary,
    ) -> Result<(), String> {
        for (name, labels) in words {
            let field = numbered_field(&name)?;
            let dimension =
                dimension(field).ok_or_else(|| format!("'{name}' has no terms of its own"))?;
            for (label, id) in labels {
                let term = vocabulary
                    .term(dimension, &id)
                    .ok_or_else(|| format!("'{id}' is not in vocabulary.toml"))?;
                self.words.insert((field, normalise(&label)), term);
                self.labels[field].push(label);
            }
        }
        Ok(())
    }

    fn add_kind(&mut self, entry: KindEntry) -> Result<(), String> {
        let is = entry.is.into_iter().map(conditions).collect::<Result<Vec<_>, _>>()?;
        let zero_is_none = entry.zero_means == Zero::None;
        self.kinds.push(Kind { id: entry.id, unit: entry.unit, zero_is_none, is });
        Ok(())
    }

    fn add_series(&mut self, entry: SeriesEntry, vocabulary: &Vocabulary) -> Result<(), String> {
        let kind = self
            .kinds
            .iter()
            .position(|kind| kind.id == entry.kind)
            .ok_or_else(|| format!("there is no kind '{}'", entry.kind))?;
        let quantity = vocabulary
            .term(Dimension::Quantity, &entry.quantity)
            .ok_or_else(|| format!("'{}' is not in vocabulary.toml", entry.quantity))?;
        for (field, labels) in numbered(entry.when.clone())? {
            self.labels[field].extend(labels);
        }
        let when = conditions(entry.when)?;
        let by = entry.by.iter().map(|name| numbered_field(name)).collect::<Result<_, _>>()?;
        self.series.push(Rule { kind, quantity, expected: entry.expected, when, by });
        Ok(())
    }

    /// The level of area that a label means.
    pub(super) fn level(&self, label: &str) -> Option<AreaLevel> {
        self.levels.get(&normalise(label)).copied()
    }

    /// Whether a label means the total over a dimension, or that the dimension does not apply.
    pub(super) fn is_total(&self, label: &str) -> bool {
        label.is_empty() || self.totals.contains(&normalise(label))
    }

    /// Whether the fields of a row meet conditions. `Total` stands for every word for a total, but
    /// not for a blank.
    pub(super) fn meets(&self, fields: &Fields<'_>, conditions: &Conditions) -> bool {
        conditions.iter().all(|(field, labels)| {
            let label = normalise(fields[*field]);
            labels.contains(&label) || (labels.contains("total") && self.totals.contains(&label))
        })
    }

    /// Why a row is left out, if it is.
    pub(super) fn left_out(&self, fields: &Fields<'_>) -> Option<&str> {
        self.left_out.iter().find(|rule| self.meets(fields, &rule.when)).map(|rule| &*rule.why)
    }

    /// The kind of a row.
    pub(super) fn kind(&self, fields: &Fields<'_>) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.is.iter().any(|when| self.meets(fields, when)))
    }

    /// The kind with an id.
    pub(super) fn kind_called(&self, id: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.id == id)
    }

    /// The term that a label of a dimension means.
    pub(super) fn term(&self, field: usize, label: &str, vocabulary: &Vocabulary) -> Option<Term> {
        if self.is_total(label) {
            return Some(Term::ALL);
        }
        let dimension = dimension(field)?;
        vocabulary
            .read(dimension, label)
            .or_else(|| self.words.get(&(field, normalise(label))).copied())
    }

    /// Whether a label has been seen in a field.
    pub(super) fn knows(&self, field: usize, label: &str, vocabulary: &Vocabulary) -> bool {
        let wanted = normalise(label);
        self.term(field, label, vocabulary).is_some()
            || self.labels[field].iter().any(|known| normalise(known) == wanted)
    }

    /// Every label that a field can have, for naming those that are like one it cannot.
    pub(super) fn labels<'a>(
        &'a self,
        field: usize,
        vocabulary: &'a Vocabulary,
    ) -> impl Iterator<Item = &'a str> {
        let terms = dimension(field).into_iter().flat_map(move |dimension| {
            vocabulary
                .ids(dimension)
                .filter_map(move |id| vocabulary.term(dimension, id))
                .map(|term| vocabulary.label(term))
        });
        self.labels[field].iter().map(String::as_str).chain(terms)
    }

    /// The series of a row under a rule, if the row is one of the rule's.
    pub(super) fn series_of(
        &self,
        rule: &Rule,
        fields: &Fields<'_>,
        vocabulary: &Vocabulary,
    ) -> Option<SeriesKey> {
        if !self.meets(fields, &rule.when) {
            return None;
        }
        let mut series = SeriesKey::of(rule.quantity);
        for field in DIMENSIONS {
            let named = rule.when.iter().any(|(named, _)| *named == field);
            if rule.by.contains(&field) {
                let term = self.term(field, fields[field], vocabulary)?;
                series = series.with(dimension(field)?, term);
            } else if !named && !self.is_total(fields[field]) {
                return None;
            }
        }
        Some(series)
    }
}

/// The dimension of the vocabulary that a field is.
fn dimension(field: usize) -> Option<Dimension> {
    match FIELDS[field] {
        "age-band" => Some(Dimension::AgeBand),
        "support-reason" => Some(Dimension::SupportReason),
        "setting" => Some(Dimension::Setting),
        "provision" => Some(Dimension::Provision),
        _ => None,
    }
}

fn numbered_field(name: &str) -> Result<usize, String> {
    field(name)
        .ok_or_else(|| format!("there is no field '{name}'; there are {}", FIELDS.join(", ")))
}

fn numbered(labels: Labels) -> Result<Vec<(usize, Vec<String>)>, String> {
    labels.into_iter().map(|(name, labels)| Ok((numbered_field(&name)?, labels))).collect()
}

fn conditions(labels: Labels) -> Result<Conditions, String> {
    Ok(numbered(labels)?
        .into_iter()
        .map(|(field, labels)| (field, labels.iter().map(|label| normalise(label)).collect()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    #[test]
    fn a_fault_in_the_rules_has_its_line() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        Rules::load(&EMBEDDED, &vocabulary).expect("the embedded rules load");
        let text = EMBEDDED.text("reference/finance-csv.toml").replacen(
            "quantity = \"weeks\"",
            "quantity = \"wekes\"",
            1,
        );
        let expected = text.lines().take_while(|line| !line.contains("wekes")).count();
        let error = Rules::parse(&text, &vocabulary).err().expect("an unknown quantity is refused");
        assert!(error.message.contains("'wekes' is not in vocabulary.toml"), "{error}");
        // The entry begins one or two lines above its quantity.
        assert!((expected - 2..=expected).contains(&error.line), "{error}");
    }
}
