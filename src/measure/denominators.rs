//! Years in which measures have something to divide and nothing to divide it by.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Gap;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, MeasureId};
use crate::measure::evaluate::Inputs;
use crate::measure::formula;
use crate::measure::results::{MeasureValue, Results, YearResults};

/// One warning a year that is newer than all results of some measures, though the files hold what these
/// measures divide: a finance file without the populations of its year, most often.
pub fn missing(inputs: Inputs<'_>, results: &Results) -> Vec<Diagnostic> {
    let years = inputs.observations.years();
    let mut found: BTreeMap<FinancialYear, Vec<&MeasureId>> = BTreeMap::new();
    for measure in inputs.catalogue.measures.values() {
        let Formula::Ratio { parts, .. } = &measure.formula else { continue };
        let newest = newest(results, &measure.id);
        for year in years.iter().filter(|year| newest.is_none_or(|newest| **year > newest)) {
            let divided = inputs.areas.councils_in(*year).any(|council| {
                formula::first_published(&parts.numerator, inputs.observations, council, *year)
                    .is_some_and(|found| found.figure.is_ok())
            });
            if divided && measure.withheld_in(*year).is_none() {
                found.entry(*year).or_default().push(&measure.id);
            }
        }
    }
    found.into_iter().map(|(year, measures)| warning(year, &measures)).collect()
}

/// The newest year in which a measure has more to say than that it was not supplied.
fn newest(results: &Results, measure: &MeasureId) -> Option<FinancialYear> {
    let years = results.by_measure.get(measure)?.iter().rev();
    let supplied = |value: &MeasureValue| value.value != Err(Gap::NotSupplied);
    let told = |results: &YearResults| results.values.values().any(supplied);
    years.into_iter().find(|(_, results)| told(results)).map(|(year, _)| *year)
}

fn warning(year: FinancialYear, measures: &[&MeasureId]) -> Diagnostic {
    let ids: Vec<&str> = measures.iter().map(|id| id.0.as_str()).collect();
    let message = format!(
        "the files hold nothing to divide by for {year}, so these measures have no figure in that year: \
         {}",
        ids.join(", ")
    );
    Diagnostic::warning("measure/no-denominator", message).help(format!(
        "for rates, add the mid-year population estimates of mid-{}; 'uor explain' says what each measure \
         is divided by",
        year.start()
    ))
}
