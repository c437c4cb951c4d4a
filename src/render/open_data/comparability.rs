//! `data/comparability.csv`: which years of a measure may be joined.

use std::io::{self, Write};

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Catalogue, Measure};
use crate::render::open_data::columns::COMPARABILITY;
use crate::render::open_data::lines::Lines;
use crate::report::national::National;

/// Years of a measure that may be joined.
struct Span<'c> {
    years: Vec<FinancialYear>,
    why: &'c str,
}

pub(super) fn write(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    let catalogue = national.inputs.catalogue;
    let mut lines = Lines::begin(out, &COMPARABILITY)?;
    for measure in catalogue.measures.values() {
        let years = national.results.years(&measure.id);
        for (index, span) in spans(catalogue, measure, years).iter().enumerate() {
            let (Some(first), Some(last)) = (span.years.first(), span.years.last()) else {
                continue;
            };
            for year in &span.years {
                lines.text(&measure.id.0);
                lines.text(&measure.name);
                lines.text(&year.to_string());
                lines.number(&(index + 1).to_string());
                lines.text(&first.to_string());
                lines.text(&last.to_string());
                lines.text(span.why);
                lines.text(measure.withheld_in(*year).unwrap_or_default());
                lines.end()?;
            }
        }
    }
    Ok(())
}

/// The years with figures, cut at every break between two of them.
fn spans<'c>(
    catalogue: &'c Catalogue,
    measure: &Measure,
    years: impl Iterator<Item = FinancialYear>,
) -> Vec<Span<'c>> {
    let mut spans: Vec<Span<'c>> = Vec::new();
    let mut before: Option<FinancialYear> = None;
    for year in years {
        let broken = catalogue
            .breaks(&measure.id)
            .iter()
            .rfind(|entry| before.is_some_and(|before| before < entry.year) && entry.year <= year);
        match (spans.last_mut(), broken) {
            (Some(span), None) => span.years.push(year),
            (_, broken) => {
                let why = broken.map_or("", |entry| &*entry.why);
                spans.push(Span { years: vec![year], why });
            }
        }
        before = Some(year);
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::catalogue::MeasureId;
    use crate::reference::vocabulary::Vocabulary;

    fn year(end: u16) -> FinancialYear {
        FinancialYear::ending(end).expect("a year of a release")
    }

    /// A break falls between the years around it, also where its own year has no figures.
    #[test]
    fn years_are_cut_at_breaks_and_nowhere_else() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let catalogue = Catalogue::load(&vocabulary).expect("the embedded catalogue loads");
        let (id, entry) = catalogue
            .measures
            .keys()
            .find_map(|id| match catalogue.breaks(id) {
                [only] => Some((id, only)),
                _ => None,
            })
            .expect("a measure with one break");
        let at = entry.year.end();
        let measure = &catalogue.measures[id];
        let all = [at - 2, at - 1, at + 1, at + 2].map(year);
        let cut = spans(&catalogue, measure, all.into_iter());
        assert_eq!(cut.len(), 2);
        assert_eq!((cut[0].years.as_slice(), cut[0].why), (&all[..2], ""));
        assert_eq!((cut[1].years.as_slice(), cut[1].why), (&all[2..], &*entry.why));
        let unbroken = catalogue
            .measures
            .values()
            .find(|measure| catalogue.breaks(&measure.id).is_empty())
            .expect("a measure without a break");
        assert_eq!(spans(&catalogue, unbroken, all.into_iter()).len(), 1);
        let nobody = MeasureId("XX99".to_owned());
        assert!(catalogue.breaks(&nobody).is_empty());
    }
}
