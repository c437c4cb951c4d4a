//! The published files read as printed. Expected values are typed from the workbooks, with sheet
//! and cell; without the files these tests do nothing.

use std::path::PathBuf;

use rust_decimal::Decimal;
use use_of_resources::diagnostic::{Diagnosed, Severity};
use use_of_resources::domain::figure::Gap;
use use_of_resources::observe::observations::Observation;
use use_of_resources::observe::read::{self, Read};
use use_of_resources::observe::reader::Context;
use use_of_resources::reference::areas::{AreaLevel, Areas};
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use use_of_resources::release::walk;

/// Where the published files lie: `UOR_PUBLISHED`, or beside the checkout.
pub(crate) fn published_dir() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("UOR_PUBLISHED").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The observations of some folders of the published files.
struct Published {
    areas: Areas,
    vocabulary: Vocabulary,
    read: Diagnosed<Read>,
}

impl Published {
    fn read(folders: &[&str]) -> Option<Self> {
        let published = published_dir()?;
        let paths: Vec<_> = folders.iter().map(|folder| published.join(folder)).collect();
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let files = walk::open(&paths);
        assert!(files.diagnostics.is_empty(), "{:?}", files.diagnostics);
        let read = read::read(files.value, &Context::embedded(&areas, &vocabulary));
        Some(Self { areas, vocabulary, read })
    }

    /// A series written as the catalogue does: `unit-cost setting=residential age-band=18-64`.
    fn series(&self, text: &str) -> SeriesKey {
        let mut words = text.split(' ');
        let term = |dimension, id: &str| {
            self.vocabulary.term(dimension, id).unwrap_or_else(|| panic!("'{id}' is a known term"))
        };
        let quantity = words.next().expect("a series begins with its quantity");
        words.fold(SeriesKey::of(term(Dimension::Quantity, quantity)), |series, word| {
            let (name, id) = word.split_once('=').expect("a dimension and its term");
            let dimension = match name {
                "setting" => Dimension::Setting,
                "age-band" => Dimension::AgeBand,
                "support-reason" => Dimension::SupportReason,
                "provision" => Dimension::Provision,
                other => panic!("'{other}' is no dimension"),
            };
            series.with(dimension, term(dimension, id))
        })
    }

    fn get(&self, series: &str, code: &str, year: &str) -> Option<&Observation> {
        let area = self.areas.by_code(code).expect("a known area");
        let year = year.parse().expect("a literal year");
        self.read.value.observations.get(self.series(series), area, year)
    }

    fn assert_printed(&self, expected: &[(&str, &str, &str, &str)]) {
        for (series, code, year, value) in expected {
            let observation = self
                .get(series, code, year)
                .unwrap_or_else(|| panic!("{series} of {code} in {year} is published"));
            let value: Decimal = value.parse().expect("a literal decimal");
            assert_eq!(observation.figure, Ok(value), "{series} {code} {year}");
        }
    }

    fn assert_no_problems(&self) {
        let problems: Vec<_> = self
            .read
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity > Severity::Note)
            .map(ToString::to_string)
            .collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

const TABLES: &str = "asc-fr-salt_2021-22";
const POPULATION: &str = "ons-population";

const ENGLAND: &str = "E92000001";
const YORKSHIRE: &str = "E12000003";
const KIRKLEES: &str = "E08000034";
const WEST_NORTHAMPTONSHIRE: &str = "E06000062";
const HACKNEY: &str = "E09000012";
const SWINDON: &str = "E06000030";

#[test]
fn all_nine_workbooks_read_without_a_problem() {
    let Some(published) = Published::read(&[TABLES, POPULATION]) else { return };
    published.assert_no_problems();
    assert!(published.read.value.files.iter().all(|file| file.layout.is_some()));
}

#[test]
fn the_reference_tables_read_as_printed() {
    let Some(published) = Published::read(&[TABLES]) else { return };
    let home_care = "home-care-rate provision=external";
    let residential = "unit-cost setting=residential age-band=65-and-over";
    let requests = "requests/per-100000 age-band=18-64";
    let people = "long-term-people/per-100000 age-band=65-and-over";
    published.assert_printed(&[
        // T1!H10 and T1!H80, in thousands there.
        ("gross-current-expenditure", ENGLAND, "2021-22", "21958360129.084673"),
        ("gross-current-expenditure", WEST_NORTHAMPTONSHIRE, "2021-22", "146408660.14019528"),
        // T16!I10.
        ("gross-current-expenditure/per-100000-adults", ENGLAND, "2021-22", "49392523.60229"),
        // T3!J10.
        ("income/client-contributions", ENGLAND, "2021-22", "3179132090.6397"),
        // T52: P11, M11, P15, P64, P82, V64.
        (residential, ENGLAND, "2021-22", "747.433102379799"),
        (residential, ENGLAND, "2020-21", "736.037766541725"),
        (residential, YORKSHIRE, "2021-22", "695.987539710194"),
        (residential, KIRKLEES, "2021-22", "718.955077090678"),
        (residential, WEST_NORTHAMPTONSHIRE, "2021-22", "704.532963301417"),
        (
            "unit-cost setting=nursing-and-residential age-band=65-and-over",
            KIRKLEES,
            "2021-22",
            "747.528827751695",
        ),
        // T51: I10, G10, I63, H10.
        (home_care, ENGLAND, "2021-22", "18.8849125014083"),
        (home_care, ENGLAND, "2020-21", "18.4439451012194"),
        (home_care, KIRKLEES, "2021-22", "19.76"),
        ("home-care-rate provision=in-house", ENGLAND, "2021-22", "32.7387524340676"),
        // T36: I10, I80, H10. T12: F10, F87.
        (people, ENGLAND, "2021-22", "5055"),
        (people, WEST_NORTHAMPTONSHIRE, "2021-22", "3420"),
        ("population age-band=18-64", ENGLAND, "2021-22", "33992830"),
        (requests, ENGLAND, "2021-22", "1800"),
        (requests, WEST_NORTHAMPTONSHIRE, "2021-22", "1160"),
        // T24!G9 and T22!P9 differ, as each is rounded from other parts.
        ("st-max-new", ENGLAND, "2021-22", "224080"),
        ("st-max-new/next", ENGLAND, "2021-22", "224065"),
        // T44!G62.
        (
            "gross-current-expenditure/long-term setting=residential age-band=65-and-over",
            KIRKLEES,
            "2021-22",
            "27587708",
        ),
        // T2!F11, the oldest of three years.
        ("requests age-band=18-64", ENGLAND, "2019-20", "560350"),
    ]);
    assert_eq!(
        published.get(residential, KIRKLEES, "2021-22").map(|o| o.place.inside()).as_deref(),
        Some("T52!P64")
    );
    let release = &published.read.value.observations.releases()[0];
    assert_eq!(release.title, "Adult Social Care Activity and Finance: England 2021-22");
    assert_eq!(release.published.as_deref(), Some("2022-10-20"));
    assert_eq!((release.latest.end(), release.publisher.as_str()), (2022, "NHS Digital"));
}

#[test]
fn activity_tables_of_england_read_as_printed() {
    let Some(published) = Published::read(&[TABLES]) else { return };
    published.assert_printed(&[
        // T9!F13, T21!D25 (North East) and D14 (North West), T23!F29, T27!E26 (North West).
        (
            "requests/next/maximise-independence setting=route-hospital-discharge age-band=18-64",
            ENGLAND,
            "2021-22",
            "12130",
        ),
        (
            "st-max-new/next/early-cessation-nhs-or-end-of-life age-band=65-and-over",
            "E12000001",
            "2021-22",
            "840",
        ),
        (
            "st-max-new/next/early-cessation-nhs-or-end-of-life age-band=18-64",
            "E12000002",
            "2021-22",
            "150",
        ),
        (
            "st-max-new/next/long-term age-band=65-and-over support-reason=physical/personal-care",
            ENGLAND,
            "2021-22",
            "25770",
        ),
        (
            "st-max-existing/next/early-cessation-no-long-term age-band=65-and-over",
            "E12000002",
            "2021-22",
            "715",
        ),
        // T35!E29, T41!D24, T48!F15.
        (
            "long-term-people setting=residential age-band=65-and-over support-reason=sensory/visual",
            ENGLAND,
            "2021-22",
            "875",
        ),
        (
            "long-term-people/year-end/ethnicity/female/other setting=nursing",
            ENGLAND,
            "2021-22",
            "190",
        ),
        ("carers/information age-band=65-84", ENGLAND, "2021-22", "74580"),
    ]);
}

#[test]
fn finance_tables_of_england_read_as_printed() {
    let Some(published) = Published::read(&[TABLES]) else { return };
    published.assert_printed(&[
        // T4: B25 and C9. T29!D19, T45!E20.
        ("gross-current-expenditure/cash-terms", ENGLAND, "2021-22", "21958360129.0847"),
        ("gross-current-expenditure/real-terms", ENGLAND, "2005-06", "19969258837.3018"),
        (
            "gross-current-expenditure/short-term/other age-band=18-64 support-reason=memory",
            ENGLAND,
            "2021-22",
            "3938509.49940851",
        ),
        (
            "gross-current-expenditure/long-term setting=supported-accommodation age-band=18-64 \
             support-reason=learning-disability",
            ENGLAND,
            "2021-22",
            "347115702.317915",
        ),
    ]);
    let withdrawn = published.get("gross-current-expenditure/cash-terms", ENGLAND, "2016-17");
    assert_eq!(withdrawn.map(|o| o.figure), Some(Err(Gap::Withheld)), "T4!B20 was corrected");
}

#[test]
fn what_is_not_a_number_has_its_reason() {
    let Some(published) = Published::read(&[TABLES]) else { return };
    let in_house = "home-care-rate provision=in-house";
    for (series, code, year, expected) in [
        // T1!H109, T1!H162, T12!F116.
        ("gross-current-expenditure", HACKNEY, "2021-22", Some(Gap::NotSubmitted)),
        ("gross-current-expenditure", SWINDON, "2021-22", Some(Gap::NotSubmitted)),
        ("requests/per-100000 age-band=18-64", HACKNEY, "2021-22", Some(Gap::NotSubmitted)),
        // T36!F166, the Isles of Scilly.
        (
            "long-term-people/per-100000 age-band=18-64",
            "E06000053",
            "2021-22",
            Some(Gap::Suppressed),
        ),
        // T51!H63 prints 0: Kirklees has no such provision.
        (in_house, KIRKLEES, "2021-22", Some(Gap::NotApplicable)),
        // T52!K168 is blank: the Isles of Scilly.
        ("unit-cost setting=nursing", "E06000053", "2021-22", Some(Gap::NotAvailable)),
        // T52!M82 prints [x]: there was no such council that year.
        ("unit-cost setting=residential", WEST_NORTHAMPTONSHIRE, "2020-21", None),
    ] {
        let found = published.get(series, code, year).map(|observation| observation.figure);
        assert_eq!(found, expected.map(Err), "{series} {code}");
    }
    // T2!F143 and T2!G161: Buckinghamshire under its two codes, and no [x] of the other code.
    published.assert_printed(&[
        ("requests age-band=18-64", "E06000060", "2019-20", "2265"),
        ("requests age-band=18-64", "E06000060", "2020-21", "2000"),
    ]);
}

#[test]
fn populations_read_as_printed_and_councils_add_up_to_england() {
    let Some(published) = Published::read(&[POPULATION]) else { return };
    // Mid-2016 (ukmidyearestimates2016.xls, MYE2 - All, rows 9, 68 and 90) is for 2016-17.
    published.assert_printed(&[
        ("population/ons age-band=18-64", ENGLAND, "2016-17", "33599949"),
        ("population/ons age-band=65-and-over", ENGLAND, "2016-17", "9882841"),
        ("population/ons age-band=85-and-over", ENGLAND, "2016-17", "1328092"),
        ("population/ons/all-ages", ENGLAND, "2016-17", "55268067"),
        ("population/ons age-band=18-64", YORKSHIRE, "2016-17", "3283828"),
        ("population/ons age-band=65-and-over", KIRKLEES, "2016-17", "74606"),
        // The published total of mid-2022 (SOURCES).
        ("population/ons/all-ages", ENGLAND, "2022-23", "57106398"),
    ]);
    let observations = &published.read.value.observations;
    for end in 2016..=2023 {
        let year = format!("{}-{:02}", end - 1, end % 100).parse().expect("a literal year");
        for series in ["population/ons", "population/ons age-band=18-64", "population/ons/all-ages"]
        {
            let key = published.series(series);
            let people = |area| {
                observations.get(key, area, year).and_then(|o| o.figure.ok()).unwrap_or_default()
            };
            let councils = published.areas.of_level(AreaLevel::Council);
            let sum: Decimal = councils.map(people).sum();
            assert_eq!(sum, people(published.areas.england()), "{series} {year}");
        }
    }
}
