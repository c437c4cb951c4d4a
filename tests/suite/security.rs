//! What SECURITY.md promises of the files that are handed over: nothing in them runs, loads or leads
//! elsewhere unasked, and nothing tells where or by whom they were made.

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Document, Object};
use zip::ZipArchive;

use crate::harness::{Tree, entries, illustrative, published, run, sample, uor};

fn trees() -> impl Iterator<Item = &'static Tree> {
    std::iter::once(illustrative()).chain(published())
}

/// The files below a folder with an ending; there must be some.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    fn all(folder: &Path) -> Vec<PathBuf> {
        let below = |path: PathBuf| if path.is_dir() { all(&path) } else { vec![path] };
        entries(folder).into_iter().flat_map(below).collect()
    }
    let mut found = all(folder);
    found.retain(|path| path.to_string_lossy().ends_with(ending));
    assert!(!found.is_empty(), "there is no {ending} in {}", folder.display());
    found
}

/// A file's bytes, or those of everything packed in it.
fn unpacked(path: &Path) -> Vec<Vec<u8>> {
    let bytes = fs_err::read(path).expect("a file");
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("zip" | "xlsx" | "ods") => {
            let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
            let count = zip.len();
            let entry = |index| {
                let mut content = Vec::new();
                zip.by_index(index).expect("an entry").read_to_end(&mut content).expect("whole");
                content
            };
            (0..count).map(entry).collect()
        }
        Some("pdf") => {
            let mut document = Document::load_mem(&bytes).expect("a PDF");
            document.decompress();
            let mut plain = Vec::new();
            document.save_to(&mut plain).expect("memory can be written");
            vec![plain, bytes]
        }
        _ => vec![bytes],
    }
}

fn holds(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes())
}

/// Markup with the entities of templates undone.
fn plain(html: &str) -> String {
    html.replace("&#x27;", "'").replace("&#x2f;", "/").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn no_page_runs_or_loads_what_is_not_its_own() {
    for path in trees().flat_map(|tree| files(&tree.root, ".html")) {
        let html = plain(&fs_err::read_to_string(&path).expect("a page"));
        let name = path.display();
        let policy = html
            .split("http-equiv=\"Content-Security-Policy\" content=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("{name} has no policy"));
        assert!(policy.starts_with("default-src 'none';"), "{name}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{name}: {policy}");
        let scripts = html.matches("<script").count();
        assert_eq!(policy.contains("script-src 'sha256-"), scripts > 0, "{name}: {policy}");
        for part in
            ["<iframe", "<object", "<embed", "<link rel=\"stylesheet", "<base", "<form action"]
        {
            assert!(!html.contains(part), "{name}: {part}");
        }
        for (attribute, value) in ["src", "href", "action"].into_iter().flat_map(|attribute| {
            let start = format!(" {attribute}=\"");
            let values: Vec<String> = html
                .split(&*start)
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned))
                .collect();
            values.into_iter().map(move |value| (attribute, value))
        }) {
            let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_owned());
            let allowed: &[&str] =
                if attribute == "href" { &["https", "mailto", "data"] } else { &["data"] };
            assert!(
                scheme.as_deref().is_none_or(|scheme| allowed.contains(&scheme)),
                "{name}: {attribute}={value}"
            );
            assert!(!value.starts_with("//"), "{name}: {attribute}={value}");
        }
    }
}

/// Whether something in a PDF has a key, or a name as a value.
fn names(object: &Object, wanted: &str) -> bool {
    match object {
        Object::Name(name) => name == wanted.as_bytes(),
        Object::Array(parts) => parts.iter().any(|part| names(part, wanted)),
        Object::Dictionary(parts) => in_dictionary(parts, wanted),
        Object::Stream(stream) => in_dictionary(&stream.dict, wanted),
        _ => false,
    }
}

fn in_dictionary(parts: &lopdf::Dictionary, wanted: &str) -> bool {
    parts.iter().any(|(key, value)| key == wanted.as_bytes() || names(value, wanted))
}

#[test]
fn no_pdf_runs_opens_or_carries_anything() {
    for path in trees().flat_map(|tree| files(&tree.root, ".pdf")) {
        let document = Document::load(&path).expect("a PDF");
        let name = path.display();
        for wanted in [
            "JavaScript",
            "JS",
            "Launch",
            "SubmitForm",
            "ImportData",
            "GoToR",
            "GoToE",
            "RichMedia",
            "EmbeddedFiles",
            "EmbeddedFile",
            "AcroForm",
            "XFA",
            "OpenAction",
            "AA",
        ] {
            for object in document.objects.values() {
                assert!(!names(object, wanted), "{name}: {wanted}");
            }
        }
        for object in document.objects.values() {
            let Ok(parts) = object.as_dict() else { continue };
            for link in [
                parts.get(b"URI"),
                parts.get(b"A").and_then(Object::as_dict).and_then(|a| a.get(b"URI")),
            ] {
                let Ok(Ok(link)) = link.map(Object::as_str) else { continue };
                let text = String::from_utf8_lossy(link);
                assert!(
                    text.starts_with("https://") || text.starts_with("mailto:"),
                    "{name}: {text}"
                );
            }
        }
    }
}

#[test]
fn no_output_tells_where_or_by_whom_it_was_made() {
    let said = |command: &str, arguments: &[&str]| {
        let output = Command::new(command).args(arguments).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let tree = illustrative();
    // The folder that release, output and reports were made in, the sources of the program, and who runs
    // it: only names that cannot be words of a report.
    let out = tree.root.parent().and_then(Path::parent).expect("the folder of the test");
    let mut words = vec![out.display().to_string(), env!("CARGO_MANIFEST_DIR").to_owned()];
    words.extend(std::env::var("HOME").ok().map(|home| format!("{home}/")));
    words.extend([said("hostname", &[]), said("uname", &["-n"])].into_iter().flatten());
    words.retain(|word| word.len() >= 6);
    assert!(words.len() >= 3, "{words:?}");
    for path in files(&tree.root, "") {
        for bytes in unpacked(&path) {
            for word in &words {
                assert!(!holds(&bytes, word), "{} holds {word}", path.display());
            }
        }
    }
}

/// What a hostile supplier writes where names and sources go: markup, code of templates, a formula.
const HOSTILE: &str = "=HYPERLINK(\"\"https://evil.example\"\") <script>alert(1)</script> #read(\"\"/etc/passwd\"\") {{ 7*7 }} $x$ *b* _i_ `c` @ref \\\\ ../../x";

#[test]
fn hostile_text_is_printed_as_text_and_never_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = |name: &str| folder.path().join(name);
    sample(&place("release"), &["--councils", "12", "--years", "2"]);
    let local = format!(
        "council,year,measure,value,base,unit,source\nBarnet,2023-24,\"{HOSTILE}\",58.3,120,percent,\"{HOSTILE}\"\n"
    );
    fs_err::write(place("=cmd.csv"), local).expect("written");
    let said = run(uor()
        .args(["build", "Barnet", "--data"])
        .arg(place("release"))
        .arg("--supplement")
        .arg(place("=cmd.csv"))
        .arg("--out")
        .arg(place("out")));
    // The gate has found the text, letter by letter, in the PDF and on the page.
    assert_eq!(said.code, 0, "{}", said.err);
    let root = entries(&place("out")).pop().expect("a tree");
    let report = root.join("councils/e09000003-barnet/index.html");
    let html = fs_err::read_to_string(report).expect("a page");
    assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("{{ 7*7 }}"), "as text");
    for path in files(&root.join("councils"), ".html") {
        let html = fs_err::read_to_string(&path).expect("a page");
        assert!(!html.contains("<script") && !html.contains("href=\"https://evil"), "no markup");
    }
    for path in files(&root, ".xlsx") {
        for part in unpacked(&path) {
            assert!(!holds(&part, "<f>"), "{} has a formula", path.display());
        }
    }
    for path in files(&root, ".csv") {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_path(&path).expect("CSV");
        for cell in reader
            .records()
            .flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>())
        {
            let begins = cell.starts_with(['=', '+', '@', '|', '\t', '\r', '-']);
            assert!(!begins || cell.parse::<f64>().is_ok(), "{}: {cell}", path.display());
        }
    }
}

/// A terminal takes some characters for orders; whoever names a file or writes a release gives none.
#[cfg(unix)]
#[test]
fn names_and_releases_give_no_orders_to_a_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "12", "--years", "2"]);
    fs_err::write(release.join("a\u{1b}[2J\u{202e}.csv"), "not,known\n1,2\n").expect("written");
    fs_err::write(release.join("b.csv"), "nor\u{1b}[2J,this\n1,2\n").expect("written");
    let said = run(uor().args(["check", "-v", "--data"]).arg(&release));
    assert!(said.err.contains("[2J"), "the files are named: {}", said.err);
    assert!(!said.err.contains(['\u{1b}', '\u{202e}']), "{:?}", said.err);
}

/// What the program may be built from; `deny.toml` says the same to a tool that sees licences too.
#[test]
fn every_dependency_is_of_the_public_registry_and_none_of_our_code_is_unsafe() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| -> toml::Value {
        let text = fs_err::read_to_string(project.join(name)).expect("it is there");
        text.parse::<toml::Table>().map(toml::Value::Table).expect("TOML")
    };
    let (lock, manifest) = (read("Cargo.lock"), read("Cargo.toml"));
    let packages = lock["package"].as_array().expect("packages");
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let source = package.get("source").and_then(toml::Value::as_str);
        let ours = name == env!("CARGO_PKG_NAME");
        let public = source == Some("registry+https://github.com/rust-lang/crates.io-index");
        assert!(ours != public, "{name} is from {source:?}");
        assert!(ours || package.get("checksum").is_some(), "{name} has no checksum");
    }
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    assert_eq!(manifest["profile"]["release"]["overflow-checks"].as_bool(), Some(true));
}
