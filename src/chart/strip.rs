//! The figures of all councils to a strip: each a thin tick, the middle half a band, the council a
//! diamond. It shows where a council lies without giving it a rank.
//!
//! An axis that reached the farthest council would press all others into a corner. It stops at the
//! last council within three interquartile ranges of the middle half; arrows say how many lie
//! beyond. The marks of the report may stretch it to twice that.

use rust_decimal::Decimal;

use crate::chart::alt::{self, Side};
use crate::chart::axis::{self, Axis};
use crate::chart::mark::diamond;
use crate::chart::scale::{Scale, spread};
use crate::chart::svg::{Anchor, Paint, Path, Svg, TO_BASELINE, Voice};
use crate::chart::{Chart, Point, Role, palette, text};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// How many interquartile ranges from the middle half the axis may reach.
const FENCE: f64 = 3.0;

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
}

/// Where the parts of a strip lie, in pixels.
struct Layout {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    radius: f64,
}

/// The axis of a strip, and how many councils lie beyond its ends.
struct Range {
    low: f64,
    high: f64,
    below: usize,
    above: usize,
}

/// Draws a strip.
pub fn draw(strip: &Strip<'_>, size: Size) -> Chart {
    let range = range(strip);
    let alt = alternative(strip, &range);
    match size {
        Size::Compact => {
            let mut svg = Svg::new(210.0, 30.0);
            let layout = Layout { left: 9.0, right: 201.0, top: 4.0, bottom: 20.0, radius: 6.5 };
            let scale = Scale::new((range.low, range.high), (layout.left, layout.right));
            councils(&mut svg, strip, &range, scale, &layout);
            comparators(&mut svg, strip, scale, layout.bottom + 5.0, 3.2);
            council(&mut svg, strip, scale, &layout);
            svg.finish(strip.id, strip.title, alt)
        }
        Size::Full => full(strip, &range, alt),
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

const BAND: Paint = Paint::fill(palette::BAND).outlined(palette::OTHERS, 1.0);

/// The axis of a strip: all values, unless some lie far beyond the middle half.
fn range(strip: &Strip<'_>) -> Range {
    let drawn = |value: Decimal| format::for_drawing(value);
    let marks: Vec<f64> =
        strip.marks.iter().filter_map(|mark| mark.figure.ok()).map(drawn).collect();
    let values: Vec<f64> = strip.values.iter().copied().map(drawn).collect();
    let (least, most) = extent(values.iter().chain(&marks).copied()).unwrap_or((0.0, 1.0));
    let fences = strip.quartiles.and_then(|quartiles| {
        let (lower, upper) = (drawn(quartiles.lower), drawn(quartiles.upper));
        let fence = FENCE * (upper - lower);
        (fence > 0.0)
            .then_some(((lower - fence, upper + fence), (lower - 2.0 * fence, upper + 2.0 * fence)))
    });
    let Some((near, far)) = fences else {
        return Range { low: least, high: most, below: 0, above: 0 };
    };
    let inside = values.iter().copied().filter(|value| near.0 <= *value && *value <= near.1);
    let held = marks.iter().map(|mark| mark.clamp(far.0, far.1));
    let (low, high) = extent(inside.chain(held)).unwrap_or((least, most));
    let below = values.iter().filter(|value| **value < low).count();
    let above = values.iter().filter(|value| **value > high).count();
    Range { low, high, below, above }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
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
    let ticks = places
        .iter()
        .fold(Path::new(), |path, x| path.to((*x, top + 2.5)).line((*x, bottom - 2.5)));
    svg.path(&ticks, Paint::stroke(palette::OTHERS, 1.0));
    if let Some(Quartiles { median, .. }) = strip.quartiles {
        let x = at(median);
        svg.line((x, top - 3.0), (x, bottom + 3.0), Paint::stroke(palette::INK, 2.0));
    }
    let middle = f64::midpoint(top, bottom);
    for (count, x, way) in [(range.below, layout.left, -1.0), (range.above, layout.right, 1.0)] {
        if count > 0 {
            let base = x + way * 2.0;
            let arrow = Path::new()
                .to((base, middle - 4.0))
                .line((base + way * 5.5, middle))
                .line((base, middle + 4.0))
                .close();
            svg.path(&arrow, Paint::fill(palette::QUIET));
        }
    }
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

fn full(strip: &Strip<'_>, range: &Range, alt: String) -> Chart {
    let mut svg = Svg::new(640.0, 96.0);
    let beside = |count: usize| if count > 0 { beyond_width(count) + 14.0 } else { 12.0 };
    let layout = Layout {
        left: beside(range.below),
        right: 640.0 - beside(range.above),
        top: 24.0,
        bottom: 46.0,
        radius: 9.0,
    };
    let axis = axis::exact((range.low, range.high), strip.unit, 6);
    let scale = axis.along(layout.left, layout.right);
    if !strip.values.is_empty() || others(strip).next().is_some() {
        ruler(&mut svg, &axis, scale, &layout);
    }
    councils(&mut svg, strip, range, scale, &layout);
    beyond(&mut svg, range, &layout);
    comparators(&mut svg, strip, scale, layout.bottom + 5.0, 4.0);
    names(&mut svg, strip, scale, layout.bottom + 24.0);
    council(&mut svg, strip, scale, &layout);
    heading(&mut svg, strip, scale);
    svg.finish(strip.id, strip.title, alt)
}

/// The axis at the foot.
fn ruler(svg: &mut Svg, axis: &Axis, scale: Scale, layout: &Layout) {
    let y = 78.0;
    svg.line((layout.left, y), (layout.right, y), Paint::stroke(palette::AXIS, 1.0));
    for (value, label) in &axis.ticks {
        let x = scale.at(*value);
        svg.line((x, y), (x, y + 4.0), Paint::stroke(palette::AXIS, 1.0));
        let half = text::width(label, Voice::Quiet) / 2.0;
        let x = x.clamp(half, 640.0 - half);
        svg.text((x, y + 15.0), Anchor::Middle, Voice::Quiet, label);
    }
}

/// How many councils lie beyond the ends.
fn beyond(svg: &mut Svg, range: &Range, layout: &Layout) {
    let y = f64::midpoint(layout.top, layout.bottom) + TO_BASELINE;
    if range.below > 0 {
        svg.text((layout.left - 11.0, y), Anchor::End, Voice::Quiet, &more(range.below));
    }
    if range.above > 0 {
        svg.text((layout.right + 11.0, y), Anchor::Start, Voice::Quiet, &more(range.above));
    }
}

fn more(count: usize) -> String {
    format!("{} more", format::count(count))
}

fn beyond_width(count: usize) -> f64 {
    text::width(&more(count), Voice::Quiet)
}

/// The names and figures of the comparators, under their marks; moved apart where they meet, with a
/// line from the mark to the name.
fn names(svg: &mut Svg, strip: &Strip<'_>, scale: Scale, y: f64) {
    let labels: Vec<(f64, String)> = others(strip)
        .map(|(mark, value)| {
            let name = text::shorten(mark.label, 170.0, Voice::Plain);
            let printed = format::number(value, strip.unit);
            (scale.at(format::for_drawing(value)), format!("{name} {printed}"))
        })
        .collect();
    let sizes: Vec<(f64, f64)> =
        labels.iter().map(|(x, label)| (*x, text::width(label, Voice::Plain) + 14.0)).collect();
    for ((x, label), centre) in labels.iter().zip(spread(&sizes, (0.0, 640.0))) {
        if (x - centre).abs() > 2.0 {
            let line = Paint::stroke(palette::QUIET, 0.8);
            let half = (text::width(label, Voice::Plain) / 2.0 - 4.0).max(0.0);
            let end = x.clamp(centre - half, centre + half);
            svg.line((*x, y - 14.0), (end, y - 9.5), line);
        }
        svg.text((centre, y + 1.0), Anchor::Middle, Voice::Plain, label);
    }
}

/// The council's name and figure above its diamond, and what the band and the line are, on the side
/// where there is room.
fn heading(svg: &mut Svg, strip: &Strip<'_>, scale: Scale) {
    let note = match strip.quartiles {
        Some(quartiles) => {
            let median = format::number(quartiles.median, strip.unit);
            format!("band: middle half of councils; line: median {median}")
        }
        None if strip.values.is_empty() => "no council has a figure".to_owned(),
        None => format!("councils with a figure: {}", format::count(strip.values.len())),
    };
    let taken = text::width(&note, Voice::Quiet) + 10.0;
    let place = own(strip).and_then(|point| point.figure.ok());
    let x = place.map_or(0.0, |value| scale.at(format::for_drawing(value)));
    let note_right = x < 320.0;
    let (end, anchor) = if note_right { (640.0, Anchor::End) } else { (0.0, Anchor::Start) };
    svg.text((end, 12.0), anchor, Voice::Quiet, &note);
    let Some(point) = own(strip) else { return };
    let name = text::shorten(point.label, 220.0, Voice::Strong);
    let printed = format::figure(point.figure, strip.unit);
    if place.is_none() {
        svg.text((0.0, 12.0), Anchor::Start, Voice::Strong, &format!("{name}: {printed}"));
        return;
    }
    let label = format!("{name} {printed}");
    let half = text::width(&label, Voice::Strong) / 2.0;
    let (low, high) = if note_right { (0.0, 640.0 - taken) } else { (taken, 640.0) };
    let centre = x.min(high - half).max(low + half);
    svg.text((centre, 12.0), Anchor::Middle, Voice::Strong, &label);
}

fn alternative(strip: &Strip<'_>, range: &Range) -> String {
    let unit = strip.unit;
    let printed = |value: Decimal| format::number(value, unit);
    let count = format::count(strip.values.len());
    let mut clauses = Vec::new();
    match own(strip) {
        Some(Point { label, figure: Ok(value), .. }) => {
            let place = standing(strip, *value);
            clauses.push(format!("{label} {} in {}{place}", printed(*value), strip.year));
        }
        Some(Point { label, figure, .. }) => {
            let words = format::figure(*figure, unit);
            clauses.push(format!("{label}, {words} for {}", strip.year));
        }
        None => clauses.push(format!("{count} councils in {}", strip.year)),
    }
    let named: Vec<String> =
        others(strip).map(|(mark, value)| format!("{} {}", mark.label, printed(value))).collect();
    if !named.is_empty() {
        clauses.push(alt::joined(&named));
    }
    let ends = strip.values.iter().min().zip(strip.values.iter().max());
    match (strip.quartiles, ends) {
        (Some(Quartiles { lower, upper, .. }), _) => clauses.push(format!(
            "The middle half of {count} councils is from {} to {}",
            printed(lower),
            printed(upper)
        )),
        (None, Some((least, most))) if least != most => clauses.push(format!(
            "Councils with a figure: {count}, from {} to {}",
            printed(*least),
            printed(*most)
        )),
        (None, Some((only, _))) => {
            clauses.push(format!("Councils with a figure: {count}, at {}", printed(*only)));
        }
        (None, None) => clauses.push("No council has a figure".to_owned()),
    }
    clauses.extend(beyond_words(range));
    alt::compose(strip.title, &clauses)
}

/// Where a figure lies among the quartiles, as printed.
fn standing(strip: &Strip<'_>, value: Decimal) -> &'static str {
    let Some(Quartiles { lower, upper, .. }) = strip.quartiles else { return "" };
    if Side::of((value, upper), strip.unit) == Side::Above {
        ", above the upper quartile"
    } else if Side::of((value, lower), strip.unit) == Side::Below {
        ", below the lower quartile"
    } else {
        ", in the middle half of councils"
    }
}

fn beyond_words(range: &Range) -> Option<String> {
    let parts: Vec<String> = [(range.above, "above"), (range.below, "below")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, side)| format!("{} {side}", format::count(count)))
        .collect();
    (!parts.is_empty()).then(|| format!("Councils beyond the axis: {}", alt::joined(&parts)))
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

    fn quartiles(lower: i64, median: i64, upper: i64) -> Option<Quartiles> {
        Some(Quartiles { lower: lower.into(), median: median.into(), upper: upper.into() })
    }

    fn strip<'a>(
        values: &'a [Decimal],
        quartiles: Option<Quartiles>,
        marks: &'a [Point<'a>],
    ) -> Strip<'a> {
        let unit = Unit::GbpPerPerson;
        Strip { id: "s", title: "Spend per adult", unit, year: year(), values, quartiles, marks }
    }

    fn numbers(values: &[i64]) -> Vec<Decimal> {
        values.iter().map(|value| Decimal::from(*value)).collect()
    }

    #[test]
    fn the_axis_stops_before_councils_far_beyond_the_middle_half() {
        let values = numbers(&[10, 20, 30, 40, 50, 60, 70, 80, 400, -500]);
        let strip = strip(&values, quartiles(30, 45, 60), &[]);
        let range = range(&strip);
        assert_eq!((range.low, range.high, range.below, range.above), (10.0, 80.0, 1, 1));
        let alt = draw(&strip, Size::Full).alt;
        assert!(alt.ends_with("Councils beyond the axis: 1 above and 1 below."), "{alt}");
    }

    #[test]
    fn the_council_stretches_the_axis_but_not_without_end() {
        let values = numbers(&[10, 20, 30, 40, 50, 60, 70, 80, 190, 5000]);
        let near = [mark(Role::Council, "Leeds", Ok(190.into()))];
        let near = range(&strip(&values, quartiles(30, 45, 60), &near));
        assert_eq!((near.high, near.above), (190.0, 1));
        let far = [mark(Role::Council, "Leeds", Ok(5000.into()))];
        let far = range(&strip(&values, quartiles(30, 45, 60), &far));
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
            draw(&strip(&values, quartiles(445, 485, 500), &marks), Size::Compact).alt,
            "Spend per adult: Leeds £494 in 2021-22, in the middle half of councils. England £480. \
             The middle half of 8 councils is from £445 to £500."
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
        let alt = draw(&strip(&values, quartiles(445, 485, 500), &marks), Size::Compact).alt;
        assert!(alt.contains("£500 in 2021-22, in the middle half"), "{alt}");
    }
}
