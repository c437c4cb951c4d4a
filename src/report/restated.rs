//! Figures that a newer release prints otherwise than an older one. This depends on the inputs alone, unlike
//! what changed since the last build.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Measure};
use crate::observe::restated::Restated;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::SeriesKey;
use crate::report::assessment::named;
use crate::report::national::{Latest, National};

/// How many figures are told one by one.
const TOLD: usize = 6;

/// What counts as a change ([`crate::observe::restated`]).
const LIMIT: &str = "by more than one in the last decimal that both releases print";

/// A figure of a measure that was changed.
struct Changed<'a> {
    measure: &'a Measure,
    older: &'a Restated,
    now: Figure,
}

impl Changed<'_> {
    /// How large the change is beside the older figure; nothing where one of both is a gap.
    fn share(&self) -> Option<Decimal> {
        let (before, now) = (self.older.before.ok()?, self.now.ok()?);
        Some((now - before).abs().checked_div(before.abs()).unwrap_or(Decimal::MAX))
    }
}

/// What newer releases changed of a council's figures, the newest years first and in a year the largest
/// changes; empty where no two releases have a figure of it.
pub fn of_council(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> Vec<String> {
    let measures: Vec<&Measure> = all.iter().map(|latest| latest.measure).collect();
    let mut changed: Vec<Changed<'_>> =
        measures.iter().flat_map(|measure| changed(national, measure, council)).collect();
    if changed.is_empty() {
        let twice = measures.iter().any(|measure| stands_twice(national, measure, council));
        return none("this council", twice);
    }
    changed.sort_by_key(|found| {
        (
            Reverse(found.older.year),
            found.share().map_or((0, Reverse(Decimal::ZERO)), |share| (1, Reverse(share))),
        )
    });
    let count = changed.len();
    let mut lines = vec![match count {
        1 => format!("One figure of this council was changed {LIMIT}; the newer is used."),
        _ => format!(
            "{} figures of this council were changed {LIMIT}; the newer are used.",
            format::count(count)
        ),
    }];
    lines.extend(changed.iter().take(TOLD).map(|found| line(national, found)));
    lines.extend((count > TOLD).then(|| {
        let rest = changed.iter().skip(TOLD).map(|found| found.older.year);
        format!("And {} more, of {}.", format::count(count - TOLD), span(rest))
    }));
    lines
}

/// What newer releases changed of the figures of a region's councils, counted by measure.
pub fn of_region(national: &National<'_>, councils: &[AreaId]) -> Vec<String> {
    let measures = national.inputs.catalogue.measures.values();
    let measures: Vec<&Measure> =
        measures.filter(|measure| national.selection.has(measure)).collect();
    let mut counts = Vec::new();
    for measure in &measures {
        let changed: Vec<Changed<'_>> =
            councils.iter().flat_map(|council| changed(national, measure, *council)).collect();
        let of: BTreeSet<AreaId> = changed.iter().map(|found| found.older.area).collect();
        if !changed.is_empty() {
            counts.push(format!(
                "{}: {} of {}, {}",
                named(measure),
                format::counted(changed.len(), "figure"),
                format::counted(of.len(), "council"),
                span(changed.iter().map(|found| found.older.year)),
            ));
        }
    }
    if counts.is_empty() {
        let twice =
            |council| measures.iter().any(|measure| stands_twice(national, measure, council));
        return none("these councils", councils.iter().any(|council| twice(*council)));
    }
    let intro =
        format!("Of the figures of these councils these were changed {LIMIT}; the newer are used.");
    vec![intro, format!("{}.", counts.join("; "))]
}

/// That nothing was changed, if anything could have been.
fn none(whose: &str, twice: bool) -> Vec<String> {
    let sentence = || format!("No figure of {whose} was changed {LIMIT}.");
    twice.then(sentence).into_iter().collect()
}

/// "2014-15", "2014-15 to 2018-19".
fn span(years: impl Iterator<Item = FinancialYear>) -> String {
    let years: BTreeSet<FinancialYear> = years.collect();
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (first, _) => first.map(ToString::to_string).unwrap_or_default(),
    }
}

/// "OC10 Admissions to care homes, 2018-19: 579.4 in the release of 2018-19, 577.6 in that of 2022-23". A
/// number that a newer release hides is not printed again.
fn line(national: &National<'_>, found: &Changed<'_>) -> String {
    let Changed { measure, older, now } = found;
    let before = match now {
        Ok(_) => format::figure(older.before, measure.unit),
        Err(_) => "a figure".to_owned(),
    };
    let observations = national.inputs.observations;
    let (old, new) = (observations.release(older.release), observations.release(older.by));
    let words = |release: &crate::observe::observations::Release| match &release.published {
        Some(date) if old.latest == new.latest => format!("{} ({date})", release.latest),
        _ => release.latest.to_string(),
    };
    format!(
        "{} {}, {}: {before} in the release of {}, {} in that of {}.",
        measure.id,
        named(measure),
        older.year,
        words(old),
        format::figure(*now, measure.unit),
        words(new),
    )
}

/// The series of a measure whose figures are printed as they stand.
fn series(measure: &Measure) -> Option<SeriesKey> {
    match &measure.formula {
        Formula::Published { series, .. } => Some(*series),
        _ => None,
    }
}

fn stands_twice(national: &National<'_>, measure: &Measure, area: AreaId) -> bool {
    series(measure).is_some_and(|series| national.inputs.observations.stands_twice(series, area))
}

/// The figures of a measure and area up to the report year that were changed, and can be told from those
/// before as they are printed.
fn changed<'a>(
    national: &National<'a>,
    measure: &'a Measure,
    area: AreaId,
) -> impl Iterator<Item = Changed<'a>> {
    let observations = national.inputs.observations;
    let all = series(measure).map_or(&[][..], |series| observations.restated(series, area));
    let (results, until) = (national.results, national.year);
    all.iter().filter(move |older| older.year <= until).filter_map(move |older| {
        let now = results.get(&measure.id, older.year, area)?.value;
        // What is withheld, or made from parts, is not the figure that was changed.
        let used = observations.get(older.series, area, older.year)?.figure;
        let told = now == used
            && format::figure(older.before, measure.unit) != format::figure(now, measure.unit);
        told.then_some(Changed { measure, older, now })
    })
}
