//! A sheet to its header: which row it is, which columns name the area, and the year and part of each
//! column of figures.

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::plain;
use crate::observe::ascof_tables::layout::{Layout, is_one_of};
use crate::reference::vocabulary::normalise;
use crate::release::delimited::near;
use crate::release::workbook::Sheet;

/// How far down a sheet its header may stand; published ones stand on line 5 to 8.
const WITHIN: u32 = 60;

/// A longer text is a sentence above the table, no name of a column.
const LONGEST_NAME: usize = 80;

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    /// The column.
    pub(super) column: u16,
    /// The year of its figures.
    pub(super) year: FinancialYear,
    /// The part of the outcome, as `layout` has it.
    pub(super) part: String,
}

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Its row.
    pub(super) row: u32,
    /// The column of the publisher's own code.
    pub(super) code: u16,
    /// The column of the area's name.
    pub(super) name: u16,
    /// The column of the area's ONS code.
    pub(super) ons_code: u16,
    /// The columns of figures.
    pub(super) figures: Vec<Figures>,
}

/// The row of the header, if the sheet has one.
pub(super) fn row_of(sheet: &Sheet, layout: &Layout) -> Option<u32> {
    (1..=sheet.last_row().min(WITHIN))
        .find(|row| (1..=sheet.last_column()).any(|c| named(sheet, *row, c, &layout.code)))
}

fn named(sheet: &Sheet, row: u32, column: u16, names: &[String]) -> bool {
    is_one_of(&sheet.cell(row, column).text(), names)
}

/// The complaint that a sheet that is called a table has no header, with the names that are like it.
pub(super) fn no_header(sheet: &Sheet, layout: &Layout) -> Diagnostic {
    let wanted = layout.code.first().map_or("", String::as_str);
    let texts: Vec<String> = (1..=sheet.last_row().min(WITHIN))
        .flat_map(|row| (1..=sheet.last_column()).map(move |column| (row, column)))
        .map(|(row, column)| sheet.cell(row, column).text())
        .filter(|text| text.chars().count() <= LONGEST_NAME)
        .collect();
    let near = near(wanted, texts.iter().map(String::as_str));
    let help = if near.is_empty() {
        "the row of headings must have it; if the publisher renamed it, add the new name to `code` in \
         data/reference/ascof-tables.toml"
            .to_owned()
    } else {
        format!(
            "did the publisher rename it? The nearest names are: {}; add the right one to `code` in \
             data/reference/ascof-tables.toml",
            near.join(", ")
        )
    };
    Diagnostic::error("observe/missing-column", format!("there is no column '{wanted}'"))
        .at(sheet.whole())
        .help(help)
}

impl Header {
    /// Reads the header in a row of the table of an outcome.
    ///
    /// # Errors
    /// A column of the area is missing.
    pub(super) fn read(
        sheet: &Sheet,
        row: u32,
        table: &str,
        layout: &Layout,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Self, Box<Diagnostic>> {
        let column = |names: &[String], key: &str| {
            (1..=sheet.last_column())
                .find(|column| named(sheet, row, *column, names))
                .ok_or_else(|| Box::new(missing(sheet, row, names, key)))
        };
        let code = column(&layout.code, "code")?;
        let name = column(&layout.name, "name")?;
        let ons_code = column(&layout.ons_code, "ons-code")?;
        let mut figures: Vec<Figures> = Vec::new();
        for column in (1..=sheet.last_column()).filter(|c| ![code, name, ons_code].contains(c)) {
            let heading = sheet.cell(row, column).text();
            match figures_of(&heading, column, table, layout) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    let same =
                        |other: &&Figures| (other.year, &other.part) == (found.year, &found.part);
                    if figures.iter().any(|other| same(&other)) {
                        let message = format!("the column '{heading}' stands twice");
                        return Err(Box::new(
                            Diagnostic::error("release/duplicate-column", message)
                                .at(sheet.place(row, column))
                                .help("compare the sheet with the publisher's workbook"),
                        ));
                    }
                    figures.push(found);
                }
                Err(help) => diagnostics.push(
                    Diagnostic::warning(
                        "observe/unknown-column",
                        format!("the column '{heading}' is not known and left out"),
                    )
                    .at(sheet.place(row, column))
                    .help(help),
                ),
            }
        }
        Ok(Self { row, code, name, ons_code, figures })
    }
}

fn missing(sheet: &Sheet, row: u32, names: &[String], key: &str) -> Diagnostic {
    let wanted = names.first().map_or("", String::as_str);
    let headings: Vec<String> =
        (1..=sheet.last_column()).map(|column| sheet.cell(row, column).text()).collect();
    let near = near(wanted, headings.iter().map(String::as_str));
    let near =
        if near.is_empty() { headings.iter().map(String::as_str).take(5).collect() } else { near };
    Diagnostic::error("observe/missing-column", format!("there is no column '{wanted}'"))
        .at(sheet.place(row, 1))
        .help(format!(
            "did the publisher rename it? The nearest names are: {}; add the right one to `{key}` in \
             data/reference/ascof-tables.toml",
            near.join(", ")
        ))
}

/// The figures under a heading such as "2024 to 2025 - outcome"; nothing for a blank heading and for
/// figures that are not read.
///
/// # Errors
/// What to do about a heading that is not known.
fn figures_of(
    heading: &str,
    column: u16,
    table: &str,
    layout: &Layout,
) -> Result<Option<Figures>, String> {
    let heading = normalise(heading);
    if heading.is_empty() {
        return Ok(None);
    }
    let words: Vec<&str> = heading.split(' ').collect();
    let (year, rest) = match words.as_slice() {
        [start, "to", end, rest @ ..] => (format!("{start} to {end}"), rest),
        [year, rest @ ..] => ((*year).to_owned(), rest),
        [] => return Ok(None),
    };
    let Ok(year) = year.parse::<FinancialYear>() else {
        return Err("a column of figures is headed like '2024 to 2025 - outcome'".to_owned());
    };
    let rest: Vec<&str> =
        rest.iter().copied().filter(|word| !matches!(*word, "-" | "–" | ":")).collect();
    let own = rest.first().is_some_and(|word| plain(word) == table);
    let label = rest.iter().skip(usize::from(own)).copied().collect::<Vec<_>>().join(" ");
    if layout.left_out_columns.iter().any(|left| begins_with(&label, left)) {
        return Ok(None);
    }
    let part = layout.part(&label).ok_or_else(|| {
        let near = near(&label, layout.labels());
        let near =
            if near.is_empty() { String::new() } else { format!(" (near {})", near.join(", ")) };
        format!(
            "add '{label}' to the labels of a part{near} or to left-out-columns in \
             data/reference/ascof-tables.toml"
        )
    })?;
    Ok(Some(Figures { column, year, part: part.to_owned() }))
}

fn begins_with(label: &str, words: &str) -> bool {
    label
        .strip_prefix(&normalise(words))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    #[test]
    fn a_heading_is_a_year_and_a_part() {
        let layout = Layout::load(&EMBEDDED).expect("the embedded table loads");
        let read = |heading: &str| {
            figures_of(heading, 4, "6B", &layout)
                .map(|found| found.map(|found| format!("{} {}", found.year, found.part)))
        };
        for (heading, expected) in [
            ("2015 to 2016 - margin of error", Some("2015-16 margin-of-error")),
            ("2024 to 2025 - Number of  respondents", Some("2024-25 base")),
            ("2024 to 2025 - 6b numerator", Some("2024-25 numerator")),
            ("2025-26 outcome", Some("2025-26 outcome")),
            ("2024 to 2025 - good outcome", None),
            ("2024 to 2025 - not yet rated denominator", None),
            ("", None),
        ] {
            assert_eq!(read(heading), Ok(expected.map(str::to_owned)), "{heading}");
        }
        let help = read("2024 to 2025 - outcomes").expect_err("a word nobody knows");
        assert!(help.contains("add 'outcomes' to the labels of a part (near outcome)"), "{help}");
        assert!(read("Region").expect_err("no year").contains("'2024 to 2025 - outcome'"));
        assert!(read("2024 to 2026 - outcome").is_err());
    }
}
