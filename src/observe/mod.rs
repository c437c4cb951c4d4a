//! Tables to observations: one series, one area, one year, one figure.

pub mod ascof;
pub mod collect;
pub mod observations;
pub mod reader;
pub mod reading;
