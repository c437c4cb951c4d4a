//! The cells to the left of the figures to an area, a year and what else they say.

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::reader::Context;
use crate::observe::tables::header::AreaColumns;
use crate::observe::tables::layout::{Layouts, RowKind, Table};
use crate::observe::tables::meaning::{Meaning, is_total, label_key, nearest};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::Vocabulary;
use crate::release::workbook::Sheet;

/// What the labels of a row say.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) area: AreaId,
    /// The year, where a row label gives it.
    pub(super) year: Option<FinancialYear>,
    /// What the labels add to that of the column; nothing in a table of areas.
    pub(super) meaning: Option<Meaning>,
}

/// How many years a table prints side by side at most.
const YEARS_PRINTED: usize = 3;

/// Reads the areas of a table with one row for each.
pub(super) struct AreaReader<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) columns: &'a AreaColumns,
    /// The last year the table is about.
    pub(super) year: FinancialYear,
    pub(super) layouts: &'a Layouts,
    pub(super) context: &'a Context<'a>,
}

impl AreaReader<'_> {
    /// The area of a row, and the code it is printed under. `None` is a row without an area that is
    /// read: a council type, or one that was complained about.
    pub(super) fn area(
        &self,
        row: u32,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(AreaId, String)> {
        let text = |column: u16| self.sheet.cell(row, column).text().trim().to_owned();
        let (code, group) = (text(self.columns.code), text(self.columns.group_code));
        if code.is_empty() {
            if self.layouts.left_out_groups.contains(&group) {
                return None;
            }
            let place = self.sheet.place(row, self.columns.group_code);
            return group_area(&group, &text(self.columns.group_name), self.context)
                .map(|id| (id, group))
                .map_err(|diagnostic| diagnostics.push(diagnostic.at(place)))
                .ok();
        }
        let council = Council {
            code,
            number: text(self.columns.council_code),
            name: text(self.columns.council_name),
            region: group,
        };
        match council.find(self.year, self.context) {
            Ok((id, warning)) => {
                let place = self.sheet.place(row, self.columns.council_name);
                diagnostics.extend(warning.map(|warning| warning.at(place)));
                Some((id, council.code))
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic.at(self.sheet.place(row, self.columns.code)));
                None
            }
        }
    }
}

/// England or a region by its code; its name must agree.
fn group_area(code: &str, name: &str, context: &Context<'_>) -> Result<AreaId, Diagnostic> {
    let areas = context.areas;
    let id = areas
        .by_code(code)
        .filter(|id| matches!(areas.get(*id).level, AreaLevel::England | AreaLevel::Region))
        .ok_or_else(|| {
            Diagnostic::error(
                "observe/unknown-area",
                format!("'{code}' ('{name}') is neither England nor a region"),
            )
            .help("correct the code, or add the area to data/reference/regions.csv")
        })?;
    if areas.by_name(name).contains(&id) {
        Ok(id)
    } else {
        Err(mismatch(&format!(
            "the code {code} is {} but the name is '{name}'",
            areas.get(id).name
        )))
    }
}

struct Council {
    code: String,
    /// The publisher's own code (CASSR).
    number: String,
    name: String,
    region: String,
}

impl Council {
    /// The council by its ONS code; everything else in the row must agree with it.
    fn find(
        &self,
        year: FinancialYear,
        context: &Context<'_>,
    ) -> Result<(AreaId, Option<Diagnostic>), Diagnostic> {
        let areas = context.areas;
        let id = areas
            .by_code(&self.code)
            .filter(|id| areas.get(*id).level == AreaLevel::Council)
            .ok_or_else(|| self.unknown(context))?;
        let area = areas.get(id);
        // A recoded council may have been given a new number by the publisher as well.
        let numbered = |year| areas.by_cassr(&self.number, year) == Some(id);
        let years = std::iter::successors(Some(year), |year| Some(year.before()));
        if self.number != area.cassr_code && !years.take(YEARS_PRINTED).any(numbered) {
            return Err(mismatch(&format!(
                "{} is {}, whose council code is {}, but the row has '{}'",
                self.code, area.name, area.cassr_code, self.number
            )));
        }
        if areas.by_code(&self.region) != area.region {
            return Err(mismatch(&format!(
                "{} is {}, which does not lie in the region '{}'",
                self.code, area.name, self.region
            )));
        }
        match areas.by_name(&self.name) {
            names if names.contains(&id) => Ok((id, None)),
            [] => {
                let warning = Diagnostic::warning(
                    "observe/new-spelling",
                    format!("'{}' is a new spelling of {}; both codes agree", self.name, area.name),
                )
                .help("add it to other_names in data/reference/councils.csv");
                Ok((id, Some(warning)))
            }
            _ => Err(mismatch(&format!(
                "{} is {} but the name is '{}'",
                self.code, area.name, self.name
            ))),
        }
    }

    fn unknown(&self, context: &Context<'_>) -> Diagnostic {
        let areas = context.areas;
        let councils = || areas.ids().filter(|id| areas.get(*id).level == AreaLevel::Council);
        let near = areas
            .by_name(&self.name)
            .first()
            .map(|id| areas.get(*id).name.clone())
            .or_else(|| areas.nearest_name(&self.name, councils()))
            .map_or_else(String::new, |name| format!("; the nearest known council is {name}"));
        Diagnostic::error(
            "observe/unknown-area",
            format!("no council has the code '{}' ('{}'){near}", self.code, self.name),
        )
        .help("correct the code, or add the council to data/reference/councils.csv")
    }
}

fn mismatch(message: &str) -> Diagnostic {
    Diagnostic::error("observe/area-mismatch", message)
        .help("codes and names must mean one area; compare the row with the publisher's file")
}

/// Row labels that stay in force until the next one, as they are printed once for several rows.
pub(super) struct RowReader<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) table: &'a Table,
    pub(super) columns: &'a [u16],
    pub(super) context: &'a Context<'a>,
    current: Vec<Option<String>>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        sheet: &'a Sheet,
        table: &'a Table,
        columns: &'a [u16],
        context: &'a Context<'a>,
    ) -> Self {
        Self { sheet, table, columns, context, current: vec![None; columns.len()] }
    }

    /// Whether a text is a label of the table's first column.
    pub(super) fn is_label(&self, text: &str) -> bool {
        self.table.rows.first().is_some_and(|row| {
            text.trim().parse::<FinancialYear>().is_ok()
                || said(&row.kind, text, self.context.vocabulary).is_some()
        })
    }

    /// Takes the labels of a row, whether or not it has figures.
    pub(super) fn advance(&mut self, row: u32) {
        for (index, column) in self.columns.iter().enumerate() {
            let cell = self.sheet.cell(row, *column);
            if !cell.is_blank() {
                self.current[index] = Some(cell.text().trim().to_owned());
                // A new label on the left begins a new block of those to its right.
                for right in &mut self.current[index + 1..] {
                    *right = None;
                }
            }
        }
    }

    /// What the labels in force say. `None` is a row that is left out or was complained about.
    pub(super) fn row(&self, row: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<Row> {
        let mut read = Row {
            area: self.context.areas.england(),
            year: None,
            meaning: Some(Meaning::default()),
        };
        let mut area: (Option<&str>, &str) = (None, "");
        for ((layout, column), label) in self.table.rows.iter().zip(self.columns).zip(&self.current)
        {
            let Some(label) = label.as_deref() else { continue };
            if self.table.leaves_out(label) {
                return None;
            }
            match &layout.kind {
                RowKind::AreaCode => area.0 = Some(label),
                RowKind::AreaName => area.1 = label,
                RowKind::Year if label.parse::<FinancialYear>().is_ok() => {
                    read.year = label.parse().ok();
                }
                kind => {
                    let Some(meaning) = said(kind, label, self.context.vocabulary) else {
                        diagnostics.push(self.unknown(kind, label, row, *column));
                        return None;
                    };
                    if let Some(all) = &mut read.meaning {
                        all.add(&meaning);
                    }
                }
            }
        }
        if let (Some(code), name) = area {
            let place = self.sheet.place(row, self.columns[0]);
            read.area = group_area(code, name, self.context)
                .map_err(|diagnostic| diagnostics.push(diagnostic.at(place)))
                .ok()?;
        }
        Some(read)
    }

    fn unknown(&self, kind: &RowKind, label: &str, row: u32, column: u16) -> Diagnostic {
        let vocabulary = self.context.vocabulary;
        let known: Vec<&str> = match kind {
            RowKind::Dimension(dimension) => vocabulary
                .ids(*dimension)
                .filter_map(|id| vocabulary.term(*dimension, id))
                .map(|term| vocabulary.label(term))
                .collect(),
            RowKind::Labels(labels) => labels.keys().map(String::as_str).collect(),
            RowKind::Year | RowKind::AreaCode | RowKind::AreaName => Vec::new(),
        };
        let near = nearest(label, known.into_iter())
            .map_or_else(String::new, |near| format!("; the nearest is '{near}'"));
        Diagnostic::error("observe/unknown-row", format!("no row '{label}' is known here{near}"))
            .at(self.sheet.place(row, column))
            .help("if the publisher reworded it, add it to data/reference/tables.toml")
    }
}

/// What a row label says; `None` where it is not known.
fn said(kind: &RowKind, label: &str, vocabulary: &Vocabulary) -> Option<Meaning> {
    let mut meaning = Meaning::default();
    match kind {
        RowKind::Labels(labels) => {
            if let Some(known) = labels.get(&label_key(label)) {
                return Some(known.clone());
            }
            is_total(label, vocabulary).then_some(meaning)
        }
        RowKind::Dimension(dimension) => {
            meaning.set(*dimension, vocabulary.read(*dimension, label)?);
            Some(meaning)
        }
        RowKind::Year | RowKind::AreaCode | RowKind::AreaName => None,
    }
}
