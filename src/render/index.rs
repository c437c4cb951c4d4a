//! The councils of a run to the view of the page that lists them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::view::{Link, MeasureGroup};

/// The page that lists all councils, finished: by name, by region and by type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Index {
    /// What it is a list of.
    pub meta: IndexMeta,
    /// How many councils it lists, in digits.
    pub total: String,
    /// How many of them have a report, in digits.
    pub reports: String,
    /// A to Z.
    pub letters: Vec<IndexGroup>,
    /// By region.
    pub regions: Vec<IndexGroup>,
    /// By type.
    pub types: Vec<IndexGroup>,
    /// Those without a report, A to Z.
    pub without: Vec<IndexCouncil>,
    /// The pages that are about more than one council.
    pub pages: IndexPages,
}

/// The pages beside the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPages {
    /// One for each region that has one.
    pub regions: Vec<Link>,
    /// The measures by theme; those without figures have no page.
    pub measures: Vec<MeasureGroup>,
    /// The methods.
    pub methods: Link,
    /// The statement on accessibility.
    pub accessibility: Link,
    /// What changed since the edition before.
    pub changes: Link,
}

/// What a list of councils is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexMeta {
    /// The page's title: "Use of Resources 2021-22".
    pub title: String,
    /// The report year.
    pub year: String,
    /// What the figures are from, in one line.
    pub release: String,
    /// What kind of publication this is, in one or two sentences.
    pub status: String,
    /// What is printed on every page of illustrative reports; empty otherwise.
    pub banner: String,
    /// Files for all councils together: label with type, and relative path.
    pub files: Vec<IndexFile>,
}

/// A file that is offered on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexFile {
    /// What it is, with its type: "All figures of all councils (CSV)".
    pub label: String,
    /// Its path relative to the page.
    pub path: String,
}

/// A council and its files. A path is empty where there is no such file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexCouncil {
    /// Its name.
    pub name: String,
    /// Its ONS code.
    pub code: String,
    /// Its region.
    pub region: String,
    /// Its type.
    pub council_type: String,
    /// The web page.
    pub html: String,
    /// The PDF.
    pub pdf: String,
    /// The figures.
    pub data: String,
    /// Why there is no report, or empty.
    pub status: String,
}

/// Councils that share a letter, a region or a type, A to Z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexGroup {
    /// An id that is unique in the page.
    pub id: String,
    /// What they share.
    pub name: String,
    /// The councils.
    pub councils: Vec<IndexCouncil>,
}

impl Index {
    /// Sorts councils by name and groups them. Order of `councils` does not matter.
    pub fn new(meta: IndexMeta, pages: IndexPages, mut councils: Vec<IndexCouncil>) -> Self {
        councils.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
        let without: Vec<_> = councils.iter().filter(|c| !c.status.is_empty()).cloned().collect();
        Self {
            meta,
            total: councils.len().to_string(),
            reports: (councils.len() - without.len()).to_string(),
            letters: grouped("letter", &councils, |council| {
                council.name.chars().take(1).flat_map(char::to_uppercase).collect()
            }),
            regions: grouped("region", &councils, |council| council.region.clone()),
            types: grouped("type", &councils, |council| council.council_type.clone()),
            without,
            pages,
        }
    }
}

fn grouped(
    kind: &str,
    councils: &[IndexCouncil],
    key: impl Fn(&IndexCouncil) -> String,
) -> Vec<IndexGroup> {
    let mut by_key: BTreeMap<String, Vec<IndexCouncil>> = BTreeMap::new();
    for council in councils {
        by_key.entry(key(council)).or_default().push(council.clone());
    }
    by_key
        .into_iter()
        .enumerate()
        .map(|(place, (name, councils))| IndexGroup {
            id: format!("{kind}-{}", place + 1),
            name,
            councils,
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn meta() -> IndexMeta {
        IndexMeta {
            title: "Use of Resources 2021-22".to_owned(),
            year: "2021-22".to_owned(),
            release: "Adult Social Care Activity and Finance Report 2021-22".to_owned(),
            status: "This is analysis of published statistics by NHS England.".to_owned(),
            banner: String::new(),
            files: vec![IndexFile {
                label: "All figures of all councils (CSV)".to_owned(),
                path: "data/measures.csv".to_owned(),
            }],
        }
    }

    pub(crate) fn pages() -> IndexPages {
        let link = |path: &str| Link { label: format!("To {path}"), path: path.to_owned() };
        IndexPages {
            regions: vec![link("regions/south-west/index.html")],
            measures: Vec::new(),
            methods: link("methods.html"),
            accessibility: link("accessibility.html"),
            changes: link("changes.html"),
        }
    }

    pub(crate) fn council(name: &str, region: &str, status: &str) -> IndexCouncil {
        let path = |end: &str| {
            if status.is_empty() { format!("councils/{name}/{end}") } else { String::new() }
        };
        IndexCouncil {
            name: name.to_owned(),
            code: format!("E-{name}"),
            region: region.to_owned(),
            council_type: "Unitary authorities".to_owned(),
            html: path("index.html"),
            pdf: path("report.pdf"),
            data: path("data.csv"),
            status: status.to_owned(),
        }
    }

    #[test]
    fn councils_are_grouped_a_to_z() {
        let index = Index::new(
            meta(),
            pages(),
            vec![
                council("York", "Yorkshire", ""),
                council("Bath", "South West", "too slow"),
                council("Bristol", "South West", ""),
            ],
        );
        let letters: Vec<_> = index
            .letters
            .iter()
            .map(|group| (&*group.name, group.councils.iter().map(|c| &*c.name).collect()))
            .collect::<Vec<(&str, Vec<&str>)>>();
        assert_eq!(letters, [("B", vec!["Bath", "Bristol"]), ("Y", vec!["York"])]);
        assert_eq!(index.regions.len(), 2);
        assert_eq!(index.types.len(), 1);
        assert_eq!((&*index.total, &*index.reports), ("3", "2"));
        assert_eq!(index.without.len(), 1);
    }
}
