//! A book to the bytes of an XLSX workbook, the same every time.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Url,
    Workbook, Worksheet, XlsxError,
};

use crate::render::open_data::book::{AUTHOR, Book, Cell, MOST_PLACES, Sheet};
use crate::render::open_data::lines::digits;

/// The looks of cells. Nothing is told by them that the text does not tell.
struct Looks {
    heading: Format,
    prose: Format,
    gap: Format,
    numbers: Vec<Format>,
}

/// The bytes of a workbook.
pub(super) fn bytes(book: &Book<'_>) -> Result<Vec<u8>, XlsxError> {
    let (year, month, day) = book.date;
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&book.title)
            .set_subject(&book.subject)
            .set_author(AUTHOR)
            .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?),
    );
    let number = |places| Format::new().set_num_format(shown(places));
    let looks = Looks {
        heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        prose: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        gap: Format::new().set_align(FormatAlign::Right),
        numbers: (0..=MOST_PLACES).map(number).collect(),
    };
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet();
        head(worksheet, sheet, &looks)?;
        for (index, row) in (1_u32..).zip(&sheet.rows) {
            for (column, one) in (0_u16..).zip(row) {
                cell(worksheet, (index, column), one, &looks)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// The number format with so many decimal places and commas in groups of three.
fn shown(places: u32) -> String {
    let zeros: String = (0..places).map(|_| '0').collect();
    if zeros.is_empty() { "#,##0".to_owned() } else { format!("#,##0.{zeros}") }
}

/// Name, widths and headings. The headings of a table are marked as such, stay in sight and are
/// printed on every page.
fn head(worksheet: &mut Worksheet, sheet: &Sheet<'_>, looks: &Looks) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    for (index, column) in (0_u16..).zip(&sheet.columns) {
        worksheet.set_column_width(index, column.width)?;
        worksheet.write_string_with_format(0, index, &*column.heading, &looks.heading)?;
    }
    let Some(name) = &sheet.table else { return Ok(()) };
    let columns: Vec<TableColumn> = sheet
        .columns
        .iter()
        .map(|column| {
            TableColumn::new().set_header(&*column.heading).set_header_format(&looks.heading)
        })
        .collect();
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX).max(1);
    let last_column = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let table = Table::new()
        .set_name(name)
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_banded_rows(false);
    worksheet.add_table(0, 0, last_row, last_column, &table)?;
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => worksheet.write_string(row, column, &**text)?,
        Cell::Prose(text) => {
            worksheet.write_string_with_format(row, column, &**text, &looks.prose)?
        }
        Cell::Gap(text) => worksheet.write_string_with_format(row, column, *text, &looks.gap)?,
        Cell::Link(name) => {
            let url = Url::new(format!("internal:'{name}'!A1")).set_text(*name);
            worksheet.write_url(row, column, url)?
        }
        Cell::Number(value, places) => {
            // The nearest double is all that a workbook can hold.
            let number: f64 = digits(*value).parse().unwrap_or(f64::NAN);
            match looks.numbers.get(usize::try_from(*places).unwrap_or(usize::MAX)) {
                Some(look) => worksheet.write_number_with_format(row, column, number, look)?,
                None => worksheet.write_number(row, column, number)?,
            }
        }
    };
    Ok(())
}
