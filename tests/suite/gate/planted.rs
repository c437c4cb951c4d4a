//! The mix-ups: files of one council with something of another in them, or with something changed.

use use_of_resources::render::assessment;
use use_of_resources::report::build::Built;
use use_of_resources::report::view::CouncilReport;

use super::{COUNCIL, Made, OTHER, Press};

/// Replaces a piece of some bytes; it must be there.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    assert!(text.contains(from), "{from} is there");
    text.replacen(from, to, 1).into_bytes()
}

/// A value with its last digit changed.
fn other_digit(text: &str) -> String {
    digit_changed(text, text.rfind(|letter: char| letter.is_ascii_digit()))
}

fn digit_changed(text: &str, at: Option<usize>) -> String {
    let (before, after) = text.split_at(at.expect("a digit"));
    let digit = if after.starts_with('7') { "4" } else { "7" };
    let rest: String = after.chars().skip(1).collect();
    format!("{before}{digit}{rest}")
}

/// The files of one edition's two councils, and of the first a year before.
pub(super) struct Cases<'a> {
    pub(super) press: &'a Press,
    pub(super) own: Made,
    pub(super) other: Made,
    pub(super) last_year: Made,
    /// What was planted, and the files.
    pub(super) planted: Vec<(&'static str, Made)>,
}

impl Cases<'_> {
    /// Plants all mix-ups.
    pub(super) fn plant_all(&mut self) {
        data(self);
        files(self);
        views(self);
        pictures(self);
    }

    fn plant(&mut self, what: &'static str, change: impl FnOnce(&mut Made, &Made)) {
        let mut files = self.own.clone();
        change(&mut files, &self.other);
        self.planted.push((what, files));
    }

    /// Plants a mix-up in the view from which one of the two forms is made.
    fn view(&mut self, what: [&'static str; 2], change: impl Fn(&mut Built, &Built)) {
        let mut built = self.own.built.clone();
        change(&mut built, &self.other.built);
        let mut pdf = self.own.clone();
        pdf.pdf = self.press.pdf(&built);
        let mut html = self.own.clone();
        html.html = self.press.html(&built);
        self.planted.extend([(what[0], pdf), (what[1], html)]);
    }
}

fn data(cases: &mut Cases<'_>) {
    cases.plant("data.csv of the other", |made, other| made.csv.clone_from(&other.csv));
    cases.plant("data.json of the other", |made, other| made.json.clone_from(&other.json));
    cases.plant("both data files of the other", |made, other| {
        made.csv.clone_from(&other.csv);
        made.json.clone_from(&other.json);
    });
    cases.plant("the other's name in a row", |made, _| {
        made.csv = replaced(&made.csv, &format!(",{COUNCIL},"), &format!(",{OTHER},"));
    });
    cases.plant("the other's code in a row", |made, other| {
        let code = |made: &Made| made.built.report.meta.ons_code.clone();
        made.csv = replaced(&made.csv, &code(made), &code(other));
    });
    cases.plant("a row of the other pasted into both files", |made, other| {
        let line = other.csv.split(|byte| *byte == b'\n').nth(1).expect("a row").to_vec();
        made.csv.extend(line);
        made.csv.push(b'\n');
    });
    cases.plant("a value with another digit", |made, _| {
        let value = newest_value(made);
        for file in [&mut made.csv, &mut made.json] {
            *file = replaced(file, &value, &other_first_digit(&value));
        }
    });
    cases.plant("a value with another digit in data.json", |made, _| {
        let value = newest_value(made);
        made.json = replaced(&made.json, &value, &other_digit(&value));
    });
    cases.plant("half of data.json", |made, _| made.json.truncate(made.json.len() / 2));
    cases.plant("the other's workbook", |made, other| made.workbook.clone_from(&other.workbook));
    cases.plant("a workbook with the other's code", |made, other| {
        let mut report = made.built.report.clone();
        report.meta.ons_code.clone_from(&other.built.report.meta.ons_code);
        made.workbook = assessment::workbook(&report, None).expect("a workbook");
    });
    cases.plant("a workbook with a figure of the other", |made, other| {
        let mut report = made.built.report.clone();
        report.assessment = other.built.report.assessment.clone();
        made.workbook = assessment::workbook(&report, None).expect("a workbook");
    });
}

/// A long value of the report year, as it stands in both data files.
fn newest_value(made: &Made) -> String {
    let mut reader = csv::Reader::from_reader(made.csv.as_slice());
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let (id, year, value) = (place("measure_id"), place("financial_year"), place("value"));
    let figures = &made.built.report.notes.figures;
    let rows = reader.records().map(|row| row.expect("a row"));
    let printed = |row: &csv::StringRecord| {
        figures.iter().any(|figure| figure.measure == row[id] && figure.year == row[year])
    };
    let found = rows.filter(printed).map(|row| row[value].to_owned());
    found.max_by_key(String::len).expect("a value")
}

/// A value with its first digit changed, which no rounding hides.
fn other_first_digit(text: &str) -> String {
    digit_changed(text, text.find(|letter: char| letter.is_ascii_digit()))
}

/// Changes something in the PDF.
fn edit(made: &mut Made, change: impl FnOnce(&mut lopdf::Document)) {
    let mut pdf = lopdf::Document::load_mem(&made.pdf).expect("a PDF");
    change(&mut pdf);
    made.pdf.clear();
    pdf.save_to(&mut made.pdf).expect("saved");
}

fn files(cases: &mut Cases<'_>) {
    cases.plant("the other's PDF", |made, other| {
        made.pdf.clone_from(&other.pdf);
    });
    cases.plant("half a PDF", |made, _| made.pdf.truncate(made.pdf.len() / 2));
    cases.plant("no PDF", |made, _| made.pdf = b"404 Not Found".to_vec());
    cases.plant("a PDF without its last page", |made, _| {
        edit(made, |pdf| {
            let last = pdf.get_pages().len();
            pdf.delete_pages(&[u32::try_from(last).expect("few pages")]);
        });
    });
    cases.plant("a PDF in another language", |made, _| {
        edit(made, |pdf| {
            let catalog = pdf.catalog_mut().expect("a catalogue");
            catalog.set("Lang", lopdf::Object::string_literal("fr-FR"));
        });
    });
    cases.plant("a PDF without tags", |made, _| {
        edit(made, |pdf| drop(pdf.catalog_mut().expect("a catalogue").remove(b"MarkInfo")));
    });
    cases.plant("the other's third page in the PDF", |made, other| {
        let from = lopdf::Document::load_mem(&other.pdf).expect("a PDF");
        let page = |pdf: &lopdf::Document| pdf.get_pages()[&3];
        let content = from.get_page_content(page(&from));
        edit(made, |pdf| pdf.change_page_content(page(pdf), content).expect("replaced"));
    });
    cases.plant("the other's page", |made, other| made.html.clone_from(&other.html));
    cases.plant("half a page", |made, _| made.html.truncate(made.html.len() / 2));
    cases.plant("a link to nowhere", |made, _| {
        made.html = replaced(&made.html, "href=\"#overview\"", "href=\"#overlook\"");
    });
    cases.plant("a link that runs", |made, _| {
        made.html = replaced(&made.html, "href=\"data.csv\"", "href=\"javascript:alert(1)\"");
    });
    cases.plant("a link to the other's data", |made, other| {
        let folder = format!("../{}/data.csv", other.built.report.meta.ons_code);
        made.html = replaced(&made.html, "href=\"data.csv\"", &format!("href=\"{folder}\""));
    });
    cases.plant("a picture of the other in the page", |made, other| {
        let at =
            |made: &Made| made.built.pictures.iter().position(|(id, _)| id.starts_with("strip-"));
        let (_, own) = &made.built.pictures[at(made).expect("a strip")];
        let (_, theirs) = &other.built.pictures[at(other).expect("a strip")];
        made.html = replaced(&made.html, own, theirs);
    });
    cases.plant("a mark moved in a picture of the page", |made, _| {
        let (_, own) =
            made.built.pictures.iter().find(|(id, _)| id.starts_with("strip-")).expect("a strip");
        made.html = replaced(&made.html, own, &own.replacen(" d=\"M", " d=\"M1", 1));
    });
    let last_year = cases.last_year.clone();
    cases.plant("the PDF of last year", |made, _| {
        made.pdf.clone_from(&last_year.pdf);
    });
    cases.plant("the page of last year", |made, _| made.html.clone_from(&last_year.html));
}

fn first_figure(report: &mut CouncilReport) -> &mut String {
    let rows = report.questions.iter_mut().flat_map(|question| &mut question.table);
    let figures = rows.map(|row| &mut row.value).filter(|value| value.gap.is_none());
    &mut figures.last().expect("a figure").text
}

fn views(cases: &mut Cases<'_>) {
    cases.view(["PDF: the other's title", "page: the other's title"], |built, other| {
        built.report.meta.title.clone_from(&other.report.meta.title);
    });
    cases.view(["PDF: the other's name", "page: the other's name"], |built, other| {
        built.report.meta.council.clone_from(&other.report.meta.council);
    });
    cases.view(["PDF: the other's code", "page: the other's code"], |built, other| {
        built.report.meta.ons_code.clone_from(&other.report.meta.ons_code);
    });
    cases.view(["PDF: the other's story", "page: the other's story"], |built, other| {
        built.report.story = other.report.story.clone();
    });
    cases.view(
        ["PDF: a figure with another digit", "page: a figure with another digit"],
        |built, _| {
            let figure = first_figure(&mut built.report);
            *figure = other_digit(figure);
        },
    );
    cases.view(["PDF: two figures swapped", "page: two figures swapped"], |built, _| {
        let rows = built.report.overview.baskets.iter_mut().flat_map(|basket| &mut basket.rows);
        let row = rows.into_iter().find(|row| row.value != row.england).expect("a row");
        std::mem::swap(&mut row.value, &mut row.england);
    });
    cases.view(["PDF: a gap for a figure", "page: a gap for a figure"], |built, _| {
        "suppressed".clone_into(first_figure(&mut built.report));
    });
    cases.view(
        ["PDF: the other's similar councils", "page: the other's similar councils"],
        |built, other| {
            built.report.similar.councils.clone_from(&other.report.similar.councils);
        },
    );
    cases.view(
        ["PDF: a paragraph of the other", "page: a paragraph of the other"],
        |built, other| {
            let theirs = other.report.story.findings.iter().map(|finding| finding.text.clone());
            built.report.overview.intro.extend(theirs.take(1));
        },
    );
    cases.view(
        ["PDF: a neighbour named once more", "page: a neighbour named once more"],
        |built, _| {
            let near = built.report.similar.councils.first().map(|row| row.name.clone());
            built
                .report
                .similar
                .notes
                .push(format!("Ask {} about it.", near.expect("a similar council")));
        },
    );
    cases.view(["PDF: a question left out", "page: a question left out"], |built, _| {
        built.report.questions.pop();
    });
    cases.view(["PDF: another edition's year", "page: another edition's year"], |built, _| {
        "2019-20".clone_into(&mut built.report.meta.year);
    });
}

fn pictures(cases: &mut Cases<'_>) {
    cases.view(["PDF: pictures of the other", "page: pictures of the other"], |built, other| {
        built.pictures.clone_from(&other.pictures);
    });
    cases.view(["PDF: two pictures swapped", "page: two pictures swapped"], |built, _| {
        let strips: Vec<usize> = (0..built.pictures.len())
            .filter(|index| built.pictures[*index].0.starts_with("strip-"))
            .collect();
        let (one, two) = (strips[0], strips[1]);
        let svg = built.pictures[one].1.clone();
        built.pictures[one].1 = std::mem::replace(&mut built.pictures[two].1, svg);
    });
    cases.view(
        ["PDF: the other's words for a picture", "page: the other's words for a picture"],
        |built, other| {
            let strip = |report: &CouncilReport| {
                let mut charts = report.questions.iter().flat_map(|question| &question.charts);
                charts.next().expect("a chart").strip.clone()
            };
            let (own, theirs) = (strip(&built.report), strip(&other.report));
            let drawn = other.pictures.iter().find(|(id, _)| *id == theirs.id).expect("a picture");
            for (id, svg) in &mut built.pictures {
                if *id == own.id {
                    svg.clone_from(&drawn.1);
                }
            }
            let charts =
                built.report.questions.iter_mut().flat_map(|question| &mut question.charts);
            for chart in charts.take(1) {
                chart.strip.alt.clone_from(&theirs.alt);
            }
        },
    );
}
