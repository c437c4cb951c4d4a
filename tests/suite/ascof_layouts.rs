//! What may change in a file of the outcomes framework without changing its figures, and what may not
//! be read at all: order of rows, missing years, moved headers, added tables, cut and made-up bytes.
#![allow(clippy::string_slice, reason = "the text is cut at tags that were found in it")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use use_of_resources::diagnostic::Severity;
use use_of_resources::domain::figure::Figure;
use use_of_resources::observe::reader::Reading;
use use_of_resources::observe::{ascof, ascof_tables};
use use_of_resources::release::input::InputFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::ascof_years::{Key, Reference, WORKBOOK, YEARLY, input};
use crate::harness::published_files;

/// The lines of a file, each with its end; the first is the header.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

fn has_error(reading: &Reading) -> bool {
    reading.diagnostics.iter().any(|found| found.severity == Severity::Error)
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (Some(data), reference) = (published_files(), Reference::load()) else { return };
    for (name, _) in YEARLY {
        let file = input(&data, name);
        let all = lines(&file.bytes);
        let turned: Vec<&[u8]> = all[..1].iter().chain(all[1..].iter().rev()).copied().collect();
        let turned = InputFile::new(name, turned.concat());
        let figures = |file| reference.figures(&ascof::read(file, &reference.context()));
        assert_eq!(figures(&turned), figures(&file), "{name}");
    }
}

/// A file that ends where a row ends cannot be told from a whole one by its form; then its figures are
/// those of the whole, or England's are too few to tell the year and it is refused.
#[test]
fn a_cut_yearly_file_is_refused_or_has_the_same_figures() {
    let (Some(data), reference) = (published_files(), Reference::load()) else { return };
    for (name, _) in YEARLY {
        let file = input(&data, name);
        let whole = reference.figures(&ascof::read(&file, &reference.context()));
        let (mut refused, mut read) = (0, 0);
        for part in 1..24 {
            // In the middle of a row, and at its end.
            let middle = file.bytes.len() * part / 24;
            let end = file.bytes[..middle].iter().rposition(|byte| *byte == b'\n').unwrap_or(0) + 1;
            for length in [middle, end] {
                let cut = InputFile::new(name, &file.bytes[..length]);
                let reading = ascof::read(&cut, &reference.context());
                if has_error(&reading) {
                    refused += 1;
                    assert!(reading.observations.is_empty(), "{name} cut at {length}");
                    continue;
                }
                read += 1;
                for (key, figure) in reference.figures(&reading) {
                    assert_eq!(whole.get(&key), Some(&figure), "{name} cut at {length}: {key:?}");
                }
            }
        }
        assert!(refused >= 23, "{name}: {refused} refused, {read} read");
    }
}

/// Every year of the series of all years, given as the yearly files are: without the year, with the
/// older names of columns, with other breakdowns and with markers.
#[test]
fn each_year_is_known_without_its_column() {
    let (Some(data), reference) = (published_files(), Reference::load()) else { return };
    let file = input(&data, "ascof_2017-18_to_2023-24/trend_data.csv");
    let whole = reference.figures(&ascof::read(&file, &reference.context()));
    for end in 18..=24 {
        let year = format!("20{}-{end}", end - 1);
        let yearly = without_year(&file, &year);
        assert!(ascof::recognises(&yearly), "{year}");
        let reading = ascof::read(&yearly, &reference.context());
        assert!(!has_error(&reading), "{year}: {:?}", reading.diagnostics);
        let found = reference.figures(&reading);
        let expected: BTreeMap<Key, Figure> = whole
            .iter()
            .filter(|((_, _, _, when), _)| *when == year)
            .map(|(key, figure)| (key.clone(), *figure))
            .collect();
        assert_eq!(found, expected, "{year}");
    }
}

fn without_year(file: &InputFile, year: &str) -> InputFile {
    let mut reader = csv::Reader::from_reader(&*file.bytes);
    let header = reader.headers().expect("it has a header").clone();
    let column = |name: &str| header.iter().position(|n| n == name).expect("a known column");
    let columns = [
        ("Geographical Description", "Geographical Description"),
        ("Geographical Level", "Geographical Level"),
        ("ONS Code", "ONS Area Code"),
        ("Measure Group", "ASCOF Measure Code"),
        ("Disaggregation Level", "Disaggregation"),
        ("Measure Type", "Measure Type"),
        ("Measure_Value", "Measure Value"),
        ("Measure Group Description", "Measure Group Description"),
    ];
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns.map(|(_, old)| old)).expect("written to memory");
    for record in reader.records() {
        let record = record.expect("every row can be read");
        if &record[column("Year")] != year {
            continue;
        }
        let row = columns.map(|(name, _)| record[column(name)].to_owned());
        writer.write_record(&row).expect("written to memory");
        // The same outcome of women only, which is not read, with the marker of old releases.
        if !row[4].is_empty() {
            let mut women = row;
            "Female".clone_into(&mut women[4]);
            ":".clone_into(&mut women[6]);
            writer.write_record(&women).expect("written to memory");
        }
    }
    InputFile::new("yearly.csv", writer.into_inner().expect("written to memory"))
}

/// The workbook with its text of all sheets changed.
fn changed(file: &InputFile, change: impl Fn(&str) -> String) -> InputFile {
    let mut archive = ZipArchive::new(Cursor::new(&*file.bytes)).expect("it is a zip");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["mimetype", "META-INF/manifest.xml", "content.xml"] {
        let mut text = String::new();
        let mut entry = archive.by_name(name).expect("the entry is there");
        entry.read_to_string(&mut text).expect("it is text");
        let text = if name == "content.xml" { change(&text) } else { text };
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(name, stored).expect("a new entry");
        writer.write_all(text.as_bytes()).expect("written to memory");
    }
    InputFile::new("t.ods", writer.finish().expect("finished in memory").into_inner())
}

/// Two more lines above every table, and a copy of a table under a code that nobody knows.
#[test]
fn a_workbook_with_moved_headers_and_a_new_table_reads_the_same() {
    let (Some(data), reference) = (published_files(), Reference::load()) else { return };
    let file = input(&data, WORKBOOK);
    let other = changed(&file, |text| {
        let start = text.find("<table:table table:name=\"Table_6a\"").expect("the table is there");
        let table = &text[start..];
        let end = table.find("</table:table>").expect("it ends") + "</table:table>".len();
        let copy = table[..end].replace("Table_6a", "Table_7a").replace("Table 6a", "Table 7a");
        let more = [&text[..start], &copy, table].concat();
        let row = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>One more \
                   line</text:p></table:table-cell></table:table-row>";
        let mut moved = String::new();
        for (index, sheet) in more.split("<table:table ").enumerate() {
            if index > 0 {
                moved.push_str("<table:table ");
            }
            if sheet.starts_with("table:name=\"Table_") {
                let rows = sheet.find("<table:table-row").expect("it has rows");
                moved.extend([&sheet[..rows], row, row, &sheet[rows..]]);
            } else {
                moved.push_str(sheet);
            }
        }
        moved
    });
    assert!(ascof_tables::recognises(&other));
    let plain = ascof_tables::read(&file, &reference.context());
    let reading = ascof_tables::read(&other, &reference.context());
    assert_eq!(reference.figures(&reading), reference.figures(&plain));
    let new: Vec<_> = reading
        .diagnostics
        .iter()
        .filter(|found| found.severity > Severity::Note)
        .map(ToString::to_string)
        .collect();
    assert_eq!(new.len(), 1, "{new:?}");
    let expected =
        "t.ods!Table_7a: warning[observe/unknown-outcome]: '7A' is no outcome of 2024-25";
    assert!(new[0].starts_with(expected), "{}", new[0]);
    assert!(new[0].contains("7A,2024-25,,"), "{}", new[0]);
}

#[test]
fn a_cut_workbook_is_refused() {
    let (Some(data), reference) = (published_files(), Reference::load()) else { return };
    let file = input(&data, WORKBOOK);
    for part in 1..16 {
        let cut = InputFile::new("t.ods", &file.bytes[..file.bytes.len() * part / 16]);
        assert!(!ascof_tables::recognises(&cut), "part {part}");
        let reading = ascof_tables::read(&cut, &reference.context());
        assert!(has_error(&reading) && reading.observations.is_empty(), "part {part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever the bytes are, the readers say what is wrong and go on.
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let reference = Reference::load();
        let header = b"Geographical Code,Geographical Description,Geographical Level,ONS Area Code,\
                       ASCOF Measure Code,Disaggregation Level,Measure Type,Measure Value,Measure Group\n";
        let zip = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0\
                    mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        for start in [&b""[..], header, zip] {
            let file = InputFile::new("x", [start, &bytes].concat());
            let _ = (ascof::recognises(&file), ascof_tables::recognises(&file));
            let context = reference.context();
            let outcomes = ascof::read(&file, &context).observations.len();
            prop_assert_eq!(outcomes + ascof_tables::read(&file, &context).observations.len(), 0);
        }
    }
}
