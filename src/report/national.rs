//! What every council's report is written from: the whole country, worked out once.

use std::collections::BTreeMap;

use arcstr::ArcStr;

use crate::domain::figure::{Figure, Gap};
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::{Formula, Measure, MeasureId};
use crate::measure::comparators::{self, Compared, Comparison, Group, Kind, Measured, Peers};
use crate::measure::distribution::{Distribution, Standing};
use crate::measure::evaluate::Inputs;
use crate::measure::profile::Profile;
use crate::measure::results::{MeasureValue, Results, YearResults};
use crate::observe::answers::Answers;
use crate::observe::observations::ReleaseId;
use crate::observe::supplement::SupplementValue;
use crate::reference::areas::AreaId;
use crate::report::selection::Selection;

/// The value of an area that did not exist in the year.
static NOTHING: MeasureValue = MeasureValue::missing(Gap::NotAvailable);

/// What stands beside the national figures of a run.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// Whom councils are compared with beside England, region and type.
    pub peers: Peers<'a>,
    /// Local evidence that was added for the run.
    pub local: &'a [SupplementValue],
    /// What councils wrote in earlier self-assessments.
    pub answers: &'a BTreeMap<AreaId, Answers>,
    /// Which questions and measures the reports print.
    pub selection: &'a Selection,
}

/// The country in one report year.
pub struct National<'a> {
    /// Catalogue, observations, register and deflators.
    pub inputs: Inputs<'a>,
    /// Every measure, year and area.
    pub results: &'a Results,
    /// The report year.
    pub year: FinancialYear,
    /// Whether the figures are made up.
    pub illustrative: bool,
    /// Whom councils are compared with beside England, region and type.
    pub peers: Peers<'a>,
    /// Local evidence that was added for the run.
    pub local: &'a [SupplementValue],
    /// What councils wrote in earlier self-assessments; it goes into their workbooks and nowhere else.
    pub answers: &'a BTreeMap<AreaId, Answers>,
    /// Which questions and measures the reports print.
    pub selection: &'a Selection,
    /// Who makes the reports; empty for nobody in particular.
    pub organisation: &'a str,
    /// Spend beside outcomes, of every council.
    pub profile: Profile<'a>,
    sources: BTreeMap<(ReleaseId, ArcStr), usize>,
}

/// One measure of one council in the newest year that has figures.
pub struct Latest<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The year of the figures, which may be before the report year.
    pub year: FinancialYear,
    /// The council.
    pub value: &'a MeasureValue,
    /// The spread over councils.
    pub distribution: Option<&'a Distribution>,
    /// Where the council stands, unless it has no value or is not compared.
    pub standing: Option<Standing>,
    /// The council beside each group that its report compares it with.
    pub comparison: Comparison,
}

impl Latest<'_> {
    /// The council beside the group of a kind.
    pub fn beside(&self, kind: Kind) -> Option<&Compared> {
        self.comparison.groups.iter().find(|group| group.kind == kind)
    }
}

impl<'a> National<'a> {
    /// Gathers the country's results and numbers the publications they rest on.
    pub fn new(
        inputs: Inputs<'a>,
        results: &'a Results,
        year: FinancialYear,
        illustrative: bool,
        beside: Beside<'a>,
    ) -> Self {
        let used: std::collections::BTreeSet<_> = results
            .by_measure
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(|results| results.values.values())
            .filter_map(|value| {
                let place = value.places.first()?;
                Some((value.release?, place.file.clone()))
            })
            .collect();
        let sources = used.into_iter().enumerate().map(|(index, key)| (key, index + 1)).collect();
        let Beside { peers, local, answers, selection } = beside;
        let profile = Profile::new(inputs, results, year, peers, |measure| selection.has(measure));
        Self {
            inputs,
            results,
            year,
            illustrative,
            peers,
            local,
            answers,
            selection,
            organisation: "",
            profile,
            sources,
        }
    }

    /// The country as an organisation's reports tell it.
    #[must_use]
    pub fn told_by(self, organisation: &'a str) -> Self {
        Self { organisation, ..self }
    }

    /// The number of the source of a value in the report's list of sources.
    pub fn source_number(&self, value: &MeasureValue) -> Option<usize> {
        let place = value.places.first()?;
        self.sources.get(&(value.release?, place.file.clone())).copied()
    }

    /// The sources, by number: the publication and the file it was read from.
    pub fn sources(&self) -> impl Iterator<Item = (usize, ReleaseId, &ArcStr)> {
        self.sources.iter().map(|((release, file), number)| (*number, *release, file))
    }

    /// The newest figures of every measure for a council that reports print, in the order of the
    /// catalogue, where anything was published up to the report year.
    pub fn newest(&self, council: AreaId) -> Vec<Latest<'a>> {
        let mut groups: BTreeMap<FinancialYear, Vec<Group>> = BTreeMap::new();
        let measures = self.inputs.catalogue.measures.values();
        measures
            .filter(|measure| self.selection.has(measure))
            .filter_map(|measure| {
                let year = self.results.latest_year(&measure.id, self.year)?;
                let groups = groups
                    .entry(year)
                    .or_insert_with(|| self.peers.groups(self.inputs.areas, council, year));
                self.in_year(measure, year, council, groups)
            })
            .collect()
    }

    /// The newest figures of one measure for a council, beside every group there is; none where nothing
    /// was published up to the report year.
    pub fn latest(&self, measure: &MeasureId, council: AreaId) -> Option<Latest<'a>> {
        let year = self.results.latest_year(measure, self.year)?;
        let groups = self.peers.all_groups(self.inputs.areas, council, year);
        self.in_year(self.inputs.catalogue.measures.get(measure)?, year, council, &groups)
    }

    fn in_year(
        &self,
        measure: &'a Measure,
        year: FinancialYear,
        council: AreaId,
        groups: &[Group],
    ) -> Option<Latest<'a>> {
        let results = self.results.year(&measure.id, year)?;
        // A council that began after the newest figures has none, and its report says so.
        let value = results.values.get(&council).unwrap_or(&NOTHING);
        let distribution = results.distribution.as_ref();
        let standing = self.standing(measure, council, value, distribution);
        let comparison =
            comparators::compare(self.measured(measure, year, results), council, groups);
        Some(Latest { measure, year, value, distribution, standing, comparison })
    }

    fn measured<'m>(
        &'m self,
        measure: &'m Measure,
        year: FinancialYear,
        results: &'m YearResults,
    ) -> Measured<'m> {
        Measured { measure, year, base: self.year, results, inputs: self.inputs }
    }

    /// The weighted value of a council's similar councils; none of one without.
    pub fn similar(
        &self,
        measure: &Measure,
        year: FinancialYear,
        results: &YearResults,
        council: AreaId,
    ) -> Option<Figure> {
        let group = self.peers.similar_group(self.inputs.areas, council, year)?;
        Some(comparators::value(self.measured(measure, year, results), &group))
    }

    /// Where a council stands. A total says how large a council is and nothing else, and some councils
    /// are too small to be compared, so these have no standing.
    pub fn standing(
        &self,
        measure: &Measure,
        council: AreaId,
        value: &MeasureValue,
        distribution: Option<&Distribution>,
    ) -> Option<Standing> {
        let is_size = matches!(measure.formula, Formula::Total { .. });
        if is_size || self.inputs.areas.not_compared(council).is_some() {
            return None;
        }
        Standing::of(value.value.ok()?, distribution?)
    }

    /// The figure of a measure in a year and area; not available where there is none.
    pub fn figure(&self, measure: &MeasureId, year: FinancialYear, area: Option<AreaId>) -> Figure {
        area.and_then(|area| self.results.get(measure, year, area))
            .map_or(Err(Gap::NotAvailable), |value| value.value)
    }

    /// Whether the files that were read hold anything for a measure.
    pub fn is_supplied(&self, latest: &Latest<'_>) -> bool {
        latest.value.value != Err(Gap::NotSupplied)
    }

    /// Whether a measure has charts of its own.
    pub fn has_charts(&self, measure: &Measure) -> bool {
        self.inputs.catalogue.charts.contains(&measure.id)
    }

    /// The region of a council.
    pub fn region(&self, council: AreaId) -> Option<AreaId> {
        self.inputs.areas.get(council).region
    }

    /// The type of a council in the report year.
    pub fn council_type(&self, council: AreaId) -> Option<AreaId> {
        self.inputs.areas.council_type(council, self.year)
    }

    /// The printed name of an area, or nothing.
    pub fn name(&self, area: Option<AreaId>) -> String {
        area.map(|area| self.inputs.areas.get(area).name.clone()).unwrap_or_default()
    }
}
