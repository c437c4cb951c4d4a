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
    /// Why what follows is not joined to it; nothing for the newest span of a measure that goes on.
    pub ends: Option<String>,
}

impl Catalogue {
    /// Splits years into spans that may be joined. Years in which the measure is withheld are in none.
    /// A year that was not published, as in a survey of every second year, does not end a span.
    pub fn spans(
        &self,
        id: &MeasureId,
        years: impl IntoIterator<Item = FinancialYear>,
    ) -> Vec<Span> {
        let mut years: Vec<FinancialYear> = years.into_iter().collect();
        years.sort_unstable();
        years.dedup();
        let withheld = |year| self.measures.get(id).and_then(|measure| measure.withheld_in(year));
        let mut spans: Vec<Span> = Vec::new();
        let mut open = false;
        for year in years {
            if let Some(reason) = withheld(year) {
                if let Some(last) = spans.last_mut().filter(|_| open) {
                    last.ends = Some(reason.to_owned());
                }
                open = false;
                continue;
            }
            let broken = spans.last().map(|last| self.why_broken(id, last.last, year));
            match (spans.last_mut(), broken) {
                (Some(last), Some(None)) if open => last.last = year,
                (last, broken) => {
                    if let (Some(last), Some(Some(why)), true) = (last, broken, open) {
                        last.ends = Some(why);
                    }
                    let number = spans.len() + 1;
                    spans.push(Span { number, first: year, last: year, ends: None });
                    open = true;
                }
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
