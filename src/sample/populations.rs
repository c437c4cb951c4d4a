//! Made-up people to a mid-year workbook in the layout of table MYE2.

use crate::domain::year::FinancialYear;
use crate::reference::areas::{AreaLevel, ENGLAND};
use crate::release::input::InputFile;
use crate::sample::book::{Cell, Sheet, bytes};
use crate::sample::random::split;
use crate::sample::world::{People, World};

/// The workbook of the summer in which a year begins, with the areas of that year.
pub(super) fn file(world: &World<'_>, year: FinancialYear) -> InputFile {
    let summer = year.start();
    let mut cover = Sheet::new("Cover sheet");
    cover.row([format!("Illustrative Mid-Year Population Estimates, UK, June {summer}")]);
    cover.row(["Illustrative figures: made up, not published by anyone."]);
    let title = format!(
        "MYE2: Persons by single year of age and sex for local authorities in the UK, mid-{summer}"
    );
    let mut sheet = Sheet::new("MYE2 - Persons");
    sheet.row([title]);
    sheet.row(["Illustrative figures: made up, not published by anyone."]);
    sheet.go_to(8);
    sheet.row(
        ["Code", "Name", "Geography", "All ages"]
            .map(str::to_owned)
            .into_iter()
            .chain((0..90).map(|age| age.to_string()).chain(["90+".to_owned()])),
    );
    let register = world.register();
    let councils = world.councils(year);
    let (mut england, mut rows) = (Ages::default(), Vec::new());
    for (region, members) in world.by_region(&councils) {
        let start = rows.len();
        let mut sum = Ages::default();
        for council in members {
            let ages = Ages::of(council.people_in(summer));
            sum.add(&ages);
            let code = register.code_in(council.area, year);
            rows.push((code, register.get(council.area).name.clone(), kind(code), ages));
        }
        england.add(&sum);
        let area = register.get(region);
        debug_assert_eq!(area.level, AreaLevel::Region, "councils lie in regions");
        rows.insert(
            start,
            (register.code_in(region, year), area.name.to_uppercase(), "Region", sum),
        );
    }
    rows.insert(0, (ENGLAND, "ENGLAND".to_owned(), "Country", england));
    for (code, name, kind, ages) in rows {
        let words = [code.to_owned(), name, kind.to_owned()].map(Cell::Text);
        let numbers = std::iter::once(ages.0.iter().sum()).chain(ages.0);
        sheet.row(words.into_iter().chain(numbers.map(Cell::Number)));
    }
    let book = bytes("Illustrative mid-year populations", vec![cover, sheet], (summer + 1, 6, 25));
    InputFile::new(format!("illustrative_MYE2_mid-{summer}.xlsx"), book)
}

/// What ONS calls an area, by the first part of its code.
fn kind(code: &str) -> &'static str {
    match code.get(..3) {
        Some("E06") => "Unitary Authority",
        Some("E08") => "Metropolitan District",
        Some("E09") => "London Borough",
        _ => "County",
    }
}

/// People by single year of age; the last is 90 and over.
struct Ages([i64; 91]);

impl Default for Ages {
    fn default() -> Self {
        Self([0; 91])
    }
}

impl Ages {
    fn of(people: People) -> Self {
        let mut ages = [0; 91];
        ages[..18].copy_from_slice(&split(people.children, [1; 18]));
        ages[18..65].copy_from_slice(&split(people.younger, [1; 47]));
        // Fewer in every year of age after 65; those of 90 and over count together.
        let mut weights: [i64; 26] =
            std::array::from_fn(|year| 62 - 2 * i64::try_from(year).unwrap_or(0));
        weights[25] = 48;
        ages[65..].copy_from_slice(&split(people.older, weights));
        Self(ages)
    }

    fn add(&mut self, other: &Self) {
        for (left, right) in self.0.iter_mut().zip(other.0) {
            *left += right;
        }
    }
}
