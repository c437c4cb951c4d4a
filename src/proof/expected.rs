//! A council's view to what its report prints, in the order in which the house's own templates print it.
//!
//! The order is written down here a second time, and from the templates' point of view needlessly: that is
//! what makes it a check. Headings and column headings without digits may change freely.

use crate::proof::pieces::Pieces;
use crate::render::theme::Theme;
use crate::report::view::{
    BalanceView, CouncilReport, MeasureCharts, Meta, Notes, Paragraph, Profile, Question,
    SelfAssessment, SeriesTable, Similar, SourceView, Story, Time, TimeTable,
};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Pdf,
    Html,
}

/// Everything that a report prints.
pub(super) fn pieces<'v>(report: &'v CouncilReport, theme: &'v Theme, form: Form) -> Pieces<'v> {
    let mut out = Pieces::default();
    cover(&report.meta, theme, form, &mut out);
    story(report, &report.story, form, &mut out);
    if let (Form::Pdf, Some(contact)) = (form, &theme.contact) {
        out.text(&*contact.line);
    }
    overview(report, &mut out);
    for question in &report.questions {
        self::question(question, form, &mut out);
    }
    if let Some(part) = &report.profile {
        profile(part, form, &mut out);
    }
    time(&report.time, form, &mut out);
    similar(&report.similar, &mut out);
    if let Some(local) = &report.local {
        out.text(&*local.intro);
        for row in &local.rows {
            out.text(&*row.name);
            out.text(&*row.year);
            out.text(&*row.value);
            or_none(&row.base, &mut out);
            out.text(&*row.beside);
            out.text(&*row.source);
        }
    }
    frameworks(report, &mut out);
    assessment(&report.assessment, form, &mut out);
    notes(&report.notes, form, &mut out);
    if form == Form::Html {
        out.text(&*report.meta.status);
        out.text(&*report.meta.release);
        if let Some(contact) = &theme.contact {
            for text in [&contact.name, &contact.email, &contact.url] {
                out.text(text.as_str());
            }
        }
        out.text(&*report.meta.year);
        if !report.meta.region_page.is_empty() {
            out.text(&*report.meta.region);
        }
    }
    out
}

fn cover<'v>(meta: &'v Meta, theme: &'v Theme, form: Form, out: &mut Pieces<'v>) {
    match (form, &theme.logo) {
        (Form::Html, _) => out.text(&*meta.banner),
        // A picture is read out where it stands.
        (Form::Pdf, Some(logo)) => out.text(&*logo.alt),
        (Form::Pdf, None) => {}
    }
    out.text(&*theme.organisation);
    for text in
        [&meta.council, &meta.year, &meta.region, &meta.council_type, &meta.ons_code, &meta.release]
    {
        out.text(text.as_str());
    }
    if form == Form::Pdf {
        out.text(&*meta.banner);
    }
}

fn story<'v>(report: &'v CouncilReport, story: &'v Story, form: Form, out: &mut Pieces<'v>) {
    out.texts(&story.lead);
    for card in &story.cards {
        out.text(&*card.basket);
        out.figure(&card.value);
        out.text(&*card.label);
        out.text(&*card.year);
        out.texts(&card.beside);
    }
    out.text(&*story.findings_intro);
    for finding in &story.findings {
        out.text(&*finding.basket);
        out.text(&*finding.text);
        if form == Form::Html {
            let rows = report.questions.iter().flat_map(|question| &question.table);
            for row in rows.filter(|row| row.measure == finding.measure) {
                out.text(&*row.name);
            }
        }
    }
    out.texts(&story.cannot_say);
    out.texts(&story.data_age);
    if form == Form::Pdf {
        out.text(&*report.meta.status);
    }
}

fn overview<'v>(report: &'v CouncilReport, out: &mut Pieces<'v>) {
    out.texts(&report.overview.intro);
    for basket in &report.overview.baskets {
        out.text(&*basket.name);
        for row in &basket.rows {
            out.text(&*row.name);
            out.text(&*row.year);
            out.figure(&row.value);
            out.text(&*row.standing);
            out.figure(&row.median);
            out.picture(&row.spark);
            out.picture(&row.strip);
            out.figures([&row.england, &row.region, &row.similar]);
        }
    }
    out.texts(&report.overview.caveats);
}

fn question<'v>(question: &'v Question, form: Form, out: &mut Pieces<'v>) {
    out.text(format!("{}. {}", question.number, question.title));
    out.text(&*question.question);
    out.text(&*question.intro);
    if !question.table.is_empty() {
        if form == Form::Html {
            out.text(format!("question {}", question.number));
        }
        for row in &question.table {
            named(&row.measure, &row.name, form, out);
            out.text(&*row.year);
            out.figure(&row.value);
            out.text(&*row.standing);
            let beside = [&row.england, &row.region, &row.council_type, &row.similar, &row.median];
            out.figures(beside);
            out.text(&*row.middle_half);
            out.text(&*row.councils);
        }
    }
    out.texts(&question.withheld);
    for charts in &question.charts {
        measure(charts, form, out);
    }
    if let Some(balance) = &question.balance {
        self::balance(balance, out);
    }
    if let Some(text) = &question.not_supplied {
        out.text(text.as_str());
    }
    out.texts(&question.influences);
    for caveat in &question.caveats {
        out.text(&*caveat.text);
        out.text(&*caveat.measures);
    }
    out.texts(&question.discuss);
}

/// A measure at the head of a row: the PDF has its id first.
fn named<'v>(id: &'v str, name: &'v str, form: Form, out: &mut Pieces<'v>) {
    let (first, second) = if form == Form::Pdf { (id, name) } else { (name, id) };
    out.text(first);
    out.text(second);
}

fn measure<'v>(charts: &'v MeasureCharts, form: Form, out: &mut Pieces<'v>) {
    for text in [&charts.name, &charts.unit, &charts.definition] {
        out.text(text.as_str());
    }
    out.texts(&charts.sentences);
    for picture in [Some(&charts.strip), charts.trend.as_ref()].into_iter().flatten() {
        out.picture(picture);
    }
    // The numbers stand in the tables through time of the PDF.
    if form == Form::Html {
        out.text(&*charts.name);
        series(&charts.table, out);
    }
}

fn profile<'v>(part: &'v Profile, form: Form, out: &mut Pieces<'v>) {
    out.texts(&part.intro);
    out.text(&*part.sentence);
    out.picture(&part.chart);
    for row in &part.rows {
        named(&row.measure, &row.name, form, out);
        out.text(&*row.year);
        out.figures([&row.value, &row.median, &row.position]);
    }
}

fn balance<'v>(balance: &'v BalanceView, out: &mut Pieces<'v>) {
    out.text(&*balance.title);
    out.picture(&balance.chart);
    series(&balance.table, out);
}

fn series<'v>(table: &'v SeriesTable, out: &mut Pieces<'v>) {
    out.text(&*table.caption);
    out.texts(&table.years);
    for row in &table.rows {
        out.text(&*row.label);
        out.figures(&row.cells);
    }
}

fn time<'v>(time: &'v Time, form: Form, out: &mut Pieces<'v>) {
    out.texts(&time.intro);
    if let Some(real) = &time.real_terms {
        if form == Form::Pdf {
            out.picture(&real.chart);
            out.texts(&real.sentences);
        } else {
            out.texts(&real.sentences);
            out.picture(&real.chart);
        }
        series(&real.table, out);
    }
    for table in &time.tables {
        years(table, form, out);
    }
    out.texts(&time.breaks);
}

fn years<'v>(table: &'v TimeTable, form: Form, out: &mut Pieces<'v>) {
    out.text(&*table.basket);
    out.texts(&table.years);
    for measure in &table.measures {
        out.text(&*measure.name);
        out.text(&*measure.unit);
        for (number, row) in measure.rows.iter().enumerate() {
            out.text(&*row.label);
            if form == Form::Html && number > 0 {
                out.text(&*measure.name);
            }
            out.figures(&row.cells);
        }
    }
}

fn similar<'v>(part: &'v Similar, out: &mut Pieces<'v>) {
    out.texts(&part.intro);
    for row in &part.councils {
        for text in [&row.order, &row.name, &row.region, &row.distance, &row.reasons] {
            out.text(text.as_str());
        }
    }
    out.texts(&part.own);
    out.texts(&part.notes);
    out.text(&*part.holds_intro);
    if !part.holds.is_empty() {
        out.texts(&part.groups);
    }
    for row in &part.holds {
        for text in [&row.name, &row.measure, &row.year] {
            out.text(text.as_str());
        }
        out.figure(&row.value);
        out.texts(&row.cells);
        out.text(&*row.holds);
    }
}

fn frameworks<'v>(report: &'v CouncilReport, out: &mut Pieces<'v>) {
    let part = &report.frameworks;
    out.texts(&part.intro);
    for table in &part.tables {
        out.text(&*table.name);
        for row in &table.rows {
            for text in [&row.outcome, &row.name, &row.ids] {
                out.text(text.as_str());
            }
            out.figure(&row.value);
            out.text(&*row.standing);
            out.text(&*row.year);
            out.figure(&row.median);
        }
        out.text(&*table.source);
    }
    out.texts(&part.left_out);
}

fn assessment<'v>(part: &'v SelfAssessment, form: Form, out: &mut Pieces<'v>) {
    out.texts(&part.intro);
    for score in &part.scores {
        let end = if form == Form::Pdf { "." } else { "" };
        out.text(format!("Score {}{end}", score.heading));
        out.text(&*score.text);
    }
    for item in &part.items {
        for text in [&item.id, &item.title, &item.prompt] {
            out.text(text.as_str());
        }
        out.texts(item.evidence.iter().map(|line| &line.text));
        out.text(&*item.needs);
    }
}

fn notes<'v>(notes: &'v Notes, form: Form, out: &mut Pieces<'v>) {
    out.text("95% interval");
    for row in &notes.figures {
        for text in [&row.measure, &row.name, &row.year] {
            out.text(text.as_str());
        }
        out.figure(&row.value);
        for text in [&row.interval, &row.numerator, &row.denominator] {
            or_none(text, out);
        }
        if row.source.is_empty() {
            or_none(&row.place, out);
        } else {
            out.text(format!("[{}]", row.source));
            out.text(&*row.place);
        }
    }
    out.texts(&notes.restated);
    for list in [&notes.method, &notes.gaps, &notes.glossary] {
        paragraphs(list, form, out);
    }
    for SourceView { number, title, publisher, published, file } in &notes.sources {
        out.text(format!("[{number}]"));
        for text in [title, publisher, published, file] {
            out.text(text.as_str());
        }
    }
    out.texts(&notes.licence);
    out.text(&*notes.cite);
}

fn paragraphs<'v>(list: &'v [Paragraph], form: Form, out: &mut Pieces<'v>) {
    for Paragraph { heading, text } in list {
        out.text(heading.as_str());
        if form == Form::Pdf {
            out.text(".");
        }
        out.text(text.as_str());
    }
}

fn or_none<'v>(text: &'v str, out: &mut Pieces<'v>) {
    out.text(if text.is_empty() { "none" } else { text });
}
