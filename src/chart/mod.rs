//! Figures to SVG: one picture for both the PDF and the web page, with its alternative text.
//!
//! A chart takes labels, figures and units, and knows nothing of measures. Every number in it is
//! printed by [`crate::domain::format`]; floats are pixels and nothing else. The pictures hold text
//! as text, presentation attributes only (the pages forbid styles and scripts), and read without
//! colour: each series has a shape, a dash and its name beside it.
//!
//! # Who draws what
//!
//! [`balance`] is laid out by charts-rs (2.3.0), the other charts by us. Both were tried for bars and
//! the pictures compared:
//!
//! * charts-rs scales and places grouped horizontal bars well, negative ones too, and writes beside
//!   each bar which series and category it is of. So the one chart with many bars in groups is its.
//! * Its words cannot be used: it prints figures from 32-bit floats, puts the figure of a negative
//!   bar inside the bar, cuts figures at the right edge, cannot set one name in bold or break a long
//!   one, and has no word for a gap. Nor has it outlines, which tell bars apart in grey. [`balance`]
//!   adds all of these, and leaves out the attributes a page would not need.
//! * With the words, the room for them and the outlines ours, nothing is left of it in a chart of
//!   four bars; [`bars`] is ours.
//! * It has no strip, no break in a line, no name at a line's end and no shaded years; [`strip`],
//!   [`mod@line`] and [`spark`] are ours.

pub mod balance;
pub mod bars;
pub mod funnel;
pub mod line;
pub mod palette;
pub mod scatter;
pub mod slide;
pub mod spark;
pub mod strip;

mod alt;
mod axis;
mod field;
mod mark;
mod scale;
mod svg;
mod text;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod properties;

use crate::domain::figure::Figure;
use crate::domain::year::FinancialYear;

/// A picture and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The SVG element, ready to be placed in a page or written to a file.
    pub svg: String,
    /// The alternative text: one or two sentences of at most 250 characters.
    pub alt: String,
    /// The width in pixels.
    pub width: f64,
    /// The height in pixels.
    pub height: f64,
}

/// Whose figures a mark shows; this decides colour, shape and dash, the same in every chart.
///
/// Those that come first are drawn last, so that the council lies on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The council the report is about.
    Council,
    /// England.
    England,
    /// The council's region.
    Region,
    /// Councils of the same type.
    CouncilType,
    /// Similar councils.
    Peers,
}

/// How much of the page a chart takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// The width of the text: 640 pixels.
    Full,
    /// Two beside each other: 312 pixels.
    Half,
}

impl Width {
    /// The width in pixels.
    pub const fn pixels(self) -> f64 {
        match self {
            Self::Full => 640.0,
            Self::Half => 312.0,
        }
    }
}

/// One figure of an area, or why there is none.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// Whose figure it is.
    pub role: Role,
    /// The name printed beside it.
    pub label: &'a str,
    /// The figure.
    pub figure: Figure,
}

/// The figures of an area through the years.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Whose figures they are.
    pub role: Role,
    /// The name printed beside them.
    pub label: &'a str,
    /// One figure a year, in any order. A year that is not there is a gap.
    pub points: &'a [(FinancialYear, Figure)],
}
