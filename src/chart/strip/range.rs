//! The figures of a strip to the ends of its axis.
//!
//! An axis that reached the farthest council would press all others into a corner. It stops at the
//! last council within three interquartile ranges of the middle half; arrows say how many lie
//! beyond. The marks of the report may stretch it to twice that.

use rust_decimal::Decimal;

use crate::chart::scale::extent;
use crate::chart::strip::Strip;
use crate::domain::format;

/// How many interquartile ranges from the middle half the axis may reach.
const FENCE: f64 = 3.0;

/// The axis of a strip, and how many councils lie beyond its ends.
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) below: usize,
    pub(super) above: usize,
}

/// The axis of a strip: all values, unless some lie far beyond the middle half.
pub(super) fn range(strip: &Strip<'_>) -> Range {
    let drawn = |value: Decimal| format::for_drawing(value);
    let marks: Vec<f64> =
        strip.marks.iter().filter_map(|mark| mark.figure.ok()).map(drawn).collect();
    let values: Vec<f64> = strip.values.iter().copied().map(drawn).collect();
    let (least, most) = extent(values.iter().chain(&marks).copied()).unwrap_or((0.0, 1.0));
    let fences = strip.quartiles.and_then(|quartiles| {
        let (lower, upper) = (drawn(quartiles.lower), drawn(quartiles.upper));
        let fence = FENCE * (upper - lower);
        (fence > 0.0)
            .then_some(((lower - fence, upper + fence), (lower - 2.0 * fence, upper + 2.0 * fence)))
    });
    let Some((near, far)) = fences else {
        return Range { low: least, high: most, below: 0, above: 0 };
    };
    let inside = values.iter().copied().filter(|value| near.0 <= *value && *value <= near.1);
    let held = marks.iter().map(|mark| mark.clamp(far.0, far.1));
    let (low, high) = extent(inside.chain(held)).unwrap_or((least, most));
    let below = values.iter().filter(|value| **value < low).count();
    let above = values.iter().filter(|value| **value > high).count();
    Range { low, high, below, above }
}
