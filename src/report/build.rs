//! One council's report, put together from its parts.

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Measure, MeasureId};
use crate::observe::observations::Release;
use crate::reference::areas::AreaId;
use crate::report::national::National;
use crate::report::pictures::Pictures;
use crate::report::sentences::type_of_one;
use crate::report::view::{CouncilReport, Meta};
use crate::report::{
    assessment, frameworks, local, notes, overview, pages, profile, questions, similar, story, time,
};

/// A report and its pictures, each with the key the view calls it by.
#[derive(Debug, Clone)]
pub struct Built {
    /// The words and figures.
    pub report: CouncilReport,
    /// The pictures as SVG, by key, in the order they were drawn.
    pub pictures: Vec<(String, String)>,
}

/// Builds the report of a council.
pub fn build(national: &National<'_>, council: AreaId, context: story::ContextSeries) -> Built {
    let all = national.newest(council);
    let meta = meta(national, council);
    let mut pictures = Pictures::new(national, council);
    let story = story::story(national, council, &all, context);
    let report = CouncilReport {
        overview: overview::overview(national, council, &all, &mut pictures),
        questions: questions::questions(national, council, &all, &mut pictures),
        profile: profile::profile(national, council, &all, &mut pictures),
        time: time::time(national, council, &all, &mut pictures),
        similar: similar::similar(national, council, &all, &story.findings),
        local: local::local(national, council),
        frameworks: frameworks::frameworks(national, council, &all),
        assessment: assessment::assessment(national, council, &all),
        notes: notes::notes(national, council, &all, &meta),
        story,
        meta,
    };
    Built { report, pictures: pictures.finish() }
}

/// What is said of an edition as a whole, on every report and on the list of councils.
pub struct Edition {
    /// What the figures are from, in one line.
    pub release: String,
    /// What kind of publication this is.
    pub status: String,
    /// What marks made-up figures; empty otherwise.
    pub banner: String,
}

/// The words of an edition.
pub fn edition(national: &National<'_>) -> Edition {
    let banner = if national.illustrative {
        "Illustrative figures: made up, not about any real council"
    } else {
        ""
    };
    Edition {
        release: release_line(national),
        status: "Benchmarking of published statistics for sector-led improvement, structured in \
                 thirteen questions: eleven with figures, and two that bring them together. Not \
                 official statistics, and not an LGA or ADASS publication."
            .to_owned(),
        banner: banner.to_owned(),
    }
}

fn meta(national: &National<'_>, council: AreaId) -> Meta {
    let areas = national.inputs.areas;
    let area = areas.get(council);
    let year = national.year;
    let edition = edition(national);
    Meta {
        title: format!("Use of Resources {year}: {}", area.name),
        council: area.name.clone(),
        ons_code: areas.code_in(council, year).to_owned(),
        cassr_code: area.cassr_code.clone(),
        region: national.name(national.region(council)),
        region_page: national.region(council).map_or_else(String::new, |region| {
            format!("../../{}", pages::region_path(areas.get(region)))
        }),
        council_type: type_of_one(&national.name(national.council_type(council))),
        year: year.to_string(),
        release: edition.release,
        status: edition.status,
        illustrative: national.illustrative,
        banner: edition.banner,
        pdf_name: pdf_name(&area.slug, year),
        date: (year.end(), 3, 31),
    }
}

/// The file name of a report, understandable out of context.
pub fn pdf_name(slug: &str, year: FinancialYear) -> String {
    format!("use-of-resources-{year}-{slug}.pdf")
}

/// The publications that the figures of the report year are from, in the order of the catalogue; the
/// finance report stands for all where it has figures for the year.
fn release_line(national: &National<'_>) -> String {
    let observations = national.inputs.observations;
    let of_year = |measure: &MeasureId| {
        let results = national.results.year(measure, national.year)?;
        results.values.values().find_map(|value| value.release)
    };
    let (cash, _) = &national.inputs.catalogue.real_terms;
    let mut releases: Vec<&Release> = Vec::new();
    let measures = national.inputs.catalogue.measures.values();
    let context = |measure: &&Measure| measure.basket != Basket::Context;
    let all = measures.filter(context).filter_map(|measure| of_year(&measure.id));
    for release in of_year(cash).into_iter().chain(all) {
        let release = observations.release(release);
        if !releases.contains(&release) {
            releases.push(release);
        }
        if of_year(cash).is_some() {
            break;
        }
    }
    let lines: Vec<String> = releases.into_iter().map(release_words).collect();
    if lines.is_empty() {
        return format!("Figures for {} and earlier years", national.year);
    }
    lines.join("; ")
}

/// What a publication is called, who published it and when, in one line.
pub fn release_words(release: &Release) -> String {
    match &release.published {
        Some(date) => format!("{} ({}, {date})", release.title, release.publisher),
        None => format!("{} ({})", release.title, release.publisher),
    }
}
