//! Finished files are opened again before they are published: planted mix-ups of every kind are caught, and
//! clean files pass.

mod internal;
mod kits;
mod planted;
mod regions;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use use_of_resources::domain::year::FinancialYear;
use use_of_resources::proof::council::{Finished, Gate, OwnTemplates};
use use_of_resources::proof::names::Names;
use use_of_resources::proof::pdf;
use use_of_resources::reference::areas::AreaId;
use use_of_resources::render::html::HtmlRenderer;
use use_of_resources::render::pdf::{PdfRenderer, ident};
use use_of_resources::render::theme::Theme;
use use_of_resources::render::{assessment, open_data};
use use_of_resources::report::build::{self, Built};
use use_of_resources::report::national::National;
use use_of_resources::run::{self, Tables, Wanted, make};

use self::planted::Cases;
use crate::harness::{published_files, sample};

/// The council whose files are mixed up, and the one they are mixed up with.
const COUNCIL: &str = "Ealing";
const OTHER: &str = "Harrow";

/// The finished files of one council.
#[derive(Clone)]
struct Made {
    built: Built,
    csv: Vec<u8>,
    json: Vec<u8>,
    workbook: Vec<u8>,
    pdf: Vec<u8>,
    html: Vec<u8>,
}

/// What files are made with.
struct Press {
    pdf: PdfRenderer,
    html: HtmlRenderer,
}

impl Press {
    fn new() -> Self {
        let pdf = PdfRenderer::from_dir(None).expect("templates load");
        Self { pdf, html: HtmlRenderer::from_dir(None).expect("templates load") }
    }

    fn pdf(&self, built: &Built) -> Vec<u8> {
        let view = serde_json::to_vec(&built.report).expect("a view is text");
        self.pdf.render_json(view, ident(&built.report.meta), &built.pictures).expect("a PDF")
    }

    fn html(&self, built: &Built) -> Vec<u8> {
        self.html.render(&built.report, &built.pictures).expect("a page").into_bytes()
    }

    fn make(&self, national: &National<'_>, council: AreaId, tables: &Tables) -> Made {
        let built = build::build(national, council, make::context(tables));
        let (csv, json) = open_data::council(national, council);
        let workbook = assessment::workbook(&built.report, None).expect("a workbook");
        let (pdf, html) = (self.pdf(&built), self.html(&built));
        Made { built, csv, json, workbook, pdf, html }
    }
}

/// Holds files against the view of a council.
fn check(gate: &Gate<'_>, of: &Built, files: &Made) -> Result<Option<usize>, String> {
    gate.check(&Finished {
        report: &of.report,
        pictures: &of.pictures,
        answers: &[],
        csv: &files.csv,
        json: &files.json,
        workbook: &files.workbook,
        pdf: Some(&files.pdf),
        html: Some(&files.html),
    })
}

/// The house's own look.
static THEME: LazyLock<Theme> = LazyLock::new(Theme::default);

fn gate<'a>(names: &'a Names, own: bool, made: &Made) -> Gate<'a> {
    let pages = ["index.html", "methods.html", "accessibility.html", "changes.html"];
    let mut pages: BTreeSet<String> = pages.iter().map(|page| format!("../../{page}")).collect();
    pages.insert(made.built.report.meta.region_page.clone());
    Gate { names, own: OwnTemplates { pdf: own, html: own }, theme: &THEME, pages }
}

/// Works a release out and gives it to a test.
fn with_country(data: &Path, year: &str, test: impl FnOnce(&National<'_>, &Tables)) {
    let tables = Tables::load().expect("the embedded tables load");
    let published = run::read(&[data.to_owned()], false, &tables).expect("a release");
    let wanted =
        Wanted { year: Some(year.parse::<FinancialYear>().expect("a year")), ..Wanted::default() };
    let worked = run::work(&published, &tables, &wanted).expect("measures");
    test(&run::national(&published, &tables, &worked), &tables);
}

fn council(name: &str, national: &National<'_>) -> AreaId {
    national.inputs.areas.find_council(name, national.year).expect("a council of the year")
}

#[test]
fn clean_files_pass_in_an_illustrative_release() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "3"]);
    with_country(&release, "2023-24", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        // Four with figures, one of them with many gaps, and one without any.
        for name in [COUNCIL, OTHER, "Rochdale", "City of London", "Barnet"] {
            let made = press.make(national, council(name, national), tables);
            for own in [true, false] {
                check(&gate(&names, own, &made), &made.built, &made)
                    .unwrap_or_else(|why| panic!("{}: {why}", made.built.report.meta.council));
            }
        }
    });
}

/// The names that stand within other names, and councils that came, went or have no similar councils.
#[test]
fn clean_files_pass_in_the_published_release() {
    let Some(data) = published_files() else { return };
    with_country(&data, "2021-22", |national, tables| {
        let (press, names) = (Press::new(), Names::new(&tables.areas).expect("names"));
        for name in [
            "Bournemouth, Christchurch and Poole",
            "Dorset",
            "Essex",
            "West Sussex",
            "Lincolnshire",
            "North East Lincolnshire",
            "Bath and North East Somerset",
            "West Northamptonshire",
            "City of London",
            "Isles of Scilly",
            "Hackney",
            "Reading",
        ] {
            let made = press.make(national, council(name, national), tables);
            check(&gate(&names, true, &made), &made.built, &made)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
        }
    });
}

#[test]
fn planted_mix_ups_are_caught() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "3"]);
    let press = Press::new();
    let mut last_year = None;
    with_country(&release, "2022-23", |national, tables| {
        last_year = Some(press.make(national, council(COUNCIL, national), tables));
    });
    with_country(&release, "2023-24", |national, tables| {
        let names = Names::new(&tables.areas).expect("names");
        let mut cases = Cases {
            press: &press,
            own: press.make(national, council(COUNCIL, national), tables),
            other: press.make(national, council(OTHER, national), tables),
            last_year: last_year.expect("last year's report"),
            planted: Vec::new(),
        };
        let gate = gate(&names, true, &cases.own);
        check(&gate, &cases.own.built, &cases.own).expect("clean files pass");
        cases.plant_all();
        assert!(cases.planted.len() >= 30, "{} mix-ups", cases.planted.len());
        let passed: Vec<&str> = cases
            .planted
            .iter()
            .filter(|(what, files)| match check(&gate, &cases.own.built, files) {
                Ok(_) => true,
                Err(why) => {
                    println!("{what}: {why}");
                    false
                }
            })
            .map(|(what, _)| *what)
            .collect();
        assert!(passed.is_empty(), "not caught: {passed:?}");
    });
}

/// Puts a piece of one council's files into the other's, and the other way round.
type Swap = fn(&mut Made, &mut Made);

const SWAPS: [(&str, Swap); 8] = [
    ("data.csv", |one, two| std::mem::swap(&mut one.csv, &mut two.csv)),
    ("data.json", |one, two| std::mem::swap(&mut one.json, &mut two.json)),
    ("both data files", |one, two| {
        std::mem::swap(&mut one.csv, &mut two.csv);
        std::mem::swap(&mut one.json, &mut two.json);
    }),
    ("workbooks", |one, two| std::mem::swap(&mut one.workbook, &mut two.workbook)),
    ("PDFs", |one, two| std::mem::swap(&mut one.pdf, &mut two.pdf)),
    ("pages", |one, two| std::mem::swap(&mut one.html, &mut two.html)),
    ("all files", std::mem::swap),
    ("charts", |one, two| {
        std::mem::swap(&mut one.built.pictures, &mut two.built.pictures);
        let press = Press::new();
        for made in [one, two] {
            (made.pdf, made.html) = (press.pdf(&made.built), press.html(&made.built));
        }
    }),
];

/// Two reports that were made at the same time and got into each other: both are caught.
#[test]
fn what_two_councils_swapped_is_caught_on_both_sides() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "2"]);
    let press = Press::new();
    with_country(&release, "2023-24", |national, tables| {
        let names = Names::new(&tables.areas).expect("names");
        let clean =
            [COUNCIL, OTHER].map(|name| press.make(national, council(name, national), tables));
        let caught =
            |of: &Made, files: &Made| check(&gate(&names, true, of), &of.built, files).err();
        for made in &clean {
            assert_eq!(caught(made, made), None);
        }
        for (what, swap) in SWAPS {
            let [mut one, mut two] = clean.clone();
            swap(&mut one, &mut two);
            for (of, files) in clean.iter().zip([&one, &two]) {
                let why = caught(of, files);
                let name = &of.built.report.meta.council;
                assert!(why.is_some(), "{what} swapped: not caught for {name}");
            }
        }
    });
}

/// What a PDF says is read in the order of its structure, with the words for pictures in their place.
#[test]
fn a_pdf_is_read_as_it_is_read_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "2"]);
    with_country(&release, "2023-24", |national, tables| {
        let press = Press::new();
        let made = press.make(national, council(COUNCIL, national), tables);
        let read = pdf::read(&made.pdf).expect("a PDF");
        let meta = &made.built.report.meta;
        assert_eq!(
            (&read.title, read.language.as_str(), read.tagged),
            (&meta.title, "en-GB", true)
        );
        let pages = lopdf::Document::load_mem(&made.pdf).expect("a PDF").get_pages().len();
        assert_eq!((read.margins.len(), read.dead), (pages, 0));
        let alt = &made.built.report.overview.baskets[0].rows[0].spark.alt;
        assert!(read.text.contains(alt.as_str()), "{alt}");
        assert!(!read.text.contains('\u{fffd}'), "every letter is known");
        assert!(read.contents.contains("Overview"), "{}", read.contents);
    });
}
