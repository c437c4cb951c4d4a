//! The whole run, top to bottom: files in, reports out.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::diagnostic::{self, Diagnosed, Diagnostic};
use crate::domain::year::FinancialYear;
use crate::measure::comparators::Peers;
use crate::measure::denominators;
use crate::measure::evaluate::{self, Inputs};
use crate::measure::reconcile::{self, Reconciliation};
use crate::measure::results::Results;
use crate::observe::comparators::ComparatorList;
use crate::observe::observations::Observations;
use crate::observe::read::{self, ReadFile};
use crate::publish::manifest::{InputEntry, Manifest};
use crate::publish::stage::PublishError;
use crate::reference::ReferenceError;
use crate::reference::deflators::Deflators;
use crate::release::input::InputFile;
use crate::release::walk;
use crate::render::error::RenderError;
use crate::render::theme::Theme;
use crate::report::national::{Beside, National};
use crate::run::ready::Ready;
use crate::run::workers::Limits;
use crate::sample::{self, SampleOptions};

mod added;
mod answers;
mod at_once;
mod changes;
mod choice;
mod council;
mod data;
mod edition;
mod internal;
mod kept;
mod kit;
mod log;
pub mod make;
mod pages;
mod press;
pub mod ready;
mod regions;
mod sending;
mod tables;
mod unchanged;
mod withdrawn;
pub mod workers;
mod years;

pub use added::{Added, Additions};
pub use choice::{choose, council};
pub use internal::Profile;
pub use kept::Made;
pub use tables::Tables;

/// The folder that is read when no data is given, if it holds anything.
pub const DEFAULT_DATA: &str = "data/published";

/// What a run is to do.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folders, zips and files as published; empty for the default folder or the illustrative release.
    pub data: Vec<PathBuf>,
    /// A folder with tables that replace those of the same name that the program was built with.
    pub reference: Option<PathBuf>,
    /// What is to be worked out from them.
    pub wanted: Wanted,
    /// Names or codes of councils; all if empty.
    pub councils: Vec<String>,
    /// Names or codes of regions whose councils are made.
    pub regions: Vec<String>,
    /// The output folder.
    pub out: PathBuf,
    /// Whether to make PDFs.
    pub pdf: bool,
    /// Whether to make web pages.
    pub html: bool,
    /// How many reports are made at once.
    pub jobs: NonZeroUsize,
    /// The program that is started to make reports: this one.
    pub program: PathBuf,
    /// What one report may take.
    pub limits: Limits,
    /// A folder whose files replace the templates of the same name.
    pub templates: Option<PathBuf>,
    /// Whose reports they are.
    pub theme: Theme,
    /// The address of the tree, with `{year}` for its year; drafts link to it.
    pub site: Option<String>,
    /// What must be there before anything is made.
    pub ready: Ready,
    /// Whom the tree is for.
    pub profile: Profile,
    /// Whether to publish although some councils or regions failed, over a tree that has them.
    pub allow_partial: bool,
    /// Whether everything is made anew, whatever the tree in place holds.
    pub full: bool,
}

/// What is to be worked out.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The report year; the newest with finance figures if none is given.
    pub year: Option<FinancialYear>,
    /// What is added to the published files.
    pub additions: Additions,
    /// Whether a warning stops the run as an error does.
    pub strict: bool,
}

/// What stops a run before anything is published.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// Something on the command line cannot be done.
    #[error("{0}")]
    Arguments(String),
    /// The inputs have errors; they are told one by one beside this.
    #[error("{0}")]
    Inputs(String, Vec<Diagnostic>),
    /// One of our own tables has a fault.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// A template has a fault.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A template has a fault that a worker found.
    #[error("{0}")]
    Templates(String),
    /// The processes that make reports cannot be started.
    #[error("{0}")]
    Worker(String),
    /// The output cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl Fatal {
    /// The exit code that scripts act on.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Arguments(_)
            | Self::Inputs(..)
            | Self::Reference(_)
            | Self::Render(_)
            | Self::Templates(_) => 2,
            Self::Worker(_) => 74,
            Self::Publish(error) => error.exit_code(),
        }
    }
}

/// Told how a run goes, so that someone can watch.
pub trait Progress: Sync {
    /// A new stage begins.
    fn stage(&self, what: &str);
    /// So many reports will be made.
    fn reports(&self, count: usize);
    /// One report is done.
    fn report(&self, council: &str, made: &Made);
    /// All reports are done.
    fn done(&self);
}

/// What a run made.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Where the tree stands.
    pub target: PathBuf,
    /// The report year.
    pub year: FinancialYear,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// Councils with a report.
    pub written: usize,
    /// Councils without, each with the reason.
    pub failed: Vec<(String, String)>,
    /// Regions without, each with the reason.
    pub regions_failed: BTreeMap<String, String>,
    /// How the report of each council came about that the run was about, by name; empty where the run had
    /// nothing to do.
    pub made: Vec<(String, Made)>,
    /// Whether the tree is in its place; it is not where councils failed that the tree in place has.
    pub published: bool,
    /// Whether the tree in place was the very same, and nothing was written.
    pub unchanged: bool,
    /// What people should know of what stands beside the tree.
    pub notes: Vec<String>,
    /// The manifest of the tree.
    pub manifest: Manifest,
    /// What was noticed in the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

impl Summary {
    /// The councils whose reports have other figures than the ones that they replaced.
    pub fn corrects(&self) -> impl Iterator<Item = &str> {
        let councils = self.manifest.councils.iter();
        councils.filter(|entry| entry.corrects.is_some()).map(|entry| &*entry.name)
    }
}

/// The inputs, read: what was published, and from which files.
pub struct Published {
    /// Every observation.
    pub observations: Observations,
    /// Lists of similar councils among the files.
    pub comparators: Vec<ComparatorList>,
    /// The newest index of prices among the files; it takes the place of our own.
    pub deflators: Option<Deflators>,
    /// The files and what each was recognised as.
    pub files: Vec<InputEntry>,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads what was published: the given paths, or the default folder, or the illustrative release.
///
/// # Errors
/// When no file was recognised, or the files have errors.
pub fn read(data: &[PathBuf], strict: bool, tables: &Tables) -> Result<Published, Fatal> {
    read_opened(open(data), strict, tables)
}

/// The same of files that were opened before.
///
/// # Errors
/// As [`read()`].
pub fn read_opened(
    opened: Diagnosed<Vec<InputFile>>,
    strict: bool,
    tables: &Tables,
) -> Result<Published, Fatal> {
    let published = look_at(opened, tables);
    if published.observations.is_empty() {
        let help = if published.files.is_empty() {
            "no files were found; give --data a folder or zip with the files as published"
        } else {
            "none of the files was recognised as a release; give --data the CSV files or the tables \
             workbook as published"
        };
        return Err(Fatal::Inputs(help.to_owned(), published.diagnostics));
    }
    if let Some(why) = stopped("the inputs", &published.diagnostics, strict) {
        return Err(Fatal::Inputs(why, published.diagnostics));
    }
    Ok(published)
}

/// Why some files stop the run; nothing where they do not.
fn stopped(what: &str, diagnostics: &[Diagnostic], strict: bool) -> Option<String> {
    let faults = diagnostic::faults(diagnostics, strict);
    let plural = if faults == 1 { "problem" } else { "problems" };
    (faults > 0).then(|| format!("{what} have {faults} {plural}; nothing was written"))
}

/// Reads what was published and tells everything that was noticed, whatever it is.
pub fn look(data: &[PathBuf], tables: &Tables) -> Published {
    look_at(open(data), tables)
}

fn look_at(opened: Diagnosed<Vec<InputFile>>, tables: &Tables) -> Published {
    let Diagnosed { value: files, mut diagnostics } = opened;
    let read = read::read(files, &tables.context());
    diagnostics.extend(read.diagnostics);
    let illustrative = sample::is_illustrative(read.value.observations.releases());
    Published {
        observations: read.value.observations,
        comparators: read.value.comparators,
        deflators: read.value.deflators,
        files: input_entries(read.value.files),
        illustrative,
        diagnostics,
    }
}

fn open(data: &[PathBuf]) -> Diagnosed<Vec<InputFile>> {
    if !data.is_empty() {
        return walk::open(data);
    }
    let default = PathBuf::from(DEFAULT_DATA);
    if default.is_dir() {
        let found = walk::open(std::slice::from_ref(&default));
        if found.value.iter().any(|file| !file.name.ends_with("README.md")) {
            return found;
        }
    }
    Diagnosed { value: sample::generate(&SampleOptions::default()), diagnostics: Vec::new() }
}

fn input_entries(files: Vec<ReadFile>) -> Vec<InputEntry> {
    files
        .into_iter()
        .map(|file| InputEntry {
            name: file.name.to_string(),
            recognised: file.layout.unwrap_or("left alone").to_owned(),
            bytes: u64::try_from(file.bytes).unwrap_or(u64::MAX),
            sha256: file.sha256,
        })
        .collect()
}

/// Everything worked out for one report year.
pub struct Worked {
    /// The report year.
    pub year: FinancialYear,
    /// Every measure, year and area.
    pub results: Results,
    /// Our figures held against the publishers'.
    pub reconciliation: Reconciliation,
    /// What was added to the published files.
    pub added: Added,
    /// The published lists of similar councils, with the councils of the report year.
    pub lists: Vec<ComparatorList>,
}

/// Works out every measure, and reads what is added to the published files.
///
/// # Errors
/// When too few councils have figures in the year, and when an added file has errors.
pub fn work(published: &Published, tables: &Tables, wanted: &Wanted) -> Result<Worked, Fatal> {
    let inputs = inputs(published, tables);
    let year = years::report_year(published, tables, wanted.year)?;
    let added = added::read(published, wanted, tables, year)?;
    let results = evaluate::evaluate(inputs, year);
    let mut reconciliation = reconcile::reconcile(inputs, &results, published.illustrative);
    reconciliation.diagnostics.extend(denominators::missing(inputs, &results));
    let lists =
        published.comparators.iter().map(|list| list.in_year(&tables.areas, year)).collect();
    Ok(Worked { year, results, reconciliation, added, lists })
}

/// What measures are worked out from.
pub fn inputs<'a>(published: &'a Published, tables: &'a Tables) -> Inputs<'a> {
    Inputs {
        catalogue: &tables.catalogue,
        observations: &published.observations,
        areas: &tables.areas,
        deflators: published.deflators.as_ref().unwrap_or(&tables.deflators),
        vocabulary: &tables.vocabulary,
    }
}

/// The country in the report year.
pub fn national<'a>(
    published: &'a Published,
    tables: &'a Tables,
    worked: &'a Worked,
) -> National<'a> {
    let Added { comparators, supplements, answers, selection, .. } = &worked.added;
    let peers =
        Peers { similar: &tables.similar, own: comparators.as_ref(), published: &worked.lists };
    let beside = Beside { peers, local: supplements, answers, selection };
    let inputs = inputs(published, tables);
    National::new(inputs, &worked.results, worked.year, published.illustrative, beside)
}

/// How many diagnostics there are, by severity and code, as the manifest keeps them.
pub fn counts(diagnostics: &[Diagnostic]) -> BTreeMap<String, usize> {
    diagnostic::count_by_kind(diagnostics)
        .into_iter()
        .map(|((severity, code), count)| (format!("{severity} {code}"), count))
        .collect()
}
