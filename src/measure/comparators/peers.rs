//! Whom councils are compared with beside England, their region and their type.

use crate::domain::year::FinancialYear;
use crate::measure::comparators::{Group, groups, similar_to};
use crate::measure::similar::SimilarModel;
use crate::observe::comparators::ComparatorList;
use crate::reference::areas::{AreaId, Areas};

/// The open model, and the lists that others have drawn up.
#[derive(Clone, Copy)]
pub struct Peers<'a> {
    /// Who is similar to whom, worked out from open data.
    pub similar: &'a SimilarModel,
    /// The list that was given for the run; reports compare with it too.
    pub own: Option<&'a ComparatorList>,
    /// Lists found among what was published; they stand beside the others in an explanation.
    pub published: &'a [ComparatorList],
}

impl Peers<'_> {
    /// The groups that a report compares a council with.
    pub fn groups(&self, areas: &Areas, council: AreaId, year: FinancialYear) -> Vec<Group> {
        self.with_lists(areas, council, year, self.own)
    }

    /// The same and every published list.
    pub fn all_groups(&self, areas: &Areas, council: AreaId, year: FinancialYear) -> Vec<Group> {
        self.with_lists(areas, council, year, self.own.into_iter().chain(self.published))
    }

    fn with_lists<'l>(
        &self,
        areas: &Areas,
        council: AreaId,
        year: FinancialYear,
        lists: impl IntoIterator<Item = &'l ComparatorList>,
    ) -> Vec<Group> {
        let lists: Vec<(String, &[AreaId])> = lists
            .into_iter()
            .filter_map(|list| Some((list.name.clone(), list.lists.get(&council)?.as_slice())))
            .collect();
        groups(areas, council, year, self.similar.similar(council, year), &lists)
    }

    /// The similar councils of a council alone; none of one that is not in the model.
    pub fn similar_group(
        &self,
        areas: &Areas,
        council: AreaId,
        year: FinancialYear,
    ) -> Option<Group> {
        let near = self.similar.similar(council, year)?;
        Some(similar_to(areas, council, year, near))
    }
}
