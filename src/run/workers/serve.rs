//! The worker's side: requests in, reports out, until the other side closes.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::render::error::RenderError;
use crate::render::html::HtmlRenderer;
use crate::render::pack;
use crate::render::pdf::{self, PdfRenderer};
use crate::render::theme::has_theme;
use crate::run::workers::message::{Order, PageOrder, Rendered, Reply, Request, SETUP, Setup};
use crate::run::workers::wire::{self, Parts};

/// How much stack a report has: layout of deeply nested content needs more than the default.
const STACK: usize = 16 * 1024 * 1024;

/// Serves one run. The calling thread only reads: when the run is gone, however it ended, the pipe
/// closes, this returns, and the process ends whatever its report is doing.
///
/// # Errors
/// When the pipes or the messages are not as they must be, or a limit cannot be set.
pub fn serve(input: impl Read, output: impl Write + Send + 'static) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let Some(parts) = wire::read(&mut input)? else { return Ok(()) };
    let setup = Setup::decode(parts)?;
    limit(setup.limits.megabytes.get())?;
    let (send, requests) = sync_channel(1);
    let work = move || work(&setup, &requests, output);
    thread::Builder::new().name("report".to_owned()).stack_size(STACK).spawn(work)?;
    while let Some(parts) = wire::read(&mut input)? {
        if send.send(parts).is_err() {
            break;
        }
    }
    Ok(())
}

/// What a worker holds all the time.
struct Bench {
    pdf: Option<PdfRenderer>,
    html: Option<HtmlRenderer>,
}

/// Typst's exporter puts work into a Rayon queue and runs whatever waits there while it waits: with a
/// pool of one thread, this one, it meets nothing but its own.
fn work(setup: &Setup, requests: &Receiver<Parts>, output: impl Write) {
    let mut output = BufWriter::new(output);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let bench = pool.map_err(|error| error.to_string()).and_then(|_| Bench::new(setup));
    let (bench, ready) = match bench {
        Ok(bench) => (Some(bench), Reply::Ready),
        Err(why) => (None, Reply::Failed(why)),
    };
    // If no one listens any more there is nothing left to do.
    if say(&mut output, SETUP, ready).is_err() {
        return;
    }
    let Some(bench) = bench else { return };
    while let Ok(parts) = requests.recv() {
        let Ok((number, request)) = Request::decode(parts) else { return };
        let made = std::panic::catch_unwind(AssertUnwindSafe(|| bench.make(request)));
        let reply = match made {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => Reply::Failed(error.to_string()),
            Err(panic) => Reply::Panicked(panic_text(&*panic)),
        };
        if say(&mut output, number, reply).is_err() {
            return;
        }
        pdf::forget();
    }
}

impl Bench {
    fn new(setup: &Setup) -> Result<Self, String> {
        let pages = usize::try_from(setup.limits.pages.get()).unwrap_or(usize::MAX);
        let words = |error: RenderError| error.to_string();
        if setup.formats.pdf && has_theme(&setup.templates) {
            pdf::try_theme(&setup.templates).map_err(words)?;
        }
        let pdf = setup.formats.pdf.then(|| PdfRenderer::new(&setup.templates)).transpose();
        let html = setup.formats.html.then(|| HtmlRenderer::new(&setup.templates)).transpose();
        let pdf = pdf.map_err(words)?.map(|renderer| renderer.with_most_pages(pages));
        Ok(Self { pdf, html: html.map_err(words)? })
    }

    fn make(&self, request: Request) -> Result<Reply, RenderError> {
        match request {
            Request::Report(order) => self.report(*order).map(Reply::Made),
            Request::Page(order) => self.page(order),
        }
    }

    fn page(&self, order: PageOrder) -> Result<Reply, RenderError> {
        let PageOrder { template, ident, view, charts } = order;
        let is_pdf = template == pdf::REGION;
        match (&self.html, &self.pdf) {
            (_, Some(renderer)) if is_pdf => {
                let bytes = renderer.render_with(&template, view, ident, &charts)?;
                Ok(Reply::Page(pack::pack(&bytes)?))
            }
            (Some(renderer), _) if !is_pdf => {
                Ok(Reply::Page(renderer.page_json(&template, &view, &charts)?.into_bytes()))
            }
            _ => Ok(Reply::Failed("a page of a format that was not asked for".to_owned())),
        }
    }

    fn report(&self, order: Order) -> Result<Rendered, RenderError> {
        let Order { ident, report, charts } = order;
        let html = self.html.as_ref().map(|renderer| renderer.render_json(&report, &charts));
        let html = html.transpose()?.map(String::into_bytes);
        let pdf = self.pdf.as_ref();
        let pdf = pdf.map(|renderer| pack::pack(&renderer.render_json(report, ident, &charts)?));
        Ok(Rendered { pdf: pdf.transpose()?, html })
    }
}

fn say(output: &mut impl Write, number: u64, reply: Reply) -> io::Result<()> {
    wire::write(output, &reply.encode(number))
}

/// What a panic said.
pub(in crate::run) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned());
    format!("the program failed on this report: {text}")
}

/// Limits the memory of this process, and writes no image of it when it ends for want of some.
#[cfg(unix)]
fn limit(megabytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bytes = megabytes.saturating_mul(1_000_000);
    setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) })?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}

/// There is no such limit on other systems; the deadline holds.
#[cfg(not(unix))]
fn limit(_: u64) -> io::Result<()> {
    Ok(())
}
