//! One measure of several areas to horizontal bars, with the figures printed at their ends.

use crate::chart::alt;
use crate::chart::scale::Scale;
use crate::chart::svg::{Anchor, Paint, Svg, TO_BASELINE, Voice, block_height};
use crate::chart::{Chart, Point, Role, Width, palette, text};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// The height of a bar, in pixels.
const THICKNESS: f64 = 18.0;
/// The space between two bars, in pixels.
const SPACE: f64 = 8.0;

/// What a bar chart shows.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure's name.
    pub title: &'a str,
    /// The unit of all figures.
    pub unit: Unit,
    /// The year of all figures.
    pub year: FinancialYear,
    /// The areas, drawn from above in this order.
    pub points: &'a [Point<'a>],
}

/// Draws bars from zero; what is below zero goes to the left of it.
pub fn draw(bars: &Bars<'_>, width: Width) -> Chart {
    let room = match width {
        Width::Full => 210.0,
        Width::Half => 110.0,
    };
    let names: Vec<Vec<String>> =
        bars.points.iter().map(|point| text::wrap(point.label, room, voice(point.role))).collect();
    let rows: Vec<f64> = names.iter().map(|lines| row_height(lines.len())).collect();
    let height = rows.iter().sum::<f64>() + 2.0;
    let mut svg = Svg::new(width.pixels(), height.max(20.0));
    let gutter =
        widest(bars.points.iter().zip(&names).flat_map(|(point, lines)| {
            lines.iter().map(|line| text::width(line, voice(point.role)))
        }));
    let scale = scale(bars, (gutter + 10.0, width.pixels()));
    let zero = scale.at(0.0);
    let mut top = 1.0;
    for ((point, lines), row) in bars.points.iter().zip(&names).zip(&rows) {
        let middle = top + row / 2.0;
        svg.lines((gutter, middle), Anchor::End, voice(point.role), lines);
        bar(&mut svg, point, bars.unit, (scale, middle));
        top += row;
    }
    svg.line((zero, 1.0), (zero, height - 1.0), Paint::stroke(palette::INK, 1.0));
    let mut clauses = alt::beside(bars.points, bars.unit);
    if let Some(first) = clauses.first_mut() {
        *first = format!("in {}, {first}", bars.year);
    }
    svg.finish(bars.id, bars.title, alt::compose(bars.title, &clauses))
}

/// Pixels of the values, with room for the printed figures at either end.
fn scale(bars: &Bars<'_>, (left, right): (f64, f64)) -> Scale {
    let values: Vec<f64> =
        bars.points.iter().filter_map(|point| point.figure.ok()).map(format::for_drawing).collect();
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    let label = |positive: bool| {
        widest(
            bars.points
                .iter()
                .filter(|point| {
                    point.figure.map_or(positive, |value| value.is_sign_negative() != positive)
                })
                .map(|point| {
                    let printed = format::figure(point.figure, bars.unit);
                    text::width(&printed, voice(point.role)) + 8.0
                }),
        )
    };
    let before = if low < 0.0 { label(false) } else { 0.0 };
    // Words of a gap stand at zero; where all is negative they still need their room.
    let extent = if low < high { (low, high) } else { (0.0, 1.0) };
    Scale::new(extent, (left + before, (right - label(true)).max(left + before + 20.0)))
}

fn bar(svg: &mut Svg, point: &Point<'_>, unit: Unit, (scale, middle): (Scale, f64)) {
    let printed = format::figure(point.figure, unit);
    let baseline = middle + TO_BASELINE;
    let zero = scale.at(0.0);
    let Ok(value) = point.figure else {
        svg.text((zero + 6.0, baseline), Anchor::Start, Voice::Quiet, &printed);
        return;
    };
    let end = scale.at(format::for_drawing(value));
    let paint = if point.role == Role::Council {
        Paint::fill(palette::COUNCIL).outlined(palette::COUNCIL, 1.0)
    } else {
        Paint::fill(palette::PALE).outlined(palette::COUNCIL, 1.0)
    };
    let (left, right) = (zero.min(end), zero.max(end));
    svg.rect((left, middle - THICKNESS / 2.0), (right - left, THICKNESS), paint);
    let voice = voice(point.role);
    if end < zero {
        svg.text((end - 5.0, baseline), Anchor::End, voice, &printed);
    } else {
        svg.text((end + 5.0, baseline), Anchor::Start, voice, &printed);
    }
}

fn row_height(lines: usize) -> f64 {
    (THICKNESS + SPACE).max(block_height(lines) + SPACE)
}

fn voice(role: Role) -> Voice {
    if role == Role::Council { Voice::Strong } else { Voice::Plain }
}

fn widest(widths: impl Iterator<Item = f64>) -> f64 {
    widths.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::Gap;

    #[test]
    fn figures_and_words_of_gaps_are_printed_at_the_bars() {
        let point = |role, label, figure| Point { role, label, figure };
        let points = [
            point(Role::Council, "Leeds", Ok((-40).into())),
            point(Role::England, "England", Ok(20.into())),
            point(Role::Region, "North West", Err(Gap::NotAvailable)),
        ];
        let year = "2021-22".parse().expect("a literal year");
        let (id, title, unit) = ("b", "Joint income per adult", Unit::GbpPerPerson);
        let chart = draw(&Bars { id, title, unit, year, points: &points }, Width::Full);
        for printed in [">−£40</text>", ">£20</text>", ">not available</text>"] {
            assert!(chart.svg.contains(printed), "{printed}");
        }
        assert_eq!(
            chart.alt,
            "Joint income per adult: in 2021-22, Leeds −£40, below England (£20). \
             North West: not available."
        );
    }
}
