//! Results to a report someone can read: every word and every printed number.

pub mod view;
