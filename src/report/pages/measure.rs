//! The page of a measure: what it is, England and the regions through the years, how the newest figures
//! spread, and every council A to Z.

use crate::chart::line::{self, Trend};
use crate::chart::strip::{self, Size, Strip};
use crate::chart::{Chart, Point, Role, Series, Width};
use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Measure, Polarity};
use crate::measure::distribution::Distribution;
use crate::measure::funnel::{self, Funnel};
use crate::measure::results::YearResults;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::report::definition::{Definitions, withheld};
use crate::report::notes;
use crate::report::pages::{Pages, from, funnels};
use crate::report::pictures::quartiles;
use crate::report::sentences::{capital, standing_of, text};
use crate::report::series;
use crate::report::view::{
    ChartRef, CouncilFigure, CouncilsView, Link, MeasurePage, Paragraph, SeriesRow, SeriesTable,
    SpreadView,
};

/// How deep the pages of measures stand in the tree.
const DEPTH: usize = 2;

/// A page and its pictures as SVG, by key.
pub struct Built {
    /// The words and figures.
    pub page: MeasurePage,
    /// The pictures.
    pub pictures: Vec<(String, String)>,
}

/// Builds the page of a measure.
pub fn build(pages: &Pages<'_>, measure: &Measure) -> Built {
    let national = pages.national;
    let inputs = national.inputs;
    let definitions =
        Definitions { catalogue: inputs.catalogue, vocabulary: inputs.vocabulary, notation: false };
    let mut pictures = Pictures(Vec::new());
    let years = series::years(national, measure);
    let mut meta = pages.meta(
        &format!("{} {}", measure.id, measure.name),
        vec![
            ("Theme", measure.basket.name().to_owned()),
            ("Unit", measure.unit.words().to_owned()),
            ("Report year", national.year.to_string()),
        ],
        DEPTH,
    );
    // The short name keeps the title short enough to be read in a list of windows.
    meta.title = format!("Use of Resources {}: {} {}", national.year, measure.id, measure.short);
    meta.files.push(Link {
        label: "All figures of all measures (CSV)".to_owned(),
        path: from(DEPTH, "data/measures.csv"),
    });
    let (trend, time_intro) = trend(pages, measure, &years, &mut pictures);
    let newest = newest(pages, measure, &years);
    let held = newest.and_then(|(_, results)| funnel::funnel(measure, results, inputs.areas));
    let page = MeasurePage {
        meta,
        definition: measure.definition.clone(),
        facts: facts(pages, measure),
        formula: definitions.formula(measure),
        publications: definitions.publications(measure),
        uses: measure.uses.iter().map(|rule| capital(&definitions.rule(rule))).collect(),
        withheld: withheld(measure),
        breaks: definitions.breaks(measure).iter().map(|text| capital(text)).collect(),
        caveats: caveats(pages, measure),
        time_intro,
        trend,
        years: table(pages, measure, &years),
        spread: newest.and_then(|(year, results)| {
            Some(spread(pages, measure, year, results.distribution.as_ref()?, &mut pictures))
        }),
        funnel: newest.zip(held.as_ref()).and_then(|((year, _), held)| {
            let (view, chart) = funnels::funnel(pages.national, measure, year, held)?;
            pictures.0.push((view.chart.id.clone(), chart.svg));
            Some(view)
        }),
        councils: newest
            .map(|(year, results)| councils(pages, measure, year, (results, held.as_ref()))),
    };
    Built { page, pictures: pictures.0 }
}

/// The pictures of a page that were drawn so far.
struct Pictures(Vec<(String, String)>);

impl Pictures {
    fn keep(&mut self, id: &str, chart: Chart) -> ChartRef {
        let shown = ChartRef::of(id, &chart);
        self.0.push((id.to_owned(), chart.svg));
        shown
    }
}

fn facts(pages: &Pages<'_>, measure: &Measure) -> Vec<Paragraph> {
    let catalogue = pages.national.inputs.catalogue;
    let step = catalogue.steps.iter().find(|step| step.number == measure.step);
    [
        Some(("Unit", measure.unit.words().to_owned())),
        Some(("Which way is better", direction(measure.polarity).to_owned())),
        Some(("95% interval", measure.interval.words().to_owned())),
        step.map(|step| ("Question that it helps to answer", step.question.clone())),
        measure.framework_code.clone().map(|code| ("Number in the outcomes framework", code)),
    ]
    .into_iter()
    .flatten()
    .map(|(heading, text)| Paragraph { heading: heading.to_owned(), text })
    .collect()
}

/// Which way is better, in a few words.
const fn direction(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::None => "neither: higher and lower are no better and no worse",
        Polarity::Higher => "higher is better",
        Polarity::Lower => "lower is better",
        Polarity::HigherWithCaution => {
            "higher is usually better, but not always; figures are called higher or lower only"
        }
        Polarity::LowerWithCaution => {
            "lower is usually better, but not always; figures are called higher or lower only"
        }
    }
}

fn caveats(pages: &Pages<'_>, measure: &Measure) -> Vec<String> {
    let national = pages.national;
    let caveats = measure.caveats.iter();
    caveats
        .filter_map(|code| national.inputs.catalogue.caveats.get(code))
        .filter(|caveat| caveat.matters_in(national.year))
        .map(|caveat| caveat.text.clone())
        .collect()
}

/// England through the years, and how to read it.
fn trend(
    pages: &Pages<'_>,
    measure: &Measure,
    years: &[FinancialYear],
    pictures: &mut Pictures,
) -> (Option<ChartRef>, Vec<String>) {
    let national = pages.national;
    let england = national.inputs.areas.england();
    let mut intro = vec![
        "England and the regions are weighted: they are what all their people, weeks or pounds together \
         give, not the mean of councils."
            .to_owned(),
    ];
    let points: Vec<(FinancialYear, Figure)> = years
        .iter()
        .map(|year| (*year, national.figure(&measure.id, *year, Some(england))))
        .collect();
    if points.iter().filter(|(_, figure)| figure.is_ok()).count() < 2 {
        return (None, intro);
    }
    let breaks = national.inputs.catalogue.breaks(&measure.id);
    let breaks: Vec<FinancialYear> = breaks.iter().map(|entry| entry.year).collect();
    let name = &national.inputs.areas.get(england).name;
    let drawn = line::draw(
        &Trend {
            id: "trend",
            title: &measure.short,
            unit: measure.unit,
            series: &[Series { role: Role::England, label: name, points: &points }],
            breaks: &breaks,
        },
        Width::Half,
    );
    if !drawn.starts_at_zero {
        intro.push("The axis of the chart does not begin at zero.".to_owned());
    }
    (Some(pictures.keep("trend", drawn.chart)), intro)
}

/// England and the regions, year by year.
fn table(pages: &Pages<'_>, measure: &Measure, years: &[FinancialYear]) -> SeriesTable {
    let national = pages.national;
    let areas = national.inputs.areas;
    let rows = std::iter::once(areas.england()).chain(areas.of_level(AreaLevel::Region));
    SeriesTable {
        caption: format!("{}, {}, by year", measure.name, measure.unit.words()),
        years: years.iter().map(ToString::to_string).collect(),
        rows: rows
            .map(|area| SeriesRow {
                label: areas.get(area).name.clone(),
                cells: years
                    .iter()
                    .map(|year| text(national.figure(&measure.id, *year, Some(area)), measure.unit))
                    .collect(),
            })
            .collect(),
    }
}

/// The newest year in which a council has a figure.
fn newest<'a>(
    pages: &Pages<'a>,
    measure: &Measure,
    years: &[FinancialYear],
) -> Option<(FinancialYear, &'a YearResults)> {
    let results = pages.national.results;
    years.iter().rev().find_map(|year| {
        let found = results.year(&measure.id, *year)?;
        found.distribution.is_some().then_some((*year, found))
    })
}

fn spread(
    pages: &Pages<'_>,
    measure: &Measure,
    year: FinancialYear,
    distribution: &Distribution,
    pictures: &mut Pictures,
) -> SpreadView {
    let national = pages.national;
    let areas = national.inputs.areas;
    let england = areas.england();
    let figure = national.figure(&measure.id, year, Some(england));
    let chart = strip::draw(
        &Strip {
            id: "spread",
            title: &measure.short,
            unit: measure.unit,
            year,
            values: &distribution.values,
            similar: &[],
            ringed: strip::SIMILAR,
            quartiles: quartiles(distribution),
            marks: &[Point { role: Role::England, label: &areas.get(england).name, figure }],
        },
        Size::Half,
    );
    let printed = |value| format::number(value, measure.unit);
    let row = |heading: &str, text: String| Paragraph { heading: heading.to_owned(), text };
    let mut rows = vec![
        row("Councils with a figure", format::count(distribution.count())),
        row("Median", printed(distribution.median)),
    ];
    if let Some((lower, upper)) = distribution.quartiles {
        rows.push(row("Middle half", format!("{} to {}", printed(lower), printed(upper))));
    }
    rows.push(row("England", format::figure(figure, measure.unit)));
    SpreadView {
        intro: "The strip shows every council in England as a thin mark; the shaded part holds the middle \
                half of councils. The axis runs from the lowest figure to the highest, not from zero."
            .to_owned(),
        strip: pictures.keep("spread", chart),
        caption: format!("{}, {year}: how councils spread", measure.name),
        rows,
    }
}

fn councils(
    pages: &Pages<'_>,
    measure: &Measure,
    year: FinancialYear,
    (results, held): (&YearResults, Option<&Funnel>),
) -> CouncilsView {
    let national = pages.national;
    let areas = national.inputs.areas;
    let mut ids: Vec<AreaId> = results
        .values
        .keys()
        .copied()
        .filter(|area| areas.get(*area).level == AreaLevel::Council)
        .collect();
    ids.sort_by_key(|area| (&areas.get(*area).name, *area));
    let rows: Vec<CouncilFigure> = ids
        .into_iter()
        .filter_map(|council| {
            let value = results.values.get(&council)?;
            let standing =
                national.standing(measure, council, value, results.distribution.as_ref());
            Some(CouncilFigure {
                council: pages.council(council, DEPTH),
                region: national.name(national.region(council)),
                value: text(value.value, measure.unit),
                interval: notes::interval(value, measure.unit),
                limits: held
                    .and_then(|held| held.points.get(&council))
                    .map_or_else(String::new, |point| point.side.word().to_owned()),
                standing: match value.value {
                    Err(Gap::NotSupplied) => String::new(),
                    _ => standing_of(national, measure, council, value.value, standing),
                },
            })
        })
        .collect();
    CouncilsView {
        intro: "Councils stand from A to Z. How a figure stands is said beside the median of England's \
                councils. A council without a link has no report in this edition."
            .to_owned(),
        caption: format!("{}, {}, {year}: every council", measure.name, measure.unit.words()),
        has_intervals: rows.iter().any(|row| !row.interval.is_empty()),
        has_limits: held.is_some(),
        rows,
    }
}
