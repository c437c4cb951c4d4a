//! Which series a row belongs to, by the words of its fields.

mod load;

use std::collections::{HashMap, HashSet};

use crate::observe::finance_csv::columns::{DIMENSIONS, FIELDS, Fields};
use crate::observe::totals::{AGE, Cell, DETAIL, Family, Label, PROVISION, Part, REASON, SETTING};
use crate::reference::areas::AreaLevel;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary, normalise};

pub(super) use load::Unit;

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
    /// Whether the figures count only for councils and where no other rule gives one.
    instead: bool,
    when: Conditions,
    by: Vec<usize>,
}

/// A kind of support, and its rows.
struct PartRule {
    part: Part,
    when: Conditions,
    by: Vec<usize>,
    detail: Option<usize>,
}

/// A quantity that is broken down by kind of support.
pub(super) struct Column {
    pub(super) kind: usize,
    pub(super) family: Family,
    /// The parts of which a file should have a figure.
    pub(super) expected: Vec<Part>,
    pub(super) is_money: bool,
    when: Conditions,
    by: Vec<usize>,
    parts: Vec<Part>,
}

/// Rows that are left out whatever else they say.
struct LeftOut {
    why: String,
    when: Conditions,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A figure of its own.
    Single(SeriesKey),
    /// A figure that counts only where there is no other.
    Instead(SeriesKey),
    /// A figure of a column, by its index, which also counts in totals.
    Cell(usize, Cell),
}

/// The rules of `finance-csv.toml`.
pub(super) struct Rules {
    totals: HashSet<String>,
    levels: HashMap<String, AreaLevel>,
    left_out: Vec<LeftOut>,
    same_as: HashMap<(String, String), String>,
    words: HashMap<(usize, String), Term>,
    also_counted: HashMap<(usize, String), u16>,
    labels: Vec<Vec<String>>,
    pub(super) kinds: Vec<Kind>,
    parts: Vec<PartRule>,
    pub(super) columns: Vec<Column>,
    pub(super) series: Vec<Rule>,
}

impl Rules {
    /// The words of a row in those that the rules know, where the table says so.
    pub(super) fn in_our_words<'a>(&'a self, fields: &Fields<'a>) -> Fields<'a> {
        std::array::from_fn(|field| self.same(FIELDS[field], fields[field]))
    }

    fn same<'a>(&'a self, field: &str, label: &'a str) -> &'a str {
        if self.same_as.is_empty() {
            return label;
        }
        self.same_as.get(&(field.to_owned(), normalise(label))).map_or(label, String::as_str)
    }

    /// The level of area that a label means.
    pub(super) fn level(&self, label: &str) -> Option<AreaLevel> {
        self.levels.get(&normalise(self.same("geography-level", label))).copied()
    }

    /// A label that means a level.
    pub(super) fn level_label(level: AreaLevel) -> &'static str {
        match level {
            AreaLevel::England => "England",
            AreaLevel::Region => "Region",
            AreaLevel::CouncilType => "Council Type",
            AreaLevel::Council => "Local Authority",
        }
    }

    /// Whether a label means the total over a dimension, or that the dimension does not apply.
    pub(super) fn is_total(&self, label: &str) -> bool {
        label.is_empty() || self.totals.contains(&normalise(label))
    }

    /// Whether the fields of a row meet conditions. `Total` stands for every word for a total, but
    /// not for a blank.
    fn meets(&self, fields: &Fields<'_>, conditions: &Conditions) -> bool {
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
    fn term(&self, field: usize, label: &str, vocabulary: &Vocabulary) -> Option<Term> {
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

    /// What a row of a kind means, if it is one of those that a rule is for.
    pub(super) fn meaning(
        &self,
        kind: usize,
        fields: &Fields<'_>,
        vocabulary: &Vocabulary,
    ) -> Option<Meaning> {
        let single = self.series.iter().filter(|rule| rule.kind == kind).find_map(|rule| {
            let series = self.series_of(rule, fields, vocabulary)?;
            Some(if rule.instead { Meaning::Instead(series) } else { Meaning::Single(series) })
        });
        single.or_else(|| {
            self.columns.iter().enumerate().filter(|(_, column)| column.kind == kind).find_map(
                |(index, column)| {
                    let cell = self.cell_of(column, fields, vocabulary)?;
                    Some(Meaning::Cell(index, cell))
                },
            )
        })
    }

    /// The series of a row under a rule, if the row is one of the rule's.
    fn series_of(
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

    /// The cell of a row in a column, if the row is one of the column's.
    fn cell_of(
        &self,
        column: &Column,
        fields: &Fields<'_>,
        vocabulary: &Vocabulary,
    ) -> Option<Cell> {
        if !self.meets(fields, &column.when) {
            return None;
        }
        let parts = self.parts.iter().filter(|rule| column.parts.contains(&rule.part));
        parts.filter(|rule| self.meets(fields, &rule.when)).find_map(|rule| {
            let mut cell = Cell::of(rule.part);
            for field in DIMENSIONS {
                let named = [&column.when, &rule.when]
                    .into_iter()
                    .flatten()
                    .any(|(named, _)| *named == field);
                let by = rule.by.contains(&field) || column.by.contains(&field);
                if by || rule.detail == Some(field) {
                    cell.labels[place(field)] = self.label(field, fields[field], vocabulary)?;
                } else if !named && !self.is_total(fields[field]) {
                    return None;
                }
            }
            Some(cell)
        })
    }

    fn label(&self, field: usize, text: &str, vocabulary: &Vocabulary) -> Option<Label> {
        match self.term(field, text, vocabulary) {
            Some(Term::ALL) => return Some(Label::All),
            Some(term) => return Some(Label::Term(term)),
            None => {}
        }
        let text = normalise(text);
        if dimension(field).is_none() {
            // Two rows that differ in a detail are two whatever the detail is called.
            let index = self.labels[field].iter().position(|known| normalise(known) == text)?;
            return u16::try_from(index).ok().map(Label::Other);
        }
        self.also_counted.get(&(field, text)).copied().map(Label::Other)
    }
}

/// Where the label of a field stands in a cell.
fn place(field: usize) -> usize {
    match FIELDS[field] {
        "age-band" => AGE,
        "support-reason" => REASON,
        "setting" => SETTING,
        "provision" => PROVISION,
        _ => DETAIL,
    }
}

/// The dimension of the vocabulary that a field is.
pub(super) fn dimension(field: usize) -> Option<Dimension> {
    match FIELDS[field] {
        "age-band" => Some(Dimension::AgeBand),
        "support-reason" => Some(Dimension::SupportReason),
        "setting" => Some(Dimension::Setting),
        "provision" => Some(Dimension::Provision),
        _ => None,
    }
}
