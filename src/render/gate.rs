//! A finished PDF, opened again: is it what a report must be, and is it about the right council?

use lopdf::{Document, Object};

use crate::render::error::RenderError;
use crate::report::view::CouncilReport;

/// What was seen in a finished PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfFacts {
    /// How many pages it has.
    pub pages: usize,
    /// Its title.
    pub title: String,
    /// Whether the council's name was read on the first page; where the text could not be read, the
    /// title alone was compared.
    pub name_read: bool,
}

/// Opens the bytes and compares them with the report they were made from.
///
/// # Errors
/// The first thing that is not as it must be.
pub fn check_pdf(bytes: &[u8], report: &CouncilReport) -> Result<PdfFacts, RenderError> {
    check(bytes, &report.meta.title, &report.meta.council)
}

/// The same by title and name.
///
/// # Errors
/// The first thing that is not as it must be.
pub fn check(bytes: &[u8], title: &str, council: &str) -> Result<PdfFacts, RenderError> {
    let fault = |message: String| RenderError::Gate(message);
    let pdf =
        Document::load_mem(bytes).map_err(|error| fault(format!("cannot be opened: {error}")))?;
    let catalog = pdf.catalog().map_err(|error| fault(format!("has no catalogue: {error}")))?;
    let tagged = catalog
        .get_deref(b"MarkInfo", &pdf)
        .and_then(Object::as_dict)
        .and_then(|info| info.get(b"Marked"))
        .and_then(Object::as_bool)
        .unwrap_or(false);
    if !tagged {
        return Err(fault("is not tagged".to_owned()));
    }
    let language = text_of(catalog.get_deref(b"Lang", &pdf).ok());
    if language != "en-GB" {
        return Err(fault(format!("has the language {language:?}, not \"en-GB\"")));
    }
    let found = info_title(&pdf);
    if found != title {
        return Err(fault(format!("has the title {found:?}, not {title:?}")));
    }
    let pages = pdf.get_pages().len();
    if pages == 0 {
        return Err(fault("has no pages".to_owned()));
    }
    let name_read = match pdf.extract_text(&[1]) {
        Ok(text) if text.chars().any(char::is_alphabetic) => {
            if !squeezed(&text).contains(&squeezed(council)) {
                return Err(fault(format!("does not name {council} on its first page")));
            }
            true
        }
        _ => false,
    };
    Ok(PdfFacts { pages, title: found, name_read })
}

fn info_title(pdf: &Document) -> String {
    let info = pdf.trailer.get_deref(b"Info", pdf).and_then(Object::as_dict);
    text_of(info.ok().and_then(|info| info.get_deref(b"Title", pdf).ok()))
}

fn text_of(object: Option<&Object>) -> String {
    object.and_then(|object| lopdf::decode_text_string(object).ok()).unwrap_or_default()
}

/// Without white space: a name may be set over two lines.
fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::PdfRenderer;

    const TITLE: &str = "Use of Resources 2021-22: Bournemouth, Christchurch and Poole";
    const NAME: &str = "Bournemouth, Christchurch and Poole";

    fn pdf(language: &str) -> Vec<u8> {
        let text = format!(
            "#set document(title: \"{TITLE}\", date: datetime(year: 2022, month: 3, day: 31))\n\
             #set text(font: \"UoR Sans\", {language})\n#set page(width: 9cm)\n= {NAME}\nOffice"
        );
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(folder.path().join("pdf")).expect("a folder");
        fs_err::write(folder.path().join("pdf/report.typ"), text).expect("a file");
        let renderer = PdfRenderer::from_dir(Some(folder.path())).expect("templates load");
        renderer.render_json(b"{}".to_vec(), "x".to_owned(), &[]).expect("a document")
    }

    const BRITISH: &str = "lang: \"en\", region: \"GB\"";

    #[test]
    fn a_good_pdf_passes() {
        let facts = check(&pdf(BRITISH), TITLE, NAME).expect("a good PDF");
        assert_eq!(facts, PdfFacts { pages: 1, title: TITLE.to_owned(), name_read: true });
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good = pdf(BRITISH);
        for (bytes, title, name, said) in [
            (good.clone(), "Use of Resources 2021-22: Kirklees", NAME, "has the title"),
            (good.clone(), TITLE, "Kirklees", "does not name Kirklees"),
            (good[..good.len() / 2].to_vec(), TITLE, NAME, "cannot be opened"),
            (b"404 Not Found".to_vec(), TITLE, NAME, "cannot be opened"),
            (pdf("lang: \"fr\""), TITLE, NAME, "has the language \"fr\""),
        ] {
            let error = check(&bytes, title, name).expect_err(said);
            assert!(error.to_string().contains(said), "{said}: {error}");
        }
    }
}
