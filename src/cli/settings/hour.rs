//! An hour before which nothing is published. The clock is read for this decision and enters no output.

use std::time::{SystemTime, UNIX_EPOCH};

/// A minute as people in the United Kingdom write it, in minutes since 1970 of universal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hour(i64);

impl Hour {
    /// Reads `2026-12-01 09:30`, UK time. In the hour that summer time repeats or skips the later of two
    /// readings is taken.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (day, time) = text.trim().split_once([' ', 'T'])?;
        let [year, month, day] = numbers(day, '-', [4, 2, 2])?;
        let [hour, minute] = numbers(time, ':', [2, 2])?;
        let exists = (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day)
            && hour < 24
            && minute < 60;
        if !exists {
            return None;
        }
        let local = days_since_1970(year, month, day) * 1440 + hour * 60 + minute;
        // Clocks go forward at one and back at two in the morning, UK time.
        let start = last_sunday(year, 3) * 1440 + 120;
        let end = last_sunday(year, 10) * 1440 + 60;
        let summer = (start..end).contains(&local);
        Some(Self(if summer { local - 60 } else { local }))
    }

    /// How long it is until then, in minutes; none where it has come.
    #[allow(
        clippy::disallowed_methods,
        reason = "this decides whether to begin, and enters no output"
    )]
    pub(crate) fn wait(self) -> Option<i64> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        let now = i64::try_from(since.as_secs() / 60).ok()?;
        (self.0 > now).then_some(self.0 - now)
    }
}

fn numbers<const N: usize>(text: &str, mark: char, lengths: [usize; N]) -> Option<[i64; N]> {
    let parts: Vec<&str> = text.split(mark).collect();
    if parts.len() != N {
        return None;
    }
    let mut found = [0; N];
    for ((part, length), number) in parts.iter().zip(lengths).zip(&mut found) {
        let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = digits.then(|| part.parse().ok())??;
    }
    Some(found)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar since the first of January 1970.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let whole = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let of_year: i64 = (1..month).map(|month| days_of(year, month)).sum();
    whole + of_year + day - 1
}

/// The last Sunday of a month of 31 days, in days since 1970.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = days_since_1970(year, month, 31);
    // The first of January 1970 was a Thursday.
    last - (last + 4).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uk_time_is_universal_time_in_winter_and_an_hour_ahead_in_summer() {
        // From `TZ=Europe/London date -d '…' +%s` divided by 60.
        for (text, minutes) in [
            ("2026-12-01 09:30", 29_935_290),
            ("2026-07-01 09:30", 29_714_910),
            ("2026-03-29 00:59", 29_579_099),
            ("2026-03-29 02:00", 29_579_100),
            ("2026-10-25 00:59", 29_881_439),
            ("2026-10-25 02:00", 29_881_560),
            ("2024-02-29T12:00", 28_486_800),
        ] {
            assert_eq!(Hour::read(text), Some(Hour(minutes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_hour_is_refused() {
        for text in [
            "",
            "2026-12-01",
            "2026-13-01 09:30",
            "2026-02-29 09:30",
            "2026-12-01 24:00",
            "2026-12-01 9:30",
            "01-12-2026 09:30",
            "2026-12-01 09:30:00",
            "2026-12-+1 09:30",
        ] {
            assert_eq!(Hour::read(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_long_past_needs_no_waiting() {
        assert_eq!(Hour::read("2001-01-01 00:00").and_then(Hour::wait), None);
        assert!(Hour::read("2999-01-01 00:00").and_then(Hour::wait).is_some());
    }
}
