//! The text of our own tables: what the program was built with, with files of a folder in the place of
//! those of the same name.
//!
//! A new wording, council or measure can so be tried, and used, without building the program again.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::reference::ReferenceError;

/// Facts with their sources: councils, deflators, the publishers' words.
static REFERENCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data/reference");

/// What is measured and what is said about it.
static CATALOGUE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data/catalogue");

/// The tables that the program was built with, and nothing else.
pub static EMBEDDED: Sources = Sources { replaced: BTreeMap::new() };

/// Our own tables, by name: `reference/councils.csv`, `catalogue/spend.toml`.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    replaced: BTreeMap<String, String>,
}

impl Sources {
    /// The embedded tables with those of a folder in their place. The folder is laid out as `data/`
    /// in the project: `reference/` and `catalogue/` with files of the same names.
    ///
    /// # Errors
    /// A file that cannot be read or is not UTF-8, and one that replaces nothing.
    pub fn with_folder(folder: &Path) -> Result<Self, ReferenceError> {
        let mut sources = Self::default();
        for (group, dir) in GROUPS {
            for path in files_of(&folder.join(group))? {
                let Some(file) = path.file_name().map(|name| name.to_string_lossy().into_owned())
                else {
                    continue;
                };
                let name = format!("{group}/{file}");
                let known = dir.get_file(&file).is_some();
                if !known {
                    let names: Vec<&str> = dir.files().filter_map(|f| f.path().to_str()).collect();
                    let message =
                        format!("the program has no such table; it has {}", names.join(", "));
                    return Err(fault(&path, message));
                }
                let text = fs_err::read_to_string(&path)
                    .map_err(|error| fault(&path, error.to_string()))?;
                sources = sources.with(&name, text);
            }
        }
        if sources.replaced.is_empty() {
            let message = "it has no table of ours in reference/ or catalogue/".to_owned();
            return Err(fault(folder, message));
        }
        Ok(sources)
    }

    /// The same with one table replaced.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.replaced.insert(name.to_owned(), text.into());
        self
    }

    /// The text of a table.
    ///
    /// # Panics
    /// When nothing of that name is embedded or it is not UTF-8, which a test of the build would show.
    pub fn text(&self, name: &str) -> &str {
        if let Some(text) = self.replaced.get(name) {
            return text;
        }
        GROUPS
            .iter()
            .find_map(|(group, dir)| {
                let file = name.strip_prefix(group)?.strip_prefix('/')?;
                dir.get_file(file)?.contents_utf8()
            })
            .unwrap_or_else(|| panic!("{name} is embedded at build time and is UTF-8"))
    }

    /// Every table with its text, in the order of their names: what decides how files are read and
    /// what is worked out.
    pub fn all(&self) -> impl Iterator<Item = (String, &str)> {
        let mut names: Vec<String> = GROUPS
            .iter()
            .flat_map(|(group, dir)| {
                dir.files().map(move |file| format!("{group}/{}", file.path().display()))
            })
            .collect();
        names.sort();
        names.into_iter().map(|name| {
            let text = self.text(&name);
            (name, text)
        })
    }
}

const GROUPS: [(&str, &Dir<'static>); 2] = [("reference", &REFERENCE), ("catalogue", &CATALOGUE)];

/// The tables of a folder in the order of their names; none where there is no such folder.
fn files_of(folder: &Path) -> Result<Vec<std::path::PathBuf>, ReferenceError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs_err::read_dir(folder).map_err(|error| fault(folder, error.to_string()))? {
        let path = entry.map_err(|error| fault(folder, error.to_string()))?.path();
        let table = path.extension().is_some_and(|ending| ending == "toml" || ending == "csv");
        if table && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn fault(path: &Path, message: String) -> ReferenceError {
    ReferenceError { file: path.display().to_string(), line: 1, column: 1, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_replaces_tables_by_name_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let reference = folder.path().join("reference");
        fs_err::create_dir(&reference).expect("a folder");
        assert!(Sources::with_folder(folder.path()).is_err(), "an empty folder replaces nothing");
        fs_err::write(reference.join("regions.csv"), "code\n").expect("a file");
        let sources = Sources::with_folder(folder.path()).expect("the folder is read");
        assert_eq!(sources.text("reference/regions.csv"), "code\n");
        assert_eq!(sources.text("reference/councils.csv"), EMBEDDED.text("reference/councils.csv"));
        fs_err::write(reference.join("region.csv"), "code\n").expect("a file");
        let error = Sources::with_folder(folder.path()).expect_err("there is no such table");
        assert!(error.message.contains("regions.csv"), "{error}");
    }
}
