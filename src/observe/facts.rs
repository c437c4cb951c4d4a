//! A tidy CSV of single facts about areas, one a line, for what no other reader covers: ratings,
//! vacancies, the census, land area. Our own facts, `data/reference/facts.csv`, are in this layout too.
//!
//! The columns are `series`, `financial_year`, `area_code` and `value`, and where they are wanted `gap`
//! and `source`. A series is written as the catalogue writes it; each source is a release of its own.

use std::collections::HashMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::{Figure, Gap};
use crate::domain::place::Place;
use crate::domain::year::{FinancialYear, NotAYear};
use crate::observe::collect::{Findings, only_faults, unreadable};
use crate::observe::observations::{Observation, Release, ReleaseId};
use crate::observe::reader::{Context, Reading};
use crate::observe::reading::{self, Markers, Unreadable};
use crate::reference::areas::AreaId;
use crate::reference::notation;
use crate::reference::vocabulary::{QuantityUnit, SeriesKey};
use crate::release::delimited::{Column, Delimited, Positions, Record, count_named};
use crate::release::input::InputFile;

/// The name under which our own facts are told.
const EMBEDDED: &str = "facts that come with the program";

const COLUMNS: [Column; 6] = [
    Column::required("series", &[]),
    Column::required("financial_year", &["financial year"]),
    Column::required("area_code", &["area code"]),
    Column::required("value", &[]),
    Column::optional("gap", &[]),
    Column::optional("source", &[]),
];
const SERIES: usize = 0;
const YEAR: usize = 1;
const AREA: usize = 2;
const VALUE: usize = 3;
const GAP: usize = 4;
const SOURCE: usize = 5;

/// A file of facts may use the markers of releases; an empty cell without a gap is a slip.
const MARKERS: Markers =
    Markers { x: Gap::NotAvailable, blank: Gap::NotAvailable, sentinels: true };

/// Whether the columns are those of a file of facts.
pub fn recognises(file: &InputFile) -> bool {
    count_named(file, &COLUMNS[SERIES..=VALUE]) == 4
}

/// Our own facts.
pub fn embedded(context: &Context<'_>) -> Reading {
    let text = context.sources.text("reference/facts.csv");
    read(&InputFile::new(EMBEDDED, text.as_bytes()), context)
}

/// Reads the facts of a file.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let opened = Delimited::open(file).map_err(|fault| vec![fault]).and_then(|delimited| {
        let columns = delimited.columns(&COLUMNS)?;
        Ok((delimited, columns))
    });
    let (delimited, columns) = match opened {
        Ok(opened) => opened,
        Err(faults) => return only_faults(faults),
    };
    let mut findings = Findings::default();
    findings.extend(delimited.diagnostics.iter().cloned());
    findings.extend(columns.diagnostics);
    let mut facts = Facts {
        columns: columns.value,
        context,
        file: &file.name,
        series: HashMap::new(),
        sources: IndexMap::new(),
        seen: HashMap::new(),
        observations: Vec::new(),
    };
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        if let Err(fault) = record.and_then(|record| facts.take(&record)) {
            findings.add(fault);
        }
    }
    Reading {
        releases: facts.sources.into_iter().map(|(source, year)| release(&source, year)).collect(),
        observations: facts.observations,
        diagnostics: findings.into_diagnostics(),
        ..Reading::default()
    }
}

/// The publication that a source names: `publisher: title`. What is made up says so at its beginning
/// and keeps the mark.
fn release(source: &str, latest: FinancialYear) -> Release {
    let (publisher, title) = match source.split_once(": ") {
        Some(("Illustrative", _)) => ("made-up figures", source),
        Some((publisher, title)) => (publisher, title),
        None => ("supplied with the files", source),
    };
    Release {
        latest,
        published: None,
        title: title.trim().to_owned(),
        publisher: publisher.trim().to_owned(),
    }
}

struct Facts<'a> {
    columns: Positions<6>,
    context: &'a Context<'a>,
    file: &'a str,
    /// The series of each text met so far.
    series: HashMap<String, SeriesKey>,
    /// The sources in the order in which they are first named, each with its newest year.
    sources: IndexMap<String, FinancialYear>,
    /// The line of each fact.
    seen: HashMap<(SeriesKey, AreaId, FinancialYear), u32>,
    observations: Vec<Observation>,
}

impl Facts<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), Diagnostic> {
        let series = self.series(record)?;
        let column = self.columns[YEAR];
        let year: FinancialYear = record.get(column).parse().map_err(|error: NotAYear| {
            Diagnostic::error("observe/not-a-year", error.to_string()).at(record.place(column))
        })?;
        let area = self.area(record)?;
        let figure = self.figure(record, series)?;
        let place = record.place(self.columns[VALUE]);
        if let Some(first) = self.seen.insert((series, area, year), record.line) {
            let message = format!(
                "{} of {} in {year} stands on line {first} as well",
                record.get(self.columns[SERIES]),
                self.context.areas.get(area).name
            );
            return Err(Diagnostic::error("observe/duplicate-row", message)
                .at(place)
                .help("remove one of the two lines"));
        }
        let release = self.release(record, year)?;
        self.observations.push(Observation { series, area, year, figure, place, release });
        Ok(())
    }

    fn series(&mut self, record: &Record<'_>) -> Result<SeriesKey, Diagnostic> {
        let text = record.get(self.columns[SERIES]);
        if let Some(series) = self.series.get(text) {
            return Ok(*series);
        }
        let series = notation::series(text, self.context.vocabulary).map_err(|message| {
            Diagnostic::error("observe/unknown-series", message)
                .at(record.place(self.columns[SERIES]))
                .help(
                    "a series is written as in data/catalogue/; data/catalogue/README.md tells how",
                )
        })?;
        self.series.insert(text.to_owned(), series);
        Ok(series)
    }

    fn area(&self, record: &Record<'_>) -> Result<AreaId, Diagnostic> {
        let code = record.get(self.columns[AREA]);
        self.context.areas.by_code(code).ok_or_else(|| {
            Diagnostic::error("observe/unknown-area", format!("no area has the code '{code}'"))
                .at(record.place(self.columns[AREA]))
                .help("write the ONS code of a council, a region or England")
        })
    }

    fn figure(&self, record: &Record<'_>, series: SeriesKey) -> Result<Figure, Diagnostic> {
        let (text, gap) = (record.get(self.columns[VALUE]), record.get(self.columns[GAP]));
        let place: Place = record.place(self.columns[VALUE]);
        if !gap.is_empty() {
            let known = Gap::ALL.into_iter().find(|known| known.code() == gap);
            return match known {
                Some(known) if text.is_empty() => Ok(Err(known)),
                Some(_) => {
                    let message = "the line has a value and a reason why there is none";
                    Err(Diagnostic::error("observe/value-and-gap", message)
                        .at(record.place(self.columns[GAP])))
                }
                None => {
                    let codes: Vec<&str> = Gap::ALL.iter().map(|gap| gap.code()).collect();
                    Err(Diagnostic::error("observe/unknown-gap", format!("'{gap}' is no gap"))
                        .at(record.place(self.columns[GAP]))
                        .help(format!("known are {}", codes.join(", "))))
                }
            };
        }
        if text.is_empty() {
            return Err(Diagnostic::error("observe/no-value", "the line has no value and no gap")
                .at(place)
                .help("write the number, or in the column 'gap' why there is none"));
        }
        let figure = reading::read(text, MARKERS)
            .map_err(|why: Unreadable| unreadable(text, &why).at(place.clone()))?;
        let within = match (figure, self.context.vocabulary.unit(series.quantity)) {
            (Ok(value), Some(QuantityUnit::Percent)) => {
                (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value)
            }
            (Ok(value), Some(QuantityUnit::Count)) => !value.is_sign_negative(),
            _ => true,
        };
        if within {
            return Ok(figure);
        }
        Err(Diagnostic::error("observe/out-of-range", format!("{text} cannot be"))
            .at(place)
            .help("percentages are 0 to 100, and counts are not below zero"))
    }

    /// The release of a fact, told by its source; facts without one are those of the file.
    fn release(
        &mut self,
        record: &Record<'_>,
        year: FinancialYear,
    ) -> Result<ReleaseId, Diagnostic> {
        let source = match record.get(self.columns[SOURCE]) {
            "" => self.file,
            source => source,
        };
        let index = match self.sources.get_full_mut(source) {
            Some((index, _, latest)) => {
                *latest = year.max(*latest);
                index
            }
            None => self.sources.insert_full(source.to_owned(), year).0,
        };
        u16::try_from(index).map(ReleaseId).map_err(|_| {
            Diagnostic::error("observe/too-many-sources", "the file names too many sources")
                .at(record.place(self.columns[SOURCE]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    fn reading(text: &str) -> Reading {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let file = InputFile::new("mine.csv", text.as_bytes());
        assert!(recognises(&file), "{text}");
        read(&file, &Context::embedded(&areas, &vocabulary))
    }

    #[test]
    fn each_source_is_a_release_and_each_line_a_figure() {
        let reading = reading(
            "series,financial_year,area_code,value,gap,source\n\
             skills-for-care/vacancy-rate,2024-25,E08000034,7.5,,Skills for Care: Local estimates\n\
             census/residents,2020-21,E08000034,433300,,Office for National Statistics: Census 2021\n\
             skills-for-care/vacancy-rate,2023-24,E08000035,,suppressed,Skills for Care: Local estimates\n\
             census/residents,2020-21,E92000001,[x],,\n",
        );
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let releases: Vec<_> = reading
            .releases
            .iter()
            .map(|release| {
                format!("{} ({}, to {})", release.title, release.publisher, release.latest)
            })
            .collect();
        assert_eq!(
            releases,
            [
                "Local estimates (Skills for Care, to 2024-25)",
                "Census 2021 (Office for National Statistics, to 2020-21)",
                "mine.csv (supplied with the files, to 2020-21)",
            ]
        );
        let figures: Vec<_> = reading
            .observations
            .iter()
            .map(|found| (found.release.0, found.figure, found.place.to_string()))
            .collect();
        let place = |line: u32| format!("mine.csv:{line}:4");
        assert_eq!(
            figures,
            [
                (0, Ok(Decimal::new(75, 1)), place(2)),
                (1, Ok(Decimal::new(433_300, 0)), place(3)),
                (0, Err(Gap::Suppressed), place(4)),
                (2, Err(Gap::NotAvailable), place(5)),
            ]
        );
    }

    #[test]
    fn every_fault_names_its_line_and_column() {
        const HEAD: &str = "series,financial_year,area_code,value,gap\n";
        for (rows, expected) in [
            (
                "census/resident,2020-21,E08000034,1,\n",
                "mine.csv:2:1: error[observe/unknown-series]: 'census/resident' of 'census/resident' \
                 is not in data/reference/vocabulary.toml; did you mean 'census/residents'?",
            ),
            ("census/residents,2021,E08000034,1,\n", "mine.csv:2:2: error[observe/not-a-year]"),
            ("census/residents,2020-21,E99,1,\n", "mine.csv:2:3: error[observe/unknown-area]"),
            (
                "census/residents,2020-21,E08000034,1x,\n",
                "mine.csv:2:4: error[observe/not-a-number]",
            ),
            (
                "census/residents,2020-21,E08000034,-1,\n",
                "mine.csv:2:4: error[observe/out-of-range]",
            ),
            (
                "census/rural-share,2020-21,E08000034,101,\n",
                "mine.csv:2:4: error[observe/out-of-range]",
            ),
            ("census/residents,2020-21,E08000034,,\n", "mine.csv:2:4: error[observe/no-value]"),
            (
                "census/residents,2020-21,E08000034,1,suppressed\n",
                "mine.csv:2:5: error[observe/value-and-gap]",
            ),
            (
                "census/residents,2020-21,E08000034,,hidden\n",
                "mine.csv:2:5: error[observe/unknown-gap]",
            ),
            (
                "census/residents,2020-21,E08000034,1,\ncensus/residents,2020-21,E08000034,1,\n",
                "mine.csv:3:4: error[observe/duplicate-row]: census/residents of Kirklees in 2020-21 \
                 stands on line 2 as well",
            ),
        ] {
            let reading = reading(&format!("{HEAD}{rows}"));
            let told: Vec<_> = reading.diagnostics.iter().map(ToString::to_string).collect();
            assert_eq!(told.len(), 1, "{rows}: {told:?}");
            assert!(told[0].starts_with(expected), "{rows}: {told:?}");
        }
    }

    #[test]
    fn our_own_facts_read_without_a_complaint() {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let reading = embedded(&Context::embedded(&areas, &vocabulary));
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        assert_eq!(&*reading.observations[0].place.file, "facts that come with the program");
        assert!(reading.releases.iter().all(|release| !release.publisher.is_empty()));
    }
}
