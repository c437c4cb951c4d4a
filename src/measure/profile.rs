//! Spend beside outcomes: the place of every council on two scales, which are never made into one
//! number (METHOD 5.2).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Measure, Polarity};
use crate::measure::comparators::Peers;
use crate::measure::distribution::Distribution;
use crate::measure::evaluate::Inputs;
use crate::measure::results::{Results, YearResults};
use crate::reference::areas::{AreaId, Areas};

/// Outcomes older than so many years before the report year say nothing about its spend.
const OLDEST: u16 = 2;

/// With fewer similar councils than this their median is not given (METHOD 7.6).
const LEAST_SIMILAR: usize = 5;

/// One measure in the newest year that counts.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The year of the figures.
    pub year: FinancialYear,
    results: &'a YearResults,
}

impl<'a> Counted<'a> {
    /// How the measure is spread over councils.
    pub fn spread(&self) -> Option<&'a Distribution> {
        self.results.distribution.as_ref()
    }

    /// How far a council is from the median of England's councils, in raw median absolute deviations,
    /// with the sign turned where lower is what the measure aims at.
    pub fn position(&self, council: AreaId) -> Option<Decimal> {
        let value = self.results.values.get(&council)?.value.ok()?;
        let distance = self.spread()?.distance(value)?;
        match self.measure.polarity {
            Polarity::Higher => Some(distance),
            Polarity::Lower => Some(-distance),
            // The catalogue lets no such measure in.
            Polarity::None | Polarity::HigherWithCaution | Polarity::LowerWithCaution => None,
        }
    }
}

/// Where one council lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// How much higher its spend is than the median of its similar councils, in per cent of that.
    pub spend: Option<Decimal>,
    /// The median of its similar councils.
    pub similar_median: Option<Decimal>,
    /// The median of its positions; none where too few outcomes have one.
    pub outcomes: Option<Decimal>,
    /// How many outcomes have a position.
    pub counted: usize,
}

impl Place {
    /// Both coordinates, for a council that can be drawn.
    pub fn point(&self) -> Option<(Decimal, Decimal)> {
        self.spend.zip(self.outcomes)
    }
}

/// Every council's spend beside its outcomes.
pub struct Profile<'a> {
    /// What is spent; none before anything was published.
    pub spend: Option<Counted<'a>>,
    /// The outcomes, in the order of the catalogue's list.
    pub outcomes: Vec<Counted<'a>>,
    /// The councils that can be compared.
    pub places: BTreeMap<AreaId, Place>,
}

impl<'a> Profile<'a> {
    /// Works out the place of every council of a report year.
    pub fn new(
        inputs: Inputs<'a>,
        results: &'a Results,
        year: FinancialYear,
        peers: Peers<'_>,
    ) -> Self {
        let wanted = &inputs.catalogue.profile;
        let counted = |id| {
            let year = results.latest_year(id, year)?;
            let results = results.year(id, year)?;
            Some(Counted { measure: inputs.catalogue.measures.get(id)?, year, results })
        };
        let spend = counted(&wanted.spend);
        let oldest = year.end() - OLDEST;
        let outcomes: Vec<Counted<'a>> = wanted
            .outcomes
            .iter()
            .filter_map(counted)
            .filter(|outcome| outcome.year.end() >= oldest)
            .collect();
        let councils = inputs.areas.councils_in(year);
        let places = councils
            .filter(|council| inputs.areas.not_compared(*council).is_none())
            .map(|council| {
                let similar_median =
                    spend.and_then(|spend| similar_median(inputs.areas, spend, council, peers));
                let own = spend.and_then(|spend| spend.results.values.get(&council)?.value.ok());
                let positions = outcomes.iter().filter_map(|outcome| outcome.position(council));
                let positions: Vec<Decimal> = positions.collect();
                let enough = positions.len() >= wanted.least;
                let place = Place {
                    spend: own.zip(similar_median).and_then(|(own, median)| more(own, median)),
                    similar_median,
                    counted: positions.len(),
                    outcomes: Distribution::of(positions.into_iter().map(Ok))
                        .filter(|_| enough)
                        .map(|spread| spread.median),
                };
                (council, place)
            })
            .collect();
        Self { spend, outcomes, places }
    }
}

fn similar_median(
    areas: &Areas,
    spend: Counted<'_>,
    council: AreaId,
    peers: Peers<'_>,
) -> Option<Decimal> {
    let group = peers.similar_group(areas, council, spend.year)?;
    let values = group.members.iter().filter_map(|member| spend.results.values.get(member));
    let spread = Distribution::of(values.map(|value| value.value))?;
    (spread.count() >= LEAST_SIMILAR).then_some(spread.median)
}

/// How much higher a value is than another, in per cent of the other.
fn more(value: Decimal, other: Decimal) -> Option<Decimal> {
    ((value - other) * Decimal::ONE_HUNDRED).checked_div(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_in_per_cent_of_the_other() {
        assert_eq!(more(450.into(), 500.into()), Some(Decimal::from(-10)));
        assert_eq!(more(450.into(), 0.into()), None);
    }
}
