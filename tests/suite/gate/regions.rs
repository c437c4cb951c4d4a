//! The finished report of a region: clean files pass, and mix-ups are caught, those in the view itself too.

use std::collections::BTreeMap;

use use_of_resources::proof::council::{Gate, OwnTemplates};
use use_of_resources::proof::names::Names;
use use_of_resources::proof::region::{FinishedRegion, Member};
use use_of_resources::reference::areas::{AreaId, AreaLevel};
use use_of_resources::render::open_data;
use use_of_resources::render::pdf::REGION;
use use_of_resources::report::national::National;
use use_of_resources::report::pages::region::{self, Built, councils_of};
use use_of_resources::report::pages::{Asked, Pages};
use use_of_resources::report::view::RegionPage;

use super::{Press, THEME, with_country};
use crate::harness::{published_files, sample};

/// The finished files of a region.
#[derive(Clone)]
struct Files {
    csv: Vec<u8>,
    pdf: Vec<u8>,
    html: Vec<u8>,
}

struct Case {
    view: RegionPage,
    pictures: Vec<(String, String)>,
    files: Files,
}

fn render(press: &Press, view: &RegionPage, pictures: &[(String, String)]) -> (Vec<u8>, Vec<u8>) {
    let json = serde_json::to_vec(view).expect("a view is text");
    let ident = view.ons_code.clone();
    let pdf = press.pdf.render_with(REGION, json.clone(), ident, pictures);
    let html = press.html.page_json("region.html", &json, pictures);
    (
        pdf.unwrap_or_else(|error| panic!("{error}")),
        html.unwrap_or_else(|error| panic!("{error}")).into_bytes(),
    )
}

fn make(press: &Press, pages: &Pages<'_>, id: AreaId) -> Case {
    let Built { page: view, pictures } = region::build(pages, id, true);
    let mut csv = Vec::new();
    open_data::region_csv(pages.national, id, &mut csv).expect("memory can be written");
    let (pdf, html) = render(press, &view, &pictures);
    Case { view, pictures, files: Files { csv, pdf, html } }
}

fn check(
    names: &Names,
    national: &National<'_>,
    id: AreaId,
    of: &Case,
    files: &Files,
) -> Result<(), String> {
    let gate = Gate {
        names,
        own: OwnTemplates { pdf: true, html: true },
        theme: &THEME,
        pages: std::collections::BTreeSet::new(),
    };
    let areas = national.inputs.areas;
    let members: Vec<Member<'_>> = councils_of(national, id)
        .into_iter()
        .map(|council| Member {
            name: &areas.get(council).name,
            code: areas.code_in(council, national.year),
        })
        .collect();
    gate.check_region(&FinishedRegion {
        view: &of.view,
        pictures: &of.pictures,
        members: &members,
        csv: &files.csv,
        pdf: Some(&files.pdf),
        html: Some(&files.html),
    })
}

fn pages<'a>(national: &'a National<'a>) -> Pages<'a> {
    let areas = national.inputs.areas;
    let reports: BTreeMap<AreaId, String> = areas
        .councils_in(national.year)
        .map(|id| {
            let (code, slug) =
                (areas.code_in(id, national.year).to_lowercase(), &areas.get(id).slug);
            (id, format!("councils/{code}-{slug}/index.html"))
        })
        .collect();
    let regions = areas.of_level(AreaLevel::Region).collect();
    Pages { national, reports, regions, asked: Asked::default() }
}

fn region(national: &National<'_>, name: &str) -> AreaId {
    let areas = national.inputs.areas;
    areas.of_level(AreaLevel::Region).find(|id| areas.get(*id).name == name).expect(name)
}

/// London has the most councils, one that sent no figures and one that is not compared; the South West has the
/// smallest council, and names within names.
#[test]
fn clean_reports_of_regions_pass_in_the_published_release() {
    let Some(data) = published_files() else { return };
    with_country(&data, "2021-22", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let pages = pages(national);
        for name in ["London", "South West", "East Midlands"] {
            let id = region(national, name);
            let case = make(&press, &pages, id);
            check(&names, national, id, &case, &case.files)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
        }
    });
}

/// What is changed in a view from which the finished files are made.
type Change = fn(&mut RegionPage, &mut Vec<(String, String)>, &Case);

/// Mix-ups of files: the view is right, what was made of it is not.
const MADE: [(&str, Change); 11] = [
    ("a figure with another digit", |view, _, _| {
        let text = &mut view.parts[0].tables[0].rows[0].cells[0].value.text;
        *text = if text.ends_with('7') { "£4".to_owned() } else { format!("{text}7") };
    }),
    ("two councils' figures swapped", |view, _, _| {
        let rows = &mut view.parts[0].tables[0].rows;
        let cells = rows[0].cells.clone();
        rows[0].cells = std::mem::replace(&mut rows[1].cells, cells);
    }),
    ("two councils' names swapped", |view, _, _| {
        let rows = &mut view.parts[0].tables[0].rows;
        let area = rows[0].area.clone();
        rows[0].area = std::mem::replace(&mut rows[1].area, area);
    }),
    ("a council of another region", |view, _, other| {
        view.councils[0] = other.view.councils[0].clone();
    }),
    ("a council of another region in a note", |view, _, other| {
        let name = &other.view.councils[0].name;
        view.quality[0].text = format!("{} Ask {name}.", view.quality[0].text);
    }),
    ("a band of another council", |view, _, _| {
        "much higher".clone_into(&mut view.parts[0].tables[0].rows[0].cells[0].standing);
    }),
    ("the other's strips", |_, pictures, other| {
        for (id, svg) in pictures.iter_mut() {
            if let Some((_, theirs)) = other.pictures.iter().find(|(known, _)| known == id) {
                svg.clone_from(theirs);
            }
        }
    }),
    ("two strips swapped", |_, pictures, _| {
        let svg = pictures[0].1.clone();
        pictures[0].1 = std::mem::replace(&mut pictures[1].1, svg);
    }),
    ("a count that is one more", |view, _, _| {
        let count = &mut view.spread[0].places[1];
        *count = format!("{count}1");
    }),
    ("a part left out", |view, _, _| drop(view.parts.pop())),
    ("the other region's name", |view, _, other| {
        view.meta.heading.clone_from(&other.view.meta.heading);
    }),
];

/// Mix-ups of the view, from which both files are made faithfully.
const BUILT: [(&str, Change); 5] = [
    ("two councils' figures swapped in the view", MADE[1].1),
    ("a council of another region in the view", MADE[3].1),
    ("a council that leads to another's report", |view, _, _| {
        view.councils[0].path = view.councils[1].path.clone();
    }),
    ("a council left out of a table", |view, _, _| drop(view.parts[1].tables[0].rows.pop())),
    ("a figure of another year", |view, _, _| {
        "2022-23".clone_into(&mut view.parts[0].tables[0].columns[0].year);
    }),
];

#[test]
fn mix_ups_in_reports_of_regions_are_caught() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--years", "3"]);
    with_country(&release, "2023-24", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let pages = pages(national);
        let [id, other] = ["North East", "East Midlands"].map(|name| region(national, name));
        let (own, other) = (make(&press, &pages, id), make(&press, &pages, other));
        let check = |of: &Case, files: &Files| check(&names, national, id, of, files);
        check(&own, &own.files).unwrap_or_else(|why| panic!("clean files: {why}"));
        let mut passed = Vec::new();
        let mut caught = |what: &str, found: Result<(), String>| match found {
            Ok(()) => passed.push(what.to_owned()),
            Err(why) => println!("{what}: {why}"),
        };
        let with = |change: fn(&mut Files, &Files)| {
            let mut files = own.files.clone();
            change(&mut files, &other.files);
            files
        };
        for (what, files) in [
            ("the other's PDF", with(|files, other| files.pdf.clone_from(&other.pdf))),
            ("the other's page", with(|files, other| files.html.clone_from(&other.html))),
            ("the other's data", with(|files, other| files.csv.clone_from(&other.csv))),
            ("half a PDF", with(|files, _| files.pdf.truncate(files.pdf.len() / 2))),
            ("half a page", with(|files, _| files.html.truncate(files.html.len() / 2))),
        ] {
            caught(what, check(&own, &files));
        }
        for (what, change) in MADE {
            let (mut view, mut pictures) = (own.view.clone(), own.pictures.clone());
            change(&mut view, &mut pictures, &other);
            let (pdf, html) = render(&press, &view, &pictures);
            caught(&format!("PDF: {what}"), check(&own, &Files { pdf, ..own.files.clone() }));
            caught(&format!("page: {what}"), check(&own, &Files { html, ..own.files.clone() }));
        }
        for (what, change) in BUILT {
            let (mut view, mut pictures) = (own.view.clone(), own.pictures.clone());
            change(&mut view, &mut pictures, &other);
            let (pdf, html) = render(&press, &view, &pictures);
            let files = Files { pdf, html, csv: own.files.csv.clone() };
            caught(what, check(&Case { view, pictures, files: files.clone() }, &files));
        }
        assert!(passed.is_empty(), "not caught: {passed:?}");
    });
}
