//! Made-up spend to the ASC-FR CSV of a year, in the published layout.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, ENGLAND};
use crate::release::input::InputFile;
use crate::sample::spend::{Bought, Spend, spend};
use crate::sample::text::quoted;
use crate::sample::world::World;

const HEADER: &str = "GEOGRAPHY_LEVEL,DATA_Level,UUID,FY_ENDING,CASSR,GEOGRAPHY_CODE,\
    DH_GEOGRAPHY_NAME,REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup,CareType,FinanceType,\
    FinanceDescription,AgeBand,PrimarySupportReason,SupportSetting,Purpose,CarerSupportType,\
    DataType,ActivityProvision,ComparativeTotals,DataSource,ValueType,ITEMVALUE\n";

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
const AGES: [&str; 2] = ["18 to 64", "65 and Over"];
const OTHER: [(&str, &str); 8] = [
    ("8310115", "Social Support: Substance Misuse Support"),
    ("8311115", "Social Support: Asylum Seeker Support"),
    ("", "Social Support: Support to Carer"),
    ("8313115", "Social Support: Support for Social Isolation/Other"),
    ("8314115", "Assistive Equipment and Technology"),
    ("8315115", "Social Care Activities"),
    ("8316115", "Information and Early Intervention"),
    ("8317115", "Commissioning and Service Delivery"),
];

/// A value as the file writes it.
#[derive(Clone, Copy)]
enum Value {
    /// Pounds, written in thousands.
    Money(i64),
    /// A count.
    Count(i64),
    /// Pounds for one week.
    Week(Bought),
    /// Pounds for one hour; nothing bought is written as a zero, as the publisher does.
    Hour(Bought),
}

/// The words of a row beside its area and value. Empty words mean that a dimension does not apply.
#[derive(Clone, Default)]
struct Words {
    data_level: &'static str,
    number: String,
    group: &'static str,
    care_type: &'static str,
    finance_type: &'static str,
    description: &'static str,
    age: &'static str,
    reason: &'static str,
    setting: &'static str,
    purpose: &'static str,
    provision: &'static str,
}

/// One kind of row: its words and how its value follows from the spend of an area.
struct Line {
    words: Words,
    value: Box<dyn Fn(&Spend) -> Value>,
}

/// The CSV of a year.
pub(super) fn file(world: &World<'_>, year: FinancialYear) -> InputFile {
    let newest = world.years.last() == Some(&year);
    let total = if newest { "Total" } else { "99" };
    let lines = lines(year, total);
    let councils = world.councils(year);
    let mut text = String::with_capacity(4 * 1024 * 1024);
    text.push_str(HEADER);
    let register = world.register();
    let (mut england, mut regions, mut rows) = (Spend::default(), Vec::new(), String::new());
    for (region, members) in world.by_region(&councils) {
        let mut sum = Spend::default();
        for council in members {
            let spent = spend(council);
            sum.add(&spent);
            let spent = (!council.finance_missing).then_some(spent);
            write_area(&mut rows, &area(world, council.area, year), &lines, spent.as_ref());
        }
        england.add(&sum);
        regions.push((region, sum));
    }
    let country = format!("{},,,,{ENGLAND},England", year.end());
    write_area(&mut text, &("England", country), &lines, Some(&england));
    for (region, sum) in &regions {
        let name = &register.get(*region).name;
        let place =
            format!("{},,,,{},{}", year.end(), register.code_in(*region, year), quoted(name));
        write_area(&mut text, &("Region", place), &lines, Some(sum));
    }
    text.push_str(&rows);
    InputFile::new(format!("illustrative_ASC-FR_{year}.csv"), text.into_bytes())
}

/// The level and the six geography columns of a council.
fn area(world: &World<'_>, area: AreaId, year: FinancialYear) -> (&'static str, String) {
    let register = world.register();
    let council = register.get(area);
    debug_assert_eq!(council.level, AreaLevel::Council, "only councils have a CASSR code");
    // Names lost their commas in 2020-21 and 2021-22 and are quoted since.
    let plain = matches!(year.end(), 2021 | 2022);
    let name = if plain { council.name.replace(',', "").into() } else { quoted(&council.name) };
    let (region, region_name) = council.region.map_or(("", ""), |region| {
        (register.code_in(region, year), register.get(region).name.as_str())
    });
    let code = register.code_in(area, year);
    let place =
        format!("{},{},{code},{name},{region},{region_name}", year.end(), council.cassr_code);
    ("Local Authority", place)
}

fn write_area(
    out: &mut String,
    (level, place): &(&'static str, String),
    lines: &[Line],
    spend: Option<&Spend>,
) {
    for Line { words, value } in lines {
        let fixed = [
            *level,
            words.data_level,
            &words.number,
            place,
            words.group,
            words.care_type,
            words.finance_type,
            words.description,
            words.age,
            words.reason,
            words.setting,
            words.purpose,
            "",
            "Mandatory",
            words.provision,
            "",
            "Illustrative",
            "",
        ];
        for word in fixed {
            out.push_str(word);
            out.push(',');
        }
        match spend {
            Some(spend) => write_value(out, value(spend)),
            None => out.push_str("[x]"),
        }
        out.push('\n');
    }
}

fn write_value(out: &mut String, value: Value) {
    let text = match value {
        Value::Money(pounds) => Decimal::new(pounds, 3).normalize().to_string(),
        Value::Count(count) => count.to_string(),
        Value::Week(Bought { units: 0, .. }) => "[z]".to_owned(),
        Value::Week(Bought { pounds, units }) => {
            half_up(Decimal::from(pounds) / Decimal::from(units), 11).normalize().to_string()
        }
        Value::Hour(Bought { units: 0, .. }) => "0".to_owned(),
        Value::Hour(Bought { pounds, units }) => {
            half_up(Decimal::new(pounds, 2) / Decimal::from(units), 11).normalize().to_string()
        }
    };
    write!(out, "{text}").expect("writing to a string cannot fail");
}

fn lines(year: FinancialYear, total: &'static str) -> Vec<Line> {
    let mut lines = Vec::new();
    gross_current(year, total, &mut lines);
    other_money(total, &mut lines);
    unit_costs(total, &mut lines);
    lines
}

/// Rows of gross current expenditure. Rows whose number is not proved have none.
fn gross_current(year: FinancialYear, total: &'static str, lines: &mut Vec<Line>) {
    let finance_type =
        if matches!(year.end(), 2022 | 2023) { "9" } else { "Gross Current Expenditure" };
    let base = Words {
        data_level: "Gross Current Expenditure",
        group: "Expenditure",
        finance_type,
        ..Words::default()
    };
    let mut add =
        |words: Words, value: Box<dyn Fn(&Spend) -> Value>| lines.push(Line { words, value });
    let all = Words { care_type: total, age: total, reason: total, ..base.clone() };
    add(all, Box::new(|spend| Value::Money(spend.gross_current())));
    let long = Words { care_type: "Long Term Care", reason: total, setting: total, ..base.clone() };
    for age in [None, Some(0), Some(1)] {
        let words = Words { age: age.map_or(total, |age| AGES[age]), ..long.clone() };
        // The number has a digit for the age, and none is known for all ages.
        let number =
            |rest: String| age.map_or_else(String::new, |age| format!("81{}{rest}15", age + 1));
        let ages = move || age.map_or(0..2, |age| age..age + 1);
        add(
            Words { number: number("89".to_owned()), ..words.clone() },
            Box::new(move |spend| Value::Money(ages().map(|age| spend.long()[age]).sum())),
        );
        for (index, setting) in SETTINGS.iter().enumerate() {
            add(
                Words { number: number(format!("8{}", index + 1)), setting, ..words.clone() },
                Box::new(move |spend| {
                    Value::Money(ages().map(|age| spend.settings[age][index]).sum())
                }),
            );
        }
        for (index, reason) in REASONS.iter().enumerate() {
            add(
                Words { number: number(format!("{index}9")), reason, ..words.clone() },
                Box::new(move |spend| {
                    Value::Money(ages().map(|age| spend.reasons[age][index]).sum())
                }),
            );
        }
        for (purpose, purposes) in
            [(total, 0..2), ("To Maximise Independence", 0..1), ("Other Short Term", 1..2)]
        {
            add(
                Words { care_type: "Short Term Care", setting: "", purpose, ..words.clone() },
                Box::new(move |spend| {
                    Value::Money(
                        ages()
                            .map(|age| spend.short[age][purposes.clone()].iter().sum::<i64>())
                            .sum(),
                    )
                }),
            );
        }
    }
    let other = Words { care_type: "Other", ..base };
    add(
        Words { reason: total, ..other.clone() },
        Box::new(|spend| Value::Money(spend.other.iter().sum())),
    );
    for (index, (number, reason)) in OTHER.iter().enumerate() {
        add(
            Words { number: (*number).to_owned(), reason, ..other.clone() },
            Box::new(move |spend| Value::Money(spend.other[index])),
        );
    }
}

/// Rows of net and total expenditure and of income.
fn other_money(total: &'static str, lines: &mut Vec<Line>) {
    let mut add =
        |words: Words, value: Box<dyn Fn(&Spend) -> Value>| lines.push(Line { words, value });
    let level = |data_level: &'static str| Words {
        data_level,
        group: "Expenditure",
        care_type: total,
        ..Words::default()
    };
    let net = level("Net Current Expenditure");
    add(
        net.clone(),
        Box::new(|spend| Value::Money(spend.gross_current() - spend.client.iter().sum::<i64>())),
    );
    for age in [None, Some(0), Some(1)] {
        let ages = move || age.map_or(0..2, |age| age..age + 1);
        add(
            Words {
                care_type: "Long Term Care",
                age: age.map_or(total, |age| AGES[age]),
                reason: total,
                setting: total,
                ..net.clone()
            },
            Box::new(move |spend| {
                Value::Money(ages().map(|age| spend.long()[age] - spend.client[age]).sum())
            }),
        );
    }
    add(
        level("Gross Total Expenditure"),
        Box::new(|spend| Value::Money(spend.gross_current() + spend.capital)),
    );
    add(
        level("Net Total Expenditure"),
        Box::new(|spend| Value::Money(spend.total() - spend.total_income())),
    );
    let expenditure =
        Words { finance_type: "Expenditure", description: total, ..level("Total Expenditure") };
    add(expenditure.clone(), Box::new(|spend| Value::Money(spend.total())));
    let parts = ["Own Provision", "Provision by Others", "Grants to Voluntary Organisations"];
    for (index, description) in parts.into_iter().enumerate() {
        add(
            Words { description, ..expenditure.clone() },
            Box::new(move |spend| Value::Money(spend.provision[index])),
        );
    }
    let income =
        Words { finance_type: "Income", description: total, group: "Income", ..level("Income") };
    add(income.clone(), Box::new(|spend| Value::Money(spend.total_income())));
    add(
        Words { description: "Client Contributions", ..income.clone() },
        Box::new(|spend| Value::Money(spend.client.iter().sum())),
    );
    for (index, description) in
        ["Joint Arrangements", "Income from NHS", "Other Income"].into_iter().enumerate()
    {
        add(
            Words { description, ..income.clone() },
            Box::new(move |spend| Value::Money(spend.income[index])),
        );
    }
}

/// What was bought of a kind of care home: which settings, ages and provisions are summed.
fn care(spend: &Spend, settings: [bool; 2], ages: &[usize], provisions: &[usize]) -> Bought {
    let mut sum = Bought::default();
    for age in ages {
        if settings[0] && provisions.contains(&0) {
            sum = sum.and(spend.nursing[*age]);
        }
        if settings[1] {
            for provision in provisions {
                sum = sum.and(spend.residential[*age][*provision]);
            }
        }
    }
    sum
}

/// Rows of unit costs, of the weeks under them and of hourly rates.
fn unit_costs(total: &'static str, lines: &mut Vec<Line>) {
    let base =
        Words { care_type: "Long Term Care", reason: total, provision: total, ..Words::default() };
    let mut add = |words: Words, bought: fn(Bought) -> Value, of: Box<dyn Fn(&Spend) -> Bought>| {
        lines.push(Line { words, value: Box::new(move |spend| bought(of(spend))) });
    };
    let kinds: [(&str, &str, fn(Bought) -> Value); 2] = [
        ("Unit Cost", "Unit Cost", Value::Week),
        ("Activity", "Activity", |bought| Value::Count(bought.units)),
    ];
    for (data_level, group, value) in kinds {
        let base = Words { data_level, group, ..base.clone() };
        for (setting, settings) in [
            ("Nursing", [true, false]),
            ("Residential", [false, true]),
            ("Residential and Nursing", [true, true]),
        ] {
            for (age, ages) in [(total, &[0, 1][..]), (AGES[0], &[0]), (AGES[1], &[1])] {
                let words = Words { setting, age, ..base.clone() };
                add(words, value, Box::new(move |spend| care(spend, settings, ages, &[0, 1])));
            }
        }
        for (provision, provisions) in [("External", &[0_usize][..]), ("In House", &[1])] {
            for (age, ages) in [(AGES[0], &[0_usize][..]), (AGES[1], &[1])] {
                let words = Words { setting: "Residential", age, provision, ..base.clone() };
                add(
                    words,
                    value,
                    Box::new(move |spend| care(spend, [false, true], ages, provisions)),
                );
            }
        }
        let words = Words {
            setting: "Residential",
            age: AGES[0],
            reason: "Learning Disability Support",
            ..base
        };
        add(words, value, Box::new(|spend| spend.learning_disability));
    }
    for (index, provision) in ["External", "In House"].into_iter().enumerate() {
        let words = Words {
            data_level: "Unit Cost",
            group: "Unit Cost",
            care_type: "Home Care",
            provision,
            ..Words::default()
        };
        add(words, Value::Hour, Box::new(move |spend| spend.home_care[index]));
    }
}
