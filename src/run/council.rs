//! The files of one council: view, worker, gate; or, where nothing they are made from is different, those of
//! the tree in place.

use std::sync::{Mutex, PoisonError};

use crate::observe::answers::Answers;
use crate::proof::council::Finished;
use crate::publish::layout;
use crate::publish::manifest::Correction;
use crate::publish::stage::PublishError;
use crate::reference::areas::AreaId;
use crate::render::assessment;
use crate::render::open_data;
use crate::render::pdf;
use crate::report::build;
use crate::report::view::CouncilReport;
use crate::run::changes::Before;
use crate::run::internal;
use crate::run::kept::{Made, Place, Sources};
use crate::run::kit::Plan;
use crate::run::make::Workshop;
use crate::run::workers::{Order, Worker};

/// How one report went.
pub(super) enum Outcome {
    Written(Written),
    Failed(String),
    Unwritable(PublishError),
}

/// A report in the tree.
#[derive(Default)]
pub(super) struct Written {
    pub(super) pages: Option<usize>,
    /// Digest of all that it is made from.
    pub(super) key: String,
    /// What it corrects in an edition before.
    pub(super) corrects: Option<Correction>,
    /// Why it was made anew; nothing where the one in place stays.
    why: Option<String>,
}

impl Outcome {
    /// The same in words.
    pub(super) fn told(&self) -> Made {
        match self {
            Self::Written(Written { why: None, .. }) => Made::Kept,
            Self::Written(Written { why: Some(why), .. }) => Made::Anew(why.clone()),
            Self::Failed(why) => Made::Failed(why.clone()),
            Self::Unwritable(error) => Made::Failed(error.to_string()),
        }
    }
}

/// Why a council, or a region, has no files.
pub(super) enum Stopped {
    /// They could not be made.
    Failed(String),
    /// They could not be written, and so could no others.
    Unwritable(PublishError),
}

impl From<String> for Stopped {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

impl From<PublishError> for Stopped {
    fn from(error: PublishError) -> Self {
        Self::Unwritable(error)
    }
}

/// What a council has beside its report, before it is made.
struct Beside {
    kit: Option<Plan>,
    internal: Option<internal::Plan>,
}

impl Beside {
    fn of(
        workshop: &Workshop<'_>,
        council: AreaId,
        report: &CouncilReport,
    ) -> Result<Self, String> {
        let national = workshop.national;
        let kit = workshop.formats.html.then(|| Plan::of(national, council, report));
        let internal = workshop.internal.as_ref();
        let internal = internal.map(|index| internal::Plan::of(national, index, council, report));
        Ok(Self { kit: kit.transpose()?, internal: internal.transpose()? })
    }

    /// The names of its files within the council's folder, in the order in which they are made.
    fn names(&self) -> impl Iterator<Item = String> {
        let internal = self.internal.iter().map(|_| internal::Plan::name());
        self.kit.iter().flat_map(Plan::names).chain(internal)
    }

    fn make(
        &self,
        workshop: &Workshop<'_>,
        report: &CouncilReport,
        csv: &[u8],
        process: &mut Option<Worker>,
    ) -> Result<Vec<Vec<u8>>, String> {
        let mut files = Vec::new();
        if let Some(plan) = &self.kit {
            files.extend(workshop.kit(plan, report, csv, process)?);
        }
        if let Some(plan) = &self.internal {
            files.push(workshop.internal(plan, report, process)?);
        }
        Ok(files)
    }
}

/// Makes the files of one council, or takes them over. A finished PDF is opened when it is the thread's turn.
pub(super) fn report(
    council: AreaId,
    workshop: &Workshop<'_>,
    process: &mut Option<Worker>,
    turn: &Mutex<()>,
) -> Outcome {
    match files(council, workshop, process, turn) {
        Ok(written) => Outcome::Written(written),
        Err(Stopped::Failed(why)) => Outcome::Failed(why),
        Err(Stopped::Unwritable(error)) => Outcome::Unwritable(error),
    }
}

/// Holds finished files against their view, one PDF at a time.
fn opened(
    workshop: &Workshop<'_>,
    turn: &Mutex<()>,
    finished: &Finished<'_>,
) -> Result<Option<usize>, String> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    workshop.gate.check(finished)
}

fn files(
    council: AreaId,
    workshop: &Workshop<'_>,
    process: &mut Option<Worker>,
    turn: &Mutex<()>,
) -> Result<Written, Stopped> {
    let national = workshop.national;
    let areas = national.inputs.areas;
    let area = areas.get(council);
    let code = areas.code_in(council, national.year);
    let folder = layout::council_folder(area, code);
    let at = |name: &str| format!("{folder}/{name}");
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
    let (csv, json) = open_data::council(national, council);
    let answers = national.answers.get(&council);
    let beside = Beside::of(workshop, council, &built.report)?;
    let Beside { kit, internal } = &beside;
    let (kit, internal) = (kit.as_ref(), internal.as_ref());
    let sources = Sources { order: &order, csv: &csv, json: &json, answers, kit, internal };
    let key = workshop.kept.key(&sources);
    let mut names = vec![at("data.csv"), at("data.json"), at(layout::SELF_ASSESSMENT)];
    names.extend(workshop.formats.pdf.then(|| at(&meta.pdf_name)));
    names.extend(workshop.formats.html.then(|| at("index.html")));
    names.extend(beside.names().map(|name| at(&name)));
    let before = workshop.before.as_ref();
    let why = match workshop.kept.take(&Place { code, folder: &folder, files: &names }, &key)? {
        Ok(pages) => {
            let corrects = before.and_then(|before| before.corrects(code, &meta.council));
            return Ok(Written { pages, key, corrects, why: None });
        }
        Err(why) => why,
    };
    let set = workshop.workers.report(order, process)?;
    let workbook =
        assessment::workbook(&built.report, answers).map_err(|error| error.to_string())?;
    let answers: Vec<&str> = answers.into_iter().flat_map(Answers::texts).collect();
    let finished = Finished {
        report: &built.report,
        pictures: &built.pictures,
        answers: &answers,
        csv: &csv,
        json: &json,
        workbook: &workbook,
        pdf: set.pdf.as_deref(),
        html: set.html.as_deref(),
    };
    let pages = opened(workshop, turn, &finished)?;
    let beside = beside.make(workshop, &built.report, &csv, process)?;
    let page = set.html.as_deref();
    let catalogue = national.inputs.catalogue;
    let compare = |before: &Before| before.compare((code, &meta.council), &csv, page, catalogue);
    let corrects = before.and_then(compare);
    let bytes = [csv, json, workbook].into_iter().chain(set.pdf).chain(set.html);
    for (name, bytes) in names.iter().zip(bytes.chain(beside)) {
        workshop.stage.write(name, &bytes)?;
    }
    Ok(Written { pages, key, corrects, why: Some(why) })
}
