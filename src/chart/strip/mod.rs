//! The figures of all councils to a strip: each a thin tick, the middle half a band, the council a
//! diamond. It shows where a council lies without giving it a rank.
//!
//! The marks are the same in both sizes; `range` says where the axis ends.

mod full;
mod range;
mod words;

use rust_decimal::Decimal;

use crate::chart::alt;
use crate::chart::mark::diamond;
use crate::chart::scale::Scale;
use crate::chart::strip::range::Range;
use crate::chart::svg::{Anchor, Paint, Path, Svg, TO_BASELINE, Voice};
use crate::chart::{Chart, Point, Role, Width, palette, text};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// The quartiles of the councils with a figure (METHOD 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quartiles {
    /// A quarter of the councils lie below.
    pub lower: Decimal,
    /// Half of the councils lie below.
    pub median: Decimal,
    /// A quarter of the councils lie above.
    pub upper: Decimal,
}

/// Who the rings of a strip are, unless it is about others.
pub const SIMILAR: &str = "Similar councils";

/// What a strip shows.
#[derive(Debug, Clone, Copy)]
pub struct Strip<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure's name.
    pub title: &'a str,
    /// The unit of all figures.
    pub unit: Unit,
    /// The year of all figures.
    pub year: FinancialYear,
    /// The figures of all councils that have one, the council's own included, in any order.
    pub values: &'a [Decimal],
    /// The figures of the similar councils, or of others that stand out: rings, except in a cell of a table.
    pub similar: &'a [Decimal],
    /// Who the rings are: [`SIMILAR`], or another group.
    pub ringed: &'a str,
    /// None where there are too few councils for them (METHOD 7.1).
    pub quartiles: Option<Quartiles>,
    /// The council and its comparators, in the order they are named; at most one has the role of
    /// the council.
    pub marks: &'a [Point<'a>],
}

/// How large a strip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For a cell of a table: 210 by 30 pixels, no text; [`key`] explains its marks.
    Compact,
    /// The width of the text, 640 by 96 pixels, with an axis and names.
    Full,
    /// Half the width of the text, 312 by 96 pixels, with an axis and names.
    Half,
}

/// Where the parts of a strip lie, in pixels.
struct Layout {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    radius: f64,
    /// How far from the ends the arrows to councils beyond begin.
    clear: f64,
}

/// Draws a strip.
pub fn draw(strip: &Strip<'_>, size: Size) -> Chart {
    let range = range::range(strip);
    let alt = words::alternative(strip, &range);
    match size {
        Size::Compact => {
            let mut svg = Svg::new(210.0, 30.0);
            let layout = Layout {
                left: 12.0,
                right: 198.0,
                top: 4.0,
                bottom: 20.0,
                radius: 6.5,
                clear: clear(strip, &range, 6.5),
            };
            let scale = Scale::new((range.low, range.high), (layout.left, layout.right));
            councils(&mut svg, strip, &range, scale, &layout);
            comparators(&mut svg, strip, scale, layout.bottom + 5.0, 3.2);
            council(&mut svg, strip, scale, &layout);
            svg.finish(strip.id, strip.title, alt)
        }
        Size::Full => full::full(strip, &range, alt, Width::Full),
        Size::Half => full::full(strip, &range, alt, Width::Half),
    }
}

/// The key to the marks of compact strips, for the foot of a table: 640 by 20 pixels.
pub fn key(id: &str, council: &str, comparators: &[(Role, &str)]) -> Chart {
    let mut svg = Svg::new(640.0, 20.0);
    let (mut x, y) = (8.0, 10.0);
    let name = |svg: &mut Svg, x: &mut f64, words: &str, voice| {
        svg.text((*x + 10.0, y + TO_BASELINE), Anchor::Start, voice, words);
        *x += text::width(words, voice) + 30.0;
    };
    svg.path(&diamond((x, y), 6.5), Paint::fill(palette::COUNCIL));
    name(&mut svg, &mut x, council, Voice::Strong);
    for (role, label) in comparators.iter().filter(|(role, _)| *role != Role::Council) {
        role.mark(&mut svg, (x, y), 4.0);
        name(&mut svg, &mut x, label, Voice::Plain);
    }
    svg.line((x, 3.0), (x, 17.0), Paint::stroke(palette::INK, 2.0));
    name(&mut svg, &mut x, "median", Voice::Plain);
    x += 4.0;
    svg.rect((x - 12.0, 4.0), (18.0, 12.0), BAND);
    name(&mut svg, &mut x, "middle half of councils", Voice::Plain);
    let named: Vec<String> = comparators.iter().map(|(_, label)| (*label).to_owned()).collect();
    let alt = alt::compose(
        "Key",
        &[
            format!(
                "the diamond is {council}, the line the median, the band the middle half of councils"
            ),
            format!("Other marks are {}", alt::joined(&named)),
        ],
    );
    svg.finish(id, "Key", alt)
}

/// The radius of the ring of a similar council.
const RING: f64 = 3.4;

const BAND: Paint = Paint::fill(palette::BAND).outlined(palette::OTHERS, 1.0);

/// The room between an end of the axis and its arrow: a council beyond the axis has its diamond there.
fn clear(strip: &Strip<'_>, range: &Range, radius: f64) -> f64 {
    let beyond = own(strip).and_then(|point| point.figure.ok()).is_some_and(|value| {
        let value = format::for_drawing(value);
        value < range.low || value > range.high
    });
    if beyond { radius } else { 2.0 }
}

/// The band, the ticks, the median, and the arrows to councils beyond the axis.
fn councils(svg: &mut Svg, strip: &Strip<'_>, range: &Range, scale: Scale, layout: &Layout) {
    let at = |value: Decimal| scale.at(format::for_drawing(value));
    let (top, bottom) = (layout.top, layout.bottom);
    if let Some(Quartiles { lower, upper, .. }) = strip.quartiles {
        let (left, right) = (at(lower), at(upper));
        // A band without extent is still seen.
        svg.rect((left, top), ((right - left).max(2.0), bottom - top), BAND);
    }
    // Values that fall on the same tenth of a pixel are one tick.
    let mut places: Vec<f64> = strip
        .values
        .iter()
        .map(|value| format::for_drawing(*value))
        .filter(|value| range.low <= *value && *value <= range.high)
        .map(|value| (scale.at(value) * 10.0).round() / 10.0)
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let ticks =
        places.iter().fold(Path::new(), |path, x| path.to((*x, top + 2.5)).vertical(bottom - 2.5));
    svg.path(&ticks, Paint::stroke(palette::OTHERS, 1.0));
    if let Some(Quartiles { median, .. }) = strip.quartiles {
        let x = at(median);
        svg.line((x, top - 3.0), (x, bottom + 3.0), Paint::stroke(palette::INK, 2.0));
    }
    let middle = f64::midpoint(top, bottom);
    for (count, x, way) in [(range.below, layout.left, -1.0), (range.above, layout.right, 1.0)] {
        if count > 0 {
            let base = x + way * layout.clear;
            let arrow = Path::new()
                .to((base, middle - 4.0))
                .line((base + way * 5.5, middle))
                .line((base, middle + 4.0))
                .close();
            svg.path(&arrow, Paint::fill(palette::QUIET));
        }
    }
}

/// The similar councils as rings; those beyond the axis are left to its arrows.
fn similar(svg: &mut Svg, strip: &Strip<'_>, range: &Range, scale: Scale, layout: &Layout) {
    let middle = f64::midpoint(layout.top, layout.bottom);
    let rings = strip
        .similar
        .iter()
        .map(|value| format::for_drawing(*value))
        .filter(|value| range.low <= *value && *value <= range.high)
        .fold(Path::new(), |path, value| path.circle((scale.at(value), middle), RING));
    svg.path(&rings, Paint::fill(palette::PAGE).outlined(palette::COUNCIL, 1.2));
}

/// The council's diamond, if it has a figure.
fn council(svg: &mut Svg, strip: &Strip<'_>, scale: Scale, layout: &Layout) {
    if let Some(value) = own(strip).and_then(|point| point.figure.ok()) {
        let place =
            (scale.at(format::for_drawing(value)), f64::midpoint(layout.top, layout.bottom));
        let paint = Paint::fill(palette::COUNCIL).outlined(palette::PAGE, 1.2);
        svg.path(&diamond(place, layout.radius), paint);
    }
}

/// The marks of the comparators; larger ones first, so that one on another can be seen.
fn comparators(svg: &mut Svg, strip: &Strip<'_>, scale: Scale, y: f64, radius: f64) {
    for (mark, value) in others(strip) {
        mark.role.mark(svg, (scale.at(format::for_drawing(value)), y), radius);
    }
}

fn own<'a>(strip: &Strip<'a>) -> Option<&'a Point<'a>> {
    strip.marks.iter().find(|mark| mark.role == Role::Council)
}

fn others<'a>(strip: &Strip<'a>) -> impl Iterator<Item = (&'a Point<'a>, Decimal)> {
    strip
        .marks
        .iter()
        .filter(|mark| mark.role != Role::Council)
        .filter_map(|mark| Some((mark, mark.figure.ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::{Figure, Gap};

    fn year() -> FinancialYear {
        "2021-22".parse().expect("a literal year")
    }

    fn mark(role: Role, label: &'static str, figure: Figure) -> Point<'static> {
        Point { role, label, figure }
    }

    fn quartiles(lower: i64, median: i64, upper: i64) -> Quartiles {
        Quartiles { lower: lower.into(), median: median.into(), upper: upper.into() }
    }

    fn strip<'a>(
        values: &'a [Decimal],
        quartiles: Option<Quartiles>,
        marks: &'a [Point<'a>],
    ) -> Strip<'a> {
        let unit = Unit::GbpPerPerson;
        let similar = values.get(2..4).unwrap_or_default();
        let (title, year) = ("Spend per adult", year());
        let ringed = SIMILAR;
        Strip { id: "s", title, unit, year, values, similar, ringed, quartiles, marks }
    }

    fn numbers(values: &[i64]) -> Vec<Decimal> {
        values.iter().map(|value| Decimal::from(*value)).collect()
    }

    #[test]
    fn the_axis_stops_before_councils_far_beyond_the_middle_half() {
        let values = numbers(&[10, 20, 30, 40, 50, 60, 70, 80, 400, -500]);
        let strip = strip(&values, Some(quartiles(30, 45, 60)), &[]);
        let range = range::range(&strip);
        assert_eq!((range.low, range.high, range.below, range.above), (10.0, 80.0, 1, 1));
        let alt = draw(&strip, Size::Full).alt;
        assert!(alt.ends_with("Councils beyond the axis: 1 above and 1 below."), "{alt}");
    }

    #[test]
    fn the_council_stretches_the_axis_but_not_without_end() {
        let values = numbers(&[10, 20, 30, 40, 50, 60, 70, 80, 190, 5000]);
        let near = [mark(Role::Council, "Leeds", Ok(190.into()))];
        let near = range::range(&strip(&values, Some(quartiles(30, 45, 60)), &near));
        assert_eq!((near.high, near.above), (190.0, 1));
        let far = [mark(Role::Council, "Leeds", Ok(5000.into()))];
        let far = range::range(&strip(&values, Some(quartiles(30, 45, 60)), &far));
        // 60 and twice three interquartile ranges of 30.
        assert_eq!((far.high, far.above), (240.0, 1));
    }

    #[test]
    fn the_alternative_text_gives_place_comparators_and_middle_half() {
        let values = numbers(&[400, 430, 450, 480, 490, 494, 520, 560]);
        let marks = [
            mark(Role::Council, "Leeds", Ok(494.into())),
            mark(Role::England, "England", Ok(480.into())),
            mark(Role::Region, "North West", Err(Gap::NotAvailable)),
        ];
        assert_eq!(
            draw(&strip(&values, Some(quartiles(445, 485, 500)), &marks), Size::Compact).alt,
            "Spend per adult: Leeds £494 in 2021-22, in the middle half of councils. England £480. \
             Similar councils from £450 to £480. The middle half of 8 councils is from £445 to £500."
        );
    }

    #[test]
    fn few_councils_and_no_figure_are_told_in_words() {
        let values = numbers(&[400, 560]);
        let marks = [mark(Role::Council, "Hackney", Err(Gap::NotSubmitted))];
        let chart = draw(&strip(&values, None, &marks), Size::Full);
        assert_eq!(
            chart.alt,
            "Spend per adult: Hackney, not submitted for 2021-22. \
             Councils with a figure: 2, from £400 to £560."
        );
        assert!(chart.svg.contains(">Hackney: not submitted</text>"));
        assert!(chart.svg.contains(">councils with a figure: 2</text>"));
        let none = draw(&strip(&[], None, &marks), Size::Full).alt;
        assert!(none.ends_with("No council has a figure."), "{none}");
    }

    #[test]
    fn a_figure_that_prints_as_the_quartile_is_in_the_middle_half() {
        let values = numbers(&[400, 430, 450, 480, 490, 494, 520, 560]);
        let figure = Ok(Decimal::new(50_049, 2));
        let marks = [mark(Role::Council, "Leeds", figure)];
        let alt = draw(&strip(&values, Some(quartiles(445, 485, 500)), &marks), Size::Compact).alt;
        assert!(alt.contains("£500 in 2021-22, in the middle half"), "{alt}");
    }
}
