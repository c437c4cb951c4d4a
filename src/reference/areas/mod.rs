//! Councils, regions, council types and England: one dated register of names and codes.
//!
//! `data/reference/councils.csv` has one row for each council and code it has had. A council keeps
//! its identity through a change of code when its area stays the same; a merger or a split makes
//! another council, and series never join across it.

use std::collections::{BTreeMap, HashMap};

use crate::domain::year::FinancialYear;
use crate::reference::vocabulary::normalise;

mod load;

/// The code of England.
pub const ENGLAND: &str = "E92000001";

/// An area, as an index into the register. The order is: England, regions, council types, councils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(u16);

/// What kind of area it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaLevel {
    /// The whole country.
    England,
    /// One of the nine regions.
    Region,
    /// A group of councils of the same kind, such as shire counties.
    CouncilType,
    /// A council with adult social services responsibilities.
    Council,
}

impl AreaLevel {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Region => "region",
            Self::CouncilType => "council-type",
            Self::Council => "council",
        }
    }
}

/// A code, and the years in which it is or was in force.
#[derive(Debug, Clone)]
struct DatedCode {
    code: String,
    first: Option<FinancialYear>,
    last: Option<FinancialYear>,
    council_type: Option<AreaId>,
}

impl DatedCode {
    fn covers(&self, year: FinancialYear) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }
}

/// An area with its names and codes.
#[derive(Debug, Clone)]
pub struct Area {
    /// What kind of area it is.
    pub level: AreaLevel,
    /// The name as printed.
    pub name: String,
    /// The key of file names: lower case, hyphenated.
    pub slug: String,
    /// The publisher's own number or code for the council (CASSR code); empty for other areas.
    pub cassr_code: String,
    /// The region a council lies in.
    pub region: Option<AreaId>,
    /// Councils whose area became this one, by slug.
    pub predecessors: Vec<String>,
    /// Councils that took over this one's area, by slug.
    pub successors: Vec<String>,
    codes: Vec<DatedCode>,
}

/// The register of areas.
pub struct Areas {
    all: Vec<Area>,
    by_code: HashMap<String, AreaId>,
    by_cassr: HashMap<String, Vec<AreaId>>,
    by_name: HashMap<String, Vec<AreaId>>,
    not_compared: BTreeMap<AreaId, String>,
}

impl Areas {
    /// Why a council is not compared with others, if it is not.
    pub fn not_compared(&self, id: AreaId) -> Option<&str> {
        self.not_compared.get(&id).map(String::as_str)
    }

    /// The area behind an id.
    pub fn get(&self, id: AreaId) -> &Area {
        &self.all[usize::from(id.0)]
    }

    /// England.
    pub fn england(&self) -> AreaId {
        AreaId(0)
    }

    /// All areas of a level, in the order of the register.
    pub fn of_level(&self, level: AreaLevel) -> impl Iterator<Item = AreaId> {
        self.ids().filter(move |id| self.get(*id).level == level)
    }

    /// All areas, in the order of the register.
    pub fn ids(&self) -> impl Iterator<Item = AreaId> {
        (0..self.all.len()).map(|index| AreaId(index_of(index)))
    }

    /// The councils that existed in a year, in the order of the register.
    pub fn councils_in(&self, year: FinancialYear) -> impl Iterator<Item = AreaId> {
        self.of_level(AreaLevel::Council).filter(move |id| self.exists_in(*id, year))
    }

    /// Whether an area existed in a year.
    pub fn exists_in(&self, id: AreaId, year: FinancialYear) -> bool {
        self.get(id).codes.iter().any(|code| code.covers(year))
    }

    /// The last year in which an area existed, if it has ended.
    pub fn last_year(&self, id: AreaId) -> Option<FinancialYear> {
        let codes = &self.get(id).codes;
        if codes.iter().any(|code| code.last.is_none()) {
            return None;
        }
        codes.iter().filter_map(|code| code.last).max()
    }

    /// The first year of an area, if it began after the first release.
    pub fn first_year(&self, id: AreaId) -> Option<FinancialYear> {
        let codes = &self.get(id).codes;
        if codes.iter().any(|code| code.first.is_none()) {
            return None;
        }
        codes.iter().filter_map(|code| code.first).min()
    }

    /// The code in force in a year; for a year in which the area did not exist, the nearest one.
    pub fn code_in(&self, id: AreaId, year: FinancialYear) -> &str {
        &self.dated_code(id, year).code
    }

    /// The codes an area had before the one in force in a year, each with the last year of it, oldest first.
    /// Its footprint was the same all along, so its series join across them.
    pub fn earlier_codes(&self, id: AreaId, year: FinancialYear) -> Vec<(&str, FinancialYear)> {
        let codes = self.get(id).codes.iter();
        let mut earlier: Vec<_> = codes
            .filter_map(|code| Some((code.code.as_str(), code.last?)))
            .filter(|(_, last)| *last < year)
            .collect();
        earlier.sort_by_key(|(_, last)| *last);
        earlier
    }

    /// The type of a council in a year.
    pub fn council_type(&self, id: AreaId, year: FinancialYear) -> Option<AreaId> {
        self.dated_code(id, year).council_type
    }

    fn dated_code(&self, id: AreaId, year: FinancialYear) -> &DatedCode {
        let codes = &self.get(id).codes;
        codes
            .iter()
            .find(|code| code.covers(year))
            .or_else(|| codes.iter().rfind(|code| code.last.is_some_and(|last| last < year)))
            .unwrap_or(&codes[0])
    }

    /// The area that an ONS code, past or present, belongs to.
    pub fn by_code(&self, code: &str) -> Option<AreaId> {
        self.by_code.get(code).copied()
    }

    /// The council that a publisher's own code (CASSR) meant in a year.
    pub fn by_cassr(&self, code: &str, year: FinancialYear) -> Option<AreaId> {
        let candidates = self.by_cassr.get(code)?;
        candidates.iter().copied().find(|id| self.exists_in(*id, year))
    }

    /// The areas with this name, in any spelling that publishers use; several only where a council
    /// was followed by another of the same name.
    pub fn by_name(&self, name: &str) -> &[AreaId] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// The council of a year that someone means by a name, an ONS code or a CASSR code.
    ///
    /// # Errors
    /// The councils that followed one that has ended, or else the nearest name, where there is one.
    pub fn find_council(&self, text: &str, year: FinancialYear) -> Result<AreaId, Option<String>> {
        let text = text.trim();
        let upper = text.to_uppercase();
        let exists =
            |id: &AreaId| self.get(*id).level == AreaLevel::Council && self.exists_in(*id, year);
        self.by_code(&upper)
            .filter(exists)
            .or_else(|| self.by_cassr(&upper, year))
            .or_else(|| self.by_name(text).iter().copied().find(exists))
            .or_else(|| self.councils_in(year).find(|id| self.get(*id).slug == text.to_lowercase()))
            .ok_or_else(|| {
                self.followed_by(text, year)
                    .or_else(|| self.nearest_name(text, self.councils_in(year)))
            })
    }

    /// The councils of a year that followed one known by a name or code, as "A' or 'B".
    fn followed_by(&self, text: &str, year: FinancialYear) -> Option<String> {
        let named = self.by_name(text).iter().copied();
        let ended = self
            .by_code(&text.to_uppercase())
            .into_iter()
            .chain(named)
            .find(|id| self.last_year(*id).is_some_and(|last| last < year))?;
        let names: Vec<&str> = self
            .councils_in(year)
            .map(|id| self.get(id))
            .filter(|area| self.get(ended).successors.contains(&area.slug))
            .map(|area| &*area.name)
            .collect();
        (!names.is_empty()).then(|| names.join("' or '"))
    }

    /// The name among some areas that is most like a text, if one is near enough to be meant.
    pub fn nearest_name(&self, text: &str, among: impl Iterator<Item = AreaId>) -> Option<String> {
        let wanted = name_key(text);
        among
            .map(|id| {
                let name = &self.get(id).name;
                (strsim::jaro_winkler(&wanted, &name_key(name)), name)
            })
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.cmp(left.1)))
            .map(|(_, name)| name.clone())
    }
}

/// A name without what differs between publishers: case, punctuation, "and"/"&", "the".
fn name_key(name: &str) -> String {
    let spaced: String = name
        .chars()
        .map(|letter| match letter {
            '&' => " and ".to_owned(),
            '.' | '\'' | '’' => String::new(),
            '-' | ',' | '/' => " ".to_owned(),
            other => other.to_string(),
        })
        .collect();
    normalise(&spaced)
}

fn index_of(index: usize) -> u16 {
    u16::try_from(index).expect("there are fewer than 65,536 areas")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> FinancialYear {
        text.parse().expect("a literal year")
    }

    #[test]
    fn a_recode_keeps_the_council_and_a_split_does_not() {
        let areas = Areas::load().expect("the embedded register loads");
        assert_eq!(areas.by_code("E10000027"), areas.by_code("E06000066"), "Somerset was recoded");
        let somerset = areas.by_code("E06000066").expect("Somerset is known");
        assert_eq!(areas.code_in(somerset, year("2021-22")), "E10000027");
        assert_eq!(areas.code_in(somerset, year("2023-24")), "E06000066");
        assert_ne!(areas.by_code("E10000009"), areas.by_code("E06000059"), "Dorset lost a part");
        let cumbria = areas.by_code("E10000006").expect("Cumbria is known");
        assert!(areas.exists_in(cumbria, year("2022-23")));
        assert!(!areas.exists_in(cumbria, year("2023-24")));
    }

    /// METHOD 2.9 B7: 152 councils to 2022-23 but for one year, 153 from 2023-24.
    #[test]
    fn the_number_of_councils_follows_the_reorganisations() {
        let areas = Areas::load().expect("the embedded register loads");
        for (text, expected) in [
            ("2016-17", 152),
            ("2018-19", 152),
            ("2019-20", 151),
            ("2020-21", 151),
            ("2021-22", 152),
            ("2022-23", 152),
            ("2023-24", 153),
        ] {
            assert_eq!(areas.councils_in(year(text)).count(), expected, "{text}");
        }
    }

    #[test]
    fn a_council_is_found_by_name_code_or_cassr_code_and_a_near_miss_is_named() {
        let areas = Areas::load().expect("the embedded register loads");
        let kirklees = areas.by_code("E08000034").expect("Kirklees is known");
        for text in ["Kirklees", "kirklees", "E08000034", "e08000034", "211"] {
            assert_eq!(areas.find_council(text, year("2021-22")), Ok(kirklees), "{text}");
        }
        assert_eq!(
            areas.find_council("Kirkless", year("2021-22")),
            Err(Some("Kirklees".to_owned()))
        );
        assert_eq!(areas.find_council("Atlantis", year("2021-22")), Err(None));
    }
}
