//! What a measure is, in words: the same for the documents in `docs/` and for the pages of a tree.

use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{
    Catalogue, Formula, Least, Measure, Parts, Polarity, Remade, Sum, UseRule,
};
use crate::reference::vocabulary::{SeriesKey, Vocabulary};

/// What definitions are written from.
#[derive(Clone, Copy)]
pub struct Definitions<'a> {
    /// The measures and what the publishers permit.
    pub catalogue: &'a Catalogue,
    /// The words of series.
    pub vocabulary: &'a Vocabulary,
    /// Whether a series is also written as the catalogue writes it, in backticks.
    pub notation: bool,
}

/// A sentence about a formula, and the alternatives it announces, the first that the files hold first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FormulaStep {
    /// The sentence.
    pub text: String,
    /// The alternatives, in order; none where the sentence says all.
    pub choices: Vec<String>,
}

impl FormulaStep {
    fn of(text: String) -> Self {
        Self { text, choices: Vec::new() }
    }
}

/// Which way is better, as the documents say it.
pub const fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::None => "none",
        Polarity::Higher => "higher is better",
        Polarity::Lower => "lower is better",
        Polarity::HigherWithCaution => "higher is usually better, with caution",
        Polarity::LowerWithCaution => "lower is usually better, with caution",
    }
}

/// A span of years.
pub fn years(from: Option<FinancialYear>, until: Option<FinancialYear>) -> String {
    match (from, until) {
        (None, None) => "all years".to_owned(),
        (None, Some(until)) => format!("to {until}"),
        (Some(from), None) => format!("from {from}"),
        (Some(from), Some(until)) => format!("{from} to {until}"),
    }
}

/// The years in which a measure must not be made by itself, each with the publisher's reason.
pub fn withheld(measure: &Measure) -> Vec<String> {
    let spans = measure.withheld.iter();
    spans.map(|span| format!("{}: {}", years(Some(span.from), span.until), span.reason)).collect()
}

/// Where series may not be joined: before which year, why, and which measures, oldest first.
pub fn break_reasons(catalogue: &Catalogue) -> Vec<(FinancialYear, &str, Vec<&str>)> {
    let mut reasons: Vec<(FinancialYear, &str, Vec<&str>)> = Vec::new();
    for measure in catalogue.measures.values() {
        for entry in catalogue.breaks(&measure.id) {
            match reasons
                .iter_mut()
                .find(|(year, why, _)| (*year, *why) == (entry.year, &*entry.why))
            {
                Some((_, _, ids)) => ids.push(&measure.id.0),
                None => reasons.push((entry.year, &entry.why, vec![&measure.id.0])),
            }
        }
    }
    reasons.sort();
    reasons
}

impl Definitions<'_> {
    /// The formula, sentence by sentence.
    pub fn formula(self, measure: &Measure) -> Vec<FormulaStep> {
        let mut steps = Vec::new();
        match &measure.formula {
            Formula::Published { series, remade } => {
                let printed = format!("Formula: as published, {}.", self.term(*series));
                match remade {
                    None => steps.push(FormulaStep::of(printed)),
                    Some(remade) => self.remade(&printed, remade, &mut steps),
                }
            }
            Formula::Total { total } => steps.push(self.alternatives("Formula: the total", total)),
            Formula::Ratio { parts, per, least: fewest, check } => {
                let text = format!("Formula: numerator over denominator{}.", times(*per));
                steps.push(FormulaStep::of(text));
                self.parts(parts, &mut steps);
                least(*fewest, &mut steps);
                if let Some(check) = check {
                    let text = format!("Held against the printed {}.", self.term(check.series));
                    steps.push(FormulaStep::of(text));
                }
            }
            Formula::RealTerms { of } => steps.push(FormulaStep::of(format!(
                "Formula: {of} in the prices of the report year, by the GDP deflator."
            ))),
            Formula::RealChange { of, years } => steps.push(FormulaStep::of(format!(
                "Formula: {of} over {of} of {years} years before in the prices of the same year, \
                 less 1, times 100."
            ))),
        }
        steps
    }

    fn remade(self, printed: &str, remade: &Remade, steps: &mut Vec<FormulaStep>) {
        let what = if remade.within.is_some() {
            "Checked against these parts, and made from them where it was not printed"
        } else {
            "Made from these parts where it was not printed"
        };
        let made = format!("{what}: numerator over denominator{}.", times(remade.per));
        steps.push(FormulaStep::of(format!("{printed}\n{made}")));
        self.parts(&remade.parts, steps);
        least(remade.least, steps);
    }

    fn parts(self, parts: &Parts, steps: &mut Vec<FormulaStep>) {
        steps.push(self.alternatives("Numerator", &parts.numerator));
        steps.push(self.alternatives("Denominator", &parts.denominator));
    }

    fn alternatives(self, title: &str, sums: &[Sum]) -> FormulaStep {
        if let [only] = sums {
            return FormulaStep::of(format!("{title}: {}.", self.sum(only)));
        }
        FormulaStep {
            text: format!("{title}, the first that the files hold:"),
            choices: sums.iter().map(|sum| self.sum(sum)).collect(),
        }
    }

    fn sum(self, sum: &Sum) -> String {
        let words = |series: &[SeriesKey], between: &str| {
            series.iter().map(|series| self.term(*series)).collect::<Vec<_>>().join(between)
        };
        if sum.minus.is_empty() {
            return words(&sum.plus, " + ");
        }
        format!("{} − {}", words(&sum.plus, " + "), words(&sum.minus, " − "))
    }

    fn term(self, series: SeriesKey) -> String {
        let words = self.vocabulary.describe(series);
        if self.notation {
            format!("{words} (`{}`)", self.vocabulary.notation(series))
        } else {
            words
        }
    }

    /// The publications that hold what a measure is made from, each once.
    pub fn publications(self, measure: &Measure) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let formula = match &measure.formula {
            Formula::RealTerms { of } | Formula::RealChange { of, .. } => {
                self.catalogue.measures.get(of).map_or(&measure.formula, |cash| &cash.formula)
            }
            own => own,
        };
        for series in formula.series() {
            let Ok(kind) = self.catalogue.uses.kind(series, self.vocabulary) else { continue };
            for publication in &kind.from {
                if !found.contains(publication) {
                    found.push(publication.clone());
                }
            }
        }
        if measure.formula.is_derived() {
            found.push("HM Treasury, GDP deflators".to_owned());
        }
        found
    }

    /// What a publisher says of a use, with its source.
    pub fn rule(self, rule: &UseRule) -> String {
        format!(
            "{}, {}: {}. {} Source: {}.",
            self.catalogue.uses.in_words(&rule.of),
            years(rule.from, rule.until),
            rule.permission.words(),
            rule.reason,
            rule.source,
        )
    }

    /// Where the series of a measure may not be joined, and why.
    pub fn breaks(self, measure: &Measure) -> Vec<String> {
        let breaks = self.catalogue.breaks(&measure.id).iter();
        breaks.map(|entry| format!("before {}: {}", entry.year, entry.why)).collect()
    }
}

fn times(per: rust_decimal::Decimal) -> String {
    if per == rust_decimal::Decimal::ONE {
        String::new()
    } else {
        format!(", times {}", format::whole(per))
    }
}

fn least(least: Least, steps: &mut Vec<FormulaStep>) {
    for (name, fewest) in [("numerator", least.numerator), ("denominator", least.denominator)] {
        if let Some(fewest) = fewest {
            let text = format!("Too few to compare with a {name} below {}.", format::whole(fewest));
            steps.push(FormulaStep::of(text));
        }
    }
}
