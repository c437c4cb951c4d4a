//! The words of a chart to pixels, each letter drawn once and kept for all pictures of a run.
//!
//! A painter of shapes draws every letter of every picture anew, which was four fifths of the time of a
//! picture; a national run has the same hundred letters in one size half a million times. Words are shaped
//! by the library that shapes the reports, with the embedded fonts, and a letter is the share of each pixel
//! that its outline covers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use resvg::tiny_skia::Pixmap;
use roxmltree::{Document, Node};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, Face, ShapePlan, UnicodeBuffer, script, shape_with_plan};

use crate::render::raster::rgb;
use crate::render::templates::FONTS;

/// The fonts of charts: plain, and strong.
const FILES: [&str; 2] = ["UoRSans-Regular.ttf", "UoRSans-SemiBold.ttf"];

/// The weight that strong words have in a chart.
const STRONG: &str = "600";

/// How many places between two pixels a letter may begin at.
const PLACES: i32 = 4;

/// Letters in the fonts of the reports. Built once; may be shared by threads.
pub(super) struct Lettering {
    fonts: Vec<Font>,
    drawn: Mutex<BTreeMap<Key, Letter>>,
}

struct Font {
    face: Face<'static>,
    plan: ShapePlan,
}

/// A letter as it is drawn: its font, its number there, its place between two pixels, and its size in bits.
type Key = (usize, u16, i32, u32);

/// What a letter covers of the pixels around where it begins.
#[derive(Default)]
struct Letter {
    /// Pixels to the right of the pen at which it begins.
    left: i32,
    /// Pixels above the baseline at which it begins.
    top: i32,
    width: usize,
    /// Row by row, 0 to 255.
    cover: Vec<u8>,
}

/// A line of text of a chart.
pub(super) struct Words<'a> {
    x: f32,
    baseline: f32,
    /// The share of its width that stands left of `x`.
    before: f32,
    strong: bool,
    colour: [u8; 3],
    size: f32,
    text: &'a str,
}

/// The words of a chart, as [`crate::chart`] writes them.
///
/// # Errors
/// When an element says where it stands, or how it looks, in a way that charts do not.
pub(super) fn words<'a>(chart: &'a Document<'_>) -> Result<Vec<Words<'a>>, String> {
    let size = || number(chart.root_element(), "font-size");
    let texts = chart.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let (mut x, mut baseline) = (number(node, "x")?, number(node, "y")?);
            for moved in node.ancestors().filter_map(|above| above.attribute("transform")) {
                let (right, down) = translated(moved)?;
                x += right;
                baseline += down;
            }
            let before = match node.attribute("text-anchor") {
                None => 0.0,
                Some("middle") => 0.5,
                Some("end") => 1.0,
                Some(other) => return Err(format!("text is anchored at '{other}'")),
            };
            let fill = node.ancestors().find_map(|above| above.attribute("fill"));
            let colour = rgb(fill.ok_or("text has no colour")?);
            let strong = node.attribute("font-weight") == Some(STRONG);
            let text = node.text().unwrap_or_default();
            Ok(Words { x, baseline, before, strong, colour, size: size()?, text })
        })
        .collect()
}

fn number(node: Node<'_, '_>, name: &str) -> Result<f32, String> {
    let text = node.attribute(name).unwrap_or_default();
    text.parse().map_err(|_| format!("'{text}' is no {name}"))
}

fn translated(transform: &str) -> Result<(f32, f32), String> {
    let fault = || format!("'{transform}' is more than a move");
    let inside = transform.strip_prefix("translate(").and_then(|rest| rest.strip_suffix(')'));
    let (right, down) = inside.and_then(|inside| inside.split_once(' ')).ok_or_else(fault)?;
    Ok((right.parse().map_err(|_| fault())?, down.parse().map_err(|_| fault())?))
}

impl Lettering {
    /// With the embedded fonts.
    pub(super) fn new() -> Self {
        let font = |name: &str| {
            let file = FONTS.get_file(name).expect("the font is embedded");
            let face = Face::from_slice(file.contents(), 0).expect("the embedded font is one");
            let plan =
                ShapePlan::new(&face, Direction::LeftToRight, Some(script::LATIN), None, &[]);
            Font { face, plan }
        };
        Self { fonts: FILES.map(font).into(), drawn: Mutex::default() }
    }

    /// Writes words on a picture without see-through parts, `scale` times as large.
    pub(super) fn write(&self, words: &[Words<'_>], scale: f32, picture: &mut Pixmap) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = UnicodeBuffer::new();
        for words in words {
            let at = usize::from(words.strong);
            let font = &self.fonts[at];
            buffer.push_str(words.text);
            buffer.set_direction(Direction::LeftToRight);
            buffer.set_script(script::LATIN);
            let shaped = shape_with_plan(&font.face, &font.plan, buffer);
            let unit = words.size * scale / font.units();
            let width: i32 = shaped.glyph_positions().iter().map(|place| place.x_advance).sum();
            let mut pen = words.x * scale - words.before * float(width) * unit;
            let baseline = whole((words.baseline * scale).round());
            for (glyph, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
                let id = u16::try_from(glyph.glyph_id).unwrap_or_default();
                let steps = whole(((pen + float(place.x_offset) * unit) * float(PLACES)).round());
                let between = steps.rem_euclid(PLACES);
                let letter = drawn
                    .entry((at, id, between, unit.to_bits()))
                    .or_insert_with(|| font.letter(id, between, unit));
                let up = whole((float(place.y_offset) * unit).round());
                let corner = (steps.div_euclid(PLACES) + letter.left, baseline - up - letter.top);
                letter.blend(corner, words.colour, picture);
                pen += float(place.x_advance) * unit;
            }
            buffer = shaped.clear();
        }
    }
}

impl Font {
    /// Units of its outlines in the size of its letters.
    fn units(&self) -> f32 {
        float(self.face.units_per_em())
    }

    fn letter(&self, id: u16, between: i32, unit: f32) -> Letter {
        let Some(edges) = self.face.glyph_bounding_box(GlyphId(id)) else {
            return Letter::default();
        };
        let shift = float(between) / float(PLACES);
        let across = |x: i16| f32::from(x) * unit + shift;
        let (left, right) = (across(edges.x_min).floor(), across(edges.x_max).ceil());
        let top = (f32::from(edges.y_max) * unit).ceil();
        let bottom = (f32::from(edges.y_min) * unit).floor();
        let size = |length: f32| usize::try_from(whole(length)).unwrap_or_default();
        // A pixel to spare: what ends at an edge is still counted into the pixel beyond it.
        let (width, height) = (size(right - left) + 1, size(top - bottom) + 1);
        let at = |x: f32, y: f32| point(x * unit + shift - left, top - y * unit);
        let mut outline =
            Outline { rasterizer: Rasterizer::new(width, height), at, first: None, last: None };
        self.face.outline_glyph(GlyphId(id), &mut outline);
        let mut cover = vec![0; width * height];
        outline.rasterizer.for_each_pixel(|index, share| {
            let share = whole((share.clamp(0.0, 1.0) * 255.0).round());
            if let Some(pixel) = cover.get_mut(index) {
                *pixel = u8::try_from(share).unwrap_or(u8::MAX);
            }
        });
        Letter { left: whole(left), top: whole(top), width, cover }
    }
}

impl Letter {
    /// Lays the colour over a picture where the letter covers it, with its corner at the point.
    fn blend(&self, (x, y): (i32, i32), colour: [u8; 3], picture: &mut Pixmap) {
        if self.width == 0 {
            return;
        }
        let across = usize::try_from(picture.width()).unwrap_or_default();
        let pixels = picture.data_mut().as_chunks_mut::<4>().0;
        for (row, cover) in (y..).zip(self.cover.chunks(self.width)) {
            let Ok(row) = usize::try_from(row) else { continue };
            for (column, &share) in (x..).zip(cover).filter(|(_, share)| **share > 0) {
                let Ok(column) = usize::try_from(column) else { continue };
                let pixel = pixels.get_mut(row * across + column).filter(|_| column < across);
                let Some([red, green, blue, _]) = pixel else { continue };
                for (under, over) in [red, green, blue].into_iter().zip(colour) {
                    *under = mixed(*under, over, share);
                }
            }
        }
    }
}

/// One colour over another, which shows as far as `share` of 255 lets it.
fn mixed(under: u8, over: u8, share: u8) -> u8 {
    let (under, over, share) = (u32::from(under), u32::from(over), u32::from(share));
    u8::try_from((under * (255 - share) + over * share + 127) / 255).unwrap_or(u8::MAX)
}

/// Lines and curves of a letter, as the font tells them.
struct Outline<At> {
    rasterizer: Rasterizer,
    at: At,
    first: Option<Point>,
    last: Option<Point>,
}

impl<At: Fn(f32, f32) -> Point> Outline<At> {
    /// Where a step begins, and where it ends.
    fn step(&mut self, x: f32, y: f32) -> (Point, Point) {
        let end = (self.at)(x, y);
        (self.last.replace(end).unwrap_or(end), end)
    }
}

impl<At: Fn(f32, f32) -> Point> OutlineBuilder for Outline<At> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.first = Some((self.at)(x, y));
        self.last = self.first;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (start, end) = self.step(x, y);
        self.rasterizer.draw_line(start, end);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let control = (self.at)(x1, y1);
        let (start, end) = self.step(x, y);
        self.rasterizer.draw_quad(start, control, end);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let controls = ((self.at)(x1, y1), (self.at)(x2, y2));
        let (start, end) = self.step(x, y);
        self.rasterizer.draw_cubic(start, controls.0, controls.1, end);
    }

    fn close(&mut self) {
        if let (Some(last), Some(first)) = (self.last, self.first) {
            self.rasterizer.draw_line(last, first);
        }
        self.last = self.first;
    }
}

#[expect(clippy::cast_precision_loss, reason = "places on a picture are a few thousand")]
fn float(number: i32) -> f32 {
    number as f32
}

/// A number that was rounded to a whole one; nothing of what is no number.
#[expect(clippy::cast_possible_truncation, reason = "what is no place on a picture is clipped")]
pub(super) fn whole(number: f32) -> i32 {
    number as i32
}
