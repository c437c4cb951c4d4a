//! Use of Resources reports for adult social care in England.
//!
//! Reads the national releases as published and writes one PDF and one web page for every council.
//! Each module turns one thing into the next, and imports only what stands above it in this list:
//!
//! ```text
//! files as published ──release──▶ tables ──observe──▶ observations ──measure──▶ results
//!        ──report──▶ council reports ──render──▶ files ──proof, publish──▶ output tree + manifest
//! ```
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod domain;

pub mod diagnostic;

pub mod reference;

pub mod release;

pub mod observe;

pub mod measure;

pub mod chart;

pub mod report;

pub mod render;

pub mod publish;

pub mod proof;

pub mod sample;

pub mod run;
