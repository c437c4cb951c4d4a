//! The finished files of one council, opened again: are they this council's, and do they say what its view
//! says and nothing else?

use std::collections::BTreeSet;

use crate::proof::data;
use crate::proof::expected::{self, Form};
use crate::proof::html::{self, PageText};
use crate::proof::names::{Named, Names, Own, too_many, unknown};
use crate::proof::pdf::{self, PdfText};
use crate::proof::pieces::{Pictures, Pieces, Shown};
use crate::proof::shape;
use crate::proof::text::{fold, short, squeeze};
use crate::proof::workbook;
use crate::render::theme::Theme;
use crate::report::view::CouncilReport;

/// Which templates are the house's own. Those of others may print what they like of a view, in any order: the
/// council, its code and its year must stand there, and no one else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnTemplates {
    /// Those of the PDF.
    pub pdf: bool,
    /// Those of the page.
    pub html: bool,
}

/// What is the same for all councils of a run.
pub struct Gate<'a> {
    /// All names.
    pub names: &'a Names,
    /// Whose templates were used.
    pub own: OwnTemplates,
    /// Whose name, logo and contact stand on every report.
    pub theme: &'a Theme,
    /// Pages of the tree that a council's page may lead to, as it writes them.
    pub pages: BTreeSet<String>,
}

/// The finished files of a council, and what they were made from.
#[derive(Clone, Copy)]
pub struct Finished<'a> {
    /// The view.
    pub report: &'a CouncilReport,
    /// Ids and SVGs of the pictures.
    pub pictures: &'a [(String, String)],
    /// What the council wrote in an earlier workbook, which may name anyone.
    pub answers: &'a [&'a str],
    /// `data.csv`.
    pub csv: &'a [u8],
    /// `data.json`.
    pub json: &'a [u8],
    /// `self-assessment.xlsx`.
    pub workbook: &'a [u8],
    /// The PDF.
    pub pdf: Option<&'a [u8]>,
    /// The web page.
    pub html: Option<&'a [u8]>,
}

/// What is known of a council while its files are looked at.
struct Seen<'a> {
    files: Finished<'a>,
    own: Own<'a>,
    /// Whom the view names, and how often.
    allowed: Named,
    pictures: Pictures<'a>,
}

impl Gate<'_> {
    /// Opens the files of a council and holds them against its view. Gives how many pages the PDF has.
    ///
    /// # Errors
    /// The first thing that is not as it must be, with the file, in words.
    pub fn check(&self, files: &Finished<'_>) -> Result<Option<usize>, String> {
        let meta = &files.report.meta;
        let own = Own { name: &meta.council, code: &meta.ons_code };
        let rows = data::check(files.csv, files.json, &own)?;
        data::same_figures(files.report, &rows)?;
        let pictures: Pictures<'_> =
            files.pictures.iter().map(|(id, svg)| (id.as_str(), Shown::of(svg))).collect();
        let pieces = expected::pieces(files.report, self.theme, Form::Html);
        let logo = self.theme.logo.as_ref().map_or("", |logo| &logo.alt);
        let seen = Seen {
            files: *files,
            own,
            // The PDF prints fewer of the same texts.
            allowed: self.names.others(&format!("{} {logo}", pieces.all(&pictures)), &own),
            pictures,
        };
        let mut pages = None;
        if let Some(bytes) = files.pdf {
            let fault = |why: String| format!("the finished PDF {why}");
            let read = pdf::read(bytes).map_err(fault)?;
            self.pdf(&read, &seen).map_err(fault)?;
            pages = Some(read.margins.len());
        }
        if let Some(bytes) = files.html {
            let fault = |why: String| format!("the finished page {why}");
            let read = html::read(bytes).map_err(fault)?;
            self.page(&read, &pieces, &seen).map_err(fault)?;
        }
        self.workbook(&seen).map_err(|why| format!("the finished workbook {why}"))?;
        Ok(pages)
    }

    fn pdf(&self, read: &PdfText, seen: &Seen<'_>) -> Result<(), String> {
        let report = seen.files.report;
        let meta = &report.meta;
        let first = [("name", meta.council.as_str()), ("print the year", &meta.year)];
        shape::pdf(read, &meta.title, &first)?;
        if !squeeze(&read.text).contains(&meta.ons_code) {
            return Err(format!("does not print the code {}", meta.ons_code));
        }
        let around = read.margins.iter().chain([&read.contents]);
        let around: Vec<&str> = around.map(String::as_str).collect();
        self.nobody_else(&read.text, &around.join(" "), seen, self.own.pdf)?;
        if self.own.pdf {
            shape::heads(read, [&meta.council, &meta.title, &meta.release, &meta.banner])?;
            expected::pieces(report, self.theme, Form::Pdf).stand_in(&read.text, &seen.pictures)?;
        }
        Ok(())
    }

    fn page(&self, read: &PageText, pieces: &Pieces<'_>, seen: &Seen<'_>) -> Result<(), String> {
        let meta = &seen.files.report.meta;
        shape::page(read)?;
        let (title, heading) = (fold(&read.title), fold(&read.heading));
        if !(title == fold(&meta.title) || !self.own.html && title.contains(&meta.council)) {
            return Err(format!("has the title {title:?}, not {:?}", meta.title));
        }
        if !(heading == fold(&meta.council) || !self.own.html && heading.contains(&meta.council)) {
            return Err(format!("has the heading {heading:?}, not {:?}", meta.council));
        }
        for (what, wanted) in [("code", &meta.ons_code), ("year", &meta.year)] {
            if !read.text.contains(wanted.as_str()) {
                return Err(format!("does not print the {what} {wanted}"));
            }
        }
        self.nobody_else(&read.text, &read.contents, seen, self.own.html)?;
        self.links(read, &seen.files)?;
        shape::pictures(read, &seen.pictures, pieces, self.own.html)?;
        if self.own.html { pieces.stand_in(&read.text, &seen.pictures) } else { Ok(()) }
    }

    /// Names and codes of others stand where the view has them, and with the house's templates no more often.
    fn nobody_else(
        &self,
        text: &str,
        around: &str,
        seen: &Seen<'_>,
        house: bool,
    ) -> Result<(), String> {
        let found = self.names.others(text, &seen.own);
        let other =
            if house { too_many(&found, &seen.allowed) } else { unknown(&found, &seen.allowed) };
        let around = self.names.others(around, &seen.own).into_keys().next();
        match other.or(around) {
            Some(other) => Err(format!("names {other} where its report does not")),
            None => Ok(()),
        }
    }

    fn links(&self, read: &PageText, files: &Finished<'_>) -> Result<(), String> {
        for address in &read.links {
            let (path, place) = address.split_once('#').unwrap_or((address, ""));
            let leads = if path.is_empty() {
                !place.is_empty() && read.ids.contains(place)
            } else if path.contains(':') {
                // The logo of a theme stands in the page itself.
                let logo = self.theme.logo.is_some() && address.starts_with("data:image/");
                logo || shape::leads_out(address)
            } else {
                self.pages.contains(path) || has_file(files, path)
            };
            if !leads {
                return Err(format!("has a link to {address:?}, which is not there"));
            }
        }
        Ok(())
    }

    fn workbook(&self, seen: &Seen<'_>) -> Result<(), String> {
        let Seen { files, own, allowed, .. } = seen;
        let report = files.report;
        let text = workbook::text(files.workbook)?;
        for (what, wanted) in [
            ("name", own.name),
            ("print the code", own.code),
            ("print the year", &report.meta.year),
        ] {
            if !text.contains(wanted) {
                return Err(format!("does not {what} {wanted}"));
            }
        }
        let mut allowed = allowed.clone();
        allowed.extend(self.names.others(&files.answers.join(" "), own));
        if let Some(other) = unknown(&self.names.others(&text, own), &allowed) {
            return Err(format!("names {other} where its report does not"));
        }
        let text = squeeze(&text);
        let evidence = report.assessment.items.iter().flat_map(|item| &item.evidence);
        match evidence.map(|line| &line.text).find(|line| !text.contains(&squeeze(line))) {
            Some(line) => Err(format!("does not print “{}”", short(line))),
            None => Ok(()),
        }
    }
}

/// Whether a council's folder has a file of this name.
fn has_file(files: &Finished<'_>, name: &str) -> bool {
    let assessment = &files.report.assessment.workbook;
    let pdf = files.pdf.is_some() && name == files.report.meta.pdf_name;
    pdf || name == assessment
        || matches!(name, "data.csv" | "data.json" | "index.html" | "kit/index.html")
}
