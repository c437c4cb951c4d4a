//! Cells to the lines of a CSV file, so that no spreadsheet takes a text for a formula.

use std::io::{self, Write};

use rust_decimal::Decimal;

use crate::domain::figure::Figure;
use crate::render::open_data::columns::Table;

/// A text that begins with one of these is run as a formula by spreadsheets when they open a CSV
/// file; tab, return and line feed are skipped by some of them on the way to one.
const FORMULA_STARTS: &[u8] = b"=+-@|\t\r\n";

/// What the data files say about the apostrophe.
pub(super) const GUARD_NOTE: &str = "A text that begins with =, +, -, @, |, tab or a line end has an apostrophe before it, so that no \
     spreadsheet runs it as a formula; remove it to have the text. Numbers never have one.";

/// Whether a spreadsheet would take a text for a formula.
pub fn looks_like_formula(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| FORMULA_STARTS.contains(&first))
}

/// A CSV file being written, cell by cell. UTF-8, commas, lines that end in a line feed, quotes where
/// a cell needs them.
pub(super) struct Lines<'w> {
    out: &'w mut dyn Write,
    line: Vec<u8>,
    cells: usize,
    columns: usize,
}

impl<'w> Lines<'w> {
    /// Begins a file with the header of its table.
    pub(super) fn begin(out: &'w mut dyn Write, table: &Table) -> io::Result<Self> {
        let columns = table.columns.len();
        let mut lines = Self { out, line: Vec::with_capacity(1024), cells: 0, columns };
        for column in table.columns {
            lines.text(column.name);
        }
        lines.end()?;
        Ok(lines)
    }

    /// A cell that holds text from the inputs or our tables.
    pub(super) fn text(&mut self, text: &str) {
        self.separate();
        let formula = looks_like_formula(text);
        let quoted = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
        if quoted {
            self.line.push(b'"');
        }
        if formula {
            self.line.push(b'\'');
        }
        if quoted {
            for piece in text.split_inclusive('"') {
                self.line.extend_from_slice(piece.as_bytes());
                if piece.ends_with('"') {
                    self.line.push(b'"');
                }
            }
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(text.as_bytes());
        }
    }

    /// A cell that holds a number that [`digits`] wrote, or nothing.
    pub(super) fn number(&mut self, digits: &str) {
        self.separate();
        self.line.extend_from_slice(digits.as_bytes());
    }

    /// Ends a row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        debug_assert_eq!(self.cells, self.columns, "a row has a cell for every column");
        self.line.push(b'\n');
        self.out.write_all(&self.line)?;
        self.line.clear();
        self.cells = 0;
        Ok(())
    }

    fn separate(&mut self) {
        if self.cells > 0 {
            self.line.push(b',');
        }
        self.cells += 1;
    }
}

/// A number as data: a dot, no separators, not rounded.
pub(super) fn digits(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A figure as data; empty for a gap.
pub(super) fn figure(figure: Figure) -> String {
    figure.map_or_else(|_| String::new(), digits)
}

/// A number as data; empty where there is none.
pub(super) fn some(value: Option<Decimal>) -> String {
    value.map_or_else(String::new, digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::open_data::columns::{Column, Datatype};

    const COLUMNS: [Column; 2] = [column("name"), column("value")];

    const fn column(name: &'static str) -> Column {
        Column { name, datatype: Datatype::Text, required: false, title: "", description: "" }
    }

    /// QUALITY 2.3, row 14: the beginnings that LibreOffice and Excel run.
    #[test]
    fn texts_never_begin_as_a_formula_and_numbers_stay_numbers() {
        let hostile = [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "=\"a,b\"", "O'Brien",
        ];
        let table = Table { file: "", title: "", description: "", columns: &COLUMNS, key: &[] };
        let mut out = Vec::new();
        let mut lines = Lines::begin(&mut out, &table).expect("memory can be written");
        for text in hostile {
            lines.text(text);
            lines.number(&digits(Decimal::new(-350, 2)));
            lines.end().expect("memory can be written");
        }
        let mut reader = csv::Reader::from_reader(&*out);
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("every row can be read")).collect();
        assert_eq!(rows.len(), hostile.len());
        for (row, text) in rows.iter().zip(hostile) {
            let guarded = if text == "O'Brien" { text.to_owned() } else { format!("'{text}") };
            assert_eq!(&row[0], guarded);
            assert_eq!(&row[1], "-3.5");
        }
    }
}
