//! The indices of deprivation, summaries of upper-tier councils (File 11), to observations.
//!
//! Which column is which quantity stands in `data/reference/deprivation.toml`; a header is compared
//! without the years in it. England has no figure. Codes are those of the edition, so a council that
//! was merged or split since keeps its figures under its own, old identity.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, only_faults};
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::reference::load_toml;
use crate::reference::vocabulary::{Dimension, SeriesKey, normalise};
use crate::release::input::InputFile;
use crate::release::ods::sheet_names;
use crate::release::workbook::{Cell, Sheet, Workbook};

const FILE: &str = "data/reference/deprivation.toml";

/// Two sheets that every edition has and nothing else does.
const SHEETS: [&str; 2] = ["imd", "idaopi"];

/// How far down a sheet its header may stand.
const WITHIN: u32 = 12;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    code: Vec<String>,
    name: Vec<String>,
    figure: Vec<Wanted>,
    edition: Vec<Edition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    quantity: String,
    sheet: String,
    columns: Vec<String>,
    /// Whether it is published as a share of 1, to be made a percentage.
    #[serde(default)]
    share: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    codes: u16,
    year: u16,
}

/// Whether a workbook has the sheets of the indices.
pub fn recognises(file: &InputFile) -> bool {
    let names: Vec<String> = sheet_names(file).iter().map(|name| normalise(name)).collect();
    SHEETS.iter().all(|wanted| names.iter().any(|name| name == wanted))
}

/// Reads the figures of the upper-tier councils.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    match read_file(file, context) {
        Ok(reading) => reading,
        Err(fault) => only_faults([*fault]),
    }
}

fn read_file(file: &InputFile, context: &Context<'_>) -> Result<Reading, Box<Diagnostic>> {
    let words: Words = load_toml(FILE, context.sources.text("reference/deprivation.toml"))
        .map_err(|fault| Diagnostic::error("reference/deprivation", fault.to_string()))?;
    let broken = |message: String| {
        Diagnostic::error("observe/broken-workbook", message)
            .at(Place::file(&file.name))
            .help("download the file again")
    };
    let mut book = Workbook::open(file).map_err(|error| broken(error.to_string()))?;
    let names = book.sheet_names();
    let mut collector = Collector::default();
    let mut latest = None;
    let mut open: Option<Sheet> = None;
    for wanted in &words.figure {
        let name = names.iter().find(|name| normalise(name) == normalise(&wanted.sheet));
        let name = name.ok_or_else(|| broken(format!("there is no sheet '{}'", wanted.sheet)))?;
        if open.as_ref().is_none_or(|sheet| sheet.name() != name) {
            open = Some(book.sheet(name).map_err(|error| broken(error.to_string()))?);
        }
        let Some(sheet) = &open else { continue };
        let Some(header) = Header::find(sheet, &words) else {
            return Ok(only_faults([Diagnostic::note(
                "observe/left-alone",
                "left alone: these are not the summaries of upper-tier councils (File 11)",
            )
            .at(sheet.whole())]));
        };
        let year = match latest {
            Some(year) => year,
            None => *latest.insert(header.edition(sheet, &words)?),
        };
        header.figures(sheet, wanted, year, context, &mut collector)?;
    }
    let release = latest.map(|year| Release {
        latest: year,
        published: None,
        title: format!("English indices of deprivation {}, upper-tier summaries", year.start()),
        publisher: "Ministry of Housing, Communities and Local Government".to_owned(),
    });
    Ok(collector.into_reading(release))
}

/// A header without its years and without double spaces: `IMD 2019 - Extent ` is `imd - extent`.
fn yearless(header: &str) -> String {
    let year = |word: &&str| {
        let bare = word.trim_matches(['(', ')']);
        bare.len() == 4 && bare.bytes().all(|byte| byte.is_ascii_digit())
    };
    let words: Vec<&str> = header.split_whitespace().filter(|word| !year(word)).collect();
    normalise(&words.join(" "))
}

struct Header {
    row: u32,
    code: u16,
    name: u16,
}

impl Header {
    fn find(sheet: &Sheet, words: &Words) -> Option<Self> {
        (1..=WITHIN.min(sheet.last_row())).find_map(|row| {
            Some(Self {
                row,
                code: column(sheet, row, &words.code)?,
                name: column(sheet, row, &words.name)?,
            })
        })
    }

    /// The year an edition counts for: `IMD 2019 - Extent` names the edition; the year of the codes, in
    /// brackets, leads to it where none does.
    fn edition(&self, sheet: &Sheet, words: &Words) -> Result<FinancialYear, Box<Diagnostic>> {
        let headers: Vec<String> = (1..=sheet.last_column())
            .map(|column| normalise(&sheet.cell(self.row, column).text()))
            .collect();
        let named = headers.iter().find_map(|header| {
            let after = header.strip_prefix("imd ")?;
            after.split(' ').next()?.parse::<u16>().ok()
        });
        let by_codes = || {
            let codes: u16 = headers
                .iter()
                .find_map(|header| header.split_once('(')?.1.split_once(')')?.0.parse().ok())?;
            words.edition.iter().find(|edition| edition.codes == codes).map(|edition| edition.year)
        };
        named
            .or_else(by_codes)
            .and_then(|year| FinancialYear::ending(year.checked_add(1)?))
            .ok_or_else(|| {
                Box::new(
                    Diagnostic::error(
                        "observe/no-release-year",
                        "no header says which edition of the indices it is",
                    )
                    .at(sheet.place(self.row, self.code))
                    .help("add the edition of these codes to data/reference/deprivation.toml"),
                )
            })
    }

    fn figures(
        &self,
        sheet: &Sheet,
        wanted: &Wanted,
        year: FinancialYear,
        context: &Context<'_>,
        collector: &mut Collector,
    ) -> Result<(), Box<Diagnostic>> {
        let term = context.vocabulary.term(Dimension::Quantity, &wanted.quantity);
        let series = SeriesKey::of(term.ok_or_else(|| {
            let message = format!("'{}' is not in vocabulary.toml", wanted.quantity);
            Diagnostic::error("reference/deprivation", message)
        })?);
        let column = column(sheet, self.row, &wanted.columns).ok_or_else(|| {
            let name = wanted.columns.first().map_or("", String::as_str);
            Diagnostic::error("observe/missing-column", format!("there is no column '{name}'"))
                .at(sheet.whole())
                .help("if it was renamed, add the new name to data/reference/deprivation.toml")
        })?;
        let mut seen = BTreeSet::new();
        for row in self.row + 1..=sheet.last_row() {
            let found = self.area(sheet, row, context).and_then(|area| {
                let Some(area) = area else { return Ok(()) };
                if !seen.insert(area) {
                    let message = format!("{} has two rows", context.areas.get(area).name);
                    return Err(Box::new(
                        Diagnostic::error("observe/duplicate-row", message)
                            .at(sheet.place(row, self.code)),
                    ));
                }
                let figure = figure(sheet, row, column, wanted.share)?;
                collector.add(series, area, year, Ok(figure), sheet.place(row, column));
                Ok(())
            });
            if let Err(fault) = found {
                collector.findings.add(*fault);
            }
        }
        Ok(())
    }

    /// The council of a row; nothing for a blank row and for notes under the table.
    fn area(
        &self,
        sheet: &Sheet,
        row: u32,
        context: &Context<'_>,
    ) -> Result<Option<AreaId>, Box<Diagnostic>> {
        let areas = context.areas;
        let code = sheet.cell(row, self.code).text();
        let name = sheet.cell(row, self.name).text();
        if code.trim().is_empty() || name.trim().is_empty() {
            return Ok(None);
        }
        let council = areas.by_code(code.trim());
        let council = council.filter(|id| areas.get(*id).level == AreaLevel::Council);
        let Some(id) = council else {
            let message = format!("no council has the code '{}' ('{}')", code.trim(), name.trim());
            return Err(Box::new(
                Diagnostic::warning("observe/unknown-area", message)
                    .at(sheet.place(row, self.code))
                    .help("if it is a new council, add it to data/reference/councils.csv"),
            ));
        };
        let named = areas.by_name(&name);
        if named.is_empty() || named.contains(&id) {
            return Ok(Some(id));
        }
        let message =
            format!("{} is {} but the name is '{}'", code.trim(), areas.get(id).name, name.trim());
        Err(Box::new(
            Diagnostic::error("observe/area-mismatch", message)
                .at(sheet.place(row, self.name))
                .help("compare the row with the file of the ministry"),
        ))
    }
}

fn column(sheet: &Sheet, row: u32, names: &[String]) -> Option<u16> {
    (1..=sheet.last_column()).find(|column| {
        let header = yearless(&sheet.cell(row, *column).text());
        names.iter().any(|name| yearless(name) == header)
    })
}

/// A score as it stands, or a share of 1 as a percentage.
fn figure(sheet: &Sheet, row: u32, column: u16, share: bool) -> Result<Decimal, Box<Diagnostic>> {
    let bad = |message: String| {
        Box::new(
            Diagnostic::error("observe/not-a-number", message)
                .at(sheet.place(row, column))
                .help("compare the cell with the file of the ministry"),
        )
    };
    match sheet.cell(row, column) {
        Cell::Number(value) if !share => Ok(*value),
        Cell::Number(value) if (Decimal::ZERO..=Decimal::ONE).contains(value) => {
            Ok((*value * Decimal::ONE_HUNDRED).normalize())
        }
        other => {
            let kind = if share { "share between 0 and 1" } else { "number" };
            Err(bad(format!("'{}' is no {kind}", other.text())))
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook as Writer;

    use super::*;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    /// The shape of the edition of 2025, whose codes are of 2024: three sheets, two councils.
    fn file(tier: &str, extent: &str, share: f64) -> InputFile {
        let mut writer = Writer::new();
        for (name, headers) in [
            (
                "IMD",
                vec![
                    "IMD - Average score ",
                    "IMD - Proportion  of LSOAs in most deprived 10% nationally ",
                    extent,
                ],
            ),
            ("Health", vec!["Health Deprivation and Disability - Average score "]),
            ("IDAOPI", vec!["IDAOPI - Average score "]),
        ] {
            let sheet = writer.add_worksheet().set_name(name).expect("a name");
            for (column, header) in [format!("{tier} code (2024)"), format!("{tier} name (2024)")]
                .into_iter()
                .chain(headers.iter().map(|header| (*header).to_owned()))
                .enumerate()
            {
                sheet.write(0, u16::try_from(column).expect("small"), header).expect("a cell");
            }
            for (row, code, council) in [(1, "E08000034", "Kirklees"), (2, "E06000066", "Somerset")]
            {
                sheet.write(row, 0, code).expect("a cell");
                sheet.write(row, 1, council).expect("a cell");
                for column in 0..headers.len() {
                    let value = if headers.len() == 3 && column > 0 { share } else { -0.5 };
                    let column = u16::try_from(column).expect("small");
                    sheet.write(row, column + 2, value).expect("a cell");
                }
            }
        }
        InputFile::new("iod.xlsx", writer.save_to_buffer().expect("written to memory"))
    }

    fn outcome(file: &InputFile) -> (Vec<String>, Vec<&'static str>) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        assert!(recognises(file));
        let reading = read(file, &Context::embedded(&areas, &vocabulary));
        let figures = reading.observations.iter().map(|found| {
            let quantity = vocabulary.id(found.series.quantity);
            let figure = found.figure.expect("a number");
            format!("{quantity} {} {figure} {}", found.year, found.place.inside())
        });
        let codes = reading.diagnostics.iter().map(|found| found.code);
        (figures.collect(), codes.collect())
    }

    const TIER: &str = "Upper Tier Local Authority District";

    #[test]
    fn an_edition_counts_for_the_year_it_was_published_in_and_shares_are_percentages() {
        let expected = [
            "deprivation/average-score 2025-26 -0.5 IMD!C2",
            "deprivation/average-score 2025-26 -0.5 IMD!C3",
            "deprivation/most-deprived-tenth 2025-26 12.5 IMD!D2",
            "deprivation/most-deprived-tenth 2025-26 12.5 IMD!D3",
            "deprivation/extent 2025-26 12.5 IMD!E2",
            "deprivation/extent 2025-26 12.5 IMD!E3",
            "deprivation/income-older-people 2025-26 -0.5 IDAOPI!C2",
            "deprivation/income-older-people 2025-26 -0.5 IDAOPI!C3",
            "deprivation/health 2025-26 -0.5 Health!C2",
            "deprivation/health 2025-26 -0.5 Health!C3",
        ];
        // The edition is named by the header of its extent, or else told by the year of its codes.
        for extent in ["IMD 2025 - Extent ", "IMD - Extent"] {
            let (figures, codes) = outcome(&file(TIER, extent, 0.125));
            assert_eq!(figures, expected);
            assert!(codes.is_empty(), "{codes:?}");
        }
    }

    #[test]
    fn what_is_no_share_or_no_summary_of_these_councils_is_not_taken() {
        let (figures, codes) = outcome(&file(TIER, "IMD 2025 - Extent", 12.5));
        assert_eq!(figures.len(), 6, "the scores are there and the shares are not");
        assert_eq!(codes, ["observe/not-a-number"]);
        let (figures, codes) = outcome(&file("Local Authority District", "IMD 2025 - Extent", 0.5));
        assert!(figures.is_empty());
        assert_eq!(codes, ["observe/left-alone"]);
        let (figures, codes) = outcome(&file(TIER, "IMD 2025 - Breadth", 0.5));
        assert!(figures.is_empty(), "{figures:?}");
        assert_eq!(codes, ["observe/missing-column"]);
    }
}
