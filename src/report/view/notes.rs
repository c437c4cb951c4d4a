//! The last part: figures, method, words, sources.

use serde::Serialize;

use crate::report::view::Text;

/// Every figure with its parts and places, and what the words mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// Every figure of the report year.
    pub figures: Vec<FigureRow>,
    /// Figures that a newer release has changed, in sentences; empty where no two releases have the same
    /// figure.
    pub restated: Vec<String>,
    /// How the figures were worked out.
    pub method: Vec<Paragraph>,
    /// The words printed in place of a number, and what they mean.
    pub gaps: Vec<Paragraph>,
    /// Words and their meaning.
    pub glossary: Vec<Paragraph>,
    /// Where the figures are from.
    pub sources: Vec<SourceView>,
    /// Licence and status.
    pub licence: Vec<String>,
    /// How to cite the report.
    pub cite: String,
}

/// A heading and a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// The heading or the word.
    pub heading: String,
    /// The text.
    pub text: String,
}

/// One figure with its parts and places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureRow {
    /// The measure's id.
    pub measure: String,
    /// Its short name.
    pub name: String,
    /// Its year.
    pub year: String,
    /// The figure.
    pub value: Text,
    /// Its 95 per cent interval: "18.2 to 19.6", or empty.
    pub interval: String,
    /// The numerator, or empty.
    pub numerator: String,
    /// The denominator, or empty.
    pub denominator: String,
    /// The number of its source in the list of sources, or empty.
    pub source: String,
    /// Where in the source.
    pub place: String,
}

/// A publication the figures are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Its number in the list.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When, where the files say so.
    pub published: String,
    /// The file as read.
    pub file: String,
}
