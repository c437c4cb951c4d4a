//! `uor`: arguments in, exit code out.

use std::process::ExitCode;

mod cli;

/// Layout allocates and frees many small pieces; this allocator is faster at that than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let asked = match cli::settings::parse() {
        Ok(asked) => asked,
        Err(fatal) => {
            cli::show::error(&fatal.to_string());
            return ExitCode::from(fatal.exit_code());
        }
    };
    let talk = asked.cli.talk;
    cli::show::set(talk);
    match cli::commands::execute(asked) {
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
