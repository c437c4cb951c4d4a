//! A small file in the layout of 2014-15, whole and with one fault at a time.

use proptest::prelude::*;

use super::*;
use crate::domain::figure::Gap;
use crate::reference::areas::{AreaLevel, Areas};
use crate::reference::vocabulary::Vocabulary;

/// The file of activity with every council, all of whose cells in a row are the same.
fn activity() -> String {
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    let layout = Layout::load(Context::embedded(&areas, &vocabulary).sources, &vocabulary)
        .expect("the embedded table loads");
    let mut above = ",".repeat(4);
    let mut header = "Support type,Age category,Primary support reason,\
                      Service delivery mechanism,Provision"
        .to_owned();
    let mut count = 0;
    for id in areas.councils_in(layout.year) {
        let area = areas.get(id);
        let region = area.region.map(|region| areas.code_in(region, layout.year).to_owned());
        let letters = layout.regions.iter().find(|(_, known)| Some(&known.code) == region.as_ref());
        above.push(',');
        above.push_str(letters.expect("a region").0);
        let code = if area.slug == "buckinghamshire" { "612" } else { &area.cassr_code };
        header.extend([",", code, " - ", &area.name]);
        count += 1;
    }
    let row = |labels: &str, cell: &str| format!("{labels}{}\n", format!(",{cell}").repeat(count));
    let blank = ",".repeat(count + 4);
    [
        format!("{above}\n{header}\n"),
        row("Long term,Age 18 to 64,Physical support ,Residential,Total provision", "2.5"),
        row(",Age 18 and over,,Internal home care provision,Hourly rate", "0"),
        row(",Age 18 and over,,External home care provision,Hourly rate", ":"),
        row(",Age 18 and over,,Capital charges,", "Yes"),
        format!("{blank}\nNotes:{blank}\nHome Care data are presented in £s{blank}\n"),
    ]
    .concat()
}

fn read_text(text: &str) -> Reading {
    read_bytes("pss-exp-eng-14-15-act.csv", text.as_bytes())
}

fn read_bytes(name: &str, bytes: &[u8]) -> Reading {
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    let file = InputFile::new(name, bytes);
    assert!(recognises(&file));
    read(&file, &Context::embedded(&areas, &vocabulary))
}

#[test]
fn weeks_rates_and_gaps_read_with_their_places() {
    let reading = read_text(&activity());
    let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["observe/left-out"], "{:?}", reading.diagnostics);
    let firsts: Vec<_> = reading
        .observations
        .iter()
        .filter(|found| found.place.inside() != "" && found.place.to_string().ends_with(":6"))
        .map(|found| (found.place.to_string(), found.figure))
        .collect();
    let place = |line: u32| format!("pss-exp-eng-14-15-act.csv:{line}:6");
    let weeks = "2.5".parse().expect("a number");
    assert_eq!(
        firsts,
        [
            (place(3), Ok(weeks)),
            (place(4), Err(Gap::NotApplicable)),
            (place(5), Err(Gap::NotAvailable)),
        ]
    );
}

#[test]
fn one_fault_at_a_time_is_named_with_its_place() {
    let text = activity();
    let areas = Areas::load().expect("the embedded register loads");
    assert!(areas.of_level(AreaLevel::Council).count() > 100);
    for (from, to, code, words) in [
        ("211 - Kirklees", "211 - Leeds", "observe/area-mismatch", "211 is Kirklees"),
        ("211 - Kirklees", "299 - Kirklees", "observe/unknown-area", "code 299"),
        ("211 - Kirklees", "212 - Leeds", "release/duplicate-column", "Leeds has two columns"),
        ("211 - Kirklees", "Kirkleees", "observe/unknown-area", "no council, region"),
        ("Residential", "Residental", "observe/unknown-label", "the nearest are: residential"),
        ("Primary support reason", "Reason", "release/missing-column", "Reason"),
        ("presented in £s", "presented in £ms", "observe/unit", "do not say"),
        (",2.5,", ",2..5,", "observe/not-a-number", "2..5"),
        (",2.5,", ",n/a,", "observe/unknown-marker", "n/a"),
        ("\nNotes:", "\n,Notes:", "release/ragged-row", "fields"),
    ] {
        assert!(text.contains(from), "{from}");
        let reading = read_text(&text.replacen(from, to, 1));
        let found = reading.diagnostics.iter().find(|found| found.code == code);
        let found = found.unwrap_or_else(|| panic!("{code}: {:?}", reading.diagnostics));
        assert!(found.message.contains(words), "{found}");
        assert!(found.place.is_some() && found.help.is_some(), "{found}");
    }
}

#[test]
fn a_council_in_another_region_and_another_year_are_refused() {
    let text = activity();
    let reading = read_text(&text.replacen(",YH", ",NW", 1));
    assert_eq!(reading.diagnostics[0].code, "observe/area-mismatch");
    let reading = read_bytes("data/pss-exp-eng-15-16-act.csv", text.as_bytes());
    assert_eq!(reading.diagnostics[0].code, "observe/wrong-year");
    assert!(reading.observations.is_empty());
}

#[test]
fn a_row_with_other_values_under_the_same_labels_is_refused() {
    let text = activity();
    let line = text.lines().nth(2).expect("a row of weeks");
    let twice = |row: &str| read_text(&text.replacen(line, &format!("{line}\n{row}"), 1));
    let codes = |reading: Reading| -> Vec<&str> {
        reading.diagnostics.iter().map(|found| found.code).collect()
    };
    assert_eq!(codes(twice(line)), ["observe/left-out", "observe/duplicate-row"]);
    assert_eq!(codes(twice(&line.replacen("2.5", "3", 1)))[0], "observe/two-values");
}

proptest! {
    /// Arbitrary bytes after a header that is recognised, and anywhere in a good file.
    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        at in 0.0_f64..1.0,
    ) {
        let text = activity();
        let start = text.match_indices('\n').nth(1).map_or(0, |(end, _)| end + 1);
        let head = text.as_bytes().get(..start).expect("two lines");
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let context = Context::embedded(&areas, &vocabulary);
        let _ = read(&InputFile::new("x.csv", [head, &bytes].concat()), &context);
        #[allow(
            clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a place somewhere in the text"
        )]
        let at = (at * text.len() as f64) as usize;
        let mut broken = text.into_bytes();
        broken.splice(at..at, bytes.iter().copied());
        let file = InputFile::new("x.csv", broken);
        if recognises(&file) {
            let _ = read(&file, &context);
        }
        let _ = recognises(&InputFile::new("x.csv", bytes));
    }
}
