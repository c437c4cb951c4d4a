//! A problem someone can fix, and where it is.
//!
//! Problems in inputs are values, collected and counted, never a reason to panic.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::place::Place;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something is odd; the figures stand.
    Warning,
    /// A figure cannot be trusted, so nothing is published.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A problem in an input: what was found, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What kind of problem it is, such as `observe/unknown-marker`.
    pub code: &'static str,
    /// What was found and what was expected, in the reader's words.
    pub message: String,
    /// Where it was found.
    pub place: Option<Place>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem that stops the run.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A problem that does not stop the run.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// Something worth knowing.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self { severity, code, message, place: None, help: None }
    }

    /// Says where the problem is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// One line in the form that editors and logs can jump to, and the help on a second line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// A value, and what was noticed on the way to it.
#[derive(Debug, Clone)]
pub struct Diagnosed<T> {
    /// What was made.
    pub value: T,
    /// What was noticed, in the order of the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many problems stop a run: errors, and where it is strict, warnings too.
pub fn faults(diagnostics: &[Diagnostic], strict: bool) -> usize {
    let stops = if strict { Severity::Warning } else { Severity::Error };
    diagnostics.iter().filter(|found| found.severity >= stops).count()
}

/// How many diagnostics there are of each severity and code, in a fixed order.
pub fn count_by_kind(diagnostics: &[Diagnostic]) -> BTreeMap<(Severity, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry((diagnostic.severity, diagnostic.code)).or_insert(0) += 1;
    }
    counts
}
