//! Templates, fonts and one report's data to the world that Typst sees, all of it in memory.
//!
//! A template can reach the files named here and nothing else: no disk, no network, no packages, no
//! clock. Every council has the same virtual paths, because Typst keeps a path for ever once seen.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World, WorldExt};

use crate::render::error::RenderError;
use crate::render::glance;
use crate::render::templates::{FONTS, Templates};
use crate::render::theme::PNG;

/// What all reports share, loaded once.
#[derive(Debug)]
pub struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
    theme: HashMap<FileId, Bytes>,
}

impl Shared {
    /// The library, the embedded fonts and the PDF templates.
    ///
    /// # Errors
    /// When a template's name cannot be a path.
    pub fn new(templates: &Templates) -> Result<Self, RenderError> {
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        let fonts: Vec<Font> = FONTS
            .files()
            .filter(|file| file.path().extension().is_some_and(|kind| kind == "ttf"))
            .flat_map(|file| Font::iter(Bytes::new(file.contents())))
            .collect();
        let sources = templates
            .under("pdf")
            .map(|(name, text)| {
                let id = file_id(name)?;
                Ok((id, Source::new(id, text.to_owned())))
            })
            .collect::<Result<_, RenderError>>()?;
        let mut library = Library::builder().with_features(features).build();
        glance::define(&mut library);
        Ok(Self {
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            theme: theme(templates)?,
        })
    }
}

/// The world of one report: the shared part and the report's own files.
#[derive(Debug)]
pub struct CouncilWorld<'a> {
    shared: &'a Shared,
    main: FileId,
    files: HashMap<FileId, Bytes>,
}

impl<'a> CouncilWorld<'a> {
    /// The template that makes the document, the report as `/report.json` and its charts as
    /// `/charts/ID.svg`.
    ///
    /// # Errors
    /// When a chart's id cannot be part of a path.
    pub fn new(
        shared: &'a Shared,
        main: &str,
        report: Vec<u8>,
        charts: &[(String, String)],
    ) -> Result<Self, RenderError> {
        let mut files = HashMap::with_capacity(charts.len() + 1);
        files.insert(file_id("report.json")?, Bytes::new(report));
        for (id, svg) in charts {
            files.insert(file_id(&format!("charts/{id}.svg"))?, Bytes::from_string(svg.clone()));
        }
        Ok(Self { shared, main: file_id(main)?, files })
    }

    /// A diagnostic of Typst's with the template, line and column it is about.
    pub fn place(&self, diagnostic: &SourceDiagnostic) -> RenderError {
        let file = diagnostic.span.id();
        let text = file.and_then(|id| self.source(id).ok());
        let (line, column) = self
            .range(diagnostic.span)
            .zip(text)
            .and_then(|(range, text)| text.lines().byte_to_line_column(range.start))
            .map_or((0, 0), |(line, column)| (line + 1, column + 1));
        let template = file
            .map_or_else(String::new, |id| format!("pdf/{}", id.get().vpath().get_without_slash()));
        let mut message = diagnostic.message.to_string();
        for hint in &diagnostic.hints {
            message.push_str("; hint: ");
            message.push_str(&hint.v);
        }
        RenderError::Template { template, line, column, message }
    }
}

impl World for CouncilWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .get(&id)
            .or_else(|| self.shared.theme.get(&id))
            .cloned()
            .ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// There is no clock: a report depends on its inputs only.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The theme as `/theme/theme.json` and its logo beside it.
fn theme(templates: &Templates) -> Result<HashMap<FileId, Bytes>, RenderError> {
    templates
        .all()
        .filter(|(name, _)| name.starts_with("theme/"))
        .map(|(name, text)| {
            let bytes =
                if name == PNG { STANDARD.decode(text).unwrap_or_default() } else { text.into() };
            Ok((file_id(name)?, Bytes::new(bytes)))
        })
        .collect()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

fn file_id(path: &str) -> Result<FileId, RenderError> {
    let path = VirtualPath::new(path).map_err(|error| RenderError::Template {
        template: path.to_owned(),
        line: 0,
        column: 0,
        message: format!("cannot be a path: {error:?}"),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}
