//! Revenue outturn, deprivation, deflators, neighbours and facts, read from the real files. Expected
//! values are typed from the publishers' files with sheet and cell, or worked out beside them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rust_decimal::Decimal;
use use_of_resources::diagnostic::{Diagnosed, Severity};
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::observe::comparators::{ComparatorList, neighbours};
use use_of_resources::observe::facts;
use use_of_resources::observe::read::{self, Read};
use use_of_resources::observe::reader::Context;
use use_of_resources::reference::areas::{AreaId, Areas};
use use_of_resources::reference::deflators::Deflators;
use use_of_resources::reference::notation;
use use_of_resources::reference::sources::EMBEDDED;
use use_of_resources::reference::vocabulary::{SeriesKey, Vocabulary};
use use_of_resources::release::input::InputFile;
use use_of_resources::release::walk;

use crate::harness::published_files;

/// Our own tables, loaded once for all tests.
pub(crate) struct Tables {
    pub(crate) areas: Areas,
    pub(crate) vocabulary: Vocabulary,
}

impl Tables {
    pub(crate) fn get() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| Self {
            areas: Areas::load().expect("the embedded register loads"),
            vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
        })
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context { areas: &self.areas, vocabulary: &self.vocabulary, sources: &EMBEDDED }
    }

    fn area(&self, code: &str) -> AreaId {
        self.areas.by_code(code).unwrap_or_else(|| panic!("{code} is known"))
    }

    fn series(&self, text: &str) -> SeriesKey {
        notation::series(text, &self.vocabulary).expect("a known series")
    }
}

pub(crate) fn year(text: &str) -> FinancialYear {
    text.parse().expect("a literal year")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

/// Some folders of the published files, read.
fn folders(names: &[&str]) -> Option<Diagnosed<Read>> {
    let published = published_files()?;
    let paths: Vec<_> = names.iter().map(|name| published.join(name)).collect();
    let files = walk::open(&paths);
    assert!(files.diagnostics.is_empty(), "{:?}", files.diagnostics);
    Some(read::read(files.value, &Tables::get().context()))
}

/// The figure of a series and the place it was read from.
fn found(read: &Read, series: &str, code: &str, when: &str) -> Option<(Figure, String)> {
    let tables = Tables::get();
    let observation =
        read.observations.get(tables.series(series), tables.area(code), year(when))?;
    Some((observation.figure, observation.place.to_string()))
}

fn problems(read: &Diagnosed<Read>) -> Vec<String> {
    let told = read.diagnostics.iter().filter(|found| found.severity > Severity::Note);
    told.map(ToString::to_string).collect()
}

const RO3: &str = "RO3_LA_Data_2024-25_data_by_LA.ods!RO3_LA_Data_202425!";
const NET: &str = "revenue-outturn/net-current-expenditure";
const TOTAL: &str = "revenue-outturn/total-expenditure";

/// Columns KL (total expenditure, C3) and KP (net current expenditure, C7) of TOTAL ADULT SOCIAL CARE,
/// in £ thousand there.
#[test]
fn the_revenue_outturn_reads_as_printed() {
    let Some(read) = folders(&["revenue-outturn_2024-25"]) else { return };
    assert_eq!(problems(&read), Vec::<String>::new());
    for (series, code, pounds, cell) in [
        (TOTAL, "E08000034", "282393000", "KL191"),
        (NET, "E08000034", "185682000", "KP191"),
        (TOTAL, "E10000016", "918085000", "KL185"),
        (NET, "E10000016", "721076000", "KP185"),
        // Barnsley, under its code of before 2025.
        (TOTAL, "E08000016", "129706000", "KL18"),
        (NET, "E08000016", "88595000", "KP18"),
        (NET, "E06000053", "2032000", "KP182"),
        (TOTAL, "E92000001", "35323839503.46", "KL418"),
        (NET, "E92000001", "25243898400.73", "KP418"),
    ] {
        let expected = Some((Ok(decimal(pounds)), format!("{RO3}{cell}")));
        assert_eq!(found(&read.value, series, code, "2024-25"), expected, "{series} {code}");
    }
    for (code, cell) in [("E08000025", "KP28"), ("E06000063", "KP84"), ("E06000039", "KP299")] {
        let expected = Some((Err(Gap::NotSubmitted), format!("{RO3}{cell}")));
        assert_eq!(found(&read.value, NET, code, "2024-25"), expected, "{code}");
    }
    // Line 425 has the code of London and is the Greater London Authority.
    assert_eq!(found(&read.value, NET, "E12000007", "2024-25"), None);
    let release = &read.value.observations.releases()[0];
    assert_eq!(release.publisher, "Ministry of Housing, Communities & Local Government");
    assert_eq!(release.published.as_deref(), Some("2025-12-04"));
}

/// Lines 420 to 424: the printed totals of classes. No London borough and no county is without a return,
/// so those totals are the sums of their councils. The other two classes hold estimates for Birmingham,
/// and for Cumberland and Slough; with the districts' £37.5m they are what England has more than the
/// councils.
#[test]
fn councils_add_up_to_the_printed_totals_of_their_classes() {
    let Some(read) = folders(&["revenue-outturn_2024-25"]) else { return };
    let tables = Tables::get();
    let mut councils = 0;
    let mut by_class: BTreeMap<String, Decimal> = BTreeMap::new();
    for council in tables.areas.councils_in(year("2024-25")) {
        let code = tables.areas.code_in(council, year("2024-25"));
        let (figure, _) =
            found(&read.value, TOTAL, code, "2024-25").expect("a row for each council");
        councils += 1;
        if let Ok(pounds) = figure {
            *by_class.entry(code.chars().take(3).collect()).or_default() += pounds;
        }
    }
    assert_eq!(councils, 153);
    assert_eq!(by_class["E09"], decimal("5103765480"), "KL423");
    assert_eq!(by_class["E10"], decimal("11783881190"), "KL424");
    // KL420 less Cumberland and Slough, KL422 less Birmingham: what is estimated is a plausible sum.
    let estimated = |class: &str, printed: &str| decimal(printed) - by_class[class];
    let unitary = estimated("E06", "10601600540.51");
    let metropolitan = estimated("E08", "7797076929.51");
    for (sum, least, most) in
        [(unitary, "150000000", "350000000"), (metropolitan, "500000000", "700000000")]
    {
        assert!((decimal(least)..decimal(most)).contains(&sum), "{sum}");
    }
    let all: Decimal = by_class.values().sum();
    let (england, _) = found(&read.value, TOTAL, "E92000001", "2024-25").expect("England's row");
    let districts = decimal("37515363.39");
    let rest = england.expect("a number") - all - unitary - metropolitan - districts;
    assert!(rest.abs() < decimal("1000"), "{rest}");
}

#[test]
fn the_summary_and_the_sheet_for_looking_up_are_told_as_left_alone() {
    let Some(read) = folders(&["revenue-outturn_2024-25", "neighbours"]) else { return };
    let told: Vec<String> = read
        .diagnostics
        .iter()
        .filter(|found| found.code == "observe/left-alone")
        .filter_map(|found| found.place.as_ref().map(ToString::to_string))
        .collect();
    let expected = [
        "RO3_LA_Data_2024-25_data_by_LA.ods!LA_drop-down",
        "RSX_LA_Data_2024-25_data_by_LA.ods",
        "cluster-allocation.csv",
    ];
    assert_eq!(told, expected);
    assert!(read.value.files.iter().all(|file| file.layout.is_some()), "{:?}", read.value.files);
}

const IOD: &str = "File_11_-_IoD2019_Local_Authority_District_Summaries__upper-tier__.xlsx!";

/// Hartlepool is row 2 and Worcestershire row 152 of every sheet.
#[test]
fn the_indices_of_deprivation_read_as_printed() {
    let Some(read) = folders(&["imd"]) else { return };
    assert_eq!(problems(&read), Vec::<String>::new());
    for (quantity, code, value, cell) in [
        ("average-score", "E06000001", "35.037", "IMD!E2"),
        ("average-score", "E10000034", "18.089", "IMD!E152"),
        ("most-deprived-tenth", "E06000001", "36.21", "IMD!G2"),
        ("most-deprived-tenth", "E10000034", "4.95", "IMD!G152"),
        ("extent", "E06000001", "49.73", "IMD!I2"),
        ("extent", "E10000034", "12.65", "IMD!I152"),
        ("income-older-people", "E06000001", "0.228", "IDAOPI!E2"),
        ("income-older-people", "E10000034", "0.107", "IDAOPI!E152"),
        ("health", "E06000001", "0.869", "Health!E2"),
        ("health", "E10000034", "-0.226", "Health!E152"),
    ] {
        let series = format!("deprivation/{quantity}");
        let expected = Some((Ok(decimal(value)), format!("{IOD}{cell}")));
        assert_eq!(found(&read.value, &series, code, "2019-20"), expected, "{series} {code}");
    }
    // The edition has the codes of 2019: Northamptonshire is a council of its own that has ended, and
    // Buckinghamshire is the same council under its newer code. England has no figure.
    let score = |code: &str| found(&read.value, "deprivation/average-score", code, "2019-20");
    assert!(score("E10000021").is_some());
    assert!(score("E06000061").is_none());
    assert_eq!(score("E10000002"), score("E06000060"));
    assert!(score("E10000002").is_some());
    assert!(score("E92000001").is_none());
}

#[test]
fn our_own_facts_of_deprivation_are_those_of_the_file() {
    let Some(read) = folders(&["imd"]) else { return };
    let tables = Tables::get();
    let own = facts::embedded(&tables.context());
    let mut compared = 0;
    for fact in &own.observations {
        if !tables.vocabulary.id(fact.series.quantity).starts_with("deprivation/") {
            continue;
        }
        let file = read.value.observations.get(fact.series, fact.area, fact.year);
        let file = file.expect("the file has every fact of ours");
        assert_eq!(file.figure, fact.figure, "{:?}", fact.place);
        assert!(file.place.file.starts_with("File_11"), "the supplied file stands before ours");
        compared += 1;
    }
    // 151 upper-tier councils in 2019, five figures each.
    assert_eq!(compared, 755);
}

/// Sums over England: TS021 has 56,490,065 people in the file (56,490,048 published; the counts are
/// perturbed), of whom 19.0 per cent are published as of other groups than White; the Standard Area
/// Measurements have 13,031,255.32 hectares of land.
#[test]
fn our_own_facts_add_up_to_the_totals_of_england() {
    let tables = Tables::get();
    let own = facts::embedded(&tables.context());
    let all = |series: &str| -> Vec<Decimal> {
        let wanted = tables.series(series);
        own.observations
            .iter()
            .filter(|fact| fact.series == wanted)
            .map(|fact| fact.figure.expect("our own facts have no gaps"))
            .collect()
    };
    let councils = tables.areas.councils_in(year("2023-24")).count();
    for series in
        ["census/residents", "census/ethnic-minorities", "land-area", "census/rural-share"]
    {
        assert_eq!(all(series).len(), councils, "{series}");
    }
    let residents: Decimal = all("census/residents").iter().sum();
    assert_eq!(residents, decimal("56490065"));
    let minorities: Decimal = all("census/ethnic-minorities").iter().sum();
    let share = minorities / residents * Decimal::ONE_HUNDRED;
    assert!((decimal("18.95")..decimal("19.05")).contains(&share), "{share}");
    let land: Decimal = all("land-area").iter().sum();
    assert_eq!(land, decimal("130312.5532"));
    // Hartlepool, by hand: 87,761 + 170 + 37 + 19 + 1,081 of 92,338 are White; 9,388.70 hectares; rural
    // shares of 0.026862 and 0.
    for (series, when, value) in [
        ("census/residents", "2020-21", "92338"),
        ("census/ethnic-minorities", "2020-21", "3270"),
        ("land-area", "2024-25", "93.887"),
        ("census/rural-share", "2011-12", "2.6862"),
    ] {
        let key = (tables.series(series), tables.area("E06000001"), year(when));
        let fact = own.observations.iter().find(|fact| (fact.series, fact.area, fact.year) == key);
        assert_eq!(fact.expect("a fact of Hartlepool").figure, Ok(decimal(value)), "{series}");
    }
}

#[test]
fn our_own_deflators_are_those_of_the_file() {
    let Some(read) = folders(&["gdp-deflators"]) else { return };
    assert_eq!(problems(&read), Vec::<String>::new());
    let supplied = read.value.deflators.expect("the file is an index");
    let own = Deflators::load().expect("the embedded deflators load");
    assert_eq!(supplied.vintage(), own.vintage());
    let supplied: BTreeMap<_, _> =
        supplied.years().map(|(year, index, forecast)| (year, (index, forecast))).collect();
    let mut compared = 0;
    for (year, index, forecast) in own.years() {
        assert_eq!(supplied.get(&year), Some(&(index, forecast)), "{year}");
        compared += 1;
    }
    assert!(compared > 20);
    // The index of 2014-15 is printed in the column "2022-23 = 100".
    assert_eq!(supplied[&year("2014-15")], (decimal("81.870"), false));
}

/// Of the twenty areas in the row of Hartlepool of the global list these are councils with social care
/// duties, in this order.
const HARTLEPOOL: [&str; 12] = [
    "E08000018",
    "E06000003",
    "E08000008",
    "E08000036",
    "E08000023",
    "E08000017",
    "E06000004",
    "E08000024",
    "E08000005",
    "E08000027",
    "E08000030",
    "E06000021",
];

#[test]
fn the_lists_of_neighbours_are_told_by_what_they_hold() {
    let Some(read) = folders(&["neighbours"]) else { return };
    assert_eq!(problems(&read), Vec::<String>::new());
    let tables = Tables::get();
    let names: Vec<&str> = read.value.comparators.iter().map(|list| list.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "ONS nearest neighbours, demographic",
            "ONS nearest neighbours, economic",
            "ONS nearest neighbours, global"
        ]
    );
    let global = read.value.comparators[2].in_year(&tables.areas, year("2024-25"));
    let expected: Vec<AreaId> = HARTLEPOOL.iter().map(|code| tables.area(code)).collect();
    assert_eq!(global.lists[&tables.area("E06000001")], expected);
    // Barnsley stands there under its code of 2025.
    assert!(global.lists.contains_key(&tables.area("E08000016")));
    // All twenty of Rutland's in the demographic list are districts, E07.
    let told = |list: &ComparatorList| {
        list.without_list(&tables.areas, year("2024-25")).map(|found| found.message)
    };
    let told: Vec<Option<String>> = read.value.comparators.iter().map(told).collect();
    assert!(told[0].as_ref().is_some_and(|message| message.ends_with(" for Rutland")), "{told:?}");
    assert_eq!(told[1..], [None, None]);
}

#[test]
fn a_name_of_a_file_changes_nothing_that_its_content_says() {
    let Some(published) = published_files() else { return };
    let bytes = fs_err::read(published.join("neighbours/global-neighbours.csv")).expect("readable");
    let file = InputFile::new("economic-neighbours.csv", bytes);
    let reading = neighbours::read(&file, &Tables::get().context());
    assert_eq!(reading.comparators[0].name, "ONS nearest neighbours, global");
    let list = read::read_comparators(&file, &Tables::get().context(), year("2023-24"));
    assert_eq!(list.value.as_ref(), reading.comparators.first());
}
