//! How long everything published takes to read and to work out, and how much memory that needs.
//!
//! Run with `cargo bench --bench published`. The files are looked for in `../shared/data`, or where
//! `UOR_PUBLISHED` says. The goal is three seconds and 300 MB on two processors for both together; the
//! figures are for people to compare, and no test depends on a clock.
#![allow(clippy::print_stdout, reason = "a bench speaks to people")]

use std::path::{Path, PathBuf};

use divan::Bencher;
use use_of_resources::run::{self, Published, Tables, Wanted};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    if !folder().is_dir() {
        println!(
            "SKIPPED: the published files are not at {}; set UOR_PUBLISHED",
            folder().display()
        );
        return;
    }
    divan::main();
    if let Some(peak) = peak_memory() {
        println!("peak memory of this run: {peak}");
    }
}

fn folder() -> PathBuf {
    std::env::var_os("UOR_PUBLISHED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
}

/// The most memory this process has held, as the system counts it; nothing where it does not say.
fn peak_memory() -> Option<String> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
}

fn read(tables: &Tables) -> Published {
    run::look(&[folder()], tables)
}

/// Every file from disk to settled observations.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_everything(bencher: Bencher<'_, '_>) {
    let tables = Tables::load().expect("the embedded tables load");
    bencher.bench_local(|| read(&tables));
}

/// The observations to every measure, year and area, held against print.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn work_everything_out(bencher: Bencher<'_, '_>) {
    let tables = Tables::load().expect("the embedded tables load");
    let published = read(&tables);
    bencher.bench_local(|| {
        run::work(&published, &tables, &Wanted::default()).expect("there are figures")
    });
}

/// Both, with the program's own tables, as `uor check` does it.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_and_work_everything_out(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let tables = Tables::load().expect("the embedded tables load");
        let published = read(&tables);
        run::work(&published, &tables, &Wanted::default())
            .expect("there are figures")
            .reconciliation
            .compared
    });
}
