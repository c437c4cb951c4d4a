//! The same figures by framework: objectives, outcomes and themes that councils are asked about.

use crate::domain::format;
use crate::measure::catalogue::{Framework, FrameworkSource, Mapping};
use crate::reference::areas::AreaId;
use crate::report::assessment::named;
use crate::report::national::{Latest, National};
use crate::report::sentences::{median, standing, text};
use crate::report::view::{FrameworkRow, FrameworkTable, Frameworks};

/// Writes the part about frameworks. Only mappings that were read in their source are printed.
pub fn frameworks(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Frameworks {
    let frameworks = &national.inputs.catalogue.frameworks;
    Frameworks {
        intro: vec![
            "These are figures of this report again, in the order of frameworks that councils are asked \
             about. A figure shows a part of what an objective or theme is about, never the whole, and \
             the standing is beside the median of England's councils."
                .to_owned(),
        ],
        tables: frameworks
            .iter()
            .map(|framework| table(national, council, all, framework))
            .filter(|table| !table.rows.is_empty())
            .collect(),
        left_out: frameworks.iter().filter_map(left_out).collect(),
    }
}

fn table(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    framework: &Framework,
) -> FrameworkTable {
    let mut rows = Vec::new();
    let mut sources: Vec<&FrameworkSource> = Vec::new();
    for mapping in framework.verified() {
        let found = all.iter().find(|latest| latest.measure.id == mapping.measure);
        let Some(latest) = found.filter(|latest| national.is_supplied(latest)) else { continue };
        rows.push(row(national, council, mapping, latest));
        if !sources.contains(&&mapping.source) {
            sources.push(&mapping.source);
        }
    }
    let sources: Vec<String> = sources
        .into_iter()
        .map(|source| format!("{}, {} ({})", source.title, source.publisher, source.date))
        .collect();
    FrameworkTable {
        id: framework.id.clone(),
        name: framework.name.clone(),
        column: framework.column.clone(),
        rows,
        source: format!("Which measures belong where: {}.", sources.join("; ")),
    }
}

fn row(
    national: &National<'_>,
    council: AreaId,
    mapping: &Mapping,
    latest: &Latest<'_>,
) -> FrameworkRow {
    let measure = latest.measure;
    let (number, outcome) = &mapping.outcome;
    let ids = [mapping.code.as_str(), measure.id.0.as_str()];
    let ids: Vec<&str> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    FrameworkRow {
        outcome: format!("{number}. {outcome}"),
        name: named(measure),
        ids: ids.join(", "),
        year: latest.year.to_string(),
        value: text(latest.value.value, measure.unit),
        median: median(latest),
        standing: standing(latest, national, council),
    }
}

/// That some or all of a framework is not shown.
fn left_out(framework: &Framework) -> Option<String> {
    let unread = framework.mappings.iter().filter(|mapping| !mapping.verified).count();
    let name = &framework.name;
    let unconfirmed = "has not yet been confirmed from its own publication";
    match (unread, framework.mappings.len()) {
        (0, _) => None,
        (some, all) if some == all => Some(format!(
            "{name}: no measures are shown, because which of them belong to it {unconfirmed}."
        )),
        (1, _) => Some(format!(
            "{name}: one more measure may belong to it and is not shown, because that {unconfirmed}."
        )),
        (some, _) => Some(format!(
            "{name}: {} more measures may belong to it and are not shown, because that {unconfirmed}.",
            format::count(some)
        )),
    }
}
