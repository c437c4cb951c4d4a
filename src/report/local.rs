//! Local evidence: what a region or council adds itself, apart from the national measures.

use crate::domain::format;
use crate::measure::distribution::{Distribution, LEAST_COUNCILS};
use crate::observe::supplement::SupplementValue;
use crate::reference::areas::AreaId;
use crate::report::national::National;
use crate::report::view::{Local, LocalRow};

/// Writes the part about local evidence; none where nothing was added for the council.
pub fn local(national: &National<'_>, council: AreaId) -> Option<Local> {
    let own = |value: &&SupplementValue| value.council == council && value.year <= national.year;
    let rows: Vec<LocalRow> =
        national.local.iter().filter(own).map(|value| row(national.local, value)).collect();
    (!rows.is_empty()).then(|| Local {
        intro: format!(
            "These figures were added to this run and are not from the national returns. They are not \
             part of any comparison elsewhere in this report. Under {} responses counts are printed and \
             not percentages.",
            crate::observe::supplement::SMALL_BASE
        ),
        rows,
    })
}

fn row(all: &[SupplementValue], value: &SupplementValue) -> LocalRow {
    LocalRow {
        name: value.measure.clone(),
        year: value.year.to_string(),
        value: value.printed(),
        base: value.base.map_or_else(String::new, |base| format::whole(base.into())),
        beside: beside(all, value).unwrap_or_else(|| "too few councils".to_owned()),
        source: value.source.clone().unwrap_or_else(|| value.place.file.to_string()),
    }
}

/// The median of the councils with the same measure in the same year, where enough have it; those with a
/// small base are left out.
fn beside(all: &[SupplementValue], value: &SupplementValue) -> Option<String> {
    let same = all.iter().filter(|other| {
        other.measure == value.measure && other.year == value.year && !other.has_small_base()
    });
    let spread = Distribution::of(same.map(|other| other.value))?;
    let median = SupplementValue { value: Ok(spread.median), base: None, ..value.clone() };
    (spread.count() >= LEAST_COUNCILS)
        .then(|| format!("median {} of {} councils", median.printed(), spread.count()))
}
