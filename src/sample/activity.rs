//! A council and year to made-up requests, short-term episodes and people with long-term support,
//! and these to a workbook in the layout of the published reference tables.

use crate::domain::year::FinancialYear;
use crate::reference::areas::ENGLAND;
use crate::release::input::InputFile;
use crate::sample::book::{Cell, Sheet, bytes};
use crate::sample::random::{scale, split};
use crate::sample::world::{CouncilYear, People, World, grown};

/// What happened next, as tables 10 and 11 head it.
const NEXT: [&str; 12] = [
    "Short Term Care: to maximise independence",
    "Long Term Care: Nursing",
    "Long Term Care: Residential",
    "Long Term Care: Community",
    "Long Term Care: Prison",
    "100% NHS Funded Care",
    "End of Life",
    "Ongoing Low Level Support",
    "Short Term Care: other short term",
    "Universal Services/ Signposted to other services",
    "No Services Provided - Deceased",
    "No Services Provided",
];
/// England's requests by what happened next in 2021-22 (tables 10 and 11), by age.
const REQUESTS: [[i64; 12]; 2] = [
    [32_585, 760, 1_605, 32_765, 260, 3_350, 880, 80_890, 39_335, 209_475, 3_905, 205_695],
    [205_490, 10_925, 18_520, 97_670, 90, 16_380, 6_195, 213_230, 93_295, 313_375, 28_890, 362_990],
];
/// The settings as table 34 heads them.
const SETTINGS: [&str; 8] = [
    "Nursing\n",
    "Residential\n",
    "Community\nDirect Payment Only",
    "Community\nPart Direct Payment",
    "Community\nCASSR Managed Personal Budget",
    "Community\nCASSR Commissioned Support Only",
    "Prison\nCASSR Managed Personal Budget",
    "Prison\nCASSR Commissioned Support Only",
];
/// England's people with long-term support by setting in 2021-22 (table 34), by age.
const LONG_TERM: [[i64; 8]; 2] = [
    [7_695, 36_475, 66_535, 24_765, 136_940, 16_290, 65, 140],
    [65_905, 133_025, 33_035, 11_940, 260_085, 24_910, 65, 50],
];

/// What an area did. Arrays over ages are 18 to 64, then 65 and over.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Activity {
    requests: [[i64; 12]; 2],
    st_max: i64,
    long_term: [[i64; 8]; 2],
    people: People,
}

impl Activity {
    fn add(&mut self, other: &Self) {
        for age in 0..2 {
            for (left, right) in self.requests[age].iter_mut().zip(other.requests[age]) {
                *left += right;
            }
            for (left, right) in self.long_term[age].iter_mut().zip(other.long_term[age]) {
                *left += right;
            }
        }
        self.st_max += other.st_max;
        self.people.add(other.people);
    }
}

/// Makes up the activity of a council in a year.
pub(super) fn activity(council: &CouncilYear<'_>) -> Activity {
    let chance = council.chance;
    let people = council.people;
    let wobbled = |what: &str, per_100000: i64, growth: i64, low: i64, high: i64| {
        let level = grown(per_100000 * 10, growth + chance.around(what, -18, 18), council.year);
        let own = scale(level, chance.around(what, low, high), 1000);
        scale(own, chance.in_year(council.year.end()).around(what, 965, 1_035), 1000)
    };
    let count = |rate: i64, people: i64| scale(people, rate, 1_000_000);
    let mut activity = Activity { people, ..Activity::default() };
    for age in 0..2 {
        let (name, population) = [("younger", people.younger), ("older", people.older)][age];
        let requests = wobbled(&format!("requests {name}"), [1_800, 13_065][age], 15, 560, 1_560);
        let weights = chance.about(name).weights("next", REQUESTS[age], 500);
        activity.requests[age] = split(count(requests, population), weights);
        let long_term = wobbled(&format!("long term {name}"), [850, 5_055][age], 2, 720, 1_300);
        let weights = chance.about(name).weights("long term", LONG_TERM[age], 350);
        activity.long_term[age] = split(count(long_term, population), weights);
    }
    activity.st_max = count(wobbled("st-max", 505, 20, 200, 2_000), people.adults());
    activity
}

/// An area of a table: the five columns that say where, and what it did.
struct Row {
    place: [String; 5],
    activity: Option<Activity>,
    people: People,
}

/// The workbook of a year.
pub(super) fn file(world: &World<'_>, year: FinancialYear) -> InputFile {
    let (england, regions, councils) = rows(world, year);
    let groups = [vec![england], regions, councils];
    let mut sheets = vec![title(year)];
    for (age, number) in [(0, "10"), (1, "11")] {
        sheets.push(requests(year, &groups, age, number));
    }
    let words = Rates {
        number: "12",
        title: "Number of requests for support received from new clients per 100,000 adults, by age band",
        unit: "Rate per 100,000 adults / Numbers",
        rate: "Requests for support per 100,000 adults",
        count: "Requests for support",
        source: "STS001",
    };
    sheets.push(words.sheet(year, &groups, |activity, age| activity.requests[age].iter().sum()));
    sheets.push(episodes(year, &groups));
    sheets.push(long_term(year, &groups));
    let words = Rates {
        number: "36",
        title: "Number of clients accessing long term support during the year per 100,000 adults, by age band",
        unit: "Rate per 100,000 / Numbers",
        rate: "Clients per 100,000 adults",
        count: "Clients",
        source: "LTS001a",
    };
    sheets.push(words.sheet(year, &groups, |activity, age| activity.long_term[age].iter().sum()));
    let book = bytes("Illustrative activity tables", sheets, (year.end(), 10, 20));
    InputFile::new(format!("illustrative_SALT_Data_Tables_{year}.xlsx"), book)
}

fn rows(world: &World<'_>, year: FinancialYear) -> (Row, Vec<Row>, Vec<Row>) {
    let register = world.register();
    let councils = world.councils(year);
    let (mut england, mut regions, mut rows) = (Activity::default(), Vec::new(), Vec::new());
    for (region, members) in world.by_region(&councils) {
        let (code, name) = (register.code_in(region, year), &register.get(region).name);
        let mut sum = Activity::default();
        for council in members {
            let done = activity(council);
            sum.add(&done);
            let area = register.get(council.area);
            rows.push(Row {
                place: [
                    register.code_in(council.area, year),
                    &area.cassr_code,
                    &area.name,
                    code,
                    name,
                ]
                .map(str::to_owned),
                activity: (!council.activity_missing).then_some(done),
                people: done.people,
            });
        }
        england.add(&sum);
        let place = ["", "", "", code, name].map(str::to_owned);
        regions.push(Row { place, activity: Some(sum), people: sum.people });
    }
    let place = ["", "", "", ENGLAND, "England"].map(str::to_owned);
    (Row { place, activity: Some(england), people: england.people }, regions, rows)
}

fn title(year: FinancialYear) -> Sheet {
    let mut sheet = Sheet::new("Title");
    sheet.go_to(3);
    sheet.row([format!("Illustrative: Adult Social Care Activity and Finance: England {year}")]);
    sheet.row(["Data Tables"]);
    sheet.go_to(6);
    sheet.row(["Publication Date:".to_owned(), format!("20th October {}", year.end())]);
    sheet.go_to(10);
    sheet.row(["Introduction"]);
    sheet.row(["Illustrative figures: made up, not published by anyone. They are in the layout of the published tables, so that reports can be tried before a release is at hand."]);
    sheet.row([""]);
    sheet.row(["Published by nobody, made up by uor sample"]);
    sheet
}

/// A sheet with its title, its unit and the headers of the columns that say where.
fn start(year: FinancialYear, number: &str, title: &str, unit: &str, headers: &[&str]) -> Sheet {
    let mut sheet = Sheet::new(&format!("T{number}"));
    sheet.go_to(2);
    sheet.row(["Return to contents"]);
    sheet.go_to(4);
    sheet.row([format!("Table {number}: {title}, {year}")]);
    sheet.go_to(6);
    sheet.row(["", "", "", "", "", unit]);
    let area = ["Geography code", "LA code", "LA name", "Region code", "Region name"];
    sheet.row(area.into_iter().chain(headers.iter().copied()));
    sheet
}

/// The areas from a row on, and the notes under them.
fn finish(
    mut sheet: Sheet,
    first: u32,
    groups: &[Vec<Row>; 3],
    source: &str,
    cells: impl Fn(&Row) -> Vec<Cell>,
) -> Sheet {
    sheet.go_to(first);
    for group in groups {
        for row in group {
            let place = row.place.iter().map(|text| Cell::from(text.as_str()));
            sheet.row(place.chain(cells(row)));
        }
        sheet.row([""]);
    }
    sheet.row([format!("Source: Illustrative figures in the layout of {source}")]);
    sheet.row([""]);
    for note in [
        "Notes:",
        "Illustrative figures: made up, not published by anyone.",
        "[x] indicates data not submitted.",
        "[c] indicates data less than 5.",
        "Some data may not sum due to rounding.",
    ] {
        sheet.row([note]);
    }
    sheet
}

/// A count as the tables print it: to the nearest five, and hidden below five.
fn count(value: i64) -> Cell {
    if value < 5 { Cell::from("[c]") } else { Cell::Number(to_five(value)) }
}

fn to_five(value: i64) -> i64 {
    (value + 2) / 5 * 5
}

/// A row of counts, or of markers for a council that did not submit.
fn counts(row: &Row, width: usize, counted: impl Fn(&Activity) -> Vec<i64>) -> Vec<Cell> {
    match &row.activity {
        Some(activity) => counted(activity).into_iter().map(count).collect(),
        None => (0..width).map(|_| Cell::from("[x]")).collect(),
    }
}

fn requests(year: FinancialYear, groups: &[Vec<Row>; 3], age: usize, number: &str) -> Sheet {
    let who = ["18 to 64", "65 and over"][age];
    let title = format!(
        "Number of requests for support received from new clients aged {who}, by what happened next"
    );
    let headers: Vec<&str> = NEXT.into_iter().chain(["Total"]).collect();
    let sheet = start(year, number, &title, "Numbers", &headers);
    finish(sheet, 9, groups, "STS001", |row| {
        counts(row, 13, |activity| {
            let next = activity.requests[age];
            next.into_iter().chain([next.iter().sum()]).collect()
        })
    })
}

/// The words of a table of rates by age.
struct Rates {
    number: &'static str,
    title: &'static str,
    unit: &'static str,
    rate: &'static str,
    count: &'static str,
    source: &'static str,
}

impl Rates {
    fn sheet(
        &self,
        year: FinancialYear,
        groups: &[Vec<Row>; 3],
        counted: impl Fn(&Activity, usize) -> i64,
    ) -> Sheet {
        let mut sheet = start(year, self.number, self.title, self.unit, &[]);
        sheet.merge(7, 5, 7, "18 to 64");
        sheet.merge(7, 8, 10, "65 and over");
        let three = [self.rate, self.count, "Population"];
        sheet.row(["", "", "", "", ""].into_iter().chain(three).chain(three));
        finish(sheet, 10, groups, self.source, |row| {
            (0..2)
                .flat_map(|age| {
                    let people = [row.people.younger, row.people.older][age];
                    let counted = row.activity.as_ref().map(|activity| counted(activity, age));
                    rate(counted, people)
                })
                .collect()
        })
    }
}

/// A rate per 100,000, the count under it and the people it is set against.
fn rate(counted: Option<i64>, people: i64) -> [Cell; 3] {
    let people_cell = Cell::Number(to_five(people));
    match counted {
        None => [Cell::from("[x]"), Cell::from("[x]"), people_cell],
        Some(few) if few < 5 => [Cell::from("[c]"), Cell::from("[c]"), people_cell],
        Some(number) => {
            let rate = scale(number, 100_000, people.max(1));
            [Cell::Number(to_five(rate)), Cell::Number(to_five(number)), people_cell]
        }
    }
}

fn episodes(year: FinancialYear, groups: &[Vec<Row>; 3]) -> Sheet {
    let title = "Number of completed episodes of ST-Max for new clients per 100,000 adults";
    let headers = ["Episodes of ST-Max per 100,000 adults", "Episodes of ST-Max", "Population"];
    let sheet = start(year, "24", title, "Rate per 100,000 adults / Numbers", &headers);
    finish(sheet, 9, groups, "STS002a", |row| {
        rate(row.activity.map(|activity| activity.st_max), row.people.adults()).into()
    })
}

fn long_term(year: FinancialYear, groups: &[Vec<Row>; 3]) -> Sheet {
    let title = "Number of clients accessing long term support during the year, by age band and support setting";
    let mut sheet = start(year, "34", title, "Numbers", &[]);
    sheet.merge(7, 5, 13, "18 to 64");
    sheet.merge(7, 14, 22, "65 and over");
    let settings = SETTINGS.into_iter().chain(["Total"]);
    sheet.row(["", "", "", "", ""].into_iter().chain(settings.clone()).chain(settings));
    sheet.put(7, 23, "Total");
    finish(sheet, 10, groups, "LTS001a", |row| {
        counts(row, 19, |activity| {
            let mut cells = Vec::with_capacity(19);
            for settings in activity.long_term {
                cells.extend(settings);
                cells.push(settings.iter().sum());
            }
            cells.push(activity.long_term.iter().flatten().sum());
            cells
        })
    })
}
