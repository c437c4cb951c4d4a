//! Progress for people who watch: a bar on a terminal, nothing elsewhere.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use use_of_resources::run::Progress;

/// A bar over councils, on a terminal only.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that draws on standard error if that is a terminal and people want to watch.
    pub(crate) fn new(quiet: bool) -> Self {
        let draws = !quiet && std::io::stderr().is_terminal();
        let bar = if draws { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        Self { bar }
    }
}

impl Progress for Bar {
    fn stage(&self, what: &str) {
        self.bar.set_message(what.to_owned());
        self.bar.tick();
    }

    fn reports(&self, count: usize) {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} reports  {msg}");
        if let Ok(style) = style {
            self.bar.set_style(style);
        }
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(String::new());
    }

    fn report(&self, council: &str) {
        self.bar.set_message(council.to_owned());
        self.bar.inc(1);
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
