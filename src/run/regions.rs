//! The reports of regions: page and PDF from one view, several regions at once, each held against its view
//! and the region's data before it is written. One that cannot be made costs that region.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::proof::region::{FinishedRegion, Member};
use crate::publish::layout;
use crate::publish::stage::PublishError;
use crate::reference::areas::AreaId;
use crate::render::pdf::REGION;
use crate::report::pages::Pages;
use crate::report::pages::region::{self, councils_of};
use crate::run::Fatal;
use crate::run::council::Stopped;
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker, panic_text};

/// The template of the page.
const PAGE: &str = "region.html";

/// The regions without a report, each with the reason.
pub(super) type Failed = BTreeMap<AreaId, String>;

/// Makes the reports of all regions that the pages are about, so many at once. Gives those that could not be
/// made: each costs itself.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(
    workshop: &Workshop<'_>,
    pages: &Pages<'_>,
    jobs: usize,
) -> Result<Failed, Fatal> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Failed> = Mutex::default();
    let work = || {
        let mut worker = None;
        while let Some(id) = pages.regions.get(next.fetch_add(1, Ordering::Relaxed)) {
            let make = AssertUnwindSafe(|| one(workshop, pages, *id, &mut worker));
            let made = std::panic::catch_unwind(make)
                .unwrap_or_else(|panic| Err(Stopped::Failed(panic_text(&*panic))));
            match made {
                Ok(()) => {}
                Err(Stopped::Failed(why)) => {
                    failed.lock().unwrap_or_else(PoisonError::into_inner).insert(*id, why);
                }
                Err(Stopped::Unwritable(error)) => return Err(error.into()),
            }
        }
        if let Some(worker) = worker {
            workshop.workers.give_back(worker);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, work);
        let threads: Result<Vec<_>, _> = (0..jobs.min(pages.regions.len())).map(spawn).collect();
        let threads = threads.map_err(|error| Fatal::Worker(error.to_string()))?;
        let lost = |panic: Box<dyn std::any::Any + Send>| Err(Fatal::Worker(panic_text(&*panic)));
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(lost))
    })?;
    Ok(failed.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Makes the report of one region.
fn one(
    workshop: &Workshop<'_>,
    pages: &Pages<'_>,
    id: AreaId,
    worker: &mut Option<Worker>,
) -> Result<(), Stopped> {
    let areas = pages.national.inputs.areas;
    let area = areas.get(id);
    let folder = layout::region_folder(area);
    let region::Built { page: view, pictures } = region::build(pages, id, workshop.formats.pdf);
    let json = serde_json::to_vec(&view).map_err(|error| error.to_string())?;
    let mut make = |wanted: bool, template: &str| -> Result<Option<Vec<u8>>, String> {
        let order = || PageOrder {
            template: template.to_owned(),
            ident: format!("{}-{}", view.ons_code, view.year),
            view: json.clone(),
            charts: pictures.clone(),
        };
        wanted.then(|| workshop.workers.page(order(), worker)).transpose()
    };
    let (pdf, html) = (make(workshop.formats.pdf, REGION)?, make(workshop.formats.html, PAGE)?);
    let data = workshop.stage.written(&format!("{folder}/data.csv"));
    let csv = data.first().map(|entry| workshop.stage.read(entry)).transpose();
    let csv = csv.map_err(PublishError::from)?.unwrap_or_default();
    let members = councils_of(pages.national, id).into_iter().map(|council| Member {
        name: &areas.get(council).name,
        code: areas.code_in(council, pages.national.year),
    });
    let members: Vec<Member<'_>> = members.collect();
    let finished = FinishedRegion {
        view: &view,
        pictures: &pictures,
        members: &members,
        csv: &csv,
        pdf: pdf.as_deref(),
        html: html.as_deref(),
    };
    workshop.gate.check_region(&finished)?;
    if let Some(bytes) = &pdf {
        workshop.stage.write(&format!("{folder}/{}", view.pdf_name), bytes)?;
    }
    if let Some(page) = &html {
        workshop.stage.write(&layout::region_path(area), page)?;
    }
    Ok(())
}
