//! Similar councils: who they are and why, and whether what stands out does so beside each group.

use rust_decimal::Decimal;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::measure::catalogue::Basket;
use crate::measure::comparators::{Comparison, Group, Kind};
use crate::measure::distribution::Standing;
use crate::measure::similar::Neighbour;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::sentences::{self, text};
use crate::report::view::{Finding, HoldsRow, Similar, SimilarRow, Text};

/// At so many tenths of the distance scale, on which two councils taken at random are about 3 apart, even
/// the nearest is no close match.
const NOT_CLOSE: i64 = 15;

/// Writes the part about similar councils.
pub fn similar(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    findings: &[Finding],
) -> Similar {
    let model = national.peers.similar;
    let near = model.similar(council, national.year).unwrap_or_default();
    let groups = national.peers.groups(national.inputs.areas, council, national.year);
    let kinds: Vec<Kind> = groups.iter().map(|group| group.kind).collect();
    let told = |id: &str| findings.iter().any(|finding| finding.measure == id);
    let holds: Vec<HoldsRow> = all
        .iter()
        .filter(|latest| latest.measure.basket != Basket::Context)
        .filter(|latest| latest.measure.headline || told(&latest.measure.id.0))
        .filter_map(|latest| holds_row(latest, &kinds))
        .collect();
    Similar {
        intro: intro(national, council),
        councils: near.iter().enumerate().map(|(index, near)| row(national, index, near)).collect(),
        notes: notes(national, council),
        own: own(national, council),
        groups: groups.into_iter().map(heading).collect(),
        holds_intro: holds_intro(national, council, all, holds.len()),
        holds,
    }
}

fn intro(national: &National<'_>, council: AreaId) -> Vec<String> {
    let areas = national.inputs.areas;
    if let Some(why) = national.peers.similar.why_not(council, areas) {
        return vec![format!("There is no list of similar councils here. {why}")];
    }
    let model = national.peers.similar;
    let groups: Vec<String> = model.groups().iter().map(|group| group.words.clone()).collect();
    let nearest = model.similar(council, national.year).and_then(|near| near.first());
    let far = nearest.filter(|near| near.distance >= Decimal::new(NOT_CLOSE, 1)).map(|near| {
        format!(
            "There is no close match: the nearest council is at {}.",
            format::decimal(near.distance, 2)
        )
    });
    let mut intro = vec![
        format!(
            "These are the councils most like {} in {}, out of all that can be compared. No figure of \
             spend, cost, activity or outcomes was used to choose them.",
            sentences::in_sentence(&areas.get(council).name),
            sentences::join(&groups).unwrap_or_default(),
        ),
        "The distance is 0 for a council that is the very same, and about 3 for two taken at random. \
         A similar council is a good one to ask; it is not a target."
            .to_owned(),
    ];
    intro.extend(far);
    intro
}

fn row(national: &National<'_>, index: usize, near: &Neighbour) -> SimilarRow {
    let area = national.inputs.areas.get(near.area);
    SimilarRow {
        order: format::count(index + 1),
        name: area.name.clone(),
        region: national.name(area.region),
        distance: format::decimal(near.distance, 2),
        reasons: sentences::capital(&near.reasons),
    }
}

/// What must be known of the list: figures of a council before this one, and where the figures are from.
fn notes(national: &National<'_>, council: AreaId) -> Vec<String> {
    let model = national.peers.similar;
    if model.why_not(council, national.inputs.areas).is_some() {
        return Vec::new();
    }
    let mut publishers: Vec<&str> = Vec::new();
    for source in model.sources() {
        if !publishers.contains(&source.publisher.as_str()) {
            publishers.push(&source.publisher);
        }
    }
    let made_of = format!("The list is made from open data of: {}.", publishers.join("; "));
    let left_out = model.not_in_it();
    let without = format!("Not in the model: {}.", left_out.join("; "));
    let note = model.note(council, national.inputs.areas);
    std::iter::once(made_of).chain((!left_out.is_empty()).then_some(without)).chain(note).collect()
}

/// The councils of the list that was given for the run, in a sentence.
fn own(national: &National<'_>, council: AreaId) -> Option<String> {
    let list = national.peers.own?;
    let name = &list.name;
    let councils: Vec<String> = list
        .lists
        .get(&council)?
        .iter()
        .map(|id| national.inputs.areas.get(*id).name.clone())
        .collect();
    Some(format!("{name}: {}.", sentences::join(&councils)?))
}

fn holds_intro(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    found: usize,
) -> String {
    if national.inputs.areas.not_compared(council).is_some() {
        return "Nothing can stand out where nothing is compared.".to_owned();
    }
    let own = |latest: &&Latest<'_>| latest.measure.basket != Basket::Context;
    if !all.iter().filter(own).any(|latest| latest.standing.is_some()) {
        return format!("There are no figures of {} that could stand out.", national.year);
    }
    if found == 0 {
        return "No headline measure stands out beside the median of England's councils."
            .to_owned();
    }
    "A headline measure stands out if it is at least 1.5 median absolute deviations from the median of \
     England's councils, on the same side of England's own figure, and, where its interval is known, if \
     chance alone does not explain the difference from England. It holds in a group if it is as far from \
     the median of its councils, on the same side."
        .to_owned()
}

/// What stands over the cells of a group. A council may have been of another type in the year of a figure.
fn heading(group: Group) -> String {
    match group.kind {
        Kind::CouncilType => "Same type".to_owned(),
        Kind::England | Kind::Region | Kind::Similar | Kind::List => group.name,
    }
}

/// The cells of a measure, under the groups of the report year; a group that there was not in the year of
/// the figure has nothing to say.
fn holds_row(latest: &Latest<'_>, kinds: &[Kind]) -> Option<HoldsRow> {
    let holds = holds_words(&latest.comparison)?;
    let measure = latest.measure;
    let cells = kinds.iter().map(|kind| {
        let Some(group) = latest.beside(*kind) else { return "too few to say".to_owned() };
        let band = match group.standing {
            Some(Standing::In(band)) => band.words(measure.polarity),
            Some(Standing::Beyond) => "very far",
            None => return "too few to say".to_owned(),
        };
        let holds = if group.holds == Some(true) { "holds" } else { "does not hold" };
        format!("{}: {holds}", sentences::capital(band))
    });
    Some(HoldsRow {
        measure: measure.id.to_string(),
        name: measure.short.clone(),
        year: latest.year.to_string(),
        value: text(latest.value.value, measure.unit),
        cells: cells.collect(),
        holds,
    })
}

/// "Holds in 3 of 4"; nothing where there is no finding.
pub fn holds_words(comparison: &Comparison) -> Option<String> {
    let holds = comparison.holds()?;
    Some(format!("Holds in {} of {}", holds.in_groups, holds.of))
}

/// The value of the similar councils together, in a table; where nothing was published that it can be
/// weighted by, their median, which is marked.
pub fn together(latest: &Latest<'_>) -> Text {
    let unit = latest.measure.unit;
    let Some(group) = latest.beside(Kind::Similar) else {
        return text(Err(Gap::NotAvailable), unit);
    };
    match (group.value, &group.spread) {
        (Err(Gap::NotAvailable), Some(spread)) => {
            Text { text: format!("{} [m]", format::number(spread.median, unit)), gap: None }
        }
        (value, _) => text(value, unit),
    }
}
