//! Figures to SVG: one picture for both the PDF and the web page, with its alternative text.
//!
//! A chart takes labels, figures and units, and knows nothing of measures. Every number in it is
//! printed by [`crate::domain::format`]; floats are pixels and nothing else. The pictures hold text
//! as text, presentation attributes only (the pages forbid styles and scripts), and read without
//! colour: each series has a shape, a dash and its name beside it.
//!
//! # Who draws what
//!
//! [`balance`] is drawn by charts-rs, the other charts by us. Both were tried for bars (charts-rs
//! 2.3.0, pictures compared):
//!
//! * charts-rs lays out grouped horizontal bars, category labels and gridlines as well as we would,
//!   and its SVG is plain enough to take over. So the one chart with many bars in groups is its.
//! * It writes numbers from 32-bit floats, so its labels are replaced by ours, and it has no key of
//!   ours, no outlines and no words for a gap; [`balance`] adds these.
//! * It puts the label of a negative bar inside the bar, cuts labels at the right edge unless the
//!   axis is lengthened by hand, and cannot set one label in bold; [`bars`] compares areas in
//!   money that can be negative, so it is ours.
//! * It has no strip, no gaps at breaks, no labels at line ends and no shading of years; [`strip`],
//!   [`line`] and [`spark`] are ours.

pub mod balance;
pub mod bars;
pub mod line;
pub mod palette;
pub mod spark;
pub mod strip;

mod alt;
mod axis;
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
/// The order is the order of drawing, back to front reversed: the council is drawn last, on top.
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
