//! Where the links of a tree's pages lead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::proof::html::{self, PageText};
use crate::proof::tree::{ListedFile, Tree};
use crate::publish::manifest::{MANIFEST, SUMS};

/// The links of every page that lead nowhere: page and address.
pub(super) fn dead(tree: &Tree) -> Vec<(String, String)> {
    let pages: Vec<&ListedFile> =
        tree.listed.files.iter().filter(|file| is_page(&file.path)).collect();
    let read: BTreeMap<&str, PageText> = pages
        .par_iter()
        .filter_map(|file| {
            Some((file.path.as_str(), html::read(&tree.read(&file.path).ok()?).ok()?))
        })
        .collect();
    let paths: BTreeSet<&str> = tree.listed.files.iter().map(|file| file.path.as_str()).collect();
    let mut dead = Vec::new();
    for (path, page) in &read {
        let lost = page.links.iter().filter(|address| !leads(path, address, page, &read, &paths));
        dead.extend(lost.map(|address| ((*path).to_owned(), address.clone())));
    }
    dead
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "html")
}

fn leads(
    from: &str,
    address: &str,
    page: &PageText,
    read: &BTreeMap<&str, PageText>,
    paths: &BTreeSet<&str>,
) -> bool {
    let (path, place) = address.split_once('#').unwrap_or((address, ""));
    if path.is_empty() {
        return page.ids.contains(place);
    }
    if path.contains(':') {
        return path.starts_with("https:") || path.starts_with("mailto:");
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                if parts.pop().is_none() {
                    return false;
                }
            }
            "." => {}
            _ => parts.push(part),
        }
    }
    let target = parts.join("/");
    let own = [MANIFEST, SUMS].contains(&&*target);
    let there = own || paths.contains(&*target);
    there && (place.is_empty() || read.get(&*target).is_some_and(|page| page.ids.contains(place)))
}
