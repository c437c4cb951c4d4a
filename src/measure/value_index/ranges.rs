//! How far the index moves with what could as well be otherwise: a measure less, other weights of the
//! domains, other answers to the surveys.
//!
//! All of it is in whole millionths, so that every machine comes to the same.

use crate::domain::chance::Draws;

/// A million: one, in millionths.
pub(super) const ONE: i64 = 1_000_000;

/// The greatest distance from the median that counts, in millionths.
const FARTHEST: i64 = 3 * ONE;

/// Half the width of a 95 per cent interval, in standard deviations, in 65,536ths: 1.959964.
const WITHIN: i64 = 128_448;

/// A uniform draw has so many steps; twelve of them make one that is near normal, with a standard deviation
/// of as many steps.
const STEPS: u64 = 65_536;

/// A measure of a council, in millionths of a scaled deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drawn {
    /// The number of its domain.
    pub(super) domain: usize,
    /// Its distance from the median in the direction it aims at, however far.
    pub(super) distance: i64,
    /// How much that falls and rises with one standard deviation of a survey; zero where nobody was surveyed.
    pub(super) error: (i64, i64),
}

/// How a council's index is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// How many domains there are.
    pub(super) domains: usize,
    /// The spend index, in millionths.
    pub(super) spend: i64,
    /// The least weight of a domain, in millionths of all.
    pub(super) least: u64,
    /// How many draws.
    pub(super) draws: usize,
    /// The seed.
    pub(super) seed: u64,
}

/// The 5th and the 95th percentile of draws, in millionths.
pub(super) type Range = (i64, i64);

/// The ranges of one council.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drawings {
    /// All three at once.
    pub(super) all: Range,
    /// The lowest and the highest with one measure left out.
    pub(super) left_out: Range,
    /// Other weights alone.
    pub(super) weights: Range,
    /// Survey error alone.
    pub(super) surveys: Range,
}

/// Works the ranges out; none where the index cannot be.
pub(super) fn ranges(parts: &[Drawn], plan: Plan) -> Option<Drawings> {
    let equal = equal(plan.domains);
    let mut left_out = Vec::with_capacity(parts.len());
    for index in 0..parts.len() {
        left_out.push(value(parts, &equal, plan.spend, Some(index), None)?);
    }
    let (mut all, mut weights, mut surveys) = (Vec::new(), Vec::new(), Vec::new());
    let mut chance = Draws::new(plan.seed);
    for draw in 0..plan.draws {
        let drawn = dirichlet(plan, &mut chance);
        weights.push(value(parts, &drawn, plan.spend, None, None)?);
        surveys.push(value(parts, &equal, plan.spend, None, Some(&mut chance))?);
        // One measure is left out after the other, and then none.
        let out = Some(draw % (parts.len() + 1)).filter(|index| *index < parts.len());
        all.push(value(parts, &drawn, plan.spend, out, Some(&mut chance))?);
    }
    Some(Drawings {
        all: percentiles(all)?,
        left_out: (*left_out.iter().min()?, *left_out.iter().max()?),
        weights: percentiles(weights)?,
        surveys: percentiles(surveys)?,
    })
}

fn equal(domains: usize) -> Vec<i64> {
    vec![ONE / i64::try_from(domains).unwrap_or(1).max(1); domains]
}

/// Weights that are each as likely as all others with no domain below the least: the parts into which
/// random points cut what is free.
fn dirichlet(plan: Plan, chance: &mut Draws) -> Vec<i64> {
    let whole = ONE.unsigned_abs();
    let domains = u64::try_from(plan.domains).unwrap_or(1).max(1);
    let free = whole.saturating_sub(plan.least * domains);
    let mut cuts: Vec<u64> = (1..domains).map(|_| chance.below(free + 1)).collect();
    cuts.sort_unstable();
    cuts.push(free);
    let mut from = 0;
    cuts.into_iter()
        .map(|cut| {
            let weight = plan.least + (cut - from);
            from = cut;
            i64::try_from(weight).unwrap_or(0)
        })
        .collect()
}

/// The index with some weights, without one of the measures, with survey error where `chance` is given.
fn value(
    parts: &[Drawn],
    weights: &[i64],
    spend: i64,
    without: Option<usize>,
    mut chance: Option<&mut Draws>,
) -> Option<i64> {
    let mut sums = vec![(0_i64, 0_i64); weights.len()];
    for (index, part) in parts.iter().enumerate() {
        // Drawn for every measure, so that leaving one out changes no other draw.
        let moved = chance.as_mut().map_or(0, |chance| moved(part, chance));
        let sum = sums.get_mut(part.domain)?;
        if without != Some(index) {
            sum.0 += part.distance.saturating_add(moved).clamp(-FARTHEST, FARTHEST);
            sum.1 += 1;
        }
    }
    let mut weighed = 0;
    for ((sum, count), weight) in sums.into_iter().zip(weights) {
        weighed += sum.checked_div(count)? * weight;
    }
    let outcome = 100 * ONE + 10 * (weighed / weights.iter().sum::<i64>().max(1));
    let value = i128::from(outcome) * i128::from(100 * ONE) / i128::from(spend).max(1);
    i64::try_from(value).ok()
}

/// How far a survey's figure is moved by one draw, never beyond its margin of error.
fn moved(part: &Drawn, chance: &mut Draws) -> i64 {
    let (down, up) = part.error;
    if (down, up) == (0, 0) {
        return 0;
    }
    let sum: u64 = (0..12).map(|_| chance.below(STEPS)).sum();
    let drawn = i64::try_from(sum).unwrap_or(0) - i64::try_from(6 * STEPS).unwrap_or(0);
    let drawn = drawn.clamp(-WITHIN, WITHIN);
    let size = if drawn < 0 { down } else { up };
    drawn.saturating_mul(size) / i64::try_from(STEPS).unwrap_or(1)
}

/// The 5th and the 95th percentile, type 7.
fn percentiles(mut values: Vec<i64>) -> Option<Range> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    let at = |share: usize| -> Option<i64> {
        let (index, rest) = (last * share / 100, last * share % 100);
        let low = *values.get(index)?;
        let high = *values.get(index + 1).unwrap_or(&low);
        Some(low + (high - low) * i64::try_from(rest).ok()? / 100)
    };
    Some((at(5)?, at(95)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan =
        Plan { domains: 3, spend: 100 * ONE, least: 200_000, draws: 1000, seed: 20_180_705 };

    fn sure(domain: usize, distance: i64) -> Drawn {
        Drawn { domain, distance, error: (0, 0) }
    }

    /// Worked by hand: domains of 1, 0 and −1 deviations. With equal weights the index is 100; with the most
    /// weight that a draw can give, 60%, on the first and 20% on the others it is 100 + 10 × (0.6 − 0.2) = 104.
    #[test]
    fn weights_move_the_index_within_what_a_draw_can_give() {
        let parts =
            [sure(0, ONE), sure(0, ONE), sure(1, 0), sure(1, 0), sure(2, -ONE), sure(2, -ONE)];
        let found = ranges(&parts, PLAN).expect("there are figures");
        assert_eq!(found.left_out, (100 * ONE, 100 * ONE));
        assert_eq!(found.surveys, (100 * ONE, 100 * ONE));
        let (low, high) = found.weights;
        assert!(96 * ONE < low && low < 99 * ONE, "{low}");
        assert!(101 * ONE < high && high < 104 * ONE, "{high}");
    }

    /// Worked by hand: without the one measure of the first domain that is at 2, its mean falls from 1 to 0, and
    /// the index by 10 × 1/3.
    #[test]
    fn a_measure_less_moves_its_domain() {
        let parts = [sure(0, 2 * ONE), sure(0, 0), sure(1, 0), sure(1, 0), sure(2, 0), sure(2, 0)];
        let found = ranges(&parts, PLAN).expect("there are figures");
        let (low, high) = found.left_out;
        assert_eq!(low, 100 * ONE);
        // Without the other one it is at 2: 100 + 10 × 2/3.
        assert!((high - 106_666_667).abs() <= 10, "{high}");
    }

    /// Two surveys in one domain, each with a standard deviation of 1 and never farther off than 1.96. A
    /// simulation with Python's `random.gauss`, cut off there, has the 5th and the 95th percentile of 100 and ten
    /// times their mean at 88.87 and 111.15.
    #[test]
    fn surveys_move_as_far_as_their_margins() {
        let part = Drawn { domain: 0, distance: 0, error: (ONE, ONE) };
        let plan = Plan { domains: 1, draws: 20_000, ..PLAN };
        let (low, high) = ranges(&[part, part], plan).expect("figures").surveys;
        assert!((low - 88_870_000).abs() < 250_000, "{low}");
        assert!((high - 111_150_000).abs() < 250_000, "{high}");
    }

    #[test]
    fn weights_add_up_and_none_is_below_the_least() {
        let mut chance = Draws::new(1);
        for _ in 0..1000 {
            let weights = dirichlet(PLAN, &mut chance);
            assert_eq!(weights.iter().sum::<i64>(), ONE);
            assert!(weights.iter().all(|weight| *weight >= 200_000), "{weights:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_and_another_another() {
        let part = Drawn { domain: 0, distance: 7, error: (ONE, ONE / 2) };
        let parts = [part, part, sure(1, 5), sure(1, -ONE), sure(2, 3), sure(2, ONE)];
        let first = ranges(&parts, PLAN);
        assert_eq!(first, ranges(&parts, PLAN));
        assert_ne!(first, ranges(&parts, Plan { seed: 2, ..PLAN }));
    }

    /// Worked by hand: of 1 to 21, the 5th percentile is the second and the 95th the twentieth.
    #[test]
    fn percentiles_interpolate() {
        assert_eq!(percentiles((1..=21).map(|n| n * 100).collect()), Some((200, 2000)));
        assert_eq!(percentiles(vec![0, 100]), Some((5, 95)));
    }
}
