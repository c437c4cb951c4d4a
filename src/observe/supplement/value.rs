//! One value of local evidence, and how it is printed.

use rust_decimal::Decimal;

use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::normalise;

/// Under so many responses counts are printed and not percentages.
pub const SMALL_BASE: u32 = 20;

/// The most decimal places of a number in words of the supplier's own.
const MOST_PLACES: u32 = 3;

/// A value that a supplement gives for a council and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplementValue {
    /// The council.
    pub council: AreaId,
    /// The financial year.
    pub year: FinancialYear,
    /// What was measured, in the supplier's words.
    pub measure: String,
    /// The number, or why there is none. Percentages are 0 to 100, money is in pounds.
    pub value: Figure,
    /// How many answered, or how many cases there were.
    pub base: Option<u32>,
    /// What the number is counted in.
    pub unit: LocalUnit,
    /// Where the supplier says it is from.
    pub source: Option<String>,
    /// Where it stands in the file.
    pub place: Place,
}

/// What a local measure is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalUnit {
    /// A unit of the national measures.
    Known(Unit),
    /// Pounds in all.
    Pounds,
    /// The supplier's words, written after the number: `days`.
    Words(String),
    /// Nothing: the number is printed as it stands.
    Plain,
}

impl LocalUnit {
    /// The unit that a text means: an id or the words of a unit of ours, or words of its own.
    pub fn read(text: &str) -> Self {
        let plain = normalise(text);
        match plain.as_str() {
            "" => return Self::Plain,
            "%" | "percentage" => return Self::Known(Unit::Percent),
            "gbp" | "£" | "pounds" => return Self::Pounds,
            "count" | "number" => return Self::Known(Unit::People),
            _ => {}
        }
        KNOWN
            .into_iter()
            .find(|unit| plain == unit.id() || plain == unit.words())
            .map_or_else(|| Self::Words(text.trim().to_owned()), Self::Known)
    }
}

/// The units that a supplement may name by their id or their words.
const KNOWN: [Unit; 7] = [
    Unit::Percent,
    Unit::GbpPerPerson,
    Unit::GbpPerWeek,
    Unit::GbpPerHour,
    Unit::Per100kFine,
    Unit::Score,
    Unit::People,
];

impl SupplementValue {
    /// Whether it is a percentage of too few responses to be printed as one.
    pub fn has_small_base(&self) -> bool {
        self.unit == LocalUnit::Known(Unit::Percent)
            && self.base.is_some_and(|base| base < SMALL_BASE)
    }

    /// The text to print: the number in its unit, the words of a gap, or, for a percentage of fewer than
    /// 20 responses, the count that it stands for. A percentage that is no whole count, as one that was
    /// weighted, is then not printed at all.
    pub fn printed(&self) -> String {
        let value = match self.value {
            Ok(value) => value,
            Err(gap) => return format::gap_words(gap),
        };
        match (&self.unit, self.base) {
            (LocalUnit::Known(Unit::Percent), Some(base)) if base < SMALL_BASE => {
                counted(value, base).unwrap_or_else(|| {
                    let plural = if base == 1 { "response" } else { "responses" };
                    format!("{base} {plural}, too few for a percentage")
                })
            }
            (LocalUnit::Known(unit), _) => format::number(value, *unit),
            // Pounds in all are printed whole: local sums are often far below a million.
            (LocalUnit::Pounds, _) => format::number(value, Unit::GbpPerPerson),
            (LocalUnit::Words(words), _) => format!("{} {words}", as_it_stands(value)),
            (LocalUnit::Plain, _) => as_it_stands(value),
        }
    }
}

/// `7 of 12`, if the percentage is that of a whole number of responses within its own rounding.
fn counted(percent: Decimal, base: u32) -> Option<String> {
    let of = Decimal::from(base).checked_div(Decimal::ONE_HUNDRED)?;
    let count = percent.checked_mul(of)?;
    let whole = half_up(count, 0);
    let half_a_digit = Decimal::new(5, percent.scale().checked_add(1)?.min(28));
    let within = half_a_digit.checked_mul(of)?;
    ((count - whole).abs() <= within)
        .then(|| format!("{} of {}", format::whole(whole), format::whole(Decimal::from(base))))
}

fn as_it_stands(value: Decimal) -> String {
    format::decimal(value, value.normalize().scale().min(MOST_PLACES))
}

#[cfg(test)]
mod tests {

    use arcstr::ArcStr;

    use super::*;
    use crate::domain::figure::Gap;
    use crate::reference::areas::Areas;

    fn printed(value: &str, base: Option<u32>, unit: &str) -> String {
        let areas = Areas::load().expect("the embedded register loads");
        SupplementValue {
            council: areas.by_code("E08000034").expect("Kirklees is known"),
            year: "2021-22".parse().expect("a literal year"),
            measure: "Answered within a week".to_owned(),
            value: if value.is_empty() {
                Err(Gap::Suppressed)
            } else {
                Ok(value.parse().expect("a literal decimal"))
            },
            base,
            unit: LocalUnit::read(unit),
            source: None,
            place: Place::file(&ArcStr::from("local.csv")),
        }
        .printed()
    }

    /// 7 of 12 is 58.33 per cent, 58.3 or 58 when rounded; 6 of 12 is 50; 58.9 per cent of 12 is 7.07
    /// people, which no rounding to one decimal place makes of a whole number.
    #[test]
    fn under_twenty_responses_the_count_is_printed() {
        for (value, base, expected) in [
            ("58.3", 12, "7 of 12"),
            ("58", 12, "7 of 12"),
            ("50", 12, "6 of 12"),
            ("0", 3, "0 of 3"),
            ("100", 19, "19 of 19"),
            ("58.9", 12, "12 responses, too few for a percentage"),
            ("40", 1, "1 response, too few for a percentage"),
            ("58.3", 20, "58.3%"),
        ] {
            assert_eq!(printed(value, Some(base), "percent"), expected, "{value} of {base}");
        }
        assert_eq!(printed("58.3", None, "%"), "58.3%");
        assert_eq!(printed("", Some(12), "percent"), "suppressed");
    }

    #[test]
    fn each_unit_has_its_print_form() {
        for (value, unit, expected) in [
            ("250000", "gbp", "£250,000"),
            ("19.555", "£ per hour", "£19.56"),
            ("12.50", "days", "12.5 days"),
            ("1234.5678", "", "1,234.568"),
            ("1234", "count", "1,234"),
            ("18.95", "score", "19.0"),
        ] {
            assert_eq!(printed(value, None, unit), expected, "{value} {unit}");
        }
        assert_eq!(printed("18.9", Some(12), "score"), "18.9");
    }
}
