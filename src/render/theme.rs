//! Whose reports they are: name, logo, colour and contact, checked before anything is made.
//!
//! A theme travels with the templates, so that reports and pages of a run have the same and its digest is
//! part of theirs. A logo is shown as an image and never becomes part of a page.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Value;
use serde::Serialize;

use crate::render::error::RenderError;
use crate::render::logo;
use crate::render::templates::Templates;

/// The description of a theme among the templates.
pub const THEME: &str = "theme/theme.json";
/// A logo among the templates: an SVG as it is, a PNG in base 64.
pub const SVG: &str = "theme/logo.svg";
/// See [`SVG`].
pub const PNG: &str = "theme/logo.png";

/// The least contrast of text that WCAG 2.2 asks for at level AA.
const LEAST: f64 = 4.5;
/// What accent-coloured text stands on: the page, and the tint of boxes.
const GROUNDS: [[u8; 3]; 2] = [[0xff, 0xff, 0xff], [0xf1, 0xf5, 0xf8]];
/// The house's accent.
const ACCENT: [u8; 3] = [0x12, 0x43, 0x6d];
/// The quieter text on the accent, where it can be read there.
const PALE: [u8; 3] = [0xc9, 0xda, 0xe8];

/// A theme as templates see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// Who makes the reports; empty for nobody in particular.
    pub organisation: String,
    /// The colour of bands and headings.
    pub accent: String,
    /// The colour of quieter text on it.
    pub pale: String,
    /// The logo.
    pub logo: Option<Logo>,
    /// Whom to ask.
    pub contact: Option<Contact>,
}

/// A logo that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// Its file in the theme's folder.
    pub file: &'static str,
    /// What stands in its place for those who cannot see it.
    pub alt: String,
    /// SVG, or PNG in base 64.
    #[serde(skip)]
    text: String,
}

/// Whom to ask; what is not given is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// A person or a team.
    pub name: String,
    /// A mail address.
    pub email: String,
    /// A page: `https:` or `mailto:`.
    pub url: String,
    /// All of it in one line: "Performance team, asc@example.org".
    pub line: String,
}

impl Contact {
    /// A contact; what is not known is empty.
    pub fn new(name: String, email: String, url: String) -> Self {
        let parts = [&*name, &*email, &*url].into_iter().filter(|part| !part.is_empty());
        let line = parts.collect::<Vec<_>>().join(", ");
        Self { name, email, url, line }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            accent: hex(ACCENT),
            pale: hex(PALE),
            logo: None,
            contact: None,
        }
    }
}

impl Theme {
    /// Takes a colour such as `#12436D` for bands and headings.
    ///
    /// # Errors
    /// It is no colour, or text in it or on it could not be read: with the contrast, and a darker shade
    /// of the same colour that can.
    pub fn set_accent(&mut self, text: &str) -> Result<(), String> {
        let colour = colour(text).ok_or_else(|| {
            format!("'{text}' is no colour; write it as # and six digits, such as #12436D")
        })?;
        let contrast = least_contrast(colour);
        if contrast < LEAST {
            return Err(format!(
                "the contrast of {text} with white and the tint of boxes is {:.2}:1, and text needs \
                 {LEAST}:1 at least; {} is the nearest darker shade that has it",
                (contrast * 100.0).floor() / 100.0,
                hex(darker(colour)),
            ));
        }
        let pale = if contrast_of(PALE, colour) < LEAST { GROUNDS[0] } else { PALE };
        self.accent = hex(colour);
        self.pale = hex(pale);
        Ok(())
    }

    /// Takes a logo.
    ///
    /// # Errors
    /// It is neither an SVG nor a PNG, is too large, or holds what may not stand in a report.
    pub fn set_logo(&mut self, bytes: &[u8], alt: &str) -> Result<(), String> {
        let (file, text) = if logo::is_png(bytes) {
            logo::check_png(bytes)?;
            ("logo.png", STANDARD.encode(bytes))
        } else {
            ("logo.svg", logo::check_svg(bytes)?.to_owned())
        };
        self.logo = Some(Logo { file, alt: alt.to_owned(), text });
        Ok(())
    }

    /// The theme as files beside the templates.
    pub(super) fn files(&self) -> Vec<(&'static str, String)> {
        let json = serde_json::to_string(self).expect("a theme holds only strings");
        let mut files = vec![(THEME, json)];
        if let Some(Logo { file, text, .. }) = &self.logo {
            files.push((if *file == "logo.png" { PNG } else { SVG }, text.clone()));
        }
        files
    }
}

/// Whether someone gave a theme.
pub fn has_theme(templates: &Templates) -> bool {
    let house = Theme::default().files();
    house.iter().any(|(name, text)| templates.text(name).is_ok_and(|found| found != text))
}

/// The theme as pages have it, with its logo as an address that holds the picture, and its colours in
/// place of those of the style. In an image no script runs and nothing is loaded.
pub(super) fn of_pages(templates: &Templates) -> Result<(Value, String), RenderError> {
    let mut theme: BTreeMap<String, Value> = serde_json::from_str(templates.text(THEME)?)?;
    let picture = if let Ok(svg) = templates.text(SVG) {
        format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
    } else if let Ok(png) = templates.text(PNG) {
        format!("data:image/png;base64,{png}")
    } else {
        String::new()
    };
    theme.insert("picture".to_owned(), Value::from_safe_string(picture));
    let colour = |name: &str| theme.get(name).map(Value::to_string).unwrap_or_default();
    let (accent, pale) = (colour("accent").to_lowercase(), colour("pale").to_lowercase());
    let colours = format!(":root {{ --blue: {accent}; --pale: {pale}; }}\n");
    Ok((Value::from(theme), colours))
}

/// A colour out of `#` and six hexadecimal digits.
fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    // A sign would be read as part of a number.
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    Some([channel(0)?, channel(2)?, channel(4)?])
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of two colours as WCAG 2.2 defines it.
fn contrast_of(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn least_contrast(colour: [u8; 3]) -> f64 {
    GROUNDS.into_iter().map(|ground| contrast_of(colour, ground)).fold(f64::INFINITY, f64::min)
}

/// The lightest shade of a colour that can be read: all channels in the same proportion.
fn darker(colour: [u8; 3]) -> [u8; 3] {
    let shade = |parts: u16| {
        colour.map(|channel| u8::try_from(u16::from(channel) * parts / 200).unwrap_or(channel))
    };
    (0..200).rev().map(shade).find(|shade| least_contrast(*shade) >= LEAST).unwrap_or([0; 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        // The two ends, and the grey that WebAIM's checker prints as 4.54:1 on white.
        assert!((contrast_of([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast_of([255; 3], [255; 3]) - 1.0).abs() < 1e-9);
        assert!((contrast_of([0x76; 3], [255; 3]) - 4.54).abs() < 0.005);
    }

    #[test]
    fn an_accent_that_cannot_be_read_is_refused_with_one_that_can() {
        let mut theme = Theme::default();
        for good in ["#12436D", "#801650", "#000000", "#00703c"] {
            theme.set_accent(good).expect(good);
            assert_eq!(theme.accent, good.to_uppercase());
        }
        let why = theme.set_accent("#F46A25").expect_err("an orange");
        assert!(why.contains("2.76:1") && why.contains("4.5:1"), "{why}");
        let shade = why.split("; ").nth(1).and_then(|rest| rest.get(..7)).expect("a shade");
        theme.set_accent(shade).expect("the shade it names passes");
        for bad in ["12436D", "#12436", "#12436G", "#+12436", "red", "#é2436", ""] {
            assert!(theme.set_accent(bad).expect_err(bad).contains("is no colour"), "{bad}");
        }
    }

    #[test]
    fn quieter_text_on_a_lighter_accent_is_white() {
        let mut theme = Theme::default();
        assert_eq!(theme.pale, "#C9DAE8");
        theme.set_accent("#12436D").expect("dark");
        assert_eq!(theme.pale, "#C9DAE8");
        theme.set_accent("#6B6B6B").expect("grey");
        assert_eq!(theme.pale, "#FFFFFF");
    }
}
