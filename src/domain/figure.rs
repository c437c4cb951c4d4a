//! A number, or the reason there is none.
//!
//! [`Figure`] is a `Result`, so a formula is ordinary Rust with `?`: a gap in is a gap out, and no
//! zero can be made out of a dash.

use rust_decimal::Decimal;

/// A published or computed number, or why there is none.
pub type Figure = Result<Decimal, Gap>;

/// Why a figure has no number. The order is severity: where two gaps meet in a formula the worse
/// one is the answer, so it does not matter which was read first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// The quantity cannot exist here, such as in-house care where there is none.
    NotApplicable,
    /// None of the files that were read holds anything for it.
    NotSupplied,
    /// Nothing was published for this area and year.
    NotAvailable,
    /// The denominator is zero.
    ZeroDenominator,
    /// There are too few people or weeks for a rate that means anything (METHOD 7.6).
    TooFew,
    /// The council did not submit its return.
    NotSubmitted,
    /// Hidden by the publisher to protect people's identity.
    Suppressed,
    /// Hidden by us, because the publisher says the figure must not be made.
    Withheld,
}

impl Gap {
    /// All gaps, in order of severity.
    pub const ALL: [Self; 8] = [
        Self::NotApplicable,
        Self::NotSupplied,
        Self::NotAvailable,
        Self::ZeroDenominator,
        Self::TooFew,
        Self::NotSubmitted,
        Self::Suppressed,
        Self::Withheld,
    ];

    /// The code used in data files. Someone who reads the data cannot do anything about which files
    /// we were given, so what was not supplied is not available there.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::NotSupplied | Self::NotAvailable => "not-available",
            Self::ZeroDenominator => "zero-denominator",
            Self::TooFew => "too-few",
            Self::NotSubmitted => "not-submitted",
            Self::Suppressed => "suppressed",
            Self::Withheld => "withheld",
        }
    }

    /// The words printed in place of the number.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::NotSupplied => "not supplied",
            Self::NotAvailable => "not available",
            Self::ZeroDenominator => "cannot be worked out",
            Self::TooFew => "too few to compare",
            Self::NotSubmitted => "not submitted",
            Self::Suppressed => "suppressed",
            Self::Withheld => "withheld",
        }
    }

    /// What the words mean, for the notes of a report.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NotApplicable => {
                "the council does not have this kind of support or spend, or there was no survey in the year"
            }
            Self::NotSupplied => "the files that this report was made from do not hold it",
            Self::NotAvailable => "nothing was published for this area and year",
            Self::ZeroDenominator => "the number to divide by is zero",
            Self::TooFew => {
                "there are too few people, or too few weeks of support, for a figure that can be compared"
            }
            Self::NotSubmitted => "the council did not send this return to the publisher",
            Self::Suppressed => "hidden by the publisher to protect people's identity",
            Self::Withheld => "the publisher says that this figure should not be worked out",
        }
    }
}

/// Combines two figures; where both are gaps the worse one is the answer.
///
/// # Errors
/// The worse gap of the two.
pub fn both(left: Figure, right: Figure) -> Result<(Decimal, Decimal), Gap> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(left), Err(right)) => Err(left.max(right)),
        (Err(gap), Ok(_)) | (Ok(_), Err(gap)) => Err(gap),
    }
}

/// Divides, refusing a zero denominator.
///
/// # Errors
/// The worse gap of the two, or [`Gap::ZeroDenominator`].
pub fn ratio(numerator: Figure, denominator: Figure) -> Figure {
    let (numerator, denominator) = both(numerator, denominator)?;
    if denominator.is_zero() {
        return Err(Gap::ZeroDenominator);
    }
    numerator.checked_div(denominator).ok_or(Gap::NotAvailable)
}

/// Adds figures up; any gap is the answer, the worst of them if there are several.
///
/// # Errors
/// The worst gap among the figures; [`Gap::NotAvailable`] for an empty list or a sum too large.
pub fn sum(figures: impl IntoIterator<Item = Figure>) -> Figure {
    figures
        .into_iter()
        .reduce(|left, right| {
            let (left, right) = both(left, right)?;
            left.checked_add(right).ok_or(Gap::NotAvailable)
        })
        .unwrap_or(Err(Gap::NotAvailable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_in_is_a_gap_out_and_the_worse_one_wins() {
        let (number, hidden, missing) =
            (Ok(Decimal::ONE), Err(Gap::Suppressed), Err(Gap::NotAvailable));
        assert_eq!(ratio(number, missing), missing);
        assert_eq!(ratio(missing, hidden), hidden);
        assert_eq!(ratio(hidden, missing), hidden);
        assert_eq!(sum([number, missing, hidden]), hidden);
        assert_eq!(sum([hidden, missing, number]), hidden);
    }

    #[test]
    fn nothing_is_divided_by_zero_and_nothing_sums_to_zero_from_nothing() {
        assert_eq!(ratio(Ok(Decimal::ONE), Ok(Decimal::ZERO)), Err(Gap::ZeroDenominator));
        assert_eq!(sum([]), Err(Gap::NotAvailable));
    }
}
