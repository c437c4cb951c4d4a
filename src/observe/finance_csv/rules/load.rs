//! `data/reference/finance-csv.toml` to rules, strictly: a field, kind, part or quantity that does not
//! exist is an error with its line.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::observe::finance_csv::columns::{FIELDS, field};
use crate::observe::finance_csv::rules::{
    Column, Conditions, Kind, LeftOut, PartRule, Rule, Rules, dimension,
};
use crate::observe::totals::{Family, Part};
use crate::reference::areas::AreaLevel;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, Vocabulary, normalise};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/finance-csv.toml";

/// What the numbers of a kind of row are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::observe::finance_csv) enum Unit {
    /// Pounds or thousands of pounds, as `money.toml` says of the year.
    Money,
    /// Pounds.
    Pounds,
    /// A count.
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
type Words = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    totals: Vec<String>,
    levels: toml::Spanned<Labels>,
    left_out: Vec<toml::Spanned<LeftOutEntry>>,
    known: toml::Spanned<Labels>,
    also_counted: toml::Spanned<Labels>,
    #[serde(default)]
    same_as: Option<toml::Spanned<Words>>,
    words: toml::Spanned<Words>,
    kind: Vec<toml::Spanned<KindEntry>>,
    part: Vec<toml::Spanned<PartEntry>>,
    column: Vec<toml::Spanned<ColumnEntry>>,
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
struct PartEntry {
    id: String,
    when: Labels,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    detail: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    kind: String,
    quantity: String,
    #[serde(default)]
    when: Labels,
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
    #[serde(default)]
    expected: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesEntry {
    kind: String,
    quantity: String,
    #[serde(default)]
    expected: bool,
    #[serde(default)]
    instead: bool,
    #[serde(default)]
    when: Labels,
    #[serde(default)]
    by: Vec<String>,
}

impl Rules {
    /// Loads the rules.
    ///
    /// # Errors
    /// A fault in the table, with its line.
    pub(in crate::observe::finance_csv) fn load(
        sources: &Sources,
        vocabulary: &Vocabulary,
    ) -> Result<Self, ReferenceError> {
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
            same_as: HashMap::new(),
            words: HashMap::new(),
            also_counted: HashMap::new(),
            labels: vec![Vec::new(); FIELDS.len()],
            kinds: Vec::new(),
            parts: Vec::new(),
            columns: Vec::new(),
            series: Vec::new(),
        };
        let offset = file.levels.span().start;
        rules.add_levels(file.levels.into_inner()).map_err(at(offset))?;
        let offset = file.words.span().start;
        rules.add_words(file.words.into_inner(), vocabulary).map_err(at(offset))?;
        if let Some(same_as) = file.same_as {
            let offset = same_as.span().start;
            rules.add_same_as(same_as.into_inner()).map_err(at(offset))?;
        }
        let offset = file.known.span().start;
        for (field, labels) in numbered(file.known.into_inner()).map_err(at(offset))? {
            rules.labels[field].extend(labels);
        }
        let offset = file.also_counted.span().start;
        for (field, labels) in numbered(file.also_counted.into_inner()).map_err(at(offset))? {
            for (index, label) in (0..).zip(&labels) {
                rules.also_counted.insert((field, normalise(label)), index);
            }
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
        for entry in file.part {
            let offset = entry.span().start;
            rules.add_part(entry.into_inner()).map_err(at(offset))?;
        }
        for entry in file.column {
            let offset = entry.span().start;
            rules.add_column(entry.into_inner(), vocabulary).map_err(at(offset))?;
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

    fn add_same_as(&mut self, same_as: Words) -> Result<(), String> {
        for (name, words) in same_as {
            if name != "geography-level" {
                numbered_field(&name)?;
            }
            for (theirs, ours) in words {
                self.same_as.insert((name.clone(), normalise(&theirs)), ours);
            }
        }
        Ok(())
    }

    fn add_words(&mut self, words: Words, vocabulary: &Vocabulary) -> Result<(), String> {
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
        let mut is = Vec::new();
        for labels in entry.is {
            for (field, labels) in numbered(labels.clone())? {
                self.labels[field].extend(labels);
            }
            is.push(conditions(labels)?);
        }
        let zero_is_none = entry.zero_means == Zero::None;
        self.kinds.push(Kind { id: entry.id, unit: entry.unit, zero_is_none, is });
        Ok(())
    }

    fn add_part(&mut self, entry: PartEntry) -> Result<(), String> {
        let part = called(&entry.id)?;
        let when = self.conditions(entry.when)?;
        let by = fields_of(&entry.by)?;
        let detail = entry.detail.map(|name| numbered_field(&name)).transpose()?;
        self.parts.push(PartRule { part, when, by, detail });
        Ok(())
    }

    fn add_column(&mut self, entry: ColumnEntry, vocabulary: &Vocabulary) -> Result<(), String> {
        let kind = self.numbered_kind(&entry.kind)?;
        let is_money = self.kinds[kind].unit == Unit::Money;
        let family = if is_money {
            Family::money(vocabulary, &entry.quantity)
        } else {
            Family::weeks(vocabulary)
        };
        let family =
            family.ok_or_else(|| format!("'{}' is not in vocabulary.toml", entry.quantity))?;
        let parts = if entry.parts.is_empty() {
            Part::all().collect()
        } else {
            entry.parts.iter().map(|id| called(id)).collect::<Result<_, _>>()?
        };
        let expected = entry.expected.iter().map(|id| called(id)).collect::<Result<_, _>>()?;
        let when = self.conditions(entry.when)?;
        let by = fields_of(&entry.by)?;
        self.columns.push(Column { kind, family, expected, is_money, when, by, parts });
        Ok(())
    }

    fn add_series(&mut self, entry: SeriesEntry, vocabulary: &Vocabulary) -> Result<(), String> {
        let kind = self.numbered_kind(&entry.kind)?;
        let quantity = vocabulary
            .term(Dimension::Quantity, &entry.quantity)
            .ok_or_else(|| format!("'{}' is not in vocabulary.toml", entry.quantity))?;
        let when = self.conditions(entry.when)?;
        let by = fields_of(&entry.by)?;
        let (expected, instead) = (entry.expected, entry.instead);
        self.series.push(Rule { kind, quantity, expected, instead, when, by });
        Ok(())
    }

    fn numbered_kind(&self, id: &str) -> Result<usize, String> {
        self.kind_called(id).ok_or_else(|| format!("there is no kind '{id}'"))
    }

    /// Conditions whose labels are known from now on.
    fn conditions(&mut self, labels: Labels) -> Result<Conditions, String> {
        for (field, labels) in numbered(labels.clone())? {
            self.labels[field].extend(labels);
        }
        conditions(labels)
    }
}

fn called(id: &str) -> Result<Part, String> {
    Part::called(id).ok_or_else(|| format!("there is no kind of support '{id}'"))
}

fn fields_of(names: &[String]) -> Result<Vec<usize>, String> {
    names.iter().map(|name| numbered_field(name)).collect()
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
            "quantity = \"income/nhs\"",
            "quantity = \"income/nsh\"",
            1,
        );
        let expected = text.lines().take_while(|line| !line.contains("income/nsh")).count();
        let error = Rules::parse(&text, &vocabulary).err().expect("an unknown quantity is refused");
        assert!(error.message.contains("'income/nsh' is not in vocabulary.toml"), "{error}");
        // The entry begins one or two lines above its quantity.
        assert!((expected - 2..=expected).contains(&error.line), "{error}");
    }
}
