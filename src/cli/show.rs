//! What was found, in words for people or one JSON object a line: standard error is talk, standard output
//! is data.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "this is where the program speaks")]

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use use_of_resources::diagnostic::{Diagnostic, Severity, count_by_kind};
use use_of_resources::domain::format::count;
use use_of_resources::release::text::harmless;
use use_of_resources::run::{Made, Summary};

use crate::cli::args::{LogFormat, Talk};

/// Whether talk is JSON. Set once, before anything is said.
static JSON: AtomicBool = AtomicBool::new(false);

/// Takes the form of talk from the command line.
pub(crate) fn set(talk: Talk) {
    JSON.store(talk.log_format == LogFormat::Json, Ordering::Relaxed);
}

fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Writes a line to standard error. What inputs and names of files say cannot order a terminal about.
fn say(line: &str) {
    let _gone = writeln!(std::io::stderr(), "{}", harmless(line));
}

/// Prints a line of data. A reader that has gone away is no fault of ours.
pub(crate) fn data(line: &str) {
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// Prints an event of the log, if the log is for programs.
pub(crate) fn event(name: &str, mut fields: Value) {
    if !is_json() {
        return;
    }
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("event".to_owned(), Value::from(name));
    }
    let _gone = writeln!(std::io::stderr(), "{fields}");
}

/// Prints a line of talk, unless asked to be quiet.
pub(crate) fn talk(talk: Talk, line: &str) {
    if talk.quiet {
        return;
    }
    if is_json() {
        return event("message", json!({ "message": line }));
    }
    say(line);
}

/// Prints a line of talk for people who want to know everything; programs have it in an event.
pub(crate) fn detail(talk: Talk, line: &str) {
    if talk.verbose && !is_json() {
        say(line);
    }
}

/// How a report came about, for programs.
pub(crate) fn made(council: &str, made: &Made) -> Value {
    let (outcome, why) = match made {
        Made::Anew(why) => ("written", Some(why)),
        Made::Kept => ("kept", None),
        Made::Failed(why) => ("failed", Some(why)),
    };
    json!({ "council": council, "outcome": outcome, "why": why })
}

/// Tells why reports were made, and which could not be.
pub(crate) fn outcomes(talk: Talk, summary: &Summary) {
    for (council, made) in &summary.made {
        match made {
            Made::Anew(why) => detail(talk, &format!("{council}: made anew, {why}")),
            Made::Kept => detail(talk, &format!("{council}: kept, nothing changed")),
            Made::Failed(_) => {}
        }
    }
    for (council, why) in &summary.failed {
        error(&format!("no report for {council}: {why}"));
    }
    for (region, why) in &summary.regions_failed {
        error(&format!("no report for the region {region}: {why}"));
    }
}

/// Which reports have other figures than those that they replaced, in one line.
pub(crate) fn corrections(summary: &Summary) -> Option<String> {
    let councils: Vec<&str> = summary.corrects().collect();
    let (number, names) = (councils.len(), councils.join(", "));
    match number {
        0 => None,
        1 => Some(format!(
            "1 report corrects an earlier one (see status in distribution.csv): {names}"
        )),
        _ => Some(format!(
            "{} reports correct earlier ones (see status in distribution.csv): {names}",
            count(number)
        )),
    }
}

/// Prints an error, always.
pub(crate) fn error(line: &str) {
    if is_json() {
        return event("error", json!({ "message": line }));
    }
    say(&format!("error: {line}"));
}

/// Prints a warning, always.
pub(crate) fn warning(line: &str) {
    if is_json() {
        return event("warning", json!({ "message": line }));
    }
    say(&format!("warning: {line}"));
}

/// A diagnostic for programs.
pub(crate) fn as_json(found: &Diagnostic) -> Value {
    json!({
        "severity": found.severity.to_string(),
        "code": found.code,
        "message": found.message,
        "place": found.place.as_ref().map(ToString::to_string),
        "help": found.help,
    })
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
    let told = found.iter().filter(|diagnostic| diagnostic.severity >= least);
    if is_json() {
        told.for_each(|diagnostic| event("diagnostic", as_json(diagnostic)));
        return;
    }
    let mut out = std::io::stderr().lock();
    for diagnostic in told {
        let _gone = writeln!(out, "{}", harmless(&diagnostic.to_string()));
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
