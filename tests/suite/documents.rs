//! The documents that are written from the catalogue say what it says.

use std::path::Path;

use crate::harness::{run, uor};

#[test]
fn the_committed_documents_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let said = run(uor().args(["docs", "--check", "--dir"]).arg(folder));
    assert_eq!(said.code, 0, "{}run: cargo run --release -- docs", said.err);
}

#[test]
fn a_stale_document_is_named_and_mended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let docs = |more: &[&str]| run(uor().args(["docs", "--dir"]).arg(folder.path()).args(more));
    let missing = docs(&["--check"]);
    assert_eq!(missing.code, 1, "{}", missing.err);
    assert!(!folder.path().join("measures.md").exists(), "a check writes nothing");
    assert_eq!(docs(&[]).code, 0);
    assert_eq!(docs(&["--check"]).code, 0);
    let changed = folder.path().join("measures.md");
    let text = fs_err::read_to_string(&changed).expect("it was written");
    fs_err::write(&changed, text.replace("### EX01 ", "### EX01: ")).expect("it can be changed");
    let stale = docs(&["--check"]);
    assert_eq!(stale.code, 1);
    assert!(stale.err.contains("measures.md is not what the program says"), "{}", stale.err);
    assert!(!stale.err.contains("comparability.md"), "{}", stale.err);
}
