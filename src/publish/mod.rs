//! Bytes to the output folder, and a manifest that proves them.

pub mod layout;
pub mod manifest;
pub mod stage;
