//! The committee kit of a council: page, pictures and tables, held against their view before they are written.

use crate::proof::kit::{FinishedKit, INDEX};
use crate::reference::areas::AreaId;
use crate::render::kit::csv;
use crate::render::raster::Painter;
use crate::report::kit;
use crate::report::view::{CouncilReport, Kit};
use crate::run::make::Workshop;
use crate::run::workers::{PageOrder, Worker};

/// The template of the page.
const PAGE: &str = "kit.html";

/// Names within the council's folder, and bytes.
type Files = Vec<(String, Vec<u8>)>;

impl Workshop<'_> {
    /// Makes the kit of a council whose report and `data.csv` are made; none where no pages are wanted.
    ///
    /// # Errors
    /// Why it cannot be made, or what is wrong with it.
    pub(super) fn kit(
        &self,
        council: AreaId,
        report: &CouncilReport,
        csv: &[u8],
        worker: &mut Option<Worker>,
    ) -> Result<Files, String> {
        if !self.formats.html {
            return Ok(Vec::new());
        }
        let kit::Built { kit, pictures } = kit::build(self.national, council, report);
        let order = PageOrder {
            template: PAGE.to_owned(),
            ident: String::new(),
            view: serde_json::to_vec(&kit).map_err(|error| error.to_string())?,
            charts: pictures.clone(),
        };
        let page = self.workers.page(order, worker).map_err(|error| error.to_string())?;
        let mut files = taken_out(self.painter.get_or_init(Painter::new), &kit, &pictures)?;
        files.push((INDEX.to_owned(), page));
        self.gate.check_kit(&FinishedKit {
            kit: &kit,
            pictures: &pictures,
            report,
            csv,
            files: &files,
        })?;
        let inside = |(name, bytes)| (format!("{}/{name}", kit::FOLDER), bytes);
        Ok(files.into_iter().map(inside).collect())
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
