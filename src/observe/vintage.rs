//! Parts of an outcome that belong to an outcome nobody uses any more.
//!
//! Publishers revise: a later release carries another outcome for an old year, mostly without its
//! numerator and denominator. The newest outcome counts ([`Observations::settle`]), and the numerator,
//! denominator, base and margin of error of an older release are those of the older outcome. They are
//! kept where both releases print the same outcome, to the decimals that both print, and dropped
//! elsewhere, so that no figure is ever made of parts of two vintages and nothing that a newer release
//! hides comes back by its parts.
//!
//! [`Observations::settle`]: crate::observe::observations::Observations::settle

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::place::Place;
use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::PARTS;
use crate::observe::observations::{Observation, Release, ReleaseId, vintage};
use crate::observe::restated::Decimals;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};

/// An outcome of an area and year.
type Key = (SeriesKey, AreaId, FinancialYear);

/// How many parts of an outcome and year of a release were dropped, and where the first stands.
type Dropped = BTreeMap<(ReleaseId, Term, FinancialYear), (Place, usize)>;

/// Drops the parts whose outcome a newer release has replaced by another, and says so once for each
/// release, outcome and year.
pub fn drop_parts_of_older_outcomes(
    readings: &mut [Vec<Observation>],
    releases: &[Release],
    vocabulary: &Vocabulary,
) -> Vec<Diagnostic> {
    let outcomes = Outcomes::of(readings, releases, vocabulary);
    let mut dropped = Dropped::new();
    let mut stays = |part: &Observation| match outcomes.replaced(part) {
        Some(outcome) => {
            let entry = (part.release, outcome, part.year);
            dropped.entry(entry).or_insert_with(|| (part.place.clone(), 0)).1 += 1;
            false
        }
        None => true,
    };
    for observations in readings {
        observations.retain(&mut stays);
    }
    let note = |((_, outcome, year), (place, count)): ((_, Term, _), (Place, usize))| {
        let message = format!(
            "of '{}' in {year}, {count} numerators, denominators, bases or margins of error are left \
             out: they belong to outcomes that a newer release has replaced",
            vocabulary.label(outcome)
        );
        Diagnostic::note("observe/older-parts", message).at(place)
    };
    dropped.into_iter().map(note).collect()
}

/// What every release says of every outcome that has parts.
struct Outcomes {
    /// Each part's outcome.
    parents: FxHashMap<Term, Term>,
    vintages: Vec<(FinancialYear, Option<String>)>,
    printed: FxHashMap<Key, Vec<(ReleaseId, Figure)>>,
    decimals: Decimals,
    /// The newest release that has a part.
    newest_part: FxHashMap<Key, ReleaseId>,
}

impl Outcomes {
    fn of(readings: &[Vec<Observation>], releases: &[Release], vocabulary: &Vocabulary) -> Self {
        let parents = parents(vocabulary);
        let with_parts: FxHashSet<Term> = parents.values().copied().collect();
        let mut outcomes = Self {
            parents,
            vintages: releases.iter().map(vintage).collect(),
            printed: FxHashMap::default(),
            decimals: Decimals::default(),
            newest_part: FxHashMap::default(),
        };
        for found in readings.iter().flatten() {
            let key = (found.series, found.area, found.year);
            if with_parts.contains(&found.series.quantity) {
                outcomes.printed.entry(key).or_default().push((found.release, found.figure));
                outcomes.decimals.see(found);
            } else if outcomes.parents.contains_key(&found.series.quantity) {
                let held = outcomes.newest_part.get(&key).copied();
                if held.is_none_or(|held| outcomes.newer(found.release, held)) {
                    outcomes.newest_part.insert(key, found.release);
                }
            }
        }
        outcomes
    }

    fn newer(&self, left: ReleaseId, right: ReleaseId) -> bool {
        self.vintages[usize::from(left.0)] > self.vintages[usize::from(right.0)]
    }

    /// The outcome of a part, if a newer release has replaced it by another.
    fn replaced(&self, part: &Observation) -> Option<Term> {
        let outcome = *self.parents.get(&part.series.quantity)?;
        let key = (SeriesKey { quantity: outcome, ..part.series }, part.area, part.year);
        let printed = self.printed.get(&key)?;
        let (used, figure) = self.used(printed)?;
        // Where a newer release has the part itself, settling takes that one.
        let newest = self.newest_part.get(&(part.series, part.area, part.year))?;
        if !self.newer(used, part.release)
            || self.newer(*newest, part.release)
            || part.figure.is_err()
        {
            return None;
        }
        let own = printed.iter().find(|(release, _)| *release == part.release);
        let places = self.decimals.of_both(used, part.release, outcome);
        (!agree(own.map(|(_, figure)| *figure), figure, places)).then_some(outcome)
    }

    /// The outcome that counts: of the newest release, and a number before a gap of the same release.
    fn used(&self, printed: &[(ReleaseId, Figure)]) -> Option<(ReleaseId, Figure)> {
        let mut best: Option<(ReleaseId, Figure)> = None;
        for (release, figure) in printed {
            let better = best.is_none_or(|(other, held)| {
                self.newer(*release, other) || *release == other && held.is_err() && figure.is_ok()
            });
            if better {
                best = Some((*release, *figure));
            }
        }
        best
    }
}

/// Each part's outcome.
fn parents(vocabulary: &Vocabulary) -> FxHashMap<Term, Term> {
    let term = |id: &str| vocabulary.term(Dimension::Quantity, id);
    vocabulary
        .ids(Dimension::Quantity)
        .filter_map(|id| {
            let (outcome, part) = id.rsplit_once('/')?;
            PARTS.contains(&part).then(|| Some((term(id)?, term(outcome)?)))?
        })
        .collect()
}

/// Whether the outcome of a part's own release is the one that counts.
fn agree(own: Option<Figure>, used: Figure, places: u32) -> bool {
    match (own, used) {
        (Some(Ok(own)), Ok(used)) => half_up(own, places) == half_up(used, places),
        _ => false,
    }
}

#[cfg(test)]
mod tests {

    use arcstr::ArcStr;

    use super::*;
    use crate::domain::figure::Gap;
    use crate::reference::areas::Areas;

    fn release(latest: &str) -> Release {
        Release {
            latest: latest.parse().expect("a literal year"),
            published: None,
            title: latest.to_owned(),
            publisher: "a publisher".to_owned(),
        }
    }

    /// What is kept of an outcome of 2018-19, its numerator and its denominator, from a release of that
    /// year, and an outcome in one of 2023-24.
    fn kept(older: &str, newer: Option<&str>) -> (Vec<String>, Vec<String>) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let releases = [release("2018-19"), release("2023-24")];
        let figure = |text: &str| match text {
            "[c]" => Err(Gap::Suppressed),
            text => Ok(text.parse().expect("a literal decimal")),
        };
        let observation = |id: &str, text: &str, release: u16, area| Observation {
            series: SeriesKey::of(vocabulary.term(Dimension::Quantity, id).expect("known")),
            area,
            year: "2018-19".parse().expect("a literal year"),
            figure: figure(text),
            place: Place::file(&ArcStr::from(format!("{release}.csv"))),
            release: ReleaseId(release),
        };
        let (england, region) = (areas.england(), areas.by_code("E12000001").expect("a region"));
        let mut observations = vec![
            observation("ascof/2c", older, 0, england),
            observation("ascof/2c/numerator", "58980", 0, england),
            observation("ascof/2c/denominator", "10179253", 0, england),
            observation("ascof/2c/base", "[c]", 0, england),
            // Another area shows how many decimals each release prints.
            observation("ascof/2c", "579.4", 0, region),
            observation("ascof/2c", "577.6", 1, region),
        ];
        observations.extend(newer.map(|text| observation("ascof/2c", text, 1, england)));
        let mut all = [observations];
        let notes = drop_parts_of_older_outcomes(&mut all, &releases, &vocabulary);
        let ids = all
            .iter()
            .flatten()
            .filter(|found| found.area == england && found.release == ReleaseId(0))
            .map(|found| vocabulary.id(found.series.quantity).to_owned())
            .collect();
        (ids, notes.iter().map(ToString::to_string).collect())
    }

    /// METHOD 3.3: England's admissions of 2018-19 were 579.4 in the first release and 577.6 later.
    #[test]
    fn parts_go_with_the_outcome_they_belong_to() {
        let all = ["ascof/2c", "ascof/2c/numerator", "ascof/2c/denominator", "ascof/2c/base"];
        let without = ["ascof/2c", "ascof/2c/base"];
        for (older, newer, expected) in [
            ("579.4", None, &all[..]),
            ("579.4", Some("579.4"), &all),
            ("577.6", Some("577.600"), &all),
            // To the decimals that both releases print.
            ("579.44", Some("579.4"), &all),
            ("579.4", Some("577.6"), &without),
            // 579 is 579.0 in a release that prints one decimal.
            ("579", Some("579.4"), &without),
            // What the newer release hides must not come back.
            ("579.4", Some("[c]"), &without),
            ("[c]", Some("[c]"), &without),
            ("[c]", Some("579.4"), &without),
        ] {
            let (ids, notes) = kept(older, newer);
            assert_eq!(ids, expected, "{older} {newer:?}");
            assert_eq!(notes.len(), usize::from(expected.len() < all.len()), "{older} {newer:?}");
        }
        let (_, notes) = kept("579.4", Some("577.6"));
        assert_eq!(
            notes,
            ["0.csv: note[observe/older-parts]: of 'Admissions to care homes, 65 and over, per \
                 100,000' in 2018-19, 2 numerators, denominators, bases or margins of error are left \
                 out: they belong to outcomes that a newer release has replaced"]
        );
    }
}
