//! The questions that have measures: charts, one table, sentences, and what to keep in mind.

use crate::domain::figure;
use crate::domain::figure::Figure;
use crate::domain::format;
use crate::domain::unit::Unit;
use crate::measure::catalogue::{Balance, Step};
use crate::measure::distribution::Distribution;
use crate::measure::formula;
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::pictures::Pictures;
use crate::report::sentences::{self, standing, text};
use crate::report::series;
use crate::report::similar;
use crate::report::trend;
use crate::report::view::{
    BalanceView, CaveatView, MeasureCharts, PositionRow, Question, SeriesRow, SeriesTable,
};

/// Writes the questions of a council's report.
pub fn questions(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    pictures: &mut Pictures<'_>,
) -> Vec<Question> {
    national
        .inputs
        .catalogue
        .steps
        .iter()
        .filter_map(|step| question(national, council, all, step, pictures))
        .collect()
}

fn question(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    step: &Step,
    pictures: &mut Pictures<'_>,
) -> Option<Question> {
    let (measures, missing): (Vec<&Latest<'_>>, Vec<&Latest<'_>>) = all
        .iter()
        .filter(|latest| latest.measure.step == step.number)
        .partition(|latest| national.is_supplied(latest));
    if measures.is_empty() && missing.is_empty() {
        return None;
    }
    Some(Question {
        number: step.number,
        title: step.title.clone(),
        question: step.question.clone(),
        intro: step.intro.clone(),
        not_supplied: not_supplied(&missing),
        withheld: measures.iter().filter_map(|latest| withheld(latest)).collect(),
        charts: measures
            .iter()
            .filter(|latest| national.has_charts(latest.measure))
            .map(|latest| charts(national, council, latest, pictures))
            .collect(),
        table: measures.iter().map(|latest| position(national, council, latest)).collect(),
        balance: national
            .inputs
            .catalogue
            .balances
            .iter()
            .find(|balance| balance.step == step.number)
            .and_then(|balance| balance_view(national, council, balance, pictures)),
        influences: step.influences.clone(),
        caveats: caveats(national, &measures),
        discuss: step.discuss.clone(),
    })
}

/// The measures of a question that the files hold nothing for, in one sentence.
fn not_supplied(missing: &[&Latest<'_>]) -> Option<String> {
    let names: Vec<String> = missing
        .iter()
        .map(|latest| format!("{} ({})", latest.measure.name, latest.measure.id))
        .collect();
    Some(format!("Not supplied with the files of this report: {}.", names_in_row(&names)?))
}

/// Why a measure is withheld, in the publisher's words.
fn withheld(latest: &Latest<'_>) -> Option<String> {
    let measure = latest.measure;
    let reason = measure.withheld_in(latest.year)?;
    Some(format!("{} {} is withheld: {reason}", measure.id, measure.short))
}

/// Names that may hold commas of their own, apart by semicolons.
fn names_in_row(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join("; "))
}

fn charts(
    national: &National<'_>,
    council: AreaId,
    latest: &Latest<'_>,
    pictures: &mut Pictures<'_>,
) -> MeasureCharts {
    let measure = latest.measure;
    let mut lines = vec![sentences::position(latest, national, council)];
    lines.extend(trend::trend(latest, national, council));
    MeasureCharts {
        measure: measure.id.to_string(),
        name: measure.name.clone(),
        definition: measure.definition.clone(),
        unit: measure.unit.words().to_owned(),
        sentences: lines,
        strip: pictures.strip(latest),
        trend: (series::years(national, measure).len() > 1).then(|| pictures.trend(latest)),
        table: series::table(national, council, measure),
    }
}

fn position(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> PositionRow {
    let measure = latest.measure;
    let figure = |area| text(national.figure(&measure.id, latest.year, area), measure.unit);
    let spread = latest.distribution;
    let quartiles = spread.and_then(|spread| spread.quartiles);
    PositionRow {
        measure: measure.id.to_string(),
        name: measure.short.clone(),
        year: latest.year.to_string(),
        value: text(latest.value.value, measure.unit),
        england: figure(Some(national.inputs.areas.england())),
        region: figure(national.region(council)),
        council_type: figure(national.council_type(council)),
        similar: similar::together(latest),
        median: sentences::median(latest),
        middle_half: quartiles.map_or_else(
            || "not given".to_owned(),
            |(lower, upper)| {
                let (lower, upper) =
                    (format::number(lower, measure.unit), format::number(upper, measure.unit));
                format!("{lower} to {upper}")
            },
        ),
        councils: format::count(spread.map_or(0, Distribution::count)),
        standing: standing(latest, national, council),
    }
}

/// The caveats of a question in the order of the catalogue, each with the measures it belongs to.
fn caveats(national: &National<'_>, measures: &[&Latest<'_>]) -> Vec<CaveatView> {
    let caveats = national.inputs.catalogue.caveats.values();
    caveats
        .filter(|caveat| !caveat.throughout && caveat.matters_in(national.year))
        .filter_map(|caveat| {
            let ids: Vec<String> = measures
                .iter()
                .filter(|latest| latest.measure.caveats.contains(&caveat.code))
                .map(|latest| latest.measure.id.to_string())
                .collect();
            let measures = sentences::join(&ids)?;
            Some(CaveatView { measures, text: caveat.text.clone() })
        })
        .collect()
}

fn balance_view(
    national: &National<'_>,
    council: AreaId,
    balance: &Balance,
    pictures: &mut Pictures<'_>,
) -> Option<BalanceView> {
    let year = national.year;
    let areas: Vec<AreaId> =
        [Some(council), national.region(council), Some(national.inputs.areas.england())]
            .into_iter()
            .flatten()
            .collect();
    let shares: Vec<Vec<Figure>> =
        areas.iter().map(|area| shares(national, balance, *area)).collect();
    // Without the council's own figures there is nothing to show the balance of.
    if shares.first().is_none_or(|own| own.iter().all(Result::is_err)) {
        return None;
    }
    let labels: Vec<String> = balance.parts.iter().map(|(label, _)| label.clone()).collect();
    let names: Vec<String> =
        areas.iter().map(|area| national.inputs.areas.get(*area).name.clone()).collect();
    let rows = labels
        .iter()
        .enumerate()
        .map(|(part, label)| SeriesRow {
            label: label.clone(),
            cells: shares.iter().map(|shares| text(shares[part], Unit::Percent)).collect(),
        })
        .collect();
    Some(BalanceView {
        title: format!("{}, {year}", balance.title),
        chart: pictures.balance(balance, &names, &labels, &shares),
        table: SeriesTable {
            caption: format!("The same shares in numbers, {year}"),
            years: names,
            rows,
        },
    })
}

/// The share of each part in the whole, in per cent.
fn shares(national: &National<'_>, balance: &Balance, area: AreaId) -> Vec<Figure> {
    let amounts: Vec<Figure> = balance
        .parts
        .iter()
        .map(|(_, sum)| {
            let alternatives = std::slice::from_ref(sum);
            formula::first_published(
                alternatives,
                national.inputs.observations,
                area,
                national.year,
            )
            .map_or(Err(figure::Gap::NotAvailable), |found| found.figure)
        })
        .collect();
    let whole = figure::sum(amounts.iter().copied());
    amounts
        .into_iter()
        .map(|amount| {
            figure::ratio(amount, whole).map(|share| share * rust_decimal::Decimal::ONE_HUNDRED)
        })
        .collect()
}
