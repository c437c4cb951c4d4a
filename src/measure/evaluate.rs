//! The catalogue worked out over all observations: every measure, year and area, in parallel.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Catalogue, Formula, Measure, MeasureId, Remade};
use crate::measure::distribution::Distribution;
use crate::measure::formula::{self, Found};
use crate::measure::results::{Basis, MeasureValue, Results, YearResults};
use crate::measure::{derived, groups, interval};
use crate::observe::observations::Observations;
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::reference::deflators::Deflators;
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

/// What measures are worked out from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What is measured.
    pub catalogue: &'a Catalogue,
    /// What was published.
    pub observations: &'a Observations,
    /// The register of areas.
    pub areas: &'a Areas,
    /// Price levels.
    pub deflators: &'a Deflators,
    /// The words for series.
    pub vocabulary: &'a Vocabulary,
}

/// Works out every measure for every year and area. Real terms are in the prices of `base`.
pub fn evaluate(inputs: Inputs<'_>, base: FinancialYear) -> Results {
    let measures = &inputs.catalogue.measures;
    let years = inputs.observations.years();
    let mut worked: BTreeMap<MeasureId, BTreeMap<FinancialYear, YearResults>> = measures
        .par_values()
        .filter(|measure| !measure.formula.is_derived())
        .map(|measure| (measure.id.clone(), all_years(measure, inputs, years)))
        .collect();
    let derived: Vec<_> = measures
        .par_values()
        .filter_map(|measure| {
            let years = match &measure.formula {
                Formula::RealTerms { of } => derived::deflate(worked.get(of)?, inputs, base),
                Formula::RealChange { of, years } => {
                    derived::changes(measure, worked.get(of)?, *years, inputs)
                }
                Formula::Published { .. } | Formula::Total { .. } | Formula::Ratio { .. } => {
                    return None;
                }
            };
            Some((measure.id.clone(), years))
        })
        .collect();
    worked.extend(derived);
    let by_measure = measures
        .values()
        .map(|measure| {
            let mut years = worked.remove(&measure.id).unwrap_or_default();
            if years.is_empty() {
                years.insert(base, not_supplied(measure, inputs, base));
            }
            (measure.id.clone(), years)
        })
        .collect();
    Results { by_measure }
}

/// The report year of a measure for which no file holds anything: known to be missing, in every area.
fn not_supplied(measure: &Measure, inputs: Inputs<'_>, year: FinancialYear) -> YearResults {
    let gap = if measure.withheld_in(year).is_some() { Gap::Withheld } else { Gap::NotSupplied };
    let areas = inputs.areas.ids().filter(|area| inputs.areas.exists_in(*area, year));
    YearResults {
        values: areas.map(|area| (area, MeasureValue::missing(gap))).collect(),
        distribution: None,
    }
}

fn all_years(
    measure: &Measure,
    inputs: Inputs<'_>,
    years: &BTreeSet<FinancialYear>,
) -> BTreeMap<FinancialYear, YearResults> {
    years
        .iter()
        .filter_map(|year| one_year(measure, inputs, *year).map(|results| (*year, results)))
        .collect()
}

/// All areas of one year; none where nothing was published for the measure in that year.
fn one_year(measure: &Measure, inputs: Inputs<'_>, year: FinancialYear) -> Option<YearResults> {
    let existing = || inputs.areas.ids().filter(|id| inputs.areas.exists_in(*id, year));
    let own: BTreeMap<AreaId, MeasureValue> = existing()
        .filter_map(|area| Some((area, from_own_rows(measure, inputs, area, year)?)))
        .collect();
    if own.is_empty() || nothing_to_divide_by(&own) {
        return None;
    }
    let withheld = measure.withheld_in(year).is_some();
    let groups: BTreeMap<AreaId, MeasureValue> = existing()
        .filter(|area| !own.contains_key(area))
        .filter_map(|area| {
            let members = groups::members(inputs.areas, area, year)?;
            Some((area, groups::from_councils(measure, &own, &members)?))
        })
        .collect();
    let mut found: BTreeMap<AreaId, MeasureValue> = own.into_iter().chain(groups).collect();
    let values: BTreeMap<AreaId, MeasureValue> = existing()
        .map(|area| match found.remove(&area) {
            _ if withheld => (area, MeasureValue::missing(Gap::Withheld)),
            None => (area, MeasureValue::missing(Gap::NotAvailable)),
            Some(mut value) => {
                value.interval = interval::of_value(measure, &value, inputs, area, year);
                (area, value)
            }
        })
        .collect();
    let distribution = Distribution::of(council_values(&values, inputs.areas));
    Some(YearResults { values, distribution })
}

/// Whether no area has the figure that the measure is divided by, as with spend of a year whose
/// populations are in no file. There is then nothing to tell of the year, and the newest year before it
/// stands; [`denominators`](crate::measure::denominators) says what is missing.
fn nothing_to_divide_by(own: &BTreeMap<AreaId, MeasureValue>) -> bool {
    own.values().all(|value| value.denominator == Some(Err(Gap::NotAvailable)))
}

pub(super) fn council_values(
    values: &BTreeMap<AreaId, MeasureValue>,
    areas: &Areas,
) -> impl Iterator<Item = Figure> {
    values
        .iter()
        .filter(|(area, _)| areas.get(**area).level == AreaLevel::Council)
        .map(|(_, value)| value.value)
}

/// A value from what was published for the area itself.
fn from_own_rows(
    measure: &Measure,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
) -> Option<MeasureValue> {
    match &measure.formula {
        Formula::Published { series, remade } => {
            published(*series, remade.as_ref(), inputs, area, year)
        }
        Formula::Total { total } => {
            let found = formula::first_published(total, inputs.observations, area, year)?;
            Some(computed(found.figure, &[&found], None))
        }
        Formula::Ratio { parts, per, least, .. } => {
            let (numerator, denominator) = formula::parts(parts, inputs.observations, area, year)?;
            let value = formula::ratio(numerator.figure, denominator.figure, *per, *least);
            let figures = Some((numerator.figure, denominator.figure));
            Some(computed(value, &[&numerator, &denominator], figures))
        }
        Formula::RealTerms { .. } | Formula::RealChange { .. } => None,
    }
}

/// A figure as printed, with its parts where they are published too; where it was not printed and both
/// parts were, it is made from them.
fn published(
    series: SeriesKey,
    remade: Option<&Remade>,
    inputs: Inputs<'_>,
    area: AreaId,
    year: FinancialYear,
) -> Option<MeasureValue> {
    let parts =
        remade.and_then(|remade| formula::parts(&remade.parts, inputs.observations, area, year));
    let figures = parts.as_ref().map(|(above, below)| (above.figure, below.figure));
    let Some(observation) = inputs.observations.get(series, area, year) else {
        let (remade, (above, below)) = (remade?, parts?);
        if below.observations.is_empty() {
            return None;
        }
        let value = formula::ratio(above.figure, below.figure, remade.per, remade.least);
        return Some(computed(value, &[&above, &below], figures));
    };
    let too_few = remade.zip(figures).is_some_and(|(remade, (above, below))| {
        observation.figure.is_ok() && formula::is_too_few(above, below, remade.least)
    });
    Some(MeasureValue {
        value: if too_few { Err(Gap::TooFew) } else { observation.figure },
        numerator: figures.map(|(above, _)| above),
        denominator: figures.map(|(_, below)| below),
        places: vec![observation.place.clone()],
        release: Some(observation.release),
        interval: None,
        basis: Basis::Published,
    })
}

fn computed(value: Figure, found: &[&Found<'_>], parts: Option<(Figure, Figure)>) -> MeasureValue {
    let observations = || found.iter().flat_map(|found| found.observations.iter());
    MeasureValue {
        value,
        numerator: parts.map(|(numerator, _)| numerator),
        denominator: parts.map(|(_, denominator)| denominator),
        places: observations().map(|observation| observation.place.clone()).collect(),
        release: observations().next().map(|observation| observation.release),
        interval: None,
        basis: Basis::Computed,
    }
}
