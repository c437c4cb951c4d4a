//! Progress for who watches: a bar on a terminal, events in a log for programs, nothing elsewhere.

use std::io::IsTerminal as _;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use use_of_resources::run::{Made, Progress};

use crate::cli::args::{LogFormat, Talk};
use crate::cli::show;

/// A bar over councils, on a terminal only, and the events of a log for programs.
pub(crate) struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    /// A bar that draws on standard error if that is a terminal and people want to watch.
    pub(crate) fn new(talk: Talk) -> Self {
        let people = !talk.quiet && talk.log_format == LogFormat::Text;
        let draws = people && std::io::stderr().is_terminal();
        let bar = if draws { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        Self { bar, started: Instant::now() }
    }

    /// Seconds since the run began; the clock enters the log only.
    fn seconds(&self) -> f64 {
        (self.started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
    }
}

impl Progress for Bar {
    fn stage(&self, what: &str) {
        self.bar.set_message(what.to_owned());
        self.bar.tick();
        show::event("stage", json!({ "stage": what, "seconds": self.seconds() }));
    }

    fn reports(&self, count: usize) {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} reports  {msg}");
        if let Ok(style) = style {
            self.bar.set_style(style);
        }
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(String::new());
        show::event(
            "stage",
            json!({ "stage": "making the reports", "reports": count, "seconds": self.seconds() }),
        );
    }

    fn report(&self, council: &str, made: &Made) {
        self.bar.set_message(council.to_owned());
        self.bar.inc(1);
        let mut fields = show::made(council, made);
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("seconds".to_owned(), json!(self.seconds()));
        }
        show::event("council", fields);
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
