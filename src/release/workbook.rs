//! A workbook's bytes to the cells of its sheets, with the place of each.
//!
//! Reads `.xlsx`, `.xls` and `.ods` from memory. Rows and columns count from 1, as a spreadsheet
//! shows them.

use std::io::Cursor;
use std::sync::Arc;

use arcstr::ArcStr;
use calamine::{Data, Dimensions, Ods, Range, Reader, Xls, Xlsx, XlsxError};
use rust_decimal::Decimal;
use zip::ZipArchive;

use crate::domain::place::{Cells, Place, Spot};
use crate::release::input::InputFile;

/// The first bytes of an `.xls` file (and of other old Office files).
const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The largest rectangle of cells that is held: many times the largest published table. A single cell
/// in the far corner of a hostile sheet would otherwise ask for hundreds of gigabytes.
const MOST_CELLS: u64 = 5_000_000;

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
    file: ArcStr,
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

/// Whether the bytes are an `.ods`: a zip that begins with the name of that kind, not packed, as the
/// format asks. Nothing is unpacked to tell.
pub fn is_ods(bytes: &[u8]) -> bool {
    const KIND: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    bytes.starts_with(b"PK\x03\x04")
        && bytes.get(30..30 + KIND.len()).is_some_and(|start| start == KIND)
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
        Ok(Self { file: file.name.clone(), inner })
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
        let (grid, merged) = match &mut self.inner {
            Inner::Xlsx(book) => (
                Grid::from_sparse(xlsx_cells(book, name)?)?,
                book.merge_cells_by_sheet_name(name).map_err(refuse)?,
            ),
            Inner::Xls(book) => (
                Grid::from_range(&book.worksheet_range(name).map_err(refuse)?),
                book.merge_cells_by_sheet_name(name).map_err(refuse)?,
            ),
            Inner::Ods(book) => {
                (Grid::from_range(&book.worksheet_range(name).map_err(refuse)?), Vec::new())
            }
        };
        let merged = merged.iter().map(Merged::new).collect();
        Ok(Sheet { file: self.file.clone(), name: ArcStr::from(name), grid, merged })
    }
}

/// The used cells of a sheet, with row and column from 1; none for a sheet that holds a chart.
fn xlsx_cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
) -> Result<Vec<(u32, u16, Cell)>, NotAWorkbook> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(error) => return Err(refuse(error)),
    };
    let mut cells = Vec::new();
    while let Some(found) = reader.next_cell().map_err(refuse)? {
        let (row, column) = found.get_position();
        let content = cell(Data::from(found.get_value().clone()));
        if content != Cell::Empty {
            cells.push((row.saturating_add(1), column_number(column), content));
        }
    }
    Ok(cells)
}

/// The rectangle of cells that are used. Readers leave out what lies before it.
#[derive(Debug)]
struct Grid {
    /// Row and column of its first cell, from 1.
    top: u32,
    left: u16,
    width: usize,
    cells: Vec<Cell>,
}

impl Grid {
    fn from_range(range: &Range<Data>) -> Self {
        let (top, left) = range.start().unwrap_or((0, 0));
        Self {
            top: top + 1,
            left: column_number(left),
            width: range.width(),
            cells: range.rows().flatten().cloned().map(cell).collect(),
        }
    }

    fn from_sparse(found: Vec<(u32, u16, Cell)>) -> Result<Self, NotAWorkbook> {
        let rows = || found.iter().map(|(row, _, _)| *row);
        let columns = || found.iter().map(|(_, column, _)| *column);
        let (top, bottom) = (rows().min().unwrap_or(1), rows().max().unwrap_or(0));
        let (left, right) = (columns().min().unwrap_or(1), columns().max().unwrap_or(0));
        let width = u64::from(right) + 1 - u64::from(left);
        let area = width * (u64::from(bottom) + 1 - u64::from(top));
        if area > MOST_CELLS {
            return Err(NotAWorkbook("a sheet has far more cells than any table".to_owned()));
        }
        let (Ok(width), Ok(area)) = (usize::try_from(width), usize::try_from(area)) else {
            return Err(NotAWorkbook("a sheet is too large".to_owned()));
        };
        let mut cells = vec![Cell::Empty; area];
        for (row, column, content) in found {
            let down = usize::try_from(row - top).unwrap_or(usize::MAX);
            let index = down.saturating_mul(width) + usize::from(column - left);
            if let Some(cell) = cells.get_mut(index) {
                *cell = content;
            }
        }
        Ok(Self { top, left, width, cells })
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

impl Merged {
    fn new(area: &Dimensions) -> Self {
        Self {
            top: area.start.0.saturating_add(1),
            left: column_number(area.start.1),
            bottom: area.end.0.saturating_add(1),
            right: column_number(area.end.1),
        }
    }
}

/// The cells of one sheet.
#[derive(Debug)]
pub struct Sheet {
    file: ArcStr,
    name: ArcStr,
    grid: Grid,
    merged: Vec<Merged>,
}

impl Sheet {
    /// The sheet's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cell in a row and column; empty outside the used part.
    pub fn cell(&self, row: u32, column: u16) -> &Cell {
        const EMPTY: Cell = Cell::Empty;
        let (Some(down), Some(across)) =
            (row.checked_sub(self.grid.top), column.checked_sub(self.grid.left).map(usize::from))
        else {
            return &EMPTY;
        };
        let down = usize::try_from(down).unwrap_or(usize::MAX);
        if across >= self.grid.width {
            return &EMPTY;
        }
        down.checked_mul(self.grid.width)
            .and_then(|start| self.grid.cells.get(start + across))
            .unwrap_or(&EMPTY)
    }

    /// The last row that is used; 0 when none is.
    pub fn last_row(&self) -> u32 {
        let rows = self.grid.cells.len().checked_div(self.grid.width).unwrap_or(0);
        self.grid.top.saturating_sub(1).saturating_add(u32::try_from(rows).unwrap_or(u32::MAX))
    }

    /// The last column that is used; 0 when none is.
    pub fn last_column(&self) -> u16 {
        let width = u16::try_from(self.grid.width).unwrap_or(u16::MAX);
        self.grid.left.saturating_sub(1).saturating_add(width)
    }

    /// The merged area that a cell lies in, if it lies in one.
    pub fn merged(&self, row: u32, column: u16) -> Option<Merged> {
        self.merged.iter().copied().find(|area| {
            (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column)
        })
    }

    /// The place of a cell.
    pub fn place(&self, row: u32, column: u16) -> Place {
        Place { file: self.file.clone(), spot: Spot::Cell(self.name.clone(), row, column) }
    }

    /// The place of cells beside each other in a row that are added up.
    pub fn places(&self, row: u32, first: u16, last: u16) -> Place {
        Place {
            file: self.file.clone(),
            spot: Spot::Cells(Arc::new(Cells { sheet: self.name.clone(), row, first, last })),
        }
    }

    /// The sheet as a place.
    pub fn whole(&self) -> Place {
        Place { file: self.file.clone(), spot: Spot::Sheet(self.name.clone()) }
    }
}

fn column_number(index: u32) -> u16 {
    u16::try_from(index.saturating_add(1)).unwrap_or(u16::MAX)
}

fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text),
        Data::Int(number) => Cell::Number(Decimal::from(number)),
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
    fn a_cell_in_the_far_corner_does_not_ask_for_all_cells_between() {
        let file = written(|writer| {
            let sheet = writer.add_worksheet();
            sheet.write(0, 0, 1).expect("a cell");
            sheet.write(1_048_575, 16_383, 1).expect("the last cell there is");
        });
        let mut book = Workbook::open(&file).expect("it is a workbook");
        assert!(book.sheet("Sheet1").is_err());
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
            assert_eq!(cell(Data::Float(number)), Cell::Number(expected));
        }
        assert_eq!(cell(Data::Float(1e300)).text().len(), 301, "too large: it stays text");
        assert_eq!(cell(Data::Float(f64::NAN)), Cell::Text("NaN".to_owned()));
    }
}
