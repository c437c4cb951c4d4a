//! The published figures behind a value, the formula in words, and the arithmetic with its numbers.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::figure::{Figure, Gap};
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Least, Measure, Sum};
use crate::measure::formula::{self, Found};
use crate::observe::observations::Observation;
use crate::reference::areas::AreaId;
use crate::reference::vocabulary::QuantityUnit;
use crate::report::national::{Latest, National};

/// A published figure that went into a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// What it does in the formula: "numerator", "less, in the numerator".
    pub role: String,
    /// What it is, in words.
    pub series: String,
    /// The same as the catalogue writes it.
    pub notation: String,
    /// Its year.
    pub year: String,
    /// Its value, not rounded, or the words of its gap.
    pub value: String,
    /// What it is in.
    pub unit: &'static str,
    /// The publication.
    pub release: String,
    /// Who published it.
    pub publisher: String,
    /// The file it was read from.
    pub file: String,
    /// The place in the file, every line named.
    pub place: String,
}

/// Every published figure behind the value of a council in a year.
pub(super) fn inputs(
    national: &National<'_>,
    measure: &Measure,
    area: AreaId,
    year: FinancialYear,
) -> Vec<Input> {
    let observations = national.inputs.observations;
    let mut list = Vec::new();
    match &measure.formula {
        Formula::Published { series, remade } => {
            if let Some(found) = observations.get(*series, area, year) {
                list.push(input(national, "the published figure", found));
            }
            if let Some((numerator, denominator)) = remade
                .as_ref()
                .and_then(|remade| formula::parts(&remade.parts, observations, area, year))
            {
                found(national, "its numerator", &numerator, &mut list);
                found(national, "its denominator", &denominator, &mut list);
            }
        }
        Formula::Total { total } => {
            if let Some(sum) = formula::first_published(total, observations, area, year) {
                found(national, "the total", &sum, &mut list);
            }
        }
        Formula::Ratio { parts, check, .. } => {
            if let Some((numerator, denominator)) = formula::parts(parts, observations, area, year)
            {
                found(national, "numerator", &numerator, &mut list);
                found(national, "denominator", &denominator, &mut list);
            }
            if let Some(printed) =
                check.as_ref().and_then(|check| observations.get(check.series, area, year))
            {
                list.push(input(national, "printed rate it is held against", printed));
            }
        }
        Formula::RealTerms { of } => {
            if let Some(cash) = national.inputs.catalogue.measures.get(of) {
                list = inputs(national, cash, area, year);
            }
        }
        Formula::RealChange { of, years } => {
            if let Some(cash) = national.inputs.catalogue.measures.get(of) {
                list = inputs(national, cash, area, year);
                if let Some(before) = earlier(year, *years) {
                    list.extend(inputs(national, cash, area, before));
                }
            }
        }
    }
    list
}

fn earlier(year: FinancialYear, years: u16) -> Option<FinancialYear> {
    FinancialYear::ending(year.end().checked_sub(years)?)
}

fn found(national: &National<'_>, role: &str, found: &Found<'_>, list: &mut Vec<Input>) {
    for (index, observation) in found.observations.iter().enumerate() {
        let role = if index < found.added { role.to_owned() } else { format!("{role}, less") };
        list.push(input(national, &role, observation));
    }
}

fn input(national: &National<'_>, role: &str, observation: &Observation) -> Input {
    let vocabulary = national.inputs.vocabulary;
    let release = national.inputs.observations.release(observation.release);
    let published = release.published.as_ref().map(|date| format!(" ({date})"));
    Input {
        role: role.to_owned(),
        series: vocabulary.describe(observation.series),
        notation: vocabulary.notation(observation.series),
        year: observation.year.to_string(),
        value: exact(observation.figure),
        unit: unit_words(vocabulary.unit(observation.series.quantity)),
        release: format!("{}{}", release.title, published.unwrap_or_default()),
        publisher: release.publisher.clone(),
        file: observation.place.file.to_string(),
        place: observation.place.inside_in_full(),
    }
}

const fn unit_words(unit: Option<QuantityUnit>) -> &'static str {
    match unit {
        Some(QuantityUnit::Gbp) => "pounds",
        Some(QuantityUnit::GbpPerUnit) => "pounds for each",
        Some(QuantityUnit::Count) => "number",
        Some(QuantityUnit::Percent) => "per cent",
        Some(QuantityUnit::Rate) => "per 100,000",
        Some(QuantityUnit::Score) | None => "score",
    }
}

/// A figure with all its digits, or the words of its gap.
fn exact(figure: Figure) -> String {
    figure.map_or_else(format::gap_words, |value| value.normalize().to_string())
}

/// The formula of a measure in words, with the series as the catalogue writes them. Alternatives are
/// given in their order: the first that the files hold is used.
pub(super) fn formula(national: &National<'_>, measure: &Measure) -> String {
    let sums = |sums: &[Sum]| {
        let texts: Vec<String> = sums.iter().map(|sum| sum_words(national, sum)).collect();
        texts.join("; or else ")
    };
    match &measure.formula {
        Formula::Published { series, .. } => {
            format!("as published: {}", national.inputs.vocabulary.notation(*series))
        }
        Formula::Total { total } => sums(total),
        Formula::Ratio { parts, per, .. } => {
            let times = if *per == Decimal::ONE {
                String::new()
            } else {
                format!(", times {}", format::whole(*per))
            };
            format!("[{}] divided by [{}]{times}", sums(&parts.numerator), sums(&parts.denominator))
        }
        Formula::RealTerms { of } => {
            format!(
                "{of} times the GDP deflator of {} over that of its own year ({})",
                national.year,
                national.inputs.deflators.vintage(),
            )
        }
        Formula::RealChange { of, years } => {
            format!("{of} over {of} of {years} years before in the same prices, less 1, times 100")
        }
    }
}

fn sum_words(national: &National<'_>, sum: &Sum) -> String {
    let notation = |series: &_| national.inputs.vocabulary.notation(*series);
    let plus: Vec<String> = sum.plus.iter().map(notation).collect();
    let mut text = plus.join(" + ");
    for series in &sum.minus {
        text.push_str(" − ");
        text.push_str(&notation(series));
    }
    text
}

/// The calculation with its numbers, step by step.
pub(super) fn arithmetic(
    national: &National<'_>,
    latest: &Latest<'_>,
    council: AreaId,
) -> Vec<String> {
    let observations = national.inputs.observations;
    let mut steps = Vec::new();
    match &latest.measure.formula {
        Formula::Published { remade, .. } => {
            let parts = remade.as_ref().and_then(|remade| {
                let parts = formula::parts(&remade.parts, observations, council, latest.year)?;
                Some((parts, remade.per))
            });
            if let Some(((numerator, denominator), per)) = parts {
                steps.push(format!("its parts give {}", quotient(&numerator, &denominator, per)));
            }
        }
        Formula::Total { total } => {
            let sum = formula::first_published(total, observations, council, latest.year);
            steps.extend(
                sum.filter(|sum| sum.observations.len() > 1)
                    .map(|sum| format!("{} = {}", terms(&sum), exact(sum.figure))),
            );
        }
        Formula::Ratio { parts, per, .. } => {
            if let Some((numerator, denominator)) =
                formula::parts(parts, observations, council, latest.year)
            {
                for sum in [&numerator, &denominator] {
                    if sum.observations.len() > 1 {
                        steps.push(format!("{} = {}", terms(sum), exact(sum.figure)));
                    }
                }
                steps.push(quotient(&numerator, &denominator, *per));
            }
        }
        Formula::RealTerms { of } => {
            let cash = national.figure(of, latest.year, Some(council));
            let factor = national.inputs.deflators.factor(latest.year, national.year);
            let factor = factor.ok_or(Gap::NotAvailable);
            steps.push(format!("{} × {} = {}", exact(cash), exact(factor), own(latest)));
        }
        Formula::RealChange { of, years } => {
            if let Some(before) = earlier(latest.year, *years) {
                let now = national.figure(of, latest.year, Some(council));
                let then = national.figure(of, before, Some(council));
                let factor = national.inputs.deflators.factor(before, latest.year);
                let factor = factor.ok_or(Gap::NotAvailable);
                steps.push(format!(
                    "({} ÷ ({} × {}) − 1) × 100 = {}",
                    exact(now),
                    exact(then),
                    exact(factor),
                    own(latest)
                ));
            }
        }
    }
    steps
}

fn own(latest: &Latest<'_>) -> String {
    exact(latest.value.value)
}

fn terms(sum: &Found<'_>) -> String {
    let mut text = String::new();
    for (index, observation) in sum.observations.iter().enumerate() {
        if index > 0 {
            text.push_str(if index < sum.added { " + " } else { " − " });
        }
        text.push_str(&exact(observation.figure));
    }
    text
}

fn quotient(numerator: &Found<'_>, denominator: &Found<'_>, per: Decimal) -> String {
    let value = formula::ratio(numerator.figure, denominator.figure, per, Least::default());
    let times =
        if per == Decimal::ONE { String::new() } else { format!(" × {}", format::whole(per)) };
    format!("{} ÷ {}{times} = {}", exact(numerator.figure), exact(denominator.figure), exact(value))
}
