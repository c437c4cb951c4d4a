//! Tests of the whole program and of its floors on published files.

mod published;
