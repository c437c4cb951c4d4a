//! Which councils a run is about, from the names and codes that someone gave.

use crate::domain::year::FinancialYear;
use crate::measure::groups;
use crate::reference::areas::{AreaId, AreaLevel};
use crate::run::{Config, Fatal, Tables};

/// The councils a run is about, in the order of the register.
///
/// # Errors
/// A name or code that no council or region of the year has, with the nearest name.
pub fn choose(config: &Config, tables: &Tables, year: FinancialYear) -> Result<Vec<AreaId>, Fatal> {
    let areas = &tables.areas;
    let mut chosen = Vec::new();
    for text in &config.councils {
        chosen.push(council(text, tables, year)?);
    }
    for text in &config.regions {
        let region = areas
            .by_code(&text.to_uppercase())
            .or_else(|| areas.by_name(text).first().copied())
            .or_else(|| areas.of_level(AreaLevel::Region).find(|id| areas.get(*id).slug == *text))
            .filter(|id| areas.get(*id).level == AreaLevel::Region)
            .ok_or_else(|| {
                unknown(
                    "region",
                    text,
                    year,
                    areas.nearest_name(text, areas.of_level(AreaLevel::Region)),
                )
            })?;
        chosen.extend(groups::members(areas, region, year).unwrap_or_default());
    }
    if config.councils.is_empty() && config.regions.is_empty() {
        chosen.extend(areas.councils_in(year));
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

/// The council of a year that a name or code means.
///
/// # Errors
/// There is none, with the nearest name.
pub fn council(text: &str, tables: &Tables, year: FinancialYear) -> Result<AreaId, Fatal> {
    tables.areas.find_council(text, year).map_err(|nearest| unknown("council", text, year, nearest))
}

fn unknown(what: &str, text: &str, year: FinancialYear, nearest: Option<String>) -> Fatal {
    let hint = nearest.map_or_else(
        || format!("'uor list {what}s' prints them"),
        |name| format!("did you mean '{name}'?"),
    );
    Fatal::Arguments(format!("there is no {what} '{text}' in {year}; {hint}"))
}
