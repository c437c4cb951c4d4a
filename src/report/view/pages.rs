//! What the pages beside the reports say, finished: one for each measure and each region, the methods
//! and the statement on accessibility.

use serde::Serialize;

use crate::report::definition::FormulaStep;
use crate::report::view::{ChartRef, Paragraph, SeriesTable, SourceView, Text};

/// What every page beside the reports has in its head and foot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageMeta {
    /// The document's title: "Use of Resources 2021-22: EX01 Gross current expenditure".
    pub title: String,
    /// The heading of the page.
    pub heading: String,
    /// What is told of the page in a few words each.
    pub facts: Vec<Paragraph>,
    /// What the figures are from, in one line.
    pub release: String,
    /// What kind of publication this is, in one or two sentences.
    pub status: String,
    /// What is printed on every page of illustrative reports; empty otherwise.
    pub banner: String,
    /// Files that belong to the page.
    pub files: Vec<Link>,
    /// Where else to go.
    pub links: Vec<Link>,
}

/// A link and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it leads to.
    pub label: String,
    /// Where that is, relative to the page.
    pub path: String,
}

/// A name that may lead to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The page relative to this one; empty where there is none in this run.
    pub path: String,
}

/// The page of a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasurePage {
    /// Head and foot.
    pub meta: PageMeta,
    /// One sentence in plain words.
    pub definition: String,
    /// Unit, direction, interval, question.
    pub facts: Vec<Paragraph>,
    /// How it is worked out.
    pub formula: Vec<FormulaStep>,
    /// The publications that it is filled from.
    pub publications: Vec<String>,
    /// What the publishers permit.
    pub uses: Vec<String>,
    /// Years in which it is withheld, each with the publisher's reason.
    pub withheld: Vec<String>,
    /// Where the series may not be joined.
    pub breaks: Vec<String>,
    /// What to keep in mind.
    pub caveats: Vec<String>,
    /// How to read the years.
    pub time_intro: Vec<String>,
    /// England through the years; none where there is one year only.
    pub trend: Option<ChartRef>,
    /// England and the regions through the years.
    pub years: SeriesTable,
    /// How the newest figures spread; none where no council has one.
    pub spread: Option<SpreadView>,
    /// The newest figures beside the people they are counted among; none where the method wants none.
    pub funnel: Option<FunnelView>,
    /// Every council; none where no council has a figure.
    pub councils: Option<CouncilsView>,
}

/// Figures beside the people they are counted among.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelView {
    /// How to read it.
    pub intro: Vec<String>,
    /// Every council as a dot, with the limits.
    pub chart: ChartRef,
    /// What the table holds.
    pub caption: String,
    /// How many councils are below, within and above the limits.
    pub rows: Vec<Paragraph>,
}

/// How the figures of one year spread over councils.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpreadView {
    /// How to read it.
    pub intro: String,
    /// Every council as a mark.
    pub strip: ChartRef,
    /// What the table holds.
    pub caption: String,
    /// The figures: median, middle half, England.
    pub rows: Vec<Paragraph>,
}

/// Every council with its figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouncilsView {
    /// How to read it.
    pub intro: String,
    /// What the table holds.
    pub caption: String,
    /// Whether any figure has an interval.
    pub has_intervals: bool,
    /// Whether figures are held against the limits of a funnel.
    pub has_limits: bool,
    /// A to Z.
    pub rows: Vec<CouncilFigure>,
}

/// The figure of one council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouncilFigure {
    /// The council and its report.
    pub council: Named,
    /// Its region.
    pub region: String,
    /// The figure.
    pub value: Text,
    /// The 95% interval; empty where there is none.
    pub interval: String,
    /// Where it is beside the limits of the funnel; empty where there is none.
    pub limits: String,
    /// The band in words, or why there is none.
    pub standing: String,
}

/// The page at the address of a report that there is no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithdrawnPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// What happened, in a few words.
    pub title: String,
    /// What happened.
    pub intro: Vec<String>,
    /// What to read instead.
    pub instead: Vec<Named>,
}

/// The page of methods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MethodsPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// How to read it.
    pub intro: Vec<String>,
    /// How figures are worked out.
    pub method: Vec<Paragraph>,
    /// How the bands are drawn.
    pub bands_intro: Vec<String>,
    /// The bands: words, words where a direction is wanted, limits.
    pub bands: Vec<[String; 3]>,
    /// How intervals are made, and for which measures.
    pub intervals: Vec<Paragraph>,
    /// The model of similar councils.
    pub similar: SimilarMethod,
    /// Words in place of a number.
    pub gaps: Vec<Paragraph>,
    /// How each unit is printed: unit, decimal places, measures.
    pub rounding: Vec<[String; 3]>,
    /// What the publishers permit: use, years, what is said, reason and source.
    pub uses: Vec<[String; 4]>,
    /// Where series may not be joined: before which year, why, which measures.
    pub breaks: Vec<[String; 3]>,
    /// The codes of caveats and their sentences.
    pub caveats: Vec<Paragraph>,
    /// The measures by theme.
    pub measures: Vec<MeasureGroup>,
    /// Words of the field.
    pub glossary: Vec<Paragraph>,
    /// The publications of this edition.
    pub sources: Vec<SourceView>,
    /// Whose figures these are and under which licence.
    pub licence: Vec<String>,
}

/// How similar councils are chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SimilarMethod {
    /// How it works.
    pub intro: Vec<String>,
    /// What is compared: feature, group, weight, source.
    pub features: Vec<[String; 4]>,
    /// What is not in it.
    pub not_in_it: Vec<String>,
    /// Councils that are not compared, with the reason.
    pub left_out: Vec<String>,
    /// Where the figures are from.
    pub sources: Vec<String>,
}

/// The measures of one theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureGroup {
    /// The theme's key.
    pub id: &'static str,
    /// The theme.
    pub name: String,
    /// Its measures, in the order of print.
    pub measures: Vec<ListedMeasure>,
}

/// A measure in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedMeasure {
    /// Id and name, and its page.
    pub measure: Named,
    /// Why it has no page; empty where it has one.
    pub note: String,
}

/// The statement on accessibility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessibilityPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// Its parts, in order.
    pub parts: Vec<StatementPart>,
}

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementPart {
    /// An id that is unique in the page.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// Sentences before the list.
    pub text: Vec<String>,
    /// The list; may be empty.
    pub items: Vec<String>,
}
