//! How a measure is worked out from observations.

use rust_decimal::Decimal;

use crate::measure::catalogue::measure::MeasureId;
use crate::reference::vocabulary::SeriesKey;

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
        /// How it can be made again from its parts.
        remade: Option<Remade>,
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
        /// Below what it is too few to compare.
        least: Least,
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

/// A published figure made again from its parts, where a release carries them: to check it, to weight
/// groups, and to stand in where it was not printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remade {
    /// What is divided by what.
    pub parts: Parts,
    /// What the quotient is multiplied by.
    pub per: Decimal,
    /// The largest difference from print that rounding explains; not checked when absent.
    pub within: Option<Decimal>,
    /// What the publisher rounds the parts to; zero if it does not.
    pub counts_rounded_to: Decimal,
    /// Below what the figure is too few to compare, published or not.
    pub least: Least,
}

/// Counts below which a figure is too few to compare (METHOD 7.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Least {
    /// The least numerator.
    pub numerator: Option<Decimal>,
    /// The least denominator.
    pub denominator: Option<Decimal>,
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
