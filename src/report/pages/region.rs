//! The page of a region: its councils side by side A to Z, beside the region and England, and how
//! complete their figures are.

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Measure};
use crate::measure::groups;
use crate::measure::results::YearResults;
use crate::reference::areas::AreaId;
use crate::report::national::National;
use crate::report::pages::Pages;
use crate::report::sentences::{join, standing_of, text};
use crate::report::view::{
    CoverageRow, Link, Named, RegionCell, RegionColumn, RegionPage, RegionRow, RegionTable,
};

/// How deep the pages of regions stand in the tree.
const DEPTH: usize = 2;

/// A headline measure with its newest figures.
struct Column<'a> {
    measure: &'a Measure,
    year: FinancialYear,
    results: &'a YearResults,
}

/// The councils of a region in the report year, A to Z.
pub fn councils_of(national: &National<'_>, region: AreaId) -> Vec<AreaId> {
    let areas = national.inputs.areas;
    let mut councils = groups::members(areas, region, national.year).unwrap_or_default();
    councils.sort_by_key(|council| (&areas.get(*council).name, *council));
    councils
}

/// Builds the page of a region.
pub fn build(pages: &Pages<'_>, region: AreaId) -> RegionPage {
    let national = pages.national;
    let areas = national.inputs.areas;
    let councils = councils_of(national, region);
    let area = areas.get(region);
    let mut meta = pages.meta(
        &area.name,
        vec![
            ("Year", national.year.to_string()),
            ("Councils", format::count(councils.len())),
            ("ONS code", areas.code_in(region, national.year).to_owned()),
        ],
        DEPTH,
    );
    meta.files.push(Link {
        label: "All figures of these councils and of the region (CSV)".to_owned(),
        path: "data.csv".to_owned(),
    });
    let columns = columns(national, &councils);
    RegionPage {
        meta,
        intro: vec![
            "Councils stand from A to Z, so that no order means anything. Under each figure stands how it \
             is placed beside the median of England's councils; better and worse are used only where one \
             direction is plainly wanted."
                .to_owned(),
            "A difference between councils has many possible reasons: who lives there, prices, how support \
             is recorded. It is a question to ask and not an answer."
                .to_owned(),
        ],
        councils: councils.iter().map(|council| pages.council(*council, DEPTH)).collect(),
        tables: Basket::ALL
            .into_iter()
            .filter_map(|basket| table(pages, basket, &columns, &councils, region))
            .collect(),
        completeness: completeness(national, &columns, &councils),
        coverage: columns.iter().map(|column| coverage(pages, column, &councils)).collect(),
    }
}

/// The headline measures for which the files hold anything, with their newest figures.
fn columns<'a>(national: &National<'a>, councils: &[AreaId]) -> Vec<Column<'a>> {
    let measures = national.inputs.catalogue.measures.values();
    measures
        .filter(|measure| measure.headline)
        .filter_map(|measure| {
            let year = national.results.latest_year(&measure.id, national.year)?;
            let results = national.results.year(&measure.id, year)?;
            Some(Column { measure, year, results })
        })
        .filter(|column| {
            councils.iter().any(|council| gap(column, *council) != Some(Gap::NotSupplied))
        })
        .collect()
}

/// Why a council has no figure; nothing where it has one.
fn gap(column: &Column<'_>, council: AreaId) -> Option<Gap> {
    column.results.values.get(&council).map_or(Some(Gap::NotAvailable), |value| value.value.err())
}

fn table(
    pages: &Pages<'_>,
    basket: Basket,
    columns: &[Column<'_>],
    councils: &[AreaId],
    region: AreaId,
) -> Option<RegionTable> {
    let columns: Vec<&Column<'_>> =
        columns.iter().filter(|column| column.measure.basket == basket).collect();
    if columns.is_empty() {
        return None;
    }
    let areas = pages.national.inputs.areas;
    let group = |area: AreaId| RegionRow {
        area: Named { name: areas.get(area).name.clone(), path: String::new() },
        cells: columns
            .iter()
            .map(|column| RegionCell {
                value: figure(pages, column, area),
                standing: String::new(),
            })
            .collect(),
    };
    Some(RegionTable {
        id: basket.id(),
        name: basket.name().to_owned(),
        columns: columns
            .iter()
            .map(|column| RegionColumn {
                measure: pages.measure(column.measure, column.measure.short.clone(), DEPTH),
                unit: column.measure.unit.words().to_owned(),
                year: column.year.to_string(),
            })
            .collect(),
        rows: councils
            .iter()
            .map(|council| RegionRow {
                area: pages.council(*council, DEPTH),
                cells: columns.iter().map(|column| cell(pages, column, *council)).collect(),
            })
            .collect(),
        groups: [region, areas.england()].into_iter().map(group).collect(),
    })
}

fn figure(pages: &Pages<'_>, column: &Column<'_>, area: AreaId) -> crate::report::view::Text {
    let figure = pages.national.figure(&column.measure.id, column.year, Some(area));
    text(figure, column.measure.unit)
}

fn cell(pages: &Pages<'_>, column: &Column<'_>, council: AreaId) -> RegionCell {
    let national = pages.national;
    let standing = column.results.values.get(&council).filter(|value| value.value.is_ok());
    let standing = standing.map(|value| {
        let spread = column.results.distribution.as_ref();
        let standing = national.standing(column.measure, council, value, spread);
        standing_of(national, column.measure, council, value.value, standing)
    });
    RegionCell { value: figure(pages, column, council), standing: standing.unwrap_or_default() }
}

/// Who did not send a return, and who began after it was due, in sentences.
fn completeness(
    national: &National<'_>,
    columns: &[Column<'_>],
    councils: &[AreaId],
) -> Vec<String> {
    let areas = national.inputs.areas;
    let named = |wanted: &dyn Fn(AreaId) -> bool| {
        let names: Vec<String> = councils
            .iter()
            .filter(|council| wanted(**council))
            .map(|council| areas.get(*council).name.clone())
            .collect();
        join(&names)
    };
    let not_sent = |council: AreaId| {
        columns.iter().any(|column| gap(column, council) == Some(Gap::NotSubmitted))
    };
    let all = |council: AreaId| columns.iter().all(|column| gap(column, council).is_none());
    let complete = councils.iter().filter(|council| all(**council)).count();
    let mut sentences = vec![format!(
        "Councils with a figure for every headline measure: {} of {}.",
        format::count(complete),
        format::count(councils.len())
    )];
    sentences.push(named(&not_sent).map_or_else(
        || {
            "No council is marked as not having sent a return for the figures shown here."
                .to_owned()
        },
        |names| format!("Councils that did not send a return to the publisher: {names}."),
    ));
    sentences
}

fn coverage(pages: &Pages<'_>, column: &Column<'_>, councils: &[AreaId]) -> CoverageRow {
    let areas = pages.national.inputs.areas;
    let missing: Vec<(AreaId, Gap)> =
        councils.iter().filter_map(|council| Some((*council, gap(column, *council)?))).collect();
    let first = missing.first().map(|(_, gap)| *gap);
    let same = missing.iter().all(|(_, gap)| Some(*gap) == first);
    let without = match first {
        None => "none".to_owned(),
        Some(gap) if same && missing.len() == councils.len() => {
            format!("every council ({})", gap.words())
        }
        Some(_) => missing
            .iter()
            .map(|(council, gap)| format!("{} ({})", areas.get(*council).name, gap.words()))
            .collect::<Vec<_>>()
            .join("; "),
    };
    CoverageRow {
        measure: pages.measure(column.measure, column.measure.short.clone(), DEPTH),
        year: column.year.to_string(),
        with_figures: format!(
            "{} of {}",
            format::count(councils.len() - missing.len()),
            format::count(councils.len())
        ),
        without,
    }
}
