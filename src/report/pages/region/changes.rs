//! What changed since the year before, in a region and in its councils.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::domain::format;
use crate::report::pages::region::{Column, DEPTH, Region};
use crate::report::sentences::{join, text};
use crate::report::trend::change;
use crate::report::view::RegionChange;

pub(super) fn intro(region: &Region<'_>) -> Vec<String> {
    let mut intro = vec![
        "Each measure stands beside the year before its newest figures. Money is in cash. Councils are \
         counted by their figures as printed, those that have one in both years; a difference may lie within \
         what chance alone would give."
            .to_owned(),
    ];
    let broken = region.columns.iter().filter(|column| is_broken(region, column));
    let broken: Vec<String> = broken.map(|column| column.measure.short.clone()).collect();
    if let Some(names) = join(&broken) {
        intro.push(format!(
            "Not compared, because figures are collected or worked out differently from the year before: {names}."
        ));
    }
    let lacks = |column: &&Column<'_>| !is_broken(region, column) && pair(region, column).is_none();
    let without = region.columns.iter().filter(lacks);
    let without: Vec<String> = without.map(|column| column.measure.short.clone()).collect();
    if let Some(names) = join(&without) {
        intro.push(format!("The region has no figure in one of the two years for: {names}."));
    }
    intro.push(
        "What is different in this edition from the one that stood in its place before is on the page of \
         changes (changes.html)."
            .to_owned(),
    );
    intro
}

fn is_broken(region: &Region<'_>, column: &Column<'_>) -> bool {
    region.national.inputs.catalogue.breaks_before(&column.measure.id, column.year)
}

/// The region the year before and now, where it has both figures.
fn pair(region: &Region<'_>, column: &Column<'_>) -> Option<(Decimal, Decimal)> {
    let figure = |year| region.national.figure(&column.measure.id, year, Some(region.id)).ok();
    figure(column.year.before()).zip(figure(column.year))
}

/// One row a measure; those where the region lacks a year, or with a break between, are left out.
pub(super) fn rows(region: &Region<'_>) -> Vec<RegionChange> {
    let columns = region.columns.iter().filter(|column| !is_broken(region, column));
    columns.filter_map(|column| row(region, column)).collect()
}

fn row(region: &Region<'_>, column: &Column<'_>) -> Option<RegionChange> {
    let national = region.national;
    let unit = column.measure.unit;
    let before = column.year.before();
    let figure = |year, area| national.figure(&column.measure.id, year, Some(area));
    let mut counts = [0_usize; 3];
    for council in &region.councils {
        let pair = (figure(before, *council), figure(column.year, *council));
        let (Ok(old), Ok(new)) = pair else { continue };
        let same = format::number(old, unit) == format::number(new, unit);
        let [rose, fell, stayed] = &mut counts;
        *match (same, new.cmp(&old)) {
            (false, Ordering::Greater) => rose,
            (false, Ordering::Less) => fell,
            _ => stayed,
        } += 1;
    }
    let (old, new) = pair(region, column)?;
    let changed = if format::number(old, unit) == format::number(new, unit) {
        Some("no change".to_owned())
    } else {
        change(old, new, unit)
    };
    Some(RegionChange {
        measure: region.pages.measure(column.measure, column.measure.short.clone(), DEPTH),
        years: format!("{before} to {}", column.year),
        before: text(Ok(old), unit),
        after: text(Ok(new), unit),
        change: changed.unwrap_or_else(|| "not given".to_owned()),
        councils: counts.map(format::count),
    })
}
