//! The whole program, tested through its front door: files in, exit code, words and files out.

mod ascof_layouts;
mod ascof_years;
mod broken_inputs;
mod golden;
mod harness;
mod isolation;
mod parity;
mod published;
mod reading;
mod same_bytes;
mod tidy;
mod words;
