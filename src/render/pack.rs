//! A finished PDF to the same PDF in fewer bytes: its many small objects share compressed streams.
//!
//! A tagged table is thousands of small objects, which Typst writes one by one and uncompressed;
//! packed, a report is a third of the size. Nothing but the packaging changes: every object is moved as the
//! bytes that it is. A library that reads a PDF into a tree of objects and writes it again took a tenth of a
//! report's time and more memory than anything else about it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::render::error::RenderError;

/// Small objects that share a stream: enough to compress well.
const OBJECTS: usize = 200;
/// How hard deflate tries, 0 to 9: more takes longer and gains little.
const LEVEL: u32 = 6;
/// The bytes of an entry of a table of references.
const ENTRY: usize = 20;

/// The same document in fewer bytes.
///
/// # Errors
/// When the bytes are not a PDF as Typst writes it: one table of references, and objects of one generation.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, RenderError> {
    packed(bytes).map_err(|why| RenderError::Gate(format!("cannot be packed: {why}")))
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let pdf =
        Pdf::read(bytes).ok_or("its table of references or its trailer is not as expected")?;
    let mut out = Vec::with_capacity(bytes.len() / 2);
    out.extend(
        pdf.bytes
            .get(..pdf.objects.first().map_or(0, |object| object.at.start))
            .unwrap_or_default(),
    );
    let mut places = vec![Place::Free; pdf.size];
    let mut small = Vec::new();
    for object in &pdf.objects {
        let body = body(object.number, &pdf.bytes[object.at.clone()])
            .ok_or("an object is not as expected")?;
        if body.ends_with(b"endstream") {
            places[object.number] = Place::At(out.len());
            out.extend(&pdf.bytes[object.at.clone()]);
        } else {
            small.push((object.number, body));
        }
    }
    for shared in small.chunks(OBJECTS) {
        let stream = places.len();
        places.push(Place::At(out.len()));
        for (index, (number, _)) in shared.iter().enumerate() {
            places[*number] = Place::In { stream, index };
        }
        let heads = heads(shared);
        let bodies = shared.iter().flat_map(|(_, body)| [*body, b"\n"]);
        let all = [heads.as_bytes()].into_iter().chain(bodies).collect::<Vec<_>>().concat();
        let entries = format!("/Type/ObjStm/N {}/First {}", shared.len(), heads.len());
        object(&mut out, stream, &entries, &all);
    }
    let (number, start) = (places.len(), out.len());
    places.push(Place::At(start));
    let table: Vec<u8> = places.iter().flat_map(|place| place.entry()).collect();
    let wide = size_of::<usize>();
    let entries = format!("/Type/XRef/Size {}/W[1 {wide} {wide}]{}", places.len(), pdf.trailer);
    object(&mut out, number, &entries, &table);
    out.extend(format!("startxref\n{start}\n%%EOF").as_bytes());
    Ok(out)
}

/// A PDF in its parts.
struct Pdf<'a> {
    bytes: &'a [u8],
    /// One more than the greatest number of an object.
    size: usize,
    /// The entries of the trailer without the size.
    trailer: String,
    /// In the order in which they stand.
    objects: Vec<Placed>,
}

/// An object and where it stands.
struct Placed {
    number: usize,
    at: Range<usize>,
}

impl<'a> Pdf<'a> {
    /// `None` if it is not as Typst writes it.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (_, end) = split_last(bytes, b"startxref\n")?;
        let start: usize = text(end)?.strip_suffix("\n%%EOF")?.parse().ok()?;
        let (table, trailer) = split_last(bytes.get(start..)?, b"trailer\n")?;
        let (trailer, _) = split_last(trailer, b"\nstartxref\n")?;
        let trailer = text(trailer)?.strip_prefix("<<")?.strip_suffix(">>")?;
        let (size, trailer) = trailer.strip_prefix("/Size ")?.split_once('/')?;
        let size: usize = size.parse().ok()?;
        let entries = table.strip_prefix(format!("xref\n0 {size}\n").as_bytes())?;
        if entries.len() != size * ENTRY {
            return None;
        }
        let mut starts: Vec<(usize, usize)> = Vec::with_capacity(size);
        for (number, entry) in entries.chunks(ENTRY).enumerate() {
            let (offset, kind) = text(entry)?.split_once(' ')?;
            match kind.trim_end() {
                "00000 n" => starts.push((offset.parse().ok()?, number)),
                free if free.ends_with(" f") => {}
                _ => return None,
            }
        }
        starts.sort_unstable();
        let ends = starts.iter().skip(1).map(|(offset, _)| *offset).chain([start]);
        let objects: Vec<Placed> = starts
            .iter()
            .zip(ends)
            .map(|((offset, number), end)| Placed { number: *number, at: *offset..end })
            .collect();
        Some(Self { bytes, size, trailer: format!("/{trailer}"), objects })
    }
}

/// Where an object of the packed document stands.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: usize, index: usize },
}

impl Place {
    /// As a row of the table of references: its kind, and two numbers.
    fn entry(self) -> Vec<u8> {
        let (kind, place, index) = match self {
            Self::Free => (0, 0, 0),
            Self::At(offset) => (1, offset, 0),
            Self::In { stream, index } => (2, stream, index),
        };
        [&[kind], &place.to_be_bytes()[..], &index.to_be_bytes()[..]].concat()
    }
}

/// What stands between the number of an object and its end.
fn body(number: usize, bytes: &[u8]) -> Option<&[u8]> {
    let body = bytes.strip_prefix(format!("{number} 0 obj\n").as_bytes())?;
    body.trim_ascii_end().strip_suffix(b"\nendobj")
}

/// The number of each object that shares a stream, and where it begins after these heads.
fn heads(shared: &[(usize, &[u8])]) -> String {
    let mut at = 0;
    let mut heads = String::new();
    for (number, body) in shared {
        write!(heads, "{number} {at} ").expect("text takes what is written");
        at += body.len() + 1;
    }
    heads
}

/// Writes an object that is a compressed stream.
fn object(out: &mut Vec<u8>, number: usize, entries: &str, content: &[u8]) {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(content).expect("memory takes what is written");
    let packed = encoder.finish().expect("memory takes what is written");
    let length = packed.len();
    out.extend(
        format!("{number} 0 obj\n<<{entries}/Length {length}/Filter/FlateDecode>>stream\n")
            .as_bytes(),
    );
    out.extend(packed);
    out.extend(b"\nendstream\nendobj\n\n");
}

/// What stands before and after the last place of a pattern.
fn split_last<'a>(bytes: &'a [u8], pattern: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(pattern.len()).rposition(|window| window == pattern)?;
    Some((&bytes[..at], &bytes[at + pattern.len()..]))
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use lopdf::Document;

    use super::*;
    use crate::render::fixture;
    use crate::render::pdf::PdfRenderer;

    fn report() -> Vec<u8> {
        let (report, charts) = fixture::report();
        let renderer = PdfRenderer::from_dir(None).expect("templates load");
        renderer.render(&report, &charts).expect("a PDF")
    }

    #[test]
    fn a_packed_pdf_is_smaller_and_has_the_same_objects() {
        let bytes = report();
        let packed = pack(&bytes).expect("packed");
        assert!(packed.len() * 3 < bytes.len() * 2, "{} of {}", packed.len(), bytes.len());
        assert_eq!(packed, pack(&bytes).expect("packed again"));
        let [before, mut after] =
            [&bytes, &packed].map(|pdf| Document::load_mem(pdf).expect("a PDF"));
        // What the packaging needs itself is no part of the document.
        after.objects.retain(|_, object| {
            let kind = object.as_stream().and_then(|stream| stream.dict.get(b"Type"));
            !kind
                .and_then(|kind| kind.as_name())
                .is_ok_and(|kind| matches!(kind, b"ObjStm" | b"XRef"))
        });
        assert!(before.objects == after.objects, "an object is not what it was");
        for entry in [&b"Root"[..], b"Info", b"ID"] {
            let of = |pdf: &Document| pdf.trailer.get(entry).cloned().expect("it has one");
            assert_eq!(of(&before), of(&after), "{entry:?}");
        }
    }

    #[test]
    fn what_is_no_pdf_of_typst_is_refused_and_not_guessed_at() {
        let bytes = report();
        let refused = |bytes: &[u8]| pack(bytes).is_err();
        assert!(refused(b"404 Not Found"));
        assert!(refused(&bytes[..bytes.len() - 1]), "cut short");
        assert!(refused(&pack(&bytes).expect("packed")), "packed already");
        let swapped = |from: &str, to: &str| {
            let at =
                bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect(from);
            let mut other = bytes.clone();
            other[at..at + to.len()].copy_from_slice(to.as_bytes());
            other
        };
        assert!(
            refused(&swapped("\n2 0 obj", "\n9 0 obj")),
            "an object under the number of another"
        );
        assert!(refused(&swapped(" 00000 n", " 00001 n")), "another generation");
        assert!(refused(&swapped("endobj", "endjob")), "an object without its end");
    }
}
