//! The pages that are about more than one council: the list of councils, one for each region and each
//! measure, the methods, the statement on accessibility and what changed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::measure::catalogue::Measure;
use crate::publish::layout;
use crate::publish::manifest::{CouncilEntry, Withdrawn};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::render::html::INDEX;
use crate::render::index::{Index, IndexCouncil, IndexMeta, IndexPages};
use crate::report::build;
use crate::report::national::National;
use crate::report::pages::changes::{self as report_changes, Compared};
use crate::report::pages::withdrawn as report_withdrawn;
use crate::report::pages::{Asked, Pages, accessibility, measure, methods};
use crate::report::view::Link;
use crate::run::at_once::at_once;
use crate::run::changes::Before;
use crate::run::data::Sizes;
use crate::run::make::Workshop;
use crate::run::press::Press;
use crate::run::{Config, Fatal, internal, regions, withdrawn};

/// The template of the page in place of a report.
const STUB: &str = "withdrawn.html";

/// The regions of the councils of a tree, those of this run and those that were kept, in the order of the
/// register.
pub(super) fn regions(
    national: &National<'_>,
    councils: &[AreaId],
    kept: &[CouncilEntry],
) -> Vec<AreaId> {
    let areas = national.inputs.areas;
    let kept = kept.iter().filter_map(|entry| areas.by_code(&entry.code));
    let found: Vec<AreaId> = councils
        .iter()
        .copied()
        .chain(kept)
        .filter_map(|council| areas.get(council).region)
        .collect();
    areas.of_level(AreaLevel::Region).filter(|region| found.contains(region)).collect()
}

/// The regions without a report, each with the reason.
type Failed = BTreeMap<AreaId, String>;

/// What there is not, once all pages are made.
pub(super) struct Missing {
    /// The councils whose reports were withdrawn.
    pub(super) withdrawn: Vec<Withdrawn>,
    /// The regions whose reports could not be made, by name, each with the reason.
    pub(super) regions: BTreeMap<String, String>,
}

/// Writes all of them, if pages are made, and the reports of regions in every format.
pub(super) fn write(
    workshop: &Workshop<'_>,
    config: &Config,
    entries: &[CouncilEntry],
    regions: Vec<AreaId>,
    sizes: &Sizes,
) -> Result<Missing, Fatal> {
    let national = workshop.national;
    let areas = national.inputs.areas;
    let reports = entries.iter().filter(|entry| entry.is_written()).filter_map(|entry| {
        Some((areas.by_code(&entry.code)?, format!("{}/index.html", entry.folder)))
    });
    let theme = &config.theme;
    let asked = Asked {
        organisation: theme.organisation.clone(),
        contact: theme.contact.as_ref().map(|contact| contact.line.clone()).unwrap_or_default(),
    };
    let pages = Pages { national, reports: reports.collect(), regions, asked };
    let failed = long(workshop, &pages, config.jobs.get())?;
    let name = |(region, why): (&AreaId, &String)| (areas.get(*region).name.clone(), why.clone());
    let regions = failed.iter().map(name).collect();
    if !workshop.formats.html {
        return Ok(Missing { withdrawn: Vec::new(), regions });
    }
    internal::write(workshop, entries)?;
    let mut press = Press::new(workshop);
    press.page(layout::METHODS, "methods.html", &methods::build(&pages), Vec::new())?;
    let statement = accessibility::build(&pages);
    press.page(layout::ACCESSIBILITY, "accessibility.html", &statement, Vec::new())?;
    changes(&mut press, &pages, entries)?;
    let withdrawn = withdrawn::councils(workshop.before.as_ref(), entries);
    for council in &withdrawn {
        let page = report_withdrawn::build(&pages, &council.name, &council.code);
        let path = format!("{}/index.html", council.folder);
        press.page(&path, STUB, &page, Vec::new())?;
    }
    for region in failed.keys() {
        let page = report_withdrawn::of_region(&pages, *region);
        press.page(&layout::region_path(areas.get(*region)), STUB, &page, Vec::new())?;
    }
    let councils = entries.iter().filter_map(|entry| listed(workshop, entry)).collect();
    let index = Index::new(index_meta(national, sizes), index_pages(&pages, &failed), councils);
    press.page(INDEX, INDEX, &index, Vec::new())?;
    Ok(Missing { withdrawn, regions })
}

/// A report or page that takes its time.
enum Long<'a> {
    Region(AreaId),
    Measure(&'a Measure),
}

/// Writes the reports of regions and the pages of measures, several at once. Gives the regions that have no
/// report: each costs itself.
fn long(workshop: &Workshop<'_>, pages: &Pages<'_>, jobs: usize) -> Result<Failed, Fatal> {
    let measures = pages.measures().filter(|_| workshop.formats.html).map(Long::Measure);
    let all: Vec<Long<'_>> =
        pages.regions.iter().copied().map(Long::Region).chain(measures).collect();
    let failed: Mutex<Failed> = Mutex::default();
    let each = |long: &Long<'_>, press: &mut Press<'_>| match *long {
        Long::Region(region) => {
            if let Some(why) = regions::write(pages, region, press)? {
                failed.lock().unwrap_or_else(PoisonError::into_inner).insert(region, why);
            }
            Ok(())
        }
        Long::Measure(measure) => {
            let built = measure::build(pages, measure);
            let path = layout::measure_path(&measure.id);
            press.page(&path, "measure.html", &built.page, built.pictures)
        }
    };
    at_once(&all, jobs, || Press::new(workshop), each)?;
    Ok(failed.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Writes the page of changes. Where nothing is different from the tree in place, that one's page stays: a
/// second build of the same gives the same.
fn changes(
    press: &mut Press<'_>,
    pages: &Pages<'_>,
    entries: &[CouncilEntry],
) -> Result<(), Fatal> {
    let before = press.workshop.before.as_ref();
    let compared = before.map(|before| before.finish(entries));
    if compared.as_ref().is_some_and(Compared::is_same)
        && let Some(page) = before.and_then(Before::page)
        && press.workshop.stage.carry_over(&[&page])?.is_ok()
    {
        return Ok(());
    }
    let page = report_changes::build(pages, compared);
    press.page(layout::CHANGES, "changes.html", &page, Vec::new())
}

/// A council as the list of councils shows it.
fn listed(workshop: &Workshop<'_>, entry: &CouncilEntry) -> Option<IndexCouncil> {
    let national = workshop.national;
    let areas = national.inputs.areas;
    let council = areas.by_code(&entry.code)?;
    let area = areas.get(council);
    let written = entry.is_written();
    let path = |name: &str| {
        if written { format!("{}/{name}", entry.folder) } else { String::new() }
    };
    let pdf = layout::pdf_name(area, national.year);
    Some(IndexCouncil {
        name: area.name.clone(),
        code: entry.code.clone(),
        region: national.name(area.region),
        council_type: national.name(national.council_type(council)),
        html: path("index.html"),
        pdf: if workshop.formats.pdf { path(&pdf) } else { String::new() },
        data: path("data.csv"),
        status: if written { String::new() } else { entry.outcome.clone() },
    })
}

fn index_pages(pages: &Pages<'_>, failed: &Failed) -> IndexPages {
    let link = |label: &str, path: &str| Link { label: label.to_owned(), path: path.to_owned() };
    IndexPages {
        regions: pages.region_links(0, |region| !failed.contains_key(&region)),
        measures: pages.measure_groups(0),
        methods: link("How the figures were worked out", layout::METHODS),
        accessibility: link("Statement on accessibility", layout::ACCESSIBILITY),
        changes: link("What changed since the edition before", layout::CHANGES),
    }
}

fn index_meta(national: &National<'_>, sizes: &Sizes) -> IndexMeta {
    let edition = build::edition(national);
    IndexMeta {
        title: format!("Use of Resources {}", national.year),
        year: national.year.to_string(),
        release: edition.release,
        status: edition.status,
        banner: edition.banner,
        files: sizes.offered(),
    }
}
