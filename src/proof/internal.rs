//! The finished internal pages, opened again: a council's is that council's and says what its report says, and
//! the national one names whom its view names.

use crate::proof::council::Gate;
use crate::proof::names::Own;
use crate::proof::pieces::{Pictures, Pieces};
use crate::proof::text::{fold, short};
use crate::proof::{html, shape};
use crate::render::theme::Theme;
use crate::report::internal::NOTICE;
use crate::report::view::{
    CouncilReport, Finding, InternalNational, InternalPage, Link, PageMeta, Paragraph,
};

impl Gate<'_> {
    /// Opens a council's internal page and holds it against its view, and that against the report.
    ///
    /// # Errors
    /// The first thing that is not as it must be, in words.
    pub fn check_internal(
        &self,
        view: &InternalPage,
        report: &CouncilReport,
        page: &[u8],
    ) -> Result<(), String> {
        let own = Own { name: &report.meta.council, code: &report.meta.ons_code };
        if view.council != own.name || view.ons_code != own.code {
            return Err(format!("is that of {} ({})", view.council, view.ons_code));
        }
        says_what_the_report_says(view, report)?;
        let pieces = council(view, self.theme);
        let read = self.opened(page, &view.meta, &pieces)?;
        if !read.text.contains(own.code) {
            return Err(format!("does not print the code {}", own.code));
        }
        self.alone(&self.without_logo(&read.text), &own)?;
        self.alone(&read.contents, &own)?;
        linked(&read, &view.meta, &[])
    }

    /// Opens the national page and holds it against its view.
    ///
    /// # Errors
    /// The first thing that is not as it must be, in words.
    pub fn check_internal_national(
        &self,
        view: &InternalNational,
        page: &[u8],
    ) -> Result<(), String> {
        let names = view.outside.iter().map(|outside| &outside.council);
        for (listed, what) in [
            (names.clone().collect::<Vec<_>>(), "councils outside"),
            (view.councils.iter().collect(), "briefings"),
        ] {
            if !listed.is_sorted_by(|left, right| left.name < right.name) {
                return Err(format!("does not have its {what} from A to Z"));
            }
        }
        let pieces = national(view, self.theme);
        let read = self.opened(page, &view.meta, &pieces)?;
        let paths: Vec<&str> =
            names.chain(&view.councils).map(|named| named.path.as_str()).collect();
        linked(&read, &view.meta, &paths)
    }

    /// A page that is whole, has its heading and its mark, and prints its pieces and no other figure.
    fn opened(
        &self,
        page: &[u8],
        meta: &PageMeta,
        pieces: &Pieces<'_>,
    ) -> Result<html::PageText, String> {
        let read = html::read(page)?;
        shape::page(&read)?;
        for (what, found, wanted) in
            [("title", &read.title, &meta.title), ("heading", &read.heading, &meta.heading)]
        {
            if self.own.html && fold(found) != fold(wanted) {
                return Err(format!("has the {what} {found:?}, not {wanted:?}"));
            }
        }
        if !read.text.contains(NOTICE) {
            return Err(format!("is not marked “{NOTICE}”"));
        }
        let pictures = Pictures::new();
        shape::pictures(&read, &pictures, pieces, self.own.html)?;
        if self.own.html {
            pieces.stand_in(&read.text, &pictures)?;
        }
        Ok(read)
    }
}

/// Links lead to places of the page, to what the view names, or out.
fn linked(read: &html::PageText, meta: &PageMeta, more: &[&str]) -> Result<(), String> {
    let known = |address: &str| {
        meta.files.iter().chain(&meta.links).any(|link| link.path == address)
            || more.contains(&address)
    };
    let lost = read.links.iter().find(|address| {
        let place = address.strip_prefix('#').map(|place| read.ids.contains(place));
        let leads =
            known(address) || shape::leads_out(address) || address.starts_with("data:image/");
        !place.unwrap_or(leads)
    });
    match lost {
        Some(address) => Err(format!("has a link to {address:?}, which is not of the page")),
        None => Ok(()),
    }
}

/// The key figures are those of the report, and every sentence has the figure that the report has in its table.
fn says_what_the_report_says(view: &InternalPage, report: &CouncilReport) -> Result<(), String> {
    let briefing = &view.briefing;
    if briefing.cards != report.story.cards || briefing.cannot_say != report.story.cannot_say {
        return Err("does not have the key figures and cautions of its report".to_owned());
    }
    let asked = briefing.questions.iter().map(|asked| &asked.finding);
    for Finding { measure, text, .. } in briefing.strengths.iter().chain(asked) {
        let mut rows = report.questions.iter().flat_map(|question| &question.table);
        let row = rows.find(|row| row.measure == *measure);
        let row = row.ok_or_else(|| format!("tells of {measure}, and its report does not"))?;
        if !text.contains(&row.value.text) || !text.contains(&row.year) {
            return Err(format!(
                "says “{}” of {measure}, and its report {}",
                short(text),
                row.value.text
            ));
        }
    }
    Ok(())
}

fn head<'v>(out: &mut Pieces<'v>, meta: &'v PageMeta, theme: &'v Theme) {
    out.texts([&meta.banner, &theme.organisation, &meta.heading]);
    paragraphs(out, &meta.facts);
    out.text(&*meta.release);
    links(out, &meta.files);
}

fn foot<'v>(out: &mut Pieces<'v>, meta: &'v PageMeta, theme: &'v Theme) {
    out.texts([&meta.status, &meta.release]);
    if let Some(contact) = &theme.contact {
        out.texts([&contact.name, &contact.email, &contact.url]);
    }
    links(out, &meta.links);
}

fn links<'v>(out: &mut Pieces<'v>, links: &'v [Link]) {
    out.texts(links.iter().map(|link| &link.label));
}

fn paragraphs<'v>(out: &mut Pieces<'v>, paragraphs: &'v [Paragraph]) {
    for paragraph in paragraphs {
        out.texts([&paragraph.heading, &paragraph.text]);
    }
}

fn finding<'v>(out: &mut Pieces<'v>, finding: &'v Finding, question: Option<&'v String>) {
    out.text(&*finding.basket);
    out.texts(question);
    out.text(&*finding.text);
}

/// Everything that a council's page prints, in the order in which the house's own template prints it.
fn council<'v>(view: &'v InternalPage, theme: &'v Theme) -> Pieces<'v> {
    let mut out = Pieces::default();
    let InternalPage { meta, briefing, index, .. } = view;
    head(&mut out, meta, theme);
    out.texts(&briefing.intro);
    for card in &briefing.cards {
        out.text(&*card.basket);
        out.figure(&card.value);
        out.texts([&card.label, &card.year]);
        out.texts(&card.beside);
    }
    out.texts(&briefing.changes);
    out.text(&*briefing.strengths_intro);
    briefing.strengths.iter().for_each(|item| finding(&mut out, item, None));
    out.text(&*briefing.questions_intro);
    for asked in &briefing.questions {
        finding(&mut out, &asked.finding, Some(&asked.question));
    }
    out.texts(&briefing.cannot_say);
    out.texts(&index.intro);
    out.texts([&index.warning, &index.why_not]);
    out.texts(&index.sentences);
    paragraphs(&mut out, &index.facts);
    for rows in [&index.ranges, &index.domains, &index.measures] {
        out.texts(rows.iter().flatten());
    }
    out.text(&*index.source);
    foot(&mut out, meta, theme);
    out
}

/// The same of the national page.
fn national<'v>(view: &'v InternalNational, theme: &'v Theme) -> Pieces<'v> {
    let mut out = Pieces::default();
    head(&mut out, &view.meta, theme);
    out.texts(&view.intro);
    out.texts([&view.warning, &view.why_not]);
    for outside in &view.outside {
        out.texts([&outside.council.name, &outside.text]);
    }
    paragraphs(&mut out, &view.coverage);
    paragraphs(&mut out, &view.sensitivity);
    paragraphs(&mut out, &view.method);
    out.texts(view.weights.iter().flatten());
    out.texts(view.councils.iter().map(|council| &council.name));
    foot(&mut out, &view.meta, theme);
    out
}
