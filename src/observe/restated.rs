//! Figures that an older release printed otherwise than the newest one, which counts.
//!
//! Publishers revise, and whoever has an earlier report beside a new one asks why a figure of an old year
//! is another. Releases print the same number with more or fewer decimals, so a difference counts only
//! where it is more than one in the last decimal that both print.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::domain::figure::{Figure, Gap};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::observations::{Observation, ReleaseId};
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::{SeriesKey, Term};

/// A figure of an older release in the place of which a newer one has another, or none, or has one where
/// the older had none.
#[derive(Debug, Clone)]
pub struct Restated {
    /// What was counted.
    pub series: SeriesKey,
    /// Where.
    pub area: AreaId,
    /// When.
    pub year: FinancialYear,
    /// What the older release has: of several the newest that says otherwise.
    pub before: Figure,
    /// Where it stands.
    pub place: Place,
    /// The older release.
    pub release: ReleaseId,
    /// The release that is used.
    pub by: ReleaseId,
}

/// The decimals that a release prints of a quantity: a single cell may lack them, as 39 for 39.0.
#[derive(Debug, Default)]
pub(super) struct Decimals(FxHashMap<(ReleaseId, Term), u32>);

impl Decimals {
    /// Looks at a figure as a release prints it.
    pub(super) fn see(&mut self, found: &Observation) {
        if let Ok(value) = found.figure {
            let places = self.0.entry((found.release, found.series.quantity)).or_default();
            *places = (*places).max(value.normalize().scale());
        }
    }

    /// The decimals that both releases print.
    pub(super) fn of_both(&self, left: ReleaseId, right: ReleaseId, quantity: Term) -> u32 {
        let places = |release| self.0.get(&(release, quantity)).copied().unwrap_or_default();
        places(left).min(places(right))
    }
}

/// Figures that stand in more than one release, gathered while they are settled.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    decimals: Decimals,
    candidates: Vec<(Restated, Figure)>,
    /// The last older number, beside which a gap of the same release says nothing.
    number: Option<(SeriesKey, AreaId, FinancialYear, ReleaseId)>,
    pub(super) series: Vec<(SeriesKey, AreaId)>,
}

impl Overlap {
    /// Takes what an older release says where a newer one is kept; figures come by series, area and year,
    /// those of newer releases first.
    pub(super) fn add(&mut self, older: &Observation, kept: &Observation) {
        let key = (older.series, older.area, older.year, older.release);
        if older.figure.is_err() && self.number == Some(key) {
            return;
        }
        self.decimals.see(older);
        self.decimals.see(kept);
        if self.series.last() != Some(&(older.series, older.area)) {
            self.series.push((older.series, older.area));
        }
        if older.figure.is_ok() {
            self.number = Some(key);
            let same = |(held, _): &mut (Restated, Figure)| {
                (held.series, held.area, held.year, held.release) == key && held.before.is_err()
            };
            self.candidates.pop_if(same);
        }
        let says_otherwise = match (older.figure, kept.figure) {
            (Ok(before), Ok(now)) => before != now,
            (Ok(_), Err(gap)) | (Err(gap), Ok(_)) => is_of_the_publisher(gap),
            (Err(_), Err(_)) => false,
        };
        if says_otherwise {
            let restated = Restated {
                series: older.series,
                area: older.area,
                year: older.year,
                before: older.figure,
                place: older.place.clone(),
                release: older.release,
                by: kept.release,
            };
            self.candidates.push((restated, kept.figure));
        }
    }

    /// What was changed, by series, area and year: one entry a figure.
    pub(super) fn restated(self) -> Vec<Restated> {
        let Self { decimals, candidates, .. } = self;
        let mut all: Vec<Restated> = candidates
            .into_iter()
            .filter(|(older, now)| {
                let (Ok(before), Ok(now)) = (older.before, *now) else { return true };
                let places = decimals.of_both(older.release, older.by, older.series.quantity);
                (before - now).abs() > Decimal::new(1, places)
            })
            .map(|(older, _)| older)
            .collect();
        all.dedup_by_key(|older| (older.series, older.area, older.year));
        all
    }
}

/// Whether a gap is one that publishers make, and unmake when they revise.
fn is_of_the_publisher(gap: Gap) -> bool {
    matches!(gap, Gap::Suppressed | Gap::NotSubmitted | Gap::NotAvailable)
}

#[cfg(test)]
mod tests {

    use arcstr::ArcStr;

    use super::*;
    use crate::observe::observations::{Observations, Release};
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::{Dimension, Vocabulary};

    /// England's admissions of 2018-19 as releases of 2018-19, 2019-20 and 2022-23 print them, each with
    /// what it says: the figure before, the release that has it and the one that replaced it.
    fn told(printed: &[(u16, &str)]) -> Vec<(String, u16, u16)> {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let releases = ["2018-19", "2019-20", "2022-23"].map(|latest| Release {
            latest: latest.parse().expect("a literal year"),
            published: None,
            title: latest.to_owned(),
            publisher: "a publisher".to_owned(),
        });
        let series =
            SeriesKey::of(vocabulary.term(Dimension::Quantity, "ascof/2c").expect("known"));
        let found = |(release, text): &(u16, &str)| Observation {
            series,
            area: areas.england(),
            year: "2018-19".parse().expect("a literal year"),
            figure: match *text {
                "[c]" => Err(Gap::Suppressed),
                "[z]" => Err(Gap::NotApplicable),
                text => Ok(text.parse().expect("a literal decimal")),
            },
            place: Place::file(&ArcStr::from(format!("{release}.csv"))),
            release: ReleaseId(*release),
        };
        let all = printed.iter().map(found).collect();
        let (settled, faults) =
            Observations::settle(vec![all], releases.to_vec(), &areas, &vocabulary);
        assert!(faults.is_empty(), "{faults:?}");
        let twice = printed.iter().any(|(release, _)| *release != printed[0].0);
        assert_eq!(settled.stands_twice(series, areas.england()), twice);
        let restated = settled.restated(series, areas.england()).iter();
        restated
            .map(|older| {
                assert_eq!(older.place.file.as_str(), format!("{}.csv", older.release.0));
                let before =
                    older.before.map_or_else(|gap| gap.code().to_owned(), |it| it.to_string());
                (before, older.release.0, older.by.0)
            })
            .collect()
    }

    /// METHOD 3.3: England's admissions of 2018-19 were 579.4 in the first release and 577.6 later.
    #[test]
    fn a_figure_that_a_newer_release_changed_is_kept() {
        let first = [("579.4".to_owned(), 0, 2)];
        assert_eq!(told(&[(0, "579.4"), (2, "577.6")]), first);
        // The order of the files says nothing, and the release between agrees with the newest.
        assert_eq!(told(&[(2, "577.6"), (1, "577.6"), (0, "579.4")]), first);
        // Of two that say otherwise the newer one stands.
        let between = [("578.1".to_owned(), 1, 2)];
        assert_eq!(told(&[(0, "579.4"), (1, "578.1"), (2, "577.6")]), between);
    }

    #[test]
    fn more_or_fewer_decimals_are_no_change() {
        for (older, newer) in [
            ("577.6", "577.6"),
            ("577.6", "577.55172"),
            ("578", "577.6"),
            // A digit that was rounded from another number of decimals.
            ("577.6", "577.5"),
        ] {
            assert_eq!(told(&[(0, older), (2, newer)]), [], "{older} {newer}");
        }
        assert_eq!(told(&[(0, "577.6")]), []);
    }

    #[test]
    fn what_was_hidden_or_filled_is_kept() {
        assert_eq!(told(&[(0, "579.4"), (2, "[c]")]), [("579.4".to_owned(), 0, 2)]);
        assert_eq!(told(&[(0, "[c]"), (2, "577.6")]), [("suppressed".to_owned(), 0, 2)]);
        assert_eq!(told(&[(0, "[c]"), (2, "[c]")]), []);
        assert_eq!(told(&[(0, "[z]"), (2, "577.6")]), []);
        // A gap of one table beside the number of another table of the same release says nothing.
        for older in [[(0, "[c]"), (0, "577.6")], [(0, "577.6"), (0, "[c]")]] {
            assert_eq!(told(&[older[0], older[1], (2, "577.6")]), []);
        }
        let changed = told(&[(0, "[c]"), (0, "579.4"), (2, "577.6")]);
        assert_eq!(changed, [("579.4".to_owned(), 0, 2)]);
    }
}
