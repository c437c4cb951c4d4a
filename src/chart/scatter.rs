//! Two figures of every council to a field of dots: the council a diamond, its similar councils rings,
//! all others dots. The quarters of the field have no names, because neither scale is a merit.

use rust_decimal::Decimal;

pub use crate::chart::field::Side;

use crate::chart::field::Field;
use crate::chart::mark::diamond;
use crate::chart::scale::extent;
use crate::chart::svg::{Anchor, Paint, Path, Svg, TO_BASELINE, Voice};
use crate::chart::{Chart, Width, alt, palette, text};
use crate::domain::format;

/// What a field of dots shows.
#[derive(Debug, Clone, Copy)]
pub struct Scatter<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// What the chart is called.
    pub title: &'a str,
    /// The scale from left to right.
    pub across: Side<'a>,
    /// The scale from the foot up.
    pub upwards: Side<'a>,
    /// All councils but those named below.
    pub others: &'a [(Decimal, Decimal)],
    /// The similar councils.
    pub similar: &'a [(Decimal, Decimal)],
    /// The council's name and its place, where it has one.
    pub council: (&'a str, Option<(Decimal, Decimal)>),
    /// The sentences of the alternative text, the most important first.
    pub clauses: &'a [String],
}

const HEIGHT: f64 = 250.0;
const DOT: f64 = 2.2;
const RING: f64 = 3.4;
/// What a ring is.
const SIMILAR: &str = "similar councils";

/// Draws a field of dots, half the width of the text.
pub fn draw(scatter: &Scatter<'_>) -> Chart {
    let width = Width::Half.pixels();
    let alt = alt::compose(scatter.title, scatter.clauses);
    let Some(field) = field(scatter, width) else {
        let mut svg = Svg::new(width, 40.0);
        let at = (width / 2.0, 24.0);
        svg.text(at, Anchor::Middle, Voice::Quiet, "No council has both figures");
        return svg.finish(scatter.id, scatter.title, alt);
    };
    let mut svg = Svg::new(width, HEIGHT);
    field.ground(&mut svg, (scatter.across, scatter.upwards));
    let circles = |points: &[(Decimal, Decimal)], radius| {
        points.iter().fold(Path::new(), |path, point| path.circle(field.at(*point), radius))
    };
    svg.path(&circles(scatter.others, DOT), Paint::fill(palette::OTHERS));
    let ring = Paint::fill(palette::PAGE).outlined(palette::COUNCIL, 1.4);
    svg.path(&circles(scatter.similar, RING), ring);
    own(&mut svg, scatter, &field, width);
    svg.finish(scatter.id, scatter.title, alt)
}

fn field(scatter: &Scatter<'_>, width: f64) -> Option<Field> {
    let own = scatter.council.1;
    let points = || scatter.others.iter().chain(scatter.similar).copied().chain(own);
    let across = extent(points().map(|point| format::for_drawing(point.0)))?;
    let upwards = extent(points().map(|point| format::for_drawing(point.1)))?;
    Some(Field::new((across, scatter.across), (upwards, scatter.upwards), (width, HEIGHT)))
}

/// The diamond, and the key above the field: a name beside the diamond would lie on other marks.
fn own(svg: &mut Svg, scatter: &Scatter<'_>, field: &Field, width: f64) {
    let paint = Paint::fill(palette::COUNCIL).outlined(palette::PAGE, 1.2);
    let y = 29.0;
    let mut x = 6.0;
    if let (name, Some(point)) = scatter.council {
        svg.path(&diamond(field.at(point), 8.0), paint);
        svg.path(&diamond((x, y), 7.0), paint);
        let beside = x + 10.0 + 28.0 + text::width(SIMILAR, Voice::Quiet);
        let name = text::own_name(name, width - beside);
        svg.text((x + 10.0, y + TO_BASELINE), Anchor::Start, Voice::Strong, name);
        x += text::width(name, Voice::Strong) + 28.0;
    }
    if !scatter.similar.is_empty() {
        let ring = Paint::fill(palette::PAGE).outlined(palette::COUNCIL, 1.4);
        svg.path(&Path::new().circle((x, y), RING), ring);
        svg.text((x + 8.0, y + TO_BASELINE), Anchor::Start, Voice::Quiet, SIMILAR);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::Unit;

    fn points(pairs: &[(i64, i64)]) -> Vec<(Decimal, Decimal)> {
        pairs.iter().map(|(x, y)| (Decimal::new(*x, 1), Decimal::new(*y, 1))).collect()
    }

    fn scatter<'a>(
        others: &'a [(Decimal, Decimal)],
        council: Option<(Decimal, Decimal)>,
        clauses: &'a [String],
    ) -> Scatter<'a> {
        Scatter {
            id: "p",
            title: "Spend beside outcomes",
            across: Side { label: "Spend", unit: Unit::Percent },
            upwards: Side { label: "Outcomes", unit: Unit::Score },
            others,
            similar: &others[..others.len() / 2],
            council: ("Leeds", council),
            clauses,
        }
    }

    #[test]
    fn the_council_is_a_named_diamond_among_dots_and_rings() {
        let others = points(&[(-100, -10), (50, 5), (200, 12), (-30, 8)]);
        let own = points(&[(120, -4)]);
        let clauses = ["Leeds spent 12.0% more".to_owned()];
        let chart = draw(&scatter(&others, own.first().copied(), &clauses));
        assert_eq!(chart.alt, "Spend beside outcomes: Leeds spent 12.0% more.");
        assert!(chart.svg.contains(">Leeds</text>"), "{}", chart.svg);
        // Four dots, of which two have a ring as well, and the ring of the key: two arcs a circle.
        assert_eq!(chart.svg.matches("a2.2 2.2").count(), 8);
        assert_eq!(chart.svg.matches("a3.4 3.4").count(), 6);
    }

    #[test]
    fn without_figures_it_says_so() {
        let clauses = ["no council has both figures".to_owned()];
        let chart = draw(&scatter(&[], None, &clauses));
        assert!(chart.svg.contains(">No council has both figures</text>"));
    }
}
