//! Observations to results, as the catalogue says.

pub mod catalogue;
pub mod change;
pub mod comparators;
pub mod denominators;
pub mod derived;
pub mod disclosure;
pub mod distribution;
pub mod evaluate;
pub mod formula;
pub mod funnel;
pub mod groups;
pub mod interval;
pub mod profile;
pub mod reconcile;
pub mod results;
pub mod similar;
pub mod value_index;

#[cfg(test)]
mod catalogue_tests;
