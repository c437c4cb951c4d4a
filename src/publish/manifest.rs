//! What a tree was made from and what it holds, with a digest of each: the proof of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::release::input::sha256;

/// The name of the manifest in a tree; its presence marks a folder as ours.
pub const MANIFEST: &str = "manifest.json";

/// The outcome of a council whose report was made.
pub const WRITTEN: &str = "written";

/// The name of the list of digests that `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";

/// What a file of need is recognised as: internal pages alone are made from it.
pub const NEED: &str = "need and area costs";

/// How many letters of its digest an edition is called by.
const NAME: usize = 12;

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
    /// Digest of all that its files were made from; empty where there is no report. Where it is the same
    /// again, so are they.
    #[serde(default)]
    pub key: String,
    /// What its report corrects; it goes on from manifest to manifest until figures move again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Correction>,
}

/// Figures of a report that are not those of the report of the same year that it replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The name of the edition that was replaced; empty where another version of the program made it.
    pub edition: String,
    /// The report that was replaced: its PDF, or else its page, or else its figures.
    pub replaced: Option<FileEntry>,
    /// How many figures are different.
    pub count: usize,
    /// The first of them, a line each: before and now.
    pub figures: Vec<String>,
}

/// A council whose report was withdrawn: a page at its old address says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Its ONS code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The folder of its report in the tree.
    pub folder: String,
}

impl CouncilEntry {
    /// Whether its report was made.
    pub fn is_written(&self) -> bool {
        self.outcome == WRITTEN
    }
}

/// Everything that decides what the reports of a tree say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The report year.
    pub year: String,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// The program and its version.
    pub program: String,
    /// Digest of the program's sources.
    #[serde(default)]
    pub sources: String,
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
    /// Whom the tree is for: `public`, or `internal` with pages that are not for publication.
    #[serde(default)]
    pub profile: String,
    /// The questions and measures that the reports leave out; empty where they print all.
    #[serde(default)]
    pub left_out: String,
    /// The input files.
    pub inputs: Vec<InputEntry>,
}

impl Edition {
    /// The digest of all of it.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).expect("an edition holds only strings and numbers");
        sha256(text.as_bytes())
    }

    /// What people call it: the first letters of the digest of all that is public. With internal pages beside
    /// them, the public reports are the same edition.
    pub fn name(&self) -> String {
        let mut public = Self { profile: String::new(), ..self.clone() };
        public.inputs.retain(|input| input.recognised != NEED);
        public.digest().chars().take(NAME).collect()
    }
}

/// The manifest of a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What decides what the reports say.
    pub edition: Edition,
    /// The report year of these inputs where none is asked for.
    #[serde(default)]
    pub newest: String,
    /// Digest of what else decides the files beside the reports: the address of the tree, contacts, what
    /// was noticed on the way to the inputs.
    #[serde(default)]
    pub beside: String,
    /// How many diagnostics there were, by severity and code.
    pub diagnostics: BTreeMap<String, usize>,
    /// How many figures were held against a published one, and how many did not agree.
    pub reconciled: (usize, usize),
    /// The councils, in the order of the register.
    pub councils: Vec<CouncilEntry>,
    /// The councils whose reports were withdrawn, by folder: they stood in the tree that was in place before.
    #[serde(default)]
    pub withdrawn: Vec<Withdrawn>,
    /// The regions without a report, by name, each with the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub regions_failed: BTreeMap<String, String>,
    /// Digests of what costly files beside the reports were made from, by path.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
    /// Every other file of the tree, by path.
    pub files: Vec<FileEntry>,
    /// Digest of the manifest as it is without this line's digest.
    #[serde(default)]
    pub seal: String,
}

impl Manifest {
    /// The manifest as JSON with a final newline, sealed.
    pub fn to_json(&self) -> String {
        let open = Self { seal: String::new(), ..self.clone() };
        let seal = sha256(open.text().as_bytes());
        Self { seal, ..open }.text()
    }

    /// Reads a manifest that this version wrote, if it is as it was written.
    pub fn sealed(text: &str) -> Option<Self> {
        let manifest: Self = serde_json::from_str(text).ok()?;
        (manifest.to_json() == text).then_some(manifest)
    }

    fn text(&self) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_someone_changed_is_not_read() {
        let text = Manifest { newest: "2021-22".to_owned(), ..Manifest::default() }.to_json();
        let read = Manifest::sealed(&text).expect("as it was written");
        assert_eq!(read.to_json(), text);
        assert_eq!(Manifest::sealed(&text.replace("2021-22", "2020-21")), None);
        assert_eq!(Manifest::sealed(&format!("{text} ")), None);
    }
}
