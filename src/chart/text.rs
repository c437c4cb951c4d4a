//! Text to its width in pixels, so that gutters fit and labels neither overlap nor are cut.
//!
//! The widths are those of the bundled font. A reader without it sees a wider one, so a tenth is
//! added where room is reserved.

use crate::chart::svg::{FONT_SIZE, Voice};

/// Room left for the wider fonts a browser may put in place of ours.
const ALLOWANCE: f64 = 1.1;

/// Advance widths of Source Sans 3 Regular, space to tilde, in thousandths of the size.
const REGULAR: [u16; 95] = [
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497,
    497, 497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 543, 588, 571, 615, 527,
    494, 617, 652, 263, 479, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513,
    476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495,
    255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497,
];

/// Advance widths of Source Sans 3 `SemiBold`, space to tilde, in thousandths of the size.
const SEMIBOLD: [u16; 95] = [
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513,
    513, 513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538,
    510, 628, 663, 282, 494, 597, 502, 745, 657, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541,
    501, 540, 324, 344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522,
    271, 843, 560, 549, 564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
];

/// The room a text needs, in pixels.
pub(crate) fn width(text: &str, voice: Voice) -> f64 {
    let table = if voice == Voice::Strong { &SEMIBOLD } else { &REGULAR };
    let thousandths: f64 = text.chars().map(|character| f64::from(advance(character, table))).sum();
    thousandths / 1000.0 * FONT_SIZE * ALLOWANCE
}

/// A text broken at spaces into lines of at most `room` pixels; a word longer than that is cut.
pub(crate) fn wrap(text: &str, room: f64, voice: Voice) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match (joined, lines.last_mut()) {
            (Some(joined), Some(line)) if width(&joined, voice) <= room => *line = joined,
            _ => lines.push(shorten(word, room, voice)),
        }
    }
    lines
}

/// The council's name if `room` pixels hold it: a name that is cut could be another's.
pub(crate) fn own_name(name: &str, room: f64) -> &str {
    if width(name, Voice::Strong) <= room { name } else { "This council" }
}

/// The widest word of a text, in pixels.
pub(crate) fn widest_word(text: &str, voice: Voice) -> f64 {
    text.split_whitespace().map(|word| width(word, voice)).fold(0.0, f64::max)
}

/// A text cut to `room` pixels, with dots where something was cut.
pub(crate) fn shorten(text: &str, room: f64, voice: Voice) -> String {
    if width(text, voice) <= room {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let dotted = format!("{}…", kept.trim_end());
        if width(&dotted, voice) <= room {
            return dotted;
        }
    }
    "…".to_owned()
}

fn advance(character: char, table: &[u16; 95]) -> u16 {
    let printable = u32::from(character).checked_sub(32).and_then(|at| usize::try_from(at).ok());
    match printable.and_then(|at| table.get(at)) {
        Some(width) => *width,
        None if character.is_control() => 200,
        None if character < '\u{2E80}' => 560,
        None => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        // Advance widths read from the font by fonttools: five figures of 497, or 513 in semi-bold.
        assert!((width("12345", Voice::Plain) - 5.0 * 0.497 * 12.0 * 1.1).abs() < 1e-9);
        assert!((width("12345", Voice::Strong) - 5.0 * 0.513 * 12.0 * 1.1).abs() < 1e-9);
    }

    #[test]
    fn long_names_are_broken_at_spaces_or_cut() {
        let name = "Bournemouth, Christchurch and Poole £1,030";
        assert_eq!(
            wrap(name, 110.0, Voice::Plain),
            ["Bournemouth,", "Christchurch and", "Poole £1,030"]
        );
        assert_eq!(wrap("England", 5.0, Voice::Plain), ["…"]);
        assert!(wrap("  ", 50.0, Voice::Plain).is_empty());
        assert_eq!(shorten("Yorkshire and The Humber", 80.0, Voice::Plain), "Yorkshire an…");
    }
}
