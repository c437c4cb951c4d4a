//! The page at the address of a report that was withdrawn leads to the councils that took its area over.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{page_text, run, sample, uor};

/// Councils that ended, and those that the orders of Parliament put in their place: the Northamptonshire
/// (Structural Changes) Order 2020 and the Cumbria (Structural Changes) Order 2022.
const ENDED: [(&str, &str, &[&str]); 2] = [
    ("Northamptonshire", "E10000021", &["North Northamptonshire", "West Northamptonshire"]),
    ("Cumbria", "E10000006", &["Cumberland", "Westmorland and Furness"]),
];

fn folder(name: &str, code: &str) -> String {
    format!("councils/{}-{}", code.to_lowercase(), name.to_lowercase())
}

/// What a page leads to in its list of what to read instead: the words of the link and its address.
fn instead(page: &str) -> BTreeSet<(String, String)> {
    let (_, list) = page.split_once("id=\"instead\"").expect("a list of what to read instead");
    let (list, _) = list.split_once("</ul>").expect("its end");
    list.split("<a href=\"")
        .skip(1)
        .map(|link| {
            let (address, rest) = link.split_once('"').expect("an address");
            let (_, words) = rest.split_once('>').expect("words");
            let (words, _) = words.split_once("</a>").expect("their end");
            (page_text(words), address.to_owned())
        })
        .collect()
}

/// The tree in place says that these councils had a report: as one does that was built before the register
/// knew that they ended.
fn had_reports(tree: &Path) {
    let place = tree.join("manifest.json");
    let text = fs_err::read_to_string(&place).expect("the manifest");
    let mut manifest: Value = serde_json::from_str(&text).expect("JSON");
    let withdrawn = ENDED
        .map(|(name, code, _)| json!({ "code": code, "name": name, "folder": folder(name, code) }));
    manifest["withdrawn"] = json!(withdrawn);
    fs_err::write(place, manifest.to_string()).expect("written");
}

#[test]
fn old_addresses_lead_to_the_councils_that_took_over() {
    let desk = tempfile::tempdir().expect("a temporary folder");
    let (release, out) = (desk.path().join("release"), desk.path().join("out"));
    sample(&release, &["--councils", "12", "--years", "2"]);
    let tree = out.join("2023-24");
    let build = |councils: &[&str]| {
        let mut command = uor();
        command.arg("build").args(councils).args(["--format", "html", "--data"]).arg(&release);
        let said = run(command.arg("--out").arg(&out));
        assert_eq!(said.code, 0, "{}", said.err);
    };
    let all: Vec<&str> = ENDED.iter().flat_map(|(_, _, after)| *after).copied().collect();
    let [first, others @ ..] = &all[..] else { panic!("councils") };
    build(others);
    had_reports(&tree);
    build(others);
    // Only those that have a report are offered.
    let page = |name: &str, code: &str| {
        let place = tree.join(folder(name, code)).join("index.html");
        let page = fs_err::read_to_string(place).expect("a page at the old address");
        page.replace("&#x2f;", "/")
    };
    let (name, code, after) = ENDED[0];
    let names = |page: &str| instead(page).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&page(name, code)), after[1..]);
    build(&[first]);
    for (name, code, after) in ENDED {
        let page = page(name, code);
        assert!(page.contains("This report was withdrawn"), "{page}");
        let text = page_text(&page);
        assert!(text.contains(&format!("A report on {name} for 2023-24 stood")), "{text}");
        assert_eq!(names(&page), after, "{name}");
        for (name, address) in instead(&page) {
            // Both folders stand below the tree, so that the way up ends in it.
            let inside = address.strip_prefix("../../").expect("two folders up");
            assert!(!inside.contains(".."), "{address}");
            let place = tree.join(inside);
            let report = fs_err::read_to_string(&place).expect("the report is in the tree");
            let title = report.split_once("<title>").and_then(|(_, rest)| rest.split_once('<'));
            assert!(title.expect("a title").0.contains(&name), "{address} is not about {name}");
        }
        let files: Vec<_> = fs_err::read_dir(tree.join(folder(name, code))).expect("it").collect();
        assert_eq!(files.len(), 1, "nothing of the report is left");
    }
    let said = run(uor().arg("verify").arg(&tree));
    assert_eq!(said.code, 0, "{}", said.err);
}
