//! Every input file to one set of observations: each file is recognised by its content, read by
//! the reader that knows it, and the readings joined.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use arcstr::ArcStr;
use rayon::prelude::*;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::comparators::{self, ComparatorList};
use crate::observe::observations::{Observation, Observations, Release};
use crate::observe::reader::{Context, Reading};
use crate::observe::supplement::{self, SupplementValue};
use crate::observe::{
    ascof, ascof_tables, deflators, deprivation, facts, finance_csv, finance_keys, known_errors,
    population, pss, revenue_outturn, tables, vintage,
};
use crate::reference::deflators::Deflators;
use crate::reference::vocabulary::SeriesKey;
use crate::release::columns;
use crate::release::input::InputFile;

/// One published layout that we can read.
struct Reader {
    /// What the layout is called, for messages and the manifest.
    name: &'static str,
    recognises: fn(&InputFile, &Context<'_>) -> bool,
    read: fn(&InputFile, &Context<'_>) -> Reading,
}

/// The readers, in the order in which they are asked: those of workbooks that tell by the names of sheets
/// before the one that has to read some.
const READERS: &[Reader] = &[
    Reader {
        name: "ASC-FR data file",
        recognises: finance_csv::recognises,
        read: finance_csv::read,
    },
    Reader {
        name: "ASC-FR data files with numeric keys",
        recognises: finance_keys::recognises,
        read: finance_keys::read,
    },
    Reader {
        name: "PSS expenditure and unit costs",
        recognises: |file, _| pss::recognises(file),
        read: pss::read,
    },
    Reader {
        name: "ASCOF measures",
        recognises: |file, _| ascof::recognises(file),
        read: ascof::read,
    },
    Reader {
        name: "ASCOF tables",
        recognises: |file, _| ascof_tables::recognises(file),
        read: ascof_tables::read,
    },
    Reader {
        name: "ONS mid-year population estimates",
        recognises: |file, _| population::recognises(file),
        read: population::read,
    },
    Reader {
        name: "local authority revenue outturn",
        recognises: |file, _| revenue_outturn::recognises(file),
        read: revenue_outturn::read,
    },
    Reader {
        name: "English indices of deprivation, upper tier",
        recognises: |file, _| deprivation::recognises(file),
        read: deprivation::read,
    },
    Reader {
        name: "ASC-FR and SALT reference tables",
        recognises: |file, _| tables::recognises(file),
        read: tables::read,
    },
    Reader {
        name: "HM Treasury GDP deflators",
        recognises: |file, _| deflators::recognises(file),
        read: deflators::read,
    },
    Reader {
        name: "ONS nearest neighbours",
        recognises: |file, _| comparators::neighbours::recognises(file),
        read: comparators::neighbours::read,
    },
    Reader {
        name: "facts about areas",
        recognises: |file, _| facts::recognises(file),
        read: facts::read,
    },
];

/// A file that was given, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Its name, relative to the folder or zip it was found in.
    pub name: ArcStr,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// The layout it was read as; nothing if no reader knows it or it is a copy of another file.
    pub layout: Option<&'static str>,
}

/// What a set of files gave.
#[derive(Debug, Default)]
pub struct Read {
    /// The figures.
    pub observations: Observations,
    /// The files, in the order they were given.
    pub files: Vec<ReadFile>,
    /// Lists of similar councils among the files, in their order.
    pub comparators: Vec<ComparatorList>,
    /// The newest index of prices among the files; it takes the place of our own.
    pub deflators: Option<Deflators>,
}

/// Reads a list of similar councils that someone supplies, in one of the forms of
/// `docs/comparators.md` or as the ONS publishes its lists, for the councils of a year.
pub fn read_comparators(
    file: &InputFile,
    context: &Context<'_>,
    year: FinancialYear,
) -> Diagnosed<Option<ComparatorList>> {
    comparators::user::read(file, context, year)
}

/// Reads local evidence that someone supplies, as `docs/supplements.md` describes it.
pub fn read_supplement(file: &InputFile, context: &Context<'_>) -> Diagnosed<Vec<SupplementValue>> {
    supplement::read(file, context)
}

/// Recognises and reads files, in parallel, and settles what they say. The outcome depends on the
/// files and their order only. The bytes of each file are let go as soon as it is read.
pub fn read(files: Vec<InputFile>, context: &Context<'_>) -> Diagnosed<Read> {
    let first = first_of_each(&files);
    let outcomes: Vec<(ReadFile, Reading)> = files
        .into_par_iter()
        .zip(first)
        .map(|(file, first)| match first {
            Some(same) => copy(&file, &same),
            None => one(&file, context),
        })
        .collect();
    let (read_files, mut readings): (Vec<ReadFile>, Vec<Reading>) = outcomes.into_iter().unzip();
    readings.extend(our_own(&readings, context));
    let mut all = Joined::default();
    for reading in readings {
        all.add(reading);
    }
    let older = vintage::drop_parts_of_older_outcomes(
        &mut all.observations,
        &all.releases,
        context.vocabulary,
    );
    all.diagnostics.extend(older);
    all.diagnostics.extend(known_errors::withhold(&mut all.observations, context));
    let (observations, settled) =
        Observations::settle(all.observations, all.releases, context.areas, context.vocabulary);
    all.diagnostics.extend(settled);
    let value = Read {
        observations,
        files: read_files,
        comparators: all.comparators,
        deflators: all.deflators.map(|newest| newest.index),
    };
    Diagnosed { value, diagnostics: all.diagnostics }
}

/// For each file, the name of the earlier file with the same content, if there is one.
fn first_of_each(files: &[InputFile]) -> Vec<Option<ArcStr>> {
    let mut seen: BTreeMap<&str, &ArcStr> = BTreeMap::new();
    files
        .iter()
        .map(|file| {
            if let Some(first) = seen.get(&*file.sha256) {
                return Some(ArcStr::clone(first));
            }
            seen.insert(&file.sha256, &file.name);
            None
        })
        .collect()
}

/// Our own facts beside figures that are real. They stand behind what was supplied: a fact that a file
/// has is that of the file.
fn our_own(readings: &[Reading], context: &Context<'_>) -> Option<Reading> {
    let supplied = || readings.iter().flat_map(|reading| &reading.observations);
    let illustrative =
        readings.iter().flat_map(|reading| &reading.releases).any(Release::is_illustrative);
    if illustrative || supplied().next().is_none() {
        return None;
    }
    let mut own = facts::embedded(context);
    let key = |found: &Observation| (found.series, found.area, found.year);
    let series: BTreeSet<SeriesKey> = own.observations.iter().map(|found| found.series).collect();
    let supplied: BTreeSet<_> =
        supplied().filter(|found| series.contains(&found.series)).map(key).collect();
    own.observations.retain(|found| !supplied.contains(&key(found)));
    Some(own)
}

fn one(file: &InputFile, context: &Context<'_>) -> (ReadFile, Reading) {
    let knows = |reader: &&Reader| {
        catch_unwind(AssertUnwindSafe(|| (reader.recognises)(file, context))).unwrap_or(false)
    };
    match READERS.iter().find(knows) {
        Some(reader) => (described(file, Some(reader.name)), shielded(reader, file, context)),
        None => (described(file, None), noted(unrecognised(file, context))),
    }
}

/// What is said of a file that no reader knows: what moved, if it is nearly of a known layout.
fn unrecognised(file: &InputFile, context: &Context<'_>) -> Diagnostic {
    let place = Place::file(&file.name);
    match columns::resembles(file, context.sources) {
        Err(error) => Diagnostic::error("reference/columns", error.to_string()),
        Ok(Some((layout, drift))) => {
            let message =
                format!("left alone, though much like the layout '{layout}': {}", drift.message);
            let warning = Diagnostic::warning("observe/unrecognised", message).at(place);
            match drift.help {
                Some(help) => warning.help(help),
                None => warning,
            }
        }
        Ok(None) => {
            Diagnostic::note("observe/unrecognised", "no known release has this layout; left alone")
                .at(place)
        }
    }
}

/// Reads a file; a parser that panics on a damaged one costs that file only, and is an error.
fn shielded(reader: &Reader, file: &InputFile, context: &Context<'_>) -> Reading {
    catch_unwind(AssertUnwindSafe(|| (reader.read)(file, context))).unwrap_or_else(|_| {
        noted(
            Diagnostic::error("observe/broken-file", "the file is damaged and cannot be parsed")
                .at(Place::file(&file.name))
                .help("download the file again"),
        )
    })
}

fn copy(file: &InputFile, same: &str) -> (ReadFile, Reading) {
    let message = format!("the same content as {same}; read once");
    let note = Diagnostic::note("observe/same-file", message).at(Place::file(&file.name));
    (described(file, None), noted(note))
}

fn described(file: &InputFile, layout: Option<&'static str>) -> ReadFile {
    ReadFile {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes.len(),
        layout,
    }
}

fn noted(note: Diagnostic) -> Reading {
    Reading { diagnostics: vec![note], ..Reading::default() }
}

#[derive(Default)]
struct Joined {
    observations: Vec<Vec<Observation>>,
    releases: Vec<Release>,
    comparators: Vec<ComparatorList>,
    deflators: Option<deflators::Supplied>,
    diagnostics: Vec<Diagnostic>,
}

impl Joined {
    /// Adds what a file gave; its releases are counted on from those of the files before.
    fn add(&mut self, mut reading: Reading) {
        let shift =
            u16::try_from(self.releases.len()).expect("there are fewer releases than files");
        for observation in &mut reading.observations {
            observation.release.0 += shift;
        }
        self.observations.push(reading.observations);
        self.releases.extend(reading.releases);
        self.comparators.extend(reading.comparators);
        self.diagnostics.extend(reading.diagnostics);
        if let Some(supplied) = reading.deflators {
            self.take_newest(supplied);
        }
    }

    /// Keeps the newer of two indices; of two of the same day the first.
    fn take_newest(&mut self, supplied: deflators::Supplied) {
        let older = match self.deflators.take() {
            Some(kept) if kept.as_of >= supplied.as_of => {
                let place = supplied.place;
                self.deflators = Some(kept);
                place
            }
            Some(kept) => {
                self.deflators = Some(supplied);
                kept.place
            }
            None => {
                self.deflators = Some(supplied);
                return;
            }
        };
        self.diagnostics.push(
            Diagnostic::note(
                "observe/older-deflators",
                "another file has newer deflators; not used",
            )
            .at(older),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::areas::Areas;
    use crate::reference::vocabulary::Vocabulary;

    #[test]
    fn a_file_nobody_knows_is_named_once_and_a_copy_is_read_once() {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let files = [
            InputFile::new("a.txt", &b"hello"[..]),
            InputFile::new("b.txt", &b"other"[..]),
            InputFile::new("c.txt", &b"hello"[..]),
        ];
        let read = read(files.into(), &Context::embedded(&areas, &vocabulary));
        let texts: Vec<_> = read.diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "a.txt: note[observe/unrecognised]: no known release has this layout; left alone",
                "b.txt: note[observe/unrecognised]: no known release has this layout; left alone",
                "c.txt: note[observe/same-file]: the same content as a.txt; read once",
            ]
        );
        assert!(read.value.observations.is_empty());
        assert_eq!(read.value.files.len(), 3);
    }
}
