//! What run and worker say to each other. Every message is numbered, and an answer has the number of
//! its request: no answer is ever taken for that to another council.

use std::io;
use std::num::NonZeroU64;
use std::str::FromStr;

use crate::render::templates::Templates;
use crate::run::workers::wire::{Parts, fault};
use crate::run::workers::{Formats, Limits};

/// What a worker is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setup {
    /// The templates as the run has read them, so that all reports have the same.
    pub(super) templates: Templates,
    /// What is made.
    pub(super) formats: Formats,
    /// What a report may take.
    pub(super) limits: Limits,
}

/// One report to make: the view of a council, finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct Order {
    /// What tells its PDF from others.
    pub(in crate::run) ident: String,
    /// The view as JSON.
    pub(in crate::run) report: Vec<u8>,
    /// Ids and SVGs of the pictures.
    pub(in crate::run) charts: Vec<(String, String)>,
}

/// A page or PDF beside the reports to make: its view, finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct PageOrder {
    /// The name of its template; that of the PDF of a region makes a PDF.
    pub(in crate::run) template: String,
    /// What tells a PDF from others; empty for a page.
    pub(in crate::run) ident: String,
    /// The view as JSON.
    pub(in crate::run) view: Vec<u8>,
    /// Ids and SVGs of the pictures.
    pub(in crate::run) charts: Vec<(String, String)>,
}

/// What was made of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct Rendered {
    /// The PDF.
    pub(in crate::run) pdf: Option<Vec<u8>>,
    /// The web page.
    pub(in crate::run) html: Option<Vec<u8>>,
}

/// What a worker is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// A report.
    Report(Box<Order>),
    /// The list of councils, or another page beside the reports.
    Page(PageOrder),
}

/// What a worker answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// It has loaded everything.
    Ready,
    /// The report.
    Made(Rendered),
    /// The page beside the reports.
    Page(Vec<u8>),
    /// Why it could not make what was asked for.
    Failed(String),
    /// What it said when it panicked; it is not to be used again.
    Panicked(String),
}

/// The number of the message that answers the setup; requests are numbered from 1.
pub(super) const SETUP: u64 = 0;

impl Setup {
    pub(super) fn encode(&self) -> Parts {
        let mut parts = vec![
            flag(self.formats.pdf),
            flag(self.formats.html),
            number(self.limits.seconds.get()),
            number(self.limits.megabytes.get()),
            number(self.limits.pages.get()),
        ];
        push_pairs(&mut parts, self.templates.all());
        parts
    }

    pub(super) fn decode(parts: Parts) -> io::Result<Self> {
        let mut parts = Reader::new(parts);
        let formats = Formats { pdf: parts.flag()?, html: parts.flag()? };
        let limits =
            Limits { seconds: parts.limit()?, megabytes: parts.limit()?, pages: parts.limit()? };
        Ok(Self { templates: Templates::of(parts.pairs()?), formats, limits })
    }
}

impl Request {
    pub(super) fn encode(self, at: u64) -> Parts {
        match self {
            Self::Report(order) => {
                let Order { ident, report, charts } = *order;
                let mut parts = vec![number(at), b"report".to_vec(), ident.into_bytes(), report];
                push_pairs(&mut parts, charts);
                parts
            }
            Self::Page(PageOrder { template, ident, view, charts }) => {
                let mut parts = vec![number(at), b"page".to_vec(), template.into_bytes()];
                parts.extend([ident.into_bytes(), view]);
                push_pairs(&mut parts, charts);
                parts
            }
        }
    }

    pub(super) fn decode(parts: Parts) -> io::Result<(u64, Self)> {
        let mut parts = Reader::new(parts);
        let at = parts.number()?;
        let request = match &*parts.next()? {
            b"report" => Self::Report(Box::new(Order {
                ident: parts.text()?,
                report: parts.next()?,
                charts: parts.pairs()?,
            })),
            b"page" => Self::Page(PageOrder {
                template: parts.text()?,
                ident: parts.text()?,
                view: parts.next()?,
                charts: parts.pairs()?,
            }),
            _ => return Err(fault("an unknown request")),
        };
        Ok((at, request))
    }
}

impl Reply {
    pub(super) fn encode(self, at: u64) -> Parts {
        let at = number(at);
        match self {
            Self::Ready => vec![at, b"ready".to_vec()],
            Self::Page(page) => vec![at, b"page".to_vec(), page],
            Self::Failed(why) => vec![at, b"failed".to_vec(), why.into_bytes()],
            Self::Panicked(why) => vec![at, b"panicked".to_vec(), why.into_bytes()],
            Self::Made(Rendered { pdf, html }) => {
                let mut parts =
                    vec![at, b"made".to_vec(), flag(pdf.is_some()), flag(html.is_some())];
                parts.extend(pdf);
                parts.extend(html);
                parts
            }
        }
    }

    pub(super) fn decode(parts: Parts) -> io::Result<(u64, Self)> {
        let mut parts = Reader::new(parts);
        let at = parts.number()?;
        let reply = match &*parts.next()? {
            b"ready" => Self::Ready,
            b"page" => Self::Page(parts.next()?),
            b"failed" => Self::Failed(parts.text()?),
            b"panicked" => Self::Panicked(parts.text()?),
            b"made" => {
                let (pdf, html) = (parts.flag()?, parts.flag()?);
                let pdf = if pdf { Some(parts.next()?) } else { None };
                Self::Made(Rendered { pdf, html: if html { Some(parts.next()?) } else { None } })
            }
            _ => return Err(fault("an unknown answer")),
        };
        Ok((at, reply))
    }
}

fn number(value: u64) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn push_pairs<T: Into<Vec<u8>>>(parts: &mut Parts, pairs: impl IntoIterator<Item = (T, T)>) {
    for (name, text) in pairs {
        parts.extend([name.into(), text.into()]);
    }
}

fn flag(set: bool) -> Vec<u8> {
    vec![u8::from(set)]
}

/// The parts of a message, one after the other.
struct Reader(std::vec::IntoIter<Vec<u8>>);

impl Reader {
    fn new(parts: Parts) -> Self {
        Self(parts.into_iter())
    }

    fn next(&mut self) -> io::Result<Vec<u8>> {
        self.0.next().ok_or_else(|| fault("too few parts"))
    }

    fn text(&mut self) -> io::Result<String> {
        String::from_utf8(self.next()?).map_err(|_| fault("not text"))
    }

    fn number<T: FromStr>(&mut self) -> io::Result<T> {
        self.text()?.parse().map_err(|_| fault("not a number"))
    }

    fn limit(&mut self) -> io::Result<NonZeroU64> {
        NonZeroU64::new(self.number()?).ok_or_else(|| fault("not a limit"))
    }

    fn flag(&mut self) -> io::Result<bool> {
        Ok(self.next()? == flag(true))
    }

    /// All that is left, two by two.
    fn pairs(&mut self) -> io::Result<Vec<(String, String)>> {
        let mut pairs = Vec::new();
        while self.0.len() > 0 {
            pairs.push((self.text()?, self.text()?));
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_as_they_were() {
        let order = Order {
            ident: "E1-2021-22".to_owned(),
            report: b"{}".to_vec(),
            charts: vec![("a".to_owned(), "<svg/>".to_owned())],
        };
        let page = PageOrder {
            template: "measure.html".to_owned(),
            ident: "E12-2021-22".to_owned(),
            view: b"{}".to_vec(),
            charts: vec![("a".to_owned(), "<svg/>".to_owned())],
        };
        for request in [Request::Report(Box::new(order)), Request::Page(page)] {
            let sent = request.clone().encode(7);
            assert_eq!(Request::decode(sent).expect("read"), (7, request));
        }
        for reply in [
            Reply::Ready,
            Reply::Page(b"p".to_vec()),
            Reply::Failed("why".to_owned()),
            Reply::Panicked("why".to_owned()),
            Reply::Made(Rendered { pdf: Some(b"%PDF".to_vec()), html: None }),
            Reply::Made(Rendered { pdf: None, html: Some(b"<p>".to_vec()) }),
        ] {
            assert_eq!(Reply::decode(reply.clone().encode(7)).expect("read"), (7, reply));
        }
        let one = NonZeroU64::MIN;
        let setup = Setup {
            templates: Templates::load(None).expect("they load"),
            formats: Formats { pdf: true, html: false },
            limits: Limits { seconds: one, megabytes: one, pages: one },
        };
        assert_eq!(Setup::decode(setup.encode()).expect("read"), setup);
        assert!(Request::decode(vec![b"7".to_vec(), b"dance".to_vec()]).is_err());
        assert!(Reply::decode(Vec::new()).is_err());
    }
}
