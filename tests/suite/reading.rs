//! The published files read as printed. Expected values are typed from the workbooks, with sheet
//! and cell; without the files these tests do nothing.

use std::path::PathBuf;
use std::time::Instant;

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
        let start = Instant::now();
        let files = walk::open(&paths);
        assert!(files.diagnostics.is_empty(), "{:?}", files.diagnostics);
        let walked = start.elapsed();
        let read = read::read(&files.value, &Context { areas: &areas, vocabulary: &vocabulary });
        println!(
            "{} files: opened in {walked:?}, read in {:?}, {} observations",
            files.value.len(),
            start.elapsed() - walked,
            read.value.observations.len(),
        );
        for diagnostic in &read.diagnostics {
            println!("{diagnostic}");
        }
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

#[test]
fn all_nine_workbooks_read_without_a_problem() {
    let Some(published) = Published::read(&[TABLES, "ons-population"]) else { return };
    published.assert_no_problems();
    assert!(published.read.value.files.iter().all(|file| file.layout.is_some()));
}

#[test]
fn dump() {
    let Some(published) = published_dir() else { return };
    let areas = Areas::load().expect("loads");
    let vocabulary = Vocabulary::load().expect("loads");
    let files = walk::open(&[published.join(TABLES)]);
    let reading = use_of_resources::observe::tables::read(
        &files.value[0],
        &Context { areas: &areas, vocabulary: &vocabulary },
    );
    let mut out = String::new();
    for o in &reading.observations {
        let s = o.series;
        use std::fmt::Write as _;
        writeln!(
            out,
            "{}\t{}\tset={} age={} psr={} prov={}\t{}\t{}\t{}",
            o.place.inside(),
            vocabulary.id(s.quantity),
            vocabulary.id(s.setting),
            vocabulary.id(s.age_band),
            vocabulary.id(s.support_reason),
            vocabulary.id(s.provision),
            areas.code_in(o.area, o.year),
            o.year,
            o.figure.map_or_else(|g| g.code().to_owned(), |v| v.to_string())
        )
        .unwrap();
    }
    std::fs::write("/tmp/obs.tsv", out).unwrap();
}
