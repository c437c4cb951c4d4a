//! What the sheets of the workbooks hold.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::figure::{Figure, Gap};
use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Catalogue, Measure, Polarity};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::render::open_data::book::{Book, Cell, Column, Sheet};
use crate::render::open_data::rows;
use crate::report::build;
use crate::report::national::National;
use crate::report::notes;

/// What stands in the place of a number: the letters that the Analysis Function recommends where it
/// has any, else words.
pub const fn shorthand(gap: Gap) -> &'static str {
    match gap {
        Gap::Suppressed => "[c]",
        Gap::NotSupplied | Gap::NotAvailable => "[x]",
        Gap::NotApplicable => NOT_THERE,
        Gap::TooFew => "[too few]",
        Gap::ZeroDenominator => "[no denominator]",
        Gap::NotSubmitted => "[not submitted]",
        Gap::Withheld => "[withheld]",
    }
}

/// What stands where the area did not exist in the year.
const NOT_THERE: &str = "[z]";

/// How wide columns are, in digits: codes, names and sentences.
const CODE: u16 = 14;
const NAME: u16 = 32;
const PROSE: u16 = 80;

/// The whole book.
pub(super) fn book<'a>(national: &'a National<'a>) -> Book<'a> {
    let edition = build::edition(national);
    let baskets: Vec<Sheet<'a>> =
        Basket::ALL.into_iter().filter_map(|basket| basket_sheet(national, basket)).collect();
    let mut sheets = vec![notes_sheet(national), measures_sheet(national)];
    sheets.extend(baskets);
    sheets.insert(0, contents_sheet(&sheets));
    sheets.insert(0, cover_sheet(national, &edition));
    Book {
        title: title(national),
        subject: if national.illustrative { edition.banner } else { edition.status },
        date: (national.year.end(), 3, 31),
        sheets,
    }
}

fn title(national: &National<'_>) -> String {
    format!("Use of Resources {}: measures of adult social care in England", national.year)
}

fn cover_sheet<'a>(national: &National<'_>, edition: &build::Edition) -> Sheet<'a> {
    let mut lines = vec![
        edition.banner.clone(),
        "Every measure of the reports, for every council, region and council type and for England, \
         in all years that the releases hold."
            .to_owned(),
        format!("Report year: {}. Figures from: {}.", national.year, edition.release),
        edition.status.clone(),
    ];
    lines.extend(notes::licence());
    lines.push(
        "The sheet Contents lists the sheets, Notes tells what words in square brackets and codes \
         mean, Measures defines each measure; each of the others holds one table of figures."
            .to_owned(),
    );
    lines.push(
        "The same figures with medians, comparators, sources and places are in measures.csv beside \
         this file."
            .to_owned(),
    );
    let rows = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| vec![Cell::Prose(line.into())])
        .collect();
    Sheet {
        name: "Cover",
        table: None,
        columns: vec![Column { heading: title(national).into(), width: PROSE }],
        rows,
    }
}

fn contents_sheet<'a>(sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let rows = sheets
        .iter()
        .map(|sheet| {
            let holds = match sheet.name {
                "Notes" => "What shorthand and codes mean, and what to know before use".to_owned(),
                "Measures" => "The measures and their definitions".to_owned(),
                name => format!("Figures: {}", name.to_lowercase()),
            };
            let count = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
            vec![Cell::Link(sheet.name), Cell::Text(holds.into()), Cell::Number(count.into(), 0)]
        })
        .collect();
    let columns = columns([("Sheet", CODE), ("What it holds", PROSE), ("Rows", CODE)]);
    Sheet { name: "Contents", table: Some("contents".to_owned()), columns, rows }
}

fn notes_sheet<'a>(national: &'a National<'a>) -> Sheet<'a> {
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    let mut note = |kind: &'static str, what: Cow<'a, str>, meaning: Cow<'a, str>| {
        rows.push(vec![Cell::Text(kind.into()), Cell::Text(what), Cell::Prose(meaning)]);
    };
    for gap in Gap::ALL {
        let (short, words) = (shorthand(gap), gap.words());
        note("Shorthand", short.into(), format!("{words}: {}", gap.meaning()).into());
    }
    note(
        "Shorthand",
        NOT_THERE.into(),
        "not applicable: the council did not exist in the year, or the column does not apply"
            .into(),
    );
    for (what, meaning) in GENERAL {
        note("Reading the tables", what.into(), meaning.into());
    }
    for entry in national.inputs.catalogue.caveats.values() {
        note("Caveat", entry.code.as_str().into(), entry.text.as_str().into());
    }
    let columns =
        columns([("Kind of note", NAME), ("Shorthand or code", NAME), ("Meaning", PROSE)]);
    Sheet { name: "Notes", table: Some("notes".to_owned()), columns, rows }
}

/// What to know before use.
const GENERAL: [(&str, &str); 5] = [
    (
        "Values",
        "Numbers are not rounded; cells show them with the decimal places of print. Money is in \
         pounds, percentages are 0 to 100.",
    ),
    (
        "Areas",
        "Codes are those in force in the report year; a council that ended before has its last code. \
         Council types have a word in the place of a code. Series never join across a merger or a \
         split of councils.",
    ),
    (
        "Groups",
        "England, regions and council types are as published, or else weighted: the sum of \
         numerators over the sum of denominators of the councils with both. measures.csv says how \
         many councils that were.",
    ),
    (
        "Breaks",
        "The column 'Not comparable before' names the first year after each break: figures of that \
         year and later must not be compared with earlier ones. The sheet Measures says why.",
    ),
    (
        "Suppression",
        "What the publisher suppressed is not here, and neither is anything from which it could be \
         worked out: sums over councils leave out councils whose figure is suppressed.",
    ),
];

fn measures_sheet<'a>(national: &'a National<'a>) -> Sheet<'a> {
    let catalogue = national.inputs.catalogue;
    let rows = catalogue
        .measures
        .values()
        .map(|measure| {
            let code = measure.framework_code.as_deref().unwrap_or(NOT_THERE);
            vec![
                Cell::Text(measure.id.0.as_str().into()),
                Cell::Text(measure.name.as_str().into()),
                Cell::Text(measure.basket.name().into()),
                Cell::Text(unit(measure.unit).into()),
                Cell::Text(polarity(measure.polarity).into()),
                Cell::Prose(measure.definition.as_str().into()),
                Cell::Text(code.into()),
                Cell::Text(caveats(measure)),
                Cell::Prose(reasons(catalogue, measure)),
            ]
        })
        .collect();
    let columns = columns([
        ("Measure ID", CODE),
        ("Measure", NAME),
        ("Theme", CODE),
        ("Unit", NAME),
        ("Which direction is better", NAME),
        ("Definition", PROSE),
        ("Code in ASCOF", CODE),
        ("Caveats", CODE),
        ("Breaks and years withheld", PROSE),
    ]);
    Sheet { name: "Measures", table: Some("measures".to_owned()), columns, rows }
}

/// The figures of a theme, one row a measure and area; none where no measure has any.
fn basket_sheet<'a>(national: &'a National<'a>, basket: Basket) -> Option<Sheet<'a>> {
    let areas = national.inputs.areas;
    let measures: Vec<&Measure> = national
        .inputs
        .catalogue
        .measures
        .values()
        .filter(|measure| measure.basket == basket)
        .collect();
    let years: BTreeSet<FinancialYear> =
        measures.iter().flat_map(|measure| national.results.years(&measure.id)).collect();
    let mut rows = Vec::new();
    for measure in measures {
        let Some(results) = national.results.by_measure.get(&measure.id) else { continue };
        let with_any: BTreeSet<AreaId> =
            results.values().flat_map(|year| year.values.keys().copied()).collect();
        for area in with_any {
            let mut row = lead(national, measure, area);
            row.extend(years.iter().map(|year| match results.get(year) {
                Some(results) => match results.values.get(&area) {
                    Some(value) => figure(value.value, measure.unit),
                    None => Cell::Gap(NOT_THERE),
                },
                None if !areas.exists_in(area, *year) => Cell::Gap(NOT_THERE),
                None => Cell::Gap(shorthand(Gap::NotAvailable)),
            }));
            rows.push(row);
        }
    }
    let mut columns = columns([
        ("Measure ID", CODE),
        ("Measure", NAME),
        ("Unit", NAME),
        ("Area level", CODE),
        ("Area code", CODE),
        ("Area", NAME),
        ("Region", NAME),
        ("Status", CODE),
        ("Caveats", CODE),
        ("Not comparable before", NAME),
    ]);
    columns
        .extend(years.iter().map(|year| Column { heading: year.to_string().into(), width: CODE }));
    let table = Some(basket.id().replace('-', "_"));
    (!rows.is_empty()).then_some(Sheet { name: basket.name(), table, columns, rows })
}

/// What a row of figures is about.
fn lead<'a>(national: &'a National<'a>, measure: &'a Measure, area: AreaId) -> Vec<Cell<'a>> {
    let areas = national.inputs.areas;
    let known = areas.get(area);
    let region = known.region.map_or(NOT_THERE, |region| &*areas.get(region).name);
    vec![
        Cell::Text(measure.id.0.as_str().into()),
        Cell::Text(measure.name.as_str().into()),
        Cell::Text(unit(measure.unit).into()),
        Cell::Text(level(known.level).into()),
        Cell::Text(areas.code_in(area, national.year).into()),
        Cell::Text(known.name.as_str().into()),
        Cell::Text(region.into()),
        Cell::Text(rows::status(national).into()),
        Cell::Text(caveats(measure)),
        Cell::Text(breaks(national.inputs.catalogue, measure)),
    ]
}

fn figure<'a>(figure: Figure, unit: Unit) -> Cell<'a> {
    match figure {
        // Cells hold pounds; only print shows millions.
        Ok(value) if unit == Unit::GbpMillion => Cell::Number(value, 0),
        Ok(value) => Cell::Number(value, unit.places()),
        Err(gap) => Cell::Gap(shorthand(gap)),
    }
}

fn unit(unit: Unit) -> &'static str {
    if unit == Unit::GbpMillion { "£" } else { unit.words() }
}

fn level(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::England => "England",
        AreaLevel::Region => "Region",
        AreaLevel::CouncilType => "Council type",
        AreaLevel::Council => "Council",
    }
}

fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::None => "neither",
        Polarity::Higher => "higher",
        Polarity::Lower => "lower",
        Polarity::HigherWithCaution => "higher, with caution",
        Polarity::LowerWithCaution => "lower, with caution",
    }
}

fn caveats(measure: &Measure) -> Cow<'_, str> {
    if measure.caveats.is_empty() { "none".into() } else { measure.caveats.join(" ").into() }
}

fn breaks<'a>(catalogue: &Catalogue, measure: &Measure) -> Cow<'a, str> {
    let years: BTreeSet<String> =
        catalogue.breaks(&measure.id).iter().map(|entry| entry.year.to_string()).collect();
    let years: Vec<String> = years.into_iter().collect();
    if years.is_empty() { "no break".into() } else { years.join(", ").into() }
}

fn reasons<'a>(catalogue: &Catalogue, measure: &Measure) -> Cow<'a, str> {
    let breaks = catalogue
        .breaks(&measure.id)
        .iter()
        .map(|entry| format!("Not comparable before {}: {}", entry.year, entry.why));
    let withheld = measure.withheld.iter().map(|span| match span.until {
        Some(until) => format!("Withheld from {} to {until}: {}", span.from, span.reason),
        None => format!("Withheld from {}: {}", span.from, span.reason),
    });
    let all: Vec<String> = breaks.chain(withheld).collect();
    if all.is_empty() { "none".into() } else { all.join(" ").into() }
}

fn columns<const N: usize>(headings: [(&'static str, u16); N]) -> Vec<Column> {
    headings.into_iter().map(|(heading, width)| Column { heading: heading.into(), width }).collect()
}
