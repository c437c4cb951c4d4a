//! Tables to observations: one series, one area, one year, one figure.

pub mod ascof;
pub mod collect;
pub mod finance_csv;
pub mod finance_keys;
pub mod money;
pub mod observations;
pub mod population;
pub mod read;
pub mod reader;
pub mod reading;
pub mod tables;
pub mod totals;
