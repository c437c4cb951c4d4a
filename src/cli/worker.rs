//! The hidden command that makes reports for another process of this program.

use std::path::PathBuf;

use use_of_resources::run::workers;

use crate::cli::show;

/// What the system calls the program that runs: the very file, even if another one has taken its name.
const RUNNING: &str = "/proc/self/exe";

/// The program to start as a worker.
pub(crate) fn program() -> PathBuf {
    let running = PathBuf::from(RUNNING);
    if running.exists() {
        return running;
    }
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("uor"))
}

/// Serves until the other process closes the pipe.
pub(crate) fn worker() -> u8 {
    match workers::serve(std::io::stdin(), std::io::stdout()) {
        Ok(()) => 0,
        Err(error) => {
            show::error(&format!("the worker stopped: {error}"));
            2
        }
    }
}
