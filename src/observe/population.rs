//! A mid-year population file (ONS, MYE2) to people of each age band in every area.
//!
//! A release for the financial year ending in Y+1 uses the estimate of the middle of Y: mid-2020
//! counts for 2020-21 (data/SOURCES.md, population convention).

use rust_decimal::Decimal;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::observations::{Observation, Release, ReleaseId};
use crate::observe::reader::{Context, Reading};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::vocabulary::{Dimension, SeriesKey, Vocabulary, normalise};
use crate::release::input::InputFile;
use crate::release::ods::sheet_names;
use crate::release::workbook::{self, Cell, Sheet, Workbook};

/// The oldest age with a column of its own; it holds everyone of that age and over.
const OLDEST: usize = 90;

/// How far down the persons sheet its header may stand.
const HEADER_WITHIN: u32 = 15;

/// The bands that are made of single years of age: id, first age, last age.
const BANDS: [(&str, usize, usize); 4] = [
    ("all", 18, OLDEST),
    ("18-64", 18, 64),
    ("65-and-over", 65, OLDEST),
    ("85-and-over", 85, OLDEST),
];

/// The beginnings of the codes of councils with social services: unitary authorities,
/// metropolitan districts, London boroughs and counties.
const COUNCIL_CODES: [&str; 4] = ["E06", "E08", "E09", "E10"];

/// Whether a file is a workbook with the table MYE2.
///
/// An old `.xls` can only be parsed whole, so its bytes are searched for the words of the title.
pub fn recognises(file: &InputFile) -> bool {
    if workbook::is_xls(&file.bytes) {
        return contains(&file.bytes, b"MYE2") && contains(&file.bytes, b"single year of age");
    }
    workbook::is_xlsx(&file.bytes) && persons_sheet(sheet_names(file)).is_some()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

/// Reads the persons sheet.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let mut reading = Reading::default();
    if let Err(diagnostic) = read_into(file, context, &mut reading) {
        reading.diagnostics.push(*diagnostic);
    }
    reading
}

fn read_into(
    file: &InputFile,
    context: &Context<'_>,
    reading: &mut Reading,
) -> Result<(), Box<Diagnostic>> {
    let broken = |message: String| {
        Diagnostic::error("observe/broken-workbook", message)
            .at(Place::file(&file.name))
            .help("download the file again from the Office for National Statistics")
    };
    let mut book = Workbook::open(file).map_err(|error| broken(error.to_string()))?;
    let name = persons_sheet(&book.sheet_names())
        .ok_or_else(|| broken("no sheet of MYE2 for all persons".to_owned()))?;
    let sheet = book.sheet(&name).map_err(|error| broken(error.to_string()))?;
    let header = Header::find(&sheet).map_err(|missing| {
        Diagnostic::error("observe/missing-column", format!("no column '{missing}'"))
            .at(sheet.whole())
            .help("the sheet must have Code, Name, All ages and a column for each age to 90")
    })?;
    let (middle, year) = header.year(&sheet).ok_or_else(|| {
        Diagnostic::error(
            "observe/no-release-year",
            "the title of the sheet names no middle of a year",
        )
        .at(sheet.whole())
        .help("the title must end like 'mid-2020'")
    })?;
    reading.releases.push(release(middle, year, header.is_illustrative(&sheet)));
    let table =
        Table { sheet: &sheet, header, year, series: Series::new(context.vocabulary), context };
    for row in table.header.row + 1..=sheet.last_row() {
        table.row(row, reading);
    }
    Ok(())
}

/// The publication; made-up people say so above the header, and their release keeps the mark.
fn release(middle: u16, year: FinancialYear, illustrative: bool) -> Release {
    let title = format!("Mid-{middle} population estimates");
    let (title, publisher) = if illustrative {
        (format!("Illustrative: {title}"), "made-up figures")
    } else {
        (title, "Office for National Statistics")
    };
    Release { latest: year, published: None, title, publisher: publisher.to_owned() }
}

/// `MYE2 - Persons`, `MYE2 - All`, `MYE2-All` or `Persons UK`.
fn persons_sheet(names: &[String]) -> Option<String> {
    names
        .iter()
        .find(|name| {
            let name = normalise(name);
            name.starts_with("persons")
                || name.starts_with("mye2") && (name.ends_with("persons") || name.ends_with("all"))
        })
        .cloned()
}

struct Header {
    row: u32,
    code: u16,
    name: u16,
    all_ages: u16,
    /// The columns of the single years of age, from 0.
    ages: Vec<u16>,
}

impl Header {
    /// Finds the header row; fails with the first column that is missing.
    fn find(sheet: &Sheet) -> Result<Self, String> {
        let texts = |row: u32| {
            (1..=sheet.last_column())
                .map(|column| (normalise(&sheet.cell(row, column).text()), column))
                .collect::<Vec<_>>()
        };
        let (row, texts) = (1..=HEADER_WITHIN)
            .map(|row| (row, texts(row)))
            .find(|(_, texts)| {
                let has = |name: &str| texts.iter().any(|(text, _)| text == name);
                has("code") && has("name")
            })
            .ok_or("Code")?;
        let column = |name: &str| {
            texts
                .iter()
                .find(|(text, _)| text == name)
                .map(|(_, column)| *column)
                .ok_or_else(|| name.to_owned())
        };
        let ages = (0..OLDEST)
            .map(|age| column(&age.to_string()))
            .chain([column("90+").or_else(|_| column("90"))])
            .collect::<Result<_, _>>()?;
        Ok(Self {
            row,
            code: column("code")?,
            name: column("name")?,
            all_ages: column("all ages")?,
            ages,
        })
    }

    /// Whether the lines above the header say that the figures are made up.
    fn is_illustrative(&self, sheet: &Sheet) -> bool {
        (1..self.row).any(|row| normalise(&sheet.cell(row, 1).text()).starts_with("illustrative"))
    }

    /// The calendar year of the estimate, and the financial year it counts for.
    fn year(&self, sheet: &Sheet) -> Option<(u16, FinancialYear)> {
        (1..self.row).find_map(|row| {
            let title = normalise(&sheet.cell(row, 1).text());
            let (_, after) = title.split_once("mid-").or_else(|| title.split_once("mid "))?;
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            let middle: u16 = digits.parse().ok()?;
            Some((middle, FinancialYear::ending(middle.checked_add(1)?)?))
        })
    }
}

/// The series a file fills.
struct Series {
    all_ages: SeriesKey,
    bands: Vec<(SeriesKey, usize, usize)>,
}

impl Series {
    fn new(vocabulary: &Vocabulary) -> Self {
        let term = |dimension, id| {
            vocabulary.term(dimension, id).expect("vocabulary.toml has the population terms")
        };
        let adults = SeriesKey::of(term(Dimension::Quantity, "population/ons"));
        Self {
            all_ages: SeriesKey::of(term(Dimension::Quantity, "population/ons/all-ages")),
            bands: BANDS
                .iter()
                .map(|(id, first, last)| {
                    let band = term(Dimension::AgeBand, id);
                    (adults.with(Dimension::AgeBand, band), *first, *last)
                })
                .collect(),
        }
    }
}

struct Table<'a> {
    sheet: &'a Sheet,
    header: Header,
    year: FinancialYear,
    series: Series,
    context: &'a Context<'a>,
}

impl Table<'_> {
    fn row(&self, row: u32, reading: &mut Reading) {
        let code = self.sheet.cell(row, self.header.code).text();
        let Some(area) = self.area(code.trim(), row, &mut reading.diagnostics) else { return };
        let mut push = |series, figure, place| {
            reading.observations.push(Observation {
                series,
                area,
                year: self.year,
                figure: Ok(figure),
                place,
                release: ReleaseId(0),
            });
        };
        let people = self.header.ages.iter().map(|column| self.people(row, *column));
        let (all, ages): (_, Vec<Decimal>) = match self
            .people(row, self.header.all_ages)
            .and_then(|all| Ok((all, people.collect::<Result<_, _>>()?)))
        {
            Ok(read) => read,
            Err(diagnostic) => {
                reading.diagnostics.push(*diagnostic);
                return;
            }
        };
        if ages.iter().sum::<Decimal>() != all {
            reading.diagnostics.push(self.wrong_sum(row));
            return;
        }
        push(self.series.all_ages, all, self.sheet.place(row, self.header.all_ages));
        for (series, first, last) in &self.series.bands {
            let (from, to) = (self.header.ages[*first], self.header.ages[*last]);
            push(*series, ages[*first..=*last].iter().sum(), self.sheet.places(row, from, to));
        }
    }

    /// England, a region or a council; other areas of the United Kingdom are left out.
    fn area(&self, code: &str, row: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<AreaId> {
        let areas = self.context.areas;
        let Some(id) = areas.by_code(code) else {
            if COUNCIL_CODES.iter().any(|start| code.starts_with(start)) {
                let name = self.sheet.cell(row, self.header.name).text();
                diagnostics.push(
                    Diagnostic::warning(
                        "observe/unknown-area",
                        format!("no council has the code '{code}' ('{}')", name.trim()),
                    )
                    .at(self.sheet.place(row, self.header.code))
                    .help("if it is a new council, add it to data/reference/councils.csv"),
                );
            }
            return None;
        };
        let name = self.sheet.cell(row, self.header.name).text();
        let named = areas.by_name(&name);
        if !named.is_empty() && !named.contains(&id) {
            diagnostics.push(
                Diagnostic::error(
                    "observe/area-mismatch",
                    format!("{code} is {} but the name is '{}'", areas.get(id).name, name.trim()),
                )
                .at(self.sheet.place(row, self.header.name))
                .help("compare the row with the file of the Office for National Statistics"),
            );
            return None;
        }
        (areas.get(id).level != AreaLevel::CouncilType).then_some(id)
    }

    /// A count of people: a whole number that is not negative.
    fn people(&self, row: u32, column: u16) -> Result<Decimal, Box<Diagnostic>> {
        match self.sheet.cell(row, column) {
            Cell::Number(people) if people.is_integer() && !people.is_sign_negative() => {
                Ok(*people)
            }
            other => Err(Box::new(
                Diagnostic::error(
                    "observe/bad-number",
                    format!("'{}' is not a number of people", other.text()),
                )
                .at(self.sheet.place(row, column))
                .help("compare the cell with the file of the Office for National Statistics"),
            )),
        }
    }

    fn wrong_sum(&self, row: u32) -> Diagnostic {
        Diagnostic::error("observe/wrong-sum", "the ages do not add up to the number of all ages")
            .at(self.sheet.place(row, self.header.all_ages))
            .help("a cell of this row was changed; download the file again")
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook as Writer;

    use super::*;
    use crate::reference::areas::Areas;

    /// One council with ten people of every age, and one cell to change.
    fn file(change: Option<(u32, u16, &str)>) -> InputFile {
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet().set_name("MYE2 - Persons").expect("a name");
        sheet.write(0, 0, "MYE2: Persons by single year of age and sex, mid-2020").expect("a cell");
        for (column, text) in ["Code", "Name", "Geography", "All ages"].iter().enumerate() {
            sheet.write(7, u16::try_from(column).expect("small"), *text).expect("a cell");
        }
        for (row, code, name) in [
            (8, "E08000034", "Kirklees"),
            (9, "W06000001", "Isle of Anglesey"),
            (10, "E06999999", "New"),
        ] {
            sheet.write(row, 0, code).expect("a cell");
            sheet.write(row, 1, name).expect("a cell");
            sheet.write(row, 3, 910).expect("a cell");
            for age in 0..=90_u16 {
                let label = if age == 90 { "90+".to_owned() } else { age.to_string() };
                sheet.write(7, 4 + age, label).expect("a cell");
                sheet.write(row, 4 + age, 10).expect("a cell");
            }
        }
        if let Some((row, column, text)) = change {
            sheet.write(row, column, text).expect("a cell");
        }
        InputFile::new("mye.xlsx", writer.save_to_buffer().expect("written to memory"))
    }

    fn read_file(file: &InputFile) -> (Vec<(String, String)>, Vec<&'static str>) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        assert!(recognises(file));
        let reading = read(file, &Context::embedded(&areas, &vocabulary));
        let figures = reading.observations.iter().map(|observation| {
            assert_eq!(observation.year.to_string(), "2020-21");
            let number = observation.figure.expect("a number").to_string();
            (number, observation.place.inside())
        });
        let codes = reading.diagnostics.iter().map(|diagnostic| diagnostic.code);
        (figures.collect(), codes.collect())
    }

    #[test]
    fn ages_are_added_up_to_bands() {
        // Ten people of each age: 91 ages, 73 from 18 on, 47 from 18 to 64, 26 from 65, 6 from 85.
        let (figures, codes) = read_file(&file(None));
        let figures: Vec<_> =
            figures.iter().map(|(number, place)| (number.as_str(), place.as_str())).collect();
        assert_eq!(
            figures,
            [
                ("910", "MYE2 - Persons!D9"),
                ("730", "MYE2 - Persons!W9:CQ9"),
                ("470", "MYE2 - Persons!W9:BQ9"),
                ("260", "MYE2 - Persons!BR9:CQ9"),
                ("60", "MYE2 - Persons!CL9:CQ9"),
            ]
        );
        assert_eq!(codes, ["observe/unknown-area"]);
    }

    #[test]
    fn what_cannot_be_trusted_gives_no_figure() {
        for (row, column, text, code) in [
            (8, 10, "1o", "observe/bad-number"),
            (8, 1, "Leeds", "observe/area-mismatch"),
            (7, 20, "sixteen", "observe/missing-column"),
            (0, 0, "MYE2: Persons", "observe/no-release-year"),
        ] {
            let (figures, codes) = read_file(&file(Some((row, column, text))));
            assert!(figures.is_empty(), "{code}");
            assert!(codes.contains(&code), "{codes:?}");
        }
    }
}
