//! Personal Social Services: Expenditure and Unit Costs 2014-15, held against the CSV files as
//! published. The cells are addressed here by line and column or by their labels, so nothing of the
//! program's reader is trusted.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rust_decimal::Decimal;
use use_of_resources::diagnostic::{Diagnostic, Severity};
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::place::Spot;
use use_of_resources::observe::observations::Observation;
use use_of_resources::observe::pss;
use use_of_resources::observe::reader::{Context, Reading};
use use_of_resources::reference::areas::{AreaId, AreaLevel, Areas};
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};
use use_of_resources::release::input::InputFile;

use crate::harness::published_files;

mod unit_costs;

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

/// METHOD 2.2 and SOURCES, "Terms and identities": on every council and row of the file, to £50.
#[test]
fn the_identities_hold_on_every_council_and_row() {
    let Some(pss) = Pss::open() else { return };
    let raw = pss.raw(EXPENDITURE);
    let mut rows: BTreeMap<[&str; 4], HashMap<&str, &Vec<String>>> = BTreeMap::new();
    for row in raw.iter().skip(2).filter(|row| row[5..].iter().any(|cell| !cell.is_empty())) {
        let key = [&*row[0], &*row[1], &*row[2], &*row[3]];
        rows.entry(key).or_default().insert(&row[4], row);
    }
    let mut checked = 0;
    for (key, accounts) in rows {
        let value = |account: &str, column: usize| {
            let text = accounts.get(account).map_or("0", |row| &row[column]);
            number(text.trim_start_matches('$')) * Decimal::ONE_THOUSAND
        };
        if !accounts.contains_key("Gross total expenditure") {
            continue;
        }
        for (column, council) in raw[1].iter().enumerate().skip(5) {
            let of = |account: &str| value(account, column);
            let (total, income) = (of("Gross total cost: total expenditure"), of("Income: total"));
            let contributions = of("Income: client contributions");
            let capital =
                of("Capital charges: own provision") + of("Capital charges: provision by others");
            for (ours, theirs, name) in [
                (total - (income - contributions), of("Gross total expenditure"), "GTE"),
                (of("Gross total expenditure") - capital, of("Gross current expenditure"), "GCE"),
                (
                    of("Gross current expenditure") - contributions,
                    of("Net current expenditure"),
                    "NCE",
                ),
                (total - income, of("Net total expenditure"), "NTE"),
            ] {
                let apart = (ours - theirs).abs();
                assert!(apart <= Decimal::from(50), "{name} {key:?} {council}: {apart}");
                checked += 1;
            }
        }
    }
    // 156 label rows with all accounts × 152 councils × 4 identities.
    assert_eq!(checked, 156 * 152 * 4);
}

/// The same on what we read: for every series whose parts we have.
#[test]
fn the_identities_hold_on_what_we_read() {
    let Some(pss) = Pss::open() else { return };
    let reading = pss.read(EXPENDITURE);
    let known = known(&[&reading]);
    let mut checked = 0;
    for found in &reading.observations {
        let id = pss.vocabulary.id(found.series.quantity);
        let (from, less, plus) = match id.split('/').next() {
            Some("net-current-expenditure") => {
                ("gross-current-expenditure", "income/client-contributions", None)
            }
            Some("net-total-expenditure") => ("total-expenditure", "income", None),
            Some("gross-total-expenditure") => {
                ("total-expenditure", "income", Some("income/client-contributions"))
            }
            _ => continue,
        };
        let part = id.split_once('/').map_or(String::new(), |(_, part)| format!("/{part}"));
        let get = |of: &str| {
            let quantity = pss.quantity(&format!("{of}{part}"))?;
            let series = found.series.with(Dimension::Quantity, quantity);
            known.get(&(series, found.area)).copied()?.ok()
        };
        let (Some(from), Some(less)) = (get(from), get(less)) else { continue };
        let Some(plus) = plus.map_or(Some(Decimal::ZERO), get) else { continue };
        let apart = (from - less + plus - found.figure.expect("a number")).abs();
        assert!(apart <= Decimal::from(50), "{id} {}: {apart}", found.place);
        checked += 1;
    }
    assert!(checked > 45_000, "{checked}");
}
