//! A council's data files back to rows.

use std::borrow::Cow;

use csv::ByteRecord;
use serde::Deserialize;

use crate::proof::figures::prints;
use crate::proof::names::Own;
use crate::report::view::{CouncilReport, FigureRow};

/// One row of a council's `data.csv`: what of it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRow {
    /// The measure's id.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// What it is in.
    pub unit: String,
    /// The financial year.
    pub year: String,
    /// The ONS code of the area.
    pub code: String,
    /// The name of the area.
    pub area: String,
    /// The value; empty where there is none.
    pub value: String,
    /// Why there is none.
    pub gap: String,
    /// Where the council stands.
    pub band: String,
}

/// The columns of a row, in the order of its fields.
const COLUMNS: [&str; 9] = [
    "measure_id",
    "measure_name",
    "unit",
    "financial_year",
    "area_code",
    "area_name",
    "value",
    "gap",
    "band",
];

/// Reads a `data.csv`.
///
/// # Errors
/// Why it cannot be read.
pub fn rows(bytes: &[u8]) -> Result<Vec<DataRow>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.byte_records();
    let unreadable = |error: csv::Error| format!("cannot be read: {error}");
    let header = records.next().ok_or("is empty")?.map_err(unreadable)?;
    let mut places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = header
            .iter()
            .position(|cell| cell == name.as_bytes())
            .ok_or_else(|| format!("has no column {name}"))?;
    }
    records.map(|record| row(&record.map_err(unreadable)?, places)).collect()
}

fn row(record: &ByteRecord, places: [usize; COLUMNS.len()]) -> Result<DataRow, String> {
    let mut cells = [const { String::new() }; COLUMNS.len()];
    for (cell, place) in cells.iter_mut().zip(places) {
        let text = std::str::from_utf8(record.get(place).unwrap_or_default());
        text.map_err(|_| "is not UTF-8".to_owned())?.clone_into(cell);
    }
    let [measure, name, unit, year, code, area, value, gap, band] = cells;
    Ok(DataRow { measure, name, unit, year, code, area, value, gap, band })
}

/// A row of `data.json`.
#[derive(Deserialize)]
struct JsonRow<'d> {
    #[serde(borrow)]
    measure_id: Cow<'d, str>,
    #[serde(borrow)]
    financial_year: Cow<'d, str>,
    #[serde(borrow)]
    area_code: Cow<'d, str>,
    #[serde(borrow)]
    area_name: Cow<'d, str>,
    #[serde(borrow)]
    value: Cow<'d, str>,
    #[serde(borrow)]
    gap: Cow<'d, str>,
    #[serde(borrow)]
    band: Cow<'d, str>,
}

/// Makes sure that both data files are about one council alone, and say the same.
///
/// # Errors
/// What is wrong, with the file. The rows if nothing is.
pub(super) fn check(csv: &[u8], json: &[u8], own: &Own<'_>) -> Result<Vec<DataRow>, String> {
    let found = rows(csv).map_err(|why| format!("data.csv {why}"))?;
    for row in &found {
        if row.code != own.code || row.area != own.name {
            let (area, code) = (&row.area, &row.code);
            return Err(format!("data.csv has a row of {area} ({code})"));
        }
    }
    let again: Vec<JsonRow<'_>> = serde_json::from_slice(json)
        .map_err(|error| format!("data.json cannot be read: {error}"))?;
    if again.len() != found.len() {
        return Err(format!("data.json has {} rows and data.csv {}", again.len(), found.len()));
    }
    for (row, other) in found.iter().zip(&again) {
        let same = row.measure == other.measure_id
            && row.year == other.financial_year
            && row.code == other.area_code
            && row.area == other.area_name
            && row.value == other.value
            && row.gap == other.gap
            && row.band == other.band;
        if !same {
            let (area, measure, year) =
                (&other.area_name, &other.measure_id, &other.financial_year);
            return Err(format!(
                "data.json has a row of {area} ({measure}, {year}) that is not that of data.csv"
            ));
        }
    }
    Ok(found)
}

/// Makes sure that every figure of a report is that of the data.
///
/// # Errors
/// The first that is not.
pub(super) fn same_figures(report: &CouncilReport, rows: &[DataRow]) -> Result<(), String> {
    for figure in &report.notes.figures {
        let row = rows.iter().find(|row| row.measure == figure.measure && row.year == figure.year);
        if !agrees(figure, row) {
            let FigureRow { measure, year, value, .. } = figure;
            let there = row.map_or("no row", |row| match row.gap.as_str() {
                "" => row.value.as_str(),
                gap => gap,
            });
            return Err(format!(
                "data.csv has {there} for {measure} in {year}, and the report “{}”",
                value.text
            ));
        }
    }
    Ok(())
}

fn agrees(figure: &FigureRow, row: Option<&DataRow>) -> bool {
    match (figure.value.gap, row) {
        (None, Some(row)) => prints(&figure.value.text, &row.value),
        (Some(gap), Some(row)) => row.value.is_empty() && row.gap == gap,
        // A council that began after the year has no row.
        (Some(gap), None) => gap == crate::domain::figure::Gap::NotAvailable.code(),
        (None, None) => false,
    }
}
