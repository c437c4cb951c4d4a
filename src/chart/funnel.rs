//! Figures beside the people they are counted among to a field of dots, with England's figure and the
//! limits of what chance alone would do.

use rust_decimal::Decimal;

use crate::chart::field::{Field, Side};
use crate::chart::scale::extent;
use crate::chart::spark::joined;
use crate::chart::svg::{Anchor, Paint, Path, Svg, TO_BASELINE, Voice};
use crate::chart::{Chart, Width, alt, palette, text};
use crate::domain::format;
use crate::domain::unit::Unit;

const HEIGHT: f64 = 250.0;
const DOT: f64 = 2.2;

/// What a funnel shows.
#[derive(Debug, Clone, Copy)]
pub struct Funnel<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure's name.
    pub title: &'a str,
    /// The unit of the figures.
    pub unit: Unit,
    /// England's name and figure.
    pub england: (&'a str, Decimal),
    /// The councils: people and figure.
    pub points: &'a [(Decimal, Decimal)],
    /// The limits at rising numbers of people: people, lower and upper.
    pub limits: &'a [(Decimal, Decimal, Decimal)],
    /// The sentences of the alternative text, the most important first.
    pub clauses: &'a [String],
}

/// Draws a funnel, half the width of the text; none where there is no council.
pub fn draw(funnel: &Funnel<'_>) -> Option<Chart> {
    let width = Width::Half.pixels();
    let england = format::for_drawing(funnel.england.1);
    let people = extent(funnel.points.iter().map(|point| format::for_drawing(point.0)))?;
    let figures = funnel.points.iter().map(|point| format::for_drawing(point.1));
    let figures = extent(figures.chain([england]))?;
    let across = Side { label: "People it is counted among", unit: Unit::People };
    let upwards = Side { label: funnel.title, unit: funnel.unit };
    let field = Field::new(((0.0, people.1), across), (figures, upwards), (width, HEIGHT));
    let mut svg = Svg::new(width, HEIGHT);
    field.ground(&mut svg, (across, upwards));
    let dots =
        funnel.points.iter().fold(Path::new(), |path, point| path.circle(field.at(*point), DOT));
    svg.path(&dots, Paint::fill(palette::OTHERS));
    let (_, level) = field.at((Decimal::ZERO, funnel.england.1));
    svg.line((field.left, level), (field.right, level), line_of_england());
    for upper in [false, true] {
        let limits = funnel.limits.iter();
        let limits = limits.map(|(people, low, high)| (*people, if upper { *high } else { *low }));
        // A limit that is off the scale at few people comes into the field as they grow.
        let seen = limits.filter(|(_, limit)| field.holds(*limit));
        let places: Vec<(f64, f64)> = seen.map(|limit| field.at(limit)).collect();
        if places.len() > 1 {
            svg.path(&joined(&places), line_of_limits());
        }
    }
    key(&mut svg, funnel);
    Some(svg.finish(funnel.id, funnel.title, alt::compose(funnel.title, funnel.clauses)))
}

const fn line_of_england() -> Paint {
    Paint::stroke(palette::ENGLAND, 1.6)
}

const fn line_of_limits() -> Paint {
    Paint::stroke(palette::COUNCIL, 1.4).dashed(Some("5 3"))
}

/// What the lines are, above the field, where no dot lies behind the words.
fn key(svg: &mut Svg, funnel: &Funnel<'_>) {
    let y = 29.0;
    let (name, figure) = funnel.england;
    let england = format!("{name} {}", format::number(figure, funnel.unit));
    let mut x = 0.0;
    for (paint, words) in [(line_of_england(), &*england), (line_of_limits(), "99.8% limits")] {
        svg.line((x, y), (x + 22.0, y), paint);
        svg.text((x + 28.0, y + TO_BASELINE), Anchor::Start, Voice::Plain, words);
        x += 28.0 + text::width(words, Voice::Plain) + 16.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_drawn_as_far_as_they_are_in_the_field() {
        let decimal = Decimal::from;
        let points = [(decimal(100), decimal(70)), (decimal(400), decimal(88))];
        let limits =
            [(decimal(10), decimal(40), decimal(99)), (decimal(100), decimal(72), decimal(86))]
                .into_iter()
                .chain([(decimal(400), decimal(74), decimal(85))])
                .collect::<Vec<_>>();
        let clauses = ["England 80.0%".to_owned()];
        let funnel = Funnel {
            id: "funnel",
            title: "At home",
            unit: Unit::Percent,
            england: ("England", decimal(80)),
            points: &points,
            limits: &limits,
            clauses: &clauses,
        };
        let chart = draw(&funnel).expect("there are councils");
        assert_eq!(chart.alt, "At home: England 80.0%.");
        for printed in [">England 80.0%</text>", ">99.8% limits</text>"] {
            assert!(chart.svg.contains(printed), "{printed}");
        }
        // The key, and two limits of two places each: the third is below the scale.
        assert_eq!(chart.svg.matches("5 3").count(), 3);
        assert!(draw(&Funnel { points: &[], ..funnel }).is_none());
    }
}
