//! Small files in the published layout, some right and some with one fault each.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::diagnostic::Severity;
use crate::domain::figure::{Figure, Gap};
use crate::observe::finance_csv::read;
use crate::observe::observations::Observations;
use crate::observe::reader::{Context, Reading};
use crate::reference::areas::Areas;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::release::input::InputFile;

/// The header as published.
const HEADER: &str = "GEOGRAPHY_LEVEL,DATA_Level,UUID,FY_ENDING,CASSR,GEOGRAPHY_CODE,\
    DH_GEOGRAPHY_NAME,REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup,CareType,FinanceType,\
    FinanceDescription,AgeBand,PrimarySupportReason,SupportSetting,Purpose,CarerSupportType,\
    DataType,ActivityProvision,ComparativeTotals,DataSource,ValueType,ITEMVALUE\n";

const KIRKLEES: &str = "2024,211,E08000034,Kirklees,E12000003,Yorkshire and The Humber";

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

    fn read(&self, rows: &str) -> Reading {
        let file = InputFile::new("f.csv", format!("{HEADER}{rows}").into_bytes());
        read(&file, &Context::embedded(&self.areas, &self.vocabulary))
    }

    /// The series of `quantity`, then `dimension=id` for each dimension that is not a total.
    fn series(&self, text: &str) -> SeriesKey {
        let mut words = text.split(' ');
        let term = |dimension, id: &str| {
            self.vocabulary.term(dimension, id).unwrap_or_else(|| panic!("{id} is a known term"))
        };
        let quantity = words.next().expect("a series begins with its quantity");
        let mut series = SeriesKey::of(term(Dimension::Quantity, quantity));
        for word in words {
            let (name, id) = word.split_once('=').expect("a dimension and a term");
            let dimension = match name {
                "age" => Dimension::AgeBand,
                "reason" => Dimension::SupportReason,
                "setting" => Dimension::Setting,
                _ => Dimension::Provision,
            };
            series = series.with(dimension, term(dimension, id));
        }
        series
    }

    fn figure(&self, reading: &Reading, series: &str, code: &str) -> Option<Figure> {
        let (series, area) = (self.series(series), self.areas.by_code(code));
        reading
            .observations
            .iter()
            .find(|found| found.series == series && Some(found.area) == area)
            .map(|found| found.figure)
    }
}

/// A row: level, data level, row number, geography (six columns), then the words of the other
/// columns by name, and the value.
fn row(
    level: &str,
    data: &str,
    uuid: &str,
    area: &str,
    words: &[(&str, &str)],
    value: &str,
) -> String {
    let mut area = area.splitn(6, ',');
    let mut next = || area.next().unwrap_or_default();
    let (year, cassr, code, name, region, region_name) =
        (next(), next(), next(), next(), next(), next());
    let mut row =
        format!("{level},{data},{uuid},{year},{cassr},{code},{name},{region},{region_name}");
    for column in [
        "DimensionGroup",
        "CareType",
        "FinanceType",
        "FinanceDescription",
        "AgeBand",
        "PrimarySupportReason",
        "SupportSetting",
        "Purpose",
        "CarerSupportType",
        "DataType",
        "ActivityProvision",
        "ComparativeTotals",
        "DataSource",
        "ValueType",
    ] {
        let text = words.iter().find(|(name, _)| *name == column).map_or("", |(_, text)| text);
        write!(row, ",{text}").expect("writing to a string cannot fail");
    }
    writeln!(row, ",{value}").expect("writing to a string cannot fail");
    row
}

fn council(data: &str, uuid: &str, words: &[(&str, &str)], value: &str) -> String {
    row("Local Authority", data, uuid, KIRKLEES, words, value)
}

/// A right row of long-term spend, 65 and over, nursing, all reasons.
const NURSING: [(&str, &str); 6] = [
    ("DimensionGroup", "Expenditure"),
    ("CareType", "Long Term Care"),
    ("AgeBand", "65 and Over"),
    ("PrimarySupportReason", "Total"),
    ("SupportSetting", "Nursing"),
    ("DataType", "Mandatory"),
];
const GCE: &str = "Gross Current Expenditure";

fn with<'w>(
    words: &[(&'w str, &'w str)],
    changes: &[(&'w str, &'w str)],
) -> Vec<(&'w str, &'w str)> {
    let kept = words.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

/// What is wrong with a reading, but for the quantities that a file of few rows lacks.
fn faults(reading: &Reading) -> Vec<String> {
    reading
        .diagnostics
        .iter()
        .filter(|found| found.severity > Severity::Note && found.code != "observe/rows-not-found")
        .map(ToString::to_string)
        .collect()
}

#[test]
fn thousands_become_pounds_once_and_unit_costs_stay() {
    let reference = Reference::load();
    let unit = |words: &[(&'static str, &'static str)], value| {
        council("Unit Cost", "", &with(words, &[("DimensionGroup", "Unit Cost")]), value)
    };
    let home_care = [("CareType", "Home Care"), ("ActivityProvision", "External")];
    let in_house = [("CareType", "Home Care"), ("ActivityProvision", "In House")];
    let rows = [
        council(GCE, "8128115", &NURSING, "28.0215206"),
        council(GCE, "8118115", &with(&NURSING, &[("AgeBand", "18 to 64")]), "-423.7633286"),
        unit(&with(&NURSING, &[("SupportSetting", "Residential")]), "747.433102379799"),
        unit(&home_care, "18.88"),
        unit(&in_house, "0"),
        council("Activity", "8611101", &with(&NURSING, &[("DimensionGroup", "Activity")]), "1040"),
        council(
            "Total Expenditure",
            "",
            &[
                ("FinanceType", "Expenditure"),
                ("CareType", "99"),
                ("FinanceDescription", "Own Provision"),
            ],
            "5411.5",
        ),
        council(
            "",
            "",
            &[
                ("FinanceType", "Income"),
                ("CareType", "Total"),
                ("FinanceDescription", "Income from NHS"),
            ],
            "\"4,094.25\"",
        ),
    ];
    let reading = reference.read(&rows.concat());
    assert_eq!(faults(&reading), Vec::<String>::new());
    let long_term = "gross-current-expenditure/long-term setting=nursing";
    for (series, expected) in [
        (format!("{long_term} age=65-and-over"), Ok(number("28021.5206"))),
        (format!("{long_term} age=18-64"), Ok(number("-423763.3286"))),
        (
            "unit-cost age=65-and-over setting=residential".to_owned(),
            Ok(number("747.433102379799")),
        ),
        ("home-care-rate provision=external".to_owned(), Ok(number("18.88"))),
        ("home-care-rate provision=in-house".to_owned(), Err(Gap::NotApplicable)),
        ("weeks age=65-and-over setting=nursing".to_owned(), Ok(number("1040"))),
        ("total-expenditure/own-provision".to_owned(), Ok(number("5411500"))),
        ("income/nhs".to_owned(), Ok(number("4094250"))),
    ] {
        assert_eq!(reference.figure(&reading, &series, "E08000034"), Some(expected), "{series}");
    }
    assert_eq!(reading.observations[0].place.to_string(), "f.csv:2:24");
    assert_eq!(
        reading.releases[0].title,
        "Adult Social Care Activity and Finance Report, 2023-24: finance data file"
    );
}

#[test]
fn areas_are_told_by_code_and_markers_are_gaps() {
    let reference = Reference::load();
    let words = &[("CareType", "Total")];
    let rows = [
        row("England", GCE, "", "2024,,,,E92000001,England", words, "27060000.5"),
        row("Region", GCE, "", "2024,,,,E12000009,South West", words, "1"),
        row(
            "Local Authority",
            GCE,
            "",
            "2024,W8X1Q,E06000064,Westmorland and Furness,E12000002,North West",
            words,
            "[x]",
        ),
        row(
            "Local Authority",
            GCE,
            "",
            "2022,909,E06000023,Bristol City of,E12000009,SW",
            words,
            "[c]",
        ),
    ];
    let reading = reference.read(&rows.concat());
    assert_eq!(faults(&reading), Vec::<String>::new());
    let figure = |code| reference.figure(&reading, "gross-current-expenditure", code);
    assert_eq!(figure("E92000001"), Some(Ok(number("27060000500"))));
    assert_eq!(figure("E12000009"), Some(Ok(number("1000"))));
    assert_eq!(figure("E06000064"), Some(Err(Gap::NotSubmitted)));
    assert_eq!(figure("E06000023"), Some(Err(Gap::Suppressed)));
}

#[test]
fn names_with_commas_may_be_quoted() {
    let reference = Reference::load();
    let text = council(GCE, "8128115", &NURSING, "1")
        .replace("211,E08000034,Kirklees", "909,E06000023,\"Bristol, City of\"");
    let reading = reference.read(&text);
    assert_eq!(faults(&reading), Vec::<String>::new());
    assert_eq!(reading.observations.len(), 1);
}

#[test]
fn totals_are_99_before_2023_24_and_the_finance_type_may_be_9() {
    let reference = Reference::load();
    let changes = [("FinanceType", "9"), ("PrimarySupportReason", "99"), ("SupportSetting", "99")];
    let reading = reference.read(&council("", "8128915", &with(&NURSING, &changes), "5"));
    assert_eq!(faults(&reading), Vec::<String>::new());
    let found = reference.figure(
        &reading,
        "gross-current-expenditure/long-term age=65-and-over",
        "E08000034",
    );
    assert_eq!(found, Some(Ok(number("5000"))));
}

#[test]
fn rows_that_no_measure_uses_are_counted_and_left_out() {
    let reference = Reference::load();
    let rows = [
        council(GCE, "8128115", &NURSING, "1"),
        council(
            GCE,
            "",
            &with(&NURSING, &[("AgeBand", "65 to 74"), ("DataType", "Voluntary")]),
            "1",
        ),
        council("Gross SSMSS", "", &with(&NURSING, &[("SupportSetting", "Anything")]), "text"),
        council(
            GCE,
            "8312115",
            &[
                ("CareType", "Other"),
                ("PrimarySupportReason", "Social Support: Support to Carer"),
                ("CarerSupportType", "Community: Direct Payments"),
            ],
            "1",
        ),
    ];
    let reading = reference.read(&rows.concat());
    assert_eq!(faults(&reading), Vec::<String>::new());
    assert_eq!(reading.observations.len(), 1);
    let notes: Vec<&str> = reading
        .diagnostics
        .iter()
        .filter(|found| found.code == "observe/left-out")
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!(
        notes,
        [
            "kinds of row that no measure uses are left out; rows: 1 (Gross SSMSS / Expenditure)",
            "voluntary breakdowns are left out; rows: 1",
        ]
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of faults")]
fn each_fault_has_its_code_and_place() {
    let reference = Reference::load();
    let right = council(GCE, "8128115", &NURSING, "1");
    let nursing = |changes: &[(&'static str, &'static str)]| with(&NURSING, changes);
    for (row, expected) in [
        (
            council(GCE, "8128115", &NURSING, "\"12,3x4\""),
            "f.csv:3:24: error[observe/not-a-number]: '12,3x4' is not a number",
        ),
        (council(GCE, "8128115", &NURSING, "[q]"), "f.csv:3:24: error[observe/unknown-marker]"),
        (council(GCE, "8128115", &NURSING, "999999995"), "f.csv:3:24: error[observe/sentinel]"),
        (
            right.replace("211,E08000034,Kirklees", ",E08000099,Kirkless"),
            "f.csv:3:6: error[observe/unknown-area]: no council has the code 'E08000099' \
             ('Kirkless')\n  help: the nearest name is Kirklees",
        ),
        (
            right.replace("211,", "102,").replace("2024", "2020"),
            "f.csv:3:5: error[observe/two-councils]",
        ),
        (
            right.replace("Local Authority", "Local Authorites"),
            "f.csv:3:1: warning[observe/unknown-label]: 'Local Authorites' is no known level of \
             geography; the codes of its rows say that it is Local Authority",
        ),
        (right.replace("2024", "24"), "f.csv:3:4: error[observe/not-a-year]"),
        (
            council(GCE, "8128115", &nursing(&[("SupportSetting", "Nursng")]), "1"),
            "f.csv:3:16: warning[observe/unknown-label]: 'Nursng' is no known setting; the row \
             numbers say that it is Nursing\n  help: to say so once and for all, put at the end of \
             data/reference/finance-csv.toml (or under that heading, if it is there already):\n\
             [same-as.setting]\n\"Nursng\" = \"Nursing\"",
        ),
        (
            council(GCE, "8128115", &nursing(&[("CareType", "Longterm Care")]), "1"),
            "f.csv:3:11: warning[observe/unknown-label]: 'Longterm Care' is no known care type; its \
             rows are left out, and so are the totals they belong to\n  help: the nearest known \
             labels are: Long Term Care",
        ),
        (
            council(
                GCE,
                "8120115",
                &nursing(&[
                    ("SupportSetting", "Residential"),
                    ("PrimarySupportReason", "Physical Support"),
                ]),
                "1",
            ),
            "f.csv:3:3: error[observe/row-number]: the row number 8120115 means Gross current \
             expenditure on long-term support, 65 and over, Physical Support, Nursing and the words \
             of the row mean Gross current expenditure on long-term support, 65 and over, Physical \
             Support, Residential",
        ),
        (
            council(
                "Net Current Expenditure",
                "8120115",
                &nursing(&[("PrimarySupportReason", "Physical Support")]),
                "1",
            ),
            "f.csv:3:3: error[observe/row-number]",
        ),
        (right.clone(), "f.csv:3:24: warning[observe/duplicate-row]"),
    ] {
        let found = faults(&reference.read(&format!("{right}{row}"))).concat();
        assert!(found.starts_with(expected), "{row}: {found}");
    }
}

#[test]
fn two_values_for_one_figure_are_refused_when_the_run_is_settled() {
    let reference = Reference::load();
    let rows = ["1", "2"].map(|value| council(GCE, "8128115", &NURSING, value));
    let reading = reference.read(&rows.concat());
    assert_eq!(reading.observations.len(), 2);
    let (_, diagnostics) = Observations::settle(
        vec![reading.observations],
        reading.releases,
        &reference.areas,
        &reference.vocabulary,
    );
    let found: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("f.csv:3:24: error[observe/two-values]"), "{found:?}");
}

mod layouts;
