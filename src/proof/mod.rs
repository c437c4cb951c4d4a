//! Finished bytes back to text, and that text held against what it should say.
//!
//! Nothing here shares code with what made the files but the view and the register: a PDF is read from its
//! content streams and its structure, a page from its markup, a workbook from its parts.

pub mod council;
pub mod data;
pub mod diff;
mod expected;
mod figures;
pub mod html;
pub mod internal;
pub mod kit;
mod links;
pub mod names;
pub mod pdf;
mod pieces;
pub mod region;
mod shape;
mod text;
pub mod tree;
pub mod verify;
mod workbook;
