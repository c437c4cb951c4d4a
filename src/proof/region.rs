//! The finished report of a region, opened again: is it this region's, are its councils those of the register
//! and no others, and does it say what its view and its data say?

use std::collections::{BTreeMap, BTreeSet};

use crate::proof::council::Gate;
use crate::proof::data::{self, DataRow};
use crate::proof::expected::Form;
use crate::proof::figures::prints;
use crate::proof::html::{self, PageText};
use crate::proof::names::{Named, Own, too_many, unknown};
use crate::proof::pdf::{self, PdfText};
use crate::proof::pieces::{Pictures, Pieces, Shown};
use crate::proof::shape;
use crate::proof::text::fold;
use crate::render::theme::Theme;
use crate::report::view::{self, RegionHead, RegionPage, RegionRow, RegionTable};

/// A council that lies in the region, by the register.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The name.
    pub name: &'a str,
    /// The ONS code in the report year.
    pub code: &'a str,
}

/// The finished files of a region, and what they were made from.
#[derive(Clone, Copy)]
pub struct FinishedRegion<'a> {
    /// The view.
    pub view: &'a RegionPage,
    /// Ids and SVGs of the pictures.
    pub pictures: &'a [(String, String)],
    /// The councils of the region, A to Z.
    pub members: &'a [Member<'a>],
    /// `data.csv`.
    pub csv: &'a [u8],
    /// The PDF.
    pub pdf: Option<&'a [u8]>,
    /// The web page.
    pub html: Option<&'a [u8]>,
}

impl Gate<'_> {
    /// Opens the files of a region and holds them against its view, and the view against the register and the
    /// region's data.
    ///
    /// # Errors
    /// The first thing that is not as it must be, with the file, in words.
    pub fn check_region(&self, files: &FinishedRegion<'_>) -> Result<(), String> {
        let view = files.view;
        let own = Own { name: &view.meta.heading, code: &view.ons_code };
        members(files).map_err(|why| format!("the report {why}"))?;
        figures(files).map_err(|why| format!("the report {why}"))?;
        let pictures: Pictures<'_> =
            files.pictures.iter().map(|(id, svg)| (id.as_str(), Shown::of(svg))).collect();
        let pieces = pieces(view, self.theme, Form::Html);
        let logo = self.theme.logo.as_ref().map_or("", |logo| &logo.alt);
        let allowed = self.names.others(&format!("{} {logo}", pieces.all(&pictures)), &own);
        if let Some(bytes) = files.pdf {
            let fault = |why: String| format!("the finished PDF {why}");
            let read = pdf::read(bytes).map_err(fault)?;
            self.region_pdf(&read, view, &pictures, &allowed).map_err(fault)?;
        }
        if let Some(bytes) = files.html {
            let fault = |why: String| format!("the finished page {why}");
            let read = html::read(bytes).map_err(fault)?;
            self.region_page(&read, view, &allowed).map_err(fault)?;
            shape::pictures(&read, &pictures, &pieces, self.own.html).map_err(fault)?;
            if self.own.html {
                pieces.stand_in(&read.text, &pictures).map_err(fault)?;
            }
        }
        Ok(())
    }

    fn region_pdf(
        &self,
        read: &PdfText,
        view: &RegionPage,
        pictures: &Pictures<'_>,
        allowed: &Named,
    ) -> Result<(), String> {
        let meta = &view.meta;
        shape::pdf(
            read,
            &meta.title,
            &[
                ("name", &meta.heading),
                ("print the year", &view.year),
                ("print the code", &view.ons_code),
            ],
        )?;
        self.no_other(&read.text, view, allowed, self.own.pdf)?;
        if self.own.pdf {
            shape::heads(read, [&meta.heading, &meta.title, &meta.release, &meta.banner])?;
            pieces(view, self.theme, Form::Pdf).stand_in(&read.text, pictures)?;
        }
        Ok(())
    }

    fn region_page(
        &self,
        read: &PageText,
        view: &RegionPage,
        allowed: &Named,
    ) -> Result<(), String> {
        shape::page(read)?;
        let (title, heading) = (fold(&read.title), fold(&read.heading));
        if title != fold(&view.meta.title) && (self.own.html || !title.contains(&view.meta.heading))
        {
            return Err(format!("has the title {title:?}, not {:?}", view.meta.title));
        }
        if heading != fold(&view.meta.heading) {
            return Err(format!("has the heading {heading:?}, not {:?}", view.meta.heading));
        }
        for (what, wanted) in [("code", &view.ons_code), ("year", &view.year)] {
            if !read.text.contains(wanted.as_str()) {
                return Err(format!("does not print the {what} {wanted}"));
            }
        }
        self.no_other(&read.text, view, allowed, self.own.html)?;
        let wanted = links(view);
        let inside = |address: &&String| {
            !address.starts_with('#')
                && !shape::leads_out(address)
                && !address.starts_with("data:image/")
        };
        let found: Vec<&str> = read.links.iter().filter(inside).map(String::as_str).collect();
        let known: BTreeSet<&str> = wanted.iter().copied().collect();
        if let Some(other) = found.iter().find(|address| !known.contains(**address)) {
            return Err(format!("has a link to {other:?}, which is not of its report"));
        }
        if self.own.html && found != wanted {
            return Err("has its links in another order than its report".to_owned());
        }
        let mut places = read.links.iter().filter_map(|address| address.strip_prefix('#'));
        match places.find(|place| !read.ids.contains(*place)) {
            Some(place) => Err(format!("has a link to \"#{place}\", which is not there")),
            None => Ok(()),
        }
    }

    fn no_other(
        &self,
        text: &str,
        view: &RegionPage,
        allowed: &Named,
        house: bool,
    ) -> Result<(), String> {
        let own = Own { name: &view.meta.heading, code: &view.ons_code };
        let found = self.names.others(text, &own);
        let other = if house { too_many(&found, allowed) } else { unknown(&found, allowed) };
        other.map_or(Ok(()), |other| Err(format!("names {other} where its report does not")))
    }
}

/// The councils of the view are those of the register, in the list and in every table, each with its own report
/// where it has one.
fn members(files: &FinishedRegion<'_>) -> Result<(), String> {
    let view = files.view;
    let tables = view.parts.iter().flat_map(|part| &part.tables);
    let rows = tables.map(|table| table.rows.iter().map(|row| &row.area).collect::<Vec<_>>());
    for list in std::iter::once(view.councils.iter().collect::<Vec<_>>()).chain(rows) {
        if list.len() != files.members.len() {
            return Err(format!(
                "has {} councils, and the region {}",
                list.len(),
                files.members.len()
            ));
        }
        for (council, member) in list.iter().zip(files.members) {
            if council.name != member.name {
                return Err(format!("has {} where {} is meant", council.name, member.name));
            }
            let folder = format!("/councils/{}-", member.code.to_lowercase());
            if !council.path.is_empty() && !council.path.contains(&folder) {
                return Err(format!("leads to {} for {}", council.path, member.name));
            }
        }
    }
    Ok(())
}

/// Every figure of the tables is that of the data.
fn figures(files: &FinishedRegion<'_>) -> Result<(), String> {
    let rows = data::rows(files.csv).map_err(|why| format!("has a data.csv that {why}"))?;
    let known: BTreeMap<(&str, &str, &str), &DataRow> =
        rows.iter().map(|row| ((&*row.measure, &*row.year, &*row.code), row)).collect();
    for table in files.view.parts.iter().flat_map(|part| &part.tables) {
        for (row, member) in table.rows.iter().zip(files.members) {
            same(table, row, member.code, &known)?;
        }
        if let Some(row) = table.groups.first() {
            same(table, row, &files.view.ons_code, &known)?;
        }
    }
    Ok(())
}

fn same(
    table: &RegionTable,
    row: &RegionRow,
    code: &str,
    known: &BTreeMap<(&str, &str, &str), &DataRow>,
) -> Result<(), String> {
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let data = known.get(&(column.id.as_str(), column.year.as_str(), code));
        let agrees = match (cell.value.gap, data) {
            (None, Some(data)) => prints(&cell.value.text, &data.value),
            (Some(gap), Some(data)) => data.value.is_empty() && data.gap == gap,
            (gap, None) => gap.is_some(),
        };
        if !agrees {
            return Err(format!(
                "prints “{}” for {} of {} in {}, and data.csv has {}",
                cell.value.text,
                column.id,
                row.area.name,
                column.year,
                data.map_or("no row", |data| &data.value)
            ));
        }
    }
    Ok(())
}

/// Where the page leads within the tree, in the order of the page.
fn links(view: &RegionPage) -> Vec<&str> {
    let mut links: Vec<&str> = view.meta.files.iter().map(|link| link.path.as_str()).collect();
    links.extend(view.councils.iter().map(|item| item.path.as_str()));
    for table in view.parts.iter().flat_map(|part| &part.tables) {
        links.extend(table.columns.iter().map(|column| column.measure.path.as_str()));
        links.extend(table.rows.iter().chain(&table.groups).map(|row| row.area.path.as_str()));
    }
    links.extend(view.spread.iter().map(|row| row.measure.path.as_str()));
    links.extend(view.changes.iter().map(|row| row.measure.path.as_str()));
    links.extend(view.coverage.iter().map(|row| row.measure.path.as_str()));
    links.extend(view.meta.links.iter().map(|link| link.path.as_str()));
    links.retain(|path| !path.is_empty());
    links
}

/// Everything that the report prints, in the order in which the house's own templates print it.
fn pieces<'v>(view: &'v RegionPage, theme: &'v Theme, form: Form) -> Pieces<'v> {
    let mut out = Pieces::default();
    let meta = &view.meta;
    match (form, &theme.logo) {
        (Form::Html, _) => out.text(&*meta.banner),
        // A picture is read out where it stands.
        (Form::Pdf, Some(logo)) => out.text(&*logo.alt),
        (Form::Pdf, None) => {}
    }
    out.text(&*theme.organisation);
    out.text(&*meta.heading);
    for fact in &meta.facts {
        out.text(&*fact.heading);
        out.text(&*fact.text);
    }
    out.text(&*meta.release);
    if form == Form::Pdf {
        out.text(&*meta.banner);
    } else {
        out.texts(meta.files.iter().map(|link| &link.label));
    }
    out.texts(&view.intro);
    for card in &view.cards {
        out.text(&*card.basket);
        out.figure(&card.value);
        out.text(&*card.label);
        out.text(&*card.year);
        out.texts(&card.beside);
    }
    out.texts(view.councils.iter().map(|council| &council.name));
    if form == Form::Pdf {
        status(view, theme, form, &mut out);
    }
    for part in &view.parts {
        head(&part.head, &mut out);
        for item in &part.tables {
            table(item, &mut out);
        }
        for chart in &part.charts {
            out.texts([&chart.name, &chart.unit, &chart.year]);
            out.picture(&chart.strip);
        }
    }
    measures(view, &mut out);
    for source in &view.sources {
        let view::SourceView { number, title, publisher, published, file } = source;
        out.text(format!("[{number}]"));
        out.texts([title, publisher, published, file]);
    }
    out.texts(&view.licence);
    out.text(&*view.cite);
    if form == Form::Html {
        status(view, theme, form, &mut out);
        out.texts(meta.links.iter().map(|link| &link.label));
    }
    out
}

fn status<'v>(view: &'v RegionPage, theme: &'v Theme, form: Form, out: &mut Pieces<'v>) {
    out.text(&*view.meta.status);
    if form == Form::Html {
        out.text(&*view.meta.release);
    }
    if let Some(contact) = &theme.contact {
        if form == Form::Pdf {
            out.text(&*contact.line);
        } else {
            out.texts([&contact.name, &contact.email, &contact.url]);
        }
    }
}

fn head<'v>(head: &'v RegionHead, out: &mut Pieces<'v>) {
    out.text(format!("{}. {}", head.number, head.title));
    out.text(&*head.question);
    out.texts(&head.intro);
}

fn table<'v>(table: &'v RegionTable, out: &mut Pieces<'v>) {
    out.text(&*table.caption);
    for column in &table.columns {
        out.texts([&column.measure.name, &column.unit, &column.year]);
    }
    for row in table.rows.iter().chain(&table.groups) {
        out.text(&*row.area.name);
        for cell in &row.cells {
            out.figure(&cell.value);
            out.text(&*cell.standing);
        }
    }
}

/// The parts that go measure by measure.
fn measures<'v>(view: &'v RegionPage, out: &mut Pieces<'v>) {
    head(&view.spread_head, out);
    for row in &view.spread {
        out.texts([&row.measure.name, &row.year]);
        out.figures([&row.region, &row.england, &row.median]);
        out.texts([&row.middle_half, &row.range]);
        out.texts(&row.places);
    }
    head(&view.change_head, out);
    for row in &view.changes {
        out.texts([&row.measure.name, &row.years]);
        out.figures([&row.before, &row.after]);
        out.text(&*row.change);
        out.texts(&row.councils);
    }
    out.texts(&view.restated);
    head(&view.coverage_head, out);
    for row in &view.coverage {
        out.texts([&row.measure.name, &row.year, &row.with_figures, &row.without]);
    }
    head(&view.quality_head, out);
    for note in &view.quality {
        out.texts([&note.heading, &note.text]);
    }
}
