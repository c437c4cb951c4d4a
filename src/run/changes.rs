//! The tree that is being replaced, held against the reports of the run as they are made.

use std::sync::{Mutex, PoisonError};

use crate::proof::diff::{Files, council_changes, read, whole};
use crate::proof::tree::Tree;
use crate::publish::layout;
use crate::publish::manifest::{CouncilEntry, Edition, FileEntry, MANIFEST, Withdrawn};
use crate::publish::stage::{PublishError, Stage};
use crate::report::changes::{Presence, Told};
use crate::report::pages::changes::{Compared, MOST};

/// What stood in the place of the tree before, and what is different so far.
pub(super) struct Before {
    tree: Tree,
    /// Whether the page of changes would be made in the same way today.
    same_make: bool,
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
        Ok(Some(Self { tree, same_make, found: Mutex::default() }))
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

    /// Takes down what is different for a council; what it has now are the bytes that are written.
    pub(super) fn compare(&self, code: &str, name: &str, csv: &[u8], page: Option<&[u8]>) {
        let Some(before) = self.tree.council(code, name) else {
            let told = whole(code, name, Presence::Came).told(0, 0);
            return self.found(|found| found.councils.push(told));
        };
        let year = &*self.tree.listed.edition.year;
        let changes = read(&self.tree, before)
            .and_then(|held| council_changes(held.files(), Files { csv, page }, (year, year)));
        match changes {
            Err(_) => self.found(|found| found.unread.push(name.to_owned())),
            Ok(changes) if changes.is_empty() => {}
            Ok(mut changes) => {
                (changes.code, changes.name) = (code.to_owned(), name.to_owned());
                self.found(|found| found.councils.push(changes.told(MOST.0, MOST.1)));
            }
        }
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
        Some(FileEntry { path: file.path.clone(), bytes: file.bytes, sha256: file.sha256.clone() })
    }
}
