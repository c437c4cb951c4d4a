//! The range of values of a chart to round ticks, and ticks to their printed form.

use rust_decimal::Decimal;

use crate::chart::scale::Scale;
use crate::domain::format;
use crate::domain::unit::Unit;

/// What a chart says beside an axis that begins above zero (METHOD 7.7).
pub(crate) const CROPPED: &str = "axis not from 0";

/// An axis: where it begins and ends, and its ticks.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    /// The value at the start.
    pub(crate) low: f64,
    /// The value at the end.
    pub(crate) high: f64,
    /// The ticks, in order, with what is printed beside each.
    pub(crate) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Whether the axis begins above zero.
    pub(crate) fn is_cropped(&self) -> bool {
        self.low > 0.0
    }

    /// The axis laid along pixels.
    pub(crate) const fn along(&self, start: f64, end: f64) -> Scale {
        Scale::new((self.low, self.high), (start, end))
    }
}

/// An axis whose ends are ticks, so that all values lie between two printed numbers.
pub(crate) fn rounded(values: (f64, f64), unit: Unit, wanted: u32) -> Axis {
    let (low, high) = opened(values, unit);
    let step = step((low, high), unit, wanted);
    let width = format::for_drawing(step);
    let ticks = ticks(step, (low / width).floor(), (high / width).ceil(), unit);
    let end = |tick: Option<&(f64, String)>, other: f64| tick.map_or(other, |(value, _)| *value);
    Axis { low: end(ticks.first(), low), high: end(ticks.last(), high), ticks }
}

/// An axis that ends at the values themselves, with the round ticks that lie between them.
pub(crate) fn exact(values: (f64, f64), unit: Unit, wanted: u32) -> Axis {
    let (low, high) = opened(values, unit);
    let step = step((low, high), unit, wanted);
    let width = format::for_drawing(step);
    let ticks = ticks(step, (low / width).ceil(), (high / width).floor(), unit);
    Axis { low, high, ticks }
}

/// The range of a trend: from zero for money and for what comes near it; otherwise cropped, but
/// never so far that a small change looks large.
pub(crate) fn trend_range((low, high): (f64, f64), unit: Unit) -> (f64, f64) {
    if unit.is_money() || low < 0.0 || low < high * 0.5 {
        return (low.min(0.0), high.max(0.0));
    }
    let least = high * 0.2;
    let spare = (least - (high - low)).max(0.0) / 2.0;
    let (low, high) = ((low - spare).max(0.0), high + spare);
    if unit == Unit::Percent && high - spare <= 100.0 {
        (low, high.min(100.0))
    } else {
        (low, high)
    }
}

/// A range with some extent, even where all values are equal.
fn opened((low, high): (f64, f64), unit: Unit) -> (f64, f64) {
    let (low, high) = (low.min(high), low.max(high));
    let least = (low.abs().max(high.abs()) * 1e-3).max(format::for_drawing(least_step(unit)) * 2.0);
    if high - low >= least {
        return (low, high);
    }
    let spare = (least - (high - low)) / 2.0;
    // A value of zero or more keeps an axis of zero or more.
    if low >= 0.0 && low < spare { (0.0, least) } else { (low - spare, high + spare) }
}

/// The smallest step of ticks: one in the last place that the unit is printed with.
fn least_step(unit: Unit) -> Decimal {
    let place = Decimal::new(1, unit.places());
    if unit == Unit::GbpMillion { place * Decimal::from(1_000_000) } else { place }
}

/// The round step that gives about as many ticks as wanted: 1, 2, 5 or (from 25) 2.5 times a power
/// of ten.
fn step((low, high): (f64, f64), unit: Unit, wanted: u32) -> Decimal {
    let raw = (high - low) / f64::from(wanted.max(1));
    let mut power = least_step(unit);
    let mut best = power;
    // 29 digits are the most a decimal can have.
    for _ in 0..32 {
        for (times, scale) in [(1, 0), (2, 0), (25, 1), (5, 0)] {
            let Some(candidate) = power.checked_mul(Decimal::new(times, scale)) else {
                return best;
            };
            if scale == 1 && candidate < Decimal::from(25) {
                continue;
            }
            best = candidate;
            if format::for_drawing(candidate) >= raw * 0.999 {
                return best;
            }
        }
        let Some(next) = power.checked_mul(Decimal::TEN) else { return best };
        power = next;
    }
    best
}

fn ticks(step: Decimal, first: f64, last: f64, unit: Unit) -> Vec<(f64, String)> {
    let mut values = Vec::new();
    let mut index = first;
    // The step is chosen for a handful of ticks; the limit guards against a step that could not be.
    while index <= last && values.len() < 16 {
        let times = Decimal::try_from(index).ok();
        values.extend(times.and_then(|times| times.checked_mul(step)));
        index += 1.0;
    }
    let places = values.iter().map(|value| value.normalize().scale()).max().unwrap_or(0);
    values
        .into_iter()
        .map(|value| (format::for_drawing(value), printed(value, unit, places)))
        .collect()
}

/// A tick in print: as short as it can be, with the same number of decimal places as its neighbours.
fn printed(value: Decimal, unit: Unit, places: u32) -> String {
    match unit {
        Unit::GbpPerHour if places > 0 => format::number(value, unit),
        Unit::GbpMillion | Unit::GbpPerPerson | Unit::GbpPerWeek | Unit::GbpPerHour => {
            format::tick(value, unit)
        }
        Unit::Percent => format!("{}%", format::decimal(value, places)),
        Unit::Per100k | Unit::Per100kFine | Unit::Score | Unit::ScoreFine | Unit::People => {
            format::decimal(value, places)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        for (range, unit, expected) in [
            ((0.0, 493.9), Unit::GbpPerPerson, vec!["£0", "£100", "£200", "£300", "£400", "£500"]),
            ((0.0, 18.88), Unit::GbpPerHour, vec!["£0", "£5", "£10", "£15", "£20"]),
            ((58.0, 71.0), Unit::Percent, vec!["55%", "60%", "65%", "70%", "75%"]),
            ((0.39, 0.42), Unit::ScoreFine, vec!["0.39", "0.40", "0.41", "0.42"]),
            (
                (0.0, 2.1e10),
                Unit::GbpMillion,
                vec!["£0m", "£5,000m", "£10,000m", "£15,000m", "£20,000m", "£25,000m"],
            ),
            (
                (-424.0, 300.0),
                Unit::GbpPerPerson,
                vec!["−£600", "−£400", "−£200", "£0", "£200", "£400"],
            ),
            ((0.0, 0.0), Unit::People, vec!["0", "1", "2"]),
        ] {
            assert_eq!(labels(&rounded(range, unit, 5)), expected, "{range:?}");
        }
    }

    #[test]
    fn an_exact_axis_ends_at_the_values() {
        let axis = exact((213.0, 871.0), Unit::GbpPerPerson, 5);
        assert_eq!((axis.low, axis.high), (213.0, 871.0));
        assert_eq!(labels(&axis), ["£400", "£600", "£800"]);
    }

    #[test]
    fn money_starts_at_zero_and_surveys_are_cropped_a_little() {
        assert_eq!(trend_range((400.0, 500.0), Unit::GbpPerPerson), (0.0, 500.0));
        assert_eq!(trend_range((-5.0, 500.0), Unit::GbpPerPerson), (-5.0, 500.0));
        assert_eq!(trend_range((64.0, 70.0), Unit::Percent), (60.0, 74.0));
        assert_eq!(trend_range((10.0, 70.0), Unit::Percent), (0.0, 70.0));
        assert_eq!(trend_range((97.0, 100.0), Unit::Percent), (88.5, 100.0));
    }
}
