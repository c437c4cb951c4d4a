//! Features to distances, and distances to neighbours with their reasons.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive as _;

use crate::domain::year::FinancialYear;
use crate::measure::similar::Neighbour;
use crate::measure::similar::load::{Design, Figures};
use crate::reference::areas::{AreaId, Areas};

/// Decimal places of a distance.
const PLACES: u32 = 4;

/// Ten to that power.
const UNITS: f64 = 10_000.0;

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
            let mut others: Vec<(f64, usize)> = (0..councils.len())
                .filter(|to| *to != from)
                .map(|to| (space.distance(from, to), to))
                .collect();
            // Councils are in the order of the register, which so decides between equal distances.
            others.sort_unstable_by(|left, right| {
                left.0.total_cmp(&right.0).then(left.1.cmp(&right.1))
            });
            others.truncate(design.nearest);
            let near = others
                .into_iter()
                .map(|(distance, to)| {
                    let parts: Vec<f64> =
                        space.groups.iter().map(|group| space.part(group, from, to)).collect();
                    neighbour(design, councils[to], decimal(distance), &parts, &usual)
                })
                .collect();
            (councils[from], near)
        })
        .collect()
}

/// A distance that was rounded, as a decimal.
fn decimal(ten_thousandths: f64) -> Decimal {
    // The features are finite numbers, so their distance is one.
    let mut distance = Decimal::from_f64(ten_thousandths).unwrap_or(Decimal::MAX).trunc();
    distance.set_scale(PLACES).unwrap_or_default();
    distance
}

/// Every council as a point: its features in standard deviations from the mean, and these stretched by
/// the weights.
struct Space {
    /// For each group, the places of its features.
    groups: Vec<Vec<usize>>,
    points: Vec<Vec<f64>>,
}

impl Space {
    fn new(design: &Design, figures: &BTreeMap<AreaId, Figures>, councils: &[AreaId]) -> Self {
        let mut points: Vec<Vec<f64>> =
            councils.iter().map(|id| figures[id].compared.clone()).collect();
        for (index, feature) in design.features.iter().enumerate() {
            let column: Vec<f64> = points.iter().map(|point| point[index]).collect();
            let (mean, deviation) = spread(&column);
            // A feature on which all councils are the same tells none apart.
            let stretch =
                if deviation > 0.0 { feature.weight.as_ref().sqrt() / deviation } else { 0.0 };
            for point in &mut points {
                point[index] = (point[index] - mean) * stretch;
            }
        }
        let of_group = |id: &String| {
            let features = design.features.iter().enumerate();
            features.filter(|(_, f)| f.group.as_ref() == id).map(|(index, _)| index).collect()
        };
        let groups = design.groups.iter().map(|group| of_group(&group.id)).collect();
        Self { groups, points }
    }

    /// The part of a group of features in the squared distance of two councils.
    fn part(&self, group: &[usize], from: usize, to: usize) -> f64 {
        let (from, to) = (&self.points[from], &self.points[to]);
        group.iter().map(|feature| square(from[*feature] - to[*feature])).sum()
    }

    /// The distance of two councils, rounded, in units of the last place that is kept.
    fn distance(&self, from: usize, to: usize) -> f64 {
        let pairs = self.points[from].iter().zip(&self.points[to]);
        let squared: f64 = pairs.map(|(from, to)| square(from - to)).sum();
        (squared.sqrt() * UNITS).round()
    }

    /// The usual part of each group: the median over all pairs of councils.
    fn usual(&self) -> Vec<f64> {
        let usual = |group: &Vec<usize>| {
            let mut parts: Vec<f64> = (0..self.points.len())
                .flat_map(|from| (0..from).map(move |to| self.part(group, from, to)))
                .collect();
            let middle = parts.len() / 2;
            if parts.is_empty() {
                return 0.0;
            }
            *parts.select_nth_unstable_by(middle, f64::total_cmp).1
        };
        self.groups.iter().map(usual).collect()
    }
}

fn square(number: f64) -> f64 {
    number * number
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
