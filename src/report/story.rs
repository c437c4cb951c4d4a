//! The story on one page: who this is about, the key figures, the findings, and what cannot be said.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Formula, Measure, Polarity};
use crate::measure::distribution::{Band, LEAST_COUNCILS, Standing};
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::SeriesKey;
use crate::report::findings;
use crate::report::national::{Latest, National};
use crate::report::sentences::{self, capital, in_sentence, join, text};
use crate::report::view::{Card, Story};

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
    let (findings_intro, findings) = findings::findings(national, council, all);
    let compared = national.inputs.areas.not_compared(council).is_none();
    Story {
        lead: lead(national, council, all),
        cards: cards(national, council, all, context),
        findings_intro,
        findings,
        cannot_say: national
            .selection
            .warning()
            .into_iter()
            .chain(cannot_say(all, compared))
            .collect(),
        data_age: data_age(national, all),
    }
}

fn lead(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Vec<String> {
    let areas = national.inputs.areas;
    let area = areas.get(council);
    let name = in_sentence(&area.name);
    let year = national.year;
    let kind = national.name(national.council_type(council));
    let mut lead: Vec<String> = at_a_glance(national, council, all).into_iter().collect();
    let sides = format!(
        "This report sets spend, unit costs, activity and outcomes of adult social care in {name} side by \
         side for {year}"
    );
    let region = in_sentence(&national.name(national.region(council)));
    if let Some(why) = areas.not_compared(council) {
        lead.push(format!(
            "{sides}, with those of England and of {region} beside them. {why} So no words say how they \
             compare; charts only show where they lie."
        ));
    } else {
        lead.push(format!(
            "{sides}. It compares the council with England, with {region} and with the {} other councils \
             in England that have adult social services duties.",
            areas.councils_in(year).count().saturating_sub(1),
        ));
        lead.push(format!(
            "{} is {}. Figures are a place to start asking, not a verdict: higher or \
             lower spend is neither good nor bad in itself.",
            capital(&name),
            sentences::one_of_type(&kind),
        ));
    }
    if let Some(first) = areas.first_year(council)
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

/// Spend, activity and outcomes in one breath; nothing of a council that cannot be compared on all three.
fn at_a_glance(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Option<String> {
    let spend = national.profile.spend?;
    let percent = national.profile.places.get(&council)?.spend?;
    let side = match crate::domain::rounding::half_up(percent, 1).cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Less => "less per adult than",
        std::cmp::Ordering::Equal => "as much per adult as",
        std::cmp::Ordering::Greater => "more per adult than",
    };
    let by = if side.starts_with("as") {
        String::new()
    } else {
        format!("{} ", format::number(percent.abs(), Unit::Percent))
    };
    let outcomes = outcomes_in_short(national, all)?;
    Some(format!(
        "In {} {} spent {by}{side} the median of its similar councils. {outcomes}",
        spend.year,
        in_sentence(&national.inputs.areas.get(council).name),
    ))
}

/// How many of the outcome measures of the profile are on which side of the median of England's councils.
fn outcomes_in_short(national: &National<'_>, all: &[Latest<'_>]) -> Option<String> {
    let wanted = &national.inputs.catalogue.profile;
    let (mut better, mut similar, mut worse) = (0_usize, 0_usize, 0_usize);
    for latest in all.iter().filter(|latest| wanted.outcomes.contains(&latest.measure.id)) {
        let Some(Standing::In(band)) = latest.standing else { continue };
        let higher = match band {
            Band::BroadlySimilar => {
                similar += 1;
                continue;
            }
            Band::SlightlyHigher | Band::Higher | Band::MuchHigher => true,
            Band::SlightlyLower | Band::Lower | Band::MuchLower => false,
        };
        if higher == (latest.measure.polarity == Polarity::Higher) {
            better += 1;
        } else {
            worse += 1;
        }
    }
    let counted = better + similar + worse;
    if counted < wanted.least {
        return None;
    }
    let count = |number| if number == 0 { "none".to_owned() } else { format::count(number) };
    let [better, similar, worse, counted] = [better, similar, worse, counted].map(count);
    Some(format!(
        "Of {counted} main outcome measures, {better} stood at least slightly better than the median of \
         England's councils, {worse} at least slightly worse, and {similar} broadly similar."
    ))
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
        });
    let beside: Vec<String> = last_before(national, council, latest)
        .map(|(year, figure)| format!("{year}: {figure}"))
        .into_iter()
        .chain(beside)
        .collect();
    Card {
        basket: measure.basket.name().to_owned(),
        label: card_label(measure),
        value: text(latest.value.value, measure.unit),
        year: latest.year.to_string(),
        beside,
    }
}

/// What stands over a key figure: a rate looks like a count of people if nothing says what it is of.
pub fn card_label(measure: &Measure) -> String {
    let of = if measure.unit.is_rate() { ", per 100,000 people" } else { "" };
    format!("{}{of}", measure.name)
}

/// The newest figure of a council before a year in which it has none.
fn last_before(
    national: &National<'_>,
    council: AreaId,
    latest: &Latest<'_>,
) -> Option<(FinancialYear, String)> {
    if latest.value.value.is_ok() {
        return None;
    }
    let (year, value) = findings::newest_figure(national, council, latest)?;
    Some((year, format::number(value, latest.measure.unit)))
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

fn cannot_say(all: &[Latest<'_>], compared: bool) -> Vec<String> {
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
    // What a council cannot change may be as far from others as it likes.
    let own = || all.iter().filter(|latest| latest.measure.basket != Basket::Context);
    let listed = |found: &dyn Fn(&Latest<'_>) -> bool| {
        let found = own().filter(|latest| found(latest));
        join(&found.map(findings::short_with_figure).collect::<Vec<_>>())
    };
    if let Some(listed) = listed(&|latest| latest.standing == Some(Standing::Beyond)) {
        lines.push(format!(
            "So far from other councils that the figure should be checked before use: {listed}."
        ));
    }
    if let Some(listed) = listed(&findings::is_below_nothing) {
        lines.push(format!(
            "Below nothing, so to be checked with the council before use: {listed}."
        ));
    }
    if let Some(listed) = listed(&|latest| compared && stands_alone(latest)) {
        lines.push(format!(
            "Half of England's councils or more have the very same figure and this one has another, which \
             no band can describe: {listed}."
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

/// Whether most councils have one figure, and this council another.
fn stands_alone(latest: &Latest<'_>) -> bool {
    let total = matches!(latest.measure.formula, Formula::Total { .. });
    let alone = latest.distribution.zip(latest.value.value.ok()).is_some_and(|(spread, value)| {
        spread.mad.is_zero() && spread.count() >= LEAST_COUNCILS && value != spread.median
    });
    alone && !total
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
    let older = |latest: &&Latest<'_>| latest.year < national.year && latest.value.value.is_ok();
    for latest in all.iter().filter(older) {
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
