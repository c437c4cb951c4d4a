//! The finished internal pages: clean ones pass, and mix-ups are caught.

use std::collections::BTreeMap;

use use_of_resources::proof::names::Names;
use use_of_resources::report::internal::{self, NOTICE};
use use_of_resources::report::view::{CouncilReport, InternalPage};

use super::{COUNCIL, OTHER, Press, council, gate, with_country};
use crate::harness::{published_files, sample};

fn page(press: &Press, view: &InternalPage) -> String {
    let view = serde_json::to_vec(view).expect("a view is text");
    press.html.page_json("internal.html", &view, &[]).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn clean_internal_pages_pass_in_the_published_release() {
    let Some(data) = published_files() else { return };
    with_country(&data, "2021-22", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let index = internal::value_index(national, None);
        for name in
            ["Kirklees", "Hackney", "Isles of Scilly", "Lincolnshire", "West Northamptonshire"]
        {
            let id = council(name, national);
            let made = press.make(national, id, tables);
            let report = &made.built.report;
            let view = internal::page(national, &index, id, report);
            let bytes = page(&press, &view);
            gate(&names, true, &made)
                .check_internal(&view, report, bytes.as_bytes())
                .unwrap_or_else(|why| panic!("{name}: {why}"));
            let money = |id: &str| {
                let measures = &tables.catalogue.measures;
                measures.iter().any(|(of, measure)| of.0 == id && measure.unit.is_money())
            };
            assert!(view.briefing.strengths.iter().all(|strength| !money(&strength.measure)));
            let same =
                |strength: &use_of_resources::report::view::Finding| {
                    report.story.findings.iter().all(|found| {
                        found.measure != strength.measure || found.text == strength.text
                    })
                };
            assert!(view.briefing.strengths.iter().all(same), "{name}");
            if !["Isles of Scilly", "Hackney"].contains(&name) {
                assert_eq!(view.briefing.strengths.len(), 2, "{name}");
                let [one, two] = view.briefing.questions.as_slice() else { panic!("{name}") };
                assert_ne!(one.finding.basket, two.finding.basket, "{name}");
                assert_ne!(one.question, two.question, "{name}");
            }
        }
    });
}

/// What is changed in the finished page, with the other's at hand.
type Change = fn(&str, &str) -> String;

const PAGES: [(&str, Change); 6] = [
    ("the other's page", |_, other| other.to_owned()),
    ("another digit", |own, _| own.replacen("</dd>", "7</dd>", 1)),
    ("the other's name", |own, _| own.replacen("</h3>", " beside Harrow</h3>", 1)),
    ("no mark", |own, _| own.replace(NOTICE, "A page")),
    ("a link astray", |own, _| own.replacen("index.html\"", "other.html\"", 1)),
    ("half a page", |own, _| own.chars().take(own.chars().count() / 2).collect()),
];

/// What is changed in the view from which the page is made.
type ViewChange = fn(&mut InternalPage, &CouncilReport);

const VIEWS: [(&str, ViewChange); 4] = [
    ("the other's key figures", |view, other| view.briefing.cards.clone_from(&other.story.cards)),
    ("the other's council", |view, other| view.council.clone_from(&other.meta.council)),
    ("a strength of another measure", |view, _| {
        let [one, two] = view.briefing.questions.as_mut_slice() else { return };
        std::mem::swap(&mut one.finding.measure, &mut two.finding.measure);
    }),
    ("a measure that the report does not have", |view, _| {
        view.briefing.questions[0].finding.measure.insert(0, 'X');
    }),
];

#[test]
fn mix_ups_of_internal_pages_are_caught() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "3"]);
    with_country(&release, "2023-24", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let index = internal::value_index(national, None);
        let [(made, view), (theirs, other)] = [COUNCIL, OTHER].map(|name| {
            let id = council(name, national);
            let made = press.make(national, id, tables);
            let view = internal::page(national, &index, id, &made.built.report);
            (made, view)
        });
        let report = &made.built.report;
        let gate = gate(&names, true, &made);
        let check =
            |view: &InternalPage, page: &str| gate.check_internal(view, report, page.as_bytes());
        let (own, other) = (page(&press, &view), page(&press, &other));
        check(&view, &own).unwrap_or_else(|why| panic!("clean: {why}"));
        let mut passed = Vec::new();
        let mut caught = |what: &'static str, found: Result<(), String>| match found {
            Ok(()) => passed.push(what),
            Err(why) => println!("{what}: {why}"),
        };
        for (what, change) in PAGES {
            caught(what, check(&view, &change(&own, &other)));
        }
        for (what, change) in VIEWS {
            let mut changed = view.clone();
            change(&mut changed, &theirs.built.report);
            caught(what, check(&changed, &page(&press, &changed)));
        }
        assert!(passed.is_empty(), "not caught: {passed:?}");
    });
}

#[test]
fn the_national_page_is_from_a_to_z() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "3"]);
    with_country(&release, "2023-24", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let made = press.make(national, council(COUNCIL, national), tables);
        let gate = gate(&names, true, &made);
        let index = internal::value_index(national, None);
        let places =
            [COUNCIL, OTHER].map(|name| (council(name, national), format!("councils/{name}")));
        let view = internal::national_page(national, &index, &BTreeMap::from(places));
        let make = |view: &use_of_resources::report::view::InternalNational| {
            let json = serde_json::to_vec(view).expect("a view is text");
            press.html.page_json("internal-national.html", &json, &[]).expect("a page")
        };
        gate.check_internal_national(&view, make(&view).as_bytes()).expect("it is clean");
        let mut turned = view.clone();
        turned.councils.reverse();
        assert!(gate.check_internal_national(&turned, make(&turned).as_bytes()).is_err());
        assert!(gate.check_internal_national(&view, make(&turned).as_bytes()).is_err());
    });
}
