//! What is said beside the measures: caveats, breaks, questions, the glossary, England in print.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::formula::Sum;
use crate::measure::catalogue::measure::MeasureId;
use crate::reference::vocabulary::SeriesKey;

/// A year before which a measure cannot be compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The first year after the break.
    pub year: FinancialYear,
    /// Why, as printed.
    pub why: String,
    /// Ids of the measures.
    pub(super) measures: Vec<Spanned<MeasureId>>,
}

/// A caveat, as printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// Its code, such as `B3`.
    pub code: String,
    /// The sentence.
    pub text: String,
    /// Whether it holds for so many measures that it is printed once for the whole report.
    #[serde(default)]
    pub throughout: bool,
    /// The first report year it matters to.
    #[serde(default)]
    pub from: Option<FinancialYear>,
    /// The last report year it matters to.
    #[serde(default)]
    pub until: Option<FinancialYear>,
}

impl Caveat {
    /// Whether it matters to the report of a year.
    pub fn matters_in(&self, year: FinancialYear) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }
}

/// One of the thirteen questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number, 1 to 13.
    pub number: u8,
    /// A heading of a few words.
    pub title: String,
    /// The question.
    pub question: String,
    /// What the measures here can and cannot tell.
    pub intro: String,
    /// What else influences these figures, one sentence each.
    pub influences: Vec<String>,
    /// Questions to discuss.
    pub discuss: Vec<String>,
}

/// A word and what it means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryEntry {
    /// The word.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

/// A printed figure of England's that ours must meet.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The series.
    pub series: SeriesKey,
    /// The year.
    pub year: FinancialYear,
    /// England's figure as printed, in our unit.
    pub value: Decimal,
    /// The largest difference that rounding explains.
    pub within: Decimal,
    /// Where it is printed.
    pub source: String,
}

/// What is set beside each other in the profile of spend and outcomes.
#[derive(Debug, Clone)]
pub struct ProfileMeasures {
    /// What is spent.
    pub spend: MeasureId,
    /// The outcomes, each with a direction that it aims at.
    pub outcomes: Vec<MeasureId>,
    /// With fewer outcomes than this a council has no place.
    pub least: usize,
}

/// How a total is split into parts, drawn for one question.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The number of the question.
    pub step: u8,
    /// What the chart shows.
    pub title: String,
    /// The parts, which add up to the whole.
    pub parts: Vec<(String, Sum)>,
}
