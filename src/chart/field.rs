//! The ground of a field of dots: two scales with their grid and their names.

use rust_decimal::Decimal;

use crate::chart::axis::{self, Axis};
use crate::chart::palette;
use crate::chart::scale::Scale;
use crate::chart::svg::{Anchor, Paint, Svg, TO_BASELINE, Voice};
use crate::chart::text;
use crate::domain::format;
use crate::domain::unit::Unit;

/// One of the two scales.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What is printed along it.
    pub label: &'a str,
    /// The unit of its figures.
    pub unit: Unit,
}

/// The two axes, laid along the pixels of the field.
pub(super) struct Field {
    pub(super) left: f64,
    pub(super) right: f64,
    top: f64,
    bottom: f64,
    across: (Axis, Scale),
    upwards: (Axis, Scale),
}

impl Field {
    /// A field whose scales hold two ranges, in a picture of a size.
    pub(super) fn new(
        (across, along): ((f64, f64), Side<'_>),
        (upwards, up): ((f64, f64), Side<'_>),
        (width, height): (f64, f64),
    ) -> Self {
        let across = axis::rounded(across, along.unit, 4);
        let upwards = axis::rounded(upwards, up.unit, 5);
        let labels = upwards.ticks.iter().map(|(_, label)| text::width(label, Voice::Quiet));
        let left = labels.fold(0.0, f64::max) + 10.0;
        let (right, top, bottom) = (width - 14.0, 44.0, height - 38.0);
        let scales = (across.along(left, right), upwards.along(bottom, top));
        Self { left, right, top, bottom, across: (across, scales.0), upwards: (upwards, scales.1) }
    }

    /// Where a pair of figures lies, in pixels.
    pub(super) fn at(&self, (x, y): (Decimal, Decimal)) -> (f64, f64) {
        let (across, upwards) = (self.across.1, self.upwards.1);
        (across.at(format::for_drawing(x)), upwards.at(format::for_drawing(y)))
    }

    /// Whether a figure is on the scale from the foot up. Beyond it a mark would lie on the edge.
    pub(super) fn holds(&self, figure: Decimal) -> bool {
        let axis = &self.upwards.0;
        (axis.low..=axis.high).contains(&format::for_drawing(figure))
    }

    /// Grid, ticks and the names of the scales; a line at zero is stronger than the grid.
    pub(super) fn ground(&self, svg: &mut Svg, (across, upwards): (Side<'_>, Side<'_>)) {
        let color = |value: f64| if value == 0.0 { palette::QUIET } else { palette::GRID };
        for (value, label) in &self.across.0.ticks {
            let x = self.across.1.at(*value);
            svg.line((x, self.top), (x, self.bottom), Paint::stroke(color(*value), 1.0));
            let half = text::width(label, Voice::Quiet) / 2.0;
            let x = x.clamp(half, self.right + 14.0 - half);
            svg.text((x, self.bottom + 15.0), Anchor::Middle, Voice::Quiet, label);
        }
        for (value, label) in &self.upwards.0.ticks {
            let y = self.upwards.1.at(*value);
            svg.line((self.left, y), (self.right, y), Paint::stroke(color(*value), 1.0));
            let at = (self.left - 6.0, y + TO_BASELINE);
            svg.text(at, Anchor::End, Voice::Quiet, label);
        }
        svg.text((0.0, 12.0), Anchor::Start, Voice::Quiet, upwards.label);
        let foot = (self.right, self.bottom + 32.0);
        svg.text(foot, Anchor::End, Voice::Quiet, across.label);
    }
}
