//! How a figure changed, in a sentence: from the first year that can be compared, as its chart shows it.

use rust_decimal::Decimal;

use crate::domain::format;
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, IntervalMethod, Measure};
use crate::measure::change::{Amount, changed};
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};

/// A change of fewer percentage points than this, in tenths, is about the same.
const LITTLE_POINTS: i64 = 5;

/// A change of a rate by less than this, in per cent, is about the same.
const LITTLE_PERCENT: i64 = 1;

/// How a figure changed since the first year that can be compared with it, no break between; nothing where
/// there is no such year. Money is told in cash and in real terms, and a survey's change within its margins
/// of error is told as such (METHOD 7.5).
pub fn trend(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> Option<String> {
    let measure = latest.measure;
    let (to, end) = (latest.year, latest.value.value.ok()?);
    let (from, start) = earliest_comparable(measure, national, council, to)?;
    let printed = |value: Decimal| format::number(value, measure.unit);
    let (before, after) = (printed(start), printed(end));
    if national.inputs.areas.not_compared(council).is_some() {
        // Where a few people more or fewer move a figure far, no change is put in numbers.
        return Some(format!("It was {before} in {from}."));
    }
    if before == after {
        return Some(format!("It was {after} in both {from} and {to}."));
    }
    if may_be_chance(latest, national, council, (from, start), end) {
        return Some(format!(
            "It was {before} in {from} and {after} in {to}: a difference within the margins of error of \
             the two surveys."
        ));
    }
    if is_little(start, end, measure.unit) {
        return Some(format!("It was about the same in {from} ({before}) and in {to} ({after})."));
    }
    let verb = if end > start { "rose" } else { "fell" };
    let by = match change(start, end, measure.unit) {
        Some(cash) if measure.unit.is_money() && !is_real(measure) => {
            let factor = national.inputs.deflators.factor(from, to);
            let real = factor.and_then(|factor| change(start * factor, end, measure.unit));
            let real = real.map_or_else(String::new, |real| format!(", {real} in real terms"));
            format!(" ({cash} in cash{real})")
        }
        Some(by) => format!(" ({by})"),
        None => String::new(),
    };
    Some(format!("It {verb} from {before} in {from} to {after} in {to}{by}."))
}

fn is_real(measure: &Measure) -> bool {
    matches!(measure.formula, Formula::RealTerms { .. })
}

/// Whether the margins of error of two surveys overlap.
fn may_be_chance(
    latest: &Latest<'_>,
    national: &National<'_>,
    council: AreaId,
    (from, start): (FinancialYear, Decimal),
    end: Decimal,
) -> bool {
    let measure = latest.measure;
    let earlier = national.results.get(&measure.id, from, council);
    let before = (start, earlier.and_then(|value| value.interval));
    let now = (end, latest.value.interval);
    measure.interval == IntervalMethod::MarginOfError
        && changed(before, now, measure.unit).intervals_overlap == Some(true)
}

/// Whether a change of a share or rate is too small to be called one. Money in cash never is: prices rose.
fn is_little(from: Decimal, to: Decimal, unit: Unit) -> bool {
    let size = difference(from, to, unit).abs();
    match unit {
        Unit::Percent => size < Decimal::new(LITTLE_POINTS, 1),
        Unit::Per100k | Unit::Per100kFine | Unit::People => {
            !from.is_zero() && size * Decimal::ONE_HUNDRED / from.abs() < LITTLE_PERCENT.into()
        }
        Unit::Score
        | Unit::ScoreFine
        | Unit::GbpMillion
        | Unit::GbpPerPerson
        | Unit::GbpPerWeek
        | Unit::GbpPerHour => false,
    }
}

/// The difference of two figures as they are printed, so that a reader who subtracts gets the same.
fn difference(from: Decimal, to: Decimal, unit: Unit) -> Decimal {
    half_up(to, unit.places()) - half_up(from, unit.places())
}

/// The earliest year with a figure and no break since.
fn earliest_comparable(
    measure: &Measure,
    national: &National<'_>,
    council: AreaId,
    latest: FinancialYear,
) -> Option<(FinancialYear, Decimal)> {
    let catalogue = national.inputs.catalogue;
    let first = national.results.years(&measure.id).next()?;
    let mut found = None;
    let mut year = latest;
    while year > first && !catalogue.breaks_before(&measure.id, year) {
        year = year.before();
        if !national.inputs.areas.exists_in(council, year) {
            break;
        }
        if let Ok(value) = national.figure(&measure.id, year, Some(council)) {
            found = Some((year, value));
        }
    }
    found
}

/// A change in words: percentage points for shares, the plain difference for scores, per cent for
/// everything else. Nothing where a per cent change would mean nothing.
pub fn change(from: Decimal, to: Decimal, unit: Unit) -> Option<String> {
    let sign = if to < from { "down" } else { "up" };
    match changed((from, None), (to, None), unit).amount? {
        Amount::Points(_) => {
            let points = difference(from, to, unit).abs();
            let plural = if points == Decimal::ONE { "point" } else { "points" };
            Some(format!("{sign} {} percentage {plural}", not_nothing(&format::decimal(points, 1))))
        }
        Amount::Difference(_) => {
            let size = difference(from, to, unit).abs();
            Some(format!("{sign} {}", not_nothing(&format::number(size, unit))))
        }
        Amount::Percent(percent) => {
            let percent = half_up(percent.abs(), 1);
            Some(format!("{sign} {}%", not_nothing(&format::decimal(percent, 1))))
        }
    }
}

/// The size of a change that is not nothing, even where it rounds to nothing.
fn not_nothing(printed: &str) -> String {
    let nothing = printed.chars().all(|character| matches!(character, '0' | '.'));
    match printed.strip_suffix('0') {
        Some(start) if nothing => format!("less than {start}1"),
        _ => printed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    #[test]
    fn changes_are_worded_by_unit() {
        for (from, to, unit, expected) in [
            ("400", "494", Unit::GbpPerPerson, Some("up 23.5%")),
            ("50.0", "48.5", Unit::Percent, Some("down 1.5 percentage points")),
            ("50.0", "51.0", Unit::Percent, Some("up 1.0 percentage point")),
            // Printed 13.7% and 14.0%.
            ("13.74", "13.96", Unit::Percent, Some("up 0.3 percentage points")),
            ("250", "250.1", Unit::GbpPerWeek, Some("up less than 0.1%")),
            ("19.1", "18.8", Unit::Score, Some("down 0.3")),
            ("0", "12", Unit::Per100k, None),
            ("-3", "12", Unit::GbpPerPerson, None),
        ] {
            let found = change(decimal(from), decimal(to), unit);
            assert_eq!(found.as_deref(), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_small_change_of_a_share_or_rate_is_about_the_same_and_of_money_never() {
        for (from, to, unit, little) in [
            ("81.6", "82.0", Unit::Percent, true),
            ("81.6", "82.1", Unit::Percent, false),
            ("500", "504", Unit::Per100k, true),
            ("500", "505", Unit::Per100k, false),
            ("500", "501", Unit::GbpPerPerson, false),
            ("0", "1", Unit::Per100k, false),
        ] {
            assert_eq!(is_little(decimal(from), decimal(to), unit), little, "{from} to {to}");
        }
    }
}
