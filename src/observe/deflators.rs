//! HM Treasury's GDP deflators, as the CSV is published, to an index by financial year.
//!
//! The file is a printed page: titles, a header over two lines, years with marks of footnotes, and the
//! years of the forecast with a growth rate only. The right half, calendar years, is left alone.

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::date::Date;
use crate::domain::place::Place;
use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::observe::collect::only_faults;
use crate::observe::reader::{Context, Reading};
use crate::observe::reading;
use crate::reference::deflators::Deflators;
use crate::reference::vocabulary::normalise;
use crate::release::delimited::{Delimited, Record, header_of};
use crate::release::input::InputFile;

/// The title in the first line of every vintage.
const TITLE: &str = "gdp deflators at market prices";

/// No reading of ours needs an older year, and the years of the calendar begin with this one.
const FIRST: u16 = 1990;

/// Forecast years are compounded and kept to so many decimal places, as our own table prints them.
const PLACES: u32 = 6;

/// By how much the printed growth may differ from that of the printed index, in percentage points: the
/// index has three decimal places and the growth two.
const SAME_GROWTH: Decimal = Decimal::from_parts(2, 0, 0, false, 2);

/// An index that was supplied, and how new it is.
#[derive(Debug, Clone)]
pub struct Supplied {
    /// The day of the national accounts it rests on.
    pub as_of: Date,
    /// The index, under its own vintage.
    pub index: Deflators,
    /// The file.
    pub place: Place,
}

/// Whether the first line has the title of the deflators.
pub fn recognises(file: &InputFile) -> bool {
    header_of(file).iter().any(|cell| normalise(cell).starts_with(TITLE))
}

/// Reads the index of the financial years.
pub fn read(file: &InputFile, _context: &Context<'_>) -> Reading {
    match index(file) {
        Ok(supplied) => {
            let message = format!("real terms follow this file: {}", supplied.index.vintage());
            let note = Diagnostic::note("observe/deflators", message).at(Place::file(&file.name));
            Reading { deflators: Some(supplied), diagnostics: vec![note], ..Reading::default() }
        }
        Err(fault) => only_faults([*fault]),
    }
}

/// The columns of the left half.
#[derive(Clone, Copy)]
struct Columns {
    year: usize,
    index: usize,
    growth: usize,
}

fn index(file: &InputFile) -> Result<Supplied, Box<Diagnostic>> {
    let delimited = Delimited::open(file)?;
    let missing = |code, message: &str| {
        Box::new(
            Diagnostic::error(code, message)
                .at(Place::file(&file.name))
                .help("download the CSV again from HM Treasury's page of GDP deflators"),
        )
    };
    let mut as_of = None;
    let mut columns = None;
    let mut rows: Vec<(FinancialYear, Decimal, bool)> = Vec::new();
    let mut ended = false;
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let record = record?;
        match columns {
            None => {
                columns = header(&record);
                as_of = as_of.or_else(|| updated(&record));
            }
            Some(columns) => {
                if !row(&record, columns, &mut rows)? {
                    ended = true;
                    break;
                }
            }
        }
    }
    if columns.is_none() {
        return Err(missing(
            "observe/missing-column",
            "no line has 'Financial year' with an index and 'per cent change' beside it",
        ));
    }
    if !ended {
        return Err(missing(
            "release/cut-short",
            "the footnotes are missing, so the years may be cut short",
        ));
    }
    let as_of = as_of.ok_or_else(|| {
        missing("observe/no-vintage", "the title does not say when the figures were last updated")
    })?;
    let vintage = format!("HM Treasury, {}", as_of.month_and_year());
    let index = Deflators::of_vintage(vintage, rows.into_iter().map(kept))
        .map_err(|message| missing("observe/bad-deflators", &message))?;
    Ok(Supplied { as_of, index, place: Place::file(&file.name) })
}

/// The day in the line of the title that tells when the outturn was last updated.
fn updated(record: &Record<'_>) -> Option<Date> {
    record.fields().find(|field| normalise(field).contains("last updated")).and_then(Date::find_in)
}

/// The columns, if the line is the lower one of the header.
fn header(record: &Record<'_>) -> Option<Columns> {
    let fields: Vec<String> = record.fields().map(normalise).collect();
    let after = |start: usize, is: &dyn Fn(&str) -> bool| {
        fields
            .iter()
            .enumerate()
            .skip(start + 1)
            .take_while(|(_, field)| *field != "calendar year")
            .find(|(_, field)| is(field))
            .map(|(index, _)| index)
    };
    let year = fields.iter().position(|field| field == "financial year")?;
    let index = after(year, &|field| field.ends_with("= 100"))?;
    let growth = after(index, &|field| field.starts_with("per cent change"))?;
    Some(Columns { year, index, growth })
}

/// Takes a year; false where the years have ended and the footnotes begin.
fn row(
    record: &Record<'_>,
    columns: Columns,
    rows: &mut Vec<(FinancialYear, Decimal, bool)>,
) -> Result<bool, Box<Diagnostic>> {
    let text = record.get(Some(columns.year));
    let bare = text.split('(').next().unwrap_or(text).trim();
    let fault = |column: usize, message: String| {
        Box::new(
            Diagnostic::error("observe/bad-deflators", message)
                .at(record.place(Some(column)))
                .help("compare the line with the file of HM Treasury"),
        )
    };
    if bare.is_empty() {
        return Ok(true);
    }
    let starts: Option<u16> = bare.split(['-', '/']).next().and_then(|start| start.parse().ok());
    let Some(starts) = starts else { return Ok(rows.is_empty()) };
    if starts < FIRST {
        return Ok(true);
    }
    let year: FinancialYear =
        bare.parse().map_err(|_| fault(columns.year, format!("'{text}' is no financial year")))?;
    let before = match rows.last() {
        Some((last, _, _)) if last.after() != year => {
            return Err(fault(columns.year, format!("{year} does not follow {last}")));
        }
        last => last.copied(),
    };
    let number = |column: usize| reading::number(record.get(Some(column)));
    let growth = number(columns.growth);
    let grown = before.and_then(|(_, index, _)| {
        let factor = Decimal::ONE.checked_add(growth?.checked_div(Decimal::ONE_HUNDRED)?)?;
        index.checked_mul(factor)
    });
    let row = match (record.get(Some(columns.index)), grown) {
        ("-" | "", Some(grown)) => (year, grown, true),
        ("-" | "", None) => {
            let message = format!("{year} has neither an index nor a growth to make one from");
            return Err(fault(columns.growth, message));
        }
        (text, _) => {
            let index = number(columns.index)
                .ok_or_else(|| fault(columns.index, format!("'{text}' is not a number")))?;
            if let (Some((_, last, _)), Some(growth)) = (before, growth) {
                let apart = index
                    .checked_div(last)
                    .and_then(|ratio| ratio.checked_sub(Decimal::ONE))
                    .and_then(|grown| grown.checked_mul(Decimal::ONE_HUNDRED))
                    .and_then(|ours| ours.checked_sub(growth));
                if apart.is_none_or(|apart| apart.abs() > SAME_GROWTH) {
                    let message = format!(
                        "the index of {year} grew otherwise than by the {growth} per cent beside it"
                    );
                    return Err(fault(columns.index, message));
                }
            }
            (year, index, false)
        }
    };
    rows.push(row);
    Ok(true)
}

/// An index as it is kept: forecasts to so many places.
fn kept((year, index, forecast): (FinancialYear, Decimal, bool)) -> (FinancialYear, Decimal, bool) {
    (year, if forecast { half_up(index, PLACES) } else { index }, forecast)
}
