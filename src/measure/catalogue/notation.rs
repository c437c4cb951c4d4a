//! A series as the catalogue writes it to the key of the series.

use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};

/// Reads a series as the catalogue writes it: a quantity, then `dimension=term` for each dimension
/// that is not a total, such as `unit-cost setting=nursing age-band=65-and-over`.
///
/// # Errors
/// What is not in the vocabulary.
pub fn series(text: &str, vocabulary: &Vocabulary) -> Result<SeriesKey, String> {
    let mut words = text.split_whitespace();
    let quantity = words.next().ok_or("a series starts with a quantity")?;
    let term = |dimension, id: &str| {
        vocabulary
            .term(dimension, id)
            .ok_or_else(|| format!("'{id}' of '{text}' is not in data/reference/vocabulary.toml"))
    };
    let mut key = SeriesKey::of(term(Dimension::Quantity, quantity)?);
    for word in words {
        let (name, id) =
            word.split_once('=').ok_or_else(|| format!("'{word}' is not dimension=term"))?;
        let dimension = match name {
            "setting" => Dimension::Setting,
            "age-band" => Dimension::AgeBand,
            "support-reason" => Dimension::SupportReason,
            "provision" => Dimension::Provision,
            _ => return Err(format!("'{name}' is not a dimension")),
        };
        key = key.with(dimension, term(dimension, id)?);
    }
    Ok(key)
}
