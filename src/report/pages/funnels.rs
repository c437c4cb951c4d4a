//! The newest figures of a measure beside the people they are counted among, in words.

use rust_decimal::Decimal;

use crate::chart::{self, Chart};
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::measure::funnel::{Funnel, Side};
use crate::report::national::National;
use crate::report::sentences::capital;
use crate::report::view::{ChartRef, FunnelView, Paragraph};

/// In how many pieces a limit is drawn.
const PIECES: i64 = 60;

/// Writes a funnel; none where there is nothing to draw.
pub(super) fn funnel(
    national: &National<'_>,
    measure: &Measure,
    year: FinancialYear,
    held: &Funnel,
) -> Option<(FunnelView, Chart)> {
    let points: Vec<(Decimal, Decimal)> =
        held.points.values().map(|point| (point.people, point.value)).collect();
    let most = points.iter().map(|(people, _)| *people).max()?;
    // Limits change fastest where people are few, so the pieces are shortest there.
    let at = |piece: i64| most * Decimal::from(piece * piece) / Decimal::from(PIECES * PIECES);
    let limits: Vec<(Decimal, Decimal, Decimal)> = (1..=PIECES)
        .map(at)
        .filter_map(|people| {
            let (low, high) = held.limits(measure, people)?;
            Some((people, low, high))
        })
        .collect();
    let count = |side: Side| held.points.values().filter(|point| point.side == side).count();
    let counts = [Side::Above, Side::Within, Side::Below].map(|side| (side, count(side)));
    let england = format::number(held.england, measure.unit);
    let clauses: Vec<String> = std::iter::once(format!("In {year} England was {england}"))
        .chain(counts.map(|(side, count)| {
            let councils = if count == 1 { "council is" } else { "councils are" };
            format!("{} {councils} {} the limits", format::count(count), side.word())
        }))
        .collect();
    let areas = national.inputs.areas;
    let chart = chart::funnel::draw(&chart::funnel::Funnel {
        id: "funnel",
        title: &measure.short,
        unit: measure.unit,
        england: (&areas.get(areas.england()).name, held.england),
        points: &points,
        limits: &limits,
        clauses: &clauses,
    })?;
    let view = FunnelView {
        intro: vec![
            "Each dot is a council. A figure that few people stand behind moves more by chance. Between \
             the dashed lines lie councils whose figure chance alone could set apart from England's: \
             their 99.8% intervals hold England's figure."
                .to_owned(),
            "Need differs from place to place, so being outside the limits is common, and does not mean \
             good or bad."
                .to_owned(),
        ],
        chart: ChartRef::of("funnel", &chart),
        caption: format!("{}, {year}: councils beside the 99.8% limits", measure.name),
        rows: counts
            .map(|(side, count)| Paragraph {
                heading: capital(&format!("{} the limits", side.word())),
                text: format::count(count),
            })
            .into(),
    };
    Some((view, chart))
}
