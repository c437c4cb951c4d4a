//! `uor verify`: a tree held against its manifest, and its reports against their councils.

use use_of_resources::domain::format::count;
use use_of_resources::proof::verify;
use use_of_resources::run::Fatal;

use crate::cli::args::{Talk, Verify};
use crate::cli::show;

/// Carries out the command: 1 where something is wrong.
///
/// # Errors
/// When the folder is no tree of ours.
pub(crate) fn verify(options: &Verify, talk: Talk) -> Result<u8, Fatal> {
    let found =
        verify::verify(&options.dir).map_err(|error| Fatal::Arguments(error.to_string()))?;
    if talk.json {
        show::data(&serde_json::to_string(&found).expect("what was found is text and numbers"));
    } else {
        for fault in &found.faults {
            show::data(&format!("{}: {}", fault.path, fault.what));
        }
    }
    let verdict = match found.faults.len() {
        0 => "nothing is wrong".to_owned(),
        1 => "one thing is wrong".to_owned(),
        faults => format!("{} things are wrong", count(faults)),
    };
    let (files, councils) = (count(found.files), count(found.councils));
    // Of a pack, and of a tree without its manifest, only digests are known.
    let what = if found.year.is_empty() {
        format!("{files} files against their digests")
    } else {
        format!("{files} files and the reports of {councils} councils")
    };
    show::talk(talk, &format!("{what}: {verdict}"));
    Ok(u8::from(!found.faults.is_empty()))
}
