//! What was found, in words for people: standard error is talk, standard output is data.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "this is where the program speaks")]

use std::io::Write as _;

use use_of_resources::diagnostic::{Diagnostic, Severity, count_by_kind};

use crate::cli::args::Talk;

/// Prints a line of data. A reader that has gone away is no fault of ours.
pub(crate) fn data(line: &str) {
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// Prints a line of talk, unless asked to be quiet.
pub(crate) fn talk(talk: Talk, line: &str) {
    if !talk.quiet {
        let _gone = writeln!(std::io::stderr(), "{line}");
    }
}

/// Prints an error, always.
pub(crate) fn error(line: &str) {
    let _gone = writeln!(std::io::stderr(), "error: {line}");
}

/// Prints a warning, always.
pub(crate) fn warning(line: &str) {
    let _gone = writeln!(std::io::stderr(), "warning: {line}");
}

/// Prints diagnostics of at least a severity, and counts them by kind.
pub(crate) fn diagnostics(talk: Talk, found: &[Diagnostic]) {
    let least = if talk.quiet {
        Severity::Error
    } else if talk.verbose {
        Severity::Note
    } else {
        Severity::Warning
    };
    let mut out = std::io::stderr().lock();
    for diagnostic in found.iter().filter(|diagnostic| diagnostic.severity >= least) {
        let _gone = writeln!(out, "{diagnostic}");
    }
    if talk.quiet {
        return;
    }
    for ((severity, code), count) in count_by_kind(found) {
        if severity >= least {
            let _gone = writeln!(out, "{count:>6} {severity} {code}");
        }
    }
}
