//! The register and a seed to the made-up people and circumstances of every council and year.

use std::collections::BTreeMap;

use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::sample::random::{Chance, scale};

/// Twice as many councils as this have half as many people each, and so on: a total of a hundred million is a code
/// for a missing value in the releases, and is not read as a count.
const FULL: usize = 150;

/// Areas so small that rates say little: slug and adults. They are the two of England.
const TINY: [(&str, i64); 2] = [("city-of-london", 8_900), ("isles-of-scilly", 1_900)];

/// The year that the levels of this module are about; others are reached by growth.
pub(super) const BASE_YEAR: u16 = 2022;

/// People by age.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct People {
    pub(super) children: i64,
    pub(super) younger: i64,
    pub(super) older: i64,
}

impl People {
    pub(super) fn adults(self) -> i64 {
        self.younger + self.older
    }

    pub(super) fn add(&mut self, other: Self) {
        self.children += other.children;
        self.younger += other.younger;
        self.older += other.older;
    }
}

/// A council in a year, as far as it does not depend on what is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct CouncilYear<'a> {
    pub(super) area: AreaId,
    pub(super) year: FinancialYear,
    /// Draws about this council.
    pub(super) chance: Chance,
    /// Whether it is one of the two tiny councils.
    pub(super) tiny: bool,
    /// Prices against England's, in thousandths.
    pub(super) price: i64,
    /// The people that the figures of the year are set against.
    pub(super) people: People,
    pub(super) finance_missing: bool,
    pub(super) activity_missing: bool,
    world: &'a World<'a>,
}

impl CouncilYear<'_> {
    /// The people counted in the summer of a calendar year.
    pub(super) fn people_in(&self, summer: u16) -> People {
        self.world.people(self.area, summer)
    }
}

/// The summer whose people a year is set against: the one in which it begins, but for 2021-22,
/// whose tables use mid-2020 (METHOD, "Decided since").
fn population_year(year: FinancialYear) -> u16 {
    if year.end() == 2022 { 2020 } else { year.start() }
}

/// A level of the base year moved to another year by growth of so many thousandths a year.
pub(super) fn grown(level: i64, thousandths: i64, year: FinancialYear) -> i64 {
    let (from, to) = (i64::from(BASE_YEAR), i64::from(year.end()));
    let mut level = level * 1000;
    for _ in 0..(to - from).abs() {
        level = if to > from {
            scale(level, 1000 + thousandths, 1000)
        } else {
            scale(level, 1000, 1000 + thousandths)
        };
    }
    level / 1000
}

/// Everything that is made up, before it is counted.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) areas: &'a AreasView<'a>,
    pub(super) years: Vec<FinancialYear>,
    chance: Chance,
    chosen: Vec<AreaId>,
    /// Among how many councils the people of one are shared.
    sharing: i64,
}

/// The register, in a form that can be shown in a debugger.
pub(super) struct AreasView<'a>(pub(super) &'a Areas);

impl std::fmt::Debug for AreasView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Areas")
    }
}

impl<'a> World<'a> {
    /// A world of `count` councils, spread evenly over the register, and those they were made of.
    pub(super) fn new(
        areas: &'a AreasView<'a>,
        years: Vec<FinancialYear>,
        count: Option<usize>,
        seed: u64,
    ) -> Self {
        let newest = years.last().copied();
        let all: Vec<AreaId> =
            newest.map_or_else(Vec::new, |newest| areas.0.councils_in(newest).collect());
        let count = count.unwrap_or(all.len()).clamp(1, all.len().max(1));
        let chosen =
            (0..count).filter_map(|index| all.get(index * all.len() / count).copied()).collect();
        let sharing = i64::try_from(all.len() / FULL).unwrap_or(1).max(1);
        Self { areas, years, chance: Chance::new(seed), chosen, sharing }
    }

    pub(super) fn register(&self) -> &'a Areas {
        self.areas.0
    }

    /// The councils of a year, in the order of the register.
    pub(super) fn councils(&self, year: FinancialYear) -> Vec<CouncilYear<'_>> {
        let areas = self.register();
        let mut councils: Vec<CouncilYear<'_>> = areas
            .councils_in(year)
            .filter(|area| self.is_chosen(*area))
            .map(|area| self.council_year(area, year))
            .collect();
        // Years without finance figures of somebody, and years without activity, take turns.
        let age = self.years.last().map_or(0, |newest| newest.end() - year.end());
        let absent = councils
            .iter()
            .enumerate()
            .filter(|(_, council)| !council.tiny)
            .min_by_key(|(_, council)| {
                council.chance.in_year(year.end()).between("absent", 0, i64::MAX - 1)
            })
            .map(|(index, _)| index);
        if let Some(absent) = absent.filter(|_| councils.len() > 2) {
            councils[absent].finance_missing = age.is_multiple_of(3);
            councils[absent].activity_missing = age % 3 == 1;
        }
        councils
    }

    /// The regions that have councils of the world in a year, with those councils.
    pub(super) fn by_region<'c>(
        &self,
        councils: &'c [CouncilYear<'c>],
    ) -> BTreeMap<AreaId, Vec<&'c CouncilYear<'c>>> {
        let mut by_region: BTreeMap<AreaId, Vec<&CouncilYear<'_>>> = BTreeMap::new();
        for council in councils {
            if let Some(region) = self.register().get(council.area).region {
                by_region.entry(region).or_default().push(council);
            }
        }
        by_region
    }

    fn is_chosen(&self, area: AreaId) -> bool {
        self.chosen.contains(&area) || self.next(area).any(|next| self.is_chosen(next))
    }

    /// The councils that took over an area.
    fn next(&self, area: AreaId) -> impl Iterator<Item = AreaId> {
        let slugs = &self.register().get(area).successors;
        let all = if slugs.is_empty() { None } else { Some(self.register()) };
        all.into_iter()
            .flat_map(|register| register.of_level(AreaLevel::Council))
            .filter(|next| slugs.contains(&self.register().get(*next).slug))
    }

    fn council_year(&self, area: AreaId, year: FinancialYear) -> CouncilYear<'_> {
        let register = self.register();
        let slug = &register.get(area).slug;
        let chance = self.chance.about(slug);
        let region = register.get(area).region.map_or("", |region| &register.get(region).slug);
        let regional = match region {
            "london" => 1_180,
            "south-east" => 1_090,
            "east-of-england" | "south-west" => 1_030,
            "north-east" | "north-west" => 930,
            _ => 970,
        };
        CouncilYear {
            area,
            year,
            chance,
            tiny: TINY.iter().any(|(tiny, _)| tiny == slug),
            price: scale(regional, chance.around("price", 900, 1_100), 1000),
            people: self.people(area, population_year(year)),
            finance_missing: false,
            activity_missing: false,
            world: self,
        }
    }

    /// The people of a council. One that was split or merged has the people of those it became.
    fn people(&self, area: AreaId, summer: u16) -> People {
        let council = self.register().get(area);
        if council.successors.is_empty() {
            return self.own_people(area, summer);
        }
        let mut people = People::default();
        for next in self.next(area) {
            let shared =
                i64::try_from(self.register().get(next).predecessors.len().max(1)).unwrap_or(1);
            let whole = self.people(next, summer);
            people.add(People {
                children: whole.children / shared,
                younger: whole.younger / shared,
                older: whole.older / shared,
            });
        }
        people
    }

    fn own_people(&self, area: AreaId, summer: u16) -> People {
        let council = self.register().get(area);
        let chance = self.chance.about(&council.slug);
        // The type of 2018-19, so that a change of type moves nobody.
        let first =
            FinancialYear::ending(2019).and_then(|year| self.register().council_type(area, year));
        let kind = first.map_or("", |kind| self.register().get(kind).slug.as_str());
        let (adults, older_share) = match kind {
            "shire-county" => ((420_000, 1_050_000), (235, 300)),
            "metropolitan" => ((130_000, 480_000), (190, 250)),
            "inner-london" => ((120_000, 270_000), (110, 145)),
            "outer-london" => ((140_000, 290_000), (155, 210)),
            _ => ((90_000, 280_000), (185, 280)),
        };
        let adults = TINY
            .iter()
            .find(|(slug, _)| *slug == council.slug)
            .map_or_else(|| chance.around("adults", adults.0, adults.1), |(_, adults)| *adults);
        let adults = adults / self.sharing;
        let older = scale(adults, chance.around("older", older_share.0, older_share.1), 1000);
        let years = i64::from(summer) - i64::from(BASE_YEAR - 1);
        let grow = |people: i64, per_ten_thousand: i64| {
            people + scale(people, per_ten_thousand * years, 10_000)
        };
        let drift = chance.around("growth", -40, 60);
        People {
            children: grow(scale(adults, chance.around("children", 230, 290), 1000), drift),
            younger: grow(adults - older, 35 + drift),
            older: grow(older, 125 + drift),
        }
    }
}
