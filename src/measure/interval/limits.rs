//! The arithmetic of confidence limits, for counts: Wilson, Byar and exact Poisson.
//!
//! The Poisson limits are half the quantiles of a chi-square distribution. They are only needed below
//! ten events, where a bisection on the sum of at most ten terms finds them, so no library of
//! statistics is needed.

/// Halvings of the bisection: an interval of 64 then is narrower than the last digit of a limit.
const HALVINGS: u32 = 64;

/// Above every upper limit for fewer than ten events: at 99.8 per cent that of nine is 22.7.
const ABOVE: f64 = 64.0;

/// Wilson's limits for `x` of `n`, as shares: (2x + z² ∓ z√(z² + 4x(1 − x/n))) / (2(n + z²)).
pub(super) fn wilson(x: f64, n: f64, z: f64) -> (f64, f64) {
    let square = z * z;
    let root = z * (square + 4.0 * x * (1.0 - x / n)).sqrt();
    let below = 2.0 * (n + square);
    ((2.0 * x + square - root) / below, (2.0 * x + square + root) / below)
}

/// Byar's limits for `x` events, as events.
pub(super) fn byar(x: f64, z: f64) -> (f64, f64) {
    let cube = |value: f64| value * value * value;
    let low = x * cube(1.0 - 1.0 / (9.0 * x) - z / (3.0 * x.sqrt()));
    let more = x + 1.0;
    let high = more * cube(1.0 - 1.0 / (9.0 * more) + z / (3.0 * more.sqrt()));
    (low, high)
}

/// The shares beyond which Wilson's limits for a share of `n` leave out `p`: p ∓ z√(p(1 − p)/n).
pub(super) fn wilson_around(p: f64, n: f64, z: f64) -> (f64, f64) {
    let reach = z * (p * (1.0 - p) / n).sqrt();
    (p - reach, p + reach)
}

/// The events below and above which Byar's limits leave out `mean`. Below a mean that is so low that no
/// number of events is too few, the lower is nothing.
pub(super) fn byar_around(mean: f64, z: f64) -> (f64, f64) {
    // Limits rise with the events, and lie nearer to them than this.
    let reach = 2.0 * z * (mean.sqrt() + z) + 10.0;
    let high = turn((mean, mean + reach), |events| byar(events, z).0 > mean);
    let low = turn((0.0, mean), |events| byar(events, z).1 >= mean);
    (low, high)
}

/// Where a condition begins to hold in a range, at the end of which it does.
fn turn((mut low, mut high): (f64, f64), holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// Exact limits for `events`, as events: the means at which so many or more, and so few or fewer, have
/// the probability `tail`.
pub(super) fn poisson(events: u32, tail: f64) -> (f64, f64) {
    let low = match events.checked_sub(1) {
        None => 0.0,
        Some(fewer) => mean_at(fewer, 1.0 - tail),
    };
    (low, mean_at(events, tail))
}

/// The mean at which `events` or fewer have a probability, which falls as the mean rises.
fn mean_at(events: u32, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, ABOVE);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if so_many_or_fewer(events, middle) > probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The probability of `events` or fewer at a mean: a part of the series of the exponential over the
/// whole of it. All terms are positive, so nothing cancels, and no machine's own `exp` is asked.
fn so_many_or_fewer(events: u32, mean: f64) -> f64 {
    let (mut term, mut some, mut all, mut k) = (1.0_f64, 1.0_f64, 1.0_f64, 0_u32);
    while f64::from(k) < mean || term > all * f64::EPSILON / 16.0 {
        k += 1;
        term *= mean / f64::from(k);
        all += term;
        if k <= events {
            some += term;
        }
    }
    some / all
}
