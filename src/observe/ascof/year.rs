//! The year of a yearly file. Those files have no column that says it, and names of files prove nothing,
//! so England's outcomes in the file are held against England's published outcomes of every year.
//!
//! The year is the one with the most outcomes that agree, if at least five do, if they are three
//! quarters or more of those that can be compared, and if no other year has half as many. Between any
//! two of the years published so far four outcomes agree by chance at most.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::plain;
use crate::reference::ReferenceError;
use crate::reference::sources::Sources;

const FILE: &str = "data/reference/ascof-england.csv";

/// How many outcomes must agree at least.
const FEWEST: usize = 5;

/// How many years an undecided file is told about.
const SHOWN: usize = 3;

/// England's outcomes in a file, by their plain code: several numbers where a code stands several times.
pub(super) type Found = BTreeMap<String, BTreeSet<Decimal>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    year: FinancialYear,
    code: String,
    /// As text: a number would lose the last zero of 46.0, and with it how many decimals were published.
    value: String,
    #[serde(rename = "source")]
    _source: String,
}

/// England's published outcomes: several numbers for a year and code that was revised.
pub(super) struct England {
    by_year: BTreeMap<FinancialYear, BTreeMap<String, Vec<Decimal>>>,
}

/// How well a year fits a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fit {
    year: FinancialYear,
    agree: usize,
    compared: usize,
}

impl England {
    /// Loads the table.
    ///
    /// # Errors
    /// A fault in it, with its line.
    pub(super) fn load(sources: &Sources) -> Result<Self, ReferenceError> {
        let mut by_year: BTreeMap<_, BTreeMap<String, Vec<Decimal>>> = BTreeMap::new();
        let mut reader =
            csv::Reader::from_reader(sources.text("reference/ascof-england.csv").as_bytes());
        for (index, row) in reader.deserialize::<Row>().enumerate() {
            let fault = |message: String| ReferenceError {
                file: FILE.to_owned(),
                line: index + 2,
                column: 1,
                message,
            };
            let row = row.map_err(|error| fault(error.to_string()))?;
            let value = row.value.parse();
            let value = value.map_err(|_| fault(format!("'{}' is no number", row.value)))?;
            by_year.entry(row.year).or_default().entry(plain(&row.code)).or_default().push(value);
        }
        Ok(Self { by_year })
    }

    /// The year whose published outcomes a file has, and a note that says so.
    ///
    /// # Errors
    /// No year fits, or more than one does: with the best of them, and what to do.
    pub(super) fn year_of(
        &self,
        found: &Found,
        file: &Place,
    ) -> Result<(FinancialYear, Diagnostic), Diagnostic> {
        let mut fits = self.fits(found);
        fits.sort_by_key(|fit| (std::cmp::Reverse(fit.agree), fit.year));
        let (best, second) = (fits.first().copied(), fits.get(1).map_or(0, |fit| fit.agree));
        let clear = best.filter(|best| {
            best.agree >= FEWEST && best.agree * 4 >= best.compared * 3 && second * 2 < best.agree
        });
        let Some(fit) = clear else { return Err(undecided(found, &fits, file)) };
        let message = format!(
            "no column says the year; it is {}, since {} of England's {} outcomes that can be \
             compared are those published for it",
            fit.year, fit.agree, fit.compared
        );
        Ok((fit.year, Diagnostic::note("observe/year-found", message).at(file.clone())))
    }

    fn fits(&self, found: &Found) -> Vec<Fit> {
        self.by_year
            .iter()
            .map(|(year, published)| {
                let mut fit = Fit { year: *year, agree: 0, compared: 0 };
                for (code, values) in found {
                    let Some(published) = published.get(code) else { continue };
                    fit.compared += 1;
                    let agree =
                        |value: &Decimal| published.iter().any(|known| same(*value, *known));
                    fit.agree += usize::from(values.iter().any(agree));
                }
                fit
            })
            .collect()
    }
}

/// Whether a value is the published one, to the decimals that were published.
fn same(value: Decimal, published: Decimal) -> bool {
    half_up(value, published.scale()) == published
}

fn undecided(found: &Found, fits: &[Fit], file: &Place) -> Diagnostic {
    let help = "add a column Year with the year in every row, as 2018-19, or add England's published \
                outcomes of the year to data/reference/ascof-england.csv";
    if found.is_empty() {
        let message =
            "no column says the year, and the file has no outcome of England to tell it by";
        return Diagnostic::error("observe/no-release-year", message).at(file.clone()).help(help);
    }
    let near: Vec<String> = fits
        .iter()
        .filter(|fit| fit.agree > 0)
        .take(SHOWN)
        .map(|fit| format!("{} ({} of {} agree)", fit.year, fit.agree, fit.compared))
        .collect();
    let near = if near.is_empty() { "none".to_owned() } else { near.join(", ") };
    let message = format!(
        "no column says the year, and England's {} outcomes in the file are clearly those of no one \
         year; most like are: {near}",
        found.len()
    );
    Diagnostic::error("observe/no-release-year", message).at(file.clone()).help(help)
}

#[cfg(test)]
mod tests {

    use arcstr::ArcStr;

    use super::*;
    use crate::reference::sources::EMBEDDED;

    fn found(pairs: &str) -> Found {
        let mut found = Found::new();
        for pair in pairs.split_whitespace() {
            let (code, value) = pair.split_once('=').expect("a pair");
            let value = value.parse().expect("a literal decimal");
            found.entry(code.to_owned()).or_default().insert(value);
        }
        found
    }

    fn year_of(found: &Found) -> Result<String, String> {
        let england = England::load(&EMBEDDED).expect("the embedded table loads");
        england
            .year_of(found, &Place::file(&ArcStr::from("x.csv")))
            .map(|(year, _)| year.to_string())
            .map_err(|error| error.to_string())
    }

    /// METHOD 3.4, with the codes of the years.
    #[test]
    fn a_year_is_known_by_its_outcomes() {
        for (pairs, expected) in [
            ("1A=19.1 3A=64.7 2D=74.6 2A1_1415=14.2 2A2_1415=668.8 2B1=82.1", "2014-15"),
            ("1A=19.1 3A=64.4 2D=75.8 2A1=13.3 2A2=628.2 2B1=82.7 1G=75.4", "2015-16"),
            // The first release of 2018-19 has 579.4 where the later series has 577.6; both are it.
            ("3A=64.3 2D=79.6 2A1=13.9 2A2=579.4 2B1=82.4 1G=77.4", "2018-19"),
            ("3A=64.3 2D=79.6 2A1=13.9 2A2=577.6 2B1=82.4 1G=77.4", "2018-19"),
            // 2023-24 has the new codes: 3A is control over daily life.
            ("1D=65.4 2A=79.4 2B=15.2 2C=566 2E=81.6 3A=77.6 4A=71.1", "2023-24"),
            // Unrounded numbers are those of the year they round to.
            ("1A=18.8949 3A=63.85 2D=77.59 2A1=13.86 2A2=538.46 2B1=81.84", "2021-22"),
        ] {
            assert_eq!(year_of(&found(pairs)), Ok(expected.to_owned()), "{pairs}");
        }
    }

    #[test]
    fn what_fits_no_year_or_two_is_refused_with_the_candidates() {
        let too_few =
            year_of(&found("3A=64.3 2D=79.6 2A1=13.9 1G=77.4")).expect_err("four outcomes");
        assert!(too_few.contains("2018-19 (4 of 4 agree)"), "{too_few}");
        assert!(too_few.contains("help: add a column Year"), "{too_few}");
        // Half of them from 2017-18, half from 2018-19.
        let two =
            "3A=65.0 2D=77.8 2A1=14.0 2A2=585.6 2B1=82.9 3D1=69.7 4A=70.0 1I1=45.9 1G=77.4 2B2=2.8";
        let two = year_of(&found(two)).expect_err("two years fit");
        assert!(two.contains("2017-18 (5 of 10 agree), 2018-19 (5 of 10 agree)"), "{two}");
        let nobody = year_of(&found("3A=1 2D=2 2A1=3 2A2=4 2B1=5")).expect_err("no year fits");
        assert!(nobody.contains("most like are: none"), "{nobody}");
        assert!(
            year_of(&Found::new()).expect_err("no England").contains("has no outcome of England")
        );
    }

    /// The rule leaves room: the outcomes of any year agree with another year's four times at most.
    #[test]
    fn every_year_is_told_from_every_other() {
        let england = England::load(&EMBEDDED).expect("the embedded table loads");
        for (year, published) in &england.by_year {
            let found: Found = published
                .iter()
                .map(|(code, values)| (code.clone(), values.iter().copied().collect()))
                .collect();
            for fit in england.fits(&found) {
                assert!(fit.year == *year || fit.agree <= 4, "{year}: {fit:?}");
                assert!(fit.year != *year || fit.agree >= 13, "{year}: {fit:?}");
            }
            let place = Place::file(&ArcStr::from("x.csv"));
            let told = england.year_of(&found, &place).map(|(year, _)| year);
            assert_eq!(told, Ok(*year));
        }
    }
}
