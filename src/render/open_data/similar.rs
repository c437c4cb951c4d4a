//! `data/similar-councils.csv`: which councils are similar to which, how alike and why.

use std::io::{self, Write};

use crate::render::open_data::columns::SIMILAR;
use crate::render::open_data::lines::{Lines, digits};
use crate::report::national::National;

pub(super) fn write(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    let areas = national.inputs.areas;
    let mut lines = Lines::begin(out, &SIMILAR)?;
    for row in national.peers.similar.rows(national.year) {
        for council in [row.council, row.neighbour.area] {
            lines.text(areas.code_in(council, national.year));
            lines.text(&areas.get(council).name);
        }
        lines.number(&row.order.to_string());
        lines.number(&digits(row.neighbour.distance));
        lines.text(&row.neighbour.alike.join(", "));
        lines.text(&row.neighbour.different.join(", "));
        lines.end()?;
    }
    Ok(())
}
