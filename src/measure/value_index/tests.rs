//! The index held against a table worked by hand, and the laws that METHOD 5.3 names.

use super::*;

use crate::domain::figure::Figure;
use crate::measure::interval::{Interval, Made};
use crate::measure::results::YearResults;
use crate::reference::sources::EMBEDDED;
use crate::reference::vocabulary::Vocabulary;

/// Eight councils of 2018-19.
const COUNCILS: [&str; 8] = [
    "Barnet",
    "Barnsley",
    "Bedford",
    "Birmingham",
    "Bradford",
    "Bristol, City of",
    "Bury",
    "Kirklees",
];

/// The years of spend.
const YEARS_OF_SPEND: [u16; 3] = [2017, 2018, 2019];

struct World {
    catalogue: Catalogue,
    areas: Areas,
    results: Results,
    need: NeedTable,
}

fn year(end: u16) -> FinancialYear {
    FinancialYear::ending(end).expect("a year")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

impl World {
    /// Every outcome of the council of number n is 10 n, with n from 1 to 8: the median is 45, the distances 35,
    /// 25, 15, 5, 5, 15, 25, 35 have the median 20, and the scaled deviation is 29.652. Spend is £400 a year for
    /// all of them and for England, need and costs are 1.
    fn new() -> Self {
        let vocabulary = Vocabulary::load_from(&EMBEDDED).expect("the vocabulary loads");
        let catalogue = Catalogue::load_from(&EMBEDDED, &vocabulary).expect("the catalogue loads");
        let areas = Areas::load().expect("the register loads");
        let mut world =
            Self { catalogue, areas, results: Results::default(), need: NeedTable::new() };
        let places: Vec<Vec<MeasureId>> = world
            .catalogue
            .productivity
            .domains
            .iter()
            .flat_map(|domain| domain.places.clone())
            .collect();
        for place in &places {
            // A place with two has the older one in 2018-19.
            let id = place.last().expect("a measure");
            world.outcome(id, |number| Ok(Decimal::from(10 * number)));
        }
        world.spend(|_, _| Ok(400.into()));
        for council in world.councils() {
            let source = "A worked example".to_owned();
            let need = Need { need: Decimal::ONE, costs: Decimal::ONE, source };
            world.need.insert(council, need);
        }
        world
    }

    fn councils(&self) -> Vec<AreaId> {
        let find = |name: &&str| self.areas.find_council(name, year(2019)).expect("a council");
        COUNCILS.iter().map(find).collect()
    }

    fn put(&mut self, id: &MeasureId, at: FinancialYear, values: BTreeMap<AreaId, MeasureValue>) {
        let spread = values.iter().filter(|(area, _)| **area != self.areas.england());
        let distribution = Distribution::of(spread.map(|(_, value)| value.value));
        let results = YearResults { values, distribution };
        self.results.by_measure.entry(id.clone()).or_default().insert(at, results);
    }

    fn outcome(&mut self, id: &MeasureId, of: impl Fn(i64) -> Figure) {
        let councils = (1..).zip(self.councils());
        let values = councils.map(|(number, council)| (council, MeasureValue::of(of(number))));
        let values = values.collect();
        self.put(id, year(2019), values);
    }

    /// The spend of the council of a number in a year; England is number 0.
    fn spend(&mut self, of: impl Fn(i64, u16) -> Figure) {
        let id = self.catalogue.productivity.spend.clone();
        for end in YEARS_OF_SPEND {
            let areas = (0..).zip(std::iter::once(self.areas.england()).chain(self.councils()));
            let values = areas.map(|(number, area)| (area, MeasureValue::of(of(number, end))));
            let values = values.collect();
            self.put(&id, year(end), values);
        }
    }

    fn index(&self) -> ValueIndex<'_> {
        self.in_year(2019, Some(&self.need))
    }

    fn in_year<'a>(&'a self, end: u16, need: Option<&'a NeedTable>) -> ValueIndex<'a> {
        let Self { catalogue, areas, results, .. } = self;
        ValueIndex::new(Ground { catalogue, areas, results, year: year(end) }, need)
    }
}

fn of(world: &World, number: usize) -> CouncilIndex<'_> {
    let council = *world.councils().get(number - 1).expect("a council");
    world.index().of(council).expect("it has an index").clone()
}

fn why(world: &World, number: usize) -> WhyNot {
    let council = *world.councils().get(number - 1).expect("a council");
    let councils = world.index().councils.expect("some have an index");
    councils.get(&council).expect("it is there").clone().expect_err("it has no index")
}

/// Worked by hand for the council whose figures are all 80: z = (80 − 45) ÷ 29.652 = 1.180359. Quality of life:
/// six measures of that. Independence: three of it and two that aim lower, so (3 − 2) × 1.180359 ÷ 5 = 0.236072.
/// The third: four of it. The mean is (1.180359 + 0.236072 + 1.180359) ÷ 3 = 0.865597, outcomes are 108.65597,
/// spend is 100, and the index 108.7.
#[test]
fn eight_councils_by_hand() {
    let world = World::new();
    let index = of(&world, 8);
    let scores: Vec<String> =
        index.domains.iter().map(|domain| half_up(domain.score, 5).to_string()).collect();
    assert_eq!(scores, ["1.18036", "0.23607", "1.18036"]);
    assert_eq!(half_up(index.outcomes, 4), decimal("108.6560"));
    assert_eq!((index.spend, index.expected), (Decimal::ONE_HUNDRED, decimal("400")));
    assert_eq!(printed(index.value), decimal("108.7"));
    // Nobody was surveyed, and leaving one of the two that aim lower out makes Independence 0.590, of the others 0.
    assert_eq!(index.surveys, (decimal("108.7"), decimal("108.7")));
    assert_eq!(index.left_out, (decimal("107.9"), decimal("109.8")));
    assert!(index.range.0 < decimal("108.7") && decimal("108.7") < index.range.1);
}

#[test]
fn twice_the_spend_is_half_the_index() {
    let (plain, mut world) = (World::new(), World::new());
    let before = of(&plain, 7);
    world.spend(|number, _| Ok(if number == 7 { 800.into() } else { 400.into() }));
    let after = of(&world, 7);
    assert_eq!(after.spend, before.spend * Decimal::TWO);
    assert_eq!(after.value * Decimal::TWO, before.value);
    assert_eq!(after.outcomes, before.outcomes);
}

#[test]
fn need_and_costs_are_expected_to_cost() {
    let mut world = World::new();
    let council = world.councils()[2];
    let need = world.need.get_mut(&council).expect("it is there");
    (need.need, need.costs) = (decimal("1.2"), decimal("1.1"));
    let index = of(&world, 3);
    // 400 × 1.2 × 1.1 = 528, and 400 ÷ 528 = 75.7576%.
    assert_eq!(index.expected, decimal("528"));
    assert_eq!(half_up(index.spend, 4), decimal("75.7576"));
}

#[test]
fn outcomes_that_all_move_alike_move_nothing() {
    let (plain, mut world) = (World::new(), World::new());
    let before = of(&plain, 2);
    let ids: Vec<MeasureId> = world.results.by_measure.keys().cloned().collect();
    let spend = world.catalogue.productivity.spend.clone();
    for id in ids.iter().filter(|id| **id != spend) {
        world.outcome(id, |number| Ok(Decimal::from(10 * number + 1000)));
    }
    let after = of(&world, 2);
    assert_eq!((after.value, after.range), (before.value, before.range));
    let z = |index: &CouncilIndex<'_>| -> Vec<Decimal> {
        index.domains.iter().flat_map(|domain| &domain.parts).map(|part| part.z).collect()
    };
    assert_eq!(z(&after), z(&before));
}

#[test]
fn the_other_direction_is_the_other_sign() {
    let mut world = World::new();
    let id = MeasureId("OC01".to_owned());
    let z = |world: &World| of(world, 1).domains[0].parts[0].z;
    let before = z(&world);
    world.catalogue.measures.get_mut(&id).expect("a measure").polarity = Polarity::Lower;
    assert!(!before.is_zero());
    assert_eq!(z(&world), -before);
}

#[test]
fn a_measure_on_which_most_are_alike_is_dropped() {
    let mut world = World::new();
    world.outcome(&MeasureId("OC01".to_owned()), |number| {
        Ok(if number == 1 { 9 } else { 5 }.into())
    });
    let index = of(&world, 1);
    let domain = &index.domains[0];
    assert_eq!(domain.parts.len(), 5);
    assert_eq!(half_up(domain.coverage, 1), decimal("83.3"));
    assert!(domain.parts.iter().all(|part| part.measure.id.0 != "OC01"));
}

/// Three of five measures are 60 per cent, and two are 40.
#[test]
fn with_too_few_measures_there_is_no_index() {
    let mut world = World::new();
    let gap = |number: i64| {
        if number == 4 { Err(Gap::Suppressed) } else { Ok(Decimal::from(10 * number)) }
    };
    world.outcome(&MeasureId("OC05".to_owned()), gap);
    world.outcome(&MeasureId("OC09".to_owned()), gap);
    assert_eq!(of(&world, 4).domains[1].coverage, decimal("60"));
    world.outcome(&MeasureId("OC10".to_owned()), gap);
    assert_eq!(why(&world, 4), WhyNot::TooFew("Independence".to_owned(), decimal("40")));
    // Seven figures are too few to set any beside, so the others lack the three measures too.
    assert_eq!(why(&world, 5), why(&world, 4));
}

#[test]
fn three_years_of_spend_are_needed() {
    let mut world = World::new();
    world.spend(
        |number, end| {
            if (number, end) == (5, 2018) { Err(Gap::NotSubmitted) } else { Ok(400.into()) }
        },
    );
    assert_eq!(why(&world, 5), WhyNot::NoSpend(year(2018), Some(Gap::NotSubmitted)));
    world.need.remove(&world.councils()[5]);
    assert_eq!(why(&world, 6), WhyNot::NoNeed);
}

#[test]
fn barred_years_and_breaks_have_no_index_and_nor_has_who_gives_no_need() {
    let world = World::new();
    let none = |end, need| world.in_year(end, need).councils.expect_err("there is no index");
    for end in [2021, 2022, 2023] {
        assert!(
            matches!(none(end, Some(&world.need)), WhyNone::Blocked(at, _) if at.end() == 2021)
        );
    }
    assert!(matches!(none(2024, Some(&world.need)), WhyNone::Blocked(at, _) if at.end() == 2022));
    for end in [2025, 2026] {
        assert!(matches!(none(end, Some(&world.need)), WhyNone::Broken(at, _) if at.end() == 2025));
    }
    assert!(matches!(none(2015, Some(&world.need)), WhyNone::Broken(at, _) if at.end() == 2015));
    assert_eq!(none(2019, None), WhyNone::NoTable);
    assert_eq!(none(2020, Some(&world.need)), WhyNone::NoSpend(year(2020)));
}

#[test]
fn survey_error_widens_the_range() {
    let (plain, mut world) = (World::new(), World::new());
    let before = of(&plain, 4);
    let council = world.councils()[3];
    let id = MeasureId("OC03".to_owned());
    let years = world.results.by_measure.get_mut(&id).expect("a measure");
    let found = years.get_mut(&year(2019)).and_then(|year| year.values.get_mut(&council));
    found.expect("a figure").interval =
        Some(Interval { low: decimal("30"), high: decimal("50"), made: Made::MarginOfError });
    let after = of(&world, 4);
    assert_eq!(after.value, before.value);
    assert_eq!(before.surveys.0, before.surveys.1);
    // Half the width is 10, of 29.652: ±0.337 of a sixth of a third of ten, 0.187, within which all draws lie.
    assert!(after.surveys.0 < after.surveys.1, "{:?}", after.surveys);
    assert!(after.surveys.1 - after.surveys.0 <= decimal("0.4"), "{:?}", after.surveys);
}

#[test]
fn a_range_lies_beside_the_middle_half_of_similar_councils() {
    let world = World::new();
    let index = world.index();
    let councils = world.councils();
    let of = |number: usize| index.of(councils[number - 1]).expect("an index");
    assert_eq!(index.beside(of(8), &councils[..7]), Beside::NoGroup);
    let group = &councils[..];
    let Beside::Above((low, high)) = index.beside(of(8), group) else {
        panic!("{:?}", index.beside(of(8), group))
    };
    assert!(low < Decimal::ONE_HUNDRED && Decimal::ONE_HUNDRED < high);
    assert_eq!(index.beside(of(1), group), Beside::Below((low, high)));
    assert_eq!(index.beside(of(4), group), Beside::Within((low, high)));
}
