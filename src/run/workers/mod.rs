//! Reports made in processes of their own, so that a report that never ends, takes all memory or
//! brings its process down costs itself and nothing else.
//!
//! A worker is this program again, with the hidden command `worker`. It is told once what all reports
//! share (templates, formats, limits), then gets one council's finished view and pictures at a time
//! and gives PDF and page back. It reads no file and no variable, and holds one council at a time.
//! Whatever ends it early is told as the reason why that one council has no report; another worker
//! takes its place.
//!
//! A template of someone else is a program, and neither Typst nor minijinja can be stopped from outside
//! while it runs in our own process: hence processes and not threads.

mod ending;
mod handle;
mod message;
mod serve;
mod wire;

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub(super) use crate::run::workers::handle::Worker;
pub(super) use crate::run::workers::message::{Order, PageOrder, Rendered};
pub(super) use crate::run::workers::serve::panic_text;
pub use crate::run::workers::serve::serve;

use crate::render::templates::Templates;
use crate::run::Fatal;
use crate::run::workers::message::{Reply, Request, Setup};

/// The command that makes the program a worker.
pub const COMMAND: &str = "worker";

/// What one report may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds from the order to the bytes.
    pub seconds: NonZeroU64,
    /// Megabytes of memory of the process that makes it.
    pub megabytes: NonZeroU64,
    /// Pages of the PDF.
    pub pages: NonZeroU64,
}

impl Limits {
    const fn deadline(self) -> Duration {
        Duration::from_secs(self.seconds.get())
    }
}

/// The workers of a run. Workers are started when they are needed and used again.
pub struct Workers {
    program: PathBuf,
    setup: Setup,
    spare: Mutex<Vec<Worker>>,
}

impl Workers {
    /// Starts a first worker, so that a run that can have none ends before it begins; it loads fonts and
    /// templates while the run goes on.
    ///
    /// # Errors
    /// When the program cannot be started again.
    pub fn start(
        program: &Path,
        templates: &Templates,
        formats: Formats,
        limits: Limits,
    ) -> Result<Self, Fatal> {
        let setup = Setup { templates: templates.clone(), formats, limits };
        let workers = Self { program: program.to_owned(), setup, spare: Mutex::new(Vec::new()) };
        let first = workers.another()?;
        workers.give_back(first);
        Ok(workers)
    }

    /// Waits until the first worker has loaded the templates.
    ///
    /// # Errors
    /// When a template is wrong, or the worker ended before it was ready.
    pub fn ready(&self) -> Result<(), Fatal> {
        let mut worker = self.take()?;
        worker.ready(self.setup.limits.deadline())?;
        self.give_back(worker);
        Ok(())
    }

    /// Makes one report; `worker` is the worker of the calling thread, which is replaced if it is lost.
    pub(super) fn report(
        &self,
        order: Order,
        worker: &mut Option<Worker>,
    ) -> Result<Rendered, String> {
        match self.ask(Request::Report(Box::new(order)), worker)? {
            Reply::Made(made) => Ok(made),
            Reply::Failed(why) | Reply::Panicked(why) => Err(why),
            Reply::Ready | Reply::Page(_) => Err(ending::CONFUSED.to_owned()),
        }
    }

    /// Makes a page beside the reports; `worker` is the worker of the calling thread.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub(super) fn page(
        &self,
        order: PageOrder,
        worker: &mut Option<Worker>,
    ) -> Result<Vec<u8>, String> {
        match self.ask(Request::Page(order), worker)? {
            Reply::Page(page) => Ok(page),
            Reply::Failed(why) | Reply::Panicked(why) => Err(why),
            Reply::Ready | Reply::Made(_) => Err(ending::CONFUSED.to_owned()),
        }
    }

    fn ask(&self, request: Request, worker: &mut Option<Worker>) -> Result<Reply, String> {
        let mut own = match worker.take() {
            Some(own) => own,
            None => self.take().map_err(|error| error.to_string())?,
        };
        let deadline = self.setup.limits.deadline();
        own.ready(deadline).map_err(|error| error.to_string())?;
        // A worker that is lost is not given back, and ends here.
        match own.ask(request, deadline) {
            Ok(reply @ Reply::Panicked(_)) => Ok(reply),
            Ok(reply) => {
                *worker = Some(own);
                Ok(reply)
            }
            Err(lost) => Err(own.end(lost).words(self.setup.limits)),
        }
    }

    fn take(&self) -> Result<Worker, Fatal> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.map_or_else(|| self.another(), Ok)
    }

    /// Keeps a worker for whoever needs one next. One is enough: others end.
    pub(super) fn give_back(&self, worker: Worker) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.is_empty() {
            spare.push(worker);
        }
    }

    fn another(&self) -> Result<Worker, Fatal> {
        Worker::start(&self.program, &self.setup)
    }
}

/// What is made of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// Whether PDFs are made.
    pub pdf: bool,
    /// Whether pages are made.
    pub html: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(program: &str) -> Result<(), Fatal> {
        let number = |number| NonZeroU64::new(number).expect("not zero");
        let limits = Limits { seconds: number(2), megabytes: number(1000), pages: number(60) };
        let templates = Templates::load(None).expect("they load");
        let formats = Formats { pdf: true, html: true };
        Workers::start(Path::new(program), &templates, formats, limits)?.ready()
    }

    #[test]
    fn a_program_that_is_no_worker_is_told() {
        let error = start("/no/such/program").expect_err("it is not there");
        assert_eq!(error.exit_code(), 74);
        assert!(error.to_string().contains("none can be started from /no/such/program"), "{error}");
    }

    /// One that ends at once, one that reads nothing, one that says something else for ever.
    #[cfg(unix)]
    #[test]
    fn a_program_that_talks_otherwise_is_told() {
        for program in ["/bin/false", "/bin/cat", "/usr/bin/yes"] {
            let error = start(program).expect_err(program);
            assert!(matches!(error, Fatal::Worker(_)), "{program}: {error}");
        }
    }
}
