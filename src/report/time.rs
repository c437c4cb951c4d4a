//! The same measures through time: spend in cash and in real terms, the numbers behind every trend,
//! and where a series may not be joined.

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Measure};
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::pictures::Pictures;
use crate::report::sentences;
use crate::report::series;
use crate::report::trend;
use crate::report::view::{RealTermsView, SeriesRow, SeriesTable, Time, TimeMeasure, TimeTable};

/// Writes the part about time.
pub fn time(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    pictures: &mut Pictures<'_>,
) -> Time {
    Time {
        intro: intro(national),
        real_terms: real_terms(national, council, all, pictures),
        tables: Basket::ALL
            .into_iter()
            .map(|basket| table(national, council, all, basket))
            .filter(|table| !table.measures.is_empty())
            .collect(),
        breaks: breaks(national, all),
    }
}

fn intro(national: &National<'_>) -> Vec<String> {
    vec![format!(
        "Money is in cash, as it was paid at the time, unless it says real terms; real terms are in \
         {} prices ({}). The pandemic years 2020-21 and 2021-22 are shaded in the charts: activity, \
         spend and surveys of those years differ from the years around them.",
        national.year,
        national.inputs.deflators.vintage(),
    )]
}

fn real_terms(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    pictures: &mut Pictures<'_>,
) -> Option<RealTermsView> {
    let catalogue = national.inputs.catalogue;
    let (cash, real) = &catalogue.real_terms;
    let cash = all.iter().find(|latest| latest.measure.id == *cash)?;
    let real = all.iter().find(|latest| latest.measure.id == *real)?;
    let years = series::years(national, cash.measure);
    let row = |label: &str, measure: &Measure| SeriesRow {
        label: label.to_owned(),
        cells: years
            .iter()
            .map(|year| {
                sentences::text(national.figure(&measure.id, *year, Some(council)), measure.unit)
            })
            .collect(),
    };
    let rows = vec![
        row("In cash", cash.measure),
        row(&format!("In real terms, {} prices", national.year), real.measure),
    ];
    let mut lines = Vec::new();
    for latest in [cash, real] {
        if let Some(trend) = trend::trend(latest, national, council) {
            lines.push(format!("{}: {}", latest.measure.name, sentences::after_colon(&trend)));
        }
    }
    Some(RealTermsView {
        sentences: lines,
        chart: pictures.real_terms(cash, real),
        table: SeriesTable {
            caption: format!("{}, in cash and in real terms", cash.measure.name),
            years: years.iter().map(ToString::to_string).collect(),
            rows,
        },
    })
}

fn table(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    basket: Basket,
) -> TimeTable {
    let charted: Vec<&Latest<'_>> = all
        .iter()
        .filter(|latest| national.has_charts(latest.measure) && latest.measure.basket == basket)
        .filter(|latest| national.is_supplied(latest))
        .collect();
    let mut years: Vec<FinancialYear> =
        charted.iter().flat_map(|latest| series::years(national, latest.measure)).collect();
    years.sort_unstable();
    years.dedup();
    TimeTable {
        basket: basket.name().to_owned(),
        measures: charted
            .iter()
            .map(|latest| TimeMeasure {
                measure: latest.measure.id.to_string(),
                name: latest.measure.short.clone(),
                unit: latest.measure.unit.words().to_owned(),
                rows: series::rows(national, council, latest.measure, &years),
            })
            .collect(),
        years: years.iter().map(ToString::to_string).collect(),
    }
}

/// Breaks between the years that are shown, each with its measures.
fn breaks(national: &National<'_>, all: &[Latest<'_>]) -> Vec<String> {
    let catalogue = national.inputs.catalogue;
    let mut lines: Vec<(FinancialYear, String, Vec<String>)> = Vec::new();
    for latest in all {
        for entry in catalogue.breaks(&latest.measure.id) {
            let years = series::years(national, latest.measure);
            let joins = years.iter().any(|year| *year < entry.year)
                && years.iter().any(|year| *year >= entry.year);
            if !joins {
                continue;
            }
            let id = latest.measure.id.to_string();
            match lines.iter_mut().find(|(year, why, _)| *year == entry.year && *why == entry.why) {
                Some((_, _, ids)) => ids.push(id),
                None => lines.push((entry.year, entry.why.clone(), vec![id])),
            }
        }
    }
    lines.sort_by_key(|(year, ..)| *year);
    lines
        .into_iter()
        .filter_map(|(year, why, ids)| {
            Some(format!("Before {year}: {why} ({})", sentences::join(&ids)?))
        })
        .collect()
}
