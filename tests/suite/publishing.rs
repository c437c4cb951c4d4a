//! The published tree is the old one or the new one, whatever happens to the run; docs/faults.md tells
//! which fault each test proves.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use use_of_resources::release::input::sha256;

use crate::harness::{Said, entries, run, sample, uor};

/// How long a test waits for something before it gives up.
const PATIENCE: Duration = Duration::from_mins(2);

/// A small release and a place for the output.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        Self { folder }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The only tree.
    fn tree(&self) -> PathBuf {
        entries(&self.out())
            .into_iter()
            .find(|path| path.join("manifest.json").is_file())
            .expect("a tree")
    }

    /// A run, not yet started, that makes other trees for other formats.
    fn build(&self, format: &str) -> Command {
        self.build_to(format, &self.out())
    }

    fn build_to(&self, format: &str, out: &Path) -> Command {
        let mut command = uor();
        command
            .args(["build", "Barnet", "Bedford", "--format", format, "--data"])
            .arg(self.folder.path().join("release"))
            .arg("--out")
            .arg(out);
        command
    }

    fn built(&self, format: &str) -> Said {
        run(&mut self.build(format))
    }

    /// Builds and gives the manifest.
    fn good(&self, format: &str) -> String {
        let said = self.built(format);
        assert_eq!(said.code, 0, "{}", said.err);
        whole(&self.tree())
    }
}

/// Makes sure that a tree holds what its manifest says and nothing else; gives the manifest.
fn whole(tree: &Path) -> String {
    let text = fs_err::read_to_string(tree.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    let mut listed: Vec<PathBuf> = vec![tree.join("SHA256SUMS"), tree.join("manifest.json")];
    for file in manifest["files"].as_array().expect("files") {
        let path = tree.join(file["path"].as_str().expect("a path"));
        let bytes = fs_err::read(&path).expect("a file of the manifest");
        assert_eq!(file["sha256"], sha256(&bytes).as_str(), "{}", path.display());
        listed.push(path);
    }
    let mut found = files(tree);
    listed.sort();
    found.sort();
    assert_eq!(found, listed);
    text
}

fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder)
        .into_iter()
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

/// What stands in an output folder, hidden files too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs_err::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let started = Instant::now();
    while !there() {
        assert!(started.elapsed() < PATIENCE, "waited too long for {what}");
        sleep(Duration::from_millis(2));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(name).arg(child.id().to_string()).status();
    assert!(sent.expect("kill starts").success());
}

fn quiet(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

#[test]
fn a_second_run_is_refused_and_told_who_holds_the_folder() {
    let bench = Bench::new();
    let mut first = quiet(&mut bench.build("html"));
    let lock = bench.out().join(".uor-lock");
    wait_for("the lock", || fs_err::read_to_string(&lock).is_ok_and(|text| text.ends_with('\n')));
    signal(&first, "-STOP");
    let second = bench.built("html");
    signal(&first, "-CONT");
    assert_eq!(second.code, 75, "{}", second.err);
    assert!(second.err.contains(&format!("process {}", first.id())), "{}", second.err);
    assert!(first.wait().expect("it ends").success());
    // The lock ends with its holder: what a dead run left in the file means nothing.
    fs_err::write(&lock, "process 1\n").expect("written");
    bench.good("html");
    assert_eq!(names(&bench.out()).len(), 1, "{:?}", names(&bench.out()));
}

/// Runs that are killed at moments spread over the whole run; `ci/kill-runs` does many more.
#[test]
fn a_killed_run_leaves_the_old_tree_or_the_new_one_and_the_next_run_clears_up() {
    let bench = Bench::new();
    let both = bench.good("pdf,html");
    let started = Instant::now();
    let page = bench.good("html");
    let length = started.elapsed();
    assert_ne!(both, page);
    for moment in [10, 40, 70, 85, 93, 97] {
        let before = whole(&bench.tree());
        let format = if before == page { "pdf,html" } else { "html" };
        let mut child = quiet(&mut bench.build(format));
        sleep(length * moment / 100);
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let after = whole(&bench.tree());
        assert!(after == before || after == both || after == page);
    }
    // Killed just when everything is written and nothing is in its place yet, if it is that quick.
    let mut child = quiet(&mut bench.build("html"));
    wait_for("the staged manifest", || {
        child.try_wait().expect("asked").is_some()
            || names(&bench.out())
                .iter()
                .any(|name| bench.out().join(name).join("tree/manifest.json").exists())
    });
    let _ended = child.kill();
    child.wait().expect("it ends");
    whole(&bench.tree());
    assert_eq!(bench.good("html"), page);
    assert_eq!(names(&bench.out()).len(), 1, "{:?}", names(&bench.out()));
}

#[test]
fn an_interrupted_run_takes_its_staging_away() {
    let bench = Bench::new();
    let before = bench.good("html");
    for (name, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = quiet(&mut bench.build("pdf,html"));
        wait_for("a staging folder", || names(&bench.out()).len() == 3);
        let sent = Instant::now();
        signal(&child, name);
        assert_eq!(child.wait().expect("it ends").code(), Some(code));
        assert!(sent.elapsed() < Duration::from_secs(20), "it took {:?}", sent.elapsed());
        assert_eq!(whole(&bench.tree()), before);
        assert_eq!(names(&bench.out()).len(), 1, "{:?}", names(&bench.out()));
    }
}

/// A reader sees one run's files as long as the manifest stays the same, and always sees a tree.
#[test]
fn who_reads_while_a_run_publishes_never_sees_two_runs() {
    let bench = Bench::new();
    bench.good("html");
    let tree = bench.tree();
    let mut seen = 0;
    for format in ["pdf,html", "html"] {
        let mut child = quiet(&mut bench.build(format));
        while child.try_wait().expect("asked").is_none() {
            let manifest = || fs_err::read_to_string(tree.join("manifest.json"));
            let before = manifest().expect("there is a tree at every moment");
            let sums = fs_err::read_to_string(tree.join("SHA256SUMS"));
            if manifest().expect("there is a tree at every moment") == before {
                let value: Value = serde_json::from_str(&before).expect("JSON");
                let count = value["files"].as_array().expect("files").len();
                assert_eq!(sums.expect("there").lines().count(), count);
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_read() {
    let bench = Bench::new();
    // No one can make anything there, not even the superuser.
    let said =
        run(uor().args(["build", "Barnet", "--data", "no/such/file", "--out", "/proc/here"]));
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("/proc/here"), "{}", said.err);
    let file = bench.folder.path().join("file");
    fs_err::write(&file, b"mine").expect("written");
    for out in [file.clone(), file.join("below")] {
        let said = run(&mut bench.build_to("html", &out));
        assert_eq!(said.code, 74, "{}", said.err);
    }
    assert_eq!(fs_err::read(&file).expect("still there"), b"mine");
}

/// The superuser may write anywhere, so this runs as nobody where it is the superuser who tests.
#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    let before = bench.good("html");
    let mode = |path: &Path, mode| {
        fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
    };
    let root = Command::new("id").arg("-u").output().expect("id starts").stdout == b"0\n";
    if root {
        mode(bench.folder.path(), 0o755);
    }
    mode(&bench.out(), 0o555);
    let build = bench.build("pdf,html");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(build.get_program()).args(build.get_args());
    let output = if root { command.output() } else { bench.build("pdf,html").output() };
    let output = output.expect("the program starts");
    mode(&bench.out(), 0o755);
    let err = String::from_utf8_lossy(&output.stderr);
    if err.contains("failed to execute") {
        // The program's own folder is closed to others here.
        return;
    }
    assert_eq!(output.status.code(), Some(74), "{err}");
    assert_eq!(whole(&bench.tree()), before);
    assert_eq!(names(&bench.out()).len(), 1);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let bench = Bench::new();
    let elsewhere = bench.folder.path().join("elsewhere");
    fs_err::create_dir_all(&elsewhere).expect("made");
    fs_err::os::unix::fs::symlink(&elsewhere, bench.out()).expect("linked");
    for out in [bench.out(), bench.out().join("")] {
        let said = run(&mut bench.build_to("html", &out));
        assert_eq!(said.code, 74, "{}", said.err);
        assert!(said.err.contains("is a symbolic link"), "{}", said.err);
    }
    assert!(names(&elsewhere).is_empty());
    fs_err::remove_file(bench.out()).expect("removed");
    bench.good("html");
    // The tree itself a link to a tree of ours, and a link inside it.
    let tree = bench.tree();
    fs_err::rename(&tree, elsewhere.join("tree")).expect("moved");
    fs_err::os::unix::fs::symlink(elsewhere.join("tree"), &tree).expect("linked");
    assert_eq!(bench.built("html").code, 74);
    fs_err::remove_file(&tree).expect("removed");
    fs_err::rename(elsewhere.join("tree"), &tree).expect("moved");
    fs_err::write(elsewhere.join("precious"), b"mine").expect("written");
    fs_err::os::unix::fs::symlink(&elsewhere, tree.join("councils/link")).expect("linked");
    let said = bench.built("html");
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("councils/link"), "{}", said.err);
    assert_eq!(fs_err::read(elsewhere.join("precious")).expect("still there"), b"mine");
}

#[test]
fn what_is_not_ours_is_never_deleted() {
    let bench = Bench::new();
    bench.good("html");
    let tree = bench.tree();
    fs_err::write(bench.out().join("notes.txt"), b"mine").expect("written");
    // Beside the tree it is nobody's business.
    bench.good("html");
    fs_err::write(tree.join("councils/notes.txt"), b"mine").expect("written");
    let said = bench.built("html");
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("councils/notes.txt"), "{}", said.err);
    assert_eq!(fs_err::read(tree.join("councils/notes.txt")).expect("still there"), b"mine");
    // A folder of someone else in the place of the tree, even with a manifest.
    fs_err::remove_dir_all(&tree).expect("removed");
    fs_err::create_dir_all(&tree).expect("made");
    fs_err::write(tree.join("manifest.json"), b"{\"name\": \"an app\"}").expect("written");
    let said = bench.built("html");
    assert_eq!(said.code, 74, "{}", said.err);
    assert_eq!(names(&tree), ["manifest.json"]);
    assert_eq!(names(&bench.out()).len(), 2, "{:?}", names(&bench.out()));
}

/// What cannot be read may be the tree before, so nothing is deleted on a guess: here the manifest is a
/// link that leads to itself, as a file on a failing disk is one that cannot be opened.
#[cfg(unix)]
#[test]
fn a_staged_tree_whose_manifest_cannot_be_read_is_left_alone() {
    let bench = Bench::new();
    bench.good("html");
    let staged = bench.out().join(".uor-staging-left/tree");
    fs_err::create_dir_all(&staged).expect("made");
    fs_err::write(staged.join("../staging-folder"), b"").expect("written");
    fs_err::write(staged.join("precious"), b"mine").expect("written");
    fs_err::os::unix::fs::symlink("manifest.json", staged.join("manifest.json")).expect("linked");
    let said = bench.built("html");
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("manifest.json"), "{}", said.err);
    assert_eq!(fs_err::read(staged.join("precious")).expect("still there"), b"mine");
    whole(&bench.tree());
}

/// A limit on the size of a file makes writing fail in the middle of one, as a full disk does.
#[cfg(unix)]
#[test]
fn a_tree_that_does_not_fit_is_told_and_leaves_nothing() {
    let bench = Bench::new();
    let before = bench.good("html");
    let build = bench.build("pdf,html");
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 60; exec \"$0\" \"$@\""]);
    limited.arg(build.get_program()).args(build.get_args());
    let said = run(&mut limited);
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("make room"), "{}", said.err);
    assert_eq!(whole(&bench.tree()), before);
    assert_eq!(names(&bench.out()).len(), 1, "{:?}", names(&bench.out()));
}

#[test]
fn a_run_that_cannot_read_its_inputs_leaves_no_folder() {
    let bench = Bench::new();
    let said = run(uor().args(["build", "--data", "no/such/file", "--out"]).arg(bench.out()));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(!bench.out().exists());
}

#[test]
fn a_tree_is_not_replaced_by_one_that_lacks_councils() {
    let bench = Bench::new();
    let before = bench.good("html");
    let templates = bench.folder.path().join("templates/html");
    fs_err::create_dir_all(&templates).expect("made");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/html/report.html");
    let text = fs_err::read_to_string(own).expect("the template");
    let trap = "{% if r.meta.council == 'Barnet' %}{{ r.no_such_field.at_all }}{% endif %}";
    fs_err::write(templates.join("report.html"), format!("{trap}{text}")).expect("written");
    let build = || {
        let mut command = bench.build("html");
        command.arg("--templates").arg(bench.folder.path().join("templates"));
        command
    };
    let said = run(&mut build());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("stays as it was"), "{}", said.err);
    assert_eq!(whole(&bench.tree()), before);
    let said = run(build().arg("--allow-partial"));
    assert_eq!(said.code, 1, "{}", said.err);
    let after: Value = serde_json::from_str(&whole(&bench.tree())).expect("JSON");
    assert_ne!(after["councils"][0]["outcome"], "written");
    assert_eq!(after["councils"][1]["outcome"], "written");
    // The old address of the one that was withdrawn says so, and goes on to when nothing else happens.
    let folder = after["withdrawn"][0]["folder"].as_str().expect("one was withdrawn").to_owned();
    assert!(folder.ends_with("-barnet"), "{folder}");
    let files = || entries(&bench.tree().join(&folder));
    let [stub] = &files()[..] else { panic!("{:?}", files()) };
    let page = fs_err::read_to_string(stub).expect("the page");
    assert!(page.contains("This report was withdrawn") && page.contains("Content-Security-Policy"));
    let said = run(build().arg("--allow-partial"));
    assert_eq!(said.code, 1, "{}", said.err);
    let text: Value = serde_json::from_str(&whole(&bench.tree())).expect("JSON");
    assert_eq!(text["withdrawn"], after["withdrawn"]);
    assert_eq!(fs_err::read_to_string(stub).expect("the page"), page);
    // Until there is a report again.
    let again: Value = serde_json::from_str(&bench.good("html")).expect("JSON");
    assert_eq!(again["withdrawn"], Value::Array(Vec::new()));
    assert!(files().len() > 1);
}
