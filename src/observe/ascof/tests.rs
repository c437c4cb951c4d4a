//! The published series of outcomes, and small files with one fault each.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::diagnostic::Severity;
use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::observe::ascof::{read, recognises};
use crate::observe::reader::{Context, Reading};
use crate::reference::areas::Areas;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::release::input::InputFile;

const HEADER: &str = "Year,Geographical Description,ONS Code,Measure Group,Measure Group \
                      Description,Measure_Value,Geographical Level,Disaggregation Level,Measure Type\n";

struct Reference {
    areas: Areas,
    vocabulary: Vocabulary,
}

impl Reference {
    fn load() -> Self {
        Self {
            areas: Areas::load().expect("the embedded register loads"),
            vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
        }
    }

    fn read(&self, file: &InputFile) -> Reading {
        read(file, &Context::embedded(&self.areas, &self.vocabulary))
    }

    fn figure(&self, reading: &Reading, id: &str, code: &str, year: &str) -> Option<Figure> {
        let quantity = self.vocabulary.term(Dimension::Quantity, id).expect("a known quantity");
        let area = self.areas.by_code(code).expect("a known area");
        let year: FinancialYear = year.parse().expect("a literal year");
        reading
            .observations
            .iter()
            .find(|found| {
                (found.series, found.area, found.year) == (SeriesKey::of(quantity), area, year)
            })
            .map(|found| found.figure)
    }
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

fn rows(rows: &str) -> InputFile {
    InputFile::new("ascof.csv", format!("{HEADER}{rows}").into_bytes())
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.diagnostics.iter().map(|found| found.code).collect()
}

fn published() -> Option<InputFile> {
    let root = std::env::var("UOR_PUBLISHED").unwrap_or_else(|_| "../shared/data".to_owned());
    let path = std::path::Path::new(&root).join("ascof_2017-18_to_2023-24/trend_data.csv");
    let bytes = fs_err::read(&path).ok();
    if bytes.is_none() {
        eprintln!("{} is not there: the published series is not checked", path.display());
    }
    bytes.map(|bytes| InputFile::new("trend_data.csv", bytes))
}

/// METHOD 3.4, typed in: England, 2017-18 to 2023-24; a dash is no row.
const ENGLAND: &str = "\
    1a 19.1 19.1 19.1 - 18.9 19.0 19.1|\
    1b 0.405 0.403 0.401 - 0.407 0.411 0.417|\
    1c - 7.5 - - 7.3 - 7.3|\
    1d 65.0 64.3 64.2 - 63.9 64.4 65.4|\
    1e - 38.6 - - 36.3 - 36.7|\
    2a 77.8 79.6 79.5 74.9 77.6 77.5 79.4|\
    2b 14.0 13.9 14.6 13.3 13.9 14.6 15.2|\
    2c 585.6 577.6 584.0 498.2 538.5 560.8 566.0|\
    2d1 82.9 82.4 82.0 79.1 81.8 82.3 83.8|\
    2d2 2.9 2.8 2.6 3.1 2.8 2.9 3.0|\
    2e 77.2 77.4 77.3 78.3 78.8 80.5 81.6|\
    3a 77.7 77.6 77.3 - 76.9 77.2 77.6|\
    3c1 73.3 69.7 68.4 - 64.6 67.2 67.9|\
    3d1a 89.7 89.0 91.9 92.2 94.5 93.5 92.2|\
    3d2a 28.5 28.3 27.9 26.6 26.7 26.2 25.5|\
    4a 69.9 70.0 70.2 - 69.2 69.7 71.1|\
    5a1 46.0 45.9 45.9 - 40.6 44.4 45.6";

#[test]
fn the_published_series_of_england_is_read_to_the_digit() {
    let (Some(file), reference) = (published(), Reference::load()) else { return };
    assert!(recognises(&file));
    let reading = reference.read(&file);
    let years = ["2017-18", "2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24"];
    for line in ENGLAND.split('|') {
        let mut words = line.split_whitespace();
        let id = format!("ascof/{}", words.next().expect("each line begins with a code"));
        for (year, expected) in years.iter().zip(words) {
            let expected = (expected != "-").then(|| Ok(number(expected)));
            let found = reference.figure(&reading, &id, "E92000001", year);
            assert_eq!(found, expected, "{id} in {year}");
        }
    }
}

/// The numbers of rows were counted with Python's csv module: all rows of the year, less those of
/// the outcomes dropped since (1E, 1F, 1H, 2C1 to 2C3, 4B) and those of the type District.
#[test]
fn every_published_row_is_read_or_left_out_by_rule() {
    let (Some(file), reference) = (published(), Reference::load()) else { return };
    let reading = reference.read(&file);
    let faults: Vec<_> =
        reading.diagnostics.iter().filter(|found| found.severity > Severity::Note).collect();
    assert_eq!(faults, Vec::<&crate::diagnostic::Diagnostic>::new());
    assert_eq!(codes(&reading), ["observe/left-out"; 2]);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for observation in &reading.observations {
        *counts.entry(observation.year.to_string()).or_default() += 1;
    }
    let expected = [
        ("2017-18", 2821),
        ("2018-19", 3660),
        ("2019-20", 2786),
        ("2020-21", 1767),
        ("2021-22", 3621),
        ("2022-23", 2806),
        ("2023-24", 3662),
    ];
    assert_eq!(counts, expected.map(|(year, count)| (year.to_owned(), count)).into());
    assert_eq!(reading.releases[0].latest.to_string(), "2023-24");
    // Read off the file: the first line, and a council type without a code.
    let figure = |id, code, year| reference.figure(&reading, id, code, year);
    assert_eq!(figure("ascof/1a", "E09000002", "2017-18"), Some(Ok(number("18.8"))));
    assert_eq!(figure("ascof/1a", "unitary", "2017-18"), Some(Ok(number("19.3"))));
}

#[test]
fn parts_of_an_outcome_are_quantities_of_their_own() {
    let reference = Reference::load();
    let reading = reference.read(&rows(
        "2018-19,Kirklees,E08000034,2D,x,79.6,Council,Total,Outcome\n\
         2018-19,Kirklees,E08000034,2D,x,390,Council,Total,Numerator\n\
         2018-19,Kirklees,E08000034,2D,x,490,Council,Total,Denominator\n\
         2018-19,Kirklees,E08000034,4A,x,4.3,Council,Total,Margin Of Error\n\
         2018-19,Kirklees,E08000034,4A,x,420,Council,Total,Base\n\
         2018-19,Kirklees,E08000034,4A,x,70,Council,Male,Outcome\n",
    ));
    assert_eq!(codes(&reading), Vec::<&str>::new());
    for (id, expected) in [
        ("ascof/2a", Some("79.6")),
        ("ascof/2a/numerator", Some("390")),
        ("ascof/2a/denominator", Some("490")),
        ("ascof/4a/margin-of-error", Some("4.3")),
        ("ascof/4a/base", Some("420")),
        ("ascof/4a", None),
    ] {
        let found = reference.figure(&reading, id, "E08000034", "2018-19");
        assert_eq!(found, expected.map(|text| Ok(number(text))), "{id}");
    }
}

#[test]
fn a_blank_is_the_total_only_in_a_year_without_labels() {
    let reference = Reference::load();
    let reading = reference.read(&rows(
        "2023-24,Kirklees,E08000034,1A,x,19.1,Council,,\n\
         2022-23,Kirklees,E08000034,1A,x,19.0,Council,,\n\
         2022-23,Kirklees,E08000034,1A,x,18.0,Council,Male,Outcome\n",
    ));
    assert_eq!(codes(&reading), ["observe/unlabelled-row"]);
    let figure = |year| reference.figure(&reading, "ascof/1a", "E08000034", year);
    assert_eq!(figure("2023-24"), Some(Ok(number("19.1"))));
    assert_eq!(figure("2022-23"), None);
}

#[test]
fn markers_are_gaps_and_stray_bytes_survive() {
    let reference = Reference::load();
    let reading = reference.read(&rows(
        "2021-22,Kirklees,E08000034,2D,a \u{96} b,[c],Council,Total,Outcome\n\
         2021-22,Leeds,E08000035,2D,x,[x],Council,Total,Outcome\n\
         2021-22,Unitary Authority,-,2D,x,80.1,Council type,Total,Outcome\n",
    ));
    assert_eq!(codes(&reading), Vec::<&str>::new());
    let figure = |code| reference.figure(&reading, "ascof/2a", code, "2021-22");
    assert_eq!(figure("E08000034"), Some(Err(Gap::Suppressed)));
    assert_eq!(figure("E08000035"), Some(Err(Gap::NotAvailable)));
    assert_eq!(figure("unitary"), Some(Ok(number("80.1"))));
}

#[test]
fn each_fault_has_its_code_and_place() {
    let reference = Reference::load();
    let row = |row: &str| {
        let reading = reference.read(&rows(&format!(
            "2021-22,Leeds,E08000035,2D,x,80.1,Council,Total,Outcome\n{row}\n"
        )));
        assert_eq!(reading.observations.len(), 1, "{row}");
        reading.diagnostics.iter().map(ToString::to_string).collect::<String>()
    };
    for (text, expected) in [
        (
            "2021-22,Kirklees,E08000034,2D,x,\"12,3x4\",Council,Total,Outcome",
            "ascof.csv:3:6: error[observe/not-a-number]: '12,3x4' is not a number",
        ),
        (
            "2021-22,Kirklees,E08000034,2D,x,[q],Council,Total,Outcome",
            "ascof.csv:3:6: error[observe/unknown-marker]: '[q]' is no known marker",
        ),
        (
            "2021-22,Kirkless,E08000099,2D,x,80,Council,Total,Outcome",
            "ascof.csv:3:3: error[observe/unknown-area]: no council has the code 'E08000099' \
             ('Kirkless')\n  help: the nearest name is Kirklees",
        ),
        (
            "2021,Kirklees,E08000034,2D,x,80,Council,Total,Outcome",
            "ascof.csv:3:1: error[observe/not-a-year]",
        ),
        (
            "2021-22,Kirklees,E08000034,9Z,x,80,Council,Total,Outcome",
            "ascof.csv:3:4: warning[observe/unknown-outcome]: '9Z' is no outcome of 2021-22",
        ),
        (
            "2021-22,Kirklees,E08000034,2D,x,80,Ward,Total,Outcome",
            "ascof.csv:3:7: error[observe/unknown-label]",
        ),
        (
            "2021-22,Leeds,E08000035,2D,x,80.1,Council,Total,Outcome",
            "ascof.csv:3:6: warning[observe/duplicate-row]",
        ),
        ("2021-22,Kirklees,E08000034,2D,x,80", "ascof.csv:3: error[release/ragged-row]"),
    ] {
        let found = row(text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

#[test]
fn a_renamed_header_is_named_with_its_neighbours() {
    let reference = Reference::load();
    let text = format!(
        "{}2021-22,Leeds,E08000035,2D,x,80.1,Council,Total,Outcome\n",
        HEADER.replace("Measure_Value", "Measure_Valu")
    );
    let file = InputFile::new("ascof.csv", text.into_bytes());
    assert!(recognises(&file), "one renamed column does not hide the layout");
    let found = reference.read(&file).diagnostics[0].to_string();
    assert!(found.contains("error[release/missing-column]"), "{found}");
    assert!(found.contains("may now be 'Measure_Valu'"), "{found}");
}
