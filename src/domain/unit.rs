//! The units of measures, and how many decimal places each is printed with.

use serde::Deserialize;

/// What a measure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Pounds, printed in millions.
    GbpMillion,
    /// Pounds per adult (or per person of an age group).
    GbpPerPerson,
    /// Pounds per week.
    GbpPerWeek,
    /// Pounds per hour.
    GbpPerHour,
    /// A share, 0 to 100.
    Percent,
    /// A rate per 100,000 people, printed whole.
    Per100k,
    /// A small rate per 100,000 people, printed to one decimal place.
    Per100kFine,
    /// A survey score, printed to one decimal place.
    Score,
    /// A modelled score between 0 and 1, printed to three decimal places.
    ScoreFine,
    /// People.
    People,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::GbpMillion,
        Self::GbpPerPerson,
        Self::GbpPerWeek,
        Self::GbpPerHour,
        Self::Percent,
        Self::Per100k,
        Self::Per100kFine,
        Self::Score,
        Self::ScoreFine,
        Self::People,
    ];

    /// The id used in data files. The values of `GbpMillion` are in pounds all the same.
    pub const fn id(self) -> &'static str {
        match self {
            Self::GbpMillion => "gbp",
            Self::GbpPerPerson => "gbp-per-person",
            Self::GbpPerWeek => "gbp-per-week",
            Self::GbpPerHour => "gbp-per-hour",
            Self::Percent => "percent",
            Self::Per100k | Self::Per100kFine => "per-100000",
            Self::Score | Self::ScoreFine => "score",
            Self::People => "people",
        }
    }

    /// What the figures of a table are in, for a heading or a note.
    pub const fn words(self) -> &'static str {
        match self {
            Self::GbpMillion => "£ million",
            Self::GbpPerPerson => "£ per person",
            Self::GbpPerWeek => "£ per week",
            Self::GbpPerHour => "£ per hour",
            Self::Percent => "per cent",
            Self::Per100k | Self::Per100kFine => "per 100,000 people",
            Self::Score | Self::ScoreFine => "score",
            Self::People => "people",
        }
    }

    /// Decimal places in print (METHOD 8.2).
    pub const fn places(self) -> u32 {
        match self {
            Self::GbpPerPerson | Self::GbpPerWeek | Self::Per100k | Self::People => 0,
            Self::GbpMillion | Self::Percent | Self::Per100kFine | Self::Score => 1,
            Self::GbpPerHour => 2,
            Self::ScoreFine => 3,
        }
    }

    /// Whether it is a rate per 100,000 people, which a printed figure alone does not show.
    pub const fn is_rate(self) -> bool {
        matches!(self, Self::Per100k | Self::Per100kFine)
    }

    /// Whether the unit is money, which has no polarity and no confidence interval.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::GbpMillion | Self::GbpPerPerson | Self::GbpPerWeek | Self::GbpPerHour)
    }
}
