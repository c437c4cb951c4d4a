//! A book to an `OpenDocument` spreadsheet (ODF 1.3), the same bytes every time.
//!
//! Written by hand: a book needs a small part of the format, and the crate for the whole of it adds a
//! minute and a half to a build and takes three times as long to write.

use std::fmt::Write as _;
use std::io::{self, Write};

use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::domain::place::column_letters;
use crate::render::open_data::book::{AUTHOR, Book, Cell, MOST_PLACES, Sheet};
use crate::render::open_data::lines::digits;

const MIMETYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const MANIFEST: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n",
    r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">"#,
    r#"<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>"#,
    r#"<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>"#,
    "</manifest:manifest>\n",
);

/// What every part begins with, after the name of its root.
const NAMESPACES: &str = concat!(
    r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
    r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
    r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#,
    r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
    r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0""#,
    r#" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0""#,
    r#" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0""#,
    r#" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0""#,
    r#" xmlns:dc="http://purl.org/dc/elements/1.1/""#,
    r#" xmlns:xlink="http://www.w3.org/1999/xlink""#,
    r#" office:version="1.3">"#,
);

const STYLES: &str = concat!(
    r#"<office:styles><style:default-style style:family="table-cell">"#,
    r#"<style:text-properties fo:language="en" fo:country="GB" fo:font-size="11pt"/></style:default-style>"#,
    r#"<style:style style:name="Default" style:family="table-cell"/></office:styles>"#,
);

/// The looks of rows (`r`, as high as they need) and of cells: `h` headings, `p` sentences, `g` gaps.
const LOOKS: &str = concat!(
    r#"<style:style style:name="r" style:family="table-row">"#,
    r#"<style:table-row-properties style:use-optimal-row-height="true"/></style:style>"#,
    r#"<style:style style:name="h" style:family="table-cell" style:parent-style-name="Default">"#,
    r#"<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>"#,
    r#"<style:text-properties fo:font-weight="bold"/></style:style>"#,
    r#"<style:style style:name="p" style:family="table-cell" style:parent-style-name="Default">"#,
    r#"<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>"#,
    r#"<style:style style:name="g" style:family="table-cell" style:parent-style-name="Default">"#,
    r#"<style:table-cell-properties style:text-align-source="fix"/>"#,
    r#"<style:paragraph-properties fo:text-align="end"/></style:style>"#,
);

const ROW: &str = "<table:table-row table:style-name=\"r\">";
const ROW_END: &str = "</table:table-row>\n";

/// The file is written from front to end, so anything that takes bytes will do.
type Zip<W> = ZipWriter<StreamWriter<W>>;

/// How much XML is gathered before it is compressed.
const CHUNK: usize = 64 * 1024;

/// Writes a workbook.
pub(super) fn write(book: &Book<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    // The type comes first and as it is, so that programs can tell the file by its beginning.
    begin(&mut zip, "mimetype", CompressionMethod::Stored)?;
    zip.write_all(MIMETYPE.as_bytes())?;
    for (name, text) in [
        ("META-INF/manifest.xml", MANIFEST.to_owned()),
        ("meta.xml", meta(book)),
        ("styles.xml", root("document-styles", STYLES)),
        ("settings.xml", settings(book)),
    ] {
        begin(&mut zip, name, CompressionMethod::Deflated)?;
        zip.write_all(text.as_bytes())?;
    }
    begin(&mut zip, "content.xml", CompressionMethod::Deflated)?;
    content(book, &mut zip)?;
    zip.finish()?;
    Ok(())
}

fn begin<W: Write>(zip: &mut Zip<W>, name: &str, method: CompressionMethod) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default());
    zip.start_file(name, options).map_err(io::Error::other)
}

/// Adds formatted text.
fn put(xml: &mut String, text: std::fmt::Arguments<'_>) {
    xml.write_fmt(text).expect("writing to a string cannot fail");
}

fn open(name: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:{name}{NAMESPACES}")
}

fn root(name: &str, inside: &str) -> String {
    format!("{}{inside}</office:{name}>\n", open(name))
}

fn meta(book: &Book<'_>) -> String {
    let (year, month, day) = book.date;
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00");
    let mut inside = String::from("<office:meta>");
    for (name, text) in [
        ("dc:title", &*book.title),
        ("dc:subject", &*book.subject),
        ("meta:initial-creator", AUTHOR),
        ("dc:creator", AUTHOR),
        ("meta:creation-date", &*date),
        ("dc:date", &*date),
        ("dc:language", "en-GB"),
    ] {
        put(&mut inside, format_args!("<{name}>{}</{name}>", Escaped(text)));
    }
    inside.push_str("</office:meta>");
    root("document-meta", &inside)
}

/// The headings of every table stay in sight, and the cover is shown first.
fn settings(book: &Book<'_>) -> String {
    let mut inside = String::from(concat!(
        r#"<office:settings><config:config-item-set config:name="ooo:view-settings">"#,
        r#"<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>"#,
        r#"<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>"#,
        r#"<config:config-item-map-named config:name="Tables">"#,
    ));
    let item = |inside: &mut String, name: &str, kind: &str, value: &dyn std::fmt::Display| {
        put(
            inside,
            format_args!(
                "<config:config-item config:name=\"{name}\" config:type=\"{kind}\">{value}\
                 </config:config-item>"
            ),
        );
    };
    for sheet in book.sheets.iter().filter(|sheet| sheet.table.is_some()) {
        put(
            &mut inside,
            format_args!("<config:config-item-map-entry config:name=\"{}\">", Escaped(sheet.name)),
        );
        for (name, kind, value) in [
            ("CursorPositionX", "int", 0),
            ("CursorPositionY", "int", 0),
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        ] {
            item(&mut inside, name, kind, &value);
        }
        inside.push_str("</config:config-item-map-entry>");
    }
    inside.push_str("</config:config-item-map-named>");
    if let Some(first) = book.sheets.first() {
        item(&mut inside, "ActiveTable", "string", &Escaped(first.name));
    }
    inside.push_str(concat!(
        "</config:config-item-map-entry></config:config-item-map-indexed>",
        "</config:config-item-set></office:settings>",
    ));
    root("document-settings", &inside)
}

fn content<W: Write>(book: &Book<'_>, zip: &mut Zip<W>) -> io::Result<()> {
    let mut xml = open("document-content");
    xml.push_str("<office:automatic-styles>");
    xml.push_str(LOOKS);
    for places in 0..=MOST_PLACES {
        put(
            &mut xml,
            format_args!(
                "<number:number-style style:name=\"N{places}\"><number:number \
                 number:decimal-places=\"{places}\" number:min-decimal-places=\"{places}\" \
                 number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>\
                 <style:style style:name=\"n{places}\" style:family=\"table-cell\" \
                 style:parent-style-name=\"Default\" style:data-style-name=\"N{places}\"/>"
            ),
        );
    }
    let columns = book.sheets.iter().flat_map(|sheet| &sheet.columns);
    let mut widths: Vec<u16> = columns.map(|column| column.width).collect();
    widths.sort_unstable();
    widths.dedup();
    for width in widths {
        // A digit of the standard font is about two millimetres wide.
        put(
            &mut xml,
            format_args!(
                "<style:style style:name=\"w{width}\" style:family=\"table-column\">\
                 <style:table-column-properties style:column-width=\"{}mm\"/></style:style>",
                2 * width
            ),
        );
    }
    xml.push_str("</office:automatic-styles><office:body><office:spreadsheet>");
    for sheet in &book.sheets {
        table(sheet, &mut xml, zip)?;
    }
    xml.push_str("<table:database-ranges>");
    for sheet in &book.sheets {
        range(sheet, &mut xml);
    }
    xml.push_str(concat!(
        "</table:database-ranges></office:spreadsheet></office:body>",
        "</office:document-content>\n",
    ));
    zip.write_all(xml.as_bytes())
}

fn table<W: Write>(sheet: &Sheet<'_>, xml: &mut String, zip: &mut Zip<W>) -> io::Result<()> {
    put(xml, format_args!("<table:table table:name=\"{}\">", Escaped(sheet.name)));
    for column in &sheet.columns {
        put(xml, format_args!("<table:table-column table:style-name=\"w{}\"/>", column.width));
    }
    let (before, after) = match sheet.table {
        Some(_) => ("<table:table-header-rows>", "</table:table-header-rows>"),
        None => ("", ""),
    };
    xml.push_str(before);
    xml.push_str(ROW);
    for column in &sheet.columns {
        text(&column.heading, " table:style-name=\"h\"", xml);
    }
    xml.push_str(ROW_END);
    xml.push_str(after);
    for row in &sheet.rows {
        xml.push_str(ROW);
        for one in row {
            cell(one, xml);
        }
        xml.push_str(ROW_END);
        if xml.len() > CHUNK {
            zip.write_all(xml.as_bytes())?;
            xml.clear();
        }
    }
    xml.push_str("</table:table>");
    Ok(())
}

fn cell(cell: &Cell<'_>, xml: &mut String) {
    match cell {
        Cell::Text(words) => text(words, "", xml),
        Cell::Prose(words) => text(words, " table:style-name=\"p\"", xml),
        Cell::Gap(words) => text(words, " table:style-name=\"g\"", xml),
        Cell::Link(name) => put(
            xml,
            format_args!(
                "<table:table-cell office:value-type=\"string\"><text:p><text:a \
                 xlink:type=\"simple\" xlink:href=\"#'{0}'.A1\">{0}</text:a></text:p>\
                 </table:table-cell>",
                Escaped(name)
            ),
        ),
        Cell::Number(value, places) => put(
            xml,
            format_args!(
                "<table:table-cell table:style-name=\"n{}\" office:value-type=\"float\" \
                 office:value=\"{}\"/>",
                (*places).min(MOST_PLACES),
                digits(*value)
            ),
        ),
    }
}

fn text(words: &str, look: &str, xml: &mut String) {
    xml.push_str("<table:table-cell");
    xml.push_str(look);
    xml.push_str(" office:value-type=\"string\"><text:p>");
    // Spaces after a space would be lost, so they are written as elements.
    let mut parts = words.split("  ");
    if let Some(first) = parts.next() {
        put(xml, format_args!("{}", Escaped(first)));
    }
    for part in parts {
        put(xml, format_args!(" <text:s/>{}", Escaped(part)));
    }
    xml.push_str("</text:p></table:table-cell>");
}

/// The table of a sheet, so that its headings are known as such.
fn range(sheet: &Sheet<'_>, xml: &mut String) {
    let Some(name) = &sheet.table else { return };
    let last = column_letters(u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX));
    put(
        xml,
        format_args!(
            "<table:database-range table:name=\"{name}\" table:contains-header=\"true\" \
             table:display-filter-buttons=\"true\" \
             table:target-range-address=\"'{sheet}'.A1:'{sheet}'.{last}{rows}\"/>",
            sheet = Escaped(sheet.name),
            rows = sheet.rows.len() + 1
        ),
    );
}

/// A text as XML; what XML cannot hold is left out.
struct Escaped<'t>(&'t str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
