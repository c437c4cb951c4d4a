//! The committee kit of a council: page, pictures and tables, held against their view before they are written.

use crate::proof::kit::{FinishedKit, INDEX};
use crate::reference::areas::AreaId;
use crate::render::kit::csv;
use crate::render::raster::Painter;
use crate::report::kit;
use crate::report::national::National;
use crate::report::view::{CouncilReport, Kit};
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker};

/// The template of the page.
const PAGE: &str = "kit.html";

/// Names within the folder of the kit, and bytes.
type Files = Vec<(String, Vec<u8>)>;

/// A kit before it is made: everything that its files depend on but the templates and the fonts.
pub(super) struct Plan {
    built: kit::Built,
    /// The view as JSON.
    view: Vec<u8>,
}

impl Plan {
    /// Words, figures and pictures of a council's kit.
    ///
    /// # Errors
    /// When the view cannot be handed to a template.
    pub(super) fn of(
        national: &National<'_>,
        council: AreaId,
        report: &CouncilReport,
    ) -> Result<Self, String> {
        let built = kit::build(national, council, report);
        let view = serde_json::to_vec(&built.kit).map_err(|error| error.to_string())?;
        Ok(Self { built, view })
    }

    /// The names of its files within the council's folder, in the order in which they are made.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let files = self.built.kit.findings.iter().flat_map(|finding| &finding.files);
        let names = files.map(|link| link.path.as_str()).chain([INDEX]);
        names.map(|name| format!("{}/{name}", kit::FOLDER))
    }

    /// All that its files are made from.
    pub(super) fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let pictures = self.built.pictures.iter().map(|(_, svg)| svg.as_bytes());
        std::iter::once(self.view.as_slice()).chain(pictures)
    }
}

impl Workshop<'_> {
    /// Makes the files of a planned kit beside its council's report and `data.csv`, in the order of their names.
    ///
    /// # Errors
    /// Why it cannot be made, or what is wrong with it.
    pub(super) fn kit(
        &self,
        plan: &Plan,
        report: &CouncilReport,
        csv: &[u8],
        worker: &mut Option<Worker>,
    ) -> Result<Vec<Vec<u8>>, String> {
        let Plan { built: kit::Built { kit, pictures }, view } = plan;
        let order = PageOrder {
            template: PAGE.to_owned(),
            ident: String::new(),
            view: view.clone(),
            charts: pictures.clone(),
        };
        let page = self.workers.page(order, worker)?;
        let painter = self.painter.get_or_init(Painter::new);
        let mut files = taken_out(painter, kit, pictures)?;
        files.push((INDEX.to_owned(), page));
        self.gate.check_kit(&FinishedKit { kit, pictures, report, csv, files: &files })?;
        Ok(files.into_iter().map(|(_, bytes)| bytes).collect())
    }
}

/// Pictures and tables of all findings.
fn taken_out(painter: &Painter, kit: &Kit, pictures: &[(String, String)]) -> Result<Files, String> {
    let mut files = Vec::new();
    for (finding, (id, svg)) in kit.findings.iter().zip(pictures) {
        for link in &finding.files {
            let bytes = match link.path.rsplit('.').next() {
                Some("svg") => format!("{svg}\n").into_bytes(),
                Some("png") => {
                    painter.png(id, svg, &finding.chart.alt).map_err(|error| error.to_string())?
                }
                _ => csv(kit, finding).map_err(|error| error.to_string())?,
            };
            files.push((link.path.clone(), bytes));
        }
    }
    Ok(files)
}
