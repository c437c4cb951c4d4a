//! Rows with one fault each; what right files give is proved with the published ones.

use super::*;
use crate::reference::areas::Areas;
use crate::reference::vocabulary::Vocabulary;

fn said(header: &str, row: &str) -> Vec<String> {
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    let context = Context::embedded(&areas, &vocabulary);
    let file = InputFile::new("f.csv", format!("{header}\n{row}\n").into_bytes());
    assert!(recognises(&file, &context), "{header}");
    read(&file, &context).diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn each_fault_has_its_code_and_place() {
    let header = money::COLUMNS.join(",");
    let right = "2017,211,E08000034,E12000003,2,1,4,7,,,1,6,1,5,5,4,4";
    assert_eq!(said(&header, right), Vec::<String>::new());
    for (from, to, expected) in [
        ("2017,", "17,", "f.csv:2:1: error[observe/not-a-year]"),
        ("E08000034", "E08000099", "f.csv:2:3: error[observe/unknown-area]"),
        ("211,", "102,", "f.csv:2:2: error[observe/two-councils]"),
        (
            ",2,1,4,7,",
            ",2,1,4,17,",
            "f.csv:2:8: error[observe/unknown-key]: '17' is no known key of setting",
        ),
        (
            ",2,1,4,7,",
            ",2,3,4,7,",
            "f.csv:2:6: error[observe/unknown-key]: this breakdown is in no series",
        ),
        (",2,1,4,7,", ",4,1,4,,", "f.csv:2:5: error[observe/unknown-key]: this kind of support"),
        (",6,1,5,5,4,4", ",6,1,5,5,4,4x", "f.csv:2:17: error[observe/not-a-number]"),
    ] {
        let found = said(&header, &right.replace(from, to));
        assert!(found.first().is_some_and(|found| found.starts_with(expected)), "{to}: {found:?}");
    }
}

#[test]
fn the_voluntary_split_is_counted_and_left_out() {
    let header = money::COLUMNS.join(",");
    let found = said(&header, "2017,211,E08000034,E12000003,2,3,4,7,,,2,6,1,5,5,4,4");
    assert_eq!(
        found,
        ["f.csv: note[observe/left-out]: voluntary breakdowns are left out; rows: 1"]
    );
}
