//! Small workbooks in the department's layout, with one oddity each.

use std::io::{Cursor, Write as _};

use rust_decimal::Decimal;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::observe::ascof_tables::{read, recognises};
use crate::observe::reader::{Context, Reading};
use crate::reference::areas::Areas;
use crate::reference::sources::EMBEDDED;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::release::input::InputFile;

/// An `.ods` with sheets of rows; cells are parted by `|`, and what reads as a number is one.
fn ods(sheets: &[(&str, &str)]) -> InputFile {
    let mut content = String::from("<office:document-content><office:body><office:spreadsheet>");
    for (name, rows) in sheets {
        content += "<table:table table:name=\"";
        content += name;
        content += "\">";
        for row in rows.lines() {
            content += "<table:table-row>";
            for cell in row.split('|').map(str::trim) {
                if cell.parse::<f64>().is_ok() {
                    content += "<table:table-cell office:value-type=\"float\" office:value=\"";
                    content += cell;
                    content += "\"/>";
                } else {
                    content += "<table:table-cell office:value-type=\"string\"><text:p>";
                    content += cell;
                    content += "</text:p></table:table-cell>";
                }
            }
            content += "</table:table-row>";
        }
        content += "</table:table>";
    }
    content += "</office:spreadsheet></office:body></office:document-content>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ] {
        writer.start_file(name, stored).expect("a new entry");
        writer.write_all(text.as_bytes()).expect("written to memory");
    }
    InputFile::new("t.ods", writer.finish().expect("finished in memory").into_inner())
}

const SURVEY: &str = "Table 1c: carer-reported quality of life score [note 1]\n\
    Local authority code|Local authority|ONS area code|2016 to 2017 - margin of error|\
    2016 to 2017 - number of respondents|2016 to 2017 - outcome|2024 to 2025 - outcome\n\
    England|England|E92000001|0 (0)|51,230 (35,415)|7.7 (7.6)|[z]\n\
    D|District|[z]|[z]|[z]|[z]|7.0\n\
    S|Shire Counties|[z]|0|3|7.6|[z]\n\
    809|Dorset County|E10000009|0.3|300|7.5|18.3\n\
    809|Dorset|E06000059|[z]|[z]|[z]|18.3\n";

const CLIENT: &str = "Table 2b: the number of adults\n\nLocal authority code|Local authority|\
    ONS area code|2024 to 2025 - numerator|2024 to 2025 - denominator|2024 to 2025 - outcome\n\
    England|England|E92000001|4710|35000005|13.5\n\
    S|Shire Counties|[z]|100|1000|10\n\
    510|Rutland|E06000017|[c]|[c]|[c]\n\
    211|Kirklees|E08000034|50|260,000|19.199999999999999\n";

struct Reference {
    areas: Areas,
    vocabulary: Vocabulary,
}

impl Reference {
    fn load() -> Self {
        Self {
            areas: Areas::load().expect("the embedded register loads"),
            vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
        }
    }

    fn read(&self, sheets: &[(&str, &str)]) -> Reading {
        read(&ods(sheets), &Context::embedded(&self.areas, &self.vocabulary))
    }

    fn figure(&self, reading: &Reading, id: &str, code: &str, year: &str) -> Option<Figure> {
        let (id, band) = id.split_once(' ').unwrap_or((id, "all"));
        let term = |dimension, id| self.vocabulary.term(dimension, id).expect("a known term");
        let series = SeriesKey::of(term(Dimension::Quantity, id))
            .with(Dimension::AgeBand, term(Dimension::AgeBand, band));
        let area = self.areas.by_code(code).expect("a known area");
        let year: FinancialYear = year.parse().expect("a literal year");
        let key = (series, area, year);
        reading
            .observations
            .iter()
            .find(|found| (found.series, found.area, found.year) == key)
            .map(|found| found.figure)
    }
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

fn said(reading: &Reading) -> Vec<String> {
    reading.diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn a_workbook_is_known_by_its_sheets() {
    let tables = ["Table_1a", "Table_1b", "Table_2d(1)", "Table_3d(2a)", "Table_6b"];
    let sheets = tables.map(|name| (name, SURVEY));
    assert!(recognises(&ods(&sheets)));
    assert!(!recognises(&ods(&sheets[..4])), "four tables are too few to be sure");
    assert!(!recognises(
        &ods(&["RO3", "T1", "Notes", "Table", "Tables_1"].map(|name| (name, "a")))
    ));
    assert!(!recognises(&InputFile::new("x.csv", b"Table_1a,Table_1b\n".as_slice())));
}

#[test]
fn the_first_of_two_values_counts_and_areas_that_did_not_exist_have_none() {
    let reference = Reference::load();
    let reading = reference.read(&[("Cover", "words"), ("Table_1c", SURVEY)]);
    let figure = |id, code, year| reference.figure(&reading, id, code, year);
    assert_eq!(figure("ascof/1c", "E92000001", "2016-17"), Some(Ok(number("7.7"))));
    assert_eq!(figure("ascof/1c/base", "E92000001", "2016-17"), Some(Ok(number("51230"))));
    assert_eq!(figure("ascof/1c/margin-of-error", "E92000001", "2016-17"), Some(Ok(number("0"))));
    assert_eq!(figure("ascof/1c", "E92000001", "2024-25"), Some(Err(Gap::NotApplicable)));
    assert_eq!(figure("ascof/1c", "shire-county", "2016-17"), Some(Ok(number("7.6"))));
    assert_eq!(figure("ascof/1c", "E10000009", "2016-17"), Some(Ok(number("7.5"))));
    assert_eq!(figure("ascof/1c", "E10000009", "2024-25"), None);
    assert_eq!(figure("ascof/1c", "E06000059", "2016-17"), None);
    assert_eq!(figure("ascof/1c", "E06000059", "2024-25"), Some(Ok(number("18.3"))));
    let said = said(&reading);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[1].starts_with("t.ods!Table_1c!D3: note[observe/second-value]"), "{}", said[1]);
    assert!(said[1].contains("(and on 2 more rows)"), "{}", said[1]);
    assert!(said[0].contains("the council type 'District' is left out"), "{}", said[0]);
    assert!(
        said[2].starts_with(
            "t.ods!Table_1c!G6: note[observe/left-out]: Dorset (E10000009) has figures of 2024"
        ),
        "{}",
        said[2]
    );
    // Without a row of its own the council has the figures that stand under the former one's code.
    let reading = reference.read(&[("Table_1c", &SURVEY.replace("809|Dorset|E06000059", "||"))]);
    let later = reference.figure(&reading, "ascof/1c", "E06000059", "2024-25");
    assert_eq!(later, Some(Ok(number("18.3"))));
    assert_eq!(reference.figure(&reading, "ascof/1c", "E10000009", "2024-25"), None);
    assert_eq!(reading.releases[0].latest.to_string(), "2024-25");
    assert_eq!(reading.releases[0].publisher, "Department of Health and Social Care");
}

#[test]
fn what_is_suppressed_stays_so_and_populations_are_series_of_their_own() {
    let reference = Reference::load();
    let reading = reference.read(&[("Table_2b", CLIENT)]);
    assert_eq!(said(&reading), Vec::<String>::new());
    let figure = |id, code| reference.figure(&reading, id, code, "2024-25");
    assert_eq!(figure("ascof/2b/numerator", "E06000017"), Some(Err(Gap::Suppressed)));
    assert_eq!(figure("ascof/2b/denominator", "E06000017"), Some(Err(Gap::Suppressed)));
    assert_eq!(figure("population/ascof 18-64", "E06000017"), Some(Err(Gap::Suppressed)));
    assert_eq!(figure("ascof/2b", "E08000034"), Some(Ok(number("19.2"))));
    assert_eq!(figure("population/ascof 18-64", "E08000034"), Some(Ok(number("260000"))));
    assert_eq!(figure("population/ascof 18-64", "E92000001"), Some(Ok(number("35000005"))));
    assert_eq!(figure("ascof/2b/denominator", "shire-county"), Some(Ok(number("1000"))));
    assert_eq!(figure("population/ascof 18-64", "shire-county"), None);
}

/// The places of the header and of the sheets do not matter, and a title names a sheet that does not.
#[test]
fn a_moved_header_and_an_added_table_read_as_well() {
    let reference = Reference::load();
    let plain = reference.read(&[("Table_2b", CLIENT)]);
    let moved =
        format!("A line\n\n||more\n{}", CLIENT.replace('\n', "\n|").replace("\n|\n", "\n\n"));
    let reading =
        reference.read(&[("Notes", "x"), ("Table_1f", &CLIENT.replace("2b", "1f")), ("b", &moved)]);
    assert!(said(&reading).iter().all(|said| said.contains("'1F' is no outcome of 2024-25")));
    let figures = |reading: &Reading| -> Vec<_> {
        reading
            .observations
            .iter()
            .map(|found| (found.series, found.area, found.year, found.figure))
            .collect()
    };
    assert_eq!(figures(&reading), figures(&plain));
}

/// A fault: the sheet, what is replaced in the table by what, and how the complaint begins and helps.
type Fault<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn each_is_told(faults: &[Fault<'_>]) {
    let reference = Reference::load();
    for (name, from, to, expected, help) in faults {
        let reading = reference.read(&[(name, &CLIENT.replace(from, to)), ("Table_1c", SURVEY)]);
        let found = said(&reading).into_iter().find(|said| said.contains(name));
        let found = found.unwrap_or_else(|| panic!("nothing is said of {to}"));
        assert!(found.starts_with(expected), "{found}");
        assert!(found.contains(help), "{found}");
    }
}

#[test]
fn each_fault_of_a_header_names_its_place_and_its_mending() {
    each_is_told(&[
        (
            "Table_2b",
            "ONS area code",
            "ONS area cod",
            "t.ods!Table_2b!A3: error[observe/missing-column]: there is no column 'ONS area code'",
            "The nearest names are: ONS area cod; add the right one to `ons-code`",
        ),
        (
            "Table_2b",
            "Local authority code",
            "Local authority codes",
            "t.ods!Table_2b: error[observe/missing-column]: there is no column 'Local authority code'",
            "The nearest names are: Local authority codes",
        ),
        (
            "Table_2b",
            "numerator",
            "numerators",
            "t.ods!Table_2b!D3: warning[observe/unknown-column]",
            "add 'numerators' to the labels of a part (near numerator",
        ),
        (
            "Table_2b",
            "2024 to 2025 - outcome",
            "2024 to 2025 - numerator",
            "t.ods!Table_2b!F3: error[release/duplicate-column]",
            "compare the sheet",
        ),
    ]);
}

#[test]
fn each_fault_of_a_row_or_table_names_its_place_and_its_mending() {
    each_is_told(&[
        (
            "Table_2b",
            "E08000034",
            "E08000099",
            "t.ods!Table_2b!C7: error[observe/unknown-area]: no area has the code 'E08000099'",
            "the nearest name is Kirklees",
        ),
        (
            "Table_2b",
            "|50|",
            "|5o|",
            "t.ods!Table_2b!D7: error[observe/not-a-number]: '5o' is not a number",
            "compare the row",
        ),
        (
            "Table_2b",
            "|50|",
            "|999999995|",
            "t.ods!Table_2b!D7: error[observe/sentinel]",
            "ask the publisher",
        ),
        (
            "Table_2g",
            "2b: the number of adults",
            "2g: workforce turnover of staff [note 1]",
            "t.ods!Table_2g: warning[observe/unknown-outcome]: '2G' is no outcome of 2024-25",
            "2G,2024-25,,ascof/6a,\"workforce turnover of staff\"",
        ),
    ]);
}

#[test]
fn the_figures_that_stand_in_the_wrong_place_are_left_out() {
    let reference = Reference::load();
    let text = "Local authority code|Local authority|ONS area code|2018 to 2019 - outcome|\
                2023 to 2024 - outcome\n\
                EM|East Midlands|E12000004|72.5|56\nEngland|England|E92000001|62.5|59.1\n";
    let reading = reference.read(&[("Table_3c(2)", text)]);
    let figure = |code, year| reference.figure(&reading, "ascof/3c2", code, year);
    assert_eq!(figure("E12000004", "2018-19"), None);
    assert_eq!(figure("E12000004", "2023-24"), Some(Ok(number("56"))));
    assert_eq!(figure("E92000001", "2018-19"), Some(Ok(number("62.5"))));
    assert_eq!(reading.diagnostics[0].code, "observe/known-error");
}

/// Cut anywhere, the workbook is refused; with any byte changed, nothing panics.
#[test]
fn damaged_bytes_are_refused_and_never_panic() {
    let reference = Reference::load();
    let context =
        Context { areas: &reference.areas, vocabulary: &reference.vocabulary, sources: &EMBEDDED };
    let whole = ods(&[("Table_2b", CLIENT)]).bytes;
    for end in (0..whole.len()).step_by(7) {
        let reading = read(&InputFile::new("t.ods", &whole[..end]), &context);
        assert!(reading.observations.is_empty(), "{end}");
        assert_eq!(reading.diagnostics[0].code, "observe/broken-workbook", "{end}");
    }
    for index in (0..whole.len()).step_by(5) {
        let mut bytes = whole.to_vec();
        bytes[index] ^= 0x15;
        let file = InputFile::new("t.ods", bytes);
        let _ = (recognises(&file), read(&file, &context).observations.len());
    }
}
