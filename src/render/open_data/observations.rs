//! `data/observations.csv`: the published figures under the measures, one row each.

use std::io::{self, Write};

use crate::domain::figure::Gap;
use crate::measure::disclosure::{Hidden, series_under};
use crate::observe::observations::Observation;
use crate::render::open_data::columns::OBSERVATIONS;
use crate::render::open_data::lines::{Lines, figure};
use crate::report::national::National;

pub(super) fn write(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    let inputs = national.inputs;
    let hidden = Hidden::find(inputs.catalogue, inputs.vocabulary, inputs.observations);
    let mut lines = Lines::begin(out, &OBSERVATIONS)?;
    for series in series_under(inputs.catalogue, inputs.vocabulary) {
        for observation in inputs.observations.of_series(series) {
            row(national, observation, &hidden, &mut lines);
            lines.end()?;
        }
    }
    Ok(())
}

fn row(national: &National<'_>, observation: &Observation, hidden: &Hidden, lines: &mut Lines<'_>) {
    let inputs = national.inputs;
    let series = observation.series;
    let value = if hidden.holds(observation) { Err(Gap::Withheld) } else { observation.figure };
    for term in
        [series.quantity, series.setting, series.age_band, series.support_reason, series.provision]
    {
        lines.text(inputs.vocabulary.id(term));
    }
    lines.text(&observation.year.to_string());
    lines.text(inputs.areas.get(observation.area).level.id());
    lines.text(inputs.areas.code_in(observation.area, national.year));
    lines.number(&figure(value));
    lines.text(value.err().map_or("", Gap::code));
    lines.text(inputs.vocabulary.unit(series.quantity).map_or("", |unit| unit.id()));
    lines.text(&inputs.observations.release(observation.release).title);
    lines.text(&observation.place.file);
    lines.text(&observation.place.inside());
}
