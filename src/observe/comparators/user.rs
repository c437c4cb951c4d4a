//! A list of similar councils that someone supplies, such as the nearest neighbours of CIPFA.
//!
//! `docs/comparators.md` describes the two forms. Councils are written by name, ONS code or CASSR code
//! as they are in the report year; one that is not known is an error, since a list with a hole would
//! compare a council with others than was meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::domain::place::Place;
use crate::domain::year::FinancialYear;
use crate::observe::collect::Findings;
use crate::observe::comparators::{ComparatorList, neighbours, stem};
use crate::observe::given::unknown_council;
use crate::observe::reader::Context;
use crate::reference::areas::{AreaId, Areas};
use crate::reference::vocabulary::normalise;
use crate::release::delimited::{Delimited, Record, header_of, near};
use crate::release::input::InputFile;

/// What the first column may be called: the council whose list it is.
const COUNCIL: [&str; 15] = [
    "council",
    "council name",
    "council code",
    "name",
    "code",
    "area",
    "areacd",
    "area code",
    "area name",
    "ons code",
    "cassr code",
    "local authority",
    "local authority code",
    "local authority name",
    "authority",
];

/// What the column of one neighbour a line may be called.
const NEIGHBOUR: [&str; 6] = [
    "neighbour",
    "neighbor",
    "nearest neighbour",
    "comparator",
    "similar council",
    "compared with",
];

/// What the column with the place in the list may be called.
const ORDER: [&str; 4] = ["order", "position", "rank", "number"];

/// Reads a list for the councils of a year; without one where the file has errors.
pub fn read(
    file: &InputFile,
    context: &Context<'_>,
    year: FinancialYear,
) -> Diagnosed<Option<ComparatorList>> {
    if neighbours::recognises(file) {
        let reading = neighbours::read(file, context);
        let list = reading.comparators.into_iter().next();
        return Diagnosed { value: list, diagnostics: reading.diagnostics };
    }
    let mut findings = Findings::default();
    let lists = Delimited::open(file).and_then(|delimited| {
        findings.extend(delimited.diagnostics.iter().cloned());
        let form = Form::of(header_of(file), file)?;
        let reader = Reader { form, areas: context.areas, year };
        Ok(reader.lists(&delimited, &mut findings))
    });
    let value = match lists {
        Ok(Some(lists)) => {
            let name = stem(&file.name).to_owned();
            let list = ComparatorList { name, source: Place::file(&file.name), lists };
            findings.extend(list.without_list(context.areas, year));
            Some(list)
        }
        Ok(None) => None,
        Err(fault) => {
            findings.add(fault);
            None
        }
    };
    Diagnosed { value, diagnostics: findings.into_diagnostics() }
}

/// How a file writes its lists, and where its columns are.
enum Form {
    /// One neighbour a line, perhaps with its place in the list.
    Long { neighbour: usize, order: Option<usize> },
    /// One council a line, its neighbours beside it.
    Wide { neighbours: Vec<usize> },
}

impl Form {
    fn of(header: &[String], file: &InputFile) -> Result<Self, Diagnostic> {
        let names: Vec<String> = header.iter().map(|name| normalise(name)).collect();
        let first = names.first().map_or("", String::as_str);
        let fault = |message: String| {
            Diagnostic::error("observe/bad-comparators", message)
                .at(Place::file(&file.name))
                .help("docs/comparators.md shows the two forms a list may have")
        };
        if !COUNCIL.contains(&first) {
            let near = near(first, COUNCIL.into_iter());
            let near =
                near.first().map_or(String::new(), |near| format!("; did you mean '{near}'?"));
            return Err(fault(format!("the first column is '{first}' and not 'council'{near}")));
        }
        let position = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&&**name));
        if let Some(neighbour) = position(&NEIGHBOUR) {
            return Ok(Self::Long { neighbour, order: position(&ORDER) });
        }
        let neighbours: Vec<usize> = names
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, name)| !COUNCIL.contains(&name.as_str()))
            .map(|(index, _)| index)
            .collect();
        if neighbours.is_empty() {
            return Err(fault("there is no column of neighbours".to_owned()));
        }
        Ok(Self::Wide { neighbours })
    }
}

/// A council in a list: its place among the others, who it is, and where it stands in the file.
type Listed = (Option<u32>, AreaId, Place);

struct Reader<'a> {
    form: Form,
    areas: &'a Areas,
    year: FinancialYear,
}

impl Reader<'_> {
    /// The lists, unless something is wrong with one of them.
    fn lists(
        &self,
        delimited: &Delimited<'_>,
        findings: &mut Findings,
    ) -> Option<BTreeMap<AreaId, Vec<AreaId>>> {
        let mut found: BTreeMap<AreaId, Vec<Listed>> = BTreeMap::new();
        let mut sound = true;
        let mut complain = |fault: Diagnostic| {
            findings.add(fault);
            sound = false;
        };
        let mut records = delimited.records();
        while let Some(record) = records.next_record() {
            match record {
                Ok(record) => self.row(&record, &mut found, &mut complain),
                Err(fault) => complain(fault),
            }
        }
        let mut lists = BTreeMap::new();
        for (council, mut listed) in found {
            if listed.iter().any(|(order, _, _)| order.is_some()) {
                listed.sort_by_key(|(order, _, _)| *order);
            }
            let mut seen = BTreeSet::new();
            let mut orders = BTreeSet::new();
            for (order, other, place) in &listed {
                let names = (&self.areas.get(council).name, &self.areas.get(*other).name);
                let message = if *other == council {
                    format!("{} is in its own list", names.0)
                } else if !seen.insert(*other) {
                    format!("{} stands twice in the list of {}", names.1, names.0)
                } else if order.is_some_and(|order| !orders.insert(order)) {
                    format!("two councils have the same place in the list of {}", names.0)
                } else {
                    continue;
                };
                complain(bad(message, place.clone()));
            }
            lists.insert(council, listed.into_iter().map(|(_, other, _)| other).collect());
        }
        sound.then_some(lists)
    }

    fn row(
        &self,
        record: &Record<'_>,
        found: &mut BTreeMap<AreaId, Vec<Listed>>,
        complain: &mut impl FnMut(Diagnostic),
    ) {
        let council = match self.council(record, 0) {
            Ok(council) => council,
            Err(fault) => return complain(fault),
        };
        let mut listed = Vec::new();
        match &self.form {
            Form::Long { neighbour, order } => {
                let place = record.place(order.or(Some(*neighbour)));
                let text = order.map(|column| record.get(Some(column)));
                let order = text.and_then(|text| text.parse().ok());
                if let (Some(text), None) = (text, order) {
                    return complain(bad(format!("'{text}' is no place in a list"), place));
                }
                match self.council(record, *neighbour) {
                    Ok(other) => listed.push((order, other, record.place(Some(*neighbour)))),
                    Err(fault) => complain(fault),
                }
            }
            Form::Wide { neighbours } => {
                if found.contains_key(&council) {
                    let name = &self.areas.get(council).name;
                    return complain(bad(format!("{name} has two lines"), record.place(Some(0))));
                }
                for column in neighbours {
                    if record.get(Some(*column)).is_empty() {
                        continue;
                    }
                    match self.council(record, *column) {
                        Ok(other) => listed.push((None, other, record.place(Some(*column)))),
                        Err(fault) => complain(fault),
                    }
                }
            }
        }
        found.entry(council).or_default().extend(listed);
    }

    fn council(&self, record: &Record<'_>, column: usize) -> Result<AreaId, Diagnostic> {
        let text = record.get(Some(column));
        self.areas
            .find_council(text, self.year)
            .map_err(|near| unknown_council(text, self.year, near).at(record.place(Some(column))))
    }
}

fn bad(message: String, place: Place) -> Diagnostic {
    Diagnostic::error("observe/bad-comparators", message)
        .at(place)
        .help("correct the line; docs/comparators.md shows the two forms a list may have")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::reference::vocabulary::Vocabulary;

    /// The lists of a text by council name, and the places and messages of what was noticed.
    fn outcome(text: &str) -> (Vec<(String, Vec<String>)>, Vec<String>) {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let year = "2021-22".parse().expect("a literal year");
        let file = InputFile::new("cipfa.csv", text.as_bytes());
        let read = read(&file, &Context::embedded(&areas, &vocabulary), year);
        let name = |id: &AreaId| areas.get(*id).name.clone();
        let lists = read.value.into_iter().flat_map(|list| {
            assert_eq!(list.name, "cipfa");
            list.lists
                .into_iter()
                .map(|(council, others)| {
                    (name(&council), others.iter().map(name).collect::<Vec<_>>())
                })
                .collect::<Vec<_>>()
        });
        let told = read.diagnostics.iter().filter(|found| found.code != "observe/no-comparators");
        (lists.collect(), told.map(ToString::to_string).collect())
    }

    #[test]
    fn both_forms_give_the_same_list_by_name_or_code() {
        let expected = vec![(
            "Kirklees".to_owned(),
            vec!["Leeds".to_owned(), "Bristol".to_owned(), "Buckinghamshire".to_owned()],
        )];
        for text in [
            "council,neighbour\nKirklees,Leeds\n211,E06000023\nE08000034,Buckinghamshire\n",
            "Council,Order,Neighbour\nKirklees,3,E06000060\nKirklees,1,leeds\nKirklees,2,\"Bristol, City of\"\n",
            "code,1,2,3,4\nE08000034,E08000035,E06000023,E10000002,\n",
            "Code,Name,NN1,NN2,NN3\n211,Kirklees,Leeds,Bristol,Buckinghamshire\n",
        ] {
            let (lists, told) = outcome(text);
            assert!(told.is_empty(), "{text}: {told:?}");
            assert_eq!(lists, expected, "{text}");
        }
    }

    #[test]
    fn every_fault_names_its_line_and_column() {
        for (text, expected) in [
            (
                "council,neighbour\nKirklees,Leds\n",
                "cipfa.csv:2:2: error[observe/unknown-area]: 'Leds' is no council of 2021-22\n  help: did you mean 'Leeds'?",
            ),
            (
                "council,neighbour\nAtlantis,Leeds\n",
                "cipfa.csv:2:1: error[observe/unknown-area]: 'Atlantis' is no council",
            ),
            (
                "council,1,2\nKirklees,Leeds,211\n",
                "cipfa.csv:2:3: error[observe/bad-comparators]: Kirklees is in its own list",
            ),
            (
                "council,1,2\nKirklees,Leeds,leeds\n",
                "cipfa.csv:2:3: error[observe/bad-comparators]: Leeds stands twice in the list of Kirklees",
            ),
            (
                "council,1\nKirklees,Leeds\n211,Barnet\n",
                "cipfa.csv:3:1: error[observe/bad-comparators]: Kirklees has two lines",
            ),
            (
                "council,neighbour,order\nKirklees,Leeds,first\n",
                "cipfa.csv:2:3: error[observe/bad-comparators]: 'first' is no place in a list",
            ),
            (
                "council,neighbour,order\nKirklees,Leeds,1\nKirklees,Barnet,1\n",
                "cipfa.csv:3:2: error[observe/bad-comparators]: two councils have the same place in the list of Kirklees",
            ),
            (
                "councl,neighbour\nKirklees,Leeds\n",
                "cipfa.csv: error[observe/bad-comparators]: the first column is 'councl' and not 'council'; did you mean 'council'?",
            ),
            (
                "council,name\nKirklees,Leeds\n",
                "cipfa.csv: error[observe/bad-comparators]: there is no column of neighbours",
            ),
            ("council,1,2\nKirklees,Leeds\n", "cipfa.csv:2: error[release/ragged-row]"),
        ] {
            let (lists, told) = outcome(text);
            assert!(lists.is_empty(), "{text}");
            assert!(told[0].starts_with(expected), "{text}: {told:?}");
        }
    }

    #[test]
    fn councils_without_a_list_are_named_in_a_warning() {
        let areas = Areas::load().expect("the embedded register loads");
        let vocabulary = Vocabulary::load().expect("the embedded vocabulary loads");
        let year = "2021-22".parse().expect("a literal year");
        let file = InputFile::new("a.csv", &b"council,neighbour\nBarnet,Barnsley\n"[..]);
        let read = read(&file, &Context::embedded(&areas, &vocabulary), year);
        let [warning] = read.diagnostics.as_slice() else { panic!("{:?}", read.diagnostics) };
        assert_eq!(warning.severity, Severity::Warning);
        assert!(warning.message.contains("Barking and Dagenham, Barnsley"), "{}", warning.message);
        assert!(!warning.message.contains("City of London"), "{}", warning.message);
    }
}
