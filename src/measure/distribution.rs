//! How a measure is spread over councils: median, quartiles, distances, and the words for them.

use rust_decimal::Decimal;

use crate::domain::figure::Figure;
use crate::measure::catalogue::Polarity;

/// With fewer councils than this no quartiles and no bands are given (METHOD 7.1, 7.3).
pub const LEAST_COUNCILS: usize = 8;

/// Up to so many median absolute deviations from the median a value is broadly similar.
pub const SIMILAR: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// From so many deviations on it is not just slightly higher or lower, and may be a finding.
pub const FAR: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

/// From so many deviations on it is much higher or lower.
pub const VERY_FAR: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Beyond so many deviations nobody but a person describes it.
pub const LAST: Decimal = Decimal::from_parts(75, 0, 0, false, 1);

/// The spread of a measure over the councils with a value in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The values, smallest first.
    pub values: Vec<Decimal>,
    /// The middle value.
    pub median: Decimal,
    /// Lower and upper quartile, type 7 (as R and `QUARTILE.INC`); none under eight councils.
    pub quartiles: Option<(Decimal, Decimal)>,
    /// The 5th and the 95th percentile, type 7; none under eight councils.
    pub tails: Option<(Decimal, Decimal)>,
    /// The raw median absolute deviation from the median, without the factor 1.4826.
    pub mad: Decimal,
}

impl Distribution {
    /// The spread of some figures; gaps are left out. None when no figure is a number.
    pub fn of(figures: impl IntoIterator<Item = Figure>) -> Option<Self> {
        let mut values: Vec<Decimal> = figures.into_iter().filter_map(Result::ok).collect();
        values.sort_unstable();
        let median = quantile(&values, Decimal::new(5, 1))?;
        let between = |lower, upper| {
            (values.len() >= LEAST_COUNCILS)
                .then(|| quantile(&values, lower).zip(quantile(&values, upper)))
                .flatten()
        };
        let quartiles = between(Decimal::new(25, 2), Decimal::new(75, 2));
        let tails = between(Decimal::new(5, 2), Decimal::new(95, 2));
        let mut distances: Vec<Decimal> =
            values.iter().map(|value| (*value - median).abs()).collect();
        distances.sort_unstable();
        let mad = quantile(&distances, Decimal::new(5, 1))?;
        Some(Self { values, median, quartiles, tails, mad })
    }

    /// How many councils have a value.
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// How far a value is from the median, in median absolute deviations. None where there are too
    /// few councils or where half of them have the very same value.
    pub fn distance(&self, value: Decimal) -> Option<Decimal> {
        if self.count() < LEAST_COUNCILS || self.mad.is_zero() {
            return None;
        }
        (value - self.median).checked_div(self.mad)
    }
}

/// The quantile of sorted values by linear interpolation between order statistics (type 7).
fn quantile(sorted: &[Decimal], share: Decimal) -> Option<Decimal> {
    let last = sorted.len().checked_sub(1)?;
    let position = share * Decimal::from(last);
    let below = position.floor();
    let index = usize::try_from(below).ok()?;
    let low = *sorted.get(index)?;
    let high = *sorted.get(index + 1).unwrap_or(&low);
    Some(low + (high - low) * (position - below))
}

/// One of the seven bands of METHOD 7.3, which follow the published bands of MHCLG's work on local
/// authority data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// 3 to 7.5 deviations below the median.
    MuchLower,
    /// At least 1.5 and less than 3 deviations below.
    Lower,
    /// More than 0.5 and less than 1.5 deviations below.
    SlightlyLower,
    /// Within half a deviation of the median.
    BroadlySimilar,
    /// More than 0.5 and less than 1.5 deviations above.
    SlightlyHigher,
    /// At least 1.5 and less than 3 deviations above.
    Higher,
    /// 3 to 7.5 deviations above.
    MuchHigher,
}

/// Where a value stands among councils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In a band.
    In(Band),
    /// So far from the median that a person must look at it before anyone describes it.
    Beyond,
}

impl Standing {
    /// The standing of a value in a distribution.
    pub fn of(value: Decimal, distribution: &Distribution) -> Option<Self> {
        let distance = distribution.distance(value)?;
        let far = distance.abs();
        let above = distance.is_sign_positive();
        let band = if far <= SIMILAR {
            Band::BroadlySimilar
        } else if far < FAR {
            if above { Band::SlightlyHigher } else { Band::SlightlyLower }
        } else if far < VERY_FAR {
            if above { Band::Higher } else { Band::Lower }
        } else if far <= LAST {
            if above { Band::MuchHigher } else { Band::MuchLower }
        } else {
            return Some(Self::Beyond);
        };
        Some(Self::In(band))
    }
}

impl Band {
    /// All bands, from the lowest to the highest.
    pub const ALL: [Self; 7] = [
        Self::MuchLower,
        Self::Lower,
        Self::SlightlyLower,
        Self::BroadlySimilar,
        Self::SlightlyHigher,
        Self::Higher,
        Self::MuchHigher,
    ];

    /// The words of a band, without "than" or "to". A measure with a polarity is better or worse;
    /// one that must be read with caution, and all money, is only higher or lower.
    pub const fn words(self, polarity: Polarity) -> &'static str {
        let judged = match polarity {
            Polarity::Higher => Some(true),
            Polarity::Lower => Some(false),
            Polarity::None | Polarity::HigherWithCaution | Polarity::LowerWithCaution => None,
        };
        match (self, judged) {
            (Self::BroadlySimilar, _) => "broadly similar",
            (Self::MuchLower, None) => "much lower",
            (Self::Lower, None) => "lower",
            (Self::SlightlyLower, None) => "slightly lower",
            (Self::SlightlyHigher, None) => "slightly higher",
            (Self::Higher, None) => "higher",
            (Self::MuchHigher, None) => "much higher",
            (Self::MuchLower, Some(true)) | (Self::MuchHigher, Some(false)) => "much worse",
            (Self::Lower, Some(true)) | (Self::Higher, Some(false)) => "worse",
            (Self::SlightlyLower, Some(true)) | (Self::SlightlyHigher, Some(false)) => {
                "slightly worse"
            }
            (Self::SlightlyHigher, Some(true)) | (Self::SlightlyLower, Some(false)) => {
                "slightly better"
            }
            (Self::Higher, Some(true)) | (Self::Lower, Some(false)) => "better",
            (Self::MuchHigher, Some(true)) | (Self::MuchLower, Some(false)) => "much better",
        }
    }

    /// The words with the preposition that a comparator follows: "higher than", "broadly similar
    /// to".
    pub fn phrase(self, polarity: Polarity) -> String {
        let joint = if self == Self::BroadlySimilar { "to" } else { "than" };
        format!("{} {joint}", self.words(polarity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimals(values: &[&str]) -> Vec<Figure> {
        values.iter().map(|text| Ok(text.parse().expect("a literal decimal"))).collect()
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a literal decimal")
    }

    /// Worked by hand: R's `quantile(c(2,4,4,5,7,9,11,12,20))`, type 7, is 4, 7, 11; the distances
    /// from 7 sorted are 0,2,2,3,3,4,5,5,13 with median 3.
    #[test]
    fn median_quartiles_and_raw_mad() {
        let spread = Distribution::of(decimals(&["20", "2", "4", "9", "4", "5", "12", "7", "11"]))
            .expect("there are values");
        assert_eq!(spread.median, decimal("7"));
        assert_eq!(spread.quartiles, Some((decimal("4"), decimal("11"))));
        assert_eq!(spread.mad, decimal("3"));
    }

    /// Worked by hand: for 1..8, h = 7p, so the quartiles are 2.75 and 6.25 and the median 4.5, as
    /// `QUARTILE.INC` gives.
    #[test]
    fn quartiles_interpolate() {
        let spread = Distribution::of(decimals(&["1", "2", "3", "4", "5", "6", "7", "8"]))
            .expect("there are values");
        assert_eq!(spread.quartiles, Some((decimal("2.75"), decimal("6.25"))));
        assert_eq!(spread.median, decimal("4.5"));
    }

    /// Pounds a week of 20 councils. `NumPy` 2.4.6: `numpy.quantile(x, [.05, .25, .5, .75, .95])` =
    /// 453.72, 486.65, 510.15, 544.25, 609.79; `numpy.median(abs(x - numpy.median(x)))` = 30.1. By hand:
    /// the 5th percentile is at 19 × 0.05 = 0.95, so 412.3 + 0.95 × (455.9 − 412.3) = 453.72.
    #[test]
    fn quantiles_are_as_numpy_has_them() {
        let spread = Distribution::of(decimals(&[
            "531.0", "412.3", "744.5", "480.2", "507.7", "488.8", "602.7", "519.3", "467.1",
            "561.2", "493.9", "455.9", "523.5", "490.1", "578.9", "501.4", "540.4", "471.8",
            "512.6", "555.8",
        ]))
        .expect("there are values");
        assert_eq!(spread.median, decimal("510.15"));
        assert_eq!(spread.quartiles, Some((decimal("486.65"), decimal("544.25"))));
        assert_eq!(spread.tails, Some((decimal("453.72"), decimal("609.79"))));
        assert_eq!(spread.mad, decimal("30.1"));
        // (744.5 − 510.15) / 30.1 = 7.7857…: beyond 7.5, so nobody but a person describes it.
        assert_eq!(Standing::of(decimal("744.5"), &spread), Some(Standing::Beyond));
    }

    #[test]
    fn under_eight_councils_there_are_no_quartiles_and_no_band() {
        let spread = Distribution::of(decimals(&["1", "2", "3", "4", "5", "6", "7"]))
            .expect("there are values");
        assert_eq!((spread.quartiles, spread.tails), (None, None));
        assert_eq!(Standing::of(decimal("7"), &spread), None);
        assert_eq!(Distribution::of(decimals(&[])), None);
    }

    #[test]
    fn where_half_the_councils_are_the_same_there_is_no_band() {
        let spread = Distribution::of(decimals(&["5"; 9])).expect("there are values");
        assert_eq!(Standing::of(decimal("9"), &spread), None);
    }

    /// Median 7, raw MAD 3, so 8.5 is half a deviation above, 11.5 one and a half, and so on. METHOD
    /// 7.3 gives the bands by their ends: half a deviation is still broadly similar, one and a half is
    /// a finding, three is much higher, seven and a half is the last that is described.
    #[test]
    fn bands_follow_the_published_scale() {
        let spread = Distribution::of(decimals(&["20", "2", "4", "9", "4", "5", "12", "7", "11"]))
            .expect("there are values");
        for (value, expected) in [
            ("7", Some(Band::BroadlySimilar)),
            ("8.5", Some(Band::BroadlySimilar)),
            ("5.5", Some(Band::BroadlySimilar)),
            ("8.6", Some(Band::SlightlyHigher)),
            ("5.4", Some(Band::SlightlyLower)),
            ("11.4", Some(Band::SlightlyHigher)),
            ("2.6", Some(Band::SlightlyLower)),
            ("11.5", Some(Band::Higher)),
            ("2.5", Some(Band::Lower)),
            ("15.9", Some(Band::Higher)),
            ("-1.9", Some(Band::Lower)),
            ("16", Some(Band::MuchHigher)),
            ("-2", Some(Band::MuchLower)),
            ("29.5", Some(Band::MuchHigher)),
            ("-15.5", Some(Band::MuchLower)),
            ("29.6", None),
            ("-15.6", None),
        ] {
            let standing = Standing::of(decimal(value), &spread);
            let expected = expected.map_or(Standing::Beyond, Standing::In);
            assert_eq!(standing, Some(expected), "{value}");
        }
    }

    #[test]
    fn money_is_never_better_or_worse() {
        assert_eq!(Band::Higher.phrase(Polarity::None), "higher than");
        assert_eq!(Band::Higher.phrase(Polarity::Higher), "better than");
        assert_eq!(Band::Higher.phrase(Polarity::Lower), "worse than");
        assert_eq!(Band::SlightlyLower.phrase(Polarity::Lower), "slightly better than");
        assert_eq!(Band::Higher.phrase(Polarity::LowerWithCaution), "higher than");
        assert_eq!(Band::BroadlySimilar.phrase(Polarity::Higher), "broadly similar to");
    }
}
