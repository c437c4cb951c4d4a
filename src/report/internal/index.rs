//! The outcome value index of a council in words, always with its range, or why there is none.

use rust_decimal::Decimal;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::measure::value_index::{
    Beside, CouncilIndex, PLACES, Range, ValueIndex, WhyNone, WhyNot, YEARS,
};
use crate::reference::areas::AreaId;
use crate::report::national::National;
use crate::report::view::{IndexView, Paragraph};

/// What the index is, wherever it stands.
pub(super) fn intro() -> Vec<String> {
    vec![
        "The outcome value index sets outcomes beside spend: an index of outcomes, where 100 is the median \
         of England's councils, over an index of spend, where 100 is what England's spend per adult would \
         be with this council's need and area costs. It is always given as a range, and no council is put \
         before another."
            .to_owned(),
    ]
}

/// The index of a council.
pub(super) fn view(national: &National<'_>, index: &ValueIndex<'_>, council: AreaId) -> IndexView {
    let empty = IndexView {
        intro: intro(),
        warning: national.inputs.catalogue.productivity.warning.clone(),
        why_not: String::new(),
        sentences: Vec::new(),
        facts: Vec::new(),
        ranges: Vec::new(),
        domains: Vec::new(),
        measures: Vec::new(),
        source: String::new(),
    };
    let name = &national.inputs.areas.get(council).name;
    let none = |why: String| IndexView { why_not: why, ..empty.clone() };
    match &index.councils {
        Err(why) => none(why_none(why)),
        Ok(councils) => match councils.get(&council) {
            None => none(format!("There is no index for {name}: it is no council of the year.")),
            Some(Err(why)) => none(format!("There is no index for {name}: {}.", why_not(why))),
            Some(Ok(of)) => IndexView {
                sentences: vec![
                    sentence(name, of, beside(national, index, council, of)),
                    "A range that is above or below is no verdict: it says that the figures differ by \
                     more than the choices made here can account for."
                        .to_owned(),
                ],
                facts: facts(national, of),
                ranges: ranges(of),
                domains: domains(national, of),
                measures: measures(of),
                source: format!("Need and area costs: {}.", of.need.source.trim_end_matches('.')),
                ..empty
            },
        },
    }
}

/// A council's range beside its similar councils.
pub(super) fn beside(
    national: &National<'_>,
    index: &ValueIndex<'_>,
    council: AreaId,
    of: &CouncilIndex<'_>,
) -> Beside {
    let areas = national.inputs.areas;
    let group = national.peers.similar_group(areas, council, national.year);
    index.beside(of, &group.map_or_else(Vec::new, |group| group.members))
}

/// The range in a sentence, and where it lies.
pub(super) fn sentence(name: &str, of: &CouncilIndex<'_>, beside: Beside) -> String {
    let start = format!("The outcome value index of {name} is {}", between(of.range));
    match beside {
        Beside::NoGroup => {
            format!("{start}; too few of its similar councils have one to say how that compares.")
        }
        Beside::Within(middle) => format!(
            "{start}; it cannot be told apart from its similar councils, of which the middle half is {}.",
            between(middle)
        ),
        Beside::Below(middle) => format!(
            "{start}; the whole range is below the middle half of its similar councils, which is {}.",
            between(middle)
        ),
        Beside::Above(middle) => format!(
            "{start}; the whole range is above the middle half of its similar councils, which is {}.",
            between(middle)
        ),
    }
}

fn between((low, high): Range) -> String {
    format!("between {} and {}", number(low), number(high))
}

fn number(value: Decimal) -> String {
    format::decimal(value, PLACES)
}

fn facts(national: &National<'_>, of: &CouncilIndex<'_>) -> Vec<Paragraph> {
    let money = |value| format::number(value, Unit::GbpPerPerson);
    let year = national.year;
    let fact = |heading: &str, text: String| Paragraph { heading: heading.to_owned(), text };
    vec![
        fact("Outcome value index", format!("{}, {}", number(of.value), between(of.range))),
        fact("Outcome index", number(of.outcomes)),
        fact("Spend index", number(of.spend)),
        fact(
            "Spend per adult",
            format!(
                "{}, the mean of {YEARS} years in prices of {year}, where England's spend with this \
                 council's need and costs would be {}",
                money(of.spent),
                money(of.expected)
            ),
        ),
        fact("Relative need per adult, England = 1", format::decimal(of.need.need, 3)),
        fact("Area cost adjustment, England = 1", format::decimal(of.need.costs, 3)),
    ]
}

fn ranges(of: &CouncilIndex<'_>) -> Vec<Vec<String>> {
    let row = |what: &str, (low, high): Range| vec![what.to_owned(), number(low), number(high)];
    vec![
        row("All of the three together, 5th to 95th percentile", of.range),
        row("One measure left out at a time, lowest to highest", of.left_out),
        row("Other weights of the domains, 5th to 95th percentile", of.weights),
        row("Survey error, 5th to 95th percentile", of.surveys),
    ]
}

/// The weight of one of so many, in per cent.
pub(super) fn weight(of: usize) -> String {
    let weight = Decimal::ONE_HUNDRED.checked_div(Decimal::from(of)).unwrap_or_default();
    format::number(weight, Unit::Percent)
}

fn domains(national: &National<'_>, of: &CouncilIndex<'_>) -> Vec<Vec<String>> {
    let wanted = &national.inputs.catalogue.productivity.domains;
    let rows = of.domains.iter().zip(wanted).map(|(domain, wanted)| {
        vec![
            domain.name.to_owned(),
            weight(of.domains.len()),
            format!(
                "{} of {} ({})",
                domain.parts.len(),
                wanted.places.len(),
                format::number(domain.coverage, Unit::Percent)
            ),
            format::signed(domain.score, Unit::Score),
        ]
    });
    rows.collect()
}

fn measures(of: &CouncilIndex<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for domain in &of.domains {
        for part in &domain.parts {
            let measure = part.measure;
            rows.push(vec![
                format!("{} {}", measure.id, measure.short),
                domain.name.to_owned(),
                weight(of.domains.len() * domain.parts.len()),
                format::number(part.value, measure.unit),
                format::number(part.median, measure.unit),
                format::signed(part.z, Unit::Score),
            ]);
        }
    }
    rows
}

/// Why no council has an index, in a sentence.
pub(super) fn why_none(why: &WhyNone) -> String {
    match why {
        WhyNone::NoTable => {
            "The index is not made: it needs relative need and area costs of each council, which are \
             given with --need FILE. Without them need would be read as waste."
                .to_owned()
        }
        WhyNone::Blocked(year, why) => format!(
            "The index is not made for this year: it takes {YEARS} years of spend together, and {year} \
             may not be among them, as {why}."
        ),
        WhyNone::Broken(year, why) => format!(
            "The index is not made for this year: it takes {YEARS} years of spend together, and they \
             may not reach across the start of {year}. {}",
            ended(why)
        ),
        WhyNone::NoSpend(year) => {
            format!("The index is not made: England has no figure of spend per adult in {year}.")
        }
    }
}

/// A reason as a sentence.
fn ended(why: &str) -> String {
    format!("{}.", crate::report::sentences::capital(why.trim_end_matches('.')))
}

/// Why a council has none, as the end of a sentence.
pub(super) fn why_not(why: &WhyNot) -> String {
    match why {
        WhyNot::NotCompared => "it is too small to be compared".to_owned(),
        WhyNot::NoNeed => {
            "the file of need and area costs has no line for it and the year".to_owned()
        }
        WhyNot::NoSpend(year, Some(gap)) => {
            format!("its spend per adult in {year} is {}", Gap::words(*gap))
        }
        WhyNot::NoSpend(year, None) => {
            format!("its spend per adult in {year} is not above zero")
        }
        WhyNot::TooFew(domain, coverage) => format!(
            "it has figures for {} of the measures of “{domain}”, which is not enough",
            format::number(*coverage, Unit::Percent)
        ),
    }
}
