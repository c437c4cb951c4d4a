//! The outcome value index: outcomes beside spend as one number, always with its range (METHOD 5.3).
//!
//! It is made for the internal profile only, and only where someone gives need and area costs: without them
//! need would be read as waste. What it is made of is data, `data/catalogue/productivity.toml`. Figures are
//! decimals, ranges whole millionths; nothing here is a float.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::domain::figure::{Figure, Gap};
use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Catalogue, IntervalMethod, Measure, MeasureId, Polarity};
use crate::measure::distribution::Distribution;
use crate::measure::results::{MeasureValue, Results};
use crate::measure::value_index::ranges::{Drawn, ONE, Plan, ranges};
use crate::observe::need::{Need, NeedTable};
use crate::reference::areas::{AreaId, Areas};

mod ranges;

#[cfg(test)]
mod tests;

/// How many years of spend are taken together.
pub const YEARS: u16 = 3;

/// Decimal places of index and ranges, in print and wherever one is held against another.
pub const PLACES: u32 = 1;

/// What makes the median absolute deviation comparable with a standard deviation (METHOD 5.3).
const SCALED: Decimal = Decimal::from_parts(14_826, 0, 0, false, 4);

/// A standard deviation in half the width of a 95 per cent interval.
const NORMAL: Decimal = Decimal::from_parts(1_959_964, 0, 0, false, 6);

/// Farther from the median than this counts as this far.
const FARTHEST: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Why no council has an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNone {
    /// Nobody gave need and area costs.
    NoTable,
    /// One of the years is barred, with the reason.
    Blocked(FinancialYear, String),
    /// The years reach across a break, with its first year and the reason.
    Broken(FinancialYear, String),
    /// England has no spend in one of the years.
    NoSpend(FinancialYear),
}

/// Why one council has none where others have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It is too small to be compared.
    NotCompared,
    /// The table has no line for it.
    NoNeed,
    /// Its spend is missing in one of the years, or not above zero.
    NoSpend(FinancialYear, Option<Gap>),
    /// A domain has too few of its measures: its name and what share it has, in per cent.
    TooFew(String, Decimal),
}

/// One measure of a council in its domain.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The council's figure.
    pub value: Decimal,
    /// The median of England's councils.
    pub median: Decimal,
    /// How far apart they are, in scaled deviations in the direction that the measure aims at.
    pub z: Decimal,
}

/// A domain of a council.
#[derive(Debug, Clone)]
pub struct Scored<'a> {
    /// Its name.
    pub name: &'a str,
    /// The measures it has.
    pub parts: Vec<Part<'a>>,
    /// The share of its measures that it has, in per cent.
    pub coverage: Decimal,
    /// The mean of them.
    pub score: Decimal,
}

/// A range, rounded as it is printed.
pub type Range = (Decimal, Decimal);

/// The index of one council.
#[derive(Debug, Clone)]
pub struct CouncilIndex<'a> {
    /// The domains.
    pub domains: Vec<Scored<'a>>,
    /// Outcomes, where 100 is the median.
    pub outcomes: Decimal,
    /// What was spent per adult in real terms, the mean of the years.
    pub spent: Decimal,
    /// What England's spend would be with this council's need and costs.
    pub expected: Decimal,
    /// The one over the other, where 100 is as expected.
    pub spend: Decimal,
    /// What need and costs are taken from.
    pub need: &'a Need,
    /// Outcomes over spend, where 100 is England's.
    pub value: Decimal,
    /// From the 5th to the 95th percentile of all draws.
    pub range: Range,
    /// The lowest and the highest with one measure left out.
    pub left_out: Range,
    /// With other weights.
    pub weights: Range,
    /// With other answers to the surveys.
    pub surveys: Range,
}

/// Where a council's range lies beside its similar councils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Fewer than eight of them have an index.
    NoGroup,
    /// It reaches into their middle half.
    Within(Range),
    /// All of it is below their middle half.
    Below(Range),
    /// All of it is above their middle half.
    Above(Range),
}

/// The index of every council in a report year.
#[derive(Debug)]
pub struct ValueIndex<'a> {
    /// The years of spend, oldest first; the outcomes are those of the last.
    pub years: Vec<FinancialYear>,
    /// Every council, or why no one has an index.
    pub councils: Result<BTreeMap<AreaId, Result<CouncilIndex<'a>, WhyNot>>, WhyNone>,
}

/// What the index is made from.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The measures and what the index takes of them.
    pub catalogue: &'a Catalogue,
    /// The register.
    pub areas: &'a Areas,
    /// Every measure, year and area.
    pub results: &'a Results,
    /// The report year.
    pub year: FinancialYear,
}

impl<'a> ValueIndex<'a> {
    /// Works it out for every council of the report year.
    pub fn new(ground: Ground<'a>, need: Option<&'a NeedTable>) -> Self {
        let year = ground.year;
        let mut years: Vec<FinancialYear> =
            std::iter::successors(Some(year), |year| Some(year.before()))
                .take(usize::from(YEARS))
                .collect();
        years.reverse();
        let councils = ground.councils(&years, need);
        Self { years, councils }
    }

    /// A council's index, if it has one.
    pub fn of(&self, council: AreaId) -> Option<&CouncilIndex<'a>> {
        self.councils.as_ref().ok()?.get(&council)?.as_ref().ok()
    }

    /// A council's range beside the middle half of its similar councils.
    pub fn beside(&self, index: &CouncilIndex<'_>, similar: &[AreaId]) -> Beside {
        let values = similar.iter().filter_map(|council| self.of(*council)).map(|of| Ok(of.value));
        let quartiles = Distribution::of(values).and_then(|spread| spread.quartiles);
        let Some((low, high)) = quartiles.map(|(low, high)| (printed(low), printed(high))) else {
            return Beside::NoGroup;
        };
        if index.range.1 < low {
            Beside::Below((low, high))
        } else if index.range.0 > high {
            Beside::Above((low, high))
        } else {
            Beside::Within((low, high))
        }
    }
}

impl<'a> Ground<'a> {
    fn councils(
        self,
        years: &[FinancialYear],
        need: Option<&'a NeedTable>,
    ) -> Result<BTreeMap<AreaId, Result<CouncilIndex<'a>, WhyNot>>, WhyNone> {
        let wanted = &self.catalogue.productivity;
        let (first, last) = (*years.first().unwrap_or(&self.year), self.year);
        if let Some(barred) = wanted.blocked.iter().find(|barred| years.contains(&barred.year)) {
            return Err(WhyNone::Blocked(barred.year, barred.why.clone()));
        }
        let across = |year: FinancialYear| first < year && year <= last;
        if let Some(barred) = wanted.breaks.iter().find(|barred| across(barred.year)) {
            return Err(WhyNone::Broken(barred.year, barred.why.clone()));
        }
        let broken = self.catalogue.breaks(&wanted.spend).iter().find(|entry| across(entry.year));
        if let Some(broken) = broken {
            return Err(WhyNone::Broken(broken.year, broken.why.clone()));
        }
        let need = need.ok_or(WhyNone::NoTable)?;
        let england = self.areas.england();
        let england =
            self.mean_spend(england, years).map_err(|(year, _)| WhyNone::NoSpend(year))?;
        let councils = self.areas.councils_in(last);
        Ok(councils.map(|council| (council, self.council(council, years, england, need))).collect())
    }

    fn spend(self, area: AreaId, year: FinancialYear) -> Figure {
        let spend = &self.catalogue.productivity.spend;
        self.results.get(spend, year, area).map_or(Err(Gap::NotAvailable), |value| value.value)
    }

    /// The mean of the years, all of which must be there.
    fn mean_spend(
        self,
        area: AreaId,
        years: &[FinancialYear],
    ) -> Result<Decimal, (FinancialYear, Option<Gap>)> {
        let mut sum = Decimal::ZERO;
        for year in years {
            let spend = self.spend(area, *year).map_err(|gap| (*year, Some(gap)))?;
            if spend <= Decimal::ZERO {
                return Err((*year, None));
            }
            sum = sum.checked_add(spend).ok_or((*year, Some(Gap::NotAvailable)))?;
        }
        Ok(sum / Decimal::from(years.len().max(1)))
    }

    fn council(
        self,
        council: AreaId,
        years: &[FinancialYear],
        england: Decimal,
        need: &'a NeedTable,
    ) -> Result<CouncilIndex<'a>, WhyNot> {
        let wanted = &self.catalogue.productivity;
        if self.areas.not_compared(council).is_some() {
            return Err(WhyNot::NotCompared);
        }
        let need = need.get(&council).ok_or(WhyNot::NoNeed)?;
        let spent =
            self.mean_spend(council, years).map_err(|(year, gap)| WhyNot::NoSpend(year, gap))?;
        let mut domains = Vec::new();
        let mut drawn = Vec::new();
        for (number, domain) in wanted.domains.iter().enumerate() {
            let mut parts = Vec::new();
            for place in &domain.places {
                let Some((part, distance, error)) = self.part(council, place) else { continue };
                parts.push(part);
                drawn.push(Drawn { domain: number, distance, error });
            }
            let coverage = share(parts.len(), domain.places.len());
            let score = mean(parts.iter().map(|part| part.z));
            let score = score.filter(|_| coverage >= wanted.least_coverage);
            let score = score.ok_or_else(|| WhyNot::TooFew(domain.name.clone(), coverage))?;
            domains.push(Scored { name: &domain.name, parts, coverage, score });
        }
        let outcomes = outcome_index(domains.iter().map(|domain| domain.score));
        let factor = need.costs * need.need;
        let expected = england.checked_mul(factor).unwrap_or(Decimal::MAX);
        let spend = spend_index(spent, expected);
        let plan = Plan {
            domains: domains.len(),
            spend: millionths(spend).max(1),
            least: wanted.least_weight,
            draws: wanted.draws,
            // Each council has draws of its own, whichever others there are.
            seed: self
                .areas
                .code_in(council, self.year)
                .bytes()
                .fold(wanted.seed, |seed, byte| crate::domain::chance::mix(seed ^ u64::from(byte))),
        };
        let drawings = ranges(&drawn, plan).ok_or(WhyNot::NoSpend(self.year, None))?;
        let [range, left_out, weights, surveys] =
            [drawings.all, drawings.left_out, drawings.weights, drawings.surveys]
                .map(|(low, high)| (from_millionths(low), from_millionths(high)));
        Ok(CouncilIndex {
            domains,
            outcomes,
            spent,
            expected,
            spend,
            need,
            value: value_index(outcomes, spend),
            range,
            left_out,
            weights,
            surveys,
        })
    }

    /// The measure of a place that counts for a council, with what the draws need of it.
    fn part(self, council: AreaId, place: &[MeasureId]) -> Option<(Part<'a>, i64, (i64, i64))> {
        // A year may be there for a measure although no council has a figure.
        let (id, results, spread) = place.iter().find_map(|id| {
            let results = self.results.year(id, self.year)?;
            Some((id, results, results.distribution.as_ref()?))
        })?;
        let measure = self.catalogue.measures.get(id)?;
        let found = results.values.get(&council)?;
        let value = found.value.ok()?;
        let distance = aligned(value, spread, measure.polarity)?;
        let part = Part { measure, value, median: spread.median, z: clamped(distance) };
        Some((part, millionths(distance), error(measure, found, value, spread)))
    }
}

/// How much a figure's distance falls and rises with one standard deviation of its survey, in millionths.
fn error(
    measure: &Measure,
    found: &MeasureValue,
    value: Decimal,
    spread: &Distribution,
) -> (i64, i64) {
    if measure.interval != IntervalMethod::MarginOfError {
        return (0, 0);
    }
    let Some(interval) = &found.interval else { return (0, 0) };
    let scaled = |width: Decimal| {
        let scale = spread.mad.checked_mul(SCALED * NORMAL);
        let deviation = scale.and_then(|scale| width.max(Decimal::ZERO).checked_div(scale));
        deviation.map_or(0, millionths)
    };
    let (below, above) = (scaled(value - interval.low), scaled(interval.high - value));
    // Where lower is what is aimed at, a higher figure is a fall.
    if aims_lower(measure.polarity) { (above, below) } else { (below, above) }
}

const fn aims_lower(polarity: Polarity) -> bool {
    matches!(polarity, Polarity::Lower | Polarity::LowerWithCaution)
}

/// How far a value is from the median in scaled deviations, in the direction that is aimed at; none where half
/// of all councils have the very same value.
fn aligned(value: Decimal, spread: &Distribution, polarity: Polarity) -> Option<Decimal> {
    let distance = spread.distance(value)?.checked_div(SCALED)?;
    Some(if aims_lower(polarity) { -distance } else { distance })
}

fn clamped(distance: Decimal) -> Decimal {
    distance.clamp(-FARTHEST, FARTHEST)
}

fn mean(values: impl ExactSizeIterator<Item = Decimal>) -> Option<Decimal> {
    let count = Decimal::from(values.len());
    values.sum::<Decimal>().checked_div(count)
}

/// So many of all, in per cent.
fn share(there: usize, all: usize) -> Decimal {
    (Decimal::from(there) * Decimal::ONE_HUNDRED)
        .checked_div(Decimal::from(all))
        .unwrap_or(Decimal::ZERO)
}

/// 100 and ten for each deviation of the mean of the domains.
fn outcome_index(scores: impl ExactSizeIterator<Item = Decimal>) -> Decimal {
    Decimal::ONE_HUNDRED + Decimal::TEN * mean(scores).unwrap_or(Decimal::ZERO)
}

/// Spend in per cent of what is expected.
fn spend_index(spent: Decimal, expected: Decimal) -> Decimal {
    let part = spent.checked_div(expected).and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED));
    part.unwrap_or(Decimal::ZERO)
}

fn value_index(outcomes: Decimal, spend: Decimal) -> Decimal {
    // Outcomes lie between 70 and 130.
    (outcomes * Decimal::ONE_HUNDRED).checked_div(spend).unwrap_or(Decimal::ZERO)
}

/// Whole millionths; what is beyond any number of them is as far as they go.
fn millionths(value: Decimal) -> i64 {
    let most = if value.is_sign_negative() { i64::MIN / 2 } else { i64::MAX / 2 };
    let scaled = value.checked_mul(Decimal::from(ONE));
    scaled.and_then(|scaled| half_up(scaled, 0).to_i64()).unwrap_or(most)
}

fn from_millionths(value: i64) -> Decimal {
    printed(Decimal::new(value, 6))
}

fn printed(value: Decimal) -> Decimal {
    half_up(value, PLACES)
}
