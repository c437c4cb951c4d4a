//! Texts without what a line, a page or a font may change in them.

/// A text without white space and without characters that only say where a word may break: the same text
/// set over two lines, or in another font, is the same.
pub(super) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    squeeze_into(text, &mut squeezed);
    squeezed
}

/// The same, at the end of another text.
pub(super) fn squeeze_into(text: &str, squeezed: &mut String) {
    let kept = |letter: &char| {
        !letter.is_whitespace()
            && !matches!(
                letter,
                '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
            )
    };
    squeezed.extend(text.chars().filter(kept));
}

/// A text with one space for any white space, and none where a line was broken after a hyphen.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, short enough for a message.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = fold(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
