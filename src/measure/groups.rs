//! England, regions and council types where nothing is printed for them: sums over their councils.

use rust_decimal::Decimal;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Least, Measure, Parts, Sum};
use crate::measure::evaluate::Inputs;
use crate::measure::formula;
use crate::measure::results::{Basis, MeasureValue};
use crate::observe::observations::Observations;
use crate::reference::areas::{AreaId, AreaLevel, Areas};

/// The weighted value of a group from the sums over its councils (METHOD rule 1): never the mean of
/// their values. Councils without both parts are left out of both sums.
pub(super) fn from_councils(
    measure: &Measure,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
) -> Option<MeasureValue> {
    let (parts, per) = match &measure.formula {
        Formula::Ratio { parts, per, .. } => (parts, *per),
        Formula::Published { remade: Some(remade), .. } => (&remade.parts, remade.per),
        Formula::Total { total } => return whole(total, inputs, area, year),
        Formula::Published { remade: None, .. }
        | Formula::RealTerms { .. }
        | Formula::RealChange { .. } => return None,
    };
    let members = members(inputs.areas, area, year)?;
    let of = members.len();
    let sums = sums(parts, inputs.observations, &members, year);
    let (numerator, denominator, with_figures) = sums?;
    Some(MeasureValue {
        value: formula::ratio(Ok(numerator), Ok(denominator), per, Least::default()),
        numerator: Some(Ok(numerator)),
        denominator: Some(Ok(denominator)),
        places: Vec::new(),
        release: None,
        basis: Basis::SumOfCouncils { with_figures, of },
    })
}

/// A total of a group: the sum over its councils, and only if every one of them has a figure. The sum
/// without one would be taken for the whole.
fn whole(
    total: &[Sum],
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
) -> Option<MeasureValue> {
    let members = members(inputs.areas, area, year)?;
    let of = members.len();
    let figures: Option<Vec<Decimal>> = members
        .iter()
        .map(|council| {
            let found = formula::first_published(total, inputs.observations, *council, year)?;
            found.figure.ok()
        })
        .collect();
    Some(MeasureValue {
        value: Ok(figures?.iter().sum()),
        numerator: None,
        denominator: None,
        places: Vec::new(),
        release: None,
        basis: Basis::SumOfCouncils { with_figures: of, of },
    })
}

fn sums(
    parts: &Parts,
    observations: &Observations,
    members: &[AreaId],
    year: FinancialYear,
) -> Option<(Decimal, Decimal, usize)> {
    let mut sums = (Decimal::ZERO, Decimal::ZERO, 0);
    for council in members {
        if let Some((numerator, denominator)) = formula::parts(parts, observations, *council, year)
            && let (Ok(numerator), Ok(denominator)) = (numerator.figure, denominator.figure)
        {
            sums = (sums.0 + numerator, sums.1 + denominator, sums.2 + 1);
        }
    }
    (sums.2 > 0).then_some(sums)
}

/// The councils of a group in a year; none for a council.
pub fn members(areas: &Areas, area: AreaId, year: FinancialYear) -> Option<Vec<AreaId>> {
    let councils = areas.councils_in(year);
    match areas.get(area).level {
        AreaLevel::England => Some(councils.collect()),
        AreaLevel::Region => {
            Some(councils.filter(|council| areas.get(*council).region == Some(area)).collect())
        }
        AreaLevel::CouncilType => Some(
            councils.filter(|council| areas.council_type(*council, year) == Some(area)).collect(),
        ),
        AreaLevel::Council => None,
    }
}
