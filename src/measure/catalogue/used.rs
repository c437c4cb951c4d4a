//! Which series a measure rests on.

use crate::measure::catalogue::{Formula, Sum};
use crate::reference::vocabulary::SeriesKey;

impl Sum {
    /// The series that are added or taken away, in the order of the formula.
    pub fn series(&self) -> impl Iterator<Item = SeriesKey> {
        self.plus.iter().chain(&self.minus).copied()
    }
}

impl Formula {
    /// Every series that the value is made of, those of all alternatives together. None for a formula
    /// that is worked out from another measure.
    pub fn series(&self) -> Vec<SeriesKey> {
        let sums = |sums: &[Sum]| sums.iter().flat_map(Sum::series).collect::<Vec<_>>();
        match self {
            Self::Published { series, remade } => {
                let mut all = vec![*series];
                if let Some(remade) = remade {
                    all.extend(sums(&remade.parts.numerator));
                    all.extend(sums(&remade.parts.denominator));
                }
                all
            }
            Self::Total { total } => sums(total),
            Self::Ratio { parts, .. } => {
                let mut all = sums(&parts.numerator);
                all.extend(sums(&parts.denominator));
                all
            }
            Self::RealTerms { .. } | Self::RealChange { .. } => Vec::new(),
        }
    }

    /// The series of the printed figure that the value is checked against.
    pub fn check_series(&self) -> Option<SeriesKey> {
        match self {
            Self::Ratio { check, .. } => check.as_ref().map(|check| check.series),
            Self::Published { .. }
            | Self::Total { .. }
            | Self::RealTerms { .. }
            | Self::RealChange { .. } => None,
        }
    }
}
