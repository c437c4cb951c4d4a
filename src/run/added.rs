//! What someone adds to the published files for a run: a list of similar councils, local evidence.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::year::FinancialYear;
use crate::observe::answers::Answers;
use crate::observe::comparators::ComparatorList;
use crate::observe::contacts::{self, Contacts};
use crate::observe::need::{self, NeedTable};
use crate::observe::read;
use crate::observe::supplement::SupplementValue;
use crate::publish::manifest::{InputEntry, NEED};
use crate::reference::areas::AreaId;
use crate::release::input::InputFile;
use crate::release::walk;
use crate::report::selection::{Selection, Wish};
use crate::run::{self, Fatal, Published, Tables, Wanted, answers};

/// The files to add.
#[derive(Debug, Clone, Default)]
pub struct Additions {
    /// A list of the councils that each is to be compared with.
    pub comparators: Option<PathBuf>,
    /// Local evidence.
    pub supplements: Vec<PathBuf>,
    /// Need and area costs of each council, for the internal profile.
    pub need: Option<PathBuf>,
    /// Self-assessments of earlier years: workbooks, or folders that hold some.
    pub answers: Vec<PathBuf>,
    /// Which questions and measures the reports print.
    pub wish: Wish,
    /// Whom each council's reports go to.
    pub contacts: Option<PathBuf>,
}

/// What the files gave.
#[derive(Debug, Default)]
pub struct Added {
    /// The list of similar councils.
    pub comparators: Option<ComparatorList>,
    /// Local evidence, file by file.
    pub supplements: Vec<SupplementValue>,
    /// Need and area costs of the report year; none where nobody gave them.
    pub need: Option<NeedTable>,
    /// What councils wrote in earlier self-assessments.
    pub answers: BTreeMap<AreaId, Answers>,
    /// What the reports leave out.
    pub selection: Selection,
    /// Whom each council's reports go to; none where nobody said so. They change no report, so their file
    /// is none of the inputs of an edition.
    pub contacts: Option<Contacts>,
    /// The digests of its files.
    pub contacts_digests: Vec<String>,
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
    let selection = Selection::of(&additions.wish, &tables.catalogue).map_err(Fatal::Arguments)?;
    let mut added = Added { selection, ..Added::default() };
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
    if let Some(path) = &additions.need {
        for file in added.open(path, NEED) {
            let Diagnosed { value, diagnostics } = need::read(&file, &tables.areas, year);
            added.diagnostics.extend(diagnostics);
            added.need.get_or_insert_default().extend(value);
        }
    }
    if let Some(path) = &additions.contacts {
        let Diagnosed { value: files, diagnostics } = walk::open(std::slice::from_ref(path));
        added.diagnostics.extend(diagnostics);
        for file in files {
            let Diagnosed { value, diagnostics } = contacts::read(&file, &tables.areas, year);
            added.diagnostics.extend(diagnostics);
            added.contacts.get_or_insert_default().extend(value);
            added.contacts_digests.push(file.sha256);
        }
    }
    answers::read(&mut added, &additions.answers, tables, year);
    if let Some(why) = run::stopped("the added files", &added.diagnostics, wanted.strict) {
        let mut told = published.diagnostics.clone();
        told.append(&mut added.diagnostics);
        return Err(Fatal::Inputs(why, told));
    }
    Ok(added)
}

impl Added {
    fn open(&mut self, path: &PathBuf, what: &str) -> Vec<InputFile> {
        let Diagnosed { value, diagnostics } = walk::open(std::slice::from_ref(path));
        self.diagnostics.extend(diagnostics);
        self.files.extend(value.iter().map(|file| entry(file, what)));
        value
    }
}

/// A file as the manifest names it.
pub(super) fn entry(file: &InputFile, what: &str) -> InputEntry {
    InputEntry {
        name: file.name.to_string(),
        recognised: what.to_owned(),
        bytes: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
        sha256: file.sha256.clone(),
    }
}
