//! The files about the whole country and about its regions, each written by whichever worker has no
//! report left to make.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::publish::layout;
use crate::publish::manifest::Edition;
use crate::publish::stage::{PublishError, Stage};
use crate::reference::areas::AreaId;
use crate::render::index::IndexFile;
use crate::render::open_data::{FILES, region_csv};
use crate::report::national::National;

/// A file that the program failed to write in a way that nobody foresaw.
const NOT_WRITTEN: &str = "a file of data/ was not written";

/// The files that are still to be written, shared by the workers.
pub(super) struct DataJobs {
    next: AtomicUsize,
    /// The regions that have a file of their own, written after the national files.
    regions: Vec<AreaId>,
    /// Digest of all that they are made from.
    key: String,
    done: Vec<OnceLock<Result<u64, PublishError>>>,
}

impl DataJobs {
    /// All files, none of them written; they are made from everything that an edition is made from.
    pub(super) fn new(regions: Vec<AreaId>, edition: &Edition) -> Self {
        let done = (0..FILES.len() + regions.len()).map(|_| OnceLock::new()).collect();
        Self { next: AtomicUsize::new(0), regions, key: edition.digest(), done }
    }

    /// How many files there are.
    pub(super) fn count(&self) -> usize {
        self.done.len()
    }

    /// Writes files until none is left that nobody took.
    pub(super) fn work(&self, national: &National<'_>, stage: &Stage) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(done) = self.done.get(index) else { break };
            done.get_or_init(|| self.write(index, national, stage));
        }
    }

    fn write(
        &self,
        index: usize,
        national: &National<'_>,
        stage: &Stage,
    ) -> Result<u64, PublishError> {
        if let Some(file) = FILES.get(index) {
            return stage.write_once(file.path, self.key.clone(), |out| file.write(national, out));
        }
        let Some(region) = self.regions.get(index - FILES.len()) else { return Ok(0) };
        let folder = layout::region_folder(national.inputs.areas.get(*region));
        let path = format!("{folder}/data.csv");
        stage.write_once(&path, self.key.clone(), |out| region_csv(national, *region, out))
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

/// How large each file is, in their order; those of regions come last.
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
