//! What shells and manuals want to know of the command line.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use crate::cli::args::Cli;

/// Prints the completions of a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> u8 {
    let mut command = Cli::command();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "uor", &mut text);
    // A reader that has gone away is no fault of ours.
    let _gone = io::stdout().write_all(&text);
    0
}

/// Prints the manual page: the program, then each command.
///
/// # Errors
/// None that is known: it is written to memory.
pub(crate) fn manual() -> io::Result<u8> {
    let mut text = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let heading = format!(".SH \"UOR {}\"\n", sub.get_name().to_uppercase());
        text.extend(heading.bytes());
        let man = clap_mangen::Man::new(sub.clone());
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
    }
    let _gone = io::stdout().write_all(&text);
    Ok(0)
}
