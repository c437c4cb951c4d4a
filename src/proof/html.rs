//! A web page to its text, its pictures and its links, by its markup.

use std::collections::BTreeSet;

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// Its title.
    pub title: String,
    /// Its first heading of the first level.
    pub heading: String,
    /// The language it says it is in.
    pub language: String,
    /// Everything that is read out, in its order, with the text that stands in place of each picture and then
    /// what is written in it. Without the list of contents.
    pub text: String,
    /// What stands in lists of links around the content.
    pub contents: String,
    /// The pictures as they stand there, in their order, without ornaments.
    pub pictures: Vec<String>,
    /// The sentences: headings, paragraphs and items of lists of the main part outside of tables, in their
    /// order.
    pub blocks: Vec<Block>,
    /// The cells of the rows of tables, each table by the id of its caption.
    pub rows: Vec<Row>,
    /// Where links lead, and what else is asked for.
    pub links: Vec<String>,
    /// The ids of its elements.
    pub ids: BTreeSet<String>,
    /// Whether the markup ended as a page does.
    pub whole: bool,
}

/// A paragraph, an item or a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The level of a heading; 0 for others.
    pub level: u8,
    /// Its id; empty where it has none.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id of the table's caption; empty where it has none.
    pub table: String,
    /// The cells.
    pub cells: Vec<String>,
}

/// Where an element leads or what it fetches.
const ADDRESSES: [&str; 8] =
    ["href", "src", "srcset", "data", "action", "formaction", "poster", "background"];

/// Elements in a line of text.
const INLINE: [&str; 12] =
    ["a", "abbr", "b", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup"];

/// Reads a page.
///
/// # Errors
/// When it is not text.
pub fn read(bytes: &[u8]) -> Result<PageText, String> {
    let markup = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
    let mut reader = Reader { rest: markup, ..Reader::default() };
    reader.read();
    reader.end_block();
    let mut page = reader.page;
    page.whole = markup.trim_end().ends_with("</html>")
        && markup.trim_start().starts_with("<!DOCTYPE html>");
    Ok(page)
}

#[derive(Default)]
struct Reader<'m> {
    rest: &'m str,
    page: PageText,
    /// How many lists of links around the content are open.
    navs: usize,
    main: bool,
    tables: Vec<String>,
    caption: bool,
    cell: Option<String>,
    row: Vec<String>,
    block: Option<Block>,
    title: bool,
    heading: bool,
    past_heading: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        while !self.rest.is_empty() {
            let start = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(start);
            self.rest = rest;
            if !text.is_empty() {
                self.say(&decode(text));
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if self.rest.starts_with("<!") {
                self.skip_past(">");
            } else if self.rest.starts_with("<svg") {
                self.picture();
            } else if !self.rest.is_empty() {
                self.tag();
            }
        }
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, rest)| rest);
    }

    /// One tag, from its bracket.
    fn tag(&mut self) {
        let Some(inner) = self.rest.strip_prefix('<') else { return };
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(length);
        self.rest = rest;
        let name = name.to_ascii_lowercase();
        let attributes = self.attributes();
        if closes {
            self.close(&name);
        } else {
            self.open(&name, &attributes);
        }
    }

    fn attributes(&mut self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if self.rest.is_empty() || self.rest.starts_with('>') {
                self.rest = self.rest.strip_prefix('>').unwrap_or_default();
                return found;
            }
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
            let length = self.rest.find(ends).unwrap_or(self.rest.len());
            // A sign that begins no name is passed over.
            let length = if length == 0 { 1 } else { length };
            let Some((name, rest)) = self.rest.split_at_checked(length) else {
                self.rest = "";
                return found;
            };
            self.rest = rest;
            let mut value = "";
            if let Some(rest) = self.rest.trim_start().strip_prefix('=') {
                let rest = rest.trim_start();
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
                (value, self.rest) = if let Some(quote) = quote {
                    let rest = rest.get(1..).unwrap_or_default();
                    rest.split_once(quote).unwrap_or((rest, ""))
                } else {
                    let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                    rest.split_at(rest.find(ends).unwrap_or(rest.len()))
                };
            }
            found.push((name.to_ascii_lowercase(), decode(value)));
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let value = |wanted: &str| {
            attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        if let Some(id) = value("id") {
            self.page.ids.insert(id.to_owned());
        }
        for (key, address) in attributes {
            if ADDRESSES.contains(&key.as_str()) {
                self.page.links.push(address.clone());
            }
        }
        self.apart(name);
        match name {
            "html" => value("lang").unwrap_or_default().clone_into(&mut self.page.language),
            // They hold no text of the page.
            "style" | "script" | "template" => {
                let end = format!("</{name}");
                let at = self.rest.find(&end).unwrap_or(self.rest.len());
                self.rest = self.rest.get(at..).unwrap_or_default();
            }
            "title" => self.title = true,
            "nav" => self.navs += 1,
            "main" => self.main = true,
            "h1" => self.heading = !self.past_heading,
            "table" => self.tables.push(String::new()),
            "caption" => {
                self.caption = true;
                if let Some(table) = self.tables.last_mut() {
                    value("id").unwrap_or_default().clone_into(table);
                }
            }
            "tr" => self.row.clear(),
            "td" | "th" => self.cell = Some(String::new()),
            _ => {}
        }
        if self.main && self.tables.is_empty() {
            let level = match name.as_bytes() {
                [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
                b"p" | b"li" | b"dd" | b"dt" | b"summary" => Some(0),
                _ => None,
            };
            if let Some(level) = level {
                self.end_block();
                let id = value("id").unwrap_or_default().to_owned();
                self.block = Some(Block { level, id, text: String::new() });
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.apart(name);
        match name {
            "title" => self.title = false,
            "nav" => self.navs = self.navs.saturating_sub(1),
            "main" => {
                self.end_block();
                self.main = false;
            }
            "h1" if self.heading => (self.heading, self.past_heading) = (false, true),
            "table" => drop(self.tables.pop()),
            "caption" => self.caption = false,
            "td" | "th" => {
                if let Some(cell) = self.cell.take() {
                    self.row.push(super::text::fold(&cell));
                }
            }
            "tr" => {
                let table = self.tables.last().cloned().unwrap_or_default();
                let cells = std::mem::take(&mut self.row);
                self.page.rows.push(Row { table, cells });
            }
            "p" | "li" | "dd" | "dt" | "summary" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_block();
            }
            _ => {}
        }
    }

    fn end_block(&mut self) {
        if let Some(block) = self.block.take() {
            let text = super::text::fold(&block.text);
            if !text.is_empty() {
                self.page.blocks.push(Block { text, ..block });
            }
        }
    }

    /// What does not stand in a line of text stands apart from what is around it.
    fn apart(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.say(" ");
        }
    }

    fn say(&mut self, text: &str) {
        let page = &mut self.page;
        if self.title {
            page.title.push_str(text);
            return;
        }
        if self.heading {
            page.heading.push_str(text);
        }
        if let Some(cell) = &mut self.cell {
            cell.push_str(text);
        }
        if let Some(block) = &mut self.block {
            block.text.push_str(text);
        }
        if self.navs > 0 { &mut page.contents } else { &mut page.text }.push_str(text);
    }

    fn picture(&mut self) {
        const END: &str = "</svg>";
        let length = self.rest.find(END).map_or(self.rest.len(), |at| at + END.len());
        let (svg, rest) = self.rest.split_at(length);
        self.rest = rest;
        let opening = svg.split('>').next().unwrap_or_default();
        if opening.contains("aria-hidden=\"true\"") && !svg.contains("<text") {
            return;
        }
        let told = picture_text(svg);
        let out = if self.navs > 0 { &mut self.page.contents } else { &mut self.page.text };
        out.push(' ');
        out.push_str(&told);
        out.push(' ');
        self.page.pictures.push(svg.to_owned());
    }
}

/// What stands in place of a picture, and what is written in it.
pub(super) fn picture_text(svg: &str) -> String {
    let mut told = String::new();
    for (element, end) in [("<desc", "</desc>"), ("<text", "</text>")] {
        for part in svg.split(element).skip(1) {
            let Some((_, inside)) = part.split_once('>') else { continue };
            let inside = inside.split(end).next().unwrap_or_default();
            // Words of a text may stand in elements of their own.
            for (number, piece) in inside.split('<').enumerate() {
                let piece = if number == 0 {
                    piece
                } else {
                    piece.split_once('>').map_or("", |(_, text)| text)
                };
                told.push_str(&decode(piece));
            }
            told.push(' ');
        }
    }
    told
}

/// A text of markup with its entities as letters.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').and_then(|(name, rest)| Some((letter(name)?, rest)));
        if let Some((letter, after)) = known {
            out.push(letter);
            rest = after;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn letter(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_is_read_out() {
        let page = read(
            b"<!DOCTYPE html>\n<html lang=\"en-GB\"><head><title>A &amp; B</title><style>p > a {}</style></head>\n\
              <body><nav><a href=\"#x\">To x</a></nav><h1>A &#x26; <b>B</b></h1><main><p id=\"x\">One<br>two &lt;3</p>\
              <svg role=\"img\"><desc>Rose.</desc><text x=\"1\">12<tspan>%</tspan></text></svg>\
              <table><caption id=\"t\">T</caption><tr><th>Name</th><td class='n'>1</td></tr></table>\
              </main><a href='a.html'>on</a></body></html>\n",
        )
        .expect("a page");
        assert_eq!(
            (page.title.trim(), page.heading.trim(), &*page.language),
            ("A & B", "A & B", "en-GB")
        );
        assert!(page.whole);
        let text = super::super::text::fold(&page.text);
        assert_eq!(text, "A & B One two <3 Rose. 12% T Name 1 on");
        assert_eq!(super::super::text::fold(&page.contents), "To x");
        assert_eq!(page.links, ["#x", "a.html"]);
        assert!(page.ids.contains("x") && page.ids.contains("t"));
        assert_eq!(
            page.rows,
            [Row { table: "t".to_owned(), cells: vec!["Name".to_owned(), "1".to_owned()] }]
        );
        assert_eq!(page.pictures.len(), 1);
        let blocks: Vec<_> = page.blocks.iter().map(|block| (block.level, &*block.text)).collect();
        assert_eq!(blocks, [(0, "One two <3")]);
    }
}
