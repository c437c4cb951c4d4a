//! What the labels over the columns of one table say, in the wording of its year.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::tables::layout::Table;
use crate::observe::tables::meaning::{Meaning, is_slight, is_total, label_key, nearest};
use crate::reference::vocabulary::{Dimension, Vocabulary};
use crate::release::workbook::Sheet;

/// A label over a column.
pub(super) struct Label {
    pub(super) text: String,
    /// Whether it begins in this column, rather than further left in a merged cell.
    pub(super) own: bool,
    pub(super) row: u32,
}

/// What a label says.
pub(super) enum Said {
    Year(FinancialYear),
    Total,
    /// What it means, and which of the expected headers it is.
    Meaning(Meaning, Option<usize>),
    Unknown,
}

/// The labels of one table.
pub(super) struct Labels<'a> {
    table: &'a Table,
    vocabulary: &'a Vocabulary,
    /// Labels that are taken for another, by the key of the label.
    taken: BTreeMap<String, String>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(table: &'a Table, vocabulary: &'a Vocabulary) -> Self {
        Self { table, vocabulary, taken: BTreeMap::new() }
    }

    /// What a label says.
    pub(super) fn read(&self, text: &str) -> Said {
        let text = self.taken.get(&label_key(text)).map_or(text, String::as_str);
        if let Some(index) = self.table.label(text) {
            return Said::Meaning(self.table.expected[index].meaning.clone(), Some(index));
        }
        if let Ok(year) = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit()).parse() {
            return Said::Year(year);
        }
        // Before any dimension: which of them a "Total" is over depends on the labels above it.
        if is_total(text, self.vocabulary) {
            return Said::Total;
        }
        match self.table.term(text, self.vocabulary) {
            Some((dimension, term)) => {
                let mut meaning = Meaning::default();
                meaning.set(dimension, term);
                Said::Meaning(meaning, self.table.expected_term(dimension, term))
            }
            None => Said::Unknown,
        }
    }

    /// Takes labels that are one slip away from an expected header for that header, if it does not
    /// stand there itself and nothing else is as near.
    pub(super) fn take_slips(
        &mut self,
        labels: &[(Label, u16)],
        sheet: &Sheet,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut seen = vec![false; self.table.expected.len()];
        let mut unknown: Vec<&(Label, u16)> = Vec::new();
        for label in labels {
            match self.read(&label.0.text) {
                Said::Meaning(_, Some(index)) => seen[index] = true,
                Said::Unknown if !self.table.leaves_out(&label.0.text) => unknown.push(label),
                _ => {}
            }
        }
        let missing: Vec<&str> = self
            .table
            .expected
            .iter()
            .zip(&seen)
            .filter(|(_, seen)| !**seen)
            .flat_map(|(expected, _)| expected.name.split(" | "))
            .collect();
        for (label, column) in unknown {
            let key = label_key(&label.text);
            let mut like = missing.iter().filter(|name| is_slight(&key, &label_key(name)));
            let (Some(name), None) = (like.next(), like.next()) else { continue };
            if self.taken.insert(key, (*name).to_owned()).is_none() {
                let message = format!("'{}' is read as '{name}'", one_line(&label.text));
                diagnostics.push(
                    Diagnostic::warning("observe/near-column", message)
                        .at(sheet.place(label.row, *column))
                        .help(paste(&label.text, name)),
                );
            }
        }
    }

    /// The complaint about a label that nobody listed.
    pub(super) fn unknown(&self, label: &Label, column: u16, sheet: &Sheet) -> Diagnostic {
        let text = one_line(&label.text);
        let near = nearest(&text, self.known());
        let message = match near {
            Some(near) => format!("no column '{text}' is known here; the nearest is '{near}'"),
            None => format!("no column '{text}' is known here"),
        };
        Diagnostic::warning("observe/unknown-column", format!("{message}; it is left out"))
            .at(sheet.place(label.row, column))
            .help(paste(&text, near.unwrap_or("…")))
    }

    /// Every label the header of this table may have.
    fn known(&self) -> impl Iterator<Item = &str> {
        let own = self.table.expected.iter().flat_map(|known| known.name.split(" | "));
        let terms = self.table.dimensions.iter().flat_map(|dimension: &Dimension| {
            self.vocabulary
                .ids(*dimension)
                .filter_map(|id| self.vocabulary.term(*dimension, id))
                .map(|term| self.vocabulary.label(term))
        });
        own.chain(terms)
    }
}

/// The complaint that an expected header is missing, with the unknown label that is like it.
pub(super) fn missing(name: &str, unknown: &[String], sheet: &Sheet) -> Diagnostic {
    let near = nearest(name, unknown.iter().map(String::as_str));
    let message = match near {
        Some(near) => format!("no column '{name}'; the nearest header is '{near}'"),
        None => format!("no column '{name}'"),
    };
    Diagnostic::warning("observe/missing-column", message)
        .at(sheet.whole())
        .help(paste(near.unwrap_or("…"), name))
}

/// The line that makes a new wording known.
pub(super) fn paste(new: &str, known: &str) -> String {
    format!(
        "if it is the same under a new name, add to [also] in data/reference/tables.toml: \"{}\" = \
         \"{known}\"",
        one_line(new)
    )
}

/// A label on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
