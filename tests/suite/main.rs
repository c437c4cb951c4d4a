//! The whole program, tested through its front door: files in, exit code, words and files out.

mod broken_inputs;
mod finance_properties;
mod finance_years;
mod golden;
mod harness;
mod isolation;
mod parity;
mod published;
mod reading;
mod same_bytes;
mod tidy;
mod words;
