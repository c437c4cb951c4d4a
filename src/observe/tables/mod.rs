//! The workbook of reference tables (ASC-FR and SALT) to observations.
//!
//! Tables are found by their titles and columns by their headers, as `data/reference/tables.toml`
//! has them, so that the workbook of a neighbouring year reads as well.

mod figures;
mod header;
mod layout;
mod meaning;
mod release;
mod row;
mod title;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::observations::{Observation, ReleaseId};
use crate::observe::reader::{Context, Reading};
use crate::observe::tables::figures::Figures;
use crate::observe::tables::layout::{Layouts, Table};
use crate::observe::tables::meaning::nearest;
use crate::observe::tables::title::Title;
use crate::release::input::InputFile;
use crate::release::workbook::{self, Sheet, Workbook};

/// How far down and across a sheet its title may stand.
const TITLE_WITHIN: (u32, u16) = (10, 3);

/// How many sheets at the start may hold the title of the whole workbook.
const FRONT_SHEETS: usize = 3;

/// Whether a file is such a workbook: an `.xlsx` whose front sheet names the report.
pub fn recognises(file: &InputFile) -> bool {
    workbook::is_xlsx(&file.bytes)
        && Workbook::open(file).is_ok_and(|mut book| {
            book.sheet_names()
                .iter()
                .take(FRONT_SHEETS)
                .filter_map(|name| book.sheet(name).ok())
                .any(|sheet| release::names_the_report(&sheet))
        })
}

/// Reads every table of the workbook.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let mut reading = Reading::default();
    if let Err(diagnostic) = read_into(file, context, &mut reading) {
        reading.diagnostics.push(*diagnostic);
    }
    reading
}

fn read_into(
    file: &InputFile,
    context: &Context<'_>,
    reading: &mut Reading,
) -> Result<(), Box<Diagnostic>> {
    let layouts = Layouts::load(context.vocabulary).map_err(|error| {
        Diagnostic::error("observe/own-table", error.to_string()).at(Place::file(&file.name))
    })?;
    let damaged = |error: workbook::NotAWorkbook| {
        Diagnostic::error("observe/broken-workbook", error.to_string())
            .at(Place::file(&file.name))
            .help("download the workbook again")
    };
    let mut book = Workbook::open(file).map_err(damaged)?;
    let names = book.sheet_names();
    let mut sheets = Vec::with_capacity(names.len());
    for name in &names {
        sheets.push(book.sheet(name).map_err(damaged)?);
    }
    let front = sheets.iter().take(FRONT_SHEETS).find_map(release::read);
    let release = front.ok_or_else(|| {
        Diagnostic::error("observe/no-release-year", "the front sheet names no financial year")
            .at(Place::file(&file.name))
            .help("the title must read like 'Adult Social Care Activity and Finance: England 2021-22'")
    })?;
    let latest = release.latest;
    // A made-up workbook holds the tables of activity only; its finance figures are in a CSV.
    let whole = !release.title.starts_with("Illustrative");
    reading.releases.push(release);
    let mut titles = Vec::new();
    for sheet in &sheets {
        let Some((row, title)) = title_of(sheet) else { continue };
        match layouts.tables.iter().find(|table| table.key == title.key) {
            Some(table) => {
                if let Some(year) = year_of(sheet, row, &title, latest, &mut reading.diagnostics) {
                    let found = Found { sheet, table, title_row: row, year };
                    found.read(&layouts, context, reading);
                }
            }
            None => reading.diagnostics.push(unknown_table(sheet, row, &title, &layouts)),
        }
        titles.push(title.key);
    }
    if whole {
        missing_tables(file, &layouts, &titles, &mut reading.diagnostics);
    }
    Ok(())
}

/// A table that was found.
struct Found<'a> {
    sheet: &'a Sheet,
    table: &'a Table,
    title_row: u32,
    year: FinancialYear,
}

impl Found<'_> {
    fn read(&self, layouts: &Layouts, context: &Context<'_>, reading: &mut Reading) {
        let reader = header::Reader {
            sheet: self.sheet,
            table: self.table,
            layouts,
            vocabulary: context.vocabulary,
            year: self.year,
        };
        let Some(header) = reader.read(self.title_row, &mut reading.diagnostics) else { return };
        let figures =
            Figures { sheet: self.sheet, table: self.table, header: &header, layouts, context };
        if figures.units_agree(self.title_row, &mut reading.diagnostics) {
            figures.read(
                &mut |observation: Observation| reading.observations.push(observation),
                &mut reading.diagnostics,
            );
        }
    }
}

/// The release that all observations of a workbook are from.
const RELEASE: ReleaseId = ReleaseId(0);

fn title_of(sheet: &Sheet) -> Option<(u32, Title)> {
    (1..=TITLE_WITHIN.0)
        .flat_map(|row| (1..=TITLE_WITHIN.1).map(move |column| (row, column)))
        .find_map(|(row, column)| Some((row, title::read(&sheet.cell(row, column).text())?)))
}

/// The year a table is about; the title's must be the release's.
fn year_of(
    sheet: &Sheet,
    row: u32,
    title: &Title,
    release: FinancialYear,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FinancialYear> {
    match title.latest {
        Some(year) if year != release => {
            diagnostics.push(
                Diagnostic::error(
                    "observe/wrong-year",
                    format!("the workbook is about {release} and this table about {year}"),
                )
                .at(sheet.place(row, 1))
                .help("do not mix sheets of two releases in one workbook"),
            );
            None
        }
        _ => Some(release),
    }
}

fn unknown_table(sheet: &Sheet, row: u32, title: &Title, layouts: &Layouts) -> Diagnostic {
    let known = layouts.tables.iter().map(|table| table.title.as_str());
    let near = nearest(&title.key, known)
        .map_or_else(String::new, |near| format!("; the nearest is '{near}'"));
    Diagnostic::note(
        "observe/unknown-table",
        format!("the table '{}' is not known and not read{near}", title.key),
    )
    .at(sheet.place(row, 1))
    .help("if it is a known table under a new title, change data/reference/tables.toml")
}

fn missing_tables(
    file: &InputFile,
    layouts: &Layouts,
    titles: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let unknown: Vec<&str> = titles
        .iter()
        .filter(|title| layouts.tables.iter().all(|table| table.key != **title))
        .map(String::as_str)
        .collect();
    for table in layouts.tables.iter().filter(|table| !titles.contains(&table.key)) {
        let near = nearest(&table.title, unknown.iter().copied())
            .map_or_else(String::new, |near| format!("; the nearest is '{near}'"));
        let message = format!("no table '{}'{near}", table.title);
        let diagnostic = if table.optional {
            Diagnostic::note("observe/missing-table", message)
        } else {
            Diagnostic::error("observe/missing-table", message)
        };
        diagnostics.push(diagnostic.at(Place::file(&file.name)).help(
            "restore the sheet and its title, or change the title in data/reference/tables.toml",
        ));
    }
}
