//! Arguments in, messages out, exit code.

pub mod args;
pub mod commands;
pub mod progress;
pub mod show;
