//! How many councils of a region are below, in and above the middle half, and how many rose and fell, counted
//! again from the open data.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::{Measures, Tree, entries, illustrative, page_text, published};
use crate::pages::prints;

/// Councils that are not compared and are no ends of a range.
const TOO_SMALL: [&str; 2] = ["City of London", "Isles of Scilly"];

/// The rows of a table with a caption id: the id of the measure, and the texts of all cells.
fn rows(page: &str, id: &str) -> Vec<(String, Vec<String>)> {
    let Some((_, rest)) = page.split_once(&format!("<caption id=\"{id}\">")) else {
        return Vec::new();
    };
    let body = rest.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next());
    let rows = body.expect("a body").split("<tr>").skip(1);
    rows.map(|row| {
        let link = row.split("measures/").nth(1).and_then(|rest| rest.split('/').next());
        let cells = row.split("</t").filter_map(|cell| Some(cell.rsplit_once("<t")?.1));
        let texts = cells.filter_map(|cell| Some(page_text(cell.split_once('>')?.1))).collect();
        (link.expect("a link to the measure").to_uppercase(), texts)
    })
    .collect()
}

/// A number as it is printed with some places, in whole steps of the last: halves go away from zero.
fn steps(value: f64, places: usize) -> i64 {
    let scaled = value * 10_f64.powi(i32::try_from(places).expect("few places"));
    #[expect(clippy::cast_possible_truncation, reason = "figures are far below the limit")]
    let whole = (scaled.abs() + 0.5 + 1e-9).floor() as i64;
    if scaled < 0.0 { -whole } else { whole }
}

fn places(printed: &str) -> usize {
    let digits: String = printed.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.split_once('.').map_or(0, |(_, after)| after.len())
}

/// The councils of a region with a figure, by name.
fn figures(
    data: &Measures,
    measure: &str,
    year: &str,
    region: &BTreeSet<String>,
) -> BTreeMap<String, f64> {
    let all = data.of_level(measure, year, "council");
    all.filter(|row| region.contains(&row["area_name"]))
        .filter_map(|row| Some((row["area_name"].clone(), row["value"].parse().ok()?)))
        .collect()
}

fn counted(cells: &[String]) -> Vec<usize> {
    cells.iter().map(|cell| cell.parse().expect("a count")).collect()
}

/// The table of how far apart: gives how many rows were counted.
fn apart(data: &Measures, page: &str, code: &str, region: &BTreeSet<String>) -> usize {
    let mut compared = 0;
    for (measure, cells) in rows(page, "spread-table") {
        let [_, year, own, england, median, half, range, counts @ ..] = cells.as_slice() else {
            panic!("{measure}: {cells:?}");
        };
        let cell = |area: &str, column: &str| data.cell(&measure, year, area, column).to_owned();
        let place = format!("{code} {measure} {year}");
        for (printed, value) in [(own, cell(code, "value")), (england, cell("E92000001", "value"))]
        {
            assert!(value.is_empty() || prints(printed, &value), "{place}: {printed} of {value}");
        }
        let found = figures(data, &measure, year, region);
        let (Ok(lower), Ok(upper)) = (
            cell("E92000001", "lower_quartile").parse::<f64>(),
            cell("E92000001", "upper_quartile").parse::<f64>(),
        ) else {
            assert_eq!(counts, ["not given"; 3], "{place}");
            continue;
        };
        assert!(prints(median, &cell("E92000001", "median")), "{place}: {median}");
        let (from, to) = half.split_once(" to ").expect("a middle half");
        assert!(prints(from, &lower.to_string()) && prints(to, &upper.to_string()), "{place}");
        let shown = places(median);
        let at = |value: f64| steps(value, shown);
        let below = found.values().filter(|value| at(**value) < at(lower)).count();
        let above = found.values().filter(|value| at(**value) > at(upper)).count();
        let within = found.len() - below - above;
        assert_eq!(counted(counts), [below, within, above], "{place}");
        if let Some((least, most)) = range.split_once(" to ") {
            let compared = found.iter().filter(|(name, _)| !TOO_SMALL.contains(&name.as_str()));
            let ends = compared.map(|(_, value)| *value);
            let (low, high) =
                (ends.clone().fold(f64::MAX, f64::min), ends.fold(f64::MIN, f64::max));
            assert!(prints(least, &low.to_string()) && prints(most, &high.to_string()), "{place}");
        }
        compared += 1;
    }
    compared
}

/// The table of what changed: gives how many rows were counted.
fn changed(data: &Measures, page: &str, code: &str, region: &BTreeSet<String>) -> usize {
    let mut compared = 0;
    for (measure, cells) in rows(page, "changes-table") {
        let [_, years, before, after, change, counts @ ..] = cells.as_slice() else {
            panic!("{measure}: {cells:?}");
        };
        let (first, second) = years.split_once(" to ").expect("two years");
        let place = format!("{code} {measure} {years}");
        let value = |year| data.value(&measure, year, code).expect("the region has both");
        let (old, new) = (value(first), value(second));
        assert!(prints(before, &old.to_string()) && prints(after, &new.to_string()), "{place}");
        let difference = match data.cell(&measure, second, code, "unit") {
            "percent" | "score" | "score-fine" => new - old,
            _ => (new - old) * 100.0 / old,
        };
        if let Some(said) = change.strip_prefix("up ").or_else(|| change.strip_prefix("down ")) {
            assert_eq!(change.starts_with("up"), new > old, "{place}: {change}");
            let number = said.split([' ', '%']).next().expect("split gives one");
            let small = said.starts_with("less than") && difference.abs() < 0.05;
            let exact = prints(number, &difference.abs().to_string());
            assert!(small || exact, "{place}: {change}, not {difference}");
        } else {
            assert!(change == "not given" || before == after, "{place}: {change}");
        }
        let (olds, news) =
            (figures(data, &measure, first, region), figures(data, &measure, second, region));
        let shown = places(after);
        let mut wanted = [0_usize; 3];
        for (name, new) in &news {
            let Some(old) = olds.get(name) else { continue };
            let (old, new) = (steps(*old, shown), steps(*new, shown));
            let slot = if new > old { 0 } else { 1 + usize::from(new == old) };
            wanted[slot] += 1;
        }
        assert_eq!(counted(counts), wanted, "{place}");
        compared += 1;
    }
    compared
}

/// Counts again for every region of a tree; gives the rows that were counted.
fn counted_again(tree: &Tree) -> [usize; 2] {
    let data = tree.measures();
    let year = tree.root.file_name().expect("a name").to_string_lossy().into_owned();
    let mut compared = [0; 2];
    for folder in entries(&tree.root.join("regions")) {
        let page = fs_err::read_to_string(folder.join("index.html")).expect("the page");
        let page = page.replace("&#x2f;", "/");
        let code = page.split("<dt>ONS code</dt><dd>").nth(1).expect("a code");
        let code = code.split('<').next().expect("split gives one");
        let councils = data.of_level("EX02", &year, "council");
        let region: BTreeSet<String> = councils
            .filter(|row| row["region_code"] == code)
            .map(|row| row["area_name"].clone())
            .collect();
        assert!(!region.is_empty(), "{code}");
        compared[0] += apart(&data, &page, code, &region);
        compared[1] += changed(&data, &page, code, &region);
    }
    compared
}

#[test]
fn counts_of_regions_are_those_of_the_data() {
    let [apart, changed] = counted_again(illustrative());
    assert!(apart >= 20 && changed >= 20, "{apart} and {changed}");
    let Some(tree) = published() else { return };
    let [apart, changed] = counted_again(tree);
    assert!(apart >= 80 && changed >= 60, "{apart} and {changed}");
}
