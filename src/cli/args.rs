//! The command line, as people type it.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::run::{Additions, Wanted};

/// Use of Resources reports for adult social care: one PDF and one web page for every council in
/// England, from the national releases as published.
#[derive(Debug, Parser)]
#[command(
    name = "uor",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done · 1 some councils or regions failed, or diff, verify or docs --check found something · 2 nothing \
                  written: arguments or inputs · 74 output cannot be written, or no process started \
                  that makes reports · 75 another run writes to the output folder · 130, 143 interrupted."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How much to say.
    #[command(flatten)]
    pub(crate) talk: Talk,
}

/// How much is said, and how.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Talk {
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print notes as well as warnings and errors.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Print the result as JSON on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// How messages on standard error are written.
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        env = "UOR_LOG_FORMAT",
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line: every stage, every council, every problem.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the reports: PDFs, web pages, data and manifest.
    ///
    /// With no --data, data/published in the working folder is read if it holds anything, and else
    /// the illustrative release: real council names, made-up figures, marked so on every page.
    Build(Build),
    /// Read and work out everything, write nothing, and print every problem at once.
    Check(Check),
    /// Write the documents that follow from the catalogue: every measure, and which years may be joined.
    Docs(Docs),
    /// Show one figure down to file, sheet, cell or line: formula, inputs, arithmetic, comparators.
    Explain(Explain),
    /// Print councils, regions, measures or releases.
    List(List),
    /// Show what is different between two trees: figures, bands, sentences, council by council.
    ///
    /// Exit code 1 where something is, 0 where nothing is.
    Diff(Diff),
    /// Hold a tree against its manifest, and every report in it against its council.
    ///
    /// The inputs are not needed. Exit code 1 where something is wrong, 0 where nothing is, 2 where the folder
    /// is no tree of ours.
    Verify(Verify),
    /// Print what a shell needs to complete commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff.
    Man,
    /// Make reports for another process of this program.
    #[command(hide = true)]
    Worker,
    /// Write the illustrative release to a folder, in the publishers' layouts.
    Sample(Sample),
}

/// Where the published files are.
#[derive(Debug, Clone, Args)]
#[allow(clippy::struct_field_names, reason = "fields are named as their flags")]
pub(crate) struct Data {
    /// A folder, zip or file as published; may be given several times.
    #[arg(long, value_name = "PATH", env = "UOR_DATA", value_delimiter = ':')]
    pub(crate) data: Vec<PathBuf>,
    /// A folder whose reference/ and catalogue/ hold tables that replace the program's own of the same
    /// name: new wordings, councils, measures.
    #[arg(long, value_name = "DIR", env = "UOR_REFERENCE")]
    pub(crate) reference: Option<PathBuf>,
    /// A file with settings, which flags and UOR_… variables go before; uor.toml in the working folder
    /// if not given. docs/settings.md describes it.
    #[arg(long, value_name = "FILE", env = "UOR_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// What is added to the published files.
#[derive(Debug, Clone, Args)]
pub(crate) struct Added {
    /// A CSV of the councils that each is compared with, such as a list of your own; docs/comparators.md
    /// describes it.
    #[arg(long, value_name = "FILE", env = "UOR_COMPARATORS")]
    pub(crate) comparators: Option<PathBuf>,
    /// A CSV of local evidence, which is printed apart from the national measures; may be given several
    /// times. docs/supplements.md describes it.
    #[arg(long, value_name = "FILE")]
    pub(crate) supplement: Vec<PathBuf>,
}

impl Added {
    /// What a run is to work out with these files.
    pub(crate) fn wanted(&self, year: Option<FinancialYear>, strict: bool) -> Wanted {
        let additions = Additions {
            comparators: self.comparators.clone(),
            supplements: self.supplement.clone(),
            ..Additions::default()
        };
        Wanted { year, additions, strict }
    }
}

/// Options of `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Councils to make: names, ONS codes or CASSR codes; all if none is given.
    #[arg(value_name = "COUNCIL")]
    pub(crate) councils: Vec<String>,
    /// Where the published files are.
    #[command(flatten)]
    pub(crate) data: Data,
    /// What is added to them.
    #[command(flatten)]
    pub(crate) added: Added,
    /// A self-assessment workbook that a council filled in last year, or a folder of them, such as last
    /// year's output; may be given several times. The answers go into the new workbooks of the councils
    /// whose codes stand in them. They are not for publishing unless the council says so.
    #[arg(long, value_name = "PATH")]
    pub(crate) answers: Vec<PathBuf>,
    /// The report year, such as 2021-22; the newest year with finance figures if not given.
    #[arg(long, env = "UOR_YEAR")]
    pub(crate) year: Option<FinancialYear>,
    /// Make the councils of a region; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,
    /// The output folder.
    #[arg(long, value_name = "DIR", env = "UOR_OUT", default_value = "output")]
    pub(crate) out: PathBuf,
    /// What to make.
    #[arg(long, value_delimiter = ',', default_values = ["pdf", "html"])]
    pub(crate) format: Vec<Format>,
    /// How many reports to make at once; as many as there are processors if not given.
    #[arg(long, value_name = "N", env = "UOR_JOBS")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Seconds that one report may take; one that takes longer is stopped, and named.
    #[arg(long, value_name = "SECONDS", env = "UOR_MAX_SECONDS", default_value = "60")]
    pub(crate) max_seconds: NonZeroU64,
    /// Megabytes of memory that one report may take.
    #[arg(long, value_name = "MB", env = "UOR_MAX_MEMORY", default_value = "1000")]
    pub(crate) max_memory: NonZeroU64,
    /// Pages that the PDF of one council's report may have.
    #[arg(long, value_name = "N", env = "UOR_MAX_PAGES", default_value = "60")]
    pub(crate) max_pages: NonZeroU64,
    /// A folder whose files replace the templates of the same name.
    #[arg(long, value_name = "DIR", env = "UOR_TEMPLATES")]
    pub(crate) templates: Option<PathBuf>,
    /// Whom the tree is for: with `internal`, a briefing for members and the outcome value index stand beside
    /// the reports, marked as not for publication. docs/internal.md describes them.
    #[arg(long, value_enum, env = "UOR_PROFILE", default_value = "public")]
    pub(crate) profile: Whom,
    /// A CSV of relative need and area costs, without which outcomes are not set beside spend; with
    /// --profile internal only. docs/internal.md describes it.
    #[arg(long, value_name = "FILE", env = "UOR_NEED")]
    pub(crate) need: Option<PathBuf>,
    /// A CSV of whom each council's reports go to: a draft of a mail is made for each. Nothing is sent.
    /// docs/sending.md describes it.
    #[arg(long, value_name = "FILE", env = "UOR_CONTACTS")]
    pub(crate) contacts: Option<PathBuf>,
    /// Publish before the hour that the settings name as `not_before`.
    #[arg(long)]
    pub(crate) ignore_not_before: bool,
    /// Stop at warnings as at errors.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Replace a tree even if some councils or regions failed.
    #[arg(long)]
    pub(crate) allow_partial: bool,
    /// Make everything anew. Without it, reports in place that were made from the very same stay as they
    /// are, each file known by its digest; the files are the same either way.
    #[arg(long)]
    pub(crate) full: bool,
    /// Say what would be made and with which settings, and make nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Whom a tree is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Whom {
    /// Everyone.
    Public,
    /// Those who work with it.
    Internal,
}

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A4 PDF, tagged, PDF/UA-1 and PDF/A-2a.
    Pdf,
    /// One self-contained web page.
    Html,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Where the published files are.
    #[command(flatten)]
    pub(crate) data: Data,
    /// What is added to them.
    #[command(flatten)]
    pub(crate) added: Added,
    /// The report year.
    #[arg(long, env = "UOR_YEAR")]
    pub(crate) year: Option<FinancialYear>,
    /// Exit with 2 for warnings as for errors.
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The older tree, such as output-before/2021-22.
    pub(crate) old: PathBuf,
    /// The newer tree, such as output/2021-22.
    pub(crate) new: PathBuf,
    /// How to print it; --json is the same as --format json.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
}

/// How differences are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Text,
    /// A row for each figure and sentence.
    Csv,
    /// An object with a list of councils.
    Json,
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The tree, such as output/2021-22.
    pub(crate) dir: PathBuf,
}

/// Options of `docs`.
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// Write nothing; say which documents are stale, and exit with 1 if any is.
    #[arg(long)]
    pub(crate) check: bool,
    /// The folder of the documents.
    #[arg(long, value_name = "DIR", default_value = "docs")]
    pub(crate) dir: PathBuf,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A council: name, ONS code or CASSR code.
    pub(crate) council: String,
    /// A measure, such as UC03; 'uor list measures' prints them.
    pub(crate) measure: String,
    /// Where the published files are.
    #[command(flatten)]
    pub(crate) data: Data,
    /// What is added to them.
    #[command(flatten)]
    pub(crate) added: Added,
    /// The report year; the figure is the one that the report of this year prints.
    #[arg(long, env = "UOR_YEAR")]
    pub(crate) year: Option<FinancialYear>,
}

/// Options of `list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to print.
    pub(crate) what: Listed,
    /// Where the published files are; needed for releases only.
    #[command(flatten)]
    pub(crate) data: Data,
    /// The year whose councils are printed; the newest if not given.
    #[arg(long, env = "UOR_YEAR")]
    pub(crate) year: Option<FinancialYear>,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// Councils with their codes, region and type.
    Councils,
    /// Regions with their codes.
    Regions,
    /// Measures with their ids.
    Measures,
    /// The releases found in the data.
    Releases,
}

/// Options of `sample`.
#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// The folder to write to; it must be empty or not exist.
    pub(crate) dir: PathBuf,
    /// A folder whose reference/ holds another register of councils, as for the other commands.
    #[arg(long, value_name = "DIR", env = "UOR_REFERENCE")]
    pub(crate) reference: Option<PathBuf>,
    /// How many councils; all of them if not given.
    #[arg(long, value_name = "N")]
    pub(crate) councils: Option<usize>,
    /// How many years.
    #[arg(long, value_name = "N", default_value_t = 6)]
    pub(crate) years: u16,
    /// The seed of the made-up figures.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}
