//! The paths that someone gave to the files in them, each read once.

use std::path::{Path, PathBuf};

use arcstr::ArcStr;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::release::archive::{self, Packing};
use crate::release::input::InputFile;
use crate::release::text::harmless;

/// The largest file that is read, as large as an entry of a zip may be. No release comes near it.
const LARGEST: u64 = 1_000_000_000;

/// Reads files, folders and zips. Folders are walked in the order of their names, so the same data
/// always gives the same list; hidden files are left out.
///
/// A path that does not exist and a file that cannot be read are errors among the diagnostics.
/// FIFOs and devices are never opened.
pub fn open(paths: &[PathBuf]) -> Diagnosed<Vec<InputFile>> {
    let mut found = Vec::new();
    for path in paths {
        match fs_err::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found),
            Ok(metadata) => {
                let name = path.file_name().map_or(path.as_path(), Path::new);
                found.push(take(path, shown(name), &metadata));
            }
            Err(error) => found.push(Found::Problem(
                Diagnostic::error("release/no-such-path", error.to_string())
                    .at(Place::file(&shown(path)))
                    .help("give a folder, zip or file that exists and that you may read"),
            )),
        }
    }
    // Several are read at once, with their digests and checksums; the order stays that of the walk.
    let opened: Vec<_> = found.into_par_iter().map(files_in).collect();
    let mut all = Diagnosed { value: Vec::new(), diagnostics: Vec::new() };
    for one in opened {
        all.value.extend(one.value);
        all.diagnostics.extend(one.diagnostics);
    }
    all
}

/// What was met on the walk.
enum Found {
    /// A file that can be read, and its path.
    File(ArcStr, PathBuf),
    /// Something that is not read.
    Problem(Diagnostic),
}

fn walk(folder: &Path, found: &mut Vec<Found>) {
    let entries = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let name = shown(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
                found.push(match fs_err::metadata(entry.path()) {
                    Ok(metadata) => take(entry.path(), name, &metadata),
                    Err(error) => Found::Problem(unreadable(&name, &error.to_string())),
                });
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let name = shown(path.strip_prefix(folder).unwrap_or(path));
                found.push(Found::Problem(if error.loop_ancestor().is_some() {
                    Diagnostic::note("release/link-loop", "a link to a folder above is left alone")
                        .at(Place::file(&name))
                } else {
                    unreadable(&name, &error.to_string())
                }));
            }
        }
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    archive::is_hidden(&entry.file_name().to_string_lossy())
}

/// Takes one file. FIFOs and devices are not opened: reading them may never end.
fn take(path: &Path, name: ArcStr, metadata: &std::fs::Metadata) -> Found {
    if !metadata.is_file() {
        return Found::Problem(
            Diagnostic::note("release/not-a-file", "neither a file nor a folder; left alone")
                .at(Place::file(&name)),
        );
    }
    if metadata.len() > LARGEST {
        return Found::Problem(
            Diagnostic::error("release/too-large", "the file is larger than any release file")
                .at(Place::file(&name))
                .help("take it out of the folder"),
        );
    }
    Found::File(name, path.to_owned())
}

/// The files that something met on the walk holds: several for a zip.
fn files_in(found: Found) -> Diagnosed<Vec<InputFile>> {
    let only = |problem| Diagnosed { value: Vec::new(), diagnostics: vec![problem] };
    let (name, path) = match found {
        Found::File(name, path) => (name, path),
        Found::Problem(problem) => return only(problem),
    };
    let bytes = match fs_err::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return only(unreadable(&name, &error.to_string())),
    };
    let diagnostics = match archive::packing(&bytes) {
        Packing::Archive => return archive::open(&name, &bytes),
        Packing::Broken => vec![archive::broken(&name)],
        Packing::Office => archive::office_faults(&name, &bytes),
        Packing::None => Vec::new(),
    };
    let sound = diagnostics.is_empty();
    let value = sound.then(|| InputFile::new(name, bytes)).into_iter().collect();
    Diagnosed { value, diagnostics }
}

fn unreadable(name: &ArcStr, why: &str) -> Diagnostic {
    Diagnostic::error("release/unreadable", format!("the file cannot be read: {why}"))
        .at(Place::file(name))
        .help("make it readable or take it out of the folder")
}

/// A path as text with forward slashes; what is not UTF-8 is shown with replacement marks.
fn shown(path: &Path) -> ArcStr {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let joined = parts.join("/");
    let plain = joined.strip_prefix("//").map_or(joined.clone(), |rest| format!("/{rest}"));
    ArcStr::from(harmless(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &Diagnosed<Vec<InputFile>>) -> Vec<&str> {
        all.value.iter().map(|file| &*file.name).collect()
    }

    fn codes(all: &Diagnosed<Vec<InputFile>>) -> Vec<&str> {
        all.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn folders_are_walked_in_order_and_hidden_files_left_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs_err::create_dir(at("sub")).expect("a folder");
        for name in ["b.csv", "a.csv", ".hidden", "sub/c.csv"] {
            fs_err::File::create(at(name)).expect("a file");
        }
        let all = open(&[folder.path().to_owned()]);
        assert_eq!(names(&all), ["a.csv", "b.csv", "sub/c.csv"]);
        assert!(codes(&all).is_empty());
        assert_eq!(names(&open(&[at("sub/c.csv")])), ["c.csv"]);
    }

    #[test]
    fn a_path_that_is_not_there_is_an_error() {
        let all = open(&[PathBuf::from("/no/such/folder")]);
        assert_eq!(codes(&all), ["release/no-such-path"]);
        let text = all.diagnostics[0].to_string();
        assert!(text.starts_with("/no/such/folder: error[release/no-such-path]"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_names_that_are_no_text_and_pipes_do_no_harm() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let odd = folder.path().join(OsStr::from_bytes(b"rel\xff.csv"));
        fs_err::File::create(odd).expect("a file with an odd name");
        fs_err::File::create(folder.path().join("a\u{202e}vsc.exe")).expect("a file");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo is there on every Unix");
        let all = open(&[folder.path().to_owned()]);
        assert_eq!(names(&all), ["a\\u{202e}vsc.exe", "rel\u{fffd}.csv"]);
        assert_eq!(codes(&all), ["release/link-loop", "release/not-a-file"]);
    }

    #[test]
    fn a_workbook_cut_in_half_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("tables.xlsx");
        let mut file = fs_err::File::create(path).expect("a file");
        std::io::Write::write_all(&mut file, b"PK\x03\x04 and no more").expect("written");
        let all = open(&[folder.path().to_owned()]);
        assert_eq!(codes(&all), ["release/broken-zip"]);
        assert!(all.value.is_empty());
    }
}
