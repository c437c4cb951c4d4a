//! Results to a report someone can read: every word and every printed number.

pub mod assessment;
pub mod build;
pub mod changes;
pub mod definition;
pub mod docs;
pub mod explain;
pub mod frameworks;
pub mod internal;
pub mod kit;
pub mod local;
pub mod national;
pub mod notes;
pub mod overview;
pub mod pages;
pub mod pictures;
pub mod profile;
pub mod questions;
pub mod selection;
pub mod sending;
pub mod sentences;
pub mod series;
pub mod similar;
pub mod story;
pub mod time;
pub mod view;
