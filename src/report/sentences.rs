//! Figures to sentences, by rule: each says one thing, names its comparator and gives no cause.

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::measure::catalogue::{Formula, Measure};
use crate::measure::distribution::{LEAST_COUNCILS, Standing};
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};

/// Where the council stands: the figure, the band and the median it is held against.
pub fn position(latest: &Latest<'_>, national: &National<'_>, council: AreaId) -> String {
    let measure = latest.measure;
    let start = format!("{} was", capital(&measure.phrase));
    let Ok(number) = latest.value.value else {
        return missing(latest, national, council);
    };
    let figure = in_words(number, measure.unit);
    let year = latest.year;
    if national.inputs.areas.not_compared(council).is_some() {
        return format!("{start} {figure} in {year}.");
    }
    let median = the_median(latest, national);
    if matches!(measure.formula, Formula::Total { .. }) {
        return format!(
            "{start} {figure} in {year}; a total mostly reflects the size of a council."
        );
    }
    match latest.standing {
        Some(Standing::In(band)) => {
            format!("{start} {figure} in {year}, {} {median}.", band.phrase(measure.polarity))
        }
        Some(Standing::Beyond) => format!(
            "{start} {figure} in {year}. This is so far from {median} that it should be checked with \
             the council before anyone describes it."
        ),
        None if latest.distribution.is_none_or(|spread| spread.count() < LEAST_COUNCILS) => {
            format!(
                "{start} {figure} in {year}; too few councils have a figure to say how that compares."
            )
        }
        None => format!(
            "{start} {figure} in {year}, beside {median}. Half of the councils or more have the very same \
             figure, so no words say how far another one is."
        ),
    }
}

/// With figures of fewer councils than this share of all, a median is called that of as many councils.
const NEARLY_ALL: usize = 80;

/// The median that a figure is held against, and of whom: "the median of England's councils (£481)".
fn the_median(latest: &Latest<'_>, national: &National<'_>) -> String {
    let Some(spread) = latest.distribution else { return String::new() };
    let median = format::number(spread.median, latest.measure.unit);
    let all = national.inputs.areas.councils_in(latest.year).count();
    if spread.count() * 100 < all * NEARLY_ALL {
        let count = format::count(spread.count());
        return format!("the median of the {count} councils with a figure ({median})");
    }
    format!("the median of England's councils ({median})")
}

/// A figure in a sentence, where a rate says what it is a rate of.
pub fn in_words(value: Decimal, unit: Unit) -> String {
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

/// The median of councils in a table.
pub fn median(latest: &Latest<'_>) -> crate::report::view::Text {
    let median = latest.distribution.map_or(Err(Gap::NotAvailable), |spread| Ok(spread.median));
    text(median, latest.measure.unit)
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
        None => "no band".to_owned(),
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
    joined(parts, "and")
}

/// "a", "a or b", "a, b or c".
pub fn either(parts: &[String]) -> Option<String> {
    joined(parts, "or")
}

fn joined(parts: &[String], by: &str) -> Option<String> {
    let (last, rest) = parts.split_last()?;
    if rest.is_empty() {
        return Some(last.clone());
    }
    Some(format!("{} {by} {last}", rest.join(", ")))
}

/// A text with a capital at the start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// A sentence after a colon: without its capital.
pub fn after_colon(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

/// The name of a region, or of a council whose name takes an article, inside a sentence: "the South West",
/// "the City of London", "Yorkshire and The Humber". Councils of a compass point, such as West Sussex, are
/// no regions.
pub fn in_sentence(name: &str) -> String {
    let with_article = [
        "North East",
        "North West",
        "East Midlands",
        "West Midlands",
        "East of England",
        "South East",
        "South West",
        "City of London",
        "Isles of Scilly",
    ];
    if with_article.contains(&name) {
        return format!("the {name}");
    }
    name.to_owned()
}

/// What one council of a type is called: "Shire county", "Outer London".
pub fn type_of_one(name: &str) -> String {
    let one = match name {
        "Shire counties" => "Shire county",
        "Unitary authorities" => "Unitary authority",
        "Metropolitan districts" => "Metropolitan district",
        other => other,
    };
    one.to_owned()
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
