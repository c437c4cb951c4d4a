//! The words of the return, from `data/reference/revenue-outturn.toml`.

use serde::Deserialize;

use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary, normalise};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/revenue-outturn.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    sheet: Vec<String>,
    left_alone: Vec<String>,
    code: Vec<String>,
    name: Vec<String>,
    name_endings: Vec<String>,
    line: Vec<String>,
    column: Vec<toml::Spanned<ColumnEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    quantity: String,
    names: Vec<String>,
    variable: String,
}

/// The words, all of them plain.
pub(super) struct Words {
    sheet: Vec<String>,
    left_alone: Vec<String>,
    pub(super) code: Vec<String>,
    pub(super) name: Vec<String>,
    pub(super) name_endings: Vec<String>,
    pub(super) line: Vec<String>,
    pub(super) columns: Vec<Wanted>,
}

/// A column that is wanted.
pub(super) struct Wanted {
    pub(super) series: SeriesKey,
    pub(super) names: Vec<String>,
    /// What a hidden line of the sheet calls it, in some years.
    pub(super) variable: String,
}

impl Words {
    /// The words of some tables.
    ///
    /// # Errors
    /// A fault in the file, with line and column.
    pub(super) fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let text = sources.text("reference/revenue-outturn.toml");
        let table: Table = load_toml(FILE, text)?;
        let all = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<_>>();
        let columns = table.column.iter().map(|column| {
            let offset = column.span().start;
            let column = column.get_ref();
            let term = vocabulary.term(Dimension::Quantity, &column.quantity).ok_or_else(|| {
                let message = format!("'{}' is not in vocabulary.toml", column.quantity);
                ReferenceError::at(FILE, text, offset, message)
            })?;
            Ok(Wanted {
                series: SeriesKey::of(term),
                names: all(&column.names),
                variable: normalise(&column.variable),
            })
        });
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            sheet: all(&table.sheet),
            left_alone: all(&table.left_alone),
            code: all(&table.code),
            name: all(&table.name),
            name_endings: table.name_endings,
            line: all(&table.line),
        })
    }

    /// The sheet that holds the rows of all authorities.
    pub(super) fn data_sheet<'n>(&self, names: &'n [String]) -> Option<&'n String> {
        names.iter().find(|name| begins_with_one_of(name, &self.sheet))
    }

    /// The sheets that repeat what others hold.
    pub(super) fn left_alone<'n>(&self, names: &'n [String]) -> Option<&'n String> {
        names.iter().find(|name| begins_with_one_of(name, &self.left_alone))
    }
}

fn begins_with_one_of(name: &str, wanted: &[String]) -> bool {
    let name = plain(&name.replace('_', " "));
    wanted.iter().any(|wanted| name.starts_with(wanted.as_str()))
}

/// A text without what does not matter: case, white space, and everything in brackets, such as
/// `[note 2]` and `(C7 = C3 - C6)`.
pub(super) fn plain(text: &str) -> String {
    let mut depth = 0_u32;
    let kept: String = text
        .chars()
        .filter(|letter| match letter {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    normalise(&kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_does_not_matter() {
        for (text, expected) in [
            (
                "TOTAL ADULT SOCIAL CARE [note 2] - Net Current Expenditure (C7 = C3 - C6)",
                "total adult social care - net current expenditure",
            ),
            ("Total Expenditure\n (C3 = C1 + C2)", "total expenditure"),
            ("a (b [c] d) e)", "a e"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
