//! What every row of the three files has: a year, an area, and keys to look up.

use crate::diagnostic::Diagnostic;
use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::observe::collect::unreadable;
use crate::observe::finance_keys::dictionary::Dictionary;
use crate::observe::reader::Context;
use crate::observe::reading::{self, Markers};
use crate::observe::totals::Label;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{Dimension, Term};
use crate::release::delimited::Record;

/// `:` is "not supplied". No figure in thousands of pounds or in weeks is near the publishers' codes
/// for missing numbers.
const MARKERS: Markers =
    Markers { x: Gap::NotSubmitted, blank: Gap::NotAvailable, sentinels: true };

/// The places of the columns that every file has, in this order among its columns.
const YEAR: usize = 0;
const CASSR: usize = 1;
const CODE: usize = 2;
const REGION: usize = 3;

/// Reads the parts of a row.
pub(super) struct RowReader<'a> {
    pub(super) columns: &'a [Option<usize>],
    pub(super) dictionary: &'a Dictionary,
    pub(super) context: &'a Context<'a>,
}

impl RowReader<'_> {
    /// The financial year of a row, which is written by its end.
    ///
    /// # Errors
    /// Anything else.
    pub(super) fn year(&self, record: &Record<'_>) -> Result<FinancialYear, Diagnostic> {
        let text = record.get(self.columns[YEAR]);
        text.parse().ok().and_then(FinancialYear::ending).ok_or_else(|| {
            Diagnostic::error("observe/not-a-year", format!("'{text}' is not a financial year"))
                .at(record.place(self.columns[YEAR]))
                .help("FY_Ending is the year in which it ends, such as 2017")
        })
    }

    /// The area of a row. A region and England have no code of their own and are told by the code of
    /// the region.
    ///
    /// # Errors
    /// A code that nobody has, and two codes that mean two councils.
    pub(super) fn area(
        &self,
        record: &Record<'_>,
        year: FinancialYear,
    ) -> Result<AreaId, Diagnostic> {
        let areas = self.context.areas;
        let text = |column: usize| record.get(self.columns[column]);
        let (code, cassr) = (text(CODE), text(CASSR));
        let (code, column) = match (code, cassr) {
            ("", "") => (text(REGION), REGION),
            (code, _) => (code, CODE),
        };
        let right_level = |area: &AreaId| match areas.get(*area).level {
            AreaLevel::Council => column == CODE,
            AreaLevel::Region | AreaLevel::England => column == REGION,
            AreaLevel::CouncilType => false,
        };
        let found = match code {
            "" => areas.by_cassr(cassr, year),
            code => areas.by_code(code).filter(right_level),
        };
        let area = found.ok_or_else(|| {
            Diagnostic::error("observe/unknown-area", format!("no area has the code '{code}'"))
                .at(record.place(self.columns[column]))
                .help("if it is new, add it to data/reference/councils.csv")
        })?;
        match areas.by_cassr(cassr, year) {
            Some(other) if other != area => {
                let message = format!(
                    "the codes of the row mean two councils: {} and {}",
                    areas.get(area).name,
                    areas.get(other).name
                );
                Err(Diagnostic::error("observe/two-councils", message)
                    .at(record.place(self.columns[CASSR])))
            }
            _ => Ok(area),
        }
    }

    /// The id of the key in a column; empty where the dimension does not apply.
    ///
    /// # Errors
    /// A key that the dictionary does not have.
    pub(super) fn id(
        &self,
        record: &Record<'_>,
        column: usize,
        field: &str,
    ) -> Result<&str, Diagnostic> {
        let key = record.get(self.columns[column]);
        if key.is_empty() {
            return Ok("");
        }
        self.dictionary.id(field, key).ok_or_else(|| {
            let message = format!("'{key}' is no known key of {}", field.replace('-', " "));
            Diagnostic::error("observe/unknown-key", message)
                .at(record.place(self.columns[column]))
                .help(format!(
                    "put what it means into data/reference/finance-keys.csv:\n\
                     {field},{key},ID,the publisher's word,how certain it is,who says so"
                ))
        })
    }

    /// The label of the key in a column, and whether a series of ours has it.
    ///
    /// # Errors
    /// As [`Self::id`].
    pub(super) fn label(
        &self,
        record: &Record<'_>,
        column: usize,
        (field, dimension): (&str, Dimension),
    ) -> Result<Option<Label>, Diagnostic> {
        if record.get(self.columns[column]).is_empty() {
            return Ok(Some(Label::All));
        }
        Ok(match self.id(record, column, field)? {
            "" => None,
            // Counts in totals, and is no series of ours.
            "also-counted" => Some(Label::Other(0)),
            id => match self.context.vocabulary.term(dimension, id) {
                Some(Term::ALL) => Some(Label::All),
                term => term.map(Label::Term),
            },
        })
    }

    /// The figure in a column.
    ///
    /// # Errors
    /// Anything that is neither a number nor a known marker.
    pub(super) fn figure(&self, record: &Record<'_>, column: usize) -> Result<Figure, Diagnostic> {
        let text = record.get(self.columns[column]);
        reading::read(text, MARKERS)
            .map_err(|why| unreadable(text, &why).at(record.place(self.columns[column])))
    }
}
