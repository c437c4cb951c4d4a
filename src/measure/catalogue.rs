//! What is measured, from which series, and what must be said about it.
//!
//! The catalogue is data: TOML files that a statistician can review without reading Rust. It is
//! loaded strictly, every reference resolved, so that a catalogue that loads cannot fail later.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};
use crate::reference::{CATALOGUE, ReferenceError, embedded, load_toml};

/// The files that hold measures, in the order of the baskets.
const MEASURE_FILES: [&str; 4] = ["spend.toml", "unit-cost.toml", "activity.toml", "outcomes.toml"];

/// The id of a measure, such as `UC03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct MeasureId(pub String);

impl std::fmt::Display for MeasureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The theme a measure belongs to. No finding stands on one theme alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basket {
    /// What is spent.
    Spend,
    /// What a week or an hour costs.
    UnitCost,
    /// Who asks for and has support.
    Activity,
    /// What people say and what follows.
    Outcomes,
}

impl Basket {
    /// All baskets, in the order of print.
    pub const ALL: [Self; 4] = [Self::Spend, Self::UnitCost, Self::Activity, Self::Outcomes];

    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::UnitCost => "unit-cost",
            Self::Activity => "activity",
            Self::Outcomes => "outcomes",
        }
    }

    /// The printed name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spend => "Spend",
            Self::UnitCost => "Unit costs",
            Self::Activity => "Activity",
            Self::Outcomes => "Outcomes",
        }
    }
}

/// Whether a higher value is better. Money never has a polarity; a measure that must be read with
/// caution is worded as if it had none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// Neither direction is better.
    None,
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// Higher is usually better, with reasons why it may not be.
    HigherWithCaution,
    /// Lower is usually better, with reasons why it may not be.
    LowerWithCaution,
}

impl Polarity {
    /// The id used in data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::HigherWithCaution => "higher-with-caution",
            Self::LowerWithCaution => "lower-with-caution",
        }
    }
}

/// What a council is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// England.
    England,
    /// The council's region.
    Region,
    /// Councils of the same type.
    CouncilType,
}

/// A sum of series, some taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Series that are added.
    pub plus: Vec<SeriesKey>,
    /// Series that are taken away.
    pub minus: Vec<SeriesKey>,
}

/// How a measure is worked out from observations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// The figure as the publisher prints it.
    Published {
        /// The series that carries it.
        series: SeriesKey,
        /// Numerator and denominator, where a release carries them: used to check the published
        /// figure and to weight groups.
        parts: Option<Parts>,
    },
    /// A total, as it stands.
    Total {
        /// Alternatives, the first that the inputs hold is used.
        total: Vec<Sum>,
    },
    /// A numerator over a denominator.
    Ratio {
        /// What is divided by what.
        parts: Parts,
        /// What the quotient is multiplied by: 1, 100 or 100,000.
        per: Decimal,
        /// Counts below this in the numerator make the rate too few to compare.
        least_numerator: Option<Decimal>,
        /// A printed figure that the result is checked against.
        check: Option<Check>,
    },
    /// Another measure in the prices of the report year.
    RealTerms {
        /// The measure in cash.
        of: MeasureId,
    },
}

/// Numerator and denominator, each with alternatives of which the first that the inputs hold is
/// used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What is divided.
    pub numerator: Vec<Sum>,
    /// What it is divided by.
    pub denominator: Vec<Sum>,
}

/// A published figure that ours must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The series that carries it.
    pub series: SeriesKey,
    /// What the published figure is multiplied by to be in our unit.
    pub times: Decimal,
    /// The largest difference that rounding explains.
    pub within: Decimal,
}

/// A span of years in which the publisher says that the figure must not be made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// First year.
    pub from: FinancialYear,
    /// Last year; open when absent.
    pub until: Option<FinancialYear>,
    /// The publisher's reason, with its source.
    pub reason: String,
}

impl Withheld {
    fn covers(&self, year: FinancialYear) -> bool {
        self.from <= year && self.until.is_none_or(|until| year <= until)
    }
}

/// A year before which a measure cannot be compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The first year after the break.
    pub year: FinancialYear,
    /// Why, as printed.
    pub why: String,
    /// Ids of the measures.
    measures: Vec<Spanned<MeasureId>>,
}

/// A measure.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id, such as `UC03`.
    pub id: MeasureId,
    /// Its printed name.
    pub name: String,
    /// A name of a few words for tight places.
    pub short: String,
    /// Its theme.
    pub basket: Basket,
    /// The number of the question it helps to answer.
    pub step: u8,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether higher is better.
    pub polarity: Polarity,
    /// One sentence in plain words.
    pub definition: String,
    /// How it is worked out.
    pub formula: Formula,
    /// What it is compared with.
    pub comparators: Vec<Comparator>,
    /// Codes of caveats, in order of importance.
    pub caveats: Vec<String>,
    /// Years in which it must not be made.
    pub withheld: Vec<Withheld>,
    /// Whether it is shown on the overview.
    pub headline: bool,
    /// How the outcomes framework numbers it now, for measures from there.
    pub framework_code: Option<String>,
    /// How sentences name it: "gross current expenditure per adult".
    pub phrase: String,
}

impl Measure {
    /// The publisher's reason for withholding the measure in a year.
    pub fn withheld_in(&self, year: FinancialYear) -> Option<&str> {
        self.withheld.iter().find(|span| span.covers(year)).map(|span| &*span.reason)
    }
}

/// A caveat, as printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// Its code, such as `B3`.
    pub code: String,
    /// The sentence.
    pub text: String,
    /// Whether it holds for so many measures that it is printed once for the whole report.
    #[serde(default)]
    pub throughout: bool,
    /// The first report year it matters to.
    #[serde(default)]
    from: Option<FinancialYear>,
    /// The last report year it matters to.
    #[serde(default)]
    until: Option<FinancialYear>,
}

impl Caveat {
    /// Whether it matters to the report of a year.
    pub fn matters_in(&self, year: FinancialYear) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }
}

/// One of the thirteen questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number, 1 to 13.
    pub number: u8,
    /// A heading of a few words.
    pub title: String,
    /// The question.
    pub question: String,
    /// What the measures here can and cannot tell.
    pub intro: String,
    /// What else influences these figures, one sentence each.
    pub influences: Vec<String>,
    /// Questions to discuss.
    pub discuss: Vec<String>,
}

/// A word and what it means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryEntry {
    /// The word.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

/// A printed figure of England's that ours must meet.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The series.
    pub series: SeriesKey,
    /// The year.
    pub year: FinancialYear,
    /// England's figure as printed, in our unit.
    pub value: Decimal,
    /// The largest difference that rounding explains.
    pub within: Decimal,
    /// Where it is printed.
    pub source: String,
}

/// How a total is split into parts, drawn for one question.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The number of the question.
    pub step: u8,
    /// What the chart shows.
    pub title: String,
    /// The parts, which add up to the whole.
    pub parts: Vec<(String, Sum)>,
}

/// Everything that is measured, in the order of print.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The measures, by id.
    pub measures: IndexMap<MeasureId, Measure>,
    /// The questions.
    pub steps: Vec<Step>,
    /// The caveats, by code.
    pub caveats: IndexMap<String, Caveat>,
    /// The glossary, in order.
    pub glossary: Vec<GlossaryEntry>,
    /// England's printed figures.
    pub printed: Vec<Printed>,
    /// The key figures of the story page, one a theme.
    pub cards: Vec<MeasureId>,
    /// The measures with charts of their own.
    pub charts: Vec<MeasureId>,
    /// Spend in cash, and the same in real terms.
    pub real_terms: (MeasureId, MeasureId),
    /// How spend is split.
    pub balances: Vec<Balance>,
    breaks: BTreeMap<MeasureId, Vec<Break>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    basket: Basket,
    measure: Vec<Spanned<MeasureEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MeasureEntry {
    id: MeasureId,
    name: String,
    short: String,
    phrase: String,
    step: u8,
    unit: Unit,
    polarity: Polarity,
    definition: String,
    #[serde(default)]
    headline: bool,
    #[serde(default)]
    framework_code: Option<String>,
    comparators: Vec<Comparator>,
    #[serde(default)]
    caveats: Vec<Spanned<String>>,
    #[serde(default)]
    withheld: Vec<Withheld>,
    formula: FormulaEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
enum FormulaEntry {
    Published {
        series: String,
        #[serde(default)]
        numerator: Vec<SumEntry>,
        #[serde(default)]
        denominator: Vec<SumEntry>,
    },
    Total {
        total: Vec<SumEntry>,
    },
    #[serde(rename_all = "kebab-case")]
    Ratio {
        numerator: Vec<SumEntry>,
        denominator: Vec<SumEntry>,
        per: Decimal,
        #[serde(default)]
        least_numerator: Option<Decimal>,
        #[serde(default)]
        check: Option<CheckEntry>,
    },
    RealTerms {
        of: MeasureId,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SumEntry {
    plus: Vec<String>,
    #[serde(default)]
    minus: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckEntry {
    series: String,
    times: Decimal,
    within: Decimal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaveatFile {
    caveat: Vec<Caveat>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GlossaryFile {
    entry: Vec<GlossaryEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakFile {
    #[serde(rename = "break")]
    breaks: Vec<Break>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintedFile {
    printed: Vec<Spanned<PrintedEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintedEntry {
    series: String,
    year: FinancialYear,
    value: Decimal,
    within: Decimal,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StoryFile {
    cards: Vec<Spanned<MeasureId>>,
    charts: Vec<Spanned<MeasureId>>,
    real_terms: RealTermsEntry,
    balance: Vec<Spanned<BalanceEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RealTermsEntry {
    cash: Spanned<MeasureId>,
    real: Spanned<MeasureId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalanceEntry {
    step: u8,
    title: String,
    parts: Vec<BalancePart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalancePart {
    label: String,
    plus: Vec<String>,
}

impl Catalogue {
    /// The catalogue the program was built with.
    ///
    /// # Errors
    /// The first fault, with file, line and column.
    pub fn load(vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let caveats: CaveatFile = load("caveats.toml")?;
        let mut catalogue = Self {
            measures: IndexMap::new(),
            steps: load::<StepFile>("steps.toml")?.step,
            caveats: caveats.caveat.into_iter().map(|entry| (entry.code.clone(), entry)).collect(),
            glossary: load::<GlossaryFile>("glossary.toml")?.entry,
            printed: Vec::new(),
            cards: Vec::new(),
            charts: Vec::new(),
            real_terms: (MeasureId(String::new()), MeasureId(String::new())),
            balances: Vec::new(),
            breaks: BTreeMap::new(),
        };
        for name in MEASURE_FILES {
            let file: MeasureFile = load(name)?;
            for entry in file.measure {
                let offset = entry.span().start;
                catalogue
                    .add(file.basket, entry.into_inner(), vocabulary)
                    .map_err(|message| fault(name, offset, message))?;
            }
        }
        catalogue.add_breaks(load("breaks.toml")?)?;
        for entry in load::<PrintedFile>("printed.toml")?.printed {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            catalogue.printed.push(Printed {
                series: series(&entry.series, vocabulary)
                    .map_err(|message| fault("printed.toml", offset, message))?,
                year: entry.year,
                value: entry.value,
                within: entry.within,
                source: entry.source,
            });
        }
        catalogue.add_story(load("story.toml")?, vocabulary)?;
        Ok(catalogue)
    }

    fn add_story(
        &mut self,
        file: StoryFile,
        vocabulary: &Vocabulary,
    ) -> Result<(), ReferenceError> {
        let known = |id: Spanned<MeasureId>| {
            let offset = id.span().start;
            let id = id.into_inner();
            if self.measures.contains_key(&id) {
                return Ok(id);
            }
            Err(fault("story.toml", offset, format!("there is no measure {id}")))
        };
        let cards = file.cards.into_iter().map(known).collect::<Result<_, _>>()?;
        let charts = file.charts.into_iter().map(known).collect::<Result<_, _>>()?;
        self.real_terms = (known(file.real_terms.cash)?, known(file.real_terms.real)?);
        self.cards = cards;
        self.charts = charts;
        for entry in file.balance {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            let parts = entry.parts.into_iter().map(|part| {
                let sum = SumEntry { plus: part.plus, minus: Vec::new() };
                Ok((part.label, sum_of(&sum, vocabulary)?))
            });
            let parts = parts
                .collect::<Result<_, String>>()
                .map_err(|message| fault("story.toml", offset, message))?;
            self.balances.push(Balance { step: entry.step, title: entry.title, parts });
        }
        Ok(())
    }

    fn add(
        &mut self,
        basket: Basket,
        entry: MeasureEntry,
        vocabulary: &Vocabulary,
    ) -> Result<(), String> {
        if !self.steps.iter().any(|step| step.number == entry.step) {
            return Err(format!("{}: there is no question {}", entry.id, entry.step));
        }
        if entry.unit.is_money() && entry.polarity != Polarity::None {
            return Err(format!("{}: money has no polarity", entry.id));
        }
        let mut caveats = Vec::new();
        for code in entry.caveats {
            let code = code.into_inner();
            if !self.caveats.contains_key(&code) {
                return Err(format!("{}: caveat '{code}' is not in caveats.toml", entry.id));
            }
            caveats.push(code);
        }
        let formula = formula(entry.formula, vocabulary)
            .map_err(|message| format!("{}: {message}", entry.id))?;
        if let Formula::RealTerms { of } = &formula
            && !self.measures.get(of).is_some_and(|measure| measure.unit.is_money())
        {
            return Err(format!("{}: real terms need a measure in money before it", entry.id));
        }
        let measure = Measure {
            id: entry.id.clone(),
            name: entry.name,
            short: entry.short,
            phrase: entry.phrase,
            basket,
            step: entry.step,
            unit: entry.unit,
            polarity: entry.polarity,
            definition: entry.definition,
            formula,
            comparators: entry.comparators,
            caveats,
            withheld: entry.withheld,
            headline: entry.headline,
            framework_code: entry.framework_code,
        };
        match self.measures.insert(entry.id, measure) {
            Some(twice) => Err(format!("{} stands twice", twice.id)),
            None => Ok(()),
        }
    }

    fn add_breaks(&mut self, file: BreakFile) -> Result<(), ReferenceError> {
        for entry in file.breaks {
            for id in &entry.measures {
                if !self.measures.contains_key(id.get_ref()) {
                    let message = format!("there is no measure {}", id.get_ref());
                    return Err(fault("breaks.toml", id.span().start, message));
                }
                let breaks = self.breaks.entry(id.get_ref().clone()).or_default();
                breaks.push(entry.clone());
                breaks.sort_by_key(|entry| entry.year);
            }
        }
        Ok(())
    }

    /// The breaks of a measure's series, oldest first.
    pub fn breaks(&self, id: &MeasureId) -> &[Break] {
        self.breaks.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether the series may not be joined across the start of a year.
    pub fn breaks_before(&self, id: &MeasureId, year: FinancialYear) -> bool {
        self.breaks(id).iter().any(|entry| entry.year == year)
    }

    /// The measures of a question, in order.
    pub fn of_step(&self, step: u8) -> impl Iterator<Item = &Measure> {
        self.measures.values().filter(move |measure| measure.step == step)
    }
}

fn load<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, ReferenceError> {
    load_toml(&path(name), embedded(&CATALOGUE, name))
}

fn path(name: &str) -> String {
    format!("data/catalogue/{name}")
}

fn fault(name: &str, offset: usize, message: String) -> ReferenceError {
    ReferenceError::at(&path(name), embedded(&CATALOGUE, name), offset, message)
}

fn formula(entry: FormulaEntry, vocabulary: &Vocabulary) -> Result<Formula, String> {
    let sums = |entries: Vec<SumEntry>| -> Result<Vec<Sum>, String> {
        entries.into_iter().map(|entry| sum_of(&entry, vocabulary)).collect()
    };
    Ok(match entry {
        FormulaEntry::Published { series: text, numerator, denominator } => Formula::Published {
            series: series(&text, vocabulary)?,
            parts: match (numerator.is_empty(), denominator.is_empty()) {
                (true, true) => None,
                (false, false) => {
                    Some(Parts { numerator: sums(numerator)?, denominator: sums(denominator)? })
                }
                _ => return Err("a numerator needs a denominator, and the other way".to_owned()),
            },
        },
        FormulaEntry::Total { total } => Formula::Total { total: sums(total)? },
        FormulaEntry::Ratio { numerator, denominator, per, least_numerator, check } => {
            Formula::Ratio {
                parts: Parts { numerator: sums(numerator)?, denominator: sums(denominator)? },
                per,
                least_numerator,
                check: check
                    .map(|check| {
                        series(&check.series, vocabulary).map(|series| Check {
                            series,
                            times: check.times,
                            within: check.within,
                        })
                    })
                    .transpose()?,
            }
        }
        FormulaEntry::RealTerms { of } => Formula::RealTerms { of },
    })
}

fn sum_of(entry: &SumEntry, vocabulary: &Vocabulary) -> Result<Sum, String> {
    let keys = |texts: &[String]| -> Result<Vec<SeriesKey>, String> {
        texts.iter().map(|text| series(text, vocabulary)).collect()
    };
    if entry.plus.is_empty() {
        return Err("a sum adds at least one series".to_owned());
    }
    Ok(Sum { plus: keys(&entry.plus)?, minus: keys(&entry.minus)? })
}

/// Reads a series as the catalogue writes it: a quantity, then `dimension=term` for each dimension
/// that is not a total, such as `unit-cost setting=nursing age-band=65-and-over`.
///
/// # Errors
/// What is not in the vocabulary.
pub fn series(text: &str, vocabulary: &Vocabulary) -> Result<SeriesKey, String> {
    let mut words = text.split_whitespace();
    let quantity = words.next().ok_or("a series starts with a quantity")?;
    let term = |dimension, id: &str| {
        vocabulary
            .term(dimension, id)
            .ok_or_else(|| format!("'{id}' of '{text}' is not in data/reference/vocabulary.toml"))
    };
    let mut key = SeriesKey::of(term(Dimension::Quantity, quantity)?);
    for word in words {
        let (name, id) =
            word.split_once('=').ok_or_else(|| format!("'{word}' is not dimension=term"))?;
        let dimension = match name {
            "setting" => Dimension::Setting,
            "age-band" => Dimension::AgeBand,
            "support-reason" => Dimension::SupportReason,
            "provision" => Dimension::Provision,
            _ => return Err(format!("'{name}' is not a dimension")),
        };
        key = key.with(dimension, term(dimension, id)?);
    }
    Ok(key)
}
