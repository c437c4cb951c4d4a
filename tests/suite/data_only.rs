//! What CONTRIBUTING.md calls a change of data is one: a measure, a year and a council reorganisation are
//! added to the tables as text, and the program as it is reads and works them out.

use std::path::PathBuf;

use rust_decimal::Decimal;
use tempfile::TempDir;
use use_of_resources::diagnostic::Severity;
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::measure::catalogue::MeasureId;
use use_of_resources::reference::areas::AreaId;
use use_of_resources::reference::sources::Sources;
use use_of_resources::run::{self, Published, Tables, Wanted, Worked};

/// The layout of the finance data file since 2019-20 (SOURCES).
const FINANCE: &str = "GEOGRAPHY_LEVEL,DATA_Level,UUID,FY_ENDING,CASSR,GEOGRAPHY_CODE,\
    DH_GEOGRAPHY_NAME,REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup,CareType,FinanceType,\
    FinanceDescription,AgeBand,PrimarySupportReason,SupportSetting,Purpose,CarerSupportType,\
    DataType,ActivityProvision,ComparativeTotals,DataSource,ValueType,ITEMVALUE\n";

/// The layout of the series of outcomes (SOURCES, `trend_data.csv`).
const OUTCOMES: &str = "Year,Geographical Description,ONS Code,Measure Group,Measure Group \
    Description,Measure_Value,Geographical Level,Disaggregation Level,Measure Type\n";

const KIRKLEES: &str = "211,E08000034,Kirklees,E12000003,Yorkshire and The Humber";
const CALDERDALE: &str = "210,E08000033,Calderdale,E12000003,Yorkshire and The Humber";

/// Gross current expenditure of a council in thousands of pounds: the whole, and long-term support.
fn spend(year: u16, area: &str, whole: u32, long_term: u32) -> String {
    let row = |care: &str, value: u32| {
        format!(
            "Local Authority,Gross Current Expenditure,,{year},{area},Expenditure,{care},Gross \
             Current Expenditure,,Total,Total,,,,Mandatory,,,,,{value}\n"
        )
    };
    format!("{}{}", row("Total", whole), row("Long Term Care", long_term))
}

/// Files on disk, the tables they are read with, and what came of them.
struct Run {
    _folder: TempDir,
    tables: Tables,
    published: Published,
    worked: Worked,
}

impl Run {
    fn of(sources: Sources, files: &[(&str, String)], report_year: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            fs_err::write(folder.path().join(name), text).expect("a file");
        }
        let tables = Tables::load_from(sources).unwrap_or_else(|fault| panic!("{fault}"));
        let paths: [PathBuf; 1] = [folder.path().to_owned()];
        let published = run::look(&paths, &tables);
        for found in &published.diagnostics {
            assert!(found.severity < Severity::Error, "{found}");
        }
        let wanted = Wanted { year: Some(year(report_year)), ..Wanted::default() };
        let worked =
            run::work(&published, &tables, &wanted).unwrap_or_else(|fault| panic!("{fault}"));
        Self { _folder: folder, tables, published, worked }
    }

    fn area(&self, code: &str) -> AreaId {
        self.tables.areas.by_code(code).unwrap_or_else(|| panic!("{code} is a code"))
    }

    /// The value of a measure, if the area has any in the year.
    fn value(&self, measure: &str, code: &str, report_year: &str) -> Option<Figure> {
        let id = MeasureId(measure.to_owned());
        let found = self.worked.results.get(&id, year(report_year), self.area(code));
        found.map(|value| value.value)
    }
}

fn year(text: &str) -> FinancialYear {
    text.parse().expect("a literal year")
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

/// A table of ours with more at its end.
fn with_more(name: &str, more: &str) -> Sources {
    let sources = Sources::default();
    let text = format!("{}\n{more}", sources.text(name));
    sources.with(name, text)
}

/// CONTRIBUTING.md, "Add a measure". The series is new too, and comes in a file of facts.
const NEW_SERIES: &str = r#"
[[quantity]]
id = "local/lunch-clubs"
label = "Lunch clubs"
unit = "count"
"#;

const NEW_KIND: &str = r#"
[[kind]]
id = "local"
what = "things counted locally"
from = ["A file of facts"]
quantities = ["local"]

[[rule]]
numerator = "local"
denominator = "population"
permission = "permitted"
reason = "Counted to be compared."
source = "A file of facts"
"#;

const NEW_MEASURE: &str = r#"
[[measure]]
id = "AC90"
name = "Lunch clubs"
short = "Lunch clubs"
phrase = "the rate of lunch clubs"
step = 5
unit = "per100k-fine"
polarity = "none"
interval = "byar"
definition = "Lunch clubs for each 100,000 adults who live in the area."
comparators = ["england", "region", "council-type"]
caveats = ["K"]

[measure.formula]
kind = "ratio"
numerator = [{ plus = ["local/lunch-clubs"] }]
denominator = [{ plus = ["population/ons"] }]
per = "100000"
"#;

/// 21 clubs among 350,000 adults are 6 for each 100,000.
#[test]
fn a_measure_with_a_series_of_its_own_is_data() {
    let kinds = with_more("catalogue/allowed-uses.toml", NEW_KIND);
    let words = with_more("reference/vocabulary.toml", NEW_SERIES);
    let sources = with_more("catalogue/activity.toml", NEW_MEASURE)
        .with("catalogue/allowed-uses.toml", kinds.text("catalogue/allowed-uses.toml"))
        .with("reference/vocabulary.toml", words.text("reference/vocabulary.toml"));
    let facts = "series,financial_year,area_code,value,source\n\
        local/lunch-clubs,2023-24,E08000034,21,A count of our own\n\
        population/ons,2023-24,E08000034,350000,A count of our own\n";
    let finance = format!("{FINANCE}{}", spend(2024, KIRKLEES, 180_000, 135_000));
    let files = [("facts.csv", facts.to_owned()), ("finance.csv", finance)];
    let run = Run::of(sources, &files, "2023-24");
    assert_eq!(run.value("AC90", "E08000034", "2023-24"), Some(Ok(number("6"))));
    assert!(!run.published.illustrative);
}

/// A ratio that the publishers do not let be made does not become one by being added as data: it is
/// withheld, and one of which no rule speaks is refused with the words to look for.
#[test]
fn a_measure_cannot_be_added_against_the_publishers_words() {
    let per_request = NEW_MEASURE
        .replace("local/lunch-clubs", "gross-current-expenditure")
        .replace("population/ons", "requests")
        .replace("byar", "none");
    let sources = with_more("catalogue/activity.toml", &per_request);
    let tables = Tables::load_from(sources).unwrap_or_else(|fault| panic!("{fault}"));
    let measure = &tables.catalogue.measures[&MeasureId("AC90".to_owned())];
    for (report_year, words) in [("2023-24", "not recommended"), ("2024-25", "one week of care")] {
        let reason = measure.withheld_in(year(report_year)).expect("it is withheld");
        assert!(reason.contains(words), "{report_year}: {reason}");
    }
    for (above, below, interval, message) in [
        ("revenue-outturn/total-expenditure", "requests", "none", "no rule of allowed-uses.toml"),
        ("gross-current-expenditure", "revenue-outturn/total-expenditure", "none", "no rule"),
        ("gross-current-expenditure", "population/ons", "byar", "has no interval"),
        ("land-area", "population/ons", "none", "is of no kind"),
    ] {
        let text = NEW_MEASURE
            .replace("local/lunch-clubs", above)
            .replace("population/ons", below)
            .replace("byar", interval);
        let fault = Tables::load_from(with_more("catalogue/activity.toml", &text))
            .err()
            .unwrap_or_else(|| panic!("{above} over {below} is refused"));
        assert!(fault.to_string().contains(message), "{fault}");
    }
}

/// CONTRIBUTING.md, "Add a release": a year that nobody has seen, in layouts that are known.
/// 144,000 of 180,000 is 80 per cent.
#[test]
fn a_new_year_of_known_layouts_is_data() {
    let finance =
        [spend(2028, KIRKLEES, 180_000, 144_000), spend(2028, CALDERDALE, 90_000, 63_000)];
    let outcomes = "2027-28,Kirklees,E08000034,1D,Satisfaction,66.1,Council,Total,Outcome\n\
        2027-28,England,E92000001,1D,Satisfaction,65.4,England,Total,Outcome\n";
    let files = [
        ("ASC-FR Data File (descriptions).csv", format!("{FINANCE}{}", finance.concat())),
        ("ascof.csv", format!("{OUTCOMES}{outcomes}")),
    ];
    let run = Run::of(Sources::default(), &files, "2027-28");
    assert_eq!(run.worked.year, year("2027-28"));
    assert_eq!(run.value("EX01", "E08000034", "2027-28"), Some(Ok(number("180000000"))));
    assert_eq!(run.value("EX10", "E08000034", "2027-28"), Some(Ok(number("80"))));
    assert_eq!(run.value("EX10", "E08000033", "2027-28"), Some(Ok(number("70"))));
    assert_eq!(run.value("OC03", "E08000034", "2027-28"), Some(Ok(number("66.1"))));
    assert_eq!(run.value("OC03", "E92000001", "2027-28"), Some(Ok(number("65.4"))));
    // No deflator reaches so far: real terms have a gap and not the cash figure.
    let real = run.value("EX03", "E08000034", "2027-28");
    assert!(matches!(real, None | Some(Err(_))), "{real:?}");
}

/// Surrey is to become two councils in April 2027. Their codes here are made up.
fn reorganised() -> Sources {
    let name = "reference/councils.csv";
    let sources = Sources::default();
    let text: String = sources
        .text(name)
        .lines()
        .map(|line| {
            match line.strip_prefix("surrey,Surrey,805,E10000030,shire-county,E12000008,,,,,") {
                Some(rest) => format!(
                    "surrey,Surrey,805,E10000030,shire-county,E12000008,,2026-27,,east-surrey;\
                 west-surrey,{rest}\n"
                ),
                None => format!("{line}\n"),
            }
        })
        .collect();
    let new = "east-surrey,East Surrey,ES1AA,E06000901,unitary,E12000008,2027-28,,surrey,,East Surrey \
        Council,made-up\n\
        west-surrey,West Surrey,WS1AA,E06000902,unitary,E12000008,2027-28,,surrey,,,made-up\n";
    sources.with(name, format!("{text}{new}"))
}

#[test]
fn a_reorganisation_is_data() {
    let surrey = "805,E10000030,Surrey,E12000008,South East";
    let east = "ES1AA,E06000901,East Surrey,E12000008,South East";
    let west = "WS1AA,E06000902,West Surrey,E12000008,South East";
    let before = format!("{FINANCE}{}", spend(2027, surrey, 400_000, 320_000));
    let after = format!(
        "{FINANCE}{}{}",
        spend(2028, east, 200_000, 140_000),
        spend(2028, west, 210_000, 168_000)
    );
    let files = [("2026-27.csv", before), ("2027-28.csv", after)];
    let run = Run::of(reorganised(), &files, "2027-28");
    let areas = &run.tables.areas;
    let (old, first, second) =
        (run.area("E10000030"), run.area("E06000901"), run.area("E06000902"));
    for (id, in_2026, in_2027) in [(old, true, false), (first, false, true), (second, false, true)]
    {
        assert_eq!(areas.exists_in(id, year("2026-27")), in_2026, "{}", areas.get(id).name);
        assert_eq!(areas.exists_in(id, year("2027-28")), in_2027, "{}", areas.get(id).name);
    }
    // Names and codes lead to the council of the year, or to those that followed it.
    for text in ["Surrey", "E10000030", "805", "Surrey County Council"] {
        assert_eq!(areas.find_council(text, year("2026-27")), Ok(old), "{text}");
    }
    for text in ["East Surrey", "east surrey council", "E06000901", "ES1AA", "east-surrey"] {
        assert_eq!(areas.find_council(text, year("2027-28")), Ok(first), "{text}");
    }
    for text in ["Surrey", "E10000030"] {
        let followed = areas.find_council(text, year("2027-28"));
        assert_eq!(followed, Err(Some("East Surrey' or 'West Surrey".to_owned())), "{text}");
    }
    // Each has its own years and no others: 320 of 400, 140 of 200 and 168 of 210 million.
    assert_eq!(run.value("EX10", "E10000030", "2026-27"), Some(Ok(number("80"))));
    assert_eq!(run.value("EX10", "E06000901", "2027-28"), Some(Ok(number("70"))));
    assert_eq!(run.value("EX10", "E06000902", "2027-28"), Some(Ok(number("80"))));
    assert_eq!(run.value("EX10", "E10000030", "2027-28"), None);
    assert_eq!(run.value("EX10", "E06000901", "2026-27"), None);
    assert_eq!(areas.get(first).predecessors, ["surrey"]);
    // A council that gave no figures has a reason in the years it existed.
    assert_eq!(run.value("EX10", "E08000034", "2027-28"), Some(Err(Gap::NotAvailable)));
}
