//! The outcome codes of a year to our quantities, from `data/reference/ascof-codes.csv`.
//!
//! The same code means different things before and after 2023-24 (`2A` was admissions and is now
//! the sequel of short-term services), so a code is never read without its year.

use std::collections::HashMap;

use serde::Deserialize;

use crate::domain::year::FinancialYear;
use crate::reference::ReferenceError;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, Term, Vocabulary};

const FILE: &str = "data/reference/ascof-codes.csv";

/// The parts of an outcome that have quantities of their own, as the ends of their ids.
pub(super) const PARTS: [&str; 4] = ["numerator", "denominator", "base", "margin-of-error"];

/// What a code of a year means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of our quantities.
    Quantity(Term),
    /// An outcome that no measure uses.
    LeftOut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    first_year: String,
    last_year: String,
    quantity: String,
    #[serde(rename = "what")]
    _what: String,
}

struct Dated {
    first: Option<FinancialYear>,
    last: Option<FinancialYear>,
    meaning: Meaning,
}

/// The outcome codes of every framework.
pub(super) struct Codes {
    by_code: HashMap<String, Vec<Dated>>,
}

impl Codes {
    /// The codes the program was built with.
    ///
    /// # Errors
    /// A fault in the table, with its line.
    pub(super) fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let mut by_code: HashMap<String, Vec<Dated>> = HashMap::new();
        let mut reader =
            csv::Reader::from_reader(sources.text("reference/ascof-codes.csv").as_bytes());
        for (index, row) in reader.deserialize::<Row>().enumerate() {
            let fault = |message: String| ReferenceError {
                file: FILE.to_owned(),
                line: index + 2,
                column: 1,
                message,
            };
            let row = row.map_err(|error| fault(error.to_string()))?;
            let year = |text: &str| match text {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| fault(format!("'{text}' is no year"))),
            };
            let meaning = if row.quantity.is_empty() {
                Meaning::LeftOut
            } else {
                let term = |id: &str| {
                    vocabulary
                        .term(Dimension::Quantity, id)
                        .ok_or_else(|| fault(format!("'{id}' is not in vocabulary.toml")))
                };
                for part in PARTS {
                    term(&format!("{}/{part}", row.quantity))?;
                }
                Meaning::Quantity(term(&row.quantity)?)
            };
            let dated =
                Dated { first: year(&row.first_year)?, last: year(&row.last_year)?, meaning };
            by_code.entry(row.code).or_default().push(dated);
        }
        Ok(Self { by_code })
    }

    /// What a code means in a year, if it is known. Brackets, spaces and case do not matter: the
    /// releases to 2015-16 write `2A(1)` and `1C(1A)`.
    pub(super) fn meaning(&self, code: &str, year: FinancialYear) -> Option<Meaning> {
        let plain: String = code
            .chars()
            .filter(|letter| !matches!(letter, '(' | ')' | ' '))
            .flat_map(char::to_uppercase)
            .collect();
        self.by_code
            .get(&plain)?
            .iter()
            .find(|dated| {
                dated.first.is_none_or(|first| first <= year)
                    && dated.last.is_none_or(|last| year <= last)
            })
            .map(|dated| dated.meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    /// METHOD 3.2: 22 outcomes have a code in both frameworks.
    #[test]
    fn a_code_is_read_with_its_year() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let codes = Codes::load(&EMBEDDED, &vocabulary).expect("the embedded codes load");
        let meaning = |code: &str, year: &str| {
            let year = year.parse().expect("a literal year");
            codes.meaning(code, year).map(|meaning| match meaning {
                Meaning::Quantity(term) => vocabulary.id(term).to_owned(),
                Meaning::LeftOut => "left out".to_owned(),
            })
        };
        for (code, year, expected) in [
            ("2D", "2022-23", Some("ascof/2a")),
            ("2A", "2023-24", Some("ascof/2a")),
            ("2A(1)", "2015-16", Some("ascof/2b")),
            ("1C(1A)", "2014-15", Some("ascof/3d1a")),
            ("1i1", "2018-19", Some("ascof/5a1")),
            ("1E", "2022-23", Some("left out")),
            ("1E", "2023-24", Some("ascof/1e")),
            ("2D1", "2023-24", Some("ascof/2d1")),
            ("2D1", "2024-25", Some("left out")),
            ("2A", "2022-23", None),
            ("9Z", "2022-23", None),
        ] {
            assert_eq!(meaning(code, year).as_deref(), expected, "{code} in {year}");
        }
        for (year, expected) in [("2022-23", 22), ("2023-24", 22), ("2024-25", 20)] {
            let year = year.parse().expect("a literal year");
            let known = codes
                .by_code
                .keys()
                .filter(|code| matches!(codes.meaning(code, year), Some(Meaning::Quantity(_))));
            assert_eq!(known.count(), expected, "{year}");
        }
    }
}
