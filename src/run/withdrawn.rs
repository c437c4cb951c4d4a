//! Reports of the tree in place that the new one has no longer: each old address keeps a page that says so.
//!
//! The list of them goes on from manifest to manifest, so that the addresses stay and a second build of the
//! same gives the same, until there is a report again or the tree is made in another place.

use std::collections::BTreeMap;

use crate::publish::manifest::{CouncilEntry, Withdrawn};
use crate::run::changes::Before;

/// The councils whose reports stood in the tree before and have no place in the new one, in the order of
/// their folders.
pub(super) fn councils(before: Option<&Before>, entries: &[CouncilEntry]) -> Vec<Withdrawn> {
    let mut found: BTreeMap<String, Withdrawn> = before
        .into_iter()
        .flat_map(Before::addresses)
        .filter(|council| is_plain(&council.folder))
        .map(|council| (council.folder.clone(), council))
        .collect();
    for entry in entries.iter().filter(|entry| entry.is_written()) {
        found.remove(&entry.folder);
    }
    found.into_values().collect()
}

/// Whether a folder that a manifest names is one that this program makes: it becomes a place to write to.
fn is_plain(folder: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    folder.strip_prefix("councils/").is_some_and(|name| !name.is_empty() && name.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_cannot_lead_elsewhere() {
        assert!(is_plain("councils/e08000034-kirklees"));
        for folder in ["councils/", "councils/../x", "councils/a/b", "/councils/a", "regions/a"] {
            assert!(!is_plain(folder), "{folder}");
        }
    }
}
