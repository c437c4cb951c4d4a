//! The sheets of a workbook to the tables they are, by their titles.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::tables::header;
use crate::observe::tables::layout::{Layouts, Table};
use crate::observe::tables::meaning::nearest;
use crate::observe::tables::title::{self, Title};
use crate::reference::vocabulary::Vocabulary;
use crate::release::input::InputFile;
use crate::release::workbook::Sheet;

/// How far down and across a sheet its title may stand.
const TITLE_WITHIN: (u32, u16) = (10, 3);

/// How far down a list of contents is looked for titles.
const CONTENTS_WITHIN: u32 = 60;

/// Titles that are as like as this may be one title reworded: one word in six changed.
const LIKE: f64 = 0.83;

/// A reworded title must be more like one table than like any other by this much.
const MARGIN: f64 = 0.05;

/// A sheet with the title of a table.
pub(super) struct Titled<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) row: u32,
    pub(super) title: Title,
    /// The table it is, if we know it.
    pub(super) table: Option<&'a Table>,
    /// Said where the title is not quite the table's.
    pub(super) near: Option<Diagnostic>,
}

/// Every table of a workbook.
pub(super) struct Tables<'a> {
    pub(super) titled: Vec<Titled<'a>>,
}

/// Whether a sheet's name is that of a table: `T14`, `Table 14`, `14`, `T4.NCE`.
pub(super) fn is_numbered(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    let rest = lower.strip_prefix("table").or_else(|| lower.strip_prefix('t')).unwrap_or(&lower);
    rest.trim_start_matches([' ', '_']).starts_with(|letter: char| letter.is_ascii_digit())
}

/// Whether a title is one that only these workbooks have, without looking anything up.
pub(super) fn could_be_ours(title: &Title) -> bool {
    [
        "adult social care activity",
        "current expenditure",
        "st max",
        "long term support",
        "finance description",
    ]
    .iter()
    .any(|words| title.key.contains(words))
}

/// The title of a sheet and its row. A list of contents has the titles of many tables and none of its own.
pub(super) fn title_of(sheet: &Sheet) -> Option<(u32, Title)> {
    let titles = |within: u32| {
        (1..=within)
            .flat_map(|row| (1..=TITLE_WITHIN.1).map(move |column| (row, column)))
            .filter_map(|(row, column)| Some((row, title::read(&sheet.cell(row, column).text())?)))
    };
    let first = titles(TITLE_WITHIN.0).next()?;
    let others: BTreeSet<String> = titles(CONTENTS_WITHIN)
        .map(|(_, title)| title.key)
        .filter(|key| *key != first.1.key)
        .collect();
    (others.len() < 3).then_some(first)
}

/// Finds every table by its title; one that is like that of a table which is nowhere else is taken for
/// it if its header has all that the table must have.
pub(super) fn tables<'a>(
    sheets: &'a [Sheet],
    layouts: &'a Layouts,
    vocabulary: &Vocabulary,
) -> Tables<'a> {
    let mut titled: Vec<Titled<'a>> = sheets
        .iter()
        .filter_map(|sheet| {
            let (row, title) = title_of(sheet)?;
            let table = layouts.table(&title.key);
            Some(Titled { sheet, row, title, table, near: None })
        })
        .collect();
    let mut taken: Vec<&Table> = titled.iter().filter_map(|titled| titled.table).collect();
    for titled in titled.iter_mut().filter(|titled| titled.table.is_none()) {
        if let Some(table) = like(&titled.title, layouts)
            && !taken.iter().any(|known| known.keys == table.keys)
            && is_complete(titled, table, layouts, vocabulary)
        {
            let message =
                format!("the table '{}' is read as '{}'", titled.title.printed, table.title);
            titled.near = Some(
                Diagnostic::warning("observe/near-table", message)
                    .at(titled.sheet.place(titled.row, 1))
                    .help(format!(
                        "if it is the same under a new title, add under that title in \
                         data/reference/tables.toml: also = [\"{}\"]",
                        titled.title.printed
                    )),
            );
            titled.table = Some(table);
            taken.push(table);
        }
    }
    Tables { titled }
}

/// The table whose title is like a text, and much more so than any other table's.
fn like<'a>(title: &Title, layouts: &'a Layouts) -> Option<&'a Table> {
    let likeness = |table: &Table| {
        table.keys.iter().map(|key| title::likeness(key, &title.key)).fold(0.0, f64::max)
    };
    let mut all: Vec<(f64, &Table)> =
        layouts.tables.iter().map(|table| (likeness(table), table)).collect();
    all.sort_by(|left, right| right.0.total_cmp(&left.0));
    match all.as_slice() {
        [(best, table), (second, _), ..] if *best >= LIKE && best - second >= MARGIN => Some(table),
        _ => None,
    }
}

/// Whether a sheet has every header that a table must have.
fn is_complete(
    titled: &Titled<'_>,
    table: &Table,
    layouts: &Layouts,
    vocabulary: &Vocabulary,
) -> bool {
    let Some(year) = titled.title.latest.or_else(|| FinancialYear::ending(2000)) else {
        return false;
    };
    let reader = header::Reader { sheet: titled.sheet, table, layouts, vocabulary, year };
    reader.read(titled.row, &mut Vec::new()).is_some_and(|header| header.complete)
}

/// The year a table is about: that of its title, which is that of the release or the one it is
/// compared with.
pub(super) fn year_of(
    titled: &Titled<'_>,
    table: &Table,
    release: FinancialYear,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FinancialYear> {
    let place = || titled.sheet.place(titled.row, 1);
    match titled.title.latest {
        Some(year) if year == release.before() => {
            let message =
                format!("the table is about {year}, the year before that of the workbook");
            diagnostics.push(Diagnostic::note("observe/earlier-year", message).at(place()));
            Some(year)
        }
        Some(year) if year != release => {
            let message = format!("the workbook is about {release} and this table about {year}");
            diagnostics.push(
                table
                    .fault("observe/wrong-year", format!("{message}; it is not read"))
                    .at(place())
                    .help("do not mix sheets of two releases in one workbook"),
            );
            None
        }
        _ => Some(release),
    }
}

/// Says which tables are not known, stand twice, or are missing.
pub(super) fn report(
    file: &InputFile,
    layouts: &Layouts,
    found: &Tables<'_>,
    whole: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let unknown: Vec<&Titled<'_>> =
        found.titled.iter().filter(|titled| titled.table.is_none()).collect();
    for titled in &unknown {
        let known = layouts.tables.iter().map(|table| table.title.as_str());
        let near = nearest(&titled.title.key, known)
            .map_or_else(String::new, |near| format!("; the nearest is '{near}'"));
        let message =
            format!("the table '{}' is not known and not read{near}", titled.title.printed);
        diagnostics.push(
            Diagnostic::warning("observe/unknown-table", message)
                .at(titled.sheet.place(titled.row, 1))
                .help(format!(
                    "if it is a known table under a new title, add under that title in \
                     data/reference/tables.toml: also = [\"{}\"]",
                    titled.title.printed
                )),
        );
    }
    let has = |table: &Table| {
        found.titled.iter().any(|titled| titled.table.is_some_and(|known| known.keys == table.keys))
    };
    // The workbook that repeats tables for another quantity has those tables only.
    let repeats = layouts.tables.iter().any(|table| table.mirrored && has(table))
        && !layouts.tables.iter().any(|table| !table.mirrored && has(table));
    if !whole || repeats {
        return;
    }
    for table in layouts.tables.iter().filter(|table| !table.mirrored && !has(table)) {
        let titles = unknown.iter().map(|titled| titled.title.printed.as_str());
        let near = nearest(&table.title, titles)
            .map_or_else(String::new, |near| format!("; the nearest is '{near}'"));
        let message = format!("no table '{}'{near}", table.title);
        let diagnostic = if table.optional {
            Diagnostic::note("observe/missing-table", message)
        } else {
            table.fault("observe/missing-table", message)
        };
        diagnostics.push(diagnostic.at(Place::file(&file.name)).help(
            "restore the sheet and its title, or add the title in data/reference/tables.toml",
        ));
    }
}
