//! The text of one cell to a figure, a typed gap, or a complaint: never a guess and never a zero.

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};

/// Values from here up are the publishers' internal codes for a hidden or missing number
/// (999999995, 9999999995 and 888888885 in the pipeline of the outcomes framework), not figures.
pub const SENTINEL: Decimal = Decimal::from_parts(99_999_995, 0, 0, false, 0);

/// Text that is neither a number nor a known marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Looks like a number and is not one.
    NotANumber,
    /// A marker that no release has used.
    UnknownMarker,
    /// A code that stands for a missing number inside the publisher's own systems.
    Sentinel,
}

/// What the markers of a release mean. `[x]` is "not submitted" in finance and activity tables and
/// "not available" in the outcomes framework.
#[derive(Debug, Clone, Copy)]
pub struct Markers {
    /// What `[x]` means.
    pub x: Gap,
    /// What an empty cell means.
    pub blank: Gap,
    /// Whether values of 99,999,995 and more are codes: true where no real value can be so large.
    pub sentinels: bool,
}

/// Reads the text of a cell.
///
/// # Errors
/// Anything that is neither a number nor a marker publishers are known to use.
pub fn read(text: &str, markers: Markers) -> Result<Figure, Unreadable> {
    let trimmed = text.trim();
    if let Some(gap) = gap(trimmed, markers) {
        return Ok(Err(gap));
    }
    let value = number(trimmed).ok_or_else(|| {
        if trimmed.bytes().any(|byte| byte.is_ascii_digit()) {
            Unreadable::NotANumber
        } else {
            Unreadable::UnknownMarker
        }
    })?;
    if markers.sentinels && value >= SENTINEL {
        return Err(Unreadable::Sentinel);
    }
    Ok(Ok(value))
}

fn gap(trimmed: &str, markers: Markers) -> Option<Gap> {
    let bare = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(trimmed);
    Some(match bare.to_ascii_lowercase().as_str() {
        "" => markers.blank,
        "c" | "*" => Gap::Suppressed,
        "x" => markers.x,
        ":" | ".." | "-" => Gap::NotAvailable,
        "z" => Gap::NotApplicable,
        "low" => Gap::TooFew,
        _ => return None,
    })
}

/// A plain decimal number as releases write it: digits with at most one dot, a minus in front, and
/// commas only between groups of three. An exponent is accepted because spreadsheets store small
/// values so; anything else that a lenient parser would take is refused.
pub fn number(text: &str) -> Option<Decimal> {
    let (minus, unsigned) = match text.strip_prefix('-').or_else(|| text.strip_prefix('−')) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let value = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            plain(mantissa)?;
            let exponent: i32 = exponent.parse().ok()?;
            if exponent.abs() > 20 {
                return None;
            }
            Decimal::from_scientific(&unsigned.to_ascii_lowercase()).ok()?
        }
        None => plain(unsigned)?,
    };
    Some(if minus && !value.is_zero() { -value } else { value })
}

fn plain(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(fraction) {
        return None;
    }
    let joined = if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next()?;
        if !digits(first) || first.len() > 3 {
            return None;
        }
        let rest: Option<String> =
            groups.map(|group| (digits(group) && group.len() == 3).then_some(group)).collect();
        format!("{first}{}", rest?)
    } else if digits(whole) {
        whole.to_owned()
    } else {
        return None;
    };
    // More digits than a decimal holds are rounded to what it can hold (28); a whole part too
    // large for it is refused.
    Decimal::from_str_exact(&format!("{joined}.{fraction}"))
        .or_else(|_| format!("{joined}.{fraction}").parse())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKERS: Markers =
        Markers { x: Gap::NotSubmitted, blank: Gap::NotAvailable, sentinels: true };

    #[test]
    fn numbers_as_releases_write_them() {
        for (text, expected) in [
            ("21958360.129084673", "21958360.129084673"),
            ("-423.7633286", "-423.7633286"),
            (" 12 ", "12"),
            ("1,234,567.5", "1234567.5"),
            ("9.5E-05", "0.000095"),
            ("0", "0"),
            ("-0", "0"),
        ] {
            let expected: Decimal = expected.parse().expect("a literal decimal");
            assert_eq!(read(text, MARKERS), Ok(Ok(expected)), "{text}");
        }
    }

    #[test]
    fn markers_are_gaps_with_their_reason() {
        for (text, gap) in [
            ("[x]", Gap::NotSubmitted),
            ("[c]", Gap::Suppressed),
            ("C", Gap::Suppressed),
            ("*", Gap::Suppressed),
            ("[z]", Gap::NotApplicable),
            ("[low]", Gap::TooFew),
            (":", Gap::NotAvailable),
            ("..", Gap::NotAvailable),
            ("", Gap::NotAvailable),
            ("  ", Gap::NotAvailable),
        ] {
            assert_eq!(read(text, MARKERS), Ok(Err(gap)), "{text:?}");
        }
    }

    #[test]
    fn what_a_lenient_parser_would_take_is_refused() {
        for text in [
            "12,3x4",
            "1,23",
            "12,34,567",
            "£1,234",
            "1 234",
            "1_000",
            "0x10",
            "+1",
            ".5",
            "5.",
            "NaN",
            "inf",
            "1e309",
            "١٢",
            "１２",
            "1.2.3",
            "--1",
            "#NUM!",
            "[q]",
            "n/a",
            "99999999999999999999999999999999",
        ] {
            assert!(read(text, MARKERS).is_err(), "{text}");
        }
        assert_eq!(read("999999995", MARKERS), Err(Unreadable::Sentinel));
        assert_eq!(read("[q]", MARKERS), Err(Unreadable::UnknownMarker));
        assert_eq!(read("12,3x4", MARKERS), Err(Unreadable::NotANumber));
    }
}
