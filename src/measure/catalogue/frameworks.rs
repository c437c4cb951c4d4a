//! Other people's frameworks, and which of our measures each of them speaks of.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use crate::measure::catalogue::load::Files;
use crate::measure::catalogue::measure::{Measure, MeasureId};
use crate::reference::ReferenceError;

/// The file they stand in.
const FILE: &str = "frameworks.toml";

/// A framework: objectives, outcomes or themes with measures under them.
#[derive(Debug, Clone)]
pub struct Framework {
    /// Its id in data.
    pub id: String,
    /// Its printed name.
    pub name: String,
    /// What its parts are called: "Objective".
    pub column: String,
    /// Its mappings, in its own order.
    pub mappings: Vec<Mapping>,
}

impl Framework {
    /// The mappings that someone read in their source. No others are ever printed.
    pub fn verified(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter().filter(|mapping| mapping.verified)
    }
}

/// A measure under one part of a framework.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The id and the name of the part.
    pub outcome: (String, String),
    /// The measure.
    pub measure: MeasureId,
    /// How the framework numbers it; empty where it numbers nothing.
    pub code: String,
    /// Where it is written.
    pub source: FrameworkSource,
    /// Whether someone read it there.
    pub verified: bool,
}

/// Where a mapping is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkSource {
    /// Its id in the file.
    id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When, in words: "9 February 2026".
    pub date: String,
    /// Where it can be read.
    pub address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameworkFile {
    source: Vec<FrameworkSource>,
    framework: Vec<FrameworkEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameworkEntry {
    id: String,
    name: String,
    column: String,
    outcome: Vec<OutcomeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeEntry {
    id: String,
    name: String,
    mappings: Vec<Spanned<MappingEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingEntry {
    measure: MeasureId,
    #[serde(default)]
    code: String,
    source: String,
    verified: bool,
}

/// Reads the frameworks.
///
/// # Errors
/// A measure or source that there is not, a measure that stands twice under one part, and a code that is
/// not the one that the measure itself bears.
pub(super) fn load(
    files: Files<'_>,
    measures: &IndexMap<MeasureId, Measure>,
) -> Result<Vec<Framework>, ReferenceError> {
    let FrameworkFile { source: sources, framework } = files.load(FILE)?;
    let resolve = |entry: FrameworkEntry| {
        let mut mappings: Vec<Mapping> = Vec::new();
        for outcome in entry.outcome {
            for mapping in outcome.mappings {
                let offset = mapping.span().start;
                let part = (outcome.id.clone(), outcome.name.clone());
                let mapping = resolved(mapping.into_inner(), part, measures, &sources)
                    .and_then(|found| {
                        let twice = mappings.iter().any(|other| {
                            other.outcome == found.outcome && other.measure == found.measure
                        });
                        let said = || format!("{} stands twice in {}", found.measure, outcome.name);
                        if twice { Err(said()) } else { Ok(found) }
                    })
                    .map_err(|message| files.fault(FILE, offset, message))?;
                mappings.push(mapping);
            }
        }
        Ok(Framework { id: entry.id, name: entry.name, column: entry.column, mappings })
    };
    framework.into_iter().map(resolve).collect()
}

fn resolved(
    entry: MappingEntry,
    outcome: (String, String),
    measures: &IndexMap<MeasureId, Measure>,
    sources: &[FrameworkSource],
) -> Result<Mapping, String> {
    let Some(measure) = measures.get(&entry.measure) else {
        return Err(format!("there is no measure {}", entry.measure));
    };
    let Some(source) = sources.iter().find(|source| source.id == entry.source) else {
        return Err(format!("there is no source '{}'", entry.source));
    };
    let own = measure.framework_code.as_deref();
    if !entry.code.is_empty() && own != Some(entry.code.as_str()) {
        let own = own.unwrap_or("none");
        return Err(format!("{} has the code {own}, not {}", entry.measure, entry.code));
    }
    Ok(Mapping {
        outcome,
        measure: entry.measure,
        code: entry.code,
        source: source.clone(),
        verified: entry.verified,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::catalogue::Catalogue;
    use crate::reference::sources::Sources;
    use crate::reference::vocabulary::Vocabulary;

    const NAME: &str = "catalogue/frameworks.toml";

    fn load(change: impl Fn(&str) -> String) -> Result<Catalogue, ReferenceError> {
        let vocabulary = Vocabulary::load()?;
        let sources = Sources::default();
        let text = change(sources.text(NAME));
        Catalogue::load_from(&sources.with(NAME, text), &vocabulary)
    }

    /// METHOD 3.1: six objectives, and the digit a code begins with is the objective.
    #[test]
    fn every_code_of_the_outcomes_framework_stands_under_its_objective() {
        let catalogue = load(str::to_owned).unwrap_or_else(|fault| panic!("{fault}"));
        let ascof = &catalogue.frameworks[0];
        let mapped = |measure: &&Measure| {
            let found = ascof.mappings.iter().find(|mapping| mapping.measure == measure.id);
            let found = found.unwrap_or_else(|| panic!("{} is mapped", measure.id));
            assert!(found.verified && found.code.starts_with(&found.outcome.0), "{}", measure.id);
            assert_eq!(Some(&found.code), measure.framework_code.as_ref());
        };
        let coded = catalogue.measures.values().filter(|one| one.framework_code.is_some());
        let coded: Vec<&Measure> = coded.collect();
        coded.iter().for_each(mapped);
        assert_eq!(coded.len(), ascof.mappings.len());
    }

    /// METHOD 4.1: the list is to be taken from the live page before any measure bears the label.
    #[test]
    fn nothing_unverified_is_for_print() {
        let catalogue = load(str::to_owned).unwrap_or_else(|fault| panic!("{fault}"));
        let of = |id: &str| {
            let found = catalogue.frameworks.iter().find(|framework| framework.id == id);
            found.unwrap_or_else(|| panic!("{id} is there"))
        };
        assert_eq!(of("lof").verified().count(), 0);
        assert_eq!(of("lof").mappings.len(), 17);
        let cqc: Vec<&str> = of("cqc").verified().map(|mapping| &*mapping.measure.0).collect();
        assert_eq!(cqc, ["OC03", "OC12", "OC15", "OC17", "OC13", "OC20", "AC14", "OC14"]);
    }

    #[test]
    fn a_mapping_to_nothing_is_refused_with_its_place() {
        for (old, new, said) in [
            ("\"OC01\", code", "\"OC99\", code", "there is no measure OC99"),
            (
                "source = \"lof\", verified",
                "source = \"loaf\", verified",
                "there is no source 'loaf'",
            ),
            ("code = \"1A\"", "code = \"1B\"", "OC01 has the code 1A, not 1B"),
            ("\"OC02\", code = \"1B\"", "\"OC01\", code = \"1A\"", "OC01 stands twice"),
            ("verified = true", "checked = true", "unknown field `checked`"),
            (", verified = true", "", "missing field `verified`"),
        ] {
            let fault = load(|text| text.replacen(old, new, 1)).expect_err(said);
            assert!(fault.message.contains(said), "{fault}");
            assert!(fault.file.ends_with("frameworks.toml") && fault.line > 10, "{fault}");
        }
    }
}
