//! The pages beside the reports: one for each measure and each region, the methods, and the statement on
//! accessibility.

use std::collections::BTreeMap;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Measure, MeasureId};
use crate::reference::areas::{Area, AreaId};
use crate::report::build::{Edition, edition};
use crate::report::national::National;
use crate::report::view::{Link, ListedMeasure, MeasureGroup, Named, PageMeta, Paragraph};

pub mod accessibility;
pub mod changes;
mod funnels;
pub mod measure;
pub mod methods;
pub mod region;
pub mod withdrawn;

/// The page of methods, relative to the tree.
pub const METHODS: &str = "methods.html";

/// The statement on accessibility, relative to the tree.
pub const ACCESSIBILITY: &str = "accessibility.html";

/// The page that tells what changed since the edition before, relative to the tree.
pub const CHANGES: &str = "changes.html";

/// Where the page of a measure stands: `measures/ex02/index.html`.
pub fn measure_path(id: &MeasureId) -> String {
    format!("measures/{}/index.html", id.0.to_lowercase())
}

/// The folder of a region: `regions/yorkshire-and-the-humber`.
pub fn region_folder(region: &Area) -> String {
    format!("regions/{}", region.slug)
}

/// Where the page of a region stands.
pub fn region_path(region: &Area) -> String {
    format!("{}/index.html", region_folder(region))
}

/// The file name of a region's pack, understandable out of context.
pub fn pack_name(region: &Area, year: FinancialYear) -> String {
    format!("use-of-resources-{year}-{}.zip", region.slug)
}

/// Whether a measure has a page: whether the files hold a number for it up to the report year.
pub fn has_page(national: &National<'_>, measure: &MeasureId) -> bool {
    let years = national.results.years(measure).take_while(|year| *year <= national.year);
    years
        .filter_map(|year| national.results.year(measure, year))
        .any(|results| results.values.values().any(|value| value.value.is_ok()))
}

/// What pages lead to, known once the reports are made.
pub struct Pages<'a> {
    /// The country in the report year.
    pub national: &'a National<'a>,
    /// The web page of every council that has one in the tree, relative to the tree.
    pub reports: BTreeMap<AreaId, String>,
    /// The regions that have a page.
    pub regions: Vec<AreaId>,
    /// Whom to ask.
    pub asked: Asked,
}

/// Who publishes the pages and whom to ask about them; empty where nobody said so.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The organisation.
    pub organisation: String,
    /// The contact, in one line.
    pub contact: String,
}

/// How a page that stands so many folders deep writes a path of the tree.
fn from(depth: usize, path: &str) -> String {
    format!("{}{path}", "../".repeat(depth))
}

impl Pages<'_> {
    /// The measures that have a page, in the order of the catalogue.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        let measures = self.national.inputs.catalogue.measures.values();
        measures.filter(|measure| has_page(self.national, &measure.id))
    }

    fn council(&self, council: AreaId, depth: usize) -> Named {
        Named {
            name: self.national.inputs.areas.get(council).name.clone(),
            path: self.reports.get(&council).map_or_else(String::new, |path| from(depth, path)),
        }
    }

    fn measure(&self, measure: &Measure, name: String, depth: usize) -> Named {
        let there = has_page(self.national, &measure.id);
        let path = if there { from(depth, &measure_path(&measure.id)) } else { String::new() };
        Named { name, path }
    }

    /// All measures by theme, for a page at a depth.
    pub fn measure_groups(&self, depth: usize) -> Vec<MeasureGroup> {
        let all = || self.national.inputs.catalogue.measures.values();
        let group = |basket: Basket| MeasureGroup {
            id: basket.id(),
            name: basket.name().to_owned(),
            measures: all()
                .filter(|measure| measure.basket == basket)
                .map(|measure| self.listed(measure, depth))
                .collect(),
        };
        let groups = Basket::ALL.into_iter().map(group);
        groups.filter(|group| !group.measures.is_empty()).collect()
    }

    fn listed(&self, measure: &Measure, depth: usize) -> ListedMeasure {
        let name = format!("{} {}", measure.id, measure.name);
        let named = self.measure(measure, name, depth);
        let note = if !named.path.is_empty() {
            String::new()
        } else if let Some(reason) = measure.withheld_in(self.national.year) {
            format!("withheld: {reason}")
        } else {
            "no figures in the files of this edition".to_owned()
        };
        ListedMeasure { measure: named, note }
    }

    /// The regions that have a page, A to Z, for a page at a depth: each its page and its pack. Some may have a
    /// page that says why there is no report.
    pub fn region_links(&self, depth: usize, has_report: impl Fn(AreaId) -> bool) -> Vec<Link> {
        let areas = self.national.inputs.areas;
        let mut regions = self.regions.clone();
        regions.sort_by_key(|region| &areas.get(*region).name);
        regions
            .into_iter()
            .flat_map(|id| {
                let region = areas.get(id);
                let page = if has_report(id) {
                    "all councils side by side"
                } else {
                    "no report of the region in this edition"
                };
                let year = self.national.year;
                let pack = format!("{}/{}", region_folder(region), pack_name(region, year));
                [(page, region_path(region)), ("all reports (ZIP)", pack)].map(|(what, path)| {
                    Link { label: format!("{}: {what}", region.name), path: from(depth, &path) }
                })
            })
            .collect()
    }

    fn meta(&self, heading: &str, facts: Vec<(&str, String)>, depth: usize) -> PageMeta {
        let Edition { release, status, banner } = edition(self.national);
        let year = self.national.year;
        let link =
            |label: &str, path: &str| Link { label: label.to_owned(), path: from(depth, path) };
        PageMeta {
            title: format!("Use of Resources {year}: {heading}"),
            heading: heading.to_owned(),
            facts: facts
                .into_iter()
                .map(|(heading, text)| Paragraph { heading: heading.to_owned(), text })
                .collect(),
            release,
            status,
            banner,
            files: Vec::new(),
            links: vec![
                link(&format!("All councils, {year}"), "index.html"),
                link("By region", "index.html#by-region"),
                link("By measure", "index.html#by-measure"),
                link("Methods", METHODS),
                link("Accessibility", ACCESSIBILITY),
                link("What changed", CHANGES),
            ],
        }
    }
}
