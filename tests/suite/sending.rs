//! Packs, lists and drafts, as other programs see them.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::harness::{entries, run, sample, uor};

/// Looks into packs and mails with Python's own readers; says what is wrong and exits with 1.
const JUDGE: &str = r#"
import email, email.policy, hashlib, pathlib, sys, zipfile
tree, away = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
for place in sorted(tree.glob("regions/*/*.zip")):
    with zipfile.ZipFile(place) as pack:
        assert pack.testzip() is None, place
        names = pack.namelist()
        assert len(names) == len(set(names)), place
        for info in pack.infolist():
            name = info.filename
            assert len(name) <= 150 and "\\" not in name and ".." not in name and not name.startswith("/"), name
            assert info.date_time == (1980, 1, 1, 0, 0, 0) and info.flag_bits == 0x800 and not info.extra, name
            assert info.compress_type == (0 if name.endswith((".pdf", ".xlsx")) or info.file_size == info.compress_size else 8), name
        pack.extractall(away)
    (top,) = {name.split("/")[0] for name in names}
    listed = set()
    for line in (away / top / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        listed.add(f"{top}/{name}")
        assert hashlib.sha256((away / top / name).read_bytes()).hexdigest() == digest, name
        if name != "cover-note.txt":
            assert (tree / name).read_bytes() == (away / top / name).read_bytes(), name
    assert listed == set(names) - {f"{top}/SHA256SUMS"}, place
    print("pack", top, len(names))
for place in sorted(tree.glob("regions/*/drafts/*.eml")):
    raw = place.read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 998, place
    mail = email.message_from_bytes(raw, policy=email.policy.strict)
    assert not mail.defects and not any(part.defects for part in mail.walk()), place
    assert mail["X-Unsent"] == "1" and mail["Date"] is None and mail["Bcc"] is None, place
    (attached,) = list(mail.iter_attachments())
    assert attached.get_content_type() == "application/pdf", place
    name = attached.get_filename()
    (pdf,) = [path for path in tree.glob("councils/*/*.pdf") if path.name == name]
    assert place.stem == pdf.parent.name, place
    assert attached.get_content() == pdf.read_bytes(), place
    body = mail.get_body().get_content()
    assert "text/html" not in [part.get_content_type() for part in mail.walk()], place
    print("mail", place.stem, "|", mail["To"], "|", mail["Subject"], "|", "https://" in body)
"#;

const CONTACTS: &str = "council,name,email\nBarnet,\"Zoë Þórsdóttir, Director\",zoe@barnet.example\n\
                        E09000003,,second@barnet.example\nBarnsley,Ann Lee,ann.lee@barnsley.example\n";

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12"]);
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn build(&self, out: &str, councils: &[&str]) -> Command {
        let mut command = uor();
        command.arg("build").args(councils).arg("--data").arg(self.path("release"));
        command.arg("--out").arg(self.path(out));
        command
    }

    fn contacts(&self, text: &str) -> PathBuf {
        let path = self.path("contacts.csv");
        fs_err::write(&path, text).expect("written");
        path
    }
}

/// What the judge says of a tree.
fn judged(tree: &Path) -> String {
    let away = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new("python3")
        .args(["-c", JUDGE])
        .arg(tree)
        .arg(away.path())
        .output()
        .expect("python3 is installed");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn tree(out: &Path) -> PathBuf {
    entries(out).pop().expect("a tree")
}

fn distribution(tree: &Path, region: &str) -> Vec<Vec<String>> {
    let path = tree.join("regions").join(region).join("distribution.csv");
    let mut reader = csv::Reader::from_path(path).expect("it opens");
    let header: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(
        header,
        [
            "council",
            "code",
            "region",
            "files",
            "sizes",
            "digests",
            "recipients",
            "release",
            "status"
        ]
    );
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn packs_and_drafts_are_what_they_should_be_for_other_programs() {
    let desk = Desk::new();
    let settings = desk.path("s.toml");
    let theme = "site = \"https://example.org/{year}\"\n[theme]\norganisation = \"Nörth\"\n";
    fs_err::write(&settings, theme).expect("written");
    let contacts = desk.contacts(CONTACTS);
    for (out, jobs) in [("one", "1"), ("two", "2")] {
        let mut build = desk.build(out, &["Barnet", "Barnsley", "Bedford"]);
        build
            .args(["--jobs", jobs])
            .arg("--contacts")
            .arg(&contacts)
            .arg("--config")
            .arg(&settings);
        let said = run(&mut build);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(
            said.err.contains("nobody to send to for 151: ") && said.err.contains("Bedford"),
            "{}",
            said.err
        );
    }
    let [one, two] = ["one", "two"].map(|out| tree(&desk.path(out)));
    let sums = |tree: &Path| fs_err::read_to_string(tree.join("SHA256SUMS")).expect("read");
    assert_eq!(sums(&one), sums(&two));
    let told = judged(&one);
    assert_eq!(told.matches("pack ").count(), 3, "{told}");
    unpacked_elsewhere(&one, &desk.path("elsewhere"));
    let subject = |council: &str| {
        format!("| Use of Resources 2023-24: {council} (illustrative figures) | True")
    };
    let barnet = format!(
        "mail e09000003-barnet | \"Zoë Þórsdóttir, Director\" <zoe@barnet.example>, second@barnet.example {}",
        subject("Barnet")
    );
    assert!(told.contains(&barnet), "{told}");
    assert!(
        told.contains(&format!("| Ann Lee <ann.lee@barnsley.example> {}", subject("Barnsley"))),
        "{told}"
    );
    assert_eq!(told.matches("mail ").count(), 2, "{told}");
    list_of_london(&one);
}

/// A pack that was sent on is held against its digests where it arrives.
fn unpacked_elsewhere(tree: &Path, place: &Path) {
    let pack = tree.join("regions/london/use-of-resources-2023-24-london.zip");
    let unzip = Command::new("unzip").arg("-q").arg(pack).arg("-d").arg(place).status();
    assert!(unzip.expect("unzip is installed").success());
    let folder = place.join("2023-24-london");
    let mut sums = Command::new("sha256sum");
    let sums = sums.args(["-c", "--quiet", "--strict", "SHA256SUMS"]).current_dir(&folder).status();
    assert!(sums.expect("sha256sum starts").success());
    let verify = || run(uor().arg("verify").arg(&folder));
    let said = verify();
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("files against their digests: nothing is wrong"), "{}", said.err);
    fs_err::write(folder.join("methods.html"), b"other").expect("written");
    fs_err::write(folder.join("more.txt"), b"more").expect("written");
    let said = verify();
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("2 things are wrong"), "{}", said.err);
}

/// The list of London, and what the tree says of it.
fn list_of_london(tree: &Path) {
    let sums = |tree: &Path| fs_err::read_to_string(tree.join("SHA256SUMS")).expect("read");
    let rows = distribution(tree, "london");
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row[..3], ["Barnet", "E09000003", "London"]);
    assert_eq!(row[6], "zoe@barnet.example; second@barnet.example");
    assert_eq!(row[8], "illustrative figures, not for sending");
    let [files, sizes, digests] = [3, 4, 5].map(|at| row[at].split("; ").collect::<Vec<_>>());
    assert_eq!((files.len(), sizes.len(), digests.len()), (5, 5, 5));
    for ((file, size), digest) in files.iter().zip(sizes).zip(digests) {
        assert_eq!(fs_err::metadata(tree.join(file)).expect(file).len().to_string(), size);
        assert!(sums(tree).contains(&format!("{digest}  {file}\n")), "{file}");
    }
    // No pack has an address in it, and the list of files names every pack, list and draft.
    for name in ["manifest.json", "run.log"] {
        let text = fs_err::read_to_string(tree.join(name)).expect("read");
        assert!(!text.contains("barnet.example"), "{name}");
    }
    for ending in
        ["/distribution.csv", "/drafts/e09000003-barnet.eml", "use-of-resources-2023-24-london.zip"]
    {
        assert!(sums(tree).contains(ending), "{ending}");
    }
    let pack = tree.join("regions/london/use-of-resources-2023-24-london.zip");
    let tested = Command::new("unzip").arg("-tq").arg(pack).output().expect("unzip is installed");
    assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
}

#[test]
fn a_run_for_some_councils_packs_those_that_are_in_the_tree() {
    let desk = Desk::new();
    let build = |out: &str, councils: &[&str]| {
        let said = run(&mut desk.build(out, councils));
        assert_eq!(said.code, 0, "{}", said.err);
    };
    build("steps", &["Barnet", "Bexley"]);
    build("steps", &["Barnsley"]);
    build("steps", &["Bexley"]);
    build("once", &["Barnet", "Bexley", "Barnsley"]);
    let [steps, once] = ["steps", "once"].map(|out| tree(&desk.path(out)));
    let told = judged(&steps);
    assert_eq!(told, judged(&once));
    assert!(!told.contains("mail "), "{told}");
    // The page of changes tells of the steps, as it should.
    let sums = |tree: &Path| {
        let sums = fs_err::read_to_string(tree.join("SHA256SUMS")).expect("read");
        let lines = sums.lines().filter(|line| !line.ends_with("  changes.html"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(sums(&steps), sums(&once));
    let rows = distribution(&steps, "london");
    let names: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
    assert_eq!(names, ["Barnet", "Bexley"]);
    assert!(rows.iter().all(|row| row[6].is_empty()));
    assert!(!steps.join("regions/london/drafts").exists());
}

#[test]
fn contacts_that_cannot_be_right_stop_the_run() {
    let desk = Desk::new();
    for (text, expected) in [
        (
            "council,name,email\nBarnett,A,a@b.example\n",
            "contacts.csv:2:1: error[observe/unknown-area]",
        ),
        (
            "council,name,email\nBarnet,\"A\r\nBcc: x@y.example\",a@b.example\n",
            "contacts.csv:2:2: error[observe/bad-contact]",
        ),
        (
            "council,name,email\nBarnet,A,\"a@b.example\r\nBcc: x@y.example\"\n",
            "contacts.csv:2:3: error[observe/bad-contact]",
        ),
        ("council,name,email\nBarnet,A,=1+1\n", "contacts.csv:2:3: error[observe/bad-contact]"),
        (
            "council,name,email\nBarnet,A,a@b.example\nBarnet,B,A@b.example\n",
            "contacts.csv:3:3: error[observe/duplicate-row]",
        ),
        ("council,name,email\nBarnet,A,a@b.example", "contacts.csv:2: error[release/cut-short]"),
        ("", "error[release/"),
    ] {
        let contacts = desk.contacts(text);
        let said = run(desk
            .build("out", &["Barnet"])
            .arg("--format")
            .arg("html")
            .arg("--contacts")
            .arg(contacts));
        assert_eq!(said.code, 2, "{text:?}: {}", said.err);
        assert!(said.err.contains(expected), "{text:?}: {}", said.err);
        assert!(!desk.path("out").exists(), "{text:?}");
    }
    let said = run(desk.build("other", &["Barnet"]).arg("--contacts").arg(desk.path("none.csv")));
    assert_eq!(said.code, 2, "{}", said.err);
}
