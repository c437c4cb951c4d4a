//! What is measured, from which series, and what must be said about it.
//!
//! The catalogue is data: TOML files that a statistician can review without reading Rust. It is
//! loaded strictly, every reference resolved, so that a catalogue that loads cannot fail later.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::domain::year::FinancialYear;

pub use crate::measure::catalogue::assessment::{Assessment, Item, Score};
pub use crate::measure::catalogue::formula::{Check, Formula, Least, Parts, Remade, Sum};
pub use crate::measure::catalogue::frameworks::{Framework, FrameworkSource, Mapping};
pub use crate::measure::catalogue::identities::Identity;
pub use crate::measure::catalogue::known_sums::KnownSum;
pub use crate::measure::catalogue::measure::{
    Basket, Comparator, Measure, MeasureId, Polarity, Withheld,
};
pub use crate::measure::catalogue::productivity::{Barred, Domain, Productivity};
pub use crate::measure::catalogue::spans::Span;
pub use crate::measure::catalogue::uses::{AllowedUses, Kind, Permission, Use, UseRule};
pub use crate::measure::catalogue::words::{
    Balance, Break, Caveat, GlossaryEntry, Printed, ProfileMeasures, Step,
};
pub use crate::measure::interval::IntervalMethod;
pub use crate::reference::notation::series;

mod assessment;
mod entries;
mod formula;
mod frameworks;
mod identities;
mod known_sums;
mod load;
mod measure;
mod productivity;
mod spans;
mod used;
mod uses;
mod words;

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
    /// Groups that are known not to be the sums of their councils.
    pub known_sums: Vec<KnownSum>,
    /// The key figures of the story page, one a theme.
    pub cards: Vec<MeasureId>,
    /// The measures with charts of their own.
    pub charts: Vec<MeasureId>,
    /// Measures that tell much the same thing: a story holds one of each group.
    pub one_of: Vec<Vec<MeasureId>>,
    /// Spend in cash, and the same in real terms.
    pub real_terms: (MeasureId, MeasureId),
    /// What is set beside each other in the profile of spend and outcomes.
    pub profile: ProfileMeasures,
    /// What the outcome value index is made of.
    pub productivity: Productivity,
    /// How spend is split.
    pub balances: Vec<Balance>,
    /// What the publishers permit.
    pub uses: AllowedUses,
    /// Other people's frameworks.
    pub frameworks: Vec<Framework>,
    /// What people assess for themselves.
    pub assessment: Assessment,
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
