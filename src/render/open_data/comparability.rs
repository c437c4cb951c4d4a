//! `data/comparability.csv`: which years of a measure may be joined.

use std::io::{self, Write};

use crate::render::open_data::columns::COMPARABILITY;
use crate::render::open_data::lines::Lines;
use crate::report::national::National;

pub(super) fn write(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    let catalogue = national.inputs.catalogue;
    let mut lines = Lines::begin(out, &COMPARABILITY)?;
    for measure in catalogue.measures.values() {
        let spans = catalogue.spans(&measure.id, national.results.years(&measure.id));
        for year in national.results.years(&measure.id) {
            let Some(span) = spans.iter().find(|span| span.holds(year)) else { continue };
            lines.text(&measure.id.0);
            lines.text(&measure.name);
            lines.text(&year.to_string());
            lines.number(&span.number.to_string());
            lines.text(&span.first.to_string());
            lines.text(&span.last.to_string());
            lines.text(&span.why);
            lines.text(measure.withheld_in(year).unwrap_or_default());
            lines.end()?;
        }
    }
    Ok(())
}
