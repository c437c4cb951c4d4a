//! `uor.toml` and how it goes with flags and variables: flags first, then `UOR_…`, then the file, then
//! defaults. `docs/settings.md` describes every key.

mod appearance;
mod hour;
mod read;
mod resolve;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::DeTable;
use use_of_resources::diagnostic::Severity;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::render::theme::Theme;
use use_of_resources::report::selection::{Wish, Wished};
use use_of_resources::run::Fatal;
use use_of_resources::run::ready::Ready;

use crate::cli::settings::read::{Found, Source};

use crate::cli::settings::hour::Hour;
pub(crate) use resolve::{Asked, Origin, parse};

/// The file that is read from the working folder if there is one and no other is named.
const FILE: &str = "uor.toml";

/// The most of any whole number that is a setting.
const MOST: u64 = 1_000_000;

/// Settings that options of the command line have too, by the names of those.
const OPTIONS: [&str; 18] = [
    "answers",
    "comparators",
    "contacts",
    "data",
    "format",
    "jobs",
    "max_memory",
    "max_pages",
    "max_seconds",
    "need",
    "out",
    "profile",
    "reference",
    "region",
    "strict",
    "supplement",
    "templates",
    "year",
];

/// Settings that stand in a file only.
const OTHERS: [&str; 6] = ["measures", "not_before", "questions", "ready", "site", "theme"];

/// What a file says.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Texts for options, with their place.
    options: BTreeMap<&'static str, (Vec<String>, String)>,
    /// Whose reports they are.
    pub(crate) theme: Theme,
    /// Which questions and measures the reports print.
    pub(crate) wish: Wish,
    /// The address of a tree.
    pub(crate) site: Option<String>,
    /// When publishing may begin, as written and as read, and where it stands.
    pub(crate) not_before: Option<(String, Hour, String)>,
    /// What must be there before reports are made.
    pub(crate) ready: Ready,
    /// Every setting that stands in a file only: name, value, place.
    others: Vec<Origin>,
}

impl Settings {
    /// Reads a file.
    ///
    /// # Errors
    /// The first fault, with file, line and column.
    pub(crate) fn load(path: &Path) -> Result<Self, Fatal> {
        let text = fs_err::read_to_string(path)
            .map_err(|error| Fatal::Arguments(format!("the settings cannot be read: {error}")))?;
        let source = Source { path, text: &text };
        let table = DeTable::parse(&text).map_err(|error| {
            source.fault(error.span().map_or(0, |span| span.start), error.message())
        })?;
        let mut known = OPTIONS.to_vec();
        known.extend(OTHERS);
        known.sort_unstable();
        let mut settings = Self::default();
        for (key, found) in source.entries(table.get_ref(), &known)? {
            if OPTIONS.contains(&key) {
                settings.options.insert(key, (option(key, found)?, found.place()));
            } else {
                settings.other(key, found)?;
            }
        }
        Ok(settings)
    }

    fn other(&mut self, key: &'static str, found: Found<'_>) -> Result<(), Fatal> {
        match key {
            "theme" => self.theme(found),
            "questions" => {
                self.wish.questions = wishes(found, |item| {
                    item.number(1, u64::from(u8::MAX)).map(|number| number.to_le_bytes()[0])
                })?;
                self.say("questions", &self.wish.questions.clone(), found);
                Ok(())
            }
            "measures" => {
                for (key, found) in found.table(&["leave_out", "only"])? {
                    let ids = wishes(found, |item| item.text().map(str::to_owned))?;
                    self.say(&format!("measures.{key}"), &ids, found);
                    let field =
                        if key == "only" { &mut self.wish.only } else { &mut self.wish.leave_out };
                    *field = ids;
                }
                Ok(())
            }
            "not_before" => {
                let text = found.text()?;
                let hour = Hour::read(text).ok_or_else(|| {
                    found.fault(&format!(
                        "'{text}' is no hour; write year, month, day, hour and minute in UK time, such as \
                         \"2026-12-01 09:30\""
                    ))
                })?;
                self.not_before = Some((text.to_owned(), hour, found.place()));
                self.note(key, &format!("{text} UK time"), found);
                Ok(())
            }
            "site" => {
                let text = appearance::url(found, &["https://"])?;
                self.site = Some(text.to_owned());
                self.note(key, text, found);
                Ok(())
            }
            _ => self.ready(found),
        }
    }

    fn ready(&mut self, found: Found<'_>) -> Result<(), Fatal> {
        for (key, found) in found.table(&["diagnostics", "submitted"])? {
            if key == "submitted" {
                let percent = found.number(0, 100)?;
                self.ready.submitted = u8::try_from(percent).ok();
                self.note("ready.submitted", &format!("{percent}%"), found);
            } else {
                let text = found.text()?;
                self.ready.diagnostics = Some(match text {
                    "errors" => Severity::Error,
                    "warnings" => Severity::Warning,
                    _ => return Err(found.fault("\"errors\" or \"warnings\" is wanted")),
                });
                self.note("ready.diagnostics", text, found);
            }
        }
        Ok(())
    }

    fn say<T: ToString>(&mut self, name: &str, wished: &[Wished<T>], found: Found<'_>) {
        let words: Vec<String> = wished.iter().map(|wish| wish.value.to_string()).collect();
        self.note(name, &words.join(", "), found);
    }

    fn note(&mut self, name: &str, value: &str, found: Found<'_>) {
        self.others.push(Origin {
            name: name.to_owned(),
            value: value.to_owned(),
            from: found.place(),
        });
    }
}

/// The texts of a setting as its option would be given them.
fn option(key: &'static str, found: Found<'_>) -> Result<Vec<String>, Fatal> {
    let path = |found: Found<'_>| found.path().map(|path| path.display().to_string());
    let one = |text: String| vec![text];
    match key {
        "data" | "supplement" | "answers" => found.items().into_iter().map(path).collect(),
        "out" | "templates" | "comparators" | "contacts" | "need" | "reference" => {
            path(found).map(one)
        }
        "profile" => match found.text()? {
            text @ ("public" | "internal") => Ok(one(text.to_owned())),
            _ => Err(found.fault("\"public\" or \"internal\" is wanted")),
        },
        "region" => found.items().into_iter().map(|item| item.text().map(str::to_owned)).collect(),
        "format" => {
            let formats = found.items().into_iter().map(|item| match item.text()? {
                text @ ("pdf" | "html") => Ok(text.to_owned()),
                _ => Err(item.fault("\"pdf\" or \"html\" is wanted")),
            });
            formats.collect()
        }
        "year" => {
            let text = found.text()?;
            match text.parse::<FinancialYear>() {
                Ok(year) => Ok(one(year.to_string())),
                Err(error) => Err(found.fault(&error.to_string())),
            }
        }
        "strict" => found.truth().map(|truth| one(truth.to_string())),
        _ => found.number(1, MOST).map(|number| one(number.to_string())),
    }
}

fn wishes<T>(
    found: Found<'_>,
    read: impl Fn(Found<'_>) -> Result<T, Fatal>,
) -> Result<Vec<Wished<T>>, Fatal> {
    let wished = |item: Found<'_>| Ok(Wished { value: read(item)?, place: item.place() });
    found.items().into_iter().map(wished).collect()
}

/// The file to read: the one that is named, or the one of the working folder if there is one.
fn file(named: Option<PathBuf>) -> Option<PathBuf> {
    named.or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.is_file()))
}
