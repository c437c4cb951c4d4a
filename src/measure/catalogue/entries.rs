//! The entries of the catalogue's files as written, and a formula as written to a formula.

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{
    Basket, Break, Caveat, Check, Comparator, Formula, GlossaryEntry, IntervalMethod, Least,
    MeasureId, Parts, Polarity, Remade, Step, Sum, Withheld,
};
use crate::reference::notation::series;
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureFile {
    pub(super) basket: Basket,
    pub(super) measure: Vec<Spanned<MeasureEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MeasureEntry {
    pub(super) id: MeasureId,
    pub(super) name: String,
    pub(super) short: String,
    pub(super) phrase: String,
    pub(super) step: u8,
    pub(super) unit: Unit,
    pub(super) polarity: Polarity,
    pub(super) definition: String,
    #[serde(default)]
    pub(super) headline: bool,
    #[serde(default)]
    pub(super) framework_code: Option<String>,
    #[serde(default)]
    pub(super) interval: IntervalMethod,
    #[serde(default)]
    pub(super) funnel: bool,
    pub(super) comparators: Vec<Comparator>,
    #[serde(default)]
    pub(super) caveats: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) withheld: Vec<Withheld>,
    pub(super) formula: FormulaEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
pub(super) enum FormulaEntry {
    #[serde(rename_all = "kebab-case")]
    Published {
        series: String,
        #[serde(default)]
        numerator: Vec<SumEntry>,
        #[serde(default)]
        denominator: Vec<SumEntry>,
        #[serde(default = "one")]
        per: Decimal,
        #[serde(default)]
        within: Option<Decimal>,
        #[serde(default)]
        counts_rounded_to: Decimal,
        #[serde(default)]
        least_denominator: Option<Decimal>,
    },
    Total {
        total: Vec<SumEntry>,
    },
    #[serde(rename_all = "kebab-case")]
    Ratio {
        numerator: Vec<SumEntry>,
        denominator: Vec<SumEntry>,
        per: Decimal,
        #[serde(default)]
        least_numerator: Option<Decimal>,
        #[serde(default)]
        least_denominator: Option<Decimal>,
        #[serde(default)]
        check: Option<CheckEntry>,
    },
    RealTerms {
        of: MeasureId,
    },
    RealChange {
        of: MeasureId,
        years: u16,
    },
}

const fn one() -> Decimal {
    Decimal::ONE
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SumEntry {
    pub(super) plus: Vec<String>,
    #[serde(default)]
    pub(super) minus: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CheckEntry {
    pub(super) series: String,
    pub(super) times: Decimal,
    pub(super) within: Decimal,
    #[serde(default)]
    pub(super) counts_rounded_to: Decimal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    pub(super) step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaveatFile {
    pub(super) caveat: Vec<Caveat>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GlossaryFile {
    pub(super) entry: Vec<GlossaryEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BreakFile {
    #[serde(rename = "break")]
    pub(super) breaks: Vec<Break>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintedFile {
    pub(super) printed: Vec<Spanned<PrintedEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintedEntry {
    pub(super) series: String,
    pub(super) year: FinancialYear,
    pub(super) value: Decimal,
    pub(super) within: Decimal,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct StoryFile {
    pub(super) cards: Vec<Spanned<MeasureId>>,
    pub(super) charts: Vec<Spanned<MeasureId>>,
    pub(super) one_of: Vec<Vec<Spanned<MeasureId>>>,
    pub(super) real_terms: RealTermsEntry,
    pub(super) profile: ProfileEntry,
    pub(super) balance: Vec<Spanned<BalanceEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RealTermsEntry {
    pub(super) cash: Spanned<MeasureId>,
    pub(super) real: Spanned<MeasureId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileEntry {
    pub(super) spend: Spanned<MeasureId>,
    pub(super) outcomes: Vec<Spanned<MeasureId>>,
    pub(super) least: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BalanceEntry {
    pub(super) step: u8,
    pub(super) title: String,
    pub(super) parts: Vec<BalancePart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BalancePart {
    pub(super) label: String,
    pub(super) plus: Vec<String>,
}

/// A formula as written, resolved.
///
/// # Errors
/// What is not in the vocabulary or does not go together.
pub(super) fn formula(entry: FormulaEntry, vocabulary: &Vocabulary) -> Result<Formula, String> {
    let sums = |entries: Vec<SumEntry>| -> Result<Vec<Sum>, String> {
        entries.into_iter().map(|entry| sum_of(&entry, vocabulary)).collect()
    };
    Ok(match entry {
        FormulaEntry::Published {
            series: text,
            numerator,
            denominator,
            per,
            within,
            counts_rounded_to,
            least_denominator,
        } => Formula::Published {
            series: series(&text, vocabulary)?,
            remade: match (numerator.is_empty(), denominator.is_empty()) {
                (true, true) => None,
                (false, false) => Some(Remade {
                    parts: Parts { numerator: sums(numerator)?, denominator: sums(denominator)? },
                    per,
                    within,
                    counts_rounded_to,
                    least: Least { numerator: None, denominator: least_denominator },
                }),
                _ => return Err("a numerator needs a denominator, and the other way".to_owned()),
            },
        },
        FormulaEntry::Total { total } => Formula::Total { total: sums(total)? },
        FormulaEntry::Ratio {
            numerator,
            denominator,
            per,
            least_numerator,
            least_denominator,
            check,
        } => Formula::Ratio {
            parts: Parts { numerator: sums(numerator)?, denominator: sums(denominator)? },
            per,
            least: Least { numerator: least_numerator, denominator: least_denominator },
            check: check.map(|check| check_of(&check, vocabulary)).transpose()?,
        },
        FormulaEntry::RealTerms { of } => Formula::RealTerms { of },
        FormulaEntry::RealChange { of, years: 0 } => {
            return Err(format!("a change in {of} is over at least one year"));
        }
        FormulaEntry::RealChange { of, years } => Formula::RealChange { of, years },
    })
}

fn check_of(entry: &CheckEntry, vocabulary: &Vocabulary) -> Result<Check, String> {
    Ok(Check {
        series: series(&entry.series, vocabulary)?,
        times: entry.times,
        within: entry.within,
        counts_rounded_to: entry.counts_rounded_to,
    })
}

/// A sum as written, resolved.
///
/// # Errors
/// What is not in the vocabulary, and a sum of nothing.
pub(super) fn sum_of(entry: &SumEntry, vocabulary: &Vocabulary) -> Result<Sum, String> {
    let keys = |texts: &[String]| -> Result<Vec<SeriesKey>, String> {
        texts.iter().map(|text| series(text, vocabulary)).collect()
    };
    if entry.plus.is_empty() {
        return Err("a sum adds at least one series".to_owned());
    }
    Ok(Sum { plus: keys(&entry.plus)?, minus: keys(&entry.minus)? })
}
