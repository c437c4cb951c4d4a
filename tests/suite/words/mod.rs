//! Every sentence of every council: its grammar, its words, and its numbers against the figures it tells of.

mod cited;
mod lint;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;
use use_of_resources::domain::figure::{Figure, Gap};
use use_of_resources::domain::format::for_drawing;
use use_of_resources::domain::year::FinancialYear;
use use_of_resources::measure::distribution::Distribution;
use use_of_resources::measure::results::Results;
use use_of_resources::observe::need::{Need, NeedTable};
use use_of_resources::reference::areas::{AreaId, AreaLevel};
use use_of_resources::report::national::National;
use use_of_resources::report::{build, internal, kit, sentences, trend};
use use_of_resources::run::{self, Published, Tables, Wanted, make};

use self::cited::Cited;
pub(crate) use self::lint::long_title;
use crate::harness::{Tree, entries, illustrative, page_text, published, published_files, sample};

/// The faults of a text, each once, with where it stands.
#[derive(Default)]
struct Faults(BTreeMap<String, String>);

impl Faults {
    fn add(&mut self, place: &str, text: &str, found: impl IntoIterator<Item = String>) {
        for fault in found {
            self.0.entry(fault).or_insert_with(|| format!("{place}: {text}"));
        }
    }

    fn read(&mut self, place: &str, text: &str) {
        self.add(place, text, lint::faults(text));
    }

    fn none(self) {
        let told: Vec<String> =
            self.0.into_iter().map(|(fault, place)| format!("{fault} in {place}")).collect();
        assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
    }
}

/// Reads every text of a view.
fn read_view(council: &str, view: &Value, faults: &mut Faults) {
    match view {
        Value::String(text) if text.starts_with("../") => {}
        Value::String(text) => faults.read(council, text),
        Value::Array(items) => items.iter().for_each(|item| read_view(council, item, faults)),
        Value::Object(fields) => {
            let title = fields.get("meta").and_then(|meta| meta["title"].as_str());
            faults.add(council, "", title.and_then(long_title));
            fields.values().for_each(|item| read_view(council, item, faults));
        }
        _ => {}
    }
}

/// Need and area costs of some councils, made up: every other one has none.
fn need(national: &National<'_>, councils: &[AreaId]) -> NeedTable {
    let one = |council: &AreaId| {
        let source = format!("A test of {}", national.year);
        (*council, Need { need: Decimal::ONE, costs: Decimal::new(12, 1), source })
    };
    councils.iter().step_by(2).map(one).collect()
}

/// What a chart tells of a change and the sentence beside it tells otherwise: both begin with the same year.
fn other_start(chart: &str, sentence: &str) -> Option<String> {
    let start = |text: &str| -> Option<FinancialYear> {
        text.split_whitespace()
            .find_map(|word| word.trim_end_matches([',', '.', ':', ';']).parse().ok())
    };
    let changed =
        [" rose from ", " fell from ", " in both "].iter().any(|verb| chart.contains(verb));
    let (told, said) = (start(chart)?, start(sentence)?);
    (changed && told != said).then(|| format!("the chart begins with {told}: {chart} / {sentence}"))
}

/// Reads every word of some councils: their reports, what is written in their pictures, and the sentences
/// of all measures, those without charts too.
fn read_country(national: &National<'_>, tables: &Tables, councils: &[AreaId]) {
    let mut faults = Faults::default();
    let need = need(national, councils);
    let index = internal::value_index(national, Some(&need));
    let country = internal::national_page(national, &index, &BTreeMap::new());
    read_view("internal", &serde_json::to_value(&country).expect("a view is text"), &mut faults);
    for council in councils {
        let name = &tables.areas.get(*council).name;
        let built = build::build(national, *council, make::context(tables));
        let view = serde_json::to_value(&built.report).expect("a view is text");
        read_view(name, &view, &mut faults);
        let kit = kit::build(national, *council, &built.report);
        read_view(name, &serde_json::to_value(&kit.kit).expect("a view is text"), &mut faults);
        let page = internal::page(national, &index, *council, &built.report);
        read_view(name, &serde_json::to_value(&page).expect("a view is text"), &mut faults);
        for chart in built.report.questions.iter().flat_map(|question| &question.charts) {
            let told = chart.trend.as_ref().map(|trend| trend.alt.as_str());
            let sentence = chart.sentences.get(1).map(String::as_str);
            let other = told.zip(sentence).and_then(|(told, sentence)| other_start(told, sentence));
            faults.add(&format!("{name}, {}", chart.measure), "", other);
        }
        for (id, svg) in built.pictures.iter().chain(&kit.pictures) {
            let cut = svg.contains('…').then(|| "a label is cut".to_owned());
            faults.add(&format!("{name}, {id}"), "", cut);
        }
        for latest in national.newest(*council) {
            let measure = latest.measure;
            let place = format!("{name}, {}", measure.id);
            let own = |year: FinancialYear| national.figure(&measure.id, year, Some(*council));
            let median = latest.distribution.map(|spread| for_drawing(spread.median));
            let deflators = national.inputs.deflators;
            let factor = |from, to| deflators.factor(from, to).map(for_drawing);
            let cited = Cited { unit: measure.unit, own: &own, median, factor: &factor };
            let position = sentences::position(&latest, national, *council);
            faults.read(&place, &position);
            faults.add(&place, &position, cited::position(&position, latest.year, &cited).err());
            if measure.unit.is_money()
                && [" better ", " worse "].iter().any(|word| position.contains(word))
            {
                faults.add(&place, &position, ["better or worse money".to_owned()]);
            }
            if let Some(trend) = trend::trend(&latest, national, *council) {
                faults.read(&place, &trend);
                faults.add(&place, &trend, cited::trend(&trend, &cited).err());
            }
        }
    }
    faults.none();
}

fn read(data: &[&Path], tables: &Tables) -> Published {
    let data: Vec<_> = data.iter().map(|path| path.to_path_buf()).collect();
    run::read(&data, false, tables).expect("a release")
}

/// Reads all councils of a year.
fn read_all(published: &Published, tables: &Tables, year: &str) {
    let year: FinancialYear = year.parse().expect("a year");
    let worked = run::work(published, tables, &Wanted { year: Some(year), ..Wanted::default() })
        .expect("measures");
    let national = run::national(published, tables, &worked);
    let councils: Vec<AreaId> = tables.areas.councils_in(year).collect();
    assert!(councils.len() > 150, "{}", councils.len());
    read_country(&national, tables, &councils);
}

#[test]
fn every_word_of_every_published_council_is_read() {
    let Some(data) = published_files() else { return };
    let tables = Tables::load().expect("the embedded tables load");
    let published = read(&[&data], &tables);
    // The outcome value index is made for the first.
    for year in ["2018-19", "2021-22", "2023-24"] {
        read_all(&published, &tables, year);
    }
}

#[test]
fn every_word_of_every_illustrative_council_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--years", "3"]);
    let tables = Tables::load().expect("the embedded tables load");
    read_all(&read(&[&release], &tables), &tables, "2023-24");
}

/// Results in which every council's figures are what a case says, by measure and year.
fn altered(results: &Results, tables: &Tables, of: fn(i64, i64) -> Figure) -> Results {
    let mut results = results.clone();
    for years in results.by_measure.values_mut() {
        for (year, year_results) in years.iter_mut() {
            let areas = &tables.areas;
            let council = |id: AreaId| areas.get(id).level == AreaLevel::Council;
            let values = year_results.values.iter_mut().filter(|(id, _)| council(**id));
            for (number, (_, value)) in (0..).zip(values) {
                value.value = of(i64::from(year.end()), number);
                value.interval = None;
            }
            let values = year_results.values.iter().filter(|(id, _)| council(**id));
            year_results.distribution = Distribution::of(values.map(|(_, value)| value.value));
        }
    }
    results
}

/// What every council has in a case: by the end of the year and the council's number.
type Case = (&'static str, fn(i64, i64) -> Figure);

#[expect(clippy::unnecessary_wraps, reason = "a figure is a result")]
fn whole(number: i64) -> Figure {
    Ok(Decimal::from(number))
}

/// One kind of gap after the other, and a figure now and then.
fn gaps(_: i64, number: i64) -> Figure {
    match number % 9 {
        0 => Err(Gap::Suppressed),
        1 => Err(Gap::NotSubmitted),
        2 => Err(Gap::NotAvailable),
        3 => Err(Gap::NotApplicable),
        4 => Err(Gap::TooFew),
        5 => Err(Gap::ZeroDenominator),
        6 => Err(Gap::Withheld),
        7 => Err(Gap::NotSupplied),
        _ => whole(7),
    }
}

const HOSTILE: [Case; 8] = [
    ("all alike", |_, _| whole(10)),
    ("one far from all others", |_, number| whole(if number == 3 { 5_000 } else { 10 })),
    ("one council", |_, number| if number == 3 { whole(10) } else { Err(Gap::NotSubmitted) }),
    ("gaps", gaps),
    ("below zero", |_, number| whole(-5 - number)),
    ("zero", |_, _| whole(0)),
    ("a point a year", |year, number| whole(year - 2_000 + number)),
    ("an eighth and eleven", |year, number| {
        Ok(Decimal::new(if year % 2 == 0 { 118 } else { 80 }, 1) + Decimal::from(number))
    }),
];

/// Ties, half of all councils alike and one far away, a single council, every kind of gap, figures below
/// zero, changes of one point and of nothing.
#[test]
fn hostile_figures_make_no_hostile_sentences() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let release = folder.path().join("release");
    sample(&release, &["--councils", "30", "--years", "3"]);
    let tables = Tables::load().expect("the embedded tables load");
    let published = read(&[&release], &tables);
    let mut worked = run::work(&published, &tables, &Wanted::default()).expect("measures");
    let results = worked.results.clone();
    let all = || results.by_measure.values().flat_map(BTreeMap::values);
    let held: BTreeSet<AreaId> = all().flat_map(|year| year.values.keys().copied()).collect();
    let councils: Vec<AreaId> = tables.areas.councils_in(worked.year).collect();
    let some: Vec<AreaId> =
        councils.into_iter().filter(|council| held.contains(council)).take(12).collect();
    assert_eq!(some.len(), 12);
    for (case, of) in HOSTILE {
        eprintln!("{case}");
        worked.results = altered(&results, &tables, of);
        read_country(&run::national(&published, &tables, &worked), &tables, &some);
    }
}

/// Reads the words of a page: what is forbidden must not stand in what the templates add either.
fn lint(path: &Path) {
    let html = fs_err::read_to_string(path).expect("the page");
    let body = html.split_once("<main").expect("the page has a main part").1;
    let found = lint::forbidden(&page_text(body));
    assert!(found.is_empty(), "{}: {found:?}", path.display());
}

#[test]
fn no_report_has_a_forbidden_word() {
    for slug in ["barnet", "barnsley"] {
        lint(&illustrative().find(slug, "index.html"));
    }
    let Some(tree) = published() else { return };
    for slug in ["kirklees", "hackney", "city-of-london", "isles-of-scilly"] {
        lint(&tree.find(slug, "index.html"));
    }
}

fn lint_beside(tree: &Tree) {
    for name in ["index.html", "methods.html", "accessibility.html", "changes.html"] {
        lint(&tree.root.join(name));
    }
    for kind in ["measures", "regions"] {
        for folder in entries(&tree.root.join(kind)) {
            lint(&folder.join("index.html"));
        }
    }
}

#[test]
fn no_page_beside_the_reports_has_a_forbidden_word() {
    lint_beside(illustrative());
    let Some(tree) = published() else { return };
    lint_beside(tree);
}
