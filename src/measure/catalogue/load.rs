//! The embedded TOML files to the catalogue: every entry read, every reference resolved.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use toml::Spanned;

use crate::measure::catalogue::entries::{
    BreakFile, CaveatFile, GlossaryFile, MeasureEntry, MeasureFile, PrintedFile, StepFile,
    StoryFile, SumEntry, formula, sum_of,
};
use crate::measure::catalogue::uses::{AllowedUses, UsesFile};
use crate::measure::catalogue::{
    Assessment, Balance, Basket, Catalogue, Formula, IntervalMethod, Measure, MeasureId, Polarity,
    Printed, Productivity, ProfileMeasures,
};
use crate::measure::catalogue::{assessment, frameworks, identities, known_sums, productivity};
use crate::reference::notation::series;
use crate::reference::sources::{EMBEDDED, Sources};
use crate::reference::vocabulary::Vocabulary;
use crate::reference::{ReferenceError, load_toml};

/// The files that hold measures, in the order of the baskets.
const MEASURE_FILES: [&str; 7] = [
    "spend.toml",
    "unit-cost.toml",
    "activity.toml",
    "outcomes.toml",
    "quality.toml",
    "workforce.toml",
    "context.toml",
];

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
        let uses: UsesFile = files.load("allowed-uses.toml")?;
        let mut catalogue = Self {
            measures: IndexMap::new(),
            steps: files.load::<StepFile>("steps.toml")?.step,
            caveats: caveats.caveat.into_iter().map(|entry| (entry.code.clone(), entry)).collect(),
            glossary: files.load::<GlossaryFile>("glossary.toml")?.entry,
            printed: Vec::new(),
            identities: identities::resolve(files.load("identities.toml")?, vocabulary)
                .map_err(|(offset, message)| files.fault("identities.toml", offset, message))?,
            known_sums: known_sums::resolve(files.load("known-mismatches.toml")?, vocabulary)
                .map_err(|(offset, message)| {
                    files.fault("known-mismatches.toml", offset, message)
                })?,
            cards: Vec::new(),
            one_of: Vec::new(),
            charts: Vec::new(),
            real_terms: (MeasureId(String::new()), MeasureId(String::new())),
            profile: ProfileMeasures {
                spend: MeasureId(String::new()),
                outcomes: Vec::new(),
                least: 0,
            },
            productivity: Productivity::default(),
            balances: Vec::new(),
            uses: AllowedUses::resolve(uses, vocabulary)
                .map_err(|(offset, message)| files.fault("allowed-uses.toml", offset, message))?,
            breaks: BTreeMap::new(),
            frameworks: Vec::new(),
            assessment: Assessment::default(),
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
        catalogue.productivity = productivity::load(files, &catalogue)?;
        catalogue.frameworks = frameworks::load(files, &catalogue.measures)?;
        catalogue.assessment = assessment::load(files, &catalogue.measures)?;
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
        let one_of = file.one_of.into_iter().map(|group| group.into_iter().map(known).collect());
        self.one_of = one_of.collect::<Result<_, _>>()?;
        self.real_terms = (known(file.real_terms.cash)?, known(file.real_terms.real)?);
        let profile = ProfileMeasures {
            spend: known(file.profile.spend)?,
            outcomes: file
                .profile
                .outcomes
                .into_iter()
                .map(|id| {
                    let offset = id.span().start;
                    let id = known(id)?;
                    let aim = self.measures.get(&id).map(|measure| measure.polarity);
                    if matches!(aim, Some(Polarity::Higher | Polarity::Lower)) {
                        return Ok(id);
                    }
                    let message = format!("{id} has no direction that it aims at");
                    Err(files.fault("story.toml", offset, message))
                })
                .collect::<Result<_, _>>()?,
            least: file.profile.least,
        };
        self.cards = cards;
        self.charts = charts;
        self.profile = profile;
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
        let uses = self
            .uses
            .of_formula(&formula, &self.measures, vocabulary)
            .map_err(|message| format!("{}: {message}", entry.id))?;
        let money = entry.unit.is_money() || self.uses.is_of_money(&uses);
        if money && entry.interval != IntervalMethod::None {
            return Err(format!("{}: money is a full count and has no interval", entry.id));
        }
        if entry.funnel && !matches!(entry.interval, IntervalMethod::Wilson | IntervalMethod::Byar)
        {
            return Err(format!("{}: a funnel needs counts of people", entry.id));
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
            uses,
            interval: entry.interval,
            funnel: entry.funnel,
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
pub(super) struct Files<'a>(&'a Sources);

impl<'a> Files<'a> {
    fn text(self, name: &str) -> &'a str {
        self.0.text(&format!("catalogue/{name}"))
    }

    pub(super) fn load<T: serde::de::DeserializeOwned>(
        self,
        name: &str,
    ) -> Result<T, ReferenceError> {
        load_toml(&path(name), self.text(name))
    }

    pub(super) fn fault(self, name: &str, offset: usize, message: String) -> ReferenceError {
        ReferenceError::at(&path(name), self.text(name), offset, message)
    }
}

fn path(name: &str) -> String {
    format!("data/catalogue/{name}")
}
