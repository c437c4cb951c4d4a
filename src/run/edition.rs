//! What decides what the files of a run say, for the manifest.

use crate::publish::manifest::Edition;
use crate::release::input::sha256;
use crate::render::templates::{Templates, fonts_digest};
use crate::run::{Config, Published, Tables, Worked};

/// The engine that sets the PDFs; its version is pinned in Cargo.toml, where a test compares it.
const ENGINE: &str = "typst 0.15.1";

/// What decides what the files say.
pub(super) fn edition(
    config: &Config,
    published: &Published,
    tables: &Tables,
    worked: &Worked,
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
        year: worked.year.to_string(),
        illustrative: published.illustrative,
        program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        engine: ENGINE.to_owned(),
        catalogue: sha256(&own),
        templates: templates.digest(),
        fonts: fonts_digest(),
        formats,
        left_out: worked.added.selection.words(),
        inputs: published.files.iter().chain(&worked.added.files).cloned().collect(),
    }
}
