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
    match (said.split_once("councils ("), cited.median) {
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
        .filter_map(|word| word.trim_end_matches([',', '.']).parse().ok())
        .collect();
    let &[from, to] = years.as_slice() else { return Err(format!("{} years", years.len())) };
    let own = |year| (cited.own)(year).map(for_drawing).map_err(|gap| format!("{gap:?} in {year}"));
    let (before, after) = (own(from)?, own(to)?);
    if let Some(said) = text.strip_prefix("It was ") {
        first(said, cited.unit, before)?;
        return first(said, cited.unit, after);
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
    let Some((_, said)) = said.split_once(" (") else { return Ok(()) };
    let said = said.strip_prefix(if up { "up " } else { "down " }).ok_or("another direction")?;
    let change = match cited.unit {
        Unit::Percent if said.contains("percentage point") => after - before,
        Unit::Score | Unit::ScoreFine => after - before,
        _ if said.contains('%') => (after - before) * 100.0 / before,
        _ => return Err("a change without a unit".into()),
    };
    let printed = number(said).ok_or("no change")?;
    if said.starts_with("less than ") {
        return if change.abs() < printed.number / 2.0 {
            Ok(())
        } else {
            Err(format!("the change is {change}"))
        };
    }
    if printed.is(change.abs()) { Ok(()) } else { Err(format!("the change is {change}")) }
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
    let cited = Cited { unit: Unit::GbpPerPerson, own: &years, median: Some(481.2) };
    let year: FinancialYear = "2021-22".parse().expect("a year");
    let good =
        "Spend was £508 in 2021-22, slightly higher than the median of England's councils (£481).";
    assert_eq!(position(good, year, &cited), Ok(()));
    for (from, to) in
        [("£508", "£509"), ("£481", "£482"), ("higher", "lower"), ("2021-22", "2020-21")]
    {
        assert!(position(&good.replace(from, to), year, &cited).is_err(), "{to}");
    }
    let good = "It rose from £370 in 2016-17 to £508 in 2021-22 (up 37.3%), in cash.";
    assert_eq!(trend(good, &cited), Ok(()));
    for (from, to) in
        [("£370", "£371"), ("£508", "£50"), ("rose", "fell"), ("37.3", "37.2"), ("up", "down")]
    {
        assert!(trend(&good.replace(from, to), &cited).is_err(), "{to}");
    }
}
