//! The tree in place, as far as a run may take it for its own: what it was made from, and which of its
//! files still are what they were. A file is known by its digest alone, which is taken anew each time; its
//! date says nothing.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use crate::publish::manifest::{FileEntry, MANIFEST, Manifest, SUMS};
use crate::publish::stage::{PublishError, Stage};
use crate::publish::tree::Owned;
use crate::release::input::sha256;

/// A tree of ours whose manifest is as this version wrote it.
#[derive(Debug)]
pub struct InPlace {
    root: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

/// A file that is not as its manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoilt {
    /// It is not there, or cannot be read.
    Missing(String),
    /// It has other bytes.
    Changed(String),
}

impl fmt::Display for Spoilt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(out, "{path} was missing"),
            Self::Changed(path) => write!(out, "{path} was no longer what had been made"),
        }
    }
}

impl InPlace {
    /// The tree in a folder, if there is one.
    pub fn open(root: &Path) -> Option<Self> {
        let real = |path: &Path| fs_err::symlink_metadata(path).is_ok_and(|it| !it.is_symlink());
        let path = root.join(MANIFEST);
        if !(real(root) && real(&path)) {
            return None;
        }
        let manifest = Manifest::sealed(&fs_err::read_to_string(path).ok()?)?;
        Some(Self { root: root.to_owned(), manifest })
    }

    /// All trees in an output folder, in the order of their names.
    pub fn all(out: &Path) -> Vec<Self> {
        let Ok(found) = fs_err::read_dir(out) else { return Vec::new() };
        let mut folders: Vec<PathBuf> =
            found.filter_map(Result::ok).map(|entry| entry.path()).collect();
        folders.sort();
        folders.iter().filter_map(|folder| Self::open(folder)).collect()
    }

    /// Where it stands.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it holds every file as it was made, and nothing else.
    pub fn is_whole(&self) -> bool {
        let sums = fs_err::read_to_string(self.root.join(SUMS));
        sums.is_ok_and(|sums| sums == self.manifest.sums())
            && matches!(Owned::read(&self.root), Ok(Some(owned)) if owned.agrees(&self.root))
    }

    /// The files of a folder of the tree.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &FileEntry> {
        let inside =
            move |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.manifest.files.iter().filter(move |file| inside(&file.path))
    }

    /// A file of the tree.
    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        let files = &self.manifest.files;
        files.binary_search_by(|file| (*file.path).cmp(path)).ok().and_then(|at| files.get(at))
    }

    /// The bytes of a file, if they still are what was made.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, file: &FileEntry) -> Result<Vec<u8>, Spoilt> {
        let place = self.root.join(&file.path);
        let there = fs_err::symlink_metadata(&place).is_ok_and(|found| found.is_file());
        let bytes = there.then(|| fs_err::read(&place).ok()).flatten();
        let bytes = bytes.ok_or_else(|| Spoilt::Missing(file.path.clone()))?;
        if sha256(&bytes) == file.sha256 {
            Ok(bytes)
        } else {
            Err(Spoilt::Changed(file.path.clone()))
        }
    }
}

impl Stage {
    /// The tree in place, if its manifest is as this version wrote it.
    pub const fn before(&self) -> Option<&InPlace> {
        self.before.as_ref()
    }

    /// The tree in place, if files of it may be taken over because they were made from the same.
    pub fn kept_from(&self) -> Option<&InPlace> {
        self.before.as_ref().filter(|_| !self.full)
    }

    /// Takes files over from the tree in place, all of them or none; tells what is wrong with the first
    /// that is not what its manifest says.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn carry_over(&self, files: &[&FileEntry]) -> Result<Result<(), Spoilt>, PublishError> {
        let read = |file: &&FileEntry| match &self.before {
            Some(before) => before.read(file),
            None => Err(Spoilt::Missing(file.path.clone())),
        };
        let all = match files.iter().map(read).collect::<Result<Vec<_>, _>>() {
            Ok(all) => all,
            Err(spoilt) => return Ok(Err(spoilt)),
        };
        for (file, bytes) in files.iter().zip(all) {
            self.write(&file.path, &bytes)?;
        }
        Ok(Ok(()))
    }

    /// Writes a file that is costly to make, or takes it over where the one in place was made from the
    /// same; `key` is the digest of all that it is made from. Gives its size.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_once(
        &self,
        path: &str,
        key: String,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<u64, PublishError> {
        let same = |before: &&InPlace| before.manifest.keys.get(path) == Some(&key);
        let file = self.kept_from().filter(same).and_then(|before| before.file(path));
        let mut size = None;
        if let Some(file) = file {
            size = self.carry_over(&[file])?.ok().map(|()| file.bytes);
        }
        let size = size.map_or_else(|| self.write_with(path, fill), Ok)?;
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), key);
        Ok(size)
    }
}
