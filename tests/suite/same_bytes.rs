//! Same inputs, same bytes: no clock, no thread order, no place, no zone in any output.

use crate::harness::{COUNCILS, entries, illustrative, run, sample, uor};

#[test]
fn the_tree_does_not_depend_on_threads_zone_or_locale() {
    let first = illustrative();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("another name");
    sample(&release, &["--councils", "12"]);
    let said = run(uor()
        .args(["build", "--jobs", "1"])
        .args(COUNCILS)
        .arg("--data")
        .arg(&release)
        .arg("--out")
        .arg(folder.path().join("out"))
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "tr_TR.UTF-8"));
    assert_eq!(said.code, 0, "{}", said.err);
    let second = entries(&folder.path().join("out")).pop().expect("a tree");
    for name in ["SHA256SUMS", "manifest.json", "data/measures.csv"] {
        let before = fs_err::read_to_string(first.root.join(name)).expect("the first tree");
        let after = fs_err::read_to_string(second.join(name)).expect("the second tree");
        let differs = before.lines().zip(after.lines()).find(|(left, right)| left != right);
        assert_eq!(differs, None, "{name}");
        assert_eq!(before.len(), after.len(), "{name}");
    }
}
