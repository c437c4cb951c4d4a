//! Councils and years to made-up outcomes, and these to one CSV in the layout of the framework.

mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, ENGLAND};
use crate::release::input::InputFile;
use crate::sample::outcomes::table::{Kind, Made, OUTCOMES, Outcome};
use crate::sample::text::quoted;
use crate::sample::world::{CouncilYear, World};

const HEADER: &str = "Year,Geographical Description,ONS Code,Measure Group,Measure Group \
                      Description,Measure_Value,Geographical Level,Disaggregation Level,Measure Type\n";

/// The CSV of all years.
pub(super) fn file(world: &World<'_>) -> InputFile {
    let mut text = String::with_capacity(8 * 1024 * 1024);
    text.push_str(HEADER);
    for year in &world.years {
        let councils = world.councils(*year);
        for outcome in OUTCOMES.iter().filter(|outcome| outcome.is_asked(*year)) {
            if !outcome.code(*year).is_empty() {
                write_outcome(&mut text, world, outcome, *year, &councils);
            }
        }
    }
    let span = match (world.years.first(), world.years.last()) {
        (Some(first), Some(last)) => format!("{first}_to_{last}"),
        _ => String::new(),
    };
    InputFile::new(format!("illustrative_ASCOF_{span}.csv"), text.into_bytes())
}

fn write_outcome(
    text: &mut String,
    world: &World<'_>,
    outcome: &Outcome,
    year: FinancialYear,
    councils: &[CouncilYear<'_>],
) {
    let register = world.register();
    let mut groups: BTreeMap<AreaId, Made> = BTreeMap::new();
    for council in councils {
        let made = outcome.made(council);
        let types = register.council_type(council.area, year);
        let around = [Some(register.england()), register.get(council.area).region, types];
        for group in around.into_iter().flatten() {
            groups.entry(group).or_default().add(made);
        }
        let area = register.get(council.area);
        let place = Place {
            code: register.code_in(council.area, year),
            name: &area.name,
            level: "Council",
        };
        place.write(text, outcome, year, made, Some(council));
    }
    for (group, made) in groups {
        let area = register.get(group);
        let code = register.code_in(group, year);
        let place = if group == register.england() {
            Place { code: ENGLAND, name: &area.name, level: "England" }
        } else if code.starts_with('E') {
            Place { code, name: &area.name, level: "Region" }
        } else {
            Place { code: "-", name: &area.name, level: "Council Type" }
        };
        place.write(text, outcome, year, made, None);
    }
}

/// Where a row is about, as the file writes it.
struct Place<'p> {
    code: &'p str,
    name: &'p str,
    level: &'static str,
}

impl Place<'_> {
    /// Writes an outcome and its parts; a council's own are hidden where few people are counted.
    fn write(
        &self,
        text: &mut String,
        outcome: &Outcome,
        year: FinancialYear,
        made: Made,
        council: Option<&CouncilYear<'_>>,
    ) {
        let few = match outcome.kind {
            Kind::Rate => made.numerator < 3 * outcome.whole(),
            _ => made.denominator < 25,
        };
        let Some(value) = made.outcome() else { return };
        let printed = if outcome.kind == Kind::Model {
            format!("0.{value:03}")
        } else {
            format!("{}.{}", value / 10, value % 10)
        };
        let hidden = few && council.is_some();
        let mut row = |part: &str, printed: &str| {
            let printed = if hidden { "[c]" } else { printed };
            writeln!(
                text,
                "{year},{},{},{},Illustrative: {},{printed},{},Total,{part}",
                quoted(self.name),
                self.code,
                outcome.code(year),
                outcome.what,
                self.level,
            )
            .expect("writing to a string cannot fail");
        };
        row("Outcome", &printed);
        if outcome.is_survey() {
            let (base, margin) = sample(outcome, made.denominator, council);
            row("Base", &base.to_string());
            if outcome.kind != Kind::Model {
                row("Margin of Error", &format!("{}.{}", margin / 10, margin % 10));
            }
        } else {
            let numerator = made.numerator / outcome.whole();
            row("Numerator", &((numerator + 2) / 5 * 5).to_string());
            row("Denominator", &((made.denominator + 2) / 5 * 5).to_string());
        }
    }
}

/// How many answered a survey, and the margin of error in tenths: about 4 points for a council and
/// much less for a group of councils (METHOD 3.6).
fn sample(outcome: &Outcome, asked: i64, council: Option<&CouncilYear<'_>>) -> (i64, i64) {
    let score = matches!(outcome.kind, Kind::Score | Kind::CarersScore);
    let Some(council) = council else {
        return (asked / 25 / 5 * 5, if score { 1 } else { 5 });
    };
    let chance = council.chance.about(outcome.what).in_year(council.year.end());
    let base = chance.around("base", 250, 560).min(asked);
    (
        base / 5 * 5,
        if score { chance.around("margin", 3, 6) } else { chance.around("margin", 33, 58) },
    )
}
