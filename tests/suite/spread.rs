//! Medians, distances and bands against those that the government has published.

use std::path::Path;

use rust_decimal::Decimal;
use use_of_resources::measure::distribution::{Band, Distribution, Standing};

/// The published distances of every council from the median, in median absolute deviations: requests
/// for support that resulted in a service, per 100,000 adults, 2018-19. From the Office for Local
/// Government's own data file, github.com/communitiesuk/oflog-automated-text,
/// `src/lib/adult_social_care.csv` at commit 3e30b162af1d, columns Value and `MADs_from_median`, typed to
/// four and six decimal places. Open Government Licence v3.0.
#[test]
fn distances_are_those_that_oflog_published() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/oflog-requests-2018-19.csv");
    let mut reader = csv::Reader::from_path(path).expect("the published distances open");
    let rows: Vec<(String, Decimal, Decimal)> =
        reader.deserialize().map(|row| row.expect("a published row")).collect();
    let spread = Distribution::of(rows.iter().map(|(_, value, _)| Ok(*value))).expect("values");
    // Oflog prints this median with every row.
    let printed = Decimal::new(15_868_646_161, 7);
    assert!((spread.median - printed).abs() < Decimal::new(1, 4), "{}", spread.median);
    let within = Decimal::new(2, 6);
    for (code, value, published) in &rows {
        let ours = spread.distance(*value).expect("there are enough councils");
        assert!((ours - *published).abs() <= within, "{code}: {ours}, published {published}");
    }
    // Calderdale, 27 deviations above, and Bradford, 20: a person must look before anyone writes.
    let beyond: Vec<&str> = rows
        .iter()
        .filter(|(_, value, _)| Standing::of(*value, &spread) == Some(Standing::Beyond))
        .map(|(code, _, _)| code.as_str())
        .collect();
    assert_eq!(beyond, ["E08000033", "E08000032"]);
    // Rotherham, published 1.4886, is just short of a finding, and Walsall, 1.5373, just is one.
    let band = |code: &str| {
        let row = rows.iter().find(|row| row.0 == code).expect("the council is there");
        Standing::of(row.1, &spread)
    };
    assert_eq!(band("E08000018"), Some(Standing::In(Band::SlightlyHigher)));
    assert_eq!(band("E08000030"), Some(Standing::In(Band::Higher)));
}
