//! The outcomes framework's CSV, all years in one file or one year, to observations. A yearly file does
//! not say its year; `year` finds it.
//!
//! Outcomes are told by code and year, never by their description, which the publisher rewords
//! nearly every year and in 2019-20 attached to the wrong code.

pub(in crate::observe) mod codes;
mod year;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::figure::Gap;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::{Codes, Meaning, PARTS, plain, population, unknown};
use crate::observe::ascof::year::{England, Found};
use crate::observe::collect::{Collector, only_faults, unreadable};
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers};
use crate::reference::ReferenceError;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::sources::EMBEDDED;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, normalise};
use crate::release::columns::{Layout, count_named};
use crate::release::delimited::{Delimited, Positions, Record};
use crate::release::input::InputFile;

/// The columns; `data/reference/columns.toml` has their other names and says which are required. The
/// yearly files have no year.
const COLUMNS: [&str; 11] = [
    "Year",
    "Geographical Description",
    "ONS Code",
    "Geographical Code",
    "Geographical Level",
    "Measure Group",
    "ASCOF Measure Code",
    "Measure Group Description",
    "Measure_Value",
    "Disaggregation Level",
    "Measure Type",
];
const YEAR: usize = 0;
const NAME: usize = 1;
const ONS_CODE: usize = 2;
const CASSR_CODE: usize = 3;
const LEVEL: usize = 4;
const MEASURE_GROUP: usize = 5;
const MEASURE_CODE: usize = 6;
const DESCRIPTION: usize = 7;
const VALUE: usize = 8;
const DISAGGREGATION: usize = 9;
const MEASURE_TYPE: usize = 10;

/// `[x]` is "not available" in the framework, and no outcome is near the publisher's codes for
/// missing numbers.
pub(in crate::observe) const MARKERS: Markers =
    Markers { x: Gap::NotAvailable, blank: Gap::NotAvailable, sentinels: true };

/// The council type `District` of 2021-22 to 2023-24. Its values lie between those of North and
/// West Northamptonshire wherever both have one, and its population in table 12 of 2021-22 (445,880
/// aged 18 to 64) is theirs: it is the publisher's class for the unitary councils made since 2021,
/// which every other table counts as unitary. No type of ours is made of the same councils.
pub(in crate::observe) const TYPE_LEFT_OUT: &str = "district";

/// Whether the file is of this layout, by the names of its columns: the year, or what the yearly files
/// without one have and no other layout has.
pub fn recognises(file: &InputFile) -> bool {
    let Ok(layout) = Layout::load(&EMBEDDED, "ascof", COLUMNS) else { return false };
    let named = |columns: &[usize]| {
        columns
            .iter()
            .filter(|column| count_named(file, &layout.columns[**column..=**column]) == 1)
            .count()
    };
    let yearly = || {
        named(&[MEASURE_GROUP, MEASURE_CODE]) > 0
            && named(&[DISAGGREGATION, MEASURE_TYPE, VALUE, LEVEL]) >= 3
    };
    layout.count_named(file) >= 6 && (named(&[YEAR]) == 1 || yearly())
}

/// Reads the outcomes, and their numerators, denominators, bases and margins of error.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let opened = Delimited::open(file).map_err(|fault| vec![fault]).and_then(|delimited| {
        let layout = Layout::load(context.sources, "ascof", COLUMNS)
            .map_err(|error| vec![Diagnostic::error("reference/columns", error.to_string())])?;
        let columns = delimited.layout(&layout)?;
        if columns.value[MEASURE_GROUP].is_none() && columns.value[MEASURE_CODE].is_none() {
            return Err(vec![delimited.missing(&layout.columns[MEASURE_GROUP])]);
        }
        let own = |error: ReferenceError| {
            vec![Diagnostic::error("reference/ascof-codes", error.to_string())]
        };
        let codes = Codes::load(context.sources, context.vocabulary).map_err(own)?;
        let told = if columns.value[YEAR].is_none() {
            let england = England::load(context.sources).map_err(own)?;
            let found = england_of(&delimited, &columns.value);
            let told = england.year_of(&found, &Place::file(&file.name));
            Some(told.map_err(|fault| vec![fault, delimited.missing(&layout.columns[YEAR])])?)
        } else {
            None
        };
        Ok((delimited, columns, codes, told))
    });
    match opened {
        Ok((delimited, columns, codes, told)) => rows(&delimited, columns, &codes, told, context),
        Err(faults) => only_faults(faults),
    }
}

/// England's outcomes in a file without a year, by their codes.
fn england_of(delimited: &Delimited<'_>, columns: &Positions<11>) -> Found {
    let mut found = Found::new();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let Ok(record) = record else { continue };
        let says = |column: usize, words: [&str; 2]| {
            words.contains(&normalise(record.get(columns[column])).as_str())
        };
        if !says(LEVEL, ["england", "england"])
            || !says(DISAGGREGATION, ["total", ""])
            || !says(MEASURE_TYPE, ["outcome", ""])
        {
            continue;
        }
        if let Ok(Ok(value)) = reading::read(record.get(columns[VALUE]), MARKERS) {
            let code = record.get(columns[MEASURE_GROUP].or(columns[MEASURE_CODE]));
            found.entry(plain(code)).or_default().insert(value);
        }
    }
    found
}

fn rows(
    delimited: &Delimited<'_>,
    columns: Diagnosed<Positions<11>>,
    codes: &Codes,
    told: Option<(FinancialYear, Diagnostic)>,
    context: &Context<'_>,
) -> Reading {
    let mut collector = Collector::default();
    collector.findings.extend(delimited.diagnostics.iter().cloned());
    collector.findings.extend(columns.diagnostics);
    let columns = columns.value;
    let labelled = labelled_years(delimited, &columns);
    let whole_file = told.as_ref().map(|(year, _)| *year);
    collector.findings.extend(told.map(|(_, note)| note));
    let reader = RowReader { columns, codes, context, labelled, whole_file };
    let mut illustrative = false;
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        match record {
            Ok(record) => {
                illustrative |= record.get(columns[DESCRIPTION]).starts_with("Illustrative");
                if let Err(finding) = reader.read(&record, &mut collector) {
                    collector.findings.add(finding);
                }
            }
            Err(fault) => collector.findings.add(fault),
        }
    }
    let release = collector.latest().map(|latest| release(latest, illustrative));
    collector.into_reading(release)
}

pub(in crate::observe) fn release(latest: FinancialYear, illustrative: bool) -> Release {
    let title = format!("Measures from the Adult Social Care Outcomes Framework, to {latest}");
    // NHS Digital became a part of NHS England in February 2023; the department publishes the
    // framework since the release of 2024-25.
    let publisher = match latest.end() {
        ..=2022 => "NHS Digital",
        2023..=2024 => "NHS England",
        _ => "Department of Health and Social Care",
    };
    if illustrative {
        let title = format!("Illustrative: {title}");
        return Release { latest, published: None, title, publisher: "made-up figures".to_owned() };
    }
    Release { latest, published: None, title, publisher: publisher.to_owned() }
}

/// The years in which some row says what breakdown or what part of a measure it is. A blank means
/// the total and the outcome only in the others (the series of 2023-24 has blanks throughout).
fn labelled_years(delimited: &Delimited<'_>, columns: &Positions<11>) -> BTreeSet<String> {
    let mut years = BTreeSet::new();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let Ok(record) = record else { continue };
        let blank = record.get(columns[DISAGGREGATION]).is_empty()
            && record.get(columns[MEASURE_TYPE]).is_empty();
        if !blank && !years.contains(record.get(columns[YEAR])) {
            years.insert(record.get(columns[YEAR]).to_owned());
        }
    }
    years
}

struct RowReader<'a> {
    columns: Positions<11>,
    codes: &'a Codes,
    context: &'a Context<'a>,
    labelled: BTreeSet<String>,
    /// The year of every row, in a file that has no column for it.
    whole_file: Option<FinancialYear>,
}

impl RowReader<'_> {
    /// Reads one row into the collector; a row that is rightly left out is no error.
    fn read(&self, record: &Record<'_>, collector: &mut Collector) -> Result<(), Diagnostic> {
        let year = self.year(record)?;
        if !self.is_total(record)? {
            return Ok(());
        }
        let Some(quantity) = self.quantity(record, year)? else { return Ok(()) };
        let area = self.area(record, year)?;
        let text = record.get(self.columns[VALUE]);
        let place = record.place(self.columns[VALUE]);
        match reading::read(text, MARKERS) {
            Ok(figure) => {
                // A council type's is left out: the publisher's types are not made of our councils.
                let people = population(quantity, self.context.vocabulary)
                    .filter(|_| self.context.areas.get(area).level != AreaLevel::CouncilType);
                if let Some(people) = people {
                    collector.add(people, area, year, figure, place.clone());
                }
                collector.add(SeriesKey::of(quantity), area, year, figure, place);
            }
            Err(why) => return Err(unreadable(text, &why).at(place)),
        }
        Ok(())
    }

    fn year(&self, record: &Record<'_>) -> Result<FinancialYear, Diagnostic> {
        if let Some(year) = self.whole_file {
            return Ok(year);
        }
        record.get(self.columns[YEAR]).parse().map_err(|error: crate::domain::year::NotAYear| {
            Diagnostic::error("observe/not-a-year", error.to_string())
                .at(record.place(self.columns[YEAR]))
        })
    }

    /// Whether a row is about everybody rather than a group of people.
    fn is_total(&self, record: &Record<'_>) -> Result<bool, Diagnostic> {
        let level = record.get(self.columns[DISAGGREGATION]);
        if !level.is_empty() {
            return Ok(normalise(level) == "total");
        }
        let year = record.get(self.columns[YEAR]);
        if self.labelled.contains(year) {
            let message = format!("rows of {year} do not say which group of people they are about");
            return Err(Diagnostic::warning("observe/unlabelled-row", message)
                .at(record.place(self.columns[DISAGGREGATION]))
                .help("they are left out, since other rows of the year do say it"));
        }
        Ok(true)
    }

    /// The quantity of a row, or nothing if no measure uses it.
    fn quantity(
        &self,
        record: &Record<'_>,
        year: FinancialYear,
    ) -> Result<Option<Term>, Diagnostic> {
        let column = self.columns[MEASURE_GROUP].or(self.columns[MEASURE_CODE]);
        let code = record.get(column);
        let outcome = match self.codes.meaning(code, year) {
            Some(Meaning::Quantity(term)) => term,
            Some(Meaning::LeftOut) => {
                return Err(Diagnostic::note(
                    "observe/left-out",
                    "outcomes that the framework no longer has are left out",
                )
                .at(record.place(column)));
            }
            None => {
                let words = record.get(self.columns[DESCRIPTION]);
                return Err(unknown(self.codes, code, year, words).at(record.place(column)));
            }
        };
        let part = self.part(record)?;
        if part.is_empty() {
            return Ok(Some(outcome));
        }
        let vocabulary = self.context.vocabulary;
        let id = format!("{}/{part}", vocabulary.id(outcome));
        Ok(vocabulary.term(Dimension::Quantity, &id))
    }

    /// The part of a measure that a row is: empty for the outcome itself.
    fn part(&self, record: &Record<'_>) -> Result<&'static str, Diagnostic> {
        let text = record.get(self.columns[MEASURE_TYPE]);
        let label = normalise(text);
        if label == "outcome"
            || label.is_empty() && !self.labelled.contains(record.get(self.columns[YEAR]))
        {
            return Ok("");
        }
        PARTS.into_iter().find(|part| part.replace('-', " ") == label).ok_or_else(|| {
            let message = format!("'{text}' is no known measure type");
            Diagnostic::error("observe/unknown-label", message)
                .at(record.place(self.columns[MEASURE_TYPE]))
                .help("known are Outcome, Numerator, Denominator, Base and Margin of Error")
        })
    }

    fn area(&self, record: &Record<'_>, year: FinancialYear) -> Result<AreaId, Diagnostic> {
        let areas = self.context.areas;
        let (code, name) = (record.get(self.columns[ONS_CODE]), record.get(self.columns[NAME]));
        let text = record.get(self.columns[LEVEL]);
        let level = match normalise(text).as_str() {
            "england" => return Ok(areas.england()),
            "region" => AreaLevel::Region,
            "council type" => AreaLevel::CouncilType,
            "council" => AreaLevel::Council,
            _ => {
                let message = format!("'{text}' is no known level of geography");
                return Err(Diagnostic::error("observe/unknown-label", message)
                    .at(record.place(self.columns[LEVEL]))
                    .help("known are Council, Council Type, Region and England"));
            }
        };
        if level == AreaLevel::CouncilType && normalise(name) == TYPE_LEFT_OUT {
            return Err(Diagnostic::note(
                "observe/left-out",
                "the council type 'District' is left out: it is the unitary councils made since 2021",
            )
            .at(record.place(self.columns[NAME])));
        }
        let right_level = |area: &AreaId| areas.get(*area).level == level;
        let by_name = || areas.by_name(name).iter().copied().find(right_level);
        let found = match code {
            "" | "-" | "0" if level == AreaLevel::Council => {
                areas.by_cassr(record.get(self.columns[CASSR_CODE]), year).or_else(by_name)
            }
            // Council types have no code; the release of 2016-17 writes a zero.
            "" | "-" | "0" => by_name(),
            code => areas.by_code(code).filter(right_level),
        };
        found.ok_or_else(|| self.unknown_area(record, level))
    }

    fn unknown_area(&self, record: &Record<'_>, level: AreaLevel) -> Diagnostic {
        let areas = self.context.areas;
        let (code, name) = (record.get(self.columns[ONS_CODE]), record.get(self.columns[NAME]));
        let message =
            format!("no {} has the code '{code}' ('{name}')", level.id().replace('-', " "));
        let help = areas.nearest_name(name, areas.of_level(level)).map_or_else(
            || "if it is new, add it to data/reference/councils.csv".to_owned(),
            |near| format!("the nearest name is {near}"),
        );
        Diagnostic::error("observe/unknown-area", message)
            .at(record.place(self.columns[ONS_CODE]))
            .help(help)
    }
}

#[cfg(test)]
mod tests;
