//! Results to rows of the contract: one row a measure, year and area.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;

use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::measure::distribution::Standing;
use crate::measure::results::{Basis, MeasureValue, YearResults};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::render::open_data::columns::{Datatype, MEASURES};
use crate::render::open_data::lines::{Lines, figure, some};
use crate::report::national::National;

/// The cells of a row, in the order of the columns; empty where there is nothing.
pub(super) type Row<'r> = [Cow<'r, str>; MEASURES.columns.len()];

/// `data/measures.csv`: every measure, year and area.
pub(super) fn measures_csv(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    csv(national, None, out)
}

/// `data.csv` and `data.json` of a council: the same columns for that council, and the same rows as
/// objects, numbers as text so that none is rounded by the reader's floating point.
pub fn council(national: &National<'_>, council: AreaId) -> (Vec<u8>, Vec<u8>) {
    let mut csv = Vec::new();
    let mut records: Vec<Value> = Vec::new();
    let mut write = || -> io::Result<()> {
        let mut lines = Lines::begin(&mut csv, &MEASURES)?;
        each(national, Some(&[council]), |row| {
            records.push(record(row));
            line(&mut lines, row)
        })
    };
    write().expect("writing to memory cannot fail");
    let mut json = serde_json::to_vec(&records).expect("rows hold only strings");
    json.push(b'\n');
    (csv, json)
}

fn record(row: &Row<'_>) -> Value {
    let cells = MEASURES.columns.iter().zip(row);
    let named =
        cells.map(|(column, text)| (column.name.to_owned(), Value::String(text.to_string())));
    Value::Object(named.collect())
}

/// `data.csv` of a region: the same columns for the region and every council that lies or lay in it.
///
/// # Errors
/// When `out` cannot be written.
pub fn region_csv(national: &National<'_>, region: AreaId, out: &mut dyn Write) -> io::Result<()> {
    let areas = national.inputs.areas;
    let councils = areas.of_level(AreaLevel::Council);
    let of_region = councils.filter(|council| areas.get(*council).region == Some(region));
    let chosen: Vec<AreaId> = std::iter::once(region).chain(of_region).collect();
    csv(national, Some(&chosen), out)
}

fn csv(national: &National<'_>, only: Option<&[AreaId]>, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::begin(out, &MEASURES)?;
    each(national, only, |row| line(&mut lines, row))
}

fn line(lines: &mut Lines<'_>, row: &Row<'_>) -> io::Result<()> {
    for (column, cell) in MEASURES.columns.iter().zip(row) {
        match column.datatype {
            Datatype::Number | Datatype::Whole => lines.number(cell),
            _ => lines.text(cell),
        }
    }
    lines.end()
}

/// Calls `take` with every row, or with those of some areas in their order.
pub(super) fn each(
    national: &National<'_>,
    only: Option<&[AreaId]>,
    mut take: impl FnMut(&Row<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for (id, years) in &national.results.by_measure {
        let measure = &national.inputs.catalogue.measures[id];
        for (year, results) in years {
            let shared = Shared::new(national, measure, *year, results);
            match only {
                Some(areas) => {
                    for area in areas {
                        if let Some(value) = results.values.get(area) {
                            take(&shared.row(*area, value))?;
                        }
                    }
                }
                None => {
                    for (area, value) in &results.values {
                        take(&shared.row(*area, value))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// What the rows of one measure and year have in common.
struct Shared<'a> {
    national: &'a National<'a>,
    measure: &'a Measure,
    year: FinancialYear,
    results: &'a YearResults,
    step: String,
    year_text: String,
    caveats: String,
    groups: BTreeMap<AreaId, String>,
    median: String,
    lower: String,
    upper: String,
    broken: bool,
}

impl<'a> Shared<'a> {
    fn new(
        national: &'a National<'a>,
        measure: &'a Measure,
        year: FinancialYear,
        results: &'a YearResults,
    ) -> Self {
        let spread = results.distribution.as_ref();
        let quartiles = spread.and_then(|spread| spread.quartiles);
        let groups = results
            .values
            .iter()
            .filter(|(area, _)| national.inputs.areas.get(**area).level != AreaLevel::Council)
            .map(|(area, value)| (*area, figure(value.value)))
            .collect();
        Self {
            national,
            measure,
            year,
            results,
            step: measure.step.to_string(),
            year_text: year.to_string(),
            caveats: measure.caveats.join(" "),
            groups,
            median: some(spread.map(|spread| spread.median)),
            lower: some(quartiles.map(|(lower, _)| lower)),
            upper: some(quartiles.map(|(_, upper)| upper)),
            broken: national.inputs.catalogue.breaks_before(&measure.id, year),
        }
    }

    fn row<'r>(&'r self, area: AreaId, value: &'r MeasureValue) -> Row<'r> {
        let national = self.national;
        let areas = national.inputs.areas;
        let known = areas.get(area);
        let is_council = known.level == AreaLevel::Council;
        let group = |group: Option<AreaId>| {
            let group = group.filter(|_| is_council);
            group.and_then(|group| self.groups.get(&group)).map_or("", String::as_str).into()
        };
        let release = value.release.map(|release| national.inputs.observations.release(release));
        let (numerator, denominator) = value.parts_to_print();
        let (low, high) = interval(value);
        [
            self.measure.id.0.as_str().into(),
            self.measure.name.as_str().into(),
            self.measure.basket.id().into(),
            self.step.as_str().into(),
            self.measure.unit.id().into(),
            self.measure.polarity.id().into(),
            self.year_text.as_str().into(),
            known.level.id().into(),
            areas.code_in(area, national.year).into(),
            known.name.as_str().into(),
            known.region.map_or("", |region| areas.code_in(region, self.year)).into(),
            figure(value.value).into(),
            value.value.err().map_or("", |gap| gap.code()).into(),
            numerator.map_or_else(String::new, figure).into(),
            denominator.map_or_else(String::new, figure).into(),
            low.into(),
            high.into(),
            group(Some(areas.england())),
            group(known.region),
            peers(national, self.measure, self.year, self.results, area).into(),
            group(areas.council_type(area, self.year)),
            self.median.as_str().into(),
            self.lower.as_str().into(),
            self.upper.as_str().into(),
            band(national, self.measure, self.results, area, value).into(),
            if self.broken { "true" } else { "" }.into(),
            release.map_or("", |release| &*release.title).into(),
            value.places.first().map_or("", |place| &*place.file).into(),
            places(value).into(),
            self.caveats.as_str().into(),
            status(national).into(),
            basis(value),
        ]
    }
}

/// Where a council stands among all, in words; nothing for other areas and where it cannot be said.
pub(super) fn band(
    national: &National<'_>,
    measure: &Measure,
    results: &YearResults,
    area: AreaId,
    value: &MeasureValue,
) -> &'static str {
    if national.inputs.areas.get(area).level != AreaLevel::Council {
        return "";
    }
    match national.standing(measure, area, value, results.distribution.as_ref()) {
        Some(Standing::In(band)) => band.words(measure.polarity),
        Some(Standing::Beyond) | None => "",
    }
}

/// The ends of the interval of a value; empty where it has none.
pub(super) fn interval(value: &MeasureValue) -> (String, String) {
    let (low, high) = value.interval.map(|interval| (interval.low, interval.high)).unzip();
    (some(low), some(high))
}

/// The value of a council's similar councils together; empty where there is none.
pub(super) fn peers(
    national: &National<'_>,
    measure: &Measure,
    year: FinancialYear,
    results: &YearResults,
    area: AreaId,
) -> String {
    national.similar(measure, year, results, area).map_or_else(String::new, figure)
}

/// Where the inputs of a value stand.
pub(super) fn places(value: &MeasureValue) -> String {
    match value.places.as_slice() {
        [] => String::new(),
        [place] => place.inside(),
        places => places.iter().map(Place::inside).collect::<Vec<_>>().join("; "),
    }
}

/// Whether figures are made up.
pub(super) fn status(national: &National<'_>) -> &'static str {
    if national.illustrative { "illustrative" } else { "published" }
}

/// How a value came about.
pub(super) fn basis(value: &MeasureValue) -> Cow<'static, str> {
    match value.basis {
        Basis::Published => "published".into(),
        Basis::Computed => "computed".into(),
        Basis::SumOfCouncils { with_figures, of } => {
            format!("sum of {with_figures} of {of} councils").into()
        }
    }
}
