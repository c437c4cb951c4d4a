//! The words that go with reports when they are sent: the note in a region's pack and the letter to a
//! council. People read and change the letter before they send it.

use std::fmt::Write as _;

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

/// What a mail with a report is about.
pub fn subject(national: &National<'_>, council: &str) -> String {
    let made_up = if national.illustrative { " (illustrative figures)" } else { "" };
    format!("Use of Resources {}: {council}{made_up}", national.year)
}

/// The letter to a council. `page` is the address of its web page, if it has one.
pub fn letter(
    national: &National<'_>,
    council: &str,
    page: Option<&str>,
    has_pdf: bool,
    sender: Sender<'_>,
) -> String {
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
    if let Some(page) = page {
        paragraph(&mut text, &format!("The same report as a web page:\n{page}"));
    }
    paragraph(&mut text, &format!("Source of the figures: {release}."));
    paragraph(&mut text, &status);
    close(&mut text, sender);
    text
}

/// The note that stands in a region's pack.
pub fn cover_note(
    national: &National<'_>,
    region: &str,
    councils: &[Listed],
    parts: &[(&str, &str)],
    sender: Sender<'_>,
) -> String {
    let Edition { release, status, banner } = edition(national);
    let title = format!("Use of Resources {}: {region}", national.year);
    let mut text = String::new();
    paragraph(&mut text, &title);
    if !banner.is_empty() {
        paragraph(&mut text, &format!("{banner}."));
    }
    paragraph(&mut text, &format!("Source of the figures: {release}."));
    paragraph(&mut text, &status);
    line(&mut text, "What is in this pack:");
    for (path, what) in parts {
        line(&mut text, &format!("  {path}: {what}"));
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
