//! The words of a row to what it is about, once for every wording in a file.
//!
//! Where the row number (`UUID`) follows the proved scheme it says the series, and the words must
//! agree; elsewhere the words say it alone.

use crate::diagnostic::Diagnostic;
use crate::observe::finance_csv::columns::{DIMENSIONS, FIELDS, FIRST_FIELD, Fields, KIND_FIELDS};
use crate::observe::finance_csv::rules::{Meaning, Rules, dimension};
use crate::observe::finance_csv::uuid::{self, Number};
use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};
use crate::release::delimited::near;

/// What a wording means.
pub(super) enum Class {
    /// A figure, the index of its kind, and what to say of a word that only the row number told.
    Row(Meaning, usize, Option<(Diagnostic, usize)>),
    /// Nothing that is used, why, and an example to name.
    LeftOut(String, Option<String>),
    /// A row left out for a word that nobody listed.
    Unknown(Unknown),
    /// Something wrong, and the column to look at.
    Fault(Diagnostic, usize),
}

/// A row left out for a word that nobody listed.
pub(super) struct Unknown {
    pub(super) kind: usize,
    pub(super) warning: Diagnostic,
    /// The column to look at.
    pub(super) column: usize,
    /// Whether it may be among the rows that totals of its kind are added up from. A row of another
    /// description of money, or of another comparison, is not.
    pub(super) may_count: bool,
}

/// Why a row is left out whose kind or breakdown no quantity has.
const OTHER_KIND: &str = "kinds of row that no measure uses";
const OTHER_BREAKDOWN: &str = "breakdowns that no measure uses";

/// The kind of the rows that the scheme of row numbers is proved for.
const SCHEME_KIND: &str = "gross-current-expenditure";

/// Reads the words of a row.
pub(super) fn classify(
    rules: &Rules,
    vocabulary: &Vocabulary,
    row_number: &str,
    fields: &Fields<'_>,
) -> Class {
    let fields = rules.in_our_words(fields);
    if let Some(why) = rules.left_out(&fields) {
        return Class::LeftOut(why.to_owned(), None);
    }
    let by_number = uuid::read(row_number, vocabulary);
    let kind = rules.kind(&fields).or_else(|| {
        // The years 2021-22 and 2022-23 write "9" for the finance type; the number says the rest.
        by_number.and_then(|_| rules.kind_called(SCHEME_KIND))
    });
    let Some(kind) = kind else {
        let words = KIND_FIELDS.map(|field| fields[field]).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        return Class::LeftOut(OTHER_KIND.to_owned(), Some(words.join(" / ")));
    };
    let unknown = |fields: &Fields<'_>| {
        DIMENSIONS.into_iter().find(|field| !rules.knows(*field, fields[*field], vocabulary))
    };
    let Some(field) = unknown(&fields) else {
        return match agreed(rules, vocabulary, kind, by_number, &fields) {
            Ok((Some(meaning), note)) => Class::Row(meaning, kind, note),
            Ok((None, _)) => Class::LeftOut(OTHER_BREAKDOWN.to_owned(), None),
            Err((number, words)) => disagreement(vocabulary, row_number, number, words),
        };
    };
    // The number may say what the word means.
    let term = by_number.and_then(|number| term_of(number.series, field, vocabulary));
    if let Some(term) = term {
        let mut known = fields;
        known[field] = vocabulary.label(term);
        let meaning = agreed(rules, vocabulary, kind, by_number, &known);
        if let (None, Ok((Some(meaning), None))) = (unknown(&known), meaning) {
            let said = format!(
                "'{}' is no known {}; the row numbers say that it is {}",
                fields[field],
                FIELDS[field].replace('-', " "),
                vocabulary.label(term),
            );
            let note = Diagnostic::warning("observe/unknown-label", said).help(proposal(
                FIELDS[field],
                fields[field],
                vocabulary.label(term),
            ));
            return Class::Row(meaning, kind, Some((note, FIRST_FIELD + field)));
        }
    }
    Class::Unknown(Unknown {
        kind,
        warning: unknown_label(rules, vocabulary, field, fields[field]),
        column: FIRST_FIELD + field,
        may_count: !matches!(FIELDS[field], "finance-description" | "comparative-totals"),
    })
}

/// A meaning, and what to say of the number of the row.
type Agreed = (Option<Meaning>, Option<(Diagnostic, usize)>);

/// What the words of a row mean, if the number of the row does not say otherwise. Where the scheme of
/// numbers is not proved the words are believed.
///
/// # Errors
/// What the number and the words mean, where they are two things.
fn agreed(
    rules: &Rules,
    vocabulary: &Vocabulary,
    kind: usize,
    by_number: Option<Number>,
    fields: &Fields<'_>,
) -> Result<Agreed, (SeriesKey, Option<SeriesKey>)> {
    let meaning = rules.meaning(kind, fields, vocabulary);
    let Some(number) = by_number else { return Ok((meaning, None)) };
    let words = meaning.and_then(|meaning| series(rules, meaning));
    if words == Some(number.series) {
        return Ok((meaning, None));
    }
    if number.proved {
        return Err((number.series, words));
    }
    let said = "the numbers of totals over settings follow another scheme than those of other rows; \
                the words of the rows are believed";
    let note = Diagnostic::note("observe/row-number", said);
    Ok((meaning, Some((note, FIRST_FIELD - 1))))
}

/// The series that a meaning is a figure of, if there is one.
pub(super) fn series(rules: &Rules, meaning: Meaning) -> Option<SeriesKey> {
    match meaning {
        Meaning::Single(series) | Meaning::Instead(series) => Some(series),
        Meaning::Cell(column, cell) => rules.columns[column].family.series(&cell),
    }
}

/// The term that a series has in the dimension of a field.
fn term_of(series: SeriesKey, field: usize, vocabulary: &Vocabulary) -> Option<Term> {
    let term = match dimension(field)? {
        Dimension::AgeBand => series.age_band,
        Dimension::SupportReason => series.support_reason,
        Dimension::Setting => series.setting,
        _ => return None,
    };
    // The word for a total has no term of its own; `totals` in the table lists such words.
    (term != Term::ALL && !vocabulary.label(term).is_empty()).then_some(term)
}

/// The lines that say that a word of the publisher means one that the table has.
pub(super) fn proposal(field: &str, theirs: &str, ours: &str) -> String {
    format!(
        "to say so once and for all, put at the end of data/reference/finance-csv.toml (or under \
         that heading, if it is there already):\n[same-as.{field}]\n{} = {}",
        toml::Value::String(theirs.to_owned()),
        toml::Value::String(ours.to_owned()),
    )
}

fn unknown_label(rules: &Rules, vocabulary: &Vocabulary, field: usize, label: &str) -> Diagnostic {
    let near = near(label, rules.labels(field, vocabulary));
    let name = FIELDS[field];
    let help = match near.first() {
        Some(nearest) => format!(
            "the nearest known labels are: {}; {}",
            near.join("; "),
            proposal(name, label, nearest)
        ),
        None => format!(
            "no known label is like it; if it means one of them, {}",
            proposal(name, label, "the known label").replace("to say so once and for all, ", "")
        ),
    };
    let message = format!(
        "'{label}' is no known {}; its rows are left out, and so are the totals they belong to",
        name.replace('-', " ")
    );
    Diagnostic::warning("observe/unknown-label", message).help(help)
}

fn disagreement(
    vocabulary: &Vocabulary,
    row_number: &str,
    number: SeriesKey,
    words: Option<SeriesKey>,
) -> Class {
    let message = format!(
        "the row number {row_number} means {} and the words of the row mean {}",
        vocabulary.describe(number),
        words.map_or_else(|| "something else".to_owned(), |words| vocabulary.describe(words)),
    );
    let fault = Diagnostic::error("observe/row-number", message)
        .help("compare the row with the publisher's guide to row numbers");
    Class::Fault(fault, FIRST_FIELD - 1)
}
