//! The parts about similar councils and local evidence.

use serde::Serialize;

use crate::report::view::Text;

/// Similar councils, and what stands out beside whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Similar {
    /// How the councils were chosen, or why there are none.
    pub intro: Vec<String>,
    /// The councils, the nearest first.
    pub councils: Vec<SimilarRow>,
    /// Where the list is from.
    pub notes: Vec<String>,
    /// The councils of a list that was given for the run.
    pub own: Option<String>,
    /// When a measure stands out and when that holds, or that none does.
    pub holds_intro: String,
    /// The names of the groups, in the order of the cells.
    pub groups: Vec<String>,
    /// The findings of the story, and every other headline measure that stands out.
    pub holds: Vec<HoldsRow>,
}

/// A similar council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SimilarRow {
    /// Its number, from 1 for the nearest.
    pub order: String,
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// How far away it is.
    pub distance: String,
    /// Why it is on the list, and what is different.
    pub reasons: String,
}

/// A headline measure that stands out, beside each group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldsRow {
    /// The measure's id.
    pub measure: String,
    /// Its short name.
    pub name: String,
    /// The year of the figure.
    pub year: String,
    /// The council.
    pub value: Text,
    /// Group by group: the band there, and whether the finding holds.
    pub cells: Vec<String>,
    /// "Holds in 3 of 4".
    pub holds: String,
}

/// Figures that were added to the national ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Local {
    /// What they are and how they are printed.
    pub intro: String,
    /// The figures.
    pub rows: Vec<LocalRow>,
}

/// A figure that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocalRow {
    /// What was measured, in the supplier's words.
    pub name: String,
    /// Its year.
    pub year: String,
    /// The figure with its unit, or the words of a gap.
    pub value: String,
    /// How many answered; empty where it is not said.
    pub base: String,
    /// The median of the councils that have it, or that too few have.
    pub beside: String,
    /// Where it is from.
    pub source: String,
}
