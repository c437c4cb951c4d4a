//! What a newer release changed, counted again from the two releases as published.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Ods, Reader as _, open_workbook};

use crate::harness::{Tree, illustrative, page_text, published, published_files};
use crate::parity::pdf_text;

/// The adjusted quality of life of 2016-17 (1J, later 1B) by council code, as the yearly file prints it.
fn first(data: &Path) -> BTreeMap<String, String> {
    let path = data.join("ascof_2014-15_to_2018-19/ascof_2016-17_total_rows_reexport.csv");
    let mut reader = csv::Reader::from_path(path).expect("the file opens");
    let mut outcomes = BTreeMap::new();
    for record in reader.byte_records() {
        let record = record.expect("a record");
        let cell = |at: usize| String::from_utf8_lossy(&record[at]).trim().to_owned();
        if [2, 4, 5, 6].map(cell) == ["Council", "1J", "Total", "Outcome"] {
            outcomes.insert(cell(3), cell(7));
        }
    }
    outcomes
}

/// The same as the workbook of 2024-25 prints it.
fn newest(data: &Path) -> BTreeMap<String, String> {
    let path = data.join("ascof_2024-25/ascof_2024_25.ods");
    let mut book: Ods<_> = open_workbook(path).expect("the workbook opens");
    let sheet = book.worksheet_range("Table_1b").expect("the sheet");
    let text = |cell: &Data| cell.to_string().trim().to_owned();
    let titled = |row: &&[Data]| row.iter().any(|cell| text(cell) == "ONS area code");
    let header = sheet.rows().find(titled).expect("a header");
    let column = |title| header.iter().position(|cell| text(cell) == title).expect(title);
    let (code, outcome) = (column("ONS area code"), column("2016 to 2017 - outcome"));
    sheet.rows().map(|row| (text(&row[code]), text(&row[outcome]))).collect()
}

/// The line of a council, if its figure differs by more than one in the third decimal.
fn expected(before: &str, now: &str) -> Option<String> {
    let thousandths = |text: &str| {
        let (whole, part) = text.split_once('.')?;
        format!("{whole}{part:0<3}").parse::<i32>().ok()
    };
    let (old, new) = (thousandths(before)?, thousandths(now)?);
    ((old - new).abs() > 1).then(|| {
        format!(
            "OC02 Quality of life from support, 2016-17: {before} in the release of 2016-17, {now} in that of \
             2024-25."
        )
    })
}

const HEADING: &str = "Figures that a newer release has changed";

/// What the page says under the heading, and that the PDF says the same.
fn told(tree: &Tree, slug: &str) -> Option<String> {
    let page = page_text(&fs_err::read_to_string(tree.find(slug, "index.html")).expect("the page"));
    let pdf = pdf_text(&tree.find(slug, ".pdf"));
    assert_eq!(page.contains(HEADING), pdf.contains(HEADING), "{slug}");
    let (_, said) = page.split_once(HEADING)?;
    let (said, _) = said.split_once("How the figures were worked out").expect("the next heading");
    let squeezed = |text: &str| text.replace(' ', "");
    assert!(squeezed(&pdf).contains(&squeezed(said)), "{slug}: {said}");
    Some(said.trim().to_owned())
}

/// The yearly file of 2016-17 prints 0.386 for Kirklees (line 2601), and the workbook of 2024-25 prints 0.388
/// (`Table_1b`, the row of E08000034).
#[test]
fn reports_tell_what_a_newer_release_changed() {
    let Some((data, tree)) = published_files().zip(published()) else { return };
    let (first, newest) = (first(&data), newest(&data));
    assert_eq!((&*first["E08000034"], &*newest["E08000034"]), ("0.386", "0.388"));
    let mut lines = 0;
    for (slug, code) in [
        ("kirklees", "E08000034"),
        ("swindon", "E06000030"),
        ("hackney", "E09000012"),
        ("city-of-london", "E09000001"),
    ] {
        let said = told(tree, slug).expect("two releases have figures of the council");
        let known = first.get(code).zip(newest.get(code));
        match known.and_then(|(before, now)| expected(before, now)) {
            Some(line) => {
                lines += 1;
                assert!(
                    said.starts_with("One figure of this council was changed by more"),
                    "{said}"
                );
                assert!(said.ends_with(&line), "{slug}: '{said}' and not '{line}'");
            }
            None => assert_eq!(
                said,
                "No figure of this council was changed by more than one in the last decimal that both \
                 releases print.",
                "{slug}"
            ),
        }
    }
    assert!(lines > 0);
    // No figure of this council is older than the newest release.
    assert_eq!(told(illustrative(), "barnet"), None);
}

#[test]
fn a_region_counts_what_a_newer_release_changed() {
    let Some((data, tree)) = published_files().zip(published()) else { return };
    let (first, newest) = (first(&data), newest(&data));
    let regions: BTreeMap<String, String> = tree
        .measures()
        .of_level("OC02", "2016-17", "council")
        .map(|row| (row["area_code"].clone(), row["region_code"].clone()))
        .collect();
    // North Yorkshire has another code since 2023, and the same footprint.
    let code_now = |code: &str| if code == "E10000023" { "E06000065" } else { code }.to_owned();
    let changed = first.iter().filter(|(code, before)| {
        regions.get(*code).is_some_and(|region| region == "E12000003")
            && newest.get(&code_now(code)).is_some_and(|now| expected(before, now).is_some())
    });
    let count = changed.count();
    assert!(count > 1);
    let page = tree.root.join("regions/yorkshire-and-the-humber/index.html");
    let text = page_text(&fs_err::read_to_string(page).expect("the page of the region"));
    let line =
        format!("Quality of life from support: {count} figures of {count} councils, 2016-17.");
    assert!(text.contains(&line), "'{line}' is not on the page");
}
