//! One series, one area, one year, one figure, and the place it was read from.

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::restated::{Overlap, Restated};
use crate::reference::areas::{AreaId, Areas};
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

/// One published figure in our words.
#[derive(Debug, Clone)]
pub struct Observation {
    /// What was counted.
    pub series: SeriesKey,
    /// Where.
    pub area: AreaId,
    /// When.
    pub year: FinancialYear,
    /// The number, or why there is none. Money is in pounds, percentages are 0 to 100.
    pub figure: Figure,
    /// Where it stands in the inputs.
    pub place: Place,
    /// Which publication it is from.
    pub release: ReleaseId,
}

/// Which publication an observation is from, as an index into [`Observations::releases`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseId(pub u16);

/// A publication that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The newest year it reports on; a later vintage replaces an earlier one.
    pub latest: FinancialYear,
    /// When it was published, as `2022-10-20`, where the files say so.
    pub published: Option<String>,
    /// What it is called, such as "Adult Social Care Activity and Finance Report, 2021-22".
    pub title: String,
    /// Who published it.
    pub publisher: String,
}

impl Release {
    /// Whether the figures are made up: every reader keeps the mark that such files carry at the start
    /// of their title.
    pub fn is_illustrative(&self) -> bool {
        self.title.starts_with("Illustrative")
    }
}

/// Every observation of a run, sorted and unique.
#[derive(Debug, Default)]
pub struct Observations {
    all: Vec<Observation>,
    releases: Vec<Release>,
    restated: Vec<Restated>,
    twice: Vec<(SeriesKey, AreaId)>,
}

/// Published figures agree when they differ by no more than this share of the larger one: the
/// publishers' own tables carry the same total with 15 and with 17 digits.
const SAME: rust_decimal::Decimal = rust_decimal::Decimal::from_parts(1, 0, 0, false, 9);

impl Observations {
    /// Sorts observations and settles those that stand more than once.
    ///
    /// Where two releases carry the same figure the newer release wins, as publishers revise. Where
    /// one release carries it twice with the same value the first place stands; with two values it
    /// is an error, since nobody can tell which is right.
    pub fn settle(
        mut all: Vec<Observation>,
        releases: Vec<Release>,
        areas: &Areas,
        vocabulary: &Vocabulary,
    ) -> (Self, Vec<Diagnostic>) {
        let newest_first = ranks(&releases);
        // Stable: within one release the order of the inputs decides which place stands. The keys are
        // held beside the figures, as these are too large to be moved about in a second list.
        all.sort_by_cached_key(|found| {
            (found.series, found.area, found.year, newest_first[usize::from(found.release.0)])
        });
        let mut diagnostics = Vec::new();
        let mut overlap = Overlap::default();
        let rank = |found: &Observation| newest_first[usize::from(found.release.0)];
        all.dedup_by(|later, kept| {
            if (later.series, later.area, later.year) != (kept.series, kept.area, kept.year) {
                return false;
            }
            if later.release == kept.release && !agree(later.figure, kept.figure) {
                diagnostics.push(two_values(kept, later, areas, vocabulary));
            }
            // A number says more than the gap of another table of the same release.
            if later.release == kept.release && kept.figure.is_err() && later.figure.is_ok() {
                std::mem::swap(later, kept);
            }
            if rank(later) > rank(kept) {
                overlap.add(later, kept);
            }
            true
        });
        let twice = std::mem::take(&mut overlap.series);
        (Self { all, releases, restated: overlap.restated(), twice }, diagnostics)
    }

    /// The observation of a series in an area and year, if one was published.
    pub fn get(
        &self,
        series: SeriesKey,
        area: AreaId,
        year: FinancialYear,
    ) -> Option<&Observation> {
        let key = (series, area, year);
        self.all
            .binary_search_by(|observation| {
                (observation.series, observation.area, observation.year).cmp(&key)
            })
            .ok()
            .map(|index| &self.all[index])
    }

    /// The observations of a series, by area and year.
    pub fn of_series(&self, series: SeriesKey) -> &[Observation] {
        let start = self.all.partition_point(|observation| observation.series < series);
        let rest = self.all.get(start..).unwrap_or_default();
        let length = rest.partition_point(|observation| observation.series == series);
        rest.get(..length).unwrap_or_default()
    }

    /// Every observation, by series, area and year.
    pub fn iter(&self) -> impl Iterator<Item = &Observation> {
        self.all.iter()
    }

    /// What a newer release changed in a series and area, by year.
    pub fn restated(&self, series: SeriesKey, area: AreaId) -> &[Restated] {
        let key = |found: &Restated| (found.series, found.area);
        let start = self.restated.partition_point(|found| key(found) < (series, area));
        let rest = self.restated.get(start..).unwrap_or_default();
        let length = rest.partition_point(|found| key(found) == (series, area));
        rest.get(..length).unwrap_or_default()
    }

    /// Whether more than one release has a figure of a series and area.
    pub fn stands_twice(&self, series: SeriesKey, area: AreaId) -> bool {
        self.twice.binary_search(&(series, area)).is_ok()
    }

    /// How many observations there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The publications that were read.
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// The publication of an observation.
    pub fn release(&self, id: ReleaseId) -> &Release {
        &self.releases[usize::from(id.0)]
    }
}

/// For each release, how many are newer; those of one day are equal.
fn ranks(releases: &[Release]) -> Vec<u16> {
    let vintages: Vec<_> = releases.iter().map(vintage).collect();
    let newer = |own: &_| vintages.iter().filter(|other| *other > own).count();
    vintages.iter().map(|own| u16::try_from(newer(own)).unwrap_or(u16::MAX)).collect()
}

/// How new a release is: the greater, the newer.
pub(in crate::observe) fn vintage(release: &Release) -> (FinancialYear, Option<String>) {
    (release.latest, release.published.clone())
}

fn agree(left: Figure, right: Figure) -> bool {
    match (left, right) {
        (Ok(left), Ok(right)) => (left - right).abs() <= SAME * left.abs().max(right.abs()),
        // A gap beside a number is no contradiction: one table may hide what another prints.
        (Err(_), _) | (_, Err(_)) => true,
    }
}

fn two_values(
    kept: &Observation,
    later: &Observation,
    areas: &Areas,
    vocabulary: &Vocabulary,
) -> Diagnostic {
    let value = |figure: Figure| {
        figure.map_or_else(format::gap_words, |value| value.normalize().to_string())
    };
    Diagnostic::error(
        "observe/two-values",
        format!(
            "{} for {} in {} has two values: {} here and {} at {}",
            vocabulary.label(kept.series.quantity),
            areas.get(kept.area).name,
            kept.year,
            value(later.figure),
            value(kept.figure),
            kept.place,
        ),
    )
    .at(later.place.clone())
    .help("keep the row that the publisher confirms and remove the other")
}
