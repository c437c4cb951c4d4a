//! Our own tables, loaded once for a run.

use std::path::Path;

use crate::measure::catalogue::Catalogue;
use crate::measure::similar::SimilarModel;
use crate::observe::reader::Context;
use crate::reference::ReferenceError;
use crate::reference::areas::Areas;
use crate::reference::deflators::Deflators;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::Vocabulary;

/// Our own tables, loaded.
pub struct Tables {
    /// The register of areas.
    pub areas: Areas,
    /// The publishers' words.
    pub vocabulary: Vocabulary,
    /// What is measured.
    pub catalogue: Catalogue,
    /// Price levels.
    pub deflators: Deflators,
    /// Who is similar to whom.
    pub similar: SimilarModel,
    /// The texts they were loaded from, and the mappings of layouts.
    pub sources: Sources,
}

impl Tables {
    /// Loads the tables the program was built with.
    ///
    /// # Errors
    /// The first fault in one of them.
    pub fn load() -> Result<Self, ReferenceError> {
        Self::load_from(Sources::default())
    }

    /// Loads the tables the program was built with, those of a folder in the place of some.
    ///
    /// # Errors
    /// A folder that cannot be read or replaces nothing, and the first fault in a table.
    pub fn open(reference: Option<&Path>) -> Result<Self, ReferenceError> {
        match reference {
            Some(folder) => Self::load_from(Sources::with_folder(folder)?),
            None => Self::load(),
        }
    }

    /// Loads tables, some of which may stand in the place of those the program was built with.
    ///
    /// # Errors
    /// The first fault in one of them.
    pub fn load_from(sources: Sources) -> Result<Self, ReferenceError> {
        let vocabulary = Vocabulary::load_from(&sources)?;
        let areas = Areas::load_from(&sources)?;
        Ok(Self {
            similar: SimilarModel::load(&sources, &areas)?,
            areas,
            catalogue: Catalogue::load_from(&sources, &vocabulary)?,
            deflators: Deflators::load_from(&sources)?,
            vocabulary,
            sources,
        })
    }

    /// What the readers of layouts look words and codes up in.
    pub fn context(&self) -> Context<'_> {
        Context { areas: &self.areas, vocabulary: &self.vocabulary, sources: &self.sources }
    }
}
