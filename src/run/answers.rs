//! What councils wrote in earlier self-assessments, from the files that someone gave.
//!
//! Nothing here stops a run but a path that is not there: a file that is damaged, or not of a council of
//! the run, is named and left alone.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnosed, Diagnostic, Severity};
use crate::domain::year::FinancialYear;
use crate::observe::answers::{self, Known, left_alone};
use crate::reference::areas::AreaId;
use crate::release::input::InputFile;
use crate::release::{walk, workbook};
use crate::run::added::{Added, entry};
use crate::run::tables::Tables;

/// Takes the answers of workbooks; the newest of a council stands. Other files of a folder, such as the
/// rest of last year's tree, are passed over.
pub(super) fn read(added: &mut Added, paths: &[PathBuf], tables: &Tables, year: FinancialYear) {
    let assessment = &tables.catalogue.assessment;
    let items: Vec<&str> = assessment.items.iter().map(|item| &*item.id).collect();
    let scores: Vec<&str> = assessment.scores.iter().map(|score| &*score.value).collect();
    let known = Known {
        items: &items,
        scores: &scores,
        relevance: &assessment.relevance,
        confidence: &assessment.confidence,
    };
    for path in paths {
        let Diagnosed { value: files, diagnostics } = walk::open(std::slice::from_ref(path));
        added.diagnostics.extend(diagnostics.into_iter().map(no_fault));
        // What was given by itself is meant to be a workbook, whatever it is called.
        let meant = path.is_file() && files.len() == 1;
        for file in files.iter().filter(|file| meant || is_workbook(file)) {
            let Diagnosed { value, diagnostics } = answers::read(file, known, &tables.areas);
            added.diagnostics.extend(diagnostics);
            let Some(found) = value else { continue };
            let name = &tables.areas.get(found.council).name;
            if !tables.areas.exists_in(found.council, year) {
                let why = format!("{name} is no council of {year}");
                added.diagnostics.push(left_alone(&found.file, &why));
                continue;
            }
            added.files.push(entry(file, "answers of a self-assessment"));
            let newest = match added.answers.remove(&found.council) {
                None => found,
                Some(other) => {
                    let (older, newest) =
                        if other.year >= found.year { (found, other) } else { (other, found) };
                    let why = format!("{} has answers of {name} for {}", newest.file, newest.year);
                    added.diagnostics.push(left_alone(&older.file, &why));
                    newest
                }
            };
            added.answers.insert(newest.council, newest);
        }
    }
}

/// Leaves alone what councils wrote whose reports the run does not make.
pub(super) fn only_for(added: &mut Added, councils: &[AreaId], tables: &Tables) {
    for (council, found) in std::mem::take(&mut added.answers) {
        if councils.contains(&council) {
            added.answers.insert(council, found);
            continue;
        }
        let name = &tables.areas.get(council).name;
        let why = format!("it is of {name}, whose report is not made in this run");
        added.diagnostics.push(left_alone(&found.file, &why));
    }
}

/// A damaged file among others is left alone; a path that is not there is a mistake in the command.
fn no_fault(found: Diagnostic) -> Diagnostic {
    if found.severity < Severity::Error || found.code == "release/no-such-path" {
        return found;
    }
    let message = format!("{}; the file is left alone", found.message);
    Diagnostic { severity: Severity::Warning, message, help: None, ..found }
}

/// Whether a file is a workbook, or calls itself one and may be damaged.
fn is_workbook(file: &InputFile) -> bool {
    let ending = Path::new(&*file.name).extension().and_then(|ending| ending.to_str());
    let named = ending.is_some_and(|ending| {
        ["xlsx", "ods", "xls"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    });
    named || workbook::is_xlsx(&file.bytes) || workbook::is_ods(&file.bytes)
}
