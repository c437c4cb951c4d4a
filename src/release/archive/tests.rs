//! Tests of every kind of hostile zip (QUALITY 2.3, row 15), each built here.

use arcstr::ArcStr;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(content).expect("written to memory");
    }
    writer.finish().expect("finished in memory").into_inner()
}

fn outcome(bytes: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    outcome_within(bytes, LIMITS)
}

fn outcome_within(bytes: &[u8], limits: Limits) -> (Vec<String>, Vec<&'static str>) {
    let opened = open_within(&ArcStr::from("r.zip"), bytes, limits);
    let names = opened.value.iter().map(|file| file.name.to_string()).collect();
    (names, opened.diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
}

#[test]
fn files_are_read_in_the_order_of_their_names() {
    let bytes = packed(&[("b/two.csv", b"2"), ("a.csv", b"1"), (".hidden", b"0")]);
    let (names, codes) = outcome(&bytes);
    assert_eq!(names, ["r.zip/a.csv", "r.zip/b/two.csv"]);
    assert!(codes.is_empty());
}

#[test]
fn a_workbook_is_not_an_archive() {
    assert_eq!(packing(&packed(&[("[Content_Types].xml", b"<x/>")])), Packing::Office);
    assert_eq!(packing(&packed(&[("mimetype", b"application/x")])), Packing::Office);
    assert_eq!(packing(&packed(&[("a.csv", b"1")])), Packing::Archive);
    assert_eq!(packing(b"FY_ENDING,CASSR\n"), Packing::None);
}

#[test]
fn names_that_point_outside_or_mislead_are_refused() {
    let outside = ["../evil.csv", "/etc/evil", "a\\..\\..\\w.csv", "C:\\x.csv", "a/../../b"];
    for name in outside.into_iter().chain(["a\u{1b}[2J.csv", "a\u{202e}vsc.exe"]) {
        let (names, codes) = outcome(&packed(&[(name, b"x"), ("ok.csv", b"a")]));
        assert_eq!(names, ["r.zip/ok.csv"], "{name}");
        assert_eq!(codes, ["release/zip-entry"], "{name}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("l", "/etc/passwd", SimpleFileOptions::default())
        .expect("a link is written");
    let bytes = writer.finish().expect("finished in memory").into_inner();
    assert_eq!(outcome(&bytes), (vec![], vec!["release/zip-entry"]));
}

#[test]
fn an_encrypted_entry_is_refused() {
    let mut bytes = packed(&[("a.csv", b"1")]);
    // The flag of the entry, in its own header (at 6) and in the central directory (at 8).
    let central = bytes.windows(4).position(|part| part == b"PK\x01\x02").expect("it has one");
    bytes[6] |= 1;
    bytes[central + 8] |= 1;
    assert_eq!(outcome(&bytes), (vec![], vec!["release/zip-entry"]));
}

#[test]
fn names_that_differ_only_in_case_are_refused() {
    let (names, codes) = outcome(&packed(&[("A.csv", b"1"), ("a.csv", b"2")]));
    assert_eq!(names, ["r.zip/A.csv"]);
    assert_eq!(codes, ["release/zip-entry"]);
}

#[test]
fn the_same_name_twice_is_refused() {
    let mut bytes = packed(&[("a.csv", b"1"), ("b.csv", b"2")]);
    for start in 0..bytes.len().saturating_sub(5) {
        if bytes[start..].starts_with(b"b.csv") {
            bytes[start] = b'a';
        }
    }
    assert_eq!(outcome(&bytes), (vec![], vec!["release/zip-limit"]));
}

#[test]
fn too_many_entries_and_bombs_are_refused() {
    let many: Vec<String> = (0..=LIMITS.entries).map(|index| format!("f{index}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(outcome(&packed(&many)), (vec![], vec!["release/zip-limit"]));

    let bomb = packed(&[("b.csv", &vec![b'0'; 3_000_000])]);
    assert_eq!(outcome(&bomb), (vec![], vec!["release/zip-entry"]));
    let total = Limits { total_bytes: 2_000_000, ..LIMITS };
    assert_eq!(outcome_within(&bomb, total), (vec![], vec!["release/zip-limit"]));
}

#[test]
fn a_size_that_is_a_lie_does_not_unpack_a_bomb() {
    let mut bytes = packed(&[("b.csv", &vec![b'0'; 3_000_000])]);
    let central = bytes.windows(4).position(|part| part == b"PK\x01\x02").expect("it has one");
    bytes[central + 24..central + 28].copy_from_slice(&100_u32.to_le_bytes());
    bytes[22..26].copy_from_slice(&100_u32.to_le_bytes());
    assert_eq!(outcome(&bytes), (vec![], vec!["release/zip-entry"]));
}

#[test]
fn damage_is_an_error() {
    let good = packed(&[("a.csv", b"hello world hello")]);
    assert_eq!(outcome(&good[..good.len() / 2]), (vec![], vec!["release/broken-zip"]));
    assert_eq!(packing(&good[..good.len() / 2]), Packing::Broken);
    let mut wrong_sum = good.clone();
    let central = good.windows(4).position(|part| part == b"PK\x01\x02").expect("it has one");
    wrong_sum[14] ^= 0xff;
    wrong_sum[central + 16] ^= 0xff;
    assert_eq!(outcome(&wrong_sum), (vec![], vec!["release/zip-entry"]));
}

#[test]
fn a_workbook_with_one_wrong_byte_is_damaged() {
    let name = ArcStr::from("t.xlsx");
    let good = packed(&[("[Content_Types].xml", b"<x/>"), ("s.xml", b"<c>12345678</c>")]);
    assert!(office_faults(&name, &good).is_empty());
    let mut wrong = good.clone();
    // The checksum of the last entry, in the central directory.
    let central = good.windows(4).rposition(|part| part == b"PK\x01\x02").expect("it has one");
    wrong[central + 16] ^= 0xff;
    let codes: Vec<_> = office_faults(&name, &wrong).iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["release/broken-zip"]);
}

#[test]
fn a_zip_in_a_zip_is_named_and_left_alone() {
    let inner = packed(&[("a.csv", b"1")]);
    let (names, codes) = outcome(&packed(&[("inner.zip", &inner), ("b.csv", b"2")]));
    assert_eq!(names, ["r.zip/b.csv"]);
    assert_eq!(codes, ["release/nested-zip"]);
}

/// The mode of an entry stands in the upper half of its external attributes, at 38 in the central
/// directory; the high byte of "made by", at 5, says that it is a mode of Unix.
#[test]
fn devices_and_pipes_are_refused() {
    for kind in [0o020_666_u32, 0o060_666, 0o010_666, 0o140_666] {
        let mut bytes = packed(&[("a.csv", b"1")]);
        let central = bytes.windows(4).position(|part| part == b"PK\x01\x02").expect("it has one");
        bytes[central + 5] = 3;
        bytes[central + 38..central + 42].copy_from_slice(&(kind << 16).to_le_bytes());
        assert_eq!(outcome(&bytes), (vec![], vec!["release/zip-entry"]), "{kind:o}");
    }
}

/// A name that is no UTF-8 is in the code page of the first zips, 437, where FF is a space, FD a small
/// two and FE a square: it is text, whatever its bytes.
#[test]
fn a_name_that_is_no_utf_8_is_shown_as_text() {
    let mut bytes = packed(&[("a\u{e9}.csv", b"1"), ("a\u{ea}.csv", b"2")]);
    for start in 0..bytes.len().saturating_sub(3) {
        if bytes[start..].starts_with(&[b'a', 0xc3]) {
            bytes[start + 1] = 0xff;
            bytes[start + 2] = if bytes[start + 2] == 0xa9 { 0xfe } else { 0xfd };
        }
    }
    let (names, codes) = outcome(&bytes);
    assert_eq!(names, ["r.zip/a\u{a0}².csv", "r.zip/a\u{a0}■.csv"]);
    assert!(codes.is_empty(), "{codes:?}");
}

/// As many as in the set that the limits were chosen against.
#[test]
fn fifty_thousand_entries_are_refused_at_once() {
    let names: Vec<String> = (0..50_000).map(|index| format!("f{index}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(outcome(&packed(&entries)), (vec![], vec!["release/zip-limit"]));
}

/// Cut anywhere, a zip gives nothing, and never an entry that is not whole.
#[test]
fn a_zip_cut_anywhere_gives_nothing() {
    let good = packed(&[("a.csv", b"hello world hello"), ("b/c.csv", b"1,2,3")]);
    for length in 0..good.len() {
        let (names, codes) = outcome(&good[..length]);
        assert!(names.is_empty(), "{length}: {names:?}");
        assert_eq!(codes, ["release/broken-zip"], "{length}");
    }
}

/// One byte changed anywhere never gives other content than was packed.
#[test]
fn a_zip_with_one_wrong_byte_gives_what_was_packed_or_nothing() {
    let good = packed(&[("a.csv", b"hello world hello hello")]);
    for index in 0..good.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut wrong = good.clone();
            wrong[index] ^= change;
            let opened = open_within(&ArcStr::from("r.zip"), &wrong, LIMITS);
            for file in opened.value {
                assert_eq!(&*file.bytes, b"hello world hello hello", "byte {index}");
            }
        }
    }
}
