//! `data/measures.json`: the same figures as `measures.csv`, each fact once: areas and publications
//! in lists, then measure, year and area, one short array each. Numbers are text, so that no
//! reader's floating point rounds them.

use arcstr::ArcStr;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::domain::figure::Gap;
use crate::domain::year::FinancialYear;
use crate::measure::catalogue::Measure;
use crate::measure::results::{MeasureValue, YearResults};
use crate::reference::areas::{AreaId, AreaLevel};
use crate::render::open_data::csvw::LICENCE;
use crate::render::open_data::lines::{figure, some};
use crate::render::open_data::rows;
use crate::report::build;
use crate::report::national::National;
use crate::report::notes;

/// What each place of an area's array holds. New ones are added at the end only.
pub(super) const CELLS: [&str; 12] = [
    "value",
    "gap",
    "numerator",
    "denominator",
    "interval_low",
    "interval_high",
    "peers",
    "band",
    "basis",
    "release",
    "file",
    "place",
];

/// How to read the file, in the file.
const ABOUT: &str = "measures: measure id, then years: financial year, then areas: area code, then an array whose \
     places are named in cells. Numbers are text with a dot and not rounded; null means that there \
     is none. gap says why there is no value. release and file count from 0 in releases and files. \
     The value of a council's region, council type and of England stands under their own codes; a \
     council's type may differ by year and is in areas.";

pub(super) fn write(national: &National<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(io::BufWriter::new(&mut *out), &File(national))?;
    out.write_all(b"\n")
}

struct File<'a>(&'a National<'a>);

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let national = self.0;
        let edition = build::edition(national);
        let observations = national.inputs.observations;
        let files = Files::of(national);
        let releases: Vec<&str> =
            observations.releases().iter().map(|release| &*release.title).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &format!("Use of Resources measures, {}", national.year))?;
        map.serialize_entry("year", &national.year)?;
        map.serialize_entry("status", rows::status(national))?;
        map.serialize_entry("note", &edition.banner)?;
        map.serialize_entry("source", &edition.release)?;
        map.serialize_entry("licence", LICENCE)?;
        map.serialize_entry("rights", &notes::licence())?;
        map.serialize_entry("about", ABOUT)?;
        map.serialize_entry("cells", &CELLS)?;
        map.serialize_entry("areas", &Areas(national))?;
        map.serialize_entry("releases", &releases)?;
        map.serialize_entry("files", &files.names)?;
        map.serialize_entry("measures", &Measures(national, &files))?;
        map.end()
    }
}

/// The files that values were read from, numbered.
struct Files {
    names: Vec<ArcStr>,
    numbers: BTreeMap<ArcStr, usize>,
}

impl Files {
    fn of(national: &National<'_>) -> Self {
        let years = national.results.by_measure.values().flat_map(BTreeMap::values);
        let names = years
            .flat_map(|results| results.values.values())
            .filter_map(|value| value.places.first())
            .map(|place| place.file.clone());
        let names: std::collections::BTreeSet<ArcStr> = names.collect();
        let names: Vec<ArcStr> = names.into_iter().collect();
        let numbers = names.iter().enumerate().map(|(index, name)| (name.clone(), index)).collect();
        Self { names, numbers }
    }
}

struct Areas<'a>(&'a National<'a>);

impl Serialize for Areas<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let national = self.0;
        let areas = national.inputs.areas;
        let years = national.results.by_measure.values().flat_map(BTreeMap::iter);
        let mut seen: BTreeMap<AreaId, Vec<FinancialYear>> = BTreeMap::new();
        for (year, results) in years {
            for area in results.values.keys() {
                let years = seen.entry(*area).or_default();
                if let Err(place) = years.binary_search(year) {
                    years.insert(place, *year);
                }
            }
        }
        serializer.collect_map(seen.iter().map(|(id, years)| {
            let area = areas.get(*id);
            let mut entry = json!({ "name": area.name, "level": area.level.id() });
            if area.level == AreaLevel::Council {
                let code = |group: AreaId| areas.code_in(group, national.year);
                let types: BTreeMap<String, &str> = years
                    .iter()
                    .filter_map(|year| {
                        Some((year.to_string(), code(areas.council_type(*id, *year)?)))
                    })
                    .collect();
                entry["region"] = json!(area.region.map(code));
                entry["council_types"] = json!(types);
            }
            (areas.code_in(*id, national.year), entry)
        }))
    }
}

struct Measures<'a>(&'a National<'a>, &'a Files);

impl Serialize for Measures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(national, files) = *self;
        serializer.collect_map(national.results.by_measure.iter().map(|(id, years)| {
            let measure = &national.inputs.catalogue.measures[id];
            (id, OneMeasure { national, files, measure, years })
        }))
    }
}

struct OneMeasure<'a> {
    national: &'a National<'a>,
    files: &'a Files,
    measure: &'a Measure,
    years: &'a BTreeMap<FinancialYear, YearResults>,
}

impl Serialize for OneMeasure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let measure = self.measure;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &measure.name)?;
        map.serialize_entry("definition", &measure.definition)?;
        map.serialize_entry("basket", measure.basket.id())?;
        map.serialize_entry("step", &measure.step)?;
        map.serialize_entry("unit", measure.unit.id())?;
        map.serialize_entry("polarity", measure.polarity.id())?;
        map.serialize_entry("caveats", &measure.caveats)?;
        map.serialize_entry("years", &Years(self))?;
        map.end()
    }
}

struct Years<'a>(&'a OneMeasure<'a>);

impl Serialize for Years<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = self.0;
        serializer
            .collect_map(one.years.iter().map(|(year, results)| (year, Year(one, *year, results))))
    }
}

struct Year<'a>(&'a OneMeasure<'a>, FinancialYear, &'a YearResults);

impl Serialize for Year<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(one, year, results) = *self;
        let inputs = one.national.inputs;
        let spread = results.distribution.as_ref();
        let quartiles = spread.and_then(|spread| spread.quartiles);
        let mut map = serializer.serialize_map(None)?;
        let broken = inputs.catalogue.breaks_before(&one.measure.id, year);
        map.serialize_entry("break_before", &broken)?;
        map.serialize_entry("median", &text(&some(spread.map(|spread| spread.median))))?;
        map.serialize_entry("lower_quartile", &text(&some(quartiles.map(|(low, _)| low))))?;
        map.serialize_entry("upper_quartile", &text(&some(quartiles.map(|(_, high)| high))))?;
        map.serialize_entry("areas", &Values(self))?;
        map.end()
    }
}

struct Values<'a>(&'a Year<'a>);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Year(one, year, results) = *self.0;
        let areas = one.national.inputs.areas;
        serializer.collect_map(results.values.iter().map(|(area, value)| {
            let code = areas.code_in(*area, one.national.year);
            (code, Cells { one, year, results, area: *area, value })
        }))
    }
}

struct Cells<'a> {
    one: &'a OneMeasure<'a>,
    year: FinancialYear,
    results: &'a YearResults,
    area: AreaId,
    value: &'a MeasureValue,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { one, year, results, area, value } = *self;
        let (numerator, denominator) = value.parts_to_print();
        let (low, high) = rows::interval(value);
        let mut cells = serializer.serialize_seq(Some(CELLS.len()))?;
        cells.serialize_element(&text(&figure(value.value)))?;
        cells.serialize_element(&value.value.err().map(Gap::code))?;
        cells.serialize_element(&text(&numerator.map_or_else(String::new, figure)))?;
        cells.serialize_element(&text(&denominator.map_or_else(String::new, figure)))?;
        cells.serialize_element(&text(&low))?;
        cells.serialize_element(&text(&high))?;
        let peers = rows::peers(one.national, one.measure, year, results, area);
        cells.serialize_element(&text(&peers))?;
        cells.serialize_element(&text(rows::band(
            one.national,
            one.measure,
            results,
            area,
            value,
        )))?;
        cells.serialize_element(&rows::basis(value))?;
        cells.serialize_element(&value.release.map(|release| release.0))?;
        let file = value.places.first().and_then(|place| one.files.numbers.get(&place.file));
        cells.serialize_element(&file)?;
        cells.serialize_element(&text(&rows::places(value)))?;
        cells.end()
    }
}

/// A text, or null for none.
fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
