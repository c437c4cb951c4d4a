//! What every reader of a published layout is given and gives back.

use crate::diagnostic::Diagnostic;
use crate::observe::comparators::ComparatorList;
use crate::observe::deflators::Supplied;
use crate::observe::observations::{Observation, Release};
use crate::reference::areas::Areas;
use crate::reference::sources::{EMBEDDED, Sources};
use crate::reference::vocabulary::Vocabulary;

/// The reference tables a reader looks words and codes up in.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The register of areas.
    pub areas: &'a Areas,
    /// The publishers' words.
    pub vocabulary: &'a Vocabulary,
    /// The mappings of layouts, each read by the reader that uses it.
    pub sources: &'a Sources,
}

impl<'a> Context<'a> {
    /// A context with the mappings that the program was built with.
    pub fn embedded(areas: &'a Areas, vocabulary: &'a Vocabulary) -> Self {
        Self { areas, vocabulary, sources: &EMBEDDED }
    }
}

/// What one file gave. The release ids of its observations count from 0 within the file; whoever
/// joins the readings moves them.
#[derive(Debug, Default)]
pub struct Reading {
    /// The publications in the file, nearly always one.
    pub releases: Vec<Release>,
    /// Its figures, in the order of the file.
    pub observations: Vec<Observation>,
    /// Lists of similar councils.
    pub comparators: Vec<ComparatorList>,
    /// An index of prices.
    pub deflators: Option<Supplied>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}
