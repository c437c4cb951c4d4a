//! Which questions and measures the reports print, where someone wants fewer than all. The data files
//! hold everything whatever is chosen here, and each report says what it leaves out.

use std::collections::BTreeSet;

use crate::measure::catalogue::{Catalogue, Measure, MeasureId};
use crate::release::delimited::near;
use crate::report::view::Paragraph;

/// What someone wants in the reports, as they wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The numbers of the questions; all if none is given.
    pub questions: Vec<Wished<u8>>,
    /// Ids of the only measures to print; all if none is given.
    pub only: Vec<Wished<String>>,
    /// Ids of measures to leave out.
    pub leave_out: Vec<Wished<String>>,
}

/// A wish, and where it was made: `uor.toml:12:14`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wished<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub place: String,
}

/// What the reports leave out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    questions: BTreeSet<u8>,
    measures: BTreeSet<MeasureId>,
}

impl Selection {
    /// What a wish leaves out of the questions and measures there are.
    ///
    /// # Errors
    /// A number or id that there is none of, with its place and the nearest; nothing left to print.
    pub fn of(wish: &Wish, catalogue: &Catalogue) -> Result<Self, String> {
        let all: BTreeSet<u8> = catalogue.steps.iter().map(|step| step.number).collect();
        for Wished { value, place } in &wish.questions {
            if !all.contains(value) {
                let (first, last) = (all.first().unwrap_or(&0), all.last().unwrap_or(&0));
                return Err(format!(
                    "{place}: there is no question {value}; they are numbered {first} to {last}"
                ));
            }
        }
        let chosen: BTreeSet<u8> = wish.questions.iter().map(|wish| wish.value).collect();
        let questions =
            if chosen.is_empty() { chosen } else { all.difference(&chosen).copied().collect() };
        let only = found(&wish.only, catalogue)?;
        let mut measures = found(&wish.leave_out, catalogue)?;
        if !only.is_empty() {
            measures.extend(catalogue.measures.keys().filter(|id| !only.contains(id)).cloned());
        }
        let selection = Self { questions, measures };
        if !catalogue.measures.values().any(|measure| selection.has(measure)) {
            return Err("the settings leave no measure to print".to_owned());
        }
        Ok(selection)
    }

    /// Whether reports print a measure: neither it nor its question is left out.
    pub fn has(&self, measure: &Measure) -> bool {
        !self.questions.contains(&measure.step) && !self.measures.contains(&measure.id)
    }

    /// What is left out, in a few words: "questions 3 and 5; measures UC09"; empty where nothing is.
    pub fn words(&self) -> String {
        let part = |one: &str, several: &str, names: Vec<String>| match names.as_slice() {
            [] => None,
            [name] => Some(format!("{one} {name}")),
            [names @ .., last] => Some(format!("{several} {} and {last}", names.join(", "))),
        };
        let questions = self.questions.iter().map(ToString::to_string).collect();
        let measures = self.measures.iter().map(ToString::to_string).collect();
        let parts =
            [part("question", "questions", questions), part("measure", "measures", measures)];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// What a report says of it on its first page; nothing where all is printed.
    pub fn warning(&self) -> Option<String> {
        let words = self.words();
        (!words.is_empty()).then(|| {
            "Whoever made this report left some questions or measures out of it. The notes name them, \
             and the data files hold all figures."
                .to_owned()
        })
    }

    /// What the notes of a report say of it; nothing where all is printed.
    pub fn note(&self) -> Option<Paragraph> {
        let words = self.words();
        (!words.is_empty()).then(|| Paragraph {
            heading: "Left out of this report".to_owned(),
            text: format!(
                "Whoever made this report chose not to print {words}. The data files that belong to it \
                 hold all figures."
            ),
        })
    }
}

fn found(wishes: &[Wished<String>], catalogue: &Catalogue) -> Result<BTreeSet<MeasureId>, String> {
    let ids = || catalogue.measures.keys();
    wishes
        .iter()
        .map(|Wished { value, place }| {
            ids().find(|id| id.0.eq_ignore_ascii_case(value.trim())).cloned().ok_or_else(|| {
                let near = near(value, ids().map(|id| id.0.as_str()));
                let hint = near.first().map_or_else(
                    || "'uor list measures' prints them".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                format!("{place}: there is no measure '{value}'; {hint}")
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::vocabulary::Vocabulary;

    fn wished<T>(value: T) -> Wished<T> {
        Wished { value, place: "uor.toml:3:9".to_owned() }
    }

    fn catalogue() -> Catalogue {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        Catalogue::load(&vocabulary).expect("the catalogue loads")
    }

    fn selection(wish: &Wish) -> Result<Selection, String> {
        Selection::of(wish, &catalogue())
    }

    #[test]
    fn nothing_is_left_out_unless_someone_says_so() {
        let all = selection(&Wish::default()).expect("it resolves");
        assert!(all.words().is_empty() && all.warning().is_none() && all.note().is_none());
    }

    #[test]
    fn what_is_left_out_is_named() {
        let wish = Wish {
            questions: (1..=10).map(wished).collect(),
            leave_out: vec![wished("uc03".to_owned())],
            ..Wish::default()
        };
        let catalogue = catalogue();
        let has = |selection: &Selection, id: &str| {
            selection.has(&catalogue.measures[&MeasureId(id.to_owned())])
        };
        let chosen = selection(&wish).expect("it resolves");
        assert_eq!(chosen.words(), "questions 11, 12 and 13; measure UC03");
        assert!(!has(&chosen, "UC03") && has(&chosen, "EX01"));
        let of_question = catalogue.measures.values().find(|measure| measure.step == 11);
        assert!(!chosen.has(of_question.expect("question 11 has measures")));
        assert!(
            chosen.note().expect("a note").text.contains("questions 11, 12 and 13; measure UC03")
        );
        let only = Wish { only: vec![wished("EX02".to_owned())], ..Wish::default() };
        let only = selection(&only).expect("it resolves");
        assert!(has(&only, "EX02") && !has(&only, "UC03"));
    }

    #[test]
    fn what_there_is_none_of_is_told_with_place_and_nearest() {
        let questions = Wish { questions: vec![wished(14)], ..Wish::default() };
        let why = selection(&questions).expect_err("there are thirteen");
        assert_eq!(why, "uor.toml:3:9: there is no question 14; they are numbered 1 to 13");
        let measures = Wish { only: vec![wished("UC3".to_owned())], ..Wish::default() };
        let why = selection(&measures).expect_err("no such measure");
        assert!(
            why.starts_with("uor.toml:3:9: there is no measure 'UC3'; did you mean UC"),
            "{why}"
        );
    }
}
