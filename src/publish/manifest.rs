//! What a tree was made from and what it holds, with a digest of each: the proof of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the manifest in a tree; its presence marks a folder as ours.
pub const MANIFEST: &str = "manifest.json";

/// The outcome of a council whose report was made.
pub const WRITTEN: &str = "written";

/// The name of the list of digests that `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";

/// A file and its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its path in the tree, or its name among the inputs, with forward slashes.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// An input file and what it was recognised as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputEntry {
    /// Its name.
    pub name: String,
    /// What it was recognised as, or that it was left alone.
    pub recognised: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// How a council's report went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilEntry {
    /// ONS code in the report year.
    pub code: String,
    /// Name.
    pub name: String,
    /// Folder in the tree.
    pub folder: String,
    /// `written`, or why there is no report.
    pub outcome: String,
    /// Pages of the PDF, if one was made.
    pub pages: Option<usize>,
}

impl CouncilEntry {
    /// Whether its report was made.
    pub fn is_written(&self) -> bool {
        self.outcome == WRITTEN
    }
}

/// Everything that decides what the files of a tree say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The report year.
    pub year: String,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// The program and its version.
    pub program: String,
    /// The engine that sets the PDFs.
    pub engine: String,
    /// Digest of catalogue and reference tables.
    pub catalogue: String,
    /// Digest of the templates.
    pub templates: String,
    /// Digest of the fonts.
    pub fonts: String,
    /// The formats that were made.
    pub formats: Vec<String>,
    /// The questions and measures that the reports leave out; empty where they print all.
    #[serde(default)]
    pub left_out: String,
    /// The input files.
    pub inputs: Vec<InputEntry>,
}

/// The manifest of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What decides what the files say.
    pub edition: Edition,
    /// How many diagnostics there were, by severity and code.
    pub diagnostics: BTreeMap<String, usize>,
    /// How many figures were held against a published one, and how many did not agree.
    pub reconciled: (usize, usize),
    /// The councils, in the order of the register.
    pub councils: Vec<CouncilEntry>,
    /// Every other file of the tree, by path.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// The manifest as JSON with a final newline.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest holds only strings and numbers");
        text.push('\n');
        text
    }

    /// The list of digests, as `sha256sum` writes it.
    pub fn sums(&self) -> String {
        self.files.iter().map(|file| sum_line(&file.sha256, &file.path)).collect()
    }
}

/// A line of a list of digests, as `sha256sum` writes it.
pub fn sum_line(sha256: &str, path: &str) -> String {
    format!("{sha256}  {path}\n")
}
