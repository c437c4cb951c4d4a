//! The whole program, tested through its front door: files in, exit code, words and files out.

mod broken_inputs;
mod golden;
mod harness;
mod isolation;
mod neighbour;
mod parity;
mod pss;
mod published;
mod reading;
mod same_bytes;
mod tidy;
mod words;
