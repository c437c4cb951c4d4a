//! Totals of small returns, added up by hand.

use proptest::prelude::*;

use super::*;
use crate::domain::figure::Gap;
use crate::reference::areas::Areas;

const AGES: [&str; 2] = ["18-64", "65-and-over"];
const REASONS: [&str; 5] =
    ["physical", "sensory", "memory", "learning-disability", "mental-health"];
const SETTINGS: [&str; 7] = [
    "nursing",
    "residential",
    "supported-accommodation",
    "direct-payments",
    "home-care",
    "supported-living",
    "other-long-term",
];

struct World {
    vocabulary: Vocabulary,
    areas: Vec<AreaId>,
    year: FinancialYear,
}

impl World {
    fn new() -> Self {
        let areas = Areas::load().expect("the embedded register loads");
        Self {
            vocabulary: Vocabulary::load().expect("the embedded vocabulary loads"),
            areas: areas.ids().take(2).collect(),
            year: FinancialYear::ending(2018).expect("a year"),
        }
    }

    fn label(&self, dimension: Dimension, id: &str) -> Label {
        match self.vocabulary.term(dimension, id).expect("a known term") {
            Term::ALL => Label::All,
            term => Label::Term(term),
        }
    }

    fn cell(&self, part: Part, age: &str, reason: &str, setting: &str) -> Cell {
        let mut cell = Cell::of(part);
        cell.labels[AGE] = self.label(Dimension::AgeBand, age);
        cell.labels[REASON] = self.label(Dimension::SupportReason, reason);
        cell.labels[SETTING] = self.label(Dimension::Setting, setting);
        cell
    }

    /// The 99 rows that a council's return is made of.
    fn leaves(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for age in AGES {
            for reason in REASONS {
                for setting in SETTINGS {
                    cells.push(self.cell(Part::LongTerm, age, reason, setting));
                }
                for part in [Part::MaximiseIndependence, Part::OtherShortTerm] {
                    cells.push(self.cell(part, age, reason, "all"));
                }
            }
        }
        for service in 0..8 {
            let cell = Cell::of(Part::Service(service));
            // Support to carers has two rows: direct payments and other.
            let details = if SERVICES[usize::from(service)] == "carers" { 2 } else { 1 };
            for detail in 0..details {
                let mut cell = cell;
                if details == 2 {
                    cell.labels[DETAIL] = Label::Other(detail);
                }
                cells.push(cell);
            }
        }
        cells
    }

    /// A book in which the row on line n, counted from 0, has the figure that is given for it.
    fn book(&self, rows: &[(Cell, AreaId, Figure)]) -> Book {
        let mut book = Book::new(Needed::money(&self.vocabulary));
        for (line, (cell, area, figure)) in (0..).zip(rows) {
            book.add(*cell, *area, self.year, line, Box::new([*figure]));
        }
        book
    }

    fn ones(&self) -> Vec<(Cell, AreaId, Figure)> {
        self.leaves().into_iter().map(|cell| (cell, self.areas[0], Ok(Decimal::ONE))).collect()
    }
}

fn find<'t>(totals: &'t [Total], cell: &Cell, area: AreaId) -> Option<&'t Total> {
    totals.iter().find(|total| total.cell == *cell && total.area == area)
}

fn sums(totals: &[Total], cells: &[Cell], area: AreaId) -> Vec<Option<String>> {
    let figure = |cell| find(totals, cell, area).map(|total| total.figures[0]);
    cells
        .iter()
        .map(|cell| {
            figure(cell).map(|figure| match figure {
                Ok(value) => value.to_string(),
                Err(gap) => gap.code().to_owned(),
            })
        })
        .collect()
}

/// Every row is 1, so a total is the number of its rows: 70 long-term, 20 short-term, 9 other.
#[test]
fn each_margin_is_the_number_of_its_rows() {
    let world = World::new();
    let totals = world.book(&world.ones()).totals();
    let cells = [
        (Cell::of(Part::Whole), "99"),
        (Cell::of(Part::LongTerm), "70"),
        (Cell::of(Part::ShortTerm), "20"),
        (Cell::of(Part::MaximiseIndependence), "10"),
        (Cell::of(Part::Other), "9"),
        (Cell::of(Part::Service(2)), "2"),
        (world.cell(Part::LongTerm, "18-64", "all", "all"), "35"),
        (world.cell(Part::LongTerm, "18-64", "all", "residential"), "5"),
        (world.cell(Part::LongTerm, "all", "memory", "all"), "14"),
        (world.cell(Part::LongTerm, "all", "memory", "nursing"), "2"),
        (world.cell(Part::ShortTerm, "65-and-over", "all", "all"), "10"),
        (world.cell(Part::ShortTerm, "65-and-over", "sensory", "all"), "2"),
    ];
    for (cell, expected) in cells {
        let found = sums(&totals, &[cell], world.areas[0]);
        assert_eq!(found, [Some(expected.to_owned())], "{cell:?}");
        let total = find(&totals, &cell, world.areas[0]).expect("it was found just now");
        assert_eq!(total.lines.len().to_string(), expected);
        assert!(total.lines.is_sorted());
        assert!(total.printed.is_none());
    }
    // No total is a row of the file, and every one is made once.
    assert_eq!(
        totals.len(),
        totals.iter().map(|total| total.cell).collect::<std::collections::BTreeSet<_>>().len()
    );
}

#[test]
fn no_total_is_made_without_all_its_rows() {
    let world = World::new();
    let nursing = world.cell(Part::LongTerm, "18-64", "memory", "nursing");
    let whole = [
        Cell::of(Part::Whole),
        Cell::of(Part::LongTerm),
        world.cell(Part::LongTerm, "18-64", "all", "nursing"),
        world.cell(Part::LongTerm, "65-and-over", "all", "nursing"),
        Cell::of(Part::Other),
    ];
    let some = |text: &str| Some(text.to_owned());
    // One area lacks a row that another has.
    let mut rows = world.ones();
    rows.retain(|(cell, ..)| *cell != nursing);
    rows.extend(world.leaves().into_iter().map(|cell| (cell, world.areas[1], Ok(Decimal::ONE))));
    let totals = world.book(&rows).totals();
    let lacking = [None, None, None, some("5"), some("9")];
    assert_eq!(sums(&totals, &whole, world.areas[0]), lacking);
    let full = [some("99"), some("70"), some("5"), some("5"), some("9")];
    assert_eq!(sums(&totals, &whole, world.areas[1]), full);
    // No area has it: the file was cut, or has another word for it.
    let mut rows = world.ones();
    rows.retain(|(cell, ..)| *cell != nursing);
    assert_eq!(sums(&world.book(&rows).totals(), &whole, world.areas[0]), lacking);
    // A service is missing.
    let mut rows = world.ones();
    rows.retain(|(cell, ..)| cell.part != Part::Service(7));
    let totals = world.book(&rows).totals();
    assert_eq!(
        sums(&totals, &whole, world.areas[0]),
        [None, some("70"), some("5"), some("5"), None]
    );
}

#[test]
fn what_the_file_prints_is_told_and_helps_where_rows_are_missing() {
    let world = World::new();
    let area = world.areas[0];
    let mut rows = world.ones();
    rows.push((Cell::of(Part::LongTerm), area, Ok(Decimal::ONE_HUNDRED)));
    // The sum of rows beside the printed 100; the whole is made of the rows.
    let totals = world.book(&rows).totals();
    let long_term = find(&totals, &Cell::of(Part::LongTerm), area).expect("a sum");
    assert_eq!(long_term.figures, [Ok(Decimal::new(70, 0))]);
    assert_eq!(long_term.printed, Some((99, vec![Ok(Decimal::ONE_HUNDRED)])));
    // Without the rows the printed total is a part of the whole: 100 + 20 + 9.
    rows.retain(|(cell, ..)| cell.part != Part::LongTerm || *cell == Cell::of(Part::LongTerm));
    let totals = world.book(&rows).totals();
    assert_eq!(sums(&totals, &[Cell::of(Part::Whole)], area), [Some("129".to_owned())]);
    // Two ages without any other breakdown make all ages.
    let ages =
        AGES.map(|age| (world.cell(Part::LongTerm, age, "all", "all"), area, Ok(Decimal::ONE)));
    let totals = world.book(&ages).totals();
    assert_eq!(sums(&totals, &[Cell::of(Part::LongTerm)], area), [Some("2".to_owned())]);
}

#[test]
fn labels_that_overlap_do_not_count_and_unnamed_ones_do() {
    let world = World::new();
    let area = world.areas[0];
    let mut rows = world.ones();
    let both = world.cell(Part::LongTerm, "18-64", "memory", "nursing-and-residential");
    let old = world.cell(Part::LongTerm, "85-and-over", "memory", "nursing");
    rows.push((both, area, Ok(Decimal::ONE)));
    rows.push((old, area, Ok(Decimal::ONE)));
    let long_term = [Cell::of(Part::LongTerm)];
    assert_eq!(sums(&world.book(&rows).totals(), &long_term, area), [Some("70".to_owned())]);
    let mut charging = world.cell(Part::LongTerm, "18-64", "memory", "nursing");
    charging.labels[SETTING] = Label::Other(0);
    rows.push((charging, area, Ok(Decimal::ONE)));
    assert_eq!(sums(&world.book(&rows).totals(), &long_term, area), [Some("71".to_owned())]);
}

#[test]
fn weeks_of_nursing_care_are_external_only() {
    let world = World::new();
    let area = world.areas[0];
    let mut book = Book::new(Needed::weeks(&world.vocabulary));
    let mut line = 0;
    for age in AGES {
        for reason in REASONS {
            for (setting, provisions) in
                [("nursing", &["external"][..]), ("residential", &["external", "in-house"])]
            {
                for provision in provisions {
                    let mut cell = world.cell(Part::LongTerm, age, reason, setting);
                    cell.labels[PROVISION] = world.label(Dimension::Provision, provision);
                    book.add(cell, area, world.year, line, Box::new([Ok(Decimal::ONE)]));
                    line += 1;
                }
            }
        }
    }
    let totals = book.totals();
    let mut external = world.cell(Part::LongTerm, "18-64", "all", "residential");
    external.labels[PROVISION] = world.label(Dimension::Provision, "external");
    let cells = [
        world.cell(Part::LongTerm, "18-64", "all", "nursing"),
        world.cell(Part::LongTerm, "18-64", "all", "residential"),
        external,
        Cell::of(Part::LongTerm),
    ];
    let expected = ["5", "10", "5", "30"].map(|text| Some(text.to_owned()));
    assert_eq!(sums(&totals, &cells, area), expected);
}

proptest! {
    /// A gap in a row is a gap in every total that the row belongs to, the worst where there are
    /// several, and in no other; whatever the order of the rows.
    #[test]
    fn every_gap_in_gives_a_gap_out(
        gaps in prop::collection::vec((0_usize..99, 0_usize..8), 1..4),
        shift in 0_usize..99,
    ) {
        let world = World::new();
        let mut rows = world.ones();
        for (row, gap) in &gaps {
            rows[*row].2 = Err(Gap::ALL[*gap]);
        }
        let figures: Vec<Figure> = rows.iter().map(|(.., figure)| *figure).collect();
        let totals = world.book(&rows).totals();
        for total in &totals {
            let worst = total.lines.iter().filter_map(|line| figures[*line as usize].err()).max();
            let expected = worst.map_or_else(|| Ok(Decimal::from(total.lines.len())), Err);
            prop_assert_eq!(total.figures[0], expected);
        }
        rows.rotate_left(shift);
        let moved = world.book(&rows).totals();
        prop_assert_eq!(moved.len(), totals.len());
        for (left, right) in moved.iter().zip(&totals) {
            prop_assert_eq!((left.cell, &left.figures), (right.cell, &right.figures));
        }
    }
}
