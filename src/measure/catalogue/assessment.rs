//! The items that people assess for themselves, and the measures that are evidence for each.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use crate::measure::catalogue::load::Files;
use crate::measure::catalogue::measure::{Measure, MeasureId};
use crate::reference::ReferenceError;

/// The file they stand in.
const FILE: &str = "self-assessment.toml";

/// What people are asked to judge, and the words they may answer with. Nothing here makes a score.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// What may be said of how much an item matters this year.
    pub relevance: Vec<String>,
    /// What may be said of how sure people are of their score.
    pub confidence: Vec<String>,
    /// The scores, the highest first.
    #[serde(rename = "score")]
    pub scores: Vec<Score>,
    /// The items, in order.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// A score that people may give.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The number.
    pub value: String,
    /// What it means.
    pub meaning: String,
}

/// One item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Item {
    /// Its number, which answers of earlier years are found by.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What cost-effective practice looks like, in our words.
    pub prompt: String,
    /// Whether number and title are ours and not the framework's.
    #[serde(default)]
    pub numbering_ours: bool,
    evidence: Vec<Spanned<MeasureId>>,
    /// What only the council can know: "waiting lists".
    #[serde(default)]
    pub local: Option<String>,
}

impl Item {
    /// The measures that are evidence for it.
    pub fn evidence(&self) -> impl Iterator<Item = &MeasureId> {
        self.evidence.iter().map(Spanned::get_ref)
    }
}

/// Reads the items.
///
/// # Errors
/// A measure that there is not, and an item that stands twice.
pub(super) fn load(
    files: Files<'_>,
    measures: &IndexMap<MeasureId, Measure>,
) -> Result<Assessment, ReferenceError> {
    let found: Assessment = files.load(FILE)?;
    for (index, item) in found.items.iter().enumerate() {
        let start = item.evidence.first().map_or(0, |id| id.span().start);
        if found.items.iter().take(index).any(|other| other.id == item.id) {
            return Err(files.fault(FILE, start, format!("item {} stands twice", item.id)));
        }
        for id in &item.evidence {
            if !measures.contains_key(id.get_ref()) {
                let message = format!("there is no measure {}", id.get_ref());
                return Err(files.fault(FILE, id.span().start, message));
            }
        }
    }
    Ok(found)
}
