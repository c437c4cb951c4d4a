//! What the report of a region says, finished: PDF and page print this and nothing else.

use serde::Serialize;

use crate::report::view::{Card, ChartRef, Named, PageMeta, Paragraph, SourceView, Text};

/// The report of a region: nine questions, each a part of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegionPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// Its ONS code in the report year.
    pub ons_code: String,
    /// The report year.
    pub year: String,
    /// The file name of the PDF; empty where none is made.
    pub pdf_name: String,
    /// Year, month and day to date the PDF by: the end of the report year.
    pub date: (u16, u8, u8),
    /// How to read it.
    pub intro: Vec<String>,
    /// The region's key figures.
    pub cards: Vec<Card>,
    /// Its councils, A to Z.
    pub councils: Vec<Named>,
    /// The parts with the councils side by side: spend, unit costs, activity, outcomes, and the rest.
    pub parts: Vec<RegionPart>,
    /// How far apart its councils are.
    pub spread_head: RegionHead,
    /// The same, measure by measure.
    pub spread: Vec<RegionSpread>,
    /// What changed since the year before.
    pub change_head: RegionHead,
    /// The same, measure by measure.
    pub changes: Vec<RegionChange>,
    /// Figures of its councils that a newer release has changed, in sentences; empty where no two releases
    /// have the same figure.
    pub restated: Vec<String>,
    /// What is there and what is missing.
    pub coverage_head: RegionHead,
    /// The same, measure by measure.
    pub coverage: Vec<CoverageRow>,
    /// Which figures need care.
    pub quality_head: RegionHead,
    /// The same, kind by kind.
    pub quality: Vec<Paragraph>,
    /// The publications that the figures are from.
    pub sources: Vec<SourceView>,
    /// Licence and status.
    pub licence: Vec<String>,
    /// How to cite it.
    pub cite: String,
}

/// The head of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionHead {
    /// An id that is unique in the page.
    pub id: &'static str,
    /// Its number among the questions.
    pub number: String,
    /// A heading of a few words.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// What the answer is, or how to read it, in sentences.
    pub intro: Vec<String>,
}

/// The headline measures of one theme or more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegionPart {
    /// Its head.
    pub head: RegionHead,
    /// The councils side by side, so many measures a table that they fit a page.
    pub tables: Vec<RegionTable>,
    /// How each measure spreads over councils.
    pub charts: Vec<RegionChart>,
}

/// Some measures side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionTable {
    /// An id that is unique in the page.
    pub id: String,
    /// What it holds.
    pub caption: String,
    /// The measures.
    pub columns: Vec<RegionColumn>,
    /// The councils, A to Z.
    pub rows: Vec<RegionRow>,
    /// The region and England.
    pub groups: Vec<RegionRow>,
}

/// One measure of a table of councils.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionColumn {
    /// The measure's id.
    pub id: String,
    /// Its name and its page.
    pub measure: Named,
    /// What it is in.
    pub unit: String,
    /// The year of the figures.
    pub year: String,
}

/// One council or group in a table of councils.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionRow {
    /// Its name and its report.
    pub area: Named,
    /// One for each measure.
    pub cells: Vec<RegionCell>,
}

/// A figure and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionCell {
    /// The figure.
    pub value: Text,
    /// The band in words, or why there is none; empty for groups and beside a gap.
    pub standing: String,
}

/// How the figures of a measure spread, with the councils of the region marked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegionChart {
    /// The measure's name.
    pub name: String,
    /// What it is in.
    pub unit: String,
    /// The year of the figures.
    pub year: String,
    /// The picture.
    pub strip: ChartRef,
}

/// How far apart the councils of a region are in one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionSpread {
    /// The measure and its page.
    pub measure: Named,
    /// The year of the figures.
    pub year: String,
    /// The region.
    pub region: Text,
    /// England.
    pub england: Text,
    /// The median of England's councils.
    pub median: Text,
    /// From the lower to the upper quartile of England's councils.
    pub middle_half: String,
    /// From the smallest to the largest figure of the region's councils.
    pub range: String,
    /// How many of them lie below the middle half, in it and above it.
    pub places: [String; 3],
}

/// How one measure changed since the year before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionChange {
    /// The measure and its page.
    pub measure: Named,
    /// The two years: "2020-21 to 2021-22".
    pub years: String,
    /// The region the year before.
    pub before: Text,
    /// The region.
    pub after: Text,
    /// How much that is; empty where there is no saying.
    pub change: String,
    /// In how many councils it rose, fell and stayed as it was, as printed.
    pub councils: [String; 3],
}

/// How many councils of a region have a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// The measure and its page.
    pub measure: Named,
    /// The year of the figures.
    pub year: String,
    /// "12 of 15".
    pub with_figures: String,
    /// The councils without one, each with the reason.
    pub without: String,
}
