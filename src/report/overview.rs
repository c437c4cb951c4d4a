//! Every headline measure as one row: value, trend, place among councils, England, region, band.

use crate::measure::catalogue::Basket;
use crate::reference::areas::AreaId;
use crate::report::assessment;
use crate::report::national::{Latest, National};
use crate::report::pictures::Pictures;
use crate::report::sentences::{median, standing, text};
use crate::report::similar;
use crate::report::view::{Overview, OverviewBasket, OverviewRow};

/// Writes the overview of a council.
pub fn overview(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    pictures: &mut Pictures<'_>,
) -> Overview {
    let baskets = Basket::ALL
        .into_iter()
        .map(|basket| OverviewBasket {
            name: basket.name().to_owned(),
            rows: all
                .iter()
                .filter(|latest| latest.measure.headline && latest.measure.basket == basket)
                .filter(|latest| national.is_supplied(latest))
                .map(|latest| row(national, council, latest, pictures))
                .collect(),
        })
        .filter(|basket| !basket.rows.is_empty())
        .collect();
    let caveats = national
        .inputs
        .catalogue
        .caveats
        .values()
        .filter(|caveat| caveat.throughout && caveat.matters_in(national.year))
        .map(|caveat| caveat.text.clone())
        .collect();
    Overview { intro: intro(), baskets, caveats }
}

fn intro() -> Vec<String> {
    vec![
        "Each row is one measure. The line shows its years. The strip shows every council in England \
         as a thin mark from low on the left to high on the right; the shaded part holds the middle \
         half of councils, and the diamond is this council."
            .to_owned(),
        "Standing says how the figure lies beside the median, which is the middle one of England's \
         councils and not England as a whole. Better and worse are used only for outcomes where one \
         direction is plainly wanted; spend, unit costs and activity are only higher or lower. Similar \
         is what the similar councils are together, or their median, marked [m], where nothing was \
         published that could weight their figures."
            .to_owned(),
    ]
}

fn row(
    national: &National<'_>,
    council: AreaId,
    latest: &Latest<'_>,
    pictures: &mut Pictures<'_>,
) -> OverviewRow {
    let measure = latest.measure;
    let figure = |area| text(national.figure(&measure.id, latest.year, area), measure.unit);
    OverviewRow {
        measure: measure.id.to_string(),
        name: assessment::named(measure),
        year: latest.year.to_string(),
        value: text(latest.value.value, measure.unit),
        spark: pictures.spark(latest),
        strip: pictures.compact_strip(latest),
        england: figure(Some(national.inputs.areas.england())),
        region: figure(national.region(council)),
        similar: similar::together(latest),
        standing: standing(latest, national, council),
        median: median(latest),
    }
}
