//! A workbook's bytes to the cells of its sheets, with the place of each.
//!
//! Reads `.xlsx`, `.xls` and `.ods` from memory. Rows and columns count from 1, as a spreadsheet
//! shows them.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Ods, Range, Reader, Xls, Xlsx};
use rust_decimal::Decimal;
use zip::ZipArchive;

use crate::domain::place::{Place, Spot};
use crate::release::input::InputFile;

/// The first bytes of an `.xls` file (and of other old Office files).
const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A cell's content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing was written.
    #[default]
    Empty,
    /// Text as it stands, spaces and line breaks included.
    Text(String),
    /// A number, exactly as its shortest decimal text.
    Number(Decimal),
}

impl Cell {
    /// The text to show or to compare; empty for an empty cell.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.normalize().to_string(),
        }
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) => false,
        }
    }
}

/// A workbook that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the workbook cannot be read: {0}")]
pub struct NotAWorkbook(String);

fn refuse(error: impl std::fmt::Display) -> NotAWorkbook {
    NotAWorkbook(error.to_string())
}

/// An open workbook; sheets are read when asked for.
pub struct Workbook<'a> {
    file: Arc<str>,
    inner: Inner<'a>,
}

enum Inner<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>),
    Xls(Box<Xls<Cursor<&'a [u8]>>>),
    Ods(Box<Ods<Cursor<&'a [u8]>>>),
}

/// Whether the bytes begin as an `.xls` file does.
pub fn is_xls(bytes: &[u8]) -> bool {
    bytes.starts_with(OLD_OFFICE)
}

/// Whether the bytes are an `.xlsx`: a zip with a workbook inside. Nothing is unpacked to tell.
pub fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && ZipArchive::new(Cursor::new(bytes))
            .is_ok_and(|zip| zip.index_for_name("xl/workbook.xml").is_some())
}

impl<'a> Workbook<'a> {
    /// Opens a workbook of any of the three kinds, told by its bytes.
    ///
    /// # Errors
    /// The bytes are not a workbook, or it is damaged.
    pub fn open(file: &'a InputFile) -> Result<Self, NotAWorkbook> {
        let bytes: &[u8] = &file.bytes;
        let inner = if is_xls(bytes) {
            Inner::Xls(Box::new(Xls::new(Cursor::new(bytes)).map_err(refuse)?))
        } else if is_xlsx(bytes) {
            Inner::Xlsx(Box::new(Xlsx::new(Cursor::new(bytes)).map_err(refuse)?))
        } else {
            Inner::Ods(Box::new(Ods::new(Cursor::new(bytes)).map_err(refuse)?))
        };
        Ok(Self { file: Arc::clone(&file.name), inner })
    }

    /// The names of the sheets, in their order.
    pub fn sheet_names(&self) -> Vec<String> {
        match &self.inner {
            Inner::Xlsx(book) => book.sheet_names(),
            Inner::Xls(book) => book.sheet_names(),
            Inner::Ods(book) => book.sheet_names(),
        }
    }

    /// Reads one sheet.
    ///
    /// # Errors
    /// There is no such sheet, or it is damaged.
    pub fn sheet(&mut self, name: &str) -> Result<Sheet, NotAWorkbook> {
        let (range, merged) = match &mut self.inner {
            Inner::Xlsx(book) => (
                book.worksheet_range(name).map_err(refuse)?,
                book.merge_cells_by_sheet_name(name).map_err(refuse)?,
            ),
            Inner::Xls(book) => (
                book.worksheet_range(name).map_err(refuse)?,
                book.merge_cells_by_sheet_name(name).map_err(refuse)?,
            ),
            Inner::Ods(book) => (book.worksheet_range(name).map_err(refuse)?, Vec::new()),
        };
        Ok(Sheet::new(Arc::clone(&self.file), Arc::from(name), &range, &merged))
    }
}

/// A rectangle of cells that are shown as one. All bounds are inclusive and count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u16,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u16,
}

/// The cells of one sheet.
#[derive(Debug)]
pub struct Sheet {
    file: Arc<str>,
    name: Arc<str>,
    /// Row and column of the first cell that is used: calamine leaves out what lies before it.
    top: u32,
    left: u16,
    width: usize,
    cells: Vec<Cell>,
    merged: Vec<Merged>,
}

impl Sheet {
    fn new(file: Arc<str>, name: Arc<str>, range: &Range<Data>, merged: &[Dimensions]) -> Self {
        let (top, left) = range.start().unwrap_or((0, 0));
        Self {
            file,
            name,
            top: top + 1,
            left: column_number(left),
            width: range.width(),
            cells: range.rows().flatten().map(cell).collect(),
            merged: merged
                .iter()
                .map(|area| Merged {
                    top: area.start.0 + 1,
                    left: column_number(area.start.1),
                    bottom: area.end.0 + 1,
                    right: column_number(area.end.1),
                })
                .collect(),
        }
    }

    /// The sheet's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cell in a row and column; empty outside the used part.
    pub fn cell(&self, row: u32, column: u16) -> &Cell {
        const EMPTY: Cell = Cell::Empty;
        let (Some(down), Some(across)) =
            (row.checked_sub(self.top), column.checked_sub(self.left).map(usize::from))
        else {
            return &EMPTY;
        };
        let down = usize::try_from(down).unwrap_or(usize::MAX);
        if across >= self.width {
            return &EMPTY;
        }
        down.checked_mul(self.width)
            .and_then(|start| self.cells.get(start + across))
            .unwrap_or(&EMPTY)
    }

    /// The last row that is used; 0 when none is.
    pub fn last_row(&self) -> u32 {
        let rows = self.cells.len().checked_div(self.width).unwrap_or(0);
        self.top.saturating_sub(1).saturating_add(u32::try_from(rows).unwrap_or(u32::MAX))
    }

    /// The last column that is used; 0 when none is.
    pub fn last_column(&self) -> u16 {
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        self.left.saturating_sub(1).saturating_add(width)
    }

    /// The merged area that a cell lies in, if it lies in one.
    pub fn merged(&self, row: u32, column: u16) -> Option<Merged> {
        self.merged.iter().copied().find(|area| {
            (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column)
        })
    }

    /// The place of a cell.
    pub fn place(&self, row: u32, column: u16) -> Place {
        Place {
            file: Arc::clone(&self.file),
            spot: Spot::Cell(Arc::clone(&self.name), row, column),
        }
    }

    /// The sheet as a place.
    pub fn whole(&self) -> Place {
        Place { file: Arc::clone(&self.file), spot: Spot::Sheet(Arc::clone(&self.name)) }
    }
}

fn column_number(index: u32) -> u16 {
    u16::try_from(index + 1).unwrap_or(u16::MAX)
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cell::Text(text.clone())
        }
        Data::Int(number) => Cell::Number(Decimal::from(*number)),
        // Rust prints a float as the shortest decimal text that reads back as the same float, which
        // is what the publisher's spreadsheet shows; a number no decimal can hold stays text and
        // is refused by whoever wants a number.
        Data::Float(number) => {
            let text = number.to_string();
            let exact = Decimal::from_str_exact(&text).or_else(|_| text.parse());
            exact.map_or(Cell::Text(text), Cell::Number)
        }
        Data::Bool(value) => Cell::Text(value.to_string()),
        // A number formatted as a date is a slip in the workbook, not a figure.
        Data::DateTime(value) => Cell::Text(format!("date {}", value.as_f64())),
        Data::Error(error) => Cell::Text(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook as Writer;

    use super::*;

    fn written(fill: impl FnOnce(&mut Writer)) -> InputFile {
        let mut writer = Writer::new();
        fill(&mut writer);
        InputFile::new("t.xlsx", writer.save_to_buffer().expect("written to memory"))
    }

    #[test]
    fn cells_keep_their_place_and_their_number() {
        let file = written(|writer| {
            let sheet = writer.add_worksheet().set_name("T1").expect("a name");
            // Row 10, column H; the total of England as the workbook of 2021-22 stores it (T1!H10).
            sheet.write(9, 7, 21_958_360.129_084_673_f64).expect("a cell");
            sheet.write(9, 8, "[x]").expect("a cell");
            sheet
                .merge_range(4, 2, 4, 5, "over four", &rust_xlsxwriter::Format::new())
                .expect("a merged area");
        });
        let mut book = Workbook::open(&file).expect("it is a workbook");
        assert_eq!(book.sheet_names(), ["T1"]);
        let sheet = book.sheet("T1").expect("it is there");
        let total = "21958360.129084673".parse().expect("a literal decimal");
        assert_eq!(sheet.cell(10, 8), &Cell::Number(total));
        assert_eq!(sheet.cell(10, 9), &Cell::Text("[x]".to_owned()));
        assert_eq!(sheet.place(10, 8).to_string(), "t.xlsx!T1!H10");
        for (row, column) in [(1, 1), (10, 10), (11, 8), (9, 8), (10, 2)] {
            assert_eq!(sheet.cell(row, column), &Cell::Empty, "{row} {column}");
        }
        assert_eq!((sheet.last_row(), sheet.last_column()), (10, 9));
        assert_eq!(sheet.merged(5, 4).map(|area| (area.left, area.right)), Some((3, 6)));
        assert_eq!(sheet.merged(6, 4), None);
    }

    #[test]
    fn what_is_not_a_workbook_is_refused() {
        for bytes in [&b""[..], b"a,b\n", b"PK\x03\x04", OLD_OFFICE] {
            assert!(Workbook::open(&InputFile::new("x", bytes)).is_err());
        }
    }

    #[test]
    fn a_float_becomes_its_shortest_decimal() {
        for (number, text) in [(0.1, "0.1"), (9.5e-5, "0.000095"), (-423.763_328_6, "-423.7633286")]
        {
            let expected = text.parse().expect("a literal decimal");
            assert_eq!(cell(&Data::Float(number)), Cell::Number(expected));
        }
        assert_eq!(cell(&Data::Float(1e300)).text().len(), 301, "too large: it stays text");
        assert_eq!(cell(&Data::Float(f64::NAN)), Cell::Text("NaN".to_owned()));
    }
}
