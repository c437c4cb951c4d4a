//! Where in the inputs something was found: file, and cell or line.

use std::fmt;
use std::sync::Arc;

use arcstr::ArcStr;

/// A place in an input file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name as the user knows it, relative to the folder or zip it was found in.
    pub file: ArcStr,
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
    /// Several lines of a text file whose values were added up, in their order.
    Lines(Arc<Vec<u32>>),
    /// A sheet as a whole.
    Sheet(ArcStr),
    /// A cell of a workbook: sheet, row, column.
    Cell(ArcStr, u32, u16),
    /// Cells beside each other that were added up. They are few, and would make every place larger.
    Cells(Arc<Cells>),
}

/// Cells beside each other in a row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cells {
    /// The sheet.
    pub sheet: ArcStr,
    /// The row.
    pub row: u32,
    /// The first column.
    pub first: u16,
    /// The last column.
    pub last: u16,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &ArcStr) -> Self {
        Self { file: file.clone(), spot: Spot::File }
    }

    /// The place inside the file as people write it: `T52!V11`, `line 17`; empty for a whole file.
    pub fn inside(&self) -> String {
        match &self.spot {
            Spot::File => String::new(),
            Spot::Line(line, _) => format!("line {line}"),
            Spot::Lines(lines) => {
                let ranges = ranges(lines);
                match ranges.as_slice() {
                    [first, .., last] if ranges.len() > MOST_RANGES => {
                        format!("{} lines from {} to {}", lines.len(), first.0, last.1)
                    }
                    _ => format!("lines {}", written(&ranges)),
                }
            }
            Spot::Sheet(sheet) => sheet.to_string(),
            Spot::Cell(sheet, row, column) => format!("{sheet}!{}{row}", column_letters(*column)),
            Spot::Cells(cells) => {
                let Cells { sheet, row, first, last } = &**cells;
                format!("{sheet}!{}{row}:{}{row}", column_letters(*first), column_letters(*last))
            }
        }
    }

    /// The place inside the file with every line named, however many there are.
    pub fn inside_in_full(&self) -> String {
        match &self.spot {
            Spot::Lines(lines) => format!("lines {}", written(&ranges(lines))),
            _ => self.inside(),
        }
    }
}

/// More ranges of lines than this are told by their number, first and last.
const MOST_RANGES: usize = 6;

/// Lines in order as ranges of lines that follow each other.
fn ranges(lines: &[u32]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*line) => *last = *line,
            _ => ranges.push((*line, *line)),
        }
    }
    ranges
}

fn written(ranges: &[(u32, u32)]) -> String {
    let texts: Vec<String> = ranges
        .iter()
        .map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            },
        )
        .collect();
    texts.join(", ")
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Spot::File => write!(f, "{}", self.file),
            Spot::Line(line, None) => write!(f, "{}:{line}", self.file),
            Spot::Line(line, Some(column)) => write!(f, "{}:{line}:{column}", self.file),
            Spot::Lines(_) => write!(f, "{}: {}", self.file, self.inside()),
            Spot::Sheet(_) | Spot::Cell(..) | Spot::Cells(..) => {
                write!(f, "{}!{}", self.file, self.inside())
            }
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

    #[test]
    fn lines_that_follow_each_other_are_one_range() {
        let place = |lines: &[u32]| Place {
            file: ArcStr::from("f.csv"),
            spot: Spot::Lines(Arc::new(lines.to_vec())),
        };
        assert_eq!(place(&[2, 3, 4, 7, 9, 10]).inside(), "lines 2-4, 7, 9-10");
        let many = place(&[1, 3, 5, 7, 9, 11, 13]);
        assert_eq!(many.inside(), "7 lines from 1 to 13");
        assert_eq!(many.inside_in_full(), "lines 1, 3, 5, 7, 9, 11, 13");
        assert_eq!(many.to_string(), "f.csv: 7 lines from 1 to 13");
    }
}
