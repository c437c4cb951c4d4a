//! One measure of one council beside each group of councils that it is compared with.
//!
//! Three separate facts about each group, which are never merged (METHOD 7.3): the group's own value,
//! weighted; where the council stands among the values of its members; and, where there is an interval,
//! whether it leaves the group's value out. For a finding there is a fourth: whether it holds against
//! the group too.

use rust_decimal::Decimal;

use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Comparator, Formula, Measure};
use crate::measure::distribution::{Distribution, FAR, Standing};
use crate::measure::evaluate::Inputs;
use crate::measure::groups;
use crate::measure::interval::Interval;
use crate::measure::results::{Basis, MeasureValue, YearResults};
use crate::measure::similar::Neighbour;
use crate::reference::areas::{AreaId, Areas};

mod peers;

#[cfg(test)]
mod tests;

pub use peers::Peers;

/// With fewer councils than this a group has no figure (METHOD 7.6).
const LEAST_MEMBERS: usize = 5;

/// What kind of group it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All councils.
    England,
    /// Those of the council's region.
    Region,
    /// Those of its type.
    CouncilType,
    /// Those that the open model finds similar.
    Similar,
    /// Those of a list that others drew up.
    List,
}

impl Kind {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Region => "region",
            Self::CouncilType => "council-type",
            Self::Similar => "similar",
            Self::List => "list",
        }
    }
}

/// Councils that one is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What kind of group it is.
    pub kind: Kind,
    /// Its printed name.
    pub name: String,
    /// The area that stands for it, where it is one that figures are published for.
    pub area: Option<AreaId>,
    /// Its councils: of England, a region and a type with the council itself, as in what is published
    /// for them; of similar councils and lists without it.
    pub members: Vec<AreaId>,
}

/// The groups of a council in a year, in the order of print. Those that do not exist, such as similar
/// councils of one that is not in the model, are left out.
pub fn groups(
    areas: &Areas,
    council: AreaId,
    year: FinancialYear,
    similar: Option<&[Neighbour]>,
    lists: &[(String, &[AreaId])],
) -> Vec<Group> {
    let region = areas.get(council).region;
    let areas_of = [
        (Kind::England, Some(areas.england())),
        (Kind::Region, region),
        (Kind::CouncilType, areas.council_type(council, year)),
    ];
    let published = areas_of.into_iter().filter_map(|(kind, area)| {
        let members = groups::members(areas, area?, year)?;
        Some(Group { kind, name: areas.get(area?).name.clone(), area, members })
    });
    let similar = similar.map(|near| similar_to(areas, council, year, near));
    let listed = lists.iter().map(|(name, members)| Group {
        kind: Kind::List,
        name: name.clone(),
        area: None,
        members: others(areas, council, year, members.iter().copied()),
    });
    published.chain(similar).chain(listed).filter(|group| !group.members.is_empty()).collect()
}

/// The similar councils of a council, of those that existed in the year.
fn similar_to(areas: &Areas, council: AreaId, year: FinancialYear, near: &[Neighbour]) -> Group {
    Group {
        kind: Kind::Similar,
        name: "Similar councils".to_owned(),
        area: None,
        members: others(areas, council, year, near.iter().map(|neighbour| neighbour.area)),
    }
}

fn others(
    areas: &Areas,
    council: AreaId,
    year: FinancialYear,
    members: impl Iterator<Item = AreaId>,
) -> Vec<AreaId> {
    members.filter(|id| *id != council && areas.exists_in(*id, year)).collect()
}

/// A measure of a council beside one group.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What kind of group it is.
    pub kind: Kind,
    /// Its printed name.
    pub name: String,
    /// Its councils.
    pub members: Vec<AreaId>,
    /// Its value: as published, or the sum of numerators over the sum of denominators; too few under
    /// five councils.
    pub value: Figure,
    /// How the value came about, where there is one.
    pub basis: Option<Basis>,
    /// The spread over its councils with a value; none under five.
    pub spread: Option<Distribution>,
    /// How far the council is from the median of the group, in median absolute deviations; none under
    /// eight values.
    pub distance: Option<Decimal>,
    /// The same as a band.
    pub standing: Option<Standing>,
    /// Whether the council's interval leaves the group's value out; none where either is missing.
    pub different: Option<bool>,
    /// For a finding: whether it holds against this group, which is the same direction and at least 1.5
    /// deviations from its median. None where there is no finding, and where the group cannot tell.
    pub holds: Option<bool>,
}

/// A measure of a council beside all its groups.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The council's own interval, where it has one.
    pub interval: Option<Interval>,
    /// Whether it is a finding: at least 1.5 deviations from the median of England's councils, on the same
    /// side of England's own figure, and not statistically like England where that can be told. Whether
    /// a break lies behind it is another question.
    pub finding: bool,
    /// Group by group, in the order of print.
    pub groups: Vec<Compared>,
}

/// Against how many groups a finding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    /// The groups in which it holds.
    pub in_groups: usize,
    /// The groups that can tell.
    pub of: usize,
}

impl Comparison {
    /// "Holds in 3 of 4": none where there is no finding.
    pub fn holds(&self) -> Option<Holds> {
        let told: Vec<bool> = self.groups.iter().filter_map(|group| group.holds).collect();
        self.finding.then(|| Holds {
            in_groups: told.iter().filter(|holds| **holds).count(),
            of: told.len(),
        })
    }
}

/// One measure in one year, over all areas, and what a group's value is made from.
#[derive(Clone, Copy)]
pub struct Measured<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The year of the figures.
    pub year: FinancialYear,
    /// The year in whose prices real terms are.
    pub base: FinancialYear,
    /// The figures.
    pub results: &'a YearResults,
    /// What they were worked out from.
    pub inputs: Inputs<'a>,
}

/// Sets a council beside its groups. A total only tells its size, and some councils are too small to be
/// compared: these have group values, and no standing, no finding and nothing statistically different.
pub fn compare(measured: Measured<'_>, council: AreaId, groups: &[Group]) -> Comparison {
    let Measured { measure, results, inputs, .. } = measured;
    let is_size = matches!(measure.formula, Formula::Total { .. });
    let compared = !is_size && inputs.areas.not_compared(council).is_none();
    let own = results.values.get(&council);
    let interval = own.and_then(|value| value.interval);
    let value = own.and_then(|value| value.value.ok()).filter(|_| compared);
    let groups: Vec<Compared> = groups
        .iter()
        .filter(|group| is_wanted(measure, group.kind))
        .map(|group| beside(measured, group, value, interval.as_ref()))
        .collect();
    judged(value, interval, groups)
}

fn is_wanted(measure: &Measure, kind: Kind) -> bool {
    match kind {
        Kind::England => measure.comparators.contains(&Comparator::England),
        Kind::Region => measure.comparators.contains(&Comparator::Region),
        Kind::CouncilType => measure.comparators.contains(&Comparator::CouncilType),
        Kind::Similar | Kind::List => true,
    }
}

fn beside(
    measured: Measured<'_>,
    group: &Group,
    own: Option<Decimal>,
    interval: Option<&Interval>,
) -> Compared {
    let values = &measured.results.values;
    let figures = group.members.iter().filter_map(|council| values.get(council));
    let spread = match group.kind {
        Kind::England => measured.results.distribution.clone(),
        _ => Distribution::of(figures.map(|value| value.value)),
    };
    let spread = spread.filter(|spread| spread.count() >= LEAST_MEMBERS);
    let value = group_value(measured, group);
    let basis = value.as_ref().map(|value| value.basis);
    let value = value.map_or(Err(Gap::NotAvailable), |value| value.value);
    let placed = own.zip(spread.as_ref());
    Compared {
        kind: group.kind,
        name: group.name.clone(),
        members: group.members.clone(),
        value,
        basis: basis.filter(|_| value.is_ok()),
        distance: placed.and_then(|(own, spread)| spread.distance(own)),
        standing: placed.and_then(|(own, spread)| Standing::of(own, spread)),
        different: own
            .and(interval)
            .zip(value.ok())
            .map(|(interval, value)| interval.excludes(value)),
        holds: None,
        spread,
    }
}

/// The weighted value of the councils of a group, as a data file gives it: too few under five councils.
pub fn value(measured: Measured<'_>, group: &Group) -> Figure {
    group_value(measured, group).map_or(Err(Gap::NotAvailable), |value| value.value)
}

/// The value of a group: what is published or was worked out for its area, else the weighted value over
/// its councils.
fn group_value(measured: Measured<'_>, group: &Group) -> Option<MeasureValue> {
    let Measured { measure, year, results, .. } = measured;
    let mut value = match group.area {
        Some(area) => results.values.get(&area).cloned()?,
        None if measure.withheld_in(year).is_some() => MeasureValue::missing(Gap::Withheld),
        None => over(measured, &group.members)?,
    };
    if let Basis::SumOfCouncils { with_figures, .. } = value.basis
        && with_figures < LEAST_MEMBERS
        && value.value.is_ok()
    {
        value.value = Err(Gap::TooFew);
    }
    Some(value)
}

fn over(measured: Measured<'_>, members: &[AreaId]) -> Option<MeasureValue> {
    let Measured { measure, year, base, results, inputs } = measured;
    let Formula::RealTerms { of } = &measure.formula else {
        return groups::over(measure, &results.values, members);
    };
    // Beside a value in real terms stand the parts in cash.
    let cash = groups::over(inputs.catalogue.measures.get(of)?, &results.values, members)?;
    let factor = inputs.deflators.factor(year, base);
    let value = crate::measure::formula::real_terms(cash.value, factor);
    Some(MeasureValue { value, ..cash })
}

/// Whether it is a finding, and whether that holds group by group.
fn judged(
    own: Option<Decimal>,
    interval: Option<Interval>,
    mut groups: Vec<Compared>,
) -> Comparison {
    let england = groups.iter().find(|group| group.kind == Kind::England);
    // Where most councils are near one end of a scale, one can be below the median and above England.
    let same_side = |england: &Compared, distance: Decimal| {
        let (Some(own), Ok(whole)) = (own, england.value) else { return true };
        if distance.is_sign_negative() { own < whole } else { own > whole }
    };
    let far = england
        .filter(|england| england.different != Some(false))
        .and_then(|england| Some((england, england.distance?)))
        .filter(|(england, distance)| distance.abs() >= FAR && same_side(england, *distance))
        .map(|(_, distance)| distance);
    if let Some(far) = far {
        for group in &mut groups {
            group.holds = group.distance.map(|distance| {
                distance.is_sign_negative() == far.is_sign_negative() && distance.abs() >= FAR
            });
        }
    }
    Comparison { interval, finding: far.is_some(), groups }
}
