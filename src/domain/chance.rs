//! Numbers that look drawn by chance and are the same on every machine: `SplitMix64` (Steele, Lea and Flood,
//! 2014), in whole numbers only.

/// What the state grows by with each number.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of `SplitMix64`: the number that follows a state.
pub const fn mix(state: u64) -> u64 {
    let z = state.wrapping_add(STEP);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One number after the other from a seed.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Draws {
    /// The numbers of a seed, from the first.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A whole number from 0 up to and without `end`, each as likely as the next to within one in 2^32;
    /// `end` is at most 2^32.
    pub fn below(&mut self, end: u64) -> u64 {
        let number = mix(self.0);
        self.0 = self.0.wrapping_add(STEP);
        ((number >> 32) * end) >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of `SplitMix64` from the seed 0, as its authors' reference code gives them.
    #[test]
    fn the_generator_is_splitmix64() {
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mix(STEP), 0x6E78_9E6A_A1B9_65F4);
        // 0xE220A839 × 1000 ÷ 2^32 = 883.31, and 0x6E789E6A × 1000 ÷ 2^32 = 431.53.
        let mut draws = Draws::new(0);
        assert_eq!([draws.below(1000), draws.below(1000)], [883, 431]);
    }
}
