//! Arguments, variables and the settings file to what is done, and where each setting came from.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory as _, FromArgMatches as _};
use use_of_resources::run::Fatal;

use crate::cli::args::Cli;
use crate::cli::settings::{OPTIONS, Settings, file};

/// A setting, its value and where that came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Its name in a settings file.
    pub(crate) name: String,
    /// The value.
    pub(crate) value: String,
    /// A flag, a variable, a place in the settings file, or that nobody said anything.
    pub(crate) from: String,
}

/// What was asked for.
pub(crate) struct Asked {
    /// The command line, with the settings file in the place of what nobody gave.
    pub(crate) cli: Cli,
    /// What the settings file says beside.
    pub(crate) settings: Settings,
    /// Where each setting of a build came from.
    pub(crate) origins: Vec<Origin>,
}

/// Reads arguments, variables and, for commands that have settings, the file. Help and mistakes of the
/// command line end the program here.
///
/// # Errors
/// A settings file that cannot be read or has a fault.
pub(crate) fn parse() -> Result<Asked, Fatal> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let matches = Cli::command().get_matches_from(&arguments);
    let named = matches.subcommand().map(|(_, chosen)| chosen.try_get_one::<PathBuf>("config"));
    let path = match named {
        Some(Ok(path)) => file(path.cloned()),
        // The command has no settings.
        _ => None,
    };
    let Some(path) = path else {
        return Ok(asked(&matches, Settings::default()));
    };
    let settings = Settings::load(&path)?;
    let matches = with_defaults(Cli::command(), &settings).get_matches_from(&arguments);
    Ok(asked(&matches, settings))
}

fn asked(matches: &ArgMatches, settings: Settings) -> Asked {
    let cli = Cli::from_arg_matches(matches).unwrap_or_else(|error| error.exit());
    let origins = matches.subcommand_matches("build");
    let origins = origins.map_or_else(Vec::new, |build| origins_of(build, &settings));
    Asked { cli, settings, origins }
}

/// The command line with the values of a file for what is not given.
fn with_defaults(command: Command, settings: &Settings) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| {
            settings.options.iter().fold(sub, |sub, (key, (texts, _))| {
                let has = sub.get_arguments().any(|argument| argument.get_id() == *key);
                if has { sub.mut_arg(key, |argument| argument.default_values(texts)) } else { sub }
            })
        })
    })
}

fn origins_of(build: &ArgMatches, settings: &Settings) -> Vec<Origin> {
    let mut origins: Vec<Origin> = OPTIONS
        .iter()
        .filter_map(|key| {
            let texts: Vec<String> =
                build.get_raw(key)?.map(|text| text.to_string_lossy().into_owned()).collect();
            let from = match build.value_source(key)? {
                ValueSource::CommandLine => format!("--{}", key.replace('_', "-")),
                ValueSource::EnvVariable => format!("UOR_{}", key.to_uppercase()),
                _ => settings
                    .options
                    .get(key)
                    .map_or_else(|| "default".to_owned(), |(_, place)| place.clone()),
            };
            Some(Origin { name: (*key).to_owned(), value: texts.join(", "), from })
        })
        .collect();
    origins.extend(settings.others.iter().cloned());
    origins
}
