//! England, regions and council types where nothing is printed for them: sums over their councils.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Least, Measure};
use crate::measure::formula;
use crate::measure::results::{Basis, MeasureValue};
use crate::reference::areas::{AreaId, AreaLevel, Areas};

/// The value of a group from those of its councils: for a total the sum, else [`over`] them.
pub(super) fn from_councils(
    measure: &Measure,
    values: &BTreeMap<AreaId, MeasureValue>,
    members: &[AreaId],
) -> Option<MeasureValue> {
    match &measure.formula {
        Formula::Total { .. } => whole(values, members),
        _ => over(measure, values, members),
    }
}

/// The weighted value over any councils (METHOD rule 1): the sum of numerators over the sum of
/// denominators, never the mean of their values. Councils without both parts are left out of both sums.
/// None for a total, for a figure without parts and where no council has both parts.
pub(crate) fn over(
    measure: &Measure,
    values: &BTreeMap<AreaId, MeasureValue>,
    members: &[AreaId],
) -> Option<MeasureValue> {
    let per = match &measure.formula {
        Formula::Ratio { per, .. } => *per,
        Formula::Published { remade: Some(remade), .. } => remade.per,
        Formula::Total { .. }
        | Formula::Published { remade: None, .. }
        | Formula::RealTerms { .. }
        | Formula::RealChange { .. } => return None,
    };
    let (mut numerator, mut denominator, mut with_figures) = (Decimal::ZERO, Decimal::ZERO, 0);
    for value in members.iter().filter_map(|council| values.get(council)) {
        if let (Some(Ok(above)), Some(Ok(below))) = (value.numerator, value.denominator) {
            numerator += above;
            denominator += below;
            with_figures += 1;
        }
    }
    (with_figures > 0).then(|| MeasureValue {
        numerator: Some(Ok(numerator)),
        denominator: Some(Ok(denominator)),
        basis: Basis::SumOfCouncils { with_figures, of: members.len() },
        ..MeasureValue::of(formula::ratio(Ok(numerator), Ok(denominator), per, Least::default()))
    })
}

/// A total of a group: the sum over its councils, and only if every one of them has a figure. The sum
/// without one would be taken for the whole.
fn whole(values: &BTreeMap<AreaId, MeasureValue>, members: &[AreaId]) -> Option<MeasureValue> {
    let of = members.len();
    let figures = members.iter().map(|council| values.get(council)?.value.ok());
    let sum: Decimal = figures.collect::<Option<Vec<_>>>()?.iter().sum();
    Some(MeasureValue {
        basis: Basis::SumOfCouncils { with_figures: of, of },
        ..MeasureValue::of(Ok(sum))
    })
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
