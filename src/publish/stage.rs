//! A tree made beside the published one and put in its place whole, or not at all.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::publish::durable;
use crate::publish::inplace::InPlace;
use crate::publish::lock::Lock;
use crate::publish::manifest::{FileEntry, MANIFEST, Manifest, SUMS};
use crate::publish::staging::{self, Staging};
use crate::publish::swap::swap;
use crate::publish::trace::writing;
use crate::publish::tree::{self, Owned};
use crate::release::input::RunningDigest;

pub use crate::publish::error::PublishError;

/// How much of a file is gathered before it is written.
const BUFFER: usize = 256 * 1024;

/// A file and the digest of what was written to it so far.
struct Digested {
    file: fs_err::File,
    digest: RunningDigest,
    bytes: u64,
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // For this piece only: an interrupt does not wait for a large file.
        let _writing = writing();
        let written = self.file.write(bytes)?;
        let taken = bytes.get(..written).unwrap_or(bytes);
        self.digest.update(taken);
        self.bytes += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A tree in the making. Dropped before [`Stage::publish`], it leaves nothing behind.
pub struct Stage {
    // Before the lock: the staging folder goes while the output folder is still ours.
    staging: Staging,
    root: PathBuf,
    target: PathBuf,
    replaces: bool,
    pub(super) before: Option<InPlace>,
    /// Whether nothing of it is taken over.
    pub(super) full: bool,
    files: Mutex<Vec<FileEntry>>,
    pub(super) keys: Mutex<BTreeMap<String, String>>,
    written: AtomicU64,
    notes: Vec<String>,
    lock: Lock,
}

/// A tree that was put in its place.
#[derive(Debug)]
pub struct Placed {
    /// Its manifest.
    pub manifest: Manifest,
    /// Whether the tree in place was the same, and stayed.
    pub unchanged: bool,
    /// What people should know of what is beside it.
    pub notes: Vec<String>,
}

impl Stage {
    /// Opens a staging folder beside the place of the tree. If it is to be made in `full`, no file is
    /// taken over because it was made from the same.
    ///
    /// # Errors
    /// When the output folder cannot be written, or the place is taken by something that is not ours.
    pub fn open(lock: Lock, name: &str, full: bool) -> Result<Self, PublishError> {
        let out = lock.folder();
        let notes = lock.notes();
        let target = out.join(name);
        let replaces = tree::may_stand(&target)?;
        let staging = Staging::open(out)?;
        Ok(Self {
            root: staging.tree(),
            staging,
            before: InPlace::open(&target),
            full,
            target,
            replaces,
            files: Mutex::default(),
            keys: Mutex::default(),
            written: AtomicU64::new(0),
            notes,
            lock,
        })
    }

    /// Writes one file of the tree and takes its digest. Called from several threads.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.write_with(path, |out| out.write_all(bytes)).map(|_| ())
    }

    /// Writes one file of the tree piece by piece, for files too large to be held in memory beside
    /// others. Gives its size.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_with(
        &self,
        path: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<u64, PublishError> {
        let entry = self
            .file(path, fill)
            .map_err(|error| PublishError::writing(error, self.written.load(Ordering::Relaxed)))?;
        let bytes = entry.bytes;
        self.written.fetch_add(bytes, Ordering::Relaxed);
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        Ok(bytes)
    }

    fn file(
        &self,
        path: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<FileEntry> {
        let place = self.root.join(path);
        let file = {
            let _writing = writing();
            if let Some(parent) = place.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::File::create(&place)?
        };
        let file = Digested { file, digest: RunningDigest::default(), bytes: 0 };
        let mut out = BufWriter::with_capacity(BUFFER, file);
        fill(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(FileEntry { path: path.to_owned(), bytes: file.bytes, sha256: file.digest.finish() })
    }

    /// Whether a tree of ours is in place.
    pub const fn replaces(&self) -> bool {
        self.replaces
    }

    /// The files that were written so far and whose paths begin so, in the order of paths.
    pub fn written(&self, start: &str) -> Vec<FileEntry> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<FileEntry> =
            files.iter().filter(|file| file.path.starts_with(start)).cloned().collect();
        found.sort_by(|left, right| left.path.cmp(&right.path));
        found
    }

    /// The bytes of a file that was written.
    ///
    /// # Errors
    /// When it cannot be read, or has another length than was written.
    pub fn read(&self, entry: &FileEntry) -> io::Result<Vec<u8>> {
        let bytes = fs_err::read(self.root.join(&entry.path))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length == entry.bytes) {
            return Ok(bytes);
        }
        Err(io::Error::other(format!("{} is not what was written", entry.path)))
    }

    /// Where the tree will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Completes the tree with its manifest and puts it in place of the one before, unless that is the
    /// same.
    ///
    /// # Errors
    /// When a file cannot be written, the tree is not what was written, or a folder cannot be renamed;
    /// the tree in place then stays.
    pub fn publish(self, mut manifest: Manifest) -> Result<Placed, PublishError> {
        let Self { staging, root, target, before, full, files, keys, mut notes, lock, .. } = self;
        let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_by(|left, right| left.path.cmp(&right.path));
        manifest.files = files;
        manifest.keys = keys.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (sums, text) = (manifest.sums(), manifest.to_json());
        let same = |before: &InPlace| before.manifest.to_json() == text && before.is_whole();
        if !full && before.as_ref().is_some_and(same) {
            return Ok(Placed { manifest, unchanged: true, notes });
        }
        let written = manifest.files.iter().map(|file| file.bytes).sum();
        for (name, text) in [(SUMS, sums), (MANIFEST, text)] {
            let _writing = writing();
            fs_err::write(root.join(name), text)
                .map_err(|error| PublishError::writing(error, written))?;
        }
        check(&root)?;
        durable::settle(&root).map_err(|error| PublishError::writing(error, written))?;
        let previous = staging.previous();
        let folder = staging.settle();
        // Held to the end: an interrupt waits until the old tree is gone.
        let writing = writing();
        let swapped = swap(&root, &target, &previous);
        let settled = durable::settle_names(lock.folder());
        let cleared = staging::clear(&folder, lock.folder());
        drop(writing);
        swapped?;
        if let Err(error) = settled {
            notes
                .push(format!("the tree is in its place, but a power cut may undo that ({error})"));
        }
        lock.keep_folder();
        match cleared {
            Ok(places) => notes.extend(places.iter().map(|place| kept(place))),
            Err(error) => notes.push(format!(
                "the tree before could not be taken away ({error}); the next run tries again"
            )),
        }
        Ok(Placed { manifest, unchanged: false, notes })
    }
}

/// Makes sure that a staged tree is whole and holds nothing else.
fn check(root: &Path) -> Result<(), PublishError> {
    let unreadable = || PublishError::Damaged(vec![MANIFEST.to_owned()]);
    let owned = Owned::read(root)?.ok_or_else(unreadable)?;
    let mut faults = owned.missing(root)?;
    faults.extend(owned.strangers(root)?);
    if faults.is_empty() { Ok(()) } else { Err(PublishError::Damaged(faults)) }
}

/// What people are told of a folder that was put beside the trees.
pub(super) fn kept(place: &Path) -> String {
    format!(
        "{} was kept: it holds files that this program did not make, or that were changed since",
        place.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::manifest::Edition;

    fn manifest() -> Manifest {
        let edition = Edition {
            year: "2021-22".to_owned(),
            program: format!("{} 0", env!("CARGO_PKG_NAME")),
            ..Edition::default()
        };
        Manifest { edition, ..Manifest::default() }
    }

    fn open(out: &Path) -> Result<Stage, PublishError> {
        Stage::open(Lock::take(out)?, "2021-22", false)
    }

    fn publish(out: &Path, text: &str) -> Result<Placed, PublishError> {
        let stage = open(out)?;
        stage.write("a/b.txt", text.as_bytes())?;
        stage.publish(manifest())
    }

    fn names_of(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs_err::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_tree_is_replaced_whole_and_nothing_is_left_beside_it() {
        let out = tempfile::tempdir().expect("a temporary folder");
        for text in ["one", "two"] {
            let placed = publish(out.path(), text).expect("it publishes");
            assert!(placed.notes.is_empty());
            assert_eq!(names_of(out.path()), ["2021-22"]);
            let found = fs_err::read_to_string(out.path().join("2021-22/a/b.txt"));
            assert_eq!(found.expect("the file is there"), text);
        }
    }

    #[test]
    fn a_stage_that_is_dropped_leaves_the_tree_in_place() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let stage = open(out.path()).expect("it opens");
        stage.write("a.txt", b"one").expect("it writes");
        drop(stage);
        assert!(names_of(out.path()).is_empty());
    }

    #[test]
    fn a_folder_that_is_not_ours_is_refused() {
        let out = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(out.path().join("2021-22")).expect("made");
        fs_err::write(out.path().join("2021-22/thesis.doc"), b"mine").expect("written");
        assert!(matches!(open(out.path()), Err(PublishError::NotOurs(_))));
    }
    #[test]
    fn a_file_of_someone_else_in_the_tree_is_never_lost() {
        let out = tempfile::tempdir().expect("a temporary folder");
        publish(out.path(), "one").expect("it publishes");
        let tree = out.path().join("2021-22");
        // Before the run: it is refused.
        fs_err::write(tree.join("a/note.txt"), b"mine").expect("written");
        let Err(PublishError::Strangers { names, .. }) = open(out.path()) else {
            panic!("refused")
        };
        assert_eq!(names, ["a/note.txt"]);
        fs_err::remove_file(tree.join("a/note.txt")).expect("removed");
        // During the run, and a file of ours that someone wrote into: both are kept beside the tree.
        fs_err::write(tree.join("a/b.txt"), b"eno").expect("written");
        let stage = open(out.path()).expect("it opens");
        stage.write("c.txt", b"two").expect("it writes");
        fs_err::write(tree.join("a/note.txt"), b"mine").expect("written");
        let placed = stage.publish(manifest()).expect("it publishes");
        assert_eq!(placed.notes.len(), 1, "{:?}", placed.notes);
        assert_eq!(names_of(out.path()), ["2021-22", "2021-22-kept"]);
        assert_eq!(names_of(&out.path().join("2021-22-kept/a")), ["b.txt", "note.txt"]);
        let found = fs_err::read_to_string(out.path().join("2021-22-kept/a/b.txt"));
        assert_eq!(found.expect("it is there"), "eno");
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_a_tree_that_lost_its_place_gets_it_back() {
        let out = tempfile::tempdir().expect("a temporary folder");
        publish(out.path(), "one").expect("it publishes");
        // Killed while writing, and between the two renames of a system that cannot exchange.
        for (staging, aside) in [(".uor-staging-a", false), (".uor-staging-b", true)] {
            let folder = out.path().join(staging);
            fs_err::create_dir_all(folder.join("tree/x")).expect("made");
            fs_err::write(folder.join("tree/x/y.txt"), b"half").expect("written");
            fs_err::write(folder.join("staging-folder"), b"").expect("written");
            if aside {
                fs_err::rename(out.path().join("2021-22"), folder.join("previous")).expect("moved");
            }
        }
        // Not ours, whatever its name.
        fs_err::create_dir_all(out.path().join(".uor-staging-mine/x")).expect("made");
        fs_err::create_dir_all(out.path().join(".uor-staging-empty")).expect("made");
        drop(open(out.path()).expect("it opens"));
        assert_eq!(names_of(out.path()), [".uor-staging-mine", "2021-22"]);
        let found = fs_err::read_to_string(out.path().join("2021-22/a/b.txt"));
        assert_eq!(found.expect("the file is there"), "one");
    }

    #[test]
    fn a_manifest_of_something_else_does_not_make_a_folder_ours() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let tree = out.path().join("2021-22");
        fs_err::create_dir_all(&tree).expect("made");
        for text in [
            "{\"manifest_version\": 3, \"name\": \"An extension\"}",
            "{\"edition\": {\"year\": \"2021-22\", \"program\": \"other 1\"}, \"files\": []}",
        ] {
            fs_err::write(tree.join(MANIFEST), text).expect("written");
            assert!(matches!(open(out.path()), Err(PublishError::NotOurs(_))), "{text}");
        }
        // That of another version of ours does.
        let text = "{\"edition\": {\"year\": \"2021-22\", \"program\": \"use-of-resources 9.0\", \
                    \"moon\": 1}, \"files\": [], \"sun\": 2}";
        fs_err::write(tree.join(MANIFEST), text).expect("written");
        assert!(open(out.path()).expect("it opens").replaces());
    }
}
