//! Personal Social Services: Expenditure and Unit Costs 2014-15, held against the CSV files as
//! published. The cells are addressed here by line and column or by their labels, so nothing of the
//! program's reader is trusted.

use std::collections::HashMap;
use std::path::Path;

use rust_decimal::Decimal;
use use_of_resources::diagnostic::{Diagnostic, Severity};
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::place::Spot;
use use_of_resources::observe::pss;
use use_of_resources::observe::reader::{Context, Reading};
use use_of_resources::reference::areas::{AreaId, AreaLevel, Areas};
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};
use use_of_resources::release::input::InputFile;

use crate::harness::published_files;

mod identities;

const EXPENDITURE: &str = "exp-data";
const ACTIVITY: &str = "act-data";
const UNIT_COSTS: &str = "unit-cost";

struct Pss {
    areas: Areas,
    vocabulary: Vocabulary,
    files: HashMap<&'static str, (InputFile, Vec<Vec<String>>)>,
}

impl Pss {
    fn open() -> Option<Self> {
        let folder = published_files()?.join("pss-expenditure_2014-15");
        let files = [EXPENDITURE, ACTIVITY, UNIT_COSTS, "bri-data", "vol-exp"]
            .map(|name| (name, open(&folder, name)))
            .into_iter()
            .collect();
        Some(Self {
            areas: Areas::load().expect("the register loads"),
            vocabulary: Vocabulary::load().expect("the vocabulary loads"),
            files,
        })
    }

    fn read_file(&self, file: &InputFile) -> Reading {
        assert!(pss::recognises(file), "{}", file.name);
        pss::read(file, &Context::embedded(&self.areas, &self.vocabulary))
    }

    fn read(&self, name: &str) -> Reading {
        self.read_file(&self.files[name].0)
    }

    fn raw(&self, name: &str) -> &[Vec<String>] {
        &self.files[name].1
    }

    /// A series such as `unit-cost setting=residential age-band=18-64`.
    fn series(&self, text: &str) -> SeriesKey {
        let term = |dimension, id: &str| {
            self.vocabulary.term(dimension, id).unwrap_or_else(|| panic!("{id} is known"))
        };
        let mut words = text.split(' ');
        let quantity = words.next().expect("a quantity");
        words.fold(SeriesKey::of(term(Dimension::Quantity, quantity)), |series, word| {
            let (name, id) = word.split_once('=').expect("a dimension");
            let dimension = match name {
                "setting" => Dimension::Setting,
                "age-band" => Dimension::AgeBand,
                "support-reason" => Dimension::SupportReason,
                "provision" => Dimension::Provision,
                other => panic!("{other} is no dimension"),
            };
            series.with(dimension, term(dimension, id))
        })
    }

    fn area(&self, code: &str) -> AreaId {
        self.areas.by_code(code).expect("a known code")
    }

    fn quantity(&self, id: &str) -> Option<Term> {
        self.vocabulary.term(Dimension::Quantity, id)
    }
}

/// A file and its fields, read as Windows-1252 without the program.
fn open(folder: &Path, name: &str) -> (InputFile, Vec<Vec<String>>) {
    let file = format!("pss-exp-eng-14-15-fin-coun-lev-{name}.csv");
    let bytes = fs_err::read(folder.join(&file)).expect("the file is there");
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.expect("rows of one length").iter().map(|f| f.trim().to_owned()).collect())
        .collect();
    (InputFile::new(file, bytes), rows)
}

fn problems(reading: &Reading) -> Vec<String> {
    let worse = |found: &&Diagnostic| found.severity > Severity::Note;
    reading.diagnostics.iter().filter(worse).map(ToString::to_string).collect()
}

type Known = HashMap<(SeriesKey, AreaId), Figure>;

fn known(readings: &[&Reading]) -> Known {
    let all = readings.iter().flat_map(|reading| &reading.observations);
    all.map(|found| ((found.series, found.area), found.figure)).collect()
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

#[test]
fn all_five_files_are_known_and_two_are_left_alone_with_the_reason() {
    let Some(pss) = Pss::open() else { return };
    for name in [EXPENDITURE, ACTIVITY, UNIT_COSTS] {
        let reading = pss.read(name);
        assert_eq!(problems(&reading), [""; 0], "{name}");
        assert!(!reading.observations.is_empty(), "{name}");
        assert_eq!(reading.releases.len(), 1);
        assert!(reading.observations.iter().all(|found| found.year.end() == 2015));
    }
    for (name, why) in [("bri-data", "PSS-EX1"), ("vol-exp", "65 and over by age")] {
        let reading = pss.read(name);
        assert!(reading.observations.is_empty() && reading.releases.is_empty());
        assert_eq!(reading.diagnostics.len(), 1);
        assert_eq!(reading.diagnostics[0].severity, Severity::Note);
        assert!(reading.diagnostics[0].message.contains(why), "{}", reading.diagnostics[0]);
    }
    let notes = pss.read(EXPENDITURE).diagnostics;
    let twice = notes.iter().find(|found| found.code == "observe/duplicate-row");
    // SOURCES: 128 labels stand twice with equal values, from line 2531 on.
    let twice = twice.expect("one note of the rows that stand twice").to_string();
    assert!(twice.contains(":2531:") && twice.ends_with("rows: 128"), "{twice}");
}

/// Every figure is the number that stands at its place, and each council's column is its own.
#[test]
fn every_figure_is_the_cell_at_its_place() {
    let Some(pss) = Pss::open() else { return };
    let thousand = Decimal::ONE_THOUSAND;
    for (name, labels, least) in
        [(EXPENDITURE, 5, 200_000), (ACTIVITY, 5, 13_000), (UNIT_COSTS, 6, 9_000)]
    {
        let (raw, reading) = (pss.raw(name), pss.read(name));
        let mut compared = 0;
        for found in &reading.observations {
            let Spot::Line(line, Some(column)) = found.place.spot else { continue };
            let row = &raw[usize::try_from(line).expect("a line") - 1];
            let (cell, header) = (&row[usize::from(column) - 1], &raw[1][usize::from(column) - 1]);
            let area = pss.areas.get(found.area);
            if area.level == AreaLevel::Council {
                assert_eq!(header.split(" - ").next(), Some(area.cassr_code_of_2015()), "{header}");
            }
            let id = pss.vocabulary.id(found.series.quantity);
            let zero_is_none = id.starts_with("unit-cost") || id == "home-care-rate";
            let expected = match cell.as_str() {
                "." => Err(Gap::ZeroDenominator),
                ":" => Err(Gap::NotAvailable),
                "0" if zero_is_none => Err(Gap::NotApplicable),
                "$0.00" => Ok(Decimal::ZERO),
                cell if name == EXPENDITURE => Ok(number(cell) * thousand),
                cell => Ok(number(cell)),
            };
            assert_eq!(found.figure, expected, "{id} {header} {}", row[..labels].join(" / "));
            compared += 1;
        }
        assert!(compared > least, "{name}: {compared} cells");
    }
}

trait OldCode {
    fn cassr_code_of_2015(&self) -> &str;
}

impl OldCode for use_of_resources::reference::areas::Area {
    /// Buckinghamshire had 612 before it became a unitary council.
    fn cassr_code_of_2015(&self) -> &str {
        if self.slug == "buckinghamshire" { "612" } else { &self.cassr_code }
    }
}

/// SOURCES: £17,043.296m, the sum of the council columns; T4 of 2021-22 prints £17,043.3m.
#[test]
fn councils_add_up_to_the_printed_total_of_england() {
    let Some(pss) = Pss::open() else { return };
    let reading = pss.read(EXPENDITURE);
    let gross = pss.series("gross-current-expenditure");
    let of_gross = || reading.observations.iter().filter(|found| found.series == gross);
    assert_eq!(
        of_gross().count(),
        pss.areas.councils_in("2014-15".parse().expect("a year")).count()
    );
    let sum: Decimal = of_gross().filter_map(|found| found.figure.ok()).sum();
    assert_eq!(sum, number("17043296460"));
    // Line 2674: Adult Social Care, Total, Gross current expenditure.
    let by_hand: Decimal = pss
        .raw(EXPENDITURE)
        .iter()
        .find(|row| row[2] == "Adult Social Care" && row[4] == "Gross current expenditure")
        .expect("the row of totals")[5..]
        .iter()
        .map(|cell| number(cell))
        .sum();
    assert_eq!(sum, by_hand * Decimal::ONE_THOUSAND);
}

/// Cells picked by hand; line and column of the file stand behind each.
#[test]
fn cells_picked_by_hand_read_as_printed() {
    let Some(pss) = Pss::open() else { return };
    let (spend, weeks, costs) = (pss.read(EXPENDITURE), pss.read(ACTIVITY), pss.read(UNIT_COSTS));
    let known = known(&[&spend, &weeks, &costs]);
    for (series, code, value) in [
        // unit-cost: line 5, columns G (Cumbria) and FL (England).
        ("unit-cost setting=nursing-and-residential", "E10000006", "604.49"),
        ("unit-cost setting=nursing-and-residential", "E92000001", "666.37"),
        // unit-cost: lines 17, 20 and 167, England.
        ("unit-cost setting=nursing age-band=18-64 support-reason=physical", "E92000001", "801.3"),
        (
            "unit-cost setting=residential age-band=18-64 support-reason=physical",
            "E92000001",
            "887.37",
        ),
        (
            "unit-cost setting=residential age-band=65-and-over support-reason=learning-disability provision=in-house",
            "E92000001",
            "1231.42",
        ),
        (
            "unit-cost/short-term age-band=65-and-over support-reason=physical",
            "E92000001",
            "431.56",
        ),
        // act-data: lines 53, 54 (home care), 18 and 20 (weeks).
        ("home-care-rate provision=in-house", "E92000001", "29.07"),
        ("home-care-rate provision=external", "E92000001", "13.92"),
        ("home-care-rate provision=external", "E12000003", "13.62"),
        (
            "weeks setting=residential age-band=65-and-over support-reason=physical provision=in-house",
            "E92000001",
            "190782.17",
        ),
        // act-data: line 57.
        ("weeks/short-term age-band=18-64 support-reason=physical", "E92000001", "108647.14"),
        // Not printed: lines 20, 23, 26, 29 and 32 of act-data added up,
        // 3524078.32 + 104523.21 + 1440486.8 + 300935.3 + 599642.79.
        ("weeks setting=residential age-band=65-and-over", "E92000001", "5969666.42"),
        // exp-data: line 3 and line 2674 of Cumbria, in £000s there.
        (
            "total-expenditure/provision-by-others/long-term setting=nursing age-band=18-64 support-reason=physical",
            "E10000006",
            "1284730",
        ),
        ("gross-current-expenditure", "E10000006", "177607740"),
        ("net-current-expenditure", "E10000006", "135052560"),
        ("capital-charges/own-provision", "E10000006", "3123840"),
    ] {
        let found = known.get(&(pss.series(series), pss.area(code)));
        assert_eq!(found, Some(&Ok(number(value))), "{series} {code}");
    }
    let summed = weeks
        .observations
        .iter()
        .find(|found| found.series == pss.series("weeks setting=residential age-band=65-and-over"));
    let place = summed.map(|found| found.place.inside());
    assert_eq!(place.as_deref(), Some("lines 20, 23, 26, 29, 32"));
}

/// Any prefix is refused or gives the same figures.
#[test]
fn a_file_cut_anywhere_is_refused_or_gives_the_same_figures() {
    let Some(pss) = Pss::open() else { return };
    for (name, every) in [(ACTIVITY, 1), (UNIT_COSTS, 3), (EXPENDITURE, 90)] {
        let whole = &pss.files[name].0;
        let figures = |reading: &Reading| -> Vec<(SeriesKey, AreaId, Figure)> {
            reading.observations.iter().map(|f| (f.series, f.area, f.figure)).collect()
        };
        let expected = figures(&pss.read(name));
        let ends = whole.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let (mut refused, mut same) = (0, 0);
        for (end, _) in ends.skip(2).step_by(every) {
            // Where a line ends, and in the middle of a field before it.
            for length in [end + 1, end - 5] {
                let cut = InputFile::new(&*whole.name, &whole.bytes[..length]);
                let reading = pss.read_file(&cut);
                let worst = reading.diagnostics.iter().map(|found| found.severity).max();
                if worst == Some(Severity::Error) {
                    assert!(
                        reading.observations.is_empty()
                            || reading.diagnostics.iter().any(|f| f.code == "observe/unit")
                    );
                    refused += 1;
                } else {
                    assert_eq!(figures(&reading), expected, "{name} cut at {length}");
                    same += 1;
                }
            }
        }
        assert!(
            refused > 0 && (same > 0 || every > 1),
            "{name}: {refused} refused, {same} the same"
        );
    }
}
