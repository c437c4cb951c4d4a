//! What must be true of the published figures by definition, in every area and year.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Identity;
use crate::measure::evaluate::Inputs;
use crate::measure::reconcile::Reconciliation;
use crate::observe::observations::Observation;
use crate::reference::areas::AreaId;

const CODE: &str = "reconcile/identity";

/// Checks every identity wherever all its series are there as numbers.
pub(super) fn check(inputs: Inputs<'_>, outcome: &mut Reconciliation) {
    for identity in &inputs.catalogue.identities {
        let Some(first) = identity.left.first() else { continue };
        let places: BTreeSet<(FinancialYear, AreaId)> = inputs
            .observations
            .of_series(*first)
            .map(|observation| (observation.year, observation.area))
            .collect();
        let mut found = Vec::new();
        for (year, area) in places {
            let Some(left) = side(&identity.left, inputs, area, year) else { continue };
            let Some(right) = side(&identity.right, inputs, area, year) else { continue };
            outcome.compared += 1;
            if !agree(identity, left.0, right.0) {
                found.push(mismatch(identity, inputs, (area, year), left, right.0));
            }
        }
        outcome.take(CODE, found);
    }
}

/// The sum of one side and its first figure, if all are numbers.
fn side<'a>(
    series: &[crate::reference::vocabulary::SeriesKey],
    inputs: Inputs<'a>,
    area: AreaId,
    year: FinancialYear,
) -> Option<(Decimal, &'a Observation)> {
    let mut sum = Decimal::ZERO;
    let mut first = None;
    for key in series {
        let observation = inputs.observations.get(*key, area, year)?;
        sum = sum.checked_add(observation.figure.ok()?)?;
        first = first.or(Some(observation));
    }
    Some((sum, first?))
}

fn agree(identity: &Identity, left: Decimal, right: Decimal) -> bool {
    let apart = (left - right).abs();
    apart <= identity.within.max(identity.share * left.abs().max(right.abs()))
}

fn mismatch(
    identity: &Identity,
    inputs: Inputs<'_>,
    (area, year): (AreaId, FinancialYear),
    (left, observation): (Decimal, &Observation),
    right: Decimal,
) -> Diagnostic {
    Diagnostic::warning(
        CODE,
        format!(
            "{} in {year}: {}, but the figures are {} and {}",
            inputs.areas.get(area).name,
            identity.name,
            format::decimal(left, 0),
            format::decimal(right, 0),
        ),
    )
    .at(observation.place.clone())
    .help("the figures stand as published; see the publisher's data quality notes")
}
