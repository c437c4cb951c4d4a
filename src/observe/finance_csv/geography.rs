//! The geography columns of a row to an area of the register, once for every wording in a file.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::domain::year::FinancialYear;
use crate::observe::finance_csv::classify::proposal;
use crate::observe::finance_csv::columns::{AREA_CODE, AREA_NAME, CASSR, LEVEL, REGION_CODE};
use crate::observe::finance_csv::rules::Rules;
use crate::reference::areas::{AreaId, AreaLevel, Areas, ENGLAND};
use crate::release::delimited::{Positions, Record};

/// What is wrong with an area, and the column to look at.
type Fault = Box<(Diagnostic, usize)>;

/// The areas of the rows of one file.
pub(super) struct Geography<'a> {
    columns: &'a Positions<24>,
    rules: &'a Rules,
    areas: &'a Areas,
    known: HashMap<Vec<u8>, Result<AreaId, Fault>>,
    key: Vec<u8>,
    warnings: Vec<Diagnostic>,
    told: Vec<String>,
}

impl<'a> Geography<'a> {
    pub(super) fn new(columns: &'a Positions<24>, rules: &'a Rules, areas: &'a Areas) -> Self {
        Self {
            columns,
            rules,
            areas,
            known: HashMap::new(),
            key: Vec::new(),
            warnings: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The area of a row.
    ///
    /// # Errors
    /// A code that nobody has, a level that is unknown or another than the area's, and two codes
    /// that mean two councils.
    pub(super) fn area(
        &mut self,
        record: &Record<'_>,
        year: FinancialYear,
    ) -> Result<AreaId, Diagnostic> {
        self.key.clear();
        for column in [LEVEL, AREA_CODE, REGION_CODE, CASSR, AREA_NAME] {
            self.key.extend_from_slice(record.get(self.columns[column]).as_bytes());
            self.key.push(0x1F);
        }
        self.key.extend_from_slice(&year.end().to_le_bytes());
        if !self.known.contains_key(&self.key) {
            let found = self.find(record, year);
            self.known.insert(self.key.clone(), found);
        }
        match &self.known[&self.key] {
            Ok(area) => Ok(*area),
            Err(fault) => Err(fault.0.clone().at(record.place(self.columns[fault.1]))),
        }
    }

    fn find(&mut self, record: &Record<'_>, year: FinancialYear) -> Result<AreaId, Fault> {
        let text = |column: usize| record.get(self.columns[column]);
        let level = match self.rules.level(text(LEVEL)) {
            Some(level) => level,
            None => self.level_by_code(record)?,
        };
        let found = match level {
            AreaLevel::England => self.areas.by_code(ENGLAND),
            AreaLevel::Council => match text(AREA_CODE) {
                "" | "-" => self.by_cassr_or_name(record, year),
                code => self.areas.by_code(code),
            },
            AreaLevel::Region => self
                .areas
                .by_code(text(AREA_CODE))
                .or_else(|| self.areas.by_code(text(REGION_CODE)))
                .or_else(|| self.by_name(text(AREA_NAME), level)),
            AreaLevel::CouncilType => self.by_name(text(AREA_NAME), level),
        };
        let area = found
            .filter(|area| self.areas.get(*area).level == level)
            .ok_or_else(|| Box::new((self.unknown(record, level), AREA_CODE)))?;
        if level == AreaLevel::Council {
            self.same_council(area, text(CASSR), year)?;
        }
        Ok(area)
    }

    /// The level of a row whose word for it nobody listed: what its code is a code of.
    fn level_by_code(&mut self, record: &Record<'_>) -> Result<AreaLevel, Fault> {
        let text = |column: usize| record.get(self.columns[column]);
        let label = text(LEVEL);
        let area = self
            .areas
            .by_code(text(AREA_CODE))
            .or_else(|| text(CASSR).is_empty().then(|| self.areas.by_code(text(REGION_CODE)))?);
        let message = format!("'{label}' is no known level of geography");
        let Some(area) = area else {
            let known = "Local Authority";
            let fault = Diagnostic::warning(
                "observe/unknown-label",
                format!("{message}; its rows are left out"),
            )
            .help(proposal("geography-level", label, known));
            return Err(Box::new((fault, LEVEL)));
        };
        let level = self.areas.get(area).level;
        let known = Rules::level_label(level);
        let said = format!("{message}; the codes of its rows say that it is {known}");
        let warning = Diagnostic::warning("observe/unknown-label", said)
            .at(record.place(self.columns[LEVEL]))
            .help(proposal("geography-level", label, known));
        if !self.told.contains(&warning.message) {
            self.told.push(warning.message.clone());
            self.warnings.push(warning);
        }
        Ok(level)
    }

    fn by_cassr_or_name(&self, record: &Record<'_>, year: FinancialYear) -> Option<AreaId> {
        self.areas
            .by_cassr(record.get(self.columns[CASSR]), year)
            .or_else(|| self.by_name(record.get(self.columns[AREA_NAME]), AreaLevel::Council))
            .filter(|area| self.areas.exists_in(*area, year))
    }

    fn by_name(&self, name: &str, level: AreaLevel) -> Option<AreaId> {
        let right_level = |area: &AreaId| self.areas.get(*area).level == level;
        self.areas.by_name(name).iter().copied().find(right_level)
    }

    /// What was noticed since the last call.
    pub(super) fn take_warnings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.warnings)
    }

    /// The two codes of a council must mean the same one.
    fn same_council(&self, area: AreaId, cassr: &str, year: FinancialYear) -> Result<(), Fault> {
        match self.areas.by_cassr(cassr, year) {
            Some(other) if other != area => {
                let message = format!(
                    "the codes of the row mean two councils: {} and {}",
                    self.areas.get(area).name,
                    self.areas.get(other).name
                );
                Err(Box::new((Diagnostic::error("observe/two-councils", message), CASSR)))
            }
            _ => Ok(()),
        }
    }

    fn unknown(&self, record: &Record<'_>, level: AreaLevel) -> Diagnostic {
        let code = match record.get(self.columns[AREA_CODE]) {
            "" => record.get(self.columns[REGION_CODE]),
            code => code,
        };
        let name = record.get(self.columns[AREA_NAME]);
        let message =
            format!("no {} has the code '{code}' ('{name}')", level.id().replace('-', " "));
        let help = self.areas.nearest_name(name, self.areas.of_level(level)).map_or_else(
            || "if it is new, add it to data/reference/councils.csv".to_owned(),
            |near| format!("the nearest name is {near}"),
        );
        // Council types are groups of the publisher's, whose figures are made from those of councils.
        let fault = match level {
            AreaLevel::CouncilType => Diagnostic::warning("observe/unknown-area", message),
            _ => Diagnostic::error("observe/unknown-area", message),
        };
        fault.help(help)
    }
}
