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

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook as Writer};

    use super::*;
    use crate::domain::figure::Gap;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    /// The figures of table 51 in two years for England, Kirklees and a note, as the publisher
    /// lays them out, with some cells replaced.
    fn workbook(year: &str, changes: &[(u32, u16, &str)]) -> InputFile {
        let mut writer = Writer::new();
        let front = writer.add_worksheet().set_name("Title").expect("a name");
        let title = format!("Adult Social Care Activity and Finance: England {year}");
        front.write(2, 0, title).expect("a cell");
        let sheet = writer.add_worksheet().set_name("T51").expect("a name");
        let cells: [(u32, u16, &str); 27] = [
            (
                3,
                0,
                "Table 51: Unit costs, average weighted standard hourly rate for the provision of home care by activity provision, year on year comparison, 2020-21 and 2021-22",
            ),
            (5, 5, "£ per hour"),
            (6, 0, "Geography code"),
            (6, 1, "LA code"),
            (6, 2, "LA name"),
            (6, 3, "Region code "),
            (6, 4, "Region\nname"),
            (7, 5, "In House"),
            (7, 6, "External"),
            (7, 7, "In House"),
            (7, 8, "External "),
            (9, 3, "E92000001"),
            (9, 4, "England"),
            (9, 5, "32.258594660693"),
            (9, 6, "18.4439451012194"),
            (9, 7, "32.7387524340676"),
            (9, 8, "18.8849125014083"),
            (11, 0, "E08000034"),
            (11, 1, "211"),
            (11, 2, "Kirklees"),
            (11, 3, "E12000003"),
            (11, 4, "Yorkshire and The Humber"),
            (11, 5, "0"),
            (11, 6, "19.44"),
            (11, 7, "[x]"),
            (11, 8, "19.76"),
            (13, 0, "Source: ASC-FR Collection 2021-22"),
        ];
        for (row, column, text) in cells {
            sheet.write(row, column, text).expect("a cell");
        }
        sheet.merge_range(6, 5, 6, 6, "2020-21", &Format::new()).expect("a merged header");
        sheet.merge_range(6, 7, 6, 8, "2021-22", &Format::new()).expect("a merged header");
        for (row, column, text) in changes {
            sheet.write(*row, *column, *text).expect("a cell");
        }
        InputFile::new("t.xlsx", writer.save_to_buffer().expect("written to memory"))
    }

    fn read_changed(changes: &[(u32, u16, &str)]) -> Reading {
        read_year("2021-22", changes)
    }

    fn read_year(year: &str, changes: &[(u32, u16, &str)]) -> Reading {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let file = workbook(year, changes);
        assert!(recognises(&file));
        let mut reading = read(&file, &Context::embedded(&areas, &vocabulary));
        // The workbook has one table of many and two councils of many; that is not the matter here.
        reading.diagnostics.retain(|diagnostic| {
            diagnostic.code != "observe/missing-council"
                && (diagnostic.code != "observe/missing-table"
                    || diagnostic.message.starts_with("no table 'Unit costs, average"))
        });
        reading
    }

    #[test]
    fn a_table_reads_with_years_places_and_gaps() {
        let reading = read_changed(&[]);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let figures: Vec<_> = reading
            .observations
            .iter()
            .map(|observation| {
                let figure = observation
                    .figure
                    .map_or_else(|gap| gap.code().to_owned(), |value| value.to_string());
                (observation.place.inside(), observation.year.to_string(), figure)
            })
            .collect();
        let figures: Vec<_> = figures
            .iter()
            .map(|(place, year, figure)| (place.as_str(), year.as_str(), figure.as_str()))
            .collect();
        assert_eq!(
            figures,
            [
                ("T51!F10", "2020-21", "32.258594660693"),
                ("T51!G10", "2020-21", "18.4439451012194"),
                ("T51!H10", "2021-22", "32.7387524340676"),
                ("T51!I10", "2021-22", "18.8849125014083"),
                ("T51!F12", "2020-21", Gap::NotApplicable.code()),
                ("T51!G12", "2020-21", "19.44"),
                ("T51!H12", "2021-22", Gap::NotSubmitted.code()),
                ("T51!I12", "2021-22", "19.76"),
            ]
        );
    }

    #[test]
    fn a_neighbouring_year_and_number_read_as_well() {
        let title = "Table 49: Unit costs, average weighted standard hourly rate for the provision of home care by activity provision, year on year comparison, 2021-22 to 2022-23";
        let codes: Vec<_> =
            read_changed(&[(3, 0, title)]).diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["observe/wrong-year"], "the front sheet says 2021-22");

        let changes = [(3, 0, title), (6, 5, "2021-22"), (6, 7, "2022-23")];
        let reading = read_year("2022-23", &changes);
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let years: Vec<_> =
            reading.observations.iter().map(|observation| observation.year.end()).collect();
        assert_eq!(years, [2022, 2022, 2023, 2023, 2022, 2022, 2023, 2023]);
        assert_eq!(reading.releases[0].latest.end(), 2023);
    }

    #[test]
    fn what_cannot_be_trusted_is_named_with_its_place() {
        for (change, code, place, words) in [
            ((11, 8, "12,3x4"), "observe/bad-number", "T51!I12", "'12,3x4' is not a number"),
            ((11, 8, "[q]"), "observe/unknown-marker", "T51!I12", "'[q]' is not a known marker"),
            (
                (11, 0, "E08000099"),
                "observe/unknown-area",
                "T51!A12",
                "nearest known council is Kirklees",
            ),
            ((11, 2, "Leeds"), "observe/area-mismatch", "T51!A12", "the name is 'Leeds'"),
            ((11, 1, "212"), "observe/area-mismatch", "T51!A12", "council code is 211"),
            (
                (11, 3, "E12000001"),
                "observe/area-mismatch",
                "T51!A12",
                "does not lie in the region",
            ),
            ((9, 4, "Wales"), "observe/area-mismatch", "T51!D10", "the name is 'Wales'"),
            ((7, 8, "Externel"), "observe/unknown-column", "T51!I8", "the nearest is 'External'"),
            ((6, 1, "LA number"), "observe/missing-column", "T51", "no column 'LA code'"),
            ((5, 5, "£ Thousands"), "observe/unit", "T51", "should say '£ per'"),
            ((7, 6, "In House"), "observe/duplicate-column", "T51!G7", "stands twice"),
            ((9, 10, "5"), "observe/unlabelled-column", "T51!K10", "has no header"),
        ] {
            let reading = read_changed(&[change]);
            let found = reading.diagnostics.iter().find(|found| found.code == code);
            let found = found.unwrap_or_else(|| panic!("{code}: {:?}", reading.diagnostics));
            assert_eq!(found.place.as_ref().map(Place::inside).as_deref(), Some(place));
            assert!(found.message.contains(words), "{}", found.message);
            assert!(found.help.is_some(), "{code} says what to do");
        }
    }

    #[test]
    fn a_renamed_title_and_a_lost_column_are_errors_that_name_the_nearest() {
        let title = "Table 51: Unit costs, average weighted hourly rate for the provision of home care by activity provision, year on year comparison, 2020-21 and 2021-22";
        let reading = read_changed(&[(3, 0, title)]);
        let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["observe/unknown-table", "observe/missing-table"]);
        let missing = &reading.diagnostics[1].message;
        assert!(
            missing.contains("the nearest is 'unit costs, average weighted hourly"),
            "{missing}"
        );

        let reading = read_changed(&[(7, 5, "Own staff"), (7, 7, "Own staff")]);
        let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
        assert!(codes.contains(&"observe/missing-column"), "{codes:?}");
        assert!(
            reading.observations.iter().all(|observation| observation.place.inside() != "T51!F10")
        );
    }
}
