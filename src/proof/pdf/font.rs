//! The codes of a font back to letters, by the map that the PDF carries for it.

use lopdf::{Dictionary, Document, Object};

/// What is read for a code that the map does not know.
const UNKNOWN: &str = "\u{fffd}";

/// A font: how many bytes a code has, and what each code means.
#[derive(Debug, Clone, Default)]
pub(super) struct Font {
    bytes: usize,
    letters: Vec<Box<str>>,
}

impl Font {
    /// The font of a dictionary; without a map nothing of it can be read.
    pub(super) fn of(pdf: &Document, font: &Dictionary) -> Self {
        let stream = font.get_deref(b"ToUnicode", pdf).and_then(Object::as_stream);
        let map =
            stream.ok().and_then(|stream| stream.get_plain_content().ok()).unwrap_or_default();
        let mut read = Self { bytes: 1, letters: Vec::new() };
        read.map(&map);
        // Fonts of many glyphs have codes of two bytes, whatever the map says.
        if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0") {
            read.bytes = 2;
        }
        read
    }

    /// The letters of a string.
    pub(super) fn read(&self, string: &[u8], out: &mut String) {
        for code in string.chunks(self.bytes.max(1)) {
            let code = code.iter().fold(0, |code, byte| (code << 8) | usize::from(*byte));
            match self.letters.get(code) {
                Some(letters) if !letters.is_empty() => out.push_str(letters),
                _ => out.push_str(UNKNOWN),
            }
        }
    }

    fn map(&mut self, map: &[u8]) {
        let mut hex: Vec<Vec<u8>> = Vec::new();
        let mut words = Words(map);
        let mut in_array = None;
        while let Some(word) = words.next() {
            match word {
                Word::Hex(bytes) => hex.push(bytes),
                Word::Open => in_array = Some(hex.len()),
                Word::Close => {
                    // <first> <last> [<letters> <letters> …]
                    if let Some(at) = in_array.take()
                        && let Some(first) = at.checked_sub(2).and_then(|first| hex.get(first))
                    {
                        let first = number(first);
                        for (step, letters) in hex.split_off(at).iter().enumerate() {
                            self.set(first + step, letters);
                        }
                        hex.clear();
                    }
                }
                Word::Other(b"endcodespacerange") => {
                    self.bytes = hex.first().map_or(1, Vec::len);
                    hex.clear();
                }
                Word::Other(b"endbfchar") => {
                    for pair in hex.chunks_exact(2) {
                        let [code, letters] = pair else { continue };
                        self.set(number(code), letters);
                    }
                    hex.clear();
                }
                Word::Other(b"endbfrange") => {
                    for range in hex.chunks_exact(3) {
                        let [first, last, letters] = range else { continue };
                        let (first, last) = (number(first), number(last).min(0xffff));
                        let start = number(letters);
                        for code in first..=last {
                            let at = u32::try_from(start + code - first).unwrap_or_default();
                            let units = at.to_be_bytes();
                            self.set(code, units.get(2..).unwrap_or_default());
                        }
                    }
                    hex.clear();
                }
                Word::Other(b"beginbfchar" | b"beginbfrange" | b"begincodespacerange") => {
                    hex.clear();
                }
                Word::Other(_) => {}
            }
        }
    }

    fn set(&mut self, code: usize, letters: &[u8]) {
        if code > 0xffff {
            return;
        }
        if self.letters.len() <= code {
            self.letters.resize(code + 1, Box::from(""));
        }
        let units = letters.chunks_exact(2).map(|pair| match pair {
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        });
        let text: String = char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        if let Some(place) = self.letters.get_mut(code) {
            *place = text.into();
        }
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().take(4).fold(0, |number, byte| (number << 8) | usize::from(*byte))
}

/// The words of a map that matter.
enum Word<'m> {
    Hex(Vec<u8>),
    Open,
    Close,
    Other(&'m [u8]),
}

struct Words<'m>(&'m [u8]);

impl<'m> Words<'m> {
    fn next(&mut self) -> Option<Word<'m>> {
        loop {
            let start = self.0.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let (_, rest) = self.0.split_at(start);
            let (first, after) = rest.split_first()?;
            match first {
                b'%' => {
                    let end = rest
                        .iter()
                        .position(|byte| matches!(byte, b'\n' | b'\r'))
                        .unwrap_or(rest.len());
                    self.0 = rest.get(end..).unwrap_or_default();
                }
                b'<' if after.first() != Some(&b'<') => {
                    let end = after.iter().position(|byte| *byte == b'>')?;
                    let (digits, rest) = after.split_at(end);
                    self.0 = rest.get(1..).unwrap_or_default();
                    return Some(Word::Hex(super::content::hex(digits)));
                }
                b'[' | b']' => {
                    self.0 = after;
                    return Some(if *first == b'[' { Word::Open } else { Word::Close });
                }
                _ => {
                    let ends = |byte: &u8| {
                        byte.is_ascii_whitespace() || matches!(byte, b'<' | b'[' | b']')
                    };
                    let end = after.iter().position(ends).map_or(rest.len(), |end| end + 1);
                    let (word, rest) = rest.split_at(end);
                    self.0 = rest;
                    return Some(Word::Other(word));
                }
            }
        }
    }
}
