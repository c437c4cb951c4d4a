//! The report of a region: its councils side by side A to Z beside the region and England, how far apart
//! they are, what changed, how complete the figures are and which of them need care.

mod changes;
mod coverage;
mod quality;
mod side;
mod spread;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Measure};
use crate::measure::distribution::{Distribution, Standing};
use crate::measure::groups;
use crate::measure::results::YearResults;
use crate::reference::areas::AreaId;
use crate::report::build::pdf_name;
use crate::report::national::National;
use crate::report::notes;
use crate::report::pages::Pages;
use crate::report::restated;
use crate::report::sentences::{in_sentence, text};
use crate::report::story;
use crate::report::view::{Card, Link, PageMeta, RegionHead, RegionPage, RegionPart, Text};

/// How deep the pages of regions stand in the tree.
const DEPTH: usize = 2;

/// The parts that set councils side by side: id, heading, question, themes.
const PARTS: [(&str, &str, &str, &[Basket]); 5] = [
    (
        "spend",
        "Spend",
        "What do our councils spend on adult social care for each adult, and how is it paid for?",
        &[Basket::Spend],
    ),
    (
        "unit-cost",
        "Unit costs",
        "What do our councils pay for a week or an hour of support?",
        &[Basket::UnitCost],
    ),
    (
        "activity",
        "Activity",
        "How many people ask our councils for support, and how many draw on it?",
        &[Basket::Activity],
    ),
    (
        "outcomes",
        "Outcomes",
        "What do people who draw on support and carers say, and what follows from support?",
        &[Basket::Outcomes],
    ),
    (
        "context",
        "Quality, workforce and context",
        "What did the regulator find, who does the work, and who lives here?",
        &[Basket::Quality, Basket::Workforce, Basket::Context],
    ),
];

/// A report and its pictures as SVG, by key.
pub struct Built {
    /// The words and figures.
    pub page: RegionPage,
    /// The pictures.
    pub pictures: Vec<(String, String)>,
}

/// A region, its councils A to Z, and the headline measures with their newest figures.
struct Region<'a> {
    pages: &'a Pages<'a>,
    national: &'a National<'a>,
    id: AreaId,
    name: &'a str,
    councils: Vec<AreaId>,
    columns: Vec<Column<'a>>,
}

/// A headline measure with its newest figures.
struct Column<'a> {
    measure: &'a Measure,
    year: FinancialYear,
    results: &'a YearResults,
}

/// The councils of a region in the report year, A to Z.
pub fn councils_of(national: &National<'_>, region: AreaId) -> Vec<AreaId> {
    let areas = national.inputs.areas;
    let mut councils = groups::members(areas, region, national.year).unwrap_or_default();
    councils.sort_by_key(|council| (&areas.get(*council).name, *council));
    councils
}

/// Builds the report of a region; `has_pdf` says whether its PDF is made.
pub fn build(pages: &Pages<'_>, id: AreaId, has_pdf: bool) -> Built {
    let national = pages.national;
    let areas = national.inputs.areas;
    let area = areas.get(id);
    let councils = councils_of(national, id);
    let columns = columns(national, &councils);
    let region = Region { pages, national, id, name: &area.name, councils, columns };
    let year = national.year;
    let ons_code = areas.code_in(id, year).to_owned();
    let pdf_name = if has_pdf { pdf_name(&area.slug, year) } else { String::new() };
    let meta = meta(&region, &ons_code, &pdf_name);
    let mut pictures = Vec::new();
    let mut heads = Heads(0);
    let parts = parts(&region, &mut heads, &mut pictures);
    let page = RegionPage {
        cite: notes::cite(national, &meta.title, &ons_code, &meta.release),
        meta,
        ons_code,
        year: year.to_string(),
        pdf_name,
        date: (year.end(), 3, 31),
        intro: intro(&region),
        cards: cards(&region),
        councils: region.councils.iter().map(|council| pages.council(*council, DEPTH)).collect(),
        parts,
        spread_head: heads.next(
            "spread",
            "How far apart",
            "How far apart are our councils, and where do they lie among all councils in England?",
            spread::intro(),
        ),
        spread: spread::rows(&region),
        change_head: heads.next(
            "changes",
            "What changed",
            "What changed since the year before, in the region and in its councils?",
            changes::intro(&region),
        ),
        changes: changes::rows(&region),
        restated: restated::of_region(national, &region.councils),
        coverage_head: heads.next(
            "completeness",
            "What is there and what is missing",
            "Which councils have no figure, and why?",
            coverage::intro(&region),
        ),
        coverage: coverage::rows(&region),
        quality_head: heads.next(
            "quality",
            "Which figures need care",
            "What should be known about these figures before anyone uses them?",
            Vec::new(),
        ),
        quality: quality::notes(&region),
        sources: notes::sources(national),
        licence: notes::licence(),
    };
    Built { page, pictures }
}

fn meta(region: &Region<'_>, ons_code: &str, pdf_name: &str) -> PageMeta {
    let facts = vec![
        ("Year", region.national.year.to_string()),
        ("Councils", format::count(region.councils.len())),
        ("ONS code", ons_code.to_owned()),
    ];
    let mut meta = region.pages.meta(region.name, facts, DEPTH);
    let file = |label: &str, path: &str| Link { label: label.to_owned(), path: path.to_owned() };
    if !pdf_name.is_empty() {
        meta.files.push(file("This report to print (PDF)", pdf_name));
    }
    meta.files.push(file("All figures of these councils and of the region (CSV)", "data.csv"));
    meta
}

fn parts(
    region: &Region<'_>,
    heads: &mut Heads,
    pictures: &mut Vec<(String, String)>,
) -> Vec<RegionPart> {
    let part = |(id, title, question, baskets): &(&'static str, &str, &str, &[Basket])| {
        let tables = side::tables(region, baskets);
        let none = "The files of this edition hold no figure for the measures of this part.";
        let intro = if tables.is_empty() { vec![none.to_owned()] } else { Vec::new() };
        let head = heads.next(id, title, question, intro);
        RegionPart { head, tables, charts: side::charts(region, baskets, pictures) }
    };
    PARTS.iter().map(part).collect()
}

/// Numbers the questions.
struct Heads(usize);

impl Heads {
    fn next(
        &mut self,
        id: &'static str,
        title: &str,
        question: &str,
        intro: Vec<String>,
    ) -> RegionHead {
        self.0 += 1;
        RegionHead {
            id,
            number: self.0.to_string(),
            title: title.to_owned(),
            question: question.to_owned(),
            intro,
        }
    }
}

fn intro(region: &Region<'_>) -> Vec<String> {
    vec![
        format!(
            "This report sets the {} councils with adult social services duties in {} side by side for {}: \
             spend, unit costs, activity and outcomes, beside the region and England. The region and England \
             are weighted: they are what all their people, weeks or pounds together give, not the mean of \
             councils.",
            format::count(region.councils.len()),
            in_sentence(region.name),
            region.national.year,
        ),
        "Councils stand from A to Z, so that no order means anything. Under each figure stands how it is \
         placed beside the median of England's councils; better and worse are used only where one direction \
         is plainly wanted, and never for money."
            .to_owned(),
        "A difference between councils has many possible reasons: who lives there, prices, how support is \
         recorded. It is a question to ask and not an answer."
            .to_owned(),
    ]
}

/// The key figures of the catalogue: the region beside England and its own councils.
fn cards(region: &Region<'_>) -> Vec<Card> {
    let national = region.national;
    let england = national.inputs.areas.england();
    let cards = national.inputs.catalogue.cards.iter();
    cards
        .filter_map(|id| region.columns.iter().find(|column| column.measure.id == *id))
        .map(|column| {
            let mut beside = vec![format!(
                "{} {}",
                national.inputs.areas.get(england).name,
                region.figure(column, england).text
            )];
            beside.extend(spread::range(region, column).map(|range| format!("Councils {range}")));
            Card {
                basket: column.measure.basket.name().to_owned(),
                label: story::card_label(column.measure),
                value: region.figure(column, region.id),
                year: column.year.to_string(),
                beside,
            }
        })
        .collect()
}

/// The headline measures for which the files hold anything, with their newest figures.
fn columns<'a>(national: &National<'a>, councils: &[AreaId]) -> Vec<Column<'a>> {
    let measures = national.inputs.catalogue.measures.values();
    measures
        .filter(|measure| measure.headline)
        .filter_map(|measure| {
            let year = national.results.latest_year(&measure.id, national.year)?;
            let results = national.results.year(&measure.id, year)?;
            Some(Column { measure, year, results })
        })
        .filter(|column| {
            councils.iter().any(|council| column.gap(*council) != Some(Gap::NotSupplied))
        })
        .collect()
}

impl Column<'_> {
    /// Why a council has no figure; nothing where it has one.
    fn gap(&self, council: AreaId) -> Option<Gap> {
        let value = self.results.values.get(&council);
        value.map_or(Some(Gap::NotAvailable), |value| value.value.err())
    }

    fn spread(&self) -> Option<&Distribution> {
        self.results.distribution.as_ref()
    }
}

impl Region<'_> {
    fn figure(&self, column: &Column<'_>, area: AreaId) -> Text {
        let figure = self.national.figure(&column.measure.id, column.year, Some(area));
        text(figure, column.measure.unit)
    }

    /// Where a council stands; nothing beside a gap.
    fn standing(&self, column: &Column<'_>, council: AreaId) -> Option<Standing> {
        let value = column.results.values.get(&council)?;
        self.national.standing(column.measure, council, value, column.spread())
    }

    fn council_name(&self, council: AreaId) -> &str {
        &self.national.inputs.areas.get(council).name
    }
}
