//! Days as releases print them, `4 December 2025` or `20th October 2022`, to something that sorts.

use std::fmt;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The first day that is written out in a text, if there is one.
    pub fn find_in(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.windows(3).find_map(|words| match words {
            [day, month, year] => Self::from_words(day, month, year),
            _ => None,
        })
    }

    fn from_words(day: &str, month: &str, year: &str) -> Option<Self> {
        let bare = |word: &str| {
            word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric()).to_owned()
        };
        let day = bare(day);
        let day: u8 =
            day.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok()?;
        let month = bare(month);
        let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(&month))? + 1;
        let year: u16 = bare(year).parse().ok()?;
        let plausible = (1..=31).contains(&day) && (1990..=2099).contains(&year);
        plausible.then_some(Self { year, month: u8::try_from(month).ok()?, day })
    }

    /// The month and year as they are printed: `December 2023`.
    pub fn month_and_year(self) -> String {
        let month = MONTHS.get(usize::from(self.month) - 1).copied().unwrap_or_default();
        format!("{month} {}", self.year)
    }
}

impl fmt::Display for Date {
    /// `2025-12-04`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_day_becomes_a_sortable_one() {
        for (text, expected) in [
            ("20th October 2022", "2022-10-20"),
            ("3 May 2021", "2021-05-03"),
            ("Last updated: 4 December 2025", "2025-12-04"),
            ("release\" which was published on 4 December 2025.", "2025-12-04"),
        ] {
            let found = Date::find_in(text).map(|date| date.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        for text in ["", "October 2022", "20th Octember 2022", "40 May 2021", "4 March 212"] {
            assert_eq!(Date::find_in(text), None, "{text}");
        }
        let date = Date::find_in("last updated 22 December 2023.").expect("a date");
        assert_eq!(date.month_and_year(), "December 2023");
    }
}
