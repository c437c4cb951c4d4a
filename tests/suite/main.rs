//! The whole program, tested through its front door: files in, exit code, words and files out.

mod golden;
mod harness;
mod published;
