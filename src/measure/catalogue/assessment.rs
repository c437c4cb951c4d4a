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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::catalogue::Catalogue;
    use crate::reference::sources::Sources;
    use crate::reference::vocabulary::Vocabulary;

    const NAME: &str = "catalogue/self-assessment.toml";

    fn load(change: impl Fn(&str) -> String) -> Result<Assessment, ReferenceError> {
        let vocabulary = Vocabulary::load()?;
        let sources = Sources::default();
        let text = change(sources.text(NAME));
        Ok(Catalogue::load_from(&sources.with(NAME, text), &vocabulary)?.assessment)
    }

    /// METHOD 6.1 and 6.3: sixteen items, scores from 0 to 3, and who numbered what.
    #[test]
    fn the_items_are_those_of_the_method() {
        let found = load(str::to_owned).unwrap_or_else(|fault| panic!("{fault}"));
        let ids: Vec<&str> = found.items.iter().map(|item| &*item.id).collect();
        assert_eq!(
            ids.join(" "),
            "1.1 1.2 1.3 1.4 2.1 2.2 3.1 3.2 3.3 3.4 3.5 4.1 4.2 4.3 5.1 6.1"
        );
        let scores: Vec<&str> = found.scores.iter().map(|score| &*score.value).collect();
        assert_eq!(scores, ["3", "2", "1", "0"]);
        for item in &found.items {
            assert!(item.evidence().count() > 0 && item.prompt.ends_with('.'), "{}", item.id);
            assert_eq!(item.numbering_ours, *item.id > *"2.1", "{}", item.id);
        }
    }

    #[test]
    fn an_item_with_no_such_measure_or_number_is_refused_with_its_place() {
        for (old, new, said) in [
            ("\"EX17\"", "\"EX71\"", "there is no measure EX71"),
            ("id = \"1.2\"", "id = \"1.1\"", "item 1.1 stands twice"),
            ("prompt =", "promt =", "unknown field `promt`"),
        ] {
            let fault = load(|text| text.replacen(old, new, 1)).expect_err(said);
            assert!(fault.message.contains(said), "{fault}");
            assert!(fault.file.ends_with("self-assessment.toml") && fault.line > 10, "{fault}");
        }
    }
}
