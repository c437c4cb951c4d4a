//! The columns that a reader asks for, by the names that `data/reference/columns.toml` states, and
//! the drift report when they are not there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::reference::sources::Sources;
use crate::reference::vocabulary::normalise;
use crate::reference::{ReferenceError, load_toml};
use crate::release::delimited::header_of;
use crate::release::input::InputFile;

/// A column that a reader asks for. Case and surrounding spaces of a header do not matter, and
/// neither does the order of the columns.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name as the newest release writes it.
    pub name: Cow<'static, str>,
    fixed: &'static [&'static str],
    aliases: Vec<String>,
    /// Whether there is nothing to read without it.
    pub required: bool,
}

impl Column {
    /// A column that must be there, and its names in other releases.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name: Cow::Borrowed(name), fixed: aliases, aliases: Vec::new(), required: true }
    }

    /// A column that may be missing; its fields are then empty.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name: Cow::Borrowed(name), fixed: aliases, aliases: Vec::new(), required: false }
    }

    /// A column with names out of a table.
    pub fn named(name: impl Into<String>, aliases: Vec<String>, required: bool) -> Self {
        Self { name: Cow::Owned(name.into()), fixed: &[], aliases, required }
    }

    /// Whether a header is one of its names.
    pub fn is_called(&self, header: &str) -> bool {
        let header = normalise(header);
        self.names().any(|name| normalise(name) == header)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter().map(String::as_str);
        std::iter::once(&*self.name).chain(self.fixed.iter().copied()).chain(aliases)
    }
}

const FILE: &str = "data/reference/columns.toml";

/// The names of one layout, as the table has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    required: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    optional: BTreeMap<String, Vec<String>>,
    /// What a drift report proposed.
    #[serde(default)]
    columns: BTreeMap<String, Vec<String>>,
}

impl Entry {
    fn column(&self, name: &str) -> Option<Column> {
        let (aliases, required) = match (self.required.get(name), self.optional.get(name)) {
            (Some(aliases), _) => (aliases, true),
            (None, Some(aliases)) => (aliases, false),
            (None, None) => return None,
        };
        let more = self.columns.get(name).into_iter().flatten();
        Some(Column::named(name, aliases.iter().chain(more).cloned().collect(), required))
    }
}

fn entries(sources: &Sources) -> Result<BTreeMap<String, Entry>, ReferenceError> {
    let text = sources.text("reference/columns.toml");
    let entries: BTreeMap<String, Entry> = load_toml(FILE, text)?;
    for (id, entry) in &entries {
        if let Some(name) = entry.columns.keys().find(|name| entry.column(name).is_none()) {
            let message = format!("[{id}.columns]: the layout has no column '{name}'");
            return Err(ReferenceError::at(FILE, text, 0, message));
        }
    }
    Ok(entries)
}

/// The columns of a layout, in the order in which its reader counts them.
#[derive(Debug, Clone)]
pub struct Layout<const N: usize> {
    /// Its name in `columns.toml`.
    pub id: &'static str,
    /// Its columns.
    pub columns: [Column; N],
}

impl<const N: usize> Layout<N> {
    /// Loads a layout, asking for the columns with some names in some order.
    ///
    /// # Errors
    /// A fault in the table, and a name that the table does not have.
    pub fn load(
        sources: &Sources,
        id: &'static str,
        names: [&str; N],
    ) -> Result<Self, ReferenceError> {
        let fault = |message: String| {
            ReferenceError::at(FILE, sources.text("reference/columns.toml"), 0, message)
        };
        let entries = entries(sources)?;
        let entry = entries.get(id).ok_or_else(|| fault(format!("there is no layout '{id}'")))?;
        if let Some(name) = names.iter().find(|name| entry.column(name).is_none()) {
            return Err(fault(format!("the layout '{id}' has no column '{name}'")));
        }
        let columns =
            names.map(|name| entry.column(name).expect("every name was looked up just before"));
        Ok(Self { id, columns })
    }

    /// How many of the columns the first line of a file names.
    pub fn count_named(&self, file: &InputFile) -> usize {
        count_named(file, &self.columns)
    }
}

/// How many of some columns the first line of a file names.
pub fn count_named(file: &InputFile, columns: &[Column]) -> usize {
    let header: Vec<String> = header_of(file).iter().map(|name| normalise(name)).collect();
    let named = |column: &&Column| {
        column.names().any(|name| {
            let name = normalise(name);
            header.contains(&name)
        })
    };
    columns.iter().filter(named).count()
}

/// What moved: which columns are missing, which are new, and which new one each missing one may be.
pub(super) fn drift(layout: Option<&str>, missing: &[&Column], header: &[&str]) -> Diagnostic {
    let names: Vec<&str> = missing.iter().map(|column| &*column.name).collect();
    let mut message = match names.as_slice() {
        [name] => format!("there is no column '{name}'"),
        names => format!("there are no columns '{}'", names.join("', '")),
    };
    if !header.is_empty() {
        message.push_str("; new columns are '");
        message.push_str(&header.join("', '"));
        message.push('\'');
    }
    let pairs = pairs(&names, header);
    let mut help = if pairs.is_empty() {
        "no new column has a name like it; did the publisher rename or drop it?".to_owned()
    } else {
        let near: Vec<String> =
            pairs.iter().map(|(name, near)| format!("'{name}' may now be '{near}'")).collect();
        format!("did the publisher rename it? {}", near.join("; "))
    };
    if let Some(layout) = layout {
        help.push_str("; if so, put at the end of ");
        help.push_str(FILE);
        help.push_str(" (or under that heading, if it is there already):\n");
        help.push_str(&toml_table(
            &[layout, "columns"],
            names.iter().map(|name| {
                let near = pairs.iter().find(|(missing, _)| missing == name);
                (*name, near.map_or("its name in the file", |(_, near)| near))
            }),
        ));
    }
    Diagnostic::error("release/missing-column", message).help(help)
}

/// Lines of TOML to paste: a table of lists of one text each.
fn toml_table<'t>(path: &[&str], lines: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut text = format!("[{}]", path.join("."));
    for (key, value) in lines {
        let list = toml::Value::Array(vec![toml::Value::String(value.to_owned())]);
        write!(text, "\n{} = {list}", toml::Value::String(key.to_owned()))
            .expect("writing to a string cannot fail");
    }
    text
}

/// Each missing name with the new name that is most like it; a new name is given away once.
fn pairs<'n>(missing: &[&'n str], header: &[&'n str]) -> Vec<(&'n str, &'n str)> {
    /// Less alike than this are two words.
    const ALIKE: f64 = 0.78;
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (left, name) in missing.iter().enumerate() {
        for (right, other) in header.iter().enumerate() {
            let likeness = strsim::jaro_winkler(&squeezed(name), &squeezed(other));
            if likeness > ALIKE {
                scored.push((likeness, left, right));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (_, left, right) in scored {
        if found.iter().all(|(l, r)| *l != left && *r != right) {
            found.push((left, right));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(left, right)| (missing[left], header[right])).collect()
}

/// Letters and digits only, in lower case: `Item_Value` is `itemvalue`.
fn squeezed(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The drift report of a file that no reader knows, if it is nearly of a layout of ours.
///
/// # Errors
/// A fault in the table of columns.
pub fn resembles(
    file: &InputFile,
    sources: &Sources,
) -> Result<Option<(String, Diagnostic)>, ReferenceError> {
    let header = header_of(file);
    if header.len() < 4 {
        return Ok(None);
    }
    // The first line of a file that is no table may have thousands of words.
    let called: BTreeSet<String> = header.iter().map(|name| normalise(name)).collect();
    let mut best: Option<(usize, String, Diagnostic)> = None;
    for (id, entry) in entries(sources)? {
        let required: Vec<Column> =
            entry.required.keys().filter_map(|name| entry.column(name)).collect();
        let missing: Vec<&Column> = required
            .iter()
            .filter(|column| !column.names().any(|name| called.contains(&normalise(name))))
            .collect();
        let named = entry.required.len() - missing.len();
        if named * 4 < entry.required.len() {
            continue;
        }
        let optional = entry.optional.keys().filter_map(|name| entry.column(name));
        let all: Vec<Column> = required.iter().cloned().chain(optional).collect();
        let new: Vec<&str> = header
            .iter()
            .filter(|name| !name.is_empty() && !all.iter().any(|column| column.is_called(name)))
            .map(String::as_str)
            .collect();
        let names: Vec<&str> = missing.iter().map(|column| &*column.name).collect();
        let known = named + pairs(&names, &new).len();
        let enough = known * 3 >= entry.required.len() * 2;
        if enough && best.as_ref().is_none_or(|(score, ..)| known > *score) {
            let report = drift(Some(&id), &missing, &new);
            best = Some((known, id, report));
        }
    }
    Ok(best.map(|(_, id, report)| (id, report)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::sources::EMBEDDED;
    use crate::release::delimited::Delimited;

    const NAMES: [&str; 3] = ["FY_ENDING", "ITEMVALUE", "CASSR"];

    fn sources(more: &str) -> Sources {
        let text = format!(
            "[x.required]\n\"FY_ENDING\" = []\n\"ITEMVALUE\" = []\n\
             \"CASSR\" = [\"CASSR_CODE\"]\n{more}\n"
        );
        Sources::default().with("reference/columns.toml", text)
    }

    /// What the report says to paste is what makes the file readable.
    #[test]
    fn a_drift_report_proposes_lines_that_work_when_they_are_pasted() {
        let file =
            InputFile::new("f.csv", &b"FY_End,Item_Value,CASSR_CODE,Notes\n2024,1,2,x\n"[..]);
        let delimited = Delimited::open(&file).expect("the file is whole");
        let layout = Layout::load(&sources(""), "x", NAMES).expect("the table loads");
        let faults = delimited.layout(&layout).expect_err("two columns are missing");
        assert_eq!(faults.len(), 1);
        assert_eq!(
            faults[0].to_string(),
            "f.csv:1: error[release/missing-column]: there are no columns 'FY_ENDING', \
             'ITEMVALUE'; new columns are 'FY_End', 'Item_Value', 'Notes'\n  help: did the \
             publisher rename it? 'FY_ENDING' may now be 'FY_End'; 'ITEMVALUE' may now be \
             'Item_Value'; if so, put at the end of data/reference/columns.toml (or under that \
             heading, if it is there already):\n[x.columns]\n\"FY_ENDING\" = [\"FY_End\"]\n\
             \"ITEMVALUE\" = [\"Item_Value\"]"
        );
        let help = faults[0].help.as_deref().expect("a proposal");
        let (_, lines) = help.split_once(":\n").expect("lines to paste");
        let layout = Layout::load(&sources(lines), "x", NAMES).expect("the pasted lines load");
        let found = delimited.layout(&layout).expect("every column is found");
        assert_eq!(found.value, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn faults_in_the_table_are_told() {
        for (more, expected) in [
            ("[x.columns]\n\"ITEMVALEU\" = [\"v\"]", "the layout has no column 'ITEMVALEU'"),
            ("[x.other]", "unknown field `other`"),
        ] {
            let error = Layout::load(&sources(more), "x", NAMES).expect_err(more);
            assert!(error.message.contains(expected), "{error}");
        }
        let error = Layout::load(&sources(""), "x", ["YEAR"]).expect_err("no such column");
        assert!(error.message.contains("has no column 'YEAR'"), "{error}");
        assert!(Layout::load(&sources(""), "y", NAMES).is_err());
        entries(&EMBEDDED).expect("the embedded table loads");
    }

    #[test]
    fn a_file_that_is_nearly_known_is_told_from_one_that_is_not() {
        let read = |text: &str| {
            let file = InputFile::new("f.csv", text.as_bytes());
            resembles(&file, &sources("")).expect("the table loads").map(|(id, _)| id)
        };
        assert_eq!(read("FYEnding,Item_Value,CASSR,Notes\n"), Some("x".to_owned()));
        assert_eq!(read("name,age,height,weight\n"), None);
    }
}
