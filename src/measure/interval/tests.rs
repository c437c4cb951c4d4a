//! Intervals against `SciPy` 1.17.1 and by hand.

use super::*;
use crate::domain::figure::Gap;
use crate::domain::rounding::half_up;

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a literal decimal")
}

fn counts(numerator: &str, denominator: &str) -> Evidence {
    Evidence {
        numerator: Some(Ok(decimal(numerator))),
        denominator: Some(Ok(decimal(denominator))),
        ..Evidence::default()
    }
}

fn percent() -> Scale {
    Scale::of(Unit::Percent).expect("a share has a scale")
}

fn per_100_000() -> Scale {
    Scale::of(Unit::Per100kFine).expect("a rate has a scale")
}

fn limits(interval: Option<Interval>) -> (Decimal, Decimal, Made) {
    let interval = interval.expect("there is an interval");
    (interval.low, interval.high, interval.made)
}

/// `scipy.stats.binomtest(x, n).proportion_ci(c, method="wilson")`, which takes z to all its digits:
/// 65 of 100 is 0.55254443, 0.73635752 at 95 per cent and 0.49549466, 0.77835406 at 99.8; 0 of 30 is
/// 0, 0.11351339; 30 of 30 is 0.88648661, 1; 410 of 473 is 0.83321241, 0.89449277.
///
/// By hand, 65 of 100 with z² = 3.841459: root = 1.959964 × √(3.841459 + 4 × 65 × 0.35) =
/// 1.959964 × 9.738658 = 19.087419; (130 + 3.841459 ∓ 19.087419) / 207.682918 = 0.552545, 0.736357.
#[test]
fn wilson_is_as_scipy_has_it() {
    for (x, n, value, low, high) in [
        ("65", "100", "65", "55.25444", "73.63575"),
        ("0", "30", "0", "0", "11.35134"),
        ("30", "30", "100", "88.64866", "100"),
        ("410", "473", "86.7", "83.32124", "89.44928"),
    ] {
        let found = interval(IntervalMethod::Wilson, Ok(decimal(value)), &counts(x, n), percent());
        let (found_low, found_high, made) = limits(found);
        assert_eq!(half_up(found_low, 5).normalize(), decimal(low), "{x} of {n}");
        assert_eq!(half_up(found_high, 5).normalize(), decimal(high), "{x} of {n}");
        assert_eq!(made, Made::Wilson);
    }
    let wide = interval_at(
        Confidence::P998,
        IntervalMethod::Wilson,
        Ok(decimal("65")),
        &counts("65", "100"),
        percent(),
    );
    let (low, high, _) = limits(wide);
    assert_eq!((half_up(low, 4), half_up(high, 4)), (decimal("49.5495"), decimal("77.8354")));
}

/// The formula of METHOD 7.2 in Python, z = 1.959964: 10 events 4.787450, 18.391459; 65 events
/// 50.163188, 82.849139. Exact limits of 65, `chi2.ppf(.025, 130)/2` and `chi2.ppf(.975, 132)/2`, are
/// 50.1656, 82.8478, so the approximation is good to two decimal places.
#[test]
fn byar_is_as_the_method_has_it() {
    // Per 100,000 of 100,000 people the rate is the number of events.
    for (events, low, high) in [("10", "4.787450", "18.391459"), ("65", "50.163188", "82.849139")] {
        let found = interval(
            IntervalMethod::Byar,
            Ok(decimal(events)),
            &counts(events, "100000"),
            per_100_000(),
        );
        let (found_low, found_high, made) = limits(found);
        assert_eq!((half_up(found_low, 6), half_up(found_high, 6)), (decimal(low), decimal(high)));
        assert_eq!(made, Made::Byar);
    }
    // 25 admissions among 180,000 people aged 18 to 64 are 13.9 per 100,000. By hand, z/3 = 0.653321:
    // low 25 × (1 − 1/225 − 0.653321/5)³ = 25 × 0.8648913³ = 16.1743, over 1.8 = 8.9857; high
    // 26 × (1 − 1/234 + 0.653321/5.099020)³ = 26 × 1.1238534³ = 36.9065, over 1.8 = 20.5036.
    let found =
        interval(IntervalMethod::Byar, Ok(decimal("13.9")), &counts("25", "180000"), per_100_000());
    let (low, high, _) = limits(found);
    assert_eq!((half_up(low, 3), half_up(high, 3)), (decimal("8.986"), decimal("20.504")));
}

/// `chi2.ppf(a/2, 2*x)/2` and `chi2.ppf(1-a/2, 2*x+2)/2`, as `PHEindicatormethods` has below ten events.
#[test]
fn below_ten_events_the_limits_are_exact() {
    for (events, low, high, low_998, high_998) in [
        ("0", "0", "3.68887945", "0", "6.90775528"),
        ("1", "0.02531781", "5.57164339", "0.00100050", "9.23341348"),
        ("2", "0.24220928", "7.22468767", "0.04540202", "11.22887224"),
        ("5", "1.62348639", "11.66833208", "0.73937173", "16.45474520"),
        ("9", "4.11537310", "17.08480345", "2.45242440", "22.65737331"),
    ] {
        for (confidence, low, high) in
            [(Confidence::P95, low, high), (Confidence::P998, low_998, high_998)]
        {
            let found = interval_at(
                confidence,
                IntervalMethod::Byar,
                Ok(decimal(events)),
                &counts(events, "100000"),
                per_100_000(),
            );
            let (found_low, found_high, made) = limits(found);
            assert_eq!(half_up(found_low, 8), decimal(low), "{events}");
            assert_eq!(half_up(found_high, 8), decimal(high), "{events}");
            assert_eq!(made, Made::ExactPoisson);
        }
    }
}

#[test]
fn a_published_margin_goes_before_all_else_and_ends_at_the_end_of_the_scale() {
    let survey = |margin: &str, base: &str| Evidence {
        base: Some(Ok(decimal(base))),
        margin: Some(Ok(decimal(margin))),
        ..counts("4000", "6000")
    };
    let method = IntervalMethod::MarginOfError;
    let of = |value: &str, evidence: &Evidence, scale| {
        interval(method, Ok(decimal(value)), evidence, scale)
            .map(|found| (found.low.to_string(), found.high.to_string()))
    };
    let text = |low: &str, high: &str| Some((low.to_owned(), high.to_owned()));
    assert_eq!(of("66.1", &survey("4.2", "420"), percent()), text("61.9", "70.3"));
    assert_eq!(of("97.0", &survey("4.2", "420"), percent()), text("92.8", "100"));
    let score = Scale::of(Unit::Score).expect("a score has a scale");
    let quality_of_life = score.ranging(Decimal::ZERO, Decimal::from(24));
    assert_eq!(of("23.9", &survey("0.3", "420"), quality_of_life), text("23.6", "24"));
    assert_eq!(of("66.1", &survey("4.2", "29"), percent()), None, "fewer than 30 answered");
    assert_eq!(of("66.1", &survey("-1", "29"), percent()), None, "no margin is below zero");
}

/// Where a release has no margins, Wilson stands on those who answered: 60 per cent of 400 is 240 of
/// 400, `binomtest(240, 400).proportion_ci(.95, method="wilson")` = 0.551259, 0.646838. On the
/// weighted denominator of 6,000 it would be 0.587544, 0.612328.
#[test]
fn a_survey_without_margins_rests_on_those_who_answered() {
    let evidence = Evidence { base: Some(Ok(decimal("400"))), ..counts("3600", "6000") };
    for method in [IntervalMethod::MarginOfError, IntervalMethod::Wilson] {
        let (low, high, made) = limits(interval(method, Ok(decimal("60")), &evidence, percent()));
        assert_eq!((half_up(low, 4), half_up(high, 4)), (decimal("55.1259"), decimal("64.6838")));
        assert_eq!(made, Made::Wilson);
    }
    let no_base = counts("3600", "6000");
    let method = IntervalMethod::MarginOfError;
    assert_eq!(interval(method, Ok(decimal("60")), &no_base, percent()), None);
    let score = Scale::of(Unit::Score).expect("a score has a scale");
    assert_eq!(
        interval(method, Ok(decimal("18.9")), &evidence, score),
        None,
        "a score is no share"
    );
}

#[test]
fn there_is_no_interval_where_there_is_nothing_to_make_it_from() {
    for unit in [Unit::GbpMillion, Unit::GbpPerPerson, Unit::GbpPerWeek, Unit::GbpPerHour] {
        assert!(Scale::of(unit).is_none() && unit.is_money(), "money has no scale");
    }
    let none = |method, value, evidence: &Evidence| {
        assert_eq!(interval(method, value, evidence, percent()), None, "{method:?} {evidence:?}");
    };
    let half = Ok(decimal("50"));
    none(IntervalMethod::None, half, &counts("50", "100"));
    none(IntervalMethod::Wilson, half, &counts("14", "28"));
    none(IntervalMethod::Wilson, half, &counts("101", "100"));
    none(IntervalMethod::Wilson, half, &Evidence::default());
    none(IntervalMethod::Wilson, Err(Gap::Suppressed), &counts("50", "100"));
    let hidden = Evidence { numerator: Some(Err(Gap::Suppressed)), ..counts("50", "100") };
    none(IntervalMethod::Wilson, half, &hidden);
    none(IntervalMethod::Byar, half, &hidden);
    // Counts of something else: 90 of 100 cannot be 50 per cent.
    none(IntervalMethod::Wilson, half, &counts("90", "100"));
}

#[test]
fn limits_have_ten_digits_and_overlap_where_they_touch() {
    let found =
        interval(IntervalMethod::Wilson, Ok(decimal("65")), &counts("65", "100"), percent());
    let found = found.expect("there is an interval");
    assert!(found.low.mantissa().abs() < 10_i128.pow(DIGITS), "{}", found.low);
    let beside = |low: &str, high: &str| Interval {
        low: decimal(low),
        high: decimal(high),
        made: Made::MarginOfError,
    };
    assert!(beside("1", "2").overlaps(&beside("2", "3")));
    assert!(!beside("1", "2").overlaps(&beside("2.1", "3")));
    assert!(!beside("1", "2").excludes(decimal("2")) && beside("1", "2").excludes(decimal("2.1")));
}

/// 80% and 400 people: one standard error is √(0.8 × 0.2 / 400) = 2 points, and 3.090232 of them are
/// 6.180464. Whoever is beyond has an interval that leaves the 80% out, and nobody nearer does.
#[test]
fn limits_around_a_share_are_where_its_own_interval_begins_to_leave_it_out() {
    let (low, high) =
        around(Confidence::P998, IntervalMethod::Wilson, decimal("80"), decimal("400"), percent())
            .expect("limits");
    assert_eq!((half_up(low, 4), half_up(high, 4)), (decimal("73.8195"), decimal("86.1805")));
    for (among, outside) in [("295", true), ("296", false), ("344", false), ("345", true)] {
        let value = decimal(among) / decimal("4");
        let evidence = counts(among, "400");
        let own =
            interval_at(Confidence::P998, IntervalMethod::Wilson, Ok(value), &evidence, percent());
        assert_eq!(own.expect("an interval").excludes(decimal("80")), outside, "{among}");
        assert_eq!(value < low || high < value, outside, "{among}");
    }
}

/// The same for rates: at every number of events near the limits of 500 in 100,000.
#[test]
fn limits_around_a_rate_are_where_its_own_interval_begins_to_leave_it_out() {
    let scale = Scale::of(Unit::Per100k).expect("a scale");
    let (england, people) = (decimal("500"), decimal("20000"));
    let (low, high) =
        around(Confidence::P998, IntervalMethod::Byar, england, people, scale).expect("limits");
    // A hundred events are expected; the normal limits are 100 ∓ 3.09 × 10.
    let mut outside = 0;
    for events in 50..160 {
        let value = Decimal::from(events) * decimal("5");
        let evidence = Evidence {
            numerator: Some(Ok(events.into())),
            denominator: Some(Ok(people)),
            ..Evidence::default()
        };
        let own = interval_at(Confidence::P998, IntervalMethod::Byar, Ok(value), &evidence, scale);
        let excluded = own.expect("an interval").excludes(england);
        assert_eq!(excluded, value < low || high < value, "{events}");
        assert!(excluded || (68..=136).contains(&events), "{events}");
        outside += i32::from(excluded);
    }
    assert!((40..60).contains(&outside), "{outside}");
}
