//! `uor docs`: the documents that are written from the catalogue and the columns of the data, or
//! whether they are still true.

use serde_json::json;
use use_of_resources::publish::stage::PublishError;
use use_of_resources::render::open_data;
use use_of_resources::report::docs;
use use_of_resources::run::{Fatal, Tables};

use crate::cli::args::{Docs, Talk};
use crate::cli::show;

/// Carries out the command: 1 where a document is stale.
///
/// # Errors
/// A fault in the catalogue, and a document that cannot be written.
pub(crate) fn docs(options: &Docs, talk: Talk) -> Result<u8, Fatal> {
    let tables = Tables::load()?;
    let mut stale = Vec::new();
    let catalogue = docs::documents(&tables.catalogue, &tables.vocabulary);
    for (name, text) in catalogue.into_iter().chain([("data.md", open_data::dictionary())]) {
        let path = options.dir.join(name);
        if fs_err::read_to_string(&path).is_ok_and(|written| written == text) {
            continue;
        }
        stale.push(path.display().to_string());
        if !options.check {
            fs_err::create_dir_all(&options.dir)
                .and_then(|()| fs_err::write(&path, &text))
                .map_err(PublishError::Io)?;
        }
    }
    if talk.json {
        let key = if options.check { "stale" } else { "written" };
        show::data(&json!({ key: stale }).to_string());
    }
    if !options.check {
        let written =
            if stale.is_empty() { "nothing had changed".to_owned() } else { stale.join(", ") };
        show::talk(talk, &format!("written: {written}"));
        return Ok(0);
    }
    for path in &stale {
        show::error(&format!("{path} is not what the program says; 'uor docs' writes it"));
    }
    Ok(u8::from(!stale.is_empty()))
}
