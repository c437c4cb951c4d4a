//! A logo that someone gives: an SVG or PNG that does nothing but show a picture, or the reason why not.

use roxmltree::{Document, Node};

/// The most bytes of a logo: it stands in every page.
const MOST_BYTES: usize = 50_000;
/// The most pixels along a side.
const MOST_PIXELS: u32 = 2000;
/// The first bytes of every PNG.
const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
const SVG: &str = "http://www.w3.org/2000/svg";

/// What an SVG logo may be made of. Letters would be set in whatever font is at hand.
const ELEMENTS: [&str; 23] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "symbol",
    "use",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
    "title",
    "desc",
    "metadata",
    "style",
    "switch",
];

/// Whether the bytes begin as a PNG does.
pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

fn small(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() <= MOST_BYTES {
        return Ok(());
    }
    Err(format!(
        "the logo has {} bytes, and {MOST_BYTES} are the most, because it stands in every page",
        bytes.len()
    ))
}

/// Makes sure that a PNG is whole and of a sensible size.
///
/// # Errors
/// Why it is not.
pub(super) fn check_png(bytes: &[u8]) -> Result<(), String> {
    small(bytes)?;
    let damaged = || "the logo is a damaged PNG; save it again".to_owned();
    let mut rest = bytes.get(SIGNATURE.len()..).ok_or_else(damaged)?;
    let mut first = true;
    loop {
        // Length, kind, data, checksum of kind and data.
        let (length, after) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| damaged())?;
        let body = after.get(..length.saturating_add(4)).ok_or_else(damaged)?;
        let tail = after.get(body.len()..).unwrap_or_default();
        let (sum, tail) = tail.split_first_chunk::<4>().ok_or_else(damaged)?;
        if crc32fast::hash(body) != u32::from_be_bytes(*sum) {
            return Err(damaged());
        }
        let (kind, data) = body.split_first_chunk::<4>().ok_or_else(damaged)?;
        if first != (kind == b"IHDR") {
            return Err(damaged());
        }
        if first {
            sides(data).ok_or_else(damaged)??;
        }
        first = false;
        rest = tail;
        if kind == b"IEND" {
            return if rest.is_empty() { Ok(()) } else { Err(damaged()) };
        }
    }
}

fn sides(header: &[u8]) -> Option<Result<(), String>> {
    let (width, rest) = header.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    let sides = [u32::from_be_bytes(*width), u32::from_be_bytes(*height)];
    if sides.contains(&0) {
        return None;
    }
    if sides.iter().any(|side| *side > MOST_PIXELS) {
        return Some(Err(format!(
            "the logo is {} by {} pixels, and {MOST_PIXELS} along a side are the most",
            sides[0], sides[1]
        )));
    }
    Some(Ok(()))
}

/// Makes sure that an SVG only shows a picture; gives its text.
///
/// # Errors
/// What it holds that may not stand in a report, or why it is no SVG.
pub(super) fn check_svg(bytes: &[u8]) -> Result<&str, String> {
    small(bytes)?;
    let neither = "the logo is neither an SVG nor a PNG";
    let text = std::str::from_utf8(bytes).map_err(|_| neither.to_owned())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('<') {
        return Err(neither.to_owned());
    }
    // Declarations of entities are refused as well.
    let document = Document::parse(text).map_err(|error| match error {
        roxmltree::Error::DtdDetected => {
            "the logo has a document type; save it as plain SVG".to_owned()
        }
        other => format!("the logo is no SVG that can be read: {other}"),
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || root.tag_name().namespace() != Some(SVG) {
        return Err(neither.to_owned());
    }
    if root.attribute("viewBox").is_none() && root.attribute("width").is_none() {
        return Err("the logo says neither viewBox nor width, so its shape is not known".to_owned());
    }
    for node in document.descendants() {
        if node.is_pi() {
            return Err("the logo holds an instruction for another program; save it as plain SVG"
                .to_owned());
        }
        if node.is_element() {
            check_element(node).map_err(|found| {
                let at = document.text_pos_at(node.range().start);
                format!("line {} of the logo holds {found}", at.row)
            })?;
        }
    }
    Ok(text)
}

fn check_element(node: Node<'_, '_>) -> Result<(), String> {
    let name = node.tag_name().name();
    let ours = node.tag_name().namespace() == Some(SVG);
    // Drawing programs write notes of their own into metadata and beside it.
    let is_note = !ours && !is_of_the_web(node);
    if ours && (name == "text" || name == "tspan" || name == "textPath") {
        return Err(
            "letters as text; turn them into paths, since their font may be missing".to_owned()
        );
    }
    let is_picture = ours && ELEMENTS.contains(&name);
    if !is_note && !is_picture {
        return Err(format!("<{name}>, which has no place in a picture"));
    }
    if name == "style" && node.children().filter_map(|child| child.text()).any(reaches_out) {
        return Err("a style that loads something".to_owned());
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if key.len() > 2 && key.to_ascii_lowercase().starts_with("on") {
            return Err(format!("{key}, which runs a script"));
        }
        if (key == "href" || key == "src") && !value.trim().starts_with('#') {
            return Err(format!("a reference to something outside ({})", short(value)));
        }
        if reaches_out(value) && !is_note {
            return Err(format!("a reference to something outside ({})", short(value)));
        }
    }
    Ok(())
}

/// Whether a browser would take an element for one of its own.
fn is_of_the_web(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace().is_none_or(|space| {
        space.is_empty() || space.contains("w3.org/1999/xhtml") || space.contains("/MathML")
    })
}

/// Whether a style or an attribute loads anything but a part of the same picture.
fn reaches_out(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '"' | '\''))
        .flat_map(char::to_lowercase)
        .collect();
    // An escaped letter hides a word from a reader and not from a browser.
    plain.contains('\\')
        || plain.contains("@import")
        || plain.contains("javascript:")
        || plain.split("url(").skip(1).any(|rest| !rest.starts_with('#'))
}

fn short(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             viewBox=\"0 0 20 10\">\n{inside}</svg>"
        )
    }

    #[test]
    fn a_plain_picture_passes() {
        for inside in [
            "<path d=\"M0 0h20v10z\"/>",
            "<defs><linearGradient id=\"a\"><stop offset=\"0\"/></linearGradient></defs>\
             <rect width=\"5\" height=\"5\" fill=\"url(#a)\"/><use xlink:href=\"#b\"/>",
            "<style>.a{fill:#123}</style><g class=\"a\"><circle r=\"3\"/></g>",
            "<metadata><x:RDF xmlns:x=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></metadata>",
        ] {
            let text = svg(inside);
            assert_eq!(check_svg(text.as_bytes()), Ok(&*text), "{inside}");
        }
    }

    #[test]
    fn what_runs_or_loads_is_refused_with_its_line() {
        for (inside, said) in [
            ("<script>alert(1)</script>", "line 2 of the logo holds <script>"),
            ("<foreignObject/>", "<foreignObject>"),
            ("<image href=\"data:image/png;base64,AAAA\"/>", "<image>"),
            ("<a href=\"#x\"><g/></a>", "<a>"),
            ("<animate attributeName=\"x\"/>", "<animate>"),
            ("<set attributeName=\"href\" to=\"javascript:1\"/>", "<set>"),
            ("<g onclick=\"x()\"/>", "onclick, which runs a script"),
            ("<use xlink:href=\"https://example.org/a.svg#b\"/>", "something outside"),
            ("<rect fill=\"url( 'https://example.org/a#b' )\"/>", "something outside"),
            ("<rect style=\"fill:u\\72l(//a)\"/>", "something outside"),
            ("<style>@import 'a.css';</style>", "a style that loads"),
            ("<style>g{fill:url(//example.org/x)}</style>", "a style that loads"),
            ("<text>Kirklees</text>", "letters as text"),
            ("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\"/>", "<script>"),
            ("<script xmlns=\"\"/>", "<script>"),
            ("<?xml-stylesheet href=\"a.css\"?>", "an instruction"),
        ] {
            let why = check_svg(svg(inside).as_bytes()).expect_err(inside);
            assert!(why.contains(said), "{inside}: {why}");
        }
        for (text, said) in [
            ("", "neither an SVG nor a PNG"),
            ("GIF89a", "neither an SVG nor a PNG"),
            ("<html/>", "neither an SVG nor a PNG"),
            ("<svg/>", "neither an SVG nor a PNG"),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "neither viewBox nor width"),
            ("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "document type"),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\"><g>", "no SVG that can be read"),
        ] {
            let why = check_svg(text.as_bytes()).expect_err(text);
            assert!(why.contains(said), "{text}: {why}");
        }
        assert!(
            check_svg(" ".repeat(50_001).as_bytes()).expect_err("large").contains("50001 bytes")
        );
    }

    /// A PNG of chunks with good sums; its picture data is not looked at here.
    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        for (kind, data) in chunks {
            let body = [kind.as_slice(), data].concat();
            bytes.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
            bytes.extend(&body);
            bytes.extend(crc32fast::hash(&body).to_be_bytes());
        }
        bytes
    }

    #[test]
    fn a_png_is_whole_or_refused() {
        let header = |width: u32, height: u32| {
            let mut data = [width.to_be_bytes(), height.to_be_bytes()].concat();
            data.extend([8, 6, 0, 0, 0]);
            data
        };
        let good = png(&[(b"IHDR", &header(20, 10)), (b"IDAT", b"x"), (b"IEND", b"")]);
        assert!(is_png(&good));
        assert_eq!(check_png(&good), Ok(()));
        for cut in 8..good.len() {
            assert!(check_png(&good[..cut]).is_err(), "cut at {cut}");
        }
        let mut flipped = good.clone();
        flipped[20] ^= 1;
        assert!(check_png(&flipped).is_err());
        assert!(check_png(&[&*good, b"<script>"].concat()).is_err());
        let large = png(&[(b"IHDR", &header(20_000, 10)), (b"IEND", b"")]);
        assert!(check_png(&large).expect_err("large").contains("20000 by 10 pixels"));
    }
}
