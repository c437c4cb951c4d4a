//! The words of the field: years, figures and gaps, places, units, and how a number is printed.

pub mod chance;
pub mod date;
pub mod figure;
pub mod format;
pub mod place;
pub mod rounding;
pub mod unit;
pub mod year;
