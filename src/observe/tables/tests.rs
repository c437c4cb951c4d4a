//! One small workbook, whole and with one change at a time.

use rust_xlsxwriter::{Format, Workbook as Writer};

use super::*;
use crate::diagnostic::Severity;
use crate::domain::figure::Gap;
use crate::reference::areas::Areas;
use crate::reference::vocabulary::Vocabulary;

/// The figures of table 51 in two years for England, Kirklees and a note, as the publisher
/// lays them out, with some cells replaced.
fn workbook(year: &str, changes: &[(u32, u16, &str)], merged: bool) -> InputFile {
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
    for (first, last, year) in [(5, 6, "2020-21"), (7, 8, "2021-22")] {
        if merged {
            sheet.merge_range(6, first, 6, last, year, &Format::new()).expect("a merged header");
        } else {
            sheet.write(6, first, year).expect("a cell");
        }
    }
    for (row, column, text) in changes {
        sheet.write(*row, *column, *text).expect("a cell");
    }
    InputFile::new("t.xlsx", writer.save_to_buffer().expect("written to memory"))
}

fn read_changed(changes: &[(u32, u16, &str)]) -> Reading {
    read_year("2021-22", changes)
}

fn read_year(year: &str, changes: &[(u32, u16, &str)]) -> Reading {
    read_file(&workbook(year, changes, true))
}

fn read_file(file: &InputFile) -> Reading {
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    assert!(recognises(file));
    let mut reading = read(file, &Context::embedded(&areas, &vocabulary));
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
        ((11, 3, "E12000001"), "observe/area-mismatch", "T51!A12", "does not lie in the region"),
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
fn a_reworded_title_and_a_slip_in_a_header_are_read_with_a_line_to_paste() {
    let whole = read_changed(&[]);
    let figures = |reading: &Reading| -> Vec<_> {
        reading.observations.iter().map(|o| (o.series, o.area, o.year, o.figure)).collect()
    };
    let title = "Table 51: Unit costs, average weighted hourly rate for the provision of home care by activity provision, year on year comparison, 2020-21 and 2021-22";
    for (changes, code, line) in [
        (
            vec![(3, 0, title)],
            "observe/near-table",
            "also = [\"Unit costs, average weighted hourly",
        ),
        (
            vec![(7, 6, "Externel"), (7, 8, "Externel")],
            "observe/near-column",
            "\"Externel\" = \"External\"",
        ),
        (vec![(6, 0, "Geography codes")], "observe/near-column", "tables.toml"),
    ] {
        let reading = read_changed(&changes);
        let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, [code], "{:?}", reading.diagnostics);
        let help = reading.diagnostics[0].help.as_deref().unwrap_or_default();
        assert!(help.contains(line), "{help}");
        assert_eq!(figures(&reading), figures(&whole));
    }
}

#[test]
fn another_title_and_a_lost_column_are_warnings_that_name_the_nearest() {
    let title = "Table 51: Unit costs, average weighted standard hourly rate for the provision of home care, 2020-21 and 2021-22";
    let reading = read_changed(&[(3, 0, title)]);
    let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["observe/unknown-table", "observe/missing-table"]);
    let missing = &reading.diagnostics[1];
    assert!(missing.message.contains("the nearest is 'Unit costs, average weighted"), "{missing}");
    assert_eq!(missing.severity, Severity::Warning);

    let reading = read_changed(&[(7, 5, "Own staff"), (7, 7, "Own staff")]);
    let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(
        codes,
        ["observe/unknown-column", "observe/unknown-column", "observe/missing-column"]
    );
    assert!(reading.diagnostics.iter().all(|found| found.severity == Severity::Warning));
    let help = reading.diagnostics[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("\"Own staff\" = "), "{help}");
    let places: Vec<_> = reading.observations.iter().map(|o| o.place.inside()).collect();
    assert_eq!(places, ["T51!G10", "T51!I10", "T51!G12", "T51!I12"], "the rest is read");
}

/// The header of T51 with no cell merged: a year reaches to the next one.
#[test]
fn labels_that_are_not_merged_reach_to_the_next_one() {
    let reading = read_file(&workbook("2021-22", &[], false));
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    let whole = read_changed(&[]);
    let years = |reading: &Reading| -> Vec<_> {
        reading.observations.iter().map(|o| (o.year, o.figure)).collect()
    };
    assert_eq!(years(&reading), years(&whole));
}

#[test]
fn a_workbook_without_a_year_on_its_front_is_of_the_year_of_its_tables() {
    let reading = read_year("", &[]);
    assert_eq!(reading.releases[0].latest.end(), 2022);
    assert_eq!(reading.observations.len(), 8);
}
