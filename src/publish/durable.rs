//! What is written, on the disk: a tree must not take the place of another one while its files are only in
//! memory, or a power cut would leave neither.

use std::io;
use std::path::Path;

/// Waits until every file and folder of a staged tree is on the disk.
#[cfg(target_os = "linux")]
pub(super) fn settle(root: &Path) -> io::Result<()> {
    // One call for all files; one for each would wait for the disk as often as there are files.
    let folder = fs_err::File::open(root)?;
    rustix::fs::syncfs(&folder).map_err(io::Error::from)
}

/// Waits until every file and folder of a staged tree is on the disk.
#[cfg(not(target_os = "linux"))]
pub(super) fn settle(root: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(root).follow_links(false).contents_first(true) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            settle_names(entry.path())?;
        } else {
            fs_err::OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// Waits until the names in a folder are on the disk.
#[cfg(unix)]
pub(super) fn settle_names(folder: &Path) -> io::Result<()> {
    fs_err::File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file, and its names are kept by the system's journal.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "it can fail on other systems")]
pub(super) fn settle_names(_: &Path) -> io::Result<()> {
    Ok(())
}
