//! What someone adds to a run, and whom councils are compared with: in pages, data and explanations.

use std::collections::HashMap;
use std::path::Path;

use crate::harness::{
    Measures, Tree, illustrative, page_text, published, published_files, run, sample, uor,
};

/// Councils of the small illustrative release, three of them with a line in both files.
const LIST: &str = "council,1,2,3\nBarnsley,Barnet,Birmingham,Bedford\nBarnet,Barnsley,Bedford,\n";
const EVIDENCE: &str = "council,year,measure,value,base,unit,source\n\
                        Barnsley,2023-24,Assessed within 28 days,58.3,12,percent,A survey of our own\n\
                        Barnsley,2023-24,<b>Median</b> wait,31.5,,days,\n\
                        Barnet,2023-24,Assessed within 28 days,61.5,340,percent,A survey of our own\n";

fn build(folder: &Path, list: &str, evidence: &str) -> crate::harness::Said {
    let release = folder.join("release");
    if !release.exists() {
        sample(&release, &["--councils", "12"]);
    }
    fs_err::write(folder.join("our-list.csv"), list).expect("a file");
    fs_err::write(folder.join("local.csv"), evidence).expect("a file");
    run(uor()
        .args(["build", "Barnsley", "--format", "html", "--data"])
        .arg(&release)
        .arg("--comparators")
        .arg(folder.join("our-list.csv"))
        .arg("--supplement")
        .arg(folder.join("local.csv"))
        .arg("--out")
        .arg(folder.join("out")))
}

#[test]
fn a_list_and_local_evidence_are_in_the_report_and_the_manifest() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = build(folder.path(), LIST, EVIDENCE);
    assert_eq!(said.code, 0, "{}", said.err);
    let root = crate::harness::entries(&folder.path().join("out")).pop().expect("a tree");
    let page = root.join("councils/e08000016-barnsley/index.html");
    let html = fs_err::read_to_string(page).expect("the page");
    assert!(html.contains("&lt;b&gt;Median") && !html.contains("<b>Median"), "names are text");
    let text = page_text(&html);
    for wanted in [
        "our-list: Barnet, Birmingham and Bedford.",
        "Assessed within 28 days 2023-24 7 of 12 12 too few councils A survey of our own",
        " wait 2023-24 31.5 days none too few councils local.csv",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    let manifest = fs_err::read_to_string(root.join("manifest.json")).expect("the manifest");
    assert!(manifest.contains("our-list.csv") && manifest.contains("local.csv"), "{manifest}");
    // Local evidence is no measure: no data file knows of it.
    let data = fs_err::read_to_string(root.join("data/measures.csv")).expect("the data");
    assert!(!data.contains("28 days"));
}

#[test]
fn a_fault_in_an_added_file_names_its_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = build(folder.path(), "council,1\nBarnsley,Barnett\n", EVIDENCE);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("our-list.csv:2"), "{}", said.err);
    assert!(said.err.contains("Barnet"), "the nearest name is told: {}", said.err);
    assert!(!folder.path().join("out").exists(), "nothing was written");
    let said = build(folder.path(), LIST, "council,year,measure,value\nBarnsley,2023,Wait,3\n");
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("local.csv:2"), "{}", said.err);
}

/// The similar councils of `data/similar-councils.csv`, by council.
fn similar(tree: &Tree) -> HashMap<String, Vec<String>> {
    let path = tree.root.join("data/similar-councils.csv");
    let mut reader = csv::Reader::from_path(path).expect("the list opens");
    let mut lists: HashMap<String, Vec<String>> = HashMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        lists.entry(row[0].to_owned()).or_default().push(row[2].to_owned());
        assert_eq!(row[4], lists[&row[0]].len().to_string(), "the nearest stands first");
    }
    lists
}

/// The weighted value from the rows of the councils: the sum of numerators over that of denominators,
/// times what the rows of the councils themselves show.
fn weighted(measures: &Measures, measure: &str, year: &str, codes: &[String], per: f64) -> f64 {
    let part = |code: &String, column: &str| -> Option<f64> {
        measures.cell(measure, year, code, column).parse().ok()
    };
    let both = codes
        .iter()
        .filter_map(|code| Some((part(code, "numerator")?, part(code, "denominator")?)));
    let (above, below) = both.fold((0.0, 0.0), |sum, both| (sum.0 + both.0, sum.1 + both.1));
    above / below * per
}

#[test]
fn the_value_of_similar_councils_is_weighted_and_the_small_are_left_out() {
    let Some(tree) = published() else { return };
    let lists = similar(tree);
    // SOURCES and METHOD 7.5: fifteen each; the City of London and the Isles of Scilly have none.
    assert_eq!(lists.len(), 150);
    assert!(lists.values().all(|list| list.len() == 15));
    assert!(!lists.contains_key("E09000001") && !lists.contains_key("E06000053"));
    let measures = tree.measures();
    for (measure, per) in [("EX02", 1.0), ("EX10", 100.0), ("AC10", 100_000.0)] {
        for code in ["E08000034", "E06000030", "E06000058"] {
            let peers: f64 = measures
                .cell(measure, "2021-22", code, "peers")
                .parse()
                .unwrap_or_else(|_| panic!("{measure} of {code} has no peers"));
            let expected = weighted(&measures, measure, "2021-22", &lists[code], per);
            assert!((peers / expected - 1.0).abs() < 1e-9, "{measure} {code}: {peers} {expected}");
        }
    }
    assert_eq!(measures.cell("EX02", "2021-22", "E09000001", "peers"), "");
    assert_eq!(measures.cell("EX02", "2021-22", "E92000001", "peers"), "");
}

/// The yearly file of 2016-17 prints for Kirklees and measure 1A the outcome 18.4 (line 2576) and the
/// margin of error 0.4 (line 2498). Money has no interval.
#[test]
fn a_published_margin_of_error_is_the_interval() {
    let Some(tree) = published() else { return };
    let measures = tree.measures();
    let cell = |measure, column| measures.cell(measure, "2016-17", "E08000034", column);
    assert_eq!(cell("OC01", "value"), "18.4");
    assert_eq!((cell("OC01", "interval_low"), cell("OC01", "interval_high")), ("18", "18.8"));
    assert_eq!((cell("EX02", "interval_low"), cell("EX02", "interval_high")), ("", ""));
    assert!(!cell("EX02", "value").is_empty());
}

#[test]
fn an_explanation_sets_every_group_side_by_side() {
    let Some(data) = published_files() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = folder.path().join("nearest.csv");
    fs_err::write(&list, "council,1,2\nKirklees,Bolton,Rochdale\n").expect("a file");
    let output = uor()
        .args(["explain", "Kirklees", "EX02", "--year", "2021-22", "--comparators"])
        .arg(&list)
        .arg("--data")
        .arg(data)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    // England and region as T16 prints them: £493.93 and £496.38 of 100,000 adults each.
    for wanted in [
        "England: £494",
        "Yorkshire and The Humber: £496",
        "Metropolitan districts: ",
        "Similar councils: ",
        "nearest: too few",
        "Bolton; Rochdale",
        "ONS nearest neighbours, global: ",
    ] {
        assert!(text.contains(wanted), "'{wanted}' is not in\n{text}");
    }
}

/// Somerset became one unitary council in April 2023 in the area of the county (council-codes of SOURCES).
#[test]
fn a_council_with_a_new_code_and_the_same_area_says_so() {
    let Some(data) = published_files() else { return };
    let explain = |code: &str| {
        let output = uor()
            .args(["explain", code, "EX02", "--year", "2023-24", "--data"])
            .arg(&data)
            .output()
            .expect("the program starts");
        String::from_utf8(output.stdout).expect("text")
    };
    let text = explain("E10000027");
    let wanted =
        "Its ONS code was E10000027 until 2022-23; the area is the same, so its years are joined.";
    assert!(text.contains(wanted), "{text}");
    assert!(text.contains("2014-15  £") && text.contains("2021-22  £"), "{text}");
    assert!(!explain("Kirklees").contains("Its ONS code was"));
}

/// METHOD 7.3: a finding is named beside each group, and a council that is not compared has none.
#[test]
fn the_report_says_beside_whom_a_finding_holds() {
    let tree = illustrative();
    let text =
        |slug| page_text(&fs_err::read_to_string(tree.find(slug, "index.html")).expect("the page"));
    assert!(text("barnsley").contains("What stands out, and beside whom"));
    assert!(text("barnsley").contains("The similar councils, the nearest first"));
    let Some(tree) = published() else { return };
    let page =
        fs_err::read_to_string(tree.find("isles-of-scilly", "index.html")).expect("the page");
    let text = page_text(&page);
    assert!(text.contains("There is no list of similar councils here."), "Isles of Scilly");
    assert!(text.contains("Nothing can stand out where nothing is compared."));
    let page = fs_err::read_to_string(tree.find("kirklees", "index.html")).expect("the page");
    let text = page_text(&page);
    assert!(text.contains("Holds in ") && text.contains(" of 4"), "Kirklees");
}

/// The councils of this list began in April 2023, after the year of most figures: there they are no group,
/// and no other group may slip under their heading. Somerset was of another type then.
#[test]
fn every_cell_of_a_finding_stands_under_its_own_group() {
    let Some(data) = published_files() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = folder.path().join("new.csv");
    let lines = "council,1,2\nKirklees,Cumberland,Westmorland and Furness\n\
                 Somerset,Cumberland,Westmorland and Furness\n";
    fs_err::write(&list, lines).expect("a file");
    let said = run(uor()
        .args(["build", "Kirklees", "Somerset", "--year", "2023-24", "--format", "html", "--data"])
        .arg(data)
        .arg("--comparators")
        .arg(&list)
        .arg("--out")
        .arg(folder.path().join("out")));
    assert_eq!(said.code, 0, "{}", said.err);
    for council in ["e08000034-kirklees", "e06000066-somerset"] {
        let page = folder.path().join("out/2023-24/councils").join(council).join("index.html");
        let html = fs_err::read_to_string(page).expect("the page");
        let (_, table) = html.split_once("<caption id=\"holds\">").expect("findings");
        let (table, _) = table.split_once("</table>").expect("an end");
        let (head, body) = table.split_once("</thead>").expect("a head");
        let columns = head.matches("<th ").count();
        // Measure, figure, England, region, type, similar councils, the list, and in how many it holds.
        assert_eq!(columns, 8, "{head}");
        assert!(head.contains(">Same type<") && head.contains(">new<"), "{head}");
        for row in body.split("</tr>").filter(|row| row.contains("<tr>")) {
            assert_eq!(row.matches("<td").count() + 1, columns, "{council}: {row}");
        }
    }
}
