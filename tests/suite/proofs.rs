//! SECURITY.md and docs/faults.md name a test for each of their rows, and every test that they name is
//! there.

use std::path::{Path, PathBuf};

use crate::harness::entries;

const DOCUMENTS: [&str; 2] = ["SECURITY.md", "docs/faults.md"];

/// What stands in the last column of a row that no test can prove.
const UNPROVED: [&str; 2] = ["not tested: ", "measured"];

/// The rows of the fault matrix about output and process, and what brings each fault about: a test or a script
/// that proves the row has one of these words in it.
const FAULTS: [(u32, &[&str]); 19] = [
    (30, &["ulimit -f"]),
    (31, &["error=EIO"]),
    (32, &["error=EINTR"]),
    (33, &["setpriv", "/proc/here"]),
    (34, &["symlink"]),
    (35, &[".kill()", "kill -9", "signal=KILL"]),
    (36, &["-INT"]),
    (37, &["-STOP", "ENOLCK"]),
    (38, &["SOURCE_DATE_EPOCH"]),
    (39, &["umask 077"]),
    (40, &["\"--jobs\", \"1\""]),
    (41, &["set_modified", "Chance("]),
    (42, &["--allow-partial"]),
    (43, &["try_wait"]),
    (44, &["ulimit -v", "prlimit"]),
    (45, &["65,535"]),
    (46, &["verify"]),
    (47, &["Content-Security-Policy"]),
    (48, &["zipfile"]),
];

/// The heading of the last column.
const PROOF: &str = "Proved by";

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of the program and the tests: path and text.
fn sources() -> Vec<(String, String)> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in entries(folder) {
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    for folder in ["src", "tests/suite"] {
        below(&project().join(folder), &mut paths);
    }
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(project()).expect("inside").to_string_lossy().into_owned();
        (inside, fs_err::read_to_string(&path).expect("a source is text"))
    };
    paths.into_iter().map(read).collect()
}

/// The files that a path of modules may mean.
fn is_module(path: &str, modules: &[&str]) -> bool {
    let inside = modules.join("/");
    let ends = [".rs", "/mod.rs", "/tests.rs", "_tests.rs"];
    ["src/", "tests/suite/"]
        .iter()
        .any(|root| ends.iter().any(|end| path == format!("{root}{inside}{end}")))
}

/// Whether a test of that name is in a source.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    let attributes = before.trim_end().lines().rev().take_while(|line| {
        let line = line.trim();
        line.starts_with("#[") || line.starts_with("//")
    });
    attributes.into_iter().any(|line| line.trim() == "#[test]")
}

/// The pieces of a text in back-ticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What is wrong with a proof; whether it is one at all.
fn judge(word: &str, sources: &[(String, String)]) -> Option<Result<(), String>> {
    if word.starts_with("ci/") || word.starts_with(".ci/") {
        let name = word.split_whitespace().next().unwrap_or(word);
        let there = project().join(name).is_file();
        return Some(if there { Ok(()) } else { Err(format!("{name} is not there")) });
    }
    let plain = |part: &&str| {
        part.chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    let parts: Vec<&str> = word.split("::").collect();
    let [modules @ .., name] = &parts[..] else { return None };
    if modules.is_empty() || !parts.iter().all(plain) {
        return None;
    }
    let mut files = sources.iter().filter(|(path, _)| is_module(path, modules));
    let there = files.any(|(_, text)| is_test(text, name));
    Some(if there { Ok(()) } else { Err(format!("{word} is no test")) })
}

#[test]
fn every_row_names_a_test_that_exists() {
    let sources = sources();
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        let text = fs_err::read_to_string(project().join(document)).expect("a document");
        let (mut rows, mut proved) = (0, false);
        for (number, line) in text.lines().enumerate() {
            let mut fault =
                |what: String| faults.push(format!("{document}:{}: {what}", number + 1));
            let verdicts: Vec<_> = quoted(line).filter_map(|word| judge(word, &sources)).collect();
            verdicts.iter().filter_map(|one| one.clone().err()).for_each(&mut fault);
            let Some(row) = line.strip_prefix('|').and_then(|row| row.strip_suffix('|')) else {
                proved = false;
                continue;
            };
            let last = row.rsplit('|').next().unwrap_or_default().trim();
            if last == PROOF {
                proved = true;
            } else if proved && !last.starts_with("---") {
                rows += 1;
                let some = quoted(last).any(|word| judge(word, &sources).is_some());
                if !some && !UNPROVED.iter().any(|start| last.starts_with(start)) {
                    fault(format!("no proof in: {last}"));
                }
                if last.contains('…') {
                    fault("a name is cut short".to_owned());
                }
            }
        }
        assert!(rows >= 15, "{document} has {rows} rows with proofs");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The text of a proof: a script, or the file of the test from its beginning to its end.
fn text_of(word: &str, sources: &[(String, String)]) -> Option<String> {
    judge(word, sources)?.ok()?;
    if let Some(script) = word.split_whitespace().next().filter(|word| word.contains("ci/")) {
        return fs_err::read_to_string(project().join(script)).ok();
    }
    let parts: Vec<&str> = word.split("::").collect();
    let [modules @ .., name] = &parts[..] else { return None };
    let mut files = sources.iter().filter(|(path, _)| is_module(path, modules));
    let (_, text) = files.find(|(_, text)| is_test(text, name))?;
    let (_, rest) = text.split_once(&format!("fn {name}("))?;
    let own = rest.split("\n}\n").next()?;
    // With what stands beside the tests of its file: constants, and what they are run with.
    let shared = text.split("#[test]").next()?;
    Some(format!("{shared}{own}"))
}

#[test]
fn every_row_of_the_matrix_is_there_and_its_proof_brings_the_fault_about() {
    let sources = sources();
    let text = fs_err::read_to_string(project().join("docs/faults.md")).expect("the table");
    for (number, words) in FAULTS {
        let rows = text.lines().filter(|line| {
            let first = line.split('|').nth(1).unwrap_or_default();
            first.split(',').any(|cell| cell.trim() == number.to_string())
        });
        let proofs: Vec<String> =
            rows.flat_map(quoted).filter_map(|word| text_of(word, &sources)).collect();
        assert!(!proofs.is_empty(), "no row {number} with a proof");
        let brings = |proof: &String| words.iter().any(|word| proof.contains(word));
        assert!(proofs.iter().any(brings), "no proof of row {number} has one of {words:?}");
    }
    assert!(FAULTS.iter().map(|(number, _)| *number).eq(30..=48));
}

#[test]
fn what_is_no_test_is_told() {
    let sources = sources();
    let told = |word: &str| judge(word, &sources);
    assert_eq!(told("proofs::every_row_names_a_test_that_exists"), Some(Ok(())));
    assert_eq!(told("release::archive::links_are_refused"), Some(Ok(())));
    assert!(told("proofs::is_module").is_some_and(|verdict| verdict.is_err()), "no test");
    assert!(
        told("sending::links_are_refused").is_some_and(|verdict| verdict.is_err()),
        "elsewhere"
    );
    assert!(told("ci/no-such-script").is_some_and(|verdict| verdict.is_err()));
    assert_eq!(told("--max-pages"), None);
}
