//! The figures of a file as they are written to observations: money in pounds, totals that are not
//! printed added up, what is missing named.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Figure;
use crate::domain::place::{Place, Spot};
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, unreadable};
use crate::observe::finance_csv::classify::series;
use crate::observe::finance_csv::rules::{Column, Meaning, Rules, Unit};
use crate::observe::money::Money;
use crate::observe::reader::Context;
use crate::observe::reading::{SENTINEL, Unreadable};
use crate::observe::totals::{Book, Cell, Needed, Part, Total, compare};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{SeriesKey, Term};

/// The figure of one row, as written.
pub(super) struct Entry {
    pub(super) meaning: Meaning,
    pub(super) kind: usize,
    pub(super) area: AreaId,
    pub(super) year: FinancialYear,
    pub(super) figure: Figure,
    pub(super) line: u32,
}

/// The column whose size tells what money is written in.
const SIZE: &str = "gross-current-expenditure";

/// The figures of a file.
pub(super) struct Figures<'a> {
    pub(super) rules: &'a Rules,
    pub(super) context: &'a Context<'a>,
    pub(super) entries: Vec<Entry>,
    /// The kinds of which a row was left out for a word that nobody listed.
    pub(super) lost: BTreeSet<usize>,
    /// Those of which such a row may be among what totals are added up from.
    pub(super) doubtful: BTreeSet<usize>,
    pub(super) file: Place,
    /// The column of the values, counted from 1.
    pub(super) column: Option<u16>,
}

impl Figures<'_> {
    /// Gives every figure to the collector.
    pub(super) fn collect(self, money: &Money, collector: &mut Collector) {
        let totals: Vec<(Vec<Total>, Vec<Diagnostic>)> =
            (0..self.rules.columns.len()).map(|column| self.totals(column)).collect();
        let factors = self.factors(&totals, money, collector);
        collector.reserve(self.entries.len());
        let mut found: BTreeSet<Term> = BTreeSet::new();
        let mut there = HashSet::new();
        let mut instead = Vec::new();
        for entry in &self.entries {
            let Some(series) = series(self.rules, entry.meaning) else { continue };
            let Some(figure) = self.in_pounds(entry.kind, entry.year, entry.figure, &factors)
            else {
                continue;
            };
            let place = self.at(Spot::Line(entry.line, self.column));
            if self.is_sentinel(entry, figure) {
                let shown = entry.figure.map(|value| value.to_string()).unwrap_or_default();
                collector.findings.add(unreadable(&shown, &Unreadable::Sentinel).at(place));
                continue;
            }
            if matches!(entry.meaning, Meaning::Instead(_)) {
                instead.push((series, entry.area, entry.year, figure, place));
                continue;
            }
            found.insert(series.quantity);
            there.insert((series, entry.area, entry.year));
            collector.add(series, entry.area, entry.year, figure, place);
        }
        for (series, area, year, figure, place) in instead {
            let council = self.context.areas.get(area).level == AreaLevel::Council;
            if council && !there.contains(&(series, area, year)) {
                found.insert(series.quantity);
                collector.add(series, area, year, figure, place);
            }
        }
        for (column, (totals, faults)) in self.rules.columns.iter().zip(totals) {
            collector.findings.extend(faults);
            self.add_totals(column, totals, &factors, &mut found, collector);
        }
        self.missing(&found, collector);
    }

    fn at(&self, spot: Spot) -> Place {
        Place { file: self.file.file.clone(), spot }
    }

    fn in_pounds(
        &self,
        kind: usize,
        year: FinancialYear,
        figure: Figure,
        factors: &BTreeMap<FinancialYear, Option<Decimal>>,
    ) -> Option<Figure> {
        if self.rules.kinds[kind].unit != Unit::Money {
            return Some(figure);
        }
        let factor = factors.get(&year).copied().flatten()?;
        Some(figure.map(|value| value * factor))
    }

    /// The totals of a column, in what the file is written in. None are made of a kind of which rows
    /// were left out, since they may be among what would be added up.
    fn totals(&self, index: usize) -> (Vec<Total>, Vec<Diagnostic>) {
        let column = &self.rules.columns[index];
        if self.doubtful.contains(&column.kind) {
            return (Vec::new(), Vec::new());
        }
        let vocabulary = self.context.vocabulary;
        let needed =
            if column.is_money { Needed::money(vocabulary) } else { Needed::weeks(vocabulary) };
        let mut book = Book::new(needed);
        for entry in &self.entries {
            if let Meaning::Cell(own, cell) = entry.meaning
                && own == index
            {
                let figure = Box::new([entry.figure]);
                book.add(cell, entry.area, entry.year, entry.line, figure);
            }
        }
        let faults = book.contradictions().into_iter().filter_map(|(area, year, cell, lines)| {
            // Where the cell is a series of ours the two values are told of when the run is settled.
            if column.family.series(&cell).is_some() {
                return None;
            }
            let message = format!(
                "two rows of {} in {year} say the same and have two values: lines {} and {}",
                self.context.areas.get(area).name,
                lines[0],
                lines[1]
            );
            let place = self.at(Spot::Line(lines[1], self.column));
            Some(Diagnostic::error("observe/two-values", message).at(place))
        });
        let faults = faults.collect();
        (book.totals(), faults)
    }

    /// What to multiply the money of each year with; nothing where that could not be told.
    fn factors(
        &self,
        totals: &[(Vec<Total>, Vec<Diagnostic>)],
        money: &Money,
        collector: &mut Collector,
    ) -> BTreeMap<FinancialYear, Option<Decimal>> {
        let mut spent: BTreeMap<FinancialYear, BTreeMap<AreaId, (Part, Decimal)>> = BTreeMap::new();
        let size =
            self.rules.columns.iter().position(|column| self.rules.kinds[column.kind].id == SIZE);
        for entry in self.entries.iter().filter(|entry| self.is_money(entry)) {
            let year = spent.entry(entry.year).or_default();
            if let (Meaning::Cell(column, cell), Ok(value)) = (entry.meaning, entry.figure)
                && Some(column) == size
            {
                take(year, entry.area, &cell, value);
            }
        }
        for total in size.and_then(|size| totals.get(size)).into_iter().flat_map(|(all, _)| all) {
            if let Some(Ok(value)) = total.figures.first() {
                take(spent.entry(total.year).or_default(), total.area, &total.cell, *value);
            }
        }
        spent
            .into_iter()
            .map(|(year, spent)| {
                let spent: Vec<(AreaId, Decimal)> =
                    spent.into_iter().map(|(area, (_, value))| (area, value)).collect();
                let factor = match money.factor(year, &spent, self.context.areas) {
                    Ok((factor, note)) => {
                        let note = note.map(|note| note.at(self.file.clone()));
                        collector.findings.extend(note);
                        Some(factor)
                    }
                    Err(fault) => {
                        collector.findings.add(fault.at(self.file.clone()));
                        None
                    }
                };
                (year, factor)
            })
            .collect()
    }

    /// Whether money that turned out to be in thousands is a publisher's code for a missing number.
    fn is_sentinel(&self, entry: &Entry, pounds: Figure) -> bool {
        self.is_money(entry)
            && entry.figure != pounds
            && entry.figure.is_ok_and(|value| value >= SENTINEL)
    }

    fn is_money(&self, entry: &Entry) -> bool {
        self.rules.kinds[entry.kind].unit == Unit::Money
    }

    fn add_totals(
        &self,
        column: &Column,
        totals: Vec<Total>,
        factors: &BTreeMap<FinancialYear, Option<Decimal>>,
        found: &mut BTreeSet<Term>,
        collector: &mut Collector,
    ) {
        let mut differing = Vec::new();
        for mut total in totals {
            let Some(series) = column.family.series(&total.cell) else { continue };
            let kept = |figure: Figure| self.in_pounds(column.kind, total.year, figure, factors);
            let Some(figures) =
                total.figures.iter().map(|figure| kept(*figure)).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            let printed = total.printed.take().map(|(line, printed)| {
                (line, printed.into_iter().filter_map(kept).collect::<Vec<_>>())
            });
            if let Some((line, printed)) = printed {
                if let (Some(Ok(printed)), Some(Ok(sum))) = (printed.first(), figures.first())
                    && !column.family.agree(*printed, *sum)
                {
                    differing.push((series, total.area, total.year, line, [*printed, *sum]));
                }
                continue;
            }
            found.insert(series.quantity);
            let place = self.at(Spot::Lines(total.lines));
            for figure in figures {
                collector.add(series, total.area, total.year, figure, place.clone());
            }
        }
        self.tell(&differing, collector);
    }

    /// One warning for each quantity of which a printed total is not the sum of its rows.
    fn tell(
        &self,
        differing: &[(SeriesKey, AreaId, FinancialYear, u32, [Decimal; 2])],
        collector: &mut Collector,
    ) {
        let mut by_quantity: BTreeMap<Term, Vec<_>> = BTreeMap::new();
        for one in differing {
            by_quantity.entry(one.0.quantity).or_default().push(one);
        }
        for ones in by_quantity.values() {
            let (series, area, year, line, [printed, sum]) = ones[0];
            let what = format!(
                "{} of {} in {year}",
                self.context.vocabulary.describe(*series),
                self.context.areas.get(*area).name
            );
            let place = self.at(Spot::Line(*line, self.column));
            let warning = compare::differ(&what, *printed, *sum, ones.len() - 1);
            collector.findings.add(warning.at(place));
        }
    }

    /// What a file of this layout should hold and this one does not. Where rows were left out for a
    /// word that nobody listed, that is why, and the figures cannot be done without.
    fn missing(&self, found: &BTreeSet<Term>, collector: &mut Collector) {
        let vocabulary = self.context.vocabulary;
        let columns = self.rules.columns.iter().flat_map(|column| {
            let quantities = column.expected.iter().map(|part| column.family.quantity(*part));
            quantities.flatten().map(|quantity| (column.kind, quantity))
        });
        let series = self.rules.series.iter().filter(|rule| rule.expected);
        let expected = columns.chain(series.map(|rule| (rule.kind, rule.quantity)));
        let (mut missing, mut lost) = (BTreeSet::new(), BTreeSet::new());
        for (kind, quantity) in expected.filter(|(_, quantity)| !found.contains(quantity)) {
            let names = if self.lost.contains(&kind) { &mut lost } else { &mut missing };
            names.insert(vocabulary.label(quantity));
        }
        let listed = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join("; ");
        if !missing.is_empty() {
            let message = format!("no row was found of: {}", listed(missing));
            let help = "if the publisher words them otherwise, the rows that were left out are named \
                        in a note; add their words to data/reference/finance-csv.toml";
            let warning = Diagnostic::warning("observe/rows-not-found", message);
            collector.findings.add(warning.at(self.file.clone()).help(help));
        }
        if !lost.is_empty() {
            let message = format!(
                "rows were left out for words that are not known, and so there is nothing of: {}",
                listed(lost)
            );
            let help = "say what the words mean; the warnings about them have the lines to paste";
            let error = Diagnostic::error("observe/rows-not-found", message);
            collector.findings.add(error.at(self.file.clone()).help(help));
        }
    }
}

/// Keeps the figure that tells most of the size: all support before long-term support.
fn take(spent: &mut BTreeMap<AreaId, (Part, Decimal)>, area: AreaId, cell: &Cell, value: Decimal) {
    let is_size = [Part::Whole, Part::LongTerm].iter().any(|part| *cell == Cell::of(*part));
    if is_size && spent.get(&area).is_none_or(|(part, _)| cell.part < *part) {
        spent.insert(area, (cell.part, value));
    }
}
