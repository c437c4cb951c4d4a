//! Rows of text and numbers to an XLSX workbook that is the same bytes every time.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

/// What a cell holds.
pub(super) enum Cell {
    Text(String),
    Number(i64),
    Blank,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A sheet being filled from the top, one row after another.
pub(super) struct Sheet {
    sheet: Worksheet,
    next: u32,
}

impl Sheet {
    pub(super) fn new(name: &str) -> Self {
        let mut sheet = Worksheet::new();
        sheet.set_name(name).expect("the names of our sheets are short and plain");
        Self { sheet, next: 0 }
    }

    /// Writes a row.
    pub(super) fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        for (column, cell) in (0_u16..).zip(cells) {
            let written = match cell.into() {
                Cell::Text(text) => self.sheet.write_string(self.next, column, text),
                // A count of people is far below 2^53, so the number in the file is exact.
                Cell::Number(number) => match i32::try_from(number) {
                    Ok(number) => self.sheet.write_number(self.next, column, number),
                    Err(_) => self.sheet.write_string(self.next, column, number.to_string()),
                },
                Cell::Blank => continue,
            };
            written.expect("our sheets are smaller than a sheet may be");
        }
        self.next += 1;
    }

    /// Leaves rows out until the next one is the given row, counted from 1.
    pub(super) fn go_to(&mut self, row: u32) {
        self.next = self.next.max(row - 1);
    }

    /// Writes one text in a row counted from 1 and a column counted from 0.
    pub(super) fn put(&mut self, row: u32, column: u16, text: &str) {
        self.sheet
            .write_string(row - 1, column, text)
            .expect("our sheets are smaller than a sheet may be");
    }

    /// Merges the cells of one row, counted from 1, under the text of the first.
    pub(super) fn merge(&mut self, row: u32, first: u16, last: u16, text: &str) {
        self.sheet
            .merge_range(row - 1, first, row - 1, last, text, &rust_xlsxwriter::Format::new())
            .expect("our headers do not overlap");
    }
}

/// The bytes of a workbook, dated by the day its figures pretend to be published.
pub(super) fn bytes(title: &str, sheets: Vec<Sheet>, published: (u16, u8, u8)) -> Vec<u8> {
    let (year, month, day) = published;
    let date = ExcelDateTime::from_ymd(year, month, day).expect("a day of the calendar");
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_comment("Illustrative figures, made up")
            .set_creation_datetime(&date),
    );
    for sheet in sheets {
        book.push_worksheet(sheet.sheet);
    }
    book.save_to_buffer().expect("writing to memory cannot fail")
}
