//! Regions and England held against the sums of their councils.
//!
//! Where a council did not submit, the publisher puts an estimate into its region and into England, so
//! sums are only compared where every council of the group has a figure (METHOD 2.9 B5).

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::evaluate::Inputs;
use crate::measure::groups;
use crate::measure::reconcile::Reconciliation;
use crate::observe::observations::Observation;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{QuantityUnit, SeriesKey};

const CODE: &str = "reconcile/sum-of-councils";

/// Sums that differ by less than this share are the publisher's rounding (METHOD 11.1).
const SHARE: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

/// Counts are rounded to the nearest five, so each council may be half of that away.
const HALF_STEP: Decimal = Decimal::from_parts(25, 0, 0, false, 1);

/// Checks every amount and count that a measure rests on.
pub(super) fn check(inputs: Inputs<'_>, outcome: &mut Reconciliation) {
    let used: BTreeSet<SeriesKey> = inputs
        .catalogue
        .measures
        .values()
        .flat_map(|measure| measure.formula.series())
        .filter(|series| is_additive(inputs, *series))
        .collect();
    let groups: Vec<AreaId> = std::iter::once(inputs.areas.england())
        .chain(inputs.areas.of_level(AreaLevel::Region))
        .collect();
    for series in used {
        let years: BTreeSet<FinancialYear> = inputs
            .observations
            .of_series(series)
            .iter()
            .map(|observation| observation.year)
            .collect();
        let mut found = Vec::new();
        for year in years {
            for group in &groups {
                let Some(printed) = inputs.observations.get(series, *group, year) else { continue };
                let Ok(whole) = printed.figure else { continue };
                let Some((sum, councils)) = sum(inputs, series, *group, year) else { continue };
                outcome.compared += 1;
                let within = (whole.abs() * SHARE).max(HALF_STEP * Decimal::from(councils + 1));
                if (whole - sum).abs() > within {
                    found.push(mismatch(inputs, series, printed, whole, sum));
                }
            }
        }
        outcome.take(CODE, found);
    }
}

fn is_additive(inputs: Inputs<'_>, series: SeriesKey) -> bool {
    matches!(inputs.vocabulary.unit(series.quantity), Some(QuantityUnit::Gbp | QuantityUnit::Count))
}

/// The sum over the councils of a group and how many there are; none where one has no number.
fn sum(
    inputs: Inputs<'_>,
    series: SeriesKey,
    group: AreaId,
    year: FinancialYear,
) -> Option<(Decimal, usize)> {
    let members = groups::members(inputs.areas, group, year)?;
    let mut sum = Decimal::ZERO;
    for council in &members {
        let figure = inputs.observations.get(series, *council, year)?.figure.ok()?;
        sum = sum.checked_add(figure)?;
    }
    Some((sum, members.len()))
}

fn mismatch(
    inputs: Inputs<'_>,
    series: SeriesKey,
    printed: &Observation,
    whole: Decimal,
    sum: Decimal,
) -> Diagnostic {
    Diagnostic::warning(
        CODE,
        format!(
            "{} in {}: {} is {} in print and {} as the sum of the councils",
            inputs.areas.get(printed.area).name,
            printed.year,
            inputs.vocabulary.describe(series),
            format::decimal(whole, 0),
            format::decimal(sum, 0),
        ),
    )
    .at(printed.place.clone())
    .help("the printed figure stands; the publisher may have estimated or revised a council")
}
