//! What the pages of the internal profile say, finished. No page of the public profile has any of it.

use serde::Serialize;

use crate::report::view::{Card, Finding, Named, PageMeta, Paragraph};

/// The internal page of a council.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InternalPage {
    /// Head and foot.
    pub meta: PageMeta,
    /// The council's name.
    pub council: String,
    /// Its ONS code in the report year.
    pub ons_code: String,
    /// The briefing for members, on one page.
    pub briefing: Briefing,
    /// Outcomes beside spend, or why they are not set beside each other.
    pub index: IndexView,
}

/// The briefing for elected members.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Briefing {
    /// Whom it is for and how to read it.
    pub intro: Vec<String>,
    /// The key figures of the report.
    pub cards: Vec<Card>,
    /// How they changed, a sentence each.
    pub changes: Vec<String>,
    /// How the strengths were chosen, or that there are none.
    pub strengths_intro: String,
    /// Up to two.
    pub strengths: Vec<Finding>,
    /// How the questions were chosen, or that there are none.
    pub questions_intro: String,
    /// Up to two.
    pub questions: Vec<Asked>,
    /// What these figures cannot say.
    pub cannot_say: Vec<String>,
}

/// A question to ask, and the finding that it is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// What it is about.
    pub finding: Finding,
}

/// The outcome value index of a council.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexView {
    /// What it is.
    pub intro: Vec<String>,
    /// What the statistics office says of productivity.
    pub warning: String,
    /// Why there is none; empty where there is one.
    pub why_not: String,
    /// What it says, in sentences.
    pub sentences: Vec<String>,
    /// The figures that it is made of.
    pub facts: Vec<Paragraph>,
    /// The ranges: what is varied, from, to.
    pub ranges: Vec<Vec<String>>,
    /// The domains: name, weight, measures there, score.
    pub domains: Vec<Vec<String>>,
    /// The measures: name, domain, weight, council, median, deviations.
    pub measures: Vec<Vec<String>>,
    /// Where need and costs are from.
    pub source: String,
}

/// The national page of the internal profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InternalNational {
    /// Head and foot.
    pub meta: PageMeta,
    /// What it is.
    pub intro: Vec<String>,
    /// What the statistics office says of productivity.
    pub warning: String,
    /// Why there is no index; empty where there is one.
    pub why_not: String,
    /// The councils whose whole range is outside the middle half of their similar councils, A to Z.
    pub outside: Vec<OutsideCouncil>,
    /// How many councils have an index, and why others have none.
    pub coverage: Vec<Paragraph>,
    /// How it is worked out, step by step.
    pub method: Vec<Paragraph>,
    /// The weights: domain, measure, weight.
    pub weights: Vec<Vec<String>>,
    /// How many councils would be outside if less was varied.
    pub sensitivity: Vec<Paragraph>,
    /// The internal page of every council of the tree, A to Z.
    pub councils: Vec<Named>,
}

/// A council whose whole range is outside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutsideCouncil {
    /// The council, and its internal page.
    pub council: Named,
    /// Its range and that of its similar councils, in a sentence.
    pub text: String,
}
