//! Spend beside outcomes.

use serde::Serialize;

use super::{ChartRef, Text};

/// Spend beside outcomes: every council a dot, and what each scale is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// How to read the chart, and what it cannot show.
    pub intro: Vec<String>,
    /// Where the council lies, or why it is not drawn.
    pub sentence: String,
    /// The picture.
    pub chart: ChartRef,
    /// What the two scales are made of, spend first.
    pub rows: Vec<ProfileRow>,
}

/// One figure behind the council's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileRow {
    /// The measure's id.
    pub measure: String,
    /// Its short name.
    pub name: String,
    /// The year of the figures.
    pub year: String,
    /// The council.
    pub value: Text,
    /// The median beside which it is set: of similar councils for spend, of England's for an outcome.
    pub median: Text,
    /// How far the council is from it: in per cent for spend, in deviations for an outcome.
    pub position: Text,
}
