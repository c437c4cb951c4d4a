//! The bytes of a text file to text, in the encodings that publishers have used.
//!
//! Strict UTF-8 first, then UTF-16 by its mark, then Windows-1252, which accepts any bytes and is
//! therefore never taken in silence.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::release::input::InputFile;

/// Whether a character has no shape of its own and changes how others are shown: a terminal takes some
/// for orders, and others turn the direction of what follows, so that a name reads as another one.
pub const fn misleads(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{8}'
            | '\u{B}'
            | '\u{C}'
            | '\u{E}'..='\u{1F}'
            | '\u{7F}'
            | '\u{9B}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// A text with the characters that mislead written out.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(misleads) {
        return Cow::Borrowed(text);
    }
    let written = |letter: char| {
        if misleads(letter) { letter.escape_unicode().to_string() } else { letter.to_string() }
    };
    Cow::Owned(text.chars().map(written).collect())
}

/// The text of a file without its byte order mark.
///
/// # Errors
/// Bytes that are text in none of the encodings, and text with a character in it that misleads.
pub fn decode(file: &InputFile) -> Result<Diagnosed<Cow<'_, str>>, Diagnostic> {
    let mut diagnostics = Vec::new();
    let bytes = file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&file.bytes);
    let value = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => match bytes {
            [0xFF, 0xFE, rest @ ..] => utf_16(UTF_16LE, rest, file)?,
            [0xFE, 0xFF, rest @ ..] => utf_16(UTF_16BE, rest, file)?,
            _ => {
                let text = windows_1252(bytes, file)?;
                diagnostics.push(
                    Diagnostic::warning(
                        "release/not-utf-8",
                        "the file is not UTF-8; it was read as Windows-1252",
                    )
                    .at(Place::file(&file.name))
                    .help("look at names with accents, pound signs and dashes"),
                );
                text
            }
        },
    };
    if value.contains('\0') {
        return Err(Diagnostic::error("release/not-text", "the file holds a NUL; it is not text")
            .at(Place::file(&file.name)));
    }
    if let Some((before, found)) = value.find(misleads).and_then(|at| value.split_at_checked(at)) {
        let line = before.matches('\n').count() + 1;
        let letter = found.chars().next().map_or(0, u32::from);
        let message = format!(
            "line {line} holds the character U+{letter:04X}, which is not seen and changes what is shown"
        );
        return Err(Diagnostic::error("release/unseen", message)
            .at(Place::file(&file.name))
            .help("find out who wrote it there; a release has none"));
    }
    Ok(Diagnosed { value, diagnostics })
}

/// The first line of a file if it can be text, for recognising it without reading it whole.
pub fn first_line(file: &InputFile) -> Option<String> {
    /// No header of a release is nearly so long.
    const LONGEST: usize = 65_536;
    let start = file.bytes.get(..LONGEST).unwrap_or(&file.bytes);
    let text = match start {
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(line_of(rest)),
        _ => String::from_utf8_lossy(line_of(start)),
    };
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    (!line.contains('\0')).then(|| line.to_owned())
}

fn line_of(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    &bytes[..end]
}

fn utf_16<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
    file: &InputFile,
) -> Result<Cow<'a, str>, Diagnostic> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        Diagnostic::error("release/encoding", "the file is marked as UTF-16 and is not")
            .at(Place::file(&file.name))
            .help("save it as CSV UTF-8, or download it again")
    })
}

fn windows_1252<'a>(bytes: &'a [u8], file: &InputFile) -> Result<Cow<'a, str>, Diagnostic> {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    if let Some(position) = text.chars().position(|letter| matches!(letter, '\u{80}'..='\u{9F}')) {
        let line = text.chars().take(position).filter(|letter| *letter == '\n').count() + 1;
        return Err(Diagnostic::error(
            "release/encoding",
            format!("line {line} is neither UTF-8 nor Windows-1252"),
        )
        .at(Place::file(&file.name))
        .help("save it as CSV UTF-8, or download it again"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<(String, usize), &'static str> {
        let file = InputFile::new("x.csv", bytes);
        decode(&file)
            .map(|decoded| (decoded.value.into_owned(), decoded.diagnostics.len()))
            .map_err(|error| error.code)
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let expected = "Ynys Môn £ ’ ŵ\n";
        assert_eq!(text(expected.as_bytes()), Ok((expected.to_owned(), 0)));
        let marked = [b"\xEF\xBB\xBF", expected.as_bytes()].concat();
        assert_eq!(text(&marked), Ok((expected.to_owned(), 0)));
        let little: Vec<u8> = std::iter::once(0xFEFF)
            .chain(expected.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(&little), Ok((expected.to_owned(), 0)));
        let big: Vec<u8> = std::iter::once(0xFEFF)
            .chain(expected.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(text(&big), Ok((expected.to_owned(), 0)));
        assert_eq!(text(b"M\xF4n \xA3 \x92\n"), Ok(("Môn £ ’\n".to_owned(), 1)));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(text(b"a,b\n\x81\n"), Err("release/encoding"));
        assert_eq!(text(b"a\0b\n"), Err("release/not-text"));
        assert_eq!(text(&[0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]), Err("release/encoding"));
    }

    #[test]
    fn what_is_not_seen_and_misleads_is_refused_and_shown_written_out() {
        for letter in ['\u{1B}', '\u{7}', '\u{7F}', '\u{9B}', '\u{202E}', '\u{2066}'] {
            let hostile = format!("name\nBar{letter}net\n");
            assert_eq!(text(hostile.as_bytes()), Err("release/unseen"), "{letter:?}");
            let file = InputFile::new("x.csv", hostile.as_bytes());
            let said = decode(&file).expect_err("refused").to_string();
            assert!(said.contains("line 2") && !said.contains(letter), "{said}");
        }
        assert_eq!(harmless("a\tb\r\nŵ"), "a\tb\r\nŵ");
        assert_eq!(harmless("a\u{1B}[2Jb\u{202E}"), "a\\u{1b}[2Jb\\u{202e}");
    }

    /// A stray byte 0x96 that someone turned into the control character U+0096 is in the
    /// descriptions of the outcomes series; it is UTF-8 and survives.
    #[test]
    fn a_control_character_in_utf_8_survives() {
        assert_eq!(text("a \u{96} b\n".as_bytes()), Ok(("a \u{96} b\n".to_owned(), 0)));
    }
}
