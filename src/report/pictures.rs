//! The pictures of one report: figures handed to the chart module, each with a key of its own.

use rust_decimal::Decimal;

use crate::chart::balance::{self, Balance as BalanceChart, Setting};
use crate::chart::line::{self, Trend};
use crate::chart::scatter::{self, Scatter, Side};
use crate::chart::slide::{self, Slide};
use crate::chart::spark::{self, Spark};
use crate::chart::strip::{self, Quartiles, Size, Strip};
use crate::chart::{Chart, Point, Role, Series, Width};
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Balance, Measure};
use crate::measure::comparators::Kind;
use crate::measure::distribution::Distribution;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::series;
use crate::report::view::ChartRef;

/// A line of a chart over years: whose it is, what it is called, its figures.
type Line<'n> = (Role, &'n str, Vec<(FinancialYear, Figure)>);

/// The middle half of a spread, as a strip shows it.
pub fn quartiles(spread: &Distribution) -> Option<Quartiles> {
    let (lower, upper) = spread.quartiles?;
    Some(Quartiles { lower, median: spread.median, upper })
}

/// Draws and keeps the pictures of one council's report.
pub struct Pictures<'a> {
    national: &'a National<'a>,
    council: AreaId,
    drawn: Vec<(String, String)>,
}

impl<'a> Pictures<'a> {
    /// Nothing drawn yet.
    pub fn new(national: &'a National<'a>, council: AreaId) -> Self {
        Self { national, council, drawn: Vec::new() }
    }

    /// The pictures as SVG, by key, in the order they were drawn.
    pub fn finish(self) -> Vec<(String, String)> {
        self.drawn
    }

    fn keep(&mut self, id: String, chart: Chart) -> ChartRef {
        let shown = ChartRef::of(&id, &chart);
        self.drawn.push((id, chart.svg));
        shown
    }

    fn name(&self, area: AreaId) -> &'a str {
        &self.national.inputs.areas.get(area).name
    }

    /// The council, England and the region, each with its role in a chart.
    fn roles(&self) -> Vec<(Role, AreaId)> {
        let england = Some((Role::England, self.national.inputs.areas.england()));
        let region = self.national.region(self.council).map(|region| (Role::Region, region));
        [Some((Role::Council, self.council)), england, region].into_iter().flatten().collect()
    }

    fn points(&self, measure: &Measure, area: AreaId) -> Vec<(FinancialYear, Figure)> {
        series::years(self.national, measure)
            .into_iter()
            .map(|year| (year, self.national.figure(&measure.id, year, Some(area))))
            .collect()
    }

    fn breaks(&self, measure: &Measure) -> Vec<FinancialYear> {
        let breaks = self.national.inputs.catalogue.breaks(&measure.id);
        breaks.iter().map(|entry| entry.year).collect()
    }

    /// The years of a measure in the space of a table cell.
    pub fn spark(&mut self, latest: &Latest<'_>) -> ChartRef {
        let measure = latest.measure;
        let id = format!("spark-{}", measure.id);
        let chart = spark::draw(&Spark {
            id: &id,
            title: &measure.short,
            unit: measure.unit,
            council: self.name(self.council),
            points: &self.points(measure, self.council),
            breaks: &self.breaks(measure),
        });
        self.keep(id, chart)
    }

    /// The place among councils in the space of a table cell.
    pub fn compact_strip(&mut self, latest: &Latest<'_>) -> ChartRef {
        let id = format!("place-{}", latest.measure.id);
        self.draw_strip(latest, id, Size::Compact)
    }

    /// The place among councils, with an axis and names.
    pub fn strip(&mut self, latest: &Latest<'_>) -> ChartRef {
        let id = format!("strip-{}", latest.measure.id);
        self.draw_strip(latest, id, Size::Half)
    }

    /// Place and years of a measure in one picture that stands alone, with these words: what it is of, about
    /// whom, how to read it, where it is from.
    pub fn slide(
        &mut self,
        latest: &Latest<'_>,
        id: &str,
        [title, about, key, foot]: [&str; 4],
    ) -> ChartRef {
        let place = self.strip_chart(latest, id, Size::Half);
        let trend = (series::years(self.national, latest.measure).len() > 1)
            .then(|| self.trend_chart(latest, id));
        let slide = Slide { id, title, about, place: &place, key, trend: trend.as_ref(), foot };
        self.keep(id.to_owned(), slide::draw(&slide))
    }

    fn draw_strip(&mut self, latest: &Latest<'_>, id: String, size: Size) -> ChartRef {
        let chart = self.strip_chart(latest, &id, size);
        self.keep(id, chart)
    }

    fn strip_chart(&self, latest: &Latest<'_>, id: &str, size: Size) -> Chart {
        let measure = latest.measure;
        let marks: Vec<Point<'_>> = self
            .roles()
            .into_iter()
            .map(|(role, area)| Point {
                role,
                label: self.name(area),
                figure: self.national.figure(&measure.id, latest.year, Some(area)),
            })
            .collect();
        let quartiles = latest.distribution.and_then(quartiles);
        let similar = if size == Size::Compact { Vec::new() } else { self.similar(latest) };
        strip::draw(
            &Strip {
                id,
                title: &measure.short,
                unit: measure.unit,
                year: latest.year,
                values: latest.distribution.map_or(&[], |spread| &spread.values),
                similar: &similar,
                ringed: strip::SIMILAR,
                quartiles,
                marks: &marks,
            },
            size,
        )
    }

    /// The figures of the similar councils, of those that have one.
    fn similar(&self, latest: &Latest<'_>) -> Vec<Decimal> {
        let figure = |council: &AreaId| {
            self.national.figure(&latest.measure.id, latest.year, Some(*council)).ok()
        };
        let group = latest.beside(Kind::Similar);
        group.map_or_else(Vec::new, |group| group.members.iter().filter_map(figure).collect())
    }

    /// The years of a measure, the council beside England and its region.
    pub fn trend(&mut self, latest: &Latest<'_>) -> ChartRef {
        let id = format!("trend-{}", latest.measure.id);
        let chart = self.trend_chart(latest, &id);
        self.keep(id, chart)
    }

    fn trend_chart(&self, latest: &Latest<'_>, id: &str) -> Chart {
        let measure = latest.measure;
        let lines: Vec<Line<'_>> = self
            .roles()
            .into_iter()
            .map(|(role, area)| (role, self.name(area), self.points(measure, area)))
            .collect();
        self.draw_trend(id, measure, &measure.short, &lines, Width::Half)
    }

    /// Spend in cash and in real terms.
    pub fn real_terms(&mut self, cash: &Latest<'_>, real: &Latest<'_>) -> ChartRef {
        let id = "real-terms".to_owned();
        let lines = [
            (Role::Council, "In real terms", self.points(real.measure, self.council)),
            (Role::England, "In cash", self.points(cash.measure, self.council)),
        ];
        let chart = self.draw_trend(&id, cash.measure, &cash.measure.name, &lines, Width::Half);
        self.keep(id, chart)
    }

    fn draw_trend(
        &self,
        id: &str,
        measure: &Measure,
        title: &str,
        lines: &[Line<'_>],
        width: Width,
    ) -> Chart {
        let series: Vec<Series<'_>> = lines
            .iter()
            .map(|(role, label, points)| Series { role: *role, label, points })
            .collect();
        line::draw(
            &Trend {
                id,
                title,
                unit: measure.unit,
                series: &series,
                breaks: &self.breaks(measure),
            },
            width,
        )
        .chart
    }

    /// Spend beside outcomes; the sentence is the first of its alternative text.
    pub fn profile(&mut self, sentence: &str, similar: &[AreaId]) -> ChartRef {
        let id = "profile".to_owned();
        let places = &self.national.profile.places;
        let point = |council: &AreaId| places.get(council)?.point();
        let others = places.keys().filter(|other| **other != self.council);
        let (rings, dots): (Vec<&AreaId>, Vec<&AreaId>) =
            others.partition(|other| similar.contains(other));
        let (rings, dots): (Vec<_>, Vec<_>) = (
            rings.into_iter().filter_map(point).collect(),
            dots.into_iter().filter_map(point).collect(),
        );
        let own = point(&self.council);
        let drawn = dots.len() + rings.len() + usize::from(own.is_some());
        let clauses = [
            sentence.to_owned(),
            format!(
                "Of {} councils, {} are similar",
                format::count(drawn),
                format::count(rings.len())
            ),
        ];
        let chart = scatter::draw(&Scatter {
            id: &id,
            title: "Spend beside outcomes",
            across: Side { label: "Spend, beside similar councils", unit: Unit::Percent },
            upwards: Side { label: "Outcomes, in deviations from medians", unit: Unit::Score },
            others: &dots,
            similar: &rings,
            council: (self.name(self.council), own),
            clauses: &clauses,
        });
        self.keep(id, chart)
    }

    /// How spend is split, by area.
    pub fn balance(
        &mut self,
        balance: &Balance,
        names: &[String],
        labels: &[String],
        shares: &[Vec<Figure>],
    ) -> ChartRef {
        let id = format!("balance-{}", balance.step);
        let roles = [Role::Council, Role::Region, Role::England];
        let areas: Vec<(Role, &str)> =
            roles.into_iter().zip(names.iter().map(String::as_str)).collect();
        // The view keeps shares by area; the chart groups them by part.
        let by_part: Vec<Vec<Figure>> =
            (0..labels.len()).map(|part| shares.iter().map(|area| area[part]).collect()).collect();
        let settings: Vec<Setting<'_>> =
            labels.iter().zip(&by_part).map(|(label, shares)| Setting { label, shares }).collect();
        let chart = balance::draw(&BalanceChart {
            id: &id,
            title: &balance.title,
            year: self.national.year,
            areas: &areas,
            settings: &settings,
        });
        self.keep(id, chart)
    }
}
