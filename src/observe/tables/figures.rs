//! The cells of a table to figures, each with its series, area, year and place.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::observe::observations::Observation;
use crate::observe::reader::Context;
use crate::observe::reading::{self, Markers, Unreadable};
use crate::observe::tables::RELEASE;
use crate::observe::tables::header::{AreaColumns, Column, Header, RowLabels};
use crate::observe::tables::layout::{Layouts, Table};
use crate::observe::tables::row::{AreaReader, Row, RowReader};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{QuantityUnit, SeriesKey, normalise};
use crate::release::workbook::Sheet;

/// Money is printed in thousands of pounds.
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// Values nearer to zero than this are what is left of a subtraction in the publisher's
/// spreadsheet, such as −0.000000000000028 for Camden in T17!O109 where T14!H106 prints 0.
const RESIDUE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// A table whose header was read.
pub(super) struct Figures<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) table: &'a Table,
    pub(super) header: &'a Header,
    pub(super) layouts: &'a Layouts,
    pub(super) context: &'a Context<'a>,
}

impl Figures<'_> {
    /// Whether the printed unit is the one our quantities expect: a table in another unit would be
    /// wrong a thousandfold.
    pub(super) fn units_agree(&self, title_row: u32, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let printed: Vec<String> = (title_row + 1..self.header.first_row)
            .flat_map(|row| {
                (1..=self.sheet.last_column())
                    .map(move |column| self.sheet.cell(row, column).text())
            })
            .map(|text| normalise(&text))
            .filter(|text| text.contains('£'))
            .collect();
        let units = &self.layouts.units;
        let wanted = self.header.columns.iter().filter_map(|column| {
            match column.series.and_then(|series| self.context.vocabulary.unit(series.quantity))? {
                QuantityUnit::Gbp => Some(&units.thousands),
                QuantityUnit::GbpPerUnit => Some(&units.each),
                _ => None,
            }
        });
        for spellings in wanted {
            let said = |unit: &String| printed.iter().any(|text| text.contains(&normalise(unit)));
            if !spellings.iter().any(said) {
                diagnostics.push(
                    self.table
                        .fault(
                            "observe/unit",
                            format!(
                                "the table should say '{}' and says '{}'; it is not read",
                                spellings[0],
                                printed.join("', '")
                            ),
                        )
                        .at(self.sheet.whole())
                        .help("find out which unit the figures are in before reading them"),
                );
                return false;
            }
        }
        true
    }

    /// Reads every figure down to the notes.
    pub(super) fn read(
        &self,
        push: &mut impl FnMut(Observation),
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match &self.header.row_labels {
            RowLabels::Areas(columns) => self.read_areas(columns, push, diagnostics),
            RowLabels::Labels(columns) => self.read_labelled(columns, push, diagnostics),
        }
    }

    fn read_areas(
        &self,
        columns: &AreaColumns,
        push: &mut impl FnMut(Observation),
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let reader = AreaReader {
            sheet: self.sheet,
            columns,
            year: self.header.year,
            layouts: self.layouts,
            context: self.context,
        };
        // By code: a recoded council has a row for each of its codes.
        let mut codes = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for row in self.header.first_row..=self.sheet.last_row() {
            if self.is_note(row) {
                break;
            }
            if self.is_empty(row) {
                continue;
            }
            let Some((area, code)) = reader.area(row, diagnostics) else { continue };
            if !codes.insert(code) {
                diagnostics.push(self.twice(row, area));
                continue;
            }
            seen.insert(area);
            self.row(row, &Row { area, year: None, meaning: None }, push, diagnostics);
        }
        self.missing_councils(&seen, diagnostics);
    }

    fn read_labelled(
        &self,
        columns: &[u16],
        push: &mut impl FnMut(Observation),
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut reader = RowReader::new(self.sheet, self.table, columns, self.context);
        for row in self.header.first_row..=self.sheet.last_row() {
            let first = self.sheet.cell(row, columns[0]).text();
            if self.is_note(row) && !reader.is_label(&first) {
                break;
            }
            reader.advance(row);
            if self.is_empty(row) {
                continue;
            }
            if let Some(read) = reader.row(row, diagnostics) {
                self.row(row, &read, push, diagnostics);
            }
        }
    }

    fn row(
        &self,
        row: u32,
        read: &Row,
        push: &mut impl FnMut(Observation),
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for column in &self.header.columns {
            let Some(series) = self.series(column, read) else {
                // A table repeated for another quantity may hold more than we have words for.
                if !self.table.mirrored {
                    diagnostics.push(self.no_series(row, column));
                }
                continue;
            };
            let year = read.year.unwrap_or(column.year);
            match self.figure(row, column.number, series) {
                Ok(figure) => {
                    if figure.is_err() && !self.exists(read.area, year) {
                        // A council is printed in both years of a table where it had one only.
                        continue;
                    }
                    push(Observation {
                        series,
                        area: read.area,
                        year,
                        figure,
                        place: self.sheet.place(row, column.number),
                        release: RELEASE,
                    });
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }

    fn series(&self, column: &Column, read: &Row) -> Option<SeriesKey> {
        let Some(added) = &read.meaning else { return column.series };
        let mut meaning = column.meaning.clone();
        meaning.add(added);
        meaning.series(self.context.vocabulary)
    }

    fn figure(&self, row: u32, column: u16, series: SeriesKey) -> Result<Figure, Box<Diagnostic>> {
        let markers = Markers { x: self.table.x, blank: Gap::NotAvailable, sentinels: true };
        let text = self.sheet.cell(row, column).text();
        let refuse = |found: Unreadable| Box::new(self.unreadable(row, column, &text, &found));
        let value = match reading::read(&text, markers).map_err(refuse)? {
            Err(gap) => return Ok(Err(gap)),
            Ok(value) if value.abs() < RESIDUE => Decimal::ZERO,
            Ok(value) => value,
        };
        if let Some(gap) = self.table.zero.filter(|_| value.is_zero()) {
            return Ok(Err(gap));
        }
        if self.context.vocabulary.unit(series.quantity) == Some(QuantityUnit::Gbp) {
            let pounds = value.checked_mul(THOUSAND);
            return pounds.map(Ok).ok_or_else(|| refuse(Unreadable::NotANumber));
        }
        Ok(Ok(value))
    }

    fn exists(&self, area: AreaId, year: FinancialYear) -> bool {
        let areas = self.context.areas;
        areas.get(area).level != AreaLevel::Council || areas.exists_in(area, year)
    }

    /// Whether a row has text in its first column only, as the notes below a table have.
    fn is_note(&self, row: u32) -> bool {
        let first = self.header.row_labels.columns().into_iter().min().unwrap_or(1);
        let mut used = (1..=self.sheet.last_column())
            .filter(|column| !self.sheet.cell(row, *column).is_blank());
        used.next().is_some_and(|column| column <= first) && used.next().is_none()
    }

    /// Whether a row has no cell for any of the columns that are read.
    fn is_empty(&self, row: u32) -> bool {
        self.header.columns.iter().all(|column| self.sheet.cell(row, column.number).is_blank())
    }

    /// A table that ends early must not pass for a whole one.
    fn missing_councils(&self, seen: &BTreeSet<AreaId>, diagnostics: &mut Vec<Diagnostic>) {
        let areas = self.context.areas;
        let missing: Vec<&str> = areas
            .councils_in(self.header.year)
            .filter(|id| !seen.contains(id))
            .map(|id| areas.get(id).name.as_str())
            .collect();
        if !missing.is_empty() {
            diagnostics.push(
                Diagnostic::warning(
                    "observe/missing-council",
                    format!("the table has no row for {}", listed(&missing)),
                )
                .at(self.sheet.whole())
                .help("compare the sheet with the publisher's: a row may have been lost"),
            );
        }
    }

    fn twice(&self, row: u32, area: AreaId) -> Diagnostic {
        let name = &self.context.areas.get(area).name;
        Diagnostic::error("observe/duplicate-row", format!("{name} has a second row"))
            .at(self.sheet.place(row, 1))
            .help("keep the row that the publisher printed and remove the other")
    }

    fn no_series(&self, row: u32, column: &Column) -> Diagnostic {
        Diagnostic::error(
            "observe/own-table",
            "the row and the column together mean no quantity of data/reference/vocabulary.toml",
        )
        .at(self.sheet.place(row, column.number))
        .help("add the quantity, or correct data/reference/tables.toml")
    }

    fn unreadable(&self, row: u32, column: u16, text: &str, found: &Unreadable) -> Diagnostic {
        let (code, what) = match found {
            Unreadable::NotANumber => ("observe/bad-number", "is not a number"),
            Unreadable::UnknownMarker => ("observe/unknown-marker", "is not a known marker"),
            Unreadable::Sentinel => ("observe/sentinel", "is a code for a missing value"),
        };
        Diagnostic::error(code, format!("'{text}' {what}; expected a plain number, [x] or [c]"))
            .at(self.sheet.place(row, column))
            .help("compare the cell with the publisher's file and correct it")
    }
}

/// Names in a list, cut short where there are more than anyone would read.
fn listed<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 10;
    let shown: Vec<&str> = names.iter().take(MOST).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
