//! The reports of regions: page and PDF from one view, each held against its view and the region's data before
//! it is written. One that cannot be made costs that region.

use std::panic::AssertUnwindSafe;

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
use crate::run::press::Press;
use crate::run::workers::{PageOrder, Worker, panic_text};

/// The template of the page.
const PAGE: &str = "region.html";

/// Makes the report of a region. Gives the reason where it could not be made.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(
    pages: &Pages<'_>,
    id: AreaId,
    press: &mut Press<'_>,
) -> Result<Option<String>, Fatal> {
    let make = AssertUnwindSafe(|| one(press.workshop, pages, id, &mut press.worker));
    let made = std::panic::catch_unwind(make)
        .unwrap_or_else(|panic| Err(Stopped::Failed(panic_text(&*panic))));
    match made {
        Ok(()) => Ok(None),
        Err(Stopped::Failed(why)) => Ok(Some(why)),
        Err(Stopped::Unwritable(error)) => Err(error.into()),
    }
}

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
