//! The rows and cells of one wide file to observations.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::place::Place;
use crate::observe::collect::{Findings, unreadable};
use crate::observe::observations::{Observation, Release, ReleaseId};
use crate::observe::pss::layout::{FileLayout, Layout, Meaning, Said};
use crate::observe::pss::{columns, sums};
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers};
use crate::reference::vocabulary::{QuantityUnit, SeriesKey, normalise};
use crate::release::delimited::near;
use crate::release::wide::{Row, Wide};

/// Money is printed in thousands of pounds.
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// The markers shared with other releases. `[x]` is not used here, and no cell of a row is blank.
const MARKERS: Markers =
    Markers { x: Gap::NotAvailable, blank: Gap::NotAvailable, sentinels: true };

/// A file whose labels are known.
pub(super) struct Figures<'a> {
    pub(super) wide: &'a Wide<'a>,
    pub(super) known: &'a FileLayout,
    pub(super) layout: &'a Layout,
    pub(super) context: &'a Context<'a>,
}

/// What the labels of a row come to.
enum Class<'a> {
    Series(SeriesKey),
    /// The row is left out, for a reason.
    LeftOut(&'a str),
    /// A word nobody listed.
    Unknown(Diagnostic),
}

/// A reason for leaving rows out that needs no words of the file.
const NO_QUANTITY: &str = "breakdowns that data/reference/vocabulary.toml has no quantity for";

impl<'a> Figures<'a> {
    pub(super) fn read(&self) -> Reading {
        let mut findings = Findings::default();
        self.unit_is_told(&mut findings);
        let first = self.known.headers.len();
        let mut found = Vec::new();
        let columns = columns::areas(self.wide, first, self.layout, self.context.areas, &mut found);
        findings.extend(found);
        let rows = self.rows(&mut findings);
        // Room for the totals too; what is not used is never touched.
        let mut observations = Vec::with_capacity(rows.len() * columns.len() * 3 / 2);
        for (series, row) in rows {
            for (column, area) in &columns {
                match self.figure(row.get(*column), series) {
                    Ok(figure) => observations.push(Observation {
                        series,
                        area: *area,
                        year: self.layout.year,
                        figure,
                        place: row.place(*column),
                        release: ReleaseId(0),
                    }),
                    Err(fault) => findings.add(fault.at(row.place(*column))),
                }
            }
        }
        for sum in &self.known.sums {
            sums::add(sum, &mut observations);
        }
        let release = Release {
            latest: self.layout.year,
            published: None,
            title: format!("{}: {}", self.layout.title, self.known.name),
            publisher: self.layout.publisher.clone(),
        };
        Reading {
            releases: vec![release],
            observations,
            diagnostics: findings.into_diagnostics(),
            ..Reading::default()
        }
    }

    /// The notes tell the unit; and a pound sign in them that reads as one proves the encoding.
    fn unit_is_told(&self, findings: &mut Findings) {
        let Some(says) = &self.known.says else { return };
        let told = self.wide.notes().any(|note| normalise(note) == normalise(says));
        let proved = told && says.contains('£');
        let noticed = self.wide.diagnostics.iter();
        findings
            .extend(noticed.filter(|found| !proved || found.code != "release/not-utf-8").cloned());
        if !told {
            findings.add(
                Diagnostic::error("observe/unit", format!("the notes do not say '{says}'"))
                    .at(Place::file(self.wide.file()))
                    .help("find out which unit the figures are in before reading them"),
            );
        }
    }

    /// The rows that are read, with their series. A set of labels that stands twice counts once.
    fn rows(&self, findings: &mut Findings) -> Vec<(SeriesKey, &'a Row<'a>)> {
        let mut first: BTreeMap<Vec<&str>, &Row<'_>> = BTreeMap::new();
        let mut left_out: IndexMap<&str, (usize, Place)> = IndexMap::new();
        let mut twice: Vec<&Row<'_>> = Vec::new();
        let mut rows = Vec::new();
        for row in self.wide.figures() {
            let labels: Vec<&str> =
                (0..self.known.headers.len()).map(|index| row.get(index)).collect();
            if let Some(earlier) = first.get(&labels) {
                if row.same_as(earlier) {
                    twice.push(row);
                } else {
                    findings.add(two_values(row, earlier));
                }
                continue;
            }
            match self.class(&labels, row) {
                Class::Series(series) => rows.push((series, row)),
                Class::LeftOut(why) => {
                    left_out.entry(why).or_insert_with(|| (0, row.place(0))).0 += 1;
                }
                Class::Unknown(fault) => findings.add(fault),
            }
            first.insert(labels, row);
        }
        for (why, (count, place)) in left_out {
            let message = format!("left out: {why}; rows: {}", format::count(count));
            findings.add(Diagnostic::note("observe/left-out", message).at(place));
        }
        if let Some(row) = twice.first() {
            let message = format!(
                "rows that stand twice with the same values count once; rows: {}",
                format::count(twice.len())
            );
            findings.add(Diagnostic::note("observe/duplicate-row", message).at(row.place(0)));
        }
        rows
    }

    fn class(&self, labels: &[&str], row: &Row<'_>) -> Class<'a> {
        let mut all = Meaning::default();
        for (index, (words, label)) in self.known.columns.iter().zip(labels).enumerate() {
            match words.get(&normalise(label)) {
                Some(Said::Meaning(meaning)) => all.add(meaning),
                Some(Said::LeftOut(why)) => return Class::LeftOut(why),
                None => return Class::Unknown(self.unknown(index, label).at(row.place(index))),
            }
        }
        all.series(self.context.vocabulary).map_or(Class::LeftOut(NO_QUANTITY), Class::Series)
    }

    fn unknown(&self, column: usize, label: &str) -> Diagnostic {
        let header = &self.known.headers[column];
        let words = self.known.columns[column].keys().map(String::as_str);
        let near = match near(label, words).as_slice() {
            [] => String::new(),
            names => format!("; the nearest are: {}", names.join(", ")),
        };
        let message = format!("'{label}' under '{header}' is not known{near}");
        Diagnostic::error("observe/unknown-label", message)
            .help("if the publisher worded it so, add it to data/reference/pss-2014-15.toml")
    }

    fn figure(&self, text: &str, series: SeriesKey) -> Result<Figure, Diagnostic> {
        if let Some(gap) = self.layout.markers.get(text) {
            return Ok(Err(*gap));
        }
        let figure = match self.layout.texts.get(text) {
            Some(value) => Ok(*value),
            None => reading::read(text, MARKERS).map_err(|why| unreadable(text, &why))?,
        };
        let Ok(value) = figure else { return Ok(figure) };
        if value.is_zero() && self.layout.zero_is_none.contains(&series.quantity) {
            return Ok(Err(Gap::NotApplicable));
        }
        if self.context.vocabulary.unit(series.quantity) == Some(QuantityUnit::Gbp) {
            let pounds = value.checked_mul(THOUSAND);
            let refuse = || unreadable(text, &reading::Unreadable::NotANumber);
            return pounds.map(Ok).ok_or_else(refuse);
        }
        Ok(Ok(value))
    }
}

fn two_values(row: &Row<'_>, earlier: &Row<'_>) -> Diagnostic {
    let message = format!("the labels stand at line {} with other values", earlier.line);
    Diagnostic::error("observe/two-values", message)
        .at(row.place(0))
        .help("keep the row that the publisher confirms and remove the other")
}
