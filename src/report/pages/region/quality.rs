//! Which figures of a region need care before anyone uses them.

use std::collections::BTreeMap;

use crate::domain::year::FinancialYear;
use crate::measure::distribution::Standing;
use crate::reference::areas::AreaId;
use crate::report::pages::region::Region;
use crate::report::sentences::{capital, join, recoded};
use crate::report::view::Paragraph;

/// What should be known, kind by kind.
pub(super) fn notes(region: &Region<'_>) -> Vec<Paragraph> {
    let mut notes = vec![note("To be checked before use", beyond(region))];
    let compared = not_compared(region);
    if !compared.is_empty() {
        notes.push(note("Not compared with others", compared.join(" ")));
    }
    let lineage = lineage(region);
    if !lineage.is_empty() {
        notes.push(note("New councils and changed codes", lineage.join(" ")));
    }
    notes.extend(older(region).map(|text| note("Older figures", text)));
    notes.extend(caveats(region));
    notes
}

fn note(heading: &str, text: String) -> Paragraph {
    Paragraph { heading: heading.to_owned(), text }
}

/// Figures so far from all others that nobody should describe them unseen.
fn beyond(region: &Region<'_>) -> String {
    let far = region.columns.iter().filter_map(|column| {
        let councils = region.councils.iter();
        let names: Vec<String> = councils
            .filter(|council| region.standing(column, **council) == Some(Standing::Beyond))
            .map(|council| region.council_name(*council).to_owned())
            .collect();
        Some(format!("{} ({})", column.measure.short, join(&names)?))
    });
    let far: Vec<String> = far.collect();
    if far.is_empty() {
        return "No figure here is so far from other councils that it should be checked with the council \
                before anyone describes it."
            .to_owned();
    }
    format!(
        "So far from other councils that the figure should be checked with the council before anyone \
         describes it: {}.",
        far.join("; ")
    )
}

fn not_compared(region: &Region<'_>) -> Vec<String> {
    let areas = region.national.inputs.areas;
    region
        .councils
        .iter()
        .filter_map(|council| areas.not_compared(*council))
        .map(str::to_owned)
        .collect()
}

/// Councils that began in a year of the figures, and codes that changed.
fn lineage(region: &Region<'_>) -> Vec<String> {
    let areas = region.national.inputs.areas;
    let of = |council: &AreaId| {
        let area = areas.get(*council);
        let first = areas.first_year(*council).filter(|_| !area.predecessors.is_empty());
        let began = first.map(|first| {
            format!(
                "{} began in {first}; figures of the councils before it are not joined to its own.",
                area.name
            )
        });
        let code = recoded(region.national, *council).map(|text| format!("{}: {text}", area.name));
        began.into_iter().chain(code)
    };
    region.councils.iter().flat_map(of).collect()
}

/// Measures whose newest figures are of an earlier year.
fn older(region: &Region<'_>) -> Option<String> {
    let mut by_year: BTreeMap<FinancialYear, Vec<String>> = BTreeMap::new();
    for column in region.columns.iter().filter(|column| column.year < region.national.year) {
        by_year.entry(column.year).or_default().push(column.measure.short.clone());
    }
    let lines: Vec<String> = by_year
        .into_iter()
        .filter_map(|(year, measures)| {
            Some(format!("The newest figures are from {year} for: {}.", capital(&join(&measures)?)))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// The caveats of the catalogue that matter to these measures: those that hold throughout in one, then the
/// others under the names of their measures.
fn caveats(region: &Region<'_>) -> Vec<Paragraph> {
    const THROUGHOUT: &str = "Keep in mind throughout";
    let catalogue = region.national.inputs.catalogue;
    let mut found = vec![note(THROUGHOUT, String::new())];
    for caveat in catalogue.caveats.values() {
        let columns = region.columns.iter();
        let names: Vec<String> = columns
            .filter(|column| column.measure.caveats.contains(&caveat.code))
            .map(|column| column.measure.short.clone())
            .collect();
        let heading = if caveat.throughout { Some(THROUGHOUT.to_owned()) } else { join(&names) };
        let Some(heading) = heading.filter(|_| caveat.matters_in(region.national.year)) else {
            continue;
        };
        match found.iter_mut().find(|known| known.heading == heading) {
            Some(known) if known.text.is_empty() => known.text.clone_from(&caveat.text),
            Some(known) => {
                known.text.push(' ');
                known.text.push_str(&caveat.text);
            }
            None => found.push(Paragraph { heading, text: caveat.text.clone() }),
        }
    }
    found.retain(|known| !known.text.is_empty());
    found
}
