//! Sums of published figures that are the same by definition.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::reference::notation::series;
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

/// Two sums of published figures that are the same by definition.
#[derive(Debug, Clone)]
pub struct Identity {
    /// What is the same as what, in words that follow "in 2016-17:".
    pub name: String,
    /// The series of one sum.
    pub left: Vec<SeriesKey>,
    /// The series of the other.
    pub right: Vec<SeriesKey>,
    /// The largest difference that rounding explains.
    pub within: Decimal,
    /// The same as a share of the larger sum.
    pub share: Decimal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityFile {
    identity: Vec<Spanned<IdentityEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityEntry {
    name: String,
    left: Vec<String>,
    right: Vec<String>,
    within: Decimal,
    share: Decimal,
}

/// The identities of the file; a series that is not in the vocabulary is a fault at its entry.
pub(super) fn resolve(
    file: IdentityFile,
    vocabulary: &Vocabulary,
) -> Result<Vec<Identity>, (usize, String)> {
    file.identity
        .into_iter()
        .map(|entry| {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            let side = |texts: &[String]| -> Result<Vec<SeriesKey>, (usize, String)> {
                let keys = texts.iter().map(|text| series(text, vocabulary));
                keys.collect::<Result<_, _>>().map_err(|message| (offset, message))
            };
            Ok(Identity {
                left: side(&entry.left)?,
                right: side(&entry.right)?,
                name: entry.name,
                within: entry.within,
                share: entry.share,
            })
        })
        .collect()
}
