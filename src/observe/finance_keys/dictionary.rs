//! What the numbers in the files of 2016-17 mean: `data/reference/finance-keys.csv`.

use std::collections::HashMap;

use serde::Deserialize;

use crate::reference::ReferenceError;
use crate::reference::sources::Sources;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    field: String,
    key: String,
    id: String,
    meaning: String,
    certainty: String,
    source: String,
}

/// The ids of keys by field; an empty id is a key that no series of ours has.
pub(super) struct Dictionary {
    ids: HashMap<(String, String), String>,
}

/// The fields that a dictionary has.
const FIELDS: [&str; 12] = [
    "age-band",
    "support-reason",
    "care-type",
    "setting",
    "purpose",
    "provision",
    "carer-support",
    "data-type",
    "data-source",
    "finance-type",
    "finance-description",
    "comparative-totals",
];

impl Dictionary {
    /// Loads the dictionary.
    ///
    /// # Errors
    /// An unknown field, a key that stands twice, and a row without meaning, certainty or source.
    pub(super) fn load(sources: &Sources) -> Result<Self, ReferenceError> {
        const FILE: &str = "data/reference/finance-keys.csv";
        let mut reader =
            csv::Reader::from_reader(sources.text("reference/finance-keys.csv").as_bytes());
        let mut ids = HashMap::new();
        for (index, row) in reader.deserialize::<Row>().enumerate() {
            let fault = |message: String| ReferenceError {
                file: FILE.to_owned(),
                line: index + 2,
                column: 1,
                message,
            };
            let row = row.map_err(|error| fault(error.to_string()))?;
            if !FIELDS.contains(&row.field.as_str()) {
                return Err(fault(format!("there is no field '{}'", row.field)));
            }
            if [&row.meaning, &row.certainty, &row.source].iter().any(|text| text.is_empty()) {
                return Err(fault("a key has a meaning, a certainty and a source".to_owned()));
            }
            let named = format!("{} {}", row.field, row.key);
            if ids.insert((row.field, row.key), row.id).is_some() {
                return Err(fault(format!("'{named}' stands twice")));
            }
        }
        Ok(Self { ids })
    }

    /// The id of a key of a field, if the dictionary has the key.
    pub(super) fn id(&self, field: &str, key: &str) -> Option<&str> {
        self.ids.get(&(field.to_owned(), key.to_owned())).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    #[test]
    fn the_dictionary_loads_and_a_fault_has_its_line() {
        let dictionary = Dictionary::load(&EMBEDDED).expect("the embedded dictionary loads");
        assert_eq!(dictionary.id("support-reason", "13"), Some("memory"));
        assert_eq!(dictionary.id("age-band", "5"), Some(""));
        assert_eq!(dictionary.id("age-band", "6"), None);
        let text = EMBEDDED.text("reference/finance-keys.csv").to_owned() + "age,1,,x,x,x\n";
        let lines = text.lines().count();
        let sources = Sources::default().with("reference/finance-keys.csv", text);
        let error = Dictionary::load(&sources).err().expect("an unknown field is refused");
        assert_eq!(error.line, lines, "{error}");
    }
}
