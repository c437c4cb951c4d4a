//! A measure: what it is called, which question it helps to answer, and when it must not be made.

use serde::Deserialize;

use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::formula::Formula;
use crate::measure::catalogue::uses::UseRule;
use crate::measure::interval::IntervalMethod;

/// The id of a measure, such as `UC03`.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize,
)]
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
    /// Years in which it must not be made, by itself.
    pub withheld: Vec<Withheld>,
    /// What the publishers say of figures made as it is.
    pub uses: Vec<UseRule>,
    /// How the interval around a value is worked out.
    pub interval: IntervalMethod,
    /// Whether it is shown beside the number of people it is counted among (METHOD 7.4).
    pub funnel: bool,
    /// Whether it is shown on the overview.
    pub headline: bool,
    /// How the outcomes framework numbers it now, for measures from there.
    pub framework_code: Option<String>,
    /// How sentences name it: "gross current expenditure per adult".
    pub phrase: String,
}

impl Measure {
    /// The publisher's reason for withholding the measure in a year: its own, or that of an allowed-use
    /// rule which it comes under.
    pub fn withheld_in(&self, year: FinancialYear) -> Option<&str> {
        let own = self.withheld.iter().find(|span| span.covers(year)).map(|span| &*span.reason);
        let ruled = || self.uses.iter().find(|rule| rule.withholds_in(year));
        own.or_else(|| ruled().map(|rule| &*rule.reason))
    }
}
