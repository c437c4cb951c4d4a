//! A strip with its axis, names and figures, across the page or half of it.

use crate::chart::axis::{self, Axis};
use crate::chart::scale::{Scale, spread};
use crate::chart::strip::range::Range;
use crate::chart::strip::{
    Layout, Strip, clear, comparators, council, councils, others, own, similar,
};
use crate::chart::svg::{Anchor, Paint, Svg, TO_BASELINE, Voice};
use crate::chart::{Chart, Width, palette, text};
use crate::domain::format;

/// Draws a strip with its texts; those of half a page are shorter.
pub(super) fn full(strip: &Strip<'_>, range: &Range, alt: String, across: Width) -> Chart {
    let width = across.pixels();
    let empty = strip.values.is_empty() && strip.marks.iter().all(|mark| mark.figure.is_err());
    let mut svg = Svg::new(width, if empty { 20.0 } else { 96.0 });
    if empty {
        heading(&mut svg, strip, Scale::new((0.0, 1.0), (0.0, width)), across);
        return svg.finish(strip.id, strip.title, alt);
    }
    let clear = clear(strip, range, 9.0);
    let beside = |count: usize| if count > 0 { beyond_width(count) + clear + 9.0 } else { 12.0 };
    let layout = Layout {
        left: beside(range.below),
        right: width - beside(range.above),
        top: 24.0,
        bottom: 46.0,
        radius: 9.0,
        clear,
    };
    let axis =
        axis::exact((range.low, range.high), strip.unit, if across == Width::Half { 4 } else { 6 });
    let scale = axis.along(layout.left, layout.right);
    ruler(&mut svg, &axis, scale, &layout, width);
    councils(&mut svg, strip, range, scale, &layout);
    beyond(&mut svg, range, &layout);
    similar(&mut svg, strip, range, scale, &layout);
    comparators(&mut svg, strip, scale, layout.bottom + 5.0, 4.0);
    names(&mut svg, strip, scale, layout.bottom + 24.0, width);
    council(&mut svg, strip, scale, &layout);
    heading(&mut svg, strip, scale, across);
    svg.finish(strip.id, strip.title, alt)
}

/// The axis at the foot.
fn ruler(svg: &mut Svg, axis: &Axis, scale: Scale, layout: &Layout, width: f64) {
    let y = 78.0;
    svg.line((layout.left, y), (layout.right, y), Paint::stroke(palette::AXIS, 1.0));
    for (value, label) in &axis.ticks {
        let x = scale.at(*value);
        svg.line((x, y), (x, y + 4.0), Paint::stroke(palette::AXIS, 1.0));
        let half = text::width(label, Voice::Quiet) / 2.0;
        let x = x.clamp(half, width - half);
        svg.text((x, y + 15.0), Anchor::Middle, Voice::Quiet, label);
    }
}

/// How many councils lie beyond the ends.
fn beyond(svg: &mut Svg, range: &Range, layout: &Layout) {
    let y = f64::midpoint(layout.top, layout.bottom) + TO_BASELINE;
    if range.below > 0 {
        svg.text(
            (layout.left - layout.clear - 8.0, y),
            Anchor::End,
            Voice::Quiet,
            &more(range.below),
        );
    }
    if range.above > 0 {
        svg.text(
            (layout.right + layout.clear + 8.0, y),
            Anchor::Start,
            Voice::Quiet,
            &more(range.above),
        );
    }
}

fn more(count: usize) -> String {
    format!("{} beyond", format::count(count))
}

fn beyond_width(count: usize) -> f64 {
    text::width(&more(count), Voice::Quiet)
}

/// The names and figures of the comparators, under their marks; moved apart where they meet, with a
/// line from the mark to the name.
fn names(svg: &mut Svg, strip: &Strip<'_>, scale: Scale, y: f64, width: f64) {
    let labels: Vec<(f64, String)> = others(strip)
        .map(|(mark, value)| {
            let name = text::shorten(mark.label, 150.0_f64.max(width * 0.27), Voice::Plain);
            let printed = format::number(value, strip.unit);
            (scale.at(format::for_drawing(value)), format!("{name} {printed}"))
        })
        .collect();
    let sizes: Vec<(f64, f64)> = labels
        .iter()
        .map(|(x, label)| (*x, text::width(label, Voice::Plain) * 1.08 + 14.0))
        .collect();
    for ((x, label), centre) in labels.iter().zip(spread(&sizes, (0.0, width))) {
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
fn heading(svg: &mut Svg, strip: &Strip<'_>, scale: Scale, across: Width) {
    let width = across.pixels();
    let note = match strip.quartiles {
        Some(quartiles) => {
            let median = format::number(quartiles.median, strip.unit);
            match across {
                Width::Full => format!("band: middle half of councils; line: median {median}"),
                Width::Half => format!("median {median}"),
            }
        }
        None if strip.values.is_empty() => "no council has a figure".to_owned(),
        None => format!("councils with a figure: {}", format::count(strip.values.len())),
    };
    let taken = text::width(&note, Voice::Quiet) + 10.0;
    let place = own(strip).and_then(|point| point.figure.ok());
    let x = place.map_or(0.0, |value| scale.at(format::for_drawing(value)));
    let note_right = x < width / 2.0;
    let (end, anchor) = if note_right { (width, Anchor::End) } else { (0.0, Anchor::Start) };
    svg.text((end, 12.0), anchor, Voice::Quiet, &note);
    let Some(point) = own(strip) else { return };
    let printed = format::figure(point.figure, strip.unit);
    let beside = taken + text::width(&format!(": {printed}"), Voice::Strong);
    let name = text::own_name(point.label, width - beside);
    if place.is_none() {
        svg.text((0.0, 12.0), Anchor::Start, Voice::Strong, &format!("{name}: {printed}"));
        return;
    }
    let label = format!("{name} {printed}");
    let half = text::width(&label, Voice::Strong) / 2.0;
    let (low, high) = if note_right { (0.0, width - taken) } else { (taken, width) };
    let centre = x.min(high - half).max(low + half);
    svg.text((centre, 12.0), Anchor::Middle, Voice::Strong, &label);
}
