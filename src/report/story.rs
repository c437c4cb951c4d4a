//! The story on one page: who this is about, the key figures, the findings, and what cannot be said.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Formula};
use crate::measure::distribution::Standing;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::SeriesKey;
use crate::report::national::{Latest, National};
use crate::report::sentences::{self, capital, join, text};
use crate::report::view::{Card, Finding, Story};

/// The most findings a story holds (METHOD 7.3).
const MOST_FINDINGS: usize = 8;

/// The series the context card is made from.
#[derive(Clone, Copy)]
pub struct ContextSeries {
    /// Adults.
    pub adults: SeriesKey,
    /// People aged 65 and over.
    pub older: SeriesKey,
}

/// Writes the story of a council.
pub fn story(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    context: ContextSeries,
) -> Story {
    let findings = findings(national, council, all);
    let compared = all.iter().any(|latest| latest.standing.is_some());
    Story {
        lead: lead(national, council),
        cards: cards(national, council, all, context),
        findings_intro: findings_intro(national, council, findings.len(), compared),
        findings,
        cannot_say: national.selection.warning().into_iter().chain(cannot_say(all)).collect(),
        data_age: data_age(national, all),
    }
}

fn lead(national: &National<'_>, council: AreaId) -> Vec<String> {
    let area = national.inputs.areas.get(council);
    let year = national.year;
    let councils = national.inputs.areas.councils_in(year).count();
    let kind = national.name(national.council_type(council));
    let mut lead = vec![format!(
        "This report sets spend, unit costs, activity and outcomes of adult social care in {} side \
         by side for {year}. It compares the council with England, with {} and with the {} other \
         councils in England that have adult social services duties.",
        area.name,
        sentences::in_sentence(&national.name(national.region(council))),
        councils.saturating_sub(1),
    )];
    if let Some(why) = national.inputs.areas.not_compared(council) {
        lead.push(why.to_owned());
    } else {
        lead.push(format!(
            "{} is {}. Figures are a place to start asking, not a verdict: higher or \
             lower spend is neither good nor bad in itself.",
            area.name,
            sentences::one_of_type(&kind),
        ));
    }
    if let Some(first) = national.inputs.areas.first_year(council)
        && !area.predecessors.is_empty()
    {
        lead.push(format!(
            "{} began in {first}. Figures of the councils before it are not joined to its own.",
            area.name
        ));
    }
    lead.extend(sentences::recoded(national, council));
    lead
}

fn cards(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    context: ContextSeries,
) -> Vec<Card> {
    let mut cards: Vec<Card> = national
        .inputs
        .catalogue
        .cards
        .iter()
        .filter_map(|id| all.iter().find(|latest| latest.measure.id == *id))
        .map(|latest| card(national, council, latest))
        .collect();
    cards.push(context_card(national, council, context));
    cards
}

fn card(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Card {
    let measure = latest.measure;
    let beside = [Some(national.inputs.areas.england()), national.region(council)]
        .into_iter()
        .flatten()
        .map(|area| {
            let figure = national.figure(&measure.id, latest.year, Some(area));
            let name = &national.inputs.areas.get(area).name;
            format!("{name} {}", format::figure(figure, measure.unit))
        })
        .collect();
    Card {
        basket: measure.basket.name().to_owned(),
        label: measure.name.clone(),
        value: text(latest.value.value, measure.unit),
        year: latest.year.to_string(),
        beside,
    }
}

/// How many years before the report year a population may be from.
const POPULATION_YEARS: u16 = 5;

/// The newest year up to the report year for which there is a population of a council.
fn population_year(
    national: &National<'_>,
    council: AreaId,
    context: ContextSeries,
) -> Option<FinancialYear> {
    let has_people = |year: &FinancialYear| {
        let people = national.inputs.observations.get(context.adults, council, *year);
        people.is_some_and(|people| people.figure.is_ok())
    };
    std::iter::successors(Some(national.year), |year| Some(year.before()))
        .take(usize::from(POPULATION_YEARS) + 1)
        .find(has_people)
}

fn context_card(national: &National<'_>, council: AreaId, context: ContextSeries) -> Card {
    let year = population_year(national, council, context);
    let count = |series, area| -> Figure {
        year.and_then(|year| national.inputs.observations.get(series, area, year))
            .map_or(Err(Gap::NotAvailable), |observation| observation.figure)
    };
    let share = |area| -> Figure {
        crate::domain::figure::ratio(count(context.older, area), count(context.adults, area))
            .map(|share| share * Decimal::ONE_HUNDRED)
    };
    let mut beside = Vec::new();
    if year.is_some() {
        let own = format::figure(share(council), Unit::Percent);
        let england = national.inputs.areas.england();
        beside.push(format!("{own} of adults are 65 and over"));
        beside.push(format!("England {}", format::figure(share(england), Unit::Percent)));
    }
    Card {
        basket: "Context".to_owned(),
        label: "Adults aged 18 and over".to_owned(),
        value: text(count(context.adults, council), Unit::People),
        // Mid-year estimates of a year stand for the financial year that ends in the next (SOURCES).
        year: format!("mid-{}", year.unwrap_or(national.year).start()),
        beside,
    }
}

/// Up to eight findings: those far from the median of England's councils, taken in turn from each
/// basket, the farthest first.
fn findings(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Vec<Finding> {
    let mut by_basket: BTreeMap<Basket, Vec<(Decimal, &Latest<'_>)>> = BTreeMap::new();
    for latest in all {
        let real = matches!(latest.measure.formula, Formula::RealTerms { .. });
        // What is so far away that it must be checked first is no finding, and nor is what a council
        // cannot change.
        let context = latest.measure.basket == Basket::Context;
        let (Some(Standing::In(_)), false) = (latest.standing, real || context) else { continue };
        if latest.comparison.finding {
            by_basket.entry(latest.measure.basket).or_default().push((distance(latest), latest));
        }
    }
    for candidates in by_basket.values_mut() {
        // A stable sort keeps the catalogue's order where two are equally far.
        candidates.sort_by_key(|(distance, _)| std::cmp::Reverse(*distance));
    }
    let longest = by_basket.values().map(Vec::len).max().unwrap_or(0);
    let mut chosen: Vec<&Latest<'_>> = (0..longest)
        .flat_map(|turn| by_basket.values().filter_map(move |candidates| candidates.get(turn)))
        .map(|(_, latest)| *latest)
        .take(MOST_FINDINGS)
        .collect();
    chosen.sort_by_key(|latest| latest.measure.basket);
    chosen.into_iter().map(|latest| finding(national, council, latest)).collect()
}

fn distance(latest: &Latest<'_>) -> Decimal {
    latest
        .value
        .value
        .ok()
        .zip(latest.distribution)
        .and_then(|(value, distribution)| distribution.distance(value))
        .map_or(Decimal::ZERO, |distance| distance.abs())
}

fn finding(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Finding {
    let mut sentence = sentences::position(latest, national, council);
    if let Some(trend) = sentences::trend(latest, national, council) {
        sentence.push(' ');
        sentence.push_str(&trend);
    }
    Finding {
        rule: "far-from-median",
        basket: latest.measure.basket.name().to_owned(),
        measure: latest.measure.id.to_string(),
        text: sentence,
    }
}

fn findings_intro(
    national: &National<'_>,
    council: AreaId,
    found: usize,
    compared: bool,
) -> String {
    if national.inputs.areas.not_compared(council).is_some() {
        return "Findings compare a council with others, so there are none here.".to_owned();
    }
    match found {
        0 if compared => {
            "No measure of this council is far from the median of England's councils. \
                          The pages that follow give every figure."
                .to_owned()
        }
        0 => "There are no figures of this council to compare; below it says why.".to_owned(),
        _ => {
            "These measures are farthest from the median of England's councils, taken in turn from \
              each theme. They are places to look first, to be read together."
                .to_owned()
        }
    }
}

fn cannot_say(all: &[Latest<'_>]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (gap, why) in [
        (Gap::NotSubmitted, "did not send the return behind these measures to the publisher"),
        (
            Gap::Suppressed,
            "has figures here that the publisher has hidden to protect people's identity",
        ),
        (Gap::TooFew, "supports too few people for these figures to be compared"),
    ] {
        let measures: Vec<String> = all
            .iter()
            .filter(|latest| latest.value.value == Err(gap))
            .map(|latest| latest.measure.short.clone())
            .collect();
        if let Some(listed) = shortened(&measures) {
            lines.push(format!("The council {why}: {listed}."));
        }
    }
    let beyond: Vec<String> = all
        .iter()
        .filter(|latest| latest.standing == Some(Standing::Beyond))
        .map(|latest| latest.measure.short.clone())
        .collect();
    if let Some(listed) = join(&beyond) {
        lines.push(format!(
            "So far from other councils that the figure should be checked before use: {listed}."
        ));
    }
    lines.push(
        "The figures cannot say why spend, costs or outcomes differ, and the outcomes framework \
         cannot be used to judge how effective a council is: most of its measures leave out people \
         who pay for their own support."
            .to_owned(),
    );
    lines
}

/// A list of names, cut short where it would be as long as the catalogue.
fn shortened(names: &[String]) -> Option<String> {
    const MOST: usize = 6;
    if names.len() <= MOST {
        return join(names);
    }
    let (shown, rest) = names.split_at(MOST - 1);
    let mut parts = shown.to_vec();
    parts.push(format!("{} more", rest.len()));
    join(&parts)
}

fn data_age(national: &National<'_>, all: &[Latest<'_>]) -> Vec<String> {
    let mut by_year: BTreeMap<FinancialYear, Vec<String>> = BTreeMap::new();
    for latest in all.iter().filter(|latest| latest.year < national.year) {
        by_year.entry(latest.year).or_default().push(latest.measure.short.clone());
    }
    let mut lines =
        vec![format!("Figures are for {}, April to March, unless a year is given.", national.year)];
    for (year, measures) in by_year {
        if let Some(listed) = shortened(&measures) {
            lines.push(format!("The newest figures are from {year} for: {}.", capital(&listed)));
        }
    }
    lines
}
