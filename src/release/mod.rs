//! Files as published: which they are, and their cells.

pub mod input;
