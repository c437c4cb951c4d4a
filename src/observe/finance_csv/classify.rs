//! The words of a row to the series it belongs to, once for every wording in a file.
//!
//! Where the row number (`UUID`) follows the proved scheme it says the series, and the words must
//! agree; elsewhere the words say it alone.

use crate::diagnostic::Diagnostic;
use crate::observe::finance_csv::columns::{DIMENSIONS, FIELDS, FIRST_FIELD, Fields};
use crate::observe::finance_csv::rules::{Kind, Rules};
use crate::observe::finance_csv::uuid;
use crate::reference::vocabulary::{SeriesKey, Vocabulary};
use crate::release::delimited::near;

/// What a wording means.
pub(super) enum Class<'r> {
    /// A series, and how its numbers are written.
    Series(SeriesKey, &'r Kind),
    /// Nothing that is used, and why.
    LeftOut(&'r str),
    /// Something wrong, and the column to look at.
    Fault(Diagnostic, usize),
}

/// Why a row is left out whose kind or breakdown no quantity has.
const OTHER_KIND: &str = "kinds of row that no measure uses";
const OTHER_BREAKDOWN: &str = "breakdowns that no measure uses";

/// The kind of the rows that the scheme of row numbers is proved for.
const SCHEME_KIND: &str = "gross-current-expenditure";

/// Reads the words of a row.
pub(super) fn classify<'r>(
    rules: &'r Rules,
    vocabulary: &Vocabulary,
    row_number: &str,
    fields: &Fields<'_>,
) -> Class<'r> {
    if let Some(why) = rules.left_out(fields) {
        return Class::LeftOut(why);
    }
    let by_number = uuid::series(row_number, vocabulary);
    let kind = rules.kind(fields).or_else(|| {
        // The years 2021-22 and 2022-23 write "9" for the finance type; the number says the rest.
        by_number.and_then(|_| rules.kind_called(SCHEME_KIND))
    });
    let Some(kind) = kind else { return Class::LeftOut(OTHER_KIND) };
    if let Some(field) =
        DIMENSIONS.into_iter().find(|field| !rules.knows(*field, fields[*field], vocabulary))
    {
        return unknown_label(rules, vocabulary, field, fields[field]);
    }
    let by_words = rules
        .series
        .iter()
        .filter(|rule| rule.kind == kind)
        .find_map(|rule| rules.series_of(rule, fields, vocabulary));
    match (by_number, by_words) {
        (Some(number), Some(words)) if number == words => Class::Series(words, &rules.kinds[kind]),
        (None, Some(words)) => Class::Series(words, &rules.kinds[kind]),
        (None, None) => Class::LeftOut(OTHER_BREAKDOWN),
        (Some(number), words) => disagreement(vocabulary, row_number, number, words),
    }
}

fn unknown_label<'r>(
    rules: &'r Rules,
    vocabulary: &Vocabulary,
    field: usize,
    label: &str,
) -> Class<'r> {
    let near = near(label, rules.labels(field, vocabulary));
    let help = if near.is_empty() {
        "if the publisher has a new word, add it to data/reference/finance-csv.toml".to_owned()
    } else {
        format!("the nearest known labels are: {}", near.join("; "))
    };
    let message = format!("'{label}' is no known {}", FIELDS[field].replace('-', " "));
    let fault = Diagnostic::error("observe/unknown-label", message).help(help);
    Class::Fault(fault, FIRST_FIELD + field)
}

fn disagreement<'r>(
    vocabulary: &Vocabulary,
    row_number: &str,
    number: SeriesKey,
    words: Option<SeriesKey>,
) -> Class<'r> {
    let message = format!(
        "the row number {row_number} means {} and the words of the row mean {}",
        vocabulary.describe(number),
        words.map_or_else(|| "something else".to_owned(), |words| vocabulary.describe(words)),
    );
    let fault = Diagnostic::error("observe/row-number", message)
        .help("compare the row with the publisher's guide to row numbers");
    Class::Fault(fault, FIRST_FIELD - 1)
}
