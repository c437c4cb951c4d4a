//! The file of totals: spend and income of each area, six columns in thousands of pounds.

use std::collections::BTreeMap;

use arcstr::ArcStr;
use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::place::{Place, Spot};
use crate::domain::year::FinancialYear;
use crate::observe::collect::Collector;
use crate::observe::finance_keys::dictionary::Dictionary;
use crate::observe::finance_keys::row::RowReader;
use crate::observe::finance_keys::{columns, in_table, left_out};
use crate::observe::money::Money;
use crate::observe::reader::Context;
use crate::observe::totals::{
    AGE, Book, Cell, DETAIL, Family, Label, Needed, Part, REASON, SETTING, Total,
};
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::Dimension;
use crate::release::delimited::{Delimited, Record};

/// The layout in `columns.toml`, and its columns in the order in which they are counted here.
pub(super) const LAYOUT: &str = "finance-keys-totals";
pub(super) const COLUMNS: [&str; 17] = [
    "FY_Ending",
    "CASSR_CODE",
    "GEOGRAPHY_CODE",
    "REGION_GO_CODE",
    "CareType_KEY",
    "AgeBand_KEY",
    "PrimarySupportReason_KEY",
    "SupportSetting_KEY",
    "Purpose_KEY",
    "CarerSupportType_KEY",
    "DataType_KEY",
    "TOTALEXPENDITURE",
    "TOTALINCOME",
    "NETTOTALEXPENDITURE",
    "GROSSTOTALEXPENDITURE",
    "NETCURRENTEXPENDITURE",
    "GROSSCURRENTEXPENDITURE",
];
const CARE_TYPE: usize = 4;
const AGE_BAND: usize = 5;
const SUPPORT_REASON: usize = 6;
const SUPPORT_SETTING: usize = 7;
const PURPOSE: usize = 8;
const CARER_SUPPORT: usize = 9;
const DATA_TYPE: usize = 10;
const FIRST_FIGURE: usize = 11;

/// The quantities of the six columns of figures.
const QUANTITIES: [&str; 6] = [
    "total-expenditure",
    "income",
    "net-total-expenditure",
    "gross-total-expenditure",
    "net-current-expenditure",
    "gross-current-expenditure",
];

/// The column whose size tells what money is written in.
const SIZE: usize = 5;

/// Reads the file.
///
/// # Errors
/// Columns that are missing, a fault in our tables, and money in a unit that cannot be.
pub(super) fn read(
    delimited: &Delimited<'_>,
    dictionary: &Dictionary,
    context: &Context<'_>,
    collector: &mut Collector,
) -> Result<(), Vec<Diagnostic>> {
    let columns = columns(delimited, context, (LAYOUT, COLUMNS), collector)?;
    let rows = RowReader { columns: &columns, dictionary, context };
    let mut kept: Vec<Kept> = Vec::new();
    let (mut voluntary, mut file) = (0, None);
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        match record.and_then(|record| {
            file.get_or_insert_with(|| record.place(None).file);
            one(&rows, &record)
        }) {
            Ok(Some(row)) => kept.push(row),
            Ok(None) => voluntary += 1,
            Err(fault) => collector.findings.add(fault),
        }
    }
    let Some(file) = file else { return Ok(()) };
    left_out(collector, "voluntary breakdowns", voluntary, &Place::file(&file));
    let totals = totals(&kept, &file, context, collector);
    let factors = factors(&kept, &totals, &file, context, collector)?;
    let pounds = |year, figure: Figure| figure.map(|value| value * factors[&year]);
    let families: Vec<Family> = QUANTITIES
        .iter()
        .map(|id| Family::money(context.vocabulary, id).expect("the vocabulary has these columns"))
        .collect();
    collector.reserve((kept.len() + totals.len()) * QUANTITIES.len());
    for row in &kept {
        for (index, (family, figure)) in families.iter().zip(row.figures).enumerate() {
            let Some(series) = family.series(&row.cell) else { continue };
            let column =
                columns[FIRST_FIGURE + index].and_then(|column| u16::try_from(column + 1).ok());
            let place = Place { file: file.clone(), spot: Spot::Line(row.line, column) };
            collector.add(series, row.area, row.year, pounds(row.year, figure), place);
        }
    }
    for total in totals.iter().filter(|total| total.printed.is_none()) {
        let place = Place { file: file.clone(), spot: Spot::Lines(total.lines.clone()) };
        for (family, figure) in families.iter().zip(&total.figures) {
            if let Some(series) = family.series(&total.cell) {
                let figure = pounds(total.year, *figure);
                collector.add(series, total.area, total.year, figure, place.clone());
            }
        }
    }
    Ok(())
}

/// The totals of the rows, in what the file is written in.
fn totals(
    kept: &[Kept],
    file: &ArcStr,
    context: &Context<'_>,
    collector: &mut Collector,
) -> Vec<Total> {
    // What people pay for community services has rows of its own, for each age and reason.
    let needed = Needed::money(context.vocabulary).with_setting(Label::Other(0));
    let mut book = Book::new(needed);
    for row in kept {
        book.add(row.cell, row.area, row.year, row.line, Box::new(row.figures));
    }
    for (area, year, _, [first, second]) in book.contradictions() {
        let name = &context.areas.get(area).name;
        let message = format!(
            "two rows of {name} in {year} say the same and have two values: lines {first} and {second}"
        );
        let place = Place { file: file.clone(), spot: Spot::Line(second, None) };
        collector.findings.add(Diagnostic::error("observe/two-values", message).at(place));
    }
    book.totals()
}

/// What to multiply the money of each year with.
fn factors(
    kept: &[Kept],
    totals: &[Total],
    file: &ArcStr,
    context: &Context<'_>,
    collector: &mut Collector,
) -> Result<BTreeMap<FinancialYear, Decimal>, Vec<Diagnostic>> {
    let mut spent: BTreeMap<FinancialYear, Vec<(AreaId, Decimal)>> =
        kept.iter().map(|row| (row.year, Vec::new())).collect();
    for total in totals.iter().filter(|total| total.cell == Cell::of(Part::Whole)) {
        if let Ok(value) = total.figures[SIZE] {
            spent.entry(total.year).or_default().push((total.area, value));
        }
    }
    let money = Money::load(context.sources, "finance-keys").map_err(|error| in_table(&error))?;
    let mut factors = BTreeMap::new();
    for (year, spent) in spent {
        let whole = Place::file(file);
        let (factor, note) = money
            .factor(year, &spent, context.areas)
            .map_err(|fault| vec![fault.at(whole.clone())])?;
        collector.findings.extend(note.map(|note| note.at(whole)));
        factors.insert(year, factor);
    }
    Ok(factors)
}

/// A row that counts.
struct Kept {
    cell: Cell,
    area: AreaId,
    year: FinancialYear,
    line: u32,
    figures: [Figure; 6],
}

/// Reads one row; nothing if it is of the voluntary split.
fn one(rows: &RowReader<'_>, record: &Record<'_>) -> Result<Option<Kept>, Diagnostic> {
    if rows.id(record, DATA_TYPE, "data-type")? != "mandatory" {
        return Ok(None);
    }
    let reason = rows.id(record, SUPPORT_REASON, "support-reason")?;
    let part = match rows.id(record, CARE_TYPE, "care-type")? {
        "long-term" => Some(Part::LongTerm),
        "short-term" => Part::called(rows.id(record, PURPOSE, "purpose")?),
        "other" => Part::called(reason),
        _ => None,
    };
    let unplaced = |column: usize, what: &str| {
        Diagnostic::error("observe/unknown-key", format!("{what} is in no series of ours"))
            .at(record.place(rows.columns[column]))
            .help("compare the row with data/reference/finance-keys.csv")
    };
    let part = part.ok_or_else(|| unplaced(CARE_TYPE, "this kind of support"))?;
    let mut cell = Cell::of(part);
    let label = |column, field| {
        rows.label(record, column, field)?.ok_or_else(|| unplaced(column, "this breakdown"))
    };
    cell.labels[AGE] = label(AGE_BAND, ("age-band", Dimension::AgeBand))?;
    if !matches!(part, Part::Service(_)) {
        cell.labels[REASON] = label(SUPPORT_REASON, ("support-reason", Dimension::SupportReason))?;
    }
    cell.labels[SETTING] = label(SUPPORT_SETTING, ("setting", Dimension::Setting))?;
    cell.labels[DETAIL] = match rows.id(record, CARER_SUPPORT, "carer-support")? {
        "" => Label::All,
        "direct-payments" => Label::Other(0),
        _ => Label::Other(1),
    };
    let year = rows.year(record)?;
    let area = rows.area(record, year)?;
    let mut figures = [Ok(Decimal::ZERO); 6];
    for (index, figure) in figures.iter_mut().enumerate() {
        *figure = rows.figure(record, FIRST_FIGURE + index)?;
    }
    Ok(Some(Kept { cell, area, year, line: record.line, figures }))
}
