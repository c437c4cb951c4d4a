//! A tree after it was published: `verify` names whatever is wrong in it, `diff` whatever is different between
//! two, and `changes.html` tells the same of the one that was replaced.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use use_of_resources::release::input::sha256;

use crate::harness::{entries, illustrative, page_text, published, run, sample, uor};

/// What a command printed, and how it ended.
fn said(arguments: &[&str]) -> (i32, String, String) {
    let output = uor().args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

/// A copy of a tree to damage.
fn copy(from: &Path) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = folder.path().join(from.file_name().expect("a name"));
    copy_into(from, &to);
    (folder, to)
}

fn copy_into(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).expect("made");
    for entry in entries(from) {
        let place = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy_into(&entry, &place);
        } else {
            fs_err::copy(&entry, &place).expect("copied");
        }
    }
}

/// The file of a council in a tree, relative to it.
fn file(tree: &Path, slug: &str, ending: &str) -> String {
    let folder = entries(&tree.join("councils"))
        .into_iter()
        .find(|folder| path(folder).ends_with(&format!("-{slug}")))
        .expect("a council");
    let found =
        entries(&folder).into_iter().find(|file| path(file).ends_with(ending)).expect("a file");
    path(found.strip_prefix(tree).expect("in the tree")).to_owned()
}

#[test]
fn a_tree_as_it_was_made_is_right() {
    for tree in std::iter::once(illustrative()).chain(published()) {
        let (code, out, err) = said(&["verify", path(&tree.root)]);
        assert_eq!((code, out.as_str()), (0, ""), "{err}");
        assert!(err.contains("nothing is wrong"), "{err}");
        let (code, out, err) = said(&["verify", path(&tree.root), "--json", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""));
        let found: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(found["faults"].as_array().map(Vec::len), Some(0));
        assert!(found["councils"].as_u64().is_some_and(|councils| councils >= 4));
    }
}

/// Writes new bytes and, if wanted, their digest into manifest and list, as someone does who knows how.
fn forge(tree: &Path, name: &str, bytes: &[u8]) {
    let old = sha256(&fs_err::read(tree.join(name)).expect("a file"));
    let size = fs_err::metadata(tree.join(name)).expect("a file").len();
    fs_err::write(tree.join(name), bytes).expect("written");
    for list in ["manifest.json", "SHA256SUMS"] {
        let text = fs_err::read_to_string(tree.join(list)).expect("text");
        let sizes = (format!("\"bytes\": {size},\n      \"sha256\": \"{old}"), bytes.len());
        let text =
            text.replace(&sizes.0, &sizes.0.replace(&size.to_string(), &sizes.1.to_string()));
        fs_err::write(tree.join(list), text.replace(&old, &sha256(bytes))).expect("written");
    }
}

#[test]
fn what_is_wrong_in_a_tree_is_named() {
    let (_kept, tree) = copy(&illustrative().root);
    let pdf = file(&tree, "barnet", ".pdf");
    let mut bytes = fs_err::read(tree.join(&pdf)).expect("a PDF");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs_err::write(tree.join(&pdf), bytes).expect("written");
    fs_err::remove_file(tree.join("methods.html")).expect("removed");
    fs_err::write(tree.join("councils/notes.txt"), "mine").expect("written");
    let (code, out, _) = said(&["verify", path(&tree)]);
    assert_eq!(code, 1);
    for line in [
        format!("{pdf}: is not what it was when the tree was made"),
        "methods.html: is missing".to_owned(),
        "councils/notes.txt: is not in manifest.json".to_owned(),
    ] {
        assert!(out.lines().any(|found| found == line), "{line}\n{out}");
    }
    // A manifest that is damaged: the list of digests is still there.
    fs_err::write(tree.join("manifest.json"), "{\"edition\": ").expect("written");
    let (code, out, _) = said(&["verify", path(&tree)]);
    assert_eq!(code, 1);
    assert!(
        out.contains("manifest.json: cannot be read") && out.contains("methods.html: is missing"),
        "{out}"
    );
    // No tree of ours.
    for folder in [tree.join("councils"), tree.join("no/such")] {
        let (code, _, err) = said(&["verify", path(&folder)]);
        assert_eq!(code, 2, "{err}");
    }
    let (_, _, err) = said(&["verify", path(tree.parent().expect("a folder"))]);
    assert!(err.contains("did you mean"), "{err}");
}

/// Files that were exchanged with their digests: the manifest is none the wiser, the reports are.
#[test]
fn reports_that_were_exchanged_with_their_digests_are_named() {
    let Some(published) = published() else { return };
    for ending in [".pdf", "index.html", "data.csv", "data.json", ".xlsx"] {
        let (_kept, tree) = copy(&published.root);
        let (own, other) = (file(&tree, "kirklees", ending), file(&tree, "swindon", ending));
        forge(&tree, &own, &fs_err::read(tree.join(other)).expect("a file"));
        let (code, out, _) = said(&["verify", path(&tree)]);
        assert_eq!(code, 1, "{ending}");
        let folder = own.rsplit_once('/').expect("a folder").0;
        assert!(out.lines().all(|line| line.starts_with(folder)), "{ending}: {out}");
        assert!(out.contains(&own) || ending.starts_with("data"), "{ending}: {out}");
    }
    let (_kept, tree) = copy(&published.root);
    // One digit of one figure of the page.
    let page = file(&tree, "kirklees", "index.html");
    let text = fs_err::read_to_string(tree.join(&page)).expect("a page");
    let (before, table) =
        text.split_once("<caption id=\"figures\">").expect("the table of figures");
    let at = table.find("<td class=\"num\">£").expect("a figure") + "<td class=\"num\">£".len();
    let (head, rest) = table.split_at(at);
    let digit = if rest.starts_with('7') { "4" } else { "7" };
    let rest: String = rest.chars().skip(1).collect();
    let forged = format!("{before}<caption id=\"figures\">{head}{digit}{rest}");
    forge(&tree, &page, forged.as_bytes());
    let (code, out, _) = said(&["verify", path(&tree)]);
    assert_eq!(code, 1);
    assert!(out.contains("does not print"), "{out}");
}

/// A release, a copy of it in which one figure of a council was revised, and trees of both.
struct Revised {
    folder: TempDir,
}

const BUILT: [&str; 2] = ["Ealing", "Harrow"];

impl Revised {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        sample(&folder.path().join("other"), &["--councils", "12", "--years", "2", "--seed", "7"]);
        Self { folder }
    }

    fn build(&self, release: &str, out: &str, councils: &[&str], year: &str) -> PathBuf {
        let out = self.folder.path().join(out);
        let said = run(uor()
            .arg("build")
            .args(councils)
            .args(["--format", "html", "--year", year, "--data"])
            .arg(self.folder.path().join(release))
            .arg("--out")
            .arg(&out));
        assert_eq!(said.code, 0, "{}", said.err);
        out.join(year)
    }
}

fn changes(tree: &Path) -> String {
    page_text(&fs_err::read_to_string(tree.join("changes.html")).expect("the page of changes"))
}

#[test]
fn what_is_different_between_two_trees_is_told() {
    let bench = Revised::new();
    let old = bench.build("release", "old", &BUILT, "2023-24");
    let same = bench.build("release", "same", &BUILT, "2023-24");
    let new = bench.build("other", "new", &["Ealing", "Rochdale"], "2023-24");
    let (code, out, err) = said(&["diff", path(&old), path(&same)]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let (code, out, _) = said(&["diff", path(&old), path(&new)]);
    assert_eq!(code, 1);
    let heads: Vec<&str> = out.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(heads.len(), 3, "{heads:?}");
    assert!(
        heads[0].starts_with("Ealing (E09000009): ") && heads[0].contains("figures moved"),
        "{}",
        heads[0]
    );
    assert!(heads[1].starts_with("Harrow") && heads[1].contains("has none now"), "{}", heads[1]);
    assert!(heads[2].starts_with("Rochdale") && heads[2].contains("had none"), "{}", heads[2]);
    // Every row of the CSV is true of the two data files, and every row of theirs that differs is there.
    let (code, out, _) = said(&["diff", path(&old), path(&new), "--format", "csv"]);
    assert_eq!(code, 1);
    let rows = |tree: &Path| -> Vec<csv::StringRecord> {
        let mut reader =
            csv::Reader::from_path(tree.join(file(tree, "ealing", "data.csv"))).expect("a file");
        reader.records().map(|row| row.expect("a row")).collect()
    };
    // The columns of the contract: measure 0, year 6, value 11, gap 12.
    let cell = |rows: &[csv::StringRecord], id: &str, year: &str| -> Option<(String, String)> {
        let row = rows.iter().find(|row| &row[0] == id && &row[6] == year)?;
        Some((row[11].to_owned(), row[12].to_owned()))
    };
    let (before, now) = (rows(&old), rows(&new));
    let mut told = csv::Reader::from_reader(out.as_bytes());
    let told: Vec<csv::StringRecord> = told.records().map(|row| row.expect("a row")).collect();
    let figures: Vec<&csv::StringRecord> =
        told.iter().filter(|row| &row[1] == "Ealing" && !row[3].is_empty()).collect();
    for row in &figures {
        let (old, new) = (cell(&before, &row[3], &row[6]), cell(&now, &row[3], &row[7]));
        assert_eq!(old, Some((row[8].to_owned(), row[12].to_owned())), "{row:?}");
        assert_eq!(new, Some((row[9].to_owned(), row[13].to_owned())), "{row:?}");
        if let (Ok(old), Ok(new), Ok(by)) =
            (row[8].parse::<f64>(), row[9].parse::<f64>(), row[10].parse::<f64>())
        {
            assert!((new - old - by).abs() <= 1e-6 * old.abs().max(1.0), "{row:?}");
        }
    }
    for row in &before {
        if cell(&now, &row[0], &row[6]) != Some((row[11].to_owned(), row[12].to_owned())) {
            let there = figures.iter().any(|told| told[3] == row[0] && told[6] == row[6]);
            assert!(there, "{} {}", &row[0], &row[6]);
        }
    }
    let (code, out, _) = said(&["diff", path(&old), path(&new), "--json", "-q"]);
    assert_eq!(code, 1);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["councils"][1]["presence"], "left");
    let sentence = &json["councils"][0]["sentences"][0];
    let page =
        fs_err::read_to_string(new.join(file(&new, "ealing", "index.html"))).expect("a page");
    assert!(page_text(&page).contains(sentence["new"].as_str().expect("text")), "{sentence}");
    assert_eq!(said(&["diff", path(&old), path(bench.folder.path())]).0, 2);
}

#[test]
fn another_year_is_told_from_a_revision() {
    let bench = Revised::new();
    let new = bench.build("release", "out", &["Ealing"], "2023-24");
    // The older edition was made before the finance return of the newer year was published.
    let finance = "release/illustrative_ASC-FR_2023-24.csv";
    fs_err::remove_file(bench.folder.path().join(finance)).expect("removed");
    let old = bench.build("release", "out", &["Ealing"], "2022-23");
    let (code, out, err) = said(&["diff", path(&old), path(&new)]);
    assert_eq!(code, 1);
    assert!(out.contains("for a newer year") && out.contains("2023-24, 2022-23 before"), "{out}");
    assert!(!out.contains("not available →"), "a gap that left with its year is no change: {out}");
    assert!(err.contains("2022-23 and 2023-24"), "{err}");
    // No year was revised; real terms are in the prices of the newer year.
    let (_, out, _) = said(&["diff", path(&old), path(&new), "--format", "csv"]);
    let moved: Vec<&str> = out.lines().filter(|line| line.contains(",moved,")).collect();
    assert!(!moved.is_empty() && moved.iter().all(|line| line.contains("EX03")), "{moved:?}");
}

#[test]
fn the_page_of_changes_tells_of_the_tree_that_was_replaced() {
    let bench = Revised::new();
    let tree = bench.build("release", "out", &BUILT, "2023-24");
    assert!(changes(&tree).contains("nothing to compare it with"), "{}", changes(&tree));
    let manifest = |tree: &Path| fs_err::read_to_string(tree.join("manifest.json")).expect("there");
    let first = manifest(&tree);
    // The same again changes not a byte.
    bench.build("release", "out", &BUILT, "2023-24");
    assert_eq!(manifest(&tree), first);
    bench.build("other", "out", &BUILT, "2023-24");
    let page = changes(&tree);
    assert!(page.contains("Figures of Ealing that changed"), "{page}");
    assert!(page.contains("figures moved") && page.contains("sentences changed"), "{page}");
    let size = fs_err::metadata(tree.join("changes.html")).expect("there").len();
    assert!(size < 400_000, "{size} bytes");
    // And stays while nothing is different.
    let second = manifest(&tree);
    bench.build("other", "out", &BUILT, "2023-24");
    assert_eq!(manifest(&tree), second);
    let (code, out, _) = said(&["verify", path(&tree)]);
    assert_eq!(code, 0, "{out}");
}
