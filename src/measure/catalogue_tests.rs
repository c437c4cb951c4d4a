//! Checks that the embedded catalogue is whole and fit to print.

use std::collections::BTreeSet;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Basket, Catalogue, Comparator, IntervalMethod, MeasureId};
use crate::reference::areas::Areas;
use crate::reference::deflators::Deflators;
use crate::reference::vocabulary::Vocabulary;

fn catalogue() -> Catalogue {
    let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
    Catalogue::load(&vocabulary).unwrap_or_else(|error| panic!("{error}"))
}

fn year(text: &str) -> FinancialYear {
    text.parse().expect("a literal year")
}

/// METHOD section 10: 19 + 12 + 16 + 24 + 5 + 8 measures, with EX20, which is refused, and the two of
/// the revenue outturn.
fn expected() -> Vec<String> {
    let ids = |letters: &'static str, from: usize, to: usize| {
        (from..=to).map(move |number| format!("{letters}{number:02}"))
    };
    ids("EX", 1, 20)
        .chain(ids("RO", 1, 2))
        .chain(ids("UC", 1, 12))
        .chain(ids("AC", 1, 16))
        .chain(ids("OC", 1, 24))
        .chain(ids("QW", 1, 5))
        .chain(ids("CX", 1, 8))
        .collect()
}

#[test]
fn the_tables_load_and_hold_the_measures_of_the_method() {
    Areas::load().expect("the embedded register loads");
    Deflators::load().expect("the embedded deflators load");
    let catalogue = catalogue();
    let ids: Vec<&str> = catalogue.measures.keys().map(|id| &*id.0).collect();
    assert_eq!(ids, expected());
    let steps: Vec<u8> = catalogue.steps.iter().map(|step| step.number).collect();
    assert_eq!(steps, (1..=13).collect::<Vec<u8>>());
}

#[test]
fn every_measure_can_be_printed_and_compared() {
    let catalogue = catalogue();
    for measure in catalogue.measures.values() {
        let id = &measure.id;
        for comparator in [Comparator::England, Comparator::Region, Comparator::CouncilType] {
            assert!(measure.comparators.contains(&comparator), "{id}: {comparator:?}");
        }
        for text in [&measure.name, &measure.short, &measure.phrase] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{id}: '{text}'");
        }
        assert!(measure.definition.ends_with('.'), "{id}: a definition is a sentence");
        assert!(measure.short.chars().count() <= 28, "{id}: '{}' is too long", measure.short);
        assert!(measure.phrase.starts_with(char::is_lowercase), "{id}: '{}'", measure.phrase);
        let beside = |code: &&String| !catalogue.caveats[&**code].throughout;
        assert!(!measure.caveats.is_empty(), "{id}: at least one caveat");
        assert!(measure.caveats.iter().filter(beside).count() <= 4, "{id}: four beside it at most");
    }
}

#[test]
fn names_are_unlike_and_headlines_cover_every_basket() {
    let catalogue = catalogue();
    let shorts: BTreeSet<&str> = catalogue.measures.values().map(|entry| &*entry.short).collect();
    let names: BTreeSet<&str> = catalogue.measures.values().map(|entry| &*entry.name).collect();
    assert_eq!((shorts.len(), names.len()), (catalogue.measures.len(), catalogue.measures.len()));
    let filled = |basket| catalogue.measures.values().any(|measure| measure.basket == basket);
    for basket in Basket::ALL.into_iter().filter(|basket| filled(*basket)) {
        let headlines =
            catalogue.measures.values().filter(|measure| measure.headline).collect::<Vec<_>>();
        assert!(headlines.len() <= 26, "the overview is one to two pages");
        assert!(headlines.iter().any(|measure| measure.basket == basket), "{}", basket.name());
    }
}

#[test]
fn every_caveat_is_one_short_sentence() {
    for caveat in catalogue().caveats.values() {
        let words = caveat.text.split_whitespace().count();
        assert!(words <= 35 && caveat.text.ends_with('.'), "{}: {words} words", caveat.code);
    }
}

/// METHOD 2.9, 3.5 and the comparability log of the ASCOF 2024-25 workbook.
#[test]
fn lines_stop_where_the_publisher_says() {
    let catalogue = catalogue();
    let breaks =
        |id: &str, text: &str| catalogue.breaks_before(&MeasureId(id.to_owned()), year(text));
    for id in ["AC01", "AC09", "OC05", "OC06", "OC09", "OC10", "OC11", "OC22", "OC24"] {
        assert!(breaks(id, "2024-25"), "{id} is made from client level data from 2024-25");
    }
    for id in ["EX02", "UC03", "OC01", "OC16"] {
        assert!(!breaks(id, "2024-25"), "{id} goes on");
    }
    assert!(!breaks("OC09", "2017-18"), "a caution, not a break");
    assert!(breaks("OC02", "2020-21"), "the formula of 1J was corrected");
    let carers = &catalogue.measures[&MeasureId("OC18".to_owned())];
    assert!(carers.withheld_in(year("2024-25")).is_some(), "the publisher withheld it");
    assert_eq!(carers.withheld_in(year("2023-24")), None);
}

/// METHOD rule 2 and PEERS 0.4: money over people is withheld in every year with the words of whoever
/// published it, and money over residents or weeks is not.
#[test]
fn the_publishers_words_decide_what_is_made() {
    let catalogue = catalogue();
    let measure = |id: &str| &catalogue.measures[&MeasureId(id.to_owned())];
    for (text, words) in [
        ("2014-15", "not recommended"),
        ("2023-24", "not recommended"),
        ("2024-25", "client level data does not tell one week of care from a year"),
    ] {
        let reason = measure("EX20").withheld_in(year(text)).expect("it is withheld");
        assert!(reason.contains(words), "{text}: {reason}");
    }
    for id in ["EX02", "EX03", "UC03", "UC12", "AC09", "OC01", "RO01", "CX01"] {
        assert!(!measure(id).uses.is_empty(), "{id} comes under a rule");
        assert_eq!(measure(id).withheld_in(year("2024-25")), None, "{id}");
    }
}

/// METHOD 7.2 and the table of 10.5.
#[test]
fn intervals_are_those_of_the_method() {
    use IntervalMethod::{Byar, MarginOfError, None, Wilson};
    let catalogue = catalogue();
    for (method, ids) in [
        (MarginOfError, "OC01 OC03 OC04 OC12 OC13 OC14 OC15 OC16 OC17 OC20 OC21"),
        (Wilson, "OC05 OC06 OC07 OC08 OC11 OC18 OC19 OC22 OC23 OC24"),
        (Byar, "OC09 OC10 AC01 AC02 AC06 AC07 AC08 AC09 AC10 AC13 AC15"),
        (None, "OC02 EX02 EX06 EX20 RO01 UC03 UC12 QW01 CX03"),
    ] {
        for id in ids.split_whitespace() {
            let measure = &catalogue.measures[&MeasureId(id.to_owned())];
            assert_eq!(measure.interval, method, "{id}");
        }
    }
}

/// OC02: the method was refined in 2017-18 and its formula corrected in 2020-21 (comparability log of
/// the ASCOF 2024-25 workbook). OC16: a survey of every second year has no break.
#[test]
fn years_are_split_at_breaks_and_nowhere_else() {
    let catalogue = catalogue();
    let spans = |id: &str, years: &[&str]| -> Vec<String> {
        let spans = catalogue.spans(&MeasureId(id.to_owned()), years.iter().map(|text| year(text)));
        assert!(spans.iter().all(|span| span.why.is_empty() == (span.number == 1)), "{spans:?}");
        spans
            .iter()
            .map(|span| format!("{}: {} to {}", span.number, span.first, span.last))
            .collect()
    };
    let adjusted = spans("OC02", &["2016-17", "2018-19", "2019-20", "2021-22", "2024-25"]);
    assert_eq!(
        adjusted,
        ["1: 2016-17 to 2016-17", "2: 2018-19 to 2019-20", "3: 2021-22 to 2024-25"]
    );
    assert_eq!(spans("OC16", &["2014-15", "2016-17", "2023-24"]), ["1: 2014-15 to 2023-24"]);
    let requests = spans("AC01", &["2024-25", "2014-15", "2015-16", "2023-24"]);
    assert_eq!(
        requests,
        ["1: 2014-15 to 2014-15", "2: 2015-16 to 2023-24", "3: 2024-25 to 2024-25"]
    );
    assert_eq!(spans("AC01", &[]), Vec::<String>::new());
}

#[test]
fn england_has_one_printed_figure_for_a_series_and_year() {
    let printed = catalogue().printed;
    let keys: BTreeSet<_> = printed.iter().map(|entry| (entry.series, entry.year)).collect();
    assert_eq!(keys.len(), printed.len());
    for entry in &printed {
        assert!(!entry.source.is_empty() && !entry.within.is_sign_negative());
    }
}

/// METHOD 4.2, 8.2 and 11.7.
#[test]
fn no_word_is_printed_that_judges_or_belittles() {
    const FORBIDDEN: [&str; 24] = [
        "rank",
        "ranks",
        "ranked",
        "ranking",
        "league",
        "best",
        "worst",
        "top",
        "bottom",
        "failing",
        "efficient",
        "service user",
        "service users",
        "clients",
        "recipient",
        "recipients",
        "receiving care",
        "because",
        "due to",
        "led to",
        "leads to",
        "burden",
        "the elderly",
        "bed blocking",
    ];
    for (place, text) in texts(&catalogue()) {
        let spaced = words_only(&text);
        for word in FORBIDDEN {
            assert!(!spaced.contains(&format!(" {word} ")), "{place}: '{word}' in '{text}'");
        }
    }
}

/// A text in lower case, with one space before, after and between its words.
fn words_only(text: &str) -> String {
    let letters: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    format!(" {} ", words.join(" ").to_lowercase())
}

/// Everything of the catalogue that can reach a page, with where it stands.
fn texts(catalogue: &Catalogue) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut add = |place: &str, text: &str| texts.push((place.to_owned(), text.to_owned()));
    for measure in catalogue.measures.values() {
        let id = &measure.id.0;
        for text in [&measure.name, &measure.short, &measure.phrase, &measure.definition] {
            add(id, text);
        }
        measure.withheld.iter().for_each(|span| add(id, &span.reason));
        measure.uses.iter().for_each(|rule| add(id, &rule.reason));
        catalogue.breaks(&measure.id).iter().for_each(|entry| add(id, &entry.why));
    }
    for step in &catalogue.steps {
        let place = format!("question {}", step.number);
        for text in [&step.title, &step.question, &step.intro] {
            add(&place, text);
        }
        step.influences.iter().chain(&step.discuss).for_each(|text| add(&place, text));
    }
    catalogue.caveats.values().for_each(|caveat| add(&caveat.code, &caveat.text));
    for framework in &catalogue.frameworks {
        add(&framework.id, &framework.name);
        framework.mappings.iter().for_each(|mapping| add(&framework.id, &mapping.outcome.1));
    }
    for item in &catalogue.assessment.items {
        let local = item.local.as_ref();
        [&item.title, &item.prompt].into_iter().chain(local).for_each(|text| add(&item.id, text));
    }
    catalogue.assessment.scores.iter().for_each(|score| add(&score.value, &score.meaning));
    for entry in &catalogue.glossary {
        add(&entry.term, &entry.term);
        add(&entry.term, &entry.meaning);
    }
    texts
}
