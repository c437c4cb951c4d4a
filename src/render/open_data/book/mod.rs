//! The workbooks for people: the same sheets as XLSX and as ODS, both written from one book in
//! memory, so that they cannot differ. Laid out as the Analysis Function asks of spreadsheets: cover,
//! contents, notes, one table a sheet from its first cell, no merged and no blank cells.

pub(super) mod content;
mod ods;
mod xlsx;

use std::borrow::Cow;
use std::io::{self, Write};

use rust_decimal::Decimal;

use crate::report::national::National;

/// A workbook.
pub(super) struct Book<'a> {
    /// What it is.
    pub(super) title: String,
    /// What kind of publication it is.
    pub(super) subject: String,
    /// Year, month and day that it bears: the end of the report year, not the day of the run.
    pub(super) date: (u16, u8, u8),
    /// The sheets, in order.
    pub(super) sheets: Vec<Sheet<'a>>,
}

/// Who made the workbook, for its properties.
pub(in crate::render) const AUTHOR: &str = "Use of Resources reports for adult social care";

/// A sheet with one table that begins in its first cell, or with text alone.
pub(super) struct Sheet<'a> {
    /// Its name, of at most 31 letters.
    pub(super) name: &'static str,
    /// The name of its table in formulas; none for a sheet of text.
    pub(super) table: Option<String>,
    /// The columns. A sheet of text has one, whose heading is the first line.
    pub(super) columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub(super) rows: Vec<Vec<Cell<'a>>>,
}

/// A column of a sheet.
pub(super) struct Column {
    /// Its heading.
    pub(super) heading: Cow<'static, str>,
    /// How wide it is, in digits.
    pub(super) width: u16,
}

/// What a cell holds. Texts are never formulas.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A text of several sentences, which breaks into lines.
    Prose(Cow<'a, str>),
    /// The name of a sheet, which leads to it.
    Link(&'static str),
    /// A number, not rounded, and how many decimal places of it are shown.
    Number(Decimal, u32),
    /// What stands in the place of a number.
    Gap(&'static str),
}

/// Numbers are shown with no more decimal places than this.
const MOST_PLACES: u32 = 3;

/// `data/measures.xlsx`.
pub(super) fn xlsx(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&xlsx::bytes(&content::book(national)).map_err(io::Error::other)?)
}

/// `data/measures.ods`.
pub(super) fn ods(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    ods::write(&content::book(national), out)
}
