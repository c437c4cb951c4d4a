//! The finance files of 2016-17 and 2017-18, which print no totals: what we add up is what the
//! publisher printed elsewhere, and what the rows of the files say when they are added up here, by
//! hand, without our readers.

use std::collections::BTreeMap;
use std::path::Path;

use rust_decimal::Decimal;
use use_of_resources::diagnostic::{Diagnosed, Severity};
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::place::Spot;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::observe::observations::Observation;
use use_of_resources::observe::read::{self, Read};
use use_of_resources::observe::reader::Context;
use use_of_resources::reference::areas::{AreaId, AreaLevel, Areas};
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use use_of_resources::release::walk;

use crate::harness::published_files;

const ENGLAND: &str = "E92000001";

struct Year {
    areas: Areas,
    vocabulary: Vocabulary,
    ending: FinancialYear,
    read: Diagnosed<Read>,
}

impl Year {
    fn read(folder: &str, ending: u16) -> Option<Self> {
        let published = published_files()?;
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let files = walk::open(&[published.join(folder)]);
        let read = read::read(files.value, &Context::embedded(&areas, &vocabulary));
        let ending = FinancialYear::ending(ending).expect("a year");
        let wrong: Vec<String> = read
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        Some(Self { areas, vocabulary, ending, read })
    }

    fn observation(&self, series: &str, area: AreaId) -> Option<&Observation> {
        let mut words = series.split(' ');
        let term = |dimension, id: &str| {
            self.vocabulary.term(dimension, id).unwrap_or_else(|| panic!("'{id}' is a known term"))
        };
        let quantity = words.next().expect("a series begins with its quantity");
        let series =
            words.fold(SeriesKey::of(term(Dimension::Quantity, quantity)), |series, word| {
                let (name, id) = word.split_once('=').expect("a dimension and its term");
                let dimension = match name {
                    "setting" => Dimension::Setting,
                    "age" => Dimension::AgeBand,
                    "reason" => Dimension::SupportReason,
                    _ => Dimension::Provision,
                };
                series.with(dimension, term(dimension, id))
            });
        self.read.value.observations.get(series, area, self.ending)
    }

    fn figure(&self, series: &str, area: AreaId) -> Figure {
        let found = self.observation(series, area);
        found.unwrap_or_else(|| panic!("there is a figure of {series}")).figure
    }

    fn england(&self, series: &str) -> Decimal {
        let area = self.areas.by_code(ENGLAND).expect("England");
        self.figure(series, area).unwrap_or_else(|gap| panic!("{series}: {gap:?}"))
    }

    fn sum(&self, series: &str, level: AreaLevel) -> (usize, Decimal) {
        let found: Vec<Decimal> = self
            .areas
            .of_level(level)
            .filter_map(|area| self.observation(series, area))
            .map(|found| found.figure.expect("no council lacks the figure"))
            .collect();
        (found.len(), found.iter().sum())
    }
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

/// The rows of a CSV by the names of its columns.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("the file opens");
    let names: Vec<String> =
        reader.headers().expect("it has a header").iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|record| {
            let record = record.expect("every row can be read");
            names.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// SOURCES and METHOD 2.6 and 2.7: England as published on 25 October 2017 and recomputed.
#[test]
fn england_in_2016_17_is_as_published() {
    let Some(year) = Year::read("asc-fr_2016-17", 2017) else { return };
    let million = |series: &str| {
        (year.england(series) / number("1000000"))
            .round_dp_with_strategy(3, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    };
    assert_eq!(million("gross-current-expenditure"), number("17526.378"));
    assert_eq!(million("total-expenditure"), number("20638.977"));
    assert_eq!(million("net-current-expenditure"), number("14777.688"));
    assert_eq!(million("gross-total-expenditure"), number("17722.344"));
    assert_eq!(million("net-total-expenditure"), number("14973.654"));
    assert_eq!(million("income"), number("5665.323"));
    // METHOD 2.7 prints these in billions, SOURCES the first in millions with one place.
    let near = |series: &str, expected: &str, within: &str| {
        let found = year.england(series) / number("1000000");
        assert!((found - number(expected)).abs() <= number(within), "{series}: {found}");
    };
    near("gross-current-expenditure/long-term", "13601.5", "0.05");
    near("gross-current-expenditure/short-term/maximise-independence", "305", "0.5");
    near("gross-current-expenditure/other", "3367", "0.5");
    for series in ["gross-current-expenditure", "net-current-expenditure", "total-expenditure"] {
        let england = year.england(series);
        let (regions, sum) = year.sum(series, AreaLevel::Region);
        assert_eq!(regions, 9);
        assert!((sum - england).abs() < number("1"), "{series}: {sum} and {england}");
        let (councils, sum) = year.sum(series, AreaLevel::Council);
        // The Isles of Scilly have no row in this release.
        assert_eq!(councils, 151);
        assert!((sum - england).abs() < number("1"), "{series}: {sum} and {england}");
    }
}

/// METHOD 2.6: total expenditure divided by weeks; £565 and £606 are published.
#[test]
fn the_unit_costs_of_2016_17_are_as_published() {
    let Some(year) = Year::read("asc-fr_2016-17", 2017) else { return };
    let per_week = |settings: &[&str], ages: &[&str]| {
        let (mut spent, mut weeks) = (Decimal::ZERO, Decimal::ZERO);
        for setting in settings {
            for age in ages {
                spent += year
                    .england(&format!("total-expenditure/long-term setting={setting} age={age}"));
                weeks += year.england(&format!("weeks setting={setting} age={age}"));
            }
        }
        (spent / weeks)
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    };
    for (setting, age, expected) in [
        ("residential", "65-and-over", "565.33"),
        ("nursing", "65-and-over", "606.30"),
        ("residential", "18-64", "1236.74"),
        ("nursing", "18-64", "912.32"),
    ] {
        assert_eq!(per_week(&[setting], &[age]), number(expected), "{setting} {age}");
    }
    let both = ["residential", "nursing"];
    assert_eq!(per_week(&both, &["18-64", "65-and-over"]), number("708.66"));
    assert_eq!(per_week(&both, &["18-64"]), number("1192.87"));
    assert_eq!(per_week(&both, &["65-and-over"]), number("578.18"));
    // Worcestershire (416) gave no weeks of nursing care for two support reasons, 18 to 64: gaps as in
    // the file (UUIDs 8611202 and 8611302), and no total that leaves them out.
    let area = year.areas.by_code("E10000034").expect("Worcestershire");
    let gap = Err(Gap::NotAvailable);
    assert_eq!(
        year.figure("weeks setting=nursing age=18-64 reason=sensory provision=external", area),
        gap
    );
    assert_eq!(year.figure("weeks setting=nursing age=18-64", area), gap);
    assert!(year.figure("weeks setting=nursing age=65-and-over", area).is_ok());
}

/// SOURCES, identities: NTE = TE − TI and GTE − NTE = GCE − NCE, for every area and kind of support.
/// The file writes ten digits, so a row of England is right to £1 and its totals to a few.
#[test]
fn the_identities_hold_in_every_total_of_2016_17() {
    let Some(year) = Year::read("asc-fr_2016-17", 2017) else { return };
    let mut compared = 0;
    for part in ["", "/long-term", "/short-term", "/short-term/maximise-independence", "/other"] {
        for area in year.areas.ids() {
            let get = |quantity: &str| {
                let found = year.observation(&format!("{quantity}{part}"), area)?;
                Some(found.figure.expect("the file of totals has no gaps"))
            };
            let Some(gross) = get("gross-total-expenditure") else { continue };
            let of = |quantity: &str| get(quantity).expect("six columns in every row");
            let net = of("net-total-expenditure");
            if part != "/other" {
                assert!((net - of("total-expenditure") + of("income")).abs() < number("5"));
            }
            let client = of("gross-current-expenditure") - of("net-current-expenditure");
            assert!((gross - net - client).abs() < number("5"), "{part} {area:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 5 * 161);
}

/// Every total of a council's long-term spend against the rows of the file, added up here; and the
/// lines it names are those rows.
#[test]
fn totals_are_the_rows_they_name() {
    let Some(year) = Year::read("asc-fr_2016-17", 2017) else { return };
    let folder = published_files().expect("the files are there");
    let rows = rows(&folder.join("asc-fr_2016-17/CSV ASCFR Totals.csv"));
    let kirklees = year.areas.by_code("E08000034").expect("Kirklees");
    // Keys: age 2 = 65 and over, setting 7 = residential, reason 13 = memory (SOURCES, METHOD 2.3).
    let ages = [("", ""), (" age=65-and-over", "2")];
    let settings = [("", ""), (" setting=residential", "7")];
    let reasons = [("", ""), (" reason=memory", "13")];
    for (age, age_key) in ages {
        for (setting, setting_key) in settings {
            for (reason, reason_key) in reasons {
                let mut sum = Decimal::ZERO;
                let mut lines = Vec::new();
                for (line, row) in (2..).zip(&rows) {
                    let is = |column: &str, key: &str| key.is_empty() || row[column] == key;
                    if row["GEOGRAPHY_CODE"] == "E08000034"
                        && row["DataType_KEY"] == "1"
                        && row["CareType_KEY"] == "2"
                        && is("AgeBand_KEY", age_key)
                        && is("SupportSetting_KEY", setting_key)
                        && is("PrimarySupportReason_KEY", reason_key)
                    {
                        sum += number(&row["NETCURRENTEXPENDITURE"]);
                        lines.push(line);
                    }
                }
                let series = format!("net-current-expenditure/long-term{age}{setting}{reason}");
                let found = year.observation(&series, kirklees).expect("a total was made");
                assert_eq!(found.figure, Ok(sum * number("1000")), "{series}");
                match &found.place.spot {
                    Spot::Lines(named) => assert_eq!(named.as_ref(), lines.as_slice(), "{series}"),
                    Spot::Line(line, _) => assert_eq!(lines, [*line], "{series}"),
                    other => panic!("{series} stands at {other:?}"),
                }
            }
        }
    }
}

/// The Additional file: `8328110` is the Better Care Fund, `8326110` grants; `:` where not supplied.
#[test]
fn income_from_grants_is_read_and_bridging_rows_are_not() {
    let Some(year) = Year::read("asc-fr_2016-17", 2017) else { return };
    let folder = published_files().expect("the files are there");
    let mut compared = 0;
    for row in rows(&folder.join("asc-fr_2016-17/CSV ASCFR Additional.csv")) {
        let series = match row["UUID"].as_str() {
            "8328110" => "income/better-care-fund",
            "8326110" => "income/special-grants",
            _ => continue,
        };
        let code =
            if row["GEOGRAPHY_CODE"].is_empty() { "REGION_GO_CODE" } else { "GEOGRAPHY_CODE" };
        let area = year.areas.by_code(&row[code]).expect("a known code");
        let expected = match row["ItemValue"].as_str() {
            ":" => Err(Gap::NotAvailable),
            value => Ok(number(value) * number("1000")),
        };
        assert_eq!(year.figure(series, area), expected, "{series} {}", row[code]);
        compared += 1;
    }
    assert_eq!(compared, 2 * 161);
    let releases = year.read.value.observations.releases().iter();
    // Beside them stand the facts that the program carries itself.
    let titles: Vec<&str> = releases
        .map(|release| &*release.title)
        .filter(|title| title.starts_with("Adult Social Care"))
        .collect();
    assert_eq!(titles, vec![titles[0]; 3], "the three files are one release");
}

/// SOURCES: sum of 152 councils £17,928.198m, long-term £13,970.4m; no region and no England, and we
/// make none.
#[test]
fn the_councils_of_2017_18_add_up_to_the_published_total() {
    let Some(year) = Year::read("asc-fr_2017-18", 2018) else { return };
    let million = |series: &str| {
        let (councils, sum) = year.sum(series, AreaLevel::Council);
        assert_eq!(councils, 152, "{series}");
        sum / number("1000000")
    };
    let near = |series: &str, expected: &str, within: &str| {
        let found = million(series);
        assert!((found - number(expected)).abs() <= number(within), "{series}: {found}");
    };
    near("gross-current-expenditure", "17928.198", "0.0005");
    near("gross-current-expenditure/long-term", "13970.4", "0.05");
    for level in [AreaLevel::England, AreaLevel::Region] {
        assert_eq!(year.sum("gross-current-expenditure", level).0, 0);
    }
    let said: Vec<&str> = year.read.diagnostics.iter().map(|found| &*found.message).collect();
    assert!(said.contains(&"money of 2017-18 is in pounds, as its size shows"), "{said:?}");
    // Kirklees, support to carers: two rows of the file, direct payments and other.
    let folder = published_files().expect("the files are there");
    let path = "asc-fr_2017-18/ASCFR_2017-18_gross_current_expenditure_extract.csv";
    let carers: Decimal = rows(&folder.join(path))
        .iter()
        .filter(|row| row["GEOGRAPHY_CODE"] == "E08000034")
        .filter(|row| row["UUID"] == "8312115" || row["UUID"] == "8312215")
        .map(|row| number(&row["ITEMVALUE"]))
        .sum();
    let kirklees = year.areas.by_code("E08000034").expect("Kirklees");
    assert_eq!(year.figure("gross-current-expenditure/other/carers", kirklees), Ok(carers));
}
