//! The printed title of a table to what it is about and the years it covers.

use crate::domain::year::FinancialYear;
use crate::reference::vocabulary::normalise;

/// A table's title without what changes from year to year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// Words that stay the same: no number, no years at the end, lower case.
    pub(super) key: String,
    /// The last year the title names.
    pub(super) latest: Option<FinancialYear>,
}

/// Reads `Table 52: Unit costs …, 2020-21 and 2021-22`; nothing else is a table's title.
pub(super) fn read(text: &str) -> Option<Title> {
    let (head, rest) = text.split_once(':')?;
    let number = normalise(head);
    let number = number.strip_prefix("table ")?;
    let plain = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_alphanumeric());
    plain.then(|| Title { key: key(rest), latest: latest_year(rest) })
}

/// The words of a title that stay the same from year to year.
pub(super) fn key(text: &str) -> String {
    let lower = normalise(text);
    let mut words: Vec<&str> = lower.split(' ').collect();
    while let Some(last) = words.last() {
        let bare = last.trim_matches(',');
        if bare.is_empty() || bare == "and" || bare == "to" || year(bare).is_some() {
            words.pop();
        } else {
            break;
        }
    }
    words.join(" ").trim_end_matches(',').to_owned()
}

/// The last financial year that a text names.
pub(super) fn latest_year(text: &str) -> Option<FinancialYear> {
    text.split_whitespace().filter_map(year).max()
}

fn year(word: &str) -> Option<FinancialYear> {
    word.trim_matches([',', '.', '(', ')']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_years_do_not_count() {
        let printed = "Table 15: Gross Current Expenditure, by care type, year on year comparison, 2020-21 to 2021-22";
        let contents =
            "Gross Current Expenditure, by care type, year on year comparison, 2020-21 and 2021-22";
        let title = read(printed).expect("it is a title");
        assert_eq!(title.key, key(contents));
        assert_eq!(title.key, "gross current expenditure, by care type, year on year comparison");
        assert_eq!(title.latest.map(FinancialYear::end), Some(2022));
    }

    #[test]
    fn a_year_inside_brackets_of_a_title_stays() {
        let text = "Table 33: Clients at the end of the year (31 March), by age band, 2021-22";
        let title = read(text).expect("it is a title");
        assert_eq!(title.key, "clients at the end of the year (31 march), by age band");
    }

    #[test]
    fn other_text_is_no_title() {
        for text in ["Contents", "Return to contents", "Table of contents: all", "Notes: none"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
