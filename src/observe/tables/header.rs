//! The one to three header rows of a table to what each of its columns holds.

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::reading;
use crate::observe::tables::labels::{self, Label, Labels, Said, one_line};
use crate::observe::tables::layout::{AreaHeaders, Layouts, Table};
use crate::observe::tables::meaning::{Meaning, is_slight, label_key, nearest};
use crate::reference::vocabulary::{SeriesKey, Vocabulary};
use crate::release::workbook::Sheet;

/// How far below its title a table's header may stand.
const HEADER_WITHIN: u32 = 12;

/// The columns that say where, in a table with one row for each area. Only the code must be there.
#[derive(Debug, Clone, Copy)]
pub(super) struct AreaColumns {
    pub(super) code: u16,
    pub(super) council_code: Option<u16>,
    pub(super) council_name: Option<u16>,
    pub(super) group_code: Option<u16>,
    pub(super) group_name: Option<u16>,
}

/// The columns to the left of the figures.
#[derive(Debug)]
pub(super) enum RowLabels {
    /// One row for each area.
    Areas(AreaColumns),
    /// Rows with labels, in the order of the table's layout.
    Labels(Vec<u16>),
}

impl RowLabels {
    pub(super) fn columns(&self) -> Vec<u16> {
        match self {
            Self::Areas(columns) => [
                Some(columns.code),
                columns.council_code,
                columns.council_name,
                columns.group_code,
                columns.group_name,
            ]
            .into_iter()
            .flatten()
            .collect(),
            Self::Labels(columns) => columns.clone(),
        }
    }
}

/// A column of figures.
#[derive(Debug)]
pub(super) struct Column {
    /// Its number in the sheet, from 1.
    pub(super) number: u16,
    pub(super) meaning: Meaning,
    /// The series where no row label adds anything.
    pub(super) series: Option<SeriesKey>,
    pub(super) year: FinancialYear,
}

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) row_labels: RowLabels,
    pub(super) columns: Vec<Column>,
    /// The last year the table is about.
    pub(super) year: FinancialYear,
    /// The first row below the header.
    pub(super) first_row: u32,
    /// Whether every header that the table must have is there.
    pub(super) complete: bool,
}

/// What a header is read with.
pub(super) struct Reader<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) table: &'a Table,
    pub(super) layouts: &'a Layouts,
    pub(super) vocabulary: &'a Vocabulary,
    /// The year of a column that names none.
    pub(super) year: FinancialYear,
}

impl Reader<'_> {
    /// Finds the header below a title and reads it. Without its row labels there is no table.
    pub(super) fn read(&self, title_row: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<Header> {
        let (top, row_labels) = self.row_labels(title_row, diagnostics)?;
        let label_columns = row_labels.columns();
        let first_row = (top + 1..=self.sheet.last_row()).find(|row| {
            label_columns.iter().any(|column| {
                !self.sheet.cell(*row, *column).is_blank()
                    && self.sheet.merged(*row, *column).is_none_or(|area| area.top > top)
            })
        })?;
        let start = label_columns.iter().max().copied().unwrap_or(0) + 1;
        let band = Band::new(self.sheet, top, first_row, &label_columns);
        let mut labels = Labels::new(self.table, self.vocabulary);
        let all = (start..=self.sheet.last_column())
            .flat_map(|column| band.labels(column).into_iter().map(move |label| (label, column)))
            .collect::<Vec<_>>();
        labels.take_slips(&all, self.sheet, diagnostics);
        let mut seen = vec![false; self.table.expected.len()];
        let mut columns: Vec<Column> = Vec::new();
        let mut twice: Vec<u16> = Vec::new();
        for column in start..=self.sheet.last_column() {
            let over = band.labels(column);
            if over.is_empty() {
                self.unlabelled(column, first_row, band.merges, diagnostics);
                continue;
            }
            let read = self.column(column, &over, &labels, &mut seen, diagnostics);
            let Some(read) = read else { continue };
            let same = |known: &&Column| known.year == read.year && known.meaning == read.meaning;
            if let Some(twin) = columns.iter().find(same) {
                diagnostics.push(self.duplicate(top, column, twin.number, &over));
                twice.extend([twin.number, column]);
            }
            columns.push(read);
        }
        columns.retain(|column| !twice.contains(&column.number));
        let complete = self.missing(&seen, &all, &labels, diagnostics);
        Some(Header { row_labels, columns, year: self.year, first_row, complete })
    }

    fn row_labels(
        &self,
        title_row: u32,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(u32, RowLabels)> {
        let areas = self.table.rows.is_empty();
        let wanted: Vec<Vec<&str>> = if areas {
            let AreaHeaders { code, council_code, council_name, group_code, group_name } =
                &self.layouts.headers;
            [code, council_code, council_name, group_code, group_name]
                .iter()
                .map(|spellings| spellings.iter().map(String::as_str).collect())
                .collect()
        } else {
            self.table.rows.iter().map(|row| vec![row.header.as_str()]).collect()
        };
        let keys: Vec<Vec<String>> = wanted
            .iter()
            .map(|spellings| spellings.iter().map(|spelling| label_key(spelling)).collect())
            .collect();
        // The row in which most of the wanted headers stand, so that one renamed header is named
        // instead of the whole header being missed.
        let (top, mut found) = (title_row + 1..=title_row + HEADER_WITHIN)
            .map(|row| (row, self.find(row, &keys)))
            .max_by_key(|(row, found)| (found.iter().flatten().count(), std::cmp::Reverse(*row)))?;
        for (spellings, column) in wanted.iter().zip(&mut found) {
            if column.is_none() {
                *column = self.near_row_label(top, spellings, diagnostics);
            }
        }
        if !areas {
            let columns: Vec<u16> = found.into_iter().collect::<Option<_>>()?;
            return Some((top, RowLabels::Labels(columns)));
        }
        let [code, council_code, council_name, group_code, group_name] = found[..] else {
            return None;
        };
        let columns =
            AreaColumns { code: code?, council_code, council_name, group_code, group_name };
        Some((top, RowLabels::Areas(columns)))
    }

    /// For each header that is wanted, in its spellings, the first column of a row that has it.
    fn find(&self, row: u32, wanted: &[Vec<String>]) -> Vec<Option<u16>> {
        let mut found = vec![None; wanted.len()];
        for column in 1..=self.sheet.last_column() {
            let key = label_key(&self.sheet.cell(row, column).text());
            for (spellings, place) in wanted.iter().zip(&mut found) {
                if place.is_none() && spellings.contains(&key) {
                    *place = Some(column);
                }
            }
        }
        found
    }

    /// The column whose header is a slip away from one that is missing.
    fn near_row_label(
        &self,
        top: u32,
        spellings: &[&str],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<u16> {
        let texts: Vec<String> = (1..=self.sheet.last_column())
            .map(|column| one_line(&self.sheet.cell(top, column).text()))
            .collect();
        let slip = (1..=self.sheet.last_column()).zip(&texts).find(|(_, text)| {
            spellings.iter().any(|known| is_slight(&label_key(text), &label_key(known)))
        });
        let message = match slip {
            Some((_, text)) => format!("'{text}' is read as '{}'", spellings[0]),
            None => match nearest(spellings[0], texts.iter().map(String::as_str)) {
                Some(near) => {
                    format!("no column '{}'; the nearest header is '{near}'", spellings[0])
                }
                None => format!("no column '{}'", spellings[0]),
            },
        };
        let code = if slip.is_some() { "observe/near-column" } else { "observe/missing-column" };
        diagnostics.push(Diagnostic::warning(code, message).at(self.sheet.whole()).help(
            "if the publisher reworded it, add it to the headers in data/reference/tables.toml",
        ));
        slip.map(|(column, _)| column)
    }

    /// What a column holds, if it holds figures that are read.
    fn column(
        &self,
        column: u16,
        over: &[Label],
        labels: &Labels<'_>,
        seen: &mut [bool],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Column> {
        let last = over.last()?;
        let is_pair = self.table.pairs && !last.own;
        if is_pair || over.iter().any(|label| self.table.leaves_out(&label.text)) {
            return None;
        }
        let mut year = self.year;
        let mut meaning = self.table.base.clone();
        let mut expected = Vec::new();
        for label in over {
            match labels.read(&label.text) {
                Said::Year(said) => year = said,
                Said::Total => {}
                Said::Meaning(said, index) => {
                    meaning.add(&said);
                    expected.extend(index);
                }
                Said::Unknown => {
                    diagnostics.push(labels.unknown(label, column, self.sheet));
                    return None;
                }
            }
        }
        for index in expected {
            seen[index] = true;
        }
        let series = meaning.series(self.vocabulary);
        if series.is_none() && self.table.rows.is_empty() {
            if !self.table.mirrored {
                diagnostics.push(labels.unknown(last, column, self.sheet));
            }
            return None;
        }
        Some(Column { number: column, meaning, series, year })
    }

    fn unlabelled(
        &self,
        column: u16,
        first_row: u32,
        merges: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        // Without merged cells the second of a pair of columns has no label.
        if self.table.pairs && !merges {
            return;
        }
        let number = (first_row..=self.sheet.last_row())
            .find(|row| reading::number(self.sheet.cell(*row, column).text().trim()).is_some());
        if let Some(row) = number {
            let message = "a column of numbers has no header; it is left out";
            diagnostics.push(
                Diagnostic::warning("observe/unlabelled-column", message)
                    .at(self.sheet.place(row, column))
                    .help("compare the sheet with the publisher's and restore the header"),
            );
        }
    }

    fn duplicate(&self, row: u32, column: u16, twin: u16, labels: &[Label]) -> Diagnostic {
        let labels: Vec<_> = labels.iter().map(|label| one_line(&label.text)).collect();
        Diagnostic::warning(
            "observe/duplicate-column",
            format!(
                "the column '{}' stands twice, here and at {}; both are left out",
                labels.join(" / "),
                self.sheet.place(row, twin).inside()
            ),
        )
        .at(self.sheet.place(row, column))
        .help("one of the two has a wrong header; compare the sheet with the publisher's")
    }

    /// Names every expected header that is missing; whether none is.
    fn missing(
        &self,
        seen: &[bool],
        all: &[(Label, u16)],
        labels: &Labels<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        let unknown: Vec<String> = all
            .iter()
            .filter(|(label, _)| matches!(labels.read(&label.text), Said::Unknown))
            .map(|(label, _)| one_line(&label.text))
            .collect();
        let lost: Vec<&str> = self
            .table
            .expected
            .iter()
            .zip(seen)
            .filter(|(_, seen)| !**seen)
            .map(|(expected, _)| expected.name.as_str())
            .collect();
        // The workbook that repeats a table for another quantity need not repeat all of it.
        if !self.table.mirrored {
            diagnostics.extend(lost.iter().map(|name| labels::missing(name, &unknown, self.sheet)));
        }
        lost.is_empty()
    }
}

/// The rows of a header.
struct Band<'a> {
    sheet: &'a Sheet,
    top: u32,
    below: u32,
    row_labels: &'a [u16],
    /// Whether cells of the header are merged. Where none are, a label reaches to the next one.
    merges: bool,
}

impl<'a> Band<'a> {
    fn new(sheet: &'a Sheet, top: u32, below: u32, row_labels: &'a [u16]) -> Self {
        let merges = (top..below)
            .any(|row| (1..=sheet.last_column()).any(|column| sheet.merged(row, column).is_some()));
        Self { sheet, top, below, row_labels, merges }
    }

    /// The labels over a column, from the top; a merged label spans all of its columns.
    fn labels(&self, column: u16) -> Vec<Label> {
        let mut labels = Vec::new();
        for row in self.top..self.below {
            let (at_row, at_column) = self.origin(row, column);
            let cell = self.sheet.cell(at_row, at_column);
            if at_row < row && at_row >= self.top
                || cell.is_blank()
                || self.row_labels.contains(&at_column)
            {
                continue;
            }
            labels.push(Label { text: cell.text(), own: at_column == column, row });
        }
        labels
    }

    /// The cell that the label over a column stands in.
    fn origin(&self, row: u32, column: u16) -> (u32, u16) {
        if let Some(area) = self.sheet.merged(row, column) {
            return (area.top, area.left);
        }
        let blank = |column: u16| self.sheet.cell(row, column).is_blank();
        let labelled_below = |column: u16| {
            (row + 1..self.below).any(|below| !self.sheet.cell(below, column).is_blank())
        };
        if !self.merges && blank(column) && labelled_below(column) {
            let left = (1..column).rev().find(|left| !blank(*left));
            if let Some(left) = left.filter(|left| labelled_below(*left)) {
                return (row, left);
            }
        }
        (row, column)
    }
}
