//! The files of activity, in weeks of support, and of additional data, of which only the income from
//! the Better Care Fund and from grants is used, in thousands of pounds.

use crate::diagnostic::Diagnostic;
use crate::domain::place::{Place, Spot};
use crate::observe::collect::Collector;
use crate::observe::finance_keys::dictionary::Dictionary;
use crate::observe::finance_keys::row::RowReader;
use crate::observe::finance_keys::{columns, in_table, left_out};
use crate::observe::money::Money;
use crate::observe::reader::Context;
use crate::observe::totals::{AGE, Book, Cell, Family, Needed, PROVISION, Part, REASON, SETTING};
use crate::reference::vocabulary::{Dimension, SeriesKey};
use crate::release::delimited::{Delimited, Record};

/// The layouts in `columns.toml`, and their columns in the order in which they are counted here.
pub(super) const ACTIVITY: &str = "finance-keys-activity";
pub(super) const ACTIVITY_COLUMNS: [&str; 12] = [
    "FY_Ending",
    "CASSR_CODE",
    "GEOGRAPHY_CODE",
    "REGION_GO_CODE",
    "CareType_KEY",
    "AgeBand_KEY",
    "PrimarySupportReason_KEY",
    "SupportSetting_KEY",
    "Purpose_KEY",
    "ActivityProvision_KEY",
    "DataType_KEY",
    "ItemValue",
];
pub(super) const ADDITIONAL: &str = "finance-keys-additional";
pub(super) const ADDITIONAL_COLUMNS: [&str; 7] = [
    "FY_Ending",
    "CASSR_CODE",
    "GEOGRAPHY_CODE",
    "REGION_GO_CODE",
    "DataSource_KEY",
    "ComparativeTotals_KEY",
    "ItemValue",
];

/// Reads weeks of support.
///
/// # Errors
/// Columns that are missing.
pub(super) fn activity(
    delimited: &Delimited<'_>,
    dictionary: &Dictionary,
    context: &Context<'_>,
    collector: &mut Collector,
) -> Result<(), Vec<Diagnostic>> {
    let columns = columns(delimited, context, (ACTIVITY, ACTIVITY_COLUMNS), collector)?;
    let family = Family::weeks(context.vocabulary).expect("the vocabulary has weeks");
    let rows = RowReader { columns: &columns, dictionary, context };
    let mut book = Book::new(Needed::weeks(context.vocabulary));
    let (mut voluntary, mut file) = (0, None);
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let read = record.and_then(|record| {
            let file = file.get_or_insert_with(|| record.place(None).file).clone();
            let Some(cell) = week(&rows, &record)? else { return Ok(None) };
            let year = rows.year(&record)?;
            let area = rows.area(&record, year)?;
            let figure = rows.figure(&record, 11)?;
            book.add(cell, area, year, record.line, Box::new([figure]));
            let place = Place { file, ..record.place(columns[11]) };
            Ok(Some((cell, area, year, figure, place)))
        });
        match read {
            Ok(Some((cell, area, year, figure, place))) => {
                if let Some(series) = family.series(&cell) {
                    collector.add(series, area, year, figure, place);
                }
            }
            Ok(None) => voluntary += 1,
            Err(fault) => collector.findings.add(fault),
        }
    }
    let Some(file) = file else { return Ok(()) };
    left_out(collector, "voluntary breakdowns", voluntary, &Place::file(&file));
    for total in book.totals().into_iter().filter(|total| total.printed.is_none()) {
        let Some(series) = family.series(&total.cell) else { continue };
        let place = Place { file: file.clone(), spot: Spot::Lines(total.lines) };
        for figure in total.figures {
            collector.add(series, total.area, total.year, figure, place.clone());
        }
    }
    Ok(())
}

/// What a row of the activity file is about; nothing if it is of the voluntary split.
fn week(rows: &RowReader<'_>, record: &Record<'_>) -> Result<Option<Cell>, Diagnostic> {
    if rows.id(record, 10, "data-type")? != "mandatory" {
        return Ok(None);
    }
    let part = match rows.id(record, 4, "care-type")? {
        "long-term" => Some(Part::LongTerm),
        "short-term" => Part::called(rows.id(record, 8, "purpose")?),
        _ => None,
    };
    let unplaced = |column: usize| {
        Diagnostic::error("observe/unknown-key", "this breakdown is in no series of ours")
            .at(record.place(rows.columns[column]))
            .help("compare the row with data/reference/finance-keys.csv")
    };
    let mut cell = Cell::of(part.ok_or_else(|| unplaced(4))?);
    for (place, column, field) in [
        (AGE, 5, ("age-band", Dimension::AgeBand)),
        (REASON, 6, ("support-reason", Dimension::SupportReason)),
        (SETTING, 7, ("setting", Dimension::Setting)),
        (PROVISION, 9, ("provision", Dimension::Provision)),
    ] {
        cell.labels[place] = rows.label(record, column, field)?.ok_or_else(|| unplaced(column))?;
    }
    Ok(Some(cell))
}

/// Reads income from the Better Care Fund and from grants. The other rows are totals of the year that
/// bridged two collections. The key of the data type is not asked: for these two it is swapped.
///
/// # Errors
/// Columns that are missing, and a fault in our tables.
pub(super) fn additional(
    delimited: &Delimited<'_>,
    dictionary: &Dictionary,
    context: &Context<'_>,
    collector: &mut Collector,
) -> Result<(), Vec<Diagnostic>> {
    let columns = columns(delimited, context, (ADDITIONAL, ADDITIONAL_COLUMNS), collector)?;
    let money = Money::load(context.sources, "finance-keys").map_err(|error| in_table(&error))?;
    let rows = RowReader { columns: &columns, dictionary, context };
    let (mut bridging, mut file) = (0, None);
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let read = record.and_then(|record| {
            file.get_or_insert_with(|| record.place(None).file);
            if rows.id(&record, 4, "data-source")? == "bridging" {
                return Ok(None);
            }
            let id = rows.id(&record, 5, "comparative-totals")?;
            let quantity = context.vocabulary.term(Dimension::Quantity, id).ok_or_else(|| {
                Diagnostic::error("observe/unknown-key", "this income is in no series of ours")
                    .at(record.place(columns[5]))
                    .help("compare the row with data/reference/finance-keys.csv")
            })?;
            let year = rows.year(&record)?;
            let area = rows.area(&record, year)?;
            // Nothing in this file tells what its money is in; the file of totals does.
            let (factor, _) = money.factor(year, &[], context.areas)?;
            let figure = rows.figure(&record, 6)?.map(|value| value * factor);
            Ok(Some((SeriesKey::of(quantity), area, year, figure, record.place(columns[6]))))
        });
        match read {
            Ok(Some((series, area, year, figure, place))) => {
                collector.add(series, area, year, figure, place);
            }
            Ok(None) => bridging += 1,
            Err(fault) => collector.findings.add(fault),
        }
    }
    if let Some(file) = file {
        let what = "figures of the years that bridged two collections";
        left_out(collector, what, bridging, &Place::file(&file));
    }
    Ok(())
}
