//! Last year's self-assessment to this year's: what people wrote in a workbook of ours, item by item.
//!
//! A workbook is told by its sheets and its council by the code that stands in it, never by file name.
//! What cannot be carried over is named and left alone; nothing here stops a run.

use std::collections::BTreeMap;

use arcstr::ArcStr;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::release::input::InputFile;
use crate::release::workbook::{Sheet, Workbook};

/// The sheet with the items.
pub const SHEET: &str = "Self-assessment";
/// The sheet that says whose the workbook is, a fact a row.
pub const ABOUT: &str = "About";
/// The fact that the council is found by.
pub const CODE: &str = "ONS code";
/// The fact that says which edition the workbook is of.
pub const YEAR: &str = "Year";
/// The heading over the numbers of the items.
pub const ITEM: &str = "Item";

/// The longest text that a cell of a workbook holds.
const LONGEST: usize = 32_767;

/// What people fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The score.
    Score,
    /// What it rests on.
    Basis,
    /// Notes and queries.
    Notes,
    /// What is to be done.
    Action,
    /// How much it matters this year.
    Relevance,
    /// How sure people are of the score.
    Confidence,
}

impl Field {
    /// All fields, in the order of the columns.
    pub const ALL: [Self; 6] =
        [Self::Score, Self::Basis, Self::Notes, Self::Action, Self::Relevance, Self::Confidence];

    /// The heading of its column.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Score => "Score",
            Self::Basis => "Basis for this score",
            Self::Notes => "Notes and queries",
            Self::Action => "Action plan",
            Self::Relevance => "Relevance",
            Self::Confidence => "Confidence",
        }
    }
}

/// The items of this year's self-assessment, and the words that may be chosen from.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The numbers of the items.
    pub items: &'a [&'a str],
    /// The scores.
    pub scores: &'a [&'a str],
    /// How much an item matters.
    pub relevance: &'a [String],
    /// How sure people are.
    pub confidence: &'a [String],
}

impl Known<'_> {
    /// What was written as this year's list writes it; none if it is not in the list, or too long.
    fn taken(&self, field: Field, text: &str) -> Option<String> {
        let list: Vec<&str> = match field {
            Field::Score => self.scores.to_vec(),
            Field::Relevance => self.relevance.iter().map(String::as_str).collect(),
            Field::Confidence => self.confidence.iter().map(String::as_str).collect(),
            Field::Basis | Field::Notes | Field::Action => {
                return (text.encode_utf16().count() <= LONGEST).then(|| text.to_owned());
            }
        };
        list.into_iter().find(|word| word.eq_ignore_ascii_case(text)).map(str::to_owned)
    }

    /// Why something was not taken.
    fn why_not(field: Field) -> &'static str {
        match field {
            Field::Score | Field::Relevance | Field::Confidence => {
                "it is not in the list of choices"
            }
            Field::Basis | Field::Notes | Field::Action => "it is longer than a cell holds",
        }
    }
}

/// What a council wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The council.
    pub council: AreaId,
    /// The edition the workbook is of.
    pub year: FinancialYear,
    /// The workbook.
    pub file: ArcStr,
    /// What is filled in, by item.
    pub items: BTreeMap<String, BTreeMap<Field, String>>,
}

impl Answers {
    /// Everything that was written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.items.values().flat_map(BTreeMap::values).map(String::as_str)
    }

    /// What was written for an item; nothing where it was left empty.
    pub fn get(&self, item: &str, field: Field) -> Option<&str> {
        self.items.get(item)?.get(&field).map(String::as_str)
    }
}

/// Reads one workbook; nothing comes of a file that is none of ours.
pub fn read(file: &InputFile, known: Known<'_>, areas: &Areas) -> Diagnosed<Option<Answers>> {
    let mut diagnostics = Vec::new();
    let value = match answers(file, known, areas, &mut diagnostics) {
        Ok(answers) => Some(answers),
        Err(why) => {
            diagnostics.push(why);
            None
        }
    };
    Diagnosed { value, diagnostics }
}

/// That a file with answers is not used, and why.
pub fn left_alone(file: &ArcStr, why: &str) -> Diagnostic {
    Diagnostic::warning("answers/left-alone", format!("{why}; the file is left alone"))
        .at(Place::file(file))
}

fn answers(
    file: &InputFile,
    known: Known<'_>,
    areas: &Areas,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Answers, Diagnostic> {
    let damaged = |error: &dyn std::fmt::Display| left_alone(&file.name, &error.to_string());
    let mut book = Workbook::open(file).map_err(|error| damaged(&error))?;
    let names = book.sheet_names();
    if [SHEET, ABOUT].iter().any(|sheet| !names.iter().any(|name| name == sheet)) {
        let message = "this is no self-assessment workbook; it is left alone";
        return Err(Diagnostic::note("answers/not-ours", message).at(Place::file(&file.name)));
    }
    let about = book.sheet(ABOUT).map_err(|error| damaged(&error))?;
    let code = fact(&about, CODE);
    let council =
        areas.by_code(&code).filter(|id| areas.get(*id).level == AreaLevel::Council).ok_or_else(
            || left_alone(&file.name, &format!("'{code}' is not the ONS code of a council")),
        )?;
    let year = fact(&about, YEAR)
        .parse()
        .map_err(|error: crate::domain::year::NotAYear| damaged(&error))?;
    let sheet = book.sheet(SHEET).map_err(|error| damaged(&error))?;
    let numbers = column(&sheet, ITEM)
        .ok_or_else(|| left_alone(&file.name, &format!("there is no column '{ITEM}'")))?;
    let mut columns = Vec::new();
    for field in Field::ALL {
        match column(&sheet, field.heading()) {
            Some(column) => columns.push((field, column)),
            None => diagnostics.push(not_carried(
                &format!("'{}'", field.heading()),
                "there is no such column",
                sheet.whole(),
            )),
        }
    }
    let mut found = Answers { council, year, file: file.name.clone(), items: BTreeMap::new() };
    for row in 2..=sheet.last_row() {
        let filled = columns.iter().filter(|(_, column)| !sheet.cell(row, *column).is_blank());
        let filled: Vec<_> = filled.copied().collect();
        if filled.is_empty() {
            continue;
        }
        let item = sheet.cell(row, numbers).text().trim().to_owned();
        let twice = found.items.contains_key(&item);
        if twice || !known.items.contains(&item.as_str()) {
            let why = if twice { "it stands twice" } else { "there is no such item now" };
            let place = sheet.place(row, numbers);
            diagnostics.push(not_carried(&format!("item '{item}'"), why, place));
            continue;
        }
        let mut written = BTreeMap::new();
        for (field, column) in filled {
            let text = sheet.cell(row, column).text().trim().to_owned();
            match known.taken(field, &text) {
                Some(text) => drop(written.insert(field, text)),
                None => diagnostics.push(not_carried(
                    &format!("'{}' of item {item}", field.heading()),
                    Known::why_not(field),
                    sheet.place(row, column),
                )),
            }
        }
        found.items.insert(item, written);
    }
    Ok(found)
}

fn not_carried(what: &str, why: &str, place: Place) -> Diagnostic {
    let message = format!("{what} could not be carried over: {why}");
    Diagnostic::warning("answers/not-carried-over", message).at(place)
}

/// What stands beside a fact; empty where it is missing.
fn fact(about: &Sheet, name: &str) -> String {
    (1..=about.last_row())
        .find(|row| about.cell(*row, 1).text().trim() == name)
        .map_or_else(String::new, |row| about.cell(row, 2).text().trim().to_owned())
}

/// The column under a heading; people may have moved it.
fn column(sheet: &Sheet, heading: &str) -> Option<u16> {
    (1..=sheet.last_column()).find(|column| sheet.cell(1, *column).text().trim() == heading)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Workbook as Writer, XlsxError};

    use super::*;
    use crate::diagnostic::Severity;

    const BARNSLEY: &str = "E08000016";

    /// A workbook as a person may leave it: columns in another order, one more of their own.
    fn saved(code: &str, year: &str, rows: &[[&str; 5]]) -> InputFile {
        let written = || -> Result<Vec<u8>, XlsxError> {
            let mut writer = Writer::new();
            let sheet = writer.add_worksheet().set_name(SHEET)?;
            sheet.write_row(0, 0, ["Our own", "Action plan", "Relevance", "Item", "Score"])?;
            for (row, cells) in (1..).zip(rows) {
                sheet.write_row(row, 0, *cells)?;
            }
            let about = writer.add_worksheet().set_name(ABOUT)?;
            about.write_row(0, 0, ["Fact", "Value"])?;
            about.write_row(1, 0, [CODE, code])?;
            about.write_row(2, 0, [YEAR, year])?;
            writer.save_to_buffer()
        };
        InputFile::new("kirklees.xlsx", written().expect("written to memory"))
    }

    fn read_it(file: &InputFile) -> Diagnosed<Option<Answers>> {
        let areas = Areas::load().expect("the embedded register loads");
        let words = ["High".to_owned(), "Low".to_owned()];
        let known = Known {
            items: &["1.1", "1.2"],
            scores: &["1", "0"],
            relevance: &words,
            confidence: &words,
        };
        read(file, known, &areas)
    }

    #[test]
    fn answers_are_found_by_heading_item_and_code() {
        let rows = [
            ["x", "=1+1", "low", "1.2", "1"],
            ["x", "", "", "1.1", ""],
            ["x", "", "Medium", "1.1", "4"],
            ["x", "Ask", "", "7.1", ""],
        ];
        let found = read_it(&saved(BARNSLEY, "2020-21", &rows));
        let answers = found.value.expect("answers");
        assert_eq!(answers.get("1.2", Field::Action), Some("=1+1"));
        assert_eq!(answers.get("1.2", Field::Relevance), Some("Low"), "as the list writes it");
        assert_eq!(answers.get("1.2", Field::Score), Some("1"));
        assert_eq!(answers.get("1.1", Field::Score), None);
        let said: Vec<String> = found.diagnostics.iter().map(ToString::to_string).collect();
        let expected = [
            "'Basis for this score' could not be carried over: there is no such column",
            "'Notes and queries' could not",
            "'Confidence' could not",
            "Self-assessment!E4: warning[answers/not-carried-over]: 'Score' of item 1.1",
            "Self-assessment!C4: warning[answers/not-carried-over]: 'Relevance' of item 1.1",
            "item '7.1' could not be carried over: there is no such item now",
        ];
        assert_eq!(said.len(), expected.len(), "{said:#?}");
        for words in expected {
            assert!(said.iter().any(|line| line.contains(words)), "{words}: {said:#?}");
        }
    }

    #[test]
    fn what_is_none_of_ours_is_named_and_left_alone() {
        let own = [["", "Ask", "", "1.1", ""]];
        let whole = saved(BARNSLEY, "2020-21", &own);
        let half = InputFile::new("half.xlsx", &whole.bytes[..whole.bytes.len() / 2]);
        let mut other = Writer::new();
        other.add_worksheet();
        let other = InputFile::new("a.xlsx", other.save_to_buffer().expect("written to memory"));
        for (file, severity, words) in [
            (saved("E92000001", "2020-21", &own), Severity::Warning, "'E92000001' is not"),
            (saved("", "2020-21", &own), Severity::Warning, "'' is not the ONS code of a council"),
            (saved(BARNSLEY, "last year", &own), Severity::Warning, "last year"),
            (half, Severity::Warning, "cannot be read"),
            (InputFile::new("b.xlsx", &b"PK"[..]), Severity::Warning, "cannot be read"),
            (other, Severity::Note, "no self-assessment workbook"),
        ] {
            let found = read_it(&file);
            assert_eq!(found.value, None, "{words}");
            let [said] = found.diagnostics.as_slice() else { panic!("{:?}", found.diagnostics) };
            assert_eq!(said.severity, severity);
            let said = said.to_string();
            assert!(said.contains(words) && said.contains("left alone"), "{said}");
            assert!(said.starts_with(&*file.name), "{said}");
        }
    }
}
