//! A CSV file that is wide: a line above the header, then a column for each area, and notes below the
//! figures.
//!
//! As in [`crate::release::delimited`], a file that was cut short, a quote that is never closed and rows
//! of another length are refused. A file cut where a row ends would pass; here the notes below show it.

use arcstr::ArcStr;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::{Place, Spot};
use crate::release::delimited::{reader, whole};
use crate::release::input::InputFile;
use crate::release::text;

/// The line above the header and the header.
const HEAD: usize = 2;

/// The fields of the second line of a file, for recognising it without reading it whole; none if it
/// has no second line or is not text.
pub fn second_line(file: &InputFile) -> Vec<String> {
    /// The two first lines of the widest known file have 3,300 bytes.
    const LONGEST: usize = 65_536;
    let start = file.bytes.get(..LONGEST).unwrap_or(&file.bytes);
    let Some(line) = start.split(|byte| *byte == b'\n').nth(1) else { return Vec::new() };
    let text = String::from_utf8_lossy(line);
    let mut record = csv::StringRecord::new();
    match reader(&text).read_record(&mut record) {
        Ok(true) => record.iter().map(|name| name.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// A wide file, whole and in memory.
pub struct Wide<'a> {
    file: &'a ArcStr,
    rows: Vec<Row<'a>>,
    /// The index of the first note.
    notes: usize,
    /// What was noticed while opening it.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Wide<'a> {
    /// Opens a file, proving that it is text and whole and that every row is as long as the header.
    ///
    /// # Errors
    /// The first of these that is not so, and a file without figures or without notes below them.
    pub fn open(file: &'a InputFile) -> Result<Self, Diagnostic> {
        let Diagnosed { value: text, diagnostics } = text::decode(file)?;
        whole(&text, &file.name)?;
        let rows = rows(&text, &file.name)?;
        let notes = rows
            .iter()
            .skip(HEAD)
            .position(Row::is_note)
            .map(|index| index + HEAD)
            .ok_or_else(|| cut_short(&rows, &file.name))?;
        if notes == HEAD {
            return Err(Diagnostic::error("release/no-rows", "there is a header and nothing else")
                .at(Place::file(&file.name))
                .help("download the file again"));
        }
        if let Some(row) = rows.iter().skip(notes).find(|row| !row.is_note()) {
            let message = "there are figures below the notes";
            return Err(Diagnostic::error("release/rows-below-notes", message)
                .at(row.place(0))
                .help("compare the file with the publisher's"));
        }
        Ok(Self { file: &file.name, rows, notes, diagnostics })
    }

    /// The file's name.
    pub fn file(&self) -> &'a ArcStr {
        self.file
    }

    /// The line above the header.
    pub fn above(&self) -> &Row<'a> {
        &self.rows[0]
    }

    /// The header.
    pub fn header(&self) -> &Row<'a> {
        &self.rows[1]
    }

    /// The rows of figures.
    pub fn figures(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().take(self.notes).skip(HEAD)
    }

    /// The lines of the notes below the figures.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().skip(self.notes).flat_map(|row| row.get(0).lines())
    }
}

/// Every row that is not blank, each as long as the header.
fn rows<'a>(text: &str, file: &'a ArcStr) -> Result<Vec<Row<'a>>, Diagnostic> {
    let mut reader = reader(text);
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut record = csv::StringRecord::new();
    // Reading text from memory in flexible mode cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row {
            file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            fields: std::mem::take(&mut record),
        };
        if let Some(header) = rows.get(1).filter(|header| header.len() != row.len()) {
            let message =
                format!("the row has {} fields and the header has {}", row.len(), header.len());
            return Err(Diagnostic::error("release/ragged-row", message)
                .at(Place { file: file.clone(), spot: Spot::Line(row.line, None) })
                .help("look for a comma in a name that is not in quotes"));
        }
        rows.push(row);
    }
    if rows.len() <= HEAD {
        return Err(cut_short(&rows, file));
    }
    Ok(rows)
}

fn cut_short(rows: &[Row<'_>], file: &ArcStr) -> Diagnostic {
    let line = rows.last().map_or(1, |row| row.line);
    Diagnostic::error(
        "release/cut-short",
        "no notes stand below the figures, so the file may be cut short",
    )
    .at(Place { file: file.clone(), spot: Spot::Line(line, None) })
    .help("download the file again")
}

/// One row of a file.
pub struct Row<'a> {
    file: &'a ArcStr,
    /// The line it starts on, from 1.
    pub line: u32,
    fields: csv::StringRecord,
}

impl Row<'_> {
    /// The text of a field without the spaces around it, counted from 0; empty beyond the end.
    pub fn get(&self, index: usize) -> &str {
        self.fields.get(index).unwrap_or_default().trim()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Where a field stands. Columns are counted in fields, as a spreadsheet shows them.
    pub fn place(&self, index: usize) -> Place {
        let column = u16::try_from(index + 1).ok();
        Place { file: self.file.clone(), spot: Spot::Line(self.line, column) }
    }

    /// Whether there is text in the first field only.
    fn is_note(&self) -> bool {
        !self.get(0).is_empty() && (1..self.len()).all(|index| self.get(index).is_empty())
    }

    /// Whether another row has the same fields, but for spaces around them.
    pub fn same_as(&self, other: &Self) -> bool {
        self.len() == other.len()
            && (0..self.len()).all(|index| self.get(index) == other.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = ",NW,NE\nWhat,102 - Cumbria,104 - Northumberland\nWeeks,1,2\n,,\n\
                        \"Notes:\nfigures in \"\"weeks\"\"\",,\nlast,,\n";

    fn open(text: &str) -> Result<(usize, Vec<String>), &'static str> {
        let file = InputFile::new("wide.csv", text.as_bytes());
        Wide::open(&file)
            .map(|wide| (wide.figures().count(), wide.notes().map(str::to_owned).collect()))
            .map_err(|fault| fault.code)
    }

    #[test]
    fn header_figures_and_notes_are_told_apart() {
        let file = InputFile::new("wide.csv", TEXT.as_bytes());
        let wide = Wide::open(&file).expect("it is whole");
        assert_eq!((wide.above().get(1), wide.header().get(2)), ("NW", "104 - Northumberland"));
        let places: Vec<_> =
            wide.figures().map(|row| (row.get(2), row.place(2).to_string())).collect();
        assert_eq!(places, [("2", "wide.csv:3:3".to_owned())]);
        assert_eq!(wide.notes().collect::<Vec<_>>(), ["Notes:", "figures in \"weeks\"", "last"]);
        assert_eq!(second_line(&file)[1], "102 - Cumbria");
    }

    /// Any prefix is refused, or gives the same figures because only notes are lost.
    #[test]
    fn a_file_cut_anywhere_is_refused_or_gives_the_same_figures() {
        for length in 0..TEXT.len() {
            let prefix = TEXT.get(..length).expect("the text is ASCII");
            let Ok((figures, _)) = open(prefix) else { continue };
            assert_eq!(figures, 1, "{prefix:?}");
            assert!(prefix.contains("Notes"), "{prefix:?}");
        }
    }

    #[test]
    fn rows_of_another_length_and_figures_below_the_notes_are_refused() {
        assert_eq!(open(&TEXT.replace("Weeks,1,2", "Weeks,1,2,3")), Err("release/ragged-row"));
        assert_eq!(open(&format!("{TEXT}Weeks,3,4\n")), Err("release/rows-below-notes"));
        assert_eq!(open(",NW\nWhat,102 - Cumbria\nNotes,\n"), Err("release/no-rows"));
        assert_eq!(open(",NW\nWhat,102 - Cumbria\n"), Err("release/cut-short"));
    }
}
