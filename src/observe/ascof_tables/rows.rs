//! The rows under a header to figures: which area a row is about, and what its cells say.

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::population;
use crate::observe::ascof::{MARKERS, TYPE_LEFT_OUT};
use crate::observe::ascof_tables::header::Header;
use crate::observe::ascof_tables::layout::{KnownError, Layout, OUTCOME};
use crate::observe::collect::{Collector, unreadable};
use crate::observe::reader::Context;
use crate::observe::reading::{self, Unreadable};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, normalise};
use crate::release::workbook::{Cell, Sheet};

/// The decimals that are kept. The workbook prints one (three in 1b) and stores two in 2d; a sheet also
/// holds 91.10000000000001 for 91.1, where a spreadsheet worked the number out.
const DECIMALS: u32 = 6;

/// A table of one outcome.
pub(super) struct Table<'a> {
    /// Its sheet.
    pub(super) sheet: &'a Sheet,
    /// Its header.
    pub(super) header: &'a Header,
    /// Its code, plain.
    pub(super) code: &'a str,
    /// The outcome.
    pub(super) outcome: Term,
    /// The words of headers and the known errors.
    pub(super) layout: &'a Layout,
    /// Our reference tables.
    pub(super) context: &'a Context<'a>,
}

impl Table<'_> {
    /// Reads every row.
    pub(super) fn read(&self, collector: &mut Collector) {
        let quantities: Vec<Option<Term>> =
            self.header.figures.iter().map(|figures| self.quantity(&figures.part)).collect();
        let mut rows = Vec::new();
        for row in self.header.row + 1..=self.sheet.last_row() {
            match self.area(row) {
                Ok(Some(area)) => rows.push((row, area)),
                Ok(None) => {}
                Err(finding) => collector.findings.add(*finding),
            }
        }
        let with_rows: HashSet<AreaId> = rows.iter().map(|(_, area)| *area).collect();
        for (row, area) in rows {
            self.row(row, area, &with_rows, &quantities, collector);
        }
    }

    fn quantity(&self, part: &str) -> Option<Term> {
        let vocabulary = self.context.vocabulary;
        if part == OUTCOME {
            return Some(self.outcome);
        }
        let id = format!("{}/{part}", vocabulary.id(self.outcome));
        vocabulary.term(Dimension::Quantity, &id)
    }

    fn row(
        &self,
        row: u32,
        area: AreaId,
        with_rows: &HashSet<AreaId>,
        quantities: &[Option<Term>],
        collector: &mut Collector,
    ) {
        let areas = self.context.areas;
        let level = areas.get(area).level;
        for (figures, quantity) in self.header.figures.iter().zip(quantities) {
            let Some(quantity) = *quantity else { continue };
            let place = self.sheet.place(row, figures.column);
            let figure = match self.figure(row, figures.column, collector) {
                Ok(figure) => figure,
                Err((text, why)) => {
                    collector.findings.add(unreadable(&text, &why).at(place));
                    continue;
                }
            };
            if let Some(known) = self.known_error(level, figures.year) {
                let message = format!(
                    "figures of {} in {} are left out: {}",
                    self.code, known.year, known.why
                );
                collector.findings.add(Diagnostic::note("observe/known-error", message).at(place));
                continue;
            }
            let Some(holder) = self.area_in(row, area, figures.year, with_rows) else {
                // A marker says just that; a number is a slip (Dorset's survey figures of 2024-25 stand
                // in the row of the former county as well as in its own).
                if figure.is_ok() {
                    let message = format!(
                        "{} ({}) has figures of {}, a year in which it did not exist; they are left out",
                        areas.get(area).name,
                        self.text(row, self.header.ons_code),
                        figures.year
                    );
                    collector.findings.add(Diagnostic::note("observe/left-out", message).at(place));
                }
                continue;
            };
            if holder != area {
                let message = format!(
                    "figures of {} stand in the row of {} ({}), which did not exist in {}; they are \
                     read as those of the council that has its publisher's code",
                    areas.get(holder).name,
                    areas.get(area).name,
                    self.text(row, self.header.ons_code),
                    figures.year
                );
                let note = Diagnostic::note("observe/former-council", message);
                collector.findings.add(note.at(place.clone()));
            }
            let people = population(quantity, self.context.vocabulary)
                .filter(|_| level != AreaLevel::CouncilType);
            if let Some(people) = people {
                collector.add(people, holder, figures.year, figure, place.clone());
            }
            collector.add(SeriesKey::of(quantity), holder, figures.year, figure, place);
        }
    }

    /// The area that the figures of a row are about in a year. A council that did not exist in it gives
    /// way to the one that had its code (CASSR) then, unless that one has a row of its own: Dorset stands
    /// under the code of the former county in 4b, 6a and 6b.
    fn area_in(
        &self,
        row: u32,
        area: AreaId,
        year: FinancialYear,
        with_rows: &HashSet<AreaId>,
    ) -> Option<AreaId> {
        let areas = self.context.areas;
        if areas.get(area).level != AreaLevel::Council || areas.exists_in(area, year) {
            return Some(area);
        }
        let code = self.text(row, self.header.code);
        areas.by_cassr(&code, year).filter(|other| !with_rows.contains(other))
    }

    fn text(&self, row: u32, column: u16) -> String {
        self.sheet.cell(row, column).text().trim().to_owned()
    }

    fn known_error(&self, level: AreaLevel, year: FinancialYear) -> Option<&KnownError> {
        self.layout.known_error.iter().find(|known| {
            known.code == self.code && known.level == level.id() && known.year == year
        })
    }

    /// The figure in a cell. Of two values, the second in brackets, the first is the published one.
    fn figure(
        &self,
        row: u32,
        column: u16,
        collector: &mut Collector,
    ) -> Result<Figure, (String, Unreadable)> {
        let text = match self.sheet.cell(row, column) {
            Cell::Number(number) => half_up(*number, DECIMALS).normalize().to_string(),
            other => other.text(),
        };
        if let Some(first) = first_of_two(&text) {
            collector.findings.add(
                Diagnostic::note(
                    "observe/second-value",
                    "a cell has a second value in brackets, on the people who would have been asked \
                     under the rules of 2014-15; the first is the official one and is read",
                )
                .at(self.sheet.place(row, column)),
            );
            return reading::read(first, MARKERS).map_err(|why| (text.clone(), why));
        }
        reading::read(&text, MARKERS).map_err(|why| (text.clone(), why))
    }

    /// The area of a row: nothing for a blank row or a line of text under the table.
    fn area(&self, row: u32) -> Result<Option<AreaId>, Box<Diagnostic>> {
        let areas = self.context.areas;
        let (code, name) = (self.text(row, self.header.code), self.text(row, self.header.name));
        let ons_code = self.text(row, self.header.ons_code);
        if name.is_empty() && ons_code.is_empty() {
            return Ok(None);
        }
        if let Some(area) = areas.by_code(&ons_code) {
            return Ok(Some(area));
        }
        let at = self.sheet.place(row, self.header.name);
        let left_out = |message: String| {
            Err(Box::new(Diagnostic::note("observe/left-out", message).at(at.clone())))
        };
        if is_no_code(&ons_code) {
            let is_type = |area: &AreaId| areas.get(*area).level == AreaLevel::CouncilType;
            if let Some(area) = areas.by_name(&name).iter().copied().find(is_type) {
                return Ok(Some(area));
            }
            if normalise(&name) == TYPE_LEFT_OUT {
                return left_out(
                    "the council type 'District' is left out: it is the unitary councils made since \
                     2021"
                        .to_owned(),
                );
            }
            // Skills for Care has one figure for Cornwall and the Isles of Scilly.
            if is_no_code(&code) {
                return left_out(format!(
                    "'{name}' is no area with a code of its own and is left out; the councils in it \
                     have the figures of their own rows only"
                ));
            }
        }
        let message = format!("no area has the code '{ons_code}' ('{name}')");
        let near = areas.nearest_name(&name, areas.ids());
        let help = near.map_or_else(
            || "if it is new, add it to data/reference/councils.csv".to_owned(),
            |near| {
                format!(
                    "the nearest name is {near}; a new code is added to data/reference/councils.csv"
                )
            },
        );
        Err(Box::new(
            Diagnostic::error("observe/unknown-area", message)
                .at(self.sheet.place(row, self.header.ons_code))
                .help(help),
        ))
    }
}

/// Whether a cell for a code says that there is none.
fn is_no_code(text: &str) -> bool {
    matches!(text, "" | "-" | "0" | "[z]" | "z" | "[x]")
}

/// The first of two values, as in "51,230 (35,415)" and "0.9 (:)".
fn first_of_two(text: &str) -> Option<&str> {
    let (first, rest) = text.trim().strip_suffix(')')?.split_once('(')?;
    let is_value =
        |text: &str| matches!(reading::read(text, MARKERS), Ok(figure) if figure.is_ok());
    (is_value(first) && reading::read(rest, MARKERS).is_ok()).then(|| first.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values_the_first_is_read() {
        for (text, expected) in [
            ("7.7 (7.6)", Some("7.7")),
            ("51,230 (35,415)", Some("51,230")),
            ("0.9 (:)", Some("0.9")),
            ("7.7", None),
            ("(7.6)", None),
            ("7.7 (note)", None),
            ("[z] (7.6)", None),
        ] {
            assert_eq!(first_of_two(text), expected, "{text}");
        }
    }
}
