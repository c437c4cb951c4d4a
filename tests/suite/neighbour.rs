//! The reference tables of a neighbouring year, made from those of 2021-22: other years, numbers,
//! places and wordings, and the same figures.

use std::collections::BTreeMap;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Workbook as Writer};
use use_of_resources::diagnostic::Severity;
use use_of_resources::observe::reader::{Context, Reading};
use use_of_resources::observe::tables;
use use_of_resources::reference::areas::{AreaId, Areas};
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use use_of_resources::release::input::InputFile;

use crate::harness::published_files;

/// A sheet as it stands: its cells by row and column from 0, and what is merged.
#[derive(Clone)]
struct Sheet {
    name: String,
    cells: BTreeMap<(u32, u16), Data>,
    /// First row and column, last row and column.
    merged: Vec<(u32, u16, u32, u16)>,
}

impl Sheet {
    fn text(&self, row: u32, column: u16) -> &str {
        match self.cells.get(&(row, column)) {
            Some(Data::String(text)) => text,
            _ => "",
        }
    }

    fn title(&self) -> &str {
        self.text(3, 0)
    }

    /// Moves everything from a row on down by one.
    fn insert_row(&mut self, at: u32) {
        let down = |row: u32| if row >= at { row + 1 } else { row };
        self.cells = std::mem::take(&mut self.cells)
            .into_iter()
            .map(|((row, column), cell)| ((down(row), column), cell))
            .collect();
        for area in &mut self.merged {
            (area.0, area.2) = (down(area.0), down(area.2));
        }
    }

    /// Moves everything from a column on to the right by one.
    fn insert_column(&mut self, at: u16) {
        let across = |column: u16| if column >= at { column + 1 } else { column };
        self.cells = std::mem::take(&mut self.cells)
            .into_iter()
            .map(|((row, column), cell)| ((row, across(column)), cell))
            .collect();
        for area in &mut self.merged {
            (area.1, area.3) = (across(area.1), across(area.3));
        }
    }

    fn set(&mut self, row: u32, column: u16, text: &str) {
        self.cells.insert((row, column), Data::String(text.to_owned()));
    }

    /// Changes every text.
    fn reword(&mut self, change: impl Fn(&str) -> String) {
        for cell in self.cells.values_mut() {
            if let Data::String(text) = cell {
                *text = change(text);
            }
        }
    }

    /// The row and column of a text in the header.
    fn find(&self, text: &str) -> (u32, u16) {
        let found = self.cells.iter().find(|((row, _), cell)| {
            *row < 12 && matches!(cell, Data::String(found) if found.trim() == text)
        });
        *found.unwrap_or_else(|| panic!("{} has a header '{text}'", self.name)).0
    }
}

struct Book {
    areas: Areas,
    vocabulary: Vocabulary,
    sheets: Vec<Sheet>,
}

impl Book {
    fn open() -> Option<Self> {
        let path =
            published_files()?.join("asc-fr-salt_2021-22/ASCFR and SALT Data Tables 2021-22.xlsx");
        let mut book: Xlsx<_> = open_workbook(path).expect("the workbook opens");
        let sheets = book
            .sheet_names()
            .into_iter()
            .map(|name| {
                let range = book.worksheet_range(&name).expect("a sheet");
                let (top, left) = range.start().unwrap_or((0, 0));
                let cells = range
                    .used_cells()
                    .map(|(row, column, cell)| {
                        let row = top + u32::try_from(row).expect("a row");
                        let column = u16::try_from(left).expect("a column")
                            + u16::try_from(column).expect("a column");
                        ((row, column), cell.clone())
                    })
                    .collect();
                let merged = book.merge_cells_by_sheet_name(&name).expect("merged cells");
                let narrow = |column: u32| u16::try_from(column).expect("a column");
                let merged = merged
                    .iter()
                    .map(|m| (m.start.0, narrow(m.start.1), m.end.0, narrow(m.end.1)))
                    .collect();
                Sheet { name, cells, merged }
            })
            .collect();
        Some(Self {
            areas: Areas::load().expect("the register loads"),
            vocabulary: Vocabulary::load().expect("the vocabulary loads"),
            sheets,
        })
    }

    fn sheet(&mut self, name: &str) -> &mut Sheet {
        self.sheets.iter_mut().find(|sheet| sheet.name == name).expect("a sheet of that name")
    }

    fn reword(&mut self, change: impl Fn(&str) -> String) {
        for sheet in &mut self.sheets {
            sheet.reword(&change);
        }
    }

    fn read(&self) -> Reading {
        let mut writer = Writer::new();
        for sheet in &self.sheets {
            let page = writer.add_worksheet().set_name(&sheet.name).expect("a name");
            for (top, left, bottom, right) in &sheet.merged {
                page.merge_range(*top, *left, *bottom, *right, "", &Format::new())
                    .expect("a merged area");
            }
            for ((row, column), cell) in &sheet.cells {
                match cell {
                    Data::String(text) => page.write(*row, *column, text.as_str()),
                    Data::Float(number) => page.write(*row, *column, *number),
                    Data::Int(number) => {
                        page.write(*row, *column, f64::from(i32::try_from(*number).expect("small")))
                    }
                    Data::Empty => continue,
                    other => panic!("{}: {other:?}", sheet.name),
                }
                .expect("a cell");
            }
        }
        let file = InputFile::new("tables.xlsx", writer.save_to_buffer().expect("written"));
        assert!(tables::recognises(&file));
        tables::read(&file, &Context::embedded(&self.areas, &self.vocabulary))
    }
}

type Numbers = BTreeMap<(SeriesKey, AreaId, u16), Decimal>;

/// The numbers of a reading, with the years moved. Gaps are left out, since whether a council that
/// did not exist has one depends on the year.
fn numbers(reading: &Reading, later: u16) -> Numbers {
    let all = reading.observations.iter();
    all.filter_map(|found| {
        let key = (found.series, found.area, found.year.end() + later);
        Some((key, found.figure.ok()?))
    })
    .collect()
}

/// The same figures: the publisher's own tables carry the same total with 15 and with 17 digits, and
/// which of them stands depends on the order of the sheets.
fn same(before: &Numbers, after: &Numbers) {
    assert!(before.keys().eq(after.keys()), "{} and {} numbers", before.len(), after.len());
    for (key, value) in before {
        near(*value, after[key], &format!("{key:?}"));
    }
}

fn near(left: Decimal, right: Decimal, what: &str) {
    let apart = (left - right).abs();
    assert!(apart <= left.abs() * Decimal::new(1, 9), "{what}: {left} and {right}");
}

fn codes(reading: &Reading, least: Severity) -> Vec<(&'static str, String)> {
    let found = reading.diagnostics.iter().filter(|found| found.severity >= least);
    found.map(|found| (found.code, found.to_string())).collect()
}

/// Every financial year in a text as the year after it.
fn a_year_later(text: &str) -> String {
    let words: Vec<String> = text
        .split(' ')
        .map(|word| {
            let bare = word.trim_matches(|letter: char| !letter.is_ascii_digit());
            let year = (bare.len() == 7 && bare.starts_with("20"))
                .then(|| bare.parse::<use_of_resources::domain::year::FinancialYear>().ok())
                .flatten();
            year.map_or_else(
                || word.to_owned(),
                |year| word.replace(bare, &year.after().to_string()),
            )
        })
        .collect();
    words.join(" ")
}

/// Table 14 becomes table 16, and so on.
fn renumbered(text: &str) -> String {
    let number = text.strip_prefix("Table ").and_then(|rest| rest.split_once(':'));
    match number.and_then(|(number, rest)| Some((number.parse::<u32>().ok()?, rest))) {
        Some((number, rest)) => format!("Table {}:{rest}", number + 2),
        None => text.to_owned(),
    }
}

#[test]
fn the_next_year_renumbered_reordered_and_with_a_row_and_a_column_more_has_the_same_figures() {
    let Some(mut book) = Book::open() else { return };
    let original = book.read();
    assert_eq!(codes(&original, Severity::Warning), []);
    book.reword(|text| renumbered(&a_year_later(text)));
    // Sheets stand in another order and have the names of their new numbers.
    let mut tables = book.sheets.split_off(3);
    tables.reverse();
    for (index, sheet) in tables.iter_mut().enumerate() {
        // A line between title and unit, and one between header and figures.
        sheet.insert_row(4);
        sheet.name = format!("Table {index}");
        // Columns that no table had: before those that say where, among them, and before the figures.
        if sheet.cells.iter().any(|(_, cell)| *cell == Data::String("Geography code".to_owned())) {
            let (row, column) = sheet.find("LA name");
            sheet.insert_column(column + 1);
            sheet.set(row, column + 1, "Council type");
            sheet.set(row + 30, column + 1, "Unitary");
            if index % 2 == 0 {
                sheet.insert_column(0);
            }
        }
    }
    book.sheets.extend(tables);
    let later = book.read();
    assert_eq!(later.releases[0].latest.end(), 2023);
    assert_eq!(codes(&later, Severity::Warning), []);
    let (before, after) = (numbers(&original, 1), numbers(&later, 0));
    assert!(before.len() > 50_000, "{}", before.len());
    same(&before, &after);
}

#[test]
fn without_its_front_sheets_a_workbook_is_known_by_its_tables() {
    let Some(mut book) = Book::open() else { return };
    let original = numbers(&book.read(), 0);
    book.sheets.drain(..3);
    same(&original, &numbers(&book.read(), 0));
}

#[test]
fn reworded_titles_and_headers_have_the_same_figures_and_a_line_to_paste() {
    let Some(mut book) = Book::open() else { return };
    let original = book.read();
    book.reword(|text| {
        text.replace("Client Contributions", "Client contribution")
            .replace("In House", "In-house [note 1]")
            .replace("Residential and Nursing", "Residential & nursing")
            .replace("Region code", "Region codes")
            // 2018-19 has these two titles.
            .replace(
                "cash and real terms, 2005",
                "cash and real terms, year on year comparison, 2005",
            )
            .replace(
                "at the year end, by age band and cost",
                "at the end of the year, by age band and cost",
            )
            .replace(
                "clients aged 65 and over, by support setting, 20",
                "people aged 65 and over, by support setting, 20",
            )
    });
    let reworded = book.read();
    let found = codes(&reworded, Severity::Warning);
    let kinds: std::collections::BTreeSet<_> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["observe/near-column", "observe/near-table"]
    );
    let pasted = |line: &str| found.iter().any(|(_, said)| said.contains(line));
    assert!(pasted("\"Client contribution\" = \"Client Contributions\""), "{found:#?}");
    assert!(
        pasted("also = [\"Gross Current Expenditure on long term care for people aged 65"),
        "{found:#?}"
    );
    same(&numbers(&original, 0), &numbers(&reworded, 0));
}

#[test]
fn what_is_new_or_lost_costs_itself_only() {
    let Some(mut book) = Book::open() else { return };
    let original = numbers(&book.read(), 0);
    // A table may be missing, another is new, one has a new column of figures and a renamed header.
    book.sheets.retain(|sheet| sheet.name != "T13");
    let mut fresh = book.sheet("T50").clone();
    fresh.name = "T60".to_owned();
    fresh.set(3, 0, "Table 60: Deferred payment agreements by age, 2021-22");
    book.sheets.push(fresh);
    let sheet = book.sheet("T3");
    let (row, column) = sheet.find("Client Contributions");
    sheet.set(row, column, "Money from people");
    let (row, column) = book.sheet("T12").find("Population");
    let sheet = book.sheet("T12");
    sheet.set(row, column, "Inhabitants");
    let changed = book.read();
    let found = codes(&changed, Severity::Warning);
    let kinds: Vec<_> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        kinds,
        [
            "observe/unknown-column",
            "observe/missing-column",
            "observe/unknown-column",
            "observe/unknown-table",
        ],
        "{found:#?}"
    );
    assert!(found[0].1.contains("T3!") && found[0].1.contains("\"Money from people\" = \""));
    let lost = book.vocabulary.term(Dimension::Quantity, "income/client-contributions");
    let after = numbers(&changed, 0);
    for (key, value) in &original {
        if let Some(found) = after.get(key) {
            near(*value, *found, &format!("{key:?}"));
            continue;
        }
        let id = book.vocabulary.id(key.0.quantity);
        let of_lost =
            Some(key.0.quantity) == lost || ["population", "requests/clients"].contains(&id);
        assert!(of_lost, "{id} is lost");
    }
    assert!(after.keys().all(|key| original.contains_key(key)));
}

#[test]
fn without_a_headline_table_the_run_stops() {
    for name in ["T1", "T3", "T14", "T16", "T52"] {
        let Some(mut book) = Book::open() else { return };
        let title = book.sheet(name).title().to_owned();
        book.sheets.retain(|sheet| sheet.name != name);
        let found = codes(&book.read(), Severity::Error);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "observe/missing-table");
        let words =
            title.split_once(": ").expect("a number").1.rsplit_once(", 20").expect("a year");
        assert!(found[0].1.contains(words.0.split(", 20").next().expect("words")), "{found:?}");
    }
}

/// The workbook of net current expenditure repeats tables 4, 14 to 20, 29 to 32 and 43 to 46 (METHOD
/// 2.8, in the numbers of 2021-22) for another quantity.
#[test]
fn the_workbook_of_net_current_expenditure_reads_as_such() {
    let Some(mut book) = Book::open() else { return };
    let original = numbers(&book.read(), 0);
    let repeated = ["T14", "T15", "T17", "T30", "T31", "T43", "T44", "T46"];
    book.sheets.retain(|sheet| {
        !sheet.name.starts_with('T') || sheet.name == "Title" || repeated.contains(&&*sheet.name)
    });
    book.reword(|text| {
        let text = text
            .replace("Gross Current Expenditure", "Net Current Expenditure")
            .replace("GCE", "NCE");
        match text.strip_prefix("Table ").and_then(|rest| rest.split_once(':')) {
            Some((number, rest)) => format!("Table {number}.NCE:{rest}"),
            None => text,
        }
    });
    let net = book.read();
    assert_eq!(codes(&net, Severity::Warning), []);
    let of = |id: &str| book.vocabulary.term(Dimension::Quantity, id).expect("a quantity");
    let mut compared = 0;
    for ((series, area, year), value) in numbers(&net, 0) {
        let id = book.vocabulary.id(series.quantity);
        let rest = id.strip_prefix("net-current-expenditure").expect("net current expenditure");
        let gross =
            series.with(Dimension::Quantity, of(&format!("gross-current-expenditure{rest}")));
        near(original[&(gross, area, year)], value, id);
        compared += 1;
    }
    assert!(compared > 5_000, "{compared}");
}
