//! The self-assessment of one council as a workbook: evidence filled in, judgement left to people.
//!
//! Laid out as the Analysis Function asks of spreadsheets: a cover, one table a sheet from its first
//! cell, headings marked as such, no merged cells, nothing told by colour alone. The strings are those of
//! the report. Same report and answers, same bytes.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    IgnoreError, Table, TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError,
};

use crate::observe::answers::{ABOUT, Answers, CODE, Field, ITEM, SHEET, YEAR};
use crate::render::error::RenderError;
use crate::render::open_data::book::AUTHOR;
use crate::render::open_data::looks_like_formula;
use crate::report::view::{CouncilReport, SelfAssessment};

/// The sheets after the first, with what each holds.
const SHEETS: [(&str, &str); 4] = [
    (SHEET, "the items, this council's evidence, and cells to fill in"),
    (EVIDENCE, "the same evidence, one figure a row"),
    (SCORES, "what the scores mean"),
    (ABOUT, "whose workbook this is; keep it as it is"),
];
const COVER: &str = "Cover";
const EVIDENCE: &str = "Evidence";
const SCORES: &str = "Scores";

/// The columns of the items before those that people fill in, with their widths in digits.
const ITEM_COLUMNS: [(&str, u16); 4] =
    [(ITEM, 8), ("Title", 20), ("Cost-effective practice", 28), ("Evidence", 62)];

/// How wide a column of sentences is, in digits.
const PROSE: u16 = 90;

/// A4, as spreadsheets number it.
const A4: u8 = 9;

/// The looks of cells. Nothing is told by them that the text does not tell.
struct Looks {
    heading: Format,
    prose: Format,
    /// A text that must stay a text when someone edits it.
    guarded: Format,
    /// A cell to write in: what is typed there is text, even if it begins with a dash.
    open: Format,
    /// A cell to choose in.
    choice: Format,
}

impl Looks {
    fn new() -> Self {
        let prose = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            guarded: prose.clone().set_quote_prefix(),
            open: prose.clone().set_num_format("@"),
            choice: prose.clone().set_align(FormatAlign::Left),
            prose,
        }
    }
}

/// The bytes of a council's workbook, with the answers of an earlier one where there are any.
///
/// # Errors
/// When a text is longer than a cell holds, or the words to choose from are more than a list holds.
pub fn workbook(report: &CouncilReport, answers: Option<&Answers>) -> Result<Vec<u8>, RenderError> {
    Ok(bytes(report, answers)?)
}

fn bytes(report: &CouncilReport, answers: Option<&Answers>) -> Result<Vec<u8>, XlsxError> {
    let meta = &report.meta;
    let (year, month, day) = meta.date;
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(title(report))
            .set_subject(if meta.illustrative { &meta.banner } else { &meta.status })
            .set_author(AUTHOR)
            .set_custom_property("Language", "en-GB")
            .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?),
    );
    let looks = Looks::new();
    cover(sheet(&mut book, COVER, report)?, report, &looks)?;
    items(sheet(&mut book, SHEET, report)?, &report.assessment, answers, &looks)?;
    evidence(sheet(&mut book, EVIDENCE, report)?, report, &looks)?;
    let scores = report.assessment.scores.iter();
    let scores = scores.map(|score| vec![score.heading.as_str(), score.text.as_str()]).collect();
    table(sheet(&mut book, SCORES, report)?, &[("Score", 10), ("Meaning", PROSE)], scores, &looks)?;
    let status = if meta.illustrative { &meta.banner } else { &meta.status };
    let facts = [
        ("Council", &meta.council),
        (CODE, &meta.ons_code),
        (YEAR, &meta.year),
        ("Figures from", &meta.release),
        ("Status", status),
    ];
    let facts = facts.map(|(name, value)| vec![name, value.as_str()]).to_vec();
    table(sheet(&mut book, ABOUT, report)?, &[("Fact", 16), ("Value", PROSE)], facts, &looks)?;
    book.save_to_buffer()
}

fn title(report: &CouncilReport) -> String {
    format!("Self-assessment {}: {}", report.meta.year, report.meta.council)
}

/// A sheet that prints on A4 as wide as the page, with the mark of made-up figures on every page.
fn sheet<'b>(
    book: &'b mut Workbook,
    name: &str,
    report: &CouncilReport,
) -> Result<&'b mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    // On paper there must be lines to write between.
    sheet.set_print_gridlines(name != COVER);
    // In a header an ampersand begins a code; two are one.
    let council = report.meta.council.replace('&', "&&");
    sheet.set_header(format!("&L{council}&R{}", report.meta.banner.replace('&', "&&")));
    Ok(sheet)
}

/// A text that no spreadsheet takes for a formula, now or after someone edits it.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    look: &Format,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let look = if looks_like_formula(text) { &looks.guarded } else { look };
    sheet.write_string_with_format(row, column, text, look)?;
    Ok(())
}

/// How high a line of text is, in points.
const LINE: u32 = 15;

/// Makes a row as high as its longest text. Not every program does that by itself when it opens a file.
fn fit(sheet: &mut Worksheet, row: u32, texts: &[(&str, u16)]) -> Result<(), XlsxError> {
    let lines = texts.iter().map(|(text, width)| lines(text, usize::from(*width)));
    let lines = u32::try_from(lines.max().unwrap_or(1)).unwrap_or(u32::MAX);
    // No row is higher than 409 points.
    sheet.set_row_height(row, lines.saturating_mul(LINE).min(405))?;
    Ok(())
}

/// How many lines a text breaks into where so many letters fit on one.
fn lines(text: &str, width: usize) -> usize {
    let broken = |line: &str| {
        let (mut lines, mut used) = (1_usize, 0_usize);
        for word in line.split(' ') {
            let letters = word.chars().count();
            if used > 0 && used + 1 + letters > width {
                lines += 1;
                used = 0;
            }
            used += letters + usize::from(used > 0);
        }
        lines
    };
    text.split('\n').map(broken).sum()
}

fn cover(sheet: &mut Worksheet, report: &CouncilReport, looks: &Looks) -> Result<(), XlsxError> {
    let (meta, part) = (&report.meta, &report.assessment);
    sheet.set_column_width(0, PROSE)?;
    sheet.write_string_with_format(0, 0, title(report), &looks.heading)?;
    let mut row = 1;
    let mut lines = |sheet: &mut Worksheet, texts: &[&str]| -> Result<(), XlsxError> {
        for text in texts.iter().filter(|text| !text.is_empty()) {
            write(sheet, (row, 0), text, &looks.prose, looks)?;
            fit(sheet, row, &[(text, PROSE)])?;
            row += 1;
        }
        Ok(())
    };
    let about = format!("{}, ONS code {}, {}.", meta.council, meta.ons_code, meta.year);
    let from = format!("Figures from: {}.", meta.release);
    lines(sheet, &[&meta.banner, &about, &from, &meta.status])?;
    for (number, step) in (1..).zip(&part.how_to) {
        lines(sheet, &[&format!("How to use it, {number}. {step}")])?;
    }
    let licence: Vec<&str> = report.notes.licence.iter().map(String::as_str).collect();
    lines(sheet, &licence)?;
    for (name, holds) in SHEETS {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(format!("{name}: {holds}"));
        sheet.write_url(row, 0, link)?;
        row += 1;
    }
    Ok(())
}

/// The headings of a table, marked as such, in sight and on every printed page.
fn head(
    sheet: &mut Worksheet,
    columns: &[(&str, u16)],
    rows: usize,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let mut headed = Vec::new();
    for (index, (heading, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(index, *width)?;
        sheet.write_string_with_format(0, index, *heading, &looks.heading)?;
        headed.push(TableColumn::new().set_header(*heading).set_header_format(&looks.heading));
    }
    fit(sheet, 0, columns)?;
    let last_row = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
    let last_column = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let name = sheet.name().replace('-', "_");
    let look = Table::new()
        .set_name(name)
        .set_columns(&headed)
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_autofilter(false);
    sheet.add_table(0, 0, last_row, last_column, &look)?;
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    // Item numbers and scores are names, not numbers: no mark in the corner of each cell.
    sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn table(
    sheet: &mut Worksheet,
    columns: &[(&str, u16)],
    rows: Vec<Vec<&str>>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    head(sheet, columns, rows.len(), looks)?;
    for (row, cells) in (1_u32..).zip(rows) {
        let widths = columns.iter().map(|(_, width)| *width);
        fit(sheet, row, &cells.iter().copied().zip(widths).collect::<Vec<_>>())?;
        for (column, text) in (0_u16..).zip(cells) {
            write(sheet, (row, column), text, &looks.prose, looks)?;
        }
    }
    Ok(())
}

fn items(
    sheet: &mut Worksheet,
    part: &SelfAssessment,
    answers: Option<&Answers>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let mut columns = ITEM_COLUMNS.to_vec();
    columns.extend(Field::ALL.map(|field| (field.heading(), width(field))));
    head(sheet, &columns, part.items.len(), looks)?;
    let first = u16::try_from(ITEM_COLUMNS.len()).unwrap_or(u16::MAX);
    for (row, item) in (1_u32..).zip(&part.items) {
        let mut lines: Vec<&str> = item.evidence.iter().map(|line| &*line.text).collect();
        lines.extend((!item.needs.is_empty()).then_some(&*item.needs));
        let texts = [item.id.as_str(), &item.title, &item.prompt, &lines.join("\n")];
        for (column, text) in (0_u16..).zip(texts) {
            write(sheet, (row, column), text, &looks.prose, looks)?;
        }
        let written = |field| answers.and_then(|answers| answers.get(&item.id, field));
        let mut high: Vec<(&str, u16)> =
            texts.into_iter().zip(ITEM_COLUMNS.map(|(_, width)| width)).collect();
        high.extend(Field::ALL.map(|field| (written(field).unwrap_or_default(), width(field))));
        fit(sheet, row, &high)?;
        for (column, field) in (first..).zip(Field::ALL) {
            let look = if choices(part, field).is_some() { &looks.choice } else { &looks.open };
            match written(field) {
                Some(text) => write(sheet, (row, column), text, look, looks)?,
                None => drop(sheet.write_blank(row, column, look)?),
            }
        }
    }
    let last = u32::try_from(part.items.len()).unwrap_or(u32::MAX).max(1);
    for (column, field) in (first..).zip(Field::ALL) {
        let Some(words) = choices(part, field) else { continue };
        let list = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(field.heading())?
            .set_error_message(format!("Please choose one of: {}.", words.join(", ")))?;
        sheet.add_data_validation(1, column, last, column, &list)?;
    }
    Ok(())
}

const fn width(field: Field) -> u16 {
    match field {
        Field::Score => 8,
        Field::Basis | Field::Notes | Field::Action => 30,
        Field::Relevance | Field::Confidence => 12,
    }
}

/// The words that a field is chosen from; none for one that is written freely.
fn choices(part: &SelfAssessment, field: Field) -> Option<Vec<&str>> {
    match field {
        Field::Score => Some(part.scores.iter().map(|score| &*score.heading).collect()),
        Field::Relevance => Some(part.relevance.iter().map(String::as_str).collect()),
        Field::Confidence => Some(part.confidence.iter().map(String::as_str).collect()),
        Field::Basis | Field::Notes | Field::Action => None,
    }
}

fn evidence(sheet: &mut Worksheet, report: &CouncilReport, looks: &Looks) -> Result<(), XlsxError> {
    let status = if report.meta.illustrative { "illustrative" } else { "published" };
    let lines = report.assessment.items.iter().flat_map(|item| {
        item.evidence.iter().map(move |line| {
            let (value, median) = (line.value.text.as_str(), line.median.text.as_str());
            let (name, year) = (line.name.as_str(), line.year.as_str());
            vec![&*item.id, &*line.measure, name, year, value, median, &*line.standing, status]
        })
    });
    let columns = [
        (ITEM, 8),
        ("Measure ID", 12),
        ("Measure", 40),
        (YEAR, 10),
        ("This council", 16),
        ("Median of England's councils", 16),
        ("Standing beside the median of councils", 30),
        ("Status", 14),
    ];
    table(sheet, &columns, lines.collect(), looks)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::reference::areas::Areas;
    use crate::release::input::InputFile;
    use crate::release::workbook::Workbook as Reader;
    use crate::render::fixture;

    fn answers(texts: &[(Field, &str)]) -> Answers {
        let areas = Areas::load().expect("the embedded register loads");
        let fields = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        Answers {
            council: areas.by_code("E08000034").expect("Kirklees"),
            year: "2020-21".parse().expect("a literal year"),
            file: "last-year.xlsx".into(),
            items: BTreeMap::from([("1.1".to_owned(), fields)]),
        }
    }

    /// The text of a sheet's cells, row by row.
    fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
        let file = InputFile::new("t.xlsx", bytes);
        let mut book = Reader::open(&file).expect("it is a workbook");
        let sheet = book.sheet(sheet).expect("the sheet is there");
        let row = |row| (1..=sheet.last_column()).map(|c| sheet.cell(row, c).text()).collect();
        (1..=sheet.last_row()).map(row).collect()
    }

    #[test]
    fn evidence_is_filled_in_and_judgement_is_not() {
        let (report, _) = fixture::report();
        let bytes = workbook(&report, None).expect("a workbook");
        let [head, item] = &rows(&bytes, SHEET)[..] else { panic!("a heading and one item") };
        assert_eq!(head[..4], ["Item", "Title", "Cost-effective practice", "Evidence"]);
        assert_eq!(head[4..], Field::ALL.map(Field::heading));
        assert_eq!(
            item[3],
            "EX02 Gross spend per adult, 2021-22: £479.9; England £495.0; slightly lower\nLocal \
             evidence is needed on waiting lists."
        );
        assert!(item[4..].iter().all(String::is_empty));
        assert_eq!(rows(&bytes, ABOUT)[2], [CODE, "E08000034"]);
        let cover = rows(&bytes, "Cover");
        assert_eq!(cover[0], [format!("Self-assessment 2021-22: {}", fixture::NAME)]);
        assert!(cover.iter().any(|line| line[0].starts_with("Open Government Licence")));
        assert_eq!(bytes, workbook(&report, None).expect("a workbook"), "same bytes");
    }

    #[test]
    fn answers_stand_as_they_were_written_and_are_never_formulas() {
        let (report, _) = fixture::report();
        let written =
            [(Field::Score, "2"), (Field::Basis, "=1+1"), (Field::Notes, "- ask\n- tell")];
        let bytes = workbook(&report, Some(&answers(&written))).expect("a workbook");
        let item = &rows(&bytes, SHEET)[1];
        assert_eq!(item[4..8], ["2", "=1+1", "- ask\n- tell", ""]);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip");
        let mut part = |name: &str| {
            let mut text = String::new();
            let mut part = zip.by_name(name).expect("the part is there");
            std::io::Read::read_to_string(&mut part, &mut text).expect("it is text");
            text
        };
        let sheet = part("xl/worksheets/sheet2.xml");
        assert!(!sheet.contains("<f>"), "no formula");
        assert_eq!(sheet.matches("<dataValidation ").count(), 3);
        assert!(sheet.contains("\"3\"") && sheet.contains("High,Low"), "{sheet}");
        assert!(part("xl/styles.xml").contains("quotePrefix=\"1\""));
        assert!(part("docProps/core.xml").contains("2022-03-31T00:00:00Z"));
    }
}
