//! The finished committee kit of a council, opened again: every file is this council's, says what its view says,
//! and the view says what the report and the data say.

use crate::proof::council::Gate;
use crate::proof::data::{self, DataRow};
use crate::proof::figures::prints;
use crate::proof::html;
use crate::proof::names::Own;
use crate::proof::pieces::{Pictures, Pieces, Shown};
use crate::proof::shape;
use crate::proof::text::fold;
use crate::render::theme::Theme;
use crate::report::findings::FAR;
use crate::report::view::{CouncilReport, Finding, Kit, KitFinding, SeriesRow, Text};

/// What a PNG begins with, and the header that must follow.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// What a PNG ends with.
const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

/// The page of a kit.
pub const INDEX: &str = "index.html";

/// The finished files of a kit, and what they were made from.
#[derive(Clone, Copy)]
pub struct FinishedKit<'a> {
    /// The view.
    pub kit: &'a Kit,
    /// Ids and SVGs of the pictures.
    pub pictures: &'a [(String, String)],
    /// The report that the findings are from.
    pub report: &'a CouncilReport,
    /// The council's `data.csv`.
    pub csv: &'a [u8],
    /// Names within the folder of the kit, and bytes.
    pub files: &'a [(String, Vec<u8>)],
}

impl Gate<'_> {
    /// Opens the files of a kit and holds them against its view, its report and the data.
    ///
    /// # Errors
    /// The first thing that is not as it must be, with the file, in words.
    pub fn check_kit(&self, finished: &FinishedKit<'_>) -> Result<(), String> {
        let FinishedKit { kit, report, .. } = finished;
        let own = Own { name: &report.meta.council, code: &report.meta.ons_code };
        if kit.council != own.name || kit.ons_code != own.code {
            return Err(format!("the kit is that of {} ({})", kit.council, kit.ons_code));
        }
        let rows = data::rows(finished.csv).map_err(|why| format!("data.csv {why}"))?;
        // A council that is not compared has figures of its own there, which no kit takes out.
        let told: Vec<&Finding> =
            report.story.findings.iter().filter(|found| found.rule == FAR).collect();
        if kit.findings.len() != told.len() {
            return Err("the kit does not have the findings of its report".to_owned());
        }
        for (finding, found) in kit.findings.iter().zip(told) {
            let fault = |why: String| format!("the kit's {} {why}", finding.id);
            if finding.measure != found.measure || !finding.paragraph.contains(&found.text) {
                return Err(fault("does not say what the report says".to_owned()));
            }
            says(finding, &own, &report.meta.banner).map_err(fault)?;
            figures(finding, &own, &rows).map_err(fault)?;
            self.files_of(finding, finished, &own)?;
        }
        let wanted = 1 + kit.findings.iter().map(|finding| finding.files.len()).sum::<usize>();
        if finished.files.len() != wanted {
            return Err(format!("the kit has {} files, not {wanted}", finished.files.len()));
        }
        self.kit_page(finished, &own).map_err(|why| format!("the kit's page {why}"))
    }

    /// No council but its own.
    pub(super) fn alone(&self, text: &str, own: &Own<'_>) -> Result<(), String> {
        match self.names.others(text, own).into_keys().next() {
            Some(other) => Err(format!("names {other}")),
            None => Ok(()),
        }
    }

    /// The logo of a theme may name whom it likes.
    pub(super) fn without_logo(&self, text: &str) -> String {
        match &self.theme.logo {
            Some(logo) if !logo.alt.is_empty() => text.replace(&logo.alt, " "),
            _ => text.to_owned(),
        }
    }

    fn files_of(
        &self,
        finding: &KitFinding,
        finished: &FinishedKit<'_>,
        own: &Own<'_>,
    ) -> Result<(), String> {
        let svg = finished.pictures.iter().find(|(id, _)| *id == finding.chart.id);
        for link in &finding.files {
            let fault = |why: &str| format!("the kit's {} {why}", link.path);
            let bytes = file(finished.files, &link.path).ok_or_else(|| fault("is missing"))?;
            match link.path.rsplit('.').next() {
                Some("svg") => {
                    let text = std::str::from_utf8(bytes).map_err(|_| fault("is not UTF-8"))?;
                    if svg.is_none_or(|(_, svg)| text.trim_end() != svg) {
                        return Err(fault("is not its picture"));
                    }
                    let told = html::picture_text(text);
                    if !told.contains(own.name) {
                        return Err(fault(&format!("does not name {}", own.name)));
                    }
                    self.alone(&told, own).map_err(|why| fault(&why))?;
                }
                Some("png") => picture(bytes, &finding.chart.alt).map_err(|why| fault(&why))?,
                Some("csv") => table(bytes, finding, own).map_err(|why| fault(&why))?,
                _ => return Err(fault("is of no kind that a kit has")),
            }
        }
        Ok(())
    }

    fn kit_page(&self, finished: &FinishedKit<'_>, own: &Own<'_>) -> Result<(), String> {
        let bytes = file(finished.files, INDEX).ok_or("is missing")?;
        let read = html::read(bytes)?;
        shape::page(&read)?;
        let meta = &finished.kit.meta;
        let (title, heading) = (fold(&read.title), fold(&read.heading));
        let as_told = |found: &str, wanted: &str| {
            found == fold(wanted) || !self.own.html && found.contains(own.name)
        };
        if !as_told(&title, &meta.title) {
            return Err(format!("has the title {title:?}, not {:?}", meta.title));
        }
        if !as_told(&heading, &meta.heading) {
            return Err(format!("has the heading {heading:?}, not {:?}", meta.heading));
        }
        if !read.text.contains(own.code) {
            return Err(format!("does not print the code {}", own.code));
        }
        self.alone(&self.without_logo(&read.text), own)?;
        self.alone(&read.contents, own)?;
        let links = meta.files.iter().chain(&meta.links);
        let links = links.chain(finished.kit.findings.iter().flat_map(|finding| &finding.files));
        let known: Vec<&str> = links.map(|link| link.path.as_str()).collect();
        let lost = read.links.iter().find(|address| {
            let place = address.strip_prefix('#').map(|place| read.ids.contains(place));
            let leads = known.contains(&address.as_str())
                || shape::leads_out(address)
                || address.starts_with("data:image/");
            !place.unwrap_or(leads)
        });
        if let Some(address) = lost {
            return Err(format!("has a link to {address:?}, which is not of the kit"));
        }
        let pictures: Pictures<'_> =
            finished.pictures.iter().map(|(id, svg)| (id.as_str(), Shown::of(svg))).collect();
        let pieces = pieces(finished.kit, self.theme);
        shape::pictures(&read, &pictures, &pieces, self.own.html)?;
        if self.own.html { pieces.stand_in(&read.text, &pictures) } else { Ok(()) }
    }
}

fn file<'f>(files: &'f [(String, Vec<u8>)], name: &str) -> Option<&'f [u8]> {
    files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.as_slice())
}

/// A paragraph is complete by itself: whose, where from, and what it is not.
fn says(finding: &KitFinding, own: &Own<'_>, banner: &str) -> Result<(), String> {
    let newest = finding.table.years.last().map_or("", String::as_str);
    for wanted in [own.name, newest, &finding.source, banner] {
        if !finding.paragraph.contains(wanted) {
            return Err(format!("does not say “{wanted}” in its paragraph"));
        }
    }
    Ok(())
}

/// The council's row of the table is that of the data, and the newest figure stands in the paragraph.
fn figures(finding: &KitFinding, own: &Own<'_>, rows: &[DataRow]) -> Result<(), String> {
    let row = finding.table.rows.first().filter(|row| row.label == own.name);
    let SeriesRow { cells, .. } = row.ok_or_else(|| format!("has no row of {}", own.name))?;
    for (year, cell) in finding.table.years.iter().zip(cells) {
        let data = rows.iter().find(|row| {
            row.code == own.code && row.measure == finding.measure && row.year == *year
        });
        if !agrees(cell, data) {
            let there = data.map_or("no row", |data| data.value.as_str());
            return Err(format!("has “{}” for {year}, and data.csv {there}", cell.text));
        }
    }
    match cells.last() {
        Some(cell) if finding.paragraph.contains(&cell.text) => Ok(()),
        _ => Err("does not have its newest figure in its paragraph".to_owned()),
    }
}

fn agrees(cell: &Text, data: Option<&DataRow>) -> bool {
    match (cell.gap, data) {
        (None, Some(data)) => prints(&cell.text, &data.value),
        (Some(gap), Some(data)) => data.value.is_empty() && data.gap == gap,
        (gap, None) => gap.is_some(),
    }
}

/// A PNG is whole and carries the words of its picture.
fn picture(bytes: &[u8], alt: &str) -> Result<(), String> {
    if !bytes.starts_with(PNG) || !bytes.ends_with(PNG_END) {
        return Err("is no whole PNG".to_owned());
    }
    let wanted = alt.as_bytes();
    if wanted.is_empty() || !bytes.windows(wanted.len()).take(4096).any(|found| found == wanted) {
        return Err("does not carry the words of its picture".to_owned());
    }
    Ok(())
}

/// A CSV has the strings of the table.
fn table(bytes: &[u8], finding: &KitFinding, own: &Own<'_>) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("cannot be read: {error}"))?;
        found.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let years = finding.table.years.iter().map(String::as_str);
    let first = ["council", "ons_code", "measure_id", "measure", "unit", "figures_for"];
    let mut wanted = vec![first.into_iter().chain(years).chain(["source"]).collect::<Vec<_>>()];
    for row in &finding.table.rows {
        let mut line = vec![own.name, own.code, &finding.measure, &finding.heading, &finding.unit];
        line.push(&row.label);
        line.extend(row.cells.iter().map(|cell| cell.text.as_str()));
        line.push(&finding.source);
        wanted.push(line);
    }
    if found == wanted { Ok(()) } else { Err("does not have the table of its finding".to_owned()) }
}

/// Everything that the page prints, in the order in which the house's own template prints it.
fn pieces<'v>(kit: &'v Kit, theme: &'v Theme) -> Pieces<'v> {
    let mut out = Pieces::default();
    let meta = &kit.meta;
    out.texts([&meta.banner, &theme.organisation, &meta.heading]);
    for fact in &meta.facts {
        out.texts([&fact.heading, &fact.text]);
    }
    out.text(&*meta.release);
    out.texts(meta.files.iter().map(|link| &link.label));
    out.texts(&kit.intro);
    for finding in &kit.findings {
        out.texts([&finding.heading, &finding.basket, &finding.paragraph, &finding.heading]);
        out.picture(&finding.chart);
        out.text(&*finding.table.caption);
        out.texts(&finding.table.years);
        for row in &finding.table.rows {
            out.text(&*row.label);
            out.figures(&row.cells);
        }
        out.text(&*finding.source);
        out.texts(finding.files.iter().map(|link| &link.label));
    }
    out.texts([&meta.status, &meta.release]);
    if let Some(contact) = &theme.contact {
        out.texts([&contact.name, &contact.email, &contact.url]);
    }
    out.texts(meta.links.iter().map(|link| &link.label));
    out
}
