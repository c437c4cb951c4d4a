//! The samples of docs/scheduling.md: each has the form its program wants, and the job does what it says.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::harness::{entries, sample};

/// The samples of a kind, in the order of the page.
fn samples(kind: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scheduling.md");
    let page = fs_err::read_to_string(path).expect("the page");
    let start = format!("```{kind}\n");
    let parts = page.split(&start).skip(1);
    parts.map(|part| part.split("```").next().expect("its end").to_owned()).collect()
}

/// Runs a program on a text.
fn fed(program: &str, arguments: &[&str], text: &str) -> Output {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn every_sample_has_the_form_its_program_wants() {
    let [job] = samples("bash").try_into().expect("one job");
    let [workflow] = samples("yaml").try_into().expect("one workflow");
    let [task] = samples("xml").try_into().expect("one task");
    let [table] = samples("cron").try_into().expect("one table");
    let yaml = "import sys, yaml\nflow = yaml.safe_load(sys.stdin)\n\
                assert [step.get('run') or step['uses'] for step in flow['jobs']['reports']['steps']]\n\
                print(flow[True]['schedule'][0]['cron'])";
    let xml = "import sys, xml.etree.ElementTree as tree\nroot = tree.fromstring(sys.stdin.buffer.read())\n\
               assert 'uor.exe build' in ''.join(root.itertext())\nprint(root.tag)";
    for (program, arguments, text) in [
        ("bash", ["-n", "-s"], &job),
        ("python3", ["-c", yaml], &workflow),
        ("python3", ["-c", xml], &task),
    ] {
        let output = fed(program, &arguments, text);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && err.is_empty(), "{program}: {err}");
    }
    let lines: Vec<&str> =
        table.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.split_whitespace().take(5).collect::<Vec<_>>(), ["5", "8-18", "*", "*", "1-5"]);
}

#[test]
fn systemd_takes_the_units() {
    let units = samples("ini");
    let [service, timer] = units.as_slice() else { panic!("two units") };
    let folder = tempfile::tempdir().expect("a temporary folder");
    // It looks whether the command is there; the job itself is read by the shell.
    for (name, text) in [("uor.service", service), ("uor.timer", timer)] {
        fs_err::write(folder.path().join(name), text).expect("written");
    }
    let verify = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(folder.path().join("uor.service"))
        .arg(folder.path().join("uor.timer"))
        .output();
    let Ok(output) = verify else {
        eprintln!("SKIPPED: systemd-analyze is not on this machine");
        return;
    };
    let err = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<&str> = err.lines().filter(|line| line.contains("uor.")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    // A misspelt key is noticed, so a clean answer means something.
    fs_err::write(folder.path().join("uor.service"), service.replace("ExecStart", "ExecStrat"))
        .expect("written");
    let output = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(folder.path().join("uor.service"))
        .output()
        .expect("it ran before");
    assert!(String::from_utf8_lossy(&output.stderr).contains("ExecStrat"));
}

#[test]
fn the_job_makes_reports_once_and_again_only_when_something_changed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    sample(&at("published"), &["--councils", "12", "--years", "2"]);
    let put = |name: &str, text: &str| {
        fs_err::create_dir_all(at(name).parent().expect("a folder")).expect("made");
        fs_err::write(at(name), text).expect("written");
    };
    put("uor-job", &samples("bash")[0]);
    put("uor.toml", "region = \"London\"\nformat = \"html\"\n");
    // A curl that takes files from a folder.
    put(
        "bin/curl",
        "#!/usr/bin/env bash\nwhile (($# > 2)); do [[ $1 == --output ]] && to=$2; shift; done\n\
         cp \"${2#https://example.org/}\" \"$to\"\n",
    );
    let names = entries(&at("published"));
    let lines: Vec<String> = names
        .iter()
        .map(|path| path.file_name().expect("a name").to_string_lossy())
        .map(|name| format!("{name} https://example.org/published/{name}"))
        .collect();
    put("addresses.txt", &(lines.join("\n") + "\n"));
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_uor"), at("bin/uor")).expect("linked");
    let run = || {
        let mode =
            Command::new("chmod").arg("+x").arg(at("bin/curl")).status().expect("chmod runs");
        assert!(mode.success());
        let path = std::env::var("PATH").expect("a path");
        let output = Command::new("bash")
            .arg(at("uor-job"))
            .current_dir(folder.path())
            .env("PATH", format!("{}:{path}", at("bin").display()))
            .env("UOR_HOME", folder.path())
            .output()
            .expect("bash runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said.trim().to_owned(), err)
    };
    assert_eq!(run(), (Some(0), "reports are made".to_owned(), String::new()));
    assert_eq!(run(), (Some(0), "nothing new".to_owned(), String::new()));
    // Another setting is a change; one that holds the run back is not forgotten.
    put("uor.toml", "region = \"London\"\nformat = \"html\"\nnot_before = \"2999-01-01 09:30\"\n");
    let held = run();
    assert_eq!(held.0, Some(2));
    assert!(held.2.contains("the next run tries again"), "{}", held.2);
    assert_eq!(run().0, Some(2));
    put("uor.toml", "region = \"London\"\nformat = \"html\"\n");
    assert_eq!(run().1, "nothing new");
    put("addresses.txt", "a.csv https://example.org/published/no-such-file.csv\n");
    assert_eq!(run().0, Some(69));
}
