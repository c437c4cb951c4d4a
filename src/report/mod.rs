//! Results to a report someone can read: every word and every printed number.

pub mod view;
pub mod national;
pub mod sentences;
pub mod pictures;
pub mod series;
pub mod story;
pub mod overview;
pub mod questions;
pub mod time;
pub mod notes;
pub mod build;
