//! ASC-FR 2016-17: three files with numbers in place of words, to observations in pounds and weeks.
//!
//! The files print no totals: 109 rows for each area make up its spend, and 150 more are a voluntary
//! split of them by age that would count twice. Region and England rows are the publisher's.

mod dictionary;
mod money;
mod other;
mod row;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::format;
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::{Collector, only_faults};
use crate::observe::finance_keys::dictionary::Dictionary;
use crate::observe::observations::Release;
use crate::observe::reader::{Context, Reading};
use crate::reference::ReferenceError;
use crate::reference::sources::Sources;
use crate::release::columns::Layout;
use crate::release::delimited::{Delimited, header_of};
use crate::release::input::InputFile;

/// One of the three files.
#[derive(Clone, Copy)]
enum Which {
    Totals,
    Activity,
    Additional,
}

/// Which of the three a file is, by the names of its columns: the one of whose layout it has the
/// largest share, and two thirds at least.
fn which(file: &InputFile, sources: &Sources) -> Option<Which> {
    let header: Vec<String> = header_of(file).iter().map(|name| name.to_lowercase()).collect();
    // The data files of 2017-18 and 2018-19 have most of these columns, and a level of geography.
    let keys = header.iter().filter(|name| name.ends_with("_key")).count();
    if keys < 2 || header.iter().any(|name| name == "geography_level") {
        return None;
    }
    let totals = Layout::load(sources, money::LAYOUT, money::COLUMNS).ok()?;
    let activity = Layout::load(sources, other::ACTIVITY, other::ACTIVITY_COLUMNS).ok()?;
    let additional = Layout::load(sources, other::ADDITIONAL, other::ADDITIONAL_COLUMNS).ok()?;
    let shares = [
        (Which::Totals, totals.count_named(file), totals.columns.len()),
        (Which::Activity, activity.count_named(file), activity.columns.len()),
        (Which::Additional, additional.count_named(file), additional.columns.len()),
    ];
    shares
        .into_iter()
        .filter(|(_, named, of)| named * 3 >= of * 2)
        .max_by(|left, right| (left.1 * right.2).cmp(&(right.1 * left.2)))
        .map(|(which, ..)| which)
}

/// Whether the file is one of the three.
pub fn recognises(file: &InputFile, context: &Context<'_>) -> bool {
    which(file, context.sources).is_some()
}

/// Reads spend and income, weeks of support, or income from grants, whichever the file holds.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let read = || -> Result<Collector, Vec<Diagnostic>> {
        let delimited = Delimited::open(file).map_err(|fault| vec![fault])?;
        let dictionary = Dictionary::load(context.sources).map_err(|error| in_table(&error))?;
        let mut collector = Collector::default();
        collector.findings.extend(delimited.diagnostics.iter().cloned());
        match which(file, context.sources) {
            Some(Which::Totals) => money::read(&delimited, &dictionary, context, &mut collector)?,
            Some(Which::Activity) => {
                other::activity(&delimited, &dictionary, context, &mut collector)?;
            }
            Some(Which::Additional) => {
                other::additional(&delimited, &dictionary, context, &mut collector)?;
            }
            None => {}
        }
        Ok(collector)
    };
    match read() {
        Ok(collector) => {
            let release = collector.latest().map(release);
            collector.into_reading(release)
        }
        Err(faults) => only_faults(faults),
    }
}

/// The columns of a layout in a file, with what was noticed given to the collector.
fn columns<const N: usize>(
    delimited: &Delimited<'_>,
    context: &Context<'_>,
    (id, names): (&'static str, [&str; N]),
    collector: &mut Collector,
) -> Result<[Option<usize>; N], Vec<Diagnostic>> {
    let layout = Layout::load(context.sources, id, names).map_err(|error| in_table(&error))?;
    let Diagnosed { value, diagnostics } = delimited.layout(&layout)?;
    collector.findings.extend(diagnostics);
    Ok(value)
}

fn in_table(error: &ReferenceError) -> Vec<Diagnostic> {
    vec![Diagnostic::error("reference/finance-keys", error.to_string())]
}

fn left_out(collector: &mut Collector, what: &str, rows: usize, file: &Place) {
    if rows > 0 {
        let rows = format::count(rows);
        let message = format!("{what} are left out; rows: {rows}");
        let note = Diagnostic::note("observe/left-out", message).at(file.clone());
        collector.findings.add(note);
    }
}

/// The three files are one release, and say so by one title.
fn release(latest: FinancialYear) -> Release {
    Release {
        latest,
        published: None,
        title: format!(
            "Adult Social Care Activity and Finance Report, {latest}: finance data files"
        ),
        publisher: "NHS Digital".to_owned(),
    }
}

#[cfg(test)]
mod tests;
