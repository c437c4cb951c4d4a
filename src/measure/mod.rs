//! Observations to results, as the catalogue says.

pub mod catalogue;
#[cfg(test)]
mod catalogue_tests;
