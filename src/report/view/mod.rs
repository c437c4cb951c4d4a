//! What a report says, finished: every word and every printed number of one council's report.
//!
//! Both templates print this and nothing else, so PDF and web page cannot differ. It holds text, not
//! numbers: a template cannot do arithmetic.

mod assessment;
mod changes;
mod frameworks;
mod internal;
mod kit;
mod notes;
mod pages;
mod profile;
mod region;
mod similar;

use serde::Serialize;

use crate::chart::Chart;

pub use assessment::{AssessmentItem, Evidence, SelfAssessment};
pub use changes::{ChangedCouncil, ChangedFigure, ChangedSentence, ChangesPage};
pub use frameworks::{FrameworkRow, FrameworkTable, Frameworks};
pub use internal::{Asked, Briefing, IndexView, InternalNational, InternalPage, OutsideCouncil};
pub use kit::{Kit, KitFinding};
pub use notes::{FigureRow, Notes, Paragraph, SourceView};
pub use pages::{
    AccessibilityPage, CouncilFigure, CouncilsView, FunnelView, Link, ListedMeasure, MeasureGroup,
    MeasurePage, MethodsPage, Named, PageMeta, SimilarMethod, SpreadView, StatementPart,
    WithdrawnPage,
};
pub use profile::{Profile, ProfileRow};
pub use region::{
    CoverageRow, RegionCell, RegionChange, RegionChart, RegionColumn, RegionHead, RegionPage,
    RegionPart, RegionRow, RegionSpread, RegionTable,
};
pub use similar::{HoldsRow, Local, LocalRow, Similar, SimilarRow};

/// A printed figure, or the words of a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// What is printed.
    pub text: String,
    /// The code of the gap where there is no number.
    pub gap: Option<&'static str>,
}

/// A chart in the report. The picture itself travels beside the view.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChartRef {
    /// The picture's key, unique in the report: `strip-UC03`.
    pub id: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

impl ChartRef {
    /// What a view says of a chart that was drawn.
    pub fn of(id: &str, chart: &Chart) -> Self {
        let Chart { alt, width, height, .. } = chart;
        Self { id: id.to_owned(), alt: alt.clone(), width: *width, height: *height }
    }
}

/// A council's report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CouncilReport {
    /// Who and what it is about.
    pub meta: Meta,
    /// The story on one page.
    pub story: Story,
    /// Every headline measure as one row.
    pub overview: Overview,
    /// The questions that have measures.
    pub questions: Vec<Question>,
    /// Spend beside outcomes; none where no spend was published.
    pub profile: Option<Profile>,
    /// The same measures through time.
    pub time: Time,
    /// Similar councils, and what stands out beside whom.
    pub similar: Similar,
    /// What was added to the national figures, if anything was.
    pub local: Option<Local>,
    /// The same figures by framework.
    pub frameworks: Frameworks,
    /// What people assess for themselves.
    pub assessment: SelfAssessment,
    /// Every figure with its parts and places, and what the words mean.
    pub notes: Notes,
}

/// Who and what a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// The document's title: "Use of Resources 2021-22: Kirklees".
    pub title: String,
    /// The council's name.
    pub council: String,
    /// Its ONS code in the report year.
    pub ons_code: String,
    /// Its number with the publisher of the national returns.
    pub cassr_code: String,
    /// Its region.
    pub region: String,
    /// The page of its region, relative to the report; empty where it lies in none.
    pub region_page: String,
    /// Its type: "Metropolitan districts".
    pub council_type: String,
    /// The report year.
    pub year: String,
    /// What the figures are from, in one line.
    pub release: String,
    /// What kind of publication this is, in one or two sentences.
    pub status: String,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// What is printed on every page of an illustrative report; empty otherwise.
    pub banner: String,
    /// The file name of the PDF.
    pub pdf_name: String,
    /// Year, month and day to date the document by: the end of the report year.
    pub date: (u16, u8, u8),
}

/// The story on one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Who this is about and how to read it.
    pub lead: Vec<String>,
    /// Spend, unit cost, activity, outcomes and context side by side.
    pub cards: Vec<Card>,
    /// How the findings were chosen.
    pub findings_intro: String,
    /// Up to eight findings.
    pub findings: Vec<Finding>,
    /// What these figures cannot say.
    pub cannot_say: Vec<String>,
    /// How old the figures are.
    pub data_age: Vec<String>,
}

/// One key figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// Its theme: "Spend".
    pub basket: String,
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Text,
    /// Its year.
    pub year: String,
    /// England and region beside it.
    pub beside: Vec<String>,
}

/// A finding in one sentence or two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule that made the sentence.
    pub rule: &'static str,
    /// Its theme.
    pub basket: String,
    /// The measure, for a link to its place in the report.
    pub measure: String,
    /// The sentence.
    pub text: String,
}

/// Every headline measure as one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// How to read the table.
    pub intro: Vec<String>,
    /// One table a theme.
    pub baskets: Vec<OverviewBasket>,
    /// What to keep in mind throughout the report.
    pub caveats: Vec<String>,
}

/// The rows of one theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverviewBasket {
    /// The theme.
    pub name: String,
    /// Its measures.
    pub rows: Vec<OverviewRow>,
}

/// One headline measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverviewRow {
    /// The measure's id.
    pub measure: String,
    /// Its short name, with what it is in where the figures do not show it.
    pub name: String,
    /// The year of the figures.
    pub year: String,
    /// The council.
    pub value: Text,
    /// Its line through time.
    pub spark: ChartRef,
    /// Its place among councils.
    pub strip: ChartRef,
    /// England.
    pub england: Text,
    /// The region.
    pub region: Text,
    /// Its similar councils together.
    pub similar: Text,
    /// The band in words, or why there is none.
    pub standing: String,
    /// The median of councils that the band is about.
    pub median: Text,
}

/// A question and its measures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Its number.
    pub number: u8,
    /// A short heading.
    pub title: String,
    /// The question.
    pub question: String,
    /// What the measures can tell.
    pub intro: String,
    /// The measures that the files hold nothing for, in a sentence; none where all are there.
    pub not_supplied: Option<String>,
    /// The measures that are withheld, each with the publisher's reason, in a sentence.
    pub withheld: Vec<String>,
    /// The measures with charts.
    pub charts: Vec<MeasureCharts>,
    /// All its measures in one table.
    pub table: Vec<PositionRow>,
    /// A chart for the question as a whole, if it has one.
    pub balance: Option<BalanceView>,
    /// What else influences the figures.
    pub influences: Vec<String>,
    /// What to keep in mind, with the ids of the measures.
    pub caveats: Vec<CaveatView>,
    /// Questions to discuss.
    pub discuss: Vec<String>,
}

/// One measure in two pictures: where it stands, and how it changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureCharts {
    /// The measure's id.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// What it is, in one sentence.
    pub definition: String,
    /// What it is in.
    pub unit: String,
    /// Position and trend in sentences.
    pub sentences: Vec<String>,
    /// Where it stands among councils.
    pub strip: ChartRef,
    /// How it changed; none where only one year was published.
    pub trend: Option<ChartRef>,
    /// The numbers of the trend.
    pub table: SeriesTable,
}

/// The numbers behind a trend: a row each for council, England and region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesTable {
    /// What the table holds.
    pub caption: String,
    /// The years, oldest first.
    pub years: Vec<String>,
    /// The rows.
    pub rows: Vec<SeriesRow>,
}

/// One row of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesRow {
    /// Whose figures they are.
    pub label: String,
    /// One for each year.
    pub cells: Vec<Text>,
}

/// Where one measure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PositionRow {
    /// The measure's id.
    pub measure: String,
    /// Its short name.
    pub name: String,
    /// The year of the figures.
    pub year: String,
    /// The council.
    pub value: Text,
    /// England.
    pub england: Text,
    /// The region.
    pub region: Text,
    /// Councils of the same type.
    pub council_type: Text,
    /// Its similar councils together.
    pub similar: Text,
    /// The median of England's councils.
    pub median: Text,
    /// From the lower to the upper quartile: "£640 to £810".
    pub middle_half: String,
    /// How many councils have a figure.
    pub councils: String,
    /// The band in words, or why there is none.
    pub standing: String,
}

/// How spend is split, council beside England.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceView {
    /// What it shows.
    pub title: String,
    /// The picture.
    pub chart: ChartRef,
    /// The numbers: a row each for the parts, a column each for council, region and England.
    pub table: SeriesTable,
}

/// A caveat and the measures it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaveatView {
    /// The ids of the measures.
    pub measures: String,
    /// The sentence.
    pub text: String,
}

/// The same measures through time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Time {
    /// How to read the tables.
    pub intro: Vec<String>,
    /// Spend in cash and in real terms.
    pub real_terms: Option<RealTermsView>,
    /// Every year of the measures that have charts, one table a theme.
    pub tables: Vec<TimeTable>,
    /// Where a series may not be joined.
    pub breaks: Vec<String>,
}

/// Spend in cash and in real terms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RealTermsView {
    /// What happened, in a sentence or two.
    pub sentences: Vec<String>,
    /// The picture.
    pub chart: ChartRef,
    /// The numbers.
    pub table: SeriesTable,
}

/// The years of one theme's measures: the numbers behind the trend charts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeTable {
    /// The theme.
    pub basket: String,
    /// The years, oldest first.
    pub years: Vec<String>,
    /// The measures.
    pub measures: Vec<TimeMeasure>,
}

/// One measure through time: a row each for the council, England and the region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeMeasure {
    /// The measure's id.
    pub measure: String,
    /// Its short name.
    pub name: String,
    /// What it is in.
    pub unit: String,
    /// The rows.
    pub rows: Vec<SeriesRow>,
}
