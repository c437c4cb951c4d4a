//! What a run finds around it (clock, zone, locale, rights of new files, no home, no folder to be in, nobody who
//! listens, little memory) changes no byte of the tree, or ends it with a message and the tree in place whole.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::harness::{Said, run, sample, uor};

struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "2"]);
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn build(&self, out: &str) -> Command {
        let mut command = uor();
        command.args(["build", "Bedford", "--jobs", "1", "--data"]).arg(self.path("release"));
        command.arg("--out").arg(self.path(out));
        command
    }

    /// The same from a shell that does something before, in an environment with nothing in it.
    fn after(&self, before: &str, out: &str) -> Command {
        let build = self.build(out);
        let mut command = Command::new("/bin/sh");
        command.env_clear().args(["-c", &format!("{before}; exec \"$0\" \"$@\"")]);
        command.arg(build.get_program()).args(build.get_args());
        command
    }

    fn manifest(&self, out: &str) -> String {
        fs_err::read_to_string(self.path(out).join("2023-24/manifest.json")).expect("a manifest")
    }
}

fn good(command: &mut Command) -> Said {
    let said = run(command);
    assert_eq!(said.code, 0, "{}", said.err);
    said
}

/// The manifest has the digest of every other file.
#[test]
fn neither_clock_nor_zone_nor_rights_nor_home_change_a_byte() {
    let bench = Bench::new();
    good(&mut bench.build("plain"));
    let plain = bench.manifest("plain");
    let away = bench.path("away");
    fs_err::create_dir(&away).expect("made");
    let gone = format!("cd '{away}' && rmdir '{away}'", away = away.display());
    let zones = "export TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 SOURCE_DATE_EPOCH=4102444800";
    for (number, before) in
        ["umask 077", zones, "export HOME=/nowhere TMPDIR=/nowhere", &gone].into_iter().enumerate()
    {
        let out = format!("other-{number}");
        good(&mut bench.after(before, &out));
        assert!(bench.manifest(&out) == plain, "{before}: the tree is another");
    }
    let mode = |path: &Path| {
        use std::os::unix::fs::PermissionsExt as _;
        fs_err::metadata(path).expect("it is there").permissions().mode() & 0o777
    };
    assert_eq!(mode(&bench.path("other-0/2023-24/index.html")), 0o600, "the umask is heeded");
}

#[test]
fn a_run_to_which_nobody_listens_makes_the_same_tree() {
    let bench = Bench::new();
    good(&mut bench.build("plain"));
    let plain = bench.manifest("plain");
    let streams = |number: usize| match number {
        0 => "exec <&- >&- 2>&-",
        _ => "exec <&-",
    };
    for number in 0..2 {
        let out = format!("other-{number}");
        let mut command = bench.after(streams(number), &out);
        let status = command.args(["--json", "-v"]).stdout(Stdio::null()).status();
        assert_eq!(status.expect("it starts").code(), Some(0));
        assert!(bench.manifest(&out) == plain, "{}: the tree is another", streams(number));
    }
    // The reader of both streams goes away at once.
    let mut child = bench
        .build("other-2")
        .args(["--json", "-v"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(bench.manifest("other-2") == plain);
}

/// Memory that cannot be had ends a run, or costs reports, and never the tree in place.
#[test]
fn too_little_memory_leaves_the_tree_in_place() {
    let bench = Bench::new();
    good(bench.build("out").args(["--format", "html"]));
    let before = bench.manifest("out");
    // Below that the system cannot even load the program.
    for megabytes in [90, 120, 200, 300, 400, 600, 1000] {
        let limit = format!("ulimit -v {megabytes}000");
        let said = run(&mut bench.after(&limit, "out"));
        println!("{limit}: {} {}", said.code, said.err);
        assert!([0, 1, 74].contains(&said.code), "{limit}: {} {}", said.code, said.err);
        if said.code != 0 {
            assert!(bench.manifest("out") == before, "{limit}: {}", said.err);
            assert!(!said.err.is_empty(), "{limit}");
        }
        let next = good(bench.build("out").args(["--format", "html"]));
        assert!(next.err.contains("1 reports for"), "{}", next.err);
        assert!(bench.manifest("out") == before, "{limit}: {}", next.err);
    }
    let verified = run(uor().arg("verify").arg(bench.path("out/2023-24")));
    assert_eq!(verified.code, 0, "{}", verified.err);
}
