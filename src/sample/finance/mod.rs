//! Made-up spend to the ASC-FR CSV of a year, in the published layout.

mod lines;

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::domain::rounding::half_up;
use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, AreaLevel, ENGLAND};
use crate::release::input::InputFile;
use crate::sample::finance::lines::{Line, Value, lines};
use crate::sample::spend::{Bought, Spend, spend};
use crate::sample::text::quoted;
use crate::sample::world::World;

const HEADER: &str = "GEOGRAPHY_LEVEL,DATA_Level,UUID,FY_ENDING,CASSR,GEOGRAPHY_CODE,\
    DH_GEOGRAPHY_NAME,REGION_GO_CODE,GEOGRAPHY_NAME,DimensionGroup,CareType,FinanceType,\
    FinanceDescription,AgeBand,PrimarySupportReason,SupportSetting,Purpose,CarerSupportType,\
    DataType,ActivityProvision,ComparativeTotals,DataSource,ValueType,ITEMVALUE\n";

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
