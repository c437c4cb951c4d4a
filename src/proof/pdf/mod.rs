//! A PDF to its text in the order in which it is read out, by its structure and not by its looks.
//!
//! Typst's exporter writes every text as part of a structure element, and running heads and feet outside of
//! all of them. So a paragraph that two pages share is whole here, and a head does not stand in it.

mod content;
mod font;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use self::content::{PageContent, Reader};

/// How deep elements may lie in each other: far deeper than any report.
const DEEPEST: usize = 200;

/// What a PDF says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfText {
    /// The title in its properties.
    pub title: String,
    /// Its language.
    pub language: String,
    /// Whether it is tagged.
    pub tagged: bool,
    /// What stands outside of the structure, page by page: running heads and feet.
    pub margins: Vec<String>,
    /// What the first page says, in the order it was drawn.
    pub first: String,
    /// Everything in the structure, in its order, with the text that stands in place of each picture before
    /// what is written in the picture. Without the list of contents.
    pub text: String,
    /// The list of contents.
    pub contents: String,
    /// The addresses that links lead to.
    pub links: Vec<String>,
    /// Links that lead to no page of it.
    pub dead: usize,
}

/// Reads a PDF.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<PdfText, String> {
    let pdf = Document::load_mem(bytes).map_err(|error| format!("cannot be opened: {error}"))?;
    let catalog = pdf.catalog().map_err(|error| format!("has no catalogue: {error}"))?;
    let mut reader = Reader::new(&pdf);
    let mut pages = BTreeMap::new();
    let mut found = PdfText::default();
    for (number, id) in pdf.get_pages() {
        let page = reader.page(id).map_err(|why| format!("has a damaged page {number}: {why}"))?;
        found.margins.push(page.margin.clone());
        if found.first.is_empty() {
            found.first.clone_from(&page.drawn);
        }
        pages.insert(id, page);
    }
    found.title = info_title(&pdf);
    found.language = text_of(catalog.get_deref(b"Lang", &pdf).ok());
    let marked = catalog.get_deref(b"MarkInfo", &pdf).and_then(Object::as_dict);
    found.tagged =
        marked.and_then(|info| info.get(b"Marked")).and_then(Object::as_bool).unwrap_or(false);
    let mut walk = Walk { pdf: &pdf, pages: &pages, found: &mut found };
    if let Ok(root) = catalog.get_deref(b"StructTreeRoot", &pdf).and_then(Object::as_dict) {
        walk.kids(root, None, Place::default(), 0)?;
    }
    links(&pdf, catalog, &pages, &mut found);
    Ok(found)
}

/// Where an element stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// In the list of contents.
    contents: bool,
    /// In a picture: its letters are drawn one by one.
    picture: bool,
}

struct Walk<'a> {
    pdf: &'a Document,
    pages: &'a BTreeMap<ObjectId, PageContent>,
    found: &'a mut PdfText,
}

impl Walk<'_> {
    fn kids(
        &mut self,
        element: &Dictionary,
        page: Option<ObjectId>,
        place: Place,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("has a structure that goes too deep".to_owned());
        }
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let Ok(kids) = element.get(b"K") else { return Ok(()) };
        // The only kid may stand there by itself, or behind a reference to the list.
        let direct = std::slice::from_ref(kids);
        let list = match self.pdf.dereference(kids) {
            Ok((_, Object::Array(kids))) => kids.as_slice(),
            _ => direct,
        };
        for kid in list {
            self.kid(kid, page, place, depth)?;
        }
        Ok(())
    }

    fn kid(
        &mut self,
        kid: &Object,
        page: Option<ObjectId>,
        place: Place,
        depth: usize,
    ) -> Result<(), String> {
        let Ok((_, kid)) = self.pdf.dereference(kid) else {
            return Err("has a structure with a part that is not there".to_owned());
        };
        if let Ok(mark) = kid.as_i64() {
            self.content(page, mark, place);
            return Ok(());
        }
        let Ok(element) = kid.as_dict() else { return Ok(()) };
        if let Ok(mark) = element.get(b"MCID").and_then(Object::as_i64) {
            let own = element.get(b"Pg").and_then(Object::as_reference).ok();
            self.content(own.or(page), mark, place);
            return Ok(());
        }
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        let inside = Place {
            contents: place.contents || matches!(kind, b"TOC" | b"TOCI"),
            picture: place.picture || kind == b"Figure",
        };
        if !is_inline(kind) {
            self.say(" ", place);
        }
        if let Ok(alt) = element.get_deref(b"Alt", self.pdf)
            && kind != b"Link"
        {
            let alt = text_of(Some(alt));
            self.say(&alt, inside);
            self.say(" ", inside);
        }
        self.kids(element, page, inside, depth + 1)
    }

    fn content(&mut self, page: Option<ObjectId>, mark: i64, place: Place) {
        let page = page.and_then(|page| self.pages.get(&page));
        let text = usize::try_from(mark).ok().and_then(|mark| page?.marked.get(mark));
        let Some(text) = text else { return };
        if place.picture {
            self.say(&text.replace(' ', ""), place);
        } else {
            self.say(" ", place);
            self.say(text, place);
        }
    }

    fn say(&mut self, text: &str, place: Place) {
        let out = if place.contents { &mut self.found.contents } else { &mut self.found.text };
        // What begins after a hyphen may be the rest of a word that was broken there.
        if text.starts_with(' ') && (out.is_empty() || out.ends_with([' ', '-'])) {
            out.push_str(text.trim_start());
        } else {
            out.push_str(text);
        }
    }
}

/// Elements that stand in a line of text.
fn is_inline(kind: &[u8]) -> bool {
    matches!(
        kind,
        b"Span" | b"Link" | b"Em" | b"Strong" | b"Quote" | b"Code" | b"Reference" | b"NonStruct"
    )
}

/// Takes down where links lead.
fn links(
    pdf: &Document,
    catalog: &Dictionary,
    pages: &BTreeMap<ObjectId, PageContent>,
    found: &mut PdfText,
) {
    let named = named_destinations(pdf, catalog);
    let there = |target: &Object| match pdf.dereference(target) {
        Ok((_, Object::Array(parts))) => parts
            .first()
            .and_then(|page| page.as_reference().ok())
            .is_some_and(|page| pages.contains_key(&page)),
        Ok((_, Object::String(name, _) | Object::Name(name))) => named.contains(name),
        _ => false,
    };
    for page in pages.keys() {
        for note in pdf.get_page_annotations(*page).unwrap_or_default() {
            if !note.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Link") {
                continue;
            }
            let action = note.get_deref(b"A", pdf).and_then(Object::as_dict).ok();
            if let Some(address) = action.and_then(|action| action.get_deref(b"URI", pdf).ok()) {
                found.links.push(text_of(Some(address)));
                continue;
            }
            let target =
                action.and_then(|action| action.get(b"D").ok()).or_else(|| note.get(b"Dest").ok());
            if !target.is_some_and(there) {
                found.dead += 1;
            }
        }
    }
}

/// The names that links may lead to.
fn named_destinations(pdf: &Document, catalog: &Dictionary) -> BTreeSet<Vec<u8>> {
    let mut names = BTreeSet::new();
    if let Ok(old) = catalog.get_deref(b"Dests", pdf).and_then(Object::as_dict) {
        names.extend(old.iter().map(|(name, _)| name.clone()));
    }
    let tree = catalog.get_deref(b"Names", pdf).and_then(Object::as_dict);
    let tree = tree.and_then(|names| names.get_deref(b"Dests", pdf)).and_then(Object::as_dict);
    let mut left: Vec<&Dictionary> = tree.into_iter().collect();
    // A tree of names that leads back to itself would have no end.
    for _ in 0..10_000 {
        let Some(node) = left.pop() else { break };
        if let Ok(pairs) = node.get_deref(b"Names", pdf).and_then(Object::as_array) {
            names.extend(
                pairs.iter().step_by(2).filter_map(|name| Some(name.as_str().ok()?.to_vec())),
            );
        }
        if let Ok(kids) = node.get_deref(b"Kids", pdf).and_then(Object::as_array) {
            left.extend(kids.iter().filter_map(|kid| pdf.dereference(kid).ok()?.1.as_dict().ok()));
        }
    }
    names
}

fn info_title(pdf: &Document) -> String {
    let info = pdf.trailer.get_deref(b"Info", pdf).and_then(Object::as_dict);
    text_of(info.ok().and_then(|info| info.get_deref(b"Title", pdf).ok()))
}

fn text_of(object: Option<&Object>) -> String {
    object.and_then(|object| lopdf::decode_text_string(object).ok()).unwrap_or_default()
}
