//! England's series of outcomes over the releases of ten years, held against the values METHOD prints.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::observe::read;
use use_of_resources::reference::vocabulary::Dimension;
use use_of_resources::release::walk;

use crate::ascof_years::{Reference, number};
use crate::harness::published_files;

/// METHOD 3.4, typed in: England, 2014-15 to 2023-24; a dash is no row. Where it has a first release and
/// a later one the later counts; 1b of 2016-17 was 0.403 before the publisher worked it out again.
const ENGLAND: &str = "\
    1a 19.1 19.1 19.1 19.1 19.1 19.1 - 18.9 19.0 19.1|1b - - 0.404 0.405 0.403 0.401 - 0.407 0.411 0.417|\
    1c 7.9 - 7.7 - 7.5 - - 7.3 - 7.3|1d 64.7 64.4 64.7 65.0 64.3 64.2 - 63.9 64.4 65.4|\
    1e 41.2 - 39.0 - 38.6 - - 36.3 - 36.7|2a 74.6 - 77.8 77.8 79.6 79.5 74.9 77.6 77.5 79.4|\
    2b 14.2 - 12.8 14.0 13.9 14.6 13.3 13.9 14.6 15.2|\
    2c 668.8 - 610.7 585.6 577.6 584.0 498.2 538.5 560.8 566.0|\
    2d1 82.1 - 82.5 82.9 82.4 82.0 79.1 81.8 82.3 83.8|2d2 3.1 - 2.7 2.9 2.8 2.6 3.1 2.8 2.9 3.0|\
    2e 73.3 - 76.2 77.2 77.4 77.3 78.3 78.8 80.5 81.6|3a 77.3 76.6 77.7 77.7 77.6 77.3 - 76.9 77.2 77.6|\
    3c1 74.5 73.5 73.5 73.3 69.7 68.4 - 64.6 67.2 67.9|3d1a 83.7 - 89.4 89.7 89.0 91.9 92.2 94.5 93.5 92.2|\
    3d2a 26.3 - 28.3 28.5 28.3 27.9 26.6 26.7 26.2 25.5|4a 68.5 69.2 70.1 69.9 70.0 70.2 - 69.2 69.7 71.1|\
    5a1 44.8 45.4 45.4 46.0 45.9 45.9 - 40.6 44.4 45.6";

#[test]
fn the_series_of_england_is_that_of_every_release_together() {
    let Some(data) = published_files() else { return };
    let reference = Reference::load();
    let paths = ["ascof_2014-15_to_2018-19", "ascof_2017-18_to_2023-24", "ascof_2024-25"];
    let files = walk::open(&paths.map(|folder| data.join(folder)));
    let read = read::read(files.value, &reference.context());
    // Beside them stand the facts that the program carries itself.
    let releases = read.value.observations.releases().iter();
    let outcomes = releases.filter(|release| release.title.starts_with("Measures from"));
    assert_eq!(outcomes.count(), 4);
    let mut figures = BTreeMap::new();
    for found in
        read.value.observations.iter().filter(|found| found.area == reference.areas.england())
    {
        let id = reference.vocabulary.id(found.series.quantity).to_owned();
        figures.insert((id, found.year.to_string()), found.figure);
    }
    for line in ENGLAND.split('|') {
        let mut words = line.split_whitespace();
        let id = format!("ascof/{}", words.next().expect("each line begins with a code"));
        for (year, expected) in (2015..).zip(words) {
            let year = FinancialYear::ending(year).expect("a year").to_string();
            let found = figures.get(&(id.clone(), year.clone())).and_then(|figure| figure.ok());
            let expected = (expected != "-").then(|| number(expected));
            assert_eq!(found, expected, "{id} in {year}");
        }
    }
    let dimension = reference.vocabulary.term(Dimension::Quantity, "population/ascof");
    let people: Vec<Decimal> = read
        .value
        .observations
        .iter()
        .filter(|found| Some(found.series.quantity) == dimension)
        .filter(|found| found.area == reference.areas.england())
        .filter_map(|found| found.figure.ok())
        .collect();
    // SOURCES: mid-2016 is 33,599,949 and 9,882,841; mid-2014 and mid-2024 as the files print them.
    let expected = [33_187_210, 33_599_949, 35_455_995, 9_537_710, 9_882_841, 10_981_090];
    assert_eq!(people, expected.map(Decimal::from));
}
