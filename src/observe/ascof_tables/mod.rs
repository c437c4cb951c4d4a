//! The workbook of tables of the outcomes framework that the department publishes since 2024-25, to
//! observations: a sheet an outcome, survey outcomes for every year from 2015-16, the others for the
//! newest.
//!
//! Sheets are told by their codes, which are those of the newest framework whatever the year of a
//! column; headers are found wherever they stand. England's margin of error is printed 0 where it
//! rounds to nothing (in 1a and 1c, and a few councils' in 1b): the figure is kept as printed, and
//! whoever makes an interval of it must not make one of no width.

mod header;
mod layout;
mod rows;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::observe::ascof::codes::{Codes, Meaning, plain, unknown};
use crate::observe::ascof::release;
use crate::observe::ascof_tables::header::{Header, no_header, row_of};
use crate::observe::ascof_tables::layout::Layout;
use crate::observe::ascof_tables::rows::Table;
use crate::observe::collect::{Collector, only_faults};
use crate::observe::reader::{Context, Reading};
use crate::reference::ReferenceError;
use crate::reference::vocabulary::normalise;
use crate::release::input::InputFile;
use crate::release::ods::sheet_names;
use crate::release::workbook::{self, Sheet, Workbook};

/// How many sheets must be called like tables of outcomes; the release of 2024-25 has 25.
const FEWEST_TABLES: usize = 5;

/// Whether the file is such a workbook, by the names of its sheets: `Table_1a`, `Table_2d(1)`.
pub fn recognises(file: &InputFile) -> bool {
    let names = sheet_names(file);
    names.iter().filter(|name| code_in(name).is_some_and(|code| is_code(&code))).count()
        >= FEWEST_TABLES
}

/// Reads every table.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    read_whole(file, context).unwrap_or_else(|fault| only_faults([*fault]))
}

/// A sheet with a table of an outcome.
struct Found {
    sheet: Sheet,
    code: String,
    title: String,
    header: Header,
}

fn read_whole(file: &InputFile, context: &Context<'_>) -> Result<Reading, Box<Diagnostic>> {
    let own = |error: ReferenceError| {
        Diagnostic::error("observe/own-table", error.to_string()).at(Place::file(&file.name))
    };
    let damaged = |error: workbook::NotAWorkbook| {
        Diagnostic::error("observe/broken-workbook", error.to_string())
            .at(Place::file(&file.name))
            .help("download the workbook again")
    };
    let codes = Codes::load(context.sources, context.vocabulary).map_err(own)?;
    let layout = Layout::load(context.sources).map_err(own)?;
    let mut book = Workbook::open(file).map_err(damaged)?;
    let mut collector = Collector::default();
    let mut tables = Vec::new();
    let mut illustrative = false;
    for (index, name) in book.sheet_names().iter().enumerate() {
        let sheet = book.sheet(name).map_err(damaged)?;
        illustrative |= index == 0 && first_text(&sheet).starts_with("Illustrative");
        tables.extend(found(sheet, &layout, &mut collector));
    }
    let years = tables.iter().flat_map(|table| table.header.figures.iter().map(|f| f.year));
    let latest = years.max().ok_or_else(|| {
        Diagnostic::error("observe/no-release-year", "no table has a column with a year")
            .at(Place::file(&file.name))
            .help("a column of figures is headed like '2024 to 2025 - outcome'")
    })?;
    for table in &tables {
        let outcome = match codes.meaning(&table.code, latest) {
            Some(Meaning::Quantity(outcome)) => outcome,
            Some(Meaning::LeftOut) => {
                let message = format!("table {} is left out by ascof-codes.csv", table.code);
                let note = Diagnostic::note("observe/left-out", message);
                collector.findings.add(note.at(table.sheet.whole()));
                continue;
            }
            None => {
                let warning = unknown(&codes, &table.code, latest, words_of(&table.title));
                collector.findings.add(warning.at(table.sheet.whole()));
                continue;
            }
        };
        let Found { sheet, code, header, .. } = table;
        Table { sheet, header, code, outcome, layout: &layout, context }.read(&mut collector);
    }
    Ok(collector.into_reading(Some(release(latest, illustrative))))
}

/// The table of a sheet; nothing for a sheet of text, and for one whose header cannot be read.
fn found(sheet: Sheet, layout: &Layout, collector: &mut Collector) -> Option<Found> {
    let named = code_in(sheet.name());
    let Some(row) = row_of(&sheet, layout) else {
        if named.is_some() {
            collector.findings.add(no_header(&sheet, layout));
        }
        return None;
    };
    let title = title_of(&sheet, row);
    let code = named.or_else(|| code_in(title.split_once(':')?.0))?;
    let mut noticed = Vec::new();
    let header = Header::read(&sheet, row, &code, layout, &mut noticed);
    collector.findings.extend(noticed);
    match header {
        Ok(header) => Some(Found { sheet, code, title, header }),
        Err(fault) => {
            collector.findings.add(*fault);
            None
        }
    }
}

/// The plain code in the name of a sheet or in a title: `1A` of `Table_1a`.
fn code_in(name: &str) -> Option<String> {
    let name = normalise(&name.replace('_', " "));
    let code = plain(name.strip_prefix("table")?);
    (!code.is_empty()).then_some(code)
}

/// Whether a plain code looks like one of the framework's: a digit and a letter at least.
fn is_code(code: &str) -> bool {
    let mut letters = code.chars();
    letters.next().is_some_and(|first| first.is_ascii_digit())
        && letters.next().is_some_and(|second| second.is_ascii_alphabetic())
}

/// The first text of a sheet.
fn first_text(sheet: &Sheet) -> String {
    (1..=sheet.last_row().min(5))
        .map(|row| sheet.cell(row, 1).text())
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

/// The text above a table that begins with the word "table", as "Table 6b: the percentage of …".
fn title_of(sheet: &Sheet, header: u32) -> String {
    (1..header)
        .map(|row| sheet.cell(row, 1).text())
        .find(|text| normalise(text).starts_with("table"))
        .unwrap_or_default()
}

/// A title without the table's code and the numbers of its notes.
fn words_of(title: &str) -> &str {
    let words = title.split_once(':').map_or(title, |(_, words)| words);
    words.split_once('[').map_or(words, |(words, _)| words).trim()
}

#[cfg(test)]
mod tests;
