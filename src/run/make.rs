//! All reports of a run, several at once, each in a process of its own.
//!
//! A few threads take the next council from a counter, work out its view, have it set by a worker
//! process (see [`crate::run::workers`]) and write what comes back.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::observe::answers::Answers;
use crate::proof::council::{Finished, Gate, OwnTemplates};
use crate::proof::names::Names;
use crate::publish::layout;
use crate::publish::lock::Lock;
use crate::publish::manifest::{CouncilEntry, Edition, Manifest, WRITTEN};
use crate::publish::stage::{Placed, PublishError, Stage};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{Dimension, SeriesKey};
use crate::render::assessment;
use crate::render::html::INDEX;
use crate::render::open_data;
use crate::render::pdf;
use crate::render::raster::Painter;
use crate::render::templates::Templates;
use crate::render::theme::Theme;
use crate::report::build;
use crate::report::national::National;
use crate::report::story::ContextSeries;
use crate::run::changes::Before;
use crate::run::data::{DataJobs, Sizes};
use crate::run::edition::edition;
use crate::run::kit::Plan;
use crate::run::sending::{self, Dispatch};
use crate::run::workers::{Formats, Order, Worker, Workers, panic_text};
use crate::run::{
    self, Config, Fatal, Progress, Published, Summary, Tables, Worked, log, pages, ready,
};

/// What every worker shares.
pub(super) struct Workshop<'a> {
    pub(super) national: &'a National<'a>,
    context: ContextSeries,
    pub(super) formats: Formats,
    pub(super) workers: Workers,
    pub(super) stage: &'a Stage,
    /// The tree that is being replaced, if there is one.
    pub(super) before: Option<Before>,
    pub(super) gate: Gate<'a>,
    /// What draws pictures for slides, once one is needed.
    pub(super) painter: OnceLock<Painter>,
}

/// How one report went: its pages, or why there is none.
enum Outcome {
    Written(Option<usize>),
    Failed(String),
    Unwritable(PublishError),
}

/// Reads, works out, writes and publishes.
///
/// # Errors
/// What stops the run; the tree in place then stays as it is.
pub fn build(config: &Config, progress: &dyn Progress) -> Result<Summary, Fatal> {
    // First of all: a second run, or a folder that cannot be written, is told at once.
    let lock = Lock::take(&config.out)?;
    let templates = Templates::load(config.templates.as_deref())?.with_theme(&config.theme);
    let formats = Formats { pdf: config.pdf, html: config.html };
    let workers = Workers::start(&config.program, &templates, formats, config.limits)?;
    progress.stage("reading the release");
    let tables = Tables::open(config.reference.as_deref())?;
    let published = run::read(&config.data, config.wanted.strict, &tables)?;
    progress.stage("working out the measures");
    let mut worked = run::work(&published, &tables, &config.wanted)?;
    let councils = run::choose(config, &tables, worked.year)?;
    ready::check(&config.ready, &published, &tables, &worked)?;
    run::answers::only_for(&mut worked.added, &councils, &tables);
    let stage = Stage::open(lock, &worked.year.to_string())?;
    let national = run::national(&published, &tables, &worked);
    workers.ready()?;
    let names = Names::new(&tables.areas).map_err(Fatal::Arguments)?;
    let edition = edition(config, &published, &tables, &worked, &templates);
    let workshop = Workshop {
        national: &national,
        context: context(&tables),
        formats,
        workers,
        stage: &stage,
        before: Before::open(&stage, &edition),
        gate: gate(&names, &config.theme, &templates, &tables),
        painter: OnceLock::new(),
    };
    let previous = carried_over(&stage, &edition, &councils, &national)?;
    progress.reports(councils.len());
    let regions = pages::regions(&national, &councils, &previous);
    let data = DataJobs::new(regions.clone());
    let (outcomes, sizes) = all_reports(config, &councils, &workshop, progress, data)?;
    progress.done();
    let entries = entries(&national, &councils, outcomes, previous);
    pages::write(&workshop, config, &entries, regions.clone(), &sizes)?;
    progress.stage("packing the regions");
    let site = sending::site(config.site.as_deref(), &national);
    let dispatch = Dispatch {
        national: &national,
        stage: &stage,
        entries: &entries,
        contacts: worked.added.contacts.as_ref(),
        theme: &config.theme,
        site: site.as_deref(),
    };
    sending::write(&dispatch, &regions, config.jobs.get())?;
    progress.stage("publishing the tree");
    log::write(&stage, &published, &worked, &edition, &entries)?;
    let summary = finish(config, &published, &worked, stage, edition, entries)?;
    Ok(summary)
}

/// What finished reports are held against.
fn gate<'a>(
    names: &'a Names,
    theme: &'a Theme,
    templates: &Templates,
    tables: &Tables,
) -> Gate<'a> {
    let own = OwnTemplates {
        pdf: templates.are_own("pdf", ".typ"),
        html: templates.are_own("html", ".html"),
    };
    let regions = tables.areas.of_level(AreaLevel::Region);
    let regions = regions.map(|region| layout::region_path(tables.areas.get(region)));
    let pages = [INDEX, layout::METHODS, layout::ACCESSIBILITY, layout::CHANGES].map(str::to_owned);
    let pages = pages.into_iter().chain(regions).map(|page| format!("../../{page}"));
    Gate { names, own, theme, pages: pages.collect() }
}

/// The series of the context card.
pub fn context(tables: &Tables) -> ContextSeries {
    let term = |dimension, id| tables.vocabulary.term(dimension, id).unwrap_or_default();
    let adults = SeriesKey::of(term(Dimension::Quantity, "population/ons"));
    let older = adults.with(Dimension::AgeBand, term(Dimension::AgeBand, "65-and-over"));
    ContextSeries { adults, older }
}

/// Makes every report and takes note of how it went, in the order of the councils; then, or beside it,
/// the data, of which the sizes are given.
fn all_reports(
    config: &Config,
    councils: &[AreaId],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
    data: DataJobs,
) -> Result<(Vec<Outcome>, Sizes), Fatal> {
    let next = AtomicUsize::new(0);
    let slots: Vec<OnceLock<Outcome>> = councils.iter().map(|_| OnceLock::new()).collect();
    let most = councils.len() + data.count();
    std::thread::scope(|scope| -> Result<(), PublishError> {
        for _ in 0..config.jobs.get().min(most) {
            let work = || worker(&next, &slots, councils, workshop, progress, &data);
            std::thread::Builder::new().spawn_scoped(scope, work)?;
        }
        Ok(())
    })?;
    let sizes = data.finish()?;
    let mut outcomes = Vec::with_capacity(slots.len());
    for slot in slots {
        match slot.into_inner() {
            Some(Outcome::Unwritable(error)) => return Err(error.into()),
            Some(outcome) => outcomes.push(outcome),
            None => outcomes.push(Outcome::Failed("the worker ended before it".to_owned())),
        }
    }
    Ok((outcomes, sizes))
}

fn worker(
    next: &AtomicUsize,
    slots: &[OnceLock<Outcome>],
    councils: &[AreaId],
    workshop: &Workshop<'_>,
    progress: &dyn Progress,
    data: &DataJobs,
) {
    let mut process = None;
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let (Some(council), Some(slot)) = (councils.get(index), slots.get(index)) else { break };
        let made = AssertUnwindSafe(|| report(*council, workshop, &mut process));
        let outcome = std::panic::catch_unwind(made)
            .unwrap_or_else(|panic| Outcome::Failed(panic_text(&*panic)));
        let stop = matches!(outcome, Outcome::Unwritable(_));
        let failed = match &outcome {
            Outcome::Written(_) => None,
            Outcome::Failed(why) => Some(why.clone()),
            Outcome::Unwritable(error) => Some(error.to_string()),
        };
        drop(slot.set(outcome));
        let name = &workshop.national.inputs.areas.get(*council).name;
        progress.report(name, failed.as_deref());
        if stop {
            next.store(councils.len(), Ordering::Relaxed);
        }
    }
    if let Some(process) = process {
        workshop.workers.give_back(process);
    }
    // Whoever is done first writes the national data while the others finish.
    data.work(workshop.national, workshop.stage);
}

/// Makes the files of one council.
fn report(council: AreaId, workshop: &Workshop<'_>, process: &mut Option<Worker>) -> Outcome {
    match files(council, workshop, process) {
        Ok((files, pages)) => {
            for (path, bytes) in files {
                if let Err(error) = workshop.stage.write(&path, &bytes) {
                    return Outcome::Unwritable(error);
                }
            }
            Outcome::Written(pages)
        }
        Err(why) => Outcome::Failed(why),
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn files(
    council: AreaId,
    workshop: &Workshop<'_>,
    process: &mut Option<Worker>,
) -> Result<(Files, Option<usize>), String> {
    let national = workshop.national;
    let areas = national.inputs.areas;
    let area = areas.get(council);
    let folder = layout::council_folder(area, areas.code_in(council, national.year));
    let mut built = build::build(national, council, workshop.context);
    if !workshop.formats.pdf {
        built.report.meta.pdf_name.clear();
    }
    let meta = &built.report.meta;
    let order = Order {
        ident: pdf::ident(meta),
        report: serde_json::to_vec(&built.report).map_err(|error| error.to_string())?,
        charts: built.pictures.clone(),
    };
    let set = workshop.workers.report(order, process)?;
    let (csv, json) = open_data::council(national, council);
    let answers = national.answers.get(&council);
    let workbook =
        assessment::workbook(&built.report, answers).map_err(|error| error.to_string())?;
    let answers: Vec<&str> = answers.into_iter().flat_map(Answers::texts).collect();
    let pages = workshop.gate.check(&Finished {
        report: &built.report,
        pictures: &built.pictures,
        answers: &answers,
        csv: &csv,
        json: &json,
        workbook: &workbook,
        pdf: set.pdf.as_deref(),
        html: set.html.as_deref(),
    })?;
    let mut kit = Vec::new();
    if workshop.formats.html {
        let plan = Plan::of(national, council, &built.report)?;
        kit = workshop.kit(&plan, &built.report, &csv, process)?;
    }
    if let Some(before) = &workshop.before {
        before.compare(&meta.ons_code, &meta.council, &csv, set.html.as_deref());
    }
    let mut files =
        vec![(format!("{folder}/data.csv"), csv), (format!("{folder}/data.json"), json)];
    files.push((format!("{folder}/{}", layout::SELF_ASSESSMENT), workbook));
    files.extend(set.pdf.map(|bytes| (format!("{folder}/{}", meta.pdf_name), bytes)));
    files.extend(set.html.map(|page| (format!("{folder}/index.html"), page)));
    files.extend(kit.into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
    Ok((files, pages))
}

/// A run for some councils keeps the others of the tree in place, if that was made from the very
/// same inputs; otherwise it would mix two editions, and is refused.
fn carried_over(
    stage: &Stage,
    edition: &Edition,
    councils: &[AreaId],
    national: &National<'_>,
) -> Result<Vec<CouncilEntry>, Fatal> {
    let all = national.inputs.areas.councils_in(national.year).count();
    let Some(previous) = stage.previous().filter(|_| councils.len() < all) else {
        return Ok(Vec::new());
    };
    let made: Vec<&str> = councils
        .iter()
        .map(|council| national.inputs.areas.code_in(*council, national.year))
        .collect();
    let kept: Vec<CouncilEntry> =
        previous.councils.into_iter().filter(|entry| !made.contains(&&*entry.code)).collect();
    if kept.is_empty() {
        return Ok(kept);
    }
    if previous.edition != *edition {
        return Err(PublishError::OtherEdition(stage.target().to_owned()).into());
    }
    for entry in &kept {
        let prefix = format!("{}/", entry.folder);
        for file in previous.files.iter().filter(|file| file.path.starts_with(&prefix)) {
            stage.carry_over(file)?;
        }
    }
    Ok(kept)
}

/// The councils of the tree in the order of the register.
fn entries(
    national: &National<'_>,
    councils: &[AreaId],
    outcomes: Vec<Outcome>,
    kept: Vec<CouncilEntry>,
) -> Vec<CouncilEntry> {
    let areas = national.inputs.areas;
    let mut by_area: BTreeMap<Option<AreaId>, CouncilEntry> =
        kept.into_iter().map(|entry| (areas.by_code(&entry.code), entry)).collect();
    for (council, outcome) in councils.iter().zip(outcomes) {
        let area = areas.get(*council);
        let code = areas.code_in(*council, national.year);
        let (outcome, pages) = match outcome {
            Outcome::Written(pages) => (WRITTEN.to_owned(), pages),
            Outcome::Failed(why) => (why, None),
            Outcome::Unwritable(error) => (error.to_string(), None),
        };
        let entry = CouncilEntry {
            code: code.to_owned(),
            name: area.name.clone(),
            folder: layout::council_folder(area, code),
            outcome,
            pages,
        };
        by_area.insert(Some(*council), entry);
    }
    by_area.into_values().collect()
}

/// Publishes the tree, unless that would put an incomplete one in the place of a whole one.
fn finish(
    config: &Config,
    published: &Published,
    worked: &Worked,
    stage: Stage,
    edition: Edition,
    entries: Vec<CouncilEntry>,
) -> Result<Summary, Fatal> {
    let mut diagnostics = published.diagnostics.clone();
    diagnostics.extend(worked.added.diagnostics.iter().cloned());
    diagnostics.extend(worked.reconciliation.diagnostics.iter().cloned());
    let failed: Vec<(String, String)> = entries
        .iter()
        .filter(|entry| !entry.is_written())
        .map(|entry| (entry.name.clone(), entry.outcome.clone()))
        .collect();
    let written = entries.len() - failed.len();
    let manifest = Manifest {
        edition,
        diagnostics: run::counts(&diagnostics),
        reconciled: (worked.reconciliation.compared, worked.reconciliation.differ),
        councils: entries,
        files: Vec::new(),
    };
    let target = stage.target().to_owned();
    let published_now = failed.is_empty() || config.allow_partial || !stage.replaces();
    let Placed { manifest, notes } = if published_now {
        stage.publish(manifest)?
    } else {
        Placed { manifest, notes: Vec::new() }
    };
    Ok(Summary {
        target,
        year: worked.year,
        illustrative: published.illustrative,
        written,
        failed,
        published: published_now,
        notes,
        manifest,
        diagnostics,
    })
}
