//! The reports of regions: page and PDF from one view, several regions at once, each held against its view
//! and the region's data before it is written.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::proof::region::{FinishedRegion, Member};
use crate::publish::layout;
use crate::reference::areas::AreaId;
use crate::render::error::RenderError;
use crate::render::pdf::REGION;
use crate::report::pages::Pages;
use crate::report::pages::region::{self, councils_of};
use crate::run::Fatal;
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker, panic_text};

/// The template of the page.
const PAGE: &str = "region.html";

/// Makes the reports of all regions that the pages are about, so many at once.
pub(super) fn write(workshop: &Workshop<'_>, pages: &Pages<'_>, jobs: usize) -> Result<(), Fatal> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut worker = None;
        while let Some(id) = pages.regions.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(workshop, pages, *id, &mut worker)?;
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
    })
}

/// Makes the report of one region.
fn one(
    workshop: &Workshop<'_>,
    pages: &Pages<'_>,
    id: AreaId,
    worker: &mut Option<Worker>,
) -> Result<(), Fatal> {
    let areas = pages.national.inputs.areas;
    let area = areas.get(id);
    let folder = layout::region_folder(area);
    let region::Built { page: view, pictures } = region::build(pages, id, workshop.formats.pdf);
    let json = serde_json::to_vec(&view).map_err(RenderError::from)?;
    let mut make = |wanted: bool, template: &str| -> Result<Option<Vec<u8>>, Fatal> {
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
    let csv = csv.map_err(|error| Fatal::Worker(error.to_string()))?.unwrap_or_default();
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
    workshop
        .gate
        .check_region(&finished)
        .map_err(|why| Fatal::Templates(format!("{}: {why}", area.name)))?;
    if let Some(bytes) = &pdf {
        workshop.stage.write(&format!("{folder}/{}", view.pdf_name), bytes)?;
    }
    if let Some(page) = &html {
        workshop.stage.write(&layout::region_path(area), page)?;
    }
    Ok(())
}
