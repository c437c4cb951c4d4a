//! A chart as SVG to a PNG for slides: white ground, our own fonts, few colours, few bytes.
//!
//! Shapes are painted by a library, the words over them by `render/lettering`.
//!
//! Charts have some ten colours and their blends with what lies behind. One fixed palette of 256 holds them
//! all, so a picture is one byte a pixel, and most of its bytes are the ground. Nothing here depends on the
//! machine: no font of the system is looked for.

use std::sync::OnceLock;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use roxmltree::Document;

use crate::chart::palette;
use crate::render::error::RenderError;
use crate::render::lettering::{Lettering, whole, words};

/// The width of a picture in pixels: a slide is as wide.
pub const WIDTH: u16 = 1280;

/// The keyword under which a picture says what it shows.
pub const DESCRIPTION: &str = "Description";

/// How many steps lie between a colour and what it is blended with.
const STEPS: u16 = 8;

/// How hard deflate tries, 0 to 9: more takes longer and gains little.
const LEVEL: u8 = 3;

/// The colours of charts and what each may lie on.
const BLENDS: [(&str, &str); 15] = [
    (palette::INK, palette::PAGE),
    (palette::QUIET, palette::PAGE),
    (palette::COUNCIL, palette::PAGE),
    (palette::ENGLAND, palette::PAGE),
    (palette::REGION, palette::PAGE),
    (palette::COUNCIL_TYPE, palette::PAGE),
    (palette::PEERS, palette::PAGE),
    (palette::PALE, palette::PAGE),
    (palette::OTHERS, palette::PAGE),
    (palette::COUNCIL, palette::BAND),
    (palette::OTHERS, palette::BAND),
    (palette::INK, palette::BAND),
    (palette::COUNCIL, palette::SHADE),
    (palette::ENGLAND, palette::SHADE),
    (palette::REGION, palette::SHADE),
];

/// Colours that are seen as they are only.
const PLAIN: [&str; 4] = [palette::BAND, palette::SHADE, palette::GRID, palette::AXIS];

/// Makes pictures. Built once; may be shared by threads.
pub struct Painter {
    /// Without fonts: it paints no words.
    options: Options<'static>,
    lettering: Lettering,
    palette: Vec<[u8; 3]>,
    nearest: Nearest,
}

impl std::fmt::Debug for Painter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Painter").field("colours", &self.palette.len()).finish_non_exhaustive()
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self::new()
    }
}

impl Painter {
    /// With the embedded fonts.
    pub fn new() -> Self {
        let palette = colours();
        let nearest = Nearest::new(&palette);
        let (options, lettering) = (Options::default(), Lettering::new());
        Self { options, lettering, palette, nearest }
    }

    /// The PNG of a chart, [`WIDTH`] pixels wide; `told` is what it shows, in words, and travels in it.
    ///
    /// # Errors
    /// When the chart cannot be drawn.
    pub fn png(&self, id: &str, svg: &str, told: &str) -> Result<Vec<u8>, RenderError> {
        let fault = |message: String| RenderError::Chart { id: id.to_owned(), message };
        let chart = Document::parse(svg).map_err(|error| fault(error.to_string()))?;
        let words = words(&chart).map_err(fault)?;
        let tree =
            Tree::from_xmltree(&chart, &self.options).map_err(|error| fault(error.to_string()))?;
        let size = tree.size();
        let scale = f32::from(WIDTH) / size.width();
        let height = (size.height() * scale).ceil().clamp(0.0, f32::from(u16::MAX));
        let height = u16::try_from(whole(height)).unwrap_or_default();
        let mut pixels = Pixmap::new(u32::from(WIDTH), u32::from(height))
            .ok_or_else(|| fault("has no size".to_owned()))?;
        pixels.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        self.lettering.write(&words, scale, &mut pixels);
        self.encode(pixels.data(), height, told).map_err(|error| fault(error.to_string()))
    }

    fn encode(
        &self,
        pixels: &[u8],
        height: u16,
        told: &str,
    ) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::with_capacity(64 * 1024);
        let mut encoder = png::Encoder::new(&mut bytes, u32::from(WIDTH), u32::from(height));
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(self.palette.concat());
        // Long runs of the ground, and letters that come again and again: better unfiltered.
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_deflate_compression(png::DeflateCompression::Level(LEVEL));
        encoder.add_itxt_chunk(DESCRIPTION.to_owned(), told.to_owned())?;
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.indices(pixels))?;
        writer.finish()?;
        Ok(bytes)
    }

    /// The palette's colour of each pixel.
    fn indices(&self, pixels: &[u8]) -> Vec<u8> {
        let mut last = ([0xFF; 4], 0);
        let one = |pixel: &[u8; 4]| {
            if *pixel != last.0 {
                last = (*pixel, self.nearest.of(*pixel, &self.palette));
            }
            last.1
        };
        pixels.as_chunks::<4>().0.iter().map(one).collect()
    }
}

/// Red, green and blue of a colour of the charts.
pub(super) fn rgb(colour: &str) -> [u8; 3] {
    let packed = u32::from_str_radix(colour.trim_start_matches('#'), 16).unwrap_or_default();
    let [_, red, green, blue] = packed.to_be_bytes();
    [red, green, blue]
}

/// The palette: white first, so that the ground is the number nothing.
fn colours() -> Vec<[u8; 3]> {
    let mut all = vec![rgb(palette::PAGE)];
    all.extend(PLAIN.map(rgb));
    for (over, under) in BLENDS {
        let (over, under) = (rgb(over), rgb(under));
        for step in 1..=STEPS {
            let mix = |at: usize| {
                let of = |colour: [u8; 3]| u16::from(colour.get(at).copied().unwrap_or_default());
                let mixed = (of(over) * step + of(under) * (STEPS - step) + STEPS / 2) / STEPS;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            };
            all.push([mix(0), mix(1), mix(2)]);
        }
    }
    all.truncate(usize::from(u8::MAX) + 1);
    all
}

/// The place of a colour in the table of nearest colours.
fn cell([red, green, blue, _]: [u8; 4]) -> usize {
    (usize::from(red >> 3) << 11) | (usize::from(green >> 2) << 5) | usize::from(blue >> 3)
}

/// For each colour of 5, 6 and 5 bits the nearest of the palette, once it was asked for: a picture has some
/// hundred of the 65,536.
struct Nearest(Vec<OnceLock<u8>>);

impl Nearest {
    /// A table that knows the colours of the palette, which are themselves.
    fn new(palette: &[[u8; 3]]) -> Self {
        let table: Vec<OnceLock<u8>> =
            std::iter::repeat_with(OnceLock::new).take(1 << 16).collect();
        for (at, [red, green, blue]) in palette.iter().enumerate() {
            // The first of two in one place stays: the ground, the plain colours.
            if let Some(entry) = table.get(cell([*red, *green, *blue, 0xFF])) {
                entry.get_or_init(|| index(at));
            }
        }
        Self(table)
    }

    fn of(&self, pixel: [u8; 4], palette: &[[u8; 3]]) -> u8 {
        let place = cell(pixel);
        self.0.get(place).map_or(0, |entry| *entry.get_or_init(|| nearest(place, palette)))
    }
}

/// The palette's colour that is nearest to the middle of the colours at a place of the table.
fn nearest(place: usize, palette: &[[u8; 3]]) -> u8 {
    let far = |one: u8, other: u8| {
        let far = u32::from(one.abs_diff(other));
        far * far
    };
    let part = |shift: usize, bits: usize| {
        let value = (place >> shift) & ((1 << bits) - 1);
        index(value << (8 - bits) | 1 << (7 - bits))
    };
    let middle = [part(11, 5), part(5, 6), part(0, 5)];
    let away = |colour: &[u8; 3]| -> u32 {
        colour.iter().zip(middle).map(|(one, other)| far(*one, other)).sum()
    };
    let found = palette.iter().enumerate().min_by_key(|(_, colour)| away(colour));
    found.map_or(0, |(at, _)| index(at))
}

fn index(place: usize) -> u8 {
    u8::try_from(place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = concat!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40" viewBox="0 0 100 40" "##,
        r##"font-family="'UoR Sans', sans-serif" font-size="12" fill="#0B0C0C">"##,
        r##"<rect x="0" y="0" width="100" height="40" fill="#FFFFFF"/>"##,
        r##"<rect x="10" y="20" width="30" height="10" fill="#12436D"/>"##,
        r##"<text x="50" y="30">Leeds £494</text></svg>"##
    );

    fn decoded(bytes: &[u8]) -> (png::OutputInfo, Vec<u8>, String) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("a picture");
        let told = reader.info().utf8_text.first().expect("a text").get_text().expect("text");
        (info, pixels, told)
    }

    #[test]
    fn a_picture_has_its_size_colours_text_and_words() {
        let painter = Painter::new();
        let bytes = painter.png("a", SVG, "Leeds £494.").expect("a PNG");
        let (info, pixels, told) = decoded(&bytes);
        assert_eq!((info.width, info.height, &*told), (1280, 512, "Leeds £494."));
        let at = |x: usize, y: usize| &pixels[(y * 1280 + x) * 3..][..3];
        assert_eq!(at(2, 2), [0xFF, 0xFF, 0xFF]);
        assert_eq!(at(300, 320), [0x12, 0x43, 0x6D]);
        // The text is drawn: there is ink where it stands, in our own font.
        let ink = pixels.chunks(3).filter(|pixel| **pixel == [0x0B, 0x0C, 0x0C]).count();
        assert!(ink > 500, "{ink}");
        assert_eq!(bytes, painter.png("a", SVG, "Leeds £494.").expect("a PNG"));
        assert!(painter.png("a", "<svg", "").is_err());
    }

    #[test]
    fn the_palette_holds_every_colour_of_the_charts() {
        let palette = colours();
        let table = Nearest::new(&palette);
        assert!(palette.len() <= 256);
        for colour in [
            palette::INK,
            palette::QUIET,
            palette::COUNCIL,
            palette::ENGLAND,
            palette::REGION,
            palette::COUNCIL_TYPE,
            palette::PEERS,
            palette::PALE,
            palette::OTHERS,
            palette::BAND,
            palette::AXIS,
            palette::GRID,
            palette::SHADE,
            palette::PAGE,
        ] {
            let [red, green, blue] = rgb(colour);
            let found = palette[usize::from(table.of([red, green, blue, 0xFF], &palette))];
            let off = found.iter().zip([red, green, blue]).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off.expect("three parts") <= 4, "{colour}: {found:?}");
        }
        assert_eq!(table.of([0xFF; 4], &palette), 0);
    }
}
