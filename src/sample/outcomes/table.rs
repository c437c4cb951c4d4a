//! The outcomes that are made up: their codes, levels and who is counted.

use crate::domain::year::FinancialYear;
use crate::sample::random::scale;
use crate::sample::world::CouncilYear;

/// How an outcome is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) struct Outcome {
    pub(super) old: &'static str,
    pub(super) new: &'static str,
    pub(super) what: &'static str,
    pub(super) kind: Kind,
    pub(super) level: i64,
    pub(super) spread: i64,
    pub(super) growth: i64,
    /// People counted per 100,000 of those of the ages named.
    pub(super) counted: i64,
    pub(super) ages: Ages,
}

#[derive(Clone, Copy)]
pub(super) enum Ages {
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
pub(super) const OUTCOMES: [Outcome; 24] = [
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
    pub(super) fn code(&self, year: FinancialYear) -> &'static str {
        if year.end() >= 2024 { self.new } else { self.old }
    }

    /// The survey of people was voluntary in 2020-21 and that of carers is held every second year,
    /// a year later than planned since the pandemic.
    pub(super) fn is_asked(&self, year: FinancialYear) -> bool {
        match self.kind {
            Kind::Survey | Kind::Score | Kind::Model => year.end() != 2021,
            Kind::Carers | Kind::CarersScore => match year.end() {
                ..=2019 => year.end() % 2 == 1,
                end => end >= 2022 && end.is_multiple_of(2),
            },
            Kind::Share | Kind::Rate => !self.code(year).is_empty(),
        }
    }

    pub(super) fn is_survey(&self) -> bool {
        !matches!(self.kind, Kind::Share | Kind::Rate)
    }

    /// One in how many of the last printed place a whole is: 1,000 for 100.0%.
    pub(super) fn whole(&self) -> i64 {
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

    pub(super) fn made(&self, council: &CouncilYear<'_>) -> Made {
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
pub(super) struct Made {
    pub(super) numerator: i64,
    pub(super) denominator: i64,
}

impl Made {
    pub(super) fn add(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }

    /// The outcome in its last printed place, halves up.
    pub(super) fn outcome(self) -> Option<i64> {
        let half = self.denominator / 2;
        (self.denominator > 0).then(|| (self.numerator + half) / self.denominator)
    }
}
