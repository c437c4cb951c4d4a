//! The internal profile: what it adds, that it adds nothing to anything public, and its index worked out a second
//! time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use use_of_resources::measure::catalogue::Polarity;
use use_of_resources::proof::pdf;
use use_of_resources::report::internal;
use use_of_resources::run::{self as program, Additions, Tables, Wanted};

use crate::harness::{Measures, entries, page_text, run, sample, uor};

/// What stands on internal pages and nowhere else.
const MARKS: [&str; 4] =
    ["outcome value", "not for publication", "members’ briefing", "internal/index.html"];

/// The parts of a tree that say whom it is for.
const ABOUT: [&str; 3] = ["manifest.json", "SHA256SUMS", "run.log"];

struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        sample(&folder.path().join("release"), &["--councils", "12", "--years", "8"]);
        let bench = Self(folder);
        let mut need = "council,year,relative_need_share,area_cost_adjustment,source\n".to_owned();
        for council in ["Bradford", "Ealing", "Swindon"] {
            need.push_str(council);
            need.push_str(",2018-19,1.1,0.95,Made up for a test\n");
        }
        bench.put("need.csv", &need);
        bench.put("contacts.csv", "council,email\nBradford,bradford@example.org\n");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs_err::write(self.path(name), text).expect("written");
    }

    fn command(&self, out: &str, more: &[&str]) -> Command {
        let mut command = uor();
        command
            .current_dir(self.0.path())
            .args(["build", "Bradford", "Swindon", "--data", "release", "--contacts"])
            .args(["contacts.csv", "--out", out])
            .args(more);
        command
    }

    fn build(&self, out: &str, more: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
        let said = run(&mut self.command(out, more));
        assert_eq!(said.code, 0, "{}", said.err);
        let root = entries(&self.path(out)).pop().expect("a tree");
        let read = |path: PathBuf| {
            let name = path.strip_prefix(&root).expect("inside").to_owned();
            (name, fs_err::read(&path).expect("it can be read"))
        };
        files(&root).into_iter().map(read).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(inside).collect()
}

fn is_internal(name: &Path) -> bool {
    name.components().any(|part| part.as_os_str() == "internal")
}

/// All words of a file, those packed into a ZIP or written in a PDF too.
fn words(name: &Path, bytes: &[u8]) -> String {
    let ending = name.extension().map(|ending| ending.to_string_lossy().into_owned());
    match ending.as_deref() {
        Some("pdf") => pdf::read(bytes).expect("a PDF").text,
        Some("zip" | "xlsx" | "ods") => {
            let mut text = String::new();
            let mut pack = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
            for index in 0..pack.len() {
                let mut file = pack.by_index(index).expect("a file");
                let inner = PathBuf::from(file.name().expect("a name").into_owned());
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut file, &mut bytes).expect("read");
                text += &[&*inner.to_string_lossy(), " ", &*words(&inner, &bytes)].concat();
            }
            text
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
    .to_lowercase()
}

fn text(tree: &BTreeMap<PathBuf, Vec<u8>>, name: &str) -> String {
    let bytes = tree.get(Path::new(name)).unwrap_or_else(|| panic!("{name} is in the tree"));
    page_text(&String::from_utf8_lossy(bytes))
}

const BRADFORD: &str = "councils/e08000032-bradford/internal/index.html";

#[test]
fn the_public_tree_has_nothing_of_the_internal_one_and_is_all_of_the_rest_of_it() {
    let bench = Bench::new();
    let year = ["--year", "2018-19"];
    let internal = [&year[..], &["--profile", "internal", "--need", "need.csv"]].concat();
    let public = bench.build("public", &year);
    let both = bench.build("internal", &internal);
    let (added, same): (Vec<_>, Vec<_>) = both.iter().partition(|(name, _)| is_internal(name));
    let added: Vec<String> = added.iter().map(|(name, _)| name.display().to_string()).collect();
    assert_eq!(
        added,
        ["councils/e06000030-swindon/internal/index.html", BRADFORD, "internal/index.html"]
    );
    assert_eq!(same.len(), public.len());
    for (name, bytes) in &public {
        let about = ABOUT.iter().any(|about| name == Path::new(about));
        let twin = both.get(name).unwrap_or_else(|| panic!("{} is in both", name.display()));
        assert!(about || twin == bytes, "{} is not the same", name.display());
        let words = words(name, bytes);
        let mark = MARKS.iter().find(|mark| words.contains(**mark));
        assert_eq!(mark, None, "{}", name.display());
    }
    let manifest = |tree: &BTreeMap<PathBuf, Vec<u8>>| -> serde_json::Value {
        serde_json::from_slice(&tree[Path::new("manifest.json")]).expect("JSON")
    };
    assert_eq!(manifest(&public)["edition"]["profile"], "public");
    assert_eq!(manifest(&both)["edition"]["profile"], "internal");
    // The marks are found where they are.
    for mark in MARKS {
        let found = both.iter().any(|(name, bytes)| words(name, bytes).contains(mark));
        assert!(found, "{mark}");
    }
    let page = text(&both, BRADFORD);
    for wanted in [
        "Internal: not for publication. Illustrative figures",
        "The outcome value index of Bradford is between ",
        "is not value for money or performance",
        "Need and area costs: Made up for a test.",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    let page = text(&both, "internal/index.html");
    for wanted in ["1,000 draws", "the seed 20180705", "Councils with an index", "Bradford Swindon"]
    {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // A public tree in its place has none of it, and an internal one has the same again.
    let differs = |left: &BTreeMap<PathBuf, Vec<u8>>, right: &BTreeMap<PathBuf, Vec<u8>>| {
        let changes = |name: &Path| name == Path::new("changes.html");
        let about = |name: &Path| ABOUT.iter().any(|about| name == Path::new(about));
        let names: Vec<&PathBuf> = left.keys().chain(right.keys()).collect();
        let other = names.into_iter().filter(|name| !changes(name) && !about(name));
        other.filter(|name| left.get(*name) != right.get(*name)).cloned().collect::<Vec<_>>()
    };
    let over = bench.build("internal", &year);
    assert_eq!(differs(&over, &public), Vec::<PathBuf>::new());
    let again = bench.build("public", &[&internal[..], &["--jobs", "1"]].concat());
    assert_eq!(differs(&again, &both), Vec::<PathBuf>::new());
    // A run for one council would mix two profiles.
    let said = run(uor()
        .current_dir(bench.0.path())
        .args(["build", "Swindon", "--data", "release", "--out", "public"])
        .args(year));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(text(&bench.build("public", &internal), BRADFORD).contains("between"));
}

#[test]
fn pages_say_why_there_is_no_index() {
    let bench = Bench::new();
    let html = ["--profile", "internal", "--format", "html"];
    let tree = bench.build("out", &[&html[..], &["--year", "2018-19"]].concat());
    let wanted = "it needs relative need and area costs of each council";
    for page in [BRADFORD, "internal/index.html"] {
        assert!(text(&tree, page).contains(wanted), "{page}");
    }
    bench.put("uor.toml", "profile = \"internal\"\nneed = \"need.csv\"\n");
    let tree = bench.build("newest", &["--format", "html"]);
    assert!(text(&tree, BRADFORD).contains("2021-22 may not be among them, as the pandemic"));
    let said = run(&mut bench.command("newest", &["--dry-run"]));
    assert_eq!(said.code, 0, "{}", said.err);
    for line in ["setting profile = internal (uor.toml:1:11)", "need.csv (uor.toml:2:8)"] {
        assert!(said.err.contains(line), "{line}: {}", said.err);
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let bench = Bench::new();
    for (more, why) in [
        (&["--need", "need.csv"][..], "add --profile internal"),
        (&["--profile", "internal", "--format", "pdf"], "add html to --format"),
        (&["--profile", "private"], "[possible values: public, internal]"),
    ] {
        let said = run(&mut bench.command("out", more));
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(why), "{}", said.err);
    }
    bench.put(
        "bad.csv",
        "council,year,relative_need_share,area_cost_adjustment,source\nBradfrd,2018-19,1,1,x\n",
    );
    let said = run(&mut bench.command("out", &["--profile", "internal", "--need", "bad.csv"]));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err.contains("bad.csv:2:1") && said.err.contains("did you mean 'Bradford'"),
        "{}",
        said.err
    );
    assert!(!bench.path("out/2023-24").exists());
}

/// The middle value, or what lies between the two of them.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let (low, high) = ((values.len() - 1) / 2, values.len() / 2);
    f64::midpoint(values[low], values[high])
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).expect("a few"))
}

/// METHOD 5.3 for 2018-19 in floats, from `measures.csv` and not from our results.
#[test]
fn the_index_of_2018_19_is_what_the_open_data_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "40", "--years", "8"]);
    let said = run(uor()
        .current_dir(folder.path())
        .args(["build", "Bradford", "--data", "release", "--year", "2018-19", "--format", "html"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let open = Measures::read(&folder.path().join("output/2018-19/data/measures.csv"));
    let tables = Tables::load().expect("the tables load");
    let need = folder.path().join("need.csv");
    let mut lines = "council,year,relative_need_share,area_cost_adjustment,source\n".to_owned();
    let year = "2018-19".parse().expect("a year");
    for council in tables.areas.councils_in(year) {
        let code = tables.areas.code_in(council, year);
        lines += &[code, ",2018-19,1.25,0.9,A test\n"].concat();
    }
    fs_err::write(&need, lines).expect("written");
    let published = program::read(&[release], false, &tables).expect("a release");
    let additions = Additions { need: Some(need), ..Additions::default() };
    let wanted = Wanted { year: Some(year), additions, ..Wanted::default() };
    let worked = program::work(&published, &tables, &wanted).expect("measures");
    let national = program::national(&published, &tables, &worked);
    let index = internal::value_index(&national, worked.added.need.as_ref());
    let domains: [&[&str]; 3] = [
        &["OC01", "OC02", "OC03", "OC12", "OC04", "OC15"],
        &["OC05", "OC10", "OC09", "OC11", "OC24"],
        &["OC06", "OC16", "OC17", "OC20"],
    ];
    let mut held = 0;
    for council in tables.areas.councils_in(year) {
        let code = tables.areas.code_in(council, year);
        let Some(found) = index.of(council) else { continue };
        let score = |ids: &[&str]| {
            let z: Vec<f64> =
                ids.iter().filter_map(|id| scaled(&open, id, code, &tables)).collect();
            mean(&z)
        };
        let outcomes = 100.0 + 10.0 * domains.iter().map(|ids| score(ids)).sum::<f64>() / 3.0;
        let mean = |code: &str| -> f64 {
            let years = ["2016-17", "2017-18", "2018-19"];
            years.iter().map(|year| open.value("EX03", year, code).expect("spend")).sum::<f64>()
                / 3.0
        };
        let spend = 100.0 * mean(code) / (mean("E92000001") * 1.25 * 0.9);
        let value = outcomes / spend * 100.0;
        let ours: f64 = found.value.to_string().parse().expect("a number");
        assert!((ours - value).abs() < 0.01, "{code}: {ours} and {value}");
        assert!(found.range.0 < found.range.1);
        held += 1;
    }
    assert!(held > 20, "{held}");
}

fn scaled(open: &Measures, id: &str, code: &str, tables: &Tables) -> Option<f64> {
    let own = open.value(id, "2018-19", code)?;
    let rows = open.of_level(id, "2018-19", "council");
    let mut values: Vec<f64> = rows.filter_map(|row| row["value"].parse().ok()).collect();
    let middle = median(&mut values);
    let mut apart: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let mad = median(&mut apart);
    let measure = tables.catalogue.measures.iter().find(|(of, _)| of.0 == id)?.1;
    let lower = matches!(measure.polarity, Polarity::Lower | Polarity::LowerWithCaution);
    let z = ((own - middle) / (1.4826 * mad)).clamp(-3.0, 3.0);
    Some(if lower { -z } else { z })
}
