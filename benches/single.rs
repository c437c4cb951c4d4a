//! One stage and nothing after it, for tools that look at a whole process: counters of instructions,
//! profilers, loops of processes. `benches/compare` runs it.
//!
//! `single read|evaluate|view|pdf|gate` does all stages up to the one named, on a part of the illustrative
//! release; what a stage costs is the difference from the one before it. `single dump FOLDER` writes what
//! a report is set from, and `single set FOLDER` sets it, as a process for each report would;
//! `single spans FOLDER` does so too, and prints what Typst spent its time on; a folder of templates after it
//! is used in place of our own, to see what a change of them does.
#![allow(clippy::print_stdout, reason = "a bench speaks to people")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use use_of_resources::diagnostic::Diagnosed;
use use_of_resources::proof::pdf as gate;
use use_of_resources::release::input::InputFile;
use use_of_resources::render::pdf::{PdfRenderer, ident};
use use_of_resources::report::build;
use use_of_resources::run::{self, Published, Tables, Wanted, make};
use use_of_resources::sample::{self, SampleOptions};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The stages, each with all before it.
const STAGES: [&str; 6] = ["sample", "read", "evaluate", "view", "pdf", "gate"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["dump", folder] => dump(Path::new(folder)),
        ["set", folder] => set(Path::new(folder), None),
        ["spans", folder] => spans(Path::new(folder), None),
        ["spans", folder, templates] => spans(Path::new(folder), Some(Path::new(templates))),
        [stage] if STAGES.contains(stage) => up_to(stage),
        // As `cargo bench` calls it: there is nothing to measure from inside.
        _ => {}
    }
}

fn up_to(last: &str) {
    let reached = |stage: &str| {
        let place = |wanted: &str| STAGES.iter().position(|stage| *stage == wanted);
        place(stage) <= place(last)
    };
    let files = sample::generate(&SampleOptions { councils: Some(30), ..SampleOptions::default() });
    if !reached("read") {
        return;
    }
    let tables = Tables::load().expect("the embedded tables load");
    let published = published(files, &tables);
    if !reached("evaluate") {
        return;
    }
    let worked = run::work(&published, &tables, &Wanted::default()).expect("it has figures");
    if !reached("view") {
        return;
    }
    let built = report(&published, &tables, &worked);
    if !reached("pdf") {
        return;
    }
    let press = PdfRenderer::from_dir(None).expect("the templates hold");
    let pdf = press.render(&built.report, &built.pictures).expect("the report is set");
    if reached("gate") {
        gate::read(&pdf).expect("the report can be read");
    }
}

fn published(files: Vec<InputFile>, tables: &Tables) -> Published {
    let opened = Diagnosed { value: files, diagnostics: Vec::new() };
    run::read_opened(opened, false, tables).expect("a release")
}

/// The report of the first council that has figures.
fn report(published: &Published, tables: &Tables, worked: &run::Worked) -> build::Built {
    let national = run::national(published, tables, worked);
    let (cash, _) = &tables.catalogue.real_terms;
    let council = tables
        .areas
        .councils_in(worked.year)
        .find(|council| national.figure(cash, worked.year, Some(*council)).is_ok())
        .expect("a council with figures");
    build::build(&national, council, make::context(tables))
}

fn dump(folder: &Path) {
    let files = sample::generate(&SampleOptions::default());
    let tables = Tables::load().expect("the embedded tables load");
    let published = published(files, &tables);
    let worked = run::work(&published, &tables, &Wanted::default()).expect("it has figures");
    let built = report(&published, &tables, &worked);
    fs_err::create_dir_all(folder.join("charts")).expect("a folder");
    let json = serde_json::to_vec(&built.report).expect("a view is text");
    fs_err::write(folder.join("report.json"), json).expect("it is written");
    fs_err::write(folder.join("ident"), ident(&built.report.meta)).expect("it is written");
    for (id, svg) in &built.pictures {
        fs_err::write(folder.join("charts").join(format!("{id}.svg")), svg).expect("it is written");
    }
}

fn set(folder: &Path, templates: Option<&Path>) {
    let press = PdfRenderer::from_dir(templates).expect("the templates hold");
    let json = fs_err::read(folder.join("report.json")).expect("it is there");
    let ident = fs_err::read_to_string(folder.join("ident")).expect("it is there");
    let mut charts: Vec<PathBuf> = fs_err::read_dir(folder.join("charts"))
        .expect("they are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    charts.sort();
    let charts: Vec<(String, String)> = charts
        .iter()
        .map(|path| {
            let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (id, fs_err::read_to_string(path).expect("a chart"))
        })
        .collect();
    let pdf = press.render_json(json, ident, &charts).expect("the report is set");
    fs_err::write(folder.join("report.pdf"), pdf).expect("it is written");
}

/// What Typst did, by name: how often, how long, and how long without what it called.
#[derive(Default)]
struct Spent {
    times: usize,
    all: f64,
    own: f64,
}

/// Sets a report and prints what took its time, the longest first.
fn spans(folder: &Path, templates: Option<&Path>) {
    typst_timing::enable();
    set(folder, templates);
    typst_timing::disable();
    let mut trace = Vec::new();
    let nowhere = |_| (String::new(), 0);
    typst_timing::export_json(&mut trace, nowhere).expect("the trace is written");
    let events: Vec<serde_json::Value> = serde_json::from_slice(&trace).expect("a trace is JSON");
    let mut open: BTreeMap<u64, Vec<(String, f64, f64)>> = BTreeMap::new();
    let mut spent: BTreeMap<String, Spent> = BTreeMap::new();
    for event in &events {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        let at = event["ts"].as_f64().unwrap_or_default() / 1000.0;
        let open = open.entry(event["tid"].as_u64().unwrap_or_default()).or_default();
        if text("ph") == "B" {
            open.push((text("name"), at, 0.0));
        } else if let Some((name, start, inside)) = open.pop() {
            if let Some((_, _, around)) = open.last_mut() {
                *around += at - start;
            }
            // What calls itself is counted once.
            let nested = open.iter().any(|(around, _, _)| *around == name);
            let spent = spent.entry(name).or_default();
            spent.times += 1;
            spent.own += at - start - inside;
            spent.all += if nested { 0.0 } else { at - start };
        }
    }
    let mut spent: Vec<(String, Spent)> = spent.into_iter().collect();
    spent.sort_by(|(_, left), (_, right)| right.own.total_cmp(&left.own));
    println!("{:>8} {:>8} {:>7}  (milliseconds, times)", "own", "all", "times");
    for (name, Spent { times, all, own }) in spent.iter().take(24) {
        println!("{own:>8.1} {all:>8.1} {times:>7}  {name}");
    }
}
