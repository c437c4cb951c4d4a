//! A finished PDF to the same PDF in fewer bytes: its many small objects share compressed streams.
//!
//! A tagged table is thousands of small objects, which Typst writes one by one and uncompressed;
//! packed, a report is less than half the size. Nothing but the packaging changes.

use lopdf::{Document, SaveOptions};

use crate::render::error::RenderError;

/// Small objects that share a stream: enough to compress well.
const OBJECTS: usize = 200;
/// How hard deflate tries, 0 to 9: more takes longer and gains little.
const LEVEL: u32 = 6;

/// The same document in fewer bytes.
///
/// # Errors
/// When the bytes are not a PDF.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, RenderError> {
    let fault =
        |error: &dyn std::fmt::Display| RenderError::Gate(format!("cannot be packed: {error}"));
    let mut pdf = Document::load_mem(bytes).map_err(|error| fault(&error))?;
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS)
        .compression_level(LEVEL)
        .build();
    let mut packed = Vec::with_capacity(bytes.len() / 2);
    pdf.save_with_options(&mut packed, options).map_err(|error| fault(&error))?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use crate::render::pdf::PdfRenderer;

    #[test]
    fn a_packed_pdf_is_smaller_and_says_the_same() {
        let (report, charts) = fixture::report();
        let renderer = PdfRenderer::from_dir(None).expect("templates load");
        let bytes = renderer.render(&report, &charts).expect("a PDF");
        let packed = pack(&bytes).expect("packed");
        assert!(packed.len() * 3 < bytes.len() * 2, "{} of {}", packed.len(), bytes.len());
        assert_eq!(packed, pack(&bytes).expect("packed again"));
        let text = |bytes: &[u8]| {
            let pdf = Document::load_mem(bytes).expect("a PDF");
            let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
            (pages.len(), pdf.extract_text(&pages).expect("text"))
        };
        assert_eq!(text(&packed), text(&bytes));
        assert!(pack(b"404 Not Found").is_err());
    }
}
