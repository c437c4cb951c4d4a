//! Every measure for every area and year, worked out once before any report is written.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::domain::figure::{Figure, Gap};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::MeasureId;
use crate::measure::distribution::Distribution;
use crate::measure::interval::Interval;
use crate::observe::observations::ReleaseId;
use crate::reference::areas::AreaId;

/// How a value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Printed by the publisher.
    Published,
    /// Worked out from figures printed for the area.
    Computed,
    /// Worked out from the sums over the area's councils that have both parts.
    SumOfCouncils {
        /// Councils with both parts.
        with_figures: usize,
        /// Councils in the group.
        of: usize,
    },
}

/// A measure in one area and year.
#[derive(Debug, Clone)]
pub struct MeasureValue {
    /// The value in the measure's unit, unrounded, or why there is none.
    pub value: Figure,
    /// The numerator, where the measure has one.
    pub numerator: Option<Figure>,
    /// The denominator, where the measure has one.
    pub denominator: Option<Figure>,
    /// Where the inputs stand, numerator first. Empty for sums of councils.
    pub places: Vec<Place>,
    /// The publication of the first input.
    pub release: Option<ReleaseId>,
    /// The range in which the value may well lie, where one can be given.
    pub interval: Option<Interval>,
    /// How the value came about.
    pub basis: Basis,
}

impl MeasureValue {
    /// Numerator and denominator as they may be printed. Beside anything that the publisher
    /// suppressed both are suppressed: a printed rate and the part that is known would give the part
    /// that is hidden. Beside a figure of too few people both are too few.
    pub fn parts_to_print(&self) -> (Option<Figure>, Option<Figure>) {
        let hidden = Some(Err(Gap::Suppressed));
        if [Some(self.value), self.numerator, self.denominator].contains(&hidden) {
            return (self.numerator.and(hidden), self.denominator.and(hidden));
        }
        // Too few for a figure are too few to print beside its gap.
        let few = Some(Err(Gap::TooFew));
        if Some(self.value) == few {
            return (self.numerator.and(few), self.denominator.and(few));
        }
        (self.numerator, self.denominator)
    }

    /// A value without anything beside it.
    pub const fn of(value: Figure) -> Self {
        Self {
            value,
            numerator: None,
            denominator: None,
            places: Vec::new(),
            release: None,
            interval: None,
            basis: Basis::Published,
        }
    }

    /// A value that nothing was published for.
    pub const fn missing(gap: Gap) -> Self {
        Self::of(Err(gap))
    }
}

/// One measure in one year, over all areas.
#[derive(Debug, Clone, Default)]
pub struct YearResults {
    /// The values by area. Areas that did not exist in the year are absent.
    pub values: BTreeMap<AreaId, MeasureValue>,
    /// The spread over councils.
    pub distribution: Option<Distribution>,
}

/// All results: measure, year, area.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// By measure in catalogue order, then by year. A year in which nothing was published for a
    /// measure is absent.
    pub by_measure: IndexMap<MeasureId, BTreeMap<FinancialYear, YearResults>>,
}

impl Results {
    /// A measure in a year.
    pub fn year(&self, measure: &MeasureId, year: FinancialYear) -> Option<&YearResults> {
        self.by_measure.get(measure)?.get(&year)
    }

    /// A measure in a year and area.
    pub fn get(
        &self,
        measure: &MeasureId,
        year: FinancialYear,
        area: AreaId,
    ) -> Option<&MeasureValue> {
        self.year(measure, year)?.values.get(&area)
    }

    /// The years that hold anything for a measure, oldest first.
    pub fn years(&self, measure: &MeasureId) -> impl Iterator<Item = FinancialYear> {
        self.by_measure.get(measure).into_iter().flat_map(|years| years.keys().copied())
    }

    /// The newest year up to `until` that holds anything for a measure. A measure whose figures are
    /// older than the report prints its own year.
    pub fn latest_year(&self, measure: &MeasureId, until: FinancialYear) -> Option<FinancialYear> {
        self.years(measure).take_while(|year| *year <= until).last()
    }
}
