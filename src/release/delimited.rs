//! A CSV file to records whose fields know their line and column.
//!
//! The `csv` crate accepts a file cut in the middle of a number, a quote that is never closed, two
//! columns of one name and rows of any length. Each of these is refused here.

use std::borrow::Cow;

use arcstr::ArcStr;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::{Place, Spot};
use crate::reference::vocabulary::normalise;
use crate::release::columns::{Layout, drift};
use crate::release::input::InputFile;
use crate::release::text;

pub use crate::release::columns::{Column, count_named};

/// Where the columns that a reader asked for stand, in the order it asked.
pub type Positions<const N: usize> = [Option<usize>; N];

/// The names in the first line of a file; none if it is not text.
pub fn header_of(file: &InputFile) -> &[String] {
    file.header.get_or_init(|| read_header(file))
}

fn read_header(file: &InputFile) -> Vec<String> {
    let Some(line) = text::first_line(file) else { return Vec::new() };
    let mut record = csv::StringRecord::new();
    match reader(&line).read_record(&mut record) {
        Ok(true) => record.iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A CSV file that is whole and has a header.
pub struct Delimited<'a> {
    file: &'a ArcStr,
    text: Cow<'a, str>,
    header: Vec<String>,
    /// What was noticed while opening it.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Delimited<'a> {
    /// Opens a file, proving that it is text, that it is not cut short and that no two columns
    /// have the same name.
    ///
    /// # Errors
    /// The first of these that is not so.
    pub fn open(file: &'a InputFile) -> Result<Self, Diagnostic> {
        let Diagnosed { value: text, diagnostics } = text::decode(file)?;
        let mut record = csv::ByteRecord::new();
        let found = reader(&text).read_byte_record(&mut record).unwrap_or(false);
        if !found {
            return Err(Diagnostic::error("release/not-csv", "the file is empty")
                .at(Place::file(&file.name)));
        }
        whole(&text, &file.name)?;
        let header: Vec<String> = record.iter().map(|name| field(name).trim().to_owned()).collect();
        unique(&header, &file.name)?;
        let delimited = Self { file: &file.name, text, header, diagnostics };
        if delimited.records().next_record().is_none() {
            return Err(Diagnostic::error("release/no-rows", "there is a header and nothing else")
                .at(Place::file(&file.name))
                .help("download the file again"));
        }
        Ok(delimited)
    }

    /// Finds columns by their names.
    ///
    /// # Errors
    /// One report of all required columns that are missing, with the names that are like them, and
    /// every column that stands twice under two of its names.
    pub fn columns<const N: usize>(
        &self,
        wanted: &[Column; N],
    ) -> Result<Diagnosed<Positions<N>>, Vec<Diagnostic>> {
        self.find(None, wanted)
    }

    /// Finds the columns of a layout by the names in `columns.toml`.
    ///
    /// # Errors
    /// As [`Self::columns`]; the report proposes lines for that table.
    pub fn layout<const N: usize>(
        &self,
        layout: &Layout<N>,
    ) -> Result<Diagnosed<Positions<N>>, Vec<Diagnostic>> {
        self.find(Some(layout.id), &layout.columns)
    }

    fn find<const N: usize>(
        &self,
        layout: Option<&str>,
        wanted: &[Column; N],
    ) -> Result<Diagnosed<Positions<N>>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let value = std::array::from_fn(|index| match self.position(&wanted[index]) {
            Ok(position) => position,
            Err(fault) => {
                faults.push(fault);
                None
            }
        });
        let unknown: Vec<&str> = self
            .header
            .iter()
            .filter(|name| !name.is_empty() && !wanted.iter().any(|column| column.is_called(name)))
            .map(String::as_str)
            .collect();
        let missing: Vec<&Column> = wanted
            .iter()
            .filter(|column| column.required)
            .filter(|column| !self.header.iter().any(|name| column.is_called(name)))
            .collect();
        if !missing.is_empty() {
            faults.push(drift(layout, &missing, &unknown).at(self.line(1)));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut diagnostics = Vec::new();
        if !unknown.is_empty() {
            let message = format!("columns that are not used: {}", unknown.join(", "));
            diagnostics.push(Diagnostic::note("release/unknown-column", message).at(self.line(1)));
        }
        Ok(Diagnosed { value, diagnostics })
    }

    fn position(&self, column: &Column) -> Result<Option<usize>, Diagnostic> {
        let mut found = self
            .header
            .iter()
            .enumerate()
            .filter(|(_, name)| column.is_called(name))
            .map(|(index, _)| index);
        let (first, second) = (found.next(), found.next());
        if let (Some(first), Some(second)) = (first, second) {
            let message = format!(
                "'{}' and '{}' are names of the same column",
                self.header[first], self.header[second]
            );
            return Err(Diagnostic::error("release/duplicate-column", message).at(self.line(1)));
        }
        Ok(first)
    }

    /// The complaint that a column is missing, with the names that are like it.
    pub fn missing(&self, column: &Column) -> Diagnostic {
        let header: Vec<&str> = self.header.iter().map(String::as_str).collect();
        drift(None, &[column], &header).at(self.line(1))
    }

    /// The rows under the header.
    pub fn records(&self) -> Records<'_> {
        let mut reader = reader(&self.text);
        let mut record = csv::ByteRecord::new();
        // The header was read once by `open`, so it can be read again.
        let _ = reader.read_byte_record(&mut record);
        Records { reader, record, file: self.file, width: self.header.len() }
    }

    /// A line of the file as a place.
    fn line(&self, line: u32) -> Place {
        Place { file: self.file.clone(), spot: Spot::Line(line, None) }
    }
}

/// The rows of a file, one at a time.
pub struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
    record: csv::ByteRecord,
    file: &'a ArcStr,
    width: usize,
}

impl Records<'_> {
    /// The next row that is not blank.
    ///
    /// # Errors
    /// A row with more or fewer fields than the header; the rows after it can still be read.
    pub fn next_record(&mut self) -> Option<Result<Record<'_>, Diagnostic>> {
        loop {
            // Reading from memory in flexible mode cannot fail.
            if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            if self.record.iter().any(|field| !field.is_empty()) {
                break;
            }
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let record = Record {
            fields: &self.record,
            file: self.file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        };
        if self.record.len() == self.width {
            return Some(Ok(record));
        }
        let message =
            format!("the row has {} fields and the header has {}", self.record.len(), self.width);
        Some(Err(Diagnostic::error("release/ragged-row", message)
            .at(Place { file: self.file.clone(), spot: Spot::Line(record.line, None) })
            .help("look for a comma in a name that is not in quotes, or download the file again")))
    }
}

/// One row of a file.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    fields: &'a csv::ByteRecord,
    file: &'a ArcStr,
    /// The line it starts on, from 1.
    pub line: u32,
}

impl Record<'_> {
    /// The text of a field without the spaces around it; empty if the file has no such column.
    pub fn get(&self, position: Option<usize>) -> &str {
        position.and_then(|position| self.fields.get(position)).map_or("", field).trim()
    }

    /// The texts of all fields without the spaces around them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|bytes| field(bytes).trim())
    }

    /// Where a field stands. Columns are counted in fields, as a spreadsheet shows them.
    pub fn place(&self, position: Option<usize>) -> Place {
        let column = position.and_then(|position| u16::try_from(position + 1).ok());
        Place { file: self.file.clone(), spot: Spot::Line(self.line, column) }
    }
}

/// The names among some that are most like a text, nearest first, three at most.
pub fn near<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = normalise(text);
    let mut scored: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(&wanted, &normalise(name)), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    scored.dedup_by(|left, right| left.1 == right.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// A reader of records of any length, for text in memory.
pub(super) fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn field(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8 split at ASCII characters is UTF-8")
}

/// Refuses a file that was cut: its last line has no end, or a quote in it has none.
pub(super) fn whole(text: &str, file: &ArcStr) -> Result<(), Diagnostic> {
    let message = if !text.ends_with(['\n', '\r']) {
        "the last line has no end, so the file may be cut short"
    } else if text.matches('"').count() % 2 == 1 {
        "a quote is never closed, so the file may be cut short"
    } else {
        return Ok(());
    };
    let line = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    Err(Diagnostic::error("release/cut-short", message)
        .at(Place { file: file.clone(), spot: Spot::Line(line, None) })
        .help("download the file again"))
}

fn unique(header: &[String], file: &ArcStr) -> Result<(), Diagnostic> {
    for (index, name) in header.iter().enumerate() {
        let same = |other: &String| normalise(other) == normalise(name);
        if !name.is_empty() && header.iter().take(index).any(same) {
            let column = u16::try_from(index + 1).ok();
            let message = format!("the column '{name}' stands twice");
            return Err(Diagnostic::error("release/duplicate-column", message)
                .at(Place { file: file.clone(), spot: Spot::Line(1, column) })
                .help("rename or remove one of the two"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::required("Year", &[]),
        Column::required("ONS Code", &["ONS Area Code"]),
        Column::optional("Value", &[]),
    ];

    fn open(text: &str) -> Result<Vec<[String; 3]>, String> {
        let file = InputFile::new("x.csv", text.as_bytes());
        let delimited = Delimited::open(&file).map_err(|error| error.to_string())?;
        let columns = delimited
            .columns(&COLUMNS)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())?
            .value;
        let mut records = delimited.records();
        let mut rows = Vec::new();
        while let Some(record) = records.next_record() {
            let record = record.map_err(|error| error.to_string())?;
            rows.push(columns.map(|column| record.get(column).to_owned()));
        }
        Ok(rows)
    }

    #[test]
    fn order_case_and_spaces_of_the_header_do_not_matter() {
        let expected = Ok(vec![["2021-22".into(), "E1".into(), "a,b".into()]]);
        for text in [
            "Year,ONS Code,Value\n2021-22,E1,\"a,b\"\n",
            "value , YEAR,ons area code,Extra\r\n\"a,b\",2021-22,E1,x\r\n\r\n,,,\r\n",
        ] {
            assert_eq!(open(text), expected, "{text}");
        }
        assert_eq!(open("Year,ONS Code\n1,2\n"), Ok(vec![["1".into(), "2".into(), String::new()]]));
    }

    #[test]
    fn faults_name_their_line_and_what_to_do() {
        for (text, expected) in [
            ("", "x.csv: error[release/not-csv]"),
            ("Year,ONS Code\n", "x.csv: error[release/no-rows]"),
            ("Year,ONS Code\n2021-22,E1\n2022-23,E", "x.csv:3: error[release/cut-short]"),
            ("Year,ONS Code\n2021-22,\"E1\n", "x.csv:2: error[release/cut-short]"),
            ("Year,ONS Code,year \n1,2,3\n", "x.csv:1:3: error[release/duplicate-column]"),
            ("Year,ONS Code,ONS Area Code\n1,2,3\n", "x.csv:1: error[release/duplicate-column]"),
            ("Year,ONS Code\n1,2\n1,2,3\n", "x.csv:3: error[release/ragged-row]"),
        ] {
            let message = open(text).expect_err(text);
            assert!(message.starts_with(expected), "{text:?}: {message}");
        }
        let message = open("Year,ONS Cod\n1,2\n").expect_err("a column was renamed");
        assert!(message.contains("there is no column 'ONS Code'"), "{message}");
        assert!(message.contains("'ONS Code' may now be 'ONS Cod'"), "{message}");
    }

    /// QUALITY 2.3 row 1: no prefix of a file reads as if it were whole, but for one that ends
    /// where a row ends; that one only the totals of England can show.
    #[test]
    fn a_file_cut_anywhere_in_a_row_is_refused() {
        let text = "Year,ONS Code,Value\n2021-22,E1,\"Bristol, City of\"\n2022-23,E2,12.5\n";
        for length in 0..text.len() {
            let prefix = text.get(..length).expect("the text is ASCII");
            let ends_with_a_row = prefix.ends_with('\n') && prefix.lines().count() > 1;
            assert_eq!(open(prefix).is_ok(), ends_with_a_row, "{prefix:?}");
        }
    }

    #[test]
    fn a_file_is_known_by_its_first_line() {
        let file = InputFile::new("x", b"\xEF\xBB\xBF ons code ,YEAR\n".as_slice());
        assert_eq!(count_named(&file, &COLUMNS), 2);
        assert_eq!(count_named(&InputFile::new("x", b"PK\x03\x04\0\0".as_slice()), &COLUMNS), 0);
    }
}
