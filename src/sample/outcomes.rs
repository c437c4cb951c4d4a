//! Councils and years to made-up outcomes, and these to one CSV in the layout of the framework.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaId, ENGLAND};
use crate::release::input::InputFile;
use crate::sample::random::scale;
use crate::sample::text::quoted;
use crate::sample::world::{CouncilYear, World};

const HEADER: &str = "Year,Geographical Description,ONS Code,Measure Group,Measure Group \
                      Description,Measure_Value,Geographical Level,Disaggregation Level,Measure Type\n";

/// How an outcome is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A share of people in the adult social care survey, yearly but for 2020-21.
    Survey,
    /// A score of that survey to one decimal place.
    Score,
    /// A modelled score of that survey to three decimal places.
    Model,
    /// A share of carers, every second year.
    Carers,
    /// A score of carers, every second year.
    CarersScore,
    /// A share of people known to councils, every year.
    Share,
    /// People per 100,000 of an age.
    Rate,
}

/// An outcome: its codes before and from 2023-24, England's level in 2021-22 in the last printed
/// place (METHOD 3.4), how far councils are from it, growth a year, and who is counted.
struct Outcome {
    old: &'static str,
    new: &'static str,
    what: &'static str,
    kind: Kind,
    level: i64,
    spread: i64,
    growth: i64,
    /// People counted per 100,000 of those of the ages named.
    counted: i64,
    ages: Ages,
}

#[derive(Clone, Copy)]
enum Ages {
    Younger,
    Older,
    All,
}

const fn outcome(
    codes: (&'static str, &'static str),
    what: &'static str,
    kind: Kind,
    (level, spread, growth): (i64, i64, i64),
    (counted, ages): (i64, Ages),
) -> Outcome {
    Outcome { old: codes.0, new: codes.1, what, kind, level, spread, growth, counted, ages }
}

/// The outcomes of METHOD 3.2, and two that were dropped in 2023-24 (their new code is empty).
const OUTCOMES: [Outcome; 24] = [
    outcome(
        ("1A", "1A"),
        "Social care-related quality of life score",
        Kind::Score,
        (189, 6, 1),
        (1_500, Ages::All),
    ),
    outcome(
        ("1J", "1B"),
        "Adjusted social care-related quality of life",
        Kind::Model,
        (407, 30, 4),
        (1_500, Ages::All),
    ),
    outcome(
        ("1D", "1C"),
        "Carer-reported quality of life score",
        Kind::CarersScore,
        (73, 6, 0),
        (550, Ages::All),
    ),
    outcome(
        ("3A", "1D"),
        "Overall satisfaction of people who use services",
        Kind::Survey,
        (639, 60, 5),
        (1_500, Ages::All),
    ),
    outcome(
        ("3B", "1E"),
        "Overall satisfaction of carers with social services",
        Kind::Carers,
        (363, 70, 2),
        (550, Ages::All),
    ),
    outcome(
        ("2D", "2A"),
        "The outcome of short-term services: sequel to service",
        Kind::Share,
        (776, 140, 4),
        (540, Ages::All),
    ),
    outcome(
        ("2A1", "2B"),
        "Admissions to care homes of people aged 18 to 64",
        Kind::Rate,
        (139, 75, 5),
        (100_000, Ages::Younger),
    ),
    outcome(
        ("2A2", "2C"),
        "Admissions to care homes of people aged 65 and over",
        Kind::Rate,
        (5_385, 1_900, 40),
        (100_000, Ages::Older),
    ),
    outcome(
        ("2B1", "2D1"),
        "Older people still at home 91 days after discharge",
        Kind::Share,
        (818, 80, 3),
        (320, Ages::Older),
    ),
    outcome(
        ("2B2", "2D2"),
        "Older people offered reablement after discharge",
        Kind::Share,
        (28, 18, 0),
        (10_900, Ages::Older),
    ),
    outcome(
        ("1G", "2E"),
        "Adults with a learning disability in their own home or with family",
        Kind::Share,
        (788, 100, 9),
        (390, Ages::Younger),
    ),
    outcome(
        ("1B", "3A"),
        "Control over daily life",
        Kind::Survey,
        (769, 50, 2),
        (1_500, Ages::All),
    ),
    outcome(
        ("3C", "3B"),
        "Carers included or consulted",
        Kind::Carers,
        (647, 70, 3),
        (550, Ages::All),
    ),
    outcome(
        ("3D1", "3C1"),
        "Easy to find information: people who use services",
        Kind::Survey,
        (646, 60, -4),
        (1_500, Ages::All),
    ),
    outcome(
        ("3D2", "3C2"),
        "Easy to find information: carers",
        Kind::Carers,
        (577, 70, -5),
        (550, Ages::All),
    ),
    outcome(
        ("1C1A", "3D1A"),
        "Self-directed support: people who use services",
        Kind::Share,
        (935, 60, 3),
        (1_010, Ages::All),
    ),
    outcome(
        ("1C1B", "3D1B"),
        "Self-directed support: carers",
        Kind::Share,
        (893, 100, 2),
        (260, Ages::All),
    ),
    outcome(
        ("1C2A", "3D2A"),
        "Direct payments: people who use services",
        Kind::Share,
        (267, 90, -5),
        (1_010, Ages::All),
    ),
    outcome(
        ("1C2B", "3D2B"),
        "Direct payments: carers",
        Kind::Share,
        (770, 190, 2),
        (260, Ages::All),
    ),
    outcome(
        ("4A", "4A"),
        "People who use services who feel safe",
        Kind::Survey,
        (692, 50, 4),
        (1_500, Ages::All),
    ),
    outcome(
        ("1I1", "5A1"),
        "Social contact: people who use services",
        Kind::Survey,
        (426, 60, 3),
        (1_500, Ages::All),
    ),
    outcome(
        ("1I2", "5A2"),
        "Social contact: carers",
        Kind::Carers,
        (280, 70, -2),
        (550, Ages::All),
    ),
    outcome(
        ("1E", ""),
        "Adults with a learning disability in paid employment",
        Kind::Share,
        (48, 25, -2),
        (390, Ages::Younger),
    ),
    outcome(
        ("4B", ""),
        "Services made people feel safe and secure",
        Kind::Survey,
        (856, 50, 2),
        (1_500, Ages::All),
    ),
];

impl Outcome {
    fn code(&self, year: FinancialYear) -> &'static str {
        if year.end() >= 2024 { self.new } else { self.old }
    }

    /// The survey of people was voluntary in 2020-21 and that of carers is held every second year,
    /// a year later than planned since the pandemic.
    fn is_asked(&self, year: FinancialYear) -> bool {
        match self.kind {
            Kind::Survey | Kind::Score | Kind::Model => year.end() != 2021,
            Kind::Carers | Kind::CarersScore => match year.end() {
                ..=2019 => year.end() % 2 == 1,
                end => end >= 2022 && end.is_multiple_of(2),
            },
            Kind::Share | Kind::Rate => !self.code(year).is_empty(),
        }
    }

    fn is_survey(&self) -> bool {
        !matches!(self.kind, Kind::Share | Kind::Rate)
    }

    /// One in how many of the last printed place a whole is: 1,000 for 100.0%.
    fn whole(&self) -> i64 {
        match self.kind {
            Kind::Score | Kind::CarersScore => 10,
            Kind::Rate => 1_000_000,
            _ => 1_000,
        }
    }

    /// The most an outcome can be, in its last printed place.
    fn most(&self) -> i64 {
        match self.kind {
            Kind::Score => 240,
            Kind::CarersScore => 120,
            Kind::Rate => i64::MAX,
            _ => 1_000,
        }
    }

    fn value(&self, council: &CouncilYear<'_>) -> i64 {
        let chance = council.chance.about(self.what);
        let years = i64::from(council.year.end()) - 2022;
        let own = chance.around("own", -self.spread, self.spread);
        let wobble = self.spread / 6 + 1;
        let wobble = chance.in_year(council.year.end()).around("wobble", -wobble, wobble);
        (self.level + own + self.growth * years + wobble).clamp(1, self.most())
    }

    fn made(&self, council: &CouncilYear<'_>) -> Made {
        let people = council.people;
        let ages = match self.ages {
            Ages::Younger => people.younger,
            Ages::Older => people.older,
            Ages::All => people.adults(),
        };
        let value = self.value(council);
        let chance = council.chance.about(self.what);
        let own = if self.kind == Kind::Rate { 1000 } else { chance.around("counted", 750, 1_300) };
        let denominator = scale(scale(ages, self.counted, 100_000), own, 1000);
        // In the last printed place of the outcome: a numerator of 12.3 is 123.
        Made { numerator: denominator * value, denominator }
    }
}

/// What an outcome is made of. The numerator is in the last printed place of the outcome.
#[derive(Debug, Clone, Copy, Default)]
struct Made {
    numerator: i64,
    denominator: i64,
}

impl Made {
    fn add(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }

    /// The outcome in its last printed place, halves up.
    fn outcome(self) -> Option<i64> {
        let half = self.denominator / 2;
        (self.denominator > 0).then(|| (self.numerator + half) / self.denominator)
    }
}

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
