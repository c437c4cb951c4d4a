//! What someone adds to the published files for a run: a list of similar councils, local evidence.

use std::path::PathBuf;

use crate::diagnostic::{Diagnosed, Diagnostic, Severity};
use crate::domain::year::FinancialYear;
use crate::observe::comparators::ComparatorList;
use crate::observe::read;
use crate::observe::supplement::SupplementValue;
use crate::publish::manifest::InputEntry;
use crate::release::input::InputFile;
use crate::release::walk;
use crate::run::{Fatal, Published, Tables, Wanted};

/// The files to add.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// A list of the councils that each is to be compared with.
    pub comparators: Option<PathBuf>,
    /// Local evidence.
    pub supplements: Vec<PathBuf>,
}

/// What the files gave.
#[derive(Debug, Default)]
pub struct Added {
    /// The list of similar councils.
    pub comparators: Option<ComparatorList>,
    /// Local evidence, file by file.
    pub supplements: Vec<SupplementValue>,
    /// The files.
    pub files: Vec<InputEntry>,
    /// What was noticed in them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the added files for the councils of a year.
///
/// # Errors
/// A file that cannot be read, or that has errors; where warnings stop a run, those too. What was noticed
/// in the published files is told before it.
pub(super) fn read(
    published: &Published,
    wanted: &Wanted,
    tables: &Tables,
    year: FinancialYear,
) -> Result<Added, Fatal> {
    let additions = &wanted.additions;
    let mut added = Added::default();
    let context = tables.context();
    if let Some(path) = &additions.comparators {
        for file in added.open(path, "list of similar councils") {
            let Diagnosed { value, diagnostics } = read::read_comparators(&file, &context, year);
            added.diagnostics.extend(diagnostics);
            let list = value.map(|list| list.in_year(&tables.areas, year));
            added
                .diagnostics
                .extend(list.as_ref().and_then(|list| list.without_list(&tables.areas, year)));
            added.comparators = added.comparators.or(list);
        }
    }
    for path in &additions.supplements {
        for file in added.open(path, "local evidence") {
            let Diagnosed { value, diagnostics } = read::read_supplement(&file, &context);
            added.diagnostics.extend(diagnostics);
            added.supplements.extend(value);
        }
    }
    let stops = if wanted.strict { Severity::Warning } else { Severity::Error };
    let faults = added.diagnostics.iter().filter(|found| found.severity >= stops).count();
    if faults > 0 {
        let plural = if faults == 1 { "problem" } else { "problems" };
        let mut told = published.diagnostics.clone();
        told.append(&mut added.diagnostics);
        return Err(Fatal::Inputs(
            format!("the added files have {faults} {plural}; nothing was written"),
            told,
        ));
    }
    Ok(added)
}

impl Added {
    fn open(&mut self, path: &PathBuf, what: &str) -> Vec<InputFile> {
        let Diagnosed { value, diagnostics } = walk::open(std::slice::from_ref(path));
        self.diagnostics.extend(diagnostics);
        self.files.extend(value.iter().map(|file| InputEntry {
            name: file.name.to_string(),
            recognised: what.to_owned(),
            bytes: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
            sha256: file.sha256.clone(),
        }));
        value
    }
}
