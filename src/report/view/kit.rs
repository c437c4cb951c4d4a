//! What the committee kit of a council says, finished: each finding in a form that can be taken out of it.

use serde::Serialize;

use crate::report::view::{ChartRef, Link, PageMeta, SeriesTable};

/// The findings of a council, each as paragraph, picture and table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kit {
    /// Head and foot.
    pub meta: PageMeta,
    /// The council's name.
    pub council: String,
    /// Its ONS code in the report year.
    pub ons_code: String,
    /// How to use it.
    pub intro: Vec<String>,
    /// The findings, in the order of the story.
    pub findings: Vec<KitFinding>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KitFinding {
    /// An id that is unique in the page, and the start of its files' names: `finding-1-ex02`.
    pub id: String,
    /// The measure's id.
    pub measure: String,
    /// Its theme.
    pub basket: String,
    /// What it is about, in a few words.
    pub heading: String,
    /// What the measure is in.
    pub unit: String,
    /// The whole of it in words, complete by itself: council, year, measure, comparators, source, status.
    pub paragraph: String,
    /// The picture.
    pub chart: ChartRef,
    /// The numbers.
    pub table: SeriesTable,
    /// Where they are from.
    pub source: String,
    /// Picture and table as files: SVG, PNG and CSV.
    pub files: Vec<Link>,
}
