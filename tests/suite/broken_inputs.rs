//! One fault at a time: each ends with its exit code, and says where it is and what to do.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::harness::{entries, run, sample, uor};

/// A small illustrative release to break.
fn release() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "9", "--years", "2"]);
    (folder, release)
}

/// The newest file of the release whose name holds some words.
fn file(release: &Path, words: &str) -> PathBuf {
    entries(release)
        .into_iter()
        .rfind(|path| path.to_string_lossy().contains(words))
        .unwrap_or_else(|| panic!("the release has a file '{words}'"))
}

/// Changes the text of a file.
fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs_err::read_to_string(path).expect("the file is text");
    let changed = change(&text);
    assert_ne!(text, changed, "the change changes something");
    fs_err::write(path, changed).expect("the file can be written");
}

/// Builds from a folder and expects it to fail with a code, saying all of some words, and to write
/// nothing.
fn refuses(data: &Path, code: i32, words: &[&str]) {
    let out = tempfile::tempdir().expect("a temporary folder");
    let target = out.path().join("out");
    let said = run(uor().arg("build").arg("--data").arg(data).arg("--out").arg(&target));
    assert_eq!(said.code, code, "{}", said.err);
    for word in words {
        assert!(said.err.contains(word), "'{word}' is not in:\n{}", said.err);
    }
    let made = target.exists() && !entries(&target).is_empty();
    assert!(!made, "nothing was written");
}

#[test]
fn an_empty_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    refuses(folder.path(), 2, &["no files were found", "--data"]);
}

#[test]
fn a_folder_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    refuses(&folder.path().join("nowhere"), 2, &["nowhere"]);
}

#[test]
fn only_files_that_nobody_recognises() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs_err::write(folder.path().join("letter.txt"), "Dear director").expect("written");
    fs_err::write(folder.path().join("page.csv"), "<html>404</html>\n").expect("written");
    refuses(folder.path(), 2, &["none of the files was recognised"]);
}

#[test]
fn a_workbook_that_was_cut_short() {
    let (_folder, release) = release();
    let path = file(&release, ".xlsx");
    let bytes = fs_err::read(&path).expect("readable");
    fs_err::write(&path, &bytes[..bytes.len() / 2]).expect("written");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    refuses(&release, 2, &[&name]);
}

/// A workbook with a sheet under another name.
fn rename_sheet(path: &Path, from: &str, to: &str) {
    let bytes = fs_err::read(path).expect("readable");
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a zip");
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut found = false;
    for index in 0..old.len() {
        let mut entry = old.by_index(index).expect("an entry");
        let name = entry.name().expect("a name in UTF-8").into_owned();
        let mut content = Vec::new();
        std::io::copy(&mut entry, &mut content).expect("readable");
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(content).expect("the list of sheets is UTF-8");
            let changed = text.replace(&format!("name=\"{from}\""), &format!("name=\"{to}\""));
            found = changed != text;
            content = changed.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        new.start_file(name, options).expect("an entry starts");
        std::io::Write::write_all(&mut new, &content).expect("written");
    }
    assert!(found, "the workbook has a sheet '{from}'");
    fs_err::write(path, new.finish().expect("finished").into_inner()).expect("written");
}

/// Tables are found by their titles and headers, so the name of a sheet may change and nothing is
/// lost: the last line of a check counts what was read.
#[test]
fn a_sheet_that_was_renamed() {
    let (_folder, release) = release();
    let count = || {
        let said = run(uor().arg("check").arg("--data").arg(&release));
        assert_eq!(said.code, 0, "{}", said.err);
        let last = said.err.lines().last().expect("a summary").to_owned();
        last.split(" observations").next().expect("a count").to_owned()
    };
    let before = count();
    rename_sheet(&file(&release, "SALT"), "T12", "Requests");
    rename_sheet(&file(&release, "MYE2"), "MYE2 - Persons", "Persons by age");
    assert_eq!(count(), before);
}

#[test]
fn a_number_that_is_not_one() {
    let (_folder, release) = release();
    let path = file(&release, "ASC-FR");
    edit(&path, |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = &lines[40];
        let (start, _) = line.rsplit_once(',').expect("the last column is the value");
        lines[40] = format!("{start},\"12,3x4\"");
        lines.join("\n") + "\n"
    });
    refuses(&release, 2, &["12,3x4", ":41"]);
}

#[test]
fn a_council_code_that_nobody_knows() {
    let (_folder, release) = release();
    let path = file(&release, "ASC-FR");
    edit(&path, |text| {
        let code = text
            .split(',')
            .find(|field| field.len() == 9 && field.starts_with("E08"))
            .or_else(|| text.split(',').find(|field| field.len() == 9 && field.starts_with("E0")))
            .expect("a council's code")
            .to_owned();
        text.replace(&code, "E08999999")
    });
    refuses(&release, 2, &["E08999999"]);
}

#[test]
fn a_header_that_was_renamed() {
    let (_folder, release) = release();
    let path = file(&release, "ASC-FR");
    edit(&path, |text| text.replacen("ITEMVALUE", "ITEM_AMOUNT", 1));
    refuses(&release, 2, &["ITEMVALUE"]);
}

#[test]
fn a_file_cut_in_the_middle_of_a_number() {
    let (_folder, release) = release();
    let path = file(&release, "ASC-FR");
    edit(&path, |text| text.trim_end().strip_suffix(|_: char| true).expect("a text").to_owned());
    refuses(&release, 2, &["cut"]);
}

#[test]
fn a_year_that_nobody_has() {
    let (_folder, release) = release();
    let out = release.join("../out");
    let said = run(uor()
        .args(["build", "--year", "2010-11", "--data"])
        .arg(&release)
        .arg("--out")
        .arg(&out));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("2010-11") && said.err.contains("2023-24"), "{}", said.err);
    assert!(!out.exists());
}

#[test]
fn a_council_with_a_near_name() {
    let (_folder, release) = release();
    let said = run(uor().args(["build", "Kirkless", "--data"]).arg(&release));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("did you mean 'Kirklees'?"), "{}", said.err);
}

#[test]
fn an_output_path_that_is_a_file() {
    let (folder, release) = release();
    let out = folder.path().join("taken");
    fs_err::write(&out, "a file").expect("written");
    let said = run(uor().arg("build").arg("--data").arg(&release).arg("--out").arg(&out));
    assert_eq!(said.code, 74, "{}", said.err);
    assert!(said.err.contains("taken"), "{}", said.err);
    assert_eq!(fs_err::read_to_string(&out).expect("still there"), "a file");
}

#[test]
fn every_problem_is_told_at_once_and_counted() {
    let (_folder, release) = release();
    edit(&file(&release, "ASC-FR"), |text| {
        text.replace("[x]", "[q]").replace(",Total,", ",Totally,")
    });
    fs_err::write(release.join("letter.txt"), "Dear director").expect("written");
    let said = run(uor().arg("check").arg("--data").arg(&release));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("letter.txt"), "{}", said.err);
    assert!(said.err.contains("error "), "counts by kind:\n{}", said.err);
}

/// Money of a year whose populations are in no file: the run says what to add, and rates keep their newest
/// year that has both. The rows are of the release of 2023-24.
#[test]
fn money_without_people_says_what_to_add() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let finance = "GEOGRAPHY_LEVEL,DATA_Level,UUID,FY_ENDING,CASSR,GEOGRAPHY_CODE,DH_GEOGRAPHY_NAME,\
        REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup,CareType,FinanceType,FinanceDescription,AgeBand,\
        PrimarySupportReason,SupportSetting,Purpose,CarerSupportType,DataType,ActivityProvision,\
        ComparativeTotals,DataSource,ValueType,ITEMVALUE\n\
        Local Authority,Gross Current Expenditure,8128915,2024,820,E10000016,Kent,E12000008,South East,\
        Expenditure,Long Term Care,Gross Current Expenditure,,65 and Over,Total,Total,Total,Total,,,,,,258278\n\
        Local Authority,Gross Current Expenditure,8128915,2024,909,E06000023,\"Bristol, City of\",E12000009,\
        South West,Expenditure,Long Term Care,Gross Current Expenditure,,65 and Over,Total,Total,Total,Total,\
        ,,,,,88474\n";
    fs_err::write(folder.path().join("finance.csv"), finance).expect("a file");
    let said = run(uor().args(["check", "--year", "2023-24", "--data"]).arg(folder.path()));
    let wanted =
        "nothing to divide by for 2023-24, so these measures have no figure in that year: EX11";
    assert!(said.err.contains(wanted), "{}", said.err);
    assert!(said.err.contains("estimates of mid-2023"), "{}", said.err);
}

/// The populations of councils alone are read, and are nothing to report on: a check says what was
/// noticed in the files before it says that.
#[test]
fn without_a_year_to_report_on_the_files_are_told_about_first() {
    let (_folder, release) = release();
    let populations = file(&release, "MYE2");
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs_err::copy(&populations, folder.path().join("MYE2.xlsx")).expect("copied");
    fs_err::write(folder.path().join("letter.txt"), "Dear director").expect("written");
    let reason = "the files hold no year with figures for most councils";
    let said = run(uor().arg("check").arg("--data").arg(folder.path()));
    assert_eq!(said.code, 2, "{}", said.err);
    let note = said.err.find("letter.txt: note[observe/unrecognised]").expect("the note");
    let error = said.err.find(&format!("error: {reason}")).expect("the reason");
    assert!(note < error, "{}", said.err);
}
