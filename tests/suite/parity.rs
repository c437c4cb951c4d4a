//! PDF, web page and data say the same.

use std::path::Path;
use std::process::Command;

use crate::harness::{Tree, fold, illustrative, page_text, published};

/// The text of a PDF, white space folded.
pub(crate) fn pdf_text(path: &Path) -> String {
    let output = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output()
        .expect("pdftotext is installed (Debian: poppler-utils)");
    assert!(output.status.success(), "{}", path.display());
    fold(&String::from_utf8(output.stdout).expect("the text is UTF-8"))
}

/// What the reader of a page sees in its table cells.
fn cells(html: &str) -> Vec<String> {
    let mut cells = Vec::new();
    for part in html.split("<td").skip(1) {
        let Some((_, rest)) = part.split_once('>') else { continue };
        let Some((content, _)) = rest.split_once("</td>") else { continue };
        if !content.contains("<svg") {
            let text = page_text(content);
            if !text.is_empty() {
                cells.push(text);
            }
        }
    }
    cells
}

fn same_figures(tree: &Tree, slug: &str) {
    let html = fs_err::read_to_string(tree.find(slug, "index.html")).expect("the page");
    let pdf = pdf_text(&tree.find(slug, ".pdf"));
    let squeezed = |text: &str| text.replace(' ', "");
    let pdf = squeezed(&pdf);
    let cells = cells(&html);
    assert!(cells.len() > 200, "{slug} has {} cells", cells.len());
    for cell in cells {
        assert!(
            pdf.contains(&squeezed(&cell)),
            "{slug}: '{cell}' is on the page but not in the PDF"
        );
    }
}

#[test]
fn every_figure_of_the_page_is_in_the_pdf() {
    let tree = illustrative();
    for slug in ["barnet", "barnsley"] {
        same_figures(tree, slug);
    }
}

#[test]
fn every_figure_of_the_page_is_in_the_pdf_where_there_are_many_gaps() {
    let Some(tree) = published() else { return };
    for slug in ["hackney", "isles-of-scilly", "kirklees"] {
        same_figures(tree, slug);
    }
}

#[test]
fn a_report_is_about_its_own_council() {
    let tree = illustrative();
    let page =
        page_text(&fs_err::read_to_string(tree.find("barnet", "index.html")).expect("the page"));
    let pdf = pdf_text(&tree.find("barnet", ".pdf"));
    for text in [page, pdf] {
        assert!(text.contains("Barnet") && text.contains("E09000003"));
        assert!(!text.contains("Barnsley"), "no other council is named");
        assert!(text.contains("Illustrative figures"), "made-up figures say so");
    }
}

/// Every page of an illustrative PDF is marked, not just the first.
#[test]
fn every_page_of_an_illustrative_report_says_so() {
    let path = illustrative().find("barnet", ".pdf");
    let output = Command::new("pdftotext").arg(&path).arg("-").output().expect("pdftotext runs");
    let text = String::from_utf8(output.stdout).expect("the text is UTF-8");
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 8, "{} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(fold(page).contains("Illustrative figures"), "page {}", index + 1);
    }
}
