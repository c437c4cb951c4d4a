//! The national page of the internal profile: whose whole range lies outside that of similar councils, A to Z,
//! with everything that decides it.

use std::collections::BTreeMap;

use crate::domain::format;
use crate::domain::unit::Unit;
use crate::measure::value_index::{Beside, CouncilIndex, Range, ValueIndex, WhyNot, YEARS};
use crate::reference::areas::AreaId;
use crate::report::internal::{FOLDER, Head, index};
use crate::report::national::National;
use crate::report::view::{InternalNational, Named, OutsideCouncil, Paragraph};

/// Builds the page; `pages` has the folder of every council with a report in the tree.
pub fn national_page(
    national: &National<'_>,
    index: &ValueIndex<'_>,
    pages: &BTreeMap<AreaId, String>,
) -> InternalNational {
    let year = national.year.to_string();
    let head = Head {
        title: format!("Use of Resources {year}: internal pages"),
        heading: format!("Internal pages, {year}"),
        facts: vec![("Report year", year)],
        up: "../",
        files: Vec::new(),
    };
    let mut councils: Vec<Named> =
        pages.keys().map(|council| named(national, pages, *council)).collect();
    councils.sort_by(|left, right| left.name.cmp(&right.name));
    InternalNational {
        meta: head.meta(national),
        intro: index::intro(),
        warning: national.inputs.catalogue.productivity.warning.clone(),
        why_not: index.councils.as_ref().err().map(index::why_none).unwrap_or_default(),
        outside: outside(national, index, pages),
        coverage: coverage(index),
        method: method(national),
        weights: weights(national),
        sensitivity: sensitivity(national, index),
        councils,
    }
}

fn named(national: &National<'_>, pages: &BTreeMap<AreaId, String>, council: AreaId) -> Named {
    let path = pages.get(&council);
    let path = path.map(|folder| format!("../{folder}/{FOLDER}/index.html"));
    let name = national.inputs.areas.get(council).name.clone();
    Named { name, path: path.unwrap_or_default() }
}

/// Every council with an index.
fn with_index<'i, 'a>(
    index: &'i ValueIndex<'a>,
) -> impl Iterator<Item = (AreaId, &'i CouncilIndex<'a>)> {
    let councils = index.councils.as_ref().into_iter().flatten();
    councils.filter_map(|(council, of)| Some((*council, of.as_ref().ok()?)))
}

fn is_outside(beside: Beside) -> bool {
    matches!(beside, Beside::Below(_) | Beside::Above(_))
}

fn outside(
    national: &National<'_>,
    index: &ValueIndex<'_>,
    pages: &BTreeMap<AreaId, String>,
) -> Vec<OutsideCouncil> {
    let mut found: Vec<OutsideCouncil> = with_index(index)
        .filter_map(|(council, of)| {
            let beside = index::beside(national, index, council, of);
            let council = named(national, pages, council);
            let text = index::sentence(&council.name, of, beside);
            is_outside(beside).then_some(OutsideCouncil { council, text })
        })
        .collect();
    found.sort_by(|left, right| left.council.name.cmp(&right.council.name));
    found
}

/// How many councils have an index, and how many have none for each reason.
fn coverage(index: &ValueIndex<'_>) -> Vec<Paragraph> {
    let Ok(councils) = &index.councils else { return Vec::new() };
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for why in councils.values().filter_map(|of| of.as_ref().err()) {
        let reason = match why {
            WhyNot::NotCompared => "Too small to be compared",
            WhyNot::NoNeed => "No line in the file of need and area costs",
            WhyNot::NoSpend(..) => "Spend missing in one of the years",
            WhyNot::TooFew(..) => "Too few measures in a domain",
        };
        *reasons.entry(reason).or_default() += 1;
    }
    let all = format::counted(with_index(index).count(), "council");
    std::iter::once(("Councils with an index", all))
        .chain(
            reasons.into_iter().map(|(reason, count)| (reason, format::counted(count, "council"))),
        )
        .map(|(heading, text)| Paragraph { heading: heading.to_owned(), text })
        .collect()
}

/// The steps of METHOD 5.3 with every number that was chosen.
fn method(national: &National<'_>) -> Vec<Paragraph> {
    let wanted = &national.inputs.catalogue.productivity;
    let steps = [
        (
            "Measures",
            "Three domains of outcomes of the report year count the same, and so does each measure within \
             a domain; the table below has all of them. Where a measure is missing the others of its domain \
             take its weight."
                .to_owned(),
        ),
        (
            "Distance",
            "Each figure is set beside the median of England's councils in the same year: the distance is \
             divided by 1.4826 times the median absolute deviation, cut off at 3 on either side, and turned \
             round where lower is what is aimed at. A measure on which half of all councils are alike is \
             left out."
                .to_owned(),
        ),
        (
            "Coverage",
            format!(
                "A domain needs {} of its measures, or there is no index.",
                format::number(wanted.least_coverage, Unit::Percent)
            ),
        ),
        ("Outcome index", "100, and 10 for each deviation of the mean of the domains.".to_owned()),
        (
            "Spend index",
            format!(
                "Spend per adult in real terms, the mean of {YEARS} years, in per cent of England's in the \
                 same years times relative need per adult times the area cost adjustment, both as given \
                 with --need."
            ),
        ),
        ("Outcome value index", "The outcome index over the spend index, times 100.".to_owned()),
        ("Range", range(national)),
        (
            "Outside",
            "A council is named only if all of its range lies outside the middle half of its similar \
             councils, from the lower to the upper quartile of at least eight of them."
                .to_owned(),
        ),
        ("Years", years(national)),
    ];
    let steps = steps.into_iter();
    steps.map(|(heading, text)| Paragraph { heading: heading.to_owned(), text }).collect()
}

fn range(national: &National<'_>) -> String {
    let wanted = &national.inputs.catalogue.productivity;
    format!(
        "{} draws vary three things at once: one measure after the other is left out; the domains have \
         other weights, each set as likely as any other in which no domain has less than {}%; figures of \
         surveys are drawn within their margins of error. The range is from the 5th to the 95th percentile. \
         The draws are those of the seed {}, for each council by its ONS code, so they are the same in \
         every run.",
        format::count(wanted.draws),
        wanted.least_weight / 10_000,
        wanted.seed
    )
}

fn years(national: &National<'_>) -> String {
    let wanted = &national.inputs.catalogue.productivity;
    let blocked = wanted.blocked.iter().map(|barred| barred.year.to_string());
    let breaks = wanted.breaks.iter().map(|barred| barred.year.to_string());
    let listed = |years: Vec<String>| crate::report::sentences::join(&years).unwrap_or_default();
    format!(
        "The {YEARS} years follow each other. They may not include {}, nor reach across the start of {} or \
         a break in the series of spend.",
        listed(blocked.collect()).replace(" and ", " or "),
        listed(breaks.collect()).replace(" and ", " or ")
    )
}

fn weights(national: &National<'_>) -> Vec<Vec<String>> {
    let catalogue = national.inputs.catalogue;
    let domains = &catalogue.productivity.domains;
    let mut rows = Vec::new();
    for domain in domains {
        for place in &domain.places {
            let names = place.iter().filter_map(|id| catalogue.measures.get(id));
            let names: Vec<String> =
                names.map(|measure| format!("{} {}", measure.id, measure.name)).collect();
            rows.push(vec![
                names.join(", or before it was published "),
                domain.name.clone(),
                index::weight(domains.len() * domain.places.len()),
            ]);
        }
    }
    rows
}

/// How many councils would be named if only one thing was varied.
fn sensitivity(national: &National<'_>, index: &ValueIndex<'_>) -> Vec<Paragraph> {
    if index.councils.is_err() {
        return Vec::new();
    }
    let count = |range: fn(&CouncilIndex<'_>) -> Range| {
        let outside = with_index(index).filter(|(council, of)| {
            let other = CouncilIndex { range: range(of), ..(*of).clone() };
            is_outside(index::beside(national, index, *council, &other))
        });
        format::counted(outside.count(), "council")
    };
    let rows = [
        ("Outside with all three varied, as named above", count(|of| of.range)),
        ("Outside with one measure left out at a time", count(|of| of.left_out)),
        ("Outside with other weights alone", count(|of| of.weights)),
        ("Outside with survey error alone", count(|of| of.surveys)),
    ];
    let rows = rows.into_iter();
    rows.map(|(heading, text)| Paragraph { heading: heading.to_owned(), text }).collect()
}
