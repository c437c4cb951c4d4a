//! The pages of the internal profile: a briefing for elected members, and the outcome value index.
//!
//! They are for those who know what such a number can and cannot say. Nothing here is called by what makes
//! the public pages.

use crate::measure::value_index::{Ground, ValueIndex};
use crate::observe::need::NeedTable;
use crate::reference::areas::AreaId;
use crate::report::build::edition;
use crate::report::national::National;
use crate::report::pages::{ACCESSIBILITY, METHODS};
use crate::report::view::{CouncilReport, InternalPage, Link, PageMeta, Paragraph};

mod briefing;
mod country;
mod index;

pub use country::national_page;

/// The folder of these pages, in that of a council and in the tree.
pub const FOLDER: &str = "internal";

/// What marks each of them.
pub const NOTICE: &str = "Internal: not for publication";

/// The index of every council, from what a run has worked out.
pub fn value_index<'a>(national: &National<'a>, need: Option<&'a NeedTable>) -> ValueIndex<'a> {
    let ground = Ground {
        catalogue: national.inputs.catalogue,
        areas: national.inputs.areas,
        results: national.results,
        year: national.year,
    };
    ValueIndex::new(ground, need)
}

/// The internal page of a council.
pub fn page(
    national: &National<'_>,
    index: &ValueIndex<'_>,
    council: AreaId,
    report: &CouncilReport,
) -> InternalPage {
    let meta = &report.meta;
    let facts = [("Year", &meta.year), ("Region", &meta.region), ("ONS code", &meta.ons_code)];
    let head = Head {
        title: format!("{}: members’ briefing {}", meta.council, meta.year),
        heading: format!("{}: members’ briefing", meta.council),
        facts: facts.map(|(heading, text)| (heading, text.clone())).to_vec(),
        up: "../../../",
        files: vec![
            ("The whole report", "../index.html"),
            ("All internal pages", "../../../internal/index.html"),
        ],
    };
    InternalPage {
        meta: head.meta(national),
        council: meta.council.clone(),
        ons_code: meta.ons_code.clone(),
        briefing: briefing::briefing(national, council, report),
        index: index::view(national, index, council),
    }
}

/// What tells the head of one page from that of others.
struct Head {
    title: String,
    heading: String,
    facts: Vec<(&'static str, String)>,
    /// The tree, relative to the page.
    up: &'static str,
    files: Vec<(&'static str, &'static str)>,
}

impl Head {
    fn meta(self, national: &National<'_>) -> PageMeta {
        let edition = edition(national);
        let link = |label: &str, path: String| Link { label: label.to_owned(), path };
        let up = |path: &str| format!("{}{path}", self.up);
        let paragraph =
            |(heading, text): (&str, String)| Paragraph { heading: heading.to_owned(), text };
        PageMeta {
            links: vec![
                link(&format!("All councils, {}", national.year), up("index.html")),
                link("Methods", up(METHODS)),
                link("Accessibility", up(ACCESSIBILITY)),
            ],
            files: self
                .files
                .into_iter()
                .map(|(label, path)| link(label, path.to_owned()))
                .collect(),
            facts: self.facts.into_iter().map(paragraph).collect(),
            title: self.title,
            heading: self.heading,
            release: edition.release,
            status: edition.status,
            banner: if edition.banner.is_empty() {
                NOTICE.to_owned()
            } else {
                format!("{NOTICE}. {}", edition.banner)
            },
        }
    }
}
