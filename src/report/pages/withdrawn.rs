//! The page that stands at the address of a report that there is not: a council's that was withdrawn, or a
//! region's that could not be made. It has no figures.

use crate::reference::areas::AreaId;
use crate::report::pages::Pages;
use crate::report::pages::region::councils_of;
use crate::report::sentences::in_sentence;
use crate::report::view::{Named, WithdrawnPage};

/// How many folders below the tree it stands.
const DEPTH: usize = 2;

/// Builds it for a council of that name and ONS code.
pub fn build(pages: &Pages<'_>, name: &str, code: &str) -> WithdrawnPage {
    let year = pages.national.year;
    let facts = vec![("Report year", year.to_string()), ("ONS code", code.to_owned())];
    let mut instead: Vec<Named> =
        after(pages, name, code).into_iter().map(|council| pages.council(council, DEPTH)).collect();
    instead.retain(|named| !named.path.is_empty());
    WithdrawnPage {
        meta: pages.meta(name, facts, DEPTH),
        title: "This report was withdrawn".to_owned(),
        intro: vec![
            format!(
                "A report on {name} for {year} stood at this address. It was withdrawn: the edition that \
                 stands here now has no report of {name} at this address."
            ),
            "Please do not use copies of it or pass them on. What is different from the edition before is \
             on the page “What changed”."
                .to_owned(),
        ],
        instead,
    }
}

/// Builds it for a region whose report could not be made: its councils have theirs.
pub fn of_region(pages: &Pages<'_>, region: AreaId) -> WithdrawnPage {
    let national = pages.national;
    let (area, year) = (national.inputs.areas.get(region), national.year);
    let code = national.inputs.areas.code_in(region, year).to_owned();
    let facts = vec![("Report year", year.to_string()), ("ONS code", code)];
    let mut instead: Vec<Named> = councils_of(national, region)
        .into_iter()
        .map(|council| pages.council(council, DEPTH))
        .collect();
    instead.retain(|named| !named.path.is_empty());
    WithdrawnPage {
        meta: pages.meta(&area.name, facts, DEPTH),
        title: "This report could not be made".to_owned(),
        intro: vec![format!(
            "This edition has no report that sets the councils in {} side by side for {year}: it could not be \
             made. The reports of its councils and the figures of the region, in data.csv beside this page, are \
             not touched by that.",
            in_sentence(&area.name)
        )],
        instead,
    }
}

/// The councils to read about instead: the same one under a new code, and those that took its area over.
fn after(pages: &Pages<'_>, name: &str, code: &str) -> Vec<AreaId> {
    let areas = pages.national.inputs.areas;
    let successors = areas.by_code(code).map_or(&[][..], |id| &areas.get(id).successors);
    let is_after = |council: &AreaId| {
        let area = areas.get(*council);
        area.name == name || successors.contains(&area.slug)
    };
    pages.reports.keys().copied().filter(is_after).collect()
}
