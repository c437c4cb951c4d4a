//! A measure through time as rows of printed figures: the council, England and the region.

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::reference::areas::AreaId;
use crate::report::national::National;
use crate::report::sentences::text;
use crate::report::view::{SeriesRow, SeriesTable};

/// The areas of a trend, in the order of print.
pub fn areas(national: &National<'_>, council: AreaId) -> Vec<AreaId> {
    [Some(council), Some(national.inputs.areas.england()), national.region(council)]
        .into_iter()
        .flatten()
        .collect()
}

/// The years up to the report year in which anything was published for a measure.
pub fn years(national: &National<'_>, measure: &Measure) -> Vec<FinancialYear> {
    national.results.years(&measure.id).take_while(|year| *year <= national.year).collect()
}

/// The rows of a measure for some years.
pub fn rows(
    national: &National<'_>,
    council: AreaId,
    measure: &Measure,
    years: &[FinancialYear],
) -> Vec<SeriesRow> {
    areas(national, council)
        .into_iter()
        .map(|area| SeriesRow {
            label: national.inputs.areas.get(area).name.clone(),
            cells: years
                .iter()
                .map(|year| text(national.figure(&measure.id, *year, Some(area)), measure.unit))
                .collect(),
        })
        .collect()
}

/// The numbers behind a trend chart.
pub fn table(national: &National<'_>, council: AreaId, measure: &Measure) -> SeriesTable {
    let years = years(national, measure);
    SeriesTable {
        caption: format!("{}, {}, by year", measure.name, measure.unit.words()),
        rows: rows(national, council, measure, &years),
        years: years.iter().map(ToString::to_string).collect(),
    }
}
