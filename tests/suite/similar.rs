//! The table behind the model of similar councils against the files it was made from, and the model
//! against the neighbours that the Office for National Statistics lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_decimal::Decimal;
use use_of_resources::domain::rounding::half_up;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::measure::similar::SimilarModel;
use use_of_resources::reference::areas::{AreaId, Areas};
use use_of_resources::reference::sources::EMBEDDED;
use use_of_resources::release::input::InputFile;
use use_of_resources::release::workbook::{Cell, Sheet, Workbook};

use crate::harness::published_files;

const YEAR: &str = "2023-24";

/// The columns that can be made again from files that are held; those of the Census and the rural
/// classification are tested by their totals.
const HELD: [&str; 8] = [
    "residents",
    "adults",
    "aged_65_and_over",
    "aged_85_and_over",
    "land_sq_km",
    "imd_average_score",
    "imd_share_in_most_deprived_tenth",
    "idaopi_average_score",
];

type Row = BTreeMap<String, String>;

fn year() -> FinancialYear {
    YEAR.parse().expect("a literal year")
}

/// The rows of the table, by council.
fn table(areas: &Areas) -> BTreeMap<AreaId, Row> {
    let mut reader =
        csv::Reader::from_reader(EMBEDDED.text("reference/similar-features.csv").as_bytes());
    let rows = reader.deserialize().map(|row: Result<Row, csv::Error>| row.expect("a row"));
    rows.map(|row| (areas.by_code(&row["ons_code"]).expect("a council"), row)).collect()
}

fn sheet(path: &Path, name: &str) -> Sheet {
    let bytes = fs_err::read(path).expect("the file can be read");
    let file = InputFile::new(path.to_string_lossy().into_owned(), bytes);
    let mut book = Workbook::open(&file).expect("it is a workbook");
    book.sheet(name).expect("the sheet is there")
}

/// The cells of a row by the header of their column, for every row that starts with a code.
fn rows(sheet: &Sheet, header: &str) -> BTreeMap<String, BTreeMap<String, Decimal>> {
    let top = (1..sheet.last_row())
        .find(|row| sheet.cell(*row, 1).text() == header)
        .expect("there is a header");
    (top + 1..=sheet.last_row())
        .map(|row| {
            let cells = (2..=sheet.last_column())
                .filter_map(|column| match sheet.cell(row, column) {
                    Cell::Number(number) => {
                        Some((sheet.cell(top, column).text().trim().to_owned(), *number))
                    }
                    Cell::Text(_) | Cell::Empty => None,
                })
                .collect();
            (sheet.cell(row, 1).text(), cells)
        })
        .collect()
}

fn aged(people: &BTreeMap<String, Decimal>, from: u32) -> Decimal {
    let single: Decimal = (from..90).map(|age| people[&age.to_string()]).sum();
    single + people["90+"]
}

#[test]
fn the_features_are_those_of_the_published_files() {
    let Some(folder) = published_files() else { return };
    let areas = Areas::load().expect("the register loads");
    let estimates = folder.join("ons-population/mye22final.xlsx");
    let people = rows(&sheet(&estimates, "MYE2 - Persons"), "Code");
    let land = rows(&sheet(&estimates, "MYE5"), "Code");
    let indices =
        folder.join("imd/File_11_-_IoD2019_Local_Authority_District_Summaries__upper-tier__.xlsx");
    let code = "Upper Tier Local Authority District code (2019)";
    let imd = rows(&sheet(&indices, "IMD"), code);
    let idaopi = rows(&sheet(&indices, "IDAOPI"), code);
    let slugs = |text: &str| -> Vec<AreaId> {
        let find = |slug: &str| {
            areas.ids().find(|id| areas.get(*id).slug == slug).expect("the council is known")
        };
        text.split(';').filter(|slug| !slug.is_empty()).map(find).collect()
    };
    let before: FinancialYear = "2018-19".parse().expect("a literal year");
    let table = table(&areas);
    assert_eq!(table.len(), areas.councils_in(year()).count() + 2, "and two that have ended");
    for (council, row) in &table {
        let name = &areas.get(*council).name;
        let counts_of = slugs(&row["counts_of"]);
        let counted = if counts_of.is_empty() { vec![*council] } else { counts_of };
        let of = slugs(&row["deprivation_of"]).first().copied().unwrap_or(*council);
        let codes: Vec<&str> = counted.iter().map(|id| areas.code_in(*id, year())).collect();
        let sum = |from: u32| -> Decimal { codes.iter().map(|id| aged(&people[*id], from)).sum() };
        let deprived = areas.code_in(of, before);
        let deprived =
            if imd.contains_key(deprived) { deprived } else { areas.code_in(of, year()) };
        let made = [
            sum(0),
            sum(18),
            sum(65),
            sum(85),
            half_up(codes.iter().map(|id| land[*id]["Area (sq km)"]).sum::<Decimal>(), 4),
            imd[deprived]["IMD - Average score"],
            imd[deprived]["IMD - Proportion of LSOAs in most deprived 10% nationally"],
            idaopi[deprived]["IDAOPI - Average score"],
        ];
        for (column, made) in HELD.iter().zip(made) {
            let ours: Decimal = row[*column].parse().expect("a number");
            assert_eq!(ours, made, "{name}: {column}");
        }
    }
}

/// England's printed totals: 57,106,398 people in the middle of 2022 (table MYE1), 56,490,048 at the
/// Census of 2021, of whom 45,783,401 in White ethnic groups (table TS021; the publisher perturbs cells,
/// so sums of districts are a few people off), and 130,310 square kilometres of land (table MYE5).
#[test]
fn the_features_add_up_to_england() {
    let areas = Areas::load().expect("the register loads");
    let now: BTreeSet<AreaId> = areas.councils_in(year()).collect();
    let total = |column: &str| -> Decimal {
        let rows = table(&areas).into_iter().filter(|(council, _)| now.contains(council));
        rows.map(|(_, row)| row[column].parse::<Decimal>().expect("a number")).sum()
    };
    assert_eq!(total("residents"), Decimal::from(57_106_398));
    for (column, printed, within) in [
        ("census_residents", 56_490_048, 50),
        ("census_white", 45_783_401, 50),
        ("land_sq_km", 130_310, 1),
    ] {
        let apart = (total(column) - Decimal::from(printed)).abs();
        assert!(apart <= Decimal::from(within), "{column} is {apart} off");
    }
    for row in table(&areas).values() {
        let rural: Decimal = row["rural_percent"].parse().expect("a number");
        assert!(rural >= Decimal::ZERO && rural <= Decimal::ONE_HUNDRED);
    }
}

/// Our list and the Office for National Statistics' measure different things, so they need not agree;
/// but by chance 15 of some 150 councils would share 1.5, and a model that knows England shares many
/// more. The lists of the Office hold districts and councils of Wales and Scotland, which are left out.
#[test]
fn the_list_has_much_in_common_with_the_ons_lists() {
    let Some(folder) = published_files() else { return };
    let areas = Areas::load().expect("the register loads");
    let model = SimilarModel::load(&EMBEDDED, &areas).expect("the model loads");
    for (list, least) in [("global", 6.0), ("demographic", 6.0), ("economic", 4.0)] {
        let path = folder.join(format!("neighbours/{list}-neighbours.csv"));
        let mut reader = csv::Reader::from_path(path).expect("the list opens");
        let (mut councils, mut shared, mut listed) = (0_u32, 0_u32, 0_u32);
        for record in reader.records() {
            let record = record.expect("a row");
            let ids: Vec<AreaId> = record.iter().filter_map(|code| areas.by_code(code)).collect();
            let own = record.get(0).and_then(|code| areas.by_code(code));
            let Some(near) = own.and_then(|council| model.similar(council, year())) else {
                continue;
            };
            let theirs: BTreeSet<AreaId> =
                ids.into_iter().skip(1).filter(|id| model.similar(*id, year()).is_some()).collect();
            councils += 1;
            listed += u32::try_from(theirs.len().min(15)).expect("a small number");
            let common = near.iter().filter(|neighbour| theirs.contains(&neighbour.area)).count();
            shared += u32::try_from(common).expect("a small number");
        }
        let mean = f64::from(shared) / f64::from(councils);
        let possible = f64::from(listed) / f64::from(councils);
        assert!(councils >= 150, "{list}: {councils}");
        assert!(mean >= least, "{list}: {mean:.2} of {possible:.1} in common");
    }
}
