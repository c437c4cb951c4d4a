//! The findings of a council: what stands out beside England, most of all where it does so beside its
//! region, type and similar councils too. A council that cannot be compared has its own figures instead.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Formula};
use crate::measure::comparators::Kind;
use crate::measure::distribution::Standing;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::sentences::{self, capital, either, in_sentence, join};
use crate::report::trend;
use crate::report::view::Finding;

/// The most findings a story holds (METHOD 7.3).
const MOST_FINDINGS: usize = 8;

/// The rule of a finding that stands out beside England.
pub const FAR: &str = "far-from-median";

/// The rule of a figure of a council that is not compared.
const OWN: &str = "own-figure";

/// The rule of a figure from before the report year, of a council without any of that year.
const BEFORE: &str = "last-figure";

/// Up to eight findings, and how they were chosen.
pub fn findings(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
) -> (String, Vec<Finding>) {
    let areas = national.inputs.areas;
    if areas.not_compared(council).is_some() {
        let found = own(all, |latest| own_figure(national, council, latest));
        let intro = "Nothing is compared here: these are the council's own figures. With so few people, a few more or \
             fewer move them far.";
        return (intro.to_owned(), found);
    }
    let name = capital(&in_sentence(&areas.get(council).name));
    let compared = all
        .iter()
        .any(|latest| latest.measure.basket != Basket::Context && latest.standing.is_some());
    if !compared {
        let found = own(all, |latest| last_figure(national, council, latest));
        let there = if found.is_empty() {
            ""
        } else {
            " These are its newest figures, each of its own year."
        };
        let year = national.year;
        return (format!("{name} has no figures of {year} to compare.{there}"), found);
    }
    let chosen = standing_out(national, all);
    let intro = if chosen.is_empty() {
        "No measure of this council is far from the median of England's councils. The pages that follow \
         give every figure."
    } else {
        "These measures stand out beside the median of England's councils, first those that do so beside \
         most other groups too, taken in turn from each theme. They are places to look first, to be read \
         together."
    };
    let found = chosen.into_iter().map(|latest| finding(FAR, national, council, latest)).collect();
    (intro.to_owned(), found)
}

/// What stands out, taken in turn from each basket: first what holds in the largest part of the groups,
/// then the farthest; of measures that tell much the same thing one.
fn standing_out<'l, 'n>(national: &National<'_>, all: &'l [Latest<'n>]) -> Vec<&'l Latest<'n>> {
    let mut by_basket: BTreeMap<Basket, Vec<&Latest<'n>>> = BTreeMap::new();
    for latest in all {
        let real = matches!(latest.measure.formula, Formula::RealTerms { .. });
        // What is so far away that it must be checked first is no finding, and nor is what a council
        // cannot change or what cannot be.
        let context = latest.measure.basket == Basket::Context;
        let (Some(Standing::In(_)), false) = (latest.standing, real || context) else { continue };
        if latest.comparison.finding && !is_below_nothing(latest) {
            by_basket.entry(latest.measure.basket).or_default().push(latest);
        }
    }
    let same = |latest: &Latest<'_>| {
        let groups = &national.inputs.catalogue.one_of;
        groups.iter().position(|group| group.contains(&latest.measure.id))
    };
    for candidates in by_basket.values_mut() {
        // A stable sort keeps the catalogue's order where two are alike.
        candidates.sort_by_key(|latest| std::cmp::Reverse((held(latest), distance(latest))));
        let mut taken = BTreeSet::new();
        candidates.retain(|latest| same(latest).is_none_or(|group| taken.insert(group)));
        // What stands out beside no other group is told only where its theme has nothing that does.
        let elsewhere = |latest: &Latest<'_>| {
            latest.comparison.holds().is_none_or(|holds| holds.in_groups > 1 || holds.of == 1)
        };
        let mut first = true;
        candidates.retain(|latest| std::mem::take(&mut first) || elsewhere(latest));
    }
    let longest = by_basket.values().map(Vec::len).max().unwrap_or(0);
    let mut chosen: Vec<&Latest<'n>> = (0..longest)
        .flat_map(|turn| by_basket.values().filter_map(move |candidates| candidates.get(turn)))
        .copied()
        .take(MOST_FINDINGS)
        .collect();
    chosen.sort_by_key(|latest| latest.measure.basket);
    chosen
}

/// The share of the groups in which a finding holds.
fn held(latest: &Latest<'_>) -> Decimal {
    let share = latest
        .comparison
        .holds()
        .and_then(|holds| Decimal::from(holds.in_groups).checked_div(Decimal::from(holds.of)));
    share.unwrap_or_default()
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

/// A measure as a story tells it: where it stands, beside whom it stands out too, and how it changed.
pub fn finding(
    rule: &'static str,
    national: &National<'_>,
    council: AreaId,
    latest: &Latest<'_>,
) -> Finding {
    let parts = [
        Some(sentences::position(latest, national, council)),
        beside_others(latest),
        trend::trend(latest, national, council),
    ];
    told(rule, latest, parts)
}

fn told(rule: &'static str, latest: &Latest<'_>, parts: [Option<String>; 3]) -> Finding {
    Finding {
        rule,
        basket: latest.measure.basket.name().to_owned(),
        measure: latest.measure.id.to_string(),
        text: parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
    }
}

/// Beside which other groups a finding holds, and beside which it does not.
fn beside_others(latest: &Latest<'_>) -> Option<String> {
    let named = |holds: bool| -> Vec<String> {
        let groups = latest.comparison.groups.iter();
        groups
            .filter(|group| group.kind != Kind::England && group.holds == Some(holds))
            .map(|group| match group.kind {
                Kind::Region => "its region".to_owned(),
                Kind::CouncilType => "councils of its type".to_owned(),
                Kind::Similar => "its similar councils".to_owned(),
                Kind::England | Kind::List => group.name.clone(),
            })
            .collect()
    };
    match (join(&named(true)), either(&named(false))) {
        (Some(holds), None) => Some(format!("It stands out beside {holds} too.")),
        (Some(holds), Some(not)) => {
            Some(format!("It stands out beside {holds} too, but not beside {not}."))
        }
        (None, Some(not)) => Some(format!("It does not stand out beside {not}.")),
        (None, None) => None,
    }
}

/// The headline figures of a council that has nothing to compare, as many from each basket as there is room
/// for.
fn own(all: &[Latest<'_>], tell: impl Fn(&Latest<'_>) -> Option<Finding>) -> Vec<Finding> {
    let mut by_basket: BTreeMap<Basket, Vec<Finding>> = BTreeMap::new();
    for latest in all.iter().filter(|latest| latest.measure.headline) {
        if latest.measure.basket != Basket::Context
            && let Some(found) = tell(latest)
        {
            by_basket.entry(latest.measure.basket).or_default().push(found);
        }
    }
    let each = MOST_FINDINGS / by_basket.len().max(1);
    by_basket.into_values().flat_map(|found| found.into_iter().take(each)).collect()
}

fn own_figure(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Option<Finding> {
    latest.value.value.ok()?;
    let position = sentences::position(latest, national, council);
    Some(told(OWN, latest, [Some(position), trend::trend(latest, national, council), None]))
}

fn last_figure(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Option<Finding> {
    let (year, value) = newest_figure(national, council, latest)?;
    let measure = latest.measure;
    let sentence = format!(
        "{} was {} in {year}.",
        capital(&measure.phrase),
        sentences::in_words(value, measure.unit)
    );
    Some(told(BEFORE, latest, [Some(sentence), None, None]))
}

/// The newest figure of a council up to the report year, whatever breaks there were since.
pub fn newest_figure(
    national: &National<'_>,
    council: AreaId,
    latest: &Latest<'_>,
) -> Option<(FinancialYear, Decimal)> {
    let id = &latest.measure.id;
    let years: Vec<FinancialYear> =
        national.results.years(id).take_while(|year| *year <= national.year).collect();
    let figure = |year: &FinancialYear| national.figure(id, *year, Some(council)).ok();
    years.iter().rev().find_map(|year| Some((*year, figure(year)?)))
}

/// Whether a figure is below nothing where nothing is the least there can be: money per person, or a share.
pub fn is_below_nothing(latest: &Latest<'_>) -> bool {
    let change = matches!(latest.measure.formula, Formula::RealChange { .. });
    !change && latest.value.value.is_ok_and(|value| value.is_sign_negative() && !value.is_zero())
}

/// A measure's short name with the council's figure: "Requests, 18 to 64 (7,218)".
pub fn short_with_figure(latest: &Latest<'_>) -> String {
    let measure = latest.measure;
    format!("{} ({})", measure.short, format::figure(latest.value.value, measure.unit))
}
