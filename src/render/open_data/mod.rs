//! Results as open data: the files of `data/` and those of a council, in the contract that people's
//! scripts rely on. `docs/data.md` tells people what each file holds.

pub(in crate::render) mod book;
pub mod columns;
mod comparability;
mod csvw;
mod dictionary;
pub(in crate::render) mod lines;
mod nested;
mod observations;
mod rows;
mod similar;

use std::io::{self, Write};

use crate::report::national::National;

pub use crate::render::open_data::book::content::shorthand;
pub use crate::render::open_data::dictionary::dictionary;
pub use crate::render::open_data::lines::looks_like_formula;
pub use crate::render::open_data::rows::{council, region_csv};

/// A file about the whole country.
#[derive(Clone, Copy)]
pub struct DataFile {
    /// Its path in the tree.
    pub path: &'static str,
    /// What it is and its type, for the page that offers it; empty where it only describes another.
    pub label: &'static str,
    write: fn(&National<'_>, &mut dyn Write) -> io::Result<()>,
}

impl DataFile {
    /// Writes the file. Each file is made from the results alone, so they can be made in any order
    /// and several at once.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(national, out)
    }
}

/// The files of `data/`, those that take longest first.
pub const FILES: [DataFile; 11] = [
    file("data/measures.xlsx", "All figures by theme, Excel workbook (XLSX)", book::xlsx),
    file("data/measures.ods", "All figures by theme, OpenDocument workbook (ODS)", book::ods),
    file("data/measures.csv", "All figures of all councils (CSV)", rows::measures_csv),
    file("data/observations.csv", "The published figures under them (CSV)", observations::write),
    file("data/measures.json", "All figures of all councils (JSON)", nested::write),
    file("data/comparability.csv", "Which years may be joined (CSV)", comparability::write),
    file("data/similar-councils.csv", "Similar councils and why (CSV)", similar::write),
    file("data/measures.csv-metadata.json", "", |national, out| {
        csvw::write(national, &columns::MEASURES, out)
    }),
    file("data/observations.csv-metadata.json", "", |national, out| {
        csvw::write(national, &columns::OBSERVATIONS, out)
    }),
    file("data/comparability.csv-metadata.json", "", |national, out| {
        csvw::write(national, &columns::COMPARABILITY, out)
    }),
    file("data/similar-councils.csv-metadata.json", "", |national, out| {
        csvw::write(national, &columns::SIMILAR, out)
    }),
];

const fn file(
    path: &'static str,
    label: &'static str,
    write: fn(&National<'_>, &mut dyn Write) -> io::Result<()>,
) -> DataFile {
    DataFile { path, label, write }
}
