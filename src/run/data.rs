//! The files about the whole country, each written by whichever worker has no report left to make.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::publish::stage::{PublishError, Stage};
use crate::render::index::IndexFile;
use crate::render::open_data::FILES;
use crate::report::national::National;

/// A file that the program failed to write in a way that nobody foresaw.
const NOT_WRITTEN: &str = "a file of data/ was not written";

/// The files that are still to be written, shared by the workers.
pub(super) struct DataJobs {
    next: AtomicUsize,
    done: [OnceLock<Result<u64, PublishError>>; FILES.len()],
}

impl DataJobs {
    /// All files, none of them written.
    pub(super) fn new() -> Self {
        Self { next: AtomicUsize::new(0), done: [const { OnceLock::new() }; FILES.len()] }
    }

    /// Writes files until none is left that nobody took.
    pub(super) fn work(&self, national: &National<'_>, stage: &Stage) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(file), Some(done)) = (FILES.get(index), self.done.get(index)) else { break };
            done.get_or_init(|| stage.write_with(file.path, |out| file.write(national, out)));
        }
    }

    /// How large each file became.
    ///
    /// # Errors
    /// When one could not be written.
    pub(super) fn finish(self) -> Result<Sizes, PublishError> {
        let sizes = self.done.into_iter().map(|done| match done.into_inner() {
            Some(written) => written,
            None => Err(PublishError::Io(std::io::Error::other(NOT_WRITTEN))),
        });
        Ok(Sizes(sizes.collect::<Result<_, _>>()?))
    }
}

/// How large each file is, in their order.
pub(super) struct Sizes(Vec<u64>);

impl Sizes {
    /// The files that are offered to people, with what they are, their type and size.
    pub(super) fn offered(&self) -> Vec<IndexFile> {
        FILES
            .iter()
            .zip(&self.0)
            .filter(|(file, _)| !file.label.is_empty())
            .map(|(file, bytes)| IndexFile {
                label: format!("{}, {}", file.label, size(*bytes)),
                path: file.path.to_owned(),
            })
            .collect()
    }
}

/// A size as people say it, in whole kilobytes or megabytes, never nothing.
fn size(bytes: u64) -> String {
    const KILO: u64 = 1000;
    const MEGA: u64 = KILO * KILO;
    match bytes {
        0..MEGA => format!("{} KB", bytes.div_ceil(KILO).max(1)),
        _ => format!("{} MB", bytes.saturating_add(MEGA / 2) / MEGA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_round_numbers() {
        let said = [0, 1, 999_001, 1_499_999, 1_500_000].map(size);
        assert_eq!(said, ["1 KB", "1 KB", "1000 KB", "1 MB", "2 MB"]);
    }
}
