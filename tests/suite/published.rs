//! The published 2021-22 release, every figure held against the workbook and the outcomes file as
//! published. The cells are addressed here by hand, so nothing of the program's readers is trusted.

use std::collections::HashMap;
use std::path::PathBuf;

use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};

use crate::harness::{Measures, entries, illustrative, published, published_files};

struct Workbook {
    sheets: HashMap<String, Range<Data>>,
}

impl Workbook {
    fn open(data: &std::path::Path) -> Self {
        let path = data.join("asc-fr-salt_2021-22/ASCFR and SALT Data Tables 2021-22.xlsx");
        let mut book: Xlsx<_> = open_workbook(path).expect("the workbook opens");
        let sheets = book.worksheets().into_iter().collect();
        Self { sheets }
    }

    /// The areas of a sheet: code and row, counted from 0. Councils have their code in column A;
    /// England and the regions in column D, where column A is blank.
    fn areas(&self, sheet: &str) -> Vec<(String, u32)> {
        let range = &self.sheets[sheet];
        let text = |row: u32, column: u32| match range.get_value((row, column)) {
            Some(Data::String(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        let last = range.end().expect("the sheet is not empty").0;
        (8..=last)
            .filter_map(|row| {
                let own = text(row, 0);
                let code = if own.starts_with('E') { own } else { text(row, 3) };
                (code.len() == 9 && code.starts_with('E')).then_some((code, row))
            })
            .collect()
    }

    fn number(&self, sheet: &str, row: u32, letters: &str) -> Option<f64> {
        match self.sheets[sheet].get_value((row, column(letters))) {
            Some(Data::Float(value)) => Some(*value),
            Some(Data::String(text)) => text.parse().ok(),
            _ => None,
        }
    }
}

fn column(letters: &str) -> u32 {
    letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1) - 1
}

fn near(ours: f64, theirs: f64, within: f64) -> bool {
    (ours - theirs).abs() <= within
}

/// Every council and region of a sheet's column equals ours; where the sheet has no number we have
/// none.
fn same(
    measures: &Measures,
    book: &Workbook,
    (measure, year): (&str, &str),
    (sheet, letters): (&str, &str),
    times: f64,
    within: f64,
) -> usize {
    let mut compared = 0;
    for (code, row) in book.areas(sheet) {
        let ours = measures.value(measure, year, &code);
        // A printed unit cost of nothing means that there is no such support (SOURCES): no figure.
        let printed = book.number(sheet, row, letters).filter(|theirs| *theirs != 0.0);
        match printed.map(|theirs| theirs * times) {
            Some(theirs) => {
                let gap = measures.cell(measure, year, &code, "gap");
                // METHOD 7.6: no rates of fewer than ten people.
                if gap == "too-few" {
                    continue;
                }
                let ours = ours.unwrap_or_else(|| {
                    panic!("{measure} {year} {code}: {sheet}!{letters}{} has {theirs}, we have {gap:?}", row + 1)
                });
                let scale = within.max(theirs.abs() * 1e-9) + rounding(book, sheet, row, theirs);
                assert!(
                    near(ours, theirs, scale),
                    "{measure} {year} {code}: {ours}, in print {theirs}"
                );
                compared += 1;
            }
            None => assert_eq!(ours, None, "{measure} {year} {code} has no figure in print"),
        }
    }
    compared
}

/// How far a printed rate may be from ours: rate, count and population are each rounded to five.
fn rounding(book: &Workbook, sheet: &str, row: u32, rate: f64) -> f64 {
    let population = match sheet {
        "T12" | "T36" => ["H", "K"],
        "T24" => ["H", "H"],
        _ => return 0.0,
    };
    let smaller = population
        .iter()
        .filter_map(|letters| book.number(sheet, row, letters))
        .fold(f64::INFINITY, f64::min);
    2.5 * (100_000.0 + rate) / smaller
}

fn files() -> Option<(PathBuf, Measures)> {
    let tree = published()?;
    Some((published_files()?, tree.measures()))
}

#[test]
fn spend_equals_the_printed_tables_for_every_area() {
    let Some((data, measures)) = files() else { return };
    let book = Workbook::open(&data);
    for (measure, year, sheet, letters, times, within) in [
        ("EX01", "2021-22", "T1", "H", 1000.0, 0.01),
        ("EX01", "2020-21", "T16", "G", 1000.0, 0.01),
        // £000s per 100,000 adults are hundredths of a pound per adult.
        ("EX02", "2021-22", "T16", "I", 0.01, 0.006),
        ("EX02", "2020-21", "T16", "F", 0.01, 0.006),
        ("EX10", "2021-22", "T14", "G", 100.0, 0.06),
    ] {
        let compared = same(&measures, &book, (measure, year), (sheet, letters), times, within);
        assert!(compared >= 158, "{measure} {year}: only {compared} areas were compared");
    }
}

#[test]
fn unit_costs_and_rates_equal_the_printed_tables_for_every_area() {
    let Some((data, measures)) = files() else { return };
    let book = Workbook::open(&data);
    for (measure, year, sheet, letters) in [
        ("UC01", "2021-22", "T52", "O"),
        ("UC01", "2020-21", "T52", "L"),
        ("UC02", "2021-22", "T52", "I"),
        ("UC03", "2021-22", "T52", "P"),
        ("UC03", "2020-21", "T52", "M"),
        ("UC04", "2021-22", "T52", "J"),
        ("UC04", "2020-21", "T52", "G"),
        ("UC05", "2021-22", "T52", "W"),
        ("UC09", "2021-22", "T51", "I"),
        ("UC09", "2020-21", "T51", "G"),
    ] {
        let compared = same(&measures, &book, (measure, year), (sheet, letters), 1.0, 1e-6);
        assert!(compared >= 120, "{measure} {year}: only {compared} areas were compared");
    }
}

#[test]
fn requests_and_people_meet_the_printed_rates_within_their_rounding() {
    let Some((data, measures)) = files() else { return };
    let book = Workbook::open(&data);
    for (measure, sheet, letters) in [
        ("AC01", "T12", "F"),
        ("AC02", "T12", "I"),
        ("AC06", "T24", "F"),
        ("AC08", "T36", "F"),
        ("AC09", "T36", "I"),
    ] {
        let compared = same(&measures, &book, (measure, "2021-22"), (sheet, letters), 1.0, 2.5);
        assert!(compared >= 150, "{measure}: only {compared} areas were compared");
    }
}

/// The old codes of METHOD 3.2, which hold up to 2022-23, and the measures they are.
const OLD: [(&str, &str); 22] = [
    ("1A", "OC01"),
    ("1J", "OC02"),
    ("1D", "OC16"),
    ("3A", "OC03"),
    ("3B", "OC17"),
    ("2D", "OC05"),
    ("2A1", "OC09"),
    ("2A2", "OC10"),
    ("2B1", "OC06"),
    ("2B2", "OC07"),
    ("1G", "OC11"),
    ("1B", "OC12"),
    ("3C", "OC13"),
    ("3D1", "OC14"),
    ("3D2", "OC21"),
    ("1C1A", "OC22"),
    ("1C1B", "OC18"),
    ("1C2A", "OC24"),
    ("1C2B", "OC19"),
    ("4A", "OC04"),
    ("1I1", "OC15"),
    ("1I2", "OC20"),
];

/// The new codes, from 2023-24.
const NEW: [(&str, &str); 22] = [
    ("1A", "OC01"),
    ("1B", "OC02"),
    ("1C", "OC16"),
    ("1D", "OC03"),
    ("1E", "OC17"),
    ("2A", "OC05"),
    ("2B", "OC09"),
    ("2C", "OC10"),
    ("2D1", "OC06"),
    ("2D2", "OC07"),
    ("2E", "OC11"),
    ("3A", "OC12"),
    ("3B", "OC13"),
    ("3C1", "OC14"),
    ("3C2", "OC21"),
    ("3D1A", "OC22"),
    ("3D1B", "OC18"),
    ("3D2A", "OC24"),
    ("3D2B", "OC19"),
    ("4A", "OC04"),
    ("5A1", "OC15"),
    ("5A2", "OC20"),
];

/// Somerset and North Yorkshire kept their area when they were recoded in 2023; a build for 2021-22
/// prints the codes of that time.
fn code_of_2021(code: &str) -> &str {
    match code {
        "E06000066" => "E10000027",
        "E06000065" => "E10000023",
        "E10000002" => "E06000060",
        other => other,
    }
}

#[test]
fn every_outcome_of_the_published_file_is_ours_to_the_last_digit() {
    let Some((data, measures)) = files() else { return };
    let path = data.join("ascof_2017-18_to_2023-24/trend_data.csv");
    let mut reader = csv::Reader::from_path(path).expect("the outcomes file opens");
    let mut compared = 0;
    for record in reader.byte_records() {
        let record = record.expect("the row can be read");
        let field = |index: usize| String::from_utf8_lossy(&record[index]).into_owned();
        let (year, code, group, value, level) = (field(0), field(2), field(3), field(5), field(6));
        let codes = if year.as_str() < "2023-24" { &OLD } else { &NEW };
        let Some((_, measure)) = codes.iter().find(|(old, _)| *old == group) else { continue };
        if level.eq_ignore_ascii_case("council type") {
            continue;
        }
        let theirs: f64 = value.parse().expect("the file holds numbers only");
        let ours = measures.value(measure, &year, code_of_2021(&code));
        let ours = ours.unwrap_or_else(|| {
            panic!("{measure} {year} {code} ({group}) is {theirs}, we have none")
        });
        assert!(near(ours, theirs, 1e-9), "{measure} {year} {code}: {ours}, published {theirs}");
        compared += 1;
    }
    // 22 codes, six to seven years, some 160 areas.
    assert!(compared > 19_000, "only {compared} outcomes were compared");
}

/// Hackney and Swindon gave no finance data for 2021-22 and count in nobody's median.
#[test]
fn councils_that_did_not_submit_say_so_and_are_in_no_median() {
    let Some((data, measures)) = files() else { return };
    for code in ["E09000012", "E06000030"] {
        for measure in ["EX01", "EX02", "EX04", "EX10", "UC03", "UC09"] {
            assert_eq!(
                measures.cell(measure, "2021-22", code, "gap"),
                "not-submitted",
                "{measure} {code}"
            );
            assert_eq!(measures.cell(measure, "2021-22", code, "value"), "");
        }
    }
    let book = Workbook::open(&data);
    let mut printed: Vec<f64> = book
        .areas("T52")
        .into_iter()
        .filter(|(code, _)| !code.starts_with("E12") && !code.starts_with("E92"))
        .filter_map(|(_, row)| book.number("T52", row, "P"))
        .collect();
    printed.sort_by(f64::total_cmp);
    let middle = printed.len() / 2;
    let median = if printed.len() % 2 == 1 {
        printed[middle]
    } else {
        f64::midpoint(printed[middle - 1], printed[middle])
    };
    let ours: f64 =
        measures.cell("UC03", "2021-22", "E08000034", "median").parse().expect("a median");
    assert!(near(ours, median, 1e-6), "{ours}, worked out from the sheet {median}");
}

#[test]
fn there_is_a_row_for_every_council_of_the_year_and_no_other() {
    let Some((data, measures)) = files() else { return };
    let book = Workbook::open(&data);
    let mut printed: Vec<String> = book
        .areas("T1")
        .into_iter()
        .map(|(code, _)| code)
        .filter(|code| !code.starts_with("E12") && !code.starts_with("E92"))
        .collect();
    printed.sort();
    let mut ours: Vec<String> = measures
        .of_level("EX01", "2021-22", "council")
        .map(|row| row["area_code"].clone())
        .collect();
    ours.sort();
    assert_eq!(ours, printed);
}

/// A report is 8 to 14 pages, its PDF under 500 KB and its page under 400 KB.
#[test]
fn a_report_is_short_and_light() {
    let trees = [Some(illustrative()), published()];
    for tree in trees.into_iter().flatten() {
        let manifest = fs_err::read_to_string(tree.root.join("manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("it is JSON");
        for council in manifest["councils"].as_array().expect("councils") {
            let name = &council["name"];
            let pages = council["pages"].as_u64().expect("pages");
            assert!((8..=14).contains(&pages), "{name}: {pages} pages");
            let folder = tree.root.join(council["folder"].as_str().expect("a folder"));
            for file in entries(&folder) {
                let most = match file.extension().and_then(std::ffi::OsStr::to_str) {
                    Some("pdf") => 500_000,
                    Some("html") => 400_000,
                    _ => continue,
                };
                let bytes = fs_err::metadata(&file).expect("its size").len();
                assert!(bytes < most, "{}: {bytes} bytes", file.display());
            }
        }
    }
}
