//! A tree that was built step by step is byte for byte that of one build, and the log says why each report
//! was made; where nothing changed nothing is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Said, entries, run, sample, uor};

pub(crate) const THREE: [&str; 3] = ["Bradford", "Ealing", "Swindon"];

/// A small release, and a place for the output.
pub(crate) struct Bench(TempDir);

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs_err::write(path, text).expect("written");
    }

    pub(crate) fn command(&self, out: &str, councils: &[&str], more: &[&str]) -> Command {
        let mut command = uor();
        command
            .current_dir(self.0.path())
            .arg("build")
            .args(councils)
            .args(["--data", "release", "--out", out])
            .args(more);
        if !more.contains(&"--format") {
            command.args(["--format", "html"]);
        }
        command
    }

    pub(crate) fn built(&self, councils: &[&str], more: &[&str]) -> Said {
        let said = run(&mut self.command("out", councils, more));
        assert_eq!(said.code, 0, "{}", said.err);
        said
    }

    pub(crate) fn tree(&self) -> PathBuf {
        tree(&self.path("out"))
    }

    /// A file of Bradford's.
    pub(crate) fn bradford(&self, name: &str) -> PathBuf {
        self.tree().join("councils/e08000032-bradford").join(name)
    }

    /// Builds over the tree in place, and holds that against one made of nothing in another folder, with
    /// another number of jobs. Gives what was said of each council.
    pub(crate) fn step(&self, more: &[&str]) -> BTreeMap<String, String> {
        let told = told(&self.built(&THREE, &[more, &["--log-format", "json"]].concat()));
        self.holds(more);
        told
    }

    pub(crate) fn holds(&self, more: &[&str]) {
        let fresh = run(&mut self.command("fresh", &THREE, &[more, &["--jobs", "1"]].concat()));
        assert_eq!(fresh.code, 0, "{}", fresh.err);
        let [step, whole] = ["out", "fresh"].map(|name| content(&tree(&self.path(name))));
        let names = |tree: &BTreeMap<PathBuf, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&step), names(&whole));
        let differs: Vec<&PathBuf> = step
            .iter()
            .filter(|(name, bytes)| whole[*name] != **bytes)
            .map(|(name, _)| name)
            .collect();
        assert_eq!(differs, Vec::<&PathBuf>::new());
        fs_err::remove_dir_all(self.path("fresh")).expect("removed");
    }
}

fn tree(out: &Path) -> PathBuf {
    let trees = entries(out).into_iter().filter(|path| path.join("SHA256SUMS").is_file());
    trees.into_iter().find(|path| !path.to_string_lossy().contains("-kept")).expect("a tree")
}

/// Whether a file may depend on the tree before: it tells what is different from that.
fn tells_of_before(name: &str) -> bool {
    ["changes.html", "distribution.csv", ".eml"].iter().any(|end| name.ends_with(end))
}

/// All files of a tree. What may depend on the tree before is left out, there and in the lists.
pub(crate) fn content(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in files(root) {
        let name = path.strip_prefix(root).expect("inside").to_owned();
        let mut bytes = fs_err::read(&path).expect("it can be read");
        if name == Path::new("changes.html") {
            continue;
        }
        if name == Path::new("SHA256SUMS") {
            let text = String::from_utf8(bytes).expect("text");
            bytes = text.lines().filter(|line| !tells_of_before(line)).collect::<String>().into();
        } else if name.ends_with("distribution.csv") {
            let text = String::from_utf8(bytes).expect("text").replace('"', "");
            let status =
                |line: &str| line.split("; replaces an earlier report").next().map(str::to_owned);
            bytes = text.lines().filter_map(status).collect::<Vec<_>>().join("\n").into();
        } else if name == Path::new("manifest.json") {
            let mut manifest: Value = serde_json::from_slice(&bytes).expect("JSON");
            let files = manifest["files"].as_array_mut().expect("a list");
            files.retain(|file| !tells_of_before(file["path"].as_str().expect("a path")));
            for council in manifest["councils"].as_array_mut().expect("a list") {
                council.as_object_mut().expect("a council").remove("corrects");
            }
            manifest["seal"].take();
            bytes = manifest.to_string().into();
        }
        found.insert(name, bytes);
    }
    found
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(inside).collect()
}

/// What the log says of each council.
fn told(said: &Said) -> BTreeMap<String, String> {
    let events = said.err.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let councils = events.filter(|event: &Value| event["event"] == "council");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    councils
        .map(|event| {
            let how = format!("{}: {}", text(&event["outcome"]), text(&event["why"]));
            (text(&event["council"]), how)
        })
        .collect()
}

fn all_say(told: &BTreeMap<String, String>, wanted: &str) {
    assert_eq!(told.keys().map(String::as_str).collect::<Vec<_>>(), THREE);
    for (council, how) in told {
        assert!(how.contains(wanted), "{council}: {how}");
    }
}

/// Where only Bradford was made, and for this reason.
fn only_bradford(told: &BTreeMap<String, String>, why: &str) {
    assert_eq!(told["Bradford"], format!("written: {why}"));
    assert_eq!((&*told["Ealing"], &*told["Swindon"]), ("kept: ", "kept: "));
}

pub(crate) fn change_a_figure(bench: &Bench, times: f64) {
    let file = bench.path("release/illustrative_ASC-FR_2023-24.csv");
    let text = fs_err::read_to_string(&file).expect("the release");
    let line = text.lines().find(|line| line.contains(",E08000032,")).expect("a row of Bradford");
    let (rest, value) = line.rsplit_once(',').expect("a value");
    let value: f64 = value.parse().expect("a number");
    let other = format!("{rest},{}", value * times);
    fs_err::write(&file, text.replacen(line, &other, 1)).expect("written");
}

#[test]
fn a_tree_built_step_by_step_is_that_of_one_build() {
    let bench = Bench::new();
    all_say(&bench.step(&[]), "written: there was no tree");
    // Local evidence of one council is nothing to the others.
    bench.put(
        "local.csv",
        "council,year,measure,value,unit\nBradford,2023-24,Days waited,12,days\n",
    );
    let local = ["--supplement", "local.csv"];
    only_bradford(&bench.step(&local), "its figures or words changed");
    // A figure of one council moves the comparisons of all.
    change_a_figure(&bench, 2.0);
    all_say(&bench.step(&local), "written: its figures or words changed");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/html/report.html");
    let text = fs_err::read_to_string(own).expect("the template");
    bench.put("own/html/report.html", &text.replace("</body>", "<!-- ours --></body>"));
    let own = [&local[..], &["--templates", "own"]].concat();
    all_say(&bench.step(&own), "written: templates or theme changed");
    bench.put("uor.toml", "questions = [1, 2, 3, 4]\n");
    all_say(&bench.step(&own), "written: the choice of questions and measures changed");
    // A whole edition again, but in steps: some councils, a run that is killed, then all.
    fs_err::remove_dir_all(bench.path("out")).expect("removed");
    bench.built(&["Swindon"], &own);
    bench.built(&["Ealing"], &own);
    let mut killed = bench.command("out", &THREE, &[&own[..], &["--full"]].concat());
    let mut killed = killed.stderr(Stdio::null()).spawn().expect("it starts");
    sleep(Duration::from_millis(400));
    killed.kill().expect("it can be killed");
    killed.wait().expect("it ends");
    let told = bench.step(&own);
    assert!(told["Bradford"].starts_with("written: "), "{told:?}");
    assert_eq!(told["Swindon"], "kept: ");
    let both = [&own[..], &["--format", "pdf,html"]].concat();
    all_say(&bench.step(&both), "written: the formats that are made changed");
    let pages = [&both[..], &["--max-pages", "3"]].concat();
    let short = run(&mut bench.command("out", &THREE, &pages));
    let longer = "a report that is kept must not be longer than one that is made";
    assert_eq!(short.code, 1, "{longer}: {}", short.err);
    assert!(short.err.contains("no report for Bradford"), "{}", short.err);
}

#[test]
fn a_file_that_was_damaged_or_deleted_is_made_again_and_nothing_of_it_is_lost() {
    let bench = Bench::new();
    bench.step(&[]);
    // Of the same length and date: only its digest tells.
    let csv = bench.bradford("data.csv");
    let date = fs_err::metadata(&csv).and_then(|found| found.modified()).expect("a date");
    let text = fs_err::read_to_string(&csv).expect("the file");
    let damaged = text.replacen("Bradford", "Bradfird", 1);
    assert_ne!(text, damaged);
    fs_err::write(&csv, &damaged).expect("written");
    let file = fs_err::OpenOptions::new().write(true).open(&csv).expect("it opens");
    file.file().set_modified(date).expect("its date is set");
    let folder = "councils/e08000032-bradford";
    let why = format!("{folder}/data.csv was no longer what had been made");
    only_bradford(&bench.step(&[]), &why);
    let kept: Vec<PathBuf> =
        entries(&bench.path("out")).into_iter().filter(|path| *path != bench.tree()).collect();
    let [kept] = &kept[..] else { panic!("{kept:?}") };
    let set_aside = fs_err::read_to_string(kept.join(folder).join("data.csv")).expect("it is kept");
    assert_eq!(set_aside, damaged);
    fs_err::remove_dir_all(kept).expect("removed");
    fs_err::remove_file(bench.bradford("self-assessment.xlsx")).expect("removed");
    only_bradford(&bench.step(&[]), &format!("{folder}/self-assessment.xlsx was missing"));
    // What is not of a council.
    fs_err::remove_file(bench.tree().join("data/measures.csv")).expect("removed");
    let pack = files(&bench.tree().join("regions"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "zip"));
    fs_err::write(pack.expect("a pack"), b"PK").expect("written");
    all_say(&bench.step(&[]), "kept: ");
    // The manifest itself: what it says is not believed.
    let manifest = bench.tree().join("manifest.json");
    let text = fs_err::read_to_string(&manifest).expect("the manifest");
    fs_err::write(&manifest, text.replacen("Swindon", "Swindin", 1)).expect("written");
    all_say(&bench.step(&[]), "or its manifest was changed");
}

/// What a folder and its files are to the file system, so that one written anew is told.
#[cfg(unix)]
fn marks(root: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let mut all = files(root);
    all.push(root.to_owned());
    let mark = |path: PathBuf| {
        let found = fs_err::metadata(&path).expect("it is there");
        (path, found.ino(), found.mtime(), found.mtime_nsec())
    };
    all.into_iter().map(mark).collect()
}

#[cfg(unix)]
#[test]
fn where_nothing_changed_nothing_is_written() {
    let bench = Bench::new();
    bench.put("contacts.csv", "council,email\nBradford,bradford@example.org\n");
    let given = ["--contacts", "contacts.csv"];
    bench.built(&THREE, &given);
    let before = marks(&bench.tree());
    let same = |said: &Said| {
        assert!(said.err.contains("nothing changed"), "{}", said.err);
        assert_eq!(marks(&bench.tree()), before);
        assert_eq!(entries(&bench.path("out")).len(), 1);
    };
    let said = bench.built(&THREE, &[&given[..], &["-v", "--jobs", "1"]].concat());
    same(&said);
    assert!(!said.err.contains("working out"), "{}", said.err);
    assert!(said.err.contains("Bradford: kept, nothing changed"), "{}", said.err);
    all_say(
        &told(&bench.built(&THREE, &[&given[..], &["--log-format", "json"]].concat())),
        "kept: ",
    );
    same(&bench.built(&["Swindon"], &given));
    same(&bench.built(&THREE, &[&given[..], &["--year", "2023-24"]].concat()));
    // Where figures must be read to tell, the run comes to the same end.
    bench.put("uor.toml", "[ready]\nsubmitted = 1\n");
    same(&bench.built(&THREE, &given));
    fs_err::remove_file(bench.path("uor.toml")).expect("removed");
    // What changes no report changes the tree: another address in the list of what goes to whom.
    bench.put("contacts.csv", "council,email\nBradford,other@example.org\n");
    let said = told(&bench.built(&THREE, &[&given[..], &["--log-format", "json"]].concat()));
    all_say(&said, "kept: ");
    let lists: String = files(&bench.tree().join("regions"))
        .iter()
        .filter(|path| path.ends_with("distribution.csv"))
        .map(|path| fs_err::read_to_string(path).expect("text"))
        .collect();
    assert!(lists.contains("other@example.org") && !lists.contains("bradford@example.org"));
    bench.holds(&given);
    // And all of it anew where someone asks for that.
    let full =
        told(&bench.built(&THREE, &[&given[..], &["--full", "--log-format", "json"]].concat()));
    all_say(&full, "written: all are made anew (--full)");
    bench.holds(&given);
}
