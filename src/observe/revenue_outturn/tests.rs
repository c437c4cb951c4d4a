//! Tests of the revenue outturn against sheets written here in the layouts of two years.

use rust_xlsxwriter::Workbook as Writer;

use crate::domain::figure::Gap;
use crate::observe::reader::{Context, Reading};
use crate::observe::revenue_outturn::{read, recognises};
use crate::reference::areas::Areas;
use crate::reference::vocabulary::Vocabulary;
use crate::release::input::InputFile;

/// A sheet of the return: lines of text, then rows.
fn file(name: &str, rows: &[&[&str]]) -> InputFile {
    let mut writer = Writer::new();
    let front = writer.add_worksheet().set_name("Front_Page").expect("a name");
    front.write(3, 0, "the release which was published on 4 December 2025.").expect("a cell");
    writer.add_worksheet().set_name("LA_drop-down").expect("a name");
    let sheet = writer.add_worksheet().set_name(name).expect("a name");
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) =
                (u32::try_from(row).expect("small"), u16::try_from(column).expect("small"));
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).expect("a cell"),
                Err(_) => sheet.write(row, column, *text).expect("a cell"),
            };
        }
    }
    InputFile::new("ro3.xlsx", writer.save_to_buffer().expect("written to memory"))
}

fn reading(file: &InputFile) -> (Vec<String>, Vec<&'static str>, Reading) {
    let areas = Areas::load().expect("the embedded register loads");
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    assert!(recognises(file));
    let reading = read(file, &Context::embedded(&areas, &vocabulary));
    let figures = reading.observations.iter().map(|found| {
        let quantity = vocabulary.id(found.series.quantity);
        let kind = quantity.strip_prefix("revenue-outturn/").expect("a quantity of the return");
        let figure = found.figure.map_or_else(|gap| gap.code().to_owned(), |it| it.to_string());
        let area = &areas.get(found.area).name;
        format!("{area} {} {kind} {figure} {}", found.year, found.place.inside())
    });
    let codes = reading.diagnostics.iter().map(|found| found.code).collect();
    (figures.collect(), codes, reading)
}

const TOTAL: &str = "TOTAL ADULT SOCIAL CARE [note 2] - Total Expenditure (C3 = C1 + C2)";
const NET: &str = "TOTAL ADULT SOCIAL CARE [note 2] - Net Current Expenditure (C7 = C3 - C6)";
const SOURCE: &str = "Source: Ministry of Housing, Communities & Local Government Revenue account \
                      Outturn (RO) returns 2024-25 - RO3 data";

/// The layout of 2024-25: every column named whole, a hidden line of variables at the end.
fn layout_of_2024() -> Vec<Vec<&'static str>> {
    vec![
        vec!["Worksheet 2: Revenue Outturn (RO) 2024-25"],
        vec!["This worksheet contains two tables. Data are reported in £ thousand."],
        vec![SOURCE],
        vec![
            "E-code",
            "ONS Code",
            "Local authority",
            "Class",
            "Supporting people (included within \
              total adult social care) - Total Expenditure (C3)",
            TOTAL,
            NET,
        ],
        vec!["E3831", "E07000223", "Adur", "SD", "1", "2", "3"],
        vec!["E4601", "E08000025", "Birmingham", "MD", "[x]", "[x]", "[x]"],
        vec!["E2221", "E10000016", "Kent CC", "SC", "1", "20", "10.5"],
        vec![
            "E6360",
            "E47000012",
            "York and North Yorkshire Combined Authority",
            "O",
            "0",
            "0",
            "0",
        ],
        vec!["Eng", "E92000001", "ENGLAND", "Eng", "1", "300", "200"],
        vec!["E-code", "ONS Code", "Local authority", "Class", "x", TOTAL, NET],
        vec!["[Y]", "E06", "Unitary Authorities", "UA", "1", "5", "5"],
        vec!["E5100", "E12000007", "Greater London Authority", "O", "0", "0", "0"],
        vec!["", "", "", "", "RO3-other", "RO3-asctot-tot-exp", "RO3-asctot-net-cur-exp"],
    ]
}

fn written(name: &str, rows: &[Vec<&str>]) -> InputFile {
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    file(name, &rows)
}

#[test]
fn councils_and_england_are_taken_in_pounds_and_nothing_else_is() {
    let (figures, codes, reading) = reading(&written("RO3_LA_Data_202425", &layout_of_2024()));
    assert_eq!(
        figures,
        [
            "Birmingham 2024-25 net-current-expenditure not-submitted RO3_LA_Data_202425!G6",
            "Birmingham 2024-25 total-expenditure not-submitted RO3_LA_Data_202425!F6",
            "Kent 2024-25 net-current-expenditure 10500.0 RO3_LA_Data_202425!G7",
            "Kent 2024-25 total-expenditure 20000 RO3_LA_Data_202425!F7",
            "England 2024-25 net-current-expenditure 200000 RO3_LA_Data_202425!G9",
            "England 2024-25 total-expenditure 300000 RO3_LA_Data_202425!F9",
        ]
    );
    // The sheet that repeats the totals; and the other councils are missing.
    assert_eq!(codes, ["observe/left-alone", "observe/missing-councils"]);
    let [release] = reading.releases.as_slice() else { panic!("{:?}", reading.releases) };
    assert_eq!(release.publisher, "Ministry of Housing, Communities & Local Government");
    assert_eq!(release.published.as_deref(), Some("2025-12-04"));
    assert_eq!(reading.observations[0].figure, Err(Gap::NotSubmitted));
}

/// The layout of 2022-23: the header on another line, and the names of lines over their kinds.
#[test]
fn a_header_in_two_rows_reads_and_other_columns_do_not_matter() {
    let rows = [
        vec!["Revenue outturn"],
        vec!["£000"],
        vec![
            "",
            "",
            "",
            "",
            "TOTAL CHILDREN SOCIAL CARE",
            "",
            "TOTAL ADULT SOCIAL CARE",
            "",
            "PUBLIC HEALTH",
        ],
        vec![
            "E-code",
            "ONS Code",
            "Local authority",
            "Certified",
            "Total Expenditure\n (C3 = C1 + C2)",
            "Net Current Expenditure (C7 = C3 - C6)",
            "Total Expenditure\n (C3 = C1 + C2)",
            "Net Current Expenditure (C7 = C3 - C6)",
            "Total Expenditure\n (C3 = C1 + C2)",
        ],
        vec!["E2701", "E06000014", "York UA", "Y", "1", "2", "3", "4", "5"],
    ];
    let (figures, _, _) = reading(&written("RO3_LA_Data_2022-23", &rows));
    assert_eq!(
        figures,
        [
            "York 2022-23 net-current-expenditure 4000 RO3_LA_Data_2022-23!H5",
            "York 2022-23 total-expenditure 3000 RO3_LA_Data_2022-23!G5",
        ]
    );
}

#[test]
fn what_cannot_be_trusted_gives_no_figure() {
    let change = |row: usize, column: usize, text: &'static str| {
        let mut rows = layout_of_2024();
        rows[row][column] = text;
        reading(&written("RO3_LA_Data_202425", &rows))
    };
    // The hidden line calls another column the net current expenditure.
    let (figures, codes, _) = change(12, 4, "RO3-asctot-net-cur-exp");
    assert!(figures.is_empty());
    assert_eq!(codes, ["observe/two-columns"]);
    let (figures, codes, _) = change(1, 0, "Data are reported in £ million.");
    assert!(figures.is_empty());
    assert_eq!(codes, ["observe/unknown-unit"]);
    let (figures, codes, _) = change(6, 2, "Essex CC");
    assert_eq!(figures.len(), 4);
    assert!(codes.contains(&"observe/area-mismatch"), "{codes:?}");
    let (figures, codes, _) = change(6, 6, "1o");
    assert_eq!(figures.len(), 5);
    assert!(codes.contains(&"observe/not-a-number"), "{codes:?}");
    // Without its words a column is still found by its variable; without either it is missing.
    let (figures, _, _) = change(3, 6, "Remainder");
    assert_eq!(figures.len(), 6);
    let mut rows = layout_of_2024();
    rows[3][6] = "Remainder";
    rows[12][6] = "RO3-remainder";
    let (figures, codes, _) = reading(&written("RO3_LA_Data_202425", &rows));
    assert!(figures.is_empty());
    assert_eq!(codes, ["observe/missing-column"]);
    // Neither the sheet nor its lines name a year.
    let mut rows = layout_of_2024();
    rows[0][0] = "Revenue outturn";
    rows[2][0] = "Source: the ministry";
    let (figures, codes, _) = reading(&written("RO3 LA Data", &rows));
    assert!(figures.is_empty());
    assert_eq!(codes, ["observe/no-release-year"]);
}

#[test]
fn the_summary_is_recognised_and_left_alone() {
    let (figures, codes, _) = reading(&file("RSX_LA_Data_202425", &[&["Revenue summary"]]));
    assert!(figures.is_empty());
    assert_eq!(codes, ["observe/left-alone"]);
}
