//! The names of the sheets of a workbook, without parsing its cells.
//!
//! All sheets of an `.ods` are in one XML text of many megabytes, and the parser of spreadsheets
//! reads every cell of it before it can tell a name. To recognise a file, the text is only unpacked
//! and searched for tags of sheets.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::ZipArchive;

use crate::release::input::InputFile;
use crate::release::workbook::is_ods;

/// The part that holds the sheets.
const CONTENT: &str = "content.xml";

/// The tag that begins a sheet, up to what follows its name.
const SHEET: &[u8] = b"<table:table";

/// No published workbook unpacks to nearly so much; a hostile one is given up here.
const MOST_BYTES: u64 = 200_000_000;

/// The names of the sheets of an `.ods` or `.xlsx`, in their order; none when the bytes are neither, or are
/// damaged before the first sheet.
pub fn sheet_names(file: &InputFile) -> &[String] {
    file.sheets.get_or_init(|| named_in(&file.bytes))
}

fn named_in(bytes: &[u8]) -> Vec<String> {
    if is_ods(bytes) {
        names_in(bytes, CONTENT, SHEET, b"table:name")
    } else if bytes.starts_with(b"PK\x03\x04") {
        // A workbook of this kind holds a list of its sheets.
        names_in(bytes, "xl/workbook.xml", b"<sheet", b"name")
    } else {
        Vec::new()
    }
}

/// The values of an attribute of every tag of a kind in a part of a workbook.
fn names_in(bytes: &[u8], part_name: &str, wanted: &[u8], name: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else { return names };
    let Ok(part) = zip.by_name(part_name) else { return names };
    let mut content = Vec::new();
    // What is damaged ends where it is damaged.
    let _ = part.take(MOST_BYTES).read_to_end(&mut content);
    // Text cannot hold the tag of a sheet: its `<` is written `&lt;`, and none stands inside a tag.
    for start in memmem::find_iter(&content, wanted) {
        let rest = content.get(start + wanted.len()..).unwrap_or_default();
        if rest.first().is_some_and(u8::is_ascii_whitespace)
            && let Some(tag) = to_its_end(rest)
        {
            names.extend(attribute(tag, name));
        }
    }
    names
}

/// A tag up to the `>` that ends it; one inside a name is allowed.
fn to_its_end(rest: &[u8]) -> Option<&[u8]> {
    let mut ends = memchr::memchr_iter(b'>', rest).filter_map(|end| rest.get(..end));
    ends.find(|tag| !within_quotes(tag))
}

fn within_quotes(tag: &[u8]) -> bool {
    let mut open = None;
    for byte in tag {
        match (open, byte) {
            (None, b'"' | b'\'') => open = Some(*byte),
            (Some(quote), byte) if quote == *byte => open = None,
            _ => {}
        }
    }
    open.is_some()
}

/// The value of an attribute of a tag, without the escapes of XML.
fn attribute(tag: &[u8], name: &[u8]) -> Option<String> {
    let mut rest = tag;
    while let Some(equals) = rest.iter().position(|byte| *byte == b'=') {
        let (before, after) = rest.split_at(equals);
        let quoted = after.get(1..)?.trim_ascii_start();
        let (quote, value) = quoted.split_first()?;
        let end = value.iter().position(|byte| byte == quote)?;
        let (value, following) = value.split_at(end);
        let before = before.trim_ascii_end();
        let begins = before.len().checked_sub(name.len() + 1);
        let whole = begins.and_then(|at| before.get(at)).is_some_and(u8::is_ascii_whitespace);
        if whole && before.ends_with(name) {
            return Some(unescaped(&String::from_utf8_lossy(value)));
        }
        rest = following.get(1..)?;
    }
    None
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let known = after.split_once(';').and_then(|(word, end)| Some((character(word)?, end)));
        let (letter, end) = known.unwrap_or(('&', after));
        plain.push(letter);
        rest = end;
    }
    plain.push_str(rest);
    plain
}

fn character(word: &str) -> Option<char> {
    match word {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = word.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn packed(content: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file("mimetype", stored).expect("a new entry");
        let kind = b"application/vnd.oasis.opendocument.spreadsheet";
        writer.write_all(kind).expect("written to memory");
        writer.start_file(CONTENT, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(content.as_bytes()).expect("written to memory");
        writer.finish().expect("finished in memory").into_inner()
    }

    #[test]
    fn names_are_those_of_the_tags_of_sheets_in_their_order() {
        let bytes = packed(
            "<office:spreadsheet><table:table table:name=\"Cover\" table:style-name=\"ta1\">\
             <table:table-column table:name=\"not a sheet\"/><text:p>table:table name &lt;</text:p>\
             </table:table><table:table table:style-name='x' table:name='A &amp; B &#8211; &gt;C'/>\
             <table:table\n table:x-table:name=\"no\" table:name = \"d>e\"></table:table>\
             <table:tables table:name=\"no\"/></office:spreadsheet>",
        );
        assert_eq!(named_in(&bytes), ["Cover", "A & B – >C", "d>e"]);
    }

    #[test]
    fn what_is_not_an_ods_or_is_cut_short_has_no_names_and_never_fails() {
        let bytes = packed("<table:table table:name=\"Cover\"><a/></table:table>");
        for end in 0..bytes.len() {
            assert!(named_in(&bytes[..end]).len() <= 1, "{end}");
        }
        for content in ["", "<table:table", "<table:table >", "<table:table a=\"", "<table:table ="]
        {
            assert_eq!(named_in(&packed(content)), Vec::<String>::new(), "{content}");
        }
        assert_eq!(named_in(b"a,b\n"), Vec::<String>::new());
    }
}
