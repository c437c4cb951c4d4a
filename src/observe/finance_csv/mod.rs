//! The ASC-FR data file, in the layouts of 2017-18 to 2023-24, to observations in pounds and weeks.
//!
//! What money is written in is decided once for a year (`observe::money`), and it becomes pounds
//! here, once. Totals that the file does not print are added up from its rows.

mod classify;
mod columns;
mod figures;
mod geography;
mod rules;
mod uuid;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, only_faults, unreadable};
use crate::observe::finance_csv::classify::{Class, classify};
use crate::observe::finance_csv::columns::{COLUMNS, DATA_SOURCE, UUID, VALUE, YEAR, fields};
use crate::observe::finance_csv::figures::{Entry, Figures};
use crate::observe::finance_csv::geography::Geography;
use crate::observe::finance_csv::rules::{Kind, Rules, Unit};
use crate::observe::money::Money;
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers};
use crate::reference::ReferenceError;
use crate::release::columns::Layout;
use crate::release::delimited::{Delimited, Positions, Record, header_of};
use crate::release::input::InputFile;

/// `[x]` is a council that did not submit its return. No weeks or unit costs are near the publishers'
/// codes for missing numbers; money in pounds may be, and is held against them when it is known to be
/// in thousands.
const MARKERS: Markers =
    Markers { x: Gap::NotSubmitted, blank: Gap::NotAvailable, sentinels: true };

/// What a file of made-up figures says in its column of data sources.
const ILLUSTRATIVE: &str = "Illustrative";

/// The layout in `columns.toml` and `money.toml`.
const LAYOUT: &str = "finance-csv";

/// Whether the file is of this layout, by the names of its columns.
pub fn recognises(file: &InputFile, context: &Context<'_>) -> bool {
    /// Two thirds of the columns: one renamed is a fault to report, not another layout.
    const ENOUGH: usize = 16;
    header_of(file).len() >= ENOUGH
        && Layout::load(context.sources, LAYOUT, COLUMNS)
            .is_ok_and(|layout| layout.count_named(file) >= ENOUGH)
}

/// Reads spend, income, unit costs and weeks of England, the regions and the councils.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let opened = Delimited::open(file).map_err(|fault| vec![fault]).and_then(|delimited| {
        let (layout, rules, money) = tables(context)
            .map_err(|error| vec![Diagnostic::error("reference/finance-csv", error.to_string())])?;
        let columns = delimited.layout(&layout)?;
        Ok((delimited, columns, rules, money))
    });
    match opened {
        Ok((delimited, columns, rules, money)) => {
            rows(file, &delimited, columns, &rules, &money, context)
        }
        Err(faults) => only_faults(faults),
    }
}

fn tables(context: &Context<'_>) -> Result<(Layout<24>, Rules, Money), ReferenceError> {
    Ok((
        Layout::load(context.sources, LAYOUT, COLUMNS)?,
        Rules::load(context.sources, context.vocabulary)?,
        Money::load(context.sources, LAYOUT)?,
    ))
}

fn rows(
    file: &InputFile,
    delimited: &Delimited<'_>,
    columns: Diagnosed<Positions<24>>,
    rules: &Rules,
    money: &Money,
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
        entries: Vec::new(),
        lost: BTreeSet::new(),
        doubtful: BTreeSet::new(),
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
    reader.finish(&Place::file(&file.name), money)
}

struct RowReader<'a> {
    columns: Positions<24>,
    rules: &'a Rules,
    context: &'a Context<'a>,
    geography: Geography<'a>,
    /// Each wording is read once; a release has some thousands and half a million rows.
    classes: HashMap<Vec<u8>, Class>,
    key: Vec<u8>,
    /// Why rows are left out, how many, and some of their words.
    left_out: BTreeMap<String, (usize, BTreeSet<String>)>,
    entries: Vec<Entry>,
    /// The kinds of which a row was left out for a word that nobody listed.
    lost: BTreeSet<usize>,
    /// Those of which such a row may be among what totals are added up from.
    doubtful: BTreeSet<usize>,
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
        let (meaning, kind) = match &self.classes[&self.key] {
            Class::Row(meaning, kind, note) => {
                if let Some((note, column)) = note {
                    let note = note.clone().at(record.place(self.columns[*column]));
                    self.collector.findings.add(note);
                }
                (*meaning, *kind)
            }
            Class::LeftOut(why, example) => {
                let entry = self.left_out.entry(why.clone()).or_default();
                entry.0 += 1;
                if let Some(example) = example.as_ref().filter(|text| !entry.1.contains(*text)) {
                    entry.1.insert(example.clone());
                }
                return Ok(());
            }
            Class::Unknown(unknown) => {
                self.lost.insert(unknown.kind);
                if unknown.may_count {
                    self.doubtful.insert(unknown.kind);
                }
                let place = record.place(self.columns[unknown.column]);
                return Err(unknown.warning.clone().at(place));
            }
            Class::Fault(fault, column) => {
                return Err(fault.clone().at(record.place(self.columns[*column])));
            }
        };
        let year = self.year(record)?;
        let area = self.geography.area(record, year);
        self.collector.findings.extend(self.geography.take_warnings());
        let area = area?;
        let figure = self.figure(record, &self.rules.kinds[kind])?;
        self.entries.push(Entry { meaning, kind, area, year, figure, line: record.line });
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
        let markers = Markers { sentinels: kind.unit != Unit::Money, ..MARKERS };
        let figure =
            reading::read(text, markers).map_err(|why| unreadable(text, &why).at(place()))?;
        Ok(match figure {
            Ok(value) if kind.zero_is_none && value.is_zero() => Err(Gap::NotApplicable),
            figure => figure,
        })
    }

    fn finish(mut self, file: &Place, money: &Money) -> Reading {
        for (why, (count, examples)) in &self.left_out {
            let rows = format::count(*count);
            let mut message = format!("{why} are left out; rows: {rows}");
            if !examples.is_empty() {
                const NAMED: usize = 12;
                let named: Vec<&str> = examples.iter().take(NAMED).map(String::as_str).collect();
                let more = if examples.len() > NAMED { "; and others" } else { "" };
                write!(message, " ({}{more})", named.join("; "))
                    .expect("writing to a string cannot fail");
            }
            let note = Diagnostic::note("observe/left-out", message).at(file.clone());
            self.collector.findings.add(note);
        }
        let figures = Figures {
            rules: self.rules,
            context: self.context,
            entries: self.entries,
            lost: self.lost,
            doubtful: self.doubtful,
            file: file.clone(),
            column: self.columns[VALUE].and_then(|column| u16::try_from(column + 1).ok()),
        };
        figures.collect(money, &mut self.collector);
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
