//! The whole program, tested through its front door: files in, exit code, words and files out.

mod added;
mod ascof_england;
mod ascof_layouts;
mod ascof_years;
mod broken_inputs;
mod damaged_inputs;
mod data_only;
mod documents;
mod finance_properties;
mod finance_years;
mod golden;
mod harness;
mod hostile_templates;
mod isolation;
mod neighbour;
mod other_inputs;
mod parity;
mod pss;
mod published;
mod publishing;
mod reading;
mod same_bytes;
mod similar;
mod spread;
mod tidy;
mod words;
