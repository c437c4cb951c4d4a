//! One number becomes one string, once: the only place where a figure is written for people.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::figure::{Figure, Gap};
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;

/// A million, to print pounds as millions of pounds.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// A figure as printed: `£21,958.4m`, `£494`, `12.3%`, or the words of the gap.
pub fn figure(figure: Figure, unit: Unit) -> String {
    match figure {
        Ok(value) => number(value, unit),
        Err(gap) => gap_words(gap),
    }
}

/// So many things of a kind whose plural ends in s: "1 figure", "1,200 figures".
pub fn counted(number: usize, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

/// The printed words of a gap.
pub fn gap_words(gap: Gap) -> String {
    gap.words().to_owned()
}

/// A value in the unit's own print form.
pub fn number(value: Decimal, unit: Unit) -> String {
    with_places(value, unit, unit.places())
}

/// A change between two values of a unit: per cent change for money and rates, percentage points
/// for shares, plain difference for scores. The sign is written.
pub fn signed(value: Decimal, unit: Unit) -> String {
    let text = number(value.abs(), unit);
    if half_up(scaled(value, unit), unit.places()).is_zero() {
        text
    } else if value.is_sign_negative() {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// A value for a chart axis: as short as it can be and still be exact.
pub fn tick(value: Decimal, unit: Unit) -> String {
    let needed = scaled(value, unit).normalize().scale();
    with_places(value, unit, needed.min(unit.places().max(3)))
}

/// A whole number with commas.
pub fn whole(value: Decimal) -> String {
    grouped(half_up(value, 0), 0)
}

/// A count with commas.
pub fn count(value: usize) -> String {
    grouped(Decimal::from(value), 0)
}

/// A plain decimal number with commas and a fixed number of decimal places.
pub fn decimal(value: Decimal, places: u32) -> String {
    grouped(half_up(value, places), places)
}

fn scaled(value: Decimal, unit: Unit) -> Decimal {
    if unit == Unit::GbpMillion { value / MILLION } else { value }
}

fn with_places(value: Decimal, unit: Unit, places: u32) -> String {
    let rounded = half_up(scaled(value, unit), places);
    let digits = grouped(rounded.abs(), places);
    let minus = if rounded.is_sign_negative() && !rounded.is_zero() { "−" } else { "" };
    match unit {
        Unit::GbpMillion => format!("{minus}£{digits}m"),
        Unit::GbpPerPerson | Unit::GbpPerWeek | Unit::GbpPerHour => format!("{minus}£{digits}"),
        Unit::Percent => format!("{minus}{digits}%"),
        Unit::Per100k | Unit::Per100kFine | Unit::Score | Unit::ScoreFine | Unit::People => {
            format!("{minus}{digits}")
        }
    }
}

/// Digits with commas in groups of three and exactly `places` decimals.
fn grouped(value: Decimal, places: u32) -> String {
    let minus = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
    let width = usize::try_from(places).unwrap_or(0);
    // Zeros are added here and not by `{:.width$}`, which panics on a text of over 32 characters.
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + width + 12);
    out.push_str(minus);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if width > 0 {
        out.push('.');
        out.extend(fraction.chars().chain(std::iter::repeat('0')).take(width));
    }
    out
}

/// A figure as a pixel coordinate needs it. Charts only: figures themselves are never floats.
pub fn for_drawing(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    #[test]
    fn each_unit_has_its_print_form() {
        // Worked by hand from METHOD 8.2; the first is England's printed total, T1!H10 in £000s.
        for (value, unit, expected) in [
            ("21958360129.084673", Unit::GbpMillion, "£21,958.4m"),
            ("493.9252", Unit::GbpPerPerson, "£494"),
            ("1481.2638", Unit::GbpPerWeek, "£1,481"),
            ("18.8849125", Unit::GbpPerHour, "£18.88"),
            ("19.05", Unit::Score, "19.1"),
            ("0.4115", Unit::ScoreFine, "0.412"),
            ("77.65", Unit::Percent, "77.7%"),
            ("560.5", Unit::Per100k, "561"),
            ("13.95", Unit::Per100kFine, "14.0"),
            ("-423.7633286", Unit::GbpPerPerson, "−£424"),
            ("-0.04", Unit::Percent, "0.0%"),
            ("1000", Unit::People, "1,000"),
            ("999999.5", Unit::People, "1,000,000"),
        ] {
            assert_eq!(number(decimal(value), unit), expected);
        }
    }

    /// The largest decimal is 2 to the power of 96, less one.
    #[test]
    fn the_largest_decimals_are_printed_in_full() {
        const DIGITS: &str = "79,228,162,514,264,337,593,543,950,335";
        const MILLIONS: &str = "79,228,162,514,264,337,593,544.0";
        for (unit, digits) in [
            (Unit::GbpMillion, format!("£{MILLIONS}m")),
            (Unit::GbpPerPerson, format!("£{DIGITS}")),
            (Unit::GbpPerWeek, format!("£{DIGITS}")),
            (Unit::GbpPerHour, format!("£{DIGITS}.00")),
            (Unit::Percent, format!("{DIGITS}.0%")),
            (Unit::Per100k, DIGITS.to_owned()),
            (Unit::Per100kFine, format!("{DIGITS}.0")),
            (Unit::Score, format!("{DIGITS}.0")),
            (Unit::ScoreFine, format!("{DIGITS}.000")),
            (Unit::People, DIGITS.to_owned()),
        ] {
            assert_eq!(number(Decimal::MAX, unit), digits);
            assert_eq!(number(Decimal::MIN, unit), format!("−{digits}"));
            assert_eq!(signed(Decimal::MAX, unit), format!("+{digits}"));
            assert_eq!(signed(Decimal::MIN, unit), format!("−{digits}"));
            assert!(!tick(Decimal::MAX, unit).is_empty());
            assert!(!tick(Decimal::MIN, unit).is_empty());
        }
        assert_eq!(whole(Decimal::MIN), format!("−{DIGITS}"));
        assert_eq!(super::decimal(Decimal::MAX, 4), format!("{DIGITS}.0000"));
    }

    #[test]
    fn a_gap_prints_its_words() {
        assert_eq!(figure(Err(Gap::NotSubmitted), Unit::Percent), "not submitted");
    }

    #[test]
    fn signs_are_written_unless_nothing_is_left_after_rounding() {
        assert_eq!(signed(decimal("1.26"), Unit::Percent), "+1.3%");
        assert_eq!(signed(decimal("-12"), Unit::GbpPerWeek), "−£12");
        assert_eq!(signed(decimal("-0.01"), Unit::Percent), "0.0%");
    }

    #[test]
    fn ticks_are_short() {
        assert_eq!(tick(decimal("20"), Unit::Percent), "20%");
        assert_eq!(tick(decimal("0.45"), Unit::ScoreFine), "0.45");
        assert_eq!(tick(decimal("50000000"), Unit::GbpMillion), "£50m");
    }
}
