//! Roles to their look: the colour, dash and shape of an area, the same in every chart.

use crate::chart::svg::{Paint, Path, Svg};
use crate::chart::{Role, palette};

impl Role {
    /// The colour of the role's marks.
    pub(crate) const fn color(self) -> &'static str {
        match self {
            Self::Council => palette::COUNCIL,
            Self::England => palette::ENGLAND,
            Self::Region => palette::REGION,
            Self::CouncilType => palette::COUNCIL_TYPE,
            Self::Peers => palette::PEERS,
        }
    }

    /// The role's line through the years.
    pub(crate) const fn line(self) -> Paint {
        let (width, dash) = match self {
            Self::Council => (2.5, None),
            Self::England => (1.7, Some("6 4")),
            Self::Region => (1.4, None),
            Self::CouncilType => (1.4, Some("2 3")),
            Self::Peers => (1.4, Some("9 3 2 3")),
        };
        Paint::stroke(self.color(), width).dashed(dash)
    }

    /// Draws the role's mark on a line: circle, square, triangle, ring or cross.
    pub(crate) fn mark(self, svg: &mut Svg, (x, y): (f64, f64), radius: f64) {
        let fill = Paint::fill(self.color()).outlined(palette::PAGE, 1.0);
        match self {
            Self::Council => svg.circle((x, y), radius, fill),
            Self::England => {
                svg.rect((x - radius, y - radius), (2.0 * radius, 2.0 * radius), fill);
            }
            Self::Region => svg.path(&triangle((x, y), radius * 1.2), fill),
            Self::CouncilType => svg.circle(
                (x, y),
                radius * 0.9,
                Paint::fill(palette::PAGE).outlined(self.color(), 1.5),
            ),
            Self::Peers => {
                let (left, right) = (x - radius * 0.8, x + radius * 0.8);
                let (top, bottom) = (y - radius * 0.8, y + radius * 0.8);
                let cross = Path::new()
                    .to((left, top))
                    .line((right, bottom))
                    .to((right, top))
                    .line((left, bottom));
                svg.path(&cross, Paint::stroke(self.color(), 1.7));
            }
        }
    }
}

/// A diamond: the council in a strip.
pub(crate) fn diamond((x, y): (f64, f64), radius: f64) -> Path {
    Path::new()
        .to((x, y - radius))
        .line((x + radius * 0.8, y))
        .line((x, y + radius))
        .line((x - radius * 0.8, y))
        .close()
}

/// A triangle that points up.
fn triangle((x, y): (f64, f64), radius: f64) -> Path {
    Path::new()
        .to((x, y - radius))
        .line((x + radius, y + radius * 0.75))
        .line((x - radius, y + radius * 0.75))
        .close()
}
