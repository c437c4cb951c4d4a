//! Personal Social Services: Expenditure and Unit Costs, 2014-15, to observations in pounds and weeks.
//!
//! The first year of the finance return came as wide CSV files with a column for each council. What
//! their words mean is in `data/reference/pss-2014-15.toml`; a file is known by the headers of its label
//! columns.

mod columns;
mod figures;
mod layout;
mod sums;

use crate::diagnostic::Diagnostic;
use crate::domain::place::{Place, Spot};
use crate::domain::year::FinancialYear;
use crate::observe::collect::only_faults;
use crate::observe::pss::figures::Figures;
use crate::observe::pss::layout::Layout;
use crate::observe::reader::{Context, Reading};
use crate::release::input::InputFile;
use crate::release::wide::{self, Wide};

/// Whether the second line of a file has columns that councils head.
pub fn recognises(file: &InputFile) -> bool {
    /// A file with fewer columns of councils may be anything.
    const ENOUGH: usize = 20;
    wide::second_line(file).iter().filter(|header| columns::council(header).is_some()).count()
        >= ENOUGH
}

/// Reads spend, income, weeks, home care rates and unit costs; the two files that are of no use to
/// a comparison over years are left alone, with the reason.
pub fn read(file: &InputFile, context: &Context<'_>) -> Reading {
    let layout = match Layout::load(context.sources, context.vocabulary) {
        Ok(layout) => layout,
        Err(error) => {
            return only_faults([
                Diagnostic::error("reference/pss", error.to_string()).at(Place::file(&file.name))
            ]);
        }
    };
    if let Err(fault) = same_year(file, &layout) {
        return only_faults([fault]);
    }
    let header = wide::second_line(file);
    let labels: Vec<&str> = header
        .iter()
        .map(String::as_str)
        .take_while(|text| columns::council(text).is_none())
        .collect();
    let Some(known) = layout.file(&labels) else {
        return only_faults([unknown_file(&labels, file, &layout)]);
    };
    if let Some(why) = &known.leave_out {
        let message = format!("the file '{}' is left alone: {why}", known.name);
        return only_faults([
            Diagnostic::note("observe/left-out", message).at(Place::file(&file.name))
        ]);
    }
    let wide = match Wide::open(file) {
        Ok(wide) => wide,
        Err(fault) => return only_faults([fault]),
    };
    Figures { wide: &wide, known, layout: &layout, context }.read()
}

/// The name of a file may say another year than that of the layout; nothing else in it says any.
fn same_year(file: &InputFile, layout: &Layout) -> Result<(), Diagnostic> {
    let name = file.name.rsplit('/').next().unwrap_or(&file.name);
    let pieces: Vec<&str> = name.split(['-', '_', '.', ' ']).collect();
    let year = pieces.windows(2).find_map(|pair| {
        let short = pair.iter().all(|piece| piece.len() == 2);
        let year: FinancialYear = format!("20{}-{}", pair[0], pair[1]).parse().ok()?;
        short.then_some(year)
    });
    match year {
        Some(year) if year != layout.year => Err(Diagnostic::error(
            "observe/wrong-year",
            format!("the file's name says {year}, and this layout was used in {}", layout.year),
        )
        .at(Place::file(&file.name))
        .help("if the publisher used it again, its words and year need a table of their own")),
        _ => Ok(()),
    }
}

fn unknown_file(labels: &[&str], file: &InputFile, layout: &Layout) -> Diagnostic {
    let known: Vec<String> = layout.files.iter().map(|file| file.headers.join(", ")).collect();
    let message = format!("no file of this release has the label columns {}", labels.join(", "));
    Diagnostic::error("release/missing-column", message)
        .at(Place { file: file.name.clone(), spot: Spot::Line(2, Some(1)) })
        .help(format!("known are: {}", known.join("; ")))
}

#[cfg(test)]
mod tests;
