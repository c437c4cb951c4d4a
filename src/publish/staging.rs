//! The staging folder beside the trees, and what to do with one that a killed run left.
//!
//! ```text
//! output/.uor-staging-XXXXXX/
//! ├── staging-folder     says whose it is
//! ├── tree/              the tree in the making; after an exchange, the tree before
//! └── previous/          the tree before, where the system cannot exchange two folders in one step
//! ```
//!
//! A folder without the marker is left alone. A tree with a manifest may once have been published, so
//! of it only what the manifest lists is deleted; one without was never finished and is all ours.

use std::io;
use std::path::{Path, PathBuf};

use crate::publish::trace::Trace;
use crate::publish::tree::Owned;

const PREFIX: &str = ".uor-staging-";
const MARKER: &str = "staging-folder";
const TREE: &str = "tree";
const PREVIOUS: &str = "previous";
/// What the marker says to who finds it.
const SAID: &str =
    "A run of uor makes reports here. The next run takes this folder away if this one is killed.\n";

/// A staging folder. Dropped, it goes with everything in it.
#[derive(Debug)]
pub(super) struct Staging {
    trace: Trace,
    folder: PathBuf,
}

impl Staging {
    /// A new staging folder in an output folder.
    pub(super) fn open(out: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(out)?.keep();
        let staging = Self { trace: Trace::tree(&folder), folder };
        fs_err::write(staging.folder.join(MARKER), SAID)?;
        fs_err::create_dir(staging.tree())?;
        Ok(staging)
    }

    /// Where the tree is made.
    pub(super) fn tree(&self) -> PathBuf {
        self.folder.join(TREE)
    }

    /// Where the tree before may be put aside.
    pub(super) fn previous(&self) -> PathBuf {
        self.folder.join(PREVIOUS)
    }

    /// From now on the folder may hold what is not this run's to delete at will. Gives the folder.
    pub(super) fn settle(self) -> PathBuf {
        self.trace.keep();
        self.folder.clone()
    }
}

/// Clears up what killed runs left in an output folder whose lock we hold. Gives the folders that were
/// kept because something in them is not ours.
pub(super) fn sweep(out: &Path) -> io::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    let mut found: Vec<PathBuf> = fs_err::read_dir(out)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    found.sort();
    for folder in found {
        let named =
            folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        if named && fs_err::symlink_metadata(&folder)?.is_dir() {
            let empty = fs_err::read_dir(&folder)?.next().is_none();
            if empty {
                fs_err::remove_dir(&folder)?;
            } else if folder.join(MARKER).is_file() {
                kept.extend(clear(&folder, out)?);
            }
        }
    }
    Ok(kept)
}

/// Clears a staging folder: a tree before that has lost its place gets it back, others go. Gives what
/// was kept.
pub(super) fn clear(folder: &Path, out: &Path) -> io::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    let previous = folder.join(PREVIOUS);
    if let Some(owned) = Owned::read(&previous)? {
        let target = out.join(owned.year());
        if target.exists() {
            kept.extend(take_away(&owned, &previous, out)?);
        } else {
            fs_err::rename(&previous, &target)?;
        }
    }
    let tree = folder.join(TREE);
    if let Some(owned) = Owned::read(&tree)? {
        kept.extend(take_away(&owned, &tree, out)?);
    } else if tree.exists() {
        fs_err::remove_dir_all(&tree)?;
    }
    fs_err::remove_file(folder.join(MARKER))?;
    fs_err::remove_dir(folder)?;
    Ok(kept)
}

/// Takes a tree away, or what is ours of it; the rest gets a place of its own beside the trees.
fn take_away(owned: &Owned, root: &Path, out: &Path) -> io::Result<Option<PathBuf>> {
    if owned.remove(root)?.is_empty() {
        return Ok(None);
    }
    let name = |number: u32| match number {
        1 => out.join(format!("{}-kept", owned.year())),
        _ => out.join(format!("{}-kept-{number}", owned.year())),
    };
    let free = (1..=u32::MAX).map(name).find(|place| !place.exists());
    let place = free.unwrap_or_else(|| root.to_owned());
    fs_err::rename(root, &place)?;
    Ok(Some(place))
}
