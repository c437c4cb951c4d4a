//! Documents written from the catalogue: every measure, and which years of each may be joined.
//!
//! They are committed, so that the method can be read and reviewed without the program; `uor docs
//! --check` says when they no longer say what the catalogue says.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::domain::format;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Catalogue, Measure};
use crate::reference::vocabulary::Vocabulary;
use crate::report::definition::{Definitions, break_reasons, polarity, withheld};

/// The documents: file names in `docs/`, and their text.
pub fn documents(catalogue: &Catalogue, vocabulary: &Vocabulary) -> [(&'static str, String); 2] {
    let source = Definitions { catalogue, vocabulary, notation: true };
    [("measures.md", measures(source)), ("comparability.md", comparability(catalogue))]
}

/// What the documents open with.
const WRITTEN: &str = "<!-- Written by `uor docs` from data/catalogue/; do not edit. -->\n\n";

/// Writes a line; writing to a string cannot fail.
macro_rules! put {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($arg:tt)*) => {
        writeln!($out, $($arg)*).expect("writing to a string cannot fail")
    };
}

fn measures(source: Definitions<'_>) -> String {
    let mut out = WRITTEN.to_owned();
    let all = || source.catalogue.measures.values();
    put!(out, "# Measures\n");
    put!(
        out,
        "All {} measures, by theme in the order of print. A series is written as the catalogue does: \
         a quantity, then `dimension=term` for each dimension that is not a total. Which years of a \
         measure may be joined stands in [comparability.md](comparability.md).\n",
        format::count(all().count())
    );
    put!(
        out,
        "England, regions and council types are weighted: the sum of numerators over the sum of \
         denominators, unless the publisher prints a figure for the group. A gap in any input is a \
         gap in the figure, and the worst reason is given.\n"
    );
    for basket in Basket::ALL {
        put!(out, "- [{}](#{})", basket.name(), anchor(basket.name()));
        for measure in all().filter(|measure| measure.basket == basket) {
            let heading = heading(measure);
            put!(out, "  - [{heading}](#{})", anchor(&heading));
        }
    }
    for basket in Basket::ALL {
        put!(out, "\n## {}", basket.name());
        for measure in all().filter(|measure| measure.basket == basket) {
            one(source, measure, &mut out);
        }
    }
    put!(out, "\n## Caveats\n");
    put!(out, "The codes above, and the sentences as printed.\n");
    for caveat in source.catalogue.caveats.values() {
        put!(out, "- **{}** {}", caveat.code, caveat.text);
    }
    out
}

fn heading(measure: &Measure) -> String {
    format!("{} {}", measure.id, measure.name)
}

/// How a heading is linked to: lower case, hyphens for spaces, no punctuation.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            ' ' | '-' => Some('-'),
            other => other.is_alphanumeric().then_some(other),
        })
        .collect()
}

fn one(source: Definitions<'_>, measure: &Measure, out: &mut String) {
    put!(out, "\n### {}\n", heading(measure));
    put!(out, "{}\n", measure.definition);
    if let Some(step) = source.catalogue.steps.iter().find(|step| step.number == measure.step) {
        put!(out, "- **Question {}:** {}", step.number, step.question);
    }
    put!(out, "- **Unit:** {}", measure.unit.words());
    put!(out, "- **Polarity:** {}", polarity(measure.polarity));
    put!(out, "- **Interval:** {}", measure.interval.words());
    if let Some(code) = &measure.framework_code {
        put!(out, "- **Outcomes framework:** {code}");
    }
    if measure.headline {
        put!(out, "- **Overview:** yes");
    }
    formula(source, measure, out);
    bullets(out, "Filled from", source.publications(measure));
    bullets(out, "Allowed uses", measure.uses.iter().map(|rule| source.rule(rule)));
    bullets(out, "Withheld", withheld(measure));
    bullets(out, "Breaks", source.breaks(measure));
    let codes: Vec<&str> = measure.caveats.iter().map(String::as_str).collect();
    put!(out, "\nCaveats: {}", codes.join(", "));
}

fn bullets(out: &mut String, title: &str, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() {
        put!(out, "\n{title}:\n");
    }
    for text in lines {
        put!(out, "- {text}");
    }
}

/// The formula in words. Alternatives are numbered in their order.
fn formula(source: Definitions<'_>, measure: &Measure, out: &mut String) {
    for step in source.formula(measure) {
        put!(out, "\n{}", step.text);
        if !step.choices.is_empty() {
            put!(out);
        }
        for (place, choice) in step.choices.iter().enumerate() {
            put!(out, "{}. {choice}", place + 1);
        }
    }
}

/// The years that the catalogue speaks of, from its first break to its last change.
fn years_of(catalogue: &Catalogue) -> Vec<FinancialYear> {
    let mut named = BTreeSet::new();
    for measure in catalogue.measures.values() {
        named.extend(catalogue.breaks(&measure.id).iter().map(|entry| entry.year));
        named.extend(measure.withheld.iter().map(|span| span.from));
        named.extend(measure.uses.iter().filter_map(|rule| rule.from));
    }
    let (Some(first), Some(last)) = (named.first(), named.last()) else { return Vec::new() };
    std::iter::successors(Some(*first), |year| Some(year.after()))
        .take_while(|year| year <= last)
        .collect()
}

fn comparability(catalogue: &Catalogue) -> String {
    let mut out = WRITTEN.to_owned();
    let all = years_of(catalogue);
    put!(out, "# Which years may be joined\n");
    put!(
        out,
        "One row for each measure. Years with the same number may be joined into one line and \
         compared; years with different numbers may not. “Withheld” is a year in which the publisher \
         says that the figure must not be made. What was published in a year is another matter: \
         `data/comparability.csv` of a run has the years with figures only.\n"
    );
    let header: Vec<String> = all.iter().map(ToString::to_string).collect();
    put!(out, "| Measure | {} |", header.join(" | "));
    put!(out, "| --- |{}", " ---: |".repeat(all.len()));
    for measure in catalogue.measures.values() {
        let spans = catalogue.spans(&measure.id, all.iter().copied());
        let cells: Vec<String> = all
            .iter()
            .map(|year| match spans.iter().find(|span| span.holds(*year)) {
                _ if measure.withheld_in(*year).is_some() => "withheld".to_owned(),
                Some(span) => span.number.to_string(),
                None => String::new(),
            })
            .collect();
        put!(out, "| {} {} | {} |", measure.id, measure.short, cells.join(" | "));
    }
    put!(out, "\n## Why\n");
    for (year, why, ids) in break_reasons(catalogue) {
        put!(out, "- Before {year}: {why} ({})", ids.join(", "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of the contents leads to a heading of the page.
    #[test]
    fn every_link_has_a_heading_and_every_measure_a_section() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let catalogue = Catalogue::load(&vocabulary).expect("the embedded catalogue loads");
        let [(_, measures), (_, years)] = documents(&catalogue, &vocabulary);
        let headings: BTreeSet<String> = measures
            .lines()
            .filter_map(|line| line.trim_start_matches('#').strip_prefix(' '))
            .map(anchor)
            .collect();
        for link in measures.split("(#").skip(1) {
            let link = link.split(')').next().unwrap_or_default();
            assert!(headings.contains(link), "{link}");
        }
        for id in catalogue.measures.keys() {
            assert!(measures.contains(&format!("\n### {id} ")), "{id}");
            assert!(years.contains(&format!("\n| {id} ")), "{id}");
        }
    }
}
