//! The embedded TOML files to the catalogue: every entry read, every reference resolved.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::unit::Unit;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{
    Balance, Basket, Break, Catalogue, Caveat, Check, Comparator, Formula, GlossaryEntry, Identity,
    Measure, MeasureId, Parts, Polarity, Printed, Step, Sum, Withheld,
};
use crate::reference::notation::series;
use crate::reference::sources::{EMBEDDED, Sources};
use crate::reference::vocabulary::{SeriesKey, Vocabulary};
use crate::reference::{ReferenceError, load_toml};

/// The files that hold measures, in the order of the baskets.
const MEASURE_FILES: [&str; 4] = ["spend.toml", "unit-cost.toml", "activity.toml", "outcomes.toml"];

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
    RealChange {
        of: MeasureId,
        years: u16,
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CheckEntry {
    series: String,
    times: Decimal,
    within: Decimal,
    #[serde(default)]
    counts_rounded_to: Decimal,
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
        Self::load_from(&EMBEDDED, vocabulary)
    }

    /// The catalogue of some tables.
    ///
    /// # Errors
    /// The first fault, with file, line and column.
    pub fn load_from(sources: &Sources, vocabulary: &Vocabulary) -> Result<Self, ReferenceError> {
        let files = Files(sources);
        let caveats: CaveatFile = files.load("caveats.toml")?;
        let mut catalogue = Self {
            measures: IndexMap::new(),
            steps: files.load::<StepFile>("steps.toml")?.step,
            caveats: caveats.caveat.into_iter().map(|entry| (entry.code.clone(), entry)).collect(),
            glossary: files.load::<GlossaryFile>("glossary.toml")?.entry,
            printed: Vec::new(),
            identities: identities(files, vocabulary)?,
            cards: Vec::new(),
            charts: Vec::new(),
            real_terms: (MeasureId(String::new()), MeasureId(String::new())),
            balances: Vec::new(),
            breaks: BTreeMap::new(),
        };
        for name in MEASURE_FILES {
            let file: MeasureFile = files.load(name)?;
            for entry in file.measure {
                let offset = entry.span().start;
                catalogue
                    .add(file.basket, entry.into_inner(), vocabulary)
                    .map_err(|message| files.fault(name, offset, message))?;
            }
        }
        catalogue.add_breaks(files)?;
        for entry in files.load::<PrintedFile>("printed.toml")?.printed {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            catalogue.printed.push(Printed {
                series: series(&entry.series, vocabulary)
                    .map_err(|message| files.fault("printed.toml", offset, message))?,
                year: entry.year,
                value: entry.value,
                within: entry.within,
                source: entry.source,
            });
        }
        catalogue.add_story(files, vocabulary)?;
        Ok(catalogue)
    }

    fn add_story(
        &mut self,
        files: Files<'_>,
        vocabulary: &Vocabulary,
    ) -> Result<(), ReferenceError> {
        let file: StoryFile = files.load("story.toml")?;
        let known = |id: Spanned<MeasureId>| {
            let offset = id.span().start;
            let id = id.into_inner();
            if self.measures.contains_key(&id) {
                return Ok(id);
            }
            Err(files.fault("story.toml", offset, format!("there is no measure {id}")))
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
                .map_err(|message| files.fault("story.toml", offset, message))?;
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
        if let Formula::RealTerms { of } | Formula::RealChange { of, .. } = &formula
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

    fn add_breaks(&mut self, files: Files<'_>) -> Result<(), ReferenceError> {
        let file: BreakFile = files.load("breaks.toml")?;
        for entry in file.breaks {
            for id in &entry.measures {
                if !self.measures.contains_key(id.get_ref()) {
                    let message = format!("there is no measure {}", id.get_ref());
                    return Err(files.fault("breaks.toml", id.span().start, message));
                }
                let breaks = self.breaks.entry(id.get_ref().clone()).or_default();
                breaks.push(entry.clone());
                breaks.sort_by_key(|entry| entry.year);
            }
        }
        Ok(())
    }
}

/// The files of the catalogue.
#[derive(Clone, Copy)]
struct Files<'a>(&'a Sources);

impl Files<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.text(&format!("catalogue/{name}"))
    }

    fn load<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, ReferenceError> {
        load_toml(&path(name), self.text(name))
    }

    fn fault(&self, name: &str, offset: usize, message: String) -> ReferenceError {
        ReferenceError::at(&path(name), self.text(name), offset, message)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityFile {
    identity: Vec<Spanned<IdentityEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityEntry {
    name: String,
    left: Vec<String>,
    right: Vec<String>,
    within: Decimal,
    share: Decimal,
}

fn identities(files: Files<'_>, vocabulary: &Vocabulary) -> Result<Vec<Identity>, ReferenceError> {
    const FILE: &str = "identities.toml";
    let entries = files.load::<IdentityFile>(FILE)?.identity;
    entries
        .into_iter()
        .map(|entry| {
            let offset = entry.span().start;
            let entry = entry.into_inner();
            let side = |texts: &[String]| -> Result<Vec<SeriesKey>, ReferenceError> {
                let keys = texts.iter().map(|text| series(text, vocabulary));
                keys.collect::<Result<_, _>>().map_err(|message| files.fault(FILE, offset, message))
            };
            Ok(Identity {
                left: side(&entry.left)?,
                right: side(&entry.right)?,
                name: entry.name,
                within: entry.within,
                share: entry.share,
            })
        })
        .collect()
}

fn path(name: &str) -> String {
    format!("data/catalogue/{name}")
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
                            counts_rounded_to: check.counts_rounded_to,
                        })
                    })
                    .transpose()?,
            }
        }
        FormulaEntry::RealTerms { of } => Formula::RealTerms { of },
        FormulaEntry::RealChange { of, years: 0 } => {
            return Err(format!("a change in {of} is over at least one year"));
        }
        FormulaEntry::RealChange { of, years } => Formula::RealChange { of, years },
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
