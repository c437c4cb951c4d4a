//! `uor`: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser as _;

mod cli;

/// Layout allocates and frees many small pieces; this allocator is faster at that than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::args::Cli::parse();
    let talk = arguments.talk;
    match cli::commands::execute(arguments.command, talk) {
        Ok(code) => ExitCode::from(code),
        Err(fatal) => {
            if let use_of_resources::run::Fatal::Inputs(_, diagnostics) = &fatal {
                cli::show::diagnostics(talk, diagnostics);
            }
            cli::show::error(&fatal.to_string());
            ExitCode::from(fatal.exit_code())
        }
    }
}
