//! A seed and some words to numbers that look drawn by chance and never change.
//!
//! Every number is drawn for itself from what it is about, so leaving out a council or adding a year
//! changes no other figure.

use crate::domain::chance::mix;

/// Draws for one seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    seed: u64,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Draws that are about one thing, such as a council.
    pub(super) fn about(self, what: &str) -> Self {
        // FNV-1a spreads the words, SplitMix64 spreads the result.
        let hash = what.bytes().fold(0xCBF2_9CE4_8422_2325 ^ self.seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Self { seed: mix(hash) }
    }

    /// Draws that are about a year of the thing.
    pub(super) fn in_year(self, year: u16) -> Self {
        Self { seed: mix(self.seed ^ u64::from(year)) }
    }

    /// A whole number from `low` to `high`, each as likely as the next.
    pub(super) fn between(self, what: &str, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(self.about(what).seed % width).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, more often near the middle.
    pub(super) fn around(self, what: &str, low: i64, high: i64) -> i64 {
        let drawn = self.about(what);
        let sum: i64 = ["a", "b"].iter().map(|part| drawn.between(part, low, high)).sum();
        sum / 2
    }

    /// Whether something happens that happens to so many in a thousand.
    pub(super) fn happens(self, what: &str, in_thousand: i64) -> bool {
        self.between(what, 0, 999) < in_thousand
    }

    /// Weights around those given, each up to `spread` thousandths more or less.
    pub(super) fn weights<const N: usize>(
        self,
        what: &str,
        centre: [i64; N],
        spread: i64,
    ) -> [i64; N] {
        let drawn = self.about(what);
        let mut number = 0;
        centre.map(|weight| {
            number += 1;
            weight * drawn.about(&number.to_string()).around("", 1000 - spread, 1000 + spread)
        })
    }
}

/// Splits a whole number by weights so that the parts add up to it exactly.
pub(super) fn split<const N: usize>(total: i64, weights: [i64; N]) -> [i64; N] {
    let sum: i64 = weights.iter().sum();
    if sum == 0 {
        return [0; N];
    }
    let mut parts = weights.map(|weight| scale(total, weight, sum));
    let rest = total - parts.iter().sum::<i64>();
    let largest = (0..N).max_by_key(|index| weights[*index]).unwrap_or(0);
    parts[largest] += rest;
    parts
}

/// `value × numerator ÷ denominator`, to the nearest whole number towards zero.
pub(super) fn scale(value: i64, numerator: i64, denominator: i64) -> i64 {
    let product = i128::from(value) * i128::from(numerator) / i128::from(denominator);
    i64::try_from(product).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        assert_eq!(split(100, [1, 1, 1]).iter().sum::<i64>(), 100);
        assert_eq!(split(7, [0, 0]), [0, 0]);
        let weights = Chance::new(1).weights("x", [10, 20, 70], 300);
        assert_eq!(split(1_000_003, weights).iter().sum::<i64>(), 1_000_003);
    }

    #[test]
    fn draws_stay_in_their_bounds_and_differ() {
        let chance = Chance::new(7).about("kirklees");
        let drawn: Vec<i64> =
            (2010..2030).map(|year| chance.in_year(year).around("x", -5, 5)).collect();
        assert!(drawn.iter().all(|value| (-5..=5).contains(value)));
        assert!(drawn.iter().any(|value| *value != drawn[0]));
    }
}
