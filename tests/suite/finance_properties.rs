//! The finance readers whatever the input: rows in any order, files cut anywhere, bytes of any kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use proptest::prelude::*;
use use_of_resources::diagnostic::Severity;
use use_of_resources::domain::figure::Figure;
use use_of_resources::observe::reader::{Context, Reading};
use use_of_resources::observe::{finance_csv, finance_keys};
use use_of_resources::reference::areas::{AreaId, Areas};
use use_of_resources::reference::vocabulary::{SeriesKey, Vocabulary};
use use_of_resources::release::input::InputFile;

struct Reference {
    areas: Areas,
    vocabulary: Vocabulary,
}

fn reference() -> &'static Reference {
    static REFERENCE: OnceLock<Reference> = OnceLock::new();
    REFERENCE.get_or_init(|| Reference {
        areas: Areas::load().expect("the embedded register loads"),
        vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
    })
}

fn read(bytes: &[u8]) -> Option<Reading> {
    let reference = reference();
    let context = Context::embedded(&reference.areas, &reference.vocabulary);
    let file = InputFile::new("f.csv", bytes);
    if finance_csv::recognises(&file, &context) {
        Some(finance_csv::read(&file, &context))
    } else if finance_keys::recognises(&file, &context) {
        Some(finance_keys::read(&file, &context))
    } else {
        None
    }
}

type Figures = BTreeMap<(SeriesKey, AreaId), Figure>;

/// What a reading says, or nothing if it is refused.
fn figures(reading: &Reading) -> Option<Figures> {
    let refused = reading.diagnostics.iter().any(|found| found.severity == Severity::Error);
    (!refused).then(|| {
        let all = reading.observations.iter();
        all.map(|one| ((one.series, one.area), one.figure)).collect()
    })
}

const SETTINGS: [(&str, &str, &str); 7] = [
    ("1", "Nursing", "6"),
    ("2", "Residential", "7"),
    ("3", "Supported Accommodation", "9"),
    ("4", "Community: Direct Payments", "1"),
    ("5", "Community: Home Care", "2"),
    ("6", "Community: Supported Living", "4"),
    ("7", "Community: Other Long Term Care", "3"),
];
const REASONS: [(&str, &str, &str); 5] = [
    ("0", "Physical Support", "6"),
    ("1", "Sensory Support", "7"),
    ("2", "Support with Memory and Cognition", "13"),
    ("3", "Learning Disability Support", "4"),
    ("4", "Mental Health Support", "5"),
];
const AREAS: [(&str, &str); 2] = [("211", "E08000034"), ("212", "E08000035")];

/// A header and rows of long-term support of two councils, in the layout of 2017-18 and 2018-19
/// (`keyed`) or of the years since. The values differ from row to row and have decimals.
fn data_file(keyed: bool) -> (String, Vec<String>) {
    let key = if keyed { "_Key" } else { "" };
    let mut header = String::from(
        "GEOGRAPHY_LEVEL,DATA_LEVEL,FY_ENDING,UUID,CASSR,GEOGRAPHY_CODE,DH_GEOGRAPHY_NAME,\
         REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup",
    );
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
        write!(header, ",{name}{key}").expect("writing to a string cannot fail");
    }
    header.push_str(",ITEMVALUE\n");
    let year = if keyed { "2019" } else { "2022" };
    let mut rows = Vec::new();
    for (cassr, code) in AREAS {
        for (age, band) in [("1", "18 to 64"), ("2", "65 and Over")] {
            for (reason, support, _) in REASONS {
                for (setting, place, _) in SETTINGS {
                    let value = 2000 + 7 * rows.len();
                    rows.push(format!(
                        "Local Authority,Gross Current Expenditure,{year},81{age}{reason}{setting}15,\
                         {cassr},{code},Name,E12000003,Yorkshire and The Humber,Expenditure,\
                         Long Term Care,9,,{band},{support},{place},,,Mandatory,,,,,{value}.1234\n"
                    ));
                }
            }
        }
    }
    (header, rows)
}

/// The same in the layout of 2016-17, with the rows that are income only.
fn key_file() -> (String, Vec<String>) {
    let header = "FY_Ending,CASSR_CODE,GEOGRAPHY_CODE,REGION_GO_CODE,CareType_KEY,AgeBand_KEY,\
                  PrimarySupportReason_KEY,SupportSetting_KEY,Purpose_KEY,CarerSupportType_KEY,\
                  DataType_KEY,TOTALEXPENDITURE,TOTALINCOME,NETTOTALEXPENDITURE,\
                  GROSSTOTALEXPENDITURE,NETCURRENTEXPENDITURE,GROSSCURRENTEXPENDITURE\n";
    let mut rows = Vec::new();
    for (cassr, code) in AREAS {
        for age in ["1", "2"] {
            for (_, _, reason) in REASONS {
                for setting in SETTINGS.map(|(.., key)| key).into_iter().chain(["5"]) {
                    let value = 1000 + 3 * rows.len();
                    rows.push(format!(
                        "2017,{cassr},{code},E12000003,2,{age},{reason},{setting},,,1,\
                         {value}.5,1,{value}.25,{value},-{value},{value}.75\n"
                    ));
                }
            }
        }
    }
    (header.to_owned(), rows)
}

/// The weeks of 2016-17: residential care in house and external, nursing care external.
fn activity_file() -> (String, Vec<String>) {
    let header = "UUID,FY_Ending,CASSR_CODE,GEOGRAPHY_CODE,REGION_GO_CODE,DataType_KEY,AgeBand_KEY,\
                  PrimarySupportReason_KEY,CareType_KEY,SupportSetting_KEY,Purpose_KEY,\
                  ActivityProvision_KEY,ItemValue\n";
    let mut rows = Vec::new();
    for (cassr, code) in AREAS {
        for age in ["1", "2"] {
            for (_, _, reason) in REASONS {
                for (setting, provision) in [("6", "2"), ("7", "2"), ("7", "3")] {
                    let value = 100 + rows.len();
                    rows.push(format!(
                        "1,2017,{cassr},{code},E12000003,1,{age},{reason},2,{setting},,{provision},\
                         {value}.5\n"
                    ));
                }
            }
        }
    }
    (header.to_owned(), rows)
}

fn files() -> Vec<(String, Vec<String>)> {
    vec![data_file(true), data_file(false), key_file(), activity_file()]
}

fn whole(header: &str, rows: &[String]) -> Figures {
    let reading = read(format!("{header}{}", rows.concat()).as_bytes()).expect("a known layout");
    figures(&reading).unwrap_or_else(|| panic!("{:?}", reading.diagnostics))
}

/// Any prefix of a file is refused, or every figure in it, printed or added up, is that of the file.
#[test]
fn a_file_cut_anywhere_is_refused_or_gives_the_same_figures() {
    for (header, rows) in files() {
        let all = whole(&header, &rows);
        let text = format!("{header}{}", rows.concat());
        // Every byte near the ends of the file and of its first rows; the middle in steps.
        let dense = |length: usize| length < 900 || length + 300 > text.len();
        for length in (0..text.len()).filter(|length| dense(*length) || length % 97 == 0) {
            let prefix = text.get(..length).expect("the file is ASCII");
            let Some(reading) = read(prefix.as_bytes()) else { continue };
            let Some(found) = figures(&reading) else { continue };
            assert!(prefix.ends_with('\n'), "a file cut inside a row is refused: {length}");
            for (key, figure) in found {
                assert_eq!(all.get(&key), Some(&figure), "{length} bytes: {key:?}");
            }
        }
        // Every end of a row.
        for count in 1..rows.len() {
            let text = format!("{header}{}", rows[..count].concat());
            let found = read(text.as_bytes()).and_then(|reading| figures(&reading));
            for (key, figure) in found.unwrap_or_default() {
                assert_eq!(all.get(&key), Some(&figure), "{count} rows: {key:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_rows_does_not_matter(seed in any::<u64>(), which in 0_usize..4) {
        let (header, mut rows) = files().swap_remove(which);
        let expected = whole(&header, &rows);
        // Fisher and Yates, with a small generator.
        let mut state = seed | 1;
        for index in (1..rows.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let other = usize::try_from(state >> 33).expect("31 bits fit") % (index + 1);
            rows.swap(index, other);
        }
        prop_assert_eq!(whole(&header, &rows), expected);
    }

    #[test]
    fn no_bytes_panic_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0_usize..4) {
        let (header, _) = files().swap_remove(which);
        let _ = read(&bytes);
        let _ = read(&[header.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_cell_panics_a_reader(
        cell in "[ -~£é\\[\\]:]{0,12}",
        place in 0_usize..24,
        row in 0_usize..30,
        which in 0_usize..4,
    ) {
        let (header, mut rows) = files().swap_remove(which);
        let mut cells: Vec<&str> = rows[row].trim_end().split(',').collect();
        let place = place % cells.len();
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        cells[place] = &quoted;
        rows[row] = format!("{}\n", cells.join(","));
        let _ = read(format!("{header}{}", rows.concat()).as_bytes());
    }
}
