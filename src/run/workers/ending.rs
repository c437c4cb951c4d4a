//! How a worker ended, in words that are the same on every machine: they stand in the manifest.

use std::process::ExitStatus;

use crate::run::workers::Limits;

/// Said of a worker that answers what it was not asked.
pub(super) const CONFUSED: &str = "the worker gave an answer that is none";

/// What Rust says before it aborts for want of memory.
const OUT_OF_MEMORY: &str = "memory allocation of ";

/// What Rust says before it aborts for want of stack.
const OUT_OF_STACK: &str = "has overflowed its stack";

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// It did not come in time.
    TooLate,
    /// The worker ended, or its answer is none.
    Gone,
}

/// How a worker ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// It was stopped because it took too long.
    TooLate,
    /// It had no more memory.
    Memory,
    /// It had no more stack.
    Stack,
    /// It was ended by a signal.
    Signal(i32),
    /// It ended by itself.
    Code(Option<i32>),
}

impl Ending {
    /// From what the system says and what the worker said last.
    pub(super) fn of(lost: Lost, status: Option<ExitStatus>, said: &str) -> Self {
        if lost == Lost::TooLate {
            return Self::TooLate;
        }
        if said.contains(OUT_OF_MEMORY) {
            return Self::Memory;
        }
        if said.contains(OUT_OF_STACK) {
            return Self::Stack;
        }
        match status {
            Some(status) => signal(status).map_or(Self::Code(status.code()), Self::Signal),
            None => Self::Code(None),
        }
    }

    /// Why there is no report.
    pub(super) fn words(&self, limits: Limits) -> String {
        match self {
            Self::TooLate => {
                format!("took longer than {} seconds and was stopped", limits.seconds)
            }
            Self::Memory => {
                format!("needed more than {} MB of memory and was stopped", limits.megabytes)
            }
            Self::Stack => "went too deep and was stopped: its stack was full".to_owned(),
            Self::Signal(number) => {
                format!("the process that made it was ended by signal {number}")
            }
            Self::Code(Some(code)) => format!("the process that made it ended with code {code}"),
            Self::Code(None) => "the process that made it ended".to_owned(),
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
