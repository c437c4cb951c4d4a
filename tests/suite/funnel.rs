//! Councils beside the 99.8% limits of chance, worked out again from the open data.

use std::collections::BTreeMap;

use crate::harness::{Tree, illustrative, published};
use crate::pages::table;

/// The normal deviate of 99.8 per cent.
const Z: f64 = 3.090_232;

/// A share beside England's: the score test says that it is set apart where the distance is more than this.
fn side_of_share(value: f64, people: f64, england: f64) -> &'static str {
    let (own, whole) = (value / 100.0, england / 100.0);
    side(own - whole, Z * (whole * (1.0 - whole) / people).sqrt())
}

/// A rate beside England's by the chances themselves: how likely so many or more events are, and so few or
/// fewer, where England's rate holds.
fn side_of_rate(events: f64, people: f64, england: f64) -> Option<&'static str> {
    let mean = england * people / 100_000.0;
    // By logarithms, because the chance of none at all is smaller than any float.
    let (mut log, mut fewer, mut k) = (-mean, 0.0, 0.0);
    while k < events {
        fewer += log.exp();
        k += 1.0;
        log += (mean / k).ln();
    }
    let (few, many) = (fewer + log.exp(), 1.0 - fewer);
    // Byar's limits are an approximation; beside the limit itself the two may differ.
    if (few - 0.001).abs() < 0.000_4 || (many - 0.001).abs() < 0.000_4 {
        return None;
    }
    Some(if many < 0.001 {
        "above"
    } else if few < 0.001 {
        "below"
    } else {
        "within"
    })
}

fn side(distance: f64, reach: f64) -> &'static str {
    if distance > reach {
        "above"
    } else if distance < -reach {
        "below"
    } else {
        "within"
    }
}

/// Holds the page of a measure against the data; gives how many councils were compared.
fn held(tree: &Tree, measure: &str, year: &str) -> usize {
    let path = tree.root.join(format!("measures/{}/index.html", measure.to_lowercase()));
    let page = fs_err::read_to_string(path).expect("the page").replace("&#x2f;", "/");
    let rows = table(&page, "councils-table");
    let column = rows[0].iter().position(|name| name == "99.8% limits").expect("the column");
    let printed: BTreeMap<&str, &str> =
        rows.iter().skip(1).map(|row| (&*row[0], &*row[column])).collect();
    let data = tree.measures();
    let england = data.value(measure, year, "E92000001").expect("England");
    let mut compared = 0;
    let mut sides: BTreeMap<&str, usize> = BTreeMap::new();
    for row in data.of_level(measure, year, "council") {
        let name = row["area_name"].as_str();
        let number = |column: &str| row[column].parse::<f64>().ok();
        let said = printed[name];
        let (Some(value), Some(events), Some(people)) =
            (number("value"), number("numerator"), number("denominator"))
        else {
            assert_eq!(said, "none", "{measure} {name}");
            continue;
        };
        if said == "none" {
            // Too small to be compared, or too few to have an interval.
            assert!(
                people < 30.0 || name == "City of London" || name == "Isles of Scilly",
                "{name}"
            );
            continue;
        }
        *sides.entry(said).or_default() += 1;
        let wanted = if row["unit"] == "percent" {
            Some(side_of_share(value, people, england))
        } else {
            side_of_rate(events, people, england)
        };
        if let Some(wanted) = wanted {
            assert_eq!(said, wanted, "{measure} {name}: {value} of {people}, England {england}");
            compared += 1;
        }
    }
    for (side, count) in sides {
        // Without its first letter, which is a capital there.
        let row = format!("{} the limits</th><td class=\"num\">{count}</td>", side.split_at(1).1);
        assert!(page.contains(&row), "{measure}: {row}");
    }
    compared
}

#[test]
fn councils_are_beside_the_limits_where_the_data_puts_them() {
    let tree = illustrative();
    assert!(held(tree, "OC10", "2023-24") >= 6);
    let Some(tree) = published() else { return };
    for measure in ["AC05", "AC14"] {
        assert!(held(tree, measure, "2021-22") > 100, "{measure}");
    }
}
