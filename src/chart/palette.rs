//! The colours of charts, as METHOD 7.8 gives them (Government Analysis Function), and what each is for.
//!
//! Colour never carries meaning alone: a series also has a shape, a dash and its name beside it.

/// Text, and the line of a median: the ink of the page.
pub const INK: &str = "#0B0C0C";
/// Text that should stand back: ticks, notes. The contrast with white is 7:1.
pub const QUIET: &str = "#505A5F";
/// The council. Text in it is allowed.
pub const COUNCIL: &str = "#12436D";
/// England. Text in it is allowed.
pub const ENGLAND: &str = "#801650";
/// The region: graphics only, too light for text.
pub const REGION: &str = "#28A197";
/// The council type: graphics only, too light for text.
pub const COUNCIL_TYPE: &str = "#F46A25";
/// Similar councils: graphics only, too light for text.
pub const PEERS: &str = "#A285D1";
/// Bars of comparators, always with an outline in [`COUNCIL`]; never alone, never text.
pub const PALE: &str = "#6BACE6";
/// The ticks of all other councils.
pub const OTHERS: &str = "#7A838A";
/// The band of the middle half, always with an outline in [`OTHERS`].
pub const BAND: &str = "#DFE7EE";
/// Background marks that also carry a label: the line along an axis.
pub const AXIS: &str = "#BFBFBF";
/// Grid lines, which may be lost without loss.
pub const GRID: &str = "#E1E4E6";
/// The shade behind the pandemic years, labelled.
pub const SHADE: &str = "#F1F2F3";
/// The page.
pub const PAGE: &str = "#FFFFFF";

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(color: &str) -> f64 {
        let packed =
            u32::from_str_radix(color.trim_start_matches('#'), 16).expect("six hexadecimal digits");
        let channel = |shift: u32| {
            let part = f64::from((packed >> shift) & 0xFF) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_formula_is_the_one_of_wcag() {
        // Black on white is 21:1, and #767676 is the known grey that just passes 4.5:1.
        assert!((contrast("#000000", PAGE) - 21.0).abs() < 1e-9);
        assert!((contrast("#767676", PAGE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn text_reads_on_the_page_and_on_the_shades() {
        for ink in [INK, QUIET, COUNCIL, ENGLAND] {
            for ground in [PAGE, SHADE, BAND] {
                assert!(contrast(ink, ground) >= 4.5, "{ink} on {ground}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_the_page() {
        for mark in [COUNCIL, ENGLAND, REGION, COUNCIL_TYPE, PEERS, OTHERS, INK, QUIET] {
            assert!(contrast(mark, PAGE) >= 3.0, "{mark}");
        }
    }

    #[test]
    fn the_council_stands_out_from_what_is_behind_it() {
        for ground in [BAND, SHADE, PALE] {
            assert!(contrast(COUNCIL, ground) >= 3.0, "{ground}");
        }
    }
}
