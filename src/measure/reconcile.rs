//! Our figures held against the publisher's own: a mismatch is a finding with both figures.

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Least, Measure};
use crate::measure::evaluate::Inputs;
use crate::measure::formula;
use crate::measure::results::{Basis, MeasureValue, Results};
use crate::reference::areas::AreaId;

/// What was compared, and what did not agree.
#[derive(Debug, Clone, Default)]
pub struct Reconciliation {
    /// How many figures were held against a published one.
    pub compared: usize,
    /// Those that differ by more than rounding explains.
    pub diagnostics: Vec<Diagnostic>,
}

/// Holds England's printed totals, the publishers' printed rates and the recomputed unit costs
/// against ours. Made-up figures are not held against England's real totals.
pub fn reconcile(inputs: Inputs<'_>, results: &Results, illustrative: bool) -> Reconciliation {
    let mut outcome = Reconciliation::default();
    if !illustrative {
        printed_totals(inputs, &mut outcome);
    }
    for measure in inputs.catalogue.measures.values() {
        let Some(years) = results.by_measure.get(&measure.id) else { continue };
        for (year, year_results) in years {
            for (area, value) in &year_results.values {
                printed_figure(measure, inputs, *area, *year, value, &mut outcome);
            }
        }
    }
    outcome
}

fn printed_totals(inputs: Inputs<'_>, outcome: &mut Reconciliation) {
    let england = inputs.areas.england();
    for printed in &inputs.catalogue.printed {
        let Some(observation) = inputs.observations.get(printed.series, england, printed.year)
        else {
            continue;
        };
        let Ok(value) = observation.figure else { continue };
        outcome.compared += 1;
        if (value - printed.value).abs() > printed.within {
            outcome.diagnostics.push(
                Diagnostic::warning(
                    "reconcile/england",
                    format!(
                        "England's figure for {} is {} here and {} in print ({})",
                        printed.year,
                        format::decimal(value, 1),
                        format::decimal(printed.value, 1),
                        printed.source,
                    ),
                )
                .at(observation.place.clone())
                .help("see whether the publisher has corrected the release since"),
            );
        }
    }
}

/// The printed figure that a value must meet, ours beside it, and the tolerance.
fn pair(
    measure: &Measure,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
    value: &MeasureValue,
) -> Option<(Figure, Figure, Decimal)> {
    match &measure.formula {
        Formula::Ratio { check: Some(check), per, .. } => {
            let printed = inputs.observations.get(check.series, area, year)?;
            let within = check.within + count_rounding(*per, check.counts_rounded_to, value);
            Some((value.value, printed.figure.map(|printed| printed * check.times), within))
        }
        Formula::Published { remade: Some(remade), .. } if value.basis == Basis::Published => {
            let (above, below) = (value.numerator?, value.denominator?);
            let ours = formula::ratio(above, below, remade.per, Least::default());
            let rounding = count_rounding(remade.per, remade.counts_rounded_to, value);
            Some((ours, value.value, remade.within? + rounding))
        }
        Formula::Ratio { check: None, .. }
        | Formula::Published { .. }
        | Formula::Total { .. }
        | Formula::RealTerms { .. }
        | Formula::RealChange { .. } => None,
    }
}

/// How much a rate moves when its count was rounded before it was divided: half the step for the
/// numerator, and for the denominator its share of that.
fn count_rounding(per: Decimal, step: Decimal, value: &MeasureValue) -> Decimal {
    let (Some(Ok(denominator)), Ok(rate)) = (value.denominator, value.value) else {
        return Decimal::ZERO;
    };
    (step / Decimal::TWO * (per + rate)).checked_div(denominator).unwrap_or_default()
}

fn printed_figure(
    measure: &Measure,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
    value: &MeasureValue,
    outcome: &mut Reconciliation,
) {
    let Some((Ok(ours), Ok(printed), within)) = pair(measure, inputs, area, year, value) else {
        return;
    };
    outcome.compared += 1;
    if (ours - printed).abs() <= within {
        return;
    }
    let diagnostic = Diagnostic::warning(
        "reconcile/printed-figure",
        format!(
            "{} for {} in {year} is {} from its parts and {} in print",
            measure.id,
            inputs.areas.get(area).name,
            format::decimal(ours, 2),
            format::decimal(printed, 2),
        ),
    )
    .help("the printed figure stands; see the publisher's data quality notes");
    outcome.diagnostics.push(match value.places.first() {
        Some(place) => diagnostic.at(place.clone()),
        None => diagnostic,
    });
}
