//! The workbook of reference tables (ASC-FR and SALT) to observations.
//!
//! Tables are found by their titles and columns by their headers, as `data/reference/tables.toml`
//! has them, so that the workbook of a neighbouring year reads as well.

mod figures;
mod find;
mod header;
mod labels;
mod layout;
mod meaning;
mod mirror;
mod release;
mod row;
mod title;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::observations::{Observation, Release, ReleaseId};
use crate::observe::reader::{Context, Reading};
use crate::observe::tables::figures::Figures;
use crate::observe::tables::layout::{Layouts, Table};
use crate::release::input::InputFile;
use crate::release::workbook::{self, Sheet, Workbook};

/// How many sheets at the start may hold the title of the whole workbook.
const FRONT_SHEETS: usize = 3;

/// How many of the tables show that a workbook without a front sheet is one of these.
const ENOUGH_TABLES: usize = 3;

/// Whether a file is such a workbook: an `.xlsx` whose front sheet names the report, or whose sheets
/// named by numbers hold tables we know.
pub fn recognises(file: &InputFile) -> bool {
    workbook::is_xlsx(&file.bytes)
        && Workbook::open(file).is_ok_and(|mut book| {
            let names = book.sheet_names();
            let mut sheet = |name: &String| book.sheet(name).ok();
            let front = names.iter().take(FRONT_SHEETS).filter_map(&mut sheet);
            let named = front.into_iter().any(|sheet| release::names_the_report(&sheet));
            let numbered = names.iter().filter(|name| find::is_numbered(name));
            named
                || numbered
                    .take(ENOUGH_TABLES * 2)
                    .filter_map(sheet)
                    .filter(|sheet| {
                        find::title_of(sheet).is_some_and(|(_, title)| find::could_be_ours(&title))
                    })
                    .count()
                    >= ENOUGH_TABLES
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
    let layouts = Layouts::load(context.sources, context.vocabulary).map_err(|error| {
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
    let found = find::tables(&sheets, &layouts, context.vocabulary);
    let release = release_of(file, &sheets, &found)?;
    let latest = release.latest;
    // A made-up workbook holds the tables of activity only; its finance figures are in a CSV.
    let whole = !release.title.starts_with("Illustrative");
    reading.releases.push(release);
    for titled in &found.titled {
        let Some(table) = titled.table else { continue };
        if let Some(near) = &titled.near {
            reading.diagnostics.push(near.clone());
        }
        let year = find::year_of(titled, table, latest, &mut reading.diagnostics);
        if let Some(year) = year {
            let found = Found { sheet: titled.sheet, table, title_row: titled.row, year };
            found.read(&layouts, context, reading);
        }
    }
    find::report(file, &layouts, &found, whole, &mut reading.diagnostics);
    Ok(())
}

/// The release that the front sheet names; or, where none does, the year of the newest table.
fn release_of(
    file: &InputFile,
    sheets: &[Sheet],
    found: &find::Tables<'_>,
) -> Result<Release, Box<Diagnostic>> {
    let newest = found.titled.iter().filter_map(|titled| titled.title.latest).max();
    let front = sheets.iter().take(FRONT_SHEETS).find_map(|sheet| release::read(sheet, newest));
    front
        .or_else(|| {
            let latest = newest.filter(|_| found.titled.iter().any(|titled| titled.table.is_some()))?;
            let title = format!("Adult Social Care Activity and Finance: England {latest}");
            Some(Release { latest, published: None, title, publisher: String::new() })
        })
        .ok_or_else(|| {
            Box::new(
                Diagnostic::error(
                    "observe/no-release-year",
                    "neither the front sheet nor a table names a financial year",
                )
                .at(Place::file(&file.name))
                .help("the title must read like 'Adult Social Care Activity and Finance: England 2021-22'"),
            )
        })
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
        let Some(header) = reader.read(self.title_row, &mut reading.diagnostics) else {
            let message = "the header of the table was not found; it is not read";
            reading.diagnostics.push(
                self.table.fault("observe/no-header", message).at(self.sheet.whole()).help(
                    "restore its first columns, or add their headers to data/reference/tables.toml",
                ),
            );
            return;
        };
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

#[cfg(test)]
mod tests;
