//! Which rows make which total, worked out once for all areas of a file.

use std::collections::{BTreeSet, HashMap};

use crate::observe::totals::{AGE, Cell, DETAIL, Label, Needed, PROVISION, Part, REASON, SETTING};

/// A way of adding up a total.
pub(super) enum Recipe {
    /// Rows, all of which must be there.
    Cells(Vec<u32>),
    /// Kinds of support, each in one of several ways.
    Parts(Vec<Vec<Recipe>>),
}

impl Recipe {
    /// The rows to add up, if an area has all of them.
    pub(super) fn cells(&self, has: &impl Fn(u32) -> bool) -> Option<Vec<u32>> {
        match self {
            Self::Cells(cells) => cells.iter().all(|cell| has(*cell)).then(|| cells.clone()),
            Self::Parts(parts) => {
                let mut all = Vec::new();
                for ways in parts {
                    all.extend(ways.iter().find_map(|way| way.cells(has))?);
                }
                Some(all)
            }
        }
    }
}

/// The totals of a file, and the ways of making each, the most detailed rows first.
pub(super) struct Plan {
    pub(super) targets: Vec<(Cell, Vec<Recipe>)>,
}

/// Which dimensions of a cell have a label of their own, as bits.
type Pattern = u8;

fn pattern(labels: &[Label; 5]) -> Pattern {
    labels
        .iter()
        .enumerate()
        .filter(|(_, label)| **label != Label::All)
        .fold(0, |bits, (place, _)| bits | 1 << place)
}

fn masked(labels: &[Label; 5], keep: Pattern) -> [Label; 5] {
    std::array::from_fn(|place| if keep & (1 << place) == 0 { Label::All } else { labels[place] })
}

impl Plan {
    pub(super) fn new(needed: &Needed, cells: &[Cell], used: &[u32]) -> Self {
        let mut by_part: HashMap<Part, Vec<(u32, [Label; 5])>> = HashMap::new();
        let mut wanted: BTreeSet<Cell> = BTreeSet::new();
        for index in used {
            let cell = cells[*index as usize];
            if !needed.counts(&cell) {
                continue;
            }
            by_part.entry(cell.part).or_default().push((*index, cell.labels));
            let own = pattern(&cell.labels);
            for keep in 0..=own {
                if keep & own == keep {
                    wanted.insert(Cell { part: cell.part, labels: masked(&cell.labels, keep) });
                }
            }
            let mut above = cell.part.parent();
            while let Some(part) = above {
                let shared = if part == Part::ShortTerm { 1 << AGE | 1 << REASON } else { 0 };
                for keep in 0..=shared {
                    if keep & shared == keep {
                        wanted.insert(Cell { part, labels: masked(&cell.labels, keep) });
                    }
                }
                above = part.parent();
            }
        }
        let plan = Planner { needed, by_part };
        let targets = wanted
            .into_iter()
            .map(|cell| (cell, plan.ways(cell.part, &cell.labels, false)))
            .filter(|(_, ways)| !ways.is_empty())
            .collect();
        Self { targets }
    }
}

struct Planner<'n> {
    needed: &'n Needed,
    by_part: HashMap<Part, Vec<(u32, [Label; 5])>>,
}

impl Planner<'_> {
    /// The ways of making a total of a part, from the most detailed rows to the least; with the row
    /// that is the total itself as the last one where `itself` says so.
    fn ways(&self, part: Part, wanted: &[Label; 5], itself: bool) -> Vec<Recipe> {
        let mut ways = Vec::new();
        let parts = part.parts();
        if !parts.is_empty() {
            let each: Vec<Vec<Recipe>> =
                parts.iter().map(|part| self.ways(*part, wanted, true)).collect();
            if each.iter().all(|ways| !ways.is_empty()) {
                ways.push(Recipe::Parts(each));
            }
        }
        let keep = pattern(wanted);
        let rows = self.by_part.get(&part).map_or(&[][..], Vec::as_slice);
        let mut patterns: Vec<Pattern> = rows
            .iter()
            .map(|(_, labels)| pattern(labels))
            .filter(|own| own & keep == keep && (itself || *own != keep))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        patterns.sort_by_key(|own| (std::cmp::Reverse(own.count_ones()), *own));
        for own in patterns {
            let found: Vec<(u32, [Label; 5])> = rows
                .iter()
                .filter(|(_, labels)| pattern(labels) == own && masked(labels, keep) == *wanted)
                .copied()
                .collect();
            if self.is_whole(&found, own & !keep) {
                ways.push(Recipe::Cells(found.into_iter().map(|(index, _)| index).collect()));
            }
        }
        ways
    }

    /// Whether rows have every combination of labels that a sum over some dimensions needs.
    fn is_whole(&self, rows: &[(u32, [Label; 5])], over: Pattern) -> bool {
        let summed = |place: usize| over & (1 << place) != 0;
        if rows.is_empty() {
            return false;
        }
        if summed(DETAIL) {
            let details: BTreeSet<Label> = rows.iter().map(|(_, labels)| labels[DETAIL]).collect();
            if details.len() < 2 {
                return false;
            }
        }
        // What is not summed has one label, so every row has it.
        let choices = |place: usize| {
            if summed(place) { self.needed.labels[place].clone() } else { vec![rows[0].1[place]] }
        };
        let there: BTreeSet<[Label; 4]> =
            rows.iter().map(|(_, labels)| std::array::from_fn(|place| labels[place])).collect();
        choices(AGE).iter().all(|age| {
            choices(REASON).iter().all(|reason| {
                choices(SETTING).iter().all(|setting| {
                    choices(PROVISION).iter().all(|provision| {
                        let uncollected = summed(PROVISION)
                            && self.needed.nursing == Some(*setting)
                            && self.needed.labels[PROVISION].first() != Some(provision);
                        uncollected || there.contains(&[*age, *reason, *setting, *provision])
                    })
                })
            })
        })
    }
}
