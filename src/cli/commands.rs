//! One function a command: settings to a run, and its result to an exit code.

use std::num::NonZeroUsize;
use std::time::Instant;

use serde_json::json;
use use_of_resources::diagnostic::{self, Diagnostic};
use use_of_resources::domain::format::count;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::publish::stage::PublishError;
use use_of_resources::reference::areas::{AreaId, AreaLevel};
use use_of_resources::run::workers::Limits;
use use_of_resources::run::{self, Config, Fatal, Made, Profile, Summary, Tables, make};
use use_of_resources::sample::{self, SampleOptions};

use crate::cli::args::{Build, Check, Cli, Command, Format, List, Listed, Sample, Talk, Whom};
use crate::cli::diff;
use crate::cli::docs;
use crate::cli::explain;
use crate::cli::progress::Bar;
use crate::cli::settings::{Asked, Origin, Settings};
use crate::cli::{memory, shell, show, signals, verify, worker};

/// Carries out a command.
///
/// # Errors
/// What stopped it.
pub(crate) fn execute(asked: Asked) -> Result<u8, Fatal> {
    let Asked { cli: Cli { command, talk }, settings, origins } = asked;
    match command {
        Command::Build(options) => build(options, settings, &origins, talk),
        Command::Check(options) => check(&options, talk),
        Command::Diff(options) => diff::diff(&options, talk),
        Command::Docs(options) => docs::docs(&options, talk),
        Command::Explain(options) => explain::explain(&options, talk),
        Command::List(options) => list(&options, talk),
        Command::Completions { shell } => Ok(shell::completions(shell)),
        Command::Man => shell::manual().map_err(|error| PublishError::Io(error).into()),
        Command::Sample(options) => sample(&options, talk),
        Command::Verify(options) => verify::verify(&options, talk),
        Command::Worker => Ok(worker::worker()),
    }
}

fn build(options: Build, settings: Settings, origins: &[Origin], talk: Talk) -> Result<u8, Fatal> {
    let plan = options.dry_run;
    if !(plan || options.ignore_not_before) {
        in_time(&settings)?;
    }
    let config = config(options, settings);
    if plan {
        return dry_run(&config, origins, talk);
    }
    memory::give_back();
    signals::watch().map_err(PublishError::Io)?;
    // Now, where it can be told; later there would be a panic instead.
    let threads = rayon::ThreadPoolBuilder::new().build_global();
    threads.map_err(|error| Fatal::Worker(format!("threads cannot be started: {error}")))?;
    let started = start();
    let summary = make::build(&config, &Bar::new(talk))?;
    show::diagnostics(talk, &summary.diagnostics);
    show::outcomes(talk, &summary);
    if talk.json {
        let failed: Vec<_> = summary
            .failed
            .iter()
            .map(|(council, why)| json!({ "council": council, "why": why }))
            .collect();
        show::data(
            &json!({
                "target": summary.target,
                "year": summary.year,
                "illustrative": summary.illustrative,
                "written": summary.written,
                "failed": failed,
                "regions_failed": summary.regions_failed,
                "corrects": summary.corrects().collect::<Vec<_>>(),
                "made": summary.made.iter().map(|(name, made)| show::made(name, made)).collect::<Vec<_>>(),
                "unchanged": summary.unchanged,
                "published": summary.published,
                "files": summary.manifest.files.len(),
                "reconciled": summary.manifest.reconciled.0,
            })
            .to_string(),
        );
    }
    for note in &summary.notes {
        show::warning(note);
    }
    if let Some(line) =
        show::corrections(&summary).filter(|_| summary.published && !summary.unchanged)
    {
        show::talk(talk, &line);
    }
    show::talk(talk, &last_line(&summary, started));
    Ok(u8::from(!(summary.failed.is_empty() && summary.regions_failed.is_empty())))
}

/// Whether publishing may begin.
fn in_time(settings: &Settings) -> Result<(), Fatal> {
    let Some((text, hour, place)) = &settings.not_before else { return Ok(()) };
    let Some(wait) = hour.wait() else { return Ok(()) };
    Err(Fatal::Arguments(format!(
        "nothing is published before {text} UK time ({place}), which is {} h {} min from now; \
         --ignore-not-before publishes all the same",
        wait / 60,
        wait % 60
    )))
}

fn config(options: Build, settings: Settings) -> Config {
    let jobs = options
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let mut wanted = options.added.wanted(options.year, options.strict);
    wanted.additions.answers = options.answers;
    wanted.additions.contacts = options.contacts;
    wanted.additions.need = options.need;
    wanted.additions.wish = settings.wish;
    Config {
        data: options.data.data,
        reference: options.data.reference,
        wanted,
        councils: options.councils,
        regions: options.region,
        out: options.out,
        pdf: options.format.contains(&Format::Pdf),
        html: options.format.contains(&Format::Html),
        jobs,
        program: worker::program(),
        limits: Limits {
            seconds: options.max_seconds,
            megabytes: options.max_memory,
            pages: options.max_pages,
        },
        templates: options.templates,
        theme: settings.theme,
        site: settings.site,
        ready: settings.ready,
        profile: match options.profile {
            Whom::Public => Profile::Public,
            Whom::Internal => Profile::Internal,
        },
        allow_partial: options.allow_partial,
        full: options.full,
    }
}

/// What a run came to, in one line.
fn last_line(summary: &Summary, started: Instant) -> String {
    let figures = if summary.illustrative { ", illustrative figures" } else { "" };
    let (written, failed) = (summary.written, summary.failed.len());
    let regions = match summary.regions_failed.len() {
        0 => String::new(),
        1 => " and that of 1 region".to_owned(),
        regions => format!(" and those of {regions} regions"),
    };
    let made = format!("{written} reports for {}{figures}, {failed} failed{regions}", summary.year);
    let (target, seconds) = (summary.target.display(), started.elapsed().as_secs_f64());
    if summary.unchanged {
        return format!(
            "nothing changed: the {written} reports for {}{figures} in {target} are what this run makes, \
             and nothing was written, {seconds:.1} s",
            summary.year
        );
    }
    if summary.published {
        let files = summary.manifest.files.len();
        let kept = summary.made.iter().filter(|(_, made)| *made == Made::Kept).count();
        let kept = if kept == 0 { String::new() } else { format!(", {kept} kept as they were") };
        return format!("{made}{kept}, {files} files in {target}, {seconds:.1} s");
    }
    format!(
        "{made}; {target} stays as it was, because a tree is not replaced by one that lacks reports \
         (--allow-partial replaces it), {seconds:.1} s"
    )
}

/// The clock is for the summary line on screen only; nothing that is written depends on it.
fn start() -> Instant {
    Instant::now()
}

fn dry_run(config: &Config, origins: &[Origin], talk: Talk) -> Result<u8, Fatal> {
    let tables = Tables::open(config.reference.as_deref())?;
    let published = run::read(&config.data, config.wanted.strict, &tables)?;
    let worked = run::work(&published, &tables, &config.wanted)?;
    let councils = run::choose(config, &tables, worked.year)?;
    show::diagnostics(talk, &published.diagnostics);
    show::diagnostics(talk, &worked.added.diagnostics);
    if talk.json {
        show::data(&dry_run_json(&councils, &tables, worked.year, origins).to_string());
    } else {
        for council in &councils {
            let area = tables.areas.get(*council);
            show::data(&format!("{}\t{}", tables.areas.code_in(*council, worked.year), area.name));
        }
    }
    for Origin { name, value, from } in origins {
        show::talk(talk, &format!("setting {name} = {value} ({from})"));
    }
    run::ready::check(&config.ready, &published, &tables, &worked)?;
    show::talk(
        talk,
        &format!(
            "would make {} reports for {} in {} with {} at once; nothing was written",
            councils.len(),
            worked.year,
            config.out.join(worked.year.to_string()).display(),
            config.jobs,
        ),
    );
    Ok(0)
}

fn dry_run_json(
    councils: &[AreaId],
    tables: &Tables,
    year: FinancialYear,
    origins: &[Origin],
) -> serde_json::Value {
    let councils: Vec<_> = councils
        .iter()
        .map(|council| {
            let code = tables.areas.code_in(*council, year);
            json!({ "code": code, "council": tables.areas.get(*council).name })
        })
        .collect();
    let settings: Vec<_> = origins
        .iter()
        .map(|Origin { name, value, from }| json!({ "name": name, "value": value, "from": from }))
        .collect();
    json!({ "year": year.to_string(), "councils": councils, "settings": settings })
}

fn check(options: &Check, talk: Talk) -> Result<u8, Fatal> {
    let tables = Tables::open(options.data.reference.as_deref())?;
    let published = run::look(&options.data.data, &tables);
    let mut diagnostics = published.diagnostics.clone();
    if published.observations.is_empty() {
        let line = "no release was recognised";
        findings(talk, &diagnostics, line);
        show::talk(talk, line);
        return Ok(2);
    }
    let wanted = options.added.wanted(options.year, options.strict);
    let worked = match run::work(&published, &tables, &wanted) {
        Ok(worked) => worked,
        Err(fatal) => {
            // The files were read, and what was noticed in them may be the reason.
            let why = fatal.to_string();
            if let Fatal::Inputs(_, told) = &fatal {
                diagnostics.clone_from(told);
            }
            findings(talk, &diagnostics, &why);
            show::error(&why);
            return Ok(fatal.exit_code());
        }
    };
    let held = &worked.reconciliation;
    diagnostics.extend(worked.added.diagnostics.iter().cloned());
    diagnostics.extend(held.diagnostics.iter().cloned());
    let faults = diagnostic::faults(&diagnostics, options.strict);
    let verdict = match faults {
        0 => "reports can be made".to_owned(),
        1 => "1 problem stops a report".to_owned(),
        faults => format!("{} problems stop a report", count(faults)),
    };
    let line = format!(
        "{} observations, report year {}; {} figures held against print, {} differ and {} more for \
         known reasons; {verdict}",
        count(published.observations.len()),
        worked.year,
        count(held.compared),
        count(held.differ),
        count(held.known),
    );
    findings(talk, &diagnostics, &line);
    show::talk(talk, &line);
    Ok(if faults > 0 { 2 } else { 0 })
}

/// Tells what a check found, notes included: it is asked for everything. The last line is part of the
/// data, and else for the caller to say.
fn findings(talk: Talk, diagnostics: &[Diagnostic], line: &str) {
    if talk.json {
        let found: Vec<_> = diagnostics.iter().map(show::as_json).collect();
        show::data(&json!({ "diagnostics": found, "summary": line }).to_string());
    } else {
        show::diagnostics(Talk { verbose: !talk.quiet, ..talk }, diagnostics);
    }
}

fn list(options: &List, talk: Talk) -> Result<u8, Fatal> {
    let tables = Tables::open(options.data.reference.as_deref())?;
    let rows: Vec<Vec<String>> = match options.what {
        Listed::Councils => councils(&tables, options.year),
        Listed::Regions => tables
            .areas
            .of_level(AreaLevel::Region)
            .map(|id| {
                let area = tables.areas.get(id);
                vec![tables.areas.code_in(id, newest(&tables)).to_owned(), area.name.clone()]
            })
            .collect(),
        Listed::Measures => tables
            .catalogue
            .measures
            .values()
            .map(|measure| {
                vec![
                    measure.id.to_string(),
                    measure.basket.id().to_owned(),
                    measure.unit.id().to_owned(),
                    measure.name.clone(),
                ]
            })
            .collect(),
        Listed::Releases => releases(options, &tables)?,
    };
    for row in rows {
        if talk.json {
            show::data(&json!(row).to_string());
        } else {
            show::data(&row.join("\t"));
        }
    }
    Ok(0)
}

/// The newest year the register knows of anything happening, for lists without a year.
fn newest(tables: &Tables) -> FinancialYear {
    let changes = tables.areas.ids().filter_map(|id| tables.areas.first_year(id));
    changes.max().unwrap_or_else(|| FinancialYear::ending(2024).expect("a year"))
}

fn councils(tables: &Tables, year: Option<FinancialYear>) -> Vec<Vec<String>> {
    let year = year.unwrap_or_else(|| newest(tables));
    let name = |id: Option<_>| id.map(|id| tables.areas.get(id).name.clone()).unwrap_or_default();
    tables
        .areas
        .councils_in(year)
        .map(|id| {
            let area = tables.areas.get(id);
            vec![
                tables.areas.code_in(id, year).to_owned(),
                area.cassr_code.clone(),
                area.name.clone(),
                name(area.region),
                name(tables.areas.council_type(id, year)),
            ]
        })
        .collect()
}

fn releases(options: &List, tables: &Tables) -> Result<Vec<Vec<String>>, Fatal> {
    let published = run::read(&options.data.data, false, tables)?;
    Ok(published
        .files
        .iter()
        .map(|file| vec![file.name.clone(), file.recognised.clone(), file.sha256.clone()])
        .collect())
}

fn sample(options: &Sample, talk: Talk) -> Result<u8, Fatal> {
    let defaults = SampleOptions::default();
    let chosen = SampleOptions {
        councils: options.councils.or(defaults.councils),
        years: options.years,
        seed: options.seed.unwrap_or(defaults.seed),
    };
    let tables = Tables::open(options.reference.as_deref())?;
    let files = sample::generate_for(&tables.areas, &chosen);
    let written = sample_folder(&options.dir)
        .and_then(|()| {
            files
                .iter()
                .try_for_each(|file| fs_err::write(options.dir.join(&*file.name), &file.bytes))
        })
        .map_err(PublishError::Io);
    written?;
    show::talk(
        talk,
        &format!("{} files of made-up figures in {}", files.len(), options.dir.display()),
    );
    Ok(0)
}

/// Makes the folder, and refuses one that holds anything: a real release must never be mixed up with
/// made-up figures.
fn sample_folder(dir: &std::path::Path) -> std::io::Result<()> {
    fs_err::create_dir_all(dir)?;
    if fs_err::read_dir(dir)?.next().is_some() {
        return Err(std::io::Error::other(format!("{} is not empty", dir.display())));
    }
    Ok(())
}
