//! A seed to the illustrative release: every council's real name and codes, made-up figures, in the
//! publishers' own layouts.
//!
//! It has every awkward thing that real releases have: councils that did not submit, suppressed
//! counts, negative spend, tiny councils, mergers, splits, recodes and names with commas. Every file
//! says that it is illustrative, in its name and inside.

mod activity;
mod book;
mod finance;
mod outcomes;
mod populations;
mod random;
mod spend;
mod text;
mod world;

use rayon::prelude::*;

use crate::domain::year::FinancialYear;
use crate::observe::observations::Release;
use crate::reference::areas::Areas;
use crate::release::input::InputFile;
use crate::sample::world::{AreasView, World};

/// The newest year of the illustrative release: the last of the layouts it is written in.
const NEWEST: u16 = 2024;

/// More years than this would reach back before the returns began.
const MOST_YEARS: u16 = 25;

/// How much to make up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleOptions {
    /// How many councils of the newest year, spread evenly over the register; all if not given.
    pub councils: Option<usize>,
    /// How many years, the newest being 2023-24.
    pub years: u16,
    /// The same seed gives the same bytes.
    pub seed: u64,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self { councils: None, years: 6, seed: 2024 }
    }
}

/// Makes up a release of the councils that the program knows: for each year a finance CSV, a workbook of
/// activity and a workbook of populations, and one CSV of outcomes.
pub fn generate(options: &SampleOptions) -> Vec<InputFile> {
    let areas =
        Areas::load().expect("the embedded register was checked when the program was built");
    generate_for(&areas, options)
}

/// The same of the councils of another register.
pub fn generate_for(areas: &Areas, options: &SampleOptions) -> Vec<InputFile> {
    let first = NEWEST + 1 - options.years.clamp(1, MOST_YEARS);
    let years: Vec<FinancialYear> = (first..=NEWEST).filter_map(FinancialYear::ending).collect();
    let view = AreasView(areas);
    let world = World::new(&view, years, options.councils, options.seed);
    // No file depends on another. The file of outcomes is the longest work.
    let of_years = || {
        let of_year = |year: &FinancialYear| {
            [finance::file, activity::file, populations::file].map(|file| file(&world, *year))
        };
        world.years.par_iter().flat_map_iter(of_year).collect::<Vec<InputFile>>()
    };
    let (outcomes, mut files) = rayon::join(|| outcomes::file(&world), of_years);
    files.push(outcomes);
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// Whether some releases are, or hold, illustrative figures. Every reader keeps the mark that the
/// files carry at the start of the release's title.
pub fn is_illustrative<'r>(releases: impl IntoIterator<Item = &'r Release>) -> bool {
    releases.into_iter().any(Release::is_illustrative)
}

#[cfg(test)]
mod tests;
