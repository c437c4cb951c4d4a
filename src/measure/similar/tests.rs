//! The model worked by hand on four councils, and the list as someone who knows England would look at it.

use super::*;
use crate::reference::sources::EMBEDDED;

fn areas() -> Areas {
    Areas::load().expect("the embedded register loads")
}

fn year(text: &str) -> FinancialYear {
    text.parse().expect("a literal year")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

fn embedded(areas: &Areas) -> SimilarModel {
    SimilarModel::load(&EMBEDDED, areas).unwrap_or_else(|error| panic!("{error}"))
}

/// Two features, in two groups: one as it is, one as a logarithm.
const SMALL: &str = r#"
nearest = 2
alike = 0.5
different = 1.0
not-in-it = ["all the rest"]
left-out = []

[[source]]
id = "made-up"
what = "made up for a test"
publisher = "nobody"
licence = "none"

[[group]]
id = "size"
words = "size"

[[group]]
id = "age"
words = "age"

[[feature]]
id = "people"
name = "People"
group = "size"
plus = ["people"]
transform = "log"
weight = 1.0
source = "made-up"

[[feature]]
id = "old"
name = "Old people, per cent"
group = "age"
plus = ["old"]
over = ["people"]
times = 100
transform = "none"
weight = 0.25
source = "made-up"
"#;

/// Kirklees, Leeds, Barnet and Brent with 100, 1,000, 100 and 1,000 people, of whom 10, 20, 20 and 30
/// per cent are old.
const FIGURES: &str = "ons_code,people,old,deprivation_of,counts_of\n\
    E08000034,100,10,,\nE08000035,1000,200,,\nE09000003,100,20,,\nE09000005,1000,300,,\n";

fn small(areas: &Areas, design: &str, figures: &str) -> Result<SimilarModel, ReferenceError> {
    let sources = Sources::default()
        .with("reference/similar-councils.toml", design)
        .with("reference/similar-features.csv", figures);
    SimilarModel::load(&sources, areas)
}

/// By hand. Size: logarithms a, a + ln 10 twice each, so deviations from the mean are ∓ (ln 10)/2, and
/// with n − 1 the standard deviation is (ln 10)/2 × √(4/3): the points are ∓ √(3/4) = ∓ 0.866025. Age:
/// mean 20, deviations −10, 0, 0, 10, standard deviation √(200/3) = 8.164966: −1.224745, 0, 0,
/// 1.224745.
///
/// From Kirklees (−0.866025, −1.224745): to Barnet √(0.25 × 1.5) = 0.6124; to Leeds
/// √(3 + 0.25 × 1.5) = 1.8371; to Brent √(3 + 0.25 × 6) = 2.1213.
///
/// Usual parts, over the six pairs: size 0, 0, 3, 3, 3, 3, the middle one 3; age in units of 0.375:
/// 1, 1, 1, 1, 0, 4, the middle one 1. So Barnet is alike on size (0) and different on age (1), Leeds
/// different on both.
#[test]
fn four_councils_by_hand() {
    let areas = areas();
    let model = small(&areas, SMALL, FIGURES).unwrap_or_else(|error| panic!("{error}"));
    let id = |code: &str| areas.by_code(code).expect("the council is known");
    let near = model.similar(id("E08000034"), year("2023-24")).expect("Kirklees is in the model");
    let found: Vec<(AreaId, String, &str)> = near
        .iter()
        .map(|neighbour| {
            (neighbour.area, neighbour.distance.to_string(), neighbour.reasons.as_str())
        })
        .collect();
    assert_eq!(
        found,
        [
            (id("E09000003"), "0.6124".to_owned(), "alike on size, different on age"),
            (id("E08000035"), "1.8371".to_owned(), "different on size and age"),
        ]
    );
    let feature = model.features()[1].clone();
    assert_eq!(model.figure(id("E09000005"), &feature), Some(decimal("30.0")));
    assert_eq!(model.rows(year("2023-24")).count(), 4 * 2);
    // From Leeds, Barnet (size 3) and Kirklees are far, Brent is near: 0.25 × 1.5 again.
    let row = model.rows(year("2023-24")).find(|row| row.council == id("E08000035"));
    let row = row.expect("Leeds has neighbours");
    assert_eq!((row.order, row.neighbour.area), (1, id("E09000005")));
}

#[test]
fn a_fault_in_a_table_names_its_place() {
    let areas = areas();
    let fault = |design: &str, figures: &str| {
        small(&areas, design, figures).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let message = fault(&SMALL.replace("group = \"age\"", "group = \"ages\""), FIGURES);
    assert!(message.contains("similar-councils.toml:") && message.contains("'ages'"), "{message}");
    let message = fault(&SMALL.replace("plus = [\"old\"]", "plus = [\"older\"]"), FIGURES);
    assert!(message.contains("no column 'older'"), "{message}");
    let message = fault(SMALL, &FIGURES.replace("E09000003,100", "E09000003,0"));
    assert!(message.starts_with("data/reference/similar-features.csv:4"), "{message}");
    let message = fault(SMALL, &FIGURES.replace("E09000005", "E08000034"));
    assert!(message.contains("Kirklees stands twice"), "{message}");
    let message = fault(SMALL, &FIGURES.replace("E09000005", "E92000001"));
    assert!(message.contains("the code of no council"), "{message}");
    let message = fault(SMALL, &FIGURES.replace("1000,300", "1000,x"));
    assert!(message.contains("old is 'x', not a number"), "{message}");
}

/// Every council of every year has its neighbours or a reason.
#[test]
fn everyone_has_fifteen_or_a_reason() {
    let areas = areas();
    let model = embedded(&areas);
    for text in ["2014-15", "2018-19", "2019-20", "2021-22", "2022-23", "2023-24", "2024-25"] {
        let mut without = Vec::new();
        for council in areas.councils_in(year(text)) {
            let Some(near) = model.similar(council, year(text)) else {
                assert!(model.why_not(council, &areas).is_some(), "{text} {council:?}");
                without.push(areas.get(council).slug.as_str());
                continue;
            };
            assert_eq!(model.why_not(council, &areas), None);
            assert_eq!(near.len(), 15, "{text} {council:?}");
            assert!(near.is_sorted_by_key(|neighbour| (neighbour.distance, neighbour.area)));
            assert!(near.iter().all(|neighbour| neighbour.area != council));
            assert!(near.iter().all(|other| areas.exists_in(other.area, year(text))));
        }
        let expected: &[&str] = match text {
            "2014-15" | "2018-19" => {
                &["bournemouth", "city-of-london", "dorset-county", "isles-of-scilly", "poole"]
            }
            _ => &["city-of-london", "isles-of-scilly"],
        };
        assert_eq!(without, expected, "{text}");
    }
}

/// Who is like whom, as people who work in the field see it. Not a proof, but a model that fails here
/// would not be believed.
#[test]
fn the_list_is_what_one_would_expect() {
    let areas = areas();
    let model = embedded(&areas);
    for (council, expected) in [
        ("kirklees", &["bolton", "calderdale", "bury", "wakefield", "rotherham"][..]),
        ("hackney", &["islington", "tower-hamlets", "southwark", "newham", "haringey", "lambeth"]),
        ("kent", &["essex", "hampshire", "lancashire", "staffordshire", "west-sussex"]),
        ("rutland", &["herefordshire", "west-berkshire", "shropshire"]),
        ("westminster", &["camden", "kensington-and-chelsea", "hammersmith-and-fulham"]),
        ("blackpool", &["middlesbrough", "hartlepool", "knowsley", "north-east-lincolnshire"]),
        ("cornwall", &["devon", "somerset", "norfolk", "lincolnshire", "northumberland"]),
        ("birmingham", &["manchester", "bradford", "nottingham", "leicester", "sandwell"]),
        ("surrey", &["hertfordshire", "hampshire", "oxfordshire", "buckinghamshire"]),
    ] {
        let council = areas.find_council(council, year("2023-24")).expect("the council is known");
        let near: Vec<&str> = model
            .similar(council, year("2023-24"))
            .expect("the council is in the model")
            .iter()
            .map(|neighbour| areas.get(neighbour.area).slug.as_str())
            .collect();
        for slug in expected {
            assert!(near.contains(slug), "{slug} is not among {near:?}");
        }
    }
}

#[test]
fn councils_made_since_say_whose_figures_they_have() {
    let areas = areas();
    let model = embedded(&areas);
    let note = |code: &str| {
        model.note(areas.by_code(code).expect("the council is known"), &areas).unwrap_or_default()
    };
    assert_eq!(
        note("E06000061"),
        "Its figures of deprivation are those of Northamptonshire, the council before it."
    );
    assert_eq!(
        note("E10000006"),
        "Its numbers of people are the sums over Cumberland and Westmorland and Furness."
    );
    assert_eq!(note("E08000034"), "");
}
