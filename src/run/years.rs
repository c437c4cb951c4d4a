//! The year that a run is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Formula};
use crate::observe::observations::Observations;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::SeriesKey;
use crate::run::{Fatal, Published, Tables};

/// The year that was asked for, or else the newest with finance figures for most councils.
///
/// A report can be asked for about any year in which most councils have figures of some kind: each
/// measure whose newest figure is older prints its own year.
///
/// # Errors
/// There is no such year, with the years there are.
pub(super) fn report_year(
    published: &Published,
    tables: &Tables,
    asked: Option<FinancialYear>,
) -> Result<FinancialYear, Fatal> {
    let observations = &published.observations;
    let finance = with_most(observations, tables, &finance_series(tables));
    let any = with_most(observations, tables, &measured_series(tables));
    let Some(newest) = finance.last().or(any.last()).copied() else {
        // What was noticed in the files may be the reason.
        let message = "the files hold no year with figures for most councils".to_owned();
        return Err(Fatal::Inputs(message, published.diagnostics.clone()));
    };
    let Some(year) = asked else { return Ok(newest) };
    if any.contains(&year) {
        return Ok(year);
    }
    let held: Vec<String> = any.iter().map(ToString::to_string).collect();
    Err(Fatal::Arguments(format!(
        "the files hold no figures for most councils in {year}; they do for {}",
        held.join(", ")
    )))
}

/// The year that a run of these files is about where none is asked for; empty if there is none.
pub(super) fn newest(published: &Published, tables: &Tables) -> String {
    report_year(published, tables, None).map(|year| year.to_string()).unwrap_or_default()
}

/// The series of gross current expenditure, in any of the ways a release may carry it.
pub(super) fn finance_series(tables: &Tables) -> BTreeSet<SeriesKey> {
    let (cash, _) = &tables.catalogue.real_terms;
    let formula = tables.catalogue.measures.get(cash).map(|measure| &measure.formula);
    match formula {
        Some(Formula::Ratio { parts, .. }) => {
            parts.numerator.iter().flat_map(|sum| sum.plus.iter().copied()).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// The series that measures are made of, but for context and for the populations that rates are
/// divided by: a year with nothing else has nothing to report.
fn measured_series(tables: &Tables) -> BTreeSet<SeriesKey> {
    let measures = tables.catalogue.measures.values();
    measures
        .filter(|measure| measure.basket != Basket::Context)
        .flat_map(|measure| match &measure.formula {
            Formula::Ratio { parts, .. } => {
                parts.numerator.iter().flat_map(|sum| sum.plus.iter().copied()).collect()
            }
            other => other.series(),
        })
        .collect()
}

/// The years in which more than half as many councils have a figure as in the fullest year.
fn with_most(
    observations: &Observations,
    tables: &Tables,
    series: &BTreeSet<SeriesKey>,
) -> Vec<FinancialYear> {
    let mut councils: BTreeMap<FinancialYear, BTreeSet<AreaId>> = BTreeMap::new();
    for wanted in series {
        for observation in observations.of_series(*wanted) {
            if observation.figure.is_ok()
                && tables.areas.get(observation.area).level == AreaLevel::Council
            {
                councils.entry(observation.year).or_default().insert(observation.area);
            }
        }
    }
    let most = councils.values().map(BTreeSet::len).max().unwrap_or(0);
    councils.into_iter().filter(|(_, found)| 2 * found.len() > most).map(|(year, _)| year).collect()
}
