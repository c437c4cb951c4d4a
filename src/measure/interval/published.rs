//! The interval of a result, from what was published beside it.

use crate::domain::figure::Figure;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Measure};
use crate::measure::disclosure;
use crate::measure::evaluate::Inputs;
use crate::measure::interval::{Evidence, Interval, Scale, interval};
use crate::measure::results::MeasureValue;
use crate::reference::areas::AreaId;

/// The 95 per cent interval of a measure in an area and year, made as the catalogue says; none for money,
/// and none from parts that may not be printed.
pub fn of_value(
    measure: &Measure,
    value: &MeasureValue,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
) -> Option<Interval> {
    let scale = Scale::of(measure.unit)?;
    let beside = |end: &str| -> Option<Figure> {
        let Formula::Published { series, .. } = &measure.formula else { return None };
        let series = disclosure::part(*series, end, inputs.vocabulary)?;
        inputs.observations.get(series, area, year).map(|observation| observation.figure)
    };
    let (numerator, denominator) = value.parts_to_print();
    let evidence = Evidence {
        numerator,
        denominator,
        base: beside("base"),
        margin: beside("margin-of-error"),
    };
    interval(measure.interval, value.value, &evidence, scale)
}
