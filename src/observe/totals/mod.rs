//! The rows of a finance return to totals: over ages, support reasons, settings and kinds of
//! support.
//!
//! Releases differ in which totals they print: 2016-17 and the file held of 2017-18 print none. A
//! total is made only where every row that it needs is there; a gap in one of them is a gap in the
//! total; and it knows the lines it was added up from. A printed total is never replaced, only
//! compared.

pub mod compare;
mod part;
mod plan;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::domain::figure::{self, Figure};
use crate::domain::year::FinancialYear;
use crate::observe::totals::plan::Plan;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};

pub use crate::observe::totals::part::{Part, SERVICES};

/// One label of a dimension of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Label {
    /// The total over the dimension, or the dimension does not apply.
    #[default]
    All,
    /// A term of the vocabulary.
    Term(Term),
    /// A label that no series of ours has and that counts in the totals all the same.
    Other(u16),
}

/// The places of the dimensions in [`Cell::labels`].
pub const AGE: usize = 0;
/// Primary support reason.
pub const REASON: usize = 1;
/// Setting.
pub const SETTING: usize = 2;
/// In house or external.
pub const PROVISION: usize = 3;
/// What else tells rows of one series apart, such as how carers are supported.
pub const DETAIL: usize = 4;

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The kind of support.
    pub part: Part,
    /// Age, support reason, setting, provision, detail.
    pub labels: [Label; 5],
}

impl Cell {
    /// The total of a part.
    pub fn of(part: Part) -> Self {
        Self { part, labels: [Label::All; 5] }
    }
}

/// The quantities of one column of a return, part by part.
#[derive(Debug, Clone)]
pub struct Family {
    quantities: BTreeMap<Part, Term>,
    /// Two figures of it that differ by no more than this, or by a ten-thousandth, agree.
    pub tolerance: Decimal,
}

impl Family {
    /// A column of money, such as `gross-current-expenditure`; nothing if there is none of that id.
    pub fn money(vocabulary: &Vocabulary, id: &str) -> Option<Self> {
        vocabulary.term(Dimension::Quantity, id)?;
        let quantities = Part::all()
            .filter_map(|part| {
                // `income/other` is a kind of income; income by kind of support ends in -support.
                let id = match part {
                    Part::Other if id.starts_with("income") => format!("{id}/other-support"),
                    part => format!("{id}{}", part.id()),
                };
                Some((part, vocabulary.term(Dimension::Quantity, &id)?))
            })
            .collect();
        Some(Self { quantities, tolerance: Decimal::TWO * Decimal::ONE_THOUSAND })
    }

    /// Weeks of support.
    pub fn weeks(vocabulary: &Vocabulary) -> Option<Self> {
        let term = |id| vocabulary.term(Dimension::Quantity, id);
        let quantities = [
            (Part::LongTerm, term("weeks")?),
            (Part::MaximiseIndependence, term("weeks/short-term")?),
        ];
        Some(Self { quantities: quantities.into(), tolerance: Decimal::TWO })
    }

    /// The quantity of a part.
    pub fn quantity(&self, part: Part) -> Option<Term> {
        self.quantities.get(&part).copied()
    }

    /// The series of a cell, if there is one.
    pub fn series(&self, cell: &Cell) -> Option<SeriesKey> {
        let mut series = SeriesKey::of(self.quantity(cell.part)?);
        let dimensions = [
            Dimension::AgeBand,
            Dimension::SupportReason,
            Dimension::Setting,
            Dimension::Provision,
        ];
        if cell.labels[DETAIL] != Label::All {
            return None;
        }
        for (dimension, label) in dimensions.into_iter().zip(cell.labels) {
            series = series.with(
                dimension,
                match label {
                    Label::All => Term::ALL,
                    Label::Term(term) => term,
                    Label::Other(_) => return None,
                },
            );
        }
        Some(series)
    }

    /// Whether a printed figure and a sum agree: within £2,000 (two weeks) or 0.01%.
    pub fn agree(&self, printed: Decimal, sum: Decimal) -> bool {
        let share = printed.abs() / Decimal::new(10_000, 0);
        (printed - sum).abs() <= self.tolerance.max(share)
    }
}

/// Which labels count, all of which must be there before rows are added up over a dimension. A file
/// that was cut at the end of a row, or lacks one setting, has no total rather than a small one; and
/// other terms of the vocabulary, such as ages of 85 and over or nursing and residential care
/// together, are parts or sums of these and would count twice.
#[derive(Debug, Clone)]
pub struct Needed {
    labels: [Vec<Label>; 5],
    nursing: Option<Label>,
}

impl Needed {
    /// For money: both ages, five support reasons and seven settings.
    pub fn money(vocabulary: &Vocabulary) -> Self {
        let settings = [
            "nursing",
            "residential",
            "supported-accommodation",
            "direct-payments",
            "home-care",
            "supported-living",
            "other-long-term",
        ];
        Self::new(vocabulary, &settings)
    }

    /// With a setting of no term of ours that every area has rows of.
    #[must_use]
    pub fn with_setting(mut self, label: Label) -> Self {
        self.labels[SETTING].push(label);
        self
    }

    /// For weeks: both ages, five support reasons, nursing and residential care; external, and in
    /// house too except in nursing care, of which only external weeks are collected.
    pub fn weeks(vocabulary: &Vocabulary) -> Self {
        Self::new(vocabulary, &["nursing", "residential"])
    }

    fn new(vocabulary: &Vocabulary, settings: &[&str]) -> Self {
        let labels = |dimension, ids: &[&str]| {
            ids.iter().filter_map(|id| vocabulary.term(dimension, id)).map(Label::Term).collect()
        };
        let reasons = ["physical", "sensory", "memory", "learning-disability", "mental-health"];
        Self {
            labels: [
                labels(Dimension::AgeBand, &["18-64", "65-and-over"]),
                labels(Dimension::SupportReason, &reasons),
                labels(Dimension::Setting, settings),
                labels(Dimension::Provision, &["external", "in-house"]),
                Vec::new(),
            ],
            nursing: vocabulary.term(Dimension::Setting, "nursing").map(Label::Term),
        }
    }

    /// Whether the rows of a cell count in totals.
    fn counts(&self, cell: &Cell) -> bool {
        cell.labels.iter().zip(&self.labels).all(|(label, counted)| match label {
            Label::All | Label::Other(_) => true,
            Label::Term(_) => counted.contains(label),
        })
    }
}

/// A sum over rows of one area and year.
#[derive(Debug, Clone)]
pub struct Total {
    /// What it is about.
    pub cell: Cell,
    /// Where.
    pub area: AreaId,
    /// When.
    pub year: FinancialYear,
    /// Every line that went in, in order.
    pub lines: Arc<Vec<u32>>,
    /// The sum of each column.
    pub figures: Vec<Figure>,
    /// The line and figures that the file itself prints for it, if it does.
    pub printed: Option<(u32, Vec<Figure>)>,
}

struct Row {
    cell: u32,
    line: u32,
    figures: Box<[Figure]>,
}

/// The rows of one return, with one or more columns of figures.
pub struct Book {
    needed: Needed,
    cells: Vec<Cell>,
    index: FxHashMap<Cell, u32>,
    rows: BTreeMap<(FinancialYear, AreaId), Vec<Row>>,
}

impl Book {
    /// A book without rows.
    pub fn new(needed: Needed) -> Self {
        Self { needed, cells: Vec::new(), index: FxHashMap::default(), rows: BTreeMap::new() }
    }

    /// Takes a row.
    pub fn add(
        &mut self,
        cell: Cell,
        area: AreaId,
        year: FinancialYear,
        line: u32,
        figures: Box<[Figure]>,
    ) {
        let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let index = *self.index.entry(cell).or_insert(next);
        if index == next {
            self.cells.push(cell);
        }
        self.rows.entry((year, area)).or_default().push(Row { cell: index, line, figures });
    }

    /// The cells that stand twice in an area and year with two values: area, year and both lines.
    pub fn contradictions(&self) -> Vec<(AreaId, FinancialYear, Cell, [u32; 2])> {
        let mut found = Vec::new();
        for ((year, area), rows) in &self.rows {
            let mut first: FxHashMap<u32, &Row> = FxHashMap::default();
            for row in rows {
                let kept = first.entry(row.cell).or_insert(row);
                if kept.figures != row.figures {
                    let cell = self.cells[row.cell as usize];
                    found.push((*area, *year, cell, [kept.line, row.line]));
                }
            }
        }
        found
    }

    /// Every total that the rows make, by year, area and cell.
    pub fn totals(&self) -> Vec<Total> {
        let mut totals = Vec::new();
        let mut plan: Option<(FinancialYear, Plan)> = None;
        for (&(year, area), rows) in &self.rows {
            if plan.as_ref().is_none_or(|(planned, _)| *planned != year) {
                plan = Some((year, Plan::new(&self.needed, &self.cells, &self.used(year))));
            }
            let Some((_, plan)) = &plan else { continue };
            let mut at: Vec<Option<&Row>> = vec![None; self.cells.len()];
            // The first of two copies counts, whatever the order of the rows.
            for row in rows {
                let slot = &mut at[row.cell as usize];
                if slot.is_none_or(|kept| row.line < kept.line) {
                    *slot = Some(row);
                }
            }
            for (cell, recipes) in &plan.targets {
                let has = |cell: u32| at[cell as usize].is_some();
                let Some(cells) = recipes.iter().find_map(|recipe| recipe.cells(&has)) else {
                    continue;
                };
                let mut parts: Vec<&Row> =
                    cells.iter().filter_map(|cell| at[*cell as usize]).collect();
                parts.sort_unstable_by_key(|row| row.line);
                let columns = parts.first().map_or(0, |row| row.figures.len());
                let figures = (0..columns)
                    .map(|column| figure::sum(parts.iter().map(|row| row.figures[column])))
                    .collect();
                let printed = self
                    .index
                    .get(cell)
                    .and_then(|index| at[*index as usize])
                    .map(|row| (row.line, row.figures.to_vec()));
                let lines = Arc::new(parts.iter().map(|row| row.line).collect());
                totals.push(Total { cell: *cell, area, year, lines, figures, printed });
            }
        }
        totals
    }

    /// The cells that some area of a year has.
    fn used(&self, year: FinancialYear) -> Vec<u32> {
        let mut used = vec![false; self.cells.len()];
        for row in
            self.rows.iter().filter(|((other, _), _)| *other == year).flat_map(|(_, rows)| rows)
        {
            used[row.cell as usize] = true;
        }
        (0..).zip(used).filter(|(_, used)| *used).map(|(cell, _)| cell).collect()
    }
}

#[cfg(test)]
mod tests;
