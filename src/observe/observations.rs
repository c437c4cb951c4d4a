//! One series, one area, one year, one figure, and the place it was read from.

use std::collections::BTreeSet;

use rayon::prelude::*;

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
///
/// They stay where the readers of the files put them, as they are most of what a run holds in memory;
/// an index has their order.
#[derive(Debug, Default)]
pub struct Observations {
    parts: Parts,
    index: Vec<Entry>,
    releases: Vec<Release>,
    restated: Vec<Restated>,
    twice: Vec<(SeriesKey, AreaId)>,
    years: BTreeSet<FinancialYear>,
}

/// Observations in the order of the inputs, in as many pieces as there were readings.
#[derive(Debug, Default)]
struct Parts {
    all: Vec<Vec<Observation>>,
    /// Where each piece begins.
    starts: Vec<u32>,
}

impl Parts {
    fn new(all: Vec<Vec<Observation>>) -> Self {
        let mut next = 0_usize;
        let starts = all.iter().map(|part| {
            let start = u32::try_from(next).expect("a run has no billions of figures");
            next += part.len();
            start
        });
        let starts = starts.collect();
        Self { all, starts }
    }

    fn at(&self, place: u32) -> &Observation {
        let part = self.starts.partition_point(|start| *start <= place) - 1;
        &self.all[part][(place - self.starts[part]) as usize]
    }
}

/// What an observation is sorted by, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    series: SeriesKey,
    area: AreaId,
    year: FinancialYear,
    /// How many releases are newer than its own.
    newer: u16,
    at: u32,
}

impl Entry {
    const fn key(&self) -> (SeriesKey, AreaId, FinancialYear) {
        (self.series, self.area, self.year)
    }
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
        all: Vec<Vec<Observation>>,
        releases: Vec<Release>,
        areas: &Areas,
        vocabulary: &Vocabulary,
    ) -> (Self, Vec<Diagnostic>) {
        let newest_first = ranks(&releases);
        let parts = Parts::new(all);
        let entries = |(part, start): (&Vec<Observation>, &u32)| {
            let entry = |(at, found): (u32, &Observation)| Entry {
                series: found.series,
                area: found.area,
                year: found.year,
                newer: newest_first[usize::from(found.release.0)],
                at,
            };
            (*start..).zip(part).map(entry).collect::<Vec<_>>()
        };
        let mut index: Vec<Entry> =
            parts.all.par_iter().zip(&parts.starts).flat_map_iter(entries).collect();
        // Within one release the order of the inputs decides which place stands.
        index.par_sort_unstable();
        let mut diagnostics = Vec::new();
        let mut overlap = Overlap::default();
        index.dedup_by(|next, first| {
            if next.key() != first.key() {
                return false;
            }
            let (later, kept) = (parts.at(next.at), parts.at(first.at));
            if later.release == kept.release && !agree(later.figure, kept.figure) {
                diagnostics.push(two_values(kept, later, areas, vocabulary));
            }
            // A number says more than the gap of another table of the same release.
            if later.release == kept.release && kept.figure.is_err() && later.figure.is_ok() {
                std::mem::swap(next, first);
            }
            if next.newer > first.newer {
                overlap.add(later, kept);
            }
            true
        });
        index.shrink_to_fit();
        let twice = std::mem::take(&mut overlap.series);
        let restated = overlap.restated();
        let years = years(&index);
        (Self { parts, index, releases, restated, twice, years }, diagnostics)
    }

    /// The observation of a series in an area and year, if one was published.
    pub fn get(
        &self,
        series: SeriesKey,
        area: AreaId,
        year: FinancialYear,
    ) -> Option<&Observation> {
        let key = (series, area, year);
        let found = self.index.binary_search_by(|entry| entry.key().cmp(&key)).ok()?;
        Some(self.parts.at(self.index[found].at))
    }

    /// The observations of a series, by area and year.
    pub fn of_series(&self, series: SeriesKey) -> impl Iterator<Item = &Observation> {
        let start = self.index.partition_point(|entry| entry.series < series);
        let rest = self.index.get(start..).unwrap_or_default();
        rest.iter()
            .take_while(move |entry| entry.series == series)
            .map(|entry| self.parts.at(entry.at))
    }

    /// Every observation, by series, area and year.
    pub fn iter(&self) -> impl Iterator<Item = &Observation> {
        self.index.iter().map(|entry| self.parts.at(entry.at))
    }

    /// Every year that something was published for.
    pub fn years(&self) -> &BTreeSet<FinancialYear> {
        &self.years
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
        self.index.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
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

/// Every year that there is an observation of.
fn years(index: &[Entry]) -> BTreeSet<FinancialYear> {
    let with = |mut years: BTreeSet<_>, entry: &Entry| {
        years.insert(entry.year);
        years
    };
    index.par_iter().fold(BTreeSet::new, with).reduce(BTreeSet::new, |left, right| &left | &right)
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
