//! No word of any report ranks, blames or praises.

use crate::harness::{Tree, illustrative, page_text, published};

/// METHOD 4.2 and 11.7: words that rank, give causes or speak of people as passive.
const FORBIDDEN: [&str; 21] = [
    " rank",
    " league",
    " best ",
    " worst",
    " top ",
    " bottom ",
    " failing",
    " efficient",
    " service user",
    " client",
    " recipient",
    " receiving care",
    " the elderly",
    " burden",
    " bed-blocking",
    " because of",
    " due to",
    " led to",
    "as as ",
    " the the ",
    " of of ",
];

/// Official titles may use the publishers' own words.
const ALLOWED: [&str; 3] = ["client contributions", "client level data", "new clients"];

fn lint(tree: &Tree, slug: &str) {
    let html = fs_err::read_to_string(tree.find(slug, "index.html")).expect("the page");
    let body = html.split_once("<main").expect("the page has a main part").1;
    let mut text = page_text(body).to_lowercase();
    for allowed in ALLOWED {
        text = text.replace(allowed, "");
    }
    for word in FORBIDDEN {
        if let Some((before, after)) = text.split_once(word) {
            let before: String =
                before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            let after: String = after.chars().take(60).collect();
            panic!("{slug}: '{word}' in '…{before}{word}{after}…'");
        }
    }
}

#[test]
fn no_report_has_a_forbidden_word() {
    for slug in ["barnet", "barnsley"] {
        lint(illustrative(), slug);
    }
    let Some(tree) = published() else { return };
    for slug in ["kirklees", "hackney", "city-of-london", "isles-of-scilly"] {
        lint(tree, slug);
    }
}
