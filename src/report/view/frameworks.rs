//! The part that puts the same figures in the order of other people's frameworks.

use serde::Serialize;

use crate::report::view::Text;

/// The figures by framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frameworks {
    /// What the tables are and are not.
    pub intro: Vec<String>,
    /// One table a framework.
    pub tables: Vec<FrameworkTable>,
    /// What is left out, and why.
    pub left_out: Vec<String>,
}

/// The figures that one framework speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkTable {
    /// Its key, for links: "ascof".
    pub id: String,
    /// The framework.
    pub name: String,
    /// What its parts are called: "Objective".
    pub column: String,
    /// The figures, in the framework's own order.
    pub rows: Vec<FrameworkRow>,
    /// Where it is written which measures belong to it.
    pub source: String,
}

/// One figure under one part of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkRow {
    /// The part: "1. Quality of life".
    pub outcome: String,
    /// The measure's short name, and what it is in where the figure alone does not say.
    pub name: String,
    /// How the framework numbers it, if it does, and the measure's id here: "1A, OC01".
    pub ids: String,
    /// The year of the figures.
    pub year: String,
    /// The council.
    pub value: Text,
    /// The median of councils that the standing is about.
    pub median: Text,
    /// The band in words, or why there is none.
    pub standing: String,
}
