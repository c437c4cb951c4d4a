//! Results as open data: one row a measure, year and area, in the contract that people rely on.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::domain::figure::Figure;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::measure::distribution::Standing;
use crate::measure::results::{MeasureValue, YearResults};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::report::national::National;

/// The columns, in the order of the contract; new ones are added at the end only.
pub const COLUMNS: [&str; 32] = [
    "measure_id",
    "measure_name",
    "basket",
    "step",
    "unit",
    "polarity",
    "financial_year",
    "area_level",
    "area_code",
    "area_name",
    "region_code",
    "value",
    "gap",
    "numerator",
    "denominator",
    "interval_low",
    "interval_high",
    "england",
    "region",
    "peers",
    "council_type",
    "median",
    "lower_quartile",
    "upper_quartile",
    "band",
    "break_before",
    "source_release",
    "source_file",
    "source_place",
    "caveats",
    "status",
    "basis",
];

type Row = [String; COLUMNS.len()];

/// `data/measures.csv`: every measure, year and area.
pub fn measures_csv(national: &National<'_>) -> Vec<u8> {
    csv(rows(national, None))
}

/// `data.csv` of a council: the same columns for that council.
pub fn council_csv(national: &National<'_>, council: AreaId) -> Vec<u8> {
    csv(rows(national, Some(council)))
}

/// `data.json` of a council: the same rows as objects, numbers as text so that none is rounded by
/// the reader's floating point.
pub fn council_json(national: &National<'_>, council: AreaId) -> String {
    let records: Vec<Value> = rows(national, Some(council))
        .map(|row| {
            let record: Map<String, Value> = COLUMNS
                .iter()
                .zip(row)
                .map(|(column, text)| ((*column).to_owned(), Value::String(text)))
                .collect();
            Value::Object(record)
        })
        .collect();
    let mut text = serde_json::to_string(&records).expect("rows hold only strings");
    text.push('\n');
    text
}

fn csv(rows: impl Iterator<Item = Row>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("writing to memory cannot fail");
    for row in rows {
        writer.write_record(&row).expect("writing to memory cannot fail");
    }
    writer.into_inner().expect("writing to memory cannot fail")
}

fn rows<'a>(national: &'a National<'_>, only: Option<AreaId>) -> impl Iterator<Item = Row> + 'a {
    national.results.by_measure.iter().flat_map(move |(id, years)| {
        let measure = &national.inputs.catalogue.measures[id];
        years.iter().flat_map(move |(year, results)| {
            results
                .values
                .iter()
                .filter(move |(area, _)| only.is_none_or(|only| only == **area))
                .map(move |(area, value)| row(national, measure, *year, results, *area, value))
        })
    })
}

fn row(
    national: &National<'_>,
    measure: &Measure,
    year: FinancialYear,
    results: &YearResults,
    area: AreaId,
    value: &MeasureValue,
) -> Row {
    let areas = national.inputs.areas;
    let known = areas.get(area);
    let is_council = known.level == AreaLevel::Council;
    let group = |group: Option<AreaId>| {
        group
            .filter(|_| is_council)
            .and_then(|group| results.values.get(&group))
            .map_or_else(String::new, |value| number(value.value))
    };
    let spread = results.distribution.as_ref();
    let quartiles = spread.and_then(|spread| spread.quartiles);
    let release = value.release.map(|release| national.inputs.observations.release(release));
    let decimal =
        |value: Option<Decimal>| value.map_or_else(String::new, |value| number(Ok(value)));
    [
        measure.id.to_string(),
        measure.name.clone(),
        measure.basket.id().to_owned(),
        measure.step.to_string(),
        measure.unit.id().to_owned(),
        measure.polarity.id().to_owned(),
        year.to_string(),
        known.level.id().to_owned(),
        areas.code_in(area, national.year).to_owned(),
        known.name.clone(),
        known.region.map(|region| areas.code_in(region, year).to_owned()).unwrap_or_default(),
        number(value.value),
        value.value.err().map(|gap| gap.code().to_owned()).unwrap_or_default(),
        value.numerator.map_or_else(String::new, number),
        value.denominator.map_or_else(String::new, number),
        String::new(),
        String::new(),
        group(Some(areas.england())),
        group(known.region),
        String::new(),
        group(areas.council_type(area, year)),
        decimal(spread.map(|spread| spread.median)),
        decimal(quartiles.map(|(lower, _)| lower)),
        decimal(quartiles.map(|(_, upper)| upper)),
        band(national, measure, results, area, value),
        if national.inputs.catalogue.breaks_before(&measure.id, year) { "true" } else { "" }
            .to_owned(),
        release.map(|release| release.title.clone()).unwrap_or_default(),
        value.places.first().map(|place| place.file.to_string()).unwrap_or_default(),
        value.places.iter().map(Place::inside).collect::<Vec<_>>().join("; "),
        measure.caveats.join(" "),
        if national.illustrative { "illustrative" } else { "published" }.to_owned(),
        basis(value),
    ]
}

/// A value as data: a dot, no separators, not rounded; empty for a gap.
fn number(figure: Figure) -> String {
    figure.map_or_else(|_| String::new(), |value| value.normalize().to_string())
}

fn band(
    national: &National<'_>,
    measure: &Measure,
    results: &YearResults,
    area: AreaId,
    value: &MeasureValue,
) -> String {
    if national.inputs.areas.get(area).level != AreaLevel::Council {
        return String::new();
    }
    let standing = national.standing(measure, area, value, results.distribution.as_ref());
    match standing {
        Some(Standing::In(band)) => band.words(measure.polarity).to_owned(),
        Some(Standing::Beyond) | None => String::new(),
    }
}

fn basis(value: &MeasureValue) -> String {
    use crate::measure::results::Basis;
    match value.basis {
        Basis::Published => "published".to_owned(),
        Basis::Computed => "computed".to_owned(),
        Basis::SumOfCouncils { with_figures, of } => {
            format!("sum of {with_figures} of {of} councils")
        }
    }
}
