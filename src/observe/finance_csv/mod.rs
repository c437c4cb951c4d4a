//! The ASC-FR CSV in the layout of 2019-20 to 2023-24 to observations in pounds and weeks.
//!
//! Money is in thousands of pounds in this layout, and becomes pounds here, once. The layout of
//! 2017-18, whose columns end in `_Key` and whose money is in pounds, is another and is not read.

mod classify;
mod columns;
mod geography;
mod rules;
mod uuid;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, only_faults, unreadable};
use crate::observe::finance_csv::classify::{Class, classify};
use crate::observe::finance_csv::columns::{COLUMNS, DATA_SOURCE, UUID, VALUE, YEAR, fields};
use crate::observe::finance_csv::geography::Geography;
use crate::observe::finance_csv::rules::{Kind, Rules, Unit};
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers};
use crate::reference::vocabulary::Term;
use crate::release::delimited::{Delimited, Positions, Record, count_named, header_of};
use crate::release::input::InputFile;

/// `[x]` is a council that did not submit its return. No spend in thousands of pounds is near the
/// publishers' codes for missing numbers: England's total is about 32 million thousand.
const MARKERS: Markers =
    Markers { x: Gap::NotSubmitted, blank: Gap::NotAvailable, sentinels: true };

const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// What a file of made-up figures says in its column of data sources.
const ILLUSTRATIVE: &str = "Illustrative";

/// Whether the file is of this layout, by the names of its columns.
pub fn recognises(file: &InputFile) -> bool {
    /// Two thirds of the columns: one renamed is a fault to report, not another layout.
    const ENOUGH: usize = 16;
    count_named(file, &COLUMNS) >= ENOUGH
        && !header_of(file).iter().any(|name| name.to_ascii_lowercase().ends_with("_key"))
}

/// Reads spend, income, unit costs and weeks of England, the regions and the councils.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let opened = Delimited::open(file).map_err(|fault| vec![fault]).and_then(|delimited| {
        let columns = delimited.columns(&COLUMNS)?;
        let rules = Rules::load(context.sources, context.vocabulary)
            .map_err(|error| vec![Diagnostic::error("reference/finance-csv", error.to_string())])?;
        Ok((delimited, columns, rules))
    });
    match opened {
        Ok((delimited, columns, rules)) => rows(file, &delimited, columns, &rules, context),
        Err(faults) => only_faults(faults),
    }
}

fn rows(
    file: &InputFile,
    delimited: &Delimited<'_>,
    columns: Diagnosed<Positions<24>>,
    rules: &Rules,
    context: &Context<'_>,
) -> Reading {
    let mut reader = RowReader {
        columns: columns.value,
        rules,
        context,
        geography: Geography::new(&columns.value, rules, context.areas),
        classes: HashMap::new(),
        key: Vec::new(),
        left_out: BTreeMap::new(),
        found: BTreeSet::new(),
        illustrative: false,
        collector: Collector::default(),
    };
    reader.collector.findings.extend(delimited.diagnostics.iter().cloned());
    reader.collector.findings.extend(columns.diagnostics);
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        if let Err(finding) = record.and_then(|record| reader.read(&record)) {
            reader.collector.findings.add(finding);
        }
    }
    reader.finish(&Place::file(&file.name))
}

struct RowReader<'a> {
    columns: Positions<24>,
    rules: &'a Rules,
    context: &'a Context<'a>,
    geography: Geography<'a>,
    /// Each wording is read once; a release has some hundreds and a hundred thousand rows.
    classes: HashMap<Vec<u8>, Class<'a>>,
    key: Vec<u8>,
    left_out: BTreeMap<&'a str, usize>,
    found: BTreeSet<Term>,
    illustrative: bool,
    collector: Collector,
}

impl RowReader<'_> {
    fn read(&mut self, record: &Record<'_>) -> Result<(), Diagnostic> {
        self.illustrative |= record.get(self.columns[DATA_SOURCE]) == ILLUSTRATIVE;
        let (row_number, fields) = (record.get(self.columns[UUID]), fields(record, &self.columns));
        self.key.clear();
        for text in std::iter::once(row_number).chain(fields) {
            self.key.extend_from_slice(text.as_bytes());
            self.key.push(0x1F);
        }
        if !self.classes.contains_key(&self.key) {
            let class = classify(self.rules, self.context.vocabulary, row_number, &fields);
            self.classes.insert(self.key.clone(), class);
        }
        let (series, kind) = match &self.classes[&self.key] {
            Class::Series(series, kind) => (*series, *kind),
            Class::LeftOut(why) => {
                *self.left_out.entry(why).or_insert(0) += 1;
                return Ok(());
            }
            Class::Fault(fault, column) => {
                return Err(fault.clone().at(record.place(self.columns[*column])));
            }
        };
        let year = self.year(record)?;
        let area = self.geography.area(record, year)?;
        self.found.insert(series.quantity);
        let figure = self.figure(record, kind)?;
        let place = record.place(self.columns[VALUE]);
        self.collector.add(series, area, year, figure, place);
        Ok(())
    }

    fn year(&self, record: &Record<'_>) -> Result<FinancialYear, Diagnostic> {
        let text = record.get(self.columns[YEAR]);
        let ending = text.parse().ok().and_then(FinancialYear::ending);
        ending.or_else(|| text.parse().ok()).ok_or_else(|| {
            Diagnostic::error("observe/not-a-year", format!("'{text}' is not a financial year"))
                .at(record.place(self.columns[YEAR]))
                .help("FY_ENDING is the year in which it ends, such as 2024")
        })
    }

    fn figure(&self, record: &Record<'_>, kind: &Kind) -> Result<Figure, Diagnostic> {
        let text = record.get(self.columns[VALUE]);
        let place = || record.place(self.columns[VALUE]);
        let figure =
            reading::read(text, MARKERS).map_err(|why| unreadable(text, &why).at(place()))?;
        Ok(match figure {
            Ok(value) if kind.zero_is_none && value.is_zero() => Err(Gap::NotApplicable),
            Ok(value) if kind.unit == Unit::ThousandPounds => Ok(value * THOUSAND),
            figure => figure,
        })
    }

    fn finish(mut self, file: &Place) -> Reading {
        for (why, count) in &self.left_out {
            let rows = format::count(*count);
            let message = format!("{why} are left out; rows: {rows}");
            self.collector
                .findings
                .add(Diagnostic::note("observe/left-out", message).at(file.clone()));
        }
        let vocabulary = self.context.vocabulary;
        let missing: BTreeSet<&str> = self
            .rules
            .series
            .iter()
            .filter(|rule| rule.expected && !self.found.contains(&rule.quantity))
            .map(|rule| vocabulary.label(rule.quantity))
            .collect();
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.into_iter().collect();
            self.collector.findings.add(
                Diagnostic::warning(
                    "observe/rows-not-found",
                    format!("no row was found of: {}", missing.join("; ")),
                )
                .at(file.clone())
                .help("if the publisher words them otherwise, add the words to data/reference/finance-csv.toml"),
            );
        }
        let release = self.collector.latest().map(|latest| release(latest, self.illustrative));
        self.collector.into_reading(release)
    }
}

fn release(latest: FinancialYear, illustrative: bool) -> Release {
    let title =
        format!("Adult Social Care Activity and Finance Report, {latest}: finance data file");
    if illustrative {
        let title = format!("Illustrative: {title}");
        return Release { latest, published: None, title, publisher: "made-up figures".to_owned() };
    }
    // NHS Digital became a part of NHS England in February 2023; the department publishes the
    // finance report since 2024-25.
    let publisher = match latest.end() {
        ..=2022 => "NHS Digital",
        2023..=2024 => "NHS England",
        _ => "Department of Health and Social Care",
    };
    Release { latest, published: None, title, publisher: publisher.to_owned() }
}

#[cfg(test)]
mod tests;
