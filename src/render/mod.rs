//! A finished report to the bytes of its PDF and of its web page.
//!
//! Templates and fonts are embedded in the program; a folder may stand in for templates by name.
//! Nothing here reads a file while a report is rendered.

pub mod assessment;
pub mod draft;
pub mod error;
mod glance;
pub mod html;
pub mod index;
pub mod kit;
mod lettering;
mod logo;
pub mod open_data;
pub mod pack;
pub mod pdf;
pub mod raster;
pub mod templates;
pub mod theme;
pub mod world;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod preview;
