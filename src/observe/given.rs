//! What files have in common that someone gives beside the published ones: lines about councils.

use std::fmt::Display;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::year::FinancialYear;
use crate::observe::collect::Findings;
use crate::release::delimited::{Column, Delimited, Positions};
use crate::release::input::InputFile;

/// Opens a file with some columns and reads its lines; nothing where it cannot be opened, with the reasons
/// among the findings.
pub(super) fn read<const N: usize, T: Default>(
    file: &InputFile,
    columns: &[Column; N],
    lines: impl FnOnce(&Delimited<'_>, Positions<N>, &mut Findings) -> T,
) -> (T, Findings) {
    let mut findings = Findings::default();
    let opened = Delimited::open(file).map_err(|fault| vec![fault]).and_then(|delimited| {
        findings.extend(delimited.diagnostics.iter().cloned());
        let Diagnosed { value, diagnostics } = delimited.columns(columns)?;
        findings.extend(diagnostics);
        Ok(lines(&delimited, value, &mut findings))
    });
    let found = opened.unwrap_or_else(|faults| {
        findings.extend(faults);
        T::default()
    });
    (found, findings)
}

/// A text that names no council of a year, with the nearest name if there is one.
pub(super) fn unknown_council(
    text: impl Display,
    year: FinancialYear,
    near: Option<String>,
) -> Diagnostic {
    let help = near.map_or_else(
        || "write its name, its ONS code or its CASSR code".to_owned(),
        |near| format!("did you mean '{near}'?"),
    );
    Diagnostic::error("observe/unknown-area", format!("'{text}' is no council of {year}"))
        .help(help)
}
