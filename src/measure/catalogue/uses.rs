//! Allowed uses: what the publishers permit to be made of their figures, do not recommend or forbid.
//!
//! Every figure that a measure uses is of one kind, and for every way in which kinds are brought
//! together a rule says what the publisher says of it, for all years. A measure for which no rule is
//! written does not load, and one that a rule withholds has the publisher's reason in its place.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::domain::year::FinancialYear;
use crate::measure::catalogue::formula::{Formula, Parts, Sum};
use crate::measure::catalogue::measure::{Measure, MeasureId};
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary};

/// What a publisher says of a use of its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// It may be made.
    Permitted,
    /// The publisher advises against it.
    NotRecommended,
    /// The publisher says that it cannot be made.
    Forbidden,
}

impl Permission {
    /// The permission in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::NotRecommended => "not recommended, so withheld",
            Self::Forbidden => "forbidden, so withheld",
        }
    }

    /// Whether a figure is withheld. What is not recommended is never made here (METHOD rule 2).
    pub const fn withholds(self) -> bool {
        match self {
            Self::Permitted => false,
            Self::NotRecommended | Self::Forbidden => true,
        }
    }
}

/// A kind of figures: those of one collection that count the same sort of thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// Whether it is money, which has no interval.
    #[serde(default)]
    pub money: bool,
    /// The publications that hold it.
    pub from: Vec<String>,
    /// Ids of quantities; each stands for its parts too.
    quantities: Vec<String>,
}

/// A way to make a figure, by the kinds of what it is made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// A figure of a kind as it stands.
    AsItStands(String),
    /// One of the first kind over one of the second.
    Ratio(String, String),
}

/// What a publisher says of a use, in a span of years.
#[derive(Debug, Clone)]
pub struct UseRule {
    /// The use.
    pub of: Use,
    /// What is said of it.
    pub permission: Permission,
    /// First year; open when absent.
    pub from: Option<FinancialYear>,
    /// Last year; open when absent.
    pub until: Option<FinancialYear>,
    /// What the publisher says, as printed.
    pub reason: String,
    /// Where it says so.
    pub source: String,
}

impl UseRule {
    /// Whether the rule withholds figures of a year.
    pub fn withholds_in(&self, year: FinancialYear) -> bool {
        self.permission.withholds()
            && self.from.is_none_or(|from| from <= year)
            && self.until.is_none_or(|until| year <= until)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    #[serde(default)]
    figure: Option<String>,
    #[serde(default)]
    numerator: Option<String>,
    #[serde(default)]
    denominator: Option<String>,
    permission: Permission,
    #[serde(default)]
    from: Option<FinancialYear>,
    #[serde(default)]
    until: Option<FinancialYear>,
    reason: String,
    source: String,
}

/// `allowed-uses.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsesFile {
    kind: Vec<Kind>,
    rule: Vec<toml::Spanned<RuleEntry>>,
}

/// All kinds and rules.
#[derive(Debug, Clone, Default)]
pub struct AllowedUses {
    /// The kinds, in the order of the file.
    pub kinds: Vec<Kind>,
    /// The rules, in the order of the file.
    pub rules: Vec<UseRule>,
}

impl AllowedUses {
    /// Resolves the file.
    ///
    /// # Errors
    /// What is wrong, with the offset in the text.
    pub(super) fn resolve(
        file: UsesFile,
        vocabulary: &Vocabulary,
    ) -> Result<Self, (usize, String)> {
        let mut uses = Self { kinds: file.kind, rules: Vec::new() };
        for kind in &uses.kinds {
            for prefix in &kind.quantities {
                if !vocabulary.ids(Dimension::Quantity).any(|id| covers(prefix, id)) {
                    return Err((0, format!("{}: there is no quantity '{prefix}'", kind.id)));
                }
            }
        }
        for entry in file.rule {
            let offset = entry.span().start;
            let rule = uses.rule(entry.into_inner()).map_err(|message| (offset, message))?;
            uses.rules.push(rule);
        }
        uses.all_years_are_covered().map_err(|message| (0, message))?;
        Ok(uses)
    }

    fn rule(&self, entry: RuleEntry) -> Result<UseRule, String> {
        let known = |id: String| {
            if self.kinds.iter().any(|kind| kind.id == id) {
                return Ok(id);
            }
            Err(format!("there is no kind '{id}'"))
        };
        let of = match (entry.figure, entry.numerator, entry.denominator) {
            (Some(figure), None, None) => Use::AsItStands(known(figure)?),
            (None, Some(numerator), Some(denominator)) => {
                Use::Ratio(known(numerator)?, known(denominator)?)
            }
            _ => return Err("a rule is of a figure, or of a numerator and denominator".to_owned()),
        };
        Ok(UseRule {
            of,
            permission: entry.permission,
            from: entry.from,
            until: entry.until,
            reason: entry.reason,
            source: entry.source,
        })
    }

    /// The rules of one use follow each other from the first year to the last without a hole.
    fn all_years_are_covered(&self) -> Result<(), String> {
        let mut by_use: BTreeMap<&Use, Vec<&UseRule>> = BTreeMap::new();
        for rule in &self.rules {
            by_use.entry(&rule.of).or_default().push(rule);
        }
        for (of, rules) in by_use {
            let mut expected = None;
            for (place, rule) in rules.iter().enumerate() {
                if rule.from != expected || (rule.until.is_none() != (place + 1 == rules.len())) {
                    return Err(format!(
                        "the rules of {} leave out years or overlap",
                        self.in_words(of)
                    ));
                }
                expected = rule.until.map(FinancialYear::after);
            }
        }
        Ok(())
    }

    /// A use in words.
    pub fn in_words(&self, of: &Use) -> String {
        let what =
            |id: &str| self.kinds.iter().find(|kind| kind.id == *id).map_or("", |k| &*k.what);
        match of {
            Use::AsItStands(kind) => what(kind).to_owned(),
            Use::Ratio(above, below) if above == below => {
                format!("one over another of {}", what(above))
            }
            Use::Ratio(above, below) => format!("{} over {}", what(above), what(below)),
        }
    }

    /// The kind of a series.
    ///
    /// # Errors
    /// A quantity that no kind names.
    pub fn kind(&self, series: SeriesKey, vocabulary: &Vocabulary) -> Result<&Kind, String> {
        let id = vocabulary.id(series.quantity);
        let length = |kind: &Kind| {
            kind.quantities.iter().filter(|prefix| covers(prefix, id)).map(String::len).max()
        };
        // The longest prefix wins, so that a part may be of another kind than its whole.
        self.kinds
            .iter()
            .filter_map(|kind| Some((length(kind)?, kind)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, kind)| kind)
            .ok_or_else(|| format!("'{id}' is of no kind of allowed-uses.toml"))
    }

    /// The rules that a formula comes under.
    ///
    /// # Errors
    /// A series of no kind, a sum of several kinds, and a use that no rule speaks of.
    pub(super) fn of_formula(
        &self,
        formula: &Formula,
        measures: &IndexMap<MeasureId, Measure>,
        vocabulary: &Vocabulary,
    ) -> Result<Vec<UseRule>, String> {
        if let Formula::RealTerms { of } | Formula::RealChange { of, .. } = formula {
            return Ok(measures.get(of).map(|measure| measure.uses.clone()).unwrap_or_default());
        }
        let mut rules = Vec::new();
        for of in self.uses(formula, vocabulary)? {
            let before = rules.len();
            rules.extend(self.rules.iter().filter(|rule| rule.of == of).cloned());
            if rules.len() == before {
                return Err(format!(
                    "no rule of allowed-uses.toml says whether it may be made: {}",
                    self.in_words(&of)
                ));
            }
        }
        Ok(rules)
    }

    fn uses(&self, formula: &Formula, vocabulary: &Vocabulary) -> Result<Vec<Use>, String> {
        let mut uses = Vec::new();
        match formula {
            Formula::Published { series, remade } => {
                uses.push(Use::AsItStands(self.kind(*series, vocabulary)?.id.clone()));
                if let Some(remade) = remade {
                    uses.extend(self.ratios(&remade.parts, vocabulary)?);
                }
            }
            Formula::Total { total } => {
                uses.extend(self.kinds_of(total, vocabulary)?.into_iter().map(Use::AsItStands));
            }
            Formula::Ratio { parts, .. } => uses.extend(self.ratios(parts, vocabulary)?),
            Formula::RealTerms { .. } | Formula::RealChange { .. } => {}
        }
        Ok(uses)
    }

    fn ratios(&self, parts: &Parts, vocabulary: &Vocabulary) -> Result<Vec<Use>, String> {
        let below = self.kinds_of(&parts.denominator, vocabulary)?;
        let above = self.kinds_of(&parts.numerator, vocabulary)?;
        let pair = |above: &String| {
            let above = above.clone();
            below.iter().map(move |below| Use::Ratio(above.clone(), below.clone())).collect()
        };
        Ok(above.iter().flat_map(|above| -> Vec<Use> { pair(above) }).collect())
    }

    /// The kinds of some alternatives, each once. What is added up must be of one kind.
    fn kinds_of(&self, sums: &[Sum], vocabulary: &Vocabulary) -> Result<Vec<String>, String> {
        let mut kinds: Vec<String> = Vec::new();
        for sum in sums {
            let mut first: Option<&Kind> = None;
            for series in sum.plus.iter().chain(&sum.minus) {
                let kind = self.kind(*series, vocabulary)?;
                match first {
                    Some(first) if first.id != kind.id => {
                        return Err(format!("a sum mixes {} and {}", first.what, kind.what));
                    }
                    _ => first = Some(kind),
                }
            }
            kinds.extend(first.map(|kind| kind.id.clone()).filter(|id| !kinds.contains(id)));
        }
        Ok(kinds)
    }

    /// Whether a formula starts from money.
    pub(super) fn is_of_money(&self, rules: &[UseRule]) -> bool {
        rules.iter().any(|rule| {
            let (Use::AsItStands(kind) | Use::Ratio(kind, _)) = &rule.of;
            self.kinds.iter().any(|known| known.id == *kind && known.money)
        })
    }
}

/// Whether an id of a kind stands for a quantity: for itself and for its parts.
fn covers(prefix: &str, id: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
