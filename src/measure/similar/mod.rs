//! Similar councils: an open model, worked out once for every set of councils that England has had.
//!
//! What is compared and how much it counts is data, `data/reference/similar-councils.toml`; the figures
//! are in `similar-features.csv` beside it, so the model needs no input file. They are of about 2021, and
//! the same figures stand for every report year: who is like whom changes slowly.
//!
//! Distances are not figures about a council but a way to choose neighbours, so they are worked out in
//! floating point, rounded to four decimal places, and only then put in order; equal ones stand in the
//! order of the register.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::domain::year::FinancialYear;
use crate::reference::ReferenceError;
use crate::reference::areas::{AreaId, Areas};
use crate::reference::sources::Sources;

mod distances;
mod load;

#[cfg(test)]
mod tests;

pub use load::{Feature, Group, Source};

/// A council that is like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The council.
    pub area: AreaId,
    /// How far away it is: 0 is the very same; two councils taken at random are about 3 apart.
    pub distance: Decimal,
    /// Why, in words: "alike on age and deprivation, different on size".
    pub reasons: String,
    /// The groups of features on which the two are much closer than councils usually are.
    pub alike: Vec<Arc<str>>,
    /// The groups on which they are as far apart as councils usually are, or farther.
    pub different: Vec<Arc<str>>,
}

/// One line of the published list.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The council whose neighbours are listed.
    pub council: AreaId,
    /// Which of its neighbours this is, the nearest first, from 1.
    pub order: usize,
    /// The neighbour.
    pub neighbour: &'a Neighbour,
}

/// The model: features, figures, and who is similar to whom.
#[derive(Debug)]
pub struct SimilarModel {
    design: load::Design,
    figures: BTreeMap<AreaId, load::Figures>,
    left_out: BTreeMap<AreaId, String>,
    /// The neighbours from a year on, until the next one.
    eras: BTreeMap<FinancialYear, BTreeMap<AreaId, Vec<Neighbour>>>,
}

impl SimilarModel {
    /// Loads the model and works it out.
    ///
    /// # Errors
    /// A fault in one of its two tables, with file and line: a column or group that is not there, a code
    /// of no council, a figure that is no number or that has no logarithm.
    pub fn load(sources: &Sources, areas: &Areas) -> Result<Self, ReferenceError> {
        let design = load::design(sources)?;
        let figures = load::figures(sources, &design, areas)?;
        let left_out = load::left_out(sources, &design, areas)?;
        let eras = distances::eras(&design, &figures, areas);
        Ok(Self { design, figures, left_out, eras })
    }

    /// The councils similar to one among those of a year, the nearest first; none for a council that
    /// is not in the model, and [`SimilarModel::why_not`] says why.
    pub fn similar(&self, council: AreaId, year: FinancialYear) -> Option<&[Neighbour]> {
        self.era(year)?.get(&council).map(Vec::as_slice)
    }

    fn era(&self, year: FinancialYear) -> Option<&BTreeMap<AreaId, Vec<Neighbour>>> {
        self.eras.range(..=year).next_back().map(|(_, era)| era)
    }

    /// All neighbours of all councils of a year, in the order of the register.
    pub fn rows(&self, year: FinancialYear) -> impl Iterator<Item = Row<'_>> {
        self.era(year).into_iter().flatten().flat_map(|(council, neighbours)| {
            neighbours.iter().enumerate().map(|(index, neighbour)| Row {
                council: *council,
                order: index + 1,
                neighbour,
            })
        })
    }

    /// Why a council has no similar councils; nothing where it has.
    pub fn why_not<'a>(&'a self, council: AreaId, areas: &'a Areas) -> Option<&'a str> {
        if let Some(why) = areas.not_compared(council) {
            return Some(why);
        }
        if self.figures.contains_key(&council) {
            return None;
        }
        Some(self.left_out.get(&council).map_or(
            "The table of features of similar councils has no figures for it.",
            String::as_str,
        ))
    }

    /// What must be said of a council's figures in the model: a council made since the indices of
    /// deprivation has those of the one before it; one that has ended, the sums of those after it.
    pub fn note(&self, council: AreaId, areas: &Areas) -> Option<String> {
        let figures = self.figures.get(&council)?;
        let name = |id: &AreaId| areas.get(*id).name.clone();
        if let Some(before) = figures.deprivation_of {
            return Some(format!(
                "Its figures of deprivation are those of {}, the council before it.",
                name(&before)
            ));
        }
        let after: Vec<String> = figures.counts_of.iter().map(name).collect();
        (!after.is_empty()).then(|| {
            format!("Its numbers of people are the sums over {}.", distances::list(&after))
        })
    }

    /// The figure of a council for a feature, before it is made comparable.
    pub fn figure(&self, council: AreaId, feature: &Feature) -> Option<Decimal> {
        let index = self.design.features.iter().position(|other| other.id == feature.id)?;
        self.figures.get(&council)?.values.get(index).copied()
    }

    /// How many councils are similar to one.
    pub fn nearest(&self) -> usize {
        self.design.nearest
    }

    /// What is compared, in order.
    pub fn features(&self) -> &[Feature] {
        &self.design.features
    }

    /// The groups of features, in order.
    pub fn groups(&self) -> &[Group] {
        &self.design.groups
    }

    /// Where the figures are from.
    pub fn sources(&self) -> &[Source] {
        &self.design.sources
    }

    /// What is not in the model, in a few words each.
    pub fn not_in_it(&self) -> &[String] {
        &self.design.not_in_it
    }
}
