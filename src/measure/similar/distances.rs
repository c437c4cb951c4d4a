//! Features to distances, and distances to neighbours with their reasons.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive as _;

use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::measure::similar::Neighbour;
use crate::measure::similar::load::{Design, Figures};
use crate::reference::areas::{AreaId, Areas};

/// Decimal places of a distance.
const PLACES: u32 = 4;

/// The years a release could be about.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2099;

/// The neighbours of every set of councils that there has been, by the first year of the set.
pub(super) fn eras(
    design: &Design,
    figures: &BTreeMap<AreaId, Figures>,
    areas: &Areas,
) -> BTreeMap<FinancialYear, BTreeMap<AreaId, Vec<Neighbour>>> {
    let mut eras = BTreeMap::new();
    let mut before: Vec<AreaId> = Vec::new();
    for year in YEARS.filter_map(FinancialYear::ending) {
        let councils: Vec<AreaId> = areas
            .councils_in(year)
            .filter(|id| figures.contains_key(id) && areas.not_compared(*id).is_none())
            .collect();
        if councils != before {
            eras.insert(year, neighbours(design, figures, &councils));
            before = councils;
        }
    }
    eras
}

fn neighbours(
    design: &Design,
    figures: &BTreeMap<AreaId, Figures>,
    councils: &[AreaId],
) -> BTreeMap<AreaId, Vec<Neighbour>> {
    let space = Space::new(design, figures, councils);
    let usual = space.usual();
    (0..councils.len())
        .map(|from| {
            let mut others: Vec<(Decimal, usize)> = (0..councils.len())
                .filter(|to| *to != from)
                .map(|to| (space.distance(from, to), to))
                .collect();
            // Councils are in the order of the register, which so decides between equal distances.
            others.sort_unstable();
            others.truncate(design.nearest);
            let near = others
                .into_iter()
                .map(|(distance, to)| {
                    let parts = space.parts(from, to);
                    neighbour(design, councils[to], distance, &parts, &usual)
                })
                .collect();
            (councils[from], near)
        })
        .collect()
}

/// Every council as a point: its features in standard deviations from the mean.
struct Space<'a> {
    design: &'a Design,
    /// For each feature, the place of its group.
    groups: Vec<usize>,
    points: Vec<Vec<f64>>,
}

impl<'a> Space<'a> {
    fn new(design: &'a Design, figures: &BTreeMap<AreaId, Figures>, councils: &[AreaId]) -> Self {
        let mut points: Vec<Vec<f64>> =
            councils.iter().map(|id| figures[id].compared.clone()).collect();
        for feature in 0..design.features.len() {
            let column: Vec<f64> = points.iter().map(|point| point[feature]).collect();
            let (mean, deviation) = spread(&column);
            for point in &mut points {
                // A feature on which all councils are the same tells none apart.
                point[feature] =
                    if deviation > 0.0 { (point[feature] - mean) / deviation } else { 0.0 };
            }
        }
        let place = |id: &String| design.groups.iter().position(|group| group.id == *id);
        let groups = design
            .features
            .iter()
            .map(|feature| place(feature.group.as_ref()).unwrap_or_default())
            .collect();
        Self { design, groups, points }
    }

    /// The part of each group in the squared distance of two councils.
    fn parts(&self, from: usize, to: usize) -> Vec<f64> {
        let mut parts = vec![0.0; self.design.groups.len()];
        for (index, feature) in self.design.features.iter().enumerate() {
            let apart = self.points[from][index] - self.points[to][index];
            parts[self.groups[index]] += feature.weight.as_ref() * apart * apart;
        }
        parts
    }

    fn distance(&self, from: usize, to: usize) -> Decimal {
        let squared: f64 = self.parts(from, to).iter().sum();
        // The features are finite numbers, so their distance is one.
        Decimal::from_f64(squared.sqrt()).map_or(Decimal::MAX, |distance| half_up(distance, PLACES))
    }

    /// The usual part of each group: the median over all pairs of councils.
    fn usual(&self) -> Vec<f64> {
        let mut by_group = vec![Vec::new(); self.design.groups.len()];
        for from in 0..self.points.len() {
            for to in from + 1..self.points.len() {
                for (all, part) in by_group.iter_mut().zip(self.parts(from, to)) {
                    all.push(part);
                }
            }
        }
        by_group
            .into_iter()
            .map(|mut parts| {
                parts.sort_unstable_by(f64::total_cmp);
                parts.get(parts.len() / 2).copied().unwrap_or_default()
            })
            .collect()
    }
}

/// The mean and the standard deviation (n − 1) of some numbers.
fn spread(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.iter().fold(0.0, |count, _| count + 1.0);
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
    (mean, (squares / (count - 1.0)).sqrt())
}

fn neighbour(
    design: &Design,
    area: AreaId,
    distance: Decimal,
    parts: &[f64],
    usual: &[f64],
) -> Neighbour {
    let words = |fits: &dyn Fn(f64) -> bool| -> Vec<Arc<str>> {
        let groups = design.groups.iter().zip(parts.iter().zip(usual));
        groups
            // The parts are squares of distances, the thresholds are of distances.
            .filter(|(_, (part, usual))| **usual > 0.0 && fits((**part / **usual).sqrt()))
            .map(|(group, _)| Arc::from(group.words.as_str()))
            .collect()
    };
    let alike = words(&|apart| apart <= design.alike);
    let different = words(&|apart| apart >= design.different);
    Neighbour { area, distance, reasons: reasons(&alike, &different), alike, different }
}

fn reasons(alike: &[Arc<str>], different: &[Arc<str>]) -> String {
    match (alike.is_empty(), different.is_empty()) {
        (false, false) => format!("alike on {}, different on {}", list(alike), list(different)),
        (false, true) => format!("alike on {}", list(alike)),
        (true, false) => format!("different on {}", list(different)),
        (true, true) => "neither alike nor different on any one thing".to_owned(),
    }
}

/// "a", "a and b", "a, b and c".
pub(super) fn list<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
