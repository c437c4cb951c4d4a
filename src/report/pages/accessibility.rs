//! The statement on accessibility: what was tested and how, what is not known or falls short, and what
//! whoever publishes the pages has to add.

use crate::report::pages::{Asked, Pages};
use crate::report::view::{AccessibilityPage, StatementPart};

/// A part as written here: id, heading, sentences, list.
type Part = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const PARTS: [Part; 5] = [
    (
        "about",
        "What this statement covers",
        &[
            "It covers the web pages, PDFs and data files of this edition. They are meant to conform with \
             the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA, and the PDFs with PDF/UA-1 \
             and PDF/A-2a.",
            "It is not complete before whoever publishes these pages has added to it: see the last part.",
        ],
        &[
            "Every report of a council or region is there as a web page and as a PDF, with the same text and the \
             same figures.",
            "A picture of the findings to copy carries its description in SVG and PNG; its numbers stand in a \
             table beside it.",
            "Pages read and work without scripts; the one script is the filter of the list of councils.",
            "Every chart has a text in its place. The numbers of the larger charts stand in a table on the \
             same page or, for the strip of all councils, on the page of the measure.",
            "No meaning is given by colour alone.",
            "Figures can be had as CSV, JSON, XLSX and ODS files too.",
        ],
    ),
    (
        "tested",
        "What is tested, and with which tools",
        &[
            "The program that makes these pages comes with the tests below, which are run on whole editions \
             while it is developed. Whether they were run on this very edition is for its publisher to say.",
        ],
        &[
            "Every page: html-validate with its rules on accessibility, the Nu HTML Checker, and a check \
             that links lead somewhere and that nothing is loaded from outside.",
            "The pages of some councils of different kinds, the list of councils, and one page each of a \
             region, a measure, the methods and this statement: Chromium with axe-core, rules for WCAG 2.0 \
             to 2.2 at levels A and AA and good practice, 1,280 and 320 pixels wide, with a dark colour \
             scheme preferred and as printed.",
            "The same pages: a walk through every stop of the Tab key with a look at whether the focus is \
             seen, reflow at 320 pixels, the reader's own text spacing, no motion, and the same text \
             without scripts.",
            "Every PDF: captions, heading cells, texts in place of charts, order of headings, language and \
             bookmarks, and the same figures as on the page.",
            "The PDFs of the same councils and of one region: veraPDF against PDF/UA-1 and PDF/A-2a.",
            "The tests themselves: faults are planted in good pages and PDFs, and have to be found.",
        ],
    ),
    (
        "limits",
        "What falls short, or is not known",
        &[
            "These tests are run by machines, which can find only a part of what WCAG and PDF/UA ask for. \
             No failure is known from them; that is not proof of conformance.",
        ],
        &[
            "No one has tried these pages and PDFs with a screen reader, a magnifier or voice control, and \
             no disabled person has been asked to.",
            "Text in charts is text, but it lies in a picture: it grows when the page is zoomed, and does \
             not wrap or follow the reader's own font and spacing. On a narrow screen small labels stay \
             small.",
            "The small lines through time in the overview have a table of their numbers only where the measure \
             has a chart of its own; for the others the numbers are in the council's data file.",
            "The text in place of a chart is a summary of 250 characters at most; the table has the rest.",
            "Wide tables scroll sideways in a box of their own, on narrow screens nearly all of them. Each \
             box is a stop of the Tab key, even where everything fits.",
            "There is one colour scheme. A dark one is not offered, and in forced colours charts stay on a \
             white ground.",
            "Pages are long: a report has some hundred stops of the Tab key. There is a skip link and a list \
             of contents.",
            "The PDF is set small, so that a report stays a few sheets of paper: text at about 9 points, \
             tables and notes at 8, labels of charts from 7.5. It does not reflow. The web page has the same \
             content and is the one for large text: it follows the reader's own size and zoom.",
            "The workbooks (XLSX, ODS) have a header row and no merged cells, but have not been tested \
             against a standard of accessibility. CSV and JSON files hold no structure beyond their columns.",
            "The pages are in English only. No reading age was measured, there is no easy-read version and \
             none in British Sign Language.",
        ],
    ),
    (
        "not-ours",
        "What is not part of it",
        &["Publishers' files and pages that the reports name as sources are not covered."],
        &[],
    ),
    (
        "to-fill-in",
        "What whoever publishes these pages has to fill in",
        &[
            "Public sector bodies in the United Kingdom publish a statement under the Public Sector Bodies \
             (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. The parts above can \
             be taken over; these cannot be known to the program:",
        ],
        &[
            "Which organisation publishes the pages, and at which address.",
            "Whom to tell about a barrier, how, and when to expect an answer.",
            "Where to ask for another format, such as large print, easy read, audio or braille.",
            "How to complain if the answer does not satisfy: the Equality Advisory and Support Service, or \
             the Equality Commission for Northern Ireland.",
            "How far the published site conforms, with the organisation's own pages around these.",
            "When the statement was prepared, when it was last reviewed, and when the pages were last \
             tested and by whom.",
        ],
    ),
];

/// Whom to ask, where the publisher said so.
fn asked(pages: &Pages<'_>) -> Option<StatementPart> {
    let Asked { organisation, contact } = &pages.asked;
    if contact.is_empty() {
        return None;
    }
    let whom = if organisation.is_empty() { String::new() } else { format!("{organisation}: ") };
    Some(StatementPart {
        id: "who-to-ask",
        heading: "Who to ask".to_owned(),
        text: vec![format!("Tell about a barrier, or ask for another format: {whom}{contact}.")],
        items: Vec::new(),
    })
}

/// Builds the statement.
pub fn build(pages: &Pages<'_>) -> AccessibilityPage {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let parts = PARTS.into_iter().map(|(id, heading, text, items)| StatementPart {
        id,
        heading: heading.to_owned(),
        text: owned(text),
        items: owned(items),
    });
    let mut parts: Vec<StatementPart> = parts.collect();
    // Before what is left to the publisher to fill in.
    let place = parts.len().saturating_sub(1);
    parts.splice(place..place, asked(pages));
    let facts = vec![("Report year", pages.national.year.to_string())];
    AccessibilityPage { meta: pages.meta("Accessibility", facts, 0), parts }
}
