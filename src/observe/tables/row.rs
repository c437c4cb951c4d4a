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
        let text = |column: Option<u16>| {
            column.map(|column| self.sheet.cell(row, column).text().trim().to_owned())
        };
        let columns = self.columns;
        let code = text(Some(columns.code)).unwrap_or_default();
        let group = text(columns.group_code).unwrap_or_default();
        let group_name = text(columns.group_name).unwrap_or_default();
        let is_group = |code: &str| {
            let id = self.context.areas.by_code(code);
            id.is_some_and(|id| self.context.areas.get(id).level != AreaLevel::Council)
        };
        if code.is_empty() || is_group(&code) {
            let group = if code.is_empty() { group } else { code };
            if self.layouts.left_out_groups.contains(&group) {
                return None;
            }
            let place = self.sheet.place(row, columns.group_code.unwrap_or(columns.code));
            let name = if group_name.is_empty() {
                text(columns.council_name).unwrap_or_default()
            } else {
                group_name
            };
            return group_area(&group, &name, self.context)
                .map(|id| (id, group))
                .map_err(|diagnostic| diagnostics.push(diagnostic.at(place)))
                .ok();
        }
        let council = Council {
            code,
            number: text(columns.council_code).unwrap_or_default(),
            name: text(columns.council_name).unwrap_or_default(),
            region: group,
        };
        match council.find(self.year, self.context) {
            Ok((id, warning)) => {
                let column = columns.council_name.unwrap_or(columns.code);
                let place = self.sheet.place(row, column);
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

/// England or a region by its code; its name must agree. A row without a code, or under a code that
/// nobody knows, is known by its name alone; and one that is neither is left out.
fn group_area(code: &str, name: &str, context: &Context<'_>) -> Result<AreaId, Diagnostic> {
    let areas = context.areas;
    let is_group =
        |id: &AreaId| matches!(areas.get(*id).level, AreaLevel::England | AreaLevel::Region);
    let named = areas.by_name(name).iter().copied().find(is_group);
    match (areas.by_code(code), named) {
        (None, Some(id)) => Ok(id),
        (Some(id), Some(other)) if id == other => Ok(id),
        (Some(id), _) if is_group(&id) => Err(mismatch(&format!(
            "the code {code} is {} but the name is '{name}'",
            areas.get(id).name
        ))),
        _ => Err(Diagnostic::warning(
            "observe/unknown-area",
            format!("'{code}' ('{name}') is neither England nor a region; the row is left out"),
        )
        .help("add its code to [left-out-groups] in data/reference/tables.toml if it is a council type")),
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
        // A recoded council may have been given a new number by the publisher as well; a number that
        // nobody has proves nothing.
        let years = || std::iter::successors(Some(year), |year| Some(year.before()));
        let mut numbered =
            years().take(YEARS_PRINTED).filter_map(|year| areas.by_cassr(&self.number, year));
        let own = self.number == area.cassr_code || numbered.clone().any(|council| council == id);
        let others = || areas.ids().any(|id| areas.get(id).cassr_code == self.number);
        if !self.number.is_empty() && !own && (numbered.next().is_some() || others()) {
            return Err(mismatch(&format!(
                "{} is {}, whose council code is {}, but the row has '{}'",
                self.code, area.name, area.cassr_code, self.number
            )));
        }
        let region = areas.by_code(&self.region);
        if region.is_some() && region != area.region {
            return Err(mismatch(&format!(
                "{} is {}, which does not lie in the region '{}'",
                self.code, area.name, self.region
            )));
        }
        if self.name.is_empty() {
            return Ok((id, None));
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
        let message = format!("no row '{label}' is known here{near}; it is left out");
        Diagnostic::warning("observe/unknown-row", message)
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
