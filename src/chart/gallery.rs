//! Test data to pictures for the eye: `CHART_OUT=dir cargo test --release --lib gallery` writes
//! them to that folder, with a page that shows them all.

use std::fmt::Write as _;
use std::path::PathBuf;

use rust_decimal::Decimal;

use crate::chart::balance::{self, Balance, Setting};
use crate::chart::bars::{self, Bars};
use crate::chart::line::{self, Trend};
use crate::chart::spark::{self, Spark};
use crate::chart::strip::{self, Quartiles, Size, Strip};
use crate::chart::{Chart, Point, Role, Series, Width, alt};
use crate::domain::figure::{Figure, Gap};
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;

const LONG: &str = "Bournemouth, Christchurch and Poole";

fn year(end: u16) -> FinancialYear {
    FinancialYear::ending(end).expect("a literal year")
}

/// A number, or a gap for anything else.
fn figure(text: &str) -> Figure {
    text.parse().map_err(|_| Gap::NotSubmitted)
}

/// Made-up values around a middle, with a long tail.
fn spread(middle: i64, count: i64) -> Vec<Decimal> {
    (0..count)
        .map(|index| {
            let turn = (index * 37) % 101 - 50;
            let tail = if index % 31 == 7 { middle / 3 } else { 0 };
            let bend = turn * turn * turn / 2500 + turn;
            Decimal::from(middle + middle * bend / 300 + tail)
        })
        .collect()
}

fn quartiles(values: &[Decimal]) -> Option<Quartiles> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |quarter: usize| sorted.get(sorted.len().saturating_sub(1) * quarter / 4).copied();
    Some(Quartiles { lower: at(1)?, median: at(2)?, upper: at(3)? })
}

/// Figures of years that follow each other; what is not a number is a gap.
fn points(first: u16, values: &str) -> Vec<(FinancialYear, Figure)> {
    values.split(' ').zip(first..).map(|(text, end)| (year(end), figure(text))).collect()
}

fn marks(council: &'static str, figures: [Figure; 3]) -> [Point<'static>; 3] {
    let [own, england, region] = figures;
    [
        Point { role: Role::Council, label: council, figure: own },
        Point { role: Role::England, label: "England", figure: england },
        Point { role: Role::Region, label: "Yorkshire and The Humber", figure: region },
    ]
}

/// One strip: the values, whether they have quartiles, the council and the marks.
type StripCase = (Vec<Decimal>, bool, &'static str, [Figure; 3]);

fn strips() -> Vec<Chart> {
    let many = spread(500, 148);
    let mut outliers = many.clone();
    outliers.extend([4200, 9000, -3000].map(Decimal::from));
    let gap = Err(Gap::NotSubmitted);
    let cases: Vec<StripCase> = vec![
        (many.clone(), true, "Leeds", [figure("458"), figure("493.9"), figure("470.1")]),
        (many.clone(), true, LONG, [figure("731"), figure("493.9"), figure("700")]),
        (many.clone(), true, "Leeds", [figure("318"), figure("321"), figure("324")]),
        (many.clone(), true, "Leeds", [figure("500"), figure("500.1"), figure("500.2")]),
        (many, true, "Hackney", [gap, figure("493.9"), figure("610")]),
        (outliers.clone(), true, "Leeds", [figure("620"), figure("493.9"), figure("470.1")]),
        (outliers, true, "City of London", [figure("9000"), figure("493.9"), figure("470.1")]),
        (spread(500, 5), false, "Leeds", [figure("458"), figure("493.9"), gap]),
        (
            vec![Decimal::from(500); 20],
            true,
            "Leeds",
            [figure("500"), figure("500"), figure("500")],
        ),
        (spread(-40, 60), true, "Leeds", [figure("-52"), figure("-30"), figure("-44")]),
        (Vec::new(), false, "Leeds", [gap, gap, gap]),
    ];
    let mut charts = Vec::new();
    for (index, (values, has, council, figures)) in cases.into_iter().enumerate() {
        let marks = marks(council, figures);
        let quartiles = if has { quartiles(&values) } else { None };
        let similar: Vec<Decimal> = values.iter().step_by(9).copied().collect();
        for (size, word) in [(Size::Full, "full"), (Size::Compact, "compact")] {
            charts.push(strip::draw(
                &Strip {
                    id: &format!("strip-{index}-{word}"),
                    title: "Gross current expenditure per adult",
                    unit: Unit::GbpPerPerson,
                    year: year(2022),
                    values: &values,
                    similar: &similar,
                    ringed: strip::SIMILAR,
                    quartiles,
                    marks: &marks,
                },
                size,
            ));
        }
    }
    let comparators = [(Role::England, "England"), (Role::Region, "Yorkshire and The Humber")];
    charts.push(strip::key("strip-key", "Leeds", &comparators));
    charts
}

/// One trend: title, unit, the end of its first year, the series, and the years after a break.
type LineCase =
    (&'static str, Unit, u16, &'static [(Role, &'static str, &'static str)], &'static [u16]);

const ENGLAND: (Role, &str, &str) = (Role::England, "England", "456 457 456 465 474 478");
const REGION: (Role, &str, &str) =
    (Role::Region, "Yorkshire and The Humber", "440 452 449 461 466 481");

const LINES: [LineCase; 9] = [
    (
        "Gross current expenditure per adult",
        Unit::GbpPerPerson,
        2016,
        &[(Role::Council, "Leeds", "401 412 430 455 470 494"), ENGLAND, REGION],
        &[],
    ),
    (
        "People who find it easy to find information",
        Unit::Percent,
        2015,
        &[
            (Role::Council, LONG, "71.2 73.1 72 x 69.1 68.4 x 64.6 67.2 70.9"),
            (Role::England, "England", "74.5 73.5 73.5 73.3 69.7 68.4 x 64.6 67.2 67.9"),
            (Role::Region, "South West", "75.5 74.0 73.9 74.1 70.2 69.1 x 66.6 68.2 68.9"),
        ],
        &[2019],
    ),
    (
        "Admissions to care homes, 65 and over",
        Unit::Per100k,
        2014,
        &[
            (Role::Council, "Leeds", "701 688 702 650 623 601 580 430 470 x 512 498"),
            (Role::England, "England", "668 669 628 611 586 578 584 498 539 561 566 560"),
            (Role::Region, "London", "468 459 438 411 406 408 404 358 379 401 406 400"),
            (
                Role::CouncilType,
                "Metropolitan districts",
                "708 719 698 681 666 648 644 538 579 601 606 611",
            ),
            (Role::Peers, "Similar councils", "698 709 668 651 646 628 624 528 559 591 596 600"),
        ],
        &[2025],
    ),
    (
        "Unit cost, home care",
        Unit::GbpPerHour,
        2022,
        &[
            (Role::Council, "Leeds", "18.8849"),
            (Role::England, "England", "19.01"),
            (Role::Region, "London", "18.7"),
        ],
        &[],
    ),
    (
        "Two years",
        Unit::GbpMillion,
        2021,
        &[(Role::Council, "Leeds", "201000000 212400000.4")],
        &[],
    ),
    (
        "Adjusted quality of life",
        Unit::ScoreFine,
        2017,
        &[
            (Role::Council, "Hackney", "x x x x x x"),
            (Role::England, "England", "0.403 0.405 0.403 0.401 x 0.407"),
        ],
        &[],
    ),
    (
        "Joint arrangements per adult",
        Unit::GbpPerPerson,
        2017,
        &[(Role::Council, "Leeds", "12 4 -6 -14 x x"), (Role::England, "England", "2 3 1 2 1 2")],
        &[2018, 2019],
    ),
    ("Nothing", Unit::GbpPerPerson, 2017, &[(Role::Council, "Leeds", "x")], &[]),
    (
        "Old series",
        Unit::GbpPerPerson,
        2016,
        &[(Role::Council, "Leeds", "401 412 430 x x x"), ENGLAND, REGION],
        &[],
    ),
];

fn lines() -> Vec<Chart> {
    let mut charts = Vec::new();
    for (index, (title, unit, first, series, breaks)) in LINES.into_iter().enumerate() {
        let figures: Vec<Vec<(FinancialYear, Figure)>> =
            series.iter().map(|(_, _, values)| points(first, values)).collect();
        let series: Vec<Series<'_>> = series
            .iter()
            .zip(&figures)
            .map(|((role, label, _), points)| Series { role: *role, label, points })
            .collect();
        let breaks: Vec<FinancialYear> = breaks.iter().copied().map(year).collect();
        for (width, word) in [(Width::Full, "full"), (Width::Half, "half")] {
            let id = format!("line-{index}-{word}");
            let trend = Trend { id: &id, title, unit, series: &series, breaks: &breaks };
            charts.push(line::draw(&trend, width).chart);
        }
        let id = format!("spark-{index}");
        let own = &series[0];
        charts.push(spark::draw(&Spark {
            id: &id,
            title,
            unit,
            council: own.label,
            points: own.points,
            breaks: &breaks,
        }));
    }
    charts
}

fn bar_charts() -> Vec<Chart> {
    let gap = Err(Gap::NotSubmitted);
    let mut charts = Vec::new();
    for (index, (unit, council, figures)) in [
        (Unit::GbpPerPerson, "Leeds", [figure("494"), figure("480.2"), figure("466")]),
        (Unit::GbpPerPerson, LONG, [figure("-424"), figure("20"), figure("-3")]),
        (Unit::GbpMillion, "Hackney", [gap, figure("21958360129"), figure("2100000000")]),
        (Unit::Percent, "Leeds", [figure("0"), figure("0"), gap]),
        (Unit::GbpPerWeek, "Leeds", [figure("-3"), figure("-30.4"), gap]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut points = marks(council, figures).to_vec();
        let label = "Metropolitan districts";
        points.push(Point { role: Role::CouncilType, label, figure: figures[2] });
        for (width, word) in [(Width::Full, "full"), (Width::Half, "half")] {
            let id = format!("bars-{index}-{word}");
            let (title, year) = ("Net current expenditure per adult", year(2022));
            charts.push(bars::draw(&Bars { id: &id, title, unit, year, points: &points }, width));
        }
    }
    charts
}

fn balances() -> Vec<Chart> {
    let areas = [(Role::Council, LONG), (Role::England, "England"), (Role::Region, "South West")];
    let rows = [
        ("Residential care", ["31.4", "28.9", "30.1"]),
        ("Nursing care", ["12.0", "11.1", "12.2"]),
        ("Supported accommodation", ["6.2", "5.0", "4.8"]),
        ("Supported living", ["11.8", "14.2", "13"]),
        ("Home care", ["17.1", "18.4", "17.7"]),
        ("Direct payments", ["13.4", "12.2", "13.2"]),
        ("Other long-term care in the community", ["8.1", "10.2", "9.0"]),
    ];
    let shares: Vec<Vec<Figure>> =
        rows.iter().map(|(_, row)| row.iter().map(|text| figure(text)).collect()).collect();
    let missing: Vec<Vec<Figure>> = shares
        .iter()
        .map(|row| {
            vec![Err(Gap::NotSubmitted), row[1], row[2].map(|share| share - Decimal::from(8))]
        })
        .collect();
    [shares, missing]
        .iter()
        .zip(["all", "gaps"])
        .map(|(shares, word)| {
            let settings: Vec<Setting<'_>> = rows
                .iter()
                .zip(shares)
                .map(|((label, _), shares)| Setting { label, shares })
                .collect();
            balance::draw(&Balance {
                id: &format!("balance-{word}"),
                title: "Shares of long-term support spend by setting",
                year: year(2022),
                areas: &areas,
                settings: &settings,
            })
        })
        .collect()
}

#[test]
fn every_picture_keeps_the_rules_of_the_page() {
    let mut page = String::from("<!doctype html><meta charset=utf-8><title>Charts</title>");
    for chart in [strips(), lines(), bar_charts(), balances()].concat() {
        let Chart { svg, alt, width, height } = &chart;
        for forbidden in ["style", "<script", "href", "NaN", "inf\"", "class="] {
            assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
        }
        assert!(!alt.is_empty() && alt.chars().count() <= alt::LIMIT, "{alt}");
        let words =
            ["rank", "best", "worst", "league", "image of", "chart of", "because", "due to"];
        assert!(words.iter().all(|word| !alt.to_lowercase().contains(word)), "{alt}");
        // Text is never in a colour too light for it.
        for text in svg.split("<text ").skip(1) {
            let tag = text.split('>').next().unwrap_or_default();
            let light = ["#28A197", "#F46A25", "#A285D1"];
            assert!(light.iter().all(|color| !tag.contains(color)), "{tag}");
        }
        assert!(*width <= 640.0 && *height < 600.0);
        writeln!(page, "<figure>{svg}<figcaption>{alt}</figcaption></figure>")
            .expect("writing to a string cannot fail");
    }
    if let Some(folder) = std::env::var_os("CHART_OUT").map(PathBuf::from) {
        fs_err::create_dir_all(&folder).expect("the folder of CHART_OUT can be made");
        fs_err::write(folder.join("gallery.html"), page).expect("the page can be written");
    }
}
