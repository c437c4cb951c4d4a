//! The rows of one file to a reading: each figure once, each complaint once with a count.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::observations::{Observation, Release, ReleaseId};
use crate::observe::reader::Reading;
use crate::observe::reading::Unreadable;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::SeriesKey;

/// Complaints in the order in which they first arose. One that arises on every row of a file is
/// printed once, at its first place, with the number of the others.
#[derive(Debug, Default)]
pub struct Findings {
    by_message: IndexMap<(&'static str, String), (Diagnostic, usize)>,
}

impl Findings {
    /// Takes a complaint.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.by_message
            .entry((diagnostic.code, diagnostic.message.clone()))
            .or_insert((diagnostic, 0))
            .1 += 1;
    }

    /// Takes several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// The complaints, each with the number of rows it arose on.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.by_message
            .into_values()
            .map(|(mut diagnostic, count)| {
                match count {
                    0 | 1 => {}
                    2 => diagnostic.message.push_str(" (and on 1 more row)"),
                    _ => {
                        use std::fmt::Write as _;
                        write!(diagnostic.message, " (and on {} more rows)", count - 1)
                            .expect("writing to a string cannot fail");
                    }
                }
                diagnostic
            })
            .collect()
    }
}

/// What has been read of one publication so far.
#[derive(Debug, Default)]
pub struct Collector {
    /// What was noticed.
    pub findings: Findings,
    observations: Vec<Observation>,
    index: FxHashMap<(SeriesKey, AreaId, FinancialYear), usize>,
}

impl Collector {
    /// Takes a figure. One that stands twice with the same value counts once, with a warning; two
    /// values are both kept, and settling the observations of the run refuses them.
    pub fn add(
        &mut self,
        series: SeriesKey,
        area: AreaId,
        year: FinancialYear,
        figure: Figure,
        place: Place,
    ) {
        let index = self.observations.len();
        let first = *self.index.entry((series, area, year)).or_insert(index);
        if first != index && self.observations[first].figure == figure {
            self.findings.add(
                Diagnostic::warning(
                    "observe/duplicate-row",
                    "the row stands twice with the same value; it counts once",
                )
                .at(place),
            );
            return;
        }
        let release = ReleaseId(0);
        self.observations.push(Observation { series, area, year, figure, place, release });
    }

    /// Makes room for a known number of figures, so that the memory is asked for once.
    pub fn reserve(&mut self, figures: usize) {
        self.observations.reserve_exact(figures);
        self.index.reserve(figures);
    }

    /// Whether no figure was found.
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
    }

    /// The newest year with a figure.
    pub fn latest(&self) -> Option<FinancialYear> {
        self.observations.iter().map(|observation| observation.year).max()
    }

    /// The reading of a file that is one publication; without one there are only complaints.
    pub fn into_reading(self, release: Option<Release>) -> Reading {
        Reading {
            observations: if release.is_some() { self.observations } else { Vec::new() },
            releases: release.into_iter().collect(),
            diagnostics: self.findings.into_diagnostics(),
            ..Reading::default()
        }
    }
}

/// A reading of a file that could not be opened.
pub fn only_faults(faults: impl IntoIterator<Item = Diagnostic>) -> Reading {
    Reading { diagnostics: faults.into_iter().collect(), ..Reading::default() }
}

/// The complaint about a cell that is neither a number nor a known marker.
pub fn unreadable(text: &str, why: &Unreadable) -> Diagnostic {
    let shown: String = text.chars().take(40).collect();
    match why {
        Unreadable::NotANumber => {
            Diagnostic::error("observe/not-a-number", format!("'{shown}' is not a number"))
                .help("compare the row with the publisher's file; download it again if it differs")
        }
        Unreadable::UnknownMarker => Diagnostic::error(
            "observe/unknown-marker",
            format!("'{shown}' is no known marker"),
        )
        .help(
            "the publisher's notes say what it means; known are [x], [c], [z], [low], :, .. and *",
        ),
        Unreadable::Sentinel => Diagnostic::error(
            "observe/sentinel",
            format!("{shown} is a code for a missing number, not a figure"),
        )
        .help("ask the publisher for the figure, or write the marker that the release uses"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_on_every_row_is_printed_once_with_a_count() {
        let mut findings = Findings::default();
        for _ in 0..3 {
            findings.add(Diagnostic::error("observe/not-a-number", "'x1' is not a number"));
        }
        findings.add(Diagnostic::error("observe/not-a-number", "'x2' is not a number"));
        let messages: Vec<_> =
            findings.into_diagnostics().into_iter().map(|found| found.message).collect();
        assert_eq!(messages, ["'x1' is not a number (and on 2 more rows)", "'x2' is not a number"]);
    }
}
