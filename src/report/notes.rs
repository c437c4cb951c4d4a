//! Every figure with its parts and places, and what the words of the report mean.

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::unit::Unit;
use crate::measure::catalogue::{Formula, IntervalMethod, Measure};
use crate::measure::results::MeasureValue;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::restated;
use crate::report::sentences::text;
use crate::report::view::{FigureRow, Meta, Notes, Paragraph, SourceView};

/// Writes the notes of a report.
pub fn notes(national: &National<'_>, council: AreaId, all: &[Latest<'_>], meta: &Meta) -> Notes {
    Notes {
        figures: all
            .iter()
            .filter(|latest| national.is_supplied(latest))
            .map(|latest| figure_row(national, latest))
            .collect(),
        restated: restated::of_council(national, council, all),
        method: national.selection.note().into_iter().chain(method(national)).collect(),
        gaps: gaps(),
        glossary: glossary(national),
        sources: sources(national),
        licence: licence(),
        cite: cite(national, &meta.title, &meta.ons_code, &meta.release),
    }
}

/// The words in place of a number, and what they mean.
pub fn gaps() -> Vec<Paragraph> {
    let gaps = Gap::ALL.into_iter();
    gaps.map(|gap| Paragraph { heading: gap.words().to_owned(), text: gap.meaning().to_owned() })
        .collect()
}

/// The words of the field.
pub fn glossary(national: &National<'_>) -> Vec<Paragraph> {
    let entries = national.inputs.catalogue.glossary.iter();
    entries
        .map(|entry| Paragraph { heading: entry.term.clone(), text: entry.meaning.clone() })
        .collect()
}

fn figure_row(national: &National<'_>, latest: &Latest<'_>) -> FigureRow {
    let measure = latest.measure;
    let value = latest.value;
    let (numerator, denominator) = value.parts_to_print();
    FigureRow {
        measure: measure.id.to_string(),
        name: measure.short.clone(),
        year: latest.year.to_string(),
        value: text(value.value, measure.unit),
        interval: interval_or_why(value, measure),
        numerator: part(numerator, is_money(measure)),
        denominator: part(denominator, is_share_of_money(measure)),
        source: national.source_number(value).map(|number| number.to_string()).unwrap_or_default(),
        place: places(&value.places),
    }
}

/// The interval of a figure as it is printed; empty where there is none.
pub fn interval(value: &MeasureValue, unit: Unit) -> String {
    value.interval.map_or_else(String::new, |interval| {
        let [low, high] = [interval.low, interval.high].map(|limit| format::number(limit, unit));
        format!("{low} to {high}")
    })
}

/// The interval of a figure, or that there is none though figures of its kind have one.
fn interval_or_why(value: &MeasureValue, measure: &Measure) -> String {
    if value.value.is_ok() && value.interval.is_none() && measure.interval != IntervalMethod::None {
        return "not known".to_owned();
    }
    interval(value, measure.unit)
}

/// Whether the numerator of a measure is an amount of money.
fn is_money(measure: &Measure) -> bool {
    measure.unit.is_money()
        || matches!(&measure.formula, Formula::Ratio { .. })
            && measure.basket == crate::measure::catalogue::Basket::Spend
}

/// Whether the denominator of a measure is an amount of money too.
fn is_share_of_money(measure: &Measure) -> bool {
    is_money(measure) && measure.unit == Unit::Percent
}

fn part(figure: Option<Figure>, money: bool) -> String {
    match figure {
        None => String::new(),
        Some(Err(gap)) => gap.words().to_owned(),
        Some(Ok(value)) if money => format::number(value, Unit::GbpMillion),
        Some(Ok(value)) => format::whole(value),
    }
}

/// Where the inputs stand; places in one sheet are named once.
fn places(places: &[Place]) -> String {
    let mut spots: Vec<String> = places.iter().map(Place::inside).collect();
    spots.dedup();
    spots.join(", ")
}

/// How the figures were worked out.
pub fn method(national: &National<'_>) -> Vec<Paragraph> {
    [
        (
            "Averages",
            "England, regions and council types have the publisher's own figure where there is one, or \
             else the sum of numerators over the sum of denominators, never the mean of councils.",
        ),
        (
            "Median and quartiles",
            "Quartiles are of type 7, as spreadsheets work them out. Councils without a figure are \
             left out.",
        ),
        (
            "Bands",
            "A figure is broadly similar within half a median absolute deviation (MAD) of the \
             median, slightly higher or lower up to 1.5, higher or lower up to 3, and much higher or \
             lower up to 7.5. Beyond that a person must look. Where half of the councils have the \
             same figure there is no band.",
        ),
        (
            "Rates and shares",
            "Rates use the population that the release prints, or else the mid-year estimate of the \
             Office for National Statistics for the year before the financial year ends. Key figures \
             and context show that estimate, so they can differ from the denominators of rates. Rates \
             of fewer than ten people are not worked out; one that a publisher prints is shown.",
        ),
        (
            "Rounding",
            "Figures are rounded once, when printed, with halves away from zero. Activity counts \
             were rounded to the nearest five by the publisher.",
        ),
        (
            "Intervals",
            "The 95% interval is the range in which a figure may well lie. For surveys it is the \
             publisher's margin of error, for shares of people Wilson's method, for rates Byar's, or \
             exact Poisson limits below ten. It is not known where the publication has no counts of \
             people, and for fewer than 30.",
        ),
        (
            "Similar councils",
            "The fifteen nearest in an open model of age, deprivation, size and place, which uses no \
             figure of spend, activity or outcomes. Their value is weighted, as every group's is; where \
             nothing was published to weight by, their median stands in its place, marked [m]. \
             data/similar-councils.csv has all lists.",
        ),
        (
            "Money",
            "Money is a full count, not a sample, so it has no confidence interval. Unit costs leave \
             out grants to voluntary organisations and are those the publisher prints.",
        ),
    ]
    .into_iter()
    .map(|(heading, text)| Paragraph { heading: heading.to_owned(), text: text.to_owned() })
    .chain(national.illustrative.then(|| Paragraph {
        heading: "Illustrative figures".to_owned(),
        text: "Every figure in this report is made up. Names and codes are real, so that the layout \
               can be seen before a release is at hand."
            .to_owned(),
    }))
    .collect()
}

/// The publications that the figures are from.
pub fn sources(national: &National<'_>) -> Vec<SourceView> {
    national
        .sources()
        .map(|(number, release, file)| {
            let release = national.inputs.observations.release(release);
            SourceView {
                number: number.to_string(),
                title: release.title.clone(),
                publisher: release.publisher.clone(),
                published: release.published.clone().unwrap_or_default(),
                file: file.to_string(),
            }
        })
        .collect()
}

/// Whose figures these are and under which licence, and what kind of publication this is.
pub fn licence() -> Vec<String> {
    vec![
        "Contains public sector information licensed under the Open Government Licence v3.0. \
         Source: NHS England, NHS Digital and the Department of Health and Social Care; Office for \
         National Statistics, mid-year population estimates; HM Treasury, GDP deflators."
            .to_owned(),
        "This is analysis of published statistics: management information for sector-led improvement, \
         not official statistics, and not a publication of the Local Government Association or of \
         ADASS. It follows the principles of the Code of Practice for Statistics, trustworthiness, \
         quality and value, voluntarily."
            .to_owned(),
    ]
}

/// How to cite a report: who made it, what it is, which edition, and what it rests on.
pub fn cite(national: &National<'_>, title: &str, ons_code: &str, release: &str) -> String {
    let producer = match national.organisation {
        "" => "Use of Resources reports (open program)",
        organisation => organisation,
    };
    let status = if national.illustrative {
        "Illustrative figures, made up"
    } else {
        "Analysis of published statistics, not official statistics"
    };
    format!(
        "{producer}. {title} ({ons_code}). {} edition, from {release}. {status}.",
        national.year
    )
}
