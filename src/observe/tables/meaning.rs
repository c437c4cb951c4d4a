//! What headers and row labels say of a figure, put together to one series.

use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary, normalise};

/// What one label says: a quantity, a part of a quantity, terms of dimensions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    quantity: Option<String>,
    parts: Vec<String>,
    terms: Vec<(Dimension, Term)>,
}

impl Meaning {
    /// A quantity by its id; an empty id says nothing.
    pub(super) fn quantity(id: &str, vocabulary: &Vocabulary) -> Result<Self, String> {
        if id.is_empty() {
            return Ok(Self::default());
        }
        if vocabulary.term(Dimension::Quantity, id).is_none() {
            return Err(format!("'{id}' is not in vocabulary.toml"));
        }
        Ok(Self { quantity: Some(id.to_owned()), ..Self::default() })
    }

    /// Reads `quantity=ID`, `+PART` or nothing.
    pub(super) fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, String> {
        if let Some(id) = text.strip_prefix("quantity=") {
            return Self::quantity(id, vocabulary);
        }
        match text.strip_prefix('+') {
            Some(part) => Ok(Self { parts: vec![part.to_owned()], ..Self::default() }),
            None if text.is_empty() => Ok(Self::default()),
            None => Err(format!("'{text}' is neither quantity=ID nor +PART")),
        }
    }

    /// Says a term of a dimension as well.
    pub(super) fn set(&mut self, dimension: Dimension, term: Term) {
        self.terms.push((dimension, term));
    }

    /// Whether it says this term.
    pub(super) fn sets(&self, dimension: Dimension, term: Term) -> bool {
        self.terms.contains(&(dimension, term))
    }

    /// Adds what another label says; its quantity wins.
    pub(super) fn add(&mut self, other: &Self) {
        if other.quantity.is_some() {
            self.quantity.clone_from(&other.quantity);
        }
        self.parts.extend_from_slice(&other.parts);
        self.terms.extend_from_slice(&other.terms);
    }

    /// The series that all of it means; nothing where there is no such quantity.
    pub(super) fn series(&self, vocabulary: &Vocabulary) -> Option<SeriesKey> {
        let mut id = self.quantity.clone()?;
        for part in &self.parts {
            id.push('/');
            id.push_str(part);
        }
        let quantity = vocabulary.term(Dimension::Quantity, &id)?;
        Some(self.terms.iter().fold(SeriesKey::of(quantity), |series, (dimension, term)| {
            series.with(*dimension, *term)
        }))
    }
}

/// A label without what differs between a header and a row label of the same workbook: case, white
/// space, line breaks, and the colon that stands for a line break.
pub(super) fn label_key(label: &str) -> String {
    normalise(&label.replace(':', " "))
}

/// Whether a label says "all of it", which sets nothing.
pub(super) fn is_total(label: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.read(Dimension::AgeBand, label) == Some(Term::ALL)
}

/// The known label most like a text, if one is near enough to be meant.
pub(super) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = label_key(text);
    known
        .map(|label| (strsim::jaro_winkler(&wanted, &label_key(label)), label))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)))
        .map(|(_, label)| label)
}

/// How like two labels are that are probably one label mistyped or reworded (Jaro-Winkler).
const NEAR: f64 = 0.85;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_add_up_to_one_series() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let parse = |text| Meaning::parse(text, &vocabulary).expect("a known meaning");
        let mut meaning = parse("quantity=income");
        meaning.add(&parse("+client-contributions"));
        meaning.add(&parse(""));
        let adult = vocabulary.term(Dimension::AgeBand, "18-64").expect("a known age band");
        meaning.set(Dimension::AgeBand, adult);
        let quantity = vocabulary
            .term(Dimension::Quantity, "income/client-contributions")
            .expect("a known quantity");
        let expected = SeriesKey::of(quantity).with(Dimension::AgeBand, adult);
        assert_eq!(meaning.series(&vocabulary), Some(expected));
        meaning.add(&parse("+no-such-part"));
        assert_eq!(meaning.series(&vocabulary), None);
    }

    #[test]
    fn a_near_label_is_found_and_a_far_one_is_not() {
        let known = ["Gross Current Expenditure", "Population"];
        let near = |text| nearest(text, known.into_iter());
        assert_eq!(near("Gross Curent Expenditure"), Some("Gross Current Expenditure"));
        assert_eq!(near("Weeks of care"), None);
    }
}
