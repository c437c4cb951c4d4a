//! Which reports of the tree in place are what this run would make, and why the others are not.
//!
//! A report is made anew unless everything it is made from is the same, as a digest over all of it says,
//! and every one of its files still has the digest in the manifest. So a tree that was built step by step is
//! byte for byte that of one build, and a report that failed is never taken for one.

use crate::observe::answers::Answers;
use crate::proof::names::Names;
use crate::publish::inplace::{InPlace, Spoilt};
use crate::publish::manifest::{CouncilEntry, Edition, FileEntry};
use crate::publish::stage::{PublishError, Stage};
use crate::reference::areas::AreaId;
use crate::release::input::RunningDigest;
use crate::run::Fatal;
use crate::run::changes::Before;
use crate::run::internal;
use crate::run::kit::Plan;
use crate::run::make::Workshop;
use crate::run::workers::Order;

/// How the report of a council came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It was made in this run, for a reason.
    Anew(String),
    /// The one in place is what this run would make, and stays.
    Kept,
    /// There is none, for a reason.
    Failed(String),
}

/// What a council's files are made from, all but the edition.
pub(super) struct Sources<'a> {
    pub(super) order: &'a Order,
    pub(super) csv: &'a [u8],
    pub(super) json: &'a [u8],
    pub(super) answers: Option<&'a Answers>,
    pub(super) kit: Option<&'a Plan>,
    pub(super) internal: Option<&'a internal::Plan>,
}

/// A council's place in the tree.
pub(super) struct Place<'a> {
    pub(super) code: &'a str,
    pub(super) folder: &'a str,
    /// The files that a run makes for it.
    pub(super) files: &'a [String],
}

/// The tree in place, held against the edition of the run.
pub(super) struct Kept<'a> {
    stage: &'a Stage,
    edition: &'a Edition,
    /// Digest of what all reports are made from.
    common: RunningDigest,
    /// How many pages a report may have.
    pages: u64,
}

impl<'a> Kept<'a> {
    /// Nothing is read yet.
    pub(super) fn new(stage: &'a Stage, edition: &'a Edition, names: &Names, pages: u64) -> Self {
        let mut common = RunningDigest::default();
        let made_by = [&edition.sources, &edition.engine, &edition.templates, &edition.fonts];
        for text in made_by.into_iter().chain(&edition.formats) {
            put(&mut common, text.as_bytes());
        }
        // Finished reports are held against them.
        for name in names.all() {
            put(&mut common, name.as_bytes());
        }
        Self { stage, edition, common, pages }
    }

    /// The digest of everything that a council's files are made from.
    pub(super) fn key(&self, from: &Sources<'_>) -> String {
        let mut digest = self.common.clone();
        put(&mut digest, from.order.ident.as_bytes());
        put(&mut digest, &from.order.report);
        for (id, svg) in &from.order.charts {
            put(&mut digest, id.as_bytes());
            put(&mut digest, svg.as_bytes());
        }
        for part in from.kit.iter().flat_map(|plan| plan.parts()) {
            put(&mut digest, part);
        }
        if let Some(plan) = from.internal {
            put(&mut digest, b"internal");
            put(&mut digest, &plan.view);
        }
        put(&mut digest, from.csv);
        put(&mut digest, from.json);
        if let Some(answers) = from.answers {
            put(&mut digest, answers.year.to_string().as_bytes());
            put(&mut digest, answers.file.as_bytes());
            for (item, fields) in &answers.items {
                put(&mut digest, item.as_bytes());
                for (field, text) in fields {
                    put(&mut digest, field.heading().as_bytes());
                    put(&mut digest, text.as_bytes());
                }
            }
        }
        digest.finish()
    }

    /// Takes the files of a council over from the tree in place. Gives its pages, or why they are to be made.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn take(
        &self,
        place: &Place<'_>,
        key: &str,
    ) -> Result<Result<Option<usize>, String>, PublishError> {
        let (before, entry) = match self.entry(place.code) {
            Ok(found) => found,
            Err(why) => return Ok(Err(why)),
        };
        if entry.key != key || entry.folder != place.folder {
            return Ok(Err(self.difference(&before.manifest.edition)));
        }
        let too_long = |pages| u64::try_from(pages).is_ok_and(|pages| pages > self.pages);
        if entry.pages.is_some_and(too_long) {
            return Ok(Err("fewer pages are allowed".to_owned()));
        }
        let find = |path: &String| before.file(path).ok_or_else(|| Spoilt::Missing(path.clone()));
        let files: Vec<&FileEntry> = match place.files.iter().map(find).collect() {
            Ok(files) => files,
            Err(spoilt) => return Ok(Err(spoilt.to_string())),
        };
        let taken = self.stage.carry_over(&files)?;
        Ok(taken.map(|()| entry.pages).map_err(|spoilt| spoilt.to_string()))
    }

    fn entry(&self, code: &str) -> Result<(&InPlace, &CouncilEntry), String> {
        let Some(before) = self.stage.kept_from() else {
            return Err(match (self.stage.replaces(), self.stage.before()) {
                (false, _) => "there was no tree",
                (true, None) => {
                    "the tree before is of another version of the program, or its manifest was changed"
                }
                (true, Some(_)) => "all are made anew (--full)",
            }
            .to_owned());
        };
        let mut entries = before.manifest.councils.iter();
        match entries.find(|entry| entry.code == code) {
            None => Err("the tree before has no report of it".to_owned()),
            Some(entry) if !entry.is_written() => Err("it failed before".to_owned()),
            Some(entry) => Ok((before, entry)),
        }
    }

    /// Why a report is not what it was.
    fn difference(&self, before: &Edition) -> String {
        let now = self.edition;
        let parts = [
            ((&before.sources, &before.engine) != (&now.sources, &now.engine), "the program"),
            (before.templates != now.templates, "templates or theme"),
            (before.fonts != now.fonts, "the fonts"),
            (before.formats != now.formats, "the formats that are made"),
            (before.profile != now.profile, "the profile"),
            (before.left_out != now.left_out, "the choice of questions and measures"),
            (before.catalogue != now.catalogue, "the catalogue or the reference tables"),
        ];
        let mut parts = parts.into_iter().filter(|(changed, _)| *changed).map(|(_, part)| part);
        match parts.next() {
            Some(part) => {
                parts.fold(part.to_owned(), |text, part| format!("{text}, {part}")) + " changed"
            }
            None => "its figures or words changed".to_owned(),
        }
    }
}

/// A run for some councils takes the others of the tree in place over, if they are of the very same
/// edition; otherwise it would mix two, and is refused.
///
/// # Errors
/// When it is refused, or a file is not what its manifest says or cannot be written.
pub(super) fn carried_over(
    workshop: &Workshop<'_>,
    edition: &Edition,
    councils: &[AreaId],
) -> Result<Vec<CouncilEntry>, Fatal> {
    let (stage, national) = (workshop.stage, workshop.national);
    let areas = national.inputs.areas;
    if councils.len() == areas.councils_in(national.year).count() {
        return Ok(Vec::new());
    }
    let made: Vec<&str> =
        councils.iter().map(|council| areas.code_in(*council, national.year)).collect();
    let other = || PublishError::OtherEdition(stage.target().to_owned());
    let Some(before) = stage.before() else {
        // Another version made it, and would have to say what its reports were made from.
        let mut listed = workshop.before.iter().flat_map(Before::councils);
        let holds_more = listed.any(|code| !made.contains(&code));
        return if holds_more { Err(other().into()) } else { Ok(Vec::new()) };
    };
    let others = before.manifest.councils.iter().filter(|entry| !made.contains(&&*entry.code));
    let others: Vec<CouncilEntry> = others.cloned().collect();
    if !others.is_empty() && before.manifest.edition != *edition {
        return Err(other().into());
    }
    for entry in &others {
        let files: Vec<&FileEntry> = before.below(&entry.folder).collect();
        stage.carry_over(&files)?.map_err(|spoilt| {
            PublishError::Spoilt(stage.target().to_owned(), spoilt.to_string())
        })?;
    }
    Ok(others)
}

/// Takes a text with its length, so that nothing can move from one to the next unseen.
fn put(digest: &mut RunningDigest, bytes: &[u8]) {
    digest.update(bytes.len().to_string().as_bytes());
    digest.update(b":");
    digest.update(bytes);
}
