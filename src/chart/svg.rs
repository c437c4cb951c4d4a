//! Shapes and words to SVG text, with presentation attributes only.
//!
//! Everything that reaches the output passes here: coordinates have one decimal place and are
//! finite, words are escaped, and no style, script or reference can be written.

use std::fmt::Write as _;

use crate::chart::{Chart, palette};

/// The fonts of charts: the bundled one first, then what a browser has. A name with a part that
/// begins with a digit is no CSS font name unless it is quoted.
pub(crate) const FONTS: &str =
    "'UoR Sans', 'Source Sans 3', system-ui, 'Segoe UI', Arial, sans-serif";
/// The size of all text in charts, in pixels: 9 points in print.
pub(crate) const FONT_SIZE: f64 = 12.0;
/// How far below the middle of a line of text its baseline lies.
pub(crate) const TO_BASELINE: f64 = 4.0;
/// The distance between two lines of text.
pub(crate) const LINE_HEIGHT: f64 = 14.0;

/// How a shape is filled and outlined.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    fill: &'static str,
    stroke: Option<(&'static str, f64)>,
    dash: Option<&'static str>,
}

impl Paint {
    /// A filled shape.
    pub(crate) const fn fill(color: &'static str) -> Self {
        Self { fill: color, stroke: None, dash: None }
    }

    /// A line, or an outline without a filling.
    pub(crate) const fn stroke(color: &'static str, width: f64) -> Self {
        Self { fill: "none", stroke: Some((color, width)), dash: None }
    }

    /// The same with an outline.
    pub(crate) const fn outlined(mut self, color: &'static str, width: f64) -> Self {
        self.stroke = Some((color, width));
        self
    }

    /// The same with a dashed line.
    pub(crate) const fn dashed(mut self, dash: Option<&'static str>) -> Self {
        self.dash = dash;
        self
    }
}

/// Which end of a text is at its coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// The look of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Names and values of comparators.
    Plain,
    /// The council.
    Strong,
    /// Ticks and notes.
    Quiet,
}

/// A picture being drawn.
#[derive(Debug)]
pub(crate) struct Svg {
    body: String,
    width: f64,
    height: f64,
}

impl Svg {
    /// An empty picture of a size in pixels.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { body: String::with_capacity(4096), width, height }
    }

    /// A rectangle; a negative size draws nothing.
    pub(crate) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), paint: Paint) {
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}""#));
        self.paint(paint);
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint) {
        self.path(&Path::new().to(from).line(to), paint);
    }

    /// A circle.
    pub(crate) fn circle(&mut self, (x, y): (f64, f64), radius: f64, paint: Paint) {
        let (x, y, radius) = (number(x), number(y), number(radius));
        self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}""#));
        self.paint(paint);
    }

    /// Lines joined as a path says; an empty path draws nothing.
    pub(crate) fn path(&mut self, path: &Path, paint: Paint) {
        if !path.0.is_empty() {
            self.push(format_args!(r#"<path d="{}""#, path.0));
            self.paint(paint);
        }
    }

    /// A line of text with its baseline at the point.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, voice: Voice, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let look = match voice {
            Voice::Plain => String::new(),
            Voice::Strong => format!(r#" font-weight="600" fill="{}""#, palette::COUNCIL),
            Voice::Quiet => format!(r#" fill="{}""#, palette::QUIET),
        };
        let (x, y, text) = (number(x), number(y), escape(text));
        self.push(format_args!(r#"<text x="{x}" y="{y}"{anchor}{look}>{text}</text>"#));
    }

    /// Lines of text, the middle of the block at the point.
    pub(crate) fn lines(
        &mut self,
        (x, middle): (f64, f64),
        anchor: Anchor,
        voice: Voice,
        lines: &[String],
    ) {
        let first = middle + TO_BASELINE - (block_height(lines.len()) - LINE_HEIGHT) / 2.0;
        let mut baseline = first;
        for line in lines {
            self.text((x, baseline), anchor, voice, line);
            baseline += LINE_HEIGHT;
        }
    }

    /// Another picture, with its upper left corner at the point, without its name and description.
    pub(crate) fn place(&mut self, (x, y): (f64, f64), chart: &Chart) {
        let (x, y) = (number(x), number(y));
        let inside = chart.svg.split_once("</desc>").map_or("", |(_, inside)| inside);
        let inside = inside.strip_suffix("</svg>").unwrap_or(inside);
        self.push(format_args!(r#"<g transform="translate({x} {y})">{inside}</g>"#));
    }

    /// Closes the picture and gives it its name, its description and ids that are unique in a page
    /// if `id` is.
    pub(crate) fn finish(self, id: &str, title: &str, alt: String) -> Chart {
        let (width, height) = (number(self.width), number(self.height));
        let (id, title, description) = (escape(id), escape(title), escape(&alt));
        // A page holds a hundred pictures, and half of them have no words.
        let fonts = if self.body.contains("<text") {
            format!(r#"font-family="{FONTS}" font-size="{}" "#, number(FONT_SIZE))
        } else {
            String::new()
        };
        let svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" "#,
                r#"viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-title {id}-desc" "#,
                r#"{fonts}fill="{ink}">"#,
                r#"<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>"#,
                "{body}</svg>"
            ),
            w = width,
            h = height,
            id = id,
            fonts = fonts,
            ink = palette::INK,
            title = title,
            desc = description,
            body = self.body,
        );
        Chart { svg, alt, width: self.width, height: self.height }
    }

    fn paint(&mut self, paint: Paint) {
        if paint.fill != palette::INK {
            self.push(format_args!(r#" fill="{}""#, paint.fill));
        }
        if let Some((color, width)) = paint.stroke {
            self.push(format_args!(r#" stroke="{color}" stroke-width="{}""#, number(width)));
        }
        if let Some(dash) = paint.dash {
            self.push(format_args!(r#" stroke-dasharray="{dash}""#));
        }
        self.body.push_str("/>");
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        self.body.write_fmt(text).expect("writing to a string cannot fail");
    }
}

/// The height of some lines of text.
pub(crate) fn block_height(lines: usize) -> f64 {
    u32::try_from(lines).map_or(0.0, f64::from) * LINE_HEIGHT
}

/// The commands of a path.
#[derive(Debug, Default)]
pub(crate) struct Path(String);

impl Path {
    /// An empty path.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Lifts the pen to a point.
    pub(crate) fn to(self, point: (f64, f64)) -> Self {
        self.step('M', point)
    }

    /// Draws to a point.
    pub(crate) fn line(self, point: (f64, f64)) -> Self {
        self.step('L', point)
    }

    /// Draws straight down or up to a height.
    pub(crate) fn vertical(mut self, y: f64) -> Self {
        self.0.push('V');
        self.0.push_str(&number(y));
        self
    }

    /// A circle of its own, after which the pen is anywhere.
    pub(crate) fn circle(mut self, (x, y): (f64, f64), radius: f64) -> Self {
        let (start, across, radius) = (number(x - radius), number(2.0 * radius), number(radius));
        let y = number(y);
        write!(
            self.0,
            "M{start} {y}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"
        )
        .expect("writing to a string cannot fail");
        self
    }

    /// Draws back to where the pen was last put down.
    pub(crate) fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    fn step(mut self, command: char, (x, y): (f64, f64)) -> Self {
        self.0.push(command);
        self.0.push_str(&number(x));
        self.0.push(' ');
        self.0.push_str(&number(y));
        self
    }
}

/// A coordinate with at most one decimal place; what is not finite becomes 0.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Text as XML needs it: the five special characters as entities, and a space for white space and
/// for what XML 1.0 does not allow.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_finite() {
        for (value, expected) in [
            (1.0, "1"),
            (1.26, "1.3"),
            (-0.04, "0"),
            (-1.5, "-1.5"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(
            escape("Bournemouth, Christchurch & Poole <x> \"o'\u{0}\n"),
            "Bournemouth, Christchurch &amp; Poole &lt;x&gt; &quot;o&#39;  "
        );
    }

    #[test]
    fn a_picture_has_its_role_name_and_description() {
        let mut svg = Svg::new(100.0, 20.5);
        svg.line((0.0, 1.0), (2.25, 3.0), Paint::stroke(palette::COUNCIL, 1.5).dashed(Some("2 3")));
        svg.rect((0.0, 0.0), (0.0, 5.0), Paint::fill(palette::PALE));
        let wordless = Svg::new(1.0, 1.0).finish("none", "None", String::new());
        assert!(!wordless.svg.contains("font-"), "{}", wordless.svg);
        svg.text((1.0, 9.0), Anchor::Start, Voice::Plain, "£1");
        let chart = svg.finish("uc01", "Spend & more", "Rose.".to_owned());
        assert_eq!(
            chart.svg,
            concat!(
                r##"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20.5" "##,
                r##"viewBox="0 0 100 20.5" role="img" aria-labelledby="uc01-title uc01-desc" "##,
                r##"font-family="'UoR Sans', 'Source Sans 3', system-ui, 'Segoe UI', Arial, sans-serif" "##,
                r##"font-size="12" fill="#0B0C0C"><title id="uc01-title">Spend &amp; more</title>"##,
                r##"<desc id="uc01-desc">Rose.</desc><path d="M0 1L2.2 3" fill="none" "##,
                r##"stroke="#12436D" stroke-width="1.5" stroke-dasharray="2 3"/>"##,
                r##"<text x="1" y="9">£1</text></svg>"##,
            )
        );
        assert_eq!((chart.width, chart.height), (100.0, 20.5));
    }
}
