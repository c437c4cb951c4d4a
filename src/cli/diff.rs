//! `uor diff`: what is different between two trees, for people and for programs.

use std::path::Path;

use use_of_resources::domain::format::count;
use use_of_resources::domain::rounding::half_up;
use use_of_resources::proof::diff;
use use_of_resources::proof::tree::Tree;
use use_of_resources::render::open_data::looks_like_formula;
use use_of_resources::report::changes::{Changes, CouncilChanges, Presence, SentenceChange};
use use_of_resources::run::{Fatal, Tables};

use crate::cli::args::{Diff, DiffFormat, Talk};
use crate::cli::show;

/// The columns of the CSV.
const COLUMNS: [&str; 19] = [
    "council_code",
    "council_name",
    "kind",
    "measure_id",
    "measure_name",
    "unit",
    "old_year",
    "new_year",
    "old_value",
    "new_value",
    "difference",
    "percent",
    "old_gap",
    "new_gap",
    "old_band",
    "new_band",
    "heading",
    "old_text",
    "new_text",
];

/// Carries out the command: 1 where something is different.
///
/// # Errors
/// When a folder is no tree of ours, or a file in it cannot be read.
pub(crate) fn diff(options: &Diff, talk: Talk) -> Result<u8, Fatal> {
    let open = |root: &Path| Tree::open(root).map_err(|error| Fatal::Arguments(error.to_string()));
    let (old, new) = (open(&options.old)?, open(&options.new)?);
    let changes = diff::diff(&old, &new).map_err(Fatal::Arguments)?;
    match if talk.json { DiffFormat::Json } else { options.format } {
        DiffFormat::Json => json(&changes),
        DiffFormat::Csv => csv(&changes)?,
        DiffFormat::Text => text(&changes, &Tables::load()?),
    }
    show::talk(talk, &last_line(&changes));
    Ok(u8::from(!changes.councils.is_empty()))
}

fn last_line(changes: &Changes) -> String {
    let of = if changes.is_revision() {
        format!("two editions for {}", changes.new_year)
    } else {
        format!("{} and {}", changes.old_year, changes.new_year)
    };
    let other =
        if changes.is_revision() { "" } else { "; sentences are compared for the same year only" };
    match changes.councils.len() {
        0 => format!("{of}: no figure, band or sentence of any council is different{other}"),
        1 => format!("{of}: one council is different{other}"),
        councils => format!("{of}: {} councils are different{other}", count(councils)),
    }
}

fn json(changes: &Changes) {
    show::data(&serde_json::to_string(changes).expect("changes are text"));
}

fn text(changes: &Changes, tables: &Tables) {
    for council in &changes.councils {
        show::data(&format!("{} ({}): {}", council.name, council.code, council.summary()));
        for change in &council.figures {
            let words = change.words(&tables.catalogue);
            let by = if words.by.is_empty() { String::new() } else { format!(", {}", words.by) };
            let band =
                if words.band.is_empty() { String::new() } else { format!("; {}", words.band) };
            show::data(&format!(
                "  {} {}, {}: {} → {}{by}{band}",
                change.measure, change.name, words.year, words.old, words.new
            ));
        }
        for SentenceChange { heading, old, new } in &council.sentences {
            let place = if heading.is_empty() { "Story" } else { heading };
            show::data(&format!("  {place}"));
            if !old.is_empty() {
                show::data(&format!("    - {old}"));
            }
            if !new.is_empty() {
                show::data(&format!("    + {new}"));
            }
        }
    }
}

fn csv(changes: &Changes) -> Result<(), Fatal> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| Fatal::Arguments(error.to_string());
    writer.write_record(COLUMNS).map_err(fault)?;
    for council in &changes.councils {
        for row in rows(council) {
            writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(fault)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Fatal::Arguments(error.to_string()))?;
    show::data(String::from_utf8_lossy(&bytes).trim_end_matches('\n'));
    Ok(())
}

/// A text that no spreadsheet runs as a formula. Numbers stay as they are.
fn guarded(cell: &str) -> String {
    let is_number =
        cell.strip_prefix('-').unwrap_or(cell).starts_with(|first: char| first.is_ascii_digit());
    if !is_number && looks_like_formula(cell) {
        return format!("'{cell}");
    }
    cell.to_owned()
}

/// A row for each figure and each sentence; one for a council that came or left.
fn rows(council: &CouncilChanges) -> Vec<[String; COLUMNS.len()]> {
    let mut rows = Vec::new();
    let empty = || {
        let mut row = [const { String::new() }; COLUMNS.len()];
        row[0].clone_from(&council.code);
        row[1].clone_from(&council.name);
        row
    };
    let mut add = |kind: &str, cells: &[(usize, String)]| {
        let mut row = empty();
        kind.clone_into(&mut row[2]);
        for (place, cell) in cells {
            if let Some(place) = row.get_mut(*place) {
                place.clone_from(cell);
            }
        }
        rows.push(row);
    };
    match council.presence {
        Presence::Both => {}
        Presence::Came => add("council-came", &[]),
        Presence::Left => add("council-left", &[]),
    }
    for change in &council.figures {
        let (difference, percent) = match change.difference() {
            Some((difference, share)) => (
                difference.normalize().to_string(),
                share.map_or_else(String::new, |share| half_up(share, 4).normalize().to_string()),
            ),
            None => (String::new(), String::new()),
        };
        let cells = [
            &change.measure,
            &change.name,
            &change.unit,
            &change.old.year,
            &change.new.year,
            &change.old.value,
            &change.new.value,
            &difference,
            &percent,
            &change.old.gap,
            &change.new.gap,
            &change.old.band,
            &change.new.band,
        ];
        let cells: Vec<(usize, String)> =
            (3..).zip(cells).map(|(place, cell)| (place, cell.clone())).collect();
        add(change.kind.id(), &cells);
    }
    for SentenceChange { heading, old, new } in &council.sentences {
        let cells = (16..).zip([heading, old, new]).map(|(place, cell)| (place, cell.clone()));
        add("sentence", &cells.collect::<Vec<_>>());
    }
    rows
}
