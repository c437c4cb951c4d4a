//! What decides what the files of a run say, for the manifest.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::publish::manifest::Edition;
use crate::release::input::sha256;
use crate::render::templates::{Templates, fonts_digest};
use crate::report::selection::Selection;
use crate::run::{self, Config, Published, Tables, Worked};

/// The engine that sets the PDFs; its version is pinned in Cargo.toml, where a test compares it.
const ENGINE: &str = "typst 0.15.1";

/// What decides what the reports say.
pub(super) fn edition(
    config: &Config,
    published: &Published,
    tables: &Tables,
    worked: &Worked,
    templates: &Templates,
) -> Edition {
    Edition {
        year: worked.year.to_string(),
        illustrative: published.illustrative,
        inputs: published.files.iter().chain(&worked.added.files).cloned().collect(),
        ..without_inputs(config, tables, &worked.added.selection, templates)
    }
}

/// The part of it that is known before any input is read.
pub(super) fn without_inputs(
    config: &Config,
    tables: &Tables,
    selection: &Selection,
    templates: &Templates,
) -> Edition {
    let mut own: Vec<u8> = Vec::new();
    for (name, text) in tables.sources.all() {
        own.extend_from_slice(name.as_bytes());
        own.extend_from_slice(text.as_bytes());
    }
    let mut formats = Vec::new();
    formats.extend(config.pdf.then(|| "pdf".to_owned()));
    formats.extend(config.html.then(|| "html".to_owned()));
    Edition {
        program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        sources: env!("UOR_SOURCES").to_owned(),
        engine: ENGINE.to_owned(),
        catalogue: sha256(&own),
        templates: templates.digest(),
        fonts: fonts_digest(),
        formats,
        profile: config.profile.id().to_owned(),
        left_out: selection.words(),
        ..Edition::default()
    }
}

/// The digest of what else decides the files beside the reports: the address of the tree, what was noticed
/// on the way to the inputs, and the files of contacts by their digests.
pub(super) fn beside<'a>(
    config: &Config,
    noticed: &[Diagnostic],
    contacts: impl Iterator<Item = &'a str>,
) -> String {
    let mut text = config.site.clone().unwrap_or_default();
    for (kind, count) in run::counts(noticed) {
        // Writing to memory cannot fail.
        let _ = write!(text, "\n{kind} {count}");
    }
    for digest in contacts {
        let _ = write!(text, "\n{digest}");
    }
    sha256(text.as_bytes())
}
