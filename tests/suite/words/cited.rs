//! The numbers of a sentence against the figures it tells of, worked out again in floats.

use use_of_resources::domain::figure::Figure;
use use_of_resources::domain::format::for_drawing;
use use_of_resources::domain::unit::Unit;
use use_of_resources::domain::year::FinancialYear;

/// What a sentence may cite.
pub(crate) struct Cited<'a> {
    pub(crate) unit: Unit,
    /// The council's own figure in a year.
    pub(crate) own: &'a dyn Fn(FinancialYear) -> Figure,
    /// The median of England's councils in the year of the sentence.
    pub(crate) median: Option<f64>,
    /// What money of one year is multiplied by to be in the prices of another.
    pub(crate) factor: &'a dyn Fn(FinancialYear, FinancialYear) -> Option<f64>,
}

/// A number as it is printed, and how far what was rounded may lie from it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Printed {
    number: f64,
    slack: f64,
}

impl Printed {
    fn is(self, value: f64) -> bool {
        (self.number - value).abs() <= self.slack * 1.000_001
    }
}

/// Why a sentence on where a council stands is not what the figures say.
pub(crate) fn position(text: &str, year: FinancialYear, cited: &Cited<'_>) -> Result<(), String> {
    let Ok(own) = (cited.own)(year) else {
        return if text.starts_with("There is no figure for ") {
            Ok(())
        } else {
            Err("a figure of a gap".into())
        };
    };
    let (_, said) = text.split_once(" was ").ok_or("no figure")?;
    if !text.contains(&format!(" in {year}")) {
        return Err(format!("not the year {year}"));
    }
    first(said, cited.unit, for_drawing(own))?;
    let median_said = said.split_once(" median of ").and_then(|(_, said)| said.split_once(" ("));
    match (median_said, cited.median) {
        (Some((_, said)), Some(median)) => {
            first(said, cited.unit, median)?;
            compared(text, for_drawing(own), median)
        }
        (Some(_), None) => Err("a median that there is not".into()),
        (None, _) => Ok(()),
    }
}

/// The side a word names is the side on which the figure is; for money there is no better and no worse.
fn compared(text: &str, own: f64, median: f64) -> Result<(), String> {
    let says = |word: &str| text.contains(&format!("{word} than the median"));
    if (says("higher") && own <= median) || (says("lower") && own >= median) {
        return Err(format!("{own} is not on that side of {median}"));
    }
    Ok(())
}

/// Why a sentence on a change is not what the figures say.
pub(crate) fn trend(text: &str, cited: &Cited<'_>) -> Result<(), String> {
    let years: Vec<FinancialYear> = text
        .split_whitespace()
        .filter_map(|word| word.trim_end_matches([',', '.', ':', ';']).parse().ok())
        .collect();
    if let (&[from], Some(said)) = (years.as_slice(), text.strip_prefix("It was ")) {
        return first(
            said,
            cited.unit,
            (cited.own)(from).map(for_drawing).map_err(|gap| format!("{gap:?}"))?,
        );
    }
    let &[from, to] = years.as_slice() else { return Err(format!("{} years", years.len())) };
    let own = |year| (cited.own)(year).map(for_drawing).map_err(|gap| format!("{gap:?} in {year}"));
    let (before, after) = (own(from)?, own(to)?);
    if let Some(said) = text.strip_prefix("It was about the same in ") {
        let (_, said) = said.split_once(" (").ok_or("no start")?;
        first(said, cited.unit, before)?;
        let (_, said) = said.split_once(" (").ok_or("no end")?;
        return first(said, cited.unit, after);
    }
    if let Some(said) = text.strip_prefix("It was ") {
        first(said, cited.unit, before)?;
        let end = said.split_once(" and ").filter(|_| !said.contains(" in both "));
        return first(end.map_or(said, |(_, end)| end), cited.unit, after);
    }
    let up = text.starts_with("It rose from ");
    if !up && !text.starts_with("It fell from ") {
        return Err("neither rose nor fell".into());
    }
    if up != (after > before) {
        return Err(format!("from {before} to {after}"));
    }
    let (_, said) = text.split_once(" from ").ok_or("no start")?;
    first(said, cited.unit, before)?;
    let (_, said) = said.split_once(&format!("in {from} to ")).ok_or("no end")?;
    first(said, cited.unit, after)?;
    match said.split_once(" (") {
        Some((_, said)) => changed(said, cited, (from, before), (to, after)),
        None => Ok(()),
    }
}

/// Whether "up 37.3% in cash, up 24.8% in real terms" is what lies between two figures.
fn changed(
    said: &str,
    cited: &Cited<'_>,
    (from, before): (FinancialYear, f64),
    (to, after): (FinancialYear, f64),
) -> Result<(), String> {
    let (said, real) = match said.split_once(" in cash") {
        Some((said, real)) => (said, real.strip_prefix(", ")),
        None => (said, None),
    };
    if let Some(real) = real {
        let factor = (cited.factor)(from, to).ok_or("no index of prices")?;
        by(real, after - before * factor, (after / (before * factor) - 1.0) * 100.0)?;
    }
    // What a reader gets who subtracts the figures as printed.
    let printed_as = |value: f64| {
        let places = 10_f64.powi(i32::try_from(cited.unit.places()).unwrap_or_default());
        (value * places).round() / places
    };
    let change = match cited.unit {
        Unit::Percent if said.contains("percentage point") => {
            printed_as(after) - printed_as(before)
        }
        Unit::Score | Unit::ScoreFine => printed_as(after) - printed_as(before),
        _ if said.contains('%') => (after - before) * 100.0 / before,
        _ => return Err("a change without a unit".into()),
    };
    by(said, after - before, change)
}

/// Whether "up 37.3%" is the direction and the size of a change.
fn by(said: &str, direction: f64, change: f64) -> Result<(), String> {
    let said = said
        .strip_prefix(if direction > 0.0 { "up " } else { "down " })
        .ok_or("another direction")?;
    let printed = number(said).ok_or("no change")?;
    let told = if said.starts_with("less than ") {
        change.abs() < printed.number / 2.0
    } else {
        printed.is(change.abs())
    };
    if told { Ok(()) } else { Err(format!("the change is {change}")) }
}

fn first(said: &str, unit: Unit, value: f64) -> Result<(), String> {
    let value = if unit == Unit::GbpMillion { value / 1_000_000.0 } else { value };
    let printed = number(said).ok_or_else(|| format!("no number in '{said}'"))?;
    if printed.is(value) { Ok(()) } else { Err(format!("{} is said of {value}", printed.number)) }
}

/// The first number of a text.
fn number(said: &str) -> Option<Printed> {
    let start = said.find(|c: char| c.is_ascii_digit())?;
    let negative = said.get(..start)?.trim_end_matches('£').ends_with('−');
    let rest = said.get(start..)?;
    let length =
        rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    let digits = rest.get(..length)?.trim_end_matches([',', '.']).replace(',', "");
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let size: f64 = digits.parse().ok()?;
    let slack = 0.5 / 10_f64.powi(i32::try_from(places).ok()?);
    Some(Printed { number: if negative { -size } else { size }, slack })
}

#[test]
fn planted_faults_are_found() {
    let years =
        |year: FinancialYear| if year.end() == 2022 { Ok(508.into()) } else { Ok(370.into()) };
    let factor = |_, _| Some(1.1);
    let cited =
        Cited { unit: Unit::GbpPerPerson, own: &years, median: Some(481.2), factor: &factor };
    let year: FinancialYear = "2021-22".parse().expect("a year");
    let good =
        "Spend was £508 in 2021-22, slightly higher than the median of England's councils (£481).";
    assert_eq!(position(good, year, &cited), Ok(()));
    for (from, to) in
        [("£508", "£509"), ("£481", "£482"), ("higher", "lower"), ("2021-22", "2020-21")]
    {
        assert!(position(&good.replace(from, to), year, &cited).is_err(), "{to}");
    }
    // 508 / (370 × 1.1) = 1.2482
    let good = "It rose from £370 in 2016-17 to £508 in 2021-22 (up 37.3% in cash, up 24.8% in real terms).";
    assert_eq!(trend(good, &cited), Ok(()));
    for (from, to) in [
        ("£370", "£371"),
        ("£508", "£50"),
        ("rose", "fell"),
        ("37.3", "37.2"),
        ("24.8", "24.9"),
        ("cash, up", "cash, down"),
        ("(up", "(down"),
    ] {
        assert!(trend(&good.replace(from, to), &cited).is_err(), "{to}");
    }
}
