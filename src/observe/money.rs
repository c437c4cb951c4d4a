//! Whether a file's money is in pounds or in thousands of pounds: by what the release is known to
//! use, and held against how much a council can have spent. A file a thousand times off is refused.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::reference::sources::Sources;
use crate::reference::{ReferenceError, load_toml};

/// What money is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Unit {
    Pounds,
    ThousandPounds,
}

impl Unit {
    fn factor(self) -> Decimal {
        match self {
            Self::Pounds => Decimal::ONE,
            Self::ThousandPounds => Decimal::ONE_THOUSAND,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Pounds => "pounds",
            Self::ThousandPounds => "thousands of pounds",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    plausible: Plausible,
    money: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plausible {
    england: [i64; 2],
    council: [i64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    layout: String,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
    units: Vec<Unit>,
}

/// What the money of a layout is in, year by year.
pub struct Money {
    layout: String,
    plausible: Plausible,
    entries: Vec<(Option<FinancialYear>, Option<FinancialYear>, Vec<Unit>)>,
}

impl Money {
    /// The units of a layout, from `data/reference/money.toml`.
    ///
    /// # Errors
    /// A fault in the table.
    pub fn load(sources: &Sources, layout: &str) -> Result<Self, ReferenceError> {
        const FILE: &str = "data/reference/money.toml";
        let text = sources.text("reference/money.toml");
        let file: File = load_toml(FILE, text)?;
        let year = |written: Option<String>| {
            written
                .map(|written| written.parse::<FinancialYear>())
                .transpose()
                .map_err(|error| ReferenceError::at(FILE, text, 0, error.to_string()))
        };
        let mut entries = Vec::new();
        for entry in file.money.into_iter().filter(|entry| entry.layout == layout) {
            entries.push((year(entry.from)?, year(entry.to)?, entry.units));
        }
        Ok(Self { layout: layout.to_owned(), plausible: file.plausible, entries })
    }

    /// What to multiply the money of a year with to get pounds, given gross current expenditure
    /// (or that on long-term support) of some areas as it is written.
    ///
    /// # Errors
    /// A year of which the unit is not known, figures that are plausible in none of its units, and
    /// no figure to tell two units apart by.
    pub fn factor(
        &self,
        year: FinancialYear,
        spent: &[(AreaId, Decimal)],
        areas: &Areas,
    ) -> Result<(Decimal, Option<Diagnostic>), Diagnostic> {
        let covers =
            |(from, to, _): &&(Option<FinancialYear>, Option<FinancialYear>, Vec<Unit>)| {
                from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to)
            };
        let Some((_, _, units)) = self.entries.iter().find(covers) else {
            let message = format!("it is not known what money of {year} is written in");
            return Err(fault(message, &self.layout, year));
        };
        let Some((who, figure, bounds)) = self.typical(spent, areas) else {
            if let [unit] = units.as_slice() {
                return Ok((unit.factor(), None));
            }
            let message =
                format!("money of {year} may be in {}, and no total tells which", written(units));
            return Err(fault(message, &self.layout, year));
        };
        let plausible = |unit: &&Unit| {
            figure.checked_mul(unit.factor()).is_some_and(|pounds| {
                Decimal::from(bounds[0]) <= pounds && pounds <= Decimal::from(bounds[1])
            })
        };
        let Some(unit) = units.iter().find(plausible) else {
            let message = format!(
                "money of {year} cannot be in {}: gross current expenditure of {who} is written as \
                 {}, and is known to lie between £{} and £{}",
                written(units),
                figure.normalize(),
                grouped(bounds[0]),
                grouped(bounds[1]),
            );
            return Err(fault(message, &self.layout, year));
        };
        let note = (units.len() > 1).then(|| {
            let message = format!("money of {year} is in {}, as its size shows", unit.words());
            Diagnostic::note("observe/unit", message)
        });
        Ok((unit.factor(), note))
    }

    /// England's figure, or the middle one of the councils, and how much it can be.
    fn typical(
        &self,
        spent: &[(AreaId, Decimal)],
        areas: &Areas,
    ) -> Option<(String, Decimal, [i64; 2])> {
        if let Some((_, figure)) = spent.iter().find(|(area, _)| *area == areas.england()) {
            return Some(("England".to_owned(), *figure, self.plausible.england));
        }
        let mut councils: Vec<(Decimal, AreaId)> = spent
            .iter()
            .filter(|(area, _)| areas.get(*area).level == AreaLevel::Council)
            .map(|(area, figure)| (*figure, *area))
            .collect();
        councils.sort_unstable();
        let (figure, area) = councils.get(councils.len() / 2)?;
        Some((areas.get(*area).name.clone(), *figure, self.plausible.council))
    }
}

fn written(units: &[Unit]) -> String {
    units.iter().map(|unit| unit.words()).collect::<Vec<_>>().join(" or ")
}

fn grouped(pounds: i64) -> String {
    usize::try_from(pounds).map_or_else(|_| pounds.to_string(), format::count)
}

fn fault(message: String, layout: &str, year: FinancialYear) -> Diagnostic {
    Diagnostic::error("observe/unit", message).help(format!(
        "see what the publisher says of the unit and put it into data/reference/money.toml:\n\
         [[money]]\nlayout = \"{layout}\"\nfrom = \"{year}\"\nto = \"{year}\"\n\
         units = [\"pounds\"]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    fn factor(year: u16, spent: &[(&str, &str)]) -> Result<String, String> {
        let areas = Areas::load().expect("the embedded register loads");
        let money = Money::load(&EMBEDDED, "finance-csv").expect("the embedded table loads");
        let spent: Vec<(AreaId, Decimal)> = spent
            .iter()
            .map(|(code, figure)| {
                let area = areas.by_code(code).expect("a known code");
                (area, figure.parse().expect("a literal decimal"))
            })
            .collect();
        let year = FinancialYear::ending(year).expect("a year");
        money
            .factor(year, &spent, &areas)
            .map(|(factor, _)| factor.to_string())
            .map_err(|fault| fault.message)
    }

    /// Totals as published: England £27.06bn in 2023-24, £17.93bn in 2017-18.
    #[test]
    fn a_file_a_thousand_times_off_is_refused() {
        let england = "E92000001";
        assert_eq!(factor(2024, &[(england, "27060000")]), Ok("1000".to_owned()));
        let refused = factor(2024, &[(england, "27060000000")]).expect_err("pounds in 2023-24");
        assert!(refused.contains("cannot be in thousands of pounds"), "{refused}");
        assert!(factor(2024, &[(england, "27060")]).is_err(), "millions");
        assert!(factor(2024, &[("E08000034", "150000000")]).is_err(), "a council in pounds");
        // The file of 2017-18 is known in thousands (as published) and in pounds (as re-used).
        assert_eq!(factor(2018, &[(england, "17928198")]), Ok("1000".to_owned()));
        assert_eq!(factor(2018, &[(england, "17928197964.14")]), Ok("1".to_owned()));
        assert!(factor(2018, &[(england, "17928")]).is_err());
        assert!(factor(2018, &[]).is_err(), "nothing to tell the unit by");
        assert_eq!(factor(2019, &[]), Ok("1000".to_owned()));
    }
}
