//! Figures through the years to lines with gaps, their names at the ends.
//!
//! A line is drawn only between years that follow each other and can be compared. There is no
//! legend: the name and the last figure stand where the line ends.

use crate::chart::alt;
use crate::chart::axis::{self, Axis};
use crate::chart::scale::{Scale, extent, spread};
use crate::chart::spark::{joined, runs};
use crate::chart::svg::{Anchor, LINE_HEIGHT, Paint, Svg, TO_BASELINE, Voice, block_height};
use crate::chart::{Chart, Role, Series, Width, palette, text};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// The years of the pandemic, by the calendar year in which each ends (METHOD 2.9, B3).
const PANDEMIC: [u16; 2] = [2021, 2022];

/// Room for the mark before a name, in pixels.
const KEY: f64 = 18.0;

/// What a line chart shows.
#[derive(Debug, Clone, Copy)]
pub struct Trend<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure's name.
    pub title: &'a str,
    /// The unit of all figures.
    pub unit: Unit,
    /// The council and its comparators, at most one of each role.
    pub series: &'a [Series<'a>],
    /// Years that cannot be compared with the year before.
    pub breaks: &'a [FinancialYear],
}

/// A line chart, and what has to be said beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendChart {
    /// The picture.
    pub chart: Chart,
    /// False where the value axis is cropped; the page then says so.
    pub starts_at_zero: bool,
}

/// Where the parts of a chart lie, in pixels, and its scales.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    first: FinancialYear,
    last: FinancialYear,
    across: Scale,
    upwards: Scale,
    axis: Axis,
}

impl Frame {
    fn year(&self, year: FinancialYear) -> f64 {
        self.across.at(f64::from(year.end()))
    }

    /// The pixels between two years.
    fn step(&self) -> f64 {
        if self.first == self.last {
            return 80.0;
        }
        self.year(self.first.after()) - self.year(self.first)
    }

    fn years(&self) -> impl Iterator<Item = FinancialYear> {
        let last = self.last;
        std::iter::successors(Some(self.first), |year| Some(year.after()))
            .take_while(move |year| *year <= last)
    }
}

/// The words at the end of a line.
struct Ending {
    role: Role,
    lines: Vec<String>,
    /// The last point, if the series has one.
    point: Option<(f64, f64)>,
}

/// Draws a line chart.
pub fn draw(trend: &Trend<'_>, width: Width) -> TrendChart {
    let (height, room) = match width {
        Width::Full => (260.0, 150.0),
        Width::Half => (150.0, 92.0),
    };
    let alt = alternative(trend);
    let Some(range) = range(trend) else {
        let mut svg = Svg::new(width.pixels(), 40.0);
        svg.text(
            (width.pixels() / 2.0, 24.0),
            Anchor::Middle,
            Voice::Quiet,
            "No figures for these years",
        );
        let chart = svg.finish(trend.id, trend.title, alt);
        return TrendChart { chart, starts_at_zero: true };
    };
    let mut svg = Svg::new(width.pixels(), height);
    let words: Vec<String> = trend.series.iter().map(|one| ending(one, trend.unit)).collect();
    let endings = || trend.series.iter().map(|one| voice(one.role)).zip(&words);
    // No word is cut: the lines give way to the longest.
    let room = endings().map(|(voice, words)| text::widest_word(words, voice)).fold(room, f64::max);
    let names: Vec<Vec<String>> =
        endings().map(|(voice, words)| text::wrap(words, room, voice)).collect();
    let frame = frame(trend, range, &names, (width.pixels(), height));
    shade(&mut svg, trend, &frame, width);
    grid(&mut svg, &frame);
    let mut order: Vec<(&Series<'_>, Vec<String>)> = trend.series.iter().zip(names).collect();
    order.sort_by_key(|(series, _)| std::cmp::Reverse(series.role));
    let endings = order
        .into_iter()
        .map(|(series, lines)| {
            let point = line(&mut svg, series, trend, &frame);
            Ending { role: series.role, lines, point }
        })
        .collect();
    label(&mut svg, endings, &frame, room);
    let starts_at_zero = !frame.axis.is_cropped();
    TrendChart { chart: svg.finish(trend.id, trend.title, alt), starts_at_zero }
}

/// The years and the values that have to be seen.
type Range = ((FinancialYear, FinancialYear), (f64, f64));

fn range(trend: &Trend<'_>) -> Option<Range> {
    let points = || trend.series.iter().flat_map(|series| series.points);
    let (first, last) =
        points().map(|(year, _)| *year).min().zip(points().map(|(year, _)| *year).max())?;
    let values = points().filter_map(|(_, figure)| figure.ok()).map(format::for_drawing);
    Some(((first, last), axis::trend_range(extent(values)?, trend.unit)))
}

fn frame(
    trend: &Trend<'_>,
    ((first, last), values): Range,
    names: &[Vec<String>],
    (width, height): (f64, f64),
) -> Frame {
    let axis = axis::rounded(values, trend.unit, if height > 220.0 { 5 } else { 4 });
    let ticks = axis.ticks.iter().map(|(_, label)| text::width(label, Voice::Quiet));
    let left = ticks.fold(0.0, f64::max) + 8.0;
    let endings =
        trend.series.iter().zip(names).flat_map(|(series, lines)| {
            lines.iter().map(|line| text::width(line, voice(series.role)))
        });
    let right = width - endings.fold(0.0, f64::max) - 4.0 - KEY;
    let (top, bottom) = (20.0, height - 24.0);
    let across =
        Scale::new((f64::from(first.end()), f64::from(last.end())), (left + 12.0, right - 12.0));
    let upwards = axis.along(bottom, top);
    Frame { left, right, top, bottom, first, last, across, upwards, axis }
}

/// The shade behind the pandemic years, the lines at breaks, and what both are.
fn shade(svg: &mut Svg, trend: &Trend<'_>, frame: &Frame, width: Width) {
    let half = frame.step() / 2.0;
    let mut notes: Vec<(f64, &str)> = Vec::new();
    let pandemic: Vec<f64> = frame
        .years()
        .filter(|year| PANDEMIC.contains(&year.end()))
        .map(|year| frame.year(year))
        .collect();
    if let (Some(first), Some(last)) = (pandemic.first(), pandemic.last()) {
        let (left, right) = ((first - half).max(frame.left), (last + half).min(frame.right));
        svg.rect((left, 2.0), (right - left, frame.bottom - 2.0), Paint::fill(palette::SHADE));
        notes.push((f64::midpoint(left, right), "pandemic"));
    }
    let dashed = Paint::stroke(palette::QUIET, 1.0).dashed(Some("3 3"));
    for year in frame.years().skip(1).filter(|year| trend.breaks.contains(year)) {
        let x = frame.year(year) - half;
        svg.line((x, 16.0), (x, frame.bottom), dashed);
        notes.push((x, if width == Width::Full { "break in series" } else { "break" }));
    }
    let mut left = frame.left;
    if frame.axis.is_cropped() {
        svg.text((0.0, 12.0), Anchor::Start, Voice::Quiet, axis::CROPPED);
        left = left.max(text::width(axis::CROPPED, Voice::Quiet) + 4.0);
    }
    let sizes: Vec<(f64, f64)> =
        notes.iter().map(|(x, note)| (*x, text::width(note, Voice::Quiet) + 8.0)).collect();
    let places = spread(&sizes, (left, frame.right.max(left)));
    for ((_, note), x) in notes.iter().zip(places) {
        svg.text((x, 12.0), Anchor::Middle, Voice::Quiet, note);
    }
}

/// The grid lines with the values, and the years.
fn grid(svg: &mut Svg, frame: &Frame) {
    for (value, label) in &frame.axis.ticks {
        let y = frame.upwards.at(*value);
        let foot = *value == 0.0 || y >= frame.bottom;
        let color = if foot { palette::AXIS } else { palette::GRID };
        svg.line((frame.left, y), (frame.right, y), Paint::stroke(color, 1.0));
        svg.text((frame.left - 6.0, y + TO_BASELINE), Anchor::End, Voice::Quiet, label);
    }
    let years: Vec<FinancialYear> = frame.years().collect();
    let room = text::width("0000-00", Voice::Quiet) + 8.0;
    // The last year is always named; of the others as many as there is room for.
    let mut free = f64::INFINITY;
    for year in years.into_iter().rev() {
        let x = frame.year(year);
        svg.line((x, frame.bottom), (x, frame.bottom + 4.0), Paint::stroke(palette::AXIS, 1.0));
        if x + room / 2.0 <= free {
            let at = (x, frame.bottom + 17.0);
            svg.text(at, Anchor::Middle, Voice::Quiet, &year.to_string());
            free = x - room / 2.0;
        }
    }
}

/// Draws a series and gives its last point.
fn line(
    svg: &mut Svg,
    series: &Series<'_>,
    trend: &Trend<'_>,
    frame: &Frame,
) -> Option<(f64, f64)> {
    let mut places: Vec<(FinancialYear, (f64, f64))> = alt::values(series)
        .into_iter()
        .map(|(year, value)| {
            (year, (frame.year(year), frame.upwards.at(format::for_drawing(*value))))
        })
        .collect();
    let lines = runs(&places, trend.breaks);
    for run in lines.iter().filter(|run| run.len() > 1) {
        svg.path(&joined(run), series.role.line());
    }
    // In a single year the marks of areas with like figures would hide each other.
    if frame.first == frame.last {
        let place = trend.series.iter().position(|one| one.role == series.role).unwrap_or(0);
        let centre = count(trend.series.len().saturating_sub(1)) / 2.0;
        for (_, (x, _)) in &mut places {
            *x += (count(place) - centre) * 14.0;
        }
    }
    let radius = if series.role == Role::Council { 4.2 } else { 3.2 };
    for (_, place) in &places {
        series.role.mark(svg, *place, radius);
    }
    places.last().map(|(_, place)| *place)
}

/// The name of a series with its last figure, and with its year if that is not the last of all.
fn ending(series: &Series<'_>, unit: Unit) -> String {
    let last_year = series.points.iter().map(|(year, _)| *year).max();
    let values = alt::values(series);
    match values.last_key_value() {
        Some((year, value)) if Some(*year) == last_year => {
            format!("{} {}", series.label, format::number(**value, unit))
        }
        Some((year, value)) => {
            format!("{} {} in {year}", series.label, format::number(**value, unit))
        }
        None => format!("{}: {}", series.label, alt::absence(series)),
    }
}

/// The names at the ends of the lines with their marks, moved apart where they meet, with a line
/// from the last point to a name that had to move.
fn label(svg: &mut Svg, mut endings: Vec<Ending>, frame: &Frame, room: f64) {
    let (low, high) = (frame.top - 8.0, frame.bottom + 8.0);
    let needed: f64 = endings.iter().map(|ending| block_height(ending.lines.len())).sum();
    if needed > high - low {
        for ending in &mut endings {
            let words = ending.lines.join(" ");
            ending.lines = vec![text::shorten(&words, room, voice(ending.role))];
        }
    }
    // Of names that want the same place the council's comes first.
    endings.sort_by_key(|ending| ending.role);
    let sizes: Vec<(f64, f64)> = endings
        .iter()
        .map(|ending| {
            let wanted = ending.point.map_or(frame.bottom, |(_, y)| y);
            (wanted, block_height(ending.lines.len()) + 2.0)
        })
        .collect();
    let x = frame.right + 4.0;
    let apart = frame.first < frame.last;
    for (ending, middle) in endings.iter().zip(spread(&sizes, (low, high))) {
        let voice = voice(ending.role);
        svg.lines((x + KEY - 4.0, middle), Anchor::Start, voice, &ending.lines);
        let Some((from, y)) = ending.point else { continue };
        ending.role.mark(svg, (x + 5.0, middle), 3.2);
        if apart && frame.right - from < 20.0 && (y - middle).abs() > LINE_HEIGHT / 3.0 {
            svg.line((from + 6.0, y), (x - 2.0, middle), Paint::stroke(palette::QUIET, 0.8));
        }
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(0.0, f64::from)
}

fn voice(role: Role) -> Voice {
    if role == Role::Council { Voice::Strong } else { Voice::Plain }
}

fn alternative(trend: &Trend<'_>) -> String {
    let council = trend.series.iter().find(|series| series.role == Role::Council);
    let mut clauses: Vec<String> = council
        .or(trend.series.first())
        .map(|one| alt::change(one, trend.breaks, trend.unit))
        .into_iter()
        .collect();
    if council.is_some() || trend.series.len() > 1 {
        clauses.extend(alt::comparators(trend.series, trend.unit));
    }
    clauses.extend(council.and_then(alt::missing));
    let years = || trend.series.iter().flat_map(|series| series.points).map(|(year, _)| *year);
    if let (Some(first), Some(last)) = (years().min(), years().max()) {
        clauses.extend(alt::broken(trend.breaks, (first, last)));
    }
    alt::compose(trend.title, &clauses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::{Figure, Gap};

    fn year(text: &str) -> FinancialYear {
        text.parse().expect("a literal year")
    }

    fn drawn(series: &[Series<'_>], unit: Unit, breaks: &[FinancialYear]) -> TrendChart {
        draw(&Trend { id: "t", title: "Spend per adult", unit, series, breaks }, Width::Full)
    }

    fn points(values: &[(&str, i64)]) -> Vec<(FinancialYear, Figure)> {
        values.iter().map(|(text, value)| (year(text), Ok((*value).into()))).collect()
    }

    #[test]
    fn a_trend_is_told_with_comparators_gaps_and_breaks() {
        let council = points(&[("2016-17", 400), ("2018-19", 450), ("2019-20", 494)]);
        let england = points(&[("2016-17", 410), ("2018-19", 440), ("2019-20", 480)]);
        let series = [
            Series { role: Role::Council, label: "Leeds", points: &council },
            Series { role: Role::England, label: "England", points: &england },
        ];
        let drawn = drawn(&series, Unit::GbpPerPerson, &[year("2018-19")]);
        assert_eq!(
            drawn.chart.alt,
            "Spend per adult: Leeds rose from £450 in 2018-19 to £494 in 2019-20. \
             In 2019-20: England £480. No figure for 2017-18. \
             Break in the series before 2018-19."
        );
        assert!(drawn.starts_at_zero);
        for printed in [">Leeds £494</text>", ">England £480</text>", ">break in series</text>"] {
            assert!(drawn.chart.svg.contains(printed), "{printed}");
        }
        assert!(!drawn.chart.svg.contains("pandemic"));
    }

    #[test]
    fn the_pandemic_years_are_named_and_a_cropped_axis_is_told() {
        let council = points(&[("2020-21", 66), ("2021-22", 64)]);
        let series = [Series { role: Role::Council, label: "Leeds", points: &council }];
        let drawn = drawn(&series, Unit::Percent, &[]);
        assert!(drawn.chart.svg.contains(">pandemic</text>"));
        assert!(!drawn.starts_at_zero && drawn.chart.svg.contains(">axis not from 0</text>"));
    }

    #[test]
    fn a_single_year_is_a_point() {
        let council = points(&[("2021-22", 494)]);
        let series = [Series { role: Role::Council, label: "Leeds", points: &council }];
        let chart = drawn(&series, Unit::GbpPerPerson, &[]).chart;
        assert_eq!(
            chart.alt,
            "Spend per adult: Leeds £494 in 2021-22, the only year with a figure."
        );
        // The point and the mark before its name.
        assert_eq!(chart.svg.matches("<circle").count(), 2);
        assert!(!chart.svg.contains(r#"stroke-width="2.5""#));
    }

    #[test]
    fn a_series_without_figures_says_why() {
        let council = [(year("2021-22"), Err(Gap::NotSubmitted))];
        let england = points(&[("2021-22", 480)]);
        let series = [
            Series { role: Role::Council, label: "Hackney", points: &council },
            Series { role: Role::England, label: "England", points: &england },
        ];
        let chart = drawn(&series, Unit::GbpPerPerson, &[]).chart;
        assert_eq!(chart.alt, "Spend per adult: Hackney, not submitted. In 2021-22: England £480.");
        assert!(chart.svg.contains(">Hackney: not submitted</text>"), "{}", chart.svg);
        let none = drawn(&series[..1], Unit::GbpPerPerson, &[]).chart;
        assert!(none.svg.contains(">No figures for these years</text>"));
    }
}
