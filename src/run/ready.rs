//! Whether a release is complete enough to make reports from, where someone says what that is.

use crate::diagnostic::{self, Severity};
use crate::domain::format::count;
use crate::run::{Fatal, Published, Tables, Worked, years};

/// How many councils a message names.
const NAMED: usize = 10;

/// What must be there; nothing unless someone says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ready {
    /// Councils with finance figures for the report year, as a percentage of all.
    pub submitted: Option<u8>,
    /// What stops the run where anything of it was noticed, in the figures as in the files: errors, or
    /// warnings too.
    pub diagnostics: Option<Severity>,
}

/// Makes sure that everything is there.
///
/// # Errors
/// What is missing.
pub fn check(
    ready: &Ready,
    published: &Published,
    tables: &Tables,
    worked: &Worked,
) -> Result<(), Fatal> {
    let mut all = published.diagnostics.clone();
    all.extend(worked.added.diagnostics.iter().cloned());
    all.extend(worked.reconciliation.diagnostics.iter().cloned());
    let missing: Vec<String> = [
        ready.submitted.and_then(|percent| submitted(percent, published, tables, worked)),
        ready.diagnostics.and_then(|least| noticed(least, &all)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let why = format!("not ready, and nothing was written: {}", missing.join("; "));
    Err(Fatal::Inputs(why, all))
}

fn submitted(
    percent: u8,
    published: &Published,
    tables: &Tables,
    worked: &Worked,
) -> Option<String> {
    let series = years::finance_series(tables);
    let has = |council| {
        series.iter().any(|series| {
            let found = published.observations.get(*series, council, worked.year);
            found.is_some_and(|found| found.figure.is_ok())
        })
    };
    let councils: Vec<_> = tables.areas.councils_in(worked.year).collect();
    let without: Vec<&str> = councils
        .iter()
        .filter(|council| !has(**council))
        .map(|council| tables.areas.get(*council).name.as_str())
        .collect();
    let with = councils.len() - without.len();
    if with * 100 >= usize::from(percent) * councils.len() {
        return None;
    }
    let named = without.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    let more = without.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    Some(format!(
        "{} of {} councils have finance figures for {}, and {percent}% must (ready.submitted); without: \
         {named}{more}",
        count(with),
        count(councils.len()),
        worked.year
    ))
}

fn noticed(least: Severity, all: &[diagnostic::Diagnostic]) -> Option<String> {
    let kinds: Vec<String> = diagnostic::count_by_kind(all)
        .into_iter()
        .filter(|((severity, _), _)| *severity >= least)
        .map(|((severity, code), found)| format!("{} {severity} {code}", count(found)))
        .collect();
    (!kinds.is_empty())
        .then(|| format!("the checks found {} (ready.diagnostics)", kinds.join(", ")))
}
