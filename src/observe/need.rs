//! What a council could be expected to spend for its need and its prices, from a file that someone gives:
//! `docs/internal.md` describes it. Without it no outcome is ever set against spend.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::Findings;
use crate::observe::given::{self, unknown_council};
use crate::observe::reading;
use crate::reference::areas::{AreaId, Areas};
use crate::release::delimited::{Column, Delimited, Record};
use crate::release::input::InputFile;

/// The columns: council, year, relative need, area costs, source.
const COLUMNS: [Column; 5] = [
    Column::required(
        "council",
        &["council name", "council code", "ons code", "cassr code", "code"],
    ),
    Column::required("year", &["financial year"]),
    Column::required("relative_need_share", &["relative need share", "relative need"]),
    Column::required("area_cost_adjustment", &["area cost adjustment", "aca"]),
    Column::required("source", &[]),
];

/// Relative need outside of these is no share beside that of adults: most likely a share of England's total,
/// or per cent.
const NEED: (Decimal, Decimal) =
    (Decimal::from_parts(2, 0, 0, false, 1), Decimal::from_parts(5, 0, 0, false, 0));

/// Area costs outside of these are no factor around 1.
const COSTS: (Decimal, Decimal) = (Decimal::from_parts(5, 0, 0, false, 1), Decimal::TWO);

/// What a file says of one council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its share of England's relative need over its share of England's adults: 1 is England's average.
    pub need: Decimal,
    /// What the same costs there, where 1 is England's average.
    pub costs: Decimal,
    /// Where both are from, as the file says.
    pub source: String,
}

/// What a file says of the councils of a year.
pub type NeedTable = BTreeMap<AreaId, Need>;

/// Reads the lines of one year; what is wrong in any line is told with line and column.
pub fn read(file: &InputFile, areas: &Areas, year: FinancialYear) -> Diagnosed<NeedTable> {
    let (table, findings) = given::read(file, &COLUMNS, |delimited, columns, findings| {
        rows(delimited, columns, areas, year, findings)
    });
    Diagnosed { value: table, diagnostics: findings.into_diagnostics() }
}

fn rows(
    delimited: &Delimited<'_>,
    columns: [Option<usize>; 5],
    areas: &Areas,
    wanted: FinancialYear,
    findings: &mut Findings,
) -> NeedTable {
    let mut table = NeedTable::new();
    let mut seen: BTreeMap<(AreaId, FinancialYear), Place> = BTreeMap::new();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let found = record.and_then(|record| {
            let (council, year, need) = row(&record, columns, areas)?;
            let place = record.place(columns[0]);
            if let Some(first) = seen.insert((council, year), place.clone()) {
                let name = &areas.get(council).name;
                let message = format!("{name} stands twice for {year}; first at {first}");
                return Err(Diagnostic::error("observe/duplicate-row", message)
                    .at(place)
                    .help("remove one of the two lines"));
            }
            Ok((council, year, need))
        });
        match found {
            Ok((council, year, need)) if year == wanted => drop(table.insert(council, need)),
            Ok(_) => {}
            Err(fault) => findings.add(fault),
        }
    }
    table
}

fn row(
    record: &Record<'_>,
    columns: [Option<usize>; 5],
    areas: &Areas,
) -> Result<(AreaId, FinancialYear, Need), Diagnostic> {
    let bad = |column: usize, message: String| {
        Diagnostic::error("observe/bad-need", message)
            .at(record.place(columns[column]))
            .help("correct the line; docs/internal.md describes the columns")
    };
    let [council, year, _, _, source] = columns.map(|column| record.get(column).trim());
    let year: FinancialYear = year.parse().map_err(|error| bad(1, format!("{error}")))?;
    let area = areas.find_council(council, year).map_err(|near| {
        unknown_council(council.escape_debug(), year, near).at(record.place(columns[0]))
    })?;
    let number = |column: usize, (least, most): (Decimal, Decimal), hint: &str| {
        let text = record.get(columns[column]).trim();
        let number = reading::number(text).filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| {
            let message = format!("'{}' is no number from {least} to {most}", text.escape_debug());
            bad(column, format!("{message}; {hint}"))
        })
    };
    if source.is_empty() || source.chars().any(char::is_control) {
        return Err(bad(4, "the source is to be told in one line".to_owned()));
    }
    let need = Need {
        need: number(
            2,
            NEED,
            "1 is England's average: a share of England's need is divided by the share of its adults",
        )?,
        costs: number(3, COSTS, "1 is England's average")?,
        source: source.to_owned(),
    };
    Ok((area, year, need))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "council,year,relative_need_share,area_cost_adjustment,source\n";

    fn outcome(text: &str) -> (NeedTable, Vec<String>) {
        let areas = Areas::load().expect("the embedded register loads");
        let year = "2018-19".parse().expect("a literal year");
        let file = InputFile::new("need.csv", text.as_bytes());
        let read = read(&file, &areas, year);
        (read.value, read.diagnostics.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lines_of_the_year_are_kept_and_those_of_others_are_read() {
        let (table, told) = outcome(&format!(
            "{HEADER}Kirklees,2018-19,1.05,0.98,Our table of 2019\nE09000003,2018-19,0.9,1.11,The same\n\
             Kirklees,2017-18,1.04,0.98,Our table of 2018\n"
        ));
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(table.len(), 2);
        let need: Vec<String> = table.values().map(|need| need.need.to_string()).collect();
        assert!(need.contains(&"1.05".to_owned()) && need.contains(&"0.9".to_owned()), "{need:?}");
    }

    #[test]
    fn every_fault_names_its_line_and_column() {
        for (row, expected) in [
            (
                "Kirkles,2018-19,1,1,x",
                "need.csv:3:1: error[observe/unknown-area]: 'Kirkles' is no council of 2018-19\n  help: did you mean 'Kirklees'?",
            ),
            (
                "Kirklees,2018,1,1,x",
                "need.csv:3:2: error[observe/bad-need]: '2018' is not a financial year",
            ),
            (
                "Kirklees,2018-19,0.0075,1,x",
                "need.csv:3:3: error[observe/bad-need]: '0.0075' is no number from 0.2 to 5; 1 is England's average",
            ),
            ("Kirklees,2018-19,,1,x", "need.csv:3:3: error[observe/bad-need]: '' is no number"),
            (
                "Kirklees,2018-19,1,104,x",
                "need.csv:3:4: error[observe/bad-need]: '104' is no number from 0.5 to 2",
            ),
            (
                "Kirklees,2018-19,1,1,",
                "need.csv:3:5: error[observe/bad-need]: the source is to be told",
            ),
            (
                "Barnet,2018-19,1,1,x",
                "need.csv:3:1: error[observe/duplicate-row]: Barnet stands twice for 2018-19; first at need.csv:2:1",
            ),
            ("Kirklees,2018-19", "need.csv:3: error[release/ragged-row]"),
        ] {
            let (table, told) = outcome(&format!("{HEADER}Barnet,2018-19,1,1,x\n{row}\n"));
            assert_eq!(told.len(), 1, "{row}: {told:?}");
            assert!(told[0].starts_with(expected), "{row}: {told:?}");
            assert_eq!(table.len(), 1, "{row}");
        }
        let (_, told) = outcome("council,year,source\nBarnet,2018-19,x\n");
        assert!(told.iter().any(|told| told.contains("relative_need_share")), "{told:?}");
    }
}
