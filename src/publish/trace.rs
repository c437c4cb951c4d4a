//! What a run leaves in the output folder while it works, and takes away however it ends.
//!
//! Each trace is taken away when it is dropped. A run that is interrupted drops nothing, so all
//! traces of the process also stand in one list, which [`abandon`] clears from another thread.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// Something that must not stay.
#[derive(Debug, Clone)]
enum Kind {
    /// A folder with everything in it, all of it written by this process.
    Tree(PathBuf),
    /// A file.
    File(PathBuf),
    /// A folder, if nothing is in it.
    Empty(PathBuf),
}

/// All traces of this process, by the order they were made in. Held for reading by whoever writes
/// below a trace.
static ALL: RwLock<BTreeMap<u64, Kind>> = RwLock::new(BTreeMap::new());

static NEXT: AtomicU64 = AtomicU64::new(0);

/// One trace; dropped, it is taken away.
#[derive(Debug)]
pub(super) struct Trace(u64);

impl Trace {
    /// A folder that goes with everything in it.
    pub(super) fn tree(path: &Path) -> Self {
        Self::add(Kind::Tree(path.to_owned()))
    }

    /// A file.
    pub(super) fn file(path: &Path) -> Self {
        Self::add(Kind::File(path.to_owned()))
    }

    /// A folder that goes if it is empty.
    pub(super) fn empty(path: &Path) -> Self {
        Self::add(Kind::Empty(path.to_owned()))
    }

    fn add(kind: Kind) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        ALL.write().unwrap_or_else(PoisonError::into_inner).insert(number, kind);
        Self(number)
    }

    /// Lets what it stands for stay.
    pub(super) fn keep(&self) {
        ALL.write().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        let kind = ALL.write().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
        if let Some(kind) = kind {
            take_away(&kind);
        }
    }
}

/// While this is held nothing is taken away by [`abandon`]: neither does a file appear behind its back,
/// nor is it in the middle of a swap.
pub(super) fn writing() -> Writing {
    Writing { _all: ALL.read().unwrap_or_else(PoisonError::into_inner) }
}

/// Held by whoever writes below a trace; see [`writing`].
pub(super) struct Writing {
    _all: RwLockReadGuard<'static, BTreeMap<u64, Kind>>,
}

/// Takes away everything that this process left in output folders, and lets nothing be written any
/// more. The caller ends the process next.
pub fn abandon() {
    let all = ALL.write().unwrap_or_else(PoisonError::into_inner);
    for kind in all.values().rev() {
        take_away(kind);
    }
    // Never given back: a thread that still works must not write again.
    std::mem::forget(all);
}

/// What cannot be taken away is left to the next run, which looks for it.
fn take_away(kind: &Kind) {
    let _left = match kind {
        Kind::Tree(path) => fs_err::remove_dir_all(path),
        Kind::File(path) => fs_err::remove_file(path),
        Kind::Empty(path) => fs_err::remove_dir(path),
    };
}
