//! A tree of ours as it lies there, opened by its manifest.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::publish::manifest::{Correction, MANIFEST, SUMS, WRITTEN, Withdrawn};

/// How the program names itself in a manifest, before its version.
const PROGRAM: &str = concat!(env!("CARGO_PKG_NAME"), " ");

/// What the manifest of any version says that a tree is opened by.
#[derive(Debug, Clone, Deserialize)]
pub struct Listed {
    /// What decided what the files say.
    pub edition: ListedEdition,
    /// The councils.
    #[serde(default)]
    pub councils: Vec<ListedCouncil>,
    /// The councils whose reports were withdrawn.
    #[serde(default)]
    pub withdrawn: Vec<Withdrawn>,
    /// The files.
    pub files: Vec<ListedFile>,
}

/// What decided what the files say.
#[derive(Debug, Clone, Deserialize)]
pub struct ListedEdition {
    /// The report year.
    pub year: String,
    /// Whether the figures are made up.
    #[serde(default)]
    pub illustrative: bool,
    /// The program and its version.
    pub program: String,
    /// Digest of the program's sources.
    #[serde(default)]
    pub sources: String,
    /// Digest of the templates.
    #[serde(default)]
    pub templates: String,
}

/// A council of a manifest.
#[derive(Debug, Clone, Deserialize)]
pub struct ListedCouncil {
    /// ONS code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Folder in the tree.
    pub folder: String,
    /// `written`, or why there is no report.
    pub outcome: String,
    /// Pages of the PDF.
    pub pages: Option<usize>,
    /// What its report corrects.
    #[serde(default)]
    pub corrects: Option<Correction>,
}

impl ListedCouncil {
    /// Whether there is a report.
    pub fn is_written(&self) -> bool {
        self.outcome == WRITTEN
    }
}

/// A file of a manifest.
#[derive(Debug, Clone, Deserialize)]
pub struct ListedFile {
    /// Its path in the tree.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A tree.
#[derive(Debug, Clone)]
pub struct Tree {
    root: PathBuf,
    /// Its manifest.
    pub listed: Listed,
}

/// Why a folder is not opened as a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTree {
    /// It is not one of ours.
    #[error("{0} is not a tree that this program made{1}")]
    NotOurs(PathBuf, String),
    /// It is, but its manifest cannot be read.
    #[error("{MANIFEST} cannot be read: {0}")]
    Unreadable(String),
}

impl Tree {
    /// Opens a tree by its manifest.
    ///
    /// # Errors
    /// When it is none, or its manifest cannot be read.
    pub fn open(root: &Path) -> Result<Self, NoTree> {
        let bytes = fs_err::read(root.join(MANIFEST));
        Self::of(root, &bytes.map_err(|error| unreadable(root, &error.kind()))?)
    }

    /// The tree in a folder whose manifest was read.
    ///
    /// # Errors
    /// When it is none of ours.
    pub fn of(root: &Path, manifest: &[u8]) -> Result<Self, NoTree> {
        let listed: Listed =
            serde_json::from_slice(manifest).map_err(|error| unreadable(root, &error))?;
        if !listed.edition.program.starts_with(PROGRAM) {
            return Err(NoTree::NotOurs(root.to_owned(), String::new()));
        }
        Ok(Self { root: root.to_owned(), listed })
    }

    /// Where it lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the tree; its path must lead to nowhere else.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err("is not a path in the tree".to_owned());
        }
        let place = self.root.join(path);
        match fs_err::symlink_metadata(&place) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err("is not a file".to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err("is missing".to_owned());
            }
            Err(error) => return Err(format!("cannot be read: {}", error.kind())),
        }
        fs_err::read(&place).map_err(|error| format!("cannot be read: {}", error.kind()))
    }

    /// A file as the manifest lists it.
    pub fn file(&self, path: &str) -> Option<&ListedFile> {
        self.listed.files.iter().find(|file| file.path == path)
    }

    /// The council of a code, or else of a name: a council may get a new code.
    pub fn council(&self, code: &str, name: &str) -> Option<&ListedCouncil> {
        let councils = || self.listed.councils.iter().filter(|council| council.is_written());
        councils()
            .find(|council| council.code == code)
            .or_else(|| councils().find(|council| council.name == name))
    }
}

fn unreadable(root: &Path, error: &dyn std::fmt::Display) -> NoTree {
    // The list of digests tells a tree of ours whose manifest is damaged.
    if root.join(SUMS).is_file() {
        NoTree::Unreadable(error.to_string())
    } else {
        NoTree::NotOurs(root.to_owned(), hint(root))
    }
}

/// The trees in a folder, if someone named the folder around them.
fn hint(root: &Path) -> String {
    let entries = fs_err::read_dir(root).map(|entries| entries.filter_map(Result::ok));
    let mut trees: Vec<String> = entries
        .map(|entries| {
            entries
                .filter(|entry| entry.path().join(MANIFEST).is_file())
                .map(|entry| entry.path().display().to_string())
                .collect()
        })
        .unwrap_or_default();
    trees.sort();
    if trees.is_empty() { String::new() } else { format!("; did you mean {}?", trees.join(" or ")) }
}
