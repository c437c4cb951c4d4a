//! All reports of a run, several at once, each in a process of its own.
//!
//! A few threads take the next council from a counter, work out its view, have it set by a worker
//! process (see [`crate::run::workers`]) and write what comes back.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::diagnostic::Diagnosed;
use crate::measure::value_index::ValueIndex;
use crate::proof::council::{Gate, OwnTemplates};
use crate::proof::names::Names;
use crate::publish::layout;
use crate::publish::lock::Lock;
use crate::publish::manifest::{CouncilEntry, Manifest, WRITTEN};
use crate::publish::stage::{Placed, PublishError, Stage};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{Dimension, SeriesKey};
use crate::release::input::InputFile;
use crate::render::html::INDEX;
use crate::render::raster::Painter;
use crate::render::templates::Templates;
use crate::render::theme::Theme;
use crate::report::national::National;
use crate::report::story::ContextSeries;
use crate::run::changes::Before;
use crate::run::council::{Outcome, Written, report};
use crate::run::data::{DataJobs, Sizes};
use crate::run::edition::{beside, edition};
use crate::run::kept::{Kept, carried_over};
use crate::run::sending::{self, Dispatch};
use crate::run::unchanged::unchanged;
use crate::run::workers::{Formats, Workers, panic_text};
use crate::run::{
    self, Config, Fatal, Made, Progress, Published, Summary, Tables, Worked, internal, log, pages,
    ready, years,
};

/// The thread that begins with the data and not with a report, where there is more than one.
const DATA_FIRST: usize = 1;

/// What every worker shares.
pub(super) struct Workshop<'a> {
    pub(super) national: &'a National<'a>,
    pub(super) context: ContextSeries,
    pub(super) formats: Formats,
    pub(super) workers: Workers,
    pub(super) stage: &'a Stage,
    /// The tree that is being replaced, if there is one.
    pub(super) before: Option<Before>,
    pub(super) gate: Gate<'a>,
    /// What draws pictures for slides, once one is needed.
    pub(super) painter: OnceLock<Painter>,
    pub(super) kept: Kept<'a>,
    /// Outcomes beside spend, for the internal profile.
    pub(super) internal: Option<ValueIndex<'a>>,
}

/// Reads, works out, writes and publishes.
///
/// # Errors
/// What stops the run; the tree in place then stays as it is.
pub fn build(config: &Config, progress: &dyn Progress) -> Result<Summary, Fatal> {
    internal::check(config)?;
    // First of all: a second run, or a folder that cannot be written, is told at once.
    let lock = Lock::take(&config.out)?;
    let templates = Templates::load(config.templates.as_deref())?.with_theme(&config.theme);
    let tables = Tables::open(config.reference.as_deref())?;
    progress.stage("reading the release");
    let opened = run::open(&config.data);
    if let Some(summary) = unchanged(config, &lock, &tables, &templates, &opened) {
        progress.reports(summary.made.len());
        summary.made.iter().for_each(|(name, made)| progress.report(name, made));
        progress.done();
        return Ok(summary);
    }
    build_from(opened, config, (lock, &templates, &tables), progress)
}

/// The same from inputs that were opened, where there is something to do.
fn build_from(
    opened: Diagnosed<Vec<InputFile>>,
    config: &Config,
    (lock, templates, tables): (Lock, &Templates, &Tables),
    progress: &dyn Progress,
) -> Result<Summary, Fatal> {
    let formats = Formats { pdf: config.pdf, html: config.html };
    let workers = Workers::start(&config.program, templates, formats, config.limits)?;
    let noticed = opened.diagnostics.clone();
    let published = run::read_opened(opened, config.wanted.strict, tables)?;
    progress.stage("working out the measures");
    let mut worked = run::work(&published, tables, &config.wanted)?;
    let councils = run::choose(config, tables, worked.year)?;
    ready::check(&config.ready, &published, tables, &worked)?;
    run::answers::only_for(&mut worked.added, &councils, tables);
    let stage = Stage::open(lock, &worked.year.to_string(), config.full)?;
    let national = run::national(&published, tables, &worked).told_by(&config.theme.organisation);
    workers.ready()?;
    let names = Names::new(&tables.areas).map_err(Fatal::Arguments)?;
    let edition = edition(config, &published, tables, &worked, templates);
    let workshop = Workshop {
        national: &national,
        context: context(tables),
        formats,
        workers,
        stage: &stage,
        before: Before::open(&stage, &edition)?,
        gate: gate(&names, &config.theme, templates, tables),
        kept: Kept::new(&stage, &edition, &names, config.limits.pages.get()),
        painter: OnceLock::new(),
        internal: internal::index(config, &national, &worked.added),
    };
    let previous = carried_over(&workshop, &edition, &councils)?;
    let regions = pages::regions(&national, &councils, &previous);
    let data = DataJobs::new(regions.clone(), &edition);
    let (outcomes, sizes) = all_reports(config, &councils, &workshop, progress, data)?;
    let made = told(tables, &councils, &outcomes);
    let entries = entries(&national, &councils, outcomes, previous);
    let missing = pages::write(&workshop, config, &entries, regions.clone(), &sizes)?;
    progress.stage("packing the regions");
    let dispatch = Dispatch {
        national: &national,
        stage: &stage,
        entries: &entries,
        regions_failed: &missing.regions,
        edition: &edition.name(),
        contacts: worked.added.contacts.as_ref(),
        theme: &config.theme,
        site: sending::site(config.site.as_deref(), &national),
    };
    sending::write(&dispatch, &regions, config.jobs.get())?;
    progress.stage("publishing the tree");
    log::write(&stage, &published, &worked, &edition, (&entries, &missing.regions))?;
    let contacts = worked.added.contacts_digests.iter().map(String::as_str);
    let manifest = Manifest {
        edition,
        newest: years::newest(&published, tables),
        beside: beside(config, &noticed, contacts),
        reconciled: (worked.reconciliation.compared, worked.reconciliation.differ),
        councils: entries,
        withdrawn: missing.withdrawn,
        regions_failed: missing.regions,
        ..Manifest::default()
    };
    Ok(Summary { made, ..finish(config, &published, &worked, stage, manifest)? })
}

/// How the report of each council came about, by name.
fn told(tables: &Tables, councils: &[AreaId], outcomes: &[Outcome]) -> Vec<(String, Made)> {
    let names = councils.iter().map(|council| tables.areas.get(*council).name.clone());
    names.zip(outcomes.iter().map(Outcome::told)).collect()
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
    progress.reports(councils.len());
    let next = AtomicUsize::new(0);
    let slots: Vec<OnceLock<Outcome>> = councils.iter().map(|_| OnceLock::new()).collect();
    let most = councils.len() + data.count();
    let jobs = config.jobs.get().min(most);
    // Two threads share a turn to have a finished PDF open, which takes as much memory as half a report.
    let turns: Vec<Mutex<()>> = (0..jobs.div_ceil(2)).map(|_| Mutex::new(())).collect();
    std::thread::scope(|scope| -> Result<(), PublishError> {
        for (number, turn) in turns.iter().flat_map(|turn| [turn, turn]).take(jobs).enumerate() {
            let (next, slots, data) = (&next, &slots, &data);
            let work = move || {
                // One begins with the data: the national workbooks take as much memory as a report does,
                // and it has no worker yet that holds any.
                if number == DATA_FIRST {
                    data.work(workshop.national, workshop.stage);
                }
                worker(next, slots, councils, workshop, progress, turn);
                // What is left of the national data, written by whoever is done first while the others
                // finish.
                data.work(workshop.national, workshop.stage);
            };
            std::thread::Builder::new().spawn_scoped(scope, work)?;
        }
        Ok(())
    })?;
    progress.done();
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
    turn: &Mutex<()>,
) {
    let mut process = None;
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let (Some(council), Some(slot)) = (councils.get(index), slots.get(index)) else { break };
        let made = AssertUnwindSafe(|| report(*council, workshop, &mut process, turn));
        let outcome = std::panic::catch_unwind(made)
            .unwrap_or_else(|panic| Outcome::Failed(panic_text(&*panic)));
        let stop = matches!(outcome, Outcome::Unwritable(_));
        let name = &workshop.national.inputs.areas.get(*council).name;
        progress.report(name, &outcome.told());
        drop(slot.set(outcome));
        if stop {
            next.store(councils.len(), Ordering::Relaxed);
        }
    }
    if let Some(process) = process {
        workshop.workers.give_back(process);
    }
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
        let (outcome, Written { pages, key, corrects, .. }) = match outcome {
            Outcome::Written(report) => (WRITTEN.to_owned(), report),
            Outcome::Failed(why) => (why, Written::default()),
            Outcome::Unwritable(error) => (error.to_string(), Written::default()),
        };
        let entry = CouncilEntry {
            code: code.to_owned(),
            name: area.name.clone(),
            folder: layout::council_folder(area, code),
            outcome,
            pages,
            key,
            corrects,
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
    mut manifest: Manifest,
) -> Result<Summary, Fatal> {
    let mut diagnostics = published.diagnostics.clone();
    diagnostics.extend(worked.added.diagnostics.iter().cloned());
    diagnostics.extend(worked.reconciliation.diagnostics.iter().cloned());
    manifest.diagnostics = run::counts(&diagnostics);
    let councils = &manifest.councils;
    let failed: Vec<(String, String)> = councils
        .iter()
        .filter(|entry| !entry.is_written())
        .map(|entry| (entry.name.clone(), entry.outcome.clone()))
        .collect();
    let written = councils.len() - failed.len();
    let target = stage.target().to_owned();
    let regions_failed = manifest.regions_failed.clone();
    let all = failed.is_empty() && regions_failed.is_empty();
    let published_now = all || config.allow_partial || !stage.replaces();
    let Placed { manifest, unchanged, notes } = if published_now {
        stage.publish(manifest)?
    } else {
        Placed { manifest, unchanged: false, notes: Vec::new() }
    };
    Ok(Summary {
        target,
        year: worked.year,
        illustrative: published.illustrative,
        written,
        failed,
        regions_failed,
        made: Vec::new(),
        published: published_now,
        unchanged,
        notes,
        manifest,
        diagnostics,
    })
}
