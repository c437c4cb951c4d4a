//! A printed total held against the sum of its rows.

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;

/// The warning that a printed figure and the sum of its rows differ, with both; `more` others of the
/// same quantity do too.
pub fn differ(what: &str, printed: Decimal, sum: Decimal, more: usize) -> Diagnostic {
    let others = match more {
        0 => String::new(),
        1 => " (and 1 other figure of it)".to_owned(),
        more => format!(" (and {more} other figures of it)"),
    };
    let message = format!(
        "{what}: the file prints {} and its rows add up to {}{others}",
        printed.normalize(),
        sum.normalize()
    );
    Diagnostic::warning("observe/total-differs", message)
        .help("the printed figure is used; see whether the publisher tells of it")
}
