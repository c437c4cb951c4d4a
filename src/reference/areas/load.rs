//! The embedded tables of areas to the register.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::domain::year::NotAYear;
use crate::reference::ReferenceError;
use crate::reference::areas::{
    Area, AreaId, AreaLevel, Areas, DatedCode, ENGLAND, index_of, name_key,
};
use crate::reference::sources::{EMBEDDED, Sources};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRow {
    code: String,
    slug: String,
    name: String,
    other_names: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeRow {
    slug: String,
    name: String,
    other_names: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotComparedRow {
    slug: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CouncilRow {
    slug: String,
    name: String,
    cassr_code: String,
    ons_code: String,
    council_type: String,
    region_code: String,
    first_year: String,
    last_year: String,
    predecessors: String,
    successors: String,
    other_names: String,
    #[serde(rename = "source")]
    _source: String,
}

impl Areas {
    /// The register the program was built with.
    ///
    /// # Errors
    /// A fault in one of its tables, with file and line.
    pub fn load() -> Result<Self, ReferenceError> {
        Self::load_from(&EMBEDDED)
    }

    /// The register of some tables.
    ///
    /// # Errors
    /// A fault in one of its tables, with file and line.
    pub fn load_from(sources: &Sources) -> Result<Self, ReferenceError> {
        let mut areas = Self {
            all: Vec::new(),
            by_code: HashMap::new(),
            by_cassr: HashMap::new(),
            by_name: HashMap::new(),
            not_compared: BTreeMap::new(),
        };
        areas.add_group(AreaLevel::England, "England", "england", ENGLAND, "");
        for (_, row) in rows::<RegionRow>(sources, "regions.csv")? {
            areas.add_group(AreaLevel::Region, &row.name, &row.slug, &row.code, &row.other_names);
        }
        for (_, row) in rows::<TypeRow>(sources, "council-types.csv")? {
            areas.add_group(
                AreaLevel::CouncilType,
                &row.name,
                &row.slug,
                &row.slug,
                &row.other_names,
            );
        }
        for (line, row) in rows::<CouncilRow>(sources, "councils.csv")? {
            areas.add_council(row).map_err(|message| ReferenceError {
                file: "data/reference/councils.csv".to_owned(),
                line,
                column: 1,
                message,
            })?;
        }
        for (line, row) in rows::<NotComparedRow>(sources, "not-compared.csv")? {
            let id = areas.ids().find(|id| areas.get(*id).slug == row.slug);
            let id = id.ok_or_else(|| ReferenceError {
                file: "data/reference/not-compared.csv".to_owned(),
                line,
                column: 1,
                message: format!("there is no council '{}'", row.slug),
            })?;
            areas.not_compared.insert(id, row.why);
        }
        Ok(areas)
    }

    fn add_group(&mut self, level: AreaLevel, name: &str, slug: &str, code: &str, others: &str) {
        let id = self.push(Area {
            level,
            name: name.to_owned(),
            slug: slug.to_owned(),
            cassr_code: String::new(),
            region: None,
            predecessors: Vec::new(),
            successors: Vec::new(),
            codes: vec![DatedCode {
                code: code.to_owned(),
                first: None,
                last: None,
                council_type: None,
            }],
        });
        self.by_code.insert(code.to_owned(), id);
        self.add_names(id, name, others);
    }

    fn add_council(&mut self, row: CouncilRow) -> Result<(), String> {
        let year = |text: &str| {
            if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
                .map_err(|error: NotAYear| error.to_string())
        };
        let list = |text: &str| -> Vec<String> {
            text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let region = self
            .by_code(&row.region_code)
            .ok_or_else(|| format!("region '{}' is not in regions.csv", row.region_code))?;
        let council_type = self
            .by_code(&row.council_type)
            .ok_or_else(|| format!("type '{}' is not in council-types.csv", row.council_type))?;
        let code = DatedCode {
            code: row.ons_code.clone(),
            first: year(&row.first_year)?,
            last: year(&row.last_year)?,
            council_type: Some(council_type),
        };
        let known = self.all.iter().position(|area| area.slug == row.slug);
        let id = match known {
            Some(index) => {
                self.all[index].codes.push(code);
                AreaId(index_of(index))
            }
            None => self.push(Area {
                level: AreaLevel::Council,
                name: row.name.clone(),
                slug: row.slug,
                cassr_code: row.cassr_code.clone(),
                region: Some(region),
                predecessors: list(&row.predecessors),
                successors: list(&row.successors),
                codes: vec![code],
            }),
        };
        if self.by_code.insert(row.ons_code.clone(), id).is_some() {
            return Err(format!("the code {} stands twice", row.ons_code));
        }
        let same_cassr = self.by_cassr.entry(row.cassr_code).or_default();
        if !same_cassr.contains(&id) {
            same_cassr.push(id);
        }
        self.add_names(id, &row.name, &row.other_names);
        Ok(())
    }

    fn push(&mut self, area: Area) -> AreaId {
        let id = AreaId(index_of(self.all.len()));
        self.all.push(area);
        id
    }

    fn add_names(&mut self, id: AreaId, name: &str, others: &str) {
        for name in std::iter::once(name).chain(others.split(';')).filter(|name| !name.is_empty()) {
            let same_name = self.by_name.entry(name_key(name)).or_default();
            if !same_name.contains(&id) {
                same_name.push(id);
            }
        }
    }
}

fn rows<T: serde::de::DeserializeOwned>(
    sources: &Sources,
    name: &str,
) -> Result<Vec<(usize, T)>, ReferenceError> {
    let text = sources.text(&format!("reference/{name}"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row: Result<T, csv::Error>| {
            let position = |position: Option<&csv::Position>| {
                position.map_or(0, |position| usize::try_from(position.line()).unwrap_or(0))
            };
            row.map_err(|error| ReferenceError {
                file: format!("data/reference/{name}"),
                line: position(error.position()),
                column: 1,
                message: error.to_string(),
            })
        })
        .enumerate()
        .map(|(index, row)| row.map(|row| (index + 2, row)))
        .collect()
}
