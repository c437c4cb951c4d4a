//! How much a figure changed, and whether the change is larger than the doubt about it (METHOD 7.5).

use rust_decimal::Decimal;

use crate::domain::unit::Unit;
use crate::measure::interval::Interval;

/// What the amount of a change is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Percentage points, for shares.
    Points(Decimal),
    /// The plain difference, for scores.
    Difference(Decimal),
    /// Per cent of what it was, for money, rates and people.
    Percent(Decimal),
}

/// A change between two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// How much; none where a per cent change would mean nothing, from zero or below.
    pub amount: Option<Amount>,
    /// Whether the two intervals share a value, so that the change may be chance; none where one of the
    /// two has no interval.
    pub intervals_overlap: Option<bool>,
}

/// The change from one figure to another, each with its interval where it has one. Whether the two may
/// be compared at all is for the catalogue's breaks to say.
pub fn changed(
    from: (Decimal, Option<Interval>),
    to: (Decimal, Option<Interval>),
    unit: Unit,
) -> Change {
    let intervals_overlap = from.1.zip(to.1).map(|(before, after)| before.overlaps(&after));
    Change { amount: amount(from.0, to.0, unit), intervals_overlap }
}

fn amount(from: Decimal, to: Decimal, unit: Unit) -> Option<Amount> {
    match unit {
        Unit::Percent => to.checked_sub(from).map(Amount::Points),
        Unit::Score | Unit::ScoreFine => to.checked_sub(from).map(Amount::Difference),
        Unit::GbpMillion
        | Unit::GbpPerPerson
        | Unit::GbpPerWeek
        | Unit::GbpPerHour
        | Unit::Per100k
        | Unit::Per100kFine
        | Unit::People => {
            if from <= Decimal::ZERO || to < Decimal::ZERO {
                return None;
            }
            let more = to.checked_sub(from)?.checked_mul(Decimal::ONE_HUNDRED)?;
            more.checked_div(from).map(Amount::Percent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::interval::Made;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    fn with_margin(value: &str, margin: &str) -> (Decimal, Option<Interval>) {
        let (value, margin) = (decimal(value), decimal(margin));
        let made = Made::MarginOfError;
        (value, Some(Interval { low: value - margin, high: value + margin, made }))
    }

    /// 62.0 ± 4.2 is 57.8 to 66.2; 66.5 ± 4.0 is 62.5 to 70.5: they share 62.5 to 66.2. 71.0 ± 4.0 starts
    /// at 67.0, above 66.2.
    #[test]
    fn survey_changes_within_the_margins_may_be_chance() {
        let before = with_margin("62.0", "4.2");
        let small = changed(before, with_margin("66.5", "4.0"), Unit::Percent);
        assert_eq!(small.amount, Some(Amount::Points(decimal("4.5"))));
        assert_eq!(small.intervals_overlap, Some(true));
        let large = changed(before, with_margin("71.0", "4.0"), Unit::Percent);
        assert_eq!(large.intervals_overlap, Some(false));
        let unknown = changed(before, (decimal("71.0"), None), Unit::Percent);
        assert_eq!(unknown.intervals_overlap, None);
    }

    #[test]
    fn the_amount_is_counted_as_the_unit_asks() {
        let amount = |from: &str, to: &str, unit| {
            changed((decimal(from), None), (decimal(to), None), unit).amount
        };
        // 400 to 494: 94/400 is 23.5 per cent.
        let money = amount("400", "494", Unit::GbpPerPerson);
        assert_eq!(money, Some(Amount::Percent(decimal("23.5"))));
        let score = amount("19.1", "18.8", Unit::Score);
        assert_eq!(score, Some(Amount::Difference(decimal("-0.3"))));
        assert_eq!(amount("0", "12", Unit::Per100k), None);
        assert_eq!(amount("-3", "12", Unit::GbpPerPerson), None);
    }
}
