//! The illustrative release read back by the readers of the real ones.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::diagnostic::{Diagnostic, Severity};
use crate::domain::figure::{Figure, Gap, both, sum};
use crate::domain::year::FinancialYear;
use crate::observe::observations::Observations;
use crate::observe::reader::{Context, Reading};
use crate::observe::{ascof, finance_csv, read};
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::release::input::InputFile;
use crate::sample::{SampleOptions, generate, is_illustrative};

struct Sample {
    areas: Areas,
    vocabulary: Vocabulary,
    finance: BTreeMap<FinancialYear, Reading>,
    outcomes: Vec<Reading>,
}

impl Sample {
    fn read(files: &[InputFile]) -> Self {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let context = Context::embedded(&areas, &vocabulary);
        let (mut finance, mut outcomes) = (BTreeMap::new(), Vec::new());
        for file in files {
            let kinds = [finance_csv::recognises(file, &context), ascof::recognises(file)];
            match kinds {
                [true, false] => {
                    let reading = finance_csv::read(file, &context);
                    finance.insert(reading.releases[0].latest, reading);
                }
                [false, true] => outcomes.push(ascof::read(file, &context)),
                _ => assert!(file.bytes.starts_with(b"PK"), "{} is a workbook", file.name),
            }
        }
        Self { areas, vocabulary, finance, outcomes }
    }

    fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.finance.values().chain(&self.outcomes)
    }

    /// The series of `quantity`, then `dimension=id` for each dimension that is not a total.
    fn series(&self, text: &str) -> SeriesKey {
        let mut words = text.split(' ');
        let term = |dimension, id: &str| {
            self.vocabulary.term(dimension, id).unwrap_or_else(|| panic!("{id} is a known term"))
        };
        let quantity = words.next().expect("a series begins with its quantity");
        let mut series = SeriesKey::of(term(Dimension::Quantity, quantity));
        for (name, id) in words.filter_map(|word| word.split_once('=')) {
            let dimension = match name {
                "age" => Dimension::AgeBand,
                "reason" => Dimension::SupportReason,
                "setting" => Dimension::Setting,
                _ => Dimension::Provision,
            };
            series = series.with(dimension, term(dimension, id));
        }
        series
    }

    fn figures(reading: &Reading) -> BTreeMap<(SeriesKey, AreaId, FinancialYear), Figure> {
        reading
            .observations
            .iter()
            .map(|found| ((found.series, found.area, found.year), found.figure))
            .collect()
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let small = SampleOptions { councils: Some(3), years: 2, seed: 1 };
    let digests = |options: &SampleOptions| {
        let files = generate(options);
        files.into_iter().map(|file| (file.name, file.sha256)).collect::<Vec<_>>()
    };
    assert_eq!(digests(&small), digests(&small));
    let other = digests(&SampleOptions { seed: 2, ..small });
    assert!(digests(&small).iter().zip(&other).all(|(left, right)| left.1 != right.1));
}

#[test]
fn the_whole_release_reads_without_a_fault() {
    let files = generate(&SampleOptions::default());
    assert!(files.iter().all(|file| file.name.starts_with("illustrative_")));
    assert_eq!(files.len(), 1 + 3 * 6);
    let sample = Sample::read(&files);
    let faults: Vec<&Diagnostic> = sample
        .readings()
        .flat_map(|reading| &reading.diagnostics)
        .filter(|found| found.severity > Severity::Note)
        .collect();
    assert_eq!(faults, Vec::<&Diagnostic>::new());
    assert!(sample.readings().all(|reading| is_illustrative(&reading.releases)));
    assert_eq!(sample.finance.len(), 6);
    for (year, reading) in &sample.finance {
        let councils: BTreeSet<AreaId> = reading
            .observations
            .iter()
            .map(|found| found.area)
            .filter(|area| sample.areas.get(*area).level == AreaLevel::Council)
            .collect();
        let expected: BTreeSet<AreaId> = sample.areas.councils_in(*year).collect();
        assert_eq!(councils, expected, "{year}");
    }
}

#[test]
fn nothing_contradicts_itself_when_the_run_is_settled() {
    let mut sample = Sample::read(&generate(&SampleOptions::default()));
    for reading in sample.finance.values_mut().chain(&mut sample.outcomes) {
        let observations = std::mem::take(&mut reading.observations);
        let (settled, diagnostics) = Observations::settle(
            vec![observations],
            reading.releases.clone(),
            &sample.areas,
            &sample.vocabulary,
        );
        assert!(!settled.is_empty());
        assert_eq!(diagnostics, Vec::<Diagnostic>::new());
    }
}

/// A whole, and its parts.
fn identities() -> Vec<(String, Vec<String>)> {
    let gross = "gross-current-expenditure";
    let long = "gross-current-expenditure/long-term";
    let of = |whole: &str, parts: &[&str]| {
        (whole.to_owned(), parts.iter().map(|part| (*part).to_owned()).collect())
    };
    let mut identities = vec![
        of(gross, &[long, &format!("{gross}/short-term"), &format!("{gross}/other")]),
        of(gross, &["net-current-expenditure", "income/client-contributions"]),
        of("total-expenditure", &["net-total-expenditure", "income"]),
    ];
    for (whole, parts) in [
        ("total-expenditure", vec!["own-provision", "provision-by-others", "grants"]),
        ("income", vec!["client-contributions", "joint-arrangements", "nhs", "other"]),
    ] {
        let parts = parts.iter().map(|part| format!("{whole}/{part}")).collect();
        identities.push((whole.to_owned(), parts));
    }
    for age in ["", " age=18-64", " age=65-and-over"] {
        for (name, ids) in [
            (
                "setting",
                "nursing residential supported-accommodation direct-payments home-care \
                 supported-living other-long-term",
            ),
            ("reason", "physical sensory memory learning-disability mental-health"),
        ] {
            let parts =
                ids.split_whitespace().map(|id| format!("{long}{age} {name}={id}")).collect();
            identities.push((format!("{long}{age}"), parts));
        }
    }
    identities
}

/// The identities of METHOD 2.2 hold to the pound for every area and year.
#[test]
fn the_identities_of_the_finance_return_hold() {
    let sample = Sample::read(&generate(&SampleOptions::default()));
    let identities = identities();
    for (year, reading) in &sample.finance {
        let figures = Sample::figures(reading);
        let areas: BTreeSet<AreaId> = reading.observations.iter().map(|found| found.area).collect();
        for (whole, parts) in &identities {
            for area in &areas {
                let get = |text: &str| figures[&(sample.series(text), *area, *year)];
                let parts = sum(parts.iter().map(|part| get(part)));
                assert_eq!(
                    get(whole),
                    parts,
                    "{whole} of {} in {year}",
                    sample.areas.get(*area).name
                );
            }
        }
    }
}

/// A region is the sum of its councils where all of them submitted; unit costs are weighted.
#[test]
fn england_and_the_regions_are_made_of_their_councils() {
    let sample = Sample::read(&generate(&SampleOptions::default()));
    let (mut whole, mut short) = (0, 0);
    for (year, reading) in &sample.finance {
        let figures = Sample::figures(reading);
        let gross = sample.series("gross-current-expenditure");
        for region in sample.areas.of_level(AreaLevel::Region) {
            let councils = sample
                .areas
                .councils_in(*year)
                .filter(|council| sample.areas.get(*council).region == Some(region));
            let summed = sum(councils.map(|council| figures[&(gross, council, *year)]));
            if summed == Err(Gap::NotSubmitted) {
                short += 1;
            } else {
                assert_eq!(figures[&(gross, region, *year)], summed);
                whole += 1;
            }
        }
        let regions = sample.areas.of_level(AreaLevel::Region);
        let england = figures[&(gross, sample.areas.england(), *year)];
        assert_eq!(england, sum(regions.map(|region| figures[&(gross, region, *year)])));
        weighted(&sample, &figures, *year);
    }
    assert_eq!((whole, short), (52, 2), "in two years one council did not submit");
}

/// The unit cost of both ages lies between those of each, as far along as the weeks say.
fn weighted(
    sample: &Sample,
    figures: &BTreeMap<(SeriesKey, AreaId, FinancialYear), Figure>,
    year: FinancialYear,
) {
    let get = |text: &str| figures[&(sample.series(text), sample.areas.england(), year)];
    let spent = |age: &str| {
        let (cost, weeks) = both(
            get(&format!("unit-cost setting=residential age={age}")),
            get(&format!("weeks setting=residential age={age}")),
        )?;
        Ok(cost * weeks)
    };
    let (cost, weeks) =
        both(get("unit-cost setting=residential"), get("weeks setting=residential"))
            .expect("England has care homes");
    let parts = sum([spent("18-64"), spent("65-and-over")]).expect("England has care homes");
    // The published costs are printed to eleven places.
    assert!((cost * weeks - parts).abs() < Decimal::ONE, "{year}");
}

#[test]
fn every_awkward_thing_of_a_real_release_is_there() {
    let files = generate(&SampleOptions::default());
    let sample = Sample::read(&files);
    let figures = || sample.readings().flat_map(|reading| &reading.observations);
    for gap in [Gap::NotSubmitted, Gap::Suppressed, Gap::NotApplicable] {
        assert!(figures().any(|found| found.figure == Err(gap)), "{gap:?}");
    }
    let gross = sample.series("gross-current-expenditure");
    let level = |id| sample.vocabulary.id(id).starts_with("gross-current-expenditure/other/");
    assert!(figures().any(|found| {
        level(found.series.quantity) && found.figure.is_ok_and(|value| value < Decimal::ZERO)
    }));
    let years_of = |code: &str| {
        let area = sample.areas.by_code(code);
        figures()
            .filter(|found| found.series == gross && Some(found.area) == area)
            .map(|found| found.year.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(years_of("E10000009"), ["2018-19"], "Dorset before Bournemouth joined a part of it");
    assert_eq!(years_of("E10000021"), ["2018-19", "2019-20", "2020-21"], "Northamptonshire");
    assert_eq!(years_of("E06000061"), ["2021-22", "2022-23", "2023-24"], "North Northamptonshire");
    assert_eq!(years_of("E06000064"), ["2023-24"], "Westmorland and Furness");
    assert_eq!(years_of("E06000066").len(), 6, "Somerset was recoded and is one council");
    assert!(files.iter().any(|file| {
        String::from_utf8_lossy(&file.bytes).contains("\"Bournemouth, Christchurch and Poole\"")
    }));
}

/// Not a test of exact figures: they must look like those of 2021-22 (tables 1, 51 and 52).
#[test]
fn england_looks_like_england() {
    let sample = Sample::read(&generate(&SampleOptions::default()));
    let year: FinancialYear = "2021-22".parse().expect("a literal year");
    let figures = Sample::figures(&sample.finance[&year]);
    for (series, low, high) in [
        ("gross-current-expenditure", 15_000_000_000_i64, 30_000_000_000_i64),
        ("unit-cost age=65-and-over setting=residential", 650, 900),
        ("unit-cost age=65-and-over setting=nursing", 700, 950),
        ("unit-cost age=18-64 setting=residential", 1_300, 1_800),
        ("home-care-rate provision=external", 17, 22),
        ("home-care-rate provision=in-house", 25, 45),
    ] {
        let value = figures[&(sample.series(series), sample.areas.england(), year)]
            .expect("England has a figure");
        let range = Decimal::from(low)..Decimal::from(high);
        assert!(range.contains(&value), "{series} is {value}");
    }
}

#[test]
fn fewer_councils_keep_those_they_were_made_of() {
    let files = generate(&SampleOptions { councils: Some(20), years: 6, seed: 1 });
    let sample = Sample::read(&files);
    let newest = sample.finance.keys().next_back().expect("there is a year");
    let gross = sample.series("gross-current-expenditure");
    let councils = sample.finance[newest]
        .observations
        .iter()
        .filter(|found| {
            found.series == gross && sample.areas.get(found.area).level == AreaLevel::Council
        })
        .count();
    assert_eq!(councils, 20);
}

/// Everything together, through the front door of reading: workbooks too.
#[test]
fn every_file_is_recognised_and_settles() {
    let files = generate(&SampleOptions::default());
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    let read = read::read(files.clone(), &Context::embedded(&areas, &vocabulary));
    let unknown: Vec<_> = read.value.files.iter().filter(|file| file.layout.is_none()).collect();
    assert_eq!(unknown, Vec::<&read::ReadFile>::new());
    let faults: Vec<&Diagnostic> =
        read.diagnostics.iter().filter(|found| found.severity > Severity::Note).collect();
    assert_eq!(faults, Vec::<&Diagnostic>::new());
    let releases = read.value.observations.releases();
    for release in releases {
        assert!(is_illustrative([release]), "{}", release.title);
    }
    assert_eq!(releases.len(), files.len());
    let figure = |id: &str, age: &str, code: &str, year: &str| {
        let term = |dimension, id| vocabulary.term(dimension, id).expect("a known term");
        let series = SeriesKey::of(term(Dimension::Quantity, id))
            .with(Dimension::AgeBand, term(Dimension::AgeBand, age));
        let area = areas.by_code(code).expect("a known area");
        let year = year.parse().expect("a literal year");
        read.value.observations.get(series, area, year).map(|found| found.figure)
    };
    // The people of the printed tables are those of the workbooks, to the nearest five.
    for year in ["2018-19", "2023-24"] {
        for code in ["E92000001", "E12000007", "E09000001", "E08000034"] {
            let printed = figure("population", "18-64", code, year);
            let counted = figure("population/ons", "18-64", code, year);
            let (printed, counted) = both(printed.expect("a row"), counted.expect("a row"))
                .expect("people are never hidden");
            assert!((printed - counted).abs() < Decimal::from(5), "{code} in {year}");
        }
        assert!(figure("requests", "65-and-over", "E08000034", year).is_some());
        assert!(figure("long-term-people", "65-and-over", "E08000034", year).is_some());
    }
}
