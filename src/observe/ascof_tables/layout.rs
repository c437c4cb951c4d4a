//! The words of the workbook's headers, from `data/reference/ascof-tables.toml`.

use serde::Deserialize;

use crate::domain::year::FinancialYear;
use crate::observe::ascof::codes::PARTS;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::normalise;
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/ascof-tables.toml";

/// The part of an outcome that is the outcome itself.
pub(super) const OUTCOME: &str = "outcome";

/// The words of headers, and what is known to be wrong in a release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Layout {
    /// Names of the column that has the publisher's own code of an area.
    pub(super) code: Vec<String>,
    /// Names of the column that has the name of an area.
    pub(super) name: Vec<String>,
    /// Names of the column that has the ONS code of an area.
    pub(super) ons_code: Vec<String>,
    /// First words of columns of figures that are not read.
    pub(super) left_out_columns: Vec<String>,
    part: Vec<Part>,
    /// Figures that stand in the wrong place.
    #[serde(default)]
    pub(super) known_error: Vec<KnownError>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    id: String,
    labels: Vec<String>,
}

/// Figures of a table, year and level that stand in the wrong place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownError {
    /// The code of the table.
    pub(super) code: String,
    /// The year of the columns.
    pub(super) year: FinancialYear,
    /// The level of the rows.
    pub(super) level: String,
    /// What is wrong, for the note.
    pub(super) why: String,
}

impl Layout {
    /// Loads the table.
    ///
    /// # Errors
    /// A fault in it.
    pub(super) fn load(sources: &Sources) -> Result<Self, ReferenceError> {
        let text = sources.text("reference/ascof-tables.toml");
        let layout: Self = load_toml(FILE, text)?;
        match layout.part.iter().find(|part| part.id != OUTCOME && !PARTS.contains(&&*part.id)) {
            Some(part) => {
                let message = format!("'{}' is no part of an outcome", part.id);
                Err(ReferenceError::at(FILE, text, 0, message))
            }
            None => Ok(layout),
        }
    }

    /// The part of an outcome that a heading means.
    pub(super) fn part(&self, label: &str) -> Option<&str> {
        self.part.iter().find(|part| is_one_of(label, &part.labels)).map(|part| &*part.id)
    }

    /// Every word for a part.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.part.iter().flat_map(|part| &part.labels).map(String::as_str)
    }
}

/// Whether a text is one of some names, whatever its case and spaces.
pub(super) fn is_one_of(text: &str, names: &[String]) -> bool {
    let text = normalise(text);
    names.iter().any(|name| normalise(name) == text)
}
