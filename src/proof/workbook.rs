//! A workbook to its text, by its parts.

use crate::proof::html;
use crate::release::archive;

/// The parts that hold looks only.
const LOOKS: [&str; 2] = ["styles.xml", "theme1.xml"];

/// Everything that stands in a workbook: cells, headers, names of tables, properties.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn text(bytes: &[u8]) -> Result<String, String> {
    let opened = archive::open(&arcstr::literal!("workbook"), bytes);
    if let Some(fault) = opened.diagnostics.first() {
        return Err(format!("cannot be opened: {}", fault.message));
    }
    let mut text = String::new();
    for part in &opened.value {
        let looks = LOOKS.iter().any(|name| part.name.ends_with(name));
        if looks || !part.name.ends_with(".xml") {
            continue;
        }
        let markup = std::str::from_utf8(&part.bytes)
            .map_err(|_| format!("has a part {} that is no text", part.name))?;
        for piece in markup.split('<').skip(1) {
            let Some((tag, inside)) = piece.split_once('>') else { continue };
            // Names of tables and their columns, and what links say, stand in attributes.
            for value in tag.split("=\"").skip(1) {
                text.push_str(&html::decode(value.split('"').next().unwrap_or_default()));
                text.push(' ');
            }
            if !inside.is_empty() {
                text.push_str(&html::decode(inside));
                // Pieces of one text may stand in elements of their own.
                if !tag.starts_with("t>") && !tag.starts_with("/r") {
                    text.push(' ');
                }
            }
        }
    }
    Ok(text)
}
