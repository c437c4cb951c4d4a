//! One finding to one picture that can be taken out of its report: what it is about, where the figure lies
//! among councils, how it changed, and the source, on a ground of its own.

use crate::chart::svg::{Anchor, LINE_HEIGHT, Paint, Svg, Voice, block_height};
use crate::chart::{Chart, Width, alt, palette, text};

/// The margin around everything, in pixels.
const MARGIN: f64 = 20.0;

/// The room between the two charts.
const GUTTER: f64 = 24.0;

/// How much wider other fonts are than the widths that lines are broken by.
const WIDER: f64 = 1.12;

/// Where the charts begin.
const CHARTS: f64 = 76.0;

/// What a picture holds.
#[derive(Debug, Clone, Copy)]
pub struct Slide<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure and what it is in.
    pub title: &'a str,
    /// Whose figures, and of which year.
    pub about: &'a str,
    /// Where the figure lies among councils: half a page wide.
    pub place: &'a Chart,
    /// How to read that chart.
    pub key: &'a str,
    /// How the figure changed, half a page wide; none where there is one year only.
    pub trend: Option<&'a Chart>,
    /// Source and status, at the foot.
    pub foot: &'a str,
}

/// Draws it: 688 pixels wide, as high as it needs to be.
pub fn draw(slide: &Slide<'_>) -> Chart {
    let half = Width::Half.pixels();
    let width = 2.0f64.mul_add(MARGIN + half, GUTTER);
    // A picture that is taken out of its page is shown in whatever font there is, some a fifth wider than ours.
    let key = text::wrap(slide.key, half / WIDER, Voice::Quiet);
    let foot = text::wrap(slide.foot, (width - 2.0 * MARGIN) / WIDER, Voice::Quiet);
    let left = slide.place.height + 8.0 + block_height(key.len());
    let charts = left.max(slide.trend.map_or(0.0, |trend| trend.height));
    let foot_top = CHARTS + charts + 14.0;
    let height = foot_top + block_height(foot.len()) + 18.0;
    let mut svg = Svg::new(width, height);
    svg.rect((0.0, 0.0), (width, height), Paint::fill(palette::PAGE));
    let whole = (width - 2.0 * MARGIN) / WIDER;
    let title = text::shorten(slide.title, whole, Voice::Strong);
    svg.text((MARGIN, 26.0), Anchor::Start, Voice::Strong, &title);
    let about = text::shorten(slide.about, whole, Voice::Plain);
    svg.text((MARGIN, 26.0 + LINE_HEIGHT + 2.0), Anchor::Start, Voice::Plain, &about);
    let right = MARGIN + half + GUTTER;
    svg.text((MARGIN, 66.0), Anchor::Start, Voice::Strong, "Among councils");
    svg.place((MARGIN, CHARTS), slide.place);
    for (line, words) in (1_u8..).zip(&key) {
        let y = CHARTS + slide.place.height + 8.0 + f64::from(line) * LINE_HEIGHT;
        svg.text((MARGIN, y), Anchor::Start, Voice::Quiet, words);
    }
    if let Some(trend) = slide.trend {
        svg.text((right, 66.0), Anchor::Start, Voice::Strong, "Through time");
        svg.place((right, CHARTS), trend);
    }
    let rule = Paint::stroke(palette::AXIS, 1.0);
    svg.line((MARGIN, foot_top), (width - MARGIN, foot_top), rule);
    for (line, words) in (1_u8..).zip(&foot) {
        let y = foot_top + 2.0 + f64::from(line) * LINE_HEIGHT;
        svg.text((MARGIN, y), Anchor::Start, Voice::Quiet, words);
    }
    svg.finish(slide.id, slide.title, words(slide))
}

/// The texts of both charts, without saying twice what they are of: the first sentence of each, then as many
/// of the others as fit.
fn words(slide: &Slide<'_>) -> String {
    let told = |chart: &Chart| -> Vec<String> {
        let text = chart.alt.split_once(": ").map_or(chart.alt.as_str(), |(_, text)| text);
        text.trim_end_matches('.').split(". ").map(str::to_owned).collect()
    };
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for chart in std::iter::once(slide.place).chain(slide.trend) {
        let mut sentences = told(chart).into_iter();
        first.extend(sentences.next());
        rest.extend(sentences);
    }
    first.append(&mut rest);
    alt::compose(slide.title, &first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(id: &str, alt: &str, height: f64) -> Chart {
        let mut svg = Svg::new(312.0, height);
        svg.line((0.0, 0.0), (10.0, 10.0), Paint::stroke(palette::COUNCIL, 2.0));
        svg.finish(id, "Spend", alt.to_owned())
    }

    #[test]
    fn both_charts_and_their_words_are_in_the_picture() {
        let place = chart("p", "Spend: Leeds £494 in 2021-22. England £480.", 96.0);
        let trend = chart("t", "Spend: Leeds rose from £400 to £494.", 168.0);
        let slide = Slide {
            id: "s",
            title: "Spend per adult, £ per person",
            about: "Leeds, 2021-22",
            place: &place,
            key: "Each thin mark is a council.",
            trend: Some(&trend),
            foot: &"Source and status. ".repeat(20),
        };
        let drawn = draw(&slide);
        assert_eq!(
            drawn.alt,
            "Spend per adult, £ per person: Leeds £494 in 2021-22. Leeds rose from £400 to £494. \
             England £480."
        );
        assert!((drawn.width - 688.0).abs() < f64::EPSILON);
        assert!(drawn.height > CHARTS + 168.0 + 3.0 * LINE_HEIGHT);
        // One title and one description, though there are three pictures in it.
        assert_eq!(drawn.svg.matches("<title").count(), 1);
        assert_eq!(drawn.svg.matches("<svg").count(), 1);
        assert_eq!(drawn.svg.matches("<path d=\"M0 0L10 10\"").count(), 2);
        let alone = Slide { trend: None, ..slide };
        assert!(draw(&alone).height < drawn.height);
    }
}
