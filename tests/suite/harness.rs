//! Runs the program and holds on to what it made.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use tempfile::TempDir;

/// The program, with no settings from the environment.
pub(crate) fn uor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uor"));
    for name in [
        "DATA",
        "YEAR",
        "OUT",
        "JOBS",
        "TEMPLATES",
        "REFERENCE",
        "COMPARATORS",
        "CONFIG",
        "CONTACTS",
        "LOG_FORMAT",
        "NEED",
        "PROFILE",
    ] {
        command.env_remove(format!("UOR_{name}"));
    }
    command
}

/// What a run said and how it ended.
pub(crate) struct Said {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard error.
    pub(crate) err: String,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Said {
    let Output { status, stderr, .. } = command.output().expect("the program starts");
    Said {
        code: status.code().expect("the program ends by itself"),
        err: String::from_utf8(stderr).expect("messages are UTF-8"),
    }
}

/// A small illustrative release, in a folder that is made for it.
pub(crate) fn sample(release: &Path, size: &[&str]) {
    let said = run(uor().arg("sample").arg(release).args(size));
    assert_eq!(said.code, 0, "{}", said.err);
}

/// A tree that was built for several tests.
pub(crate) struct Tree {
    _folder: TempDir,
    /// The tree of the report year.
    pub(crate) root: PathBuf,
}

impl Tree {
    /// The only file below a folder of the tree with an ending.
    pub(crate) fn find(&self, slug: &str, ending: &str) -> PathBuf {
        let councils = self.root.join("councils");
        let folder = entries(&councils)
            .into_iter()
            .find(|path| path.to_string_lossy().ends_with(&format!("-{slug}")))
            .unwrap_or_else(|| panic!("{slug} is in the tree"));
        entries(&folder)
            .into_iter()
            .find(|path| path.to_string_lossy().ends_with(ending))
            .unwrap_or_else(|| panic!("{slug} has a file {ending}"))
    }

    /// The rows of `data/measures.csv`.
    pub(crate) fn measures(&self) -> Measures {
        Measures::read(&self.root.join("data/measures.csv"))
    }
}

/// What a folder holds, in order.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs_err::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    paths.sort();
    paths
}

/// The rows of `measures.csv` by measure, year and area code.
pub(crate) struct Measures {
    rows: HashMap<(String, String, String), Arc<HashMap<String, String>>>,
}

impl Measures {
    /// Reads a file in the contract's columns.
    pub(crate) fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("measures.csv opens");
        let columns: Vec<String> =
            reader.headers().expect("it has a header").iter().map(str::to_owned).collect();
        let mut rows = HashMap::new();
        for record in reader.records() {
            let record = record.expect("every row can be read");
            let row: HashMap<String, String> =
                columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            let key = (
                row["measure_id"].clone(),
                row["financial_year"].clone(),
                row["area_code"].clone(),
            );
            let twice = rows.insert(key.clone(), Arc::new(row));
            assert!(twice.is_none(), "{key:?} stands twice");
        }
        Self { rows }
    }

    /// The row of a measure, year and area code.
    pub(crate) fn row(
        &self,
        measure: &str,
        year: &str,
        code: &str,
    ) -> Option<&HashMap<String, String>> {
        let key = (measure.to_owned(), year.to_owned(), code.to_owned());
        self.rows.get(&key).map(Arc::as_ref)
    }

    /// A cell; empty where there is no such row.
    pub(crate) fn cell(&self, measure: &str, year: &str, code: &str, column: &str) -> &str {
        self.row(measure, year, code).map_or("", |row| &row[column])
    }

    /// A value as a number.
    pub(crate) fn value(&self, measure: &str, year: &str, code: &str) -> Option<f64> {
        self.cell(measure, year, code, "value").parse().ok()
    }

    /// The rows of a measure and year at a level.
    pub(crate) fn of_level<'a>(
        &'a self,
        measure: &'a str,
        year: &'a str,
        level: &'a str,
    ) -> impl Iterator<Item = &'a HashMap<String, String>> {
        self.rows
            .iter()
            .filter(move |((id, when, _), row)| {
                id == measure && when == year && row["area_level"] == level
            })
            .map(|(_, row)| row.as_ref())
    }
}

/// The councils of the small tree: an ordinary one of each of several kinds.
pub(crate) const COUNCILS: [&str; 4] = ["Barnet", "Barnsley", "Birmingham", "Bedford"];

/// A few reports of a small illustrative release, built once for all tests.
pub(crate) fn illustrative() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let release = folder.path().join("release");
        sample(&release, &["--councils", "12"]);
        let out = folder.path().join("out");
        let said = run(uor()
            .arg("build")
            .args(COUNCILS)
            .arg("--data")
            .arg(&release)
            .arg("--out")
            .arg(&out));
        assert_eq!(said.code, 0, "{}", said.err);
        let root = entries(&out).pop().expect("a tree was made");
        Tree { _folder: folder, root }
    })
}

/// The published files: beside the project, or where `UOR_PUBLISHED` says. Where they are missing the
/// tests that need them say so and pass, unless `UOR_REQUIRE_PUBLISHED` is set, as in CI.
pub(crate) fn published_files() -> Option<PathBuf> {
    let folder = std::env::var_os("UOR_PUBLISHED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("UOR_REQUIRE_PUBLISHED").is_none(),
        "the published files are not at {}; set UOR_PUBLISHED",
        folder.display()
    );
    // Not captured, so that no one takes a skipped test for a passed one.
    let said = format!(
        "SKIPPED: the published files are not at {}; set UOR_PUBLISHED\n",
        folder.display()
    );
    std::io::stderr().write_all(said.as_bytes()).expect("standard error can be written");
    None
}

/// The reports of some councils from the published 2021-22 release, built once for all tests.
pub(crate) fn published() -> Option<&'static Tree> {
    static TREE: OnceLock<Option<Tree>> = OnceLock::new();
    TREE.get_or_init(|| {
        let data = published_files()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let said = run(uor()
            .args(["build", "--year", "2021-22", "--data"])
            .arg(data)
            .arg("--out")
            .arg(folder.path())
            .args(["Isles of Scilly", "City of London", "Hackney", "Swindon"])
            .args(["West Northamptonshire", "Bournemouth, Christchurch and Poole", "Kirklees"]));
        assert_eq!(said.code, 0, "{}", said.err);
        let root = folder.path().join("2021-22");
        Some(Tree { _folder: folder, root })
    })
    .as_ref()
}

/// The text of a page without markup, white space folded.
pub(crate) fn page_text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            other if !inside => text.push(other),
            _ => {}
        }
    }
    fold(
        &text
            .replace("&amp;", "&")
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&quot;", "\""),
    )
}

/// A text with its white space folded and its soft hyphens removed.
pub(crate) fn fold(text: &str) -> String {
    text.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
