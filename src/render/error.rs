//! What can go wrong between a finished report and its bytes.

use std::path::PathBuf;

/// Why a report could not be rendered, with the place to mend.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template is wrong, or does not fit the report.
    #[error("{}:{line}:{column}: {message}", place(.template))]
    Template {
        /// The template's file, relative to the folder of templates.
        template: String,
        /// Line, from 1; 0 where the engine names none.
        line: usize,
        /// Column, from 1; 0 where the engine names none.
        column: usize,
        /// What is wrong, with the engine's hints.
        message: String,
    },
    /// The report itself cannot be turned into data for a template.
    #[error("the report cannot be handed to the templates: {0}")]
    Data(#[from] serde_json::Error),
    /// A chart that the report names is missing, or is not safe to place in a page.
    #[error("chart {id}: {message}")]
    Chart {
        /// The chart's id.
        id: String,
        /// What is wrong.
        message: String,
    },
    /// A template of the folder given cannot be read.
    #[error("template {path}: {message}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A workbook cannot be written.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The report has more pages than it may have.
    #[error("has {pages} pages, more than {most}")]
    Pages {
        /// How many it has.
        pages: usize,
        /// How many it may have.
        most: usize,
    },
    /// The finished PDF is not what it should be.
    #[error("the finished PDF {0}")]
    Gate(String),
}

fn place(template: &str) -> &str {
    if template.is_empty() { "template" } else { template }
}
