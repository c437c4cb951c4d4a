//! Our own tables of facts: councils and their codes, the words publishers use, deflators.
//!
//! They are embedded in the program, so that it runs from one file with no checkout beside it.

pub mod areas;
pub mod deflators;
pub mod known_errors;
pub mod notation;
pub mod sources;
pub mod vocabulary;

/// A fault in one of our own tables, with the place to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ReferenceError {
    /// The table's file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl ReferenceError {
    /// A fault at a byte offset of a text.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = line_and_column(text, offset);
        Self { file: file.to_owned(), line, column, message: message.into() }
    }
}

/// The line and the column of a byte of a text, each from 1.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    (line, column)
}

/// Loads a TOML table of ours strictly: unknown keys, wrong types and missing keys are errors with
/// line and column.
///
/// # Errors
/// The first fault in the text.
pub fn load_toml<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
) -> Result<T, ReferenceError> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        ReferenceError::at(file, text, offset, error.message())
    })
}
