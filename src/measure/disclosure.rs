//! What must not be printed beside a figure that the publisher suppressed.
//!
//! What a publisher prints stays printed, and their own secondary suppression holds. But these files
//! bring tables together that the publisher prints apart: a rate from one, its parts from another. A
//! rate and one part give the other part, so where any of the three is suppressed the files leave
//! out what would give it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::figure::Gap;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Catalogue, Formula};
use crate::observe::observations::{Observation, Observations};
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};

/// What a figure that is a quotient was made from, by the end of the quantity's id.
const OWN_PARTS: [&str; 2] = ["numerator", "denominator"];

/// What else belongs to a figure from a survey, by the end of the quantity's id.
const OF_SURVEYS: [&str; 2] = ["base", "margin-of-error"];

/// The series under the measures: those of formulas, of checks and of charts, and with each the
/// parts, bases and margins that are published with it. In order.
pub fn series_under(catalogue: &Catalogue, vocabulary: &Vocabulary) -> BTreeSet<SeriesKey> {
    let mut used: BTreeSet<SeriesKey> =
        catalogue.printed.iter().map(|printed| printed.series).collect();
    for identity in &catalogue.identities {
        used.extend(identity.left.iter().chain(&identity.right));
    }
    for balance in &catalogue.balances {
        used.extend(balance.parts.iter().flat_map(|(_, sum)| sum.series()));
    }
    for measure in catalogue.measures.values() {
        used.extend(measure.formula.series());
        used.extend(measure.formula.check_series());
    }
    let ends = OWN_PARTS.iter().chain(&OF_SURVEYS);
    let beside: Vec<SeriesKey> = ends
        .flat_map(|end| used.iter().filter_map(move |series| part(*series, end, vocabulary)))
        .collect();
    used.extend(beside);
    used
}

fn part(whole: SeriesKey, end: &str, vocabulary: &Vocabulary) -> Option<SeriesKey> {
    let id = format!("{}/{end}", vocabulary.id(whole.quantity));
    let quantity = vocabulary.term(Dimension::Quantity, &id)?;
    Some(SeriesKey { quantity, ..whole })
}

/// Published figures that are not printed again.
#[derive(Debug, Default)]
pub struct Hidden {
    keys: BTreeSet<(SeriesKey, AreaId, FinancialYear)>,
}

impl Hidden {
    /// Finds what would give a suppressed figure away.
    pub fn find(
        catalogue: &Catalogue,
        vocabulary: &Vocabulary,
        observations: &Observations,
    ) -> Self {
        let mut beside: BTreeMap<SeriesKey, BTreeSet<SeriesKey>> = BTreeMap::new();
        for (suppressed, hidden) in relations(catalogue, vocabulary) {
            for series in suppressed {
                beside.entry(series).or_default().extend(&hidden);
            }
        }
        let keys = observations
            .iter()
            .filter(|observation| observation.figure == Err(Gap::Suppressed))
            .filter_map(|observation| Some((observation, beside.get(&observation.series)?)))
            .flat_map(|(observation, others)| {
                others.iter().map(|other| (*other, observation.area, observation.year))
            })
            .collect();
        Self { keys }
    }

    /// Whether a published figure is not printed again.
    pub fn holds(&self, observation: &Observation) -> bool {
        observation.figure.is_ok()
            && self.keys.contains(&(observation.series, observation.area, observation.year))
    }
}

/// For each rate, the series of which one suppressed hides the others: beside a rate that is a
/// measure itself its parts are left out; a rate that only checks ours is left out itself.
fn relations(
    catalogue: &Catalogue,
    vocabulary: &Vocabulary,
) -> Vec<(Vec<SeriesKey>, Vec<SeriesKey>)> {
    let mut relations = Vec::new();
    for measure in catalogue.measures.values() {
        let mut members = measure.formula.series();
        if let Some(check) = measure.formula.check_series() {
            relations.push((members, vec![check]));
        } else if let Formula::Published { series, .. } = &measure.formula {
            members.extend(OWN_PARTS.iter().filter_map(|end| part(*series, end, vocabulary)));
            let parts = members.iter().copied().filter(|member| member != series).collect();
            relations.push((members, parts));
        }
    }
    relations
}
