//! One council's trouble is that council's alone, and a run never mixes two editions.

use std::path::Path;

use crate::harness::{entries, run, uor};

/// A copy of the project's own templates in which one council's page cannot be made.
fn poisoned_templates(folder: &Path) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/html/report.html");
    let text = fs_err::read_to_string(own).expect("the template is there");
    let trap = "{% if r.meta.council == 'Barnet' %}{{ r.no_such_field.at_all }}{% endif %}";
    fs_err::create_dir_all(folder.join("html")).expect("made");
    fs_err::write(folder.join("html/report.html"), format!("{trap}{text}")).expect("written");
}

#[test]
fn a_council_that_fails_is_named_and_the_others_are_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let templates = folder.path().join("templates");
    poisoned_templates(&templates);
    let out = folder.path().join("out");
    let said = run(uor()
        .args(["build", "Barnet", "Kirklees", "Bexley", "--year", "2023-24", "--templates"])
        .arg(&templates)
        .arg("--out")
        .arg(&out));
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("no report for Barnet"), "{}", said.err);
    assert!(said.err.contains("report.html:1"), "where the template fails:\n{}", said.err);
    let made: Vec<String> = entries(&out.join("2023-24/councils"))
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    assert_eq!(made.len(), 2, "{made:?}");
    let index = fs_err::read_to_string(out.join("2023-24/index.html")).expect("the index");
    assert!(index.contains("Barnet"), "the index says that there is no report for Barnet");
}

#[test]
fn a_run_for_some_councils_keeps_the_others_of_the_same_edition() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let build = |councils: &[&str]| {
        let said = run(uor().arg("build").args(councils).arg("--out").arg(folder.path()));
        assert_eq!(said.code, 0, "{}", said.err);
    };
    build(&["Barnet", "Kirklees"]);
    let tree = entries(folder.path()).pop().expect("a tree");
    let before = fs_err::read(tree.join("manifest.json")).expect("the manifest");
    build(&["Barnet"]);
    let after = fs_err::read(tree.join("manifest.json")).expect("the manifest");
    assert_eq!(before, after, "Kirklees is still there, and nothing else changed");
}

#[test]
fn a_run_for_some_councils_does_not_mix_two_editions() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = run(uor().args(["build", "Barnet", "Kirklees", "--out"]).arg(folder.path()));
    assert_eq!(said.code, 0, "{}", said.err);
    let said = run(uor().args(["build", "Barnet", "--format", "html", "--out"]).arg(folder.path()));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("other inputs"), "{}", said.err);
}
