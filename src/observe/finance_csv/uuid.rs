//! The row number of the ASC-FR (`UUID`) to the series it stands for, where the scheme is proved.
//!
//! The scheme holds for all 10,640 long-term rows of 2017-18 and for every row seen since, and only
//! for column 15, gross current expenditure; a number of another column says nothing here. Those rows
//! are broken down by age and setting. The numbers of totals over settings are read too, but are not
//! proved: the publisher's note on 8124901 calls it a total of nursing care, which the scheme does not.

use crate::reference::vocabulary::{Dimension, SeriesKey, Term, Vocabulary};

/// A row number that follows the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// What it is the number of.
    pub(super) series: SeriesKey,
    /// Whether the scheme is proved for it; it is not for totals over settings.
    pub(super) proved: bool,
}

/// What the number of a row of gross current expenditure says, if it is one of the scheme.
pub(super) fn read(uuid: &str, vocabulary: &Vocabulary) -> Option<Number> {
    let series = series(uuid, vocabulary)?;
    let long_term = uuid.starts_with("81");
    Some(Number { series, proved: !long_term || series.setting != Term::ALL })
}

fn series(uuid: &str, vocabulary: &Vocabulary) -> Option<SeriesKey> {
    let stem = uuid.strip_suffix("15")?;
    if !stem.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: Vec<char> = stem.chars().collect();
    match digits.as_slice() {
        ['8', '1', age, reason, setting @ ..] => {
            let setting = match setting {
                ['8', '9'] => '9',
                [setting] => *setting,
                _ => return None,
            };
            key(
                vocabulary,
                "gross-current-expenditure/long-term",
                &[
                    (Dimension::AgeBand, age_band(*age)?),
                    (Dimension::SupportReason, long_term_reason(*reason)?),
                    (Dimension::Setting, long_term_setting(setting)?),
                ],
            )
        }
        ['8', '2', age, reason, purpose] => {
            let quantity = match purpose {
                '1' => "gross-current-expenditure/short-term/maximise-independence",
                '2' => "gross-current-expenditure/short-term/other",
                _ => return None,
            };
            let reason = match reason {
                '7' => "mental-health",
                '0'..='3' => long_term_reason(*reason)?,
                _ => return None,
            };
            let dimensions =
                [(Dimension::AgeBand, age_band(*age)?), (Dimension::SupportReason, reason)];
            key(vocabulary, quantity, &dimensions)
        }
        ['8', '3', '1', service, '1'] => {
            let service = match service {
                '0' => "substance-misuse",
                '1' => "asylum-seekers",
                '3' => "social-isolation",
                '4' => "equipment",
                '5' => "social-care-activities",
                '6' => "information",
                '7' => "commissioning",
                _ => return None,
            };
            key(vocabulary, &format!("gross-current-expenditure/other/{service}"), &[])
        }
        _ => None,
    }
}

fn key(
    vocabulary: &Vocabulary,
    quantity: &str,
    dimensions: &[(Dimension, &str)],
) -> Option<SeriesKey> {
    let mut series = SeriesKey::of(vocabulary.term(Dimension::Quantity, quantity)?);
    for (dimension, id) in dimensions {
        series = series.with(*dimension, vocabulary.term(*dimension, id)?);
    }
    Some(series)
}

fn age_band(digit: char) -> Option<&'static str> {
    match digit {
        '1' => Some("18-64"),
        '2' => Some("65-and-over"),
        _ => None,
    }
}

fn long_term_reason(digit: char) -> Option<&'static str> {
    Some(match digit {
        '0' => "physical",
        '1' => "sensory",
        '2' => "memory",
        '3' => "learning-disability",
        '4' => "mental-health",
        '8' => "all",
        _ => return None,
    })
}

fn long_term_setting(digit: char) -> Option<&'static str> {
    Some(match digit {
        '1' => "nursing",
        '2' => "residential",
        '3' => "supported-accommodation",
        '4' => "direct-payments",
        '5' => "home-care",
        '6' => "supported-living",
        '7' => "other-long-term",
        '9' => "all",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the 2017-18 release, and the two forms that the total over settings may take.
    #[test]
    fn the_scheme_is_read_where_it_is_proved() {
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let read = |uuid: &str| {
            series(uuid, &vocabulary).map(|series| {
                [series.quantity, series.age_band, series.support_reason, series.setting]
                    .map(|term| vocabulary.id(term).replace("gross-current-expenditure/", ""))
                    .join(" ")
            })
        };
        for (uuid, expected) in [
            ("8114715", Some("long-term 18-64 mental-health other-long-term")),
            ("8110115", Some("long-term 18-64 physical nursing")),
            ("8128915", Some("long-term 65-and-over all all")),
            ("8128415", Some("long-term 65-and-over all direct-payments")),
            ("81288915", Some("long-term 65-and-over all all")),
            ("8213115", Some("short-term/maximise-independence 18-64 learning-disability all")),
            ("8222215", Some("short-term/other 65-and-over memory all")),
            ("8227115", Some("short-term/maximise-independence 65-and-over mental-health all")),
            ("8314115", Some("other/equipment all all all")),
            ("8312115", None),
            ("8312215", None),
            ("8124901", None),
            ("8130115", None),
            ("", None),
            ("81é0115", None),
        ] {
            assert_eq!(read(uuid).as_deref(), expected, "{uuid}");
        }
    }
}
