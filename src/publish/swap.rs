//! A finished tree put in the place of the one before, in one step where the system has one.

use std::io;
use std::path::Path;

/// Puts a staged tree in its place. Afterwards the tree before, if there was one, stands at `staged` or
/// at `aside`.
///
/// # Errors
/// When a folder cannot be renamed; the tree before then stands in its place, or at `aside` if even
/// that failed.
pub(super) fn swap(staged: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    let taken = target.is_dir() && fs_err::read_dir(target)?.next().is_some();
    if !taken {
        // Over an empty folder this works as over none.
        return fs_err::rename(staged, target);
    }
    if exchange(staged, target)? {
        return Ok(());
    }
    fs_err::rename(target, aside)?;
    fs_err::rename(staged, target).inspect_err(|_| {
        // If this fails too, the next run does it.
        let _aside = fs_err::rename(aside, target);
    })
}

/// Exchanges two folders in one step; tells whether system and file system can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(staged: &Path, target: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, staged, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(io::Error::new(
            io::Error::from(error).kind(),
            format!("{} cannot be put in its place: {error}", target.display()),
        )),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}
