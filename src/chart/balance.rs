//! Shares by setting of several areas to grouped bars, laid out and drawn by charts-rs.
//!
//! charts-rs scales and places the bars; each bar tells whose it is, and at its end we print the
//! figure, or the words of a gap. So no printed number has been through its 32-bit floats, and the
//! element, its description, its outlines and all its words are ours.

use charts_rs::{Box as Margin, Color, HorizontalBarChart, Series as BarSeries};
use rust_decimal::Decimal;

use crate::chart::alt;
use crate::chart::scale::Scale;
use crate::chart::svg::{Anchor, Paint, Svg, TO_BASELINE, Voice, block_height};
use crate::chart::{Chart, Role, palette, text};
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// The width of the picture, in pixels.
const WIDTH: f64 = 420.0;
/// The height of the key above the bars, in pixels.
const KEY: f64 = 26.0;
/// The height of one bar, in pixels.
const THICKNESS: f64 = 11.0;
/// What charts-rs leaves between two bars of a group, in pixels.
const BETWEEN: f64 = 3.0;
/// What charts-rs leaves above and below a group, in pixels.
const AROUND: f64 = 10.0;

/// What a balance shows.
#[derive(Debug, Clone, Copy)]
pub struct Balance<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// What the shares are of.
    pub title: &'a str,
    /// The year of all figures.
    pub year: FinancialYear,
    /// The areas, in the order of the bars of a group; at most one of each role.
    pub areas: &'a [(Role, &'a str)],
    /// The settings, drawn from above in this order.
    pub settings: &'a [Setting<'a>],
}

/// The shares of one setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The setting's name.
    pub label: &'a str,
    /// The share of each area in per cent, in the order of the areas.
    pub shares: &'a [Figure],
}

impl Setting<'_> {
    fn share(&self, area: usize) -> Figure {
        self.shares.get(area).copied().unwrap_or(Err(Gap::NotAvailable))
    }
}

/// Draws a balance.
pub fn draw(balance: &Balance<'_>) -> Chart {
    let names: Vec<Vec<String>> = balance
        .settings
        .iter()
        .map(|setting| text::wrap(setting.label, 130.0, Voice::Plain))
        .collect();
    let lines = names.iter().map(Vec::len).max().unwrap_or(1);
    let bars = u32::try_from(balance.areas.len().max(1)).map_or(1.0, f64::from);
    let band = (bars * (THICKNESS + BETWEEN) - BETWEEN + AROUND).max(block_height(lines) + 6.0);
    let rows = u32::try_from(balance.settings.len().max(1)).map_or(1.0, f64::from);
    let height = KEY + band * rows + 2.0;
    let mut svg = Svg::new(WIDTH, height);
    key(&mut svg, balance.areas);
    let widths = names.iter().flatten().map(|line| text::width(line, Voice::Plain));
    let gutter = widths.fold(0.0, f64::max) + 10.0;
    let mut middle = KEY + band / 2.0;
    for lines in &names {
        svg.lines((gutter - 8.0, middle), Anchor::End, Voice::Plain, lines);
        middle += band;
    }
    let (low, high) = extent(balance);
    let label = longest(balance) + 8.0;
    let plot = Plot {
        left: gutter + if low < 0.0 { label } else { 0.0 },
        right: label,
        height,
        low,
        high,
    };
    bars_of(&mut svg, balance, &plot);
    svg.finish(balance.id, balance.title, alternative(balance))
}

/// What charts-rs is told of the room it has, in pixels, and of the values, in per cent.
struct Plot {
    left: f64,
    right: f64,
    height: f64,
    low: f64,
    high: f64,
}

fn extent(balance: &Balance<'_>) -> (f64, f64) {
    let values = || figures(balance).filter_map(Result::ok).map(format::for_drawing);
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    if low < high { (low, high) } else { (0.0, 1.0) }
}

fn longest(balance: &Balance<'_>) -> f64 {
    figures(balance)
        .map(|figure| text::width(&format::figure(figure, Unit::Percent), Voice::Strong))
        .fold(0.0, f64::max)
}

fn figures(balance: &Balance<'_>) -> impl Iterator<Item = Figure> {
    let areas = balance.areas.len();
    balance.settings.iter().flat_map(move |setting| (0..areas).map(|area| setting.share(area)))
}

/// The bars as charts-rs draws them, each with its figure at the end.
fn bars_of(svg: &mut Svg, balance: &Balance<'_>, plot: &Plot) {
    // Without room charts-rs draws nothing; the figures are in the table beside the chart.
    for bar in layout(balance, plot).unwrap_or_default().split("<rect ").skip(1) {
        let Some((area, setting)) = whose(bar, balance) else { continue };
        let (role, share) = (balance.areas[area].0, balance.settings[setting].share(area));
        let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| pixel(bar, name));
        if width > 0.0 {
            let paint = Paint::fill(fill(role)).outlined(palette::COUNCIL, 1.0);
            svg.rect((x, y), (width, height), paint);
        }
        let printed = format::figure(share, Unit::Percent);
        let baseline = y + height / 2.0 + TO_BASELINE;
        let voice = if share.is_err() { Voice::Quiet } else { voice(role) };
        if share.is_ok_and(|share| share.is_sign_negative() && !share.is_zero()) {
            svg.text((x - 5.0, baseline), Anchor::End, voice, &printed);
        } else {
            svg.text((x + width + 5.0, baseline), Anchor::Start, voice, &printed);
        }
    }
    let zero = Scale::new((plot.low, plot.high), (plot.left, WIDTH - plot.right)).at(0.0);
    let ends = ((zero, KEY), (zero, plot.height - 2.0));
    svg.line(ends.0, ends.1, Paint::stroke(palette::INK, 1.0));
}

/// The drawing of charts-rs: one `rect` element for each share.
fn layout(balance: &Balance<'_>, plot: &Plot) -> Option<String> {
    // It stacks categories from below.
    let rows = || balance.settings.iter().rev();
    let series = (0..balance.areas.len()).map(|area| {
        // A gap is a bar of no length, at whose end its words are written.
        let drawn = |share: Figure| share.map_or(0.0, |share| pixels(format::for_drawing(share)));
        let data = rows().map(|setting| Some(drawn(setting.share(area))));
        BarSeries::new_nullable(area.to_string(), data.collect())
    });
    let names = rows().enumerate().map(|(row, _)| row.to_string());
    let mut chart = HorizontalBarChart::new(series.collect(), names.collect());
    chart.width = pixels(WIDTH);
    chart.height = pixels(plot.height);
    chart.margin = Margin {
        left: pixels(plot.left),
        top: pixels(KEY),
        right: pixels(plot.right),
        bottom: pixels(2.0),
    };
    chart.background_color = Color::transparent();
    chart.legend.show = Some(false);
    chart.y_axis_hidden = true;
    chart.x_axis.hidden = true;
    chart.x_axis.height = 0.0;
    chart.grid.stroke_width = 0.0;
    for axis in &mut chart.y_axis_configs {
        axis.min = Some(pixels(plot.low));
        axis.max = Some(pixels(plot.high));
    }
    chart.svg().ok()
}

/// The area and the setting of a bar, which charts-rs writes as data attributes.
fn whose(bar: &str, balance: &Balance<'_>) -> Option<(usize, usize)> {
    let area: usize = attribute(bar, "data-series")?.parse().ok()?;
    let row: usize = attribute(bar, "data-category")?.parse().ok()?;
    let setting = balance.settings.len().checked_sub(row + 1)?;
    (area < balance.areas.len()).then_some((area, setting))
}

fn pixel(bar: &str, name: &str) -> f64 {
    attribute(bar, name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_whitespace().find_map(|part| {
        let (found, value) = part.split_once('=')?;
        (found == name).then(|| value.trim_matches(['"', '/', '>']))
    })
}

#[expect(clippy::cast_possible_truncation, reason = "charts-rs takes its pixels as 32-bit floats")]
const fn pixels(value: f64) -> f32 {
    value as f32
}

/// The filling of an area's bars; all but the council's have an outline, and all differ in grey.
const fn fill(role: Role) -> &'static str {
    match role {
        Role::Council => palette::COUNCIL,
        Role::England => palette::PAGE,
        Role::Region => palette::PALE,
        Role::CouncilType => palette::BAND,
        Role::Peers => palette::OTHERS,
    }
}

/// Which area a bar is of.
fn key(svg: &mut Svg, areas: &[(Role, &str)]) {
    let mut x = 0.0;
    for (role, label) in areas {
        let voice = voice(*role);
        svg.rect(
            (x + 1.0, 4.0),
            (11.0, 11.0),
            Paint::fill(fill(*role)).outlined(palette::COUNCIL, 1.0),
        );
        svg.text((x + 18.0, 9.5 + TO_BASELINE), Anchor::Start, voice, label);
        x += text::width(label, voice) + 38.0;
    }
}

fn voice(role: Role) -> Voice {
    if role == Role::Council { Voice::Strong } else { Voice::Plain }
}

/// The settings with the largest shares of the council, or of the first area.
fn alternative(balance: &Balance<'_>) -> String {
    let area = balance.areas.iter().position(|(role, _)| *role == Role::Council).unwrap_or(0);
    let Some((_, own)) = balance.areas.get(area) else {
        return alt::compose(balance.title, &[]);
    };
    let mut largest: Vec<(&Setting<'_>, Decimal)> = balance
        .settings
        .iter()
        .filter_map(|setting| Some((setting, setting.share(area).ok()?)))
        .collect();
    largest.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
    let printed = |figure: Figure| format::figure(figure, Unit::Percent);
    let mut clauses: Vec<String> = largest
        .iter()
        .map(|(setting, share)| {
            let others = balance.areas.iter().enumerate().filter(|(index, _)| *index != area);
            let others: Vec<String> = others
                .map(|(index, (_, label))| format!("{label} {}", printed(setting.share(index))))
                .collect();
            let beside =
                if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
            format!("{} {}{beside}", setting.label, printed(Ok(*share)))
        })
        .collect();
    if let Some(first) = clauses.first_mut() {
        *first = format!("in {}, the largest share in {own} is {first}", balance.year);
    } else {
        let gap = balance.settings.iter().filter_map(|setting| setting.share(area).err()).max();
        let words = format::gap_words(gap.unwrap_or(Gap::NotAvailable));
        clauses.push(format!("{own}, {words} for {}", balance.year));
    }
    alt::compose(balance.title, &clauses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(council: [Figure; 2], england: [Figure; 2]) -> Chart {
        let shares = [[council[0], england[0]], [council[1], england[1]]];
        let settings = [
            Setting { label: "Residential", shares: &shares[0] },
            Setting { label: "Home & community", shares: &shares[1] },
        ];
        let areas = [(Role::Council, "Leeds"), (Role::England, "England")];
        let year = "2020-21".parse().expect("a literal year");
        let (id, title) = ("b", "Share of long-term spend");
        draw(&Balance { id, title, year, areas: &areas, settings: &settings })
    }

    fn share(text: &str) -> Figure {
        text.parse().map_err(|_| Gap::NotSubmitted)
    }

    #[test]
    fn every_share_is_a_bar_with_its_figure() {
        let chart = drawn([share("45.1"), share("54.9")], [share("40.0"), share("60.0")]);
        for printed in [">45.1%<", ">54.9%<", ">40.0%<", ">60.0%<", ">Home &amp; community<"] {
            assert!(chart.svg.contains(printed), "{printed}");
        }
        // Two squares of the key and four bars.
        assert_eq!(chart.svg.matches("<rect").count(), 6);
        assert_eq!(
            chart.alt,
            "Share of long-term spend: in 2020-21, the largest share in Leeds is \
             Home & community 54.9% (England 60.0%). Residential 45.1% (England 40.0%)."
        );
    }

    #[test]
    fn settings_keep_their_order_and_bars_their_length() {
        let chart = drawn([share("30.0"), share("60.0")], [share("30.0"), share("60.0")]);
        let bars: Vec<&str> = chart.svg.split("<rect ").skip(3).collect();
        let of = |name| bars.iter().map(|bar| pixel(bar, name)).collect::<Vec<f64>>();
        let (tops, widths) = (of("y"), of("width"));
        let order: Vec<&str> = ["30.0%", "60.0%"].into_iter().collect();
        for (bar, top) in bars.iter().zip(&tops) {
            let first = bar.contains(order[0]);
            assert_eq!(first, *top < chart.height / 2.0, "{bar}");
        }
        let (least, most) = (
            widths.iter().copied().fold(f64::MAX, f64::min),
            widths.iter().copied().fold(0.0, f64::max),
        );
        assert!((most / least - 2.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn gaps_are_words_and_negatives_go_left() {
        let chart = drawn([share("x"), share("x")], [share("-5.0"), share("105.0")]);
        assert_eq!(chart.svg.matches(">not submitted<").count(), 2);
        assert!(chart.svg.contains(r#"text-anchor="end">−5.0%<"#), "{}", chart.svg);
        assert_eq!(chart.alt, "Share of long-term spend: Leeds, not submitted for 2020-21.");
    }
}
