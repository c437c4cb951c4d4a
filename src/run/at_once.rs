//! Things that are done several at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::run::Fatal;
use crate::run::workers::panic_text;

/// Does something with each thing, so many at once: a thread takes the next one when it is done with one, and
/// `held` makes what it keeps from one to the next.
///
/// # Errors
/// Of several faults the one of the first thing, in whatever order they were done.
pub(super) fn at_once<T: Sync, H>(
    things: &[T],
    jobs: usize,
    held: impl Fn() -> H + Sync,
    each: impl Fn(&T, &mut H) -> Result<(), Fatal> + Sync,
) -> Result<(), Fatal> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), (usize, Fatal)> {
        let mut held = held();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(index) else { return Ok(()) };
            each(thing, &mut held).map_err(|fault| (index, fault))?;
        }
    };
    let lost = |why: String| (usize::MAX, Fatal::Worker(why));
    thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work);
        let threads: Vec<_> = (0..jobs.min(things.len())).map(spawn).collect();
        let faults = threads.into_iter().filter_map(|thread| {
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(done)) => done.err(),
                Ok(Err(panic)) => Some(lost(panic_text(&*panic))),
                Err(error) => Some(lost(error.to_string())),
            }
        });
        faults.min_by_key(|(index, _)| *index).map_or(Ok(()), |(_, fault)| Err(fault))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn everything_is_done_once_and_the_first_fault_is_told() {
        let things: Vec<usize> = (0..100).collect();
        let done = Mutex::new(BTreeSet::new());
        let each = |thing: &usize, count: &mut usize| {
            *count += 1;
            assert!(done.lock().expect("no test panics").insert(*thing), "{thing} twice");
            Ok(())
        };
        at_once(&things, 4, || 0, each).expect("nothing fails");
        assert_eq!(done.into_inner().expect("no test panics").len(), things.len());
        let fails = |thing: &usize, (): &mut ()| match thing {
            7 | 9 => Err(Fatal::Worker(thing.to_string())),
            _ => Ok(()),
        };
        for _ in 0..20 {
            let fault = at_once(&things, 4, || (), fails).expect_err("two fail");
            assert_eq!(fault.to_string(), "7");
        }
    }
}
