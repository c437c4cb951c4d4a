//! Measures that are worked out from the results of another: real terms, and change over years.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::figure::Gap;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::measure::distribution::Distribution;
use crate::measure::evaluate::{self, Inputs};
use crate::measure::formula;
use crate::measure::results::{Basis, MeasureValue, YearResults};
use crate::reference::areas::AreaId;

/// A measure of money in the prices of another year.
pub(super) fn deflate(
    cash: &BTreeMap<FinancialYear, YearResults>,
    inputs: Inputs<'_>,
    base: FinancialYear,
) -> BTreeMap<FinancialYear, YearResults> {
    cash.iter()
        .map(|(year, results)| {
            let factor = inputs.deflators.factor(*year, base);
            let values: BTreeMap<AreaId, MeasureValue> = results
                .values
                .iter()
                .map(|(area, value)| {
                    let real = formula::real_terms(value.value, factor);
                    (*area, MeasureValue { value: real, basis: Basis::Computed, ..value.clone() })
                })
                .collect();
            let distribution = Distribution::of(evaluate::council_values(&values, inputs.areas));
            (*year, YearResults { values, distribution })
        })
        .collect()
}

/// The change of a measure in real terms over some years. A break or a year without the area between
/// the two ends leaves no change, as the two are not of the same thing.
pub(super) fn changes(
    measure: &Measure,
    cash: &BTreeMap<FinancialYear, YearResults>,
    span: u16,
    inputs: Inputs<'_>,
) -> BTreeMap<FinancialYear, YearResults> {
    cash.iter()
        .filter_map(|(year, end)| {
            let before = FinancialYear::ending(year.end().checked_sub(span)?)?;
            let start = cash.get(&before)?;
            let broken = inputs.catalogue.is_broken_between(&measure.id, before, *year);
            let factor = inputs.deflators.factor(before, *year).filter(|_| !broken);
            let values: BTreeMap<AreaId, MeasureValue> = end
                .values
                .iter()
                .map(|(area, value)| (*area, change(value, start.values.get(area), factor)))
                .collect();
            let distribution = Distribution::of(evaluate::council_values(&values, inputs.areas));
            Some((*year, YearResults { values, distribution }))
        })
        .collect()
}

fn change(
    end: &MeasureValue,
    start: Option<&MeasureValue>,
    factor: Option<Decimal>,
) -> MeasureValue {
    let Some(start) = start else { return MeasureValue::missing(Gap::NotAvailable) };
    let then = formula::real_terms(start.value, factor);
    let value = formula::percent_change(then, end.value);
    MeasureValue {
        value,
        numerator: Some(end.value),
        denominator: Some(then),
        places: end.places.iter().chain(&start.places).cloned().collect(),
        release: end.release,
        interval: None,
        basis: Basis::Computed,
    }
}
