//! Local evidence that someone supplies: waiting times, a regional survey, spend of a grant.
//!
//! `docs/supplements.md` describes the columns. The values are kept apart from the national measures:
//! nothing here becomes an observation.

mod value;

pub use value::{LocalUnit, SMALL_BASE, SupplementValue};

use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::figure::Gap;
use crate::domain::place::Place;
use crate::domain::unit::Unit;
use crate::domain::year::{FinancialYear, NotAYear};
use crate::observe::collect::{Findings, unreadable};
use crate::observe::given::unknown_council;
use crate::observe::reader::Context;
use crate::observe::reading::{self, Markers};
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::normalise;
use crate::release::delimited::{Delimited, Record, header_of, near};
use crate::release::input::InputFile;

/// What each column may be called; the first of them that is there is taken.
const COUNCIL: [&str; 8] = [
    "council",
    "ons code",
    "area_code",
    "area code",
    "council code",
    "cassr code",
    "local authority",
    "area",
];
const YEAR: [&str; 3] = ["year", "financial_year", "financial year"];
const MEASURE: [&str; 3] = ["measure", "indicator", "question"];
const VALUE: [&str; 1] = ["value"];
const BASE: [&str; 4] = ["base", "responses", "respondents", "number of responses"];
const UNIT: [&str; 1] = ["unit"];
const SOURCE: [&str; 1] = ["source"];

/// Whoever supplies a file writes the markers of releases; `[x]` says no more than that there is none.
const MARKERS: Markers =
    Markers { x: Gap::NotAvailable, blank: Gap::NotAvailable, sentinels: true };

/// Reads a supplement; what is wrong is told with line and column, and is left out.
pub fn read(file: &InputFile, context: &Context<'_>) -> Diagnosed<Vec<SupplementValue>> {
    let mut findings = Findings::default();
    let values = Delimited::open(file).and_then(|delimited| {
        findings.extend(delimited.diagnostics.iter().cloned());
        let columns = Columns::of(header_of(file), file)?;
        Ok(values(&delimited, &columns, context, &mut findings))
    });
    let value = values.unwrap_or_else(|fault| {
        findings.add(fault);
        Vec::new()
    });
    Diagnosed { value, diagnostics: findings.into_diagnostics() }
}

/// Where the columns stand.
struct Columns {
    council: usize,
    year: usize,
    measure: usize,
    value: usize,
    base: Option<usize>,
    unit: Option<usize>,
    source: Option<usize>,
}

impl Columns {
    fn of(header: &[String], file: &InputFile) -> Result<Self, Diagnostic> {
        let names: Vec<String> = header.iter().map(|name| normalise(name)).collect();
        let optional = |wanted: &[&str]| {
            wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted))
        };
        let required = |wanted: &[&'static str]| {
            optional(wanted).ok_or_else(|| {
                let first = wanted.first().copied().unwrap_or_default();
                let near = near(first, names.iter().map(String::as_str));
                let help = if near.is_empty() {
                    "docs/supplements.md describes the columns".to_owned()
                } else {
                    format!(
                        "is it '{}'? docs/supplements.md describes the columns",
                        near.join("', '")
                    )
                };
                Diagnostic::error("release/missing-column", format!("there is no column '{first}'"))
                    .at(Place::file(&file.name))
                    .help(help)
            })
        };
        Ok(Self {
            council: required(&COUNCIL)?,
            year: required(&YEAR)?,
            measure: required(&MEASURE)?,
            value: required(&VALUE)?,
            base: optional(&BASE),
            unit: optional(&UNIT),
            source: optional(&SOURCE),
        })
    }
}

fn values(
    delimited: &Delimited<'_>,
    columns: &Columns,
    context: &Context<'_>,
    findings: &mut Findings,
) -> Vec<SupplementValue> {
    let mut values: Vec<SupplementValue> = Vec::new();
    let mut seen: HashMap<(AreaId, FinancialYear, String), Place> = HashMap::new();
    let mut units: HashMap<String, LocalUnit> = HashMap::new();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let value = record.and_then(|record| {
            let value = row(&record, columns, context)?;
            let measure = normalise(&value.measure);
            let unit = units.entry(measure.clone()).or_insert_with(|| value.unit.clone());
            if *unit != value.unit {
                let message = format!("'{}' has another unit in a line above", value.measure);
                return Err(Diagnostic::error("observe/two-units", message)
                    .at(record.place(columns.unit.or(columns.base)))
                    .help("give each measure one unit, or two measures two names"));
            }
            let key = (value.council, value.year, measure);
            if let Some(first) = seen.get(&key) {
                let message = format!(
                    "'{}' stands twice for {} in {}; first at {first}",
                    value.measure,
                    context.areas.get(value.council).name,
                    value.year
                );
                return Err(Diagnostic::error("observe/duplicate-row", message)
                    .at(value.place)
                    .help("remove one of the two lines"));
            }
            seen.insert(key, value.place.clone());
            Ok(value)
        });
        match value {
            Ok(value) => values.push(value),
            Err(fault) => findings.add(fault),
        }
    }
    values
}

fn row(
    record: &Record<'_>,
    columns: &Columns,
    context: &Context<'_>,
) -> Result<SupplementValue, Diagnostic> {
    let year: FinancialYear =
        record.get(Some(columns.year)).parse().map_err(|error: NotAYear| {
            Diagnostic::error("observe/not-a-year", error.to_string())
                .at(record.place(Some(columns.year)))
        })?;
    let council = council(record, columns.council, year, context)?;
    let measure: String =
        record.get(Some(columns.measure)).split_whitespace().collect::<Vec<_>>().join(" ");
    if measure.is_empty() {
        return Err(Diagnostic::error("observe/no-measure", "the line names no measure")
            .at(record.place(Some(columns.measure))));
    }
    let text = record.get(Some(columns.value));
    let place = record.place(Some(columns.value));
    let value =
        reading::read(text, MARKERS).map_err(|why| unreadable(text, &why).at(place.clone()))?;
    let base = base(record, columns.base)?;
    let unit = match (LocalUnit::read(record.get(columns.unit)), base) {
        // Only a share has a base; without a unit beside it that is what the number is.
        (LocalUnit::Plain, Some(_)) => LocalUnit::Known(Unit::Percent),
        (unit, _) => unit,
    };
    let share = unit == LocalUnit::Known(Unit::Percent);
    if let Ok(number) = value
        && share
        && !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&number)
    {
        let message = format!("{number} is no percentage");
        return Err(Diagnostic::error("observe/not-a-percentage", message)
            .at(place)
            .help("percentages are written 0 to 100; a number of another kind needs its unit"));
    }
    let source = Some(record.get(columns.source).to_owned()).filter(|text| !text.is_empty());
    Ok(SupplementValue { council, year, measure, value, base, unit, source, place })
}

fn council(
    record: &Record<'_>,
    column: usize,
    year: FinancialYear,
    context: &Context<'_>,
) -> Result<AreaId, Diagnostic> {
    let text = record.get(Some(column));
    context
        .areas
        .find_council(text, year)
        .map_err(|near| unknown_council(text, year, near).at(record.place(Some(column))))
}

/// The number of responses, a whole number of at least one.
fn base(record: &Record<'_>, column: Option<usize>) -> Result<Option<u32>, Diagnostic> {
    let text = record.get(column);
    if text.is_empty() {
        return Ok(None);
    }
    reading::number(text)
        .filter(|base| base.is_integer() && *base >= Decimal::ONE)
        .and_then(|base| base.to_u32())
        .map(Some)
        .ok_or_else(|| {
            let message = format!("'{text}' is no number of responses");
            Diagnostic::error("observe/not-a-base", message)
                .at(record.place(column))
                .help("write a whole number, or nothing where there is none")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    fn outcome(text: &str) -> (Vec<String>, Vec<String>) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let file = InputFile::new("local.csv", text.as_bytes());
        let read = read(&file, &Context::embedded(&areas, &vocabulary));
        let values = read.value.iter().map(|value| {
            let name = &areas.get(value.council).name;
            format!("{name} {} {}: {}", value.year, value.measure, value.printed())
        });
        (values.collect(), read.diagnostics.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn columns_are_found_by_name_and_a_base_makes_a_share() {
        let (values, told) = outcome(
            "Year,Measure,Council,Name of officer,Value,Base,Unit\n\
             2023-24,Seen within 28 days,Kirklees,A,58.3,12,\n\
             2023/24,Seen within 28 days,E08000035,B,61.5,340,\n\
             2023-24,Median wait,211,C,31.5,,days\n\
             2023-24,Median wait,Leeds,D,[c],,days\n",
        );
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(
            values,
            [
                "Kirklees 2023-24 Seen within 28 days: 7 of 12",
                "Leeds 2023-24 Seen within 28 days: 61.5%",
                "Kirklees 2023-24 Median wait: 31.5 days",
                "Leeds 2023-24 Median wait: suppressed",
            ]
        );
    }

    #[test]
    fn every_fault_names_its_line_and_column() {
        const HEAD: &str = "council,year,measure,value,base,unit\n";
        for (rows, expected) in [
            (
                "Kirkless,2023-24,A,1,,\n",
                "local.csv:2:1: error[observe/unknown-area]: 'Kirkless' is no council of 2023-24\n  help: did you mean 'Kirklees'?",
            ),
            ("Cumbria,2023-24,A,1,,\n", "local.csv:2:1: error[observe/unknown-area]"),
            ("Kirklees,2023,A,1,,\n", "local.csv:2:2: error[observe/not-a-year]"),
            ("Kirklees,2023-24, ,1,,\n", "local.csv:2:3: error[observe/no-measure]"),
            ("Kirklees,2023-24,A,1o,,\n", "local.csv:2:4: error[observe/not-a-number]"),
            ("Kirklees,2023-24,A,130,40,\n", "local.csv:2:4: error[observe/not-a-percentage]"),
            ("Kirklees,2023-24,A,1,0,\n", "local.csv:2:5: error[observe/not-a-base]"),
            ("Kirklees,2023-24,A,1,4.5,\n", "local.csv:2:5: error[observe/not-a-base]"),
            (
                "Leeds,2023-24,A,1,,days\nKirklees,2023-24,A,1,,weeks\n",
                "local.csv:3:6: error[observe/two-units]",
            ),
            (
                "Leeds,2023-24,A,1,,\nLeeds,2023-24,a,2,,\n",
                "local.csv:3:4: error[observe/duplicate-row]",
            ),
        ] {
            let (_, told) = outcome(&format!("{HEAD}{rows}"));
            assert_eq!(told.len(), 1, "{rows}: {told:?}");
            assert!(told[0].starts_with(expected), "{rows}: {told:?}");
        }
        let (_, told) = outcome("council,year,mesure,value\nLeeds,2023-24,A,1\n");
        assert!(
            told[0].contains("there is no column 'measure'\n  help: is it 'mesure'?"),
            "{told:?}"
        );
    }
}
