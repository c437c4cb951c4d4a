//! Regions and England held against the sums of their councils.
//!
//! Where a council did not submit, the publisher puts an estimate into its region and into England, so
//! sums are only compared where every council of the group has a figure (METHOD 2.9 B5). Groups that are
//! known to be more than their councils are told once for each reason.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::KnownSum;
use crate::measure::evaluate::Inputs;
use crate::measure::groups;
use crate::measure::reconcile::Reconciliation;
use crate::observe::observations::Observation;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{QuantityUnit, SeriesKey};

const CODE: &str = "reconcile/sum-of-councils";

const KNOWN: &str = "reconcile/known-mismatch";

/// Sums that differ by less than this share are the publisher's rounding (METHOD 11.1).
const SHARE: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

/// Counts are rounded to the nearest five, so each council may be half of that away.
const HALF_STEP: Decimal = Decimal::from_parts(25, 0, 0, false, 1);

/// Checks every amount and count that a measure rests on.
pub(super) fn check(inputs: Inputs<'_>, outcome: &mut Reconciliation) {
    let used: BTreeSet<SeriesKey> = inputs
        .catalogue
        .measures
        .values()
        .flat_map(|measure| measure.formula.series())
        .filter(|series| is_additive(inputs, *series))
        .collect();
    let groups: Vec<AreaId> = std::iter::once(inputs.areas.england())
        .chain(inputs.areas.of_level(AreaLevel::Region))
        .collect();
    let entries = &inputs.catalogue.known_sums;
    let mut known: Vec<Vec<&Place>> = vec![Vec::new(); entries.len()];
    for series in used {
        let years: BTreeSet<FinancialYear> =
            inputs.observations.of_series(series).map(|observation| observation.year).collect();
        let mut found = Vec::new();
        for year in years {
            for group in &groups {
                let Some(printed) = inputs.observations.get(series, *group, year) else { continue };
                let Ok(whole) = printed.figure else { continue };
                let Some((sum, councils)) = sum(inputs, series, *group, year) else { continue };
                outcome.compared += 1;
                let within = (whole.abs() * SHARE).max(HALF_STEP * Decimal::from(councils + 1));
                if (whole - sum).abs() <= within {
                    continue;
                }
                let level = inputs.areas.get(*group).level;
                let reason = entries
                    .iter()
                    .zip(&mut known)
                    .find(|(entry, _)| whole > sum && entry.explains(series, year, level));
                match reason {
                    Some((_, places)) => places.push(&printed.place),
                    None => found.push(mismatch(inputs, series, printed, whole, sum)),
                }
            }
        }
        outcome.take(CODE, found);
    }
    for (entry, places) in entries.iter().zip(known) {
        outcome.known += places.len();
        outcome.diagnostics.extend(told_once(entry, &places));
    }
}

/// The note of a known reason, at the first of the figures it explains; none if it explains none here.
fn told_once(entry: &KnownSum, places: &[&Place]) -> Option<Diagnostic> {
    let first = places.iter().min()?;
    let message = format!(
        "known: in {} {} figures are not the sums of their councils: {} (found on {}: {})",
        entry.year,
        format::count(places.len()),
        entry.what,
        entry.noted,
        entry.source,
    );
    Some(Diagnostic::note(KNOWN, message).at((*first).clone()))
}

fn is_additive(inputs: Inputs<'_>, series: SeriesKey) -> bool {
    matches!(inputs.vocabulary.unit(series.quantity), Some(QuantityUnit::Gbp | QuantityUnit::Count))
}

/// The sum over the councils of a group and how many there are; none where one has no number.
fn sum(
    inputs: Inputs<'_>,
    series: SeriesKey,
    group: AreaId,
    year: FinancialYear,
) -> Option<(Decimal, usize)> {
    let members = groups::members(inputs.areas, group, year)?;
    let mut sum = Decimal::ZERO;
    for council in &members {
        let figure = inputs.observations.get(series, *council, year)?.figure.ok()?;
        sum = sum.checked_add(figure)?;
    }
    Some((sum, members.len()))
}

fn mismatch(
    inputs: Inputs<'_>,
    series: SeriesKey,
    printed: &Observation,
    whole: Decimal,
    sum: Decimal,
) -> Diagnostic {
    Diagnostic::warning(
        CODE,
        format!(
            "{} in {}: {} is {} in print and {} as the sum of the councils",
            inputs.areas.get(printed.area).name,
            printed.year,
            inputs.vocabulary.describe(series),
            format::decimal(whole, 0),
            format::decimal(sum, 0),
        ),
    )
    .at(printed.place.clone())
    .help("the printed figure stands; the publisher may have estimated or revised a council")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figure::Figure;
    use crate::measure::catalogue::{Catalogue, series};
    use crate::observe::observations::{Observations, Release, ReleaseId};
    use crate::reference::areas::Areas;
    use crate::reference::deflators::Deflators;
    use crate::reference::vocabulary::Vocabulary;

    /// What is said of the North East when it prints a figure and each of its councils another.
    fn said(words: &str, year: &str, whole: u32, each: u32) -> (Vec<String>, usize, usize) {
        let areas = Areas::load().expect("the register loads");
        let vocabulary = Vocabulary::load().expect("the vocabulary loads");
        let catalogue = Catalogue::load(&vocabulary).unwrap_or_else(|error| panic!("{error}"));
        let deflators = Deflators::load().expect("the deflators load");
        let year: FinancialYear = year.parse().expect("a literal year");
        let region = areas.by_code("E12000001").expect("the North East");
        let observation = |area, value: u32| Observation {
            series: series(words, &vocabulary).expect("a series"),
            area,
            year,
            figure: Figure::Ok(value.into()),
            place: Place::file(&"made-up.csv".into()),
            release: ReleaseId(0),
        };
        let councils = groups::members(&areas, region, year).expect("councils of a region");
        let mut all: Vec<Observation> =
            councils.into_iter().map(|council| observation(council, each)).collect();
        all.push(observation(region, whole));
        let release = Release {
            latest: year,
            published: None,
            title: "made up".to_owned(),
            publisher: "nobody".to_owned(),
        };
        let (observations, _) = Observations::settle(vec![all], vec![release], &areas, &vocabulary);
        let inputs = Inputs {
            catalogue: &catalogue,
            observations: &observations,
            areas: &areas,
            deflators: &deflators,
            vocabulary: &vocabulary,
        };
        let mut outcome = Reconciliation::default();
        check(inputs, &mut outcome);
        let codes = outcome.diagnostics.iter();
        let codes = codes.map(|found| format!("{} {}", found.severity, found.code)).collect();
        (codes, outcome.differ, outcome.known)
    }

    /// The North East prints 17,050 for the survey of carers of 2014-15, and its twelve councils have
    /// some 340 each.
    #[test]
    fn a_known_reason_is_a_note_and_anything_else_like_it_is_a_warning() {
        let known = (vec!["note reconcile/known-mismatch".to_owned()], 0, 1);
        let warning = (vec![format!("warning {CODE}")], 1, 0);
        assert_eq!(said("ascof/1c/denominator", "2014-15", 17_050, 340), known);
        assert_eq!(said("ascof/3b/numerator", "2016-17", 13_690, 230), known);
        // Another year, another outcome of the same year, and a region with less than its councils.
        assert_eq!(said("ascof/1c/denominator", "2018-19", 17_050, 340), warning);
        assert_eq!(said("ascof/1a/denominator", "2014-15", 17_050, 340), warning);
        assert_eq!(said("ascof/1c/denominator", "2014-15", 1_705, 340), warning);
        // What adds up is told of nobody: twelve times 340 is 4,080.
        assert_eq!(said("ascof/1c/denominator", "2014-15", 4_080, 340), (Vec::new(), 0, 0));
    }
}
