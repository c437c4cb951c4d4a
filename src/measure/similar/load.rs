//! The two tables of the model of similar councils: what is compared, and the figures.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;
use toml::Spanned;

use crate::reference::areas::{AreaId, AreaLevel, Areas};
use crate::reference::sources::Sources;
use crate::reference::{ReferenceError, load_toml};

const DESIGN: &str = "reference/similar-councils.toml";
const FIGURES: &str = "reference/similar-features.csv";

/// The columns of the figures that are not numbers.
const CODE: &str = "ons_code";
const DEPRIVATION_OF: &str = "deprivation_of";
const COUNTS_OF: &str = "counts_of";

/// What is compared, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Design {
    pub(super) nearest: usize,
    pub(super) alike: f64,
    pub(super) different: f64,
    pub(super) not_in_it: Vec<String>,
    #[serde(rename = "source")]
    pub(super) sources: Vec<Source>,
    #[serde(rename = "group")]
    pub(super) groups: Vec<Group>,
    #[serde(rename = "feature")]
    pub(super) features: Vec<Feature>,
    #[serde(rename = "left-out")]
    left_out: Vec<LeftOut>,
}

/// Where figures of the model are from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its key.
    pub id: String,
    /// The publication and what was taken from it.
    pub what: String,
    /// Who published it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
}

/// Features that are named together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its key.
    pub id: String,
    /// How a sentence names it: "size".
    pub words: String,
}

/// One thing on which councils are compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Its key.
    pub id: String,
    /// Its printed name, with its unit.
    pub name: String,
    /// The group it belongs to.
    pub group: Spanned<String>,
    plus: Vec<Spanned<String>>,
    #[serde(default)]
    minus: Vec<Spanned<String>>,
    #[serde(default)]
    over: Vec<Spanned<String>>,
    #[serde(default = "one")]
    times: Decimal,
    /// What is done to it before councils are compared.
    pub transform: Transform,
    /// How much its squared difference counts.
    pub weight: Spanned<f64>,
    /// The source of its figures.
    pub source: Spanned<String>,
}

const fn one() -> Decimal {
    Decimal::ONE
}

/// What is done to a feature before councils are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// Nothing.
    None,
    /// The logarithm: twice as many is the same step everywhere.
    Log,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    slug: Spanned<String>,
    why: String,
}

/// A council's features.
#[derive(Debug)]
pub(super) struct Figures {
    /// As they are published, in the order of the features.
    pub(super) values: Vec<Decimal>,
    /// After the transform.
    pub(super) compared: Vec<f64>,
    /// The council before it that its deprivation is of.
    pub(super) deprivation_of: Option<AreaId>,
    /// The councils after it that its counts are the sums of.
    pub(super) counts_of: Vec<AreaId>,
}

/// Loads what is compared; every group and source that a feature names must be there.
pub(super) fn design(sources: &Sources) -> Result<Design, ReferenceError> {
    let text = sources.text(DESIGN);
    let design: Design = load_toml(&file(DESIGN), text)?;
    let fault = |offset, message| ReferenceError::at(&file(DESIGN), text, offset, message);
    for feature in &design.features {
        let (group, source, weight) = (&feature.group, &feature.source, &feature.weight);
        if !design.groups.iter().any(|entry| entry.id == *group.as_ref()) {
            return Err(fault(group.span().start, format!("no group '{}'", group.as_ref())));
        }
        if !design.sources.iter().any(|entry| entry.id == *source.as_ref()) {
            return Err(fault(source.span().start, format!("no source '{}'", source.as_ref())));
        }
        if !weight.as_ref().is_finite() || *weight.as_ref() < 0.0 {
            return Err(fault(weight.span().start, "a weight is zero or more".to_owned()));
        }
    }
    Ok(design)
}

/// Loads the councils that have no figures, with the reason.
pub(super) fn left_out(
    sources: &Sources,
    design: &Design,
    areas: &Areas,
) -> Result<BTreeMap<AreaId, String>, ReferenceError> {
    let text = sources.text(DESIGN);
    design
        .left_out
        .iter()
        .map(|entry| {
            let slug = entry.slug.as_ref();
            let council = council_of(areas, slug).ok_or_else(|| {
                let message = format!("there is no council '{slug}'");
                ReferenceError::at(&file(DESIGN), text, entry.slug.span().start, message)
            })?;
            Ok((council, entry.why.clone()))
        })
        .collect()
}

/// Loads the figures of every council in the table.
pub(super) fn figures(
    sources: &Sources,
    design: &Design,
    areas: &Areas,
) -> Result<BTreeMap<AreaId, Figures>, ReferenceError> {
    let text = sources.text(FIGURES);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .map_err(|error| at_line(1, error.to_string()))?
        .iter()
        .map(str::to_owned)
        .collect();
    known_columns(sources, design, &columns)?;
    let mut figures = BTreeMap::new();
    for (index, record) in reader.records().enumerate() {
        let line = index + 2;
        let (council, row) = record
            .map_err(|error| error.to_string())
            .and_then(|record| council(&columns, &record, design, areas))
            .map_err(|message| at_line(line, message))?;
        if figures.insert(council, row).is_some() {
            let message = format!("{} stands twice", areas.get(council).name);
            return Err(at_line(line, message));
        }
    }
    Ok(figures)
}

/// Every column that a feature is made from must be in the table.
fn known_columns(
    sources: &Sources,
    design: &Design,
    columns: &[String],
) -> Result<(), ReferenceError> {
    for name in [CODE, DEPRIVATION_OF, COUNTS_OF] {
        if !columns.iter().any(|column| column == name) {
            return Err(at_line(1, format!("no column '{name}'")));
        }
    }
    for feature in &design.features {
        for name in feature.plus.iter().chain(&feature.minus).chain(&feature.over) {
            if !columns.contains(name.as_ref()) {
                let message = format!("{FIGURES} has no column '{}'", name.as_ref());
                let text = sources.text(DESIGN);
                let offset = name.span().start;
                return Err(ReferenceError::at(&file(DESIGN), text, offset, message));
            }
        }
    }
    Ok(())
}

fn council(
    columns: &[String],
    record: &csv::StringRecord,
    design: &Design,
    areas: &Areas,
) -> Result<(AreaId, Figures), String> {
    let cells: BTreeMap<&str, &str> =
        columns.iter().map(String::as_str).zip(record.iter()).collect();
    let cell = |name: &str| cells.get(name).copied().unwrap_or_default();
    let council = areas
        .by_code(cell(CODE))
        .filter(|id| areas.get(*id).level == AreaLevel::Council)
        .ok_or_else(|| format!("'{}' is the code of no council", cell(CODE)))?;
    let other =
        |slug: &str| council_of(areas, slug).ok_or_else(|| format!("there is no council '{slug}'"));
    let named = |name: &str| cell(name).split(';').filter(|slug| !slug.is_empty()).map(other);
    let deprivation_of = named(DEPRIVATION_OF).next().transpose()?;
    let counts_of = named(COUNTS_OF).collect::<Result<Vec<_>, _>>()?;
    let mut figures =
        Figures { values: Vec::new(), compared: Vec::new(), deprivation_of, counts_of };
    for feature in &design.features {
        let value = feature.value(&cells)?;
        figures.compared.push(feature.compared(value)?);
        figures.values.push(value);
    }
    Ok((council, figures))
}

impl Feature {
    /// The figure of a council, from the cells of its row.
    fn value(&self, cells: &BTreeMap<&str, &str>) -> Result<Decimal, String> {
        let sum = |names: &[Spanned<String>]| -> Result<Decimal, String> {
            names.iter().try_fold(Decimal::ZERO, |sum, name| {
                let text = cells.get(name.as_ref().as_str()).copied().unwrap_or_default();
                let number: Decimal = text
                    .parse()
                    .map_err(|_| format!("{} is '{text}', not a number", name.as_ref()))?;
                Ok(sum + number)
            })
        };
        let above = sum(&self.plus)? - sum(&self.minus)?;
        let below = if self.over.is_empty() { Decimal::ONE } else { sum(&self.over)? };
        above
            .checked_div(below)
            .and_then(|share| share.checked_mul(self.times))
            .ok_or_else(|| format!("{} cannot be worked out", self.id))
    }

    fn compared(&self, value: Decimal) -> Result<f64, String> {
        let number = value.to_f64().ok_or_else(|| format!("{} is out of range", self.id))?;
        match self.transform {
            Transform::None => Ok(number),
            Transform::Log if number > 0.0 => Ok(number.ln()),
            Transform::Log => Err(format!("{} is {value}, which has no logarithm", self.id)),
        }
    }
}

fn council_of(areas: &Areas, slug: &str) -> Option<AreaId> {
    areas.of_level(AreaLevel::Council).find(|id| areas.get(*id).slug == slug)
}

fn file(name: &str) -> String {
    format!("data/{name}")
}

fn at_line(line: usize, message: String) -> ReferenceError {
    ReferenceError { file: file(FIGURES), line, column: 1, message }
}
