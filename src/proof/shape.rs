//! What every finished PDF and page must be, whoever it is about.

use std::collections::BTreeSet;

use crate::proof::html::{self, PageText};
use crate::proof::pdf::PdfText;
use crate::proof::pieces::{Pictures, Pieces};
use crate::proof::text::{short, squeeze};

/// What may stand before the colon of an address that leads out of the tree.
pub(super) const SCHEMES: [&str; 2] = ["https:", "mailto:"];

/// The language of every report.
const LANGUAGE: &str = "en-GB";

/// A PDF is tagged, has its language, title and pages, says what it must on the first, and its links lead
/// somewhere. `first` has what each is to do there, and what.
pub(super) fn pdf(read: &PdfText, title: &str, first: &[(&str, &str)]) -> Result<(), String> {
    if !read.tagged {
        return Err("is not tagged".to_owned());
    }
    if read.language != LANGUAGE {
        return Err(format!("has the language {:?}, not {LANGUAGE:?}", read.language));
    }
    if read.title != title {
        return Err(format!("has the title {:?}, not {title:?}", read.title));
    }
    if read.margins.is_empty() {
        return Err("has no pages".to_owned());
    }
    let page = squeeze(&read.first);
    for (what, text) in first {
        if !page.contains(&squeeze(text)) {
            return Err(format!("does not {what} {text} on its first page"));
        }
    }
    for address in &read.links {
        if !leads_out(address) {
            return Err(format!("leads to {address}"));
        }
    }
    if read.dead > 0 {
        return Err("has a link that leads to no page of it".to_owned());
    }
    Ok(())
}

/// Whether an address is one of those that may lead out of the tree.
pub(super) fn leads_out(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| address.starts_with(scheme))
}

/// Every page after the first names whom it is about and the source at its head, every page the report and
/// which of how many pages it is at its foot, and every page of made-up figures that they are.
pub(super) fn heads(
    read: &PdfText,
    [name, title, release, banner]: [&str; 4],
) -> Result<(), String> {
    let (wanted, report) = (squeeze(&format!("{name}{release}")), squeeze(title));
    let marked = squeeze(banner);
    let of = read.margins.len();
    for (page, text) in (1..).zip(&read.margins) {
        let text = squeeze(text);
        if page > 1 && !text.contains(&wanted) {
            return Err(format!("does not have {name} and {release} at the head of page {page}"));
        }
        if !text.contains(&report) {
            return Err(format!("does not have {title} at the foot of page {page}"));
        }
        if !text.contains(&format!("Page{page}of{of}")) {
            return Err(format!("does not have “Page {page} of {of}” at the foot of that page"));
        }
        if !text.contains(&marked) {
            return Err(format!("does not have “{banner}” on page {page}"));
        }
    }
    Ok(())
}

/// A page is whole and in its language.
pub(super) fn page(read: &PageText) -> Result<(), String> {
    if !read.whole {
        return Err("does not begin or end as a page does".to_owned());
    }
    if read.language != LANGUAGE {
        return Err(format!("has the language {:?}, not {LANGUAGE:?}", read.language));
    }
    Ok(())
}

/// Every picture of a page is of its view, line for line, and stands in its place. In a page of someone else's
/// template it may stand anywhere.
pub(super) fn pictures(
    read: &PageText,
    pictures: &Pictures<'_>,
    pieces: &Pieces<'_>,
    house: bool,
) -> Result<(), String> {
    if !house {
        let known: BTreeSet<&str> = pictures.values().map(|shown| shown.svg).collect();
        let other = read.pictures.iter().find(|svg| !known.contains(svg.as_str()));
        return other.map_or(Ok(()), |svg| {
            Err(format!(
                "has a picture that is not of this report: {}",
                short(&html::picture_text(svg))
            ))
        });
    }
    let mut found = read.pictures.iter();
    for id in pieces.pictures() {
        let wanted = pictures.get(id).ok_or_else(|| format!("needs a picture {id}"))?;
        if found.next().is_none_or(|svg| svg != wanted.svg) {
            return Err(format!("does not have the picture {id} in its place"));
        }
    }
    match found.next() {
        Some(svg) => Err(format!("has a picture too many: {}", short(&html::picture_text(svg)))),
        None => Ok(()),
    }
}
