//! Figures beside the people they are counted among: how far chance alone would carry a council whose real
//! share or rate is England's (METHOD 7.4).
//!
//! A council is outside where its own 99.8 per cent interval leaves England's figure out; the limits are
//! where that begins. Need differs from place to place, so many councils are outside, and being outside
//! is neither good nor bad.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::measure::catalogue::Measure;
use crate::measure::interval::{Confidence, Evidence, Scale, around, interval_at};
use crate::measure::results::{MeasureValue, YearResults};
use crate::reference::areas::{AreaId, AreaLevel, Areas};

/// Where a council is beside the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Below the lower limit.
    Below,
    /// Between the limits.
    Within,
    /// Above the upper limit.
    Above,
}

impl Side {
    /// The word for tables and sentences.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Within => "within",
            Self::Above => "above",
        }
    }
}

/// A council's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The people that the figure is counted among.
    pub people: Decimal,
    /// The figure, in the measure's unit.
    pub value: Decimal,
    /// Where it is beside the limits.
    pub side: Side,
}

/// A measure in a year beside the people it is counted among.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// England's figure, in the measure's unit.
    pub england: Decimal,
    /// The councils with a figure and both its parts. Councils that are too small to be compared are left
    /// out.
    pub points: BTreeMap<AreaId, Point>,
}

/// The funnel of a measure in a year; none where the catalogue wants none, or where England or all councils
/// lack what it needs.
pub fn funnel(measure: &Measure, results: &YearResults, areas: &Areas) -> Option<Funnel> {
    if !measure.funnel {
        return None;
    }
    let scale = Scale::of(measure.unit)?;
    let england = results.values.get(&areas.england())?.value.ok()?;
    let council =
        |id: AreaId| areas.get(id).level == AreaLevel::Council && areas.not_compared(id).is_none();
    let points: BTreeMap<AreaId, Point> = results
        .values
        .iter()
        .filter(|(id, _)| council(**id))
        .filter_map(|(id, value)| Some((*id, point(measure, value, england, scale)?)))
        .collect();
    (!points.is_empty()).then_some(Funnel { england, points })
}

fn point(measure: &Measure, value: &MeasureValue, england: Decimal, scale: Scale) -> Option<Point> {
    let (numerator, denominator) = value.parts_to_print();
    let evidence = Evidence { numerator, denominator, ..Evidence::default() };
    let (people, figure) = (denominator?.ok()?, value.value.ok()?);
    let limits = interval_at(Confidence::P998, measure.interval, Ok(figure), &evidence, scale)?;
    let side = if limits.low > england {
        Side::Above
    } else if limits.high < england {
        Side::Below
    } else {
        Side::Within
    };
    Some(Point { people, value: figure, side })
}

impl Funnel {
    /// The limits at a number of people, in the measure's unit.
    pub fn limits(&self, measure: &Measure, people: Decimal) -> Option<(Decimal, Decimal)> {
        around(Confidence::P998, measure.interval, self.england, people, Scale::of(measure.unit)?)
    }
}
