//! The tree that is being replaced, held against the reports of the run as they are made.

use std::sync::{Mutex, PoisonError};

use crate::measure::catalogue::Catalogue;
use crate::proof::diff::{Files, Held, corrections, council_changes, read, whole};
use crate::proof::tree::{ListedCouncil, ListedFile, Tree};
use crate::publish::layout;
use crate::publish::manifest::{
    Correction, CouncilEntry, Edition, FileEntry, MANIFEST, Manifest, Withdrawn,
};
use crate::publish::stage::{PublishError, Stage};
use crate::release::input::sha256;
use crate::report::changes::{CouncilChanges, Presence, Told};
use crate::report::pages::changes::{Compared, MOST};

/// How many figures a correction names.
const NAMED: usize = 40;

/// What stood in the place of the tree before, and what is different so far.
pub(super) struct Before {
    tree: Tree,
    /// The name of its edition; empty where another version of the program made it.
    edition: String,
    /// Whether the page of changes would be made in the same way today.
    same_make: bool,
    /// Whether its figures are as real as those of the run: made-up ones correct none, nor are corrected.
    same_kind: bool,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    councils: Vec<Told>,
    unread: Vec<String>,
}

impl Before {
    /// Opens the tree in place, if there is one.
    ///
    /// # Errors
    /// When its manifest cannot be read just now: what it withdrew would be forgotten.
    pub(super) fn open(stage: &Stage, edition: &Edition) -> Result<Option<Self>, PublishError> {
        if !stage.replaces() {
            return Ok(None);
        }
        let manifest = fs_err::read(stage.target().join(MANIFEST))?;
        let Ok(tree) = Tree::of(stage.target(), &manifest) else { return Ok(None) };
        let made = &tree.listed.edition;
        let same_make = made.sources == edition.sources && made.templates == edition.templates;
        let same_kind = made.illustrative == edition.illustrative;
        let known = std::str::from_utf8(&manifest).ok().and_then(Manifest::sealed);
        let edition = known.map(|known| known.edition.name()).unwrap_or_default();
        Ok(Some(Self { tree, edition, same_make, same_kind, found: Mutex::default() }))
    }

    /// The codes of the councils that had a report.
    pub(super) fn councils(&self) -> impl Iterator<Item = &str> {
        let councils = self.tree.listed.councils.iter();
        councils.filter(|council| council.is_written()).map(|council| &*council.code)
    }

    /// The councils at whose addresses a report stands, or a page that says that it was withdrawn.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Withdrawn> {
        let written = self.tree.listed.councils.iter().filter(|council| council.is_written());
        let written = written.map(|council| Withdrawn {
            code: council.code.clone(),
            name: council.name.clone(),
            folder: council.folder.clone(),
        });
        written.chain(self.tree.listed.withdrawn.iter().cloned())
    }

    /// What the report of a council corrects in the tree in place, and corrects on while its figures stay.
    pub(super) fn corrects(&self, code: &str, name: &str) -> Option<Correction> {
        let council = self.tree.council(code, name).filter(|_| self.same_kind);
        council.and_then(|council| council.corrects.clone())
    }

    /// Takes down what is different for a council; what it has now are the bytes that are written. Gives what
    /// its report corrects.
    pub(super) fn compare(
        &self,
        (code, name): (&str, &str),
        csv: &[u8],
        page: Option<&[u8]>,
        catalogue: &Catalogue,
    ) -> Option<Correction> {
        let Some(before) = self.tree.council(code, name) else {
            let told = whole(code, name, Presence::Came).told(0, 0);
            self.found(|found| found.councils.push(told));
            return None;
        };
        let now = Files { csv, page };
        if self.are_made(before, now) {
            return self.corrects(code, name);
        }
        let year = &*self.tree.listed.edition.year;
        let changes = self
            .intact(before)
            .and_then(|held| council_changes(held.files(), now, (year, year)))
            .and_then(|changes| {
                let correction = self.correction(before, &changes, csv, catalogue)?;
                Ok((changes, correction))
            });
        if let Ok((mut changes, correction)) = changes {
            (changes.code, changes.name) = (code.to_owned(), name.to_owned());
            if !changes.is_empty() {
                self.found(|found| found.councils.push(changes.told(MOST.0, MOST.1)));
            }
            return correction.or_else(|| self.corrects(code, name));
        }
        self.found(|found| found.unread.push(name.to_owned()));
        // Whether figures moved is known by their digest alone.
        let same = self.are_made(before, Files { csv, page: None });
        same.then(|| self.corrects(code, name)).flatten()
    }

    /// Whether these are the files of a council that were made for the tree in place.
    fn are_made(&self, council: &ListedCouncil, files: Files<'_>) -> bool {
        let same = |name: &str, bytes: &[u8]| {
            let listed = self.tree.file(&format!("{}/{name}", council.folder));
            listed.is_some_and(|file| file.sha256 == sha256(bytes))
        };
        same("data.csv", files.csv) && files.page.is_none_or(|page| same("index.html", page))
    }

    /// The files of a council as they were made: what someone else wrote into them is no edition.
    fn intact(&self, council: &ListedCouncil) -> Result<Held, String> {
        let held = read(&self.tree, council)?;
        if self.are_made(council, held.files()) {
            Ok(held)
        } else {
            Err("they are not what was made".to_owned())
        }
    }

    fn correction(
        &self,
        before: &ListedCouncil,
        changes: &CouncilChanges,
        csv: &[u8],
        catalogue: &Catalogue,
    ) -> Result<Option<Correction>, String> {
        let mut figures: Vec<String> = corrections(changes, csv)?
            .into_iter()
            .filter_map(|change| change.correction(catalogue))
            .collect();
        if figures.is_empty() || !self.same_kind {
            return Ok(None);
        }
        let count = figures.len();
        figures.truncate(NAMED);
        let edition = self.edition.clone();
        Ok(Some(Correction { edition, replaced: self.replaced(before), count, figures }))
    }

    /// The report of a council that is replaced.
    fn replaced(&self, council: &ListedCouncil) -> Option<FileEntry> {
        let start = format!("{}/", council.folder);
        let own = |name: &str| name.strip_prefix(&*start).is_some_and(|name| !name.contains('/'));
        let files = || self.tree.listed.files.iter().filter(|file| own(&file.path));
        let ending = |ending: &str| files().find(|file| file.path.ends_with(ending));
        let file = ending(".pdf").or_else(|| ending("index.html")).or_else(|| ending("data.csv"));
        file.map(entry)
    }

    fn found(&self, add: impl FnOnce(&mut Found)) {
        add(&mut self.found.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Everything that is different, A to Z, now that all reports are made.
    pub(super) fn finish(&self, entries: &[CouncilEntry]) -> Compared {
        let found = std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        let Found { mut councils, mut unread } = found;
        let made = |code: &str, name: &str| {
            let mut made = entries.iter().filter(|entry| entry.is_written());
            made.any(|entry| entry.code == code || entry.name == name)
        };
        let before = self.tree.listed.councils.iter().filter(|council| council.is_written());
        let left = before.filter(|council| !made(&council.code, &council.name));
        councils.extend(
            left.map(|council| whole(&council.code, &council.name, Presence::Left).told(0, 0)),
        );
        councils.sort_by(|left, right| {
            let key = |told: &Told| (told.changes.name.clone(), told.changes.code.clone());
            key(left).cmp(&key(right))
        });
        unread.sort();
        Compared { councils, unread }
    }

    /// The page of changes of the tree in place, if it still says what there is to say.
    pub(super) fn page(&self) -> Option<FileEntry> {
        let file = self.tree.file(layout::CHANGES).filter(|_| self.same_make)?;
        Some(entry(file))
    }
}

fn entry(file: &ListedFile) -> FileEntry {
    FileEntry { path: file.path.clone(), bytes: file.bytes, sha256: file.sha256.clone() }
}
