//! One file as published: its name, its bytes, and the digest that proves which it was.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use arcstr::ArcStr;
use sha2::{Digest, Sha256};

/// A file read whole into memory, once; everything is parsed from these bytes, so the digest is
/// that of what was parsed even if the file changes meanwhile.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Its name relative to the folder or zip it was found in, with forward slashes.
    pub name: ArcStr,
    /// Its content.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the content, in lower-case hexadecimal.
    pub sha256: String,
    /// What every reader looks at to tell whether the file is for it, worked out once: the names in the
    /// first line and the names of sheets.
    pub(super) header: OnceLock<Vec<String>>,
    pub(super) sheets: OnceLock<Vec<String>>,
}

impl InputFile {
    /// Takes the digest of a file's content.
    pub fn new(name: impl Into<ArcStr>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let sha256 = sha256(&bytes);
        let (header, sheets) = (OnceLock::new(), OnceLock::new());
        Self { name: name.into(), bytes, sha256, header, sheets }
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = RunningDigest::default();
    digest.update(bytes);
    digest.finish()
}

/// SHA-256 of bytes that come piece by piece.
#[derive(Debug, Clone, Default)]
pub struct RunningDigest(Sha256);

impl RunningDigest {
    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces, in lower-case hexadecimal.
    pub fn finish(self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.0.finalize() {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first example of FIPS 180-2, appendix B.
    #[test]
    fn digests_are_sha256() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
