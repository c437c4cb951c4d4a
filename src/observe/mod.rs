//! Tables to observations: one series, one area, one year, one figure.

pub mod ascof;
pub mod collect;
pub mod finance_csv;
pub mod known_errors;
pub mod observations;
pub mod population;
pub mod pss;
pub mod read;
pub mod reader;
pub mod reading;
pub mod tables;
