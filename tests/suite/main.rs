//! The whole program, tested through its front door: files in, exit code, words and files out.

mod broken_inputs;
mod damaged_inputs;
mod golden;
mod harness;
mod isolation;
mod other_inputs;
mod parity;
mod published;
mod reading;
mod same_bytes;
mod tidy;
mod words;
