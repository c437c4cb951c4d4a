//! Where figures are other ones than in the report of the same year that stood there before, exactly the
//! councils whose figures they are get a correction note, until figures move again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use use_of_resources::release::input::sha256;

use crate::harness::{Said, entries, run, sample, uor};

const COUNCILS: [&str; 3] = ["Bradford", "Ealing", "Swindon"];

/// Opens every draft, strictly; prints its subject and its letter as JSON.
const READER: &str = r#"
import email, email.policy, json, pathlib, sys
found = {}
for place in sorted(pathlib.Path(sys.argv[1]).glob("regions/*/drafts/*.eml")):
    mail = email.message_from_bytes(place.read_bytes(), policy=email.policy.strict)
    (attached,) = list(mail.iter_attachments())
    assert attached.get_content()[:5] == b"%PDF-", place
    found[place.stem] = [mail["Subject"], mail.get_body().get_content()]
print(json.dumps(found))
"#;

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        let rows = COUNCILS.map(|name| format!("{name},{name}@example.org\n").to_lowercase());
        let contacts = format!("council,email\n{}", rows.concat());
        fs_err::write(folder.path().join("contacts.csv"), contacts).expect("written");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, out: &str, councils: &[&str], more: &[&str]) -> Command {
        let mut command = uor();
        command
            .current_dir(self.0.path())
            .arg("build")
            .args(councils)
            .args(["--data", "release", "--contacts", "contacts.csv", "--out", out])
            .args(more);
        command
    }

    fn build(&self, out: &str, more: &[&str]) -> Said {
        let said = run(&mut self.command(out, &COUNCILS, more));
        assert_eq!(said.code, 0, "{}", said.err);
        said
    }

    fn tree(&self, out: &str) -> PathBuf {
        self.path(out).join("2023-24")
    }

    /// Puts another number into the first row of a council that begins with some words.
    fn change(&self, code: &str, change: impl Fn(f64) -> f64) {
        let file = self.path("release/illustrative_ASC-FR_2023-24.csv");
        let text = fs_err::read_to_string(&file).expect("the release");
        let (code, what) = (format!(",{code},"), ",Expenditure,Total,Gross Current Expenditure,");
        let line = text.lines().find(|line| line.contains(&code) && line.contains(what));
        let line = line.expect("total gross current expenditure of the council");
        let (rest, value) = line.rsplit_once(',').expect("a value");
        let value: f64 = value.parse().expect("a number");
        let other = format!("{rest},{:.3}", change(value));
        fs_err::write(&file, text.replacen(line, &other, 1)).expect("written");
    }

    /// Every file of a tree.
    fn bytes(&self, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.tree(out);
        let read = |path: PathBuf| {
            let name = path.strip_prefix(&root).expect("inside").to_owned();
            (name, fs_err::read(path).expect("it can be read"))
        };
        files(&root).into_iter().map(read).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(inside).collect()
}

/// Subject and letter of every draft, by council.
fn drafts(tree: &Path) -> BTreeMap<String, (String, String)> {
    let output = Command::new("python3").args(["-c", READER]).arg(tree).output();
    let output = output.expect("python3 is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The status of every council in the lists of what goes to whom.
fn statuses(tree: &Path) -> BTreeMap<String, String> {
    let lists = files(&tree.join("regions")).into_iter();
    lists
        .filter(|path| path.ends_with("distribution.csv"))
        .flat_map(|path| {
            let mut list = csv::Reader::from_path(path).expect("a list");
            let rows = list.records().map(|row| row.expect("a row"));
            rows.map(|row| (row[0].to_owned(), row[8].to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

/// The councils whose drafts are corrections.
fn corrected(tree: &Path) -> Vec<String> {
    let found: Vec<String> = drafts(tree)
        .into_iter()
        .filter(|(_, (subject, letter))| {
            let correction = subject.starts_with("Correction: ");
            assert_eq!(correction, letter.contains("This is a correction"), "{subject}: {letter}");
            correction
        })
        .map(|(council, _)| council)
        .collect();
    // The lists, the manifest and the drafts say the same.
    let listed = statuses(tree).into_iter().filter(|(_, status)| status.contains("; replaces "));
    assert_eq!(listed.count(), found.len());
    let manifest = fs_err::read(tree.join("manifest.json")).expect("the manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let councils = manifest["councils"].as_array().expect("a list");
    let kept = councils.iter().filter(|council| !council["corrects"].is_null());
    assert_eq!(kept.count(), found.len());
    found
}

fn edition(tree: &Path) -> String {
    let log = fs_err::read_to_string(tree.join("run.log")).expect("the log");
    let line = log.lines().find_map(|line| line.strip_prefix("edition "));
    line.expect("the log names the edition").to_owned()
}

#[test]
fn exactly_the_councils_whose_figures_moved_get_a_correction_note() {
    let desk = Desk::new();
    desk.build("out", &[]);
    let tree = desk.tree("out");
    assert_eq!(corrected(&tree), Vec::<String>::new());
    let first = edition(&tree);
    let pdf = "councils/e08000032-bradford/use-of-resources-2023-24-bradford.pdf";
    let sent = sha256(&fs_err::read(tree.join(pdf)).expect("the PDF"));
    copy(&desk.path("out"), &desk.path("copy"));

    desk.change("E08000032", |value| value * 1.5);
    desk.change("E09000009", |value| value - 1000.0);
    let said = desk.build("out", &[]);
    let told = "2 reports correct earlier ones (see status in distribution.csv): Bradford, Ealing";
    assert!(said.err.contains(told), "{}", said.err);
    assert_eq!(corrected(&tree), ["e08000032-bradford", "e09000009-ealing"]);
    let (subject, letter) = &drafts(&tree)["e08000032-bradford"];
    let plain = "Use of Resources 2023-24: Bradford (illustrative figures)";
    assert_eq!(*subject, format!("Correction: {plain}"));
    let replaces = format!(
        "It replaces the earlier report of edition {first} (use-of-resources-2023-24-bradford.pdf, SHA-256 {sent})"
    );
    assert!(letter.contains(&replaces), "{replaces}: {letter}");
    assert!(letter.contains(&format!("Edition: {}.", edition(&tree))), "{letter}");
    // 244,998.798 thousand pounds in the file, and half as much again.
    let spend = "EX01 Gross current expenditure, 2023-24: £245.0m before, £367.5m now";
    assert!(letter.contains(spend), "{letter}");
    let status = &statuses(&tree)["Bradford"];
    let wanted = format!("; replaces an earlier report of edition {first} (");
    assert!(status.contains(&wanted) && status.ends_with(" figures different)"), "{status}");
    let (subject, letter) = &drafts(&tree)["e06000030-swindon"];
    assert!(subject.starts_with("Use of Resources") && !letter.contains("orrection"), "{letter}");

    // Made anew from the same edition before, the tree is the same.
    desk.build("copy", &["--full", "--jobs", "1"]);
    same(&desk, "out", "copy");
    // Nothing moves: nothing is written, and what was corrected stays in any later run.
    let said = desk.build("out", &[]);
    assert!(said.err.contains("nothing changed"), "{}", said.err);
    for more in [&["--full"][..], &["--jobs", "1"]] {
        desk.build("out", more);
        same(&desk, "out", "copy");
    }
    let said = run(&mut desk.command("out", &["Swindon"], &["--full"]));
    assert_eq!(said.code, 0, "{}", said.err);
    same(&desk, "out", "copy");
    until_figures_move_again(&desk, &first);
}

/// What was corrected in an edition stays so while figures stay, and then tells of what moved last.
fn until_figures_move_again(desk: &Desk, first: &str) {
    let tree = desk.tree("out");
    // Other words and other addresses move no figure.
    let contacts = fs_err::read_to_string(desk.path("contacts.csv")).expect("read");
    let contacts = contacts.replace("bradford@", "other@");
    fs_err::write(desk.path("contacts.csv"), contacts).expect("written");
    fs_err::write(desk.path("uor.toml"), "questions = [1, 2, 3]\n").expect("written");
    desk.build("out", &[]);
    assert_eq!(corrected(&tree), ["e08000032-bradford", "e09000009-ealing"]);
    assert!(drafts(&tree)["e08000032-bradford"].1.contains(&format!("edition {first} ")));
    // Until figures move again: of one council, and back.
    let second = edition(&tree);
    desk.change("E08000032", |value| value / 1.5);
    desk.build("out", &[]);
    assert_eq!(corrected(&tree), ["e08000032-bradford", "e09000009-ealing"]);
    let [bradford, ealing] =
        ["e08000032-bradford", "e09000009-ealing"].map(|name| drafts(&tree)[name].1.clone());
    assert!(bradford.contains(&format!("edition {second} ")), "{bradford}");
    assert!(ealing.contains(&format!("edition {first} ")), "{ealing}");
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(done.expect("cp starts").success());
}

fn same(desk: &Desk, one: &str, two: &str) {
    let (one, two) = (desk.bytes(one), desk.bytes(two));
    assert!(one.keys().eq(two.keys()));
    let differs: Vec<_> = one.iter().filter(|(name, bytes)| two[*name] != **bytes).collect();
    let names: Vec<_> = differs.iter().map(|(name, _)| name).collect();
    assert!(names.is_empty(), "{names:?}");
}

/// What is added corrects nothing, nor does what someone wrote into the tree in place.
#[test]
fn news_and_files_that_someone_changed_correct_nothing() {
    let desk = Desk::new();
    let none = |what: &str| {
        let said = desk.build("out", &[]);
        assert!(!said.err.contains("nothing changed"), "{what}: {}", said.err);
        assert_eq!(corrected(&desk.tree("out")), Vec::<String>::new(), "{what}");
    };
    let outcomes = desk.path("release/illustrative_ASCOF_2022-23_to_2023-24.csv");
    let aside = desk.path("aside.csv");
    fs_err::rename(&outcomes, &aside).expect("moved");
    none("a first edition");
    fs_err::rename(&aside, &outcomes).expect("moved back");
    none("a release that came later");
    let local = "council,year,measure,value,unit\nBradford,2023-24,Days waited,12,days\n";
    fs_err::write(desk.path("local.csv"), local).expect("written");
    fs_err::write(desk.path("uor.toml"), "supplement = [\"local.csv\"]\n").expect("written");
    none("local evidence");
    let csv = desk.tree("out").join("councils/e08000032-bradford/data.csv");
    let text = fs_err::read_to_string(&csv).expect("the figures");
    let line = text.lines().find(|line| line.starts_with("EX01,")).expect("a figure");
    let cells: Vec<&str> = line.split(',').collect();
    let other = line.replacen(cells[11], "1", 1);
    fs_err::write(&csv, text.replacen(line, &other, 1)).expect("written");
    none("a figure that someone wrote into the tree");
}
