//! Every outcome, numerator, denominator, base and margin of error of the yearly files and of the
//! department's workbook, held against the files as published. Rows and cells are addressed here by
//! hand, so nothing of the program's readers is trusted.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Ods, Reader as _, open_workbook};
use rust_decimal::{Decimal, RoundingStrategy};
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::observe::reader::{Context, Reading};
use use_of_resources::observe::{ascof, ascof_tables};
use use_of_resources::reference::areas::{AreaId, AreaLevel, Areas};
use use_of_resources::reference::vocabulary::Vocabulary;
use use_of_resources::release::input::InputFile;

use crate::harness::published_files;

pub(crate) const YEARLY: [(&str, &str); 2] = [
    ("ascof_2014-15_to_2018-19/ascof_2014-15_total_rows_reexport.csv", "2014-15"),
    ("ascof_2014-15_to_2018-19/ascof_2016-17_total_rows_reexport.csv", "2016-17"),
];
pub(crate) const WORKBOOK: &str = "ascof_2024-25/ascof_2024_25.ods";

/// METHOD 3.2: the codes to 2022-23 (without brackets) and our quantities; the others are not read.
const OLD: &str = "1A 1a|1J 1b|1D 1c|3A 1d|3B 1e|2D 2a|2A1_1415 2b|2A2_1415 2c|2A1 2b|2A2 2c|2B1 2d1|\
                   2B2 2d2|1G 2e|1B 3a|3C 3b|3D1 3c1|3D2 3c2|1C1A 3d1a|1C1B 3d1b|1C2A 3d2a|1C2B 3d2b|\
                   4A 4a|1I1 5a1|1I2 5a2";

/// SOURCES: the tables of the workbook and our quantities.
const TABLES: &str = "1a 1a|1b 1b|1c 1c|1d 1d|1e 1e|2a 2a|2b 2b|2c 2c|2d(1) 2d|2d(2) 2d-offered|2e(1) 2e|\
                      2e(2a) 2e-18-64|2e(2b) 2e-65-and-over|3a 3a|3b 3b|3c(1) 3c1|3c(2) 3c2|3d(1a) 3d1a|\
                      3d(2a) 3d2a|4a 4a|4b 4b|5a(1) 5a1|5a(2) 5a2|6a 6a|6b 6b";

fn pairs(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    text.split('|').filter_map(|pair| pair.split_once(' ')).collect()
}

/// Quantity, age band, area and year.
pub(crate) type Key = (String, String, AreaId, String);

pub(crate) struct Reference {
    pub(crate) areas: Areas,
    pub(crate) vocabulary: Vocabulary,
}

impl Reference {
    pub(crate) fn load() -> Self {
        Self {
            areas: Areas::load().expect("the embedded register loads"),
            vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
        }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context::embedded(&self.areas, &self.vocabulary)
    }

    /// The figures of a reading; none may stand twice.
    pub(crate) fn figures(&self, reading: &Reading) -> BTreeMap<Key, Figure> {
        let mut figures = BTreeMap::new();
        for found in &reading.observations {
            let id = |term| self.vocabulary.id(term).to_owned();
            let key = (
                id(found.series.quantity),
                id(found.series.age_band),
                found.area,
                found.year.to_string(),
            );
            assert!(figures.insert(key, found.figure).is_none(), "{} stands twice", found.place);
        }
        figures
    }

    fn area(&self, code: &str, name: &str) -> AreaId {
        let of_type = |area: &AreaId| self.areas.get(*area).level == AreaLevel::CouncilType;
        self.areas
            .by_code(code)
            .or_else(|| self.areas.by_name(name).iter().copied().find(of_type))
            .unwrap_or_else(|| panic!("{code} {name} is a known area"))
    }

    /// What is expected of a cell, with the population that a denominator of 2b or 2c is.
    fn expect(
        &self,
        expected: &mut BTreeMap<Key, Figure>,
        id: &str,
        at: (AreaId, &str),
        figure: Figure,
    ) {
        let (area, year) = at;
        let band = match id {
            "ascof/2b/denominator" => Some("18-64"),
            "ascof/2c/denominator" => Some("65-and-over"),
            _ => None,
        };
        if let Some(band) = band.filter(|_| self.areas.get(area).level != AreaLevel::CouncilType) {
            let key = ("population/ascof".to_owned(), band.to_owned(), area, year.to_owned());
            expected.insert(key, figure);
        }
        expected.insert((id.to_owned(), "all".to_owned(), area, year.to_owned()), figure);
    }
}

pub(crate) fn input(data: &Path, name: &str) -> InputFile {
    InputFile::new(name, fs_err::read(data.join(name)).expect("the published file is there"))
}

pub(crate) fn number(text: &str) -> Decimal {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("'{text}' is a number"))
}

fn compare(found: &BTreeMap<Key, Figure>, expected: &BTreeMap<Key, Figure>) {
    for (key, figure) in expected {
        assert_eq!(found.get(key), Some(figure), "{key:?}");
    }
    for key in found.keys() {
        assert!(expected.contains_key(key), "{key:?} is not in the file");
    }
}

/// The rows of a yearly file: level, ONS code, name, plain code, measure type and value.
fn yearly_rows(file: &InputFile) -> Vec<[String; 6]> {
    // Every byte of a cp1252 file that matters here is ASCII.
    let text: String = file.bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("it has a header").clone();
    let column = |name: &str| header.iter().position(|n| n == name).expect("a known column");
    let columns =
        ["Geographical Level", "ONS Area Code", "Geographical Description", "Measure Group"]
            .into_iter()
            .chain(["Measure Type", "Measure Value"])
            .map(column)
            .collect::<Vec<_>>();
    reader
        .records()
        .map(|record| {
            let record = record.expect("every row can be read");
            let mut row: Vec<String> =
                columns.iter().map(|column| record[*column].trim().to_owned()).collect();
            row[3].retain(|letter| !matches!(letter, '(' | ')'));
            row.try_into().expect("six columns")
        })
        .collect()
}

#[test]
fn every_row_of_the_yearly_files_is_ours() {
    let Some(data) = published_files() else { return };
    let (reference, old) = (Reference::load(), pairs(OLD));
    for (name, year) in YEARLY {
        let file = input(&data, name);
        assert!(ascof::recognises(&file), "{name}");
        let reading = ascof::read(&file, &reference.context());
        let mut expected = BTreeMap::new();
        for [_, code, area, measure, part, value] in yearly_rows(&file) {
            let Some(quantity) = old.get(measure.as_str()) else { continue };
            let id = match part.as_str() {
                "Outcome" => format!("ascof/{quantity}"),
                part => format!("ascof/{quantity}/{}", part.to_lowercase().replace(' ', "-")),
            };
            let figure = if value.is_empty() { Err(Gap::NotAvailable) } else { Ok(number(&value)) };
            let area = reference.area(&code, &area);
            reference.expect(&mut expected, &id, (area, year), figure);
        }
        compare(&reference.figures(&reading), &expected);
        assert!(expected.len() > 13_000, "{name}: {} figures", expected.len());
        let said: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
        let said = said.strip_prefix(&["release/not-utf-8"]).unwrap_or(&said);
        assert_eq!(said, ["observe/year-found", "observe/left-out"], "{name}");
        assert_eq!(reading.releases[0].latest.to_string(), year);
    }
}

/// A cell of the workbook, read by hand.
fn cell(data: &Data) -> Option<Figure> {
    match data {
        Data::Empty => None,
        // One to three decimals are printed; the sheet also holds 91.10000000000001 for 91.1.
        Data::Float(value) => Some(Ok(number(&format!("{value:.6}")))),
        Data::String(text) => Some(match text.trim() {
            "[z]" => Err(Gap::NotApplicable),
            "[x]" => Err(Gap::NotAvailable),
            "[c]" => Err(Gap::Suppressed),
            text => Ok(number(text.split(" (").next().unwrap_or_default())),
        }),
        other => panic!("{other:?} is no cell of the workbook"),
    }
}

/// A heading such as "2024 to 2025 - 6b outcome": the year and the part.
fn heading(text: &str) -> Option<(String, &'static str)> {
    let (years, what) = text.split_once(" - ")?;
    let (start, end) = years.split_once(" to ")?;
    let what = what.trim_start_matches("6b ");
    let part = match what {
        "outcome" => "",
        "numerator" => "/numerator",
        "denominator" => "/denominator",
        "number of respondents" => "/base",
        "margin of error" => "/margin-of-error",
        _ => return None,
    };
    Some((format!("{start}-{}", end.get(2..)?), part))
}

#[test]
fn every_cell_of_the_workbook_is_ours() {
    let Some(data) = published_files() else { return };
    let reference = Reference::load();
    let file = input(&data, WORKBOOK);
    assert!(ascof_tables::recognises(&file));
    let reading = ascof_tables::read(&file, &reference.context());
    let mut book: Ods<_> = open_workbook(data.join(WORKBOOK)).expect("the workbook opens");
    let mut expected = BTreeMap::new();
    for (table, quantity) in pairs(TABLES) {
        let sheet = book.worksheet_range(&format!("Table_{table}")).expect("the table is there");
        let rows: Vec<&[Data]> = sheet.rows().collect();
        let text = |cell: &Data| cell.to_string();
        let header = rows
            .iter()
            .position(|row| text(&row[0]) == "Local authority code")
            .expect("it has a header");
        for row in &rows[header + 1..] {
            let (name, code) = (text(&row[1]), text(&row[2]));
            // A type and two councils together that are not ours.
            if name == "District" || name == "Cornwall and Isles of Scilly" {
                continue;
            }
            let area = reference.area(&code, &name);
            for (column, value) in row.iter().enumerate().skip(3) {
                let Some((year, part)) = heading(&text(&rows[header][column])) else { continue };
                let when: FinancialYear = year.parse().expect("a year");
                // Dorset stands under the code of the former county in these tables, and in the others
                // under both codes.
                let area = match (table, code.as_str()) {
                    ("4b" | "6a" | "6b", "E10000009") => reference.area("E06000059", ""),
                    _ => area,
                };
                let council = reference.areas.get(area).level == AreaLevel::Council;
                if council && !reference.areas.exists_in(area, when) {
                    continue;
                }
                // The figures of the regions stand in another order than their names there.
                let region = reference.areas.get(area).level == AreaLevel::Region;
                if table == "3c(2)" && year == "2018-19" && region {
                    continue;
                }
                let figure = cell(value).expect("no cell is empty");
                let id = format!("ascof/{quantity}{part}");
                reference.expect(&mut expected, &id, (area, &year), figure);
            }
        }
    }
    compare(&reference.figures(&reading), &expected);
    assert!(expected.len() > 60_000, "{} figures", expected.len());
    let mut said: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    said.sort_unstable();
    // District, Dorset twice in the survey, Cornwall and Isles of Scilly; Dorset of two years in the
    // row of the county; the regions of 3c(2); the values in brackets.
    let expected = [
        "observe/former-council",
        "observe/former-council",
        "observe/known-error",
        "observe/left-out",
        "observe/left-out",
        "observe/left-out",
        "observe/second-value",
    ];
    assert_eq!(said, expected);
}

/// Sums of numerators and denominators of the councils of a yearly file or table, by quantity and year.
fn sums(
    reference: &Reference,
    figures: &BTreeMap<Key, Figure>,
    id: &str,
    year: &str,
) -> [Decimal; 2] {
    ["numerator", "denominator"].map(|part| {
        figures
            .iter()
            .filter(|((quantity, _, area, when), _)| {
                *quantity == format!("{id}/{part}")
                    && when == year
                    && reference.areas.get(*area).level == AreaLevel::Council
            })
            .filter_map(|(_, figure)| figure.ok())
            .sum()
    })
}

fn england(
    reference: &Reference,
    figures: &BTreeMap<Key, Figure>,
    id: &str,
    year: &str,
) -> Decimal {
    let key = (id.to_owned(), "all".to_owned(), reference.areas.england(), year.to_owned());
    figures[&key].expect("England has a figure")
}

fn printed(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
}

/// METHOD 2.6: England is the sum of numerators over the sum of denominators, to the printed decimal.
/// In 2014-15 councils are missing from the measures of the SALT return (their denominators add up to
/// 454,525 of 458,690), so the sum proves it for the survey there, and England's own numerator and
/// denominator for all. In 2024-25 England holds what is suppressed for councils: 2a prints 77.1 of
/// 142,525 in 184,745, and 2d(2) leaves hospital discharges of some councils out (note 14).
#[test]
fn england_is_the_sum_of_numerators_over_the_sum_of_denominators() {
    let Some(data) = published_files() else { return };
    let reference = Reference::load();
    let per = |id: &str| match id {
        "1a" | "1c" => Decimal::ONE,
        "2b" | "2c" => Decimal::from(100_000),
        _ => Decimal::ONE_HUNDRED,
    };
    let summed = ["1a 5a1 1d 4a 3c1", "1a 3d1a 3d1b 3d2a 3d2b 2b 2c 2d1 2d2 2a 2e 5a1 1d 4a 3c1"];
    for ((name, year), summed) in YEARLY.into_iter().zip(summed) {
        let reading = ascof::read(&input(&data, name), &reference.context());
        let figures = reference.figures(&reading);
        for id in summed.split(' ') {
            let series = format!("ascof/{id}");
            let [top, bottom] = sums(&reference, &figures, &series, year);
            let outcome = england(&reference, &figures, &series, year);
            assert_eq!(printed(top / bottom * per(id)), outcome, "{id} in {year}");
        }
        for id in pairs(OLD).values().filter(|id| **id != "1b") {
            let series = format!("ascof/{id}");
            let part = |part| england(&reference, &figures, &format!("{series}/{part}"), year);
            let own = part("numerator") / part("denominator") * per(id);
            assert_eq!(
                printed(own),
                england(&reference, &figures, &series, year),
                "{id} in {year}"
            );
        }
    }
    let reading = ascof_tables::read(&input(&data, WORKBOOK), &reference.context());
    let figures = reference.figures(&reading);
    for id in "2b 2c 2d 2e 2e-18-64 2e-65-and-over 3d1a 3d2a 4b 6b".split(' ') {
        let series = format!("ascof/{id}");
        let [top, bottom] = sums(&reference, &figures, &series, "2024-25");
        let outcome = england(&reference, &figures, &series, "2024-25");
        assert_eq!(printed(top / bottom * per(id)), outcome, "{id} in 2024-25");
    }
}
