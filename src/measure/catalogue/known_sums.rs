//! Groups whose printed figures are known not to be the sums of their councils, and why.

use serde::Deserialize;
use toml::Spanned;

use crate::domain::year::FinancialYear;
use crate::reference::areas::AreaLevel;
use crate::reference::notation::series;
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

/// The levels of groups that are held against the sums of their councils.
const LEVELS: [AreaLevel; 2] = [AreaLevel::England, AreaLevel::Region];

/// Series that are more in a group's row than the sum of its councils, for a known reason.
#[derive(Debug, Clone)]
pub struct KnownSum {
    /// What was counted.
    pub series: Vec<SeriesKey>,
    /// When.
    pub year: FinancialYear,
    /// Which groups.
    pub levels: Vec<AreaLevel>,
    /// What is different, for people.
    pub what: String,
    /// How that is known.
    pub source: String,
    /// The day on which it was found, as `2026-11-25`.
    pub noted: String,
}

impl KnownSum {
    /// Whether it is about a series of a group in a year.
    pub fn explains(&self, series: SeriesKey, year: FinancialYear, level: AreaLevel) -> bool {
        self.year == year && self.levels.contains(&level) && self.series.contains(&series)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct KnownFile {
    sum_of_councils: Vec<Spanned<KnownEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownEntry {
    series: Vec<String>,
    year: FinancialYear,
    levels: Vec<String>,
    what: String,
    source: String,
    noted: String,
}

/// The entries of the file; a series that is not in the vocabulary and a level that is not held
/// against its councils are faults at their entry.
pub(super) fn resolve(
    file: KnownFile,
    vocabulary: &Vocabulary,
) -> Result<Vec<KnownSum>, (usize, String)> {
    let known = |entry: KnownEntry| -> Result<KnownSum, String> {
        let keys = entry.series.iter().map(|text| series(text, vocabulary));
        let level = |id: &String| {
            let found = LEVELS.into_iter().find(|level| level.id() == id);
            found.ok_or_else(|| format!("'{id}' is not england or region"))
        };
        Ok(KnownSum {
            series: keys.collect::<Result<_, _>>()?,
            year: entry.year,
            levels: entry.levels.iter().map(level).collect::<Result<_, _>>()?,
            what: entry.what,
            source: entry.source,
            noted: entry.noted,
        })
    };
    file.sum_of_councils
        .into_iter()
        .map(|entry| {
            let offset = entry.span().start;
            known(entry.into_inner()).map_err(|message| (offset, message))
        })
        .collect()
}
