//! A report and its charts to the bytes of a PDF that conforms to PDF/UA-1 and PDF/A-2a.

use std::path::Path;

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::render::error::RenderError;
use crate::render::html::check_chart;
use crate::render::templates::Templates;
use crate::render::world::{CouncilWorld, Shared};
use crate::report::view::{CouncilReport, Meta};

/// What the PDFs say made them: no version, so that an upgrade alone changes no byte.
const CREATOR: &str = "Use of Resources reports";

/// The document that a theme is tried with.
const TRIAL: &str = r#"
#let theme = json("/theme/theme.json")
#set document(title: "Theme", date: datetime(year: 2000, month: 1, day: 1))
#set text(font: "UoR Sans", lang: "en", region: "GB")
= Theme
#theme.organisation
#if theme.contact != none [#theme.contact.line]
#if theme.logo != none { image("/theme/" + theme.logo.file, height: 26pt, alt: theme.logo.alt) }
"#;

/// The template of a council's report.
pub const REPORT: &str = "report.typ";

/// The template of a region's report.
pub const REGION: &str = "region.typ";

/// The most pages a report may have unless told otherwise: more means that something ran away.
pub const MOST_PAGES: usize = 60;

/// Makes PDFs. Built once; may be shared by threads.
#[derive(Debug)]
pub struct PdfRenderer {
    shared: Shared,
    standards: PdfStandards,
    most_pages: usize,
}

impl PdfRenderer {
    /// With the embedded templates, or with those of a folder in their place.
    ///
    /// # Errors
    /// When the folder's templates cannot be read.
    pub fn from_dir(folder: Option<&Path>) -> Result<Self, RenderError> {
        Self::new(&Templates::load(folder)?)
    }

    /// With templates that are loaded.
    ///
    /// # Errors
    /// When a template's name cannot be a path.
    pub fn new(templates: &Templates) -> Result<Self, RenderError> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .expect("PDF/UA-1 and PDF/A-2a can be met by one file");
        Ok(Self { shared: Shared::new(templates)?, standards, most_pages: MOST_PAGES })
    }

    /// The same with another limit to the pages of a council's report.
    #[must_use]
    pub fn with_most_pages(self, most_pages: usize) -> Self {
        Self { most_pages, ..self }
    }

    /// The PDF of a report. `charts` are ids and SVGs.
    ///
    /// # Errors
    /// The first error or warning of Typst's, with template, line and column.
    pub fn render(
        &self,
        report: &CouncilReport,
        charts: &[(String, String)],
    ) -> Result<Vec<u8>, RenderError> {
        self.render_json(serde_json::to_vec(report)?, ident(&report.meta), charts)
    }

    /// The PDF of a report that is JSON already. `ident` tells PDFs apart and never changes for the
    /// same report.
    ///
    /// # Errors
    /// The first error or warning of Typst's, with template, line and column.
    pub fn render_json(
        &self,
        report: Vec<u8>,
        ident: String,
        charts: &[(String, String)],
    ) -> Result<Vec<u8>, RenderError> {
        self.render_with(REPORT, report, ident, charts)
    }

    /// The PDF that a template makes of a view that is JSON already: [`REPORT`] or [`REGION`].
    ///
    /// # Errors
    /// The first error or warning of Typst's, with template, line and column.
    pub fn render_with(
        &self,
        template: &str,
        view: Vec<u8>,
        ident: String,
        charts: &[(String, String)],
    ) -> Result<Vec<u8>, RenderError> {
        for (id, svg) in charts {
            check_chart(id, svg)?;
        }
        let world = CouncilWorld::new(&self.shared, template, view, charts)?;
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let document = output.map_err(|errors| first(&world, &errors))?;
        // A missing font, a layout that does not settle: the page would not be what we meant.
        if !warnings.is_empty() {
            return Err(first(&world, &warnings));
        }
        // What laying out remembered is of no use from here on, and more than the document itself.
        forget();
        let pages = document.pages().len();
        // The limit that a run names is for councils; a region has as many pages as its councils need.
        let most =
            if template == REPORT { self.most_pages } else { self.most_pages.max(MOST_PAGES) };
        if pages > most {
            return Err(RenderError::Pages { pages, most });
        }
        let options = PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some(CREATOR.to_owned())),
            timestamp: None,
            page_ranges: None,
            standards: self.standards.clone(),
            tagged: true,
            pretty: false,
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| first(&world, &errors))
    }
}

/// Sets the names and the logo of a theme once by themselves, so that one that cannot be set is told before
/// any report is made.
///
/// # Errors
/// What Typst says of it.
pub fn try_theme(templates: &Templates) -> Result<(), RenderError> {
    let trial = TRIAL.to_owned();
    let theme = templates.all().filter(|(name, _)| name.starts_with("theme/"));
    let files = theme.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let renderer =
        PdfRenderer::new(&Templates::of(files.chain([("pdf/report.typ".to_owned(), trial)])))?;
    match renderer.render_json(b"{}".to_vec(), "theme".to_owned(), &[]) {
        Ok(_) => Ok(()),
        Err(RenderError::Template { message, .. }) => Err(RenderError::Template {
            template: "theme".to_owned(),
            line: 0,
            column: 0,
            message: format!("the name, contact or logo of the theme cannot be set: {message}"),
        }),
        Err(error) => Err(error),
    }
}

/// What tells the PDF of a report from others, and never changes for the same report.
pub fn ident(meta: &Meta) -> String {
    format!("{}-{}", meta.ons_code, meta.year)
}

/// Drops all that Typst remembers of what it rendered, so that nothing of one council is there when
/// the next is rendered. Councils share almost nothing: it costs no time that could be measured.
///
/// Call it after each report: memory grows without it.
pub fn forget() {
    comemo::evict(0);
}

fn first(world: &CouncilWorld<'_>, diagnostics: &[SourceDiagnostic]) -> RenderError {
    diagnostics.first().map_or_else(
        || RenderError::Gate("was refused without a reason".to_owned()),
        |diagnostic| world.place(diagnostic),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    /// A renderer whose document is one text.
    fn with_report(text: &str) -> PdfRenderer {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(folder.path().join("pdf")).expect("a folder");
        fs_err::write(folder.path().join("pdf/report.typ"), text).expect("a file");
        PdfRenderer::from_dir(Some(folder.path())).expect("templates load")
    }

    fn render(text: &str) -> Result<Vec<u8>, RenderError> {
        with_report(text).render_json(b"{\"a\": 1}".to_vec(), "x".to_owned(), &[])
    }

    const HEAD: &str = "#set document(title: \"T\", date: datetime(year: 2022, month: 3, day: 31))\n\
         #set text(font: \"UoR Sans\", lang: \"en\", region: \"GB\")\n";

    #[test]
    fn the_report_prints_every_string() {
        let (report, charts) = fixture::report();
        let renderer = PdfRenderer::from_dir(None).expect("templates load");
        let bytes = renderer.render(&report, &charts).unwrap_or_else(|error| panic!("{error}"));
        let pdf = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
        let squeezed = |text: &str| -> String {
            text.chars().filter(|character| !character.is_whitespace()).collect()
        };
        let text = squeezed(&pdf.extract_text(&pages).expect("text"));
        for string in fixture::printed(&report) {
            // The numbers behind a trend stand in the tables through time, under their own captions.
            if string != "Gross spend, all years" {
                assert!(text.contains(&squeezed(&string)), "the PDF lacks {string:?}");
            }
        }
        assert_eq!(bytes, renderer.render(&report, &charts).expect("a PDF"));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let text = format!("{HEAD}= Kirklees");
        let once = render(&text).expect("a document");
        forget();
        assert_eq!(once, render(&text).expect("a document"));
        assert!(once.starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn an_error_names_template_line_and_column() {
        let error = render(&format!("{HEAD}#json(\"/report.json\").b")).expect_err("no such key");
        let text = error.to_string();
        assert!(text.starts_with("pdf/report.typ:3:"), "{text}");
        assert!(text.contains("does not contain key"), "{text}");
    }

    #[test]
    fn a_warning_is_an_error() {
        let error = render(&format!("{HEAD}#set text(font: \"No Such Font\")\n= A"))
            .expect_err("the font is unknown");
        assert!(error.to_string().contains("unknown font family"), "{error}");
    }

    #[test]
    fn templates_reach_nothing_outside() {
        for (reach, said) in [
            ("#read(\"/etc/passwd\")", "not found"),
            ("#read(\"../../etc/passwd\")", "escape"),
            ("#import \"@preview/cetz:0.3.0\": *", "not found"),
            ("#datetime.today()", "date"),
        ] {
            let error = render(&format!("{HEAD}{reach}")).expect_err(reach);
            assert!(error.to_string().contains(said), "{reach}: {error}");
        }
    }

    #[test]
    fn a_glyph_that_the_fonts_lack_is_an_error() {
        let error = render(&format!("{HEAD}= 漢")).expect_err("not in the font");
        assert!(error.to_string().contains("could not be displayed"), "{error}");
    }
}
