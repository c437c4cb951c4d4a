//! The part in which people assess for themselves: our evidence, and room for their judgement.

use serde::Serialize;

use crate::report::view::{Paragraph, Text};

/// The items of the self-assessment. Nothing here is a judgement: scores, basis, notes, action, relevance
/// and confidence are left to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfAssessment {
    /// Whose items these are and how to use them.
    pub intro: Vec<String>,
    /// The file name of the workbook with the same items.
    pub workbook: String,
    /// What the scores mean, the highest first.
    pub scores: Vec<Paragraph>,
    /// The items, in order.
    pub items: Vec<AssessmentItem>,
    /// What may be said of how much an item matters; for the workbook.
    #[serde(skip)]
    pub relevance: Vec<String>,
    /// What may be said of how sure people are; for the workbook.
    #[serde(skip)]
    pub confidence: Vec<String>,
    /// How to use the workbook, in its order.
    #[serde(skip)]
    pub how_to: Vec<String>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssessmentItem {
    /// Its number, which does not change from year to year.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What cost-effective practice looks like.
    pub prompt: String,
    /// This council's figures for it.
    pub evidence: Vec<Evidence>,
    /// What only the council itself can add; empty where nothing is missing.
    pub needs: String,
}

/// A figure as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The measure's id.
    pub measure: String,
    /// Its short name, and what it is in where the figure alone does not say.
    pub name: String,
    /// The year of the figures.
    pub year: String,
    /// The council.
    pub value: Text,
    /// The median of councils that the standing is about.
    pub median: Text,
    /// The band in words, or why there is none.
    pub standing: String,
    /// All of it in one line, as the report and the workbook print it.
    pub text: String,
}
