//! Observations to results, as the catalogue says.

pub mod catalogue;
