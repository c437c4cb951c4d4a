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

    /// The same of another quantity, where it says one that begins with `from`.
    pub(super) fn of_other(&self, from: &str, to: &str) -> Self {
        let quantity = self.quantity.as_ref().map(|id| match id.strip_prefix(from) {
            Some(rest) => format!("{to}{rest}"),
            None => id.clone(),
        });
        Self { quantity, ..self.clone() }
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

/// A label without what differs between the sheets of a workbook and the workbooks of two years: case,
/// white space and punctuation, `&` for `and`, and what stands in brackets to name a note or a unit.
pub(super) fn label_key(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    let mut rest = label;
    while let Some((before, inside, after)) = bracketed(rest) {
        plain.push_str(before);
        plain.push(' ');
        if !is_remark(inside) {
            plain.push_str(inside);
            plain.push(' ');
        }
        rest = after;
    }
    plain.push_str(rest);
    let mut spaced = String::with_capacity(plain.len());
    let mut before = None;
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        match letter {
            '&' => spaced.push_str(" and "),
            '\'' | '’' => {}
            // A thousand stays one number: 100,000 adults.
            ',' if is_digit(before) && is_digit(letters.peek().copied()) => spaced.push(','),
            '%' | '£' | '+' => spaced.push(letter),
            _ if letter.is_alphanumeric() => spaced.push(letter),
            _ => spaced.push(' '),
        }
        before = Some(letter);
    }
    normalise(&spaced)
}

/// The text before, inside and after the first pair of brackets.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(['(', '['])?;
    let (inside, after) = rest.split_once([')', ']'])?;
    Some((before, inside, after))
}

/// Whether a text in brackets is a number of a note, the word `note` or a unit, and no part of the name.
fn is_remark(inside: &str) -> bool {
    let lower = inside.trim().to_lowercase();
    lower.contains('£') || lower.starts_with("note") || lower.bytes().all(|b| b.is_ascii_digit())
}

/// Whether one key is the other with a slip or a small change of wording: `client contribution` for
/// `client contributions`. Numbers must agree, since 18 to 64 is not 18 to 65.
pub(super) fn is_slight(left: &str, right: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let shorter = left.chars().count().min(right.chars().count());
    shorter >= 5
        && digits(left) == digits(right)
        && strsim::damerau_levenshtein(left, right) <= (shorter / 20).max(1)
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
    fn punctuation_notes_and_units_do_not_count_in_a_label() {
        for (label, other) in [
            ("Community: Direct Payments", "Community\nDirect Payments"),
            ("In House", "In-house [note 2]"),
            ("Assistive Equipment and Technology", "Assistive equipment & technology (£000s)"),
            ("Requests for support per 100,000 adults", "Requests for support, per 100,000 adults"),
            ("In Year", "In Year (1)"),
        ] {
            assert_eq!(label_key(label), label_key(other));
        }
        assert_ne!(label_key("Over 12 Months (at Year End)"), label_key("Over 12 Months"));
        assert_ne!(label_key("18 to 64"), label_key("18 to 65"));
    }

    #[test]
    fn a_slip_is_slight_and_another_word_is_not() {
        assert!(is_slight("client contributions", "client contribution"));
        assert!(is_slight("residential", "residental"));
        assert!(!is_slight("18 to 64", "18 to 65"));
        assert!(!is_slight("planned reviews", "unplanned reviews"));
        assert!(!is_slight("gross total expenditure", "net total expenditure"));
        assert!(!is_slight("male", "female"));
    }

    #[test]
    fn a_near_label_is_found_and_a_far_one_is_not() {
        let known = ["Gross Current Expenditure", "Population"];
        let near = |text| nearest(text, known.into_iter());
        assert_eq!(near("Gross Curent Expenditure"), Some("Gross Current Expenditure"));
        assert_eq!(near("Weeks of care"), None);
    }
}
