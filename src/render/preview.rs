//! A folder with a report as JSON and its charts to PDF and page, to look at templates while they
//! are changed: see `templates/README.md`. Without the folder there is nothing to do.

use std::path::PathBuf;
use std::time::Instant;

use crate::render::html::HtmlRenderer;
use crate::render::index::{Index, IndexCouncil, IndexFile, IndexMeta, tests};
use crate::render::pdf::{PdfRenderer, forget};
use crate::render::templates::Templates;

/// The folder: `report.json`, `charts/ID.svg`; it receives `report.pdf` and `index.html`.
const FOLDER: &str = "UOR_PREVIEW";
/// The folder of templates; the embedded ones without it.
const TEMPLATES: &str = "UOR_TEMPLATES";
/// How many times to render, for timing.
const TIMES: &str = "UOR_TIMES";

#[test]
fn preview() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let templates = std::env::var_os(TEMPLATES).map(PathBuf::from);
    let templates = Templates::load(templates.as_deref()).expect("templates load");
    let text = fs_err::read_to_string(folder.join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut charts = Vec::new();
    for entry in fs_err::read_dir(folder.join("charts")).expect("charts") {
        let path = entry.expect("an entry").path();
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        charts.push((id, fs_err::read_to_string(&path).expect("a chart")));
    }
    charts.sort();
    let started = Instant::now();
    let html = HtmlRenderer::new(&templates).expect("HTML templates load");
    let pdf = PdfRenderer::new(&templates).expect("PDF templates load");
    println!("renderers {:?}", started.elapsed());

    let times = std::env::var(TIMES).ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let mut bytes = Vec::new();
    let started = Instant::now();
    for _ in 0..times {
        match pdf.render_json(text.clone().into_bytes(), "preview".to_owned(), &charts) {
            Ok(made) => bytes = made,
            Err(error) => panic!("{error}"),
        }
        forget();
    }
    println!("PDF {:?} each, {} bytes", started.elapsed() / times, bytes.len());
    fs_err::write(folder.join("report.pdf"), &bytes).expect("written");
    let started = Instant::now();
    let packed = crate::render::pack::pack(&bytes).expect("packed");
    println!("PDF packed {:?}, {} bytes", started.elapsed(), packed.len());
    fs_err::write(folder.join("packed.pdf"), &packed).expect("written");
    assert_eq!(packed, crate::render::pack::pack(&bytes).expect("packed"));

    let started = Instant::now();
    let mut page = String::new();
    for _ in 0..times {
        page = html.render_data(&report, &charts).unwrap_or_else(|error| panic!("{error}"));
    }
    println!("page {:?} each, {} bytes", started.elapsed() / times, page.len());
    fs_err::write(folder.join("index.html"), &page).expect("written");
    let list = html.index(&index(&report)).unwrap_or_else(|error| panic!("{error}"));
    println!("list {} bytes", list.len());
    fs_err::write(folder.join("list.html"), &list).expect("written");
}

fn index(report: &serde_json::Value) -> Index {
    let word = |name: &str| report["meta"][name].as_str().expect("a text").to_owned();
    let regions = ["North East", "North West", "Yorkshire and The Humber", "South West", "London"];
    let types = ["Shire counties", "Unitary authorities", "Metropolitan districts"];
    let councils = (0..150usize)
        .map(|number| IndexCouncil {
            name: format!("{}shire {number}", ["Ash", "Birch", "Elm", "Lime", "Rowan"][number % 5]),
            code: format!("E{:08}", 6_000_000 + number),
            region: regions[number % regions.len()].to_owned(),
            council_type: types[number % types.len()].to_owned(),
            html: if number == 7 { String::new() } else { "index.html".to_owned() },
            pdf: if number == 7 { String::new() } else { "report.pdf".to_owned() },
            data: if number == 7 { String::new() } else { "data.csv".to_owned() },
            status: if number == 7 { "not made in time".to_owned() } else { String::new() },
        })
        .collect();
    let meta = IndexMeta {
        title: "Use of Resources 2021-22".to_owned(),
        year: word("year"),
        release: word("release"),
        status: word("status"),
        banner: word("banner"),
        files: vec![IndexFile {
            label: "All figures of all councils (CSV)".to_owned(),
            path: "data.csv".to_owned(),
        }],
    };
    Index::new(meta, tests::pages(), councils)
}
