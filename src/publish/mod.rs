//! Bytes to the output folder, and a manifest that proves them.

mod durable;
mod error;
pub mod inplace;
pub mod layout;
pub mod lock;
pub mod manifest;
pub mod pack;
pub mod stage;
mod staging;
mod swap;
pub mod trace;
mod tree;
