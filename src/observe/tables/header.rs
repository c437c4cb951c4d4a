//! The one to three header rows of a table to what each of its columns holds.

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::reading;
use crate::observe::tables::layout::{AreaHeaders, Layouts, Table};
use crate::observe::tables::meaning::{Meaning, is_total, label_key, nearest};
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::release::workbook::Sheet;

/// How far below its title a table's header may stand.
const HEADER_WITHIN: u32 = 12;

/// The columns that say where, in a table with one row for each area.
#[derive(Debug, Clone, Copy)]
pub(super) struct AreaColumns {
    pub(super) code: u16,
    pub(super) council_code: u16,
    pub(super) council_name: u16,
    pub(super) group_code: u16,
    pub(super) group_name: u16,
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
    fn columns(&self) -> Vec<u16> {
        match self {
            Self::Areas(columns) => vec![
                columns.code,
                columns.council_code,
                columns.council_name,
                columns.group_code,
                columns.group_name,
            ],
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
        let mut seen = vec![false; self.table.expected.len()];
        let start = label_columns.iter().max().copied().unwrap_or(0) + 1;
        let mut columns: Vec<Column> = Vec::new();
        for column in start..=self.sheet.last_column() {
            let labels = self.labels(top, first_row, column, &label_columns);
            if let Some(read) = self.column(column, first_row, &labels, &mut seen, diagnostics) {
                if let Some(twin) = columns
                    .iter()
                    .find(|known| known.year == read.year && known.meaning == read.meaning)
                {
                    diagnostics.push(self.duplicate(top, column, twin.number, &labels));
                }
                columns.push(read);
            }
        }
        self.missing(&seen, top, diagnostics);
        Some(Header { row_labels, columns, year: self.year, first_row })
    }

    fn row_labels(
        &self,
        title_row: u32,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(u32, RowLabels)> {
        let wanted: Vec<Vec<&str>> = if self.table.rows.is_empty() {
            let AreaHeaders { code, council_code, council_name, group_code, group_name } =
                &self.layouts.headers;
            [code, council_code, council_name, group_code, group_name]
                .iter()
                .map(|spellings| spellings.iter().map(String::as_str).collect())
                .collect()
        } else {
            self.table.rows.iter().map(|row| vec![row.header.as_str()]).collect()
        };
        let find = |row: u32, spellings: &[&str]| {
            (1..=self.sheet.last_column()).find(|column| {
                let key = label_key(&self.sheet.cell(row, *column).text());
                spellings.iter().any(|spelling| label_key(spelling) == key)
            })
        };
        // The row in which most of the wanted headers stand, so that one renamed header is named
        // instead of the whole header being missed.
        let (top, found) = (title_row + 1..=title_row + HEADER_WITHIN)
            .map(|row| {
                let found: Vec<_> = wanted.iter().map(|spellings| find(row, spellings)).collect();
                (row, found)
            })
            .max_by_key(|(row, found)| (found.iter().flatten().count(), std::cmp::Reverse(*row)))?;
        let header_texts: Vec<String> =
            (1..=self.sheet.last_column()).map(|c| self.sheet.cell(top, c).text()).collect();
        for (spellings, column) in wanted.iter().zip(&found) {
            if column.is_none() {
                let near = nearest(spellings[0], header_texts.iter().map(String::as_str));
                diagnostics.push(missing(self, spellings[0], near));
            }
        }
        let columns: Vec<u16> = found.into_iter().collect::<Option<_>>()?;
        let labels = if self.table.rows.is_empty() {
            let [code, council_code, council_name, group_code, group_name] = columns[..] else {
                return None;
            };
            RowLabels::Areas(AreaColumns {
                code,
                council_code,
                council_name,
                group_code,
                group_name,
            })
        } else {
            RowLabels::Labels(columns)
        };
        Some((top, labels))
    }

    /// The labels over a column, from the top; a merged label spans all of its columns.
    fn labels(&self, top: u32, below: u32, column: u16, row_labels: &[u16]) -> Vec<Label> {
        let mut labels = Vec::new();
        for row in top..below {
            let (at_row, at_column) =
                self.sheet.merged(row, column).map_or((row, column), |area| (area.top, area.left));
            let cell = self.sheet.cell(at_row, at_column);
            if at_row < row && at_row >= top || cell.is_blank() || row_labels.contains(&at_column) {
                continue;
            }
            labels.push(Label { text: cell.text(), own: at_column == column, row });
        }
        labels
    }

    /// What a column holds, if it holds figures that are read.
    fn column(
        &self,
        column: u16,
        first_row: u32,
        labels: &[Label],
        seen: &mut [bool],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Column> {
        let Some(last) = labels.last() else {
            self.unlabelled(column, first_row, diagnostics);
            return None;
        };
        let is_pair = self.table.pairs && !last.own;
        if is_pair || labels.iter().any(|label| self.table.leaves_out(&label.text)) {
            return None;
        }
        let mut year = self.year;
        let mut meaning = self.table.base.clone();
        let mut unknown = None;
        let mut known = 0;
        for label in labels {
            match self.label(&label.text) {
                Said::Year(said) => year = said,
                Said::Total => known += 1,
                Said::Meaning(said, expected) => {
                    known += 1;
                    meaning.add(&said);
                    if let Some(index) = expected {
                        seen[index] = true;
                    }
                }
                Said::Unknown => unknown = unknown.or(Some(label)),
            }
        }
        if let Some(label) = unknown {
            diagnostics.push(self.unknown(label, column, known > 0));
            return None;
        }
        let series = meaning.series(self.vocabulary);
        if series.is_none() && self.table.rows.is_empty() {
            diagnostics.push(self.unknown(last, column, true));
            return None;
        }
        Some(Column { number: column, meaning, series, year })
    }

    fn label(&self, text: &str) -> Said {
        if let Some(index) = self.table.label(text) {
            return Said::Meaning(self.table.expected[index].meaning.clone(), Some(index));
        }
        if let Ok(year) = text.parse() {
            return Said::Year(year);
        }
        // Before any dimension: which of them a "Total" is over depends on the labels above it.
        if is_total(text, self.vocabulary) {
            return Said::Total;
        }
        for dimension in &self.table.dimensions {
            if let Some(term) = self.vocabulary.read(*dimension, text) {
                let mut meaning = Meaning::default();
                meaning.set(*dimension, term);
                return Said::Meaning(meaning, self.table.expected_term(*dimension, term));
            }
        }
        Said::Unknown
    }

    /// Every label the header of this table may have.
    fn known_labels(&self) -> impl Iterator<Item = &str> {
        let own = self.table.expected.iter().flat_map(|known| known.name.split(" | "));
        let terms = self.table.dimensions.iter().flat_map(|dimension: &Dimension| {
            self.vocabulary
                .ids(*dimension)
                .filter_map(|id| self.vocabulary.term(*dimension, id))
                .map(|term| self.vocabulary.label(term))
        });
        own.chain(terms)
    }

    fn unknown(&self, label: &Label, column: u16, beside_known: bool) -> Diagnostic {
        let text = label_text(&label.text);
        let near = nearest(&text, self.known_labels());
        let message = match near {
            Some(near) => format!("no column '{text}' is known here; the nearest is '{near}'"),
            None => format!("no column '{text}' is known here"),
        };
        // A column that is wholly new is news; one that is like a known one is a figure lost.
        let diagnostic = if beside_known || near.is_some() {
            Diagnostic::error("observe/unknown-column", message)
        } else {
            Diagnostic::note("observe/unknown-column", message)
        };
        diagnostic.at(self.sheet.place(label.row, column)).help(
            "if the publisher reworded the header, add it to the table's labels in \
             data/reference/tables.toml",
        )
    }

    fn unlabelled(&self, column: u16, first_row: u32, diagnostics: &mut Vec<Diagnostic>) {
        let number = (first_row..=self.sheet.last_row())
            .find(|row| reading::number(self.sheet.cell(*row, column).text().trim()).is_some());
        if let Some(row) = number {
            diagnostics.push(
                Diagnostic::error("observe/unlabelled-column", "a column of numbers has no header")
                    .at(self.sheet.place(row, column))
                    .help("compare the sheet with the publisher's and restore the header"),
            );
        }
    }

    fn duplicate(&self, row: u32, column: u16, twin: u16, labels: &[Label]) -> Diagnostic {
        let labels: Vec<_> = labels.iter().map(|label| label_text(&label.text)).collect();
        Diagnostic::error(
            "observe/duplicate-column",
            format!(
                "the column '{}' stands twice, here and at {}",
                labels.join(" / "),
                self.sheet.place(row, twin).inside()
            ),
        )
        .at(self.sheet.place(row, column))
        .help("one of the two has a wrong header; compare the sheet with the publisher's")
    }

    fn missing(&self, seen: &[bool], top: u32, diagnostics: &mut Vec<Diagnostic>) {
        let texts: Vec<String> = (top..top + 3)
            .flat_map(|row| (1..=self.sheet.last_column()).map(move |column| (row, column)))
            .map(|(row, column)| label_text(&self.sheet.cell(row, column).text()))
            .filter(|text| !text.is_empty() && matches!(self.label(text), Said::Unknown))
            .collect();
        for (expected, _) in self.table.expected.iter().zip(seen).filter(|(_, seen)| !**seen) {
            let near = nearest(&expected.name, texts.iter().map(String::as_str));
            diagnostics.push(missing(self, &expected.name, near));
        }
    }
}

/// A label over a column.
struct Label {
    text: String,
    /// Whether it begins in this column, rather than further left in a merged cell.
    own: bool,
    row: u32,
}

enum Said {
    Year(FinancialYear),
    Total,
    Meaning(Meaning, Option<usize>),
    Unknown,
}

fn missing(reader: &Reader<'_>, name: &str, near: Option<&str>) -> Diagnostic {
    let message = match near {
        Some(near) => format!("no column '{name}'; the nearest header is '{near}'"),
        None => format!("no column '{name}'"),
    };
    Diagnostic::error("observe/missing-column", message).at(reader.sheet.whole()).help(
        "restore the header, or add the publisher's new wording to data/reference/tables.toml",
    )
}

/// A label on one line.
fn label_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
