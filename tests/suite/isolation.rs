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

/// Templates in which the report of one region cannot be made: the page, or the PDF.
fn poisoned_region(folder: &Path, name: &str) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name);
    let text = fs_err::read_to_string(own).expect("the template is there");
    let text = if name.starts_with("html/") {
        format!("{{% if r.meta.heading == 'London' %}}{{{{ r.no_such.field }}}}{{% endif %}}{text}")
    } else {
        format!("{text}\n#if meta.heading == \"London\" {{ panic(\"not today\") }}\n")
    };
    let place = folder.join(name);
    fs_err::create_dir_all(place.parent().expect("a folder")).expect("made");
    fs_err::write(place, text).expect("written");
}

#[test]
fn a_region_that_fails_is_named_and_everything_else_is_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let tree = out.join("2023-24");
    let build = |templates: Option<&str>, more: &[&str]| {
        let mut command = uor();
        command.args(["build", "Barnet", "Bedford", "--year", "2023-24", "--out"]).arg(&out);
        if let Some(name) = templates {
            let place = folder.path().join(name.replace('/', "-"));
            poisoned_region(&place, name);
            command.arg("--templates").arg(place);
        }
        run(command.args(more))
    };
    let report = |region: &str, is_there: bool| {
        let folder = tree.join("regions").join(region);
        let pdf = folder.join(format!("use-of-resources-2023-24-{region}.pdf"));
        let page = fs_err::read_to_string(folder.join("index.html")).expect("a page");
        let page = page.replace("&#x2f;", "/");
        assert_eq!(pdf.is_file(), is_there, "{region}");
        assert_eq!(page.contains("This report could not be made"), !is_there, "{region}");
        assert!(folder.join("data.csv").is_file());
        page
    };
    for (name, at) in [("html/region.html", "region.html:1"), ("pdf/region.typ", "not today")] {
        // Again and again: what failed is never taken for done.
        for _ in 0..2 {
            let said = build(Some(name), &["--allow-partial"]);
            assert_eq!(said.code, 1, "{}", said.err);
            let line = said.err.lines().find(|line| line.contains("the region London"));
            let line = line.unwrap_or_else(|| panic!("{}", said.err));
            assert!(line.starts_with("error: no report for the region London: "), "{line}");
            assert!(line.contains(at), "{line}");
            let line = said.err.lines().last().expect("a last line");
            let again = line.contains("nothing changed");
            assert!(again || line.contains("0 failed and that of 1 region"), "{line}");
        }
        let page = report("london", false);
        assert!(page.contains("href=\"../../councils/e09000003-barnet/index.html\""), "{page}");
        report("east-of-england", true);
        let manifest = fs_err::read_to_string(tree.join("manifest.json")).expect("the manifest");
        assert!(manifest.contains("\"regions_failed\": {\n    \"London\": "), "{manifest}");
        let index = fs_err::read_to_string(tree.join("index.html")).expect("the list");
        assert!(index.contains("London: no report of the region in this edition"));
        let said = run(uor().arg("verify").arg(&tree));
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(packed(&tree, "london"), (false, true));
        assert_eq!(packed(&tree, "east-of-england"), (true, false));
    }
    // A whole tree is not replaced by one that lacks the report of a region, unless that is asked for.
    let said = build(None, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    report("london", true);
    let whole = fs_err::read(tree.join("manifest.json")).expect("the manifest");
    let said = build(Some("pdf/region.typ"), &[]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("stays as it was"), "{}", said.err);
    assert_eq!(fs_err::read(tree.join("manifest.json")).expect("the manifest"), whole);
    let said = build(Some("pdf/region.typ"), &["--allow-partial"]);
    assert_eq!(said.code, 1, "{}", said.err);
    report("london", false);
}

/// Whether a region's pack has the report of the region, and whether its note says why not.
fn packed(tree: &Path, region: &str) -> (bool, bool) {
    let name = format!("use-of-resources-2023-24-{region}.zip");
    let pack = tree.join("regions").join(region).join(name);
    let unzip = |arguments: &[&str]| {
        let output = std::process::Command::new("unzip").args(arguments).output();
        String::from_utf8(output.expect("unzip is installed").stdout).expect("text")
    };
    let pack = pack.to_str().expect("a path of letters");
    let files = unzip(&["-Z1", pack]);
    let own = |ending: &str| files.lines().any(|line| line.ends_with(ending));
    let [pdf, page] = [format!("{region}.pdf"), format!("regions/{region}/index.html")];
    assert_eq!(own(&pdf), own(&page), "{files}");
    assert!(own(&format!("regions/{region}/data.csv")), "{files}");
    let note = unzip(&["-p", pack, &format!("2023-24-{region}/cover-note.txt")]);
    (own(&pdf), note.contains("The region itself has no report: "))
}
