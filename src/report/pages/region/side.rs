//! The councils of a region side by side, A to Z, and how each measure spreads over councils.

use rust_decimal::Decimal;

use crate::chart::strip::{self, Size, Strip};
use crate::chart::{Point, Role};
use crate::measure::catalogue::Basket;
use crate::reference::areas::AreaId;
use crate::report::pages::region::{Column, DEPTH, Region};
use crate::report::pictures::quartiles;
use crate::report::sentences::in_sentence;
use crate::report::sentences::standing_of;
use crate::report::view::{
    ChartRef, Named, RegionCell, RegionChart, RegionColumn, RegionRow, RegionTable,
};

/// The most measures of one table: as many as fit beside each other on a page.
const MOST: usize = 5;

/// The tables of some themes.
pub(super) fn tables(region: &Region<'_>, baskets: &[Basket]) -> Vec<RegionTable> {
    let columns: Vec<&Column<'_>> = of(region, baskets).collect();
    let count = columns.len().div_ceil(MOST).max(1);
    // About as many in each: four and five rather than one and eight.
    let each = columns.len().div_ceil(count).max(1);
    let tables = columns.chunks(each).enumerate();
    tables
        .map(|(number, columns)| {
            let part =
                if count > 1 { format!(", {} of {count}", number + 1) } else { String::new() };
            table(region, columns, &part)
        })
        .collect()
}

fn of<'r>(region: &'r Region<'_>, baskets: &[Basket]) -> impl Iterator<Item = &'r Column<'r>> {
    region.columns.iter().filter(|column| baskets.contains(&column.measure.basket))
}

fn table(region: &Region<'_>, columns: &[&Column<'_>], part: &str) -> RegionTable {
    let areas = region.national.inputs.areas;
    let group = |area: AreaId| RegionRow {
        area: Named { name: areas.get(area).name.clone(), path: String::new() },
        cells: columns
            .iter()
            .map(|column| RegionCell {
                value: region.figure(column, area),
                standing: String::new(),
            })
            .collect(),
    };
    let first = columns.first().map(|column| column.measure.id.0.to_lowercase());
    let names: Vec<&str> = columns.iter().map(|column| column.measure.basket.name()).collect();
    let mut themes = names;
    themes.dedup();
    RegionTable {
        id: format!("side-{}", first.unwrap_or_default()),
        caption: format!(
            "{}{part}: councils of {} side by side",
            themes.join(", "),
            in_sentence(region.name)
        ),
        columns: columns
            .iter()
            .map(|column| RegionColumn {
                id: column.measure.id.to_string(),
                measure: region.pages.measure(column.measure, column.measure.short.clone(), DEPTH),
                unit: column.measure.unit.words().to_owned(),
                year: column.year.to_string(),
            })
            .collect(),
        rows: region
            .councils
            .iter()
            .map(|council| RegionRow {
                area: region.pages.council(*council, DEPTH),
                cells: columns.iter().map(|column| cell(region, column, *council)).collect(),
            })
            .collect(),
        groups: [region.id, areas.england()].into_iter().map(group).collect(),
    }
}

fn cell(region: &Region<'_>, column: &Column<'_>, council: AreaId) -> RegionCell {
    let national = region.national;
    let value = column.results.values.get(&council).filter(|value| value.value.is_ok());
    let standing = value.map(|value| {
        let standing = region.standing(column, council);
        standing_of(national, column.measure, council, value.value, standing)
    });
    RegionCell { value: region.figure(column, council), standing: standing.unwrap_or_default() }
}

/// The strips of some themes; a measure that no council has a figure for has none.
pub(super) fn charts(
    region: &Region<'_>,
    baskets: &[Basket],
    pictures: &mut Vec<(String, String)>,
) -> Vec<RegionChart> {
    let mut charts = Vec::new();
    for column in of(region, baskets).filter(|column| column.spread().is_some()) {
        let (strip, svg) = chart(region, column);
        pictures.push((strip.id.clone(), svg));
        charts.push(RegionChart {
            name: column.measure.short.clone(),
            unit: column.measure.unit.words().to_owned(),
            year: column.year.to_string(),
            strip,
        });
    }
    charts
}

fn chart(region: &Region<'_>, column: &Column<'_>) -> (ChartRef, String) {
    let national = region.national;
    let areas = national.inputs.areas;
    let england = areas.england();
    let figure = |area: AreaId| national.figure(&column.measure.id, column.year, Some(area));
    let own: Vec<Decimal> =
        region.councils.iter().filter_map(|council| figure(*council).ok()).collect();
    let marks = [(Role::England, england), (Role::Region, region.id)].map(|(role, area)| Point {
        role,
        label: &areas.get(area).name,
        figure: figure(area),
    });
    let id = format!("strip-{}", column.measure.id);
    let spread = column.spread();
    let drawn = strip::draw(
        &Strip {
            id: &id,
            title: &column.measure.short,
            unit: column.measure.unit,
            year: column.year,
            values: spread.map_or(&[], |spread| &spread.values),
            similar: &own,
            ringed: "Councils of the region",
            quartiles: spread.and_then(quartiles),
            marks: &marks,
        },
        Size::Half,
    );
    (ChartRef::of(&id, &drawn), drawn.svg)
}
