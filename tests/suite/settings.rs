//! `uor.toml`: what it says, what goes before it, what is refused, and what of it is printed.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::harness::{entries, fold, page_text, run, sample, uor};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\">\
                    <rect width=\"40\" height=\"20\" fill=\"#801650\"/></svg>";

const THEME: &str = "[theme]\norganisation = \"Directors of the Nörth\"\nlogo = \"logo.svg\"\n\
                     logo_alt = \"Logo of the directors\"\naccent = \"#801650\"\n\
                     contact = { name = \"Team\", email = \"team@example.org\", url = \"https://example.org/a\" }\n";

/// A folder with a release, a logo and a settings file.
struct Desk(TempDir);

impl Desk {
    fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12"]);
        let desk = Self(folder);
        desk.put("logo.svg", LOGO);
        desk.put("uor.toml", &format!("data = \"release\"\n{settings}"));
        desk
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs_err::write(path, text).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn uor(&self, arguments: &[&str]) -> Command {
        let mut command = uor();
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    fn tree(&self) -> PathBuf {
        entries(&self.path("output")).pop().expect("a tree")
    }
}

fn read(path: &Path) -> String {
    fs_err::read_to_string(path).expect("it can be read")
}

/// The TOML of the page about settings.
fn documented() -> String {
    let page = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/settings.md"));
    let start = page.split("```toml\n").nth(1).expect("a sample");
    start.split("```").next().expect("its end").to_owned()
}

#[test]
fn the_documented_file_loads_and_says_where_everything_came_from() {
    let text = documented();
    let desk = Desk::new("");
    desk.put(
        "a/uor.toml",
        &text.replace("2021-22", "2023-24").replace("not_before", "#not_before"),
    );
    for name in ["release", "last-year", "templates"] {
        fs_err::create_dir_all(desk.path("a").join(name)).expect("made");
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogue/glossary.toml");
    desk.put("a/tables/catalogue/glossary.toml", &read(&own));
    let zip = desk.path("a/release/2023-24.zip");
    let mut pack = zip::ZipWriter::new(fs_err::File::create(zip).expect("made"));
    for file in entries(&desk.path("release")) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        pack.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        let bytes = fs_err::read(&file).expect("read");
        std::io::Write::write_all(&mut pack, &bytes).expect("written");
    }
    pack.finish().expect("finished");
    fs_err::create_dir_all(desk.path("a/release/outcomes")).expect("made");
    desk.put("a/logo.svg", LOGO);
    desk.put("a/neighbours.csv", "council,neighbour\nBarnet,Barnsley\n");
    desk.put("a/waiting-times.csv", "council,year,measure,value\nBarnet,2023-24,Weeks waited,4\n");
    desk.put("a/contacts.csv", "council,name,email\nBarnet,A,a@barnet.example\n");
    let said = run(&mut desk.uor(&[
        "build",
        "--dry-run",
        "--config",
        "a/uor.toml",
        "--jobs",
        "2",
        "Barnet",
    ]));
    // The small release has a tenth of the councils that the sample's rule wants.
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err.contains("11 of 153 councils have finance figures for 2023-24, and 95% must"),
        "{}",
        said.err
    );
    for line in [
        "setting jobs = 2 (--jobs)",
        "setting year = 2023-24 (a/uor.toml:3:8)",
        "setting strict = false (a/uor.toml:",
        "setting ready.submitted = 95% (a/uor.toml:",
        "setting questions = 1, 2, 3, 4, 5 (a/uor.toml:",
        "setting theme.accent = #801650 (a/uor.toml:",
        "setting site = https://reports.example.org/use-of-resources/{year} (a/uor.toml:",
    ] {
        assert!(said.err.contains(line), "{line}: {}", said.err);
    }
    assert!(!desk.path("output").exists());
}

#[test]
fn flags_go_before_variables_before_the_file_before_defaults() {
    let desk = Desk::new("jobs = 3\nout = \"from-file\"\n");
    let said = |arguments: &[&str], variable: Option<&str>| {
        let mut command = desk.uor(&["build", "--dry-run", "Barnet"]);
        command.args(arguments);
        if let Some(value) = variable {
            command.env("UOR_JOBS", value);
        }
        run(&mut command).err
    };
    assert!(said(&[], None).contains("setting jobs = 3 (uor.toml:2:8)"));
    assert!(said(&[], Some("2")).contains("setting jobs = 2 (UOR_JOBS)"));
    assert!(said(&["--jobs", "1"], Some("2")).contains("setting jobs = 1 (--jobs)"));
    let all = said(&[], None);
    assert!(all.contains("setting out = from-file (uor.toml:3:7)"), "{all}");
    assert!(all.contains("setting max_pages = 60 (default)"), "{all}");
    let output =
        desk.uor(&["build", "--dry-run", "Barnet", "--json", "-q"]).output().expect("it runs");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["councils"][0]["council"], "Barnet");
    let has = told["settings"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|one| one["from"] == "uor.toml:2:8");
    assert!(has, "{told}");
}

/// A file, and what is said of it.
const FAULTS: [(&str, &str); 28] = [
    ("jbos = 2", "s.toml:1:1: there is no setting 'jbos'; did you mean 'jobs'?"),
    (
        "[theme]\ncolour = \"#000000\"",
        "s.toml:2:1: there is no setting 'colour'; the keys are accent",
    ),
    (
        "[theme]\norganization = \"A\"",
        "s.toml:2:1: there is no setting 'organization'; did you mean 'organisation'?",
    ),
    ("jobs = 0", "s.toml:1:8: a whole number from 1 to 1000000 is wanted"),
    ("jobs = \"2\"", "s.toml:1:8: this is string"),
    ("year = \"21\"", "s.toml:1:8: "),
    ("format = [\"pdf\", \"docx\"]", "s.toml:1:18: \"pdf\" or \"html\" is wanted"),
    ("strict = \"yes\"", "s.toml:1:10: this is string, and true or false is wanted"),
    ("jobs = 2\njobs = 3", "s.toml:2:1: duplicate key"),
    ("jobs =", "s.toml:1:7: "),
    ("not_before = 2026-12-01", "s.toml:1:14: this is a date without quotes"),
    ("not_before = \"tomorrow\"", "s.toml:1:14: 'tomorrow' is no hour"),
    ("site = \"http://example.org\"", "s.toml:1:8: an address that begins with https://"),
    ("questions = [14]", "s.toml:1:14: there is no question 14; they are numbered 1 to 13"),
    (
        "measures = { leave_out = [\"UC3\"] }",
        "s.toml:1:27: there is no measure 'UC3'; did you mean UC",
    ),
    (
        "measures = { only = [] , leaveout = [] }",
        "there is no setting 'leaveout'; did you mean 'leave_out'?",
    ),
    ("[ready]\nsubmitted = 101", "s.toml:2:13: a whole number from 0 to 100 is wanted"),
    ("[ready]\ndiagnostics = \"none\"", "s.toml:2:15: \"errors\" or \"warnings\" is wanted"),
    ("[theme]\naccent = \"#F46A25\"", "s.toml:2:10: the contrast of #F46A25"),
    ("[theme]\nlogo = \"logo.svg\"", "s.toml:2:8: a logo needs logo_alt"),
    ("[theme]\nlogo_alt = \"A\"", "s.toml:2:12: there is no logo"),
    ("[theme]\nlogo = \"no.svg\"\nlogo_alt = \"A\"", "s.toml:2:8: the logo cannot be read"),
    (
        "[theme]\nlogo = \"bad.svg\"\nlogo_alt = \"A\"",
        "s.toml:2:8: line 2 of the logo holds <script>",
    ),
    ("[theme]\nlogo = \"bad.png\"\nlogo_alt = \"A\"", "s.toml:2:8: the logo is"),
    ("[theme]\norganisation = \"A\\nB\"", "s.toml:2:16: the text has a line break"),
    ("[theme]\ncontact = { name = \"A\" }", "s.toml:2:11: a contact needs email or url"),
    (
        "[theme]\ncontact = { url = \"javascript:alert(1)\" }",
        "an address that begins with https:// or mailto:",
    ),
    ("[theme]\ncontact = { email = \"a@b\" }", "'a@b' is no mail address"),
];

#[test]
fn every_fault_names_file_line_and_column() {
    let desk = Desk::new("");
    desk.put("bad.svg", &LOGO.replace("<rect", "\n<script/><rect"));
    desk.put("bad.png", "\u{89}PNG");
    for (text, said) in FAULTS {
        desk.put("s.toml", text);
        let said_now =
            run(&mut desk.uor(&["build", "--data", "release", "--config", "s.toml", "Barnet"]));
        assert_eq!(said_now.code, 2, "{text}: {}", said_now.err);
        assert!(said_now.err.contains(said), "{text}: {}", said_now.err);
    }
    assert!(!desk.path("output").exists());
    let said = run(&mut desk.uor(&["build", "--config", "no.toml"]));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("the settings cannot be read"), "{}", said.err);
}

#[test]
fn a_theme_is_on_both_and_makes_another_edition() {
    let desk = Desk::new(THEME);
    let said = run(&mut desk.uor(&["build", "Barnet"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let tree = desk.tree();
    let folder = entries(&tree.join("councils")).pop().expect("a council");
    let pdf = entries(&folder)
        .into_iter()
        .find(|path| path.extension().is_some_and(|kind| kind == "pdf"));
    let mut text = Command::new("pdftotext");
    text.args(["-raw", "-l", "1"]).arg(pdf.expect("a PDF")).arg("-");
    let first = String::from_utf8(text.output().expect("pdftotext runs").stdout).expect("UTF-8");
    let squeezed = |text: &str| fold(text).replace(' ', "");
    for words in
        ["Directors of the Nörth", "Contact: Team, team@example.org, https://example.org/a"]
    {
        assert!(squeezed(&first).contains(&squeezed(words)), "{words}: {first}");
        for page in ["index.html", "methods.html", "accessibility.html"] {
            let page = page_text(&read(&tree.join(page)).replace("&#x2f;", "/"));
            assert!(squeezed(&page).contains(&squeezed(words)), "{words}: {page}");
        }
        for page in
            [folder.join("index.html"), entries(&tree.join("regions"))[0].join("index.html")]
        {
            let page = page_text(&read(&page).replace("&#x2f;", "/"));
            assert!(squeezed(&page).contains(&squeezed(words)), "{words}: {page}");
        }
    }
    let page = read(&folder.join("index.html"));
    let cited = page_text(&page);
    assert!(cited.contains("Directors of the Nörth. Use of Resources "), "{cited}");
    assert!(
        page.contains("<img src=\"data:image/svg+xml;base64,")
            && page.contains("alt=\"Logo of the directors\"")
    );
    assert!(page.contains("--blue: #801650") && page.contains("img-src data:"));
    let statement = page_text(&read(&tree.join("accessibility.html")));
    assert!(statement.contains("Who to ask"), "{statement}");
    // Another accent is another edition: it does not mix with the first.
    desk.put("uor.toml", &format!("data = \"release\"\n{}", THEME.replace("#801650", "#12436D")));
    let said = run(&mut desk.uor(&["build", "Barnsley"]));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("made from other inputs"), "{}", said.err);
}

#[test]
fn a_logo_that_the_engine_cannot_set_stops_the_run_before_any_report() {
    let desk = Desk::new("[theme]\nlogo = \"logo.png\"\nlogo_alt = \"Logo\"\n");
    // Whole by its sums, and with picture data that is none.
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for body in [&b"IHDR\0\0\0\x05\0\0\0\x05\x08\x06\0\0\0"[..], b"IDATnone", b"IEND"] {
        png.extend(u32::try_from(body.len() - 4).expect("short").to_be_bytes());
        png.extend(body);
        png.extend(crc32fast::hash(body).to_be_bytes());
    }
    fs_err::write(desk.path("logo.png"), png).expect("written");
    let said = run(&mut desk.uor(&["build", "Barnet"]));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("logo of the theme cannot be set"), "{}", said.err);
    assert!(!desk.path("output").exists());
}

#[test]
fn what_is_left_out_is_named_and_stays_in_the_data() {
    let whole = Desk::new("");
    assert_eq!(run(&mut whole.uor(&["build", "Barnet", "--format", "html"])).code, 0);
    let desk = Desk::new("questions = [1, 2, 3]\nmeasures = { leave_out = [\"ex01\"] }\n");
    let said = run(&mut desk.uor(&["build", "Barnet"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let council = |desk: &Desk| entries(&desk.tree().join("councils")).pop().expect("a council");
    let (all, some) = (council(&whole), council(&desk));
    for name in ["data.csv", "data.json"] {
        assert_eq!(read(&all.join(name)), read(&some.join(name)), "{name}");
    }
    let [before, after] = [all, some].map(|folder| read(&folder.join("index.html")));
    for id in ["id=\"question-4\"", "id=\"measure-EX01\""] {
        assert!(before.contains(id) && !after.contains(id), "{id}");
    }
    assert!(after.contains("id=\"question-2\""));
    let text = page_text(&after);
    assert!(text.contains("left some questions or measures out"), "{text}");
    assert!(
        text.contains("not to print questions 4, 5, 6, 7, 8, 9, 10, 11, 12 and 13; measure EX01"),
        "{text}"
    );
    assert!(!page_text(&before).contains("left some questions"));
    // Nothing leads to a place that is not printed.
    for place in after.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(after.contains(&format!("id=\"{place}\"")), "nothing has the id {place}");
    }
    assert!(read(&desk.tree().join("manifest.json")).contains("\"left_out\": \"questions 4"));
}

#[test]
fn nothing_is_published_before_its_hour_unless_told() {
    let desk = Desk::new("not_before = \"2999-12-01 09:30\"\n");
    let said = run(&mut desk.uor(&["build", "Barnet"]));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err.contains("nothing is published before 2999-12-01 09:30 UK time (uor.toml:2:14)"),
        "{}",
        said.err
    );
    assert!(!desk.path("output").exists());
    assert_eq!(run(&mut desk.uor(&["check"])).code, 0);
    assert_eq!(run(&mut desk.uor(&["build", "Barnet", "--dry-run"])).code, 0);
    let said = run(&mut desk.uor(&["build", "Barnet", "--format", "html", "--ignore-not-before"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let early = read(&desk.tree().join("SHA256SUMS"));
    desk.put("uor.toml", "data = \"release\"\nnot_before = \"2001-01-01 00:00\"\n");
    assert_eq!(run(&mut desk.uor(&["build", "Barnet", "--format", "html"])).code, 0);
    assert_eq!(read(&desk.tree().join("SHA256SUMS")), early);
}

#[test]
fn a_run_that_is_not_ready_writes_nothing_and_says_what_is_missing() {
    for (rule, said) in [
        (
            "submitted = 95",
            "11 of 153 councils have finance figures for 2023-24, and 95% must (ready.submitted); without: ",
        ),
        ("diagnostics = \"warnings\"", "(ready.diagnostics)"),
    ] {
        let desk = Desk::new(&format!("[ready]\n{rule}\n"));
        let told = run(&mut desk.uor(&["build", "Barnet", "-q"]));
        assert_eq!(told.code, 2, "{rule}: {}", told.err);
        assert!(
            told.err.contains("not ready, and nothing was written") && told.err.contains(said),
            "{}",
            told.err
        );
        assert!(!desk.path("output").exists(), "{rule}");
    }
    let desk = Desk::new("[ready]\nsubmitted = 5\ndiagnostics = \"errors\"\n");
    assert_eq!(run(&mut desk.uor(&["build", "Barnet", "--format", "html"])).code, 0);
}

#[test]
fn a_log_for_programs_has_an_event_a_stage_and_a_council() {
    let desk = Desk::new("");
    let said = run(&mut desk.uor(&["build", "Barnet", "Barnsley", "--log-format", "json"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let events: Vec<serde_json::Value> = said
        .err
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!(named("council"), 2);
    assert!(named("stage") >= 4 && named("message") == 1, "{}", said.err);
    let log = read(&desk.tree().join("run.log"));
    assert!(log.contains("council E09000003 Barnet: written, "), "{log}");
    let again = run(&mut desk.uor(&["build", "Barnet", "Barnsley", "--jobs", "1"]));
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(read(&desk.tree().join("run.log")), log);
    let said = run(&mut desk.uor(&["build", "Atlantis", "--log-format", "json"]));
    let last: serde_json::Value =
        serde_json::from_str(said.err.lines().last().expect("a line")).expect("JSON");
    assert_eq!((said.code, &last["event"]), (2, &serde_json::json!("error")));
}

#[test]
fn shells_and_manuals_are_told_of_every_command() {
    for arguments in [["completions", "bash"].as_slice(), &["completions", "zsh"], &["man"]] {
        let output = uor().args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}");
        let text = String::from_utf8(output.stdout).expect("UTF-8").replace('\\', "");
        for word in ["build", "check", "explain", "--contacts"] {
            assert!(text.contains(word), "{arguments:?} says nothing of {word}");
        }
    }
}
