//! Our figures held against those that the publishers print.

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::{self, Figure};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Least, Measure};
use crate::measure::evaluate::Inputs;
use crate::measure::reconcile::Reconciliation;
use crate::measure::results::{Basis, MeasureValue, Results};
use crate::measure::{formula, groups};
use crate::observe::observations::Observation;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::SeriesKey;

/// Holds the publishers' printed rates and the recomputed unit costs against ours.
pub(super) fn figures(inputs: Inputs<'_>, results: &Results, outcome: &mut Reconciliation) {
    for measure in inputs.catalogue.measures.values() {
        let Some(years) = results.by_measure.get(&measure.id) else { continue };
        let mut found = Vec::new();
        for (year, year_results) in years {
            for (area, value) in &year_results.values {
                found.extend(printed_figure(measure, inputs, *area, *year, value, outcome));
            }
        }
        outcome.take("reconcile/printed-figure", found);
    }
}

/// Holds England's printed totals against England's row or, where no row is published, against the
/// sum of all councils.
pub(super) fn totals(inputs: Inputs<'_>, outcome: &mut Reconciliation) {
    let mut found = Vec::new();
    for printed in &inputs.catalogue.printed {
        let Some((value, place, of)) = england(inputs, printed.series, printed.year) else {
            continue;
        };
        outcome.compared += 1;
        if (value - printed.value).abs() <= printed.within {
            continue;
        }
        found.push(
            Diagnostic::warning(
                "reconcile/england",
                format!(
                    "{}: {of} for {} is {} here and {} in print ({})",
                    inputs.vocabulary.describe(printed.series),
                    printed.year,
                    format::decimal(value, 1),
                    format::decimal(printed.value, 1),
                    printed.source,
                ),
            )
            .at(place)
            .help("see whether the publisher has corrected the release since"),
        );
    }
    outcome.differ += found.len();
    outcome.diagnostics.extend(found);
}

fn england(
    inputs: Inputs<'_>,
    series: SeriesKey,
    year: FinancialYear,
) -> Option<(Decimal, Place, &'static str)> {
    let england = inputs.areas.england();
    if let Some(observation) = inputs.observations.get(series, england, year) {
        return Some((observation.figure.ok()?, observation.place.clone(), "England's figure"));
    }
    let councils: Option<Vec<&Observation>> = groups::members(inputs.areas, england, year)?
        .into_iter()
        .map(|council| inputs.observations.get(series, council, year))
        .collect();
    let councils = councils?;
    let sum = figure::sum(councils.iter().map(|observation| observation.figure)).ok()?;
    let place = Place::file(&councils.first()?.place.file);
    Some((sum, place, "the sum of all councils"))
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
) -> Option<Diagnostic> {
    let Some((Ok(ours), Ok(printed), within)) = pair(measure, inputs, area, year, value) else {
        return None;
    };
    outcome.compared += 1;
    if (ours - printed).abs() <= within {
        return None;
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
    Some(match value.places.first() {
        Some(place) => diagnostic.at(place.clone()),
        None => diagnostic,
    })
}
