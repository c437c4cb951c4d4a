//! `run.log`: what a tree was made from and how each council went, for people. It says nothing of when,
//! where or in how many steps, so that the same tree has the same log.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::publish::manifest::{CouncilEntry, Edition};
use crate::publish::stage::{PublishError, Stage};
use crate::run::{self, Published, Worked};

/// Its name in the tree.
const LOG: &str = "run.log";

/// Writes it.
pub(super) fn write(
    stage: &Stage,
    published: &Published,
    worked: &Worked,
    edition: &Edition,
    (entries, regions_failed): (&[CouncilEntry], &BTreeMap<String, String>),
) -> Result<(), PublishError> {
    let mut log = String::new();
    let mut line = |words: String| {
        // Writing to memory cannot fail.
        let _ = writeln!(log, "{words}");
    };
    let made_up = if edition.illustrative { ", illustrative figures" } else { "" };
    line(format!("year {}{made_up}", edition.year));
    line(format!("edition {}", edition.name()));
    line(format!("made by {} with {}", edition.program, edition.engine));
    for file in &edition.inputs {
        line(format!(
            "read {} ({}), {} bytes, {}",
            file.name, file.recognised, file.bytes, file.sha256
        ));
    }
    let mut diagnostics = published.diagnostics.clone();
    diagnostics.extend(worked.added.diagnostics.iter().cloned());
    diagnostics.extend(worked.reconciliation.diagnostics.iter().cloned());
    for (kind, count) in run::counts(&diagnostics) {
        line(format!("noticed {count} {kind}"));
    }
    let held = &worked.reconciliation;
    line(format!("held against print {} figures, of which {} differ", held.compared, held.differ));
    if !edition.left_out.is_empty() {
        line(format!("left out of the reports: {}", edition.left_out));
    }
    for entry in entries {
        let how = match (entry.is_written(), entry.pages) {
            (true, Some(pages)) => format!("written, {pages} pages"),
            (true, None) => "written".to_owned(),
            (false, _) => format!("no report: {}", entry.outcome),
        };
        line(format!("council {} {}: {how}", entry.code, entry.name));
    }
    for (region, why) in regions_failed {
        line(format!("region {region}: no report: {why}"));
    }
    stage.write(LOG, log.as_bytes())
}
