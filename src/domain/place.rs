//! Where in the inputs something was found: file, and cell or line.

use std::fmt;
use std::sync::Arc;

/// A place in an input file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name as the user knows it, relative to the folder or zip it was found in.
    pub file: Arc<str>,
    /// The place inside the file.
    pub spot: Spot,
}

/// A place inside a file. Lines, rows and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// The file as a whole.
    File,
    /// A line of a text file, and the column of the field if one is meant.
    Line(u32, Option<u16>),
    /// A sheet as a whole.
    Sheet(Arc<str>),
    /// A cell of a workbook: sheet, row, column.
    Cell(Arc<str>, u32, u16),
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), spot: Spot::File }
    }

    /// The place inside the file as people write it: `T52!V11`, `line 17`; empty for a whole file.
    pub fn inside(&self) -> String {
        match &self.spot {
            Spot::File => String::new(),
            Spot::Line(line, _) => format!("line {line}"),
            Spot::Sheet(sheet) => sheet.to_string(),
            Spot::Cell(sheet, row, column) => format!("{sheet}!{}{row}", column_letters(*column)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Spot::File => write!(f, "{}", self.file),
            Spot::Line(line, None) => write!(f, "{}:{line}", self.file),
            Spot::Line(line, Some(column)) => write!(f, "{}:{line}:{column}", self.file),
            Spot::Sheet(_) | Spot::Cell(..) => write!(f, "{}!{}", self.file, self.inside()),
        }
    }
}

/// Spreadsheet letters of a column counted from 1: `A`, `Z`, `AA`.
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("a remainder of 26 fits in a byte");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_does() {
        let letters: Vec<_> = [1, 26, 27, 52, 703].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "AAA"]);
    }
}
