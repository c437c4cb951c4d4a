//! One figure, all the way down: formula, every input with its place, the arithmetic, the rounding,
//! what it is compared with, and what must be said beside it.

use serde::Serialize;

use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Measure, MeasureId};
use crate::measure::comparators::{self, Kind};
use crate::measure::distribution::{Distribution, FAR, Standing};
use crate::measure::results::Basis;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::{notes, sentences, similar};

mod inputs;
mod text;

pub use inputs::Input;

/// Everything about one figure of one council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The measure's id.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// What it is, in one sentence.
    pub definition: String,
    /// The council.
    pub council: String,
    /// Its ONS code in the year.
    pub ons_code: String,
    /// Its number with the publisher of the national returns.
    pub cassr_code: String,
    /// That it had another code before; nothing where it had none.
    pub recoded: Option<String>,
    /// The year of the figure.
    pub year: String,
    /// The figure as printed, or the words of its gap.
    pub printed: String,
    /// The figure before rounding; nothing for a gap.
    pub unrounded: Option<String>,
    /// Why there is no figure; nothing where there is one.
    pub why_not: Option<String>,
    /// What the figure is in.
    pub unit: String,
    /// The formula in words.
    pub formula: String,
    /// Every published figure that went in.
    pub inputs: Vec<Input>,
    /// The steps of the calculation with their numbers.
    pub arithmetic: Vec<String>,
    /// How the figure was rounded.
    pub rounding: String,
    /// The interval, or why there is none.
    pub interval: String,
    /// What the council is compared with.
    pub comparators: Vec<Compared>,
    /// Whether the council stands out, and beside whom.
    pub finding: String,
    /// The measure in other years.
    pub years: Vec<YearLine>,
    /// What must be said beside the figure: code and sentence.
    pub caveats: Vec<(String, String)>,
}

/// A comparator and its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Who: "England", "Similar councils".
    pub name: String,
    /// The group's figure as printed.
    pub value: String,
    /// How the group's figure came about.
    pub basis: String,
    /// The median of its councils, printed; empty where there are too few.
    pub median: String,
    /// How many of its councils have a figure.
    pub councils: usize,
    /// How far the council is from that median, in median absolute deviations; empty where it cannot
    /// be said.
    pub distance: String,
    /// The band in words; empty where there is none.
    pub standing: String,
    /// Whether the difference from the group's figure is larger than chance explains; empty where
    /// there is no interval.
    pub chance: String,
    /// Whether the finding holds beside this group; empty where there is none.
    pub holds: String,
    /// The councils of the group, for a group that is not one of the register.
    pub members: Vec<String>,
}

/// One year of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearLine {
    /// The year.
    pub year: String,
    /// The figure as printed, or the words of its gap.
    pub printed: String,
    /// Why it may not be compared with the year before; empty where it may.
    pub break_before: String,
}

/// Explains the figure that the report of a council prints for a measure.
///
/// # Errors
/// The years there are, where the files hold nothing for the measure up to the report year.
pub fn explain(
    national: &National<'_>,
    council: AreaId,
    measure: &MeasureId,
) -> Result<Explanation, String> {
    let latest = national.latest(measure, council).ok_or_else(|| nothing(national, measure))?;
    let areas = national.inputs.areas;
    let area = areas.get(council);
    let inputs = inputs::inputs(national, latest.measure, council, latest.year);
    let groups = &latest.comparison.groups;
    Ok(Explanation {
        measure: latest.measure.id.to_string(),
        name: latest.measure.name.clone(),
        definition: latest.measure.definition.clone(),
        council: area.name.clone(),
        ons_code: areas.code_in(council, latest.year).to_owned(),
        cassr_code: area.cassr_code.clone(),
        recoded: sentences::recoded(national, council),
        year: latest.year.to_string(),
        printed: format::figure(latest.value.value, latest.measure.unit),
        unrounded: latest.value.value.ok().map(|value| value.normalize().to_string()),
        why_not: why_not(national, council, &latest),
        unit: latest.measure.unit.words().to_owned(),
        formula: inputs::formula(national, latest.measure),
        arithmetic: inputs::arithmetic(national, &latest, council),
        inputs,
        rounding: rounding(&latest),
        interval: interval(&latest),
        comparators: groups.iter().map(|group| compared(national, &latest, group)).collect(),
        finding: finding(&latest),
        years: years(national, council, latest.measure),
        caveats: caveats(national, latest.measure),
    })
}

fn nothing(national: &National<'_>, measure: &MeasureId) -> String {
    let years: Vec<String> = national.results.years(measure).map(|year| year.to_string()).collect();
    format!(
        "the files hold nothing for {measure} up to {}; they do for {}",
        national.year,
        years.join(", ")
    )
}

fn why_not(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Option<String> {
    latest.value.value.err()?;
    Some(sentences::missing(latest, national, council))
}

fn rounding(latest: &Latest<'_>) -> String {
    let places = latest.measure.unit.places();
    let to = match places {
        0 => "a whole number".to_owned(),
        1 => "one decimal place".to_owned(),
        places => format!("{places} decimal places"),
    };
    match latest.value.value {
        Ok(value) => format!(
            "{} is printed as {}: rounded once, to {to}, halves away from zero",
            value.normalize(),
            format::number(value, latest.measure.unit),
        ),
        Err(gap) => format!("there is no number; \"{}\" is printed in its place", gap.words()),
    }
}

fn interval(latest: &Latest<'_>) -> String {
    let Some(interval) = latest.value.interval else {
        if latest.measure.unit.is_money() {
            return "none: money is a full count and not a sample".to_owned();
        }
        return "none: nothing was published to make one from, or too few people stand behind the figure"
            .to_owned();
    };
    format!(
        "{}, 95%, by {}",
        notes::interval(latest.value, latest.measure.unit),
        interval.made.words()
    )
}

/// Said of a group without a value of its own, beside the words of the gap.
const NO_VALUE: &str = "as none is published for it and none can be weighted from its councils";

/// One group of those side by side. The councils of a group that no area stands for are named.
fn compared(
    national: &National<'_>,
    latest: &Latest<'_>,
    group: &comparators::Compared,
) -> Compared {
    let areas = national.inputs.areas;
    let members = match group.kind {
        Kind::Similar | Kind::List => group.members.as_slice(),
        Kind::England | Kind::Region | Kind::CouncilType => &[],
    };
    let unit = latest.measure.unit;
    let spread = group.spread.as_ref();
    let standing = match group.standing {
        Some(Standing::In(band)) => band.words(latest.measure.polarity).to_owned(),
        Some(Standing::Beyond) => "so far that it should be checked".to_owned(),
        None => String::new(),
    };
    let chance = match group.different {
        Some(true) => "the interval leaves the value of the group out: statistically different",
        Some(false) => "the interval holds the value of the group: not statistically different",
        None => "",
    };
    let holds = match group.holds {
        Some(true) => "the finding holds here",
        Some(false) => "the finding does not hold here",
        None => "",
    };
    Compared {
        name: group.name.clone(),
        value: format::figure(group.value, unit),
        basis: group.basis.map_or_else(|| NO_VALUE.to_owned(), basis),
        median: spread.map(|spread| format::number(spread.median, unit)).unwrap_or_default(),
        councils: spread.map_or(0, Distribution::count),
        distance: group.distance.map(|far| format::decimal(far, 2)).unwrap_or_default(),
        standing,
        chance: chance.to_owned(),
        holds: holds.to_owned(),
        members: members.iter().map(|id| areas.get(*id).name.clone()).collect(),
    }
}

/// Whether the council stands out, and beside whom.
fn finding(latest: &Latest<'_>) -> String {
    let comparison = &latest.comparison;
    if let Some(holds) = similar::holds_words(comparison) {
        return format!(
            "stands out: at least 1.5 median absolute deviations from the median of England's \
             councils. {holds} groups"
        );
    }
    match latest.beside(Kind::England).and_then(|england| england.distance) {
        // So far and no finding: it is not told apart from England.
        Some(distance) if distance.abs() >= FAR => {
            "none: chance alone may explain the difference from England".to_owned()
        }
        Some(_) => {
            "none: less than 1.5 median absolute deviations from the median of England's councils"
                .to_owned()
        }
        None => "none: it cannot be compared".to_owned(),
    }
}

/// How a value came about, in words.
pub fn basis(basis: Basis) -> String {
    match basis {
        Basis::Published => "as published".to_owned(),
        Basis::Computed => "worked out from its published parts".to_owned(),
        Basis::SumOfCouncils { with_figures, of } => {
            format!("weighted, from the sums of {with_figures} of {of} councils")
        }
    }
}

fn years(national: &National<'_>, council: AreaId, measure: &Measure) -> Vec<YearLine> {
    let breaks = national.inputs.catalogue.breaks(&measure.id);
    let years: Vec<FinancialYear> = national.results.years(&measure.id).collect();
    years
        .iter()
        .enumerate()
        .map(|(index, year)| {
            let before = index.checked_sub(1).and_then(|index| years.get(index));
            let break_before = breaks
                .iter()
                .find(|entry| {
                    before.is_some_and(|before| *before < entry.year) && entry.year <= *year
                })
                .map(|entry| entry.why.clone());
            YearLine {
                year: year.to_string(),
                printed: format::figure(
                    national.figure(&measure.id, *year, Some(council)),
                    measure.unit,
                ),
                break_before: break_before.unwrap_or_default(),
            }
        })
        .collect()
}

fn caveats(national: &National<'_>, measure: &Measure) -> Vec<(String, String)> {
    measure
        .caveats
        .iter()
        .filter_map(|code| national.inputs.catalogue.caveats.get(code))
        .map(|caveat| (caveat.code.clone(), caveat.text.clone()))
        .collect()
}
