//! Spend beside outcomes: one council among all others, on two scales that are never made into one number
//! (METHOD 5.2).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;
use crate::measure::comparators::Kind;
use crate::measure::profile::{Counted, Place};
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::pictures::Pictures;
use crate::report::sentences::text;
use crate::report::view::{Profile, ProfileRow, Text};

/// The unit that positions are printed in: deviations, to one decimal place.
const DEVIATIONS: Unit = Unit::Score;

/// Writes the profile of a council; none before any spend was published.
pub fn profile(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    pictures: &mut Pictures<'_>,
) -> Option<Profile> {
    let spend = national.profile.spend?;
    let place = national.profile.places.get(&council);
    let sentence = sentence(national, council, spend, place);
    let latest = all.iter().find(|latest| latest.measure.id == spend.measure.id)?;
    let similar: Vec<AreaId> =
        latest.beside(Kind::Similar).map_or_else(Vec::new, |group| group.members.clone());
    let mut rows = vec![spend_row(national, council, spend, place)];
    rows.extend(
        national.profile.outcomes.iter().map(|outcome| outcome_row(national, council, *outcome)),
    );
    Some(Profile {
        intro: intro(national),
        chart: pictures.profile(&sentence, &similar),
        sentence: format!("{sentence}."),
        rows,
    })
}

fn intro(national: &National<'_>) -> Vec<String> {
    let least = national.inputs.catalogue.profile.least;
    vec![
        format!(
            "Each mark is a council. From left to right: how much less or more it spent per adult than \
             the median of its own similar councils, in per cent. Upwards: where its outcomes lie \
             beside the medians of England's councils, in median absolute deviations; of the measures \
             below, the middle one counts, for councils with at least {least} of them. Above zero is \
             the direction that the measures aim at. The rings are the similar councils.",
        ),
        "Higher spend may reflect higher need. This chart cannot show cause.".to_owned(),
    ]
}

/// Where the council lies on both scales, or why not.
fn sentence(
    national: &National<'_>,
    council: AreaId,
    spend: Counted<'_>,
    place: Option<&Place>,
) -> String {
    let name = &national.inputs.areas.get(council).name;
    let Some(place) = place else {
        return format!("{name} is not in the chart: it has too few residents to be compared");
    };
    let own = national.figure(&spend.measure.id, spend.year, Some(council));
    match (place.spend, place.outcomes) {
        (Some(percent), Some(outcomes)) => format!(
            "{name} spent {} the median of its similar councils in {}, and half of its {} outcome measures \
             lie {}",
            beside(percent, Unit::Percent, ["less than", "the same as", "more than"]),
            spend.year,
            format::count(place.counted),
            halfway(outcomes),
        ),
        (None, _) if own.is_err() => {
            let why = text(own, spend.measure.unit).text;
            format!("{name} is not in the chart: its spend per adult is {why} in {}", spend.year)
        }
        (None, _) => format!("{name} is not in the chart: it has no similar councils with spend"),
        (_, None) => format!(
            "{name} is not in the chart: it has figures for {} of the outcome measures, which is too \
             few",
            format::count(place.counted)
        ),
    }
}

/// On which side of a median, and how far as printed: "4.1% less than".
fn beside(value: Decimal, unit: Unit, [less, same, more]: [&str; 3]) -> String {
    let printed = format::number(value.abs(), unit);
    match half_up(value, unit.places()).cmp(&Decimal::ZERO) {
        Ordering::Less => format!("{printed} {less}"),
        Ordering::Equal => same.to_owned(),
        Ordering::Greater => format!("{printed} {more}"),
    }
}

/// Where half of the outcomes lie, as the middle one does.
fn halfway(middle: Decimal) -> String {
    let printed = format::number(middle.abs(), DEVIATIONS);
    match half_up(middle, DEVIATIONS.places()).cmp(&Decimal::ZERO) {
        Ordering::Less => {
            format!("{printed} deviations or further below the median of England's councils")
        }
        Ordering::Equal => "at the median of England's councils or above it".to_owned(),
        Ordering::Greater => {
            format!("{printed} deviations or further above the median of England's councils")
        }
    }
}

fn spend_row(
    national: &National<'_>,
    council: AreaId,
    spend: Counted<'_>,
    place: Option<&Place>,
) -> ProfileRow {
    let median = place.and_then(|place| place.similar_median);
    let position = signed(place.and_then(|place| place.spend), Unit::Percent);
    row(national, council, spend, median, position)
}

fn outcome_row(national: &National<'_>, council: AreaId, outcome: Counted<'_>) -> ProfileRow {
    let median = outcome.spread().map(|spread| spread.median);
    // A council that is too small to be compared has no position either.
    let placed = national.profile.places.contains_key(&council);
    let position = signed(outcome.position(council).filter(|_| placed), DEVIATIONS);
    row(national, council, outcome, median, position)
}

fn row(
    national: &National<'_>,
    council: AreaId,
    counted: Counted<'_>,
    median: Option<Decimal>,
    position: Text,
) -> ProfileRow {
    let measure = counted.measure;
    let value = national.figure(&measure.id, counted.year, Some(council));
    ProfileRow {
        measure: measure.id.to_string(),
        name: measure.short.clone(),
        year: counted.year.to_string(),
        value: text(value, measure.unit),
        median: text(median.ok_or(Gap::NotAvailable), measure.unit),
        position,
    }
}

/// A position with its sign, or that there is none.
fn signed(position: Option<Decimal>, unit: Unit) -> Text {
    position.map_or_else(
        || text(Err(Gap::NotAvailable), unit),
        |value| Text { text: format::signed(value, unit), gap: None },
    )
}
