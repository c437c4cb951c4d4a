//! The drawing orders of a page back to the texts they show.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::Font;

/// How deep drawings may lie in each other.
const DEEPEST: usize = 12;
/// The most bytes of one page's orders; far more than a page of a report has.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// The most numbers of marked content on a page.
const MOST_MARKS: usize = 1 << 16;

/// The texts of one page.
#[derive(Debug, Clone, Default)]
pub(super) struct PageContent {
    /// By the number that the structure calls them.
    pub(super) marked: Vec<String>,
    /// Outside of the structure.
    pub(super) margin: String,
    /// All of it as drawn.
    pub(super) drawn: String,
}

/// Reads pages; a font that several share is read once.
pub(super) struct Reader<'a> {
    pdf: &'a Document,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
}

/// Where a text belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Numbered(usize),
    Margin,
    /// Within another one.
    Inside,
    /// Within another one, and already told in other words.
    Told,
}

impl<'a> Reader<'a> {
    pub(super) fn new(pdf: &'a Document) -> Self {
        Self { pdf, fonts: BTreeMap::new() }
    }

    /// The texts of a page.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<PageContent, String> {
        let dictionary = self.pdf.get_dictionary(id).map_err(|error| error.to_string())?;
        let orders = self
            .pdf
            .get_page_content_with_limit(id, MOST_BYTES)
            .map_err(|error| error.to_string())?;
        let resources = dictionary.get_deref(b"Resources", self.pdf).and_then(Object::as_dict).ok();
        let mut drawing = Drawing { reader: self, page: PageContent::default(), marks: Vec::new() };
        drawing.draw(&orders, resources, 0)?;
        Ok(drawing.page)
    }

    fn font(&mut self, resources: Option<&Dictionary>, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = resources?.get_deref(b"Font", self.pdf).and_then(Object::as_dict).ok()?;
        let entry = fonts.get(name).ok()?;
        let (id, font) = self.pdf.dereference(entry).ok()?;
        let font = font.as_dict().ok()?;
        let Some(id) = id else { return Some(Rc::new(Font::of(self.pdf, font))) };
        let read = self.fonts.entry(id).or_insert_with(|| Rc::new(Font::of(self.pdf, font)));
        Some(Rc::clone(read))
    }
}

struct Drawing<'r, 'a> {
    reader: &'r mut Reader<'a>,
    page: PageContent,
    marks: Vec<Mark>,
}

impl Drawing<'_, '_> {
    fn draw(
        &mut self,
        orders: &[u8],
        resources: Option<&Dictionary>,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("drawings go too deep".to_owned());
        }
        let mut words = Words::new(orders);
        let mut before: Vec<Word<'_>> = Vec::new();
        let mut font: Option<Rc<Font>> = None;
        let mut saved: Vec<Option<Rc<Font>>> = Vec::new();
        while let Some(word) = words.next() {
            let Word::Order(order) = word else {
                before.push(word);
                continue;
            };
            match order {
                b"q" => saved.push(font.clone()),
                b"Q" => font = saved.pop().unwrap_or_default(),
                b"Tf" => {
                    let name = before.iter().find_map(Word::name);
                    font = name.and_then(|name| self.reader.font(resources, name));
                }
                b"BT" | b"T*" => self.say(" "),
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    let mut text = String::new();
                    for string in before.iter().filter_map(Word::string) {
                        match &font {
                            Some(font) => font.read(string, &mut text),
                            None => text.push('\u{fffd}'),
                        }
                    }
                    self.say(&text);
                }
                b"BMC" | b"BDC" => self.begin(&before),
                b"EMC" => {
                    self.marks.pop();
                }
                b"Do" => {
                    if let Some(name) = before.iter().find_map(Word::name) {
                        self.drawing(resources, name, depth)?;
                    }
                }
                _ => {}
            }
            before.clear();
        }
        Ok(())
    }

    /// Draws what stands elsewhere, if it is not an image.
    fn drawing(
        &mut self,
        resources: Option<&Dictionary>,
        name: &[u8],
        depth: usize,
    ) -> Result<(), String> {
        let pdf = self.reader.pdf;
        let all =
            resources.and_then(|all| all.get_deref(b"XObject", pdf).and_then(Object::as_dict).ok());
        let stream = all.and_then(|all| all.get_deref(name, pdf).and_then(Object::as_stream).ok());
        let Some(stream) = stream else { return Ok(()) };
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form")
        {
            return Ok(());
        }
        let orders =
            stream.get_plain_content_with_limit(MOST_BYTES).map_err(|error| error.to_string())?;
        let own = stream.dict.get_deref(b"Resources", pdf).and_then(Object::as_dict).ok();
        self.draw(&orders, own.or(resources), depth + 1)
    }

    fn begin(&mut self, before: &[Word<'_>]) {
        let after = |key: &[u8]| before.iter().skip_while(|word| word.name() != Some(key)).nth(1);
        let number = after(b"MCID").and_then(Word::number).filter(|number| *number < MOST_MARKS);
        let mark = if let Some(number) = number {
            Mark::Numbered(number)
        } else if before.first().and_then(Word::name) == Some(b"Artifact".as_slice()) {
            Mark::Margin
        } else if let Some(text) = after(b"ActualText").and_then(Word::string) {
            let text = Object::string_literal(text.to_vec());
            let text = lopdf::decode_text_string(&text).unwrap_or_default();
            self.say(&text);
            Mark::Told
        } else {
            Mark::Inside
        };
        self.marks.push(mark);
    }

    fn say(&mut self, text: &str) {
        if self.marks.contains(&Mark::Told) {
            return;
        }
        add(&mut self.page.drawn, text);
        let owner = self.marks.iter().rev().find(|mark| !matches!(mark, Mark::Inside));
        let place = match owner {
            Some(Mark::Numbered(number)) => {
                if self.page.marked.len() <= *number {
                    self.page.marked.resize(number + 1, String::new());
                }
                self.page.marked.get_mut(*number)
            }
            _ => Some(&mut self.page.margin),
        };
        if let Some(place) = place {
            add(place, text);
        }
    }
}

/// Adds a text; a space at its start is one too many after a space or after a hyphen, where a word was broken.
fn add(place: &mut String, text: &str) {
    if text == " " && (place.is_empty() || place.ends_with([' ', '-'])) {
        return;
    }
    place.push_str(text);
}

/// The bytes of hexadecimal digits.
pub(super) fn hex(digits: &[u8]) -> Vec<u8> {
    let mut nibbles = digits.iter().filter_map(|digit| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    });
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    while let Some(high) = nibbles.next() {
        bytes.push((high << 4) | nibbles.next().unwrap_or_default());
    }
    bytes
}

/// A word of drawing orders. Brackets of lists and dictionaries are passed over: what matters is told by
/// what stands before what.
#[derive(Debug, Clone)]
enum Word<'o> {
    Name(&'o [u8]),
    Number(&'o [u8]),
    Text(Vec<u8>),
    Order(&'o [u8]),
}

impl Word<'_> {
    fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    fn string(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number(&self) -> Option<usize> {
        match self {
            Self::Number(digits) => std::str::from_utf8(digits).ok()?.parse().ok(),
            _ => None,
        }
    }
}

struct Words<'o> {
    orders: &'o [u8],
    at: usize,
}

impl<'o> Words<'o> {
    fn new(orders: &'o [u8]) -> Self {
        Self { orders, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.orders.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Word<'o>> {
        loop {
            match self.peek()? {
                b' ' | b'\n' | b'\r' | b'\t' | 0 | 12 | b'[' | b']' | b'>' | b'{' | b'}' | b')' => {
                    self.at += 1;
                }
                b'%' => {
                    while self.peek().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                        self.at += 1;
                    }
                }
                b'<' => {
                    self.at += 1;
                    if self.peek() == Some(b'<') {
                        self.at += 1;
                        continue;
                    }
                    let rest = self.orders.get(self.at..)?;
                    let length = rest.iter().position(|byte| *byte == b'>')?;
                    self.at += length + 1;
                    return Some(Word::Text(hex(rest.get(..length)?)));
                }
                b'(' => {
                    self.at += 1;
                    return Some(Word::Text(self.literal()));
                }
                b'/' => {
                    self.at += 1;
                    return Some(Word::Name(self.regular()));
                }
                b'0'..=b'9' | b'-' | b'+' | b'.' => return Some(Word::Number(self.regular())),
                _ => return Some(Word::Order(self.regular())),
            }
        }
    }

    /// What stands up to the next space or bracket; at least one byte.
    fn regular(&mut self) -> &'o [u8] {
        let rest = self.orders.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| {
            matches!(
                byte,
                b' ' | b'\n'
                    | b'\r'
                    | b'\t'
                    | 0
                    | 12
                    | b'('
                    | b')'
                    | b'<'
                    | b'>'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
                    | b'/'
                    | b'%'
            )
        };
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// A string in round brackets, after the first.
    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escaped(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escaped(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    self.at += 1;
                    code = code * 8 + u32::from(digit - b'0');
                }
                text.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            other => text.push(other),
        }
    }
}
