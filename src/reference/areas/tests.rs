//! Checks that the register follows recodes, mergers and splits, and finds councils.

use crate::domain::year::FinancialYear;
use crate::reference::areas::Areas;

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
    assert_eq!(areas.find_council("Kirkless", year("2021-22")), Err(Some("Kirklees".to_owned())));
    assert_eq!(areas.find_council("Atlantis", year("2021-22")), Err(None));
}
