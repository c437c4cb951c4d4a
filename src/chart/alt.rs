//! The figures of a chart to the sentences read out in its place.
//!
//! What matters most comes first, and what does not fit is left out whole: the same numbers are in
//! a table beside the chart. No ranks and no causes.

use std::collections::BTreeMap;

use crate::chart::{Point, Role, Series};
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// The most characters an alternative text may have (QUALITY section 3).
pub(crate) const LIMIT: usize = 250;

/// The title and as many of the clauses as fit, in order; the first always stays, and the title is
/// cut for it.
pub(crate) fn compose(title: &str, clauses: &[String]) -> String {
    let title = plain(title);
    let title = title.trim_end_matches(['.', ':']);
    for kept in (1..=clauses.len()).rev() {
        let text = format!("{title}: {}.", clauses[..kept].join(". "));
        if text.chars().count() <= LIMIT {
            return plain(&text);
        }
    }
    let first = clauses.first().map_or("no figures", String::as_str);
    let first = cut(first, LIMIT.saturating_sub(40));
    let room = LIMIT.saturating_sub(first.chars().count() + 3);
    plain(&format!("{}: {first}.", cut(title, room)))
}

/// The change of a series between its first and last figures that can be compared.
pub(crate) fn change(series: &Series<'_>, breaks: &[FinancialYear], unit: Unit) -> String {
    let label = series.label;
    let values = values(series);
    let Some((last_year, last)) = values.last_key_value() else {
        return format!("{label}, {}", absence(series));
    };
    let last = format::number(**last, unit);
    let since = breaks.iter().filter(|year| *year <= last_year).max();
    let comparable = since.map_or_else(|| values.iter().next(), |year| values.range(year..).next());
    match comparable {
        Some((first_year, first)) if first_year != last_year => {
            let (before, after) = (**first, *values[last_year]);
            let first = format::number(before, unit);
            if first == last {
                format!("{label} was {last} in both {first_year} and {last_year}")
            } else {
                let verb = if after > before { "rose" } else { "fell" };
                format!("{label} {verb} from {first} in {first_year} to {last} in {last_year}")
            }
        }
        _ if values.len() == 1 => {
            format!("{label} {last} in {last_year}, the only year with a figure")
        }
        _ => format!("{label} {last} in {last_year}, the first figure after a break"),
    }
}

/// The figures of the comparators in the last year of the council, or in their own last year.
pub(crate) fn comparators(series: &[Series<'_>], unit: Unit) -> Option<String> {
    let council = series.iter().find(|one| one.role == Role::Council).map(values);
    let year = council.and_then(|values| values.keys().next_back().copied()).or_else(|| {
        series.iter().filter_map(|one| values(one).keys().next_back().copied()).max()
    })?;
    let parts: Vec<String> = series
        .iter()
        .filter(|one| one.role != Role::Council)
        .filter_map(|one| {
            let value = values(one).get(&year).copied().copied()?;
            Some(format!("{} {}", one.label, format::number(value, unit)))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("In {year}: {}", parts.join(", ")))
}

/// Which years of the council have no figure, between its first and last year in the chart.
pub(crate) fn missing(series: &Series<'_>) -> Option<String> {
    let years: BTreeMap<FinancialYear, Figure> = series.points.iter().copied().collect();
    let (first, last) = (*years.keys().next()?, *years.keys().next_back()?);
    if values(series).is_empty() {
        return None;
    }
    let mut gaps = Vec::new();
    let mut year = first;
    while year <= last {
        if !matches!(years.get(&year), Some(Ok(_))) {
            gaps.push(year);
        }
        year = year.after();
    }
    match gaps.as_slice() {
        [] => None,
        _ if gaps.len() > 3 => Some(format!("No figure for {} of the years", gaps.len())),
        _ => Some(format!("No figure for {}", listed(&gaps))),
    }
}

/// The breaks inside a span of years.
pub(crate) fn broken(
    breaks: &[FinancialYear],
    (first, last): (FinancialYear, FinancialYear),
) -> Option<String> {
    let mut inside: Vec<FinancialYear> =
        breaks.iter().copied().filter(|year| first < *year && *year <= last).collect();
    inside.sort_unstable();
    inside.dedup();
    (!inside.is_empty()).then(|| {
        let words = if inside.len() == 1 { "Break in the series" } else { "Breaks in the series" };
        format!("{words} before {}", listed(&inside))
    })
}

/// One figure beside those of the comparators: `Leeds £494, above England (£480)`.
pub(crate) fn beside(points: &[Point<'_>], unit: Unit) -> Vec<String> {
    let figure = |point: &Point<'_>| format::figure(point.figure, unit);
    let stated = |point: &Point<'_>| match point.figure {
        Ok(_) => format!("{} {}", point.label, figure(point)),
        Err(_) => format!("{}: {}", point.label, figure(point)),
    };
    let bracketed = |point: &Point<'_>| format!("{} ({})", point.label, figure(point));
    let Some(own) = points.iter().find(|point| point.role == Role::Council) else {
        return points.iter().map(stated).collect();
    };
    let others = || points.iter().filter(|point| point.role != Role::Council);
    let Ok(value) = own.figure else {
        let known = others().map(stated).collect::<Vec<_>>().join(", ");
        return vec![stated(own), known].into_iter().filter(|part| !part.is_empty()).collect();
    };
    let printed = format::number(value, unit);
    let mut text = format!("{} {printed}", own.label);
    let side = |wanted: Side| {
        others()
            .filter(|point| {
                point.figure.is_ok_and(|other| Side::of((value, other), unit) == wanted)
            })
            .map(bracketed)
            .collect::<Vec<_>>()
    };
    for (side, words) in [
        (side(Side::Above), "above"),
        (side(Side::Same), "the same as"),
        (side(Side::Below), "below"),
    ] {
        if !side.is_empty() {
            text = format!("{text}, {words} {}", joined(&side));
        }
    }
    let unknown: Vec<String> = others().filter(|point| point.figure.is_err()).map(stated).collect();
    let mut clauses = vec![text];
    if !unknown.is_empty() {
        clauses.push(unknown.join(", "));
    }
    clauses
}

/// On which side of another figure a figure lies, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Same,
    Below,
}

impl Side {
    /// The side of the first figure seen from the second; figures that print the same are the same.
    pub(crate) fn of(
        (value, other): (rust_decimal::Decimal, rust_decimal::Decimal),
        unit: Unit,
    ) -> Self {
        if format::number(value, unit) == format::number(other, unit) {
            Self::Same
        } else if value > other {
            Self::Above
        } else {
            Self::Below
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The figures of a series that are numbers, by year.
pub(crate) fn values<'a>(
    series: &Series<'a>,
) -> BTreeMap<FinancialYear, &'a rust_decimal::Decimal> {
    series.points.iter().filter_map(|(year, figure)| Some((*year, figure.as_ref().ok()?))).collect()
}

/// Why a series has no figures: the words of its worst gap.
pub(crate) fn absence(series: &Series<'_>) -> String {
    let worst = series.points.iter().filter_map(|(_, figure)| figure.err()).max();
    format::gap_words(worst.unwrap_or(Gap::NotAvailable))
}

fn listed(years: &[FinancialYear]) -> String {
    joined(&years.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Text in one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> FinancialYear {
        text.parse().expect("a literal year")
    }

    fn series(points: &[(FinancialYear, Figure)]) -> Series<'_> {
        Series { role: Role::Council, label: "Leeds", points }
    }

    #[test]
    fn a_change_is_told_between_figures_that_can_be_compared() {
        let points = [
            (year("2018-19"), Ok(400.into())),
            (year("2019-20"), Ok(430.into())),
            (year("2020-21"), Ok(410.into())),
        ];
        let told = |breaks: &[FinancialYear]| change(&series(&points), breaks, Unit::GbpPerPerson);
        assert_eq!(told(&[]), "Leeds rose from £400 in 2018-19 to £410 in 2020-21");
        assert_eq!(told(&[year("2019-20")]), "Leeds fell from £430 in 2019-20 to £410 in 2020-21");
        assert_eq!(
            told(&[year("2020-21")]),
            "Leeds £410 in 2020-21, the first figure after a break"
        );
        assert_eq!(told(&[year("2022-23")]), "Leeds rose from £400 in 2018-19 to £410 in 2020-21");
    }

    #[test]
    fn one_figure_none_and_the_same_twice_are_told_as_such() {
        let (first, last) = (year("2018-19"), year("2020-21"));
        let told =
            |points: &[(FinancialYear, Figure)]| change(&series(points), &[], Unit::GbpPerPerson);
        assert_eq!(
            told(&[(first, Err(Gap::NotAvailable)), (last, Ok(410.into()))]),
            "Leeds £410 in 2020-21, the only year with a figure"
        );
        assert_eq!(told(&[(first, Err(Gap::NotSubmitted))]), "Leeds, not submitted");
        assert_eq!(told(&[]), "Leeds, not available");
        assert_eq!(
            told(&[(first, Ok(410.into())), (last, Ok(410.into()))]),
            "Leeds was £410 in both 2018-19 and 2020-21"
        );
    }

    #[test]
    fn gaps_are_told_by_year() {
        let points = [
            (year("2016-17"), Ok(400.into())),
            (year("2018-19"), Err(Gap::Suppressed)),
            (year("2019-20"), Ok(410.into())),
        ];
        assert_eq!(missing(&series(&points)).as_deref(), Some("No figure for 2017-18 and 2018-19"));
        assert_eq!(missing(&series(&points[2..])), None);
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let long = "x".repeat(120);
        let text = compose("Spend", &[long.clone(), long.clone(), "end".to_owned()]);
        assert_eq!(text.chars().count(), 250);
        let text = compose("Spend", &[long.clone(), long.clone(), long]);
        assert!(!text.contains('…') && text.chars().count() <= LIMIT, "{text}");
        let text = compose(&"y".repeat(300), &["z".repeat(300)]);
        assert!(text.chars().count() <= LIMIT && text.ends_with("…."), "{text}");
    }

    #[test]
    fn a_figure_is_placed_beside_its_comparators() {
        let point = |role, label, figure| Point { role, label, figure };
        let points = [
            point(Role::Council, "Leeds", Ok(494.into())),
            point(Role::England, "England", Ok(480.into())),
            point(Role::Region, "North West", Ok(510.into())),
            point(Role::CouncilType, "Met districts", Err(Gap::NotAvailable)),
        ];
        assert_eq!(
            beside(&points, Unit::GbpPerPerson),
            [
                "Leeds £494, above England (£480), below North West (£510)",
                "Met districts: not available",
            ]
        );
    }
}
