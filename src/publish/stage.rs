//! A tree made beside the published one and put in its place whole, or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::publish::manifest::{FileEntry, MANIFEST, Manifest, SUMS};
use crate::release::input::{RunningDigest, sha256};

/// What can go wrong with the output.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The output folder, or something in it, cannot be written.
    #[error(
        "cannot write the output: {0}; check the folder, its permissions and the free space, or give another --out"
    )]
    Io(#[from] io::Error),
    /// The place of the tree is taken by something this program did not make.
    #[error(
        "{0} holds something that this program did not make (no {MANIFEST}); give another --out"
    )]
    NotOurs(PathBuf),
    /// The tree in place was made from other inputs and holds councils that this run does not make.
    #[error(
        "{0} holds reports made from other inputs for councils that this run does not make; give another --out, or make all councils"
    )]
    OtherEdition(PathBuf),
}

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
    folder: tempfile::TempDir,
    target: PathBuf,
    files: Mutex<Vec<FileEntry>>,
}

impl Stage {
    /// Opens a staging folder beside the place of the tree.
    ///
    /// # Errors
    /// When the output folder cannot be made or written, or the place is taken by something else.
    pub fn open(out: &Path, name: &str) -> Result<Self, PublishError> {
        fs_err::create_dir_all(out)?;
        let target = out.join(name);
        if is_foreign(&target)? {
            return Err(PublishError::NotOurs(target));
        }
        let folder = tempfile::Builder::new().prefix(".staging-").tempdir_in(out)?;
        Ok(Self { folder, target, files: Mutex::new(Vec::new()) })
    }

    /// Writes one file of the tree and takes its digest. Called from several threads.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.folder.path().join(path);
        if let Some(parent) = place.parent() {
            fs_err::create_dir_all(parent)?;
        }
        fs_err::write(&place, bytes)?;
        let entry = FileEntry {
            path: path.to_owned(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: sha256(bytes),
        };
        self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(entry);
        Ok(())
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
        let place = self.folder.path().join(path);
        if let Some(parent) = place.parent() {
            fs_err::create_dir_all(parent)?;
        }
        let file = fs_err::File::create(&place)?;
        let file = Digested { file, digest: RunningDigest::default(), bytes: 0 };
        let mut out = BufWriter::with_capacity(BUFFER, file);
        fill(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let bytes = file.bytes;
        let entry = FileEntry { path: path.to_owned(), bytes, sha256: file.digest.finish() };
        self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(entry);
        Ok(bytes)
    }

    /// The manifest of the tree in place, if there is one.
    pub fn previous(&self) -> Option<Manifest> {
        let text = fs_err::read_to_string(self.target.join(MANIFEST)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Takes a file over from the tree in place, if it still is what its manifest says.
    ///
    /// # Errors
    /// When the file cannot be read, is not what the manifest says, or cannot be written.
    pub fn carry_over(&self, entry: &FileEntry) -> Result<(), PublishError> {
        let bytes = fs_err::read(self.target.join(&entry.path))?;
        if sha256(&bytes) != entry.sha256 {
            return Err(PublishError::Io(io::Error::other(format!(
                "{} is not what its manifest says",
                self.target.join(&entry.path).display()
            ))));
        }
        self.write(&entry.path, &bytes)
    }

    /// Where the tree will stand.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Completes the tree with its manifest and puts it in place of the one before.
    ///
    /// # Errors
    /// When a file cannot be written or a folder cannot be renamed; the tree in place then stays.
    pub fn publish(self, mut manifest: Manifest) -> Result<Manifest, PublishError> {
        let mut files = std::mem::take(
            &mut *self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        );
        files.sort_by(|left, right| left.path.cmp(&right.path));
        manifest.files = files;
        let root = self.folder.path();
        fs_err::write(root.join(MANIFEST), manifest.to_json())?;
        fs_err::write(root.join(SUMS), manifest.sums())?;
        readable_by_all(root)?;
        let staged = self.folder.keep();
        if self.target.exists() {
            let previous = staged.with_extension("previous");
            fs_err::rename(&self.target, &previous)?;
            if let Err(error) = fs_err::rename(&staged, &self.target) {
                fs_err::rename(&previous, &self.target)?;
                fs_err::remove_dir_all(&staged)?;
                return Err(error.into());
            }
            fs_err::remove_dir_all(&previous)?;
        } else {
            fs_err::rename(&staged, &self.target)?;
        }
        Ok(manifest)
    }
}

/// A temporary folder is private to its owner; a published one is for everyone.
#[cfg(unix)]
fn readable_by_all(root: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs_err::set_permissions(root, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether something that is not a tree of ours stands at a place.
fn is_foreign(target: &Path) -> io::Result<bool> {
    if target.join(MANIFEST).is_file() || !target.exists() {
        return Ok(false);
    }
    if !target.is_dir() {
        return Ok(true);
    }
    Ok(fs_err::read_dir(target)?.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::manifest::Edition;

    fn manifest() -> Manifest {
        Manifest {
            edition: Edition {
                year: "2021-22".to_owned(),
                illustrative: true,
                program: String::new(),
                engine: String::new(),
                catalogue: String::new(),
                templates: String::new(),
                fonts: String::new(),
                formats: Vec::new(),
                inputs: Vec::new(),
            },
            diagnostics: std::collections::BTreeMap::new(),
            reconciled: (0, 0),
            councils: Vec::new(),
            files: Vec::new(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
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
            let stage = Stage::open(out.path(), "2021-22").expect("it opens");
            stage.write("a/b.txt", text.as_bytes()).expect("it writes");
            stage.publish(manifest()).expect("it publishes");
            assert_eq!(names(out.path()), ["2021-22"]);
            let found = fs_err::read_to_string(out.path().join("2021-22/a/b.txt"));
            assert_eq!(found.expect("the file is there"), text);
        }
    }

    #[test]
    fn a_stage_that_is_dropped_leaves_the_tree_in_place() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let stage = Stage::open(out.path(), "2021-22").expect("it opens");
        stage.write("a.txt", b"one").expect("it writes");
        drop(stage);
        assert!(names(out.path()).is_empty());
    }

    #[test]
    fn a_folder_that_is_not_ours_is_refused() {
        let out = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(out.path().join("2021-22")).expect("made");
        fs_err::write(out.path().join("2021-22/thesis.doc"), b"mine").expect("written");
        assert!(matches!(Stage::open(out.path(), "2021-22"), Err(PublishError::NotOurs(_))));
    }
}
