//! Formula kinds: one figure from the observations of one area and year.

use rust_decimal::Decimal;

use crate::domain::figure::{self, Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Least, Parts, Sum};
use crate::observe::observations::{Observation, Observations};
use crate::reference::areas::AreaId;

/// A sum of observations and what it was made from.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The sum, or the worst gap among its parts.
    pub figure: Figure,
    /// The observations, in the order of the formula: those that are added, then those taken away.
    pub observations: Vec<&'a Observation>,
    /// How many of them are added.
    pub added: usize,
}

/// The first alternative whose series were all published for an area and year; a published gap
/// counts as published. None where no alternative was.
pub fn first_published<'a>(
    alternatives: &[Sum],
    observations: &'a Observations,
    area: AreaId,
    year: FinancialYear,
) -> Option<Found<'a>> {
    alternatives.iter().find_map(|sum| {
        let get = |series: &_| observations.get(*series, area, year);
        let plus: Vec<_> = sum.plus.iter().map(get).collect::<Option<_>>()?;
        let minus: Vec<_> = sum.minus.iter().map(get).collect::<Option<_>>()?;
        let signed = plus
            .iter()
            .map(|observation| observation.figure)
            .chain(minus.iter().map(|observation| observation.figure.map(|value| -value)));
        let figure = figure::sum(signed);
        let added = plus.len();
        Some(Found { figure, observations: plus.into_iter().chain(minus).collect(), added })
    })
}

/// Numerator and denominator of an area and year.
pub fn parts<'a>(
    parts: &Parts,
    observations: &'a Observations,
    area: AreaId,
    year: FinancialYear,
) -> Option<(Found<'a>, Found<'a>)> {
    let numerator = first_published(&parts.numerator, observations, area, year)?;
    let denominator = first_published(&parts.denominator, observations, area, year)
        .unwrap_or(Found { figure: Err(Gap::NotAvailable), observations: Vec::new(), added: 0 });
    Some((numerator, denominator))
}

/// Numerator over denominator, times `per`; too few to compare below the least of either.
pub fn ratio(numerator: Figure, denominator: Figure, per: Decimal, least: Least) -> Figure {
    let quotient = figure::ratio(numerator, denominator)?;
    if is_too_few(numerator, denominator, least) {
        return Err(Gap::TooFew);
    }
    quotient.checked_mul(per).ok_or(Gap::NotAvailable)
}

/// Whether a known part is below what can be compared.
pub fn is_too_few(numerator: Figure, denominator: Figure, least: Least) -> bool {
    let below = |figure: Figure, least: Option<Decimal>| {
        least.is_some_and(|least| figure.is_ok_and(|value| value < least))
    };
    below(numerator, least.numerator) || below(denominator, least.denominator)
}

/// How much a value changed, in per cent of what it was.
pub fn percent_change(from: Figure, to: Figure) -> Figure {
    let (from, to) = figure::both(from, to)?;
    let ratio = figure::ratio(Ok(to), Ok(from))?;
    (ratio - Decimal::ONE).checked_mul(Decimal::ONE_HUNDRED).ok_or(Gap::NotAvailable)
}

/// A cash value in the prices of another year.
pub fn real_terms(cash: Figure, factor: Option<Decimal>) -> Figure {
    let (cash, factor) = figure::both(cash, factor.ok_or(Gap::NotAvailable))?;
    cash.checked_mul(factor).ok_or(Gap::NotAvailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    /// England 2021-22: £21,958.360m (T16!J10 in £000s) over 44,456,850 adults (T16!K10) is
    /// £493.93 per adult.
    #[test]
    fn spend_per_adult() {
        let value = ratio(
            Ok(decimal("21958360129.084673")),
            Ok(decimal("44456850")),
            Decimal::ONE,
            Least::default(),
        );
        assert_eq!(
            value.map(|value| crate::domain::rounding::half_up(value, 2)),
            Ok(decimal("493.93"))
        );
    }

    #[test]
    fn few_people_are_too_few_and_a_gap_stays_the_gap_it_was() {
        let ten = Least { numerator: Some(Decimal::TEN), denominator: Some(decimal("30")) };
        let hundred = Ok(Decimal::ONE_HUNDRED);
        assert_eq!(ratio(Ok(decimal("5")), hundred, Decimal::ONE, ten), Err(Gap::TooFew));
        assert_eq!(ratio(Ok(decimal("10")), hundred, Decimal::ONE, ten), Ok(decimal("0.1")));
        assert_eq!(ratio(Err(Gap::Suppressed), hundred, Decimal::ONE, ten), Err(Gap::Suppressed));
        assert_eq!(ratio(hundred, Ok(decimal("29")), Decimal::ONE, ten), Err(Gap::TooFew));
    }
}
