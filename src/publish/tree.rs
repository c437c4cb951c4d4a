//! A tree in place: whether it is ours, what in it is not, and how it is taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use crate::publish::error::{PublishError, no_link};
use crate::publish::manifest::{MANIFEST, SUMS};
use crate::release::input::sha256;

/// How the program names itself in a manifest, before its version.
const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), " ");

/// The part of a manifest that says what is ours. It is read from manifests of every version, so that
/// a tree made by another version can be replaced.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Owned {
    edition: OwnedEdition,
    files: Vec<OwnedFile>,
}

#[derive(Debug, Clone, Deserialize)]
struct OwnedEdition {
    year: String,
    program: String,
}

#[derive(Debug, Clone, Deserialize)]
struct OwnedFile {
    path: String,
    bytes: u64,
    sha256: String,
}

impl Owned {
    /// The manifest of a folder, if it is one of ours.
    ///
    /// # Errors
    /// When there is one that cannot be read just now: whether the folder is ours is not known then, and
    /// nothing may be done to it.
    pub(super) fn read(root: &Path) -> io::Result<Option<Self>> {
        use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
        let bytes = match fs_err::read(root.join(MANIFEST)) {
            Err(error) if matches!(error.kind(), NotFound | NotADirectory | IsADirectory) => {
                return Ok(None);
            }
            read => read?,
        };
        let Ok(owned) = serde_json::from_slice::<Self>(&bytes) else { return Ok(None) };
        // The year becomes the name of a folder.
        let name = Path::new(&owned.edition.year);
        let plain = name.file_name().is_some_and(|file| file == name);
        Ok((plain && owned.edition.program.starts_with(PROGRAM)).then_some(owned))
    }

    /// The report year, which is the name of the tree.
    pub(super) fn year(&self) -> &str {
        &self.edition.year
    }

    /// What stands in a tree and is not of this manifest: other files, links, and folders that hold
    /// nothing of ours. Paths relative to the tree.
    pub(super) fn strangers(&self, root: &Path) -> io::Result<Vec<String>> {
        Ok(self.walk(root)?.strangers)
    }

    /// Whether a tree holds every file with the digest that this manifest lists, and nothing else.
    pub(super) fn agrees(&self, root: &Path) -> bool {
        self.walk(root).is_ok_and(|Walked { files, strangers, .. }| {
            strangers.is_empty()
                && files.len() == self.files.len()
                && files.par_iter().all(|(path, file)| file.is_at(path).unwrap_or(false))
        })
    }

    /// Takes a tree away, file by file as the manifest lists them and that last of all, so that a run
    /// that is killed leaves what the next one can go on with. Gives what is left because it is not ours,
    /// or was changed since it was made.
    pub(super) fn remove(&self, root: &Path) -> io::Result<Vec<String>> {
        let Walked { files, folders, mut strangers } = self.walk(root)?;
        let ours: Vec<bool> =
            files.par_iter().map(|(path, file)| file.is_at(path)).collect::<io::Result<_>>()?;
        for ((path, file), ours) in files.iter().zip(ours) {
            if ours {
                fs_err::remove_file(path)?;
            } else {
                strangers.push(file.path.clone());
            }
        }
        for folder in folders.iter().rev() {
            match fs_err::remove_dir(folder) {
                Err(error) if strangers.is_empty() => return Err(error),
                _ => {}
            }
        }
        if !strangers.is_empty() {
            return Ok(strangers);
        }
        for name in [SUMS, MANIFEST] {
            match fs_err::remove_file(root.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs_err::remove_dir(root)?;
        Ok(Vec::new())
    }

    fn walk(&self, root: &Path) -> io::Result<Walked<'_>> {
        let listed: BTreeMap<&str, &OwnedFile> =
            self.files.iter().map(|file| (&*file.path, file)).collect();
        let parents: BTreeSet<&Path> =
            self.files.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1)).collect();
        let mut walked = Walked { files: Vec::new(), folders: Vec::new(), strangers: Vec::new() };
        for entry in
            walkdir::WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name()
        {
            let entry = entry?;
            let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name =
                inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            if entry.file_type().is_dir() {
                if parents.contains(inside) {
                    walked.folders.push(entry.into_path());
                } else {
                    walked.strangers.push(name);
                }
            } else if entry.file_type().is_file() && (name == MANIFEST || name == SUMS) {
                // They go last, with the tree.
            } else if let Some(file) = listed.get(&*name)
                && entry.file_type().is_file()
            {
                walked.files.push((entry.into_path(), file));
            } else {
                walked.strangers.push(name);
            }
        }
        Ok(walked)
    }

    /// The listed files that are not there in their size.
    pub(super) fn missing(&self, root: &Path) -> io::Result<Vec<String>> {
        let mut missing = Vec::new();
        for file in &self.files {
            let place = root.join(&file.path);
            let there = match fs_err::symlink_metadata(&place) {
                Ok(found) => found.is_file() && found.len() == file.bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => false,
                Err(error) => return Err(error),
            };
            if !there {
                missing.push(file.path.clone());
            }
        }
        Ok(missing)
    }
}

impl OwnedFile {
    /// Whether the very bytes that were made stand at a path.
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        let size = fs_err::symlink_metadata(path)?.len();
        Ok(size == self.bytes && sha256(&fs_err::read(path)?) == self.sha256)
    }
}

/// What stands in a tree.
struct Walked<'a> {
    /// Files that are listed, whatever is in them.
    files: Vec<(PathBuf, &'a OwnedFile)>,
    /// Folders with something of ours, a folder before what is in it.
    folders: Vec<PathBuf>,
    /// Everything else.
    strangers: Vec<String>,
}

/// Makes sure that a tree may stand at a place: nothing is there, or an empty folder, or a tree of ours
/// with nothing of someone else in it. Tells whether a tree is there.
pub(super) fn may_stand(target: &Path) -> Result<bool, PublishError> {
    no_link(target)?;
    if !target.exists() {
        return Ok(false);
    }
    if target.is_dir() && fs_err::read_dir(target)?.next().is_none() {
        return Ok(false);
    }
    no_link(&target.join(MANIFEST))?;
    let owned = Owned::read(target)?.ok_or_else(|| PublishError::NotOurs(target.to_owned()))?;
    let names = owned.strangers(target)?;
    if !names.is_empty() {
        return Err(PublishError::Strangers { target: target.to_owned(), names });
    }
    Ok(true)
}
