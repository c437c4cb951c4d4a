//! The page that tells what is different from the edition of the same year that stood in the same place before.

use crate::domain::format;
use crate::measure::catalogue::MeasureId;
use crate::report::changes::{Presence, Told};
use crate::report::pages::Pages;
use crate::report::sentences::join;
use crate::report::view::{ChangedCouncil, ChangedFigure, ChangedSentence, ChangesPage, Named};

/// How many figures the page has room for, and how many sentences.
const ROOM: (usize, usize) = (1200, 300);

/// How much is told of a council at least.
const LEAST: (usize, usize) = (4, 1);

/// How much is told of a council at most, where there is room.
pub const MOST: (usize, usize) = (60, 12);

/// What is known of the edition before.
pub struct Compared {
    /// The councils of which something is different, A to Z.
    pub councils: Vec<Told>,
    /// Councils whose files of the edition before could not be read, A to Z.
    pub unread: Vec<String>,
}

impl Compared {
    /// Whether nothing is different.
    pub fn is_same(&self) -> bool {
        self.councils.is_empty() && self.unread.is_empty()
    }
}

/// Builds the page; nothing is given where no edition stood there before.
pub fn build(pages: &Pages<'_>, compared: Option<Compared>) -> ChangesPage {
    let year = pages.national.year;
    let mut facts = vec![("Report year", year.to_string())];
    let Some(Compared { councils, unread }) = compared else {
        let intro = vec![format!(
            "No edition for {year} stood in this place before this one, so there is nothing to compare it with."
        )];
        return ChangesPage {
            meta: pages.meta("What changed", facts, 0),
            intro,
            councils: Vec::new(),
        };
    };
    facts.push(("Councils with changes", format::count(councils.len())));
    let intro = intro(pages, councils.len(), &unread);
    let share =
        |room: usize, least: usize, most: usize| (room / councils.len().max(1)).clamp(least, most);
    let most = (share(ROOM.0, LEAST.0, MOST.0), share(ROOM.1, LEAST.1, MOST.1));
    ChangesPage {
        meta: pages.meta("What changed", facts, 0),
        intro,
        councils: councils.into_iter().map(|told| council(pages, told, most)).collect(),
    }
}

fn intro(pages: &Pages<'_>, changed: usize, unread: &[String]) -> Vec<String> {
    let year = pages.national.year;
    let mut intro = vec![if changed == 0 {
        format!(
            "No figure, band or sentence of any council is different from the edition for {year} that stood in \
             this place before this one."
        )
    } else {
        format!(
            "This page holds the council reports of this edition against those of the edition for {year} that \
             stood in this place before it. A later build that changes none of them leaves this page as it is."
        )
    }];
    if changed > 0 {
        intro.push(
            "A figure may be another one for several reasons: a publisher revised it, other files were read, or the \
             way it is worked out was changed. What an edition was made from is in its manifest.json."
                .to_owned(),
        );
    }
    if let Some(names) = join(unread) {
        intro.push(format!("The files of the edition before could not be compared for {names}."));
    }
    intro
}

fn council(pages: &Pages<'_>, told: Told, most: (usize, usize)) -> ChangedCouncil {
    let Told { mut changes, summary, all } = told;
    changes.figures.truncate(most.0);
    changes.sentences.truncate(most.1);
    let areas = pages.national.inputs.areas;
    let known = areas.by_code(&changes.code).filter(|_| changes.presence != Presence::Left);
    let council = known.map_or_else(
        || Named { name: changes.name.clone(), path: String::new() },
        |id| Named { name: changes.name.clone(), ..pages.council(id, 0) },
    );
    let more = more(all.0 - changes.figures.len(), all.1 - changes.sentences.len());
    let catalogue = pages.national.inputs.catalogue;
    let figures = changes.figures.iter().map(|change| {
        let name = format!("{} {}", change.measure, change.name);
        let measure = catalogue.measures.get(&MeasureId(change.measure.clone()));
        let words = change.words(catalogue);
        ChangedFigure {
            measure: match measure {
                Some(measure) => pages.measure(measure, name, 0),
                None => Named { name, path: String::new() },
            },
            year: words.year,
            old: words.old,
            new: words.new,
            by: words.by,
            band: words.band,
        }
    });
    ChangedCouncil {
        id: format!("changes-{}", changes.code.to_lowercase()),
        council,
        summary,
        figures: figures.collect(),
        sentences: changes
            .sentences
            .into_iter()
            .map(|change| ChangedSentence {
                heading: change.heading,
                old: change.old,
                new: change.new,
            })
            .collect(),
        more,
    }
}

fn more(figures: usize, sentences: usize) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("one more {one}")),
        _ => Some(format!("{} more {many}", format::count(count))),
    };
    let parts =
        [counted(figures, "figure", "figures"), counted(sentences, "sentence", "sentences")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    join(&parts).map_or_else(String::new, |parts| format!("Not shown here: {parts}."))
}
