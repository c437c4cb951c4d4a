//! Arbitrary input to pictures that are always well formed.

use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::chart::balance::{self, Balance, Setting};
use crate::chart::bars::{self, Bars};
use crate::chart::line::{self, Trend};
use crate::chart::spark::{self, Spark};
use crate::chart::strip::{self, Quartiles, Size, Strip};
use crate::chart::{Chart, Point, Role, Series, Width, alt};
use crate::domain::figure::{Figure, Gap};
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

const ROLES: [Role; 5] =
    [Role::Council, Role::England, Role::Region, Role::CouncilType, Role::Peers];

/// Large and small decimals and everyday ones, up to the twenty digits that can be printed.
fn value() -> impl Strategy<Value = Decimal> {
    let any = (any::<u32>(), any::<u32>(), any::<bool>(), 0_u32..=28).prop_map(
        |(low, middle, negative, scale)| Decimal::from_parts(low, middle, 0, negative, scale),
    );
    let everyday = (-100_000_i64..10_000_000, 0_u32..4)
        .prop_map(|(digits, scale)| Decimal::new(digits, scale));
    prop_oneof![any, everyday, Just(Decimal::ZERO)]
}

fn figure() -> impl Strategy<Value = Figure> {
    prop_oneof![3 => value().prop_map(Ok), 1 => prop::sample::select(&Gap::ALL).prop_map(Err)]
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,60}", any::<String>(), Just("A & B <x> \"y\" ]]>".to_owned())]
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(&Unit::ALL)
}

fn year() -> impl Strategy<Value = FinancialYear> {
    (2010_u16..2030).prop_map(|end| FinancialYear::ending(end).expect("a year in range"))
}

fn years() -> impl Strategy<Value = Vec<(FinancialYear, Figure)>> {
    prop::collection::vec((year(), figure()), 0..14)
}

fn named<T: std::fmt::Debug>(
    inner: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<(String, T)>> {
    prop::collection::vec((label(), inner), 0..=5)
}

/// The chart is well-formed XML with finite numbers, and its alternative text fits.
fn check(chart: &Chart) -> Result<(), TestCaseError> {
    well_formed(&chart.svg)
        .map_err(|fault| TestCaseError::fail(format!("{fault}: {}", chart.svg)))?;
    prop_assert!(chart.alt.chars().count() <= alt::LIMIT, "{}", chart.alt);
    prop_assert!(chart.width.is_finite() && chart.height.is_finite() && chart.height > 0.0);
    Ok(())
}

/// A strict reader of the small part of XML that charts use.
fn well_formed(svg: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some((words, tail)) = rest.split_once('<') {
        text(words)?;
        let (tag, after) = tail.split_once('>').ok_or("a tag is not closed")?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            if open.is_empty() {
                break;
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !["svg", "title", "desc", "rect", "path", "circle", "text"].contains(&name) {
            return Err(format!("<{name}> is not drawn by charts"));
        }
        each_attribute(name, attributes)?;
        if !empty {
            open.push(name);
        }
    }
    if open.is_empty() && rest.is_empty() { Ok(()) } else { Err("something is left".to_owned()) }
}

fn each_attribute(element: &str, attributes: &str) -> Result<(), String> {
    let mut seen = Vec::new();
    let mut rest = attributes;
    while !rest.is_empty() {
        let (name, tail) = rest.split_once("=\"").ok_or("an attribute without a value")?;
        let (value, after) = tail.split_once('"').ok_or("a value is not closed")?;
        if seen.contains(&name) {
            return Err(format!("{name} twice"));
        }
        seen.push(name);
        text(value)?;
        let number = ["x", "y", "cx", "cy", "r", "width", "height", "stroke-width", "font-size"];
        if number.contains(&name) && !value.parse().is_ok_and(f64::is_finite) {
            return Err(format!("{element} has {name} {value}"));
        }
        if name == "d" && !value.chars().all(|c| c.is_ascii_digit() || "MLVaZ .-".contains(c)) {
            return Err(format!("a path of {value}"));
        }
        rest = after.trim_start();
    }
    Ok(())
}

fn text(words: &str) -> Result<(), String> {
    let allowed = |c: char| c >= ' ' && !c.is_control() && c != '\u{FFFE}' && c != '\u{FFFF}';
    if !words.chars().all(allowed) {
        return Err(format!("characters XML forbids in {words:?}"));
    }
    for entity in words.split('&').skip(1) {
        if !["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|known| entity.starts_with(known)) {
            return Err(format!("an ampersand in {words:?}"));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn strips_are_well_formed(
        (title, unit, year, parts) in (label(), unit(), year(), named(figure())),
        (values, quartered) in (prop::collection::vec(value(), 0..40), any::<bool>()),
    ) {
        let marks: Vec<Point<'_>> = parts
            .iter()
            .zip(ROLES)
            .map(|((label, figure), role)| Point { role, label, figure: *figure })
            .collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let quartiles = sorted.first().zip(sorted.last()).filter(|_| quartered).map(|(lower, upper)| {
            Quartiles { lower: *lower, median: sorted[sorted.len() / 2], upper: *upper }
        });
        let similar = &values[..values.len() / 4];
        let (values, marks) = (&values[..], &marks[..]);
        let ringed = strip::SIMILAR;
        let strip =
            Strip { id: "s", title: &title, unit, year, values, similar, ringed, quartiles, marks };
        check(&strip::draw(&strip, Size::Full))?;
        check(&strip::draw(&strip, Size::Compact))?;
        check(&strip::key("k", &title, &[(Role::Region, &title)]))?;
    }

    #[test]
    fn trends_are_well_formed(
        (title, unit, parts) in (label(), unit(), named(years())),
        breaks in prop::collection::vec(year(), 0..4),
    ) {
        let series: Vec<Series<'_>> = parts
            .iter()
            .zip(ROLES)
            .map(|((label, points), role)| Series { role, label, points })
            .collect();
        let trend = Trend { id: "t", title: &title, unit, series: &series, breaks: &breaks };
        check(&line::draw(&trend, Width::Full).chart)?;
        check(&line::draw(&trend, Width::Half).chart)?;
        if let Some((council, points)) = parts.first() {
            let (id, breaks) = ("k", &breaks);
            check(&spark::draw(&Spark { id, title: &title, unit, council, points, breaks }))?;
        }
    }

    #[test]
    fn bars_are_well_formed(
        (title, unit, year, parts) in (label(), unit(), year(), named(figure())),
    ) {
        let points: Vec<Point<'_>> = parts
            .iter()
            .zip(ROLES)
            .map(|((label, figure), role)| Point { role, label, figure: *figure })
            .collect();
        let bars = Bars { id: "b", title: &title, unit, year, points: &points };
        check(&bars::draw(&bars, Width::Full))?;
        check(&bars::draw(&bars, Width::Half))?;
    }

    #[test]
    fn balances_are_well_formed(
        (title, year, names) in (label(), year(), prop::collection::vec(label(), 0..=5)),
        rows in prop::collection::vec((label(), prop::collection::vec(figure(), 0..5)), 0..8),
    ) {
        let areas: Vec<(Role, &str)> = ROLES.into_iter().zip(names.iter().map(String::as_str)).collect();
        let settings: Vec<Setting<'_>> =
            rows.iter().map(|(label, shares)| Setting { label, shares }).collect();
        check(&balance::draw(&Balance {
            id: "b",
            title: &title,
            year,
            areas: &areas,
            settings: &settings,
        }))?;
    }
}

#[test]
fn the_reader_refuses_what_is_not_well_formed() {
    for fault in [
        "<svg><text>a & b</text></svg>",
        "<svg><text>a</svg></text>",
        r#"<svg width="NaN"></svg>"#,
        r#"<svg><path d="M0 inf"/></svg>"#,
        r#"<svg x="1" x="1"></svg>"#,
        "<svg></svg><svg></svg>",
        "<svg><script></script></svg>",
    ] {
        assert!(well_formed(fault).is_err(), "{fault}");
    }
}
