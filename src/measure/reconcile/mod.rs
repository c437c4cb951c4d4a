//! Our figures held against the publisher's own, and against each other: a mismatch is a finding with
//! both figures.

use crate::diagnostic::Diagnostic;
use crate::domain::format;
use crate::measure::evaluate::Inputs;
use crate::measure::results::Results;

mod identities;
mod printed;
mod sums;

/// What was compared, and what did not agree.
#[derive(Debug, Clone, Default)]
pub struct Reconciliation {
    /// How many figures were held against another.
    pub compared: usize,
    /// How many of them differ by more than rounding explains, and nobody knows why.
    pub differ: usize,
    /// How many differ for a reason that `data/catalogue/known-mismatches.toml` states.
    pub known: usize,
    /// Those that differ, the first of each kind in full and the others counted; and each known reason
    /// once.
    pub diagnostics: Vec<Diagnostic>,
}

/// Holds England's printed totals, the publishers' printed rates, the recomputed unit costs, the sums
/// over councils and the identities of the returns against our figures. Made-up figures are not held
/// against England's real totals.
pub fn reconcile(inputs: Inputs<'_>, results: &Results, illustrative: bool) -> Reconciliation {
    let mut outcome = Reconciliation::default();
    if !illustrative {
        printed::totals(inputs, &mut outcome);
    }
    printed::figures(inputs, results, &mut outcome);
    identities::check(inputs, &mut outcome);
    sums::check(inputs, &mut outcome);
    outcome
}

/// How many mismatches of one kind are told in full.
const IN_FULL: usize = 3;

impl Reconciliation {
    /// Takes the mismatches of one kind: the first in full, and how many more there are.
    fn take(&mut self, kind: &'static str, mut found: Vec<Diagnostic>) {
        self.differ += found.len();
        let more = found.len().saturating_sub(IN_FULL);
        found.truncate(IN_FULL);
        if more > 0
            && let Some(last) = found.last_mut()
        {
            last.message = format!("{} (and {} more like it)", last.message, format::count(more));
        }
        debug_assert!(found.iter().all(|diagnostic| diagnostic.code == kind));
        self.diagnostics.extend(found);
    }
}
