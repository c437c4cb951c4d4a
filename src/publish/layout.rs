//! Where each file stands in the output tree. People's scripts rely on these names.

use crate::domain::year::FinancialYear;
use crate::reference::areas::Area;

pub use crate::report::assessment::WORKBOOK as SELF_ASSESSMENT;
pub use crate::report::internal::FOLDER as INTERNAL;
pub use crate::report::kit::FOLDER as KIT;
pub use crate::report::pages::{
    ACCESSIBILITY, CHANGES, METHODS, measure_path, pack_name, region_folder, region_path,
};

/// The note that stands beside the list of digests in a region's pack.
pub const NOTE: &str = "cover-note.txt";

/// The folder of a council: `councils/e08000034-kirklees`.
pub fn council_folder(area: &Area, ons_code: &str) -> String {
    format!("councils/{}-{}", ons_code.to_lowercase(), area.slug)
}

/// The file name of a council's PDF, understandable out of context.
pub fn pdf_name(area: &Area, year: FinancialYear) -> String {
    format!("use-of-resources-{year}-{}.pdf", area.slug)
}
