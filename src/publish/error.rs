//! What can go wrong with the output.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::publish::manifest::MANIFEST;

/// How many names a message tells before it only counts.
const NAMED: usize = 3;

/// What can go wrong with the output.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The output folder, or something in it, cannot be written.
    #[error(
        "cannot write the output: {0}; check the folder, its permissions and the free space, or give another --out"
    )]
    Io(#[from] io::Error),
    /// There is no room for the tree.
    #[error(
        "cannot write the output: {error}; {} MB were written before that; make room (a tree needs room beside the one in place), or give another --out",
        .written.div_ceil(1_000_000)
    )]
    Full {
        /// What the system says.
        error: io::Error,
        /// Bytes written of the tree before.
        written: u64,
    },
    /// Another run writes to the folder.
    #[error("another run{} writes to {}; wait for it, or give another --out", holder(*.pid), .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// The process that holds the lock, where it can be read.
        pid: Option<u32>,
    },
    /// The folder cannot be locked, so two runs could write at once.
    #[error("{path} cannot be locked ({error}); give an --out on a file system with locks")]
    NoLock {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A link stands where a folder of ours is to stand.
    #[error("{0} is a symbolic link; give the folder itself as --out")]
    Link(PathBuf),
    /// The place of the tree is taken by something this program did not make.
    #[error(
        "{0} holds something that this program did not make (no {MANIFEST} of ours); give another --out"
    )]
    NotOurs(PathBuf),
    /// The tree in place holds files of someone else.
    #[error("{target} holds {}, which this program did not make; move that away, or give another --out", some(.names))]
    Strangers {
        /// The tree.
        target: PathBuf,
        /// The files, relative to it.
        names: Vec<String>,
    },
    /// The tree about to be published is not what was written.
    #[error("the finished tree is not what was written: {}; the tree in place stays", some(.0))]
    Damaged(Vec<String>),
    /// The tree in place was made from other inputs and holds councils that this run does not make.
    #[error(
        "{0} holds reports made from other inputs for councils that this run does not make; give another --out, or make all councils"
    )]
    OtherEdition(PathBuf),
    /// The tree in place holds a damaged report of a council that this run does not make.
    #[error("{0} holds councils that this run does not make, and {1}; make all councils")]
    Spoilt(PathBuf, String),
}

impl PublishError {
    /// A fault in writing a tree of which so many bytes were written.
    pub(super) fn writing(error: io::Error, written: u64) -> Self {
        let full = matches!(
            error.kind(),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
        );
        if full { Self::Full { error, written } } else { Self::Io(error) }
    }

    /// The exit code that scripts act on.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::OtherEdition(_) | Self::Spoilt(..) => 2,
            Self::Locked { .. } => 75,
            Self::Io(_)
            | Self::Full { .. }
            | Self::NoLock { .. }
            | Self::Link(_)
            | Self::NotOurs(_)
            | Self::Strangers { .. }
            | Self::Damaged(_) => 74,
        }
    }
}

/// Refuses a link: what is done below it would be done somewhere else.
pub(super) fn no_link(path: &Path) -> Result<(), PublishError> {
    match fs_err::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(PublishError::Link(path.to_owned())),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

fn some(names: &[String]) -> String {
    let told = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}
