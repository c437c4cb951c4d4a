//! Files as published: which they are, and their cells.

pub mod delimited;
pub mod input;
pub mod text;
