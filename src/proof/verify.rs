//! A tree held against its manifest, and every report in it against its council, without the inputs it was made
//! from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use crate::domain::format;
use crate::domain::unit::Unit;
use crate::proof::data::{self, DataRow};
use crate::proof::figures::prints;
use crate::proof::html::{self, PageText, Row};
use crate::proof::links;
use crate::proof::names::{Own, codes};
use crate::proof::pdf;
use crate::proof::text::{fold, short, squeeze};
use crate::proof::tree::{ListedCouncil, ListedFile, NoTree, Tree};
use crate::proof::workbook;
use crate::publish::layout::NOTE;
use crate::publish::manifest::{MANIFEST, SUMS, sum_line};
use crate::release::input::sha256;

/// The table with every figure of a report.
const FIGURES: &str = "figures";

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The file, relative to the tree.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

/// What was found in a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The report year; empty where the manifest cannot be read.
    pub year: String,
    /// How many files were held against their digests.
    pub files: usize,
    /// How many councils' reports were opened.
    pub councils: usize,
    /// What is wrong, by path.
    pub faults: Vec<Fault>,
}

/// Holds a tree against its manifest and its reports against their councils; a region's pack that was unpacked,
/// which has no manifest, against its list of digests.
///
/// # Errors
/// When the folder is none of ours.
pub fn verify(root: &Path) -> Result<Verified, NoTree> {
    let there = |name: &str| root.join(name).is_file();
    if there(NOTE) && there(SUMS) && !there(MANIFEST) {
        return Ok(by_sums(root, Vec::new()));
    }
    let tree = match Tree::open(root) {
        Ok(tree) => tree,
        Err(NoTree::Unreadable(why)) => {
            let fault = fault(MANIFEST, format!("cannot be read: {why}"));
            return Ok(by_sums(root, vec![fault]));
        }
        Err(other) => return Err(other),
    };
    let files = &tree.listed.files;
    let mut faults = sums(&tree);
    faults.extend(strangers(root, &files.iter().map(|file| file.path.as_str()).collect()));
    faults.par_extend(files.par_iter().filter_map(|file| changed(&tree, file)));
    let written: Vec<&ListedCouncil> =
        tree.listed.councils.iter().filter(|council| council.is_written()).collect();
    faults.par_extend(written.par_iter().flat_map_iter(|council| reports(&tree, council)));
    let dead = links::dead(&tree).into_iter();
    faults.extend(dead.map(|(path, address)| {
        fault(path, format!("has a link to {address:?}, which is not there"))
    }));
    faults.sort();
    faults.dedup();
    Ok(Verified {
        year: tree.listed.edition.year.clone(),
        files: files.len(),
        councils: written.len(),
        faults,
    })
}

fn fault(path: impl Into<String>, what: impl Into<String>) -> Fault {
    Fault { path: path.into(), what: what.into() }
}

/// A folder by its list of digests, with what is known of it to be wrong.
fn by_sums(root: &Path, mut faults: Vec<Fault>) -> Verified {
    let text = fs_err::read_to_string(root.join(SUMS)).unwrap_or_default();
    let lines: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once("  ")).collect();
    for (digest, path) in &lines {
        match fs_err::read(root.join(path)) {
            Ok(bytes) if sha256(&bytes) == *digest => {}
            Ok(_) => faults.push(fault(*path, "is not what it was when the tree was made")),
            Err(_) => faults.push(fault(*path, "is missing")),
        }
    }
    faults.extend(strangers(root, &lines.iter().map(|(_, path)| *path).collect()));
    faults.sort();
    Verified { year: String::new(), files: lines.len(), councils: 0, faults }
}

/// Whether the list of digests says what the manifest says.
fn sums(tree: &Tree) -> Vec<Fault> {
    let files = tree.listed.files.iter();
    let wanted: String = files.map(|file| sum_line(&file.sha256, &file.path)).collect();
    match tree.read(SUMS) {
        Ok(bytes) if bytes == wanted.as_bytes() => Vec::new(),
        Ok(_) => vec![fault(SUMS, format!("does not say what {MANIFEST} says"))],
        Err(why) => vec![fault(SUMS, why)],
    }
}

fn changed(tree: &Tree, file: &ListedFile) -> Option<Fault> {
    match tree.read(&file.path) {
        Err(why) => Some(fault(&*file.path, why)),
        Ok(bytes) if u64::try_from(bytes.len()).ok() != Some(file.bytes) => {
            let sizes =
                format!("has {} bytes, and {} when the tree was made", bytes.len(), file.bytes);
            Some(fault(&*file.path, sizes))
        }
        Ok(bytes) if sha256(&bytes) != file.sha256 => {
            Some(fault(&*file.path, "is not what it was when the tree was made"))
        }
        Ok(_) => None,
    }
}

/// What stands in the tree and is not listed.
fn strangers(root: &Path, listed: &BTreeSet<&str>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name() {
        let Ok(entry) = entry else {
            faults.push(fault(".", "a folder cannot be read"));
            continue;
        };
        let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let name = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        if !entry.file_type().is_dir()
            && !listed.contains(&*name)
            && name != MANIFEST
            && name != SUMS
        {
            faults.push(fault(name, format!("is not in {MANIFEST}")));
        }
    }
    faults
}

/// What is wrong with the files of a council.
fn reports(tree: &Tree, council: &ListedCouncil) -> Vec<Fault> {
    let own = Own { name: &council.name, code: &council.code };
    let path = |name: &str| format!("{}/{name}", council.folder);
    let mut faults = Vec::new();
    let listed = |ending: &str| {
        let of = tree.listed.files.iter().map(|file| &file.path);
        of.filter(|path| {
            let inside =
                path.strip_prefix(&*council.folder).and_then(|rest| rest.strip_prefix('/'));
            inside.is_some_and(|rest| !rest.starts_with("kit/"))
        })
        .find(|path| path.ends_with(ending))
        .cloned()
    };
    let mut open = |path: &str| match tree.read(path) {
        Ok(bytes) => Some(bytes),
        Err(why) => {
            // What the manifest lists is told of already.
            if tree.file(path).is_none() {
                faults.push(fault(path, why));
            }
            None
        }
    };
    let (csv, json) = (open(&path("data.csv")), open(&path("data.json")));
    let workbook = listed(".xlsx").and_then(|path| Some((open(&path)?, path)));
    let page = listed("/index.html").and_then(|path| Some((open(&path)?, path)));
    let report = listed(".pdf").and_then(|path| Some((open(&path)?, path)));
    let mut rows = Vec::new();
    if let (Some(csv), Some(json)) = (csv, json) {
        match data::check(&csv, &json, &own) {
            Ok(found) => rows = newest(found, &tree.listed.edition.year),
            Err(why) => {
                // The words begin with the name of the file.
                let (name, what) = why.split_once(' ').unwrap_or(("data.csv", &why));
                faults.push(fault(path(name), what));
            }
        }
    }
    if let Some((bytes, path)) = workbook {
        faults.extend(about(workbook::text(&bytes), &own, tree).map(|what| fault(path, what)));
    }
    let mut table = Vec::new();
    if let Some((bytes, path)) = page {
        match html::read(&bytes) {
            Ok(read) => {
                table = read.rows.iter().filter(|row| row.table == FIGURES).cloned().collect();
                faults.extend(
                    page_faults(&read, &own, tree, &rows)
                        .into_iter()
                        .map(|what| fault(&*path, what)),
                );
            }
            Err(why) => faults.push(fault(path, why)),
        }
    }
    if let Some((bytes, path)) = report {
        let wrong = pdf_faults(&bytes, council, tree, &rows, &table);
        faults.extend(wrong.into_iter().map(|what| fault(&*path, what)));
    }
    faults
}

/// Whether a text has its council's name, code and year.
fn about(text: Result<String, String>, own: &Own<'_>, tree: &Tree) -> Option<String> {
    let text = match text {
        Ok(text) => text,
        Err(why) => return Some(why),
    };
    let lacks = |wanted: &&str| !text.contains(*wanted);
    [own.name, own.code, &tree.listed.edition.year]
        .iter()
        .find(|wanted| lacks(wanted))
        .map(|wanted| format!("does not print {wanted}"))
        .or_else(|| {
            // Codes of regions and of England may stand beside the council's own.
            let other = codes(&text).find(|code| *code != own.code && is_council(tree, code));
            other.map(|code| format!("prints the code of another council, {code}"))
        })
}

fn is_council(tree: &Tree, code: &str) -> bool {
    tree.listed.councils.iter().any(|council| council.code == code)
}

fn page_faults(read: &PageText, own: &Own<'_>, tree: &Tree, rows: &[DataRow]) -> Vec<String> {
    let mut faults = Vec::new();
    if !read.whole {
        faults.push("does not begin or end as a page does".to_owned());
    }
    let year = &tree.listed.edition.year;
    if !read.title.contains(own.name) || !read.title.contains(year.as_str()) {
        faults.push(format!("has the title {:?}", fold(&read.title)));
    }
    if !fold(&read.heading).contains(own.name) {
        faults.push(format!("has the heading {:?}", fold(&read.heading)));
    }
    faults.extend(about(Ok(read.text.clone()), own, tree));
    let table: Vec<&Row> = read.rows.iter().filter(|row| row.table == FIGURES).collect();
    for row in rows {
        let mut own = table.iter().filter(|cells| is_of(cells, row));
        let there = if row.value.is_empty() {
            // Measures that were never supplied have a row in data.csv and none in the table.
            own.all(|cells| shows(cells, row))
        } else if table.is_empty() {
            // A template of someone else: the figure must stand somewhere.
            candidates(row).iter().any(|text| read.text.contains(text))
        } else {
            own.any(|cells| shows(cells, row))
        };
        if !there {
            faults.push(lacks(row));
        }
    }
    faults
}

fn lacks(row: &DataRow) -> String {
    let is = if row.value.is_empty() { &row.gap } else { &row.value };
    format!("does not print {is}, which data.csv has for {} in {}", row.measure, row.year)
}

/// Whether a row of the table with every figure is that of a row of the data.
fn is_of(cells: &Row, row: &DataRow) -> bool {
    cells.cells.first().is_some_and(|head| {
        head.split(' ').next() == Some(row.measure.as_str()) && head.ends_with(&row.year)
    })
}

/// Whether it has the figure of that row.
fn shows(cells: &Row, row: &DataRow) -> bool {
    let Some(figure) = cells.cells.get(1) else { return false };
    if row.value.is_empty() {
        !figure.contains(|letter: char| letter.is_ascii_digit())
    } else {
        prints(figure, &row.value)
    }
}

fn pdf_faults(
    bytes: &[u8],
    council: &ListedCouncil,
    tree: &Tree,
    rows: &[DataRow],
    table: &[Row],
) -> Vec<String> {
    let read = match pdf::read(bytes) {
        Ok(read) => read,
        Err(why) => return vec![why],
    };
    let own = Own { name: &council.name, code: &council.code };
    let year = &tree.listed.edition.year;
    let mut faults = Vec::new();
    let pages = read.margins.len();
    if council.pages.is_some_and(|wanted| wanted != pages) {
        faults.push(format!(
            "has {pages} pages, and {MANIFEST} says {}",
            council.pages.unwrap_or_default()
        ));
    }
    if !read.title.contains(own.name) || !read.title.contains(year.as_str()) {
        faults.push(format!("has the title {:?}", read.title));
    }
    if !squeeze(&read.first).contains(&squeeze(own.name)) {
        faults.push(format!("does not name {} on its first page", own.name));
    }
    faults.extend(about(Ok(read.text.clone()), &own, tree));
    let text = squeeze(&read.text);
    if table.is_empty() {
        let missing = |row: &&DataRow| {
            !row.value.is_empty()
                && !candidates(row).iter().any(|figure| text.contains(&squeeze(figure)))
        };
        faults.extend(rows.iter().filter(missing).map(lacks));
    }
    // What the page says of every figure must stand in the PDF, cell by cell.
    for row in table.iter().filter(|row| row.cells.len() > 1) {
        let line: String = row.cells.iter().map(|cell| squeeze(cell)).collect();
        let is_head =
            row.cells.iter().all(|cell| !cell.contains(|letter: char| letter.is_ascii_digit()));
        let heads = row.cells.iter().any(|cell| cell == "95% interval");
        if !is_head && !heads && !text.contains(&line) {
            faults.push(format!(
                "does not print what the page does: “{}”",
                short(&row.cells.join(" "))
            ));
        }
    }
    faults
}

/// How a value may be printed.
fn candidates(row: &DataRow) -> Vec<String> {
    let Ok(value) = row.value.parse() else { return Vec::new() };
    let units = Unit::ALL.into_iter().filter(|unit| unit.id() == row.unit);
    units.map(|unit| format::number(value, unit)).collect()
}

/// The newest row of each measure up to a year.
fn newest(rows: Vec<DataRow>, year: &str) -> Vec<DataRow> {
    let mut by_measure: BTreeMap<String, DataRow> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.year.as_str() <= year) {
        let newer = by_measure.get(&row.measure).is_none_or(|known| known.year <= row.year);
        if newer {
            by_measure.insert(row.measure.clone(), row);
        }
    }
    by_measure.into_values().collect()
}
