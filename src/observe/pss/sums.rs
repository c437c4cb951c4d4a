//! Totals that no row prints, added up from the rows that do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::figure::{self, Figure};
use crate::domain::place::{Place, Spot};
use crate::observe::observations::Observation;
use crate::observe::pss::layout::Sum;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term};

/// Adds a total to the observations of a file for every area that has all of its parts, unless a row
/// prints the total. A gap in a part is a gap in the total.
pub(super) fn add(sum: &Sum, observations: &mut Vec<Observation>) {
    let mut groups: BTreeMap<(SeriesKey, AreaId), Vec<(usize, usize)>> = BTreeMap::new();
    let mut printed = BTreeSet::new();
    for (index, observation) in observations.iter().enumerate() {
        match part(sum, observation.series) {
            Part::Of(whole, term) => {
                groups.entry((whole, observation.area)).or_default().push((term, index));
            }
            Part::Whole => {
                printed.insert((observation.series, observation.area));
            }
            Part::Neither => {}
        }
    }
    let wanted = match sum {
        Sum::Over { terms, .. } => terms.len(),
        Sum::Parts { parts, .. } => parts.len(),
    };
    // No more than these: doubling the largest file's figures would cost more than all others need.
    observations.reserve_exact(groups.len());
    for ((series, area), found) in groups {
        let terms: BTreeSet<usize> = found.iter().map(|(term, _)| *term).collect();
        if terms.len() == wanted && found.len() == wanted && !printed.contains(&(series, area)) {
            let parts: Vec<&Observation> =
                found.iter().map(|(_, index)| &observations[*index]).collect();
            let first = parts[0];
            let total = Observation {
                series,
                area,
                year: first.year,
                figure: figure::sum(parts.iter().map(|part| part.figure)) as Figure,
                place: place(&parts),
                release: first.release,
            };
            observations.push(total);
        }
    }
}

/// What a series is to a sum.
enum Part {
    /// A part of the total that stands first, the how-manieth it is second.
    Of(SeriesKey, usize),
    /// The total itself.
    Whole,
    Neither,
}

fn part(sum: &Sum, series: SeriesKey) -> Part {
    let position = |terms: &[Term], term| terms.iter().position(|known| *known == term);
    match sum {
        Sum::Over { quantities, dimension, terms } if quantities.contains(&series.quantity) => {
            let term = term(series, *dimension);
            match position(terms, term) {
                Some(index) => Part::Of(series.with(*dimension, Term::ALL), index),
                None if term == Term::ALL => Part::Whole,
                None => Part::Neither,
            }
        }
        Sum::Parts { parts, whole } => match position(parts, series.quantity) {
            Some(index) => Part::Of(series.with(Dimension::Quantity, *whole), index),
            None if series.quantity == *whole => Part::Whole,
            None => Part::Neither,
        },
        Sum::Over { .. } => Part::Neither,
    }
}

fn term(series: SeriesKey, dimension: Dimension) -> Term {
    match dimension {
        Dimension::Quantity => series.quantity,
        Dimension::Setting => series.setting,
        Dimension::AgeBand => series.age_band,
        Dimension::SupportReason => series.support_reason,
        Dimension::Provision => series.provision,
    }
}

/// The lines that were added up, in their order.
fn place(parts: &[&Observation]) -> Place {
    let mut lines: Vec<u32> = parts
        .iter()
        .flat_map(|part| match &part.place.spot {
            Spot::Line(line, _) => vec![*line],
            Spot::Lines(lines) => lines.to_vec(),
            _ => Vec::new(),
        })
        .collect();
    lines.sort_unstable();
    Place { file: parts[0].place.file.clone(), spot: Spot::Lines(Arc::from(lines)) }
}
