//! Figures that their publisher has said are wrong: never used, and said so.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::domain::figure::Gap;
use crate::domain::format;
use crate::observe::observations::{Observation, ReleaseId};
use crate::observe::reader::Context;
use crate::reference::known_errors::{self, KnownError, Sign};

/// Withholds every known error among some observations, with a note for each.
pub fn withhold(readings: &mut [Vec<Observation>], context: &Context<'_>) -> Vec<Diagnostic> {
    match known_errors::load(context.sources, context.vocabulary) {
        Ok(errors) => withhold_these(&errors, readings, context),
        Err(error) => vec![Diagnostic::error("observe/own-table", error.to_string())],
    }
}

fn withhold_these(
    errors: &[KnownError],
    readings: &mut [Vec<Observation>],
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut found: BTreeSet<(&str, ReleaseId)> = BTreeSet::new();
    let mut notes = Vec::new();
    for error in errors {
        let area = context.areas.by_code(&error.area);
        for observation in readings.iter_mut().flatten() {
            let (series, year) = (observation.series, observation.year);
            if (series, year) != (error.series, error.year) || Some(observation.area) != area {
                continue;
            }
            let Ok(value) = observation.figure else { continue };
            let wrong = match &error.sign {
                Sign::Printed(values, within) => {
                    values.iter().any(|printed| (value - printed).abs() <= *within)
                }
                Sign::Beside(id) => found.contains(&(id.as_str(), observation.release)),
            };
            if wrong {
                observation.figure = Err(Gap::Withheld);
                found.insert((&error.id, observation.release));
                notes.push(note(error, &format::whole(value), observation));
            }
        }
    }
    notes
}

fn note(error: &KnownError, value: &str, observation: &Observation) -> Diagnostic {
    let right = error
        .right
        .map_or_else(String::new, |right| format!("; the right value is {}", format::whole(right)));
    let message = format!(
        "known error of the publisher in {}: {value} for {} is not used{right}",
        error.what, error.year
    );
    Diagnostic::note("observe/known-error", message)
        .at(observation.place.clone())
        .help(format!("corrected on {}: {}", error.corrected, error.source))
}

#[cfg(test)]
mod tests {

    use arcstr::ArcStr;

    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::place::Place;
    use crate::reference::areas::Areas;
    use crate::reference::sources::EMBEDDED;
    use crate::reference::vocabulary::Vocabulary;

    /// T4 of 2021-22 prints 17,398,458.1607389 and 19,563,535.0176019 thousand pounds for 2016-17, and
    /// the corrected workbook 17,526,378. Real terms of another year are wrong beside the wrong cash.
    #[test]
    fn a_wrong_value_is_withheld_and_a_corrected_one_is_not() {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let errors = known_errors::load(&EMBEDDED, &vocabulary).expect("the list loads");
        let observation = |error: &KnownError, value: &str, release| Observation {
            series: error.series,
            area: areas.england(),
            year: error.year,
            figure: Ok(value.parse::<Decimal>().expect("a number")),
            place: Place::file(&ArcStr::from("t.xlsx")),
            release: ReleaseId(release),
        };
        let mut all = [vec![
            observation(&errors[0], "17398458160.7389", 0),
            observation(&errors[1], "18000000000", 0),
            observation(&errors[0], "17526378000", 1),
            observation(&errors[1], "19700000000", 1),
        ]];
        let notes = withhold(&mut all, &Context::embedded(&areas, &vocabulary));
        let gaps: Vec<_> = all[0].iter().map(|observation| observation.figure.err()).collect();
        assert_eq!(gaps, [Some(Gap::Withheld), Some(Gap::Withheld), None, None]);
        let first = notes[0].to_string();
        assert!(
            first.starts_with("t.xlsx: note[observe/known-error]: known error of the publisher")
        );
        assert!(first.contains("the right value is 17,526,378,000"), "{first}");
        assert_eq!(notes.len(), 2);
    }
}
