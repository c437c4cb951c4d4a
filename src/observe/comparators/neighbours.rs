//! The statistical nearest neighbours of the Office for National Statistics: global, economic and
//! demographic.
//!
//! A list has areas of every kind in the United Kingdom; those that are councils with social care
//! duties are kept, in their order. Nothing in a list says which of the three it is, so it is told by
//! some of its rows (`data/reference/neighbour-lists.csv`); a list that none of them fits is called by
//! the name of its file, and says so.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::observe::collect::{Findings, only_faults};
use crate::observe::comparators::{ComparatorList, council_by_code, stem};
use crate::observe::reader::{Context, Reading};
use crate::reference::ReferenceError;
use crate::reference::areas::AreaId;
use crate::reference::sources::Sources;
use crate::release::delimited::{Delimited, Record, header_of};
use crate::release::input::InputFile;

/// The column of the area that the neighbours are those of.
const AREA: &str = "AREACD";

/// The columns of the file of clusters, which groups the same areas.
const CLUSTERS: [&str; 4] = ["AREACD", "Global", "Economic", "Demographic"];

/// Whether the columns are those of a list of neighbours, or of the clusters that belong to them.
pub fn recognises(file: &InputFile) -> bool {
    let header = header_of(file);
    is_list(header) || is_clusters(header)
}

fn is_list(header: &[String]) -> bool {
    let mut names = header.iter().map(|name| name.trim());
    names.next() == Some(AREA) && names.next() == Some("1")
}

fn is_clusters(header: &[String]) -> bool {
    CLUSTERS.iter().all(|wanted| header.iter().any(|name| name.trim() == *wanted))
}

/// Reads a list.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    if is_clusters(header_of(file)) {
        let message = "clusters of areas are left alone; the lists of neighbours say more";
        return only_faults([
            Diagnostic::note("observe/left-alone", message).at(Place::file(&file.name))
        ]);
    }
    let delimited = match Delimited::open(file) {
        Ok(delimited) => delimited,
        Err(fault) => return only_faults([fault]),
    };
    let mut findings = Findings::default();
    findings.extend(delimited.diagnostics.iter().cloned());
    let mut rows = Rows::default();
    let mut records = delimited.records();
    while let Some(record) = records.next_record() {
        let taken = record.and_then(|record| rows.take(&record, context));
        if let Err(fault) = taken {
            findings.add(fault);
        }
    }
    if rows.lists.is_empty() {
        findings.add(
            Diagnostic::error("observe/no-comparators", "no area of the list is a council of ours")
                .at(Place::file(&file.name)),
        );
        return only_faults(findings.into_diagnostics());
    }
    match Known::load(context.sources) {
        Ok(known) => {
            let named =
                known.iter().find(|list| list.fits(&rows.whole)).map(|list| list.name.clone());
            let name = named.unwrap_or_else(|| {
                let stem = stem(&file.name);
                let message = format!(
                    "nothing in the list says which one it is; it is called '{stem}' after its file"
                );
                findings.add(
                    Diagnostic::note("observe/unnamed-list", message).at(Place::file(&file.name)),
                );
                format!("ONS nearest neighbours ({stem})")
            });
            let list = ComparatorList { name, source: Place::file(&file.name), lists: rows.lists };
            Reading {
                comparators: vec![list],
                diagnostics: findings.into_diagnostics(),
                ..Reading::default()
            }
        }
        Err(fault) => {
            only_faults([Diagnostic::error("reference/neighbour-lists", fault.to_string())])
        }
    }
}

/// What has been read of a list.
#[derive(Default)]
struct Rows {
    /// The codes of every row, to tell which list it is.
    whole: BTreeMap<String, Vec<String>>,
    lists: BTreeMap<AreaId, Vec<AreaId>>,
}

impl Rows {
    fn take(&mut self, record: &Record<'_>, context: &Context<'_>) -> Result<(), Diagnostic> {
        let mut codes = record.fields().map(str::to_owned);
        let area = codes.next().unwrap_or_default();
        let others: Vec<String> = codes.filter(|code| !code.is_empty()).collect();
        let council = council_by_code(context.areas, &area);
        if let Some(council) = council {
            let mut neighbours: Vec<AreaId> = Vec::with_capacity(others.len());
            for other in &others {
                let Some(other) = council_by_code(context.areas, other) else { continue };
                if other == council || neighbours.contains(&other) {
                    let message = format!("{area} has itself or another area twice in its list");
                    return Err(Diagnostic::error("observe/bad-comparators", message)
                        .at(record.place(Some(0)))
                        .help("download the list again"));
                }
                neighbours.push(other);
            }
            if self.lists.insert(council, neighbours).is_some() {
                let message = format!("{area} has two lists");
                return Err(Diagnostic::error("observe/bad-comparators", message)
                    .at(record.place(Some(0)))
                    .help("download the list again"));
            }
        }
        self.whole.insert(area, others);
        Ok(())
    }
}

/// A list that is known by some of its rows.
struct Known {
    name: String,
    rows: Vec<(String, Vec<String>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownRow {
    name: String,
    area: String,
    neighbours: String,
}

impl Known {
    fn load(sources: &Sources) -> Result<Vec<Self>, ReferenceError> {
        let text = sources.text("reference/neighbour-lists.csv");
        let mut by_name: IndexMap<String, Vec<(String, Vec<String>)>> = IndexMap::new();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for (index, row) in reader.deserialize::<KnownRow>().enumerate() {
            let row = row.map_err(|error| ReferenceError {
                file: "data/reference/neighbour-lists.csv".to_owned(),
                line: index + 2,
                column: 1,
                message: error.to_string(),
            })?;
            let neighbours = row.neighbours.split(';').map(str::to_owned).collect();
            by_name.entry(row.name).or_default().push((row.area, neighbours));
        }
        Ok(by_name.into_iter().map(|(name, rows)| Self { name, rows }).collect())
    }

    /// Whether each of the known rows begins in the list as it is known to.
    fn fits(&self, whole: &BTreeMap<String, Vec<String>>) -> bool {
        self.rows.iter().all(|(area, first)| {
            whole.get(area).is_some_and(|found| found.get(..first.len()) == Some(first.as_slice()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    fn reading(text: &str) -> (Reading, Areas) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let file = InputFile::new("lists/my-neighbours.csv", text.as_bytes());
        assert!(recognises(&file), "{text}");
        let reading = read(&file, &Context::embedded(&areas, &vocabulary));
        (reading, areas)
    }

    #[test]
    fn councils_with_social_care_duties_are_kept_in_their_order() {
        // Leeds; then a district, Kirklees, Cardiff, Sheffield under its code of 2025.
        let text = "AREACD,1,2,3,4,\nE08000035,E07000137,E08000034,W06000015,E08000039,\n\
                    E07000137,E08000034,E08000035,,,\n";
        let (reading, areas) = reading(text);
        let code = |code: &str| areas.by_code(code).expect("a known code");
        let list = &reading.comparators[0];
        assert_eq!(list.name, "ONS nearest neighbours (my-neighbours)");
        assert_eq!(list.lists.len(), 1);
        assert_eq!(list.lists[&code("E08000035")], [code("E08000034"), code("E08000019")]);
        let codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["observe/unnamed-list"]);
    }

    #[test]
    fn an_area_that_is_its_own_neighbour_is_an_error() {
        for row in ["E08000035,E08000035,E08000034", "E08000035,E08000019,E08000039"] {
            let (reading, _) = reading(&format!("AREACD,1,2\n{row}\nE08000034,E08000035,\n"));
            assert_eq!(reading.diagnostics[0].code, "observe/bad-comparators", "{row}");
        }
    }

    #[test]
    fn clusters_are_left_alone() {
        let (reading, _) =
            reading("AREACD,AREANM,Global,Economic,Demographic\nE06000001,Hartlepool,B,A,C\n");
        assert!(reading.comparators.is_empty());
        assert_eq!(reading.diagnostics[0].code, "observe/left-alone");
    }
}
