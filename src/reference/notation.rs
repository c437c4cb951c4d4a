//! A series as the catalogue and files of facts write it, to the key of the series.

use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};

/// The dimensions that a series may name after its quantity, in the order of the vocabulary.
const DIMENSIONS: [(&str, Dimension); 4] = [
    ("setting", Dimension::Setting),
    ("age-band", Dimension::AgeBand),
    ("support-reason", Dimension::SupportReason),
    ("provision", Dimension::Provision),
];

/// Reads a series as the catalogue writes it: a quantity, then `dimension=term` for each dimension
/// that is not a total, such as `unit-cost setting=nursing age-band=65-and-over`.
///
/// # Errors
/// What is not in the vocabulary, with the nearest id that is.
pub fn series(text: &str, vocabulary: &Vocabulary) -> Result<SeriesKey, String> {
    let mut words = text.split_whitespace();
    let quantity = words.next().ok_or("a series starts with a quantity")?;
    let term = |dimension, id: &str| known(dimension, id, text, vocabulary);
    let mut key = SeriesKey::of(term(Dimension::Quantity, quantity)?);
    for word in words {
        let (name, id) =
            word.split_once('=').ok_or_else(|| format!("'{word}' is not dimension=term"))?;
        let dimension = DIMENSIONS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, dimension)| *dimension)
            .ok_or_else(|| format!("'{name}' is not a dimension"))?;
        key = key.with(dimension, term(dimension, id)?);
    }
    Ok(key)
}

fn known(
    dimension: Dimension,
    id: &str,
    text: &str,
    vocabulary: &Vocabulary,
) -> Result<Term, String> {
    vocabulary.term(dimension, id).ok_or_else(|| {
        let message = format!("'{id}' of '{text}' is not in data/reference/vocabulary.toml");
        match nearest(id, vocabulary.ids(dimension)) {
            Some(near) => format!("{message}; did you mean '{near}'?"),
            None => message,
        }
    })
}

/// The id that is most like a text, if one is near enough to be meant; the first of equals.
fn nearest<'v>(text: &str, ids: impl Iterator<Item = &'v str>) -> Option<&'v str> {
    ids.map(|id| (strsim::jaro_winkler(text, id), id))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_a_quantity_and_its_breakdown() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let term = |dimension, id| vocabulary.term(dimension, id).expect("a known term");
        let expected = SeriesKey::of(term(Dimension::Quantity, "unit-cost"))
            .with(Dimension::Setting, term(Dimension::Setting, "nursing"))
            .with(Dimension::AgeBand, term(Dimension::AgeBand, "65-and-over"));
        assert_eq!(
            series("unit-cost setting=nursing age-band=65-and-over", &vocabulary),
            Ok(expected)
        );
    }

    #[test]
    fn what_is_not_known_is_named_with_what_is_near() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        for (text, expected) in [
            ("census/resident", "did you mean 'census/residents'?"),
            ("population age-band=65-and-ovr", "did you mean '65-and-over'?"),
            ("zzz", "is not in data/reference/vocabulary.toml"),
            ("population age=all", "'age' is not a dimension"),
            ("population all", "'all' is not dimension=term"),
            ("", "a series starts with a quantity"),
        ] {
            let message = series(text, &vocabulary).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
