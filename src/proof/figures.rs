//! Whether a printed figure is a value of the data.

use rust_decimal::Decimal;

use crate::domain::rounding::half_up;

/// Whether a printed figure is a value of the data, rounded to as many places as are printed. Pounds that are
/// printed with an m are millions.
pub(super) fn prints(text: &str, value: &str) -> bool {
    let digits: String = text
        .chars()
        .filter_map(|letter| match letter {
            '−' => Some('-'),
            '0'..='9' | '.' | '-' => Some(letter),
            _ => None,
        })
        .collect();
    let (Ok(printed), Ok(value)) = (digits.parse::<Decimal>(), value.parse::<Decimal>()) else {
        return false;
    };
    let value = if text.ends_with('m') { value / Decimal::from(1_000_000) } else { value };
    half_up(value, printed.scale()) == printed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand.
    #[test]
    fn a_figure_is_its_value_rounded() {
        for (text, value) in [
            ("£494", "494.49"),
            ("£1,495", "1494.5"),
            ("£21,958.4m", "21958449999"),
            ("12.3%", "12.25"),
            ("−0.5%", "-0.45"),
            ("0.0%", "-0.04"),
            ("0.500", "0.4995"),
        ] {
            assert!(prints(text, value), "{text} {value}");
        }
        for (text, value) in
            [("£494", "494.5"), ("12.3%", "12.35"), ("£0.5", ""), ("withheld", "1"), ("5", "-5")]
        {
            assert!(!prints(text, value), "{text} {value}");
        }
    }
}
