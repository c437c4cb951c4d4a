//! How sure a figure is: confidence intervals for shares and rates, and published margins of error.
//!
//! The methods are those of the Office for Health Improvement and Disparities (METHOD 7.2). Money has
//! none, as it is counted in full and not sampled: there is no [`Scale`] for it, and no interval
//! without a scale.
//!
//! Inside this file and nowhere else a figure passes through floating point, for square roots and
//! Poisson sums. Only the four operations and the square root are used, which every machine rounds in
//! the same way, and the limits come back as decimals of ten significant digits; so the same counts
//! give the same bytes. The counts were rounded to 5 before they were published, which makes all
//! limits approximate.

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero as AWAY;
use rust_decimal::prelude::{FromPrimitive as _, ToPrimitive as _};
use serde::Deserialize;

use crate::domain::figure::Figure;
use crate::domain::unit::Unit;

mod limits;
mod published;

pub use published::of_value;

/// With fewer people than this no interval is given: counts rounded to 5 say too little (METHOD 7.2).
const LEAST_PEOPLE: i64 = 30;

/// Below this many events Byar's approximation gives way to exact Poisson limits.
const LEAST_EVENTS_FOR_BYAR: i64 = 10;

/// Significant digits of a limit.
const DIGITS: u32 = 10;

/// How the interval of a measure is made; a key of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalMethod {
    /// There is none: money, unit costs, totals.
    #[default]
    None,
    /// A survey: the margin of error as published; where a release has none, Wilson on the people who
    /// answered, never on the weighted denominator, which would make it several times too narrow.
    MarginOfError,
    /// A share of people counted by councils.
    Wilson,
    /// A rate of events in a population.
    Byar,
}

impl IntervalMethod {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::MarginOfError => "margin-of-error",
            Self::Wilson => "wilson",
            Self::Byar => "byar",
        }
    }

    /// The method in words, for documents.
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::MarginOfError => "the publisher's margin of error",
            Self::Wilson => "Wilson, 95%",
            Self::Byar => "Byar, 95%; exact Poisson below 10",
        }
    }
}

/// How sure the limits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// 95 per cent, as in the publisher's margins of error.
    P95,
    /// 99.8 per cent, for funnels.
    P998,
}

impl Confidence {
    /// The normal deviate, as in METHOD 7.2.
    const fn z(self) -> f64 {
        match self {
            Self::P95 => 1.959_964,
            Self::P998 => 3.090_232,
        }
    }

    /// The share left out at each end.
    const fn tail(self) -> f64 {
        match self {
            Self::P95 => 0.025,
            Self::P998 => 0.001,
        }
    }
}

/// The scale of a figure that can have an interval: its least and greatest value, and what a share is
/// multiplied by to be on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    least: Decimal,
    greatest: Option<Decimal>,
    per: Decimal,
}

impl Scale {
    /// The scale of a unit; none for money and for plain counts of people.
    pub fn of(unit: Unit) -> Option<Self> {
        let scale = |greatest: Option<Decimal>, per| Self { least: Decimal::ZERO, greatest, per };
        match unit {
            Unit::GbpMillion
            | Unit::GbpPerPerson
            | Unit::GbpPerWeek
            | Unit::GbpPerHour
            | Unit::People => None,
            Unit::Percent => Some(scale(Some(Decimal::ONE_HUNDRED), Decimal::ONE_HUNDRED)),
            Unit::Per100k | Unit::Per100kFine => Some(scale(None, Decimal::from(100_000))),
            Unit::Score => Some(scale(None, Decimal::ONE)),
            Unit::ScoreFine => Some(scale(Some(Decimal::ONE), Decimal::ONE)),
        }
    }

    /// The same with the range of a survey score, such as 0 to 24.
    #[must_use]
    pub const fn ranging(self, least: Decimal, greatest: Decimal) -> Self {
        Self { least, greatest: Some(greatest), per: self.per }
    }

    fn clip(self, value: Decimal) -> Decimal {
        let value = value.max(self.least);
        self.greatest.map_or(value, |greatest| value.min(greatest))
    }
}

/// What was published beside a figure, as far as it was.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    /// People or events that the figure counts.
    pub numerator: Option<Figure>,
    /// People that they are counted among.
    pub denominator: Option<Figure>,
    /// People who answered a survey.
    pub base: Option<Figure>,
    /// The published margin of error, in the unit of the figure.
    pub margin: Option<Figure>,
}

/// How limits were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Made {
    /// The figure with the published margin of error on both sides.
    MarginOfError,
    /// Wilson's score method.
    Wilson,
    /// Byar's approximation.
    Byar,
    /// Exact Poisson limits.
    ExactPoisson,
}

impl Made {
    /// The words for notes.
    pub const fn words(self) -> &'static str {
        match self {
            Self::MarginOfError => "published margin of error",
            Self::Wilson => "Wilson's method",
            Self::Byar => "Byar's method",
            Self::ExactPoisson => "exact Poisson limits",
        }
    }
}

/// The range in which a figure may well lie, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Lower limit.
    pub low: Decimal,
    /// Upper limit.
    pub high: Decimal,
    /// How the limits were made.
    pub made: Made,
}

impl Interval {
    /// Whether a value lies outside: the figure and the value are then statistically different.
    pub fn excludes(&self, value: Decimal) -> bool {
        value < self.low || self.high < value
    }

    /// Whether two intervals share a value.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// The 95 per cent interval of a figure; none where there is no figure, where what it needs was not
/// published, where too few people stand behind it, or where it does not hold the figure itself, so
/// that figure and counts cannot be of the same thing.
pub fn interval(
    method: IntervalMethod,
    value: Figure,
    evidence: &Evidence,
    scale: Scale,
) -> Option<Interval> {
    interval_at(Confidence::P95, method, value, evidence, scale)
}

/// The same at another confidence. A published margin of error is of 95 per cent and gives no other.
pub fn interval_at(
    confidence: Confidence,
    method: IntervalMethod,
    value: Figure,
    evidence: &Evidence,
    scale: Scale,
) -> Option<Interval> {
    let value = value.ok()?;
    let limits = match method {
        IntervalMethod::None => None,
        IntervalMethod::MarginOfError => margin(confidence, value, evidence)
            .or_else(|| answers(confidence, value, evidence, scale)),
        IntervalMethod::Wilson if evidence.base.is_some() => {
            answers(confidence, value, evidence, scale)
        }
        IntervalMethod::Wilson => share(confidence, value, evidence, scale),
        IntervalMethod::Byar => rate(confidence, evidence, scale),
    }?;
    let Interval { low, high, made } = limits;
    let limits = Interval { low: scale.clip(low), high: scale.clip(high), made };
    (!limits.excludes(value)).then_some(limits)
}

/// The figures beyond which an interval leaves out a value that `people` are held against, as in a funnel
/// (METHOD 7.4): lower and upper. None for methods that need more than people.
pub fn around(
    confidence: Confidence,
    method: IntervalMethod,
    value: Decimal,
    people: Decimal,
    scale: Scale,
) -> Option<(Decimal, Decimal)> {
    let share = value.checked_div(scale.per)?.to_f64()?;
    let (people, per) = (people.to_f64().filter(|people| *people > 0.0)?, scale.per.to_f64()?);
    let (low, high) = match method {
        IntervalMethod::Wilson => limits::wilson_around(share, people, confidence.z()),
        IntervalMethod::Byar => {
            let (low, high) = limits::byar_around(share * people, confidence.z());
            (low / people, high / people)
        }
        IntervalMethod::None | IntervalMethod::MarginOfError => return None,
    };
    Some((scale.clip(decimal(low * per)?), scale.clip(decimal(high * per)?)))
}

fn margin(confidence: Confidence, value: Decimal, evidence: &Evidence) -> Option<Interval> {
    let margin = evidence.margin?.ok().filter(|margin| *margin >= Decimal::ZERO)?;
    if confidence != Confidence::P95 || evidence.base.is_some_and(|base| !is_enough(base)) {
        return None;
    }
    let (low, high) = (value.checked_sub(margin)?, value.checked_add(margin)?);
    Some(Interval { low, high, made: Made::MarginOfError })
}

/// Wilson on the people who answered a survey. Only for shares: a score has no such interval.
fn answers(
    confidence: Confidence,
    value: Decimal,
    evidence: &Evidence,
    scale: Scale,
) -> Option<Interval> {
    let people = evidence.base.filter(|base| is_enough(*base))?.ok()?;
    wilson(confidence, value.checked_div(scale.per)?.checked_mul(people)?, people, scale)
}

fn share(
    confidence: Confidence,
    value: Decimal,
    evidence: &Evidence,
    scale: Scale,
) -> Option<Interval> {
    let people = evidence.denominator.filter(|people| is_enough(*people))?.ok()?;
    let among = match evidence.numerator {
        Some(numerator) => numerator.ok()?,
        None => value.checked_div(scale.per)?.checked_mul(people)?,
    };
    wilson(confidence, among, people, scale)
}

fn wilson(
    confidence: Confidence,
    among: Decimal,
    people: Decimal,
    scale: Scale,
) -> Option<Interval> {
    if scale.greatest != Some(scale.per) || among < Decimal::ZERO || among > people {
        return None;
    }
    let (low, high) = limits::wilson(among.to_f64()?, people.to_f64()?, confidence.z());
    let per = scale.per.to_f64()?;
    Some(Interval { low: decimal(low * per)?, high: decimal(high * per)?, made: Made::Wilson })
}

fn rate(confidence: Confidence, evidence: &Evidence, scale: Scale) -> Option<Interval> {
    let people = evidence.denominator.filter(|people| is_enough(*people))?.ok()?;
    let events = evidence.numerator?.ok().filter(|events| *events >= Decimal::ZERO)?;
    let ((low, high), made) = if events < Decimal::from(LEAST_EVENTS_FOR_BYAR) {
        // Events below ten are whole: no release has other counts, and the exact limits need them so.
        let whole = Some(events).filter(Decimal::is_integer)?.to_u32()?;
        (limits::poisson(whole, confidence.tail()), Made::ExactPoisson)
    } else {
        (limits::byar(events.to_f64()?, confidence.z()), Made::Byar)
    };
    let times = scale.per.to_f64()? / people.to_f64()?;
    Some(Interval { low: decimal(low * times)?, high: decimal(high * times)?, made })
}

fn is_enough(people: Figure) -> bool {
    people.is_ok_and(|people| people >= Decimal::from(LEAST_PEOPLE))
}

/// A limit as a decimal of ten significant digits.
fn decimal(limit: f64) -> Option<Decimal> {
    Some(Decimal::from_f64(limit)?.round_sf_with_strategy(DIGITS, AWAY)?.normalize())
}

#[cfg(test)]
mod tests;
