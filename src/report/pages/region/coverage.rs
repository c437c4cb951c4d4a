//! How complete the figures of a region are.

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::reference::areas::AreaId;
use crate::report::pages::region::{Column, DEPTH, Region};
use crate::report::sentences::join;
use crate::report::view::CoverageRow;

/// Who has every figure, and who did not send a return, in sentences.
pub(super) fn intro(region: &Region<'_>) -> Vec<String> {
    let councils = &region.councils;
    let named = |wanted: &dyn Fn(AreaId) -> bool| {
        let names: Vec<String> = councils
            .iter()
            .filter(|council| wanted(**council))
            .map(|council| region.council_name(*council).to_owned())
            .collect();
        join(&names)
    };
    let columns = &region.columns;
    let not_sent = |council: AreaId| {
        columns.iter().any(|column| column.gap(council) == Some(Gap::NotSubmitted))
    };
    let all = |council: AreaId| columns.iter().all(|column| column.gap(council).is_none());
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

/// One row a measure.
pub(super) fn rows(region: &Region<'_>) -> Vec<CoverageRow> {
    region.columns.iter().map(|column| row(region, column)).collect()
}

fn row(region: &Region<'_>, column: &Column<'_>) -> CoverageRow {
    let councils = &region.councils;
    let missing: Vec<(AreaId, Gap)> =
        councils.iter().filter_map(|council| Some((*council, column.gap(*council)?))).collect();
    let first = missing.first().map(|(_, gap)| *gap);
    let same = missing.iter().all(|(_, gap)| Some(*gap) == first);
    let without = match first {
        None => "none".to_owned(),
        Some(gap) if same && missing.len() == councils.len() => {
            format!("every council ({})", gap.words())
        }
        Some(_) => missing
            .iter()
            .map(|(council, gap)| format!("{} ({})", region.council_name(*council), gap.words()))
            .collect::<Vec<_>>()
            .join("; "),
    };
    CoverageRow {
        measure: region.pages.measure(column.measure, column.measure.short.clone(), DEPTH),
        year: column.year.to_string(),
        with_figures: format!(
            "{} of {}",
            format::count(councils.len() - missing.len()),
            format::count(councils.len())
        ),
        without,
    }
}
