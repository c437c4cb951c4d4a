//! Two trees to what is different between them, council by council.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::proof::data::{self, DataRow};
use crate::proof::html;
use crate::proof::tree::{ListedCouncil, Tree};
use crate::report::changes::{
    Changes, CouncilChanges, FigureChange, Kind, Presence, SentenceChange, Side,
};

/// The part of a report that says the same of every council: it is not told of each.
const NOTES: &str = "notes";

/// What is compared of a council.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `data.csv`.
    pub csv: &'a [u8],
    /// The web page, where there is one.
    pub page: Option<&'a [u8]>,
}

/// What is different between two trees.
///
/// # Errors
/// A file that cannot be read, with the tree it is in.
pub fn diff(old: &Tree, new: &Tree) -> Result<Changes, String> {
    let (old_year, new_year) = (&old.listed.edition.year, &new.listed.edition.year);
    let written = |tree: &Tree| -> Vec<ListedCouncil> {
        tree.listed.councils.iter().filter(|council| council.is_written()).cloned().collect()
    };
    let changes = written(new).into_par_iter().map(|council| {
        let now = read(new, &council)?;
        let Some(before) = old.council(&council.code, &council.name) else {
            return Ok(whole(&council.code, &council.name, Presence::Came));
        };
        let before = read(old, before)?;
        Ok(CouncilChanges {
            code: council.code.clone(),
            name: council.name.clone(),
            ..council_changes(before.files(), now.files(), (old_year, new_year))
                .map_err(|why| format!("{}: {why}", council.name))?
        })
    });
    let mut councils: Vec<CouncilChanges> = changes.collect::<Result<_, String>>()?;
    let left = written(old)
        .into_iter()
        .filter(|council| new.council(&council.code, &council.name).is_none());
    councils.extend(left.map(|council| whole(&council.code, &council.name, Presence::Left)));
    councils.retain(|changes| !changes.is_empty());
    councils.sort_by(|left, right| (&left.name, &left.code).cmp(&(&right.name, &right.code)));
    Ok(Changes { old_year: old_year.clone(), new_year: new_year.clone(), councils })
}

/// A council that only one edition has.
pub fn whole(code: &str, name: &str, presence: Presence) -> CouncilChanges {
    let (code, name) = (code.to_owned(), name.to_owned());
    CouncilChanges { code, name, presence, figures: Vec::new(), sentences: Vec::new() }
}

/// The files of a council in a tree.
pub struct Held {
    csv: Vec<u8>,
    page: Option<Vec<u8>>,
}

impl Held {
    /// What is compared.
    pub fn files(&self) -> Files<'_> {
        Files { csv: &self.csv, page: self.page.as_deref() }
    }
}

/// Reads the files of a council.
///
/// # Errors
/// A file that cannot be read, with the tree it is in.
pub fn read(tree: &Tree, council: &ListedCouncil) -> Result<Held, String> {
    let open = |name: &str| {
        let path = format!("{}/{name}", council.folder);
        tree.read(&path).map_err(|why| format!("{} {why}", tree.root().join(&path).display()))
    };
    let page = tree.file(&format!("{}/index.html", council.folder));
    Ok(Held { csv: open("data.csv")?, page: page.map(|_| open("index.html")).transpose()? })
}

/// What is different for a council that both editions have, between their report years. Sentences are compared
/// for the same year only: another year is in every one of them.
///
/// # Errors
/// A file that cannot be read.
pub fn council_changes(
    old: Files<'_>,
    new: Files<'_>,
    years: (&str, &str),
) -> Result<CouncilChanges, String> {
    let mut changes = whole("", "", Presence::Both);
    if old.csv != new.csv {
        let read = |bytes| data::rows(bytes).map_err(|why| format!("data.csv {why}"));
        changes.figures = figures(&read(old.csv)?, &read(new.csv)?, years);
    }
    if let (Some(old), Some(new)) = (old.page, new.page)
        && years.0 == years.1
        && old != new
    {
        changes.sentences = sentences(&spoken(old)?, &spoken(new)?);
    }
    Ok(changes)
}

/// The changes between two reports of one year that whoever has the older one must know; `csv` are the figures
/// of the newer. A measure or year of which it has nothing at all was left out, and corrects nothing.
///
/// # Errors
/// Figures that cannot be read.
pub fn corrections<'c>(
    changes: &'c CouncilChanges,
    csv: &[u8],
) -> Result<Vec<&'c FigureChange>, String> {
    let mut found: Vec<&FigureChange> =
        changes.figures.iter().filter(|change| change.is_correction()).collect();
    if found.iter().any(|change| change.kind == Kind::Removed) {
        let now = data::rows(csv).map_err(|why| format!("data.csv {why}"))?;
        found.retain(|change| {
            change.kind != Kind::Removed
                || now.iter().any(|row| row.measure == change.measure)
                    && now.iter().any(|row| row.year == change.year())
        });
    }
    Ok(found)
}

fn figures(old: &[DataRow], new: &[DataRow], years: (&str, &str)) -> Vec<FigureChange> {
    fn key(row: &DataRow) -> (&str, &str) {
        (&row.measure, &row.year)
    }
    let before: HashMap<_, _> = old.iter().map(|row| (key(row), row)).collect();
    let now: HashMap<_, _> = new.iter().map(|row| (key(row), row)).collect();
    let (old_newest, new_newest) = (newest(old, years.0), newest(new, years.1));
    let mut changes = Vec::new();
    for row in new {
        if let Some(known) = before.get(&key(row)) {
            if let Some(kind) = kind(known, row) {
                changes.push(change(kind, Some(known), Some(row)));
            }
            continue;
        }
        let is_newest = new_newest.get(&*row.measure).is_some_and(|newest| newest.year == row.year);
        let older =
            old_newest.get(&*row.measure).filter(|older| is_newest && older.year < row.year);
        match older {
            Some(older) => changes.push(change(Kind::NewYear, Some(older), Some(row))),
            None => changes.push(change(Kind::Added, None, Some(row))),
        }
    }
    let removed = old.iter().filter(|row| !now.contains_key(&key(row)));
    changes.extend(removed.map(|row| change(Kind::Removed, Some(row), None)));
    if years.0 != years.1 {
        // Only the report year's gaps have a row, so that a gap leaves with its year: that is no change.
        changes.retain(|change| {
            let (old, new) = (&change.old, &change.new);
            let both = !old.year.is_empty() && !new.year.is_empty();
            !old.value.is_empty() || !new.value.is_empty() || both && old.gap != new.gap
        });
    }
    changes.sort_by(|left, right| {
        (Reverse(left.year()), &left.measure).cmp(&(Reverse(right.year()), &right.measure))
    });
    changes
}

/// The newest row of each measure up to a year.
fn newest<'r>(rows: &'r [DataRow], year: &str) -> BTreeMap<&'r str, &'r DataRow> {
    let mut newest: BTreeMap<&str, &DataRow> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.year.as_str() <= year) {
        let known = newest.entry(&row.measure).or_insert(row);
        if known.year < row.year {
            *known = row;
        }
    }
    newest
}

fn kind(old: &DataRow, new: &DataRow) -> Option<Kind> {
    let same_value = old.value == new.value;
    match (old.value.is_empty(), new.value.is_empty()) {
        (false, true) => Some(Kind::GapOpened),
        (true, false) => Some(Kind::GapClosed),
        (true, true) if old.gap != new.gap => Some(Kind::OtherGap),
        (false, false) if !same_value => Some(Kind::Moved),
        _ if old.band != new.band => Some(Kind::Band),
        _ => None,
    }
}

fn change(kind: Kind, old: Option<&DataRow>, new: Option<&DataRow>) -> FigureChange {
    let side = |row: Option<&DataRow>| {
        row.map_or_else(Side::default, |row| Side {
            year: row.year.clone(),
            value: row.value.clone(),
            gap: row.gap.clone(),
            band: row.band.clone(),
        })
    };
    let text = |take: fn(&DataRow) -> &String| new.or(old).map(take).cloned().unwrap_or_default();
    FigureChange {
        kind,
        measure: text(|row| &row.measure),
        name: text(|row| &row.name),
        unit: text(|row| &row.unit),
        old: side(old),
        new: side(new),
    }
}

/// The sentences of a page by the heading they stand under, in its order.
fn spoken(bytes: &[u8]) -> Result<Vec<(String, Vec<String>)>, String> {
    let page = html::read(bytes).map_err(|why| format!("index.html {why}"))?;
    let mut found: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
    for block in page.blocks {
        if block.level > 0 {
            if block.id == NOTES {
                break;
            }
            found.push((block.text, Vec::new()));
        } else if let Some((_, sentences)) = found.last_mut() {
            sentences.push(block.text);
        }
    }
    Ok(found)
}

fn sentences(old: &[(String, Vec<String>)], new: &[(String, Vec<String>)]) -> Vec<SentenceChange> {
    let mut changes = Vec::new();
    let headings = new
        .iter()
        .chain(old.iter().filter(|(heading, _)| !new.iter().any(|(now, _)| now == heading)));
    let mut told: Vec<&str> = Vec::new();
    for (heading, _) in headings {
        // The same heading may stand in several parts; its sentences are compared together.
        if told.contains(&heading.as_str()) {
            continue;
        }
        told.push(heading);
        let under = |page: &'_ [(String, Vec<String>)]| -> Vec<String> {
            page.iter()
                .filter(|(other, _)| other == heading)
                .flat_map(|(_, texts)| texts.clone())
                .collect()
        };
        let (mut before, mut now) = (under(old), under(new));
        before.retain(|text| !take(&mut now, text));
        for number in 0..before.len().max(now.len()) {
            let side = |texts: &[String]| texts.get(number).cloned().unwrap_or_default();
            let (old, new) = (side(&before), side(&now));
            changes.push(SentenceChange { heading: heading.clone(), old, new });
        }
    }
    changes
}

/// Takes a text out of a list once; tells whether it was there.
fn take(texts: &mut Vec<String>, wanted: &str) -> bool {
    let at = texts.iter().position(|text| text == wanted);
    at.map(|at| texts.remove(at)).is_some()
}
