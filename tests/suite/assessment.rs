//! The self-assessment: the same evidence in report and workbook, judgement left empty, and answers of
//! earlier workbooks carried over to their own council and no other.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Said, Tree, entries, illustrative, page_text, published, run, sample, uor};

/// The columns that people fill in, in their order (METHOD 6.1).
const JUDGEMENT: [&str; 6] = [
    "Score",
    "Basis for this score",
    "Notes and queries",
    "Action plan",
    "Relevance",
    "Confidence",
];

/// The rows of a sheet as text.
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet is there");
    assert_eq!(range.start(), Some((0, 0)), "{sheet} begins in its first cell");
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect("the part is there").read_to_string(&mut text).expect("text");
    text
}

fn workbook(tree: &Tree, slug: &str) -> Vec<u8> {
    fs_err::read(tree.find(slug, "self-assessment.xlsx")).expect("the workbook")
}

/// The items of the page: what is in their cells.
fn items_of_page(html: &str) -> Vec<(String, Vec<String>)> {
    let table = html.split_once("<table class=\"assess\">").expect("the table").1;
    let table = table.split_once("</table>").expect("its end").0;
    let body = table.split_once("<tbody>").expect("its body").1;
    body.split("<tr>")
        .skip(1)
        .map(|row| {
            let (head, cells) = row.split_once("</th>").expect("a row header");
            let cells = cells.split("</td>").map(page_text).collect();
            (page_text(head), cells)
        })
        .collect()
}

fn same_in_page_and_workbook(tree: &Tree, slug: &str) {
    let html = fs_err::read_to_string(tree.find(slug, "index.html")).expect("the page");
    assert!(html.contains("href=\"self-assessment.xlsx\""), "the page leads to the workbook");
    let bytes = workbook(tree, slug);
    let sheet = rows(&bytes, "Self-assessment");
    let page = items_of_page(&html);
    assert_eq!((sheet.len(), page.len()), (17, 16));
    assert_eq!(sheet[0][4..], JUDGEMENT);
    for (row, (head, cells)) in sheet.iter().skip(1).zip(&page) {
        assert_eq!(*head, format!("{} {} {}", row[0], row[1], row[2]), "{slug}");
        assert_eq!(cells[0], row[3].replace('\n', " "), "{slug}: {head}");
        assert!(!row[3].is_empty(), "{slug}: {head} has evidence or says that it needs some");
        assert!(row[4..].iter().all(String::is_empty), "{slug}: {head} is judged by people");
        // The page has no cells to write in: it leads to the workbook.
        assert!(cells[1..].iter().all(String::is_empty), "{slug}: {head}: {cells:?}");
    }
    // One figure a row: what each line of evidence is made of.
    let lines: Vec<&str> = sheet.iter().skip(1).flat_map(|row| row[3].split('\n')).collect();
    let figures = rows(&bytes, "Evidence");
    assert!(figures.len() > 30, "{slug} has {} figures", figures.len());
    for row in figures.iter().skip(1) {
        let start =
            format!("{} {}, {}: {}; median of councils {}", row[1], row[2], row[3], row[4], row[5]);
        let line = lines.iter().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("{slug}: no line '{start}'"));
        assert!(line.len() == start.len() || line.ends_with(&row[6]), "{slug}: {line}");
    }
}

#[test]
fn report_and_workbook_have_the_same_evidence_and_no_judgement() {
    for slug in ["barnet", "barnsley"] {
        same_in_page_and_workbook(illustrative(), slug);
    }
    let Some(tree) = published() else { return };
    for slug in ["kirklees", "hackney", "isles-of-scilly", "west-northamptonshire"] {
        same_in_page_and_workbook(tree, slug);
    }
}

#[test]
fn the_workbook_is_laid_out_for_everyone() {
    let bytes = workbook(illustrative(), "barnet");
    let book = Xlsx::new(Cursor::new(&bytes)).expect("it is a workbook");
    let sheets = ["Cover", "Self-assessment", "Evidence", "Scores", "About"];
    assert_eq!(book.sheet_names(), sheets);
    let cover = rows(&bytes, "Cover").concat();
    assert_eq!(cover[0], "Self-assessment 2023-24: Barnet");
    assert!(cover[1].starts_with("Illustrative figures"), "made-up figures say so: {}", cover[1]);
    for wanted in ["How to use it, 1. ", "Contains public sector information", "About: "] {
        assert!(cover.iter().any(|line| line.starts_with(wanted)), "{wanted}");
    }
    for (number, name) in (1..).zip(sheets) {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(!sheet.contains("<mergeCell") && !sheet.contains("<f>"), "{name}");
        assert!(sheet.contains("Illustrative figures"), "{name}: every printed page says so");
        let table = name != "Cover";
        assert_eq!(sheet.contains("<tablePart "), table, "{name}: headings are marked");
        assert_eq!(sheet.contains("state=\"frozen\""), table, "{name}: headings stay in sight");
    }
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    for (list, cells) in [
        ("\"3,2,1,0\"", "sqref=\"E2:E17\""),
        ("\"High,Medium,Low\"", "sqref=\"I2:I17\""),
        ("\"High,Medium,Low\"", "sqref=\"J2:J17\""),
    ] {
        let found = sheet.split("<dataValidation ").find(|text| text.contains(cells));
        let found = found.unwrap_or_else(|| panic!("{cells} has choices"));
        assert!(found.contains(list), "{found}");
    }
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("2024-03-31T00:00:00Z"), "it bears the end of the year: {core}");
    assert!(core.contains("Self-assessment 2023-24: Barnet"), "{core}");
    assert!(part(&bytes, "docProps/custom.xml").contains("en-GB"));
    let status = rows(&bytes, "Evidence");
    assert!(status.iter().skip(1).all(|row| row[7] == "illustrative"));
}

/// A workbook as a spreadsheet program saves it after someone filled in cells of the items.
fn filled(bytes: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    const SHEET: &str = "xl/worksheets/sheet2.xml";
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("it is read");
        if name == SHEET {
            let mut text = String::from_utf8(content).expect("text");
            for (cell, typed) in cells {
                let (start, rest) = text.split_once(&format!("<c r=\"{cell}\"")).expect(cell);
                let (look, rest) = rest.split_once("/>").expect("an empty cell");
                text = format!(
                    "{start}<c r=\"{cell}\"{look} t=\"inlineStr\"><is><t>{typed}</t></is></c>{rest}"
                );
            }
            content = text.into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("an entry");
        out.write_all(&content).expect("written");
    }
    out.finish().expect("a zip").into_inner()
}

fn build(councils: &[&str], answers: &Path, out: &Path) -> Said {
    let release = out.with_extension("release");
    sample(&release, &["--councils", "12"]);
    let said = run(uor()
        .arg("build")
        .args(councils)
        .args(["--format", "html", "--data"])
        .arg(&release)
        .arg("--answers")
        .arg(answers)
        .arg("--out")
        .arg(out));
    assert_eq!(said.code, 0, "{}", said.err);
    said
}

/// The workbooks of a tree by the name of their folder.
fn workbooks(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let root = entries(out).pop().expect("a tree");
    let read = |folder: PathBuf| {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs_err::read(folder.join("self-assessment.xlsx")).expect("the workbook"))
    };
    entries(&root.join("councils")).into_iter().map(read).collect()
}

#[test]
fn answers_go_to_their_own_council_and_what_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let given = folder.path().join("given");
    fs_err::create_dir(&given).expect("a folder");
    let last = workbook(illustrative(), "barnet");
    // The name of the file says another council, and one answer is in no list.
    let typed = [
        ("E2", "2"),
        ("F2", "=SUM(A1)"),
        ("G2", "- ask &amp; tell"),
        ("H17", "Write to all"),
        ("I2", "high"),
        ("J3", "Perhaps"),
    ];
    fs_err::write(given.join("barnsley.xlsx"), filled(&last, &typed)).expect("a file");
    let bedford = filled(&workbook(illustrative(), "bedford"), &[("F2", "Of Bedford")]);
    fs_err::write(given.join("b.xlsx"), bedford).expect("a file");
    fs_err::write(given.join("half.xlsx"), &last[..last.len() / 2]).expect("a file");
    fs_err::write(given.join("report.pdf"), "%PDF-1.7").expect("a file");
    let out = folder.path().join("out");
    let said = build(&["Barnet", "Barnsley"], &given, &out).err;
    for wanted in [
        "barnsley.xlsx!Self-assessment!J3: warning[answers/not-carried-over]: 'Confidence' of item 1.2",
        "b.xlsx: warning[answers/left-alone]: it is of Bedford",
        "half.xlsx: warning",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains("report.pdf"), "other files of a folder are passed over: {said}");
    let made = workbooks(&out);
    let barnet = rows(&made["e09000003-barnet"], "Self-assessment");
    assert_eq!(barnet[1][4..], ["2", "=SUM(A1)", "- ask & tell", "", "High", ""]);
    assert_eq!(barnet[16][4..], ["", "", "", "Write to all", "", ""]);
    let filled = barnet.iter().skip(1).flat_map(|row| &row[4..]).filter(|text| !text.is_empty());
    assert_eq!(filled.count(), 5, "nothing else is filled in");
    assert!(!part(&made["e09000003-barnet"], "xl/worksheets/sheet2.xml").contains("<f>"));
    assert_eq!(made["e08000016-barnsley"], workbook(illustrative(), "barnsley"), "untouched");
    // What people wrote is in their workbook and nowhere else.
    let root = entries(&out).pop().expect("a tree");
    let page = root.join("councils/e09000003-barnet/index.html");
    assert!(!fs_err::read_to_string(page).expect("the page").contains("Write to all"));
    let manifest = fs_err::read_to_string(root.join("manifest.json")).expect("the manifest");
    assert!(manifest.contains("answers of a self-assessment"), "{manifest}");
    assert!(manifest.contains("councils/e09000003-barnet/self-assessment.xlsx"), "{manifest}");
}

#[test]
fn a_tree_of_last_year_is_taken_as_it_stands_and_gives_the_same_bytes_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let given = folder.path().join("output/councils/e09000003-barnet");
    fs_err::create_dir_all(&given).expect("a folder");
    let answered = filled(&workbook(illustrative(), "barnet"), &[("E17", "0"), ("G17", "Same")]);
    fs_err::write(given.join("self-assessment.xlsx"), answered).expect("a file");
    for name in ["measures.xlsx", "measures.csv"] {
        let file = illustrative().root.join("data").join(name);
        fs_err::copy(file, folder.path().join("output").join(name)).expect("a copy");
    }
    let outs = ["one", "two"].map(|name| folder.path().join(name));
    let said =
        outs.each_ref().map(|out| build(&["Barnet"], &folder.path().join("output"), out).err);
    assert!(!said[0].contains("answers/"), "{}", said[0]);
    let [one, two] = outs.each_ref().map(|out| workbooks(out));
    assert_eq!(one, two);
    let item = &rows(&one["e09000003-barnet"], "Self-assessment")[16];
    assert_eq!(item[4..], ["0", "", "Same", "", "", ""]);
    // Answers that were carried over can be carried over again.
    let again = folder.path().join("three");
    build(&["Barnet"], &outs[0], &again);
    assert_eq!(workbooks(&again), one);
    let missing = folder.path().join("not there.xlsx");
    let said =
        run(uor().args(["build", "Barnet", "--out"]).arg(&again).arg("--answers").arg(missing));
    assert_eq!(said.code, 2, "{}", said.err);
}

/// Frameworks: what METHOD does not hold for verified is loaded and never printed.
#[test]
fn frameworks_show_figures_of_the_report_and_nothing_unverified() {
    let html = fs_err::read_to_string(illustrative().find("barnet", "index.html")).expect("a page");
    let section = html.split_once("id=\"frameworks\"").expect("the part").1;
    let section = section.split_once("</section>").expect("its end").0;
    let tables: Vec<&str> = section.split("<table class=\"frameworks\">").skip(1).collect();
    assert_eq!(tables.len(), 2, "of three frameworks, one has nothing verified");
    let text = page_text(section);
    assert!(text.contains("Local Outcomes Framework: no measures are shown"), "{text}");
    assert!(text.contains("1. Quality of life Quality of life 1A, OC01"), "{text}");
    let overview = html.split_once("id=\"overview\"").expect("the overview").1;
    let overview = overview.split_once("</section>").expect("its end").0;
    let figure = |section: &str, after: &str| {
        let row = section.split("<tr>").find(|row| page_text(row).contains(after)).expect("a row");
        let cell = row.split_once("<td class=\"num own\">").expect("its figure").1;
        cell.split_once("</td>").expect("its end").0.to_owned()
    };
    assert_eq!(figure(section, "1A, OC01"), figure(overview, "Quality of life 20"));
}
