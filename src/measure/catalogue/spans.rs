//! Which years of a measure may be joined: the spans between its breaks.

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Catalogue, MeasureId};

/// Years of a measure that may be joined to each other and to no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Which of the measure's spans it is, from 1.
    pub number: usize,
    /// Its first year.
    pub first: FinancialYear,
    /// Its last year.
    pub last: FinancialYear,
    /// Why it is not joined to the span before; nothing for the first.
    pub why: String,
}

impl Span {
    /// Whether a year is one of those that were split, and in this span.
    pub fn holds(&self, year: FinancialYear) -> bool {
        self.first <= year && year <= self.last
    }
}

impl Catalogue {
    /// Splits years into spans that may be joined. A break between two of them divides them, whether or
    /// not its own year is among them; a year that was not published, as in a survey of every second
    /// year, divides nothing.
    pub fn spans(
        &self,
        id: &MeasureId,
        years: impl IntoIterator<Item = FinancialYear>,
    ) -> Vec<Span> {
        let mut years: Vec<FinancialYear> = years.into_iter().collect();
        years.sort_unstable();
        let mut spans: Vec<Span> = Vec::new();
        for year in years {
            let why = spans.last().map(|span| self.why_broken(id, span.last, year));
            match (spans.last_mut(), why) {
                (Some(span), Some(None)) => span.last = year,
                (_, why) => spans.push(Span {
                    number: spans.len() + 1,
                    first: year,
                    last: year,
                    why: why.flatten().unwrap_or_default(),
                }),
            }
        }
        spans
    }

    /// Why two years are not joined, if they are not.
    fn why_broken(&self, id: &MeasureId, from: FinancialYear, to: FinancialYear) -> Option<String> {
        let why: Vec<&str> = self
            .breaks(id)
            .iter()
            .filter(|entry| from < entry.year && entry.year <= to)
            .map(|entry| &*entry.why)
            .collect();
        (!why.is_empty()).then(|| why.join(" "))
    }
}
