//! Which councils a text names, by name and by ONS code.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::reference::areas::{AreaLevel, Areas};

/// The letter and digits of an ONS code.
const CODE: usize = 9;

/// All names of the register.
pub struct Names {
    finder: AhoCorasick,
    /// The names in the order of the finder, each with whether it is a council's alone.
    names: Vec<(String, bool)>,
}

/// How often a text names each council and code.
pub type Named = BTreeMap<String, usize>;

impl Names {
    /// The names of a register: councils of all years, and other areas, so that a region is not taken for a
    /// council whose name it begins with.
    ///
    /// # Errors
    /// When there are more names than can be looked for.
    pub fn new(areas: &Areas) -> Result<Self, String> {
        let mut all: BTreeMap<String, bool> = BTreeMap::new();
        for id in areas.ids() {
            let area = areas.get(id);
            let council = area.level == AreaLevel::Council;
            let alone = all.entry(area.name.clone()).or_insert(council);
            *alone &= council;
        }
        let names: Vec<(String, bool)> = all.into_iter().collect();
        // The longest name at a place: "North East Lincolnshire" does not name Lincolnshire.
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(names.iter().map(|(name, _)| name))
            .map_err(|error| error.to_string())?;
        Ok(Self { finder, names })
    }

    /// All of them, in a fixed order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// The councils that a text names, and the codes in it, each with how often; without a council's own.
    pub fn others(&self, text: &str, own: &Own<'_>) -> Named {
        let mut found = Named::new();
        // A chart breaks a long name over lines, and its first word may be the name of another.
        let mut own_until = 0;
        for hit in self.finder.find_iter(text) {
            let Some((name, council)) = self.names.get(hit.pattern().as_usize()) else { continue };
            if let Some(length) = text.get(hit.start()..).and_then(|rest| broken(rest, own.name)) {
                own_until = own_until.max(hit.start() + length);
            }
            if hit.end() <= own_until {
                continue;
            }
            if *council && name != own.name && stands_alone(text, hit.start(), hit.end()) {
                *found.entry(name.clone()).or_default() += 1;
            }
        }
        for code in codes(text) {
            if code != own.code {
                *found.entry(code.to_owned()).or_default() += 1;
            }
        }
        found
    }
}

/// A council's own name and code.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// The name.
    pub name: &'a str,
    /// The ONS code.
    pub code: &'a str,
}

/// What one text names more often than another may, in words; nothing if it does not.
pub(super) fn too_many(found: &Named, allowed: &Named) -> Option<String> {
    let more = |(name, count): &(&String, &usize)| {
        **count > allowed.get(*name).copied().unwrap_or_default()
    };
    let (name, _) = found.iter().find(more)?;
    Some(name.clone())
}

/// What one text names at all that another does not.
pub(super) fn unknown(found: &Named, allowed: &Named) -> Option<String> {
    found.keys().find(|name| !allowed.contains_key(name.as_str())).cloned()
}

/// The length of a name at the start of a text, wherever it has white space or breaks in lines.
fn broken(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().filter(|letter| !letter.is_whitespace());
    let mut next = wanted.next()?;
    for (at, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        if letter != next {
            return None;
        }
        let Some(letter) = wanted.next() else { return Some(at + letter.len_utf8()) };
        next = letter;
    }
    None
}

/// Whether no letter or digit touches a piece of a text.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    let touches = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !touches(before) && !touches(after)
}

/// The ONS codes of a text: a letter of a country and eight digits.
pub(super) fn codes(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).filter_map(move |at| {
        let letter = bytes.get(at).is_some_and(|byte| matches!(byte, b'E' | b'W' | b'S' | b'N'));
        if !letter || !(at + 1..at + CODE).all(digit) || !stands_alone(text, at, at + CODE) {
            return None;
        }
        text.get(at..at + CODE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, usize)> {
        let areas = Areas::load().expect("the register loads");
        let names = Names::new(&areas).expect("names");
        names.others(text, &Own { name: "Somerset", code: "E10000027" }).into_iter().collect()
    }

    /// As a chart writes a long name at the end of a line.
    #[test]
    fn an_own_name_may_be_broken_over_lines() {
        let areas = Areas::load().expect("the register loads");
        let names = Names::new(&areas).expect("names");
        let own = Own { name: "Bournemouth, Christchurch and Poole", code: "E06000058" };
        for (text, other) in [
            ("Bournemouth,ChristchurchandPoole95.7%SouthWest", None),
            ("Bournemouth,ChristchurchandPooleSouthWest62.6%", None),
            ("Bournemouth,\nChristchurch\nand Poole", None),
            ("Bournemouth, Christchurch and Poole", None),
            ("Bournemouth, Christchurch £553", Some("Bournemouth")),
            ("Bournemouth,Christchurch andPoole, and Poole £553", Some("Poole")),
            ("Bournemouth, Christchurch and Poole Kirklees", Some("Kirklees")),
        ] {
            let found = names.others(text, &own);
            assert_eq!(found.keys().next().map(String::as_str), other, "{text}");
        }
    }

    /// Names within names, in the spellings of the register.
    #[test]
    fn a_name_within_a_name_is_not_named() {
        for text in [
            "Somerset in the South West of England, E10000027",
            "Yorkshire and The Humber; Shire counties; Burying; a Kentish town; Readings",
            "code E0600000 and E060000611",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        for (text, name) in [
            ("Bournemouth, Christchurch and Poole", "Bournemouth, Christchurch and Poole"),
            ("beside North Somerset.", "North Somerset"),
            ("Bath and North East Somerset's", "Bath and North East Somerset"),
            ("North East Lincolnshire", "North East Lincolnshire"),
            ("North Lincolnshire", "North Lincolnshire"),
            ("(Lincolnshire)", "Lincolnshire"),
            ("West Sussex", "West Sussex"),
            ("Essex", "Essex"),
            ("Dorset", "Dorset"),
            ("West Northamptonshire", "West Northamptonshire"),
            ("of E08000034,", "E08000034"),
        ] {
            assert_eq!(found(text), [(name.to_owned(), 1)], "{text}");
        }
        assert_eq!(
            found("York, York and Leeds"),
            [("Leeds".to_owned(), 1), ("York".to_owned(), 2)]
        );
    }
}
