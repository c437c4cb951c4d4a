//! The front sheet of the workbook to the release it is.

use crate::domain::date::Date;
use crate::domain::year::FinancialYear;
use crate::observe::observations::Release;
use crate::observe::tables::title;
use crate::reference::vocabulary::normalise;
use crate::release::workbook::Sheet;

/// What the front sheet of every year calls the report.
const REPORT: &str = "adult social care activity and finance";

/// How much of a sheet is looked at.
const WITHIN: (u32, u16) = (60, 4);

/// Whether a sheet is the front sheet of the report.
pub(super) fn names_the_report(sheet: &Sheet) -> bool {
    texts(sheet).any(|(_, _, text)| is_title(&text))
}

/// Reads the front sheet: title, year, date and publisher. Where the title names no year, the tables
/// have to.
pub(super) fn read(sheet: &Sheet, of_tables: Option<FinancialYear>) -> Option<Release> {
    let titles = || texts(sheet).filter(|(_, _, text)| is_title(text));
    let dated = titles()
        .find_map(|(_, _, text)| Some((text.trim().to_owned(), title::latest_year(&text)?)));
    let (title, latest) = dated.or_else(|| {
        let (_, _, text) = titles().next()?;
        let year = of_tables?;
        Some((format!("{} {year}", text.trim()), year))
    })?;
    let published = texts(sheet)
        .find(|(_, _, text)| normalise(text).starts_with("publication date"))
        .and_then(|(row, column, _)| date(&sheet.cell(row, column + 1).text()));
    let publisher = texts(sheet)
        .find_map(|(_, _, text)| {
            let rest = text.trim().strip_prefix("Published by ")?.to_owned();
            Some(rest.split(',').next().unwrap_or(&rest).trim().to_owned())
        })
        .unwrap_or_default();
    Some(Release { latest, published, title, publisher })
}

/// Made-up tables carry the title of the report after a mark, which their release keeps.
fn is_title(text: &str) -> bool {
    let title = normalise(text);
    title.strip_prefix("illustrative: ").unwrap_or(&title).starts_with(REPORT)
}

fn texts(sheet: &Sheet) -> impl Iterator<Item = (u32, u16, String)> {
    (1..=WITHIN.0)
        .flat_map(|row| (1..=WITHIN.1).map(move |column| (row, column)))
        .map(|(row, column)| (row, column, sheet.cell(row, column).text()))
        .filter(|(_, _, text)| !text.trim().is_empty())
}

/// `20th October 2022` as `2022-10-20`.
fn date(text: &str) -> Option<String> {
    Date::find_in(text).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_date_becomes_a_sortable_one() {
        // Title!B6 of the workbook of 2021-22.
        assert_eq!(date("20th October 2022").as_deref(), Some("2022-10-20"));
        assert_eq!(date("3 May 2021").as_deref(), Some("2021-05-03"));
        for text in ["", "October 2022", "20th Octember 2022", "40 May 2021"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
