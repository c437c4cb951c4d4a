//! The finished committee kit of a council: clean files pass, and mix-ups are caught.

use use_of_resources::proof::kit::FinishedKit;
use use_of_resources::proof::names::Names;
use use_of_resources::render::kit::csv;
use use_of_resources::render::raster::Painter;
use use_of_resources::report::kit::{self, Built};
use use_of_resources::report::national::National;
use use_of_resources::report::view::Kit;
use use_of_resources::run::Tables;

use super::{COUNCIL, Made, OTHER, Press, council, gate, with_country};
use crate::harness::{published_files, sample};

type Files = Vec<(String, Vec<u8>)>;

/// A council's report, its kit and the finished files of that.
struct Case {
    made: Made,
    kit: Built,
    files: Files,
}

fn files(press: &Press, painter: &Painter, kit: &Kit, pictures: &[(String, String)]) -> Files {
    let mut files = Vec::new();
    for (finding, (id, svg)) in kit.findings.iter().zip(pictures) {
        files.push((format!("{id}.svg"), format!("{svg}\n").into_bytes()));
        let png = painter.png(id, svg, &finding.chart.alt).expect("a picture");
        assert!(png.len() < 60_000, "{id}: {} bytes", png.len());
        files.push((format!("{id}.png"), png));
        files.push((format!("{id}.csv"), csv(kit, finding).expect("a table")));
    }
    let view = serde_json::to_vec(kit).expect("a view is text");
    let page = press.html.page_json("kit.html", &view, pictures);
    let page = page.unwrap_or_else(|error| panic!("{error}"));
    files.push(("index.html".to_owned(), page.into_bytes()));
    files
}

fn make(
    press: &Press,
    painter: &Painter,
    national: &National<'_>,
    tables: &Tables,
    name: &str,
) -> Case {
    let id = council(name, national);
    let made = press.make(national, id, tables);
    let kit = kit::build(national, id, &made.built.report);
    let files = files(press, painter, &kit.kit, &kit.pictures);
    Case { made, kit, files }
}

fn check(names: &Names, of: &Case, kit: &Built, files: &Files) -> Result<(), String> {
    gate(names, true, &of.made).check_kit(&FinishedKit {
        kit: &kit.kit,
        pictures: &kit.pictures,
        report: &of.made.built.report,
        csv: &of.made.csv,
        files,
    })
}

/// Ordinary councils, one that sent no figures, one that is not compared, and names within names.
#[test]
fn clean_kits_pass_in_the_published_release() {
    let Some(data) = published_files() else { return };
    with_country(&data, "2021-22", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let painter = Painter::new();
        let mut findings = 0;
        for name in
            ["Kirklees", "Hackney", "Isles of Scilly", "Lincolnshire", "West Northamptonshire"]
        {
            let case = make(&press, &painter, national, tables, name);
            findings += case.kit.kit.findings.len();
            check(&names, &case, &case.kit, &case.files)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
        }
        assert!(findings > 20, "{findings}");
    });
}

/// A paragraph stands in someone else's paper: it says whose figure it is, what it is beside and where from.
#[test]
fn a_paragraph_is_complete_by_itself() {
    let Some(data) = published_files() else { return };
    with_country(&data, "2021-22", |national, tables| {
        let made = Press::new().make(national, council("Kirklees", national), tables);
        let id = council("Kirklees", national);
        let Built { kit, .. } = kit::build(national, id, &made.built.report);
        assert_eq!(kit.findings.len(), made.built.report.story.findings.len());
        for finding in &kit.findings {
            for wanted in [
                "Kirklees, adult social care. ",
                " in 2021-22, ",
                " than the median of ",
                "In the same year it was ",
                " for England",
                " for Yorkshire and The Humber",
                "Source",
                "Not official statistics",
            ] {
                assert!(finding.paragraph.contains(wanted), "{wanted}: {}", finding.paragraph);
            }
            assert_eq!(finding.table.rows.len(), 4, "{}", finding.id);
        }
    });
}

/// The first file of a kind.
fn first<'f>(files: &'f mut Files, kind: &str) -> &'f mut Vec<u8> {
    let found = files.iter_mut().find(|(name, _)| name.rsplit('.').next() == Some(kind));
    &mut found.expect("a file").1
}

/// Puts the other's first file of each kind into the place of one's own.
fn theirs(files: &mut Files, other: &Case, kinds: &[&str]) {
    for kind in kinds {
        first(files, kind).clone_from(first(&mut other.files.clone(), kind));
    }
}

/// What is changed in the finished files; the other's are at hand.
type Change = fn(&mut Files, &Case);

const FILES: [(&str, Change); 10] = [
    ("the other's page", |files, other| theirs(files, other, &["html"])),
    ("the other's pictures", |files, other| theirs(files, other, &["svg", "png"])),
    ("the other's PNG", |files, other| theirs(files, other, &["png"])),
    ("the other's table", |files, other| theirs(files, other, &["csv"])),
    ("picture and table swapped", |files, _| {
        let table = first(files, "csv").clone();
        let picture = std::mem::replace(first(files, "png"), table);
        *first(files, "csv") = picture;
    }),
    ("half a picture", |files, _| {
        let own = first(files, "png");
        own.truncate(own.len() / 2);
    }),
    ("the other's name in the page", |files, _| {
        let page = first(files, "html");
        let text = String::from_utf8(page.clone()).expect("text");
        *page = text.replacen("</h3>", " beside Harrow</h3>", 1).into_bytes();
    }),
    ("a file left out", |files, _| drop(files.remove(0))),
    ("a file too many", |files, _| files.push(("notes.txt".to_owned(), Vec::new()))),
    ("another digit in the page", |files, _| {
        let page = first(files, "html");
        let text = String::from_utf8(page.clone()).expect("text");
        let (before, after) = text.rsplit_once("</td>").expect("a figure");
        *page = format!("{before}7</td>{after}").into_bytes();
    }),
];

/// What is changed in the view from which all files are made.
type ViewChange = fn(&mut Kit, &Case);

const VIEWS: [(&str, ViewChange); 5] = [
    ("the other's paragraph", |kit, other| {
        kit.findings[0].paragraph.clone_from(&other.kit.kit.findings[0].paragraph);
    }),
    ("the other's figures", |kit, other| {
        let theirs = &other.kit.kit.findings[0].table.rows[0].cells;
        kit.findings[0].table.rows[0].cells.clone_from(theirs);
    }),
    ("the other's name", |kit, other| kit.council.clone_from(&other.kit.kit.council)),
    ("no source", |kit, _| {
        let finding = &mut kit.findings[0];
        finding.paragraph = finding.paragraph.replace(&finding.source, "");
    }),
    ("a finding left out", |kit, _| drop(kit.findings.pop())),
];

#[test]
fn mix_ups_in_kits_are_caught() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "3"]);
    with_country(&release, "2023-24", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        let painter = Painter::new();
        let [own, other] =
            [COUNCIL, OTHER].map(|name| make(&press, &painter, national, tables, name));
        assert!(!own.kit.kit.findings.is_empty() && !other.kit.kit.findings.is_empty());
        check(&names, &own, &own.kit, &own.files).unwrap_or_else(|why| panic!("clean: {why}"));
        let mut passed = Vec::new();
        let mut caught = |what: &'static str, found: Result<(), String>| match found {
            Ok(()) => passed.push(what),
            Err(why) => println!("{what}: {why}"),
        };
        caught("the whole kit of the other", check(&names, &own, &other.kit, &other.files));
        for (what, change) in FILES {
            let mut changed = own.files.clone();
            change(&mut changed, &other);
            caught(what, check(&names, &own, &own.kit, &changed));
        }
        for (what, change) in VIEWS {
            let (mut kit, pictures) = (own.kit.kit.clone(), own.kit.pictures.clone());
            change(&mut kit, &other);
            let changed = files(&press, &painter, &kit, &pictures);
            caught(what, check(&names, &own, &Built { kit, pictures }, &changed));
        }
        assert!(passed.is_empty(), "not caught: {passed:?}");
    });
}
