//! A run that has nothing to do is known by digests alone: nothing is worked out and nothing is written.
//!
//! The tree in place is what the run would make if it was made by the same program from the same inputs,
//! tables, templates and settings, lacks no council, and every one of its files is as it was made. What
//! cannot be told without reading figures (answers of self-assessments, readiness) leaves it to the run
//! itself, which comes to the same end more slowly.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::{Diagnosed, Severity};
use crate::domain::year::FinancialYear;
use crate::publish::inplace::InPlace;
use crate::publish::lock::Lock;
use crate::publish::manifest::{InputEntry, Manifest};
use crate::reference::areas::AreaId;
use crate::release::input::InputFile;
use crate::release::walk;
use crate::render::templates::Templates;
use crate::report::selection::Selection;
use crate::run::edition;
use crate::run::ready::Ready;
use crate::run::{self, Config, Made, Summary, Tables};

/// The tree in place, if the run would make the very same; `data` are the published files.
pub(super) fn unchanged(
    config: &Config,
    lock: &Lock,
    tables: &Tables,
    templates: &Templates,
    data: &Diagnosed<Vec<InputFile>>,
) -> Option<Summary> {
    let additions = &config.wanted.additions;
    let plain = !config.full && additions.answers.is_empty() && config.ready == Ready::default();
    if !plain {
        return None;
    }
    let before = match config.wanted.year {
        Some(year) => vec![InPlace::open(&lock.folder().join(year.to_string()))?],
        None => InPlace::all(lock.folder()),
    };
    let own = additions.comparators.iter().chain(&additions.supplements);
    let own = own.chain(&additions.need).cloned();
    let added = digests(own)?;
    let contacts = digests(additions.contacts.iter().cloned())?;
    let contacts = contacts.iter().map(|file| &*file.sha256);
    let beside = edition::beside(config, &data.diagnostics, contacts);
    let selection = Selection::of(&additions.wish, &tables.catalogue).ok()?;
    let wanted = edition::without_inputs(config, tables, &selection, templates);
    let same = |tree: &&InPlace| {
        let manifest = &tree.manifest;
        let mut made = manifest.edition.clone();
        let inputs = std::mem::take(&mut made.inputs);
        let year = std::mem::take(&mut made.year);
        made.illustrative = false;
        made == wanted
            && manifest.beside == beside
            && (config.wanted.year.is_some() || manifest.newest == year)
            && are_same(&inputs, data.value.iter().chain(&added))
            && !(config.wanted.strict && noticed(manifest))
            && holds_all(config, tables, manifest)
    };
    let tree = before.iter().find(same).filter(|tree| tree.is_whole())?;
    let year = tree.manifest.edition.year.parse().ok()?;
    let councils = run::choose(config, tables, year).ok()?;
    let name = |council: AreaId| tables.areas.get(council).name.clone();
    let made = councils.into_iter().map(|council| (name(council), Made::Kept)).collect();
    Some(summary(lock, tree, year, made))
}

/// The added files, as the run would read them.
fn digests(paths: impl Iterator<Item = PathBuf>) -> Option<Vec<InputFile>> {
    let opened = walk::open(&paths.collect::<Vec<_>>());
    opened.diagnostics.is_empty().then_some(opened.value)
}

fn are_same<'a>(made: &[InputEntry], now: impl Iterator<Item = &'a InputFile>) -> bool {
    let made = made.iter().map(|entry| (&*entry.name, &*entry.sha256));
    made.eq(now.map(|file| (&*file.name, &*file.sha256)))
}

/// Whether something was noticed in the inputs that stops a strict run.
fn noticed(manifest: &Manifest) -> bool {
    let note = Severity::Note.to_string();
    manifest.diagnostics.keys().any(|kind| !kind.starts_with(&note))
}

/// Whether every council of the run has a report, no report failed, and none is longer than it may be.
fn holds_all(config: &Config, tables: &Tables, manifest: &Manifest) -> bool {
    let Ok(year) = manifest.edition.year.parse::<FinancialYear>() else { return false };
    let Ok(wanted) = run::choose(config, tables, year) else { return false };
    let councils = &manifest.councils;
    let most = config.limits.pages.get();
    let sound = councils.iter().all(|entry| {
        let pages = entry.pages.and_then(|pages| u64::try_from(pages).ok());
        entry.is_written() && pages.is_none_or(|pages| pages <= most)
    });
    let has = |code| councils.iter().any(|entry| entry.code == code);
    sound
        && manifest.regions_failed.is_empty()
        && wanted.iter().all(|council| has(tables.areas.code_in(*council, year)))
}

fn summary(lock: &Lock, tree: &InPlace, year: FinancialYear, made: Vec<(String, Made)>) -> Summary {
    let manifest = tree.manifest.clone();
    Summary {
        target: tree.root().to_owned(),
        year,
        illustrative: manifest.edition.illustrative,
        written: manifest.councils.len(),
        failed: Vec::new(),
        regions_failed: BTreeMap::new(),
        made,
        published: true,
        unchanged: true,
        notes: lock.notes(),
        manifest,
        diagnostics: Vec::new(),
    }
}
