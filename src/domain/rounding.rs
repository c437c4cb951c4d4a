//! The one way a figure is rounded: halves away from zero, as the publishers do.

use rust_decimal::{Decimal, RoundingStrategy};

/// Rounds to `places` decimal places, halves away from zero.
#[must_use]
pub fn half_up(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (value, places, expected) in
            [("0.05", 1, "0.1"), ("-0.05", 1, "-0.1"), ("2.5", 0, "3"), ("0.4995", 3, "0.500")]
        {
            let value: Decimal = value.parse().expect("a literal decimal");
            assert_eq!(half_up(value, places).to_string(), expected);
        }
    }
}
