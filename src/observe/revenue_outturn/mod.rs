//! The revenue outturn return on social care (RO3), as the ministry publishes it by authority: the total
//! of adult social care, which follows other rules than the finance return and is never mixed with it.
//!
//! Every authority in England has a row: districts, combined authorities, police and fire as well. The
//! class totals under them carry codes such as `E06`, and the row of the Greater London Authority that
//! of the London region; only councils with social care duties and England are taken.

mod header;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use arcstr::ArcStr;
use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::date::Date;
use crate::domain::figure::{Figure, Gap};
use crate::domain::place::{Place, Spot};
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, only_faults, unreadable};
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers};
use crate::observe::revenue_outturn::header::Header;
use crate::observe::revenue_outturn::words::Words;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::normalise;
use crate::release::input::InputFile;
use crate::release::ods::sheet_names;
use crate::release::workbook::{Cell, NotAWorkbook, Sheet, Workbook};

/// What the sheets of the returns begin with; a file with none of them is not looked at further.
const SHEETS: [&str; 2] = ["ro3", "rsx"];

/// `[x]` is "data not received in time for publication".
const MARKERS: Markers =
    Markers { x: Gap::NotSubmitted, blank: Gap::NotAvailable, sentinels: false };

/// `[n]` is "no appropriate estimation for these items".
const NOT_ESTIMATED: &str = "[n]";

/// The return is in thousands of pounds.
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// Whether a workbook has a sheet of the return, or of the summary RSX.
pub fn recognises(file: &InputFile) -> bool {
    sheet_names(file).iter().any(|name| {
        let name = normalise(&name.replace('_', " "));
        SHEETS.iter().any(|begin| name.starts_with(begin)) && name.contains("data")
    })
}

/// Reads the total of adult social care.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    match read_file(file, context) {
        Ok(reading) => reading,
        Err(fault) => only_faults([*fault]),
    }
}

fn read_file(file: &InputFile, context: &Context<'_>) -> Result<Reading, Box<Diagnostic>> {
    let words = Words::load(context.sources, context.vocabulary)
        .map_err(|fault| Diagnostic::error("reference/revenue-outturn", fault.to_string()))?;
    let names = sheet_names(file);
    let Some(name) = words.data_sheet(names) else {
        return Ok(only_faults([left_alone(Place::file(&file.name))]));
    };
    let broken = |error: NotAWorkbook| {
        Diagnostic::error("observe/broken-workbook", error.to_string())
            .at(Place::file(&file.name))
            .help("download the file again")
    };
    let mut book = Workbook::open(file).map_err(broken)?;
    let mut collector = Collector::default();
    if let Some(same) = words.left_alone(names) {
        collector.findings.add(left_alone(Place {
            file: file.name.clone(),
            spot: Spot::Sheet(ArcStr::from(same.as_str())),
        }));
    }
    let published = names
        .first()
        .and_then(|front| book.sheet(front).ok())
        .and_then(|front| texts(&front, 40).find_map(|text| published(&text)));
    let sheet = book.sheet(name).map_err(broken)?;
    drop(book);
    let header = Header::find(&sheet, &words)?;
    let year = year(&sheet, header.row)?;
    in_thousands(&sheet, header.row, &mut collector)?;
    let rows = Rows { sheet: &sheet, words: &words, header: &header, year, context };
    rows.read(&mut collector);
    let title = format!("Local authority revenue expenditure, outturn return RO3, {year}");
    let publisher = publisher(&sheet, header.row);
    let release = Release { latest: year, published, title, publisher };
    Ok(collector.into_reading(Some(release)))
}

fn left_alone(place: Place) -> Diagnostic {
    Diagnostic::note(
        "observe/left-alone",
        "left alone: it repeats the totals of adult social care of the return RO3",
    )
    .at(place)
}

/// The texts in the first two columns of a sheet, down to a row.
fn texts(sheet: &Sheet, last: u32) -> impl Iterator<Item = String> {
    (1..=last.min(sheet.last_row()))
        .flat_map(|row| (1..=2).map(move |column| (row, column)))
        .map(|(row, column)| sheet.cell(row, column).text())
        .filter(|text| !text.trim().is_empty())
}

fn published(text: &str) -> Option<String> {
    let (_, after) = text.split_once("published on")?;
    Date::find_in(after).map(|date| date.to_string())
}

/// The year that the lines above the header name, or the name of the sheet.
fn year(sheet: &Sheet, header: u32) -> Result<FinancialYear, Box<Diagnostic>> {
    texts(sheet, header - 1)
        .find_map(|text| FinancialYear::find_in(&text))
        .or_else(|| FinancialYear::find_in(sheet.name()))
        .ok_or_else(|| {
            Box::new(
                Diagnostic::error(
                    "observe/no-release-year",
                    "neither the sheet's name nor its first lines say which year it is about",
                )
                .at(sheet.whole())
                .help("the line of the source must read like 'returns 2024-25'"),
            )
        })
}

/// Proves that the sheet says it is in thousands of pounds.
fn in_thousands(
    sheet: &Sheet,
    header: u32,
    collector: &mut Collector,
) -> Result<(), Box<Diagnostic>> {
    let lines: Vec<String> = texts(sheet, header - 1).map(|text| normalise(&text)).collect();
    let says =
        |words: &[&str]| lines.iter().any(|line| words.iter().any(|word| line.contains(word)));
    if says(&["£ thousand", "£thousand", "£000", "£'000", "£ 000"]) {
        return Ok(());
    }
    if says(&["£ million", "£million", "£m"]) {
        return Err(Box::new(
            Diagnostic::error(
                "observe/unknown-unit",
                "the sheet is in millions and not in thousands",
            )
            .at(sheet.whole())
            .help("give the data by authority as published, which is in £ thousand"),
        ));
    }
    collector.findings.add(
        Diagnostic::warning("observe/unknown-unit", "taken to be in £ thousand, as in other years")
            .at(sheet.whole())
            .help("the sheet itself does not say what it is in"),
    );
    Ok(())
}

/// The ministry, which changes its name: `Source: Ministry of … Revenue account outturn …`.
fn publisher(sheet: &Sheet, header: u32) -> String {
    texts(sheet, header - 1)
        .find_map(|text| {
            let (_, source) = text.split_once("Source:")?;
            let (name, _) = source.split_once("Revenue")?;
            Some(name.trim().to_owned()).filter(|name| !name.is_empty())
        })
        .unwrap_or_else(|| "Ministry of Housing, Communities & Local Government".to_owned())
}

struct Rows<'a> {
    sheet: &'a Sheet,
    words: &'a Words,
    header: &'a Header,
    year: FinancialYear,
    context: &'a Context<'a>,
}

impl Rows<'_> {
    fn read(&self, collector: &mut Collector) {
        let mut seen = BTreeSet::new();
        for row in self.header.row + 1..=self.sheet.last_row() {
            match self.area(row) {
                Ok(Some(area)) => {
                    seen.insert(area);
                    self.figures(row, area, collector);
                }
                Ok(None) => {}
                Err(fault) => collector.findings.add(*fault),
            }
        }
        let areas = self.context.areas;
        let without: Vec<&str> = areas
            .councils_in(self.year)
            .filter(|council| !seen.contains(council))
            .map(|council| areas.get(council).name.as_str())
            .collect();
        if !without.is_empty() {
            let message = format!("there is no row for {}", without.join(", "));
            collector.findings.add(
                Diagnostic::warning("observe/missing-councils", message).at(self.sheet.whole()),
            );
        }
    }

    /// The council or the country of a row; nothing for other authorities and for class totals.
    fn area(&self, row: u32) -> Result<Option<AreaId>, Box<Diagnostic>> {
        let areas = self.context.areas;
        let code = self.sheet.cell(row, self.header.code).text();
        let code = code.trim();
        let name = self.sheet.cell(row, self.header.name).text();
        let Some(id) = areas.by_code(code) else {
            let council = code.len() == 9
                && ["E06", "E08", "E09", "E10"].iter().any(|begin| code.starts_with(begin));
            if !council {
                return Ok(None);
            }
            let message = format!("no council has the code '{code}' ('{}')", name.trim());
            return Err(Box::new(
                Diagnostic::warning("observe/unknown-area", message)
                    .at(self.sheet.place(row, self.header.code))
                    .help("if it is a new council, add it to data/reference/councils.csv"),
            ));
        };
        if !matches!(areas.get(id).level, AreaLevel::Council | AreaLevel::England) {
            return Ok(None);
        }
        let bare = self
            .words
            .name_endings
            .iter()
            .find_map(|ending| name.trim().strip_suffix(ending.as_str())?.strip_suffix(' '))
            .unwrap_or(&name)
            .trim();
        let named = areas.by_name(bare);
        if named.is_empty() || named.contains(&id) {
            return Ok(Some(id));
        }
        let message = format!("{code} is {} but the name is '{bare}'", areas.get(id).name);
        Err(Box::new(
            Diagnostic::error("observe/area-mismatch", message)
                .at(self.sheet.place(row, self.header.name))
                .help("compare the row with the file of the ministry"),
        ))
    }

    fn figures(&self, row: u32, area: AreaId, collector: &mut Collector) {
        for (wanted, column) in self.words.columns.iter().zip(&self.header.columns) {
            let place = self.sheet.place(row, *column);
            match self.figure(row, *column) {
                Ok(figure) => collector.add(wanted.series, area, self.year, figure, place),
                Err(fault) => collector.findings.add(fault.at(place)),
            }
        }
    }

    fn figure(&self, row: u32, column: u16) -> Result<Figure, Diagnostic> {
        let cell = self.sheet.cell(row, column);
        let figure = match cell {
            Cell::Number(number) => Ok(*number),
            other => {
                let text = other.text();
                if text.trim() == NOT_ESTIMATED {
                    return Ok(Err(Gap::NotAvailable));
                }
                match reading::read(&text, MARKERS) {
                    Ok(figure) => figure,
                    Err(why) => return Err(unreadable(&text, &why)),
                }
            }
        };
        match figure.map(|number| number.checked_mul(THOUSAND)) {
            Ok(Some(pounds)) => Ok(Ok(pounds)),
            Ok(None) => Err(Diagnostic::error("observe/not-a-number", "the number is too large")),
            Err(gap) => Ok(Err(gap)),
        }
    }
}
