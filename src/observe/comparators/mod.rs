//! Lists of councils to compare each council with, as others have drawn them up.

pub mod neighbours;
pub mod user;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, Areas};

/// For each council the councils it is compared with, the nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparatorList {
    /// What the list is called in print.
    pub name: String,
    /// The file it is from.
    pub source: Place,
    /// The councils, by the council they are compared with.
    pub lists: BTreeMap<AreaId, Vec<AreaId>>,
}

impl ComparatorList {
    /// The same list with the councils of a year only, on both sides.
    #[must_use]
    pub fn in_year(&self, areas: &Areas, year: FinancialYear) -> Self {
        let councils: BTreeSet<AreaId> = areas.councils_in(year).collect();
        let lists = self
            .lists
            .iter()
            .filter(|(council, _)| councils.contains(council))
            .map(|(council, others)| {
                let others = others.iter().copied().filter(|other| councils.contains(other));
                (*council, others.collect())
            })
            .collect();
        Self { name: self.name.clone(), source: self.source.clone(), lists }
    }

    /// A warning that names the councils of a year that have no list, if there are any; those that are
    /// compared with nobody need none.
    pub fn without_list(&self, areas: &Areas, year: FinancialYear) -> Option<Diagnostic> {
        let names: Vec<&str> = areas
            .councils_in(year)
            .filter(|council| areas.not_compared(*council).is_none())
            .filter(|council| self.lists.get(council).is_none_or(Vec::is_empty))
            .map(|council| areas.get(council).name.as_str())
            .collect();
        if names.is_empty() {
            return None;
        }
        let message =
            format!("'{}' has no councils to compare with for {}", self.name, listed(&names));
        Some(
            Diagnostic::warning("observe/no-comparators", message)
                .at(self.source.clone())
                .help("their reports do without this list"),
        )
    }
}

/// Names in a sentence; of many the first ones and how many there are.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    match names.get(..MOST) {
        Some(first) if names.len() > MOST => {
            format!("{} councils: {} and others", names.len(), first.join(", "))
        }
        _ => names.join(", "),
    }
}

/// The council of a register that a code belongs to, whatever the year.
fn council_by_code(areas: &Areas, code: &str) -> Option<AreaId> {
    areas.by_code(code).filter(|id| areas.get(*id).level == AreaLevel::Council)
}

/// The file's name without its folders and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
