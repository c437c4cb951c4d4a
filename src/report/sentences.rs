//! Figures to sentences, by rule: each says one thing, names its comparator and gives no cause.

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Measure};
use crate::measure::distribution::Standing;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};

/// How many years back a trend sentence looks: far enough to say something, near enough to matter.
const TREND_YEARS: u16 = 5;

/// Where the council stands: the figure, the band and the median it is held against.
pub fn position(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> String {
    let measure = latest.measure;
    let start = format!("{} was", capital(&measure.phrase));
    let Ok(number) = latest.value.value else {
        return missing(latest, national, council);
    };
    let figure = in_words(number, measure.unit);
    let year = latest.year;
    let median = latest
        .distribution
        .map(|distribution| format::number(distribution.median, measure.unit))
        .unwrap_or_default();
    if national.inputs.areas.not_compared(council).is_some() {
        return format!("{start} {figure} in {year}; it is not compared with other councils.");
    }
    if matches!(measure.formula, Formula::Total { .. }) {
        return format!(
            "{start} {figure} in {year}; a total mostly reflects the size of a council."
        );
    }
    match latest.standing {
        Some(Standing::In(band)) => format!(
            "{start} {figure} in {year}, {} the median of England's councils ({median}).",
            band.phrase(measure.polarity)
        ),
        Some(Standing::Beyond) => format!(
            "{start} {figure} in {year}. This is so far from the median of England's councils \
             ({median}) that it should be checked with the council before anyone describes it."
        ),
        None => format!(
            "{start} {figure} in {year}; there are too few different figures to say how that compares."
        ),
    }
}

/// A figure in a sentence, where a rate says what it is a rate of.
fn in_words(value: Decimal, unit: Unit) -> String {
    let printed = format::number(value, unit);
    if unit.is_rate() { format!("{printed} per 100,000 people") } else { printed }
}

/// Why there is no figure.
pub fn missing(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> String {
    let name = &national.inputs.areas.get(council).name;
    let measure = latest.measure;
    let year = latest.year;
    let gap = latest.value.value.err().unwrap_or(Gap::NotAvailable);
    if !national.inputs.areas.exists_in(council, year)
        && let Some(first) = national.inputs.areas.first_year(council)
    {
        return format!(
            "There is no figure for {} in {year}: {name} began in {first}.",
            measure.phrase
        );
    }
    match gap {
        Gap::Withheld => format!(
            "There is no figure for {} in {year}: {}",
            measure.phrase,
            measure.withheld_in(year).unwrap_or_default()
        ),
        Gap::NotSubmitted => format!(
            "There is no figure for {} in {year}: {} did not send this return to the publisher.",
            measure.phrase, name
        ),
        Gap::NotApplicable
        | Gap::NotSupplied
        | Gap::NotAvailable
        | Gap::ZeroDenominator
        | Gap::TooFew
        | Gap::Suppressed => {
            format!("There is no figure for {} in {year}: {}.", measure.phrase, gap.meaning())
        }
    }
}

/// How a figure changed over the last years that can be compared; nothing where fewer than two can.
pub fn trend(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> Option<String> {
    let measure = latest.measure;
    let end = (latest.year, latest.value.value.ok()?);
    let start = earliest_comparable(measure, national, council, latest.year)?;
    let (from, to) = (start.0, end.0);
    let printed = |value: Decimal| format::number(value, measure.unit);
    let (before, after) = (printed(start.1), printed(end.1));
    if before == after {
        return Some(format!("It was {after} in both {from} and {to}."));
    }
    let verb = if end.1 > start.1 { "rose" } else { "fell" };
    let change =
        change(start.1, end.1, measure.unit).map_or_else(String::new, |c| format!(" ({c})"));
    let cash = if measure.unit.is_money() && !is_real(measure) { ", in cash" } else { "" };
    Some(format!("It {verb} from {before} in {from} to {after} in {to}{change}{cash}."))
}

fn is_real(measure: &Measure) -> bool {
    matches!(measure.formula, Formula::RealTerms { .. })
}

/// The earliest year with a figure, no more than [`TREND_YEARS`] back and with no break between.
fn earliest_comparable(
    measure: &Measure,
    national: &National<'_>,
    council: AreaId,
    latest: FinancialYear,
) -> Option<(FinancialYear, Decimal)> {
    let catalogue = national.inputs.catalogue;
    let mut found = None;
    let mut year = latest;
    while latest.end() - year.end() < TREND_YEARS {
        if catalogue.breaks_before(&measure.id, year) {
            break;
        }
        year = year.before();
        if !national.inputs.areas.exists_in(council, year) {
            break;
        }
        if let Ok(value) = national.figure(&measure.id, year, Some(council)) {
            found = Some((year, value));
        }
    }
    found
}

/// A change in words: percentage points for shares, the plain difference for scores, per cent for
/// everything else. Nothing where a per cent change would mean nothing.
pub fn change(from: Decimal, to: Decimal, unit: Unit) -> Option<String> {
    let sign = if to < from { "down" } else { "up" };
    match unit {
        Unit::Percent => {
            let points = half_up((to - from).abs(), 1);
            let plural = if points == Decimal::ONE { "point" } else { "points" };
            Some(format!("{sign} {} percentage {plural}", not_nothing(&format::decimal(points, 1))))
        }
        Unit::Score | Unit::ScoreFine => {
            Some(format!("{sign} {}", not_nothing(&format::number((to - from).abs(), unit))))
        }
        Unit::GbpMillion
        | Unit::GbpPerPerson
        | Unit::GbpPerWeek
        | Unit::GbpPerHour
        | Unit::Per100k
        | Unit::Per100kFine
        | Unit::People => {
            if from <= Decimal::ZERO || to < Decimal::ZERO {
                return None;
            }
            let percent = half_up((to - from).abs() * Decimal::ONE_HUNDRED / from, 1);
            Some(format!("{sign} {}%", not_nothing(&format::decimal(percent, 1))))
        }
    }
}

/// The size of a change that is not nothing, even where it rounds to nothing.
fn not_nothing(printed: &str) -> String {
    let nothing = printed.chars().all(|character| matches!(character, '0' | '.'));
    match printed.strip_suffix('0') {
        Some(start) if nothing => format!("less than {start}1"),
        _ => printed.to_owned(),
    }
}

/// The standing in a table: the band in words, or why there is none.
pub fn standing(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> String {
    standing_of(national, latest.measure, council, latest.value.value, latest.standing)
}

/// The standing of any council's figure in a table.
pub fn standing_of(
    national: &National<'_>,
    measure: &Measure,
    council: AreaId,
    figure: Figure,
    standing: Option<Standing>,
) -> String {
    if let Err(gap) = figure {
        return gap.words().to_owned();
    }
    if national.inputs.areas.not_compared(council).is_some() {
        return "not compared".to_owned();
    }
    if matches!(measure.formula, Formula::Total { .. }) {
        return "size only".to_owned();
    }
    match standing {
        Some(Standing::In(band)) => band.words(measure.polarity).to_owned(),
        Some(Standing::Beyond) => "check before use".to_owned(),
        None => "no comparison".to_owned(),
    }
}

/// That a council had another code before, in the same area; nothing where it had none.
pub fn recoded(national: &National<'_>, council: AreaId) -> Option<String> {
    let codes = national.inputs.areas.earlier_codes(council, national.year);
    let told: Vec<String> =
        codes.iter().map(|(code, last)| format!("{code} until {last}")).collect();
    Some(format!(
        "Its ONS code was {}; the area is the same, so its years are joined.",
        join(&told)?
    ))
}

/// A figure as the view carries it.
pub fn text(figure: Figure, unit: Unit) -> crate::report::view::Text {
    crate::report::view::Text {
        text: format::figure(figure, unit),
        gap: figure.err().map(Gap::code),
    }
}

/// "a", "a and b", "a, b and c".
pub fn join(parts: &[String]) -> Option<String> {
    let (last, rest) = parts.split_last()?;
    if rest.is_empty() {
        return Some(last.clone());
    }
    Some(format!("{} and {last}", rest.join(", ")))
}

/// A text with a capital at the start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// The name of an area inside a sentence: "the South West", "Yorkshire and The Humber".
pub fn in_sentence(name: &str) -> String {
    let compass = ["North ", "South ", "East ", "West "];
    if compass.iter().any(|point| name.starts_with(point)) {
        return format!("the {name}");
    }
    name.to_owned()
}

/// One council of a type, in a sentence: "a shire county", "an Inner London council".
pub fn one_of_type(name: &str) -> String {
    match name {
        "Shire counties" => "a shire county".to_owned(),
        "Unitary authorities" => "a unitary authority".to_owned(),
        "Metropolitan districts" => "a metropolitan district".to_owned(),
        other => format!("an {other} council"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    #[test]
    fn changes_are_worded_by_unit() {
        for (from, to, unit, expected) in [
            ("400", "494", Unit::GbpPerPerson, Some("up 23.5%")),
            ("50.0", "48.5", Unit::Percent, Some("down 1.5 percentage points")),
            ("50.0", "51.0", Unit::Percent, Some("up 1.0 percentage point")),
            ("50.06", "50.04", Unit::Percent, Some("down less than 0.1 percentage points")),
            ("250", "250.1", Unit::GbpPerWeek, Some("up less than 0.1%")),
            ("19.1", "18.8", Unit::Score, Some("down 0.3")),
            ("19.06", "19.04", Unit::Score, Some("down less than 0.1")),
            ("0", "12", Unit::Per100k, None),
            ("-3", "12", Unit::GbpPerPerson, None),
        ] {
            let found = change(decimal(from), decimal(to), unit);
            assert_eq!(found.as_deref(), expected, "{from} to {to}");
        }
    }

    #[test]
    fn areas_are_named_as_people_speak_of_them() {
        assert_eq!(in_sentence("South West"), "the South West");
        assert_eq!(in_sentence("Yorkshire and The Humber"), "Yorkshire and The Humber");
        assert_eq!(one_of_type("Inner London"), "an Inner London council");
        assert_eq!(one_of_type("Shire counties"), "a shire county");
    }

    #[test]
    fn lists_read_as_lists() {
        let list =
            |parts: &[&str]| join(&parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&[]), None);
        assert_eq!(list(&["a"]).as_deref(), Some("a"));
        assert_eq!(list(&["a", "b", "c"]).as_deref(), Some("a, b and c"));
    }
}
