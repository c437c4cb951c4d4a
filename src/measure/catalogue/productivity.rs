//! What the outcome value index is made of: domains, measures, weights, years in which it is not made.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::load::Files;
use crate::measure::catalogue::{Catalogue, MeasureId, Polarity};
use crate::reference::ReferenceError;

/// The file it stands in.
const FILE: &str = "productivity.toml";

/// A million, the whole of all weights in a draw.
const WHOLE: u64 = 1_000_000;

/// The outcome value index as the catalogue has it.
#[derive(Debug, Clone, Default)]
pub struct Productivity {
    /// Spend per adult in real terms.
    pub spend: MeasureId,
    /// The domains, each of the same weight.
    pub domains: Vec<Domain>,
    /// The least share of a domain's measures that must be there, in per cent.
    pub least_coverage: Decimal,
    /// The least weight of a domain in a draw, in millionths of all.
    pub least_weight: u64,
    /// How many draws are made.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// What must be said wherever the index is printed.
    pub warning: String,
    /// Years that may not be among those it is made of, with the reason.
    pub blocked: Vec<Barred>,
    /// First years of another method, which those years may not reach across, with the reason.
    pub breaks: Vec<Barred>,
}

/// A domain of outcomes.
#[derive(Debug, Clone)]
pub struct Domain {
    /// Its printed name.
    pub name: String,
    /// Its places, each of the same weight: measures of which the first with figures counts.
    pub places: Vec<Vec<MeasureId>>,
}

/// A year that the index may not be made from or across.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Barred {
    /// The year.
    pub year: FinancialYear,
    /// Why, as part of a sentence.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProductivityFile {
    spend: Spanned<MeasureId>,
    least_coverage: Decimal,
    least_domain_weight: Spanned<u64>,
    draws: usize,
    seed: u64,
    warning: String,
    domain: Vec<DomainEntry>,
    blocked: Vec<Barred>,
    #[serde(rename = "break")]
    breaks: Vec<Barred>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainEntry {
    name: String,
    measures: Vec<Vec<Spanned<MeasureId>>>,
}

/// Reads it.
///
/// # Errors
/// A measure that there is not, an outcome without a direction, spend that is not money, and least weights
/// that add up to more than all.
pub(super) fn load(
    files: Files<'_>,
    catalogue: &Catalogue,
) -> Result<Productivity, ReferenceError> {
    let file: ProductivityFile = files.load(FILE)?;
    let fault = |offset: usize, message: String| files.fault(FILE, offset, message);
    let known = |id: &Spanned<MeasureId>| {
        let found = catalogue.measures.get(id.get_ref());
        found.ok_or_else(|| fault(id.span().start, format!("there is no measure {}", id.get_ref())))
    };
    if !known(&file.spend)?.unit.is_money() {
        return Err(fault(file.spend.span().start, "spend is to be a measure of money".to_owned()));
    }
    let least = *file.least_domain_weight.get_ref();
    let domains = u64::try_from(file.domain.len()).unwrap_or(u64::MAX);
    if domains == 0 || least.checked_mul(domains).is_none_or(|all| all > 100) {
        let message = "the least weights of all domains are more than 100 per cent".to_owned();
        return Err(fault(file.least_domain_weight.span().start, message));
    }
    for id in file.domain.iter().flat_map(|domain| &domain.measures).flatten() {
        if known(id)?.polarity == Polarity::None {
            let message = format!("{} has no direction that it aims at", id.get_ref());
            return Err(fault(id.span().start, message));
        }
    }
    let places = |places: Vec<Vec<Spanned<MeasureId>>>| {
        let ids = |ids: Vec<Spanned<MeasureId>>| ids.into_iter().map(Spanned::into_inner).collect();
        places.into_iter().map(ids).collect()
    };
    Ok(Productivity {
        spend: file.spend.into_inner(),
        domains: file
            .domain
            .into_iter()
            .map(|domain| Domain { name: domain.name, places: places(domain.measures) })
            .collect(),
        least_coverage: file.least_coverage,
        least_weight: least * WHOLE / 100,
        draws: file.draws,
        seed: file.seed,
        warning: file.warning,
        blocked: file.blocked,
        breaks: file.breaks,
    })
}
