//! Spend beside outcomes, worked out a second time from the open data, in floats.

use std::collections::BTreeMap;

use crate::harness::{Measures, page_text, published};

/// The outcomes whose middle position counts, as METHOD 5.2 takes them: each aims upwards.
const OUTCOMES: [&str; 10] =
    ["OC01", "OC03", "OC04", "OC05", "OC06", "OC11", "OC12", "OC15", "OC16", "OC17"];
const YEAR: &str = "2021-22";

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

/// How far a council is from the median of all, in median absolute deviations.
fn position(measures: &Measures, measure: &str, code: &str) -> Option<f64> {
    let rows = measures.of_level(measure, YEAR, "council");
    let values: Vec<f64> = rows.filter_map(|row| row["value"].parse().ok()).collect();
    let middle = median(&values);
    let away: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    Some((measures.value(measure, YEAR, code)? - middle) / median(&away))
}

fn printed(value: f64, end: &str) -> String {
    let text = format!("{:.1}{end}", value.abs());
    match value {
        _ if text.starts_with("0.0") => text,
        value if value < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

#[test]
fn the_profile_is_what_the_open_data_make_of_it() {
    let Some(tree) = published() else { return };
    let measures = tree.measures();
    let mut similar: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let list = tree.root.join("data/similar-councils.csv");
    for row in csv::Reader::from_path(list).expect("the list").records() {
        let row = row.expect("a row");
        similar.entry(row[0].to_owned()).or_default().push(row[2].to_owned());
    }
    for (slug, code) in [
        ("kirklees", "E08000034"),
        ("bournemouth-christchurch-and-poole", "E06000058"),
        ("west-northamptonshire", "E06000062"),
    ] {
        let page = tree.find(slug, "index.html");
        let html = fs_err::read_to_string(page).expect("a page");
        let part = html.split_once("id=\"profile\"").expect("the part").1;
        let part = page_text(part.split_once("</section>").expect("its end").0);
        let spend = |code: &str| measures.value("EX02", YEAR, code);
        let near: Vec<f64> = similar[code].iter().filter_map(|code| spend(code)).collect();
        let middle = median(&near);
        let percent = (spend(code).expect("spend") / middle - 1.0) * 100.0;
        let positions: Vec<f64> =
            OUTCOMES.iter().filter_map(|id| position(&measures, id, code)).collect();
        let outcomes = median(&positions);
        let row = format!("£{middle:.0} {}", printed(percent, "%"));
        assert!(part.contains(&row), "{slug}: {row} in {part}");
        let place = match printed(outcomes, "").split_at_checked(1) {
            Some(("+", number)) => format!("{number} deviations or further above the median of"),
            Some(("0", _)) => "at the median of England's councils or above it".to_owned(),
            _ => format!("{:.1} deviations or further below the median of", outcomes.abs()),
        };
        let count = positions.len();
        let sentence = format!("half of its {count} outcome measures lie {place}");
        assert!(part.contains(&sentence), "{slug}: {sentence} in {part}");
        for position in positions {
            assert!(part.contains(&format!(" {}", printed(position, ""))), "{slug}: {position}");
        }
    }
    // One that is too small to be compared is told so and is no dot of its own.
    let page = tree.find("city-of-london", "index.html");
    let text = page_text(&fs_err::read_to_string(page).expect("a page"));
    assert!(
        text.contains(
            "City of London is not in the chart: it has too few residents to be compared."
        )
    );
}
