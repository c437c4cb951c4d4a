//! The workbook that repeats some tables for another quantity, in the same words but for a few.

use serde::Deserialize;

use crate::observe::tables::layout::Table;
use crate::observe::tables::meaning::label_key;

/// A workbook of its own that repeats tables for another quantity.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mirror {
    /// Our quantity, and that of the other workbook.
    quantity: [String; 2],
    /// Words of our titles and headers, and those that stand in their place.
    words: Vec<[String; 2]>,
}

impl Table {
    /// The same table of the workbook that repeats it for another quantity.
    pub(super) fn mirrored(&self, mirror: &Mirror) -> Option<Self> {
        let [ours, theirs] = &mirror.quantity;
        let keys: Vec<String> =
            self.keys.iter().filter_map(|key| mirror_words(key, &mirror.words)).collect();
        if keys.is_empty() {
            return None;
        }
        let mut table = self.clone();
        table.title = keys[0].clone();
        table.keys = keys;
        table.mirrored = true;
        table.base = table.base.of_other(ours, theirs);
        for expected in &mut table.expected {
            expected.meaning = expected.meaning.of_other(ours, theirs);
        }
        let back = mirror.words.iter().map(|[ours, theirs]| (label_key(theirs), label_key(ours)));
        table.words.extend(back);
        Some(table)
    }
}

/// A key with words in the place of ours; none where it has none of ours.
fn mirror_words(key: &str, words: &[[String; 2]]) -> Option<String> {
    let mut out = format!(" {key} ");
    for [ours, theirs] in words {
        let (ours, theirs) = (label_key(ours), label_key(theirs));
        out = out.replace(&format!(" {ours} "), &format!(" {theirs} "));
    }
    let out = out.trim().to_owned();
    (out != key).then_some(out)
}
