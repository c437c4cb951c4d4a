//! No word of any report, or of any page beside them, ranks, blames or praises.

use std::path::Path;

use crate::harness::{Tree, entries, illustrative, page_text, published};

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
const ALLOWED: [&str; 4] = [
    "client contributions",
    "client level data",
    "new clients",
    "requests for support that led to",
];

fn lint(path: &Path) {
    let html = fs_err::read_to_string(path).expect("the page");
    let slug = path.display();
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
        lint(&illustrative().find(slug, "index.html"));
    }
    let Some(tree) = published() else { return };
    for slug in ["kirklees", "hackney", "city-of-london", "isles-of-scilly"] {
        lint(&tree.find(slug, "index.html"));
    }
}

fn lint_beside(tree: &Tree) {
    for name in ["index.html", "methods.html", "accessibility.html", "changes.html"] {
        lint(&tree.root.join(name));
    }
    for kind in ["measures", "regions"] {
        for folder in entries(&tree.root.join(kind)) {
            lint(&folder.join("index.html"));
        }
    }
}

#[test]
fn no_page_beside_the_reports_has_a_forbidden_word() {
    lint_beside(illustrative());
    let Some(tree) = published() else { return };
    lint_beside(tree);
}
