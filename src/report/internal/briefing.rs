//! The briefing for elected members: key figures, two strengths and two questions, from the rules and in the
//! sentences of the report.

use rust_decimal::Decimal;

use crate::measure::catalogue::{Basket, Measure, Polarity};
use crate::measure::distribution::{Band, Standing};
use crate::reference::areas::AreaId;
use crate::report::findings::finding;
use crate::report::national::{Latest, National};
use crate::report::sentences::after_colon;
use crate::report::trend;
use crate::report::view::{Asked, Briefing, CouncilReport};

/// How many strengths, and how many questions.
const EACH: usize = 2;

/// Writes the briefing of a council.
pub(super) fn briefing(
    national: &National<'_>,
    council: AreaId,
    report: &CouncilReport,
) -> Briefing {
    let all = national.newest(council);
    let strengths = strengths(&all);
    let questions = questions(national, &all, report);
    let name = &report.meta.council;
    Briefing {
        intro: vec![format!(
            "For elected members of {name}: the key figures of the report for {}, two strengths and two \
             questions to ask, from the same rules and figures. A difference from other councils can have \
             many reasons: it is a place to start asking, not a verdict.",
            report.meta.year
        )],
        cards: report.story.cards.clone(),
        changes: changes(national, council, &all),
        strengths_intro: strengths_intro(strengths.len()).to_owned(),
        strengths: strengths
            .into_iter()
            .map(|latest| finding("strength", national, council, latest))
            .collect(),
        questions_intro: questions_intro(questions.len()).to_owned(),
        questions: questions
            .into_iter()
            .map(|(latest, question)| Asked {
                question,
                finding: finding("question", national, council, latest),
            })
            .collect(),
        cannot_say: report.story.cannot_say.clone(),
    }
}

/// How the key figures changed.
fn changes(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Vec<String> {
    let cards = national.inputs.catalogue.cards.iter();
    let latest = cards.filter_map(|id| all.iter().find(|latest| latest.measure.id == *id));
    let told = latest.filter_map(|latest| {
        let trend = trend::trend(latest, national, council)?;
        Some(format!("{}: {}", latest.measure.name, after_colon(&trend)))
    });
    told.collect()
}

const fn strengths_intro(found: usize) -> &'static str {
    match found {
        0 => {
            "No measure with a direction that it aims at lies clearly on that side of the median of \
              England's councils, or there are no figures to compare."
        }
        1 => {
            "The measure with a direction that lies farthest on the side it aims at. Money has no \
              direction, so it is never a strength."
        }
        _ => {
            "The measures with a direction that lie farthest on the side they aim at, of different themes \
              or questions where there are such. Money has no direction, so it is never a strength."
        }
    }
}

const fn questions_intro(found: usize) -> &'static str {
    match found {
        0 => "There are no figures of this council to ask about.",
        _ => {
            "Questions of the report about what lies far from the median of England's councils, of \
              different themes where there are such; key figures where nothing does."
        }
    }
}

/// Whether a measure has a direction that may be told without caution; money never has.
const fn has_direction(measure: &Measure) -> bool {
    matches!(measure.polarity, Polarity::Higher | Polarity::Lower)
}

/// Whether a figure lies on the side that its measure aims at.
fn on_the_side_aimed_at(latest: &Latest<'_>) -> bool {
    let above = match latest.standing {
        Some(Standing::In(Band::SlightlyHigher | Band::Higher | Band::MuchHigher)) => true,
        Some(Standing::In(Band::SlightlyLower | Band::Lower | Band::MuchLower)) => false,
        Some(Standing::In(Band::BroadlySimilar) | Standing::Beyond) | None => return false,
    };
    match latest.measure.polarity {
        Polarity::Higher => above,
        Polarity::Lower => !above,
        Polarity::None | Polarity::HigherWithCaution | Polarity::LowerWithCaution => false,
    }
}

/// Findings before what lies less far, the farthest first; a second one of another theme before one of
/// another question of the same theme before any.
fn strengths<'l, 'n>(all: &'l [Latest<'n>]) -> Vec<&'l Latest<'n>> {
    let mut found: Vec<&Latest<'_>> = all
        .iter()
        .filter(|latest| has_direction(latest.measure) && on_the_side_aimed_at(latest))
        .filter(|latest| latest.measure.basket != Basket::Context)
        .collect();
    found.sort_by_key(|latest| (!latest.comparison.finding, std::cmp::Reverse(distance(latest))));
    let Some((first, rest)) = found.split_first() else { return Vec::new() };
    let basket = |latest: &&&Latest<'_>| latest.measure.basket != first.measure.basket;
    let step = |latest: &&&Latest<'_>| latest.measure.step != first.measure.step;
    let second = rest
        .iter()
        .find(|latest| basket(latest) && latest.comparison.finding)
        .or_else(|| rest.iter().find(step))
        .or_else(|| rest.first());
    std::iter::once(*first).chain(second.copied()).take(EACH).collect()
}

fn distance(latest: &Latest<'_>) -> Decimal {
    let distance = latest.value.value.ok().zip(latest.distribution);
    let distance = distance.and_then(|(value, spread)| spread.distance(value));
    distance.map_or(Decimal::ZERO, |distance| distance.abs())
}

/// The questions of the report's findings that are no strengths, one of a theme and then one of another; where
/// there are too few, those of the key figures.
fn questions<'l, 'n>(
    national: &National<'n>,
    all: &'l [Latest<'n>],
    report: &CouncilReport,
) -> Vec<(&'l Latest<'n>, String)> {
    let findings = report.story.findings.iter().map(|finding| finding.measure.as_str());
    let cards = national.inputs.catalogue.cards.iter().map(|id| id.0.as_str());
    let candidates: Vec<(&Latest<'_>, String)> = findings
        .chain(cards)
        .filter_map(|id| all.iter().find(|latest| latest.measure.id.0 == id))
        .filter(|latest| latest.value.value.is_ok() && !on_the_side_aimed_at(latest))
        .filter_map(|latest| {
            let steps = &national.inputs.catalogue.steps;
            let step = steps.iter().find(|step| step.number == latest.measure.step)?;
            Some((latest, format!("{}: {}", step.title, step.discuss.first()?)))
        })
        .collect();
    let mut chosen: Vec<(&Latest<'_>, String)> = Vec::new();
    for strict in [true, false] {
        for (latest, question) in &candidates {
            let fits = chosen.iter().all(|(taken, asked)| {
                let same = taken.measure.basket == latest.measure.basket;
                asked != question && !(strict && same)
            });
            if fits && chosen.len() < EACH {
                chosen.push((latest, question.clone()));
            }
        }
    }
    chosen
}
