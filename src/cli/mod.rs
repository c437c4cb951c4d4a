//! Arguments in, messages out, exit code.

pub(crate) mod args;
pub(crate) mod commands;
mod diff;
mod docs;
mod explain;
mod memory;
pub(crate) mod progress;
pub(crate) mod settings;
mod shell;
pub(crate) mod show;
mod signals;
mod verify;
mod worker;
