//! What the page of changes says, finished.

use serde::Serialize;

use crate::report::view::{Named, PageMeta};

/// What is different from the edition that stood in the same place before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangesPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// What is compared, or that there is nothing to compare with.
    pub intro: Vec<String>,
    /// The councils of which something is different, A to Z.
    pub councils: Vec<ChangedCouncil>,
}

/// What is different for one council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedCouncil {
    /// An id that is unique in the page.
    pub id: String,
    /// The council and its report.
    pub council: Named,
    /// Everything, counted.
    pub summary: String,
    /// Figures, the newest year first; may be fewer than there are.
    pub figures: Vec<ChangedFigure>,
    /// Sentences, in the order of the report; may be fewer than there are.
    pub sentences: Vec<ChangedSentence>,
    /// How many are not shown; empty where all are.
    pub more: String,
}

/// A figure that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedFigure {
    /// The measure's id and name, and its page.
    pub measure: Named,
    /// The year of the figure.
    pub year: String,
    /// Before.
    pub old: String,
    /// Now.
    pub new: String,
    /// By how much; empty where that cannot be said.
    pub by: String,
    /// From which band to which; empty where it is the same.
    pub band: String,
}

/// A sentence that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedSentence {
    /// The heading it stands under.
    pub heading: String,
    /// Before; empty where it was added.
    pub old: String,
    /// Now; empty where it was taken out.
    pub new: String,
}
