//! The templates: those embedded in the program, with files of a folder in the place of their names.
//!
//! All are read once, before any report is rendered; afterwards a template is a text in memory.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::release::input::sha256;
use crate::render::error::RenderError;
use crate::render::theme::Theme;

/// The templates of the house.
pub static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The fonts of the PDFs.
pub static FONTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// The ends of the names of files that are templates.
const KINDS: [&str; 4] = [".typ", ".html", ".css", ".js"];

/// Templates by their name relative to the folder: `pdf/report.typ`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates(BTreeMap<String, String>);

impl Templates {
    /// The embedded templates; a file of `folder` replaces the one of the same relative name, and a
    /// template with a new name is added, so that a changed template may bring parts of its own.
    ///
    /// # Errors
    /// When a file of the folder cannot be read or is not UTF-8.
    pub fn load(folder: Option<&Path>) -> Result<Self, RenderError> {
        let mut texts = BTreeMap::new();
        embedded_texts(&TEMPLATES, &mut texts);
        if let Some(folder) = folder {
            read_folder(folder, &mut texts)?;
        }
        Ok(Self(texts).with_theme(&Theme::default()))
    }

    /// The same with another theme, which stands beside the templates.
    #[must_use]
    pub fn with_theme(mut self, theme: &Theme) -> Self {
        self.0.extend(theme.files().into_iter().map(|(name, text)| (name.to_owned(), text)));
        self
    }

    /// Templates that were loaded before, by name and text.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// Name and text of all templates, in the order of names.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The text of a template.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn text(&self, name: &str) -> Result<&str, RenderError> {
        self.0.get(name).map(String::as_str).ok_or_else(|| RenderError::Template {
            template: name.to_owned(),
            line: 0,
            column: 0,
            message: "there is no such template".to_owned(),
        })
    }

    /// Whether the templates under a folder with an ending are those of the house, no more and no fewer.
    pub fn are_own(&self, folder: &str, ending: &str) -> bool {
        let mut own = BTreeMap::new();
        embedded_texts(&TEMPLATES, &mut own);
        let own = Self(own);
        let of = |templates: &Self| -> Vec<(String, String)> {
            let found = templates.under(folder).filter(|(name, _)| name.ends_with(ending));
            found.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
        };
        of(self) == of(&own)
    }

    /// The digest of all templates, by name and text.
    pub fn digest(&self) -> String {
        let all: String =
            self.0.iter().flat_map(|(name, text)| [&**name, "\n", &**text, "\n"]).collect();
        sha256(all.as_bytes())
    }

    /// Name and text of the templates under a folder, names relative to it, in the order of names.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, text)| {
            Some((name.strip_prefix(folder)?.strip_prefix('/')?, text.as_str()))
        })
    }
}

/// The digest of the embedded fonts, in the order of their names.
pub fn fonts_digest() -> String {
    let mut fonts: Vec<_> = FONTS.files().collect();
    fonts.sort_by_key(|file| file.path());
    let all: Vec<u8> = fonts.iter().flat_map(|file| file.contents()).copied().collect();
    sha256(&all)
}

fn embedded_texts(dir: &Dir<'_>, texts: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        let name = relative_name(file.path());
        if is_template(&name)
            && let Some(text) = file.contents_utf8()
        {
            texts.insert(name, text.to_owned());
        }
    }
    for inner in dir.dirs() {
        embedded_texts(inner, texts);
    }
}

fn read_folder(folder: &Path, texts: &mut BTreeMap<String, String>) -> Result<(), RenderError> {
    let unreadable =
        |path: &Path, message: String| RenderError::Unreadable { path: path.to_owned(), message };
    for entry in walkdir::WalkDir::new(folder).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable(folder, error.to_string()))?;
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = relative_name(inside);
        if entry.file_type().is_file() && is_template(&name) {
            let text = fs_err::read_to_string(entry.path())
                .map_err(|error| unreadable(entry.path(), error.to_string()))?;
            texts.insert(name, text);
        }
    }
    Ok(())
}

fn is_template(name: &str) -> bool {
    KINDS.iter().any(|kind| name.ends_with(kind))
}

/// A path with forward slashes, the same on every system.
fn relative_name(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_templates_are_embedded() {
        let templates = Templates::load(None).expect("embedded templates load");
        for name in ["pdf/report.typ", "pdf/style.typ", "html/report.html", "html/style.css"] {
            assert!(!templates.text(name).expect(name).is_empty());
        }
        assert!(templates.under("pdf").any(|(name, _)| name == "parts/cover.typ"));
        assert!(templates.text("pdf/nothing.typ").is_err());
    }

    #[test]
    fn a_folder_replaces_by_name_and_leaves_the_rest() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(folder.path().join("html")).expect("a folder");
        fs_err::write(folder.path().join("html/style.css"), "p{}").expect("a file");
        fs_err::write(folder.path().join("notes.txt"), "no template").expect("a file");
        let house = Templates::load(None).expect("embedded templates load");
        let ours = Templates::load(Some(folder.path())).expect("the folder loads");
        assert_eq!(ours.text("html/style.css").expect("replaced"), "p{}");
        assert_eq!(ours.text("pdf/report.typ").ok(), house.text("pdf/report.typ").ok());
        assert!(ours.text("notes.txt").is_err());
        assert!(Templates::load(Some(Path::new("/no/such/folder"))).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_among_templates_is_not_followed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outside = tempfile::tempdir().expect("a temporary folder");
        fs_err::write(outside.path().join("style.css"), "secret").expect("a file");
        let inside = folder.path().join("html");
        fs_err::os::unix::fs::symlink(outside.path(), inside).expect("a link");
        fs_err::os::unix::fs::symlink(
            outside.path().join("style.css"),
            folder.path().join("other.css"),
        )
        .expect("a link");
        let house = Templates::load(None).expect("embedded templates load");
        assert_eq!(Templates::load(Some(folder.path())).expect("the folder loads"), house);
    }

    /// What would let data run as code, reach out of the templates or escape escaping.
    #[test]
    fn the_house_templates_use_nothing_forbidden() {
        let templates = Templates::load(None).expect("embedded templates load");
        for (name, text) in &templates.0 {
            for word in ["eval(", "plugin(", "@preview", "read(", "|safe", "| safe", "autoescape"] {
                assert!(!text.contains(word), "{name} contains {word}");
            }
        }
    }
}
