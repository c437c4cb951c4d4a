//! Tables to observations: one series, one area, one year, one figure.

pub mod answers;
pub mod ascof;
pub mod ascof_tables;
pub mod collect;
pub mod comparators;
pub mod contacts;
pub mod deflators;
pub mod deprivation;
pub mod facts;
pub mod finance_csv;
pub mod finance_keys;
mod given;
pub mod known_errors;
pub mod money;
pub mod need;
pub mod observations;
pub mod population;
pub mod pss;
pub mod read;
pub mod reader;
pub mod reading;
pub mod restated;
pub mod revenue_outturn;
pub mod supplement;
pub mod tables;
pub mod totals;
pub mod vintage;
