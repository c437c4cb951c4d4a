//! The layouts of the years, totals that are added up, and what is said when something moved.

use std::sync::Arc;

use super::*;
use crate::domain::place::Spot;
use crate::observe::finance_csv::recognises;
use crate::reference::sources::Sources;

const SETTINGS: [&str; 7] = [
    "Nursing",
    "Residential",
    "Supported Accommodation",
    "Community: Direct Payments",
    "Community: Home Care",
    "Community: Supported Living",
    "Community: Other Long Term Care",
];
const REASONS: [&str; 5] = [
    "Physical Support",
    "Sensory Support",
    "Support with Memory and Cognition",
    "Learning Disability Support",
    "Mental Health Support",
];
const OTHER: [(&str, &str, &str); 9] = [
    ("8310115", "Social Support: Substance Misuse Support", ""),
    ("8311115", "Social Support: Asylum Seeker Support", ""),
    ("8312115", "Social Support: Support to Carer", "Community: Direct Payments"),
    ("8312215", "Social Support: Support to Carer", "Community: Other"),
    ("8313115", "Social Support: Support for Social Isolation/Other", ""),
    ("8314115", "Assistive Equipment and Technology", ""),
    ("8315115", "Social Care Activities", ""),
    ("8316115", "Information and Early Intervention", ""),
    ("8317115", "Commissioning and Service Delivery", ""),
];

/// The 99 rows of gross current expenditure that the file of 2017-18 has for a council, with the
/// numbers and words it has.
fn leaves(area: &str, value: &str) -> Vec<String> {
    let base = [("DimensionGroup", "Expenditure")];
    let line = |number: &str, words: &[(&str, &str)]| {
        row("Local Authority", GCE, number, area, &with(&base, words), value)
    };
    let mut rows = Vec::new();
    for (age, band) in [("1", "18 to 64"), ("2", "65 and Over")] {
        for (index, reason) in REASONS.iter().enumerate() {
            let people = [("AgeBand", band), ("PrimarySupportReason", *reason)];
            for (setting, label) in SETTINGS.iter().enumerate() {
                let number = format!("81{age}{index}{}15", setting + 1);
                let words = [("CareType", "Long Term Care"), ("SupportSetting", *label)];
                rows.push(line(&number, &with(&people, &words)));
            }
            let short = if index == 4 { 7 } else { index };
            for (purpose, label) in [("1", "To Maximise Independence"), ("2", "Other Short Term")] {
                let number = format!("82{age}{short}{purpose}15");
                let words = [("CareType", "Short Term Care"), ("Purpose", label)];
                rows.push(line(&number, &with(&people, &words)));
            }
        }
    }
    for (number, reason, carers) in OTHER {
        let words =
            [("CareType", "Other"), ("PrimarySupportReason", reason), ("CarerSupportType", carers)];
        rows.push(line(number, &words));
    }
    rows
}

/// The header of 2017-18 and 2018-19: the dimensions end in `_Key`.
fn keyed() -> String {
    let mut header = HEADER.replace("DATA_Level", "DATA_LEVEL");
    for name in [
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
        header = header.replace(&format!(",{name},"), &format!(",{name}_Key,"));
    }
    header
}

impl Reference {
    fn read_with(&self, sources: &Sources, header: &str, rows: &str) -> Reading {
        let file = InputFile::new("f.csv", format!("{header}{rows}").into_bytes());
        let context = Context { areas: &self.areas, vocabulary: &self.vocabulary, sources };
        assert!(recognises(&file, &context), "{header}");
        read(&file, &context)
    }
}

fn messages(reading: &Reading, code: &str) -> Vec<String> {
    let found = reading.diagnostics.iter().filter(|found| found.code == code);
    found.map(|found| format!("{}: {}", found.severity, found.message)).collect()
}

/// Each row is £1 million, so a total is as many millions as it has rows: 70 long-term, 20
/// short-term, 9 other. In pounds as the file that is held, in thousands as the release.
#[test]
fn a_file_without_totals_has_them_added_up_whatever_its_money_is_in() {
    let reference = Reference::load();
    let sources = Sources::default();
    for (value, unit) in [("1000000", "pounds"), ("1000", "thousands of pounds")] {
        let area = KIRKLEES.replace("2024", "2018");
        let reading = reference.read_with(&sources, &keyed(), &leaves(&area, value).concat());
        assert_eq!(faults(&reading), Vec::<String>::new());
        assert_eq!(
            messages(&reading, "observe/unit"),
            [format!("note: money of 2017-18 is in {unit}, as its size shows")]
        );
        for (series, millions) in [
            ("gross-current-expenditure", 99),
            ("gross-current-expenditure/long-term", 70),
            ("gross-current-expenditure/short-term", 20),
            ("gross-current-expenditure/short-term/maximise-independence", 10),
            ("gross-current-expenditure/other", 9),
            ("gross-current-expenditure/other/carers", 2),
            ("gross-current-expenditure/other/equipment", 1),
            ("gross-current-expenditure/long-term age=65-and-over", 35),
            ("gross-current-expenditure/long-term age=65-and-over setting=nursing", 5),
            ("gross-current-expenditure/long-term reason=memory", 14),
        ] {
            let expected = Some(Ok(Decimal::from(millions * 1_000_000)));
            assert_eq!(reference.figure(&reading, series, "E08000034"), expected, "{series}");
        }
        let carers = reference.series("gross-current-expenditure/other/carers");
        let found = reading.observations.iter().find(|found| found.series == carers);
        // The rows of carers are the 93rd and 94th, below the header.
        let place = &found.expect("carers are added up").place;
        assert_eq!(place.spot, Spot::Lines(Arc::new(vec![94, 95])));
    }
}

#[test]
fn a_gap_in_a_row_is_a_gap_in_the_total() {
    let reference = Reference::load();
    let mut rows = leaves(KIRKLEES, "1000");
    rows[0] = rows[0].replace(",1000\n", ",:\n");
    let reading = reference.read(&rows.concat());
    let figure = |series| reference.figure(&reading, series, "E08000034");
    for series in ["gross-current-expenditure", "gross-current-expenditure/long-term age=18-64"] {
        assert_eq!(figure(series), Some(Err(Gap::NotAvailable)), "{series}");
    }
    let older = figure("gross-current-expenditure/long-term age=65-and-over");
    assert_eq!(older, Some(Ok(number("35000000"))));
}

#[test]
fn money_a_thousand_times_off_is_refused() {
    let reference = Reference::load();
    let reading = reference.read(&leaves(KIRKLEES, "1000000").concat());
    let said = messages(&reading, "observe/unit");
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("error: money of 2023-24 cannot be in thousands"), "{said:?}");
    assert!(reading.observations.is_empty(), "no money of that year is used");
}

/// A printed total stands, and is compared with its rows: 70 rows of £1m, and £75m printed.
#[test]
fn a_printed_total_wins_and_a_difference_is_told() {
    let reference = Reference::load();
    let total = [
        ("CareType", "Long Term Care"),
        ("AgeBand", "Total"),
        ("PrimarySupportReason", "Total"),
        ("SupportSetting", "Total"),
    ];
    let long_term = "gross-current-expenditure/long-term";
    for (printed, differs) in [("75000", true), ("70002", false), ("70000", false)] {
        let rows = [leaves(KIRKLEES, "1000").concat(), council(GCE, "", &total, printed)].concat();
        let reading = reference.read(&rows);
        let expected = number(printed) * Decimal::ONE_THOUSAND;
        assert_eq!(reference.figure(&reading, long_term, "E08000034"), Some(Ok(expected)));
        let said = messages(&reading, "observe/total-differs");
        assert_eq!(!said.is_empty(), differs, "{said:?}");
        if differs {
            assert_eq!(
                said,
                [
                    "warning: Gross current expenditure on long-term support of Kirklees in 2023-24: \
                  the file prints 75000000 and its rows add up to 70000000"
                ]
            );
        }
    }
}

/// A word nobody listed, on rows whose number is not of the proved scheme: they are left out, and no
/// total is made without them. What the warning proposes is what makes the file readable.
#[test]
fn an_unknown_word_is_a_warning_and_its_proposal_works_when_it_is_pasted() {
    let reference = Reference::load();
    let rows = leaves(KIRKLEES, "1000").concat().replace(",Nursing,", ",Nursing Homes,");
    // Numbers of another scheme.
    let rows = rows.replace(",81", ",71");
    let reading = reference.read(&rows);
    let warnings: Vec<&crate::diagnostic::Diagnostic> =
        reading.diagnostics.iter().filter(|found| found.code == "observe/unknown-label").collect();
    assert_eq!(warnings.len(), 1);
    assert_eq!(
        warnings[0].message,
        "'Nursing Homes' is no known setting; its rows are left out, and so are the totals they \
         belong to (and on 9 more rows)"
    );
    let lost = messages(&reading, "observe/rows-not-found");
    assert!(lost.iter().any(|said| said.starts_with("error: rows were left out")), "{lost:?}");
    let series = "gross-current-expenditure";
    assert_eq!(reference.figure(&reading, series, "E08000034"), None);
    let help = warnings[0].help.as_deref().expect("a proposal");
    let (_, lines) = help.split_once(":\n").expect("lines to paste");
    assert_eq!(lines, "[same-as.setting]\n\"Nursing Homes\" = \"Nursing\"");
    let embedded = crate::reference::sources::EMBEDDED.text("reference/finance-csv.toml");
    let sources =
        Sources::default().with("reference/finance-csv.toml", format!("{embedded}\n{lines}\n"));
    let reading = reference.read_with(&sources, HEADER, &rows);
    assert_eq!(faults(&reading), Vec::<String>::new());
    assert_eq!(reference.figure(&reading, series, "E08000034"), Some(Ok(number("99000000"))));
}

/// The publisher writes totals not at all, as `99`, `Total` or `All`; a region without a code of its
/// own; a missing value as a colon; a council by its CASSR code alone.
#[test]
fn words_of_all_years_are_understood() {
    let reference = Reference::load();
    let year = "2019";
    for total in ["", "99", "Total", "All"] {
        let words = &[
            ("CareType", if total.is_empty() { "" } else { total }),
            ("AgeBand", total),
            ("PrimarySupportReason", total),
            ("SupportSetting", total),
            ("FinanceType", "9"),
        ];
        let rows = [
            row("National", GCE, "", &format!("{year},,,,E92000001,"), words, "18700000"),
            row("Regional", GCE, "", &format!("{year},,,,E12000003,"), words, "2000000"),
            row("LA", GCE, "", &format!("{year},211,,Kirklees,E12000003,"), words, "150000"),
            row("Anything", GCE, "", &format!("{year},212,E08000035,Leeds,E12000003,"), words, ":"),
        ];
        let reading = reference.read_with(&Sources::default(), &keyed(), &rows.concat());
        let figure = |code| reference.figure(&reading, "gross-current-expenditure", code);
        assert_eq!(figure("E92000001"), Some(Ok(number("18700000000"))), "'{total}'");
        assert_eq!(figure("E12000003"), Some(Ok(number("2000000000"))));
        assert_eq!(figure("E08000034"), Some(Ok(number("150000000"))));
        assert_eq!(figure("E08000035"), Some(Err(Gap::NotAvailable)));
        assert_eq!(faults(&reading).len(), 1, "the level that nobody listed is told of");
    }
}

/// The rate that a council wrote on its return counts where no unit cost is given, for councils only.
#[test]
fn home_care_rates_stand_in_for_unit_costs_of_councils() {
    let reference = Reference::load();
    let words = [("CareType", "Home Care"), ("ActivityProvision", "External")];
    let activity = with(&words, &[("DimensionGroup", "Activity")]);
    let unit = with(&words, &[("DimensionGroup", "Unit Cost")]);
    let leeds = "2024,212,E08000035,Leeds,E12000003,Yorkshire and The Humber";
    let rows = [
        council("Activity", "", &activity, "20"),
        council("Unit Cost", "", &unit, "21"),
        row("Local Authority", "Activity", "", leeds, &activity, "19"),
        row("England", "Activity", "", "2024,,,,E92000001,England", &activity, "3000"),
    ];
    let reading = reference.read(&rows.concat());
    let figure = |code| reference.figure(&reading, "home-care-rate provision=external", code);
    assert_eq!(figure("E08000034"), Some(Ok(number("21"))));
    assert_eq!(figure("E08000035"), Some(Ok(number("19"))));
    assert_eq!(figure("E92000001"), None);
}

#[test]
fn the_layout_is_told_by_its_header() {
    let reference = Reference::load();
    let context = Context::embedded(&reference.areas, &reference.vocabulary);
    let recognised =
        |header: &str| recognises(&InputFile::new("f.csv", header.as_bytes()), &context);
    assert!(recognised(HEADER));
    assert!(recognised(&keyed()));
    assert!(recognised(&HEADER.replace("AgeBand", "Age")), "one renamed column is a fault");
    assert!(!recognised("FY_ENDING,CASSR,ITEMVALUE\n"));
    let renamed =
        HEADER.replace("SupportSetting", "Setting_of_Support").replace("ITEMVALUE", "Value");
    let text = format!("{renamed}{}", council(GCE, "8128115", &NURSING, "1"));
    let found = read(&InputFile::new("f.csv", text.into_bytes()), &context).diagnostics;
    assert_eq!(found.len(), 1, "one report of all that moved");
    assert_eq!(found[0].code, "release/missing-column");
    assert_eq!(
        found[0].message,
        "there are no columns 'SupportSetting', 'ITEMVALUE'; new columns are \
         'Setting_of_Support', 'Value'"
    );
    let help = found[0].help.as_deref().expect("what to do");
    assert!(help.contains("[finance-csv.columns]\n\"SupportSetting\" = ["), "{help}");
}

/// The scheme of row numbers is proved for rows that are broken down by setting. The
/// publisher calls 8124901 a total of nursing care, where the scheme has mental health, all settings.
#[test]
fn numbers_of_totals_are_not_believed_against_the_words() {
    let reference = Reference::load();
    let reading = reference.read(&council(GCE, "8124915", &NURSING, "5"));
    assert_eq!(faults(&reading), Vec::<String>::new());
    assert_eq!(messages(&reading, "observe/row-number").len(), 1);
    let series = "gross-current-expenditure/long-term age=65-and-over setting=nursing";
    assert_eq!(reference.figure(&reading, series, "E08000034"), Some(Ok(number("5000"))));
}

/// A description of money that nobody listed does not cast doubt on the other columns of its kind.
#[test]
fn an_unknown_description_of_money_costs_its_own_rows_only() {
    let reference = Reference::load();
    let income = |description: &str, value: &str| {
        let words =
            [("FinanceType", "Income"), ("CareType", "Total"), ("FinanceDescription", description)];
        council("", "", &words, value)
    };
    let rows = [income("Client Contributions", "7"), income("Income from NHS England", "3")];
    let reading = reference.read(&rows.concat());
    let contributions = reference.figure(&reading, "income/client-contributions", "E08000034");
    assert_eq!(contributions, Some(Ok(number("7000"))));
    let lost = messages(&reading, "observe/rows-not-found");
    let error = lost.iter().find(|said| said.starts_with("error")).expect("income is expected");
    assert!(error.ends_with("there is nothing of: Income from the NHS"), "{error}");
}
