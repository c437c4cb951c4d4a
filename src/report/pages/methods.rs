//! The page of methods; its tables and lists are printed from the definitions that the program works with.

use rust_decimal::Decimal;

use crate::domain::format;
use crate::domain::unit::Unit;
use crate::measure::catalogue::{IntervalMethod, Measure, Polarity};
use crate::measure::distribution::{Band, FAR, LAST, LEAST_COUNCILS, SIMILAR, VERY_FAR};
use crate::report::definition;
use crate::report::notes;
use crate::report::pages::Pages;
use crate::report::sentences::capital;
use crate::report::view::{MethodsPage, Paragraph, SimilarMethod};

/// Builds the page of methods.
pub fn build(pages: &Pages<'_>) -> MethodsPage {
    let national = pages.national;
    let catalogue = national.inputs.catalogue;
    let breaks = definition::break_reasons(catalogue).into_iter();
    MethodsPage {
        meta: pages.meta("Methods", vec![("Report year", national.year.to_string())], 0),
        intro: vec![
            "Bands, the model of similar councils, words in place of a number, rounding, permitted uses, \
             breaks, caveats and measures are printed here from the very definitions that the program works \
             with. The paragraphs that follow sum the method up for readers."
                .to_owned(),
        ],
        method: notes::method(national).into_iter().chain([chance(pages)]).collect(),
        bands_intro: vec![
            "The distance of a figure from the median of England's councils is counted in median absolute \
             deviations: the middle one of the distances of all councils from the median, without any \
             factor."
                .to_owned(),
            format!(
                "Beyond {} deviations no words are given and the report says “check before use”: a \
                 person must look. With fewer than {LEAST_COUNCILS} councils, or where half of them have \
                 the very same figure, there is no band. Totals say how large a council is and have none. \
                 A finding is at least {} deviations from the median.",
                number(LAST),
                number(FAR)
            ),
        ],
        bands: Band::ALL.into_iter().map(band).collect(),
        intervals: intervals(pages),
        similar: similar(pages),
        gaps: notes::gaps(),
        rounding: rounding(pages),
        uses: catalogue
            .uses
            .rules
            .iter()
            .map(|rule| {
                [
                    capital(&catalogue.uses.in_words(&rule.of)),
                    definition::years(rule.from, rule.until),
                    rule.permission.words().to_owned(),
                    format!("{} Source: {}.", rule.reason, rule.source),
                ]
            })
            .collect(),
        breaks: breaks
            .map(|(year, why, ids)| [year.to_string(), why.to_owned(), ids.join(", ")])
            .collect(),
        caveats: catalogue
            .caveats
            .values()
            .map(|caveat| Paragraph { heading: caveat.code.clone(), text: caveat.text.clone() })
            .collect(),
        measures: pages.measure_groups(0),
        glossary: notes::glossary(national),
        sources: notes::sources(national),
        licence: notes::licence(),
    }
}

/// How figures are set beside the people they are counted among, and of which measures.
fn chance(pages: &Pages<'_>) -> Paragraph {
    let measures = pages.national.inputs.catalogue.measures.values();
    Paragraph {
        heading: "Figures and chance".to_owned(),
        text: format!(
            "The pages of these measures set each council's figure beside the people it is counted among: \
             {}. A council is outside the limits where its own 99.8% interval (Wilson for shares, Byar for \
             rates) leaves England's figure out. Many are, because need differs; it is neither good nor \
             bad.",
            ids(measures.filter(|measure| measure.funnel))
        ),
    }
}

/// A number of deviations, as short as it can be.
fn number(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A band in words, in words where higher is better, and its limits in deviations.
fn band(band: Band) -> [String; 3] {
    let side = match band {
        Band::MuchLower | Band::Lower | Band::SlightlyLower => "below",
        Band::BroadlySimilar => "above or below",
        Band::SlightlyHigher | Band::Higher | Band::MuchHigher => "above",
    };
    let limits = match band {
        Band::BroadlySimilar => format!("up to {}", number(SIMILAR)),
        Band::SlightlyLower | Band::SlightlyHigher => {
            format!("more than {} and less than {}", number(SIMILAR), number(FAR))
        }
        Band::Lower | Band::Higher => {
            format!("at least {} and less than {}", number(FAR), number(VERY_FAR))
        }
        Band::MuchLower | Band::MuchHigher => {
            format!("at least {} and up to {}", number(VERY_FAR), number(LAST))
        }
    };
    [
        band.words(Polarity::None).to_owned(),
        band.words(Polarity::Higher).to_owned(),
        format!("{limits} {side}"),
    ]
}

/// The measures that fit, by id; a word for none.
fn ids<'m>(measures: impl Iterator<Item = &'m Measure>) -> String {
    let ids: Vec<&str> = measures.map(|measure| &*measure.id.0).collect();
    if ids.is_empty() { "no measure".to_owned() } else { ids.join(", ") }
}

fn intervals(pages: &Pages<'_>) -> Vec<Paragraph> {
    let measures = || pages.national.inputs.catalogue.measures.values();
    let methods = [
        (IntervalMethod::MarginOfError, "The publisher's margin of error"),
        (IntervalMethod::Wilson, "Wilson's method, for shares of people"),
        (IntervalMethod::Byar, "Byar's method, for rates; exact Poisson limits below ten"),
        (IntervalMethod::None, "No interval"),
    ];
    methods
        .into_iter()
        .map(|(method, heading)| Paragraph {
            heading: heading.to_owned(),
            text: ids(measures().filter(|measure| measure.interval == method)),
        })
        .collect()
}

fn rounding(pages: &Pages<'_>) -> Vec<[String; 3]> {
    let measures = || pages.national.inputs.catalogue.measures.values();
    let mut units: Vec<Unit> = measures().map(|measure| measure.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
        .into_iter()
        .map(|unit| {
            [
                unit.words().to_owned(),
                unit.places().to_string(),
                ids(measures().filter(|measure| measure.unit == unit)),
            ]
        })
        .collect()
}

fn similar(pages: &Pages<'_>) -> SimilarMethod {
    let national = pages.national;
    let areas = national.inputs.areas;
    let model = national.peers.similar;
    let group = |id: &str| {
        let found = model.groups().iter().find(|group| group.id == id);
        found.map_or_else(String::new, |group| group.words.clone())
    };
    let source = |id: &str| {
        let found = model.sources().iter().find(|source| source.id == id);
        found.map_or_else(String::new, |source| format!("{}. {}", source.what, source.publisher))
    };
    SimilarMethod {
        intro: vec![
            format!(
                "Similar councils are the {} nearest. Each feature is made comparable: how far a council is \
                 from the mean of all councils of the model, in standard deviations. The distance between \
                 two councils is the square root of the weighted sum of squared differences: 0 is the very \
                 same, and two councils taken at random are about 3 apart.",
                format::count(model.nearest())
            ),
            "No figure of spend, cost, activity or outcomes is in the model. The weights are a judgement, \
             stated here so that anyone can argue with it; it is not the model of NHS England, of CIPFA or \
             of the Office for National Statistics."
                .to_owned(),
        ],
        features: model
            .features()
            .iter()
            .map(|feature| {
                [
                    feature.name.clone(),
                    group(feature.group.get_ref()),
                    feature.weight.get_ref().to_string(),
                    source(feature.source.get_ref()),
                ]
            })
            .collect(),
        not_in_it: model.not_in_it().to_vec(),
        left_out: areas
            .councils_in(national.year)
            .filter_map(|council| {
                let why = model.why_not(council, areas)?;
                Some(format!("{}: {why}", areas.get(council).name))
            })
            .collect(),
        sources: model
            .sources()
            .iter()
            .map(|source| format!("{}. {}. {}.", source.what, source.publisher, source.licence))
            .collect(),
    }
}
