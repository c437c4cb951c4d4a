//! The table of a finding as CSV: the same strings as on its page, and on every line whose they are and where
//! they are from.

use std::io;

use crate::render::open_data::looks_like_formula;
use crate::report::view::{Kit, KitFinding};

/// The columns before the years, and the one after them.
const FIRST: [&str; 6] = ["council", "ons_code", "measure_id", "measure", "unit", "figures_for"];
const LAST: &str = "source";

/// The table as CSV, UTF-8 with a header.
///
/// # Errors
/// Never, in memory; the writer's form asks for it.
pub fn csv(kit: &Kit, finding: &KitFinding) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let years = finding.table.years.iter().map(String::as_str);
    out.write_record(FIRST.into_iter().chain(years).chain([LAST]))?;
    for row in &finding.table.rows {
        let first = [
            &kit.council,
            &kit.ons_code,
            &finding.measure,
            &finding.heading,
            &finding.unit,
            &row.label,
        ];
        let cells = row.cells.iter().map(|cell| &cell.text);
        let cells = first.into_iter().chain(cells).chain([&finding.source]);
        out.write_record(cells.map(|cell| guarded(cell)))?;
    }
    out.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: &str) -> String {
    if looks_like_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}
