//! What is different between two editions, council by council, and the words for it.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::figure::Gap;
use crate::domain::format;
use crate::domain::rounding::half_up;
use crate::domain::unit::Unit;
use crate::measure::catalogue::{Catalogue, MeasureId};

/// Decimal places that tell two values apart whose printed figures are the same.
const FINE: u32 = 6;

/// Two editions and what is different between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The report year of the older one.
    pub old_year: String,
    /// The report year of the newer one.
    pub new_year: String,
    /// Councils of which something is different, A to Z.
    pub councils: Vec<CouncilChanges>,
}

impl Changes {
    /// Whether both are about the same year: the newer one is a revision, or the same.
    pub fn is_revision(&self) -> bool {
        self.old_year == self.new_year
    }
}

/// Whether a council has a report in both editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// In both.
    Both,
    /// In the newer one only.
    Came,
    /// In the older one only.
    Left,
}

/// What is different for one council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CouncilChanges {
    /// Its ONS code, in the newer edition where it has a report there.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it has a report in both.
    pub presence: Presence,
    /// Figures, the newest year first, then by measure.
    pub figures: Vec<FigureChange>,
    /// Sentences, in the order of the report.
    pub sentences: Vec<SentenceChange>,
}

impl CouncilChanges {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.presence == Presence::Both && self.figures.is_empty() && self.sentences.is_empty()
    }

    /// How many figures changed in a way.
    pub fn count(&self, kind: Kind) -> usize {
        self.figures.iter().filter(|change| change.kind == kind).count()
    }
}

/// What is told of a council where there is no room for everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The first of its changes.
    pub changes: CouncilChanges,
    /// All of them, counted in words.
    pub summary: String,
    /// How many figures and sentences there are in all.
    pub all: (usize, usize),
}

impl CouncilChanges {
    /// All changes, counted in words.
    pub fn summary(&self) -> String {
        let kinds = Kind::ALL.into_iter().map(|kind| (kind, self.count(kind)));
        let mut parts: Vec<String> = kinds
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| kind.counted(count))
            .collect();
        match self.sentences.len() {
            0 => {}
            1 => parts.push("one sentence changed".to_owned()),
            count => parts.push(format!("{} sentences changed", format::count(count))),
        }
        match self.presence {
            Presence::Both => {}
            Presence::Came => parts.push("has a report now and had none".to_owned()),
            Presence::Left => parts.push("had a report and has none now".to_owned()),
        }
        parts.join("; ")
    }

    /// The first of its changes, and how many there are.
    pub fn told(mut self, figures: usize, sentences: usize) -> Told {
        let (summary, all) = (self.summary(), (self.figures.len(), self.sentences.len()));
        self.figures.truncate(figures);
        self.sentences.truncate(sentences);
        Told { changes: self, summary, all }
    }
}

/// In what way a figure is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The newest figure is of another year than before.
    NewYear,
    /// The value is another.
    Moved,
    /// There was a value and is none.
    GapOpened,
    /// There was none and is one.
    GapClosed,
    /// There is none as before, for another reason.
    OtherGap,
    /// The value is the same, and stands elsewhere among councils.
    Band,
    /// The older edition had no such row.
    Added,
    /// The newer edition has no such row.
    Removed,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::NewYear,
        Self::Moved,
        Self::GapOpened,
        Self::GapClosed,
        Self::OtherGap,
        Self::Band,
        Self::Added,
        Self::Removed,
    ];

    /// Its id in data.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NewYear => "new-year",
            Self::Moved => "moved",
            Self::GapOpened => "gap-opened",
            Self::GapClosed => "gap-closed",
            Self::OtherGap => "other-gap",
            Self::Band => "band",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// How many figures changed in this way, in words.
    pub fn counted(self, count: usize) -> String {
        let plural = |one: &str, many: &str| {
            if count == 1 { one.to_owned() } else { many.replace('#', &format::count(count)) }
        };
        match self {
            Self::NewYear => plural("one figure for a newer year", "# figures for a newer year"),
            Self::Moved => plural("one figure moved", "# figures moved"),
            Self::GapOpened => plural("one figure went", "# figures went"),
            Self::GapClosed => plural("one gap was filled", "# gaps were filled"),
            Self::OtherGap => plural("one gap has another reason", "# gaps have another reason"),
            Self::Band => plural("one band changed by itself", "# bands changed by themselves"),
            Self::Added => plural("one figure was added", "# figures were added"),
            Self::Removed => plural("one figure was taken out", "# figures were taken out"),
        }
    }
}

/// One side of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The financial year of the figure; empty where there is no row.
    pub year: String,
    /// The value, not rounded; empty where there is none.
    pub value: String,
    /// The code of the reason why there is none.
    pub gap: String,
    /// Where the council stands among all.
    pub band: String,
}

/// A figure that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// In what way.
    pub kind: Kind,
    /// The measure's id.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// What it is in, as in the data.
    pub unit: String,
    /// Before.
    pub old: Side,
    /// Now.
    pub new: Side,
}

/// A sentence that is different; one side is empty where it was added or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceChange {
    /// The heading it stands under.
    pub heading: String,
    /// Before.
    pub old: String,
    /// Now.
    pub new: String,
}

/// A change of a figure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// The year, or both.
    pub year: String,
    /// The figure before, or why there was none.
    pub old: String,
    /// The figure now, or why there is none.
    pub new: String,
    /// By how much it moved; empty where that cannot be said.
    pub by: String,
    /// From which band to which; empty where it is the same.
    pub band: String,
}

impl FigureChange {
    /// Whether whoever has the older report must know: a figure that was printed is another one or went, or a
    /// council that did not submit or was suppressed has one. What was not published before is news and no
    /// correction, and where a council stands among others is not its own figure.
    pub fn is_correction(&self) -> bool {
        match self.kind {
            Kind::Moved | Kind::GapOpened | Kind::Removed => true,
            Kind::GapClosed => self.old.gap != Gap::NotAvailable.code(),
            Kind::NewYear | Kind::OtherGap | Kind::Band | Kind::Added => false,
        }
    }

    /// The correction in one line; nothing where both figures are written alike.
    pub fn correction(&self, catalogue: &Catalogue) -> Option<String> {
        let Worded { year, old, new, .. } = self.words(catalogue);
        let line = || format!("{} {}, {year}: {old} before, {new} now", self.measure, self.name);
        (old != new).then(line)
    }

    /// The year of the figure that stands there now, or of the one that went.
    pub fn year(&self) -> &str {
        if self.new.year.is_empty() { &self.old.year } else { &self.new.year }
    }

    /// The value now less the value before, and that as a percentage of the value before.
    pub fn difference(&self) -> Option<(Decimal, Option<Decimal>)> {
        let value = |side: &Side| side.value.parse::<Decimal>().ok();
        let (old, new) = (value(&self.old)?, value(&self.new)?);
        let difference = new.checked_sub(old)?;
        let share = difference
            .checked_div(old.abs())
            .and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED));
        Some((difference, share))
    }

    /// The change in words; the catalogue says how its measures are printed.
    pub fn words(&self, catalogue: &Catalogue) -> Worded {
        let unit =
            catalogue.measures.get(&MeasureId(self.measure.clone())).map(|measure| measure.unit);
        let (mut old, mut new) = (figure(&self.old, unit), figure(&self.new, unit));
        if old == new && self.kind == Kind::Moved {
            (old, new) = (fine(&self.old.value), fine(&self.new.value));
        }
        let year = if self.old.year.is_empty()
            || self.new.year.is_empty()
            || self.old.year == self.new.year
        {
            self.year().to_owned()
        } else {
            format!("{}, {} before", self.new.year, self.old.year)
        };
        let band = if self.old.band == self.new.band {
            String::new()
        } else {
            format!("{} → {}", or_none(&self.old.band), or_none(&self.new.band))
        };
        Worded { year, old, new, by: self.by(unit), band }
    }

    fn by(&self, unit: Option<Unit>) -> String {
        let Some((difference, share)) = self.difference() else { return String::new() };
        if difference.is_zero() {
            return String::new();
        }
        let printed = unit.map(|unit| format::signed(difference, unit));
        // So small that the print does not show it.
        let is_signed = |text: &String| text.starts_with(['+', '−']);
        let words = printed.filter(is_signed).unwrap_or_else(|| {
            let sign = if difference.is_sign_negative() { "−" } else { "+" };
            format!("{sign}{}", fine(&difference.abs().to_string()))
        });
        let words = if unit == Some(Unit::Percent) {
            words.replace('%', " percentage points")
        } else {
            words
        };
        match share.filter(|_| unit != Some(Unit::Percent)) {
            Some(share) if !half_up(share, 1).is_zero() => {
                format!("{words} ({})", format::signed(share, Unit::Percent))
            }
            _ => words,
        }
    }
}

fn figure(side: &Side, unit: Option<Unit>) -> String {
    if side.year.is_empty() {
        return "none".to_owned();
    }
    if let Ok(value) = side.value.parse::<Decimal>() {
        return unit.map_or_else(|| fine(&side.value), |unit| format::number(value, unit));
    }
    let gap = Gap::ALL.into_iter().filter(|gap| *gap != Gap::NotSupplied);
    let words = gap.into_iter().find(|gap| gap.code() == side.gap).map(Gap::words);
    words.unwrap_or("none").to_owned()
}

/// A value with as many places as tell it apart.
fn fine(value: &str) -> String {
    let Ok(value) = value.parse::<Decimal>() else { return value.to_owned() };
    let rounded = half_up(value, FINE).normalize();
    format::decimal(rounded, rounded.scale())
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::vocabulary::Vocabulary;

    fn side(value: &str, band: &str) -> Side {
        let gap = if value.is_empty() { "suppressed" } else { "" };
        let words = [value, gap, band].map(str::to_owned);
        let [value, gap, band] = words;
        Side { year: "2021-22".to_owned(), value, gap, band }
    }

    fn change(measure: &str, kind: Kind, old: Side, new: Side) -> Worded {
        let (name, unit) = (String::new(), String::new());
        let measure = measure.to_owned();
        let vocabulary = Vocabulary::load().expect("the vocabulary loads");
        let catalogue = Catalogue::load(&vocabulary).expect("the catalogue loads");
        FigureChange { kind, measure, name, unit, old, new }.words(&catalogue)
    }

    /// Worked by hand: EX02 is in pounds per person, printed whole.
    #[test]
    fn a_change_is_told_as_it_is_printed_and_finer_where_print_shows_none() {
        let moved = change("EX02", Kind::Moved, side("480.2", "lower"), side("489.9", "similar"));
        assert_eq!((&*moved.old, &*moved.new, &*moved.by), ("£480", "£490", "+£10 (+2.0%)"));
        assert_eq!(moved.band, "lower → similar");
        let small = change("EX02", Kind::Moved, side("480.21", ""), side("480.2", ""));
        assert_eq!((&*small.old, &*small.new, &*small.by), ("480.21", "480.2", "−0.01"));
        let gone = change("EX02", Kind::GapOpened, side("480.2", ""), side("", ""));
        assert_eq!((&*gone.old, &*gone.new, &*gone.by), ("£480", "suppressed", ""));
    }
}
