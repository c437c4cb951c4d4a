//! The digest of the program's own sources, which tells one edition of the reports from another.
//!
//! It is taken when the program is built, so that a run needs no time for it, and from the sources and not
//! from the program, so that it is the same wherever and however they were compiled.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#![allow(
    clippy::disallowed_methods,
    reason = "errors need no names of paths here: cargo shows which script failed"
)]

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

/// What decides what the program does, beside the texts and fonts in it, which have digests of their own.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "build.rs", "src"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut digest = Sha256::new();
    for name in SOURCES {
        println!("cargo::rerun-if-changed={name}");
        take(&root, name, &mut digest)?;
    }
    let mut text = String::new();
    for byte in digest.finalize() {
        write!(text, "{byte:02x}").map_err(io::Error::other)?;
    }
    println!("cargo::rustc-env=UOR_SOURCES={text}");
    Ok(())
}

/// Takes a file, or a folder in the order of its names; with names and lengths, so that nothing can move
/// from one to the next unseen, and with line ends as they are in the repository.
fn take(root: &Path, name: &str, digest: &mut Sha256) -> io::Result<()> {
    let path = root.join(name);
    if path.is_dir() {
        let mut names = fs::read_dir(&path)?
            .map(|entry| Ok(format!("{name}/{}", entry?.file_name().to_string_lossy())))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        return names.iter().try_for_each(|name| take(root, name, digest));
    }
    let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
    digest.update(format!("{name}\n{}\n", text.len()));
    digest.update(text);
    Ok(())
}
