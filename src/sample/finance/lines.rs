//! The rows of the finance CSV: the words of each, and how its value follows from the spend.

use std::ops::Range;

use crate::domain::year::FinancialYear;
use crate::sample::spend::{Bought, Spend};

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
pub(super) enum Value {
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
pub(super) struct Words {
    pub(super) data_level: &'static str,
    pub(super) number: String,
    pub(super) group: &'static str,
    pub(super) care_type: &'static str,
    pub(super) finance_type: &'static str,
    pub(super) description: &'static str,
    pub(super) age: &'static str,
    pub(super) reason: &'static str,
    pub(super) setting: &'static str,
    pub(super) purpose: &'static str,
    pub(super) provision: &'static str,
}

/// How the value of a row follows from the spend of an area.
pub(super) type ValueOf = Box<dyn Fn(&Spend) -> Value>;

/// One kind of row: its words and how its value follows from the spend of an area.
pub(super) struct Line {
    pub(super) words: Words,
    pub(super) value: ValueOf,
}

/// Every line of a year, with the words for a total that the year uses.
pub(super) fn lines(year: FinancialYear, total: &'static str) -> Vec<Line> {
    let mut lines = Lines { total, lines: Vec::new() };
    let finance_type =
        if matches!(year.end(), 2022 | 2023) { "9" } else { "Gross Current Expenditure" };
    let base = Words {
        data_level: "Gross Current Expenditure",
        group: "Expenditure",
        finance_type,
        ..Words::default()
    };
    lines.gross_current(&base);
    for age in [None, Some(0), Some(1)] {
        lines.long_term(&base, age);
        lines.short_term(&base, age);
    }
    lines.other(&base);
    lines.net();
    lines.expenditure_and_income();
    lines.unit_costs();
    lines.home_care();
    lines.lines
}

struct Lines {
    total: &'static str,
    lines: Vec<Line>,
}

/// An age of the two, or both.
type Age = Option<usize>;

fn ages(age: Age) -> Range<usize> {
    age.map_or(0..2, |age| age..age + 1)
}

impl Lines {
    fn add(&mut self, words: Words, value: impl Fn(&Spend) -> Value + 'static) {
        self.lines.push(Line { words, value: Box::new(value) });
    }

    fn age(&self, age: Age) -> &'static str {
        age.map_or(self.total, |age| AGES[age])
    }

    fn gross_current(&mut self, base: &Words) {
        let total = self.total;
        let words = Words { care_type: total, age: total, reason: total, ..base.clone() };
        self.add(words, |spend| Value::Money(spend.gross_current()));
    }

    /// Long-term spend by setting and by reason. Rows whose number is not proved have none: the
    /// number has a digit for the age, and none is known for all ages.
    fn long_term(&mut self, base: &Words, age: Age) {
        let total = self.total;
        let words = Words {
            care_type: "Long Term Care",
            age: self.age(age),
            reason: total,
            setting: total,
            ..base.clone()
        };
        let number =
            |rest: String| age.map_or_else(String::new, |age| format!("81{}{rest}15", age + 1));
        self.add(Words { number: number("89".to_owned()), ..words.clone() }, move |spend| {
            Value::Money(ages(age).map(|age| spend.long()[age]).sum())
        });
        for (index, setting) in SETTINGS.iter().enumerate() {
            let number = number(format!("8{}", index + 1));
            self.add(Words { number, setting, ..words.clone() }, move |spend| {
                Value::Money(ages(age).map(|age| spend.settings[age][index]).sum())
            });
        }
        for (index, reason) in REASONS.iter().enumerate() {
            let number = number(format!("{index}9"));
            self.add(Words { number, reason, ..words.clone() }, move |spend| {
                Value::Money(ages(age).map(|age| spend.reasons[age][index]).sum())
            });
        }
    }

    fn short_term(&mut self, base: &Words, age: Age) {
        for (purpose, first, end) in
            [(self.total, 0, 2), ("To Maximise Independence", 0, 1), ("Other Short Term", 1, 2)]
        {
            let words = Words {
                care_type: "Short Term Care",
                age: self.age(age),
                reason: self.total,
                purpose,
                ..base.clone()
            };
            self.add(words, move |spend| {
                let purposes = |age: usize| spend.short[age][first..end].iter().sum::<i64>();
                Value::Money(ages(age).map(purposes).sum())
            });
        }
    }

    fn other(&mut self, base: &Words) {
        let other = Words { care_type: "Other", ..base.clone() };
        self.add(Words { reason: self.total, ..other.clone() }, |spend| {
            Value::Money(spend.other.iter().sum())
        });
        for (index, (number, reason)) in OTHER.iter().enumerate() {
            let words = Words { number: (*number).to_owned(), reason, ..other.clone() };
            self.add(words, move |spend| Value::Money(spend.other[index]));
        }
    }

    /// Words of a total of some level of expenditure.
    fn level(&self, data_level: &'static str) -> Words {
        Words { data_level, group: "Expenditure", care_type: self.total, ..Words::default() }
    }

    fn net(&mut self) {
        let net = self.level("Net Current Expenditure");
        self.add(net.clone(), |spend| {
            Value::Money(spend.gross_current() - spend.client.iter().sum::<i64>())
        });
        for age in [None, Some(0), Some(1)] {
            let words = Words {
                care_type: "Long Term Care",
                age: self.age(age),
                reason: self.total,
                setting: self.total,
                ..net.clone()
            };
            self.add(words, move |spend| {
                Value::Money(ages(age).map(|age| spend.long()[age] - spend.client[age]).sum())
            });
        }
        self.add(self.level("Net Total Expenditure"), |spend| {
            Value::Money(spend.total() - spend.total_income())
        });
    }

    fn expenditure_and_income(&mut self) {
        self.add(self.level("Gross Total Expenditure"), |spend| {
            Value::Money(spend.gross_current() + spend.capital)
        });
        let level = self.level("Total Expenditure");
        let expenditure = Words { finance_type: "Expenditure", description: self.total, ..level };
        self.add(expenditure.clone(), |spend| Value::Money(spend.total()));
        let parts = ["Own Provision", "Provision by Others", "Grants to Voluntary Organisations"];
        for (index, description) in parts.into_iter().enumerate() {
            let words = Words { description, ..expenditure.clone() };
            self.add(words, move |spend| Value::Money(spend.provision[index]));
        }
        let level = self.level("Income");
        let income =
            Words { finance_type: "Income", description: self.total, group: "Income", ..level };
        self.add(income.clone(), |spend| Value::Money(spend.total_income()));
        self.add(Words { description: "Client Contributions", ..income.clone() }, |spend| {
            Value::Money(spend.client.iter().sum())
        });
        let parts = ["Joint Arrangements", "Income from NHS", "Other Income"];
        for (index, description) in parts.into_iter().enumerate() {
            let words = Words { description, ..income.clone() };
            self.add(words, move |spend| Value::Money(spend.income[index]));
        }
    }

    /// Rows of unit costs and of the weeks under them.
    fn unit_costs(&mut self) {
        let total = self.total;
        let weeks: fn(Bought) -> Value = |bought| Value::Count(bought.units);
        for (data_level, value) in
            [("Unit Cost", Value::Week as fn(Bought) -> Value), ("Activity", weeks)]
        {
            let base = Words {
                data_level,
                group: data_level,
                care_type: "Long Term Care",
                reason: total,
                provision: total,
                ..Words::default()
            };
            for age in [None, Some(0), Some(1)] {
                for (setting, homes) in SETTINGS_OF_HOMES {
                    let words = Words { setting, age: self.age(age), ..base.clone() };
                    self.add(words, move |spend| value(care(spend, homes, ages(age), 0..2)));
                }
                if age.is_none() {
                    continue;
                }
                for (index, provision) in ["External", "In House"].into_iter().enumerate() {
                    let words = Words {
                        setting: "Residential",
                        age: self.age(age),
                        provision,
                        ..base.clone()
                    };
                    self.add(words, move |spend| {
                        value(care(spend, Homes::Residential, ages(age), index..index + 1))
                    });
                }
            }
            let words = Words {
                setting: "Residential",
                age: AGES[0],
                reason: "Learning Disability Support",
                ..base
            };
            self.add(words, move |spend| value(spend.learning_disability));
        }
    }

    /// Hourly rates.
    fn home_care(&mut self) {
        for (index, provision) in ["External", "In House"].into_iter().enumerate() {
            let words = Words {
                data_level: "Unit Cost",
                group: "Unit Cost",
                care_type: "Home Care",
                provision,
                ..Words::default()
            };
            self.add(words, move |spend| Value::Hour(spend.home_care[index]));
        }
    }
}

/// Kinds of care home.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Homes {
    Nursing,
    Residential,
    Both,
}

const SETTINGS_OF_HOMES: [(&str, Homes); 3] = [
    ("Nursing", Homes::Nursing),
    ("Residential", Homes::Residential),
    ("Residential and Nursing", Homes::Both),
];

/// What was bought of some kind of care home, for some ages, from some kinds of provider.
fn care(spend: &Spend, homes: Homes, ages: Range<usize>, provisions: Range<usize>) -> Bought {
    let mut sum = Bought::default();
    for age in ages {
        // All nursing care is external, the first kind of provider.
        if homes != Homes::Residential && provisions.contains(&0) {
            sum = sum.and(spend.nursing[age]);
        }
        if homes != Homes::Nursing {
            for provision in provisions.clone() {
                sum = sum.and(spend.residential[age][provision]);
            }
        }
    }
    sum
}
