//! A trend to a line without words for the cell of a table, 96 by 24 pixels.

use std::collections::BTreeMap;

use crate::chart::alt;
use crate::chart::scale::Scale;
use crate::chart::svg::{Paint, Path, Svg};
use crate::chart::{Chart, Role, Series, palette};
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

/// What a spark shows.
#[derive(Debug, Clone, Copy)]
pub struct Spark<'a> {
    /// The start of the element's ids; unique in the page.
    pub id: &'a str,
    /// The measure's name.
    pub title: &'a str,
    /// The unit of all figures.
    pub unit: Unit,
    /// The council's name.
    pub council: &'a str,
    /// One figure a year, in any order. A year that is not there is a gap.
    pub points: &'a [(FinancialYear, Figure)],
    /// Years that cannot be compared with the year before.
    pub breaks: &'a [FinancialYear],
}

/// The least share of the largest figure that the height of a spark stands for.
const LEAST_RANGE: f64 = 0.2;

/// Draws a spark: a gap where a year has no figure or at a break, a dot at the last figure. It is
/// as high as the figures vary, so it tells direction and not size; but what varies by less than a
/// fifth does not fill the height.
pub fn draw(spark: &Spark<'_>) -> Chart {
    let mut svg = Svg::new(96.0, 24.0);
    let years: BTreeMap<FinancialYear, Figure> = spark.points.iter().copied().collect();
    let drawn: BTreeMap<FinancialYear, f64> = years
        .iter()
        .filter_map(|(year, figure)| Some((*year, format::for_drawing(figure.ok()?))))
        .collect();
    let ends = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.first().copied().zip(values.last().copied())
    };
    let span = ends(years.keys().map(|year| f64::from(year.end())).collect());
    if let (Some(span), Some(range)) = (span, ends(drawn.values().copied().collect())) {
        let across = Scale::new(span, (6.0, 88.0));
        let upwards = Scale::new(opened(range), (19.0, 5.0));
        let place = |(year, value): (&FinancialYear, &f64)| {
            (*year, (across.at(f64::from(year.end())), upwards.at(*value)))
        };
        let places: Vec<_> = drawn.iter().map(place).collect();
        for run in runs(&places, spark.breaks) {
            match run.as_slice() {
                [only] => svg.circle(*only, 1.6, Paint::fill(palette::COUNCIL)),
                run => svg.path(&joined(run), Paint::stroke(palette::COUNCIL, 1.5)),
            }
        }
        if let Some((_, last)) = places.last() {
            svg.circle(*last, 3.0, Paint::fill(palette::COUNCIL));
        }
    }
    let series = Series { role: Role::Council, label: spark.council, points: spark.points };
    let mut clauses = vec![alt::change(&series, spark.breaks, spark.unit)];
    clauses.extend(alt::missing(&series));
    if let (Some(first), Some(last)) = (years.keys().next(), years.keys().next_back()) {
        clauses.extend(alt::broken(spark.breaks, (*first, *last)));
    }
    svg.finish(spark.id, spark.title, alt::compose(spark.title, &clauses))
}

fn opened((low, high): (f64, f64)) -> (f64, f64) {
    let least = low.abs().max(high.abs()) * LEAST_RANGE;
    let spare = ((least - (high - low)) / 2.0).max(0.0);
    (low - spare, high + spare)
}

/// Points of years that follow each other and can be compared.
pub(crate) fn runs(
    places: &[(FinancialYear, (f64, f64))],
    breaks: &[FinancialYear],
) -> Vec<Vec<(f64, f64)>> {
    places
        .chunk_by(|(before, _), (year, _)| before.after() == *year && !breaks.contains(year))
        .map(|run| run.iter().map(|(_, place)| *place).collect())
        .collect()
}

/// A line through points.
pub(crate) fn joined(run: &[(f64, f64)]) -> Path {
    run.iter().enumerate().fold(Path::new(), |path, (index, place)| {
        if index == 0 { path.to(*place) } else { path.line(*place) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::Gap;

    fn year(text: &str) -> FinancialYear {
        text.parse().expect("a literal year")
    }

    fn drawn(points: &[(FinancialYear, Figure)], breaks: &[FinancialYear]) -> Chart {
        let (id, title, unit) = ("k", "Spend per adult", Unit::GbpPerPerson);
        draw(&Spark { id, title, unit, council: "Hull", points, breaks })
    }

    #[test]
    fn lines_stop_at_gaps_and_breaks() {
        let points: Vec<(FinancialYear, Figure)> = ["2016-17", "2017-18", "2019-20", "2020-21"]
            .into_iter()
            .zip(1_i64..)
            .map(|(text, value)| (year(text), Ok(value.into())))
            .collect();
        let lines =
            |chart: &Chart| (chart.svg.matches('M').count(), chart.svg.matches('L').count());
        assert_eq!(lines(&drawn(&points, &[])), (2, 2));
        let chart = drawn(&points, &[year("2020-21")]);
        assert_eq!(lines(&chart), (1, 1));
        // Two figures that stand alone, and the dot of the last.
        assert_eq!(chart.svg.matches("<circle").count(), 3);
        assert_eq!(
            chart.alt,
            "Spend per adult: Hull £4 in 2020-21, the first figure after a break. \
             No figure for 2018-19. Break in the series before 2020-21."
        );
    }

    #[test]
    fn nothing_is_drawn_where_there_is_nothing() {
        let chart = drawn(&[(year("2020-21"), Err(Gap::NotSubmitted))], &[]);
        assert!(!chart.svg.contains("<circle") && !chart.svg.contains("<path"));
        assert_eq!(chart.alt, "Spend per adult: Hull, not submitted.");
    }
}
