//! Where the columns of the totals stand in a sheet of the return.

use crate::diagnostic::Diagnostic;
use crate::observe::revenue_outturn::words::{Wanted, Words, plain};
use crate::reference::vocabulary::normalise;
use crate::release::workbook::{Cell, Sheet};

/// How far down its sheet the header may stand.
const WITHIN: u32 = 40;

/// How many rows above the header may hold the names of lines.
const LINES_ABOVE: u32 = 3;

/// The header of a sheet, and its columns in the order they are wanted.
pub(super) struct Header {
    pub(super) row: u32,
    pub(super) code: u16,
    pub(super) name: u16,
    pub(super) columns: Vec<u16>,
}

impl Header {
    /// Finds the header and its columns by their words. In some years a column is named whole, "line -
    /// kind"; in others the line stands in a row above, over its kinds of spending.
    ///
    /// # Errors
    /// What is missing, stands twice, or is called otherwise by the hidden line of variables.
    pub(super) fn find(sheet: &Sheet, words: &Words) -> Result<Self, Box<Diagnostic>> {
        let within = WITHIN.min(sheet.last_row());
        let (row, code, name) = (1..=within)
            .find_map(|row| {
                let code = column_called(sheet, row, &words.code)?;
                Some((row, code, column_called(sheet, row, &words.name)?))
            })
            .ok_or_else(|| missing(sheet, "no line has a column for the code and the name"))?;
        let found: Vec<Option<u16>> = named_whole(sheet, row, words);
        let found = if found.iter().all(Option::is_some) {
            found
        } else {
            (1..=LINES_ABOVE)
                .filter_map(|up| row.checked_sub(up))
                .map(|lines| named_in_two(sheet, row, lines, words))
                .find(|found| found.iter().all(Option::is_some))
                .unwrap_or(found)
        };
        let columns = words
            .columns
            .iter()
            .zip(found)
            .map(|(wanted, by_words)| confirmed(sheet, row, wanted, by_words));
        Ok(Self { row, code, name, columns: columns.collect::<Result<_, _>>()? })
    }
}

/// The column that both the words and the hidden variable lead to.
fn confirmed(
    sheet: &Sheet,
    row: u32,
    wanted: &Wanted,
    by_words: Option<u16>,
) -> Result<u16, Box<Diagnostic>> {
    let by_variable = variable(sheet, row, &wanted.variable);
    match (by_words, by_variable) {
        (Some(words), Some(variable)) if words != variable => Err(Box::new(
            Diagnostic::error(
                "observe/two-columns",
                format!("the words and the variable '{}' name two columns", wanted.variable),
            )
            .at(sheet.place(row, words))
            .help("look which of the two columns has the total of adult social care"),
        )),
        (Some(column), _) | (None, Some(column)) => Ok(column),
        (None, None) => {
            let name = wanted.names.first().map_or("", String::as_str);
            Err(Box::new(missing(sheet, &format!("no column of the total has the '{name}'"))))
        }
    }
}

fn missing(sheet: &Sheet, message: &str) -> Diagnostic {
    Diagnostic::error("observe/missing-column", message)
        .at(sheet.whole())
        .help("if the words changed, add them to data/reference/revenue-outturn.toml")
}

fn column_called(sheet: &Sheet, row: u32, names: &[String]) -> Option<u16> {
    columns(sheet)
        .find(|column| text(sheet, row, *column).is_some_and(|text| names.contains(&text)))
}

fn columns(sheet: &Sheet) -> std::ops::RangeInclusive<u16> {
    1..=sheet.last_column()
}

/// The plain text of a cell that has one.
fn text(sheet: &Sheet, row: u32, column: u16) -> Option<String> {
    match sheet.cell(row, column) {
        Cell::Text(text) => Some(plain(text)).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// The columns called "line - kind"; the first of each.
fn named_whole(sheet: &Sheet, row: u32, words: &Words) -> Vec<Option<u16>> {
    let split: Vec<(u16, String, String)> = columns(sheet)
        .filter_map(|column| {
            let text = text(sheet, row, column)?;
            let (line, kind) = text.rsplit_once(" - ")?;
            Some((column, line.to_owned(), kind.to_owned()))
        })
        .filter(|(_, line, _)| words.line.contains(line))
        .collect();
    let of = |wanted: &Wanted| {
        split.iter().find(|(_, _, kind)| wanted.names.contains(kind)).map(|(column, _, _)| *column)
    };
    words.columns.iter().map(of).collect()
}

/// The columns of a kind that lie under the line, which is named over the first of them.
fn named_in_two(sheet: &Sheet, row: u32, lines: u32, words: &Words) -> Vec<Option<u16>> {
    let mut line = None;
    let mut under = Vec::new();
    for column in columns(sheet) {
        line = text(sheet, lines, column).or(line);
        if line.as_ref().is_some_and(|line| words.line.contains(line)) {
            under.extend(text(sheet, row, column).map(|kind| (column, kind)));
        }
    }
    let of = |wanted: &Wanted| {
        under.iter().find(|(_, kind)| wanted.names.contains(kind)).map(|(column, _)| *column)
    };
    words.columns.iter().map(of).collect()
}

/// The column that the hidden line under the table calls by the name of a variable, if there is one.
fn variable(sheet: &Sheet, header: u32, wanted: &str) -> Option<u16> {
    // The line stands at the very end; only its rows are looked at.
    const FROM_THE_END: u32 = 8;
    let last = sheet.last_row();
    let first = last.saturating_sub(FROM_THE_END).max(header + 1);
    (first..=last).rev().find_map(|row| {
        columns(sheet).find(|column| match sheet.cell(row, *column) {
            Cell::Text(text) => normalise(text) == wanted,
            _ => false,
        })
    })
}
