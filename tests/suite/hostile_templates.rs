//! A template of someone else is a program: whatever it does costs the one report it does it to, which
//! is named with the reason, and every other report is made byte for byte as if nothing had been.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Said, entries, run, sample, uor};

/// The council whose report goes wrong; its neighbours in the order of the run are made before and after.
const VICTIM: &str = "Barnsley";
const COUNCILS: [&str; 3] = ["Barnet", VICTIM, "Bedford"];

/// What a template does, and what is said of it.
struct Trap {
    format: &'static str,
    code: &'static str,
    settings: &'static [&'static str],
    said: &'static str,
}

/// Each of them ends a process, or never ends it, if nothing stands in its way.
const TRAPS: [Trap; 7] = [
    Trap {
        format: "pdf",
        code: "for i in range(100000) { for j in range(1000000) { let x = i * j } }",
        settings: &["--max-seconds", "10"],
        said: "took longer than 10 seconds and was stopped",
    },
    Trap {
        format: "pdf",
        code: "let x = range(2000000000)",
        settings: &["--max-memory", "600"],
        said: "needed more than 600 MB of memory and was stopped",
    },
    Trap {
        format: "html",
        code: "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}\
               {% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        settings: &["--max-memory", "600"],
        said: "needed more than 600 MB of memory and was stopped",
    },
    Trap {
        format: "pdf",
        code: "let x = (1,); for i in range(1000000) { x = (x,) }",
        settings: &[],
        said: "went too deep and was stopped: its stack was full",
    },
    Trap {
        format: "pdf",
        code: "for i in range(100) { pagebreak() }",
        settings: &["--max-pages", "70"],
        said: "pages, more than 70",
    },
    Trap {
        format: "html",
        code: "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        settings: &[],
        said: "ran out of fuel",
    },
    Trap {
        format: "pdf",
        code: "let deeper(n) = deeper(n + 1); deeper(0)",
        settings: &[],
        said: "maximum function call depth exceeded",
    },
];

struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        Self { folder }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn build(&self, format: &str, out: &str) -> Command {
        let mut command = uor();
        command
            .arg("build")
            .args(COUNCILS)
            .args(["--jobs", "1", "--year", "2023-24", "--format", format, "--data"])
            .arg(self.folder.path().join("release"))
            .arg("--out")
            .arg(self.out(out));
        command
    }

    /// A run with a template that goes wrong for one council.
    fn trapped(&self, trap: &Trap, out: &str) -> Said {
        let templates = self.out(&format!("{out}-templates"));
        write_trap(&templates, trap);
        run(self.build(trap.format, out).args(trap.settings).arg("--templates").arg(templates))
    }
}

fn write_trap(folder: &Path, trap: &Trap) {
    let name = if trap.format == "pdf" { "pdf/report.typ" } else { "html/report.html" };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name);
    let own = fs_err::read_to_string(own).expect("the template is there");
    let code = trap.code;
    let text = if trap.format == "pdf" {
        format!("{own}\n#if report.meta.council == \"{VICTIM}\" {{\n{code}\n}}\n")
    } else {
        format!("{{% if r.meta.council == '{VICTIM}' %}}{code}{{% endif %}}{own}")
    };
    let place = folder.join(name);
    fs_err::create_dir_all(place.parent().expect("a folder")).expect("made");
    fs_err::write(place, text).expect("written");
}

/// What the manifest says of the files of the councils that were made.
fn files(tree: &Path) -> Vec<(String, String)> {
    let text = fs_err::read_to_string(tree.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let files = manifest["files"].as_array().expect("files");
    files
        .iter()
        .map(|file| (word(&file["path"]), word(&file["sha256"])))
        .filter(|(path, _)| path.starts_with("councils/"))
        .collect()
}

#[test]
fn a_template_that_runs_away_costs_one_report_and_the_others_are_as_ever() {
    let bench = Bench::new();
    for format in ["pdf", "html"] {
        let said = run(&mut bench.build(format, format));
        assert_eq!(said.code, 0, "{}", said.err);
    }
    for (number, trap) in TRAPS.iter().enumerate() {
        let out = format!("trap-{number}");
        let said = bench.trapped(trap, &out);
        assert_eq!(said.code, 1, "{}: {}", trap.code, said.err);
        let line = said.err.lines().find(|line| line.contains("no report for")).unwrap_or_default();
        assert!(line.contains(VICTIM) && line.contains(trap.said), "{}: {line}", trap.code);
        let tree = bench.out(&out).join("2023-24");
        let text = fs_err::read_to_string(tree.join("manifest.json")).expect("a manifest");
        assert!(text.contains(trap.said), "the manifest tells why: {}", trap.code);
        let mut others = files(&bench.out(trap.format).join("2023-24"));
        others.retain(|(path, _)| !path.contains("-barnsley/"));
        assert_eq!(files(&tree), others, "{}", trap.code);
    }
}

#[test]
fn a_template_that_is_none_stops_the_run_before_anything_is_written() {
    let bench = Bench::new();
    let templates = bench.out("broken");
    fs_err::create_dir_all(templates.join("html")).expect("made");
    fs_err::write(templates.join("html/report.html"), "{% if %}").expect("written");
    let said = run(bench.build("html", "out").arg("--templates").arg(&templates));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("html/report.html:1"), "{}", said.err);
    assert!(!bench.out("out").exists());
    // The list of councils, which is one page of all, and runs away.
    fs_err::remove_file(templates.join("html/report.html")).expect("removed");
    let code = "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}\
                {% set ns.x = ns.x ~ ns.x %}{% endfor %}";
    fs_err::write(templates.join("html/index.html"), code).expect("written");
    let said = run(bench.build("html", "out").arg("--templates").arg(&templates));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("of memory and was stopped"), "{}", said.err);
    assert!(!bench.out("out").exists());
}

/// The workers of a run.
#[cfg(target_os = "linux")]
fn workers(parent: &Child) -> Vec<String> {
    let mut workers = Vec::new();
    // A process is the child of the thread that started it.
    for thread in entries(Path::new(&format!("/proc/{}/task", parent.id()))) {
        let text = fs_err::read_to_string(thread.join("children")).unwrap_or_default();
        workers.extend(text.split_whitespace().map(str::to_owned));
    }
    workers
}

/// A worker that is killed from outside costs the report it was on, and another takes its place.
#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_is_killed_costs_its_report_and_the_run_goes_on() {
    let bench = Bench::new();
    let trap = &TRAPS[0];
    let templates = bench.out("templates");
    write_trap(&templates, trap);
    let mut command = bench.build("pdf", "out");
    command.arg("--templates").arg(&templates).stderr(std::process::Stdio::piped());
    let parent = command.spawn().expect("it starts");
    // The one worker hangs on its second report; by then the first is in the staging folder.
    let staged = || {
        let out = bench.out("out");
        out.exists()
            && fs_err::read_dir(out).expect("a folder").flatten().any(|entry| {
                let councils = entry.path().join("tree/councils");
                councils.exists() && !entries(&councils).is_empty()
            })
    };
    while !staged() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    std::thread::sleep(std::time::Duration::from_secs(2));
    let killed = Command::new("kill").arg("-9").args(workers(&parent)).status();
    assert!(killed.expect("kill starts").success());
    let output = parent.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("no report for Barnsley: the process that made it was ended by signal 9"));
    assert_eq!(entries(&bench.out("out/2023-24/councils")).len(), 2);
}

/// When the run is gone its workers are gone, even one that hangs in a report.
#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_their_run() {
    let bench = Bench::new();
    let templates = bench.out("templates");
    write_trap(&templates, &TRAPS[0]);
    let mut command = bench.build("pdf", "out");
    command.arg("--templates").arg(&templates).stderr(std::process::Stdio::null());
    let mut parent = command.spawn().expect("it starts");
    std::thread::sleep(std::time::Duration::from_secs(2));
    let workers = workers(&parent);
    assert!(!workers.is_empty());
    parent.kill().expect("it can be killed");
    parent.wait().expect("it ends");
    let gone = || workers.iter().all(|pid| !Path::new("/proc").join(pid).exists());
    for _ in 0..500 {
        if gone() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("workers are left: {workers:?}");
}
