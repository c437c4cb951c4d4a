//! One run at a time in an output folder.
//!
//! The lock is the kernel's, on a file that names the process that holds it; it ends with its holder,
//! however that ends. The file is taken away with the lock; one that a killed run left means nothing.

use std::fs::TryLockError;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::publish::error::{PublishError, no_link};
use crate::publish::stage::kept;
use crate::publish::staging;
use crate::publish::trace::Trace;

/// The lock file in an output folder.
pub const LOCK: &str = ".uor-lock";

/// What stands before the number of the process in the lock file.
const HOLDER: &str = "process ";

/// How often the file is looked at before the holder stays unnamed: it writes its name after it has
/// the lock.
const LOOKS: u32 = 20;

/// An output folder that this run alone writes to. Dropped, the folder is free again, and gone if this
/// run made it and left it empty.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    // In this order: the lock file goes while the lock is held, the folder goes last.
    _file_goes: Trace,
    _file: fs_err::File,
    made: Vec<Trace>,
    kept: Vec<PathBuf>,
}

impl Lock {
    /// Makes the folder if need be, takes its lock and clears up after runs that were killed.
    ///
    /// # Errors
    /// When the folder cannot be made or written, is a link, cannot be locked, or another run holds it.
    pub fn take(out: &Path) -> Result<Self, PublishError> {
        // Without the slash at the end, behind which a link would not be seen.
        let folder: PathBuf = out.components().collect();
        no_link(&folder)?;
        let made = make(&folder)?;
        let path = folder.join(LOCK);
        loop {
            no_link(&path)?;
            let mut file = fs_err::OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(PublishError::Locked { pid: holder(&mut file), folder });
                }
                Err(TryLockError::Error(error)) => {
                    if is_ours(&mut file)? {
                        // It is of no use where nothing can be locked; if it stays, no harm is done.
                        let _left = fs_err::remove_file(&path);
                    }
                    return Err(PublishError::NoLock { path, error });
                }
            }
            // The holder before may have taken the file away between our opening and our locking it.
            if !is_at(&file, &path)? {
                continue;
            }
            if !is_ours(&mut file)? {
                return Err(PublishError::NotOurs(path));
            }
            let file_goes = Trace::file(&path);
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(format!("{HOLDER}{}\n", std::process::id()).as_bytes())?;
            let kept = staging::sweep(&folder)?;
            return Ok(Self { folder, _file_goes: file_goes, _file: file, made, kept });
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What people should know of what killed runs left.
    pub fn notes(&self) -> Vec<String> {
        self.kept.iter().map(|place| kept(place)).collect()
    }

    /// Something was published: the folder stays.
    pub(super) fn keep_folder(&self) {
        for made in &self.made {
            made.keep();
        }
    }
}

/// Makes a folder, and a trace of each folder that was missing, the outermost last.
fn make(folder: &Path) -> Result<Vec<Trace>, PublishError> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .filter(|path| !path.as_os_str().is_empty())
        .take_while(|path| !path.exists())
        .collect();
    fs_err::create_dir_all(folder)?;
    // Numbered from the outermost, so that an interrupted run takes the innermost away first.
    let mut traces: Vec<Trace> = missing.iter().rev().map(|path| Trace::empty(path)).collect();
    traces.reverse();
    Ok(traces)
}

/// Whether a lock file holds what we write to one, or nothing.
fn is_ours(file: &mut fs_err::File) -> Result<bool, PublishError> {
    let mut text = Vec::new();
    file.rewind()?;
    std::io::Read::by_ref(file).take(64).read_to_end(&mut text)?;
    Ok(text.is_empty() || text.starts_with(HOLDER.as_bytes()))
}

/// The process that holds a lock file.
fn holder(file: &mut fs_err::File) -> Option<u32> {
    for _ in 0..LOOKS {
        let mut text = String::new();
        file.rewind().ok()?;
        std::io::Read::by_ref(file).take(64).read_to_string(&mut text).ok()?;
        let pid = text.strip_prefix(HOLDER).and_then(|rest| rest.strip_suffix('\n'));
        if let Some(pid) = pid.and_then(|digits| digits.parse().ok()) {
            return Some(pid);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

/// Whether an open file still stands at a path.
#[cfg(unix)]
fn is_at(file: &fs_err::File, path: &Path) -> Result<bool, PublishError> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    Ok(fs_err::metadata(path)
        .is_ok_and(|found| (found.dev(), found.ino()) == (open.dev(), open.ino())))
}

#[cfg(not(unix))]
fn is_at(_: &fs_err::File, path: &Path) -> Result<bool, PublishError> {
    Ok(path.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_by_one_and_free_afterwards() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let out = place.path().join("a/b");
        let lock = Lock::take(&out).expect("it is free");
        match Lock::take(&out) {
            Err(PublishError::Locked { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        drop(lock);
        assert!(!place.path().join("a").exists(), "nothing was published, so nothing is left");
        let lock = Lock::take(&out).expect("it is free again");
        lock.keep_folder();
        drop(lock);
        assert_eq!(fs_err::read_dir(&out).expect("it stays").count(), 0);
    }

    #[test]
    fn the_lock_file_of_a_dead_run_means_nothing_and_that_of_someone_else_is_left() {
        let place = tempfile::tempdir().expect("a temporary folder");
        fs_err::write(place.path().join(LOCK), "process 1\n").expect("written");
        drop(Lock::take(place.path()).expect("nobody holds it"));
        fs_err::write(place.path().join(LOCK), "my shopping list\n").expect("written");
        assert!(matches!(Lock::take(place.path()), Err(PublishError::NotOurs(_))));
        assert!(place.path().join(LOCK).exists());
    }
}
