//! Files as published: which they are, and their cells.

pub mod archive;
pub mod columns;
pub mod delimited;
pub mod input;
pub mod ods;
pub mod text;
pub mod walk;
pub mod wide;
pub mod workbook;
