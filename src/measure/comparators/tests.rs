//! Comparisons worked by hand, on admissions to care homes (a published rate with counts) and on spend.

use super::*;
use crate::domain::place::Place;
use crate::domain::rounding::half_up;
use crate::measure::catalogue::{Catalogue, MeasureId, series};
use crate::measure::distribution::Band;
use crate::measure::evaluate::evaluate;
use crate::measure::results::Results;
use crate::observe::observations::{Observation, Observations, Release, ReleaseId};
use crate::reference::deflators::Deflators;
use crate::reference::vocabulary::Vocabulary;

const KIRKLEES: &str = "E08000034";

/// Nine other councils with their rates: three of the same region and type, five more of the same
/// type, and Kent.
const OTHERS: [(&str, &str); 9] = [
    ("E08000035", "10"),
    ("E08000032", "12"),
    ("E08000036", "14"),
    ("E08000001", "16"),
    ("E08000002", "18"),
    ("E08000004", "20"),
    ("E08000005", "22"),
    ("E08000010", "24"),
    ("E10000016", "26"),
];

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

fn year() -> FinancialYear {
    "2018-19".parse().expect("a literal year")
}

/// The year in whose prices real terms are.
fn base() -> FinancialYear {
    year().after()
}

struct World {
    areas: Areas,
    vocabulary: Vocabulary,
    catalogue: Catalogue,
    deflators: Deflators,
    observations: Observations,
    results: Results,
}

impl World {
    /// A year in which some figures were published: series, code of the area, figure.
    fn of(published: &[(&str, &str, Figure)]) -> Self {
        let areas = Areas::load().expect("the register loads");
        let vocabulary = Vocabulary::load().expect("the vocabulary loads");
        let catalogue = Catalogue::load(&vocabulary).unwrap_or_else(|error| panic!("{error}"));
        let deflators = Deflators::load().expect("the deflators load");
        let all = published
            .iter()
            .map(|(words, code, figure)| Observation {
                series: series(words, &vocabulary).expect("a series"),
                area: areas.by_code(code).expect("a code"),
                year: year(),
                figure: *figure,
                place: Place::file(&"made-up.csv".into()),
                release: ReleaseId(0),
            })
            .collect();
        let release = Release {
            latest: year(),
            published: None,
            title: "Made up".to_owned(),
            publisher: "nobody".to_owned(),
        };
        let (observations, faults) =
            Observations::settle(vec![all], vec![release], &areas, &vocabulary);
        assert!(faults.is_empty(), "{faults:?}");
        let mut world = Self {
            areas,
            vocabulary,
            catalogue,
            deflators,
            observations,
            results: Results::default(),
        };
        world.results = evaluate(world.inputs(), base());
        world
    }

    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            catalogue: &self.catalogue,
            observations: &self.observations,
            areas: &self.areas,
            deflators: &self.deflators,
            vocabulary: &self.vocabulary,
        }
    }

    fn id(&self, code: &str) -> AreaId {
        self.areas.by_code(code).expect("a code")
    }

    fn others(&self) -> Vec<AreaId> {
        OTHERS.iter().map(|(code, _)| self.id(code)).collect()
    }

    fn compare(&self, measure: &str, lists: &[(String, &[AreaId])]) -> Comparison {
        let council = self.id(KIRKLEES);
        let id = MeasureId(measure.to_owned());
        let measured = Measured {
            measure: &self.catalogue.measures[&id],
            year: year(),
            base: base(),
            results: self.results.year(&id, year()).expect("there are results"),
            inputs: self.inputs(),
        };
        compare(measured, council, &groups(&self.areas, council, year(), None, lists))
    }
}

/// Rates of admissions in 100,000 people each, so that counts and rates are the same; Kirklees has 40.
fn admissions(england: &'static str) -> World {
    let mut published = vec![("ascof/2b", "E92000001", Ok(decimal(england)))];
    for (code, rate) in OTHERS.into_iter().chain([(KIRKLEES, "40")]) {
        published.push(("ascof/2b", code, Ok(decimal(rate))));
        published.push(("ascof/2b/numerator", code, Ok(decimal(rate))));
        published.push(("ascof/2b/denominator", code, Ok(decimal("100000"))));
    }
    World::of(&published)
}

fn group(comparison: &Comparison, kind: Kind) -> &Compared {
    comparison.groups.iter().find(|group| group.kind == kind).expect("the group is there")
}

/// The list, without Kirklees: values 10, 12 … 26, median 18, distances from it sorted 0, 2, 2, 4, 4, 6,
/// 6, 8, 8, so the MAD is 4 and Kirklees is (40 − 18) / 4 = 5.5 above. Its value is 162 of 900,000, 18.
///
/// England, with Kirklees: ten values, median 19, distances 1, 1, 3, 3, 5, 5, 7, 7, 9, 21, MAD 5, so
/// (40 − 19) / 5 = 4.2 above; the value is the published one.
///
/// Councils of the same type, with Kirklees: 10, 12 … 24 and 40, median 18, distances 0, 2, 2, 4, 4, 6,
/// 6, 8, 22, MAD 4, 5.5 above; the value is (136 + 40) / 9 = 19.56.
///
/// The region has four councils with figures, so it has none itself.
///
/// Byar's limits for 40 events are 28.57 and 54.47.
#[test]
fn a_rate_beside_every_group() {
    let world = admissions("20");
    let others = world.others();
    let with_itself: Vec<AreaId> = others.iter().copied().chain([world.id(KIRKLEES)]).collect();
    let comparison = world.compare("OC09", &[("My list".to_owned(), &with_itself)]);
    let interval = comparison.interval.expect("a rate with counts has an interval");
    assert_eq!(
        (half_up(interval.low, 2), half_up(interval.high, 2)),
        (decimal("28.57"), decimal("54.47"))
    );

    let list = group(&comparison, Kind::List);
    assert_eq!(
        (list.name.as_str(), list.members.len()),
        ("My list", 9),
        "Kirklees itself is left out"
    );
    assert_eq!(list.value, Ok(decimal("18")));
    assert_eq!(list.distance, Some(decimal("5.5")));
    assert_eq!(list.standing, Some(Standing::In(Band::MuchHigher)));
    assert_eq!(list.different, Some(true));

    let england = group(&comparison, Kind::England);
    assert_eq!((england.value, england.basis), (Ok(decimal("20")), Some(Basis::Published)));
    assert_eq!(england.distance, Some(decimal("4.2")));

    let same_type = group(&comparison, Kind::CouncilType);
    assert_eq!(same_type.value.map(|value| half_up(value, 2)), Ok(decimal("19.56")));
    assert_eq!(same_type.distance, Some(decimal("5.5")));

    let region = group(&comparison, Kind::Region);
    assert_eq!((region.value, region.basis), (Err(Gap::TooFew), None));
    assert!(region.spread.is_none() && region.standing.is_none() && region.different.is_none());

    assert!(comparison.finding);
    assert_eq!(comparison.holds(), Some(Holds { in_groups: 3, of: 3 }));
}

/// Were England at 30, inside Kirklees' interval of 28.57 to 54.47, the distance would be no finding.
#[test]
fn what_may_be_chance_is_no_finding() {
    let comparison = admissions("30").compare("OC09", &[]);
    let england = group(&comparison, Kind::England);
    assert_eq!(england.different, Some(false));
    assert_eq!(england.standing, Some(Standing::In(Band::MuchHigher)), "the band is another fact");
    assert!(!comparison.finding);
    assert_eq!(comparison.holds(), None);
}

/// Spend: £10m to £26m in councils of 50,000 adults, but £26m in Kent among 1,000,000. The mean of the
/// nine rates would be £305.11; the weighted value is 162 million over 1.4 million adults, £115.71. In
/// the prices of 2019-20 it is that times the ratio of the deflators.
#[test]
fn money_is_weighted_and_has_no_interval() {
    let mut published = Vec::new();
    for (code, millions) in OTHERS.into_iter().chain([(KIRKLEES, "40")]) {
        let spend = decimal(millions) * decimal("1000000");
        let adults = if code == "E10000016" { "1000000" } else { "50000" };
        published.push(("gross-current-expenditure", code, Ok(spend)));
        published.push(("population", code, Ok(decimal(adults))));
    }
    let world = World::of(&published);
    let others = world.others();
    let cash = world.compare("EX02", &[("List".to_owned(), &others)]);
    assert!(cash.interval.is_none());
    let list = group(&cash, Kind::List);
    assert_eq!(list.value.map(|value| half_up(value, 2)), Ok(decimal("115.71")));
    assert_eq!(list.different, None);
    assert!(cash.finding, "where there is no interval the distance alone decides");
    let real = world.compare("EX03", &[("List".to_owned(), &others)]);
    let factor = world.deflators.factor(year(), base()).expect("both years are known");
    let expected = decimal("162000000") / decimal("1400000") * factor;
    assert_eq!(group(&real, Kind::List).value.map(|v| half_up(v, 6)), Ok(half_up(expected, 6)));
    // A total tells of size only, and has no value over councils that are no area.
    let total = world.compare("EX01", &[("List".to_owned(), &others)]);
    assert!(total.groups.iter().all(|group| group.standing.is_none()) && !total.finding);
    assert_eq!(group(&total, Kind::List).value, Err(Gap::NotAvailable));
}

/// A suppressed numerator leaves the council out of both sums: without Kent's 26, 136 of 800,000, 17.
#[test]
fn a_council_without_both_parts_is_in_neither_sum() {
    let mut published = Vec::new();
    for (code, rate) in OTHERS.into_iter().chain([(KIRKLEES, "40")]) {
        let hidden = code == "E10000016";
        let figure = if hidden { Err(Gap::Suppressed) } else { Ok(decimal(rate)) };
        published.push(("ascof/2b", code, figure));
        published.push(("ascof/2b/numerator", code, figure));
        published.push(("ascof/2b/denominator", code, Ok(decimal("100000"))));
    }
    let world = World::of(&published);
    let others = world.others();
    let comparison = world.compare("OC09", &[("List".to_owned(), &others)]);
    let list = group(&comparison, Kind::List);
    assert_eq!(list.value, Ok(decimal("17")));
    assert_eq!(list.basis, Some(Basis::SumOfCouncils { with_figures: 8, of: 9 }));
    assert_eq!(list.spread.as_ref().map(Distribution::count), Some(8));
    // Four councils have no figure together.
    let few = world.compare("OC09", &[("List".to_owned(), &others[..4])]);
    assert_eq!(group(&few, Kind::List).value, Err(Gap::TooFew));
    assert!(group(&few, Kind::List).spread.is_none());
}

/// 2.0 above England's median: it holds at 1.6 above the region's, not at 1.4 above that of the type, not
/// at 1.7 below that of similar councils, and a list of seven cannot tell.
#[test]
fn a_finding_holds_where_the_distance_is_as_great_in_the_same_direction() {
    let compared = |kind, distance: Option<&str>| Compared {
        kind,
        name: String::new(),
        members: Vec::new(),
        value: Err(Gap::NotAvailable),
        basis: None,
        spread: None,
        distance: distance.map(decimal),
        standing: None,
        different: None,
        holds: None,
    };
    let groups = |england| {
        vec![
            compared(Kind::England, Some(england)),
            compared(Kind::Region, Some("1.6")),
            compared(Kind::CouncilType, Some("1.4")),
            compared(Kind::Similar, Some("-1.7")),
            compared(Kind::List, None),
        ]
    };
    let comparison = judged(None, None, groups("2.0"));
    let holds: Vec<Option<bool>> = comparison.groups.iter().map(|group| group.holds).collect();
    assert_eq!(holds, [Some(true), Some(true), Some(false), Some(false), None]);
    assert_eq!(comparison.holds(), Some(Holds { in_groups: 2, of: 4 }));
    assert_eq!(
        judged(None, None, groups("1.4")).holds(),
        None,
        "1.4 from England's median is no finding"
    );
    assert_eq!(
        judged(None, None, groups("-1.5")).holds(),
        Some(Holds { in_groups: 2, of: 4 }),
        "below England's and below that of similar councils"
    );
    // Below the median and above England as a whole, where most councils are near one end of the scale.
    let below = |own: &str| {
        let mut groups = groups("-2.0");
        groups[0].value = Ok(decimal("94.5"));
        judged(Some(decimal(own)), None, groups).finding
    };
    assert!(below("94.4"));
    assert!(!below("97.1"));
}
