//! How far apart the councils of a region are, and where they lie among all councils.

use rust_decimal::Decimal;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::reference::areas::AreaId;
use crate::report::pages::region::{Column, DEPTH, Region};
use crate::report::sentences::text;
use crate::report::view::RegionSpread;

pub(super) fn intro() -> Vec<String> {
    vec![
        "The middle half holds half of England's councils, from the lower to the upper quartile. The last \
         three columns count the councils of the region below it, in it and above it, by the figures as \
         printed. To lie outside it is not a fault, and for money neither side is."
            .to_owned(),
    ]
}

/// From the smallest to the largest figure of the region's councils; nothing where none has one.
pub(super) fn range(region: &Region<'_>, column: &Column<'_>) -> Option<String> {
    // A council that is too small to be compared would be the end of every range.
    let areas = region.national.inputs.areas;
    let compared =
        || region.councils.iter().filter(|council| areas.not_compared(**council).is_none());
    let values = || compared().filter_map(|council| value(column, *council));
    let [least, most] =
        [values().min()?, values().max()?].map(|value| format::number(value, column.measure.unit));
    Some(if least == most { format!("all {least}") } else { format!("{least} to {most}") })
}

fn value(column: &Column<'_>, council: AreaId) -> Option<Decimal> {
    column.results.values.get(&council)?.value.ok()
}

/// One row a measure.
pub(super) fn rows(region: &Region<'_>) -> Vec<RegionSpread> {
    region.columns.iter().map(|column| row(region, column)).collect()
}

fn row(region: &Region<'_>, column: &Column<'_>) -> RegionSpread {
    let unit = column.measure.unit;
    let spread = column.spread();
    let quartiles = spread.and_then(|spread| spread.quartiles);
    let none = || "not given".to_owned();
    let places = quartiles.map(|(lower, upper)| {
        let values = region.councils.iter().filter_map(|council| value(column, *council));
        let mut counts = [0_usize; 3];
        for value in values {
            let at =
                usize::from(!below(value, lower, unit)) + usize::from(below(upper, value, unit));
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        counts.map(format::count)
    });
    RegionSpread {
        measure: region.pages.measure(column.measure, column.measure.short.clone(), DEPTH),
        year: column.year.to_string(),
        region: region.figure(column, region.id),
        england: region.figure(column, region.national.inputs.areas.england()),
        median: text(spread.map_or(Err(Gap::NotAvailable), |spread| Ok(spread.median)), unit),
        middle_half: quartiles.map_or_else(none, |(lower, upper)| {
            format!("{} to {}", format::number(lower, unit), format::number(upper, unit))
        }),
        range: range(region, column).unwrap_or_else(|| "no figure".to_owned()),
        places: places.unwrap_or_else(|| [none(), none(), none()]),
    }
}

/// Whether a figure is smaller than another, as printed.
fn below(value: Decimal, other: Decimal, unit: Unit) -> bool {
    value < other && format::number(value, unit) != format::number(other, unit)
}
