//! The printed pieces of a view, held against a text one after the other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::proof::html::picture_text;
use crate::proof::text::{short, squeeze, squeeze_into};
use crate::report::view::{ChartRef, Text};

/// The pictures of a report by key.
pub(super) type Pictures<'v> = BTreeMap<&'v str, Shown<'v>>;

/// A picture and what it says.
#[derive(Debug, Clone)]
pub(super) struct Shown<'v> {
    /// The SVG.
    pub(super) svg: &'v str,
    /// What stands in its place, and what is written in it.
    told: String,
    /// What is written in it, without white space.
    written: String,
}

impl<'v> Shown<'v> {
    /// Reads an SVG.
    pub(super) fn of(svg: &'v str) -> Self {
        let written = svg.split_once("</desc>").map_or(svg, |(_, written)| written);
        Self { svg, told: picture_text(svg), written: squeeze(&picture_text(written)) }
    }
}

/// What is printed in one place.
#[derive(Debug, Clone)]
pub(super) enum Piece<'v> {
    /// A text.
    Text(Cow<'v, str>),
    /// A picture.
    Picture(&'v ChartRef),
}

/// The pieces of a view in the order of print.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces<'v>(pub(super) Vec<Piece<'v>>);

impl<'v> Pieces<'v> {
    /// A text.
    pub(super) fn text(&mut self, text: impl Into<Cow<'v, str>>) {
        self.0.push(Piece::Text(text.into()));
    }

    /// Texts, one after the other.
    pub(super) fn texts(&mut self, texts: impl IntoIterator<Item = &'v String>) {
        for text in texts {
            self.text(text.as_str());
        }
    }

    /// A figure.
    pub(super) fn figure(&mut self, figure: &'v Text) {
        self.text(figure.text.as_str());
    }

    /// Figures, one after the other.
    pub(super) fn figures(&mut self, figures: impl IntoIterator<Item = &'v Text>) {
        for figure in figures {
            self.figure(figure);
        }
    }

    /// A picture.
    pub(super) fn picture(&mut self, picture: &'v ChartRef) {
        self.0.push(Piece::Picture(picture));
    }

    /// All texts, with a space between: what may be named, as often as it stands there.
    pub(super) fn all(&self, pictures: &Pictures<'_>) -> String {
        let mut all = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => all.push_str(text),
                Piece::Picture(picture) => {
                    all.push_str(pictures.get(picture.id.as_str()).map_or("", |shown| &shown.told));
                }
            }
            all.push(' ');
        }
        all
    }

    /// The keys of the pictures, in their order.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Picture(picture) => Some(picture.id.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Makes sure that a text has every piece in its place, and between them no digit. Figures that are
    /// missing, changed or someone else's are found wherever they stand.
    ///
    /// # Errors
    /// The first piece that is missing, or the figure that should not be there.
    pub(super) fn stand_in(&self, text: &str, pictures: &Pictures<'_>) -> Result<(), String> {
        let text = squeeze(text);
        let mut rest = text.as_str();
        let mut wanted = String::new();
        for piece in &self.0 {
            wanted.clear();
            match piece {
                Piece::Text(text) => squeeze_into(text, &mut wanted),
                Piece::Picture(picture) => drawn(picture, pictures, &mut wanted),
            }
            let Some(at) = rest.find(&wanted) else { return Err(lacks(piece, &text)) };
            let (before, after) = rest.split_at(at);
            if has_digit(before) {
                return Err(format!(
                    "prints “{}” where “{}” is meant",
                    short(before),
                    words(piece)
                ));
            }
            rest = after.get(wanted.len()..).unwrap_or_default();
        }
        if has_digit(rest) {
            return Err(format!("prints “{}”, which is not in the report", short(rest)));
        }
        Ok(())
    }
}

fn lacks(piece: &Piece<'_>, text: &str) -> String {
    let elsewhere = matches!(piece, Piece::Text(wanted) if text.contains(&squeeze(wanted)));
    let place = if elsewhere { " in its place" } else { "" };
    format!("does not print “{}”{place}", words(piece))
}

/// What a picture says: the text in its place, and what is written in it.
fn drawn(picture: &ChartRef, pictures: &Pictures<'_>, wanted: &mut String) {
    squeeze_into(&picture.alt, wanted);
    wanted.push_str(pictures.get(picture.id.as_str()).map_or("", |shown| &shown.written));
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn words(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Text(text) => short(text),
        Piece::Picture(picture) => short(&picture.alt),
    }
}
