//! The words that go with reports when they are sent: the note in a region's pack and the letter to a
//! council. People read and change the letter before they send it.

use std::fmt::Write as _;

use crate::domain::format;
use crate::report::build::{Edition, edition};
use crate::report::national::National;

/// Whom the words are from; what is not known is empty.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// Whom to ask, in one line.
    pub contact: &'a str,
}

/// A council as a note lists it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its ONS code.
    pub code: String,
    /// Its folder in the pack, or why it has no report.
    pub folder: Result<String, String>,
}

/// Figures of a report that are not those of the one that it replaces.
#[derive(Debug, Clone, Copy)]
pub struct Corrected<'a> {
    /// The name of the edition that is replaced; empty where it is not known.
    pub edition: &'a str,
    /// The name of the file that is replaced and its SHA-256.
    pub file: Option<(&'a str, &'a str)>,
    /// How many figures are different.
    pub count: usize,
    /// The first of them, a line each: before and now.
    pub figures: &'a [String],
}

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The council.
    pub council: &'a str,
    /// The name of the edition.
    pub edition: &'a str,
    /// The address of its web page, if it has one.
    pub page: Option<&'a str>,
    /// Whether its PDF goes with the letter.
    pub has_pdf: bool,
    /// What the report corrects, if it does.
    pub corrected: Option<Corrected<'a>>,
}

/// What a mail with a report is about.
pub fn subject(national: &National<'_>, letter: &Letter<'_>) -> String {
    let made_up = if national.illustrative { " (illustrative figures)" } else { "" };
    let correction = if letter.corrected.is_some() { "Correction: " } else { "" };
    format!("{correction}Use of Resources {}: {}{made_up}", national.year, letter.council)
}

/// What the status of a report says of the one that it replaces.
pub fn replaces(corrected: Corrected<'_>) -> String {
    let edition = named(corrected.edition);
    format!(
        "replaces an earlier report{edition} ({} different)",
        format::counted(corrected.count, "figure")
    )
}

fn named(edition: &str) -> String {
    if edition.is_empty() { String::new() } else { format!(" of edition {edition}") }
}

fn correction(text: &mut String, corrected: Corrected<'_>) {
    let Corrected { edition, file, count, figures: lines } = corrected;
    let file =
        file.map_or_else(String::new, |(name, digest)| format!(" ({name}, SHA-256 {digest})"));
    let (edition, are) = (named(edition), if count == 1 { "is" } else { "are" });
    paragraph(
        text,
        &format!(
            "This is a correction: {} {are} different in this report. It replaces the earlier report{edition}{file}. \
             Please use it instead, and tell those who have a copy of the earlier one.",
            format::counted(count, "figure")
        ),
    );
    line(text, "What is different:");
    for figure in lines {
        // They come from the manifest in place, which is a file like any other.
        line(text, &format!("  {}", figure.replace(char::is_control, " ")));
    }
    if let Some(more) = count.checked_sub(lines.len()).filter(|more| *more > 0) {
        line(text, &format!("  and {} more", format::counted(more, "figure")));
    }
    text.push('\n');
}

/// The letter to a council.
pub fn letter(national: &National<'_>, letter: &Letter<'_>, sender: Sender<'_>) -> String {
    let Letter { council, edition: name, page, has_pdf, corrected } = *letter;
    let Edition { release, status, banner } = edition(national);
    let mut text = String::from("Dear colleagues,\n\n");
    if !banner.is_empty() {
        paragraph(&mut text, &format!("{banner}."));
    }
    let attached = if has_pdf { " is attached as a PDF" } else { " is ready" };
    paragraph(
        &mut text,
        &format!(
            "The report on the use of resources in adult social care in {council} for {}{attached}.",
            national.year
        ),
    );
    if let Some(corrected) = corrected {
        correction(&mut text, corrected);
    }
    if let Some(page) = page {
        paragraph(&mut text, &format!("The same report as a web page:\n{page}"));
    }
    paragraph(&mut text, &format!("Source of the figures: {release}. Edition: {name}."));
    paragraph(&mut text, &status);
    close(&mut text, sender);
    text
}

/// What the note in a region's pack is about.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// The region.
    pub region: &'a str,
    /// The name of the edition.
    pub edition: &'a str,
    /// Why there is no report of the region, if there is none.
    pub why_no_report: Option<&'a str>,
    /// Its councils.
    pub councils: &'a [Listed],
    /// What is in the pack: a path, and what it is.
    pub parts: &'a [(&'a str, &'a str)],
}

/// The note that stands in a region's pack.
pub fn cover_note(national: &National<'_>, note: &Note<'_>, sender: Sender<'_>) -> String {
    let Note { region, edition: name, why_no_report, councils, parts } = *note;
    let Edition { release, status, banner } = edition(national);
    let title = format!("Use of Resources {}: {region}", national.year);
    let mut text = String::new();
    paragraph(&mut text, &title);
    if !banner.is_empty() {
        paragraph(&mut text, &format!("{banner}."));
    }
    paragraph(&mut text, &format!("Source of the figures: {release}."));
    paragraph(
        &mut text,
        &format!(
            "Edition: {name}. A pack for {} whose note names another edition was made from other files or \
             settings; the one that was sent last replaces the others.",
            national.year
        ),
    );
    paragraph(&mut text, &status);
    line(&mut text, "What is in this pack:");
    for (path, what) in parts {
        line(&mut text, &format!("  {path}: {what}"));
    }
    if let Some(why) = why_no_report {
        line(&mut text, &format!("\nThe region itself has no report: {why}"));
    }
    line(&mut text, "\nCouncils:");
    for Listed { name, code, folder } in councils {
        let place = match folder {
            Ok(folder) => format!("{folder}/"),
            Err(why) => format!("no report: {why}"),
        };
        line(&mut text, &format!("  {name} ({code}): {place}"));
    }
    paragraph(
        &mut text,
        "\nTo see that nothing was changed on the way, in the folder of this note:\n  Linux: sha256sum -c \
         SHA256SUMS\n  macOS: shasum -a 256 -c SHA256SUMS\n  Windows: Get-FileHash FILE, beside the line of \
         the file in SHA256SUMS",
    );
    paragraph(
        &mut text,
        "The pages of measures and the list of all councils are not in this pack: links to them lead \
         nowhere here.",
    );
    close(&mut text, sender);
    text
}

fn close(text: &mut String, Sender { organisation, contact }: Sender<'_>) {
    if !contact.is_empty() {
        paragraph(text, &format!("Contact: {contact}"));
    }
    if !organisation.is_empty() {
        paragraph(text, organisation);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
}

fn paragraph(text: &mut String, words: &str) {
    line(text, words);
    text.push('\n');
}

fn line(text: &mut String, words: &str) {
    // Writing to memory cannot fail.
    let _ = writeln!(text, "{words}");
}
