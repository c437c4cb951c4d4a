//! The pages of the internal profile: made beside the public ones, which know nothing of them.

use std::collections::BTreeMap;

use crate::measure::value_index::ValueIndex;
use crate::publish::layout;
use crate::publish::manifest::CouncilEntry;
use crate::reference::areas::AreaId;
use crate::render::error::RenderError;
use crate::report::internal;
use crate::report::national::National;
use crate::report::view::{CouncilReport, InternalPage};
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker};
use crate::run::{Added, Config, Fatal};

/// The template of a council's page.
const PAGE: &str = "internal.html";

/// The template of the national page.
const NATIONAL: &str = "internal-national.html";

/// Whom a tree is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Everyone.
    #[default]
    Public,
    /// Those who work with it: members' briefings and the outcome value index stand beside the reports.
    Internal,
}

impl Profile {
    /// Its name in settings and in the manifest.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

/// Settings that do not go together are refused before anything is read.
///
/// # Errors
/// Need without the profile that it is for, and that profile without pages.
pub(super) fn check(config: &Config) -> Result<(), Fatal> {
    let refuse = |why: &str| Err(Fatal::Arguments(why.to_owned()));
    match config.profile {
        Profile::Public if config.wanted.additions.need.is_some() => refuse(
            "need and area costs (--need) are for the outcome value index, which the internal profile has: \
             add --profile internal, or leave --need out",
        ),
        Profile::Internal if !config.html => {
            refuse("the internal profile has pages and no PDFs: add html to --format")
        }
        Profile::Public | Profile::Internal => Ok(()),
    }
}

/// Outcomes beside spend of every council, where the tree is internal.
pub(super) fn index<'a>(
    config: &Config,
    national: &National<'a>,
    added: &'a Added,
) -> Option<ValueIndex<'a>> {
    (config.profile == Profile::Internal)
        .then(|| internal::value_index(national, added.need.as_ref()))
}

/// The internal page of a council before it is made.
pub(super) struct Plan {
    page: InternalPage,
    /// The view as JSON.
    pub(super) view: Vec<u8>,
}

impl Plan {
    /// Its words and figures.
    ///
    /// # Errors
    /// When the view cannot be handed to a template.
    pub(super) fn of(
        national: &National<'_>,
        index: &ValueIndex<'_>,
        council: AreaId,
        report: &CouncilReport,
    ) -> Result<Self, String> {
        let page = internal::page(national, index, council, report);
        let view = serde_json::to_vec(&page).map_err(|error| error.to_string())?;
        Ok(Self { page, view })
    }

    /// The name of its file within the council's folder.
    pub(super) fn name() -> String {
        format!("{}/index.html", layout::INTERNAL)
    }
}

impl Workshop<'_> {
    /// Makes a council's internal page and holds it against its view and report.
    ///
    /// # Errors
    /// Why it cannot be made, or what is wrong with it.
    pub(super) fn internal(
        &self,
        plan: &Plan,
        report: &CouncilReport,
        worker: &mut Option<Worker>,
    ) -> Result<Vec<u8>, String> {
        let page = self.workers.page(order(PAGE, plan.view.clone()), worker)?;
        let fault = |why: String| format!("the internal page {why}");
        self.gate.check_internal(&plan.page, report, &page).map_err(fault)?;
        Ok(page)
    }
}

/// Writes the national page, where the tree is internal.
///
/// # Errors
/// When it cannot be made or written, or is not what it must be.
pub(super) fn write(workshop: &Workshop<'_>, entries: &[CouncilEntry]) -> Result<(), Fatal> {
    let Some(index) = &workshop.internal else { return Ok(()) };
    let areas = workshop.national.inputs.areas;
    let written = entries.iter().filter(|entry| entry.is_written());
    let pages: BTreeMap<AreaId, String> = written
        .filter_map(|entry| Some((areas.by_code(&entry.code)?, entry.folder.clone())))
        .collect();
    let page = internal::national_page(workshop.national, index, &pages);
    let view = serde_json::to_vec(&page).map_err(RenderError::from)?;
    let mut worker = None;
    let bytes = workshop.workers.page(order(NATIONAL, view), &mut worker);
    let bytes = bytes.map_err(Fatal::Templates)?;
    if let Some(worker) = worker {
        workshop.workers.give_back(worker);
    }
    workshop
        .gate
        .check_internal_national(&page, &bytes)
        .map_err(|why| Fatal::Templates(format!("the national internal page {why}")))?;
    workshop.stage.write(&Plan::name(), &bytes)?;
    Ok(())
}

fn order(template: &str, view: Vec<u8>) -> PageOrder {
    PageOrder { template: template.to_owned(), ident: String::new(), view, charts: Vec::new() }
}
