//! The columns of a wide file to areas: councils by their code and name, regions and England by theirs.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::observe::pss::layout::Layout;
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::reference::vocabulary::normalise;
use crate::release::wide::Wide;

/// How a council heads its column: `102 - Cumbria`. The code and the name.
pub(super) fn council(header: &str) -> Option<(&str, &str)> {
    let (code, name) = header.split_once(" - ")?;
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| (code, name.trim()))
}

/// Which column holds the figures of which area. `first` is the first column that is not a label.
pub(super) fn areas(
    wide: &Wide<'_>,
    first: usize,
    layout: &Layout,
    areas: &Areas,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(usize, AreaId)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for index in first..wide.header().len() {
        let (header, letters) = (wide.header().get(index), wide.above().get(index));
        let place = wide.header().place(index);
        let area = match council(header) {
            Some((code, name)) => by_code(code, name, letters, layout, areas, &place, findings),
            None => group(header, letters, layout, areas),
        };
        match area {
            Ok(area) if seen.insert(area) => found.push((index, area)),
            Ok(area) => findings.push(
                Diagnostic::error(
                    "release/duplicate-column",
                    format!("{} has two columns", areas.get(area).name),
                )
                .at(place)
                .help("compare the header with the publisher's file"),
            ),
            Err(fault) => findings.push(fault.at(place)),
        }
    }
    let missing: Vec<&str> = areas
        .councils_in(layout.year)
        .filter(|id| !seen.contains(id))
        .map(|id| areas.get(id).name.as_str())
        .collect();
    if !missing.is_empty() {
        let message = format!("there is no column for {}", missing.join(", "));
        findings.push(
            Diagnostic::warning("observe/missing-council", message)
                .at(Place::file(wide.file()))
                .help("compare the header with the publisher's file: a column may have been lost"),
        );
    }
    found
}

/// A council by its code; its name and the letters of its region must agree.
fn by_code(
    code: &str,
    name: &str,
    letters: &str,
    layout: &Layout,
    areas: &Areas,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Result<AreaId, Diagnostic> {
    let id = areas.by_cassr(code, layout.year).ok_or_else(|| {
        let message = format!("no council had the code {code} ('{name}') in {}", layout.year);
        Diagnostic::error("observe/unknown-area", message)
            .help("correct the code, or add the council to data/reference/councils.csv")
    })?;
    let area = areas.get(id);
    match areas.by_name(name) {
        names if names.contains(&id) => {}
        [] => findings.push(
            Diagnostic::warning(
                "observe/new-spelling",
                format!("'{name}' is a new spelling of {}; its code is {code}", area.name),
            )
            .at(place.clone())
            .help("add it to other_names in data/reference/councils.csv"),
        ),
        _ => return Err(mismatch(format!("{code} is {} but the name is '{name}'", area.name))),
    }
    let region = layout.regions.get(letters).and_then(|region| areas.by_code(&region.code));
    if region.is_none() || region != area.region {
        return Err(mismatch(format!("{} does not lie in the region '{letters}'", area.name)));
    }
    Ok(id)
}

/// A region or England by the letters over its column; its header must agree.
fn group(
    header: &str,
    letters: &str,
    layout: &Layout,
    areas: &Areas,
) -> Result<AreaId, Diagnostic> {
    layout
        .regions
        .get(letters)
        .filter(|region| normalise(&region.name) == normalise(header))
        .and_then(|region| areas.by_code(&region.code))
        .filter(|id| matches!(areas.get(*id).level, AreaLevel::Region | AreaLevel::England))
        .ok_or_else(|| {
            let message = format!("'{header}' under '{letters}' is no council, region or England");
            Diagnostic::error("observe/unknown-area", message)
                .help("compare it with [regions] in data/reference/pss-2014-15.toml")
        })
}

fn mismatch(message: String) -> Diagnostic {
    Diagnostic::error("observe/area-mismatch", message)
        .help("code, name and region must mean one council; compare them with the publisher's file")
}
