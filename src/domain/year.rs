//! Financial years, April to March, written `2024-25`.

use std::fmt;
use std::str::FromStr;

/// A financial year, known by the calendar year in which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(u16);

/// Text that is not a financial year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a financial year; write it like 2021-22")]
pub struct NotAYear(pub String);

impl FinancialYear {
    /// The year that ends in March of `year`, if that is a year a release could be about.
    pub fn ending(year: u16) -> Option<Self> {
        (1990..=2099).contains(&year).then_some(Self(year))
    }

    /// The calendar year in which the financial year ends: 2022 for 2021-22.
    pub const fn end(self) -> u16 {
        self.0
    }

    /// The calendar year in which the financial year starts: 2021 for 2021-22.
    pub const fn start(self) -> u16 {
        self.0 - 1
    }

    /// The first financial year that is written in a text, in one of the short forms: `2021-22`,
    /// `2021/22`, or, in the names of sheets, `202122`.
    pub fn find_in(text: &str) -> Option<Self> {
        text.split(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '-' | '/' | '–'))
            .find_map(|word| {
                let word = word.trim_matches(['-', '/', '–']);
                if word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                    let (start, end) = word.split_at(4);
                    return format!("{start}-{end}").parse().ok();
                }
                word.parse().ok()
            })
    }

    /// The year before.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0 - 1)
    }

    /// The year after.
    #[must_use]
    pub const fn after(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:02}", self.start(), self.0 % 100))
    }
}

impl FromStr for FinancialYear {
    type Err = NotAYear;

    /// Reads `2021-22`, and the long forms publishers use: `2021/22`, `2021-2022`, `2021 to 2022`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotAYear(text.to_owned());
        let trimmed = text.trim();
        let (start, end) = trimmed
            .split_once(" to ")
            .or_else(|| trimmed.split_once(['-', '/', '–']))
            .ok_or_else(refuse)?;
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if start.len() != 4 || !digits(start) || !digits(end) {
            return Err(refuse());
        }
        let start: u16 = start.parse().map_err(|_| refuse())?;
        let wanted = start + 1;
        let written: u16 = end.parse().map_err(|_| refuse())?;
        let agrees = match end.len() {
            2 => written == wanted % 100,
            4 => written == wanted,
            _ => false,
        };
        if !agrees {
            return Err(refuse());
        }
        Self::ending(wanted).ok_or_else(refuse)
    }
}

impl serde::Serialize for FinancialYear {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for FinancialYear {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_ways_publishers_write_a_year() {
        for text in ["2021-22", "2021/22", " 2021-2022 ", "2021 to 2022"] {
            assert_eq!(text.parse::<FinancialYear>().map(FinancialYear::end), Ok(2022), "{text}");
        }
        assert_eq!("1999-00".parse::<FinancialYear>().map(FinancialYear::end), Ok(2000));
    }

    #[test]
    fn finds_a_year_among_words() {
        for text in [
            "Revenue account outturn (RO) returns 2024-25 - RO3 data",
            "RO3_LA_Data_202425",
            "RO3_LA_Data_2024-25",
            "in 2024/25.",
        ] {
            let found = FinancialYear::find_in(text).map(|year| year.to_string());
            assert_eq!(found.as_deref(), Some("2024-25"), "{text}");
        }
        for text in ["", "row 431", "RO3", "2024", "200425 and 202424"] {
            assert_eq!(FinancialYear::find_in(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_year() {
        for text in ["2021", "2021-23", "2020-212", "21-22", "", "2021-", "٢٠٢١-22"] {
            assert!(text.parse::<FinancialYear>().is_err(), "{text}");
        }
    }

    #[test]
    fn prints_as_two_years() {
        assert_eq!(FinancialYear(2022).to_string(), "2021-22");
        assert_eq!(FinancialYear(2000).to_string(), "1999-00");
    }
}
