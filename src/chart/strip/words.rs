//! The figures of a strip to its alternative text.

use rust_decimal::Decimal;

use crate::chart::Point;
use crate::chart::alt::{self, Side};
use crate::chart::strip::range::Range;
use crate::chart::strip::{Quartiles, Strip, others, own};
use crate::domain::format;

pub(super) fn alternative(strip: &Strip<'_>, range: &Range) -> String {
    let unit = strip.unit;
    let printed = |value: Decimal| format::number(value, unit);
    let count = format::count(strip.values.len());
    let mut clauses = Vec::new();
    match own(strip) {
        Some(Point { label, figure: Ok(value), .. }) => {
            let place = standing(strip, *value);
            clauses.push(format!("{label} {} in {}{place}", printed(*value), strip.year));
        }
        Some(Point { label, figure, .. }) => {
            let words = format::figure(*figure, unit);
            clauses.push(format!("{label}, {words} for {}", strip.year));
        }
        None => clauses.push(format!("{count} councils in {}", strip.year)),
    }
    let named: Vec<String> =
        others(strip).map(|(mark, value)| format!("{} {}", mark.label, printed(value))).collect();
    if !named.is_empty() {
        clauses.push(alt::joined(&named));
    }
    if let Some((least, most)) = strip.similar.iter().min().zip(strip.similar.iter().max()) {
        let (least, most) = (printed(*least), printed(*most));
        clauses.push(if least == most {
            format!("{} at {least}", strip.ringed)
        } else {
            format!("{} from {least} to {most}", strip.ringed)
        });
    }
    let ends = strip.values.iter().min().zip(strip.values.iter().max());
    match (strip.quartiles, ends) {
        (Some(Quartiles { lower, upper, .. }), _)
            if Side::of((lower, upper), unit) == Side::Same =>
        {
            clauses.push(format!("The middle half of {count} councils is at {}", printed(lower)));
        }
        (Some(Quartiles { lower, upper, .. }), _) => clauses.push(format!(
            "The middle half of {count} councils is from {} to {}",
            printed(lower),
            printed(upper)
        )),
        (None, Some((least, most))) if least != most => clauses.push(format!(
            "Councils with a figure: {count}, from {} to {}",
            printed(*least),
            printed(*most)
        )),
        (None, Some((only, _))) => {
            clauses.push(format!("Councils with a figure: {count}, at {}", printed(*only)));
        }
        (None, None) => clauses.push("No council has a figure".to_owned()),
    }
    clauses.extend(beyond_words(range));
    alt::compose(strip.title, &clauses)
}

/// Where a figure lies among the quartiles, as printed.
fn standing(strip: &Strip<'_>, value: Decimal) -> &'static str {
    let Some(Quartiles { lower, upper, .. }) = strip.quartiles else { return "" };
    if Side::of((value, upper), strip.unit) == Side::Above {
        ", above the upper quartile"
    } else if Side::of((value, lower), strip.unit) == Side::Below {
        ", below the lower quartile"
    } else {
        ", in the middle half of councils"
    }
}

fn beyond_words(range: &Range) -> Option<String> {
    let parts: Vec<String> = [(range.above, "above"), (range.below, "below")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, side)| format!("{} {side}", format::count(count)))
        .collect();
    (!parts.is_empty()).then(|| format!("Councils beyond the axis: {}", alt::joined(&parts)))
}
