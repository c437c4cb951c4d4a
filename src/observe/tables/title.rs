//! The printed title of a table to what it is about and the years it covers.

use crate::domain::year::FinancialYear;
use crate::observe::tables::meaning::label_key;
use crate::reference::vocabulary::normalise;

/// A table's title without what changes from year to year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// Its words as printed, without the number.
    pub(super) printed: String,
    /// Words that stay the same: no number, no years, no punctuation, lower case.
    pub(super) key: String,
    /// The last year the title names.
    pub(super) latest: Option<FinancialYear>,
}

/// Reads `Table 52: Unit costs …, 2020-21 and 2021-22`; nothing else is a table's title. The number may
/// have letters after it (`Table 14.NCE`), and a dash or nothing may stand for the colon.
pub(super) fn read(text: &str) -> Option<Title> {
    let lower = normalise(text);
    let rest = lower.strip_prefix("table ")?;
    let (number, _) = rest.split_once(' ')?;
    if !number.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    // The words as printed: what stands after the second word.
    let mut words = text.split_whitespace().skip(2).peekable();
    words.next_if(|word| matches!(*word, ":" | "-" | "–" | "—"));
    let printed = words.collect::<Vec<_>>().join(" ");
    let title = Title { key: key(&printed), latest: latest_year(&printed), printed };
    (!title.key.is_empty()).then_some(title)
}

/// The words of a title that stay the same from year to year.
pub(super) fn key(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| year(word).is_none());
    let lower = label_key(&words.collect::<Vec<_>>().join(" "));
    let mut words: Vec<&str> = lower.split(' ').collect();
    while let Some("" | "and" | "to" | "from") = words.last().copied() {
        words.pop();
    }
    words.join(" ")
}

/// How like two keys of titles are, from 0 to 1: the share of words that need no change.
pub(super) fn likeness(left: &str, right: &str) -> f64 {
    let words = |key: &str| key.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (words(left), words(right));
    let digits = |words: &[String]| -> Vec<String> {
        let has_digit = |word: &&String| word.bytes().any(|byte| byte.is_ascii_digit());
        words.iter().filter(has_digit).cloned().collect()
    };
    if digits(&left) != digits(&right) {
        return 0.0;
    }
    let longest = left.len().max(right.len());
    let changed = strsim::generic_levenshtein(&left, &right);
    #[allow(clippy::cast_precision_loss, reason = "titles have few words")]
    let share = changed as f64 / longest as f64;
    1.0 - share
}

/// The last financial year that a text names.
pub(super) fn latest_year(text: &str) -> Option<FinancialYear> {
    text.split_whitespace().filter_map(year).max()
}

fn year(word: &str) -> Option<FinancialYear> {
    word.trim_matches([',', '.', '(', ')', ';', ':', '[', ']']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_punctuation_and_years_do_not_count() {
        let printed = "Table 15: Gross Current Expenditure, by care type, year on year comparison, 2020-21 to 2021-22";
        let contents =
            "Gross Current Expenditure, by care type, year on year comparison, 2020-21 and 2021-22";
        let title = read(printed).expect("it is a title");
        assert_eq!(title.key, key(contents));
        assert_eq!(title.key, "gross current expenditure by care type year on year comparison");
        assert_eq!(title.latest.map(FinancialYear::end), Some(2022));
        for other in [
            "Table 9.NCE: Gross current expenditure by care type: year on year comparison, 2022-23",
            "TABLE 15 - Gross Current Expenditure by care type; year-on-year comparison 2018-19",
            "Table 15  Gross Current Expenditure, by care type, year on year comparison",
        ] {
            assert_eq!(read(other).map(|title| title.key), Some(title.key.clone()), "{other}");
        }
    }

    #[test]
    fn a_year_inside_brackets_of_a_title_stays() {
        let text = "Table 33: Clients at the end of the year (31 March), by age band, 2021-22";
        let title = read(text).expect("it is a title");
        assert_eq!(title.key, "clients at the end of the year 31 march by age band");
    }

    #[test]
    fn other_text_is_no_title() {
        for text in ["Contents", "Return to contents", "Table of contents: all", "Notes: none"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reworded_titles_are_like_and_other_ages_are_not() {
        let young = "long term care for clients aged 18 to 64 by support setting";
        assert!(
            likeness(young, "long term care for people aged 18 to 64 by support setting") > 0.9
        );
        assert!(
            likeness(young, "long term care for clients aged 65 and over by support setting") < 0.1
        );
    }
}
