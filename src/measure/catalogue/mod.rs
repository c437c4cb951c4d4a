//! What is measured, from which series, and what must be said about it.
//!
//! The catalogue is data: TOML files that a statistician can review without reading Rust. It is
//! loaded strictly, every reference resolved, so that a catalogue that loads cannot fail later.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::reference::vocabulary::SeriesKey;

pub use crate::reference::notation::series;

mod load;
mod used;

/// The id of a measure, such as `UC03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct MeasureId(pub String);

impl std::fmt::Display for MeasureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The theme a measure belongs to. No finding stands on one theme alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basket {
    /// What is spent.
    Spend,
    /// What a week or an hour costs.
    UnitCost,
    /// Who asks for and has support.
    Activity,
    /// What people say and what follows.
    Outcomes,
    /// What the regulator found.
    Quality,
    /// Who does the work.
    Workforce,
    /// Who lives here and what drives need and price.
    Context,
}

impl Basket {
    /// All baskets, in the order of print.
    pub const ALL: [Self; 7] = [
        Self::Spend,
        Self::UnitCost,
        Self::Activity,
        Self::Outcomes,
        Self::Quality,
        Self::Workforce,
        Self::Context,
    ];

    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::UnitCost => "unit-cost",
            Self::Activity => "activity",
            Self::Outcomes => "outcomes",
            Self::Quality => "quality",
            Self::Workforce => "workforce",
            Self::Context => "context",
        }
    }

    /// The printed name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spend => "Spend",
            Self::UnitCost => "Unit costs",
            Self::Activity => "Activity",
            Self::Outcomes => "Outcomes",
            Self::Quality => "Quality",
            Self::Workforce => "Workforce",
            Self::Context => "Context",
        }
    }
}

/// Whether a higher value is better. Money never has a polarity; a measure that must be read with
/// caution is worded as if it had none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// Neither direction is better.
    None,
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// Higher is usually better, with reasons why it may not be.
    HigherWithCaution,
    /// Lower is usually better, with reasons why it may not be.
    LowerWithCaution,
}

impl Polarity {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::HigherWithCaution => "higher-with-caution",
            Self::LowerWithCaution => "lower-with-caution",
        }
    }
}

/// What a council is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// England.
    England,
    /// The council's region.
    Region,
    /// Councils of the same type.
    CouncilType,
}

/// A sum of series, some taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Series that are added.
    pub plus: Vec<SeriesKey>,
    /// Series that are taken away.
    pub minus: Vec<SeriesKey>,
}

/// How a measure is worked out from observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// The figure as the publisher prints it.
    Published {
        /// The series that carries it.
        series: SeriesKey,
        /// Numerator and denominator, where a release carries them: used to check the published
        /// figure and to weight groups.
        parts: Option<Parts>,
    },
    /// A total, as it stands.
    Total {
        /// Alternatives, the first that the inputs hold is used.
        total: Vec<Sum>,
    },
    /// A numerator over a denominator.
    Ratio {
        /// What is divided by what.
        parts: Parts,
        /// What the quotient is multiplied by: 1, 100 or 100,000.
        per: Decimal,
        /// Counts below this in the numerator make the rate too few to compare.
        least_numerator: Option<Decimal>,
        /// A printed figure that the result is checked against.
        check: Option<Check>,
    },
    /// Another measure in the prices of the report year.
    RealTerms {
        /// The measure in cash.
        of: MeasureId,
    },
    /// How much another measure changed in real terms over some years, in per cent.
    RealChange {
        /// The measure in cash.
        of: MeasureId,
        /// How many years back it is compared with.
        years: u16,
    },
}

impl Formula {
    /// Whether it is worked out from the results of another measure and not from observations.
    pub const fn is_derived(&self) -> bool {
        matches!(self, Self::RealTerms { .. } | Self::RealChange { .. })
    }
}

/// Numerator and denominator, each with alternatives of which the first that the inputs hold is
/// used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What is divided.
    pub numerator: Vec<Sum>,
    /// What it is divided by.
    pub denominator: Vec<Sum>,
}

/// A published figure that ours must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The series that carries it.
    pub series: SeriesKey,
    /// What the published figure is multiplied by to be in our unit.
    pub times: Decimal,
    /// The largest difference that the rounding of the printed figure explains.
    pub within: Decimal,
    /// What the counts behind the printed figure may have been rounded to; zero if they were not.
    pub counts_rounded_to: Decimal,
}

/// A span of years in which the publisher says that the figure must not be made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// First year.
    pub from: FinancialYear,
    /// Last year; open when absent.
    pub until: Option<FinancialYear>,
    /// The publisher's reason, with its source.
    pub reason: String,
}

impl Withheld {
    fn covers(&self, year: FinancialYear) -> bool {
        self.from <= year && self.until.is_none_or(|until| year <= until)
    }
}

/// A year before which a measure cannot be compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The first year after the break.
    pub year: FinancialYear,
    /// Why, as printed.
    pub why: String,
    /// Ids of the measures.
    measures: Vec<Spanned<MeasureId>>,
}

/// A measure.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id, such as `UC03`.
    pub id: MeasureId,
    /// Its printed name.
    pub name: String,
    /// A name of a few words for tight places.
    pub short: String,
    /// Its theme.
    pub basket: Basket,
    /// The number of the question it helps to answer.
    pub step: u8,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether higher is better.
    pub polarity: Polarity,
    /// One sentence in plain words.
    pub definition: String,
    /// How it is worked out.
    pub formula: Formula,
    /// What it is compared with.
    pub comparators: Vec<Comparator>,
    /// Codes of caveats, in order of importance.
    pub caveats: Vec<String>,
    /// Years in which it must not be made.
    pub withheld: Vec<Withheld>,
    /// Whether it is shown on the overview.
    pub headline: bool,
    /// How the outcomes framework numbers it now, for measures from there.
    pub framework_code: Option<String>,
    /// How sentences name it: "gross current expenditure per adult".
    pub phrase: String,
}

impl Measure {
    /// The publisher's reason for withholding the measure in a year.
    pub fn withheld_in(&self, year: FinancialYear) -> Option<&str> {
        self.withheld.iter().find(|span| span.covers(year)).map(|span| &*span.reason)
    }
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
    from: Option<FinancialYear>,
    /// The last report year it matters to.
    #[serde(default)]
    until: Option<FinancialYear>,
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

/// Two sums of published figures that are the same by definition.
#[derive(Debug, Clone)]
pub struct Identity {
    /// What is the same as what, in words that follow "in 2016-17:".
    pub name: String,
    /// The series of one sum.
    pub left: Vec<SeriesKey>,
    /// The series of the other.
    pub right: Vec<SeriesKey>,
    /// The largest difference that rounding explains.
    pub within: Decimal,
    /// The same as a share of the larger sum.
    pub share: Decimal,
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

/// Everything that is measured, in the order of print.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The measures, by id.
    pub measures: IndexMap<MeasureId, Measure>,
    /// The questions.
    pub steps: Vec<Step>,
    /// The caveats, by code.
    pub caveats: IndexMap<String, Caveat>,
    /// The glossary, in order.
    pub glossary: Vec<GlossaryEntry>,
    /// England's printed figures.
    pub printed: Vec<Printed>,
    /// What must be true of published figures by definition.
    pub identities: Vec<Identity>,
    /// The key figures of the story page, one a theme.
    pub cards: Vec<MeasureId>,
    /// The measures with charts of their own.
    pub charts: Vec<MeasureId>,
    /// Spend in cash, and the same in real terms.
    pub real_terms: (MeasureId, MeasureId),
    /// How spend is split.
    pub balances: Vec<Balance>,
    breaks: BTreeMap<MeasureId, Vec<Break>>,
}

impl Catalogue {
    /// The breaks of a measure's series, oldest first.
    pub fn breaks(&self, id: &MeasureId) -> &[Break] {
        self.breaks.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether the series may not be joined across the start of a year.
    pub fn breaks_before(&self, id: &MeasureId, year: FinancialYear) -> bool {
        self.breaks(id).iter().any(|entry| entry.year == year)
    }

    /// Whether the series may not be joined somewhere between two years.
    pub fn is_broken_between(
        &self,
        id: &MeasureId,
        from: FinancialYear,
        to: FinancialYear,
    ) -> bool {
        self.breaks(id).iter().any(|entry| from < entry.year && entry.year <= to)
    }

    /// The measures of a question, in order.
    pub fn of_step(&self, step: u8) -> impl Iterator<Item = &Measure> {
        self.measures.values().filter(move |measure| measure.step == step)
    }
}
