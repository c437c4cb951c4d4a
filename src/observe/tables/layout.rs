//! `data/reference/tables.toml` to what each table's title, headers and row labels mean.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Gap;
use crate::observe::tables::meaning::{Meaning, label_key};
use crate::observe::tables::mirror::Mirror;
use crate::observe::tables::title;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::{Dimension, Term, Vocabulary};
use crate::reference::{ReferenceError, load_toml};

const FILE: &str = "data/reference/tables.toml";

/// The headers of the columns that say where, each in the spellings that were used.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AreaHeaders {
    pub(super) code: Vec<String>,
    pub(super) council_code: Vec<String>,
    pub(super) council_name: Vec<String>,
    pub(super) group_code: Vec<String>,
    pub(super) group_name: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOutGroups {
    codes: Vec<String>,
}

/// How the unit of money is printed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Units {
    /// Thousands of pounds.
    pub(super) thousands: Vec<String>,
    /// Pounds for a week or an hour.
    pub(super) each: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    area_headers: AreaHeaders,
    left_out_groups: LeftOutGroups,
    units: Units,
    mirror: Mirror,
    #[serde(default)]
    also: BTreeMap<String, String>,
    table: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    title: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    headline: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    fixed: BTreeMap<String, String>,
    #[serde(default)]
    columns: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    leave_out: Vec<String>,
    #[serde(default)]
    rows: Vec<RowEntry>,
    #[serde(default)]
    pairs: bool,
    #[serde(default)]
    zero: Option<String>,
    #[serde(default)]
    x: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowEntry {
    header: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

/// What a column of row labels says.
#[derive(Debug, Clone)]
pub(super) enum RowKind {
    /// A financial year.
    Year,
    /// The code of England or a region.
    AreaCode,
    /// The name of England or a region.
    AreaName,
    /// A term of a dimension.
    Dimension(Dimension),
    /// One of our labels, by its key.
    Labels(BTreeMap<String, Meaning>),
}

/// A column of row labels.
#[derive(Debug, Clone)]
pub(super) struct RowColumn {
    pub(super) header: String,
    pub(super) kind: RowKind,
}

/// Something the headers of a table must show at least once.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    /// The header as people know it.
    pub(super) name: String,
    pub(super) meaning: Meaning,
}

/// How one table is read.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) title: String,
    /// The words of its title, and of the titles it has in other years.
    pub(super) keys: Vec<String>,
    /// Whether nothing can be reported without it.
    pub(super) headline: bool,
    /// Whether a year may do without it.
    pub(super) optional: bool,
    /// Whether it is of the workbook that repeats tables for another quantity.
    pub(super) mirrored: bool,
    /// What the title says of every figure.
    pub(super) base: Meaning,
    /// Dimensions whose terms stand in the headers.
    pub(super) dimensions: Vec<Dimension>,
    pub(super) expected: Vec<Expected>,
    /// Header keys to `expected`.
    labels: BTreeMap<String, usize>,
    leave_out: Vec<String>,
    pub(super) rows: Vec<RowColumn>,
    pub(super) pairs: bool,
    pub(super) zero: Option<Gap>,
    pub(super) x: Gap,
    /// Headers of other years, and the headers we know them by.
    also: BTreeMap<String, String>,
    /// Words of headers as they are printed, and the words we know them by.
    pub(super) words: Vec<(String, String)>,
}

/// Every table we know.
#[derive(Debug)]
pub(super) struct Layouts {
    pub(super) headers: AreaHeaders,
    pub(super) left_out_groups: Vec<String>,
    pub(super) units: Units,
    /// Every table, and after them those of the workbook that repeats some for another quantity.
    pub(super) tables: Vec<Table>,
}

impl Layouts {
    pub(super) fn load(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        Self::parse(sources.text("reference/tables.toml"), vocabulary)
    }

    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let file: File = load_toml(FILE, text)?;
        let mut tables: Vec<Table> = Vec::new();
        for entry in file.table {
            let offset = entry.span().start;
            let table = Table::new(entry.into_inner(), vocabulary)
                .map_err(|message| ReferenceError::at(FILE, text, offset, message))?;
            if tables.iter().any(|known| known.keys.iter().any(|key| table.keys.contains(key))) {
                return Err(ReferenceError::at(FILE, text, offset, "this title stands twice"));
            }
            tables.push(table);
        }
        for table in &mut tables {
            table.also =
                file.also.iter().map(|(from, to)| (label_key(from), label_key(to))).collect();
        }
        let mirrored: Vec<Table> =
            tables.iter().filter_map(|table| table.mirrored(&file.mirror)).collect();
        tables.extend(mirrored);
        Ok(Self {
            headers: file.area_headers,
            left_out_groups: file.left_out_groups.codes,
            units: file.units,
            tables,
        })
    }

    /// The table with this title.
    pub(super) fn table(&self, key: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.keys.iter().any(|known| known == key))
    }
}

impl Table {
    fn new(entry: Entry, vocabulary: &Vocabulary) -> Result<Self, String> {
        let mut base = Meaning::quantity(&entry.quantity, vocabulary)?;
        for (name, id) in &entry.fixed {
            let dimension = dimension(name)?;
            base.set(dimension, term(dimension, id, vocabulary)?);
        }
        let mut table = Self {
            keys: std::iter::once(&entry.title)
                .chain(&entry.also)
                .map(|title| title::key(title))
                .collect(),
            title: entry.title,
            headline: entry.headline,
            optional: entry.optional,
            mirrored: false,
            base,
            dimensions: Vec::new(),
            expected: Vec::new(),
            labels: BTreeMap::new(),
            leave_out: entry.leave_out.iter().map(|text| label_key(text)).collect(),
            rows: Vec::new(),
            pairs: entry.pairs,
            zero: entry.zero.as_deref().map(gap).transpose()?,
            x: entry.x.as_deref().map_or(Ok(Gap::NotSubmitted), gap)?,
            also: BTreeMap::new(),
            words: Vec::new(),
        };
        for (label, meaning) in &entry.labels {
            let index = table.expected.len();
            table.expected.push(Expected {
                name: label.clone(),
                meaning: Meaning::parse(meaning, vocabulary)?,
            });
            for spelling in label.split(" | ") {
                table.labels.insert(label_key(spelling), index);
            }
        }
        for (name, ids) in &entry.columns {
            let dimension = dimension(name)?;
            table.dimensions.push(dimension);
            for id in ids {
                let term = term(dimension, id, vocabulary)?;
                let mut meaning = Meaning::default();
                meaning.set(dimension, term);
                table.expected.push(Expected { name: vocabulary.label(term).to_owned(), meaning });
            }
        }
        for row in entry.rows {
            table.rows.push(RowColumn::new(row, vocabulary)?);
        }
        Ok(table)
    }

    /// A fault that costs the table: it stops the run where nothing can be reported without it.
    pub(super) fn fault(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        if self.headline {
            Diagnostic::error(code, message)
        } else {
            Diagnostic::warning(code, message)
        }
    }

    /// The key of a label in the words we know.
    fn key_of(&self, text: &str) -> String {
        let mut key = format!(" {} ", label_key(text));
        for (from, to) in &self.words {
            key = key.replace(&format!(" {from} "), &format!(" {to} "));
        }
        let key = key.trim();
        self.also.get(key).map_or(key, String::as_str).to_owned()
    }

    /// What a header means here: one of the table's own labels.
    pub(super) fn label(&self, text: &str) -> Option<usize> {
        self.labels.get(&self.key_of(text)).copied()
    }

    /// Whether a header or row label marks what can be worked out from the rest.
    pub(super) fn leaves_out(&self, text: &str) -> bool {
        let key = self.key_of(text);
        self.leave_out.iter().any(|start| key.starts_with(start.as_str()))
    }

    /// What a header means here: a term of one of the dimensions whose terms stand in the headers.
    pub(super) fn term(&self, text: &str, vocabulary: &Vocabulary) -> Option<(Dimension, Term)> {
        let key = self.key_of(text);
        self.dimensions.iter().find_map(|dimension| {
            let read = || {
                vocabulary.ids(*dimension).find_map(|id| {
                    let term = vocabulary.term(*dimension, id)?;
                    (label_key(vocabulary.label(term)) == key).then_some(term)
                })
            };
            let term = vocabulary.read(*dimension, text).or_else(read)?;
            Some((*dimension, term))
        })
    }

    /// The expected header that a term of a dimension stands for.
    pub(super) fn expected_term(&self, dimension: Dimension, term: Term) -> Option<usize> {
        self.expected.iter().position(|known| known.meaning.sets(dimension, term))
    }
}

impl RowColumn {
    fn new(entry: RowEntry, vocabulary: &Vocabulary) -> Result<Self, String> {
        let kind = match entry.kind.as_deref() {
            Some("year") => RowKind::Year,
            Some("area-code") => RowKind::AreaCode,
            Some("area-name") => RowKind::AreaName,
            Some(name) => RowKind::Dimension(dimension(name)?),
            None => RowKind::Labels(
                entry
                    .labels
                    .iter()
                    .map(|(label, text)| Ok((label_key(label), Meaning::parse(text, vocabulary)?)))
                    .collect::<Result<_, String>>()?,
            ),
        };
        Ok(Self { header: entry.header, kind })
    }
}

/// The dimension that a key of the file names.
pub(super) fn dimension(name: &str) -> Result<Dimension, String> {
    match name {
        "setting" => Ok(Dimension::Setting),
        "age-band" => Ok(Dimension::AgeBand),
        "support-reason" => Ok(Dimension::SupportReason),
        "provision" => Ok(Dimension::Provision),
        _ => Err(format!("'{name}' is not a dimension")),
    }
}

fn term(dimension: Dimension, id: &str, vocabulary: &Vocabulary) -> Result<Term, String> {
    vocabulary.term(dimension, id).ok_or_else(|| format!("'{id}' is not in vocabulary.toml"))
}

fn gap(code: &str) -> Result<Gap, String> {
    Gap::ALL
        .into_iter()
        .find(|gap| gap.code() == code)
        .ok_or_else(|| format!("'{code}' is not a reason for a gap"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;

    fn vocabulary() -> Vocabulary {
        Vocabulary::load().expect("the embedded vocabulary loads")
    }

    #[test]
    fn our_own_file_loads() {
        let layouts = Layouts::load(&EMBEDDED, &vocabulary()).expect("the embedded tables load");
        assert!(!layouts.tables.is_empty());
    }

    #[test]
    fn a_fault_in_the_file_has_its_line() {
        let head = "[area-headers]\ncode = []\ncouncil-code = []\ncouncil-name = []\n\
                    group-code = []\ngroup-name = []\n[left-out-groups]\ncodes = []\n\
                    [units]\nthousands = []\neach = []\n\
                    [mirror]\nquantity = [\"a\", \"b\"]\nwords = []\n";
        for (table, message) in [
            (
                "[[table]]\ntitle = \"A\"\nquantity = \"no-such\"\n",
                "'no-such' is not in vocabulary",
            ),
            ("[[table]]\ntitle = \"A\"\nzero = \"never\"\n", "'never' is not a reason"),
            ("[[table]]\ntitle = \"A\"\ncolour = 1\n", "unknown field `colour`"),
            ("[[table]]\ntitle = \"A\"\nfixed = { size = \"all\" }\n", "'size' is not a dimension"),
        ] {
            let error = Layouts::parse(&format!("{head}{table}"), &vocabulary());
            let error = error.expect_err("it is refused");
            assert!(error.to_string().contains(message), "{error}");
            assert!(error.line >= 9, "{error}");
        }
    }
}
