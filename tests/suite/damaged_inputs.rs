//! Damaged files of the smaller readers: cut short, or of any bytes at all.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use use_of_resources::diagnostic::Severity;
use use_of_resources::observe::comparators::{neighbours, user};
use use_of_resources::observe::reader::Reading;
use use_of_resources::observe::{deflators, deprivation, facts, revenue_outturn, supplement};
use use_of_resources::reference::sources::EMBEDDED;
use use_of_resources::release::input::InputFile;

use crate::harness::published_files;
use crate::other_inputs::{Tables, year};

/// A reader that is tried with damaged files.
type Try = fn(&InputFile) -> Reading;

const READERS: [(&str, Try); 5] = [
    ("revenue-outturn_2024-25/RO3_LA_Data_2024-25_data_by_LA.ods", |file| {
        revenue_outturn::read(file, &Tables::get().context())
    }),
    ("imd/File_11_-_IoD2019_Local_Authority_District_Summaries__upper-tier__.xlsx", |file| {
        deprivation::read(file, &Tables::get().context())
    }),
    ("gdp-deflators/GDP_Deflators_Qtrly_National_Accounts_December_2023_update.csv", |file| {
        deflators::read(file, &Tables::get().context())
    }),
    ("neighbours/global-neighbours.csv", |file| neighbours::read(file, &Tables::get().context())),
    ("facts.csv", |file| facts::read(file, &Tables::get().context())),
];

fn bytes_of(published: &Path, name: &str) -> Vec<u8> {
    if name == "facts.csv" {
        return EMBEDDED.text("reference/facts.csv").as_bytes().to_vec();
    }
    fs_err::read(published.join(name)).expect("readable")
}

/// Cut anywhere, a file is refused or gives nothing that the whole file does not say.
#[test]
fn a_file_cut_short_gives_no_other_figure() {
    let Some(published) = published_files() else { return };
    for (name, read) in READERS {
        let bytes = bytes_of(&published, name);
        let whole = read(&InputFile::new(name, bytes.clone()));
        assert!(whole.diagnostics.iter().all(|found| found.severity == Severity::Note));
        let figures: BTreeMap<_, _> = whole
            .observations
            .iter()
            .map(|found| ((found.series, found.area, found.year), (found.figure, &found.place)))
            .collect();
        for step in 0..60 {
            // Spread over the file, and the last thirty bytes one by one.
            let length = if step < 30 { bytes.len() * step / 30 } else { bytes.len() + 29 - step };
            let length = length.min(bytes.len() - 1);
            let part = read(&InputFile::new(name, &bytes[..length]));
            for found in &part.observations {
                let key = (found.series, found.area, found.year);
                assert_eq!(
                    figures.get(&key),
                    Some(&(found.figure, &found.place)),
                    "{name} {length}"
                );
            }
            for list in &part.comparators {
                for (council, others) in &list.lists {
                    assert_eq!(whole.comparators[0].lists.get(council), Some(others), "{name}");
                }
            }
            if let Some(index) = part.deflators {
                let whole = whole.deflators.as_ref().expect("the whole file is an index");
                assert!(index.index.years().eq(whole.index.years()), "{name} {length}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes a file has, no reader panics.
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..600), head in 0..8_usize) {
        const HEADS: [&str; 8] = [
            "",
            "PK\x03\x04",
            "series,financial_year,area_code,value,gap,source\n",
            "AREACD,1,2,3\n",
            ",GDP DEFLATORS AT MARKET PRICES,,\n,last updated 22 December 2023,,\n,Financial year,2022-23 = 100,per cent change\n",
            "council,neighbour,order\n",
            "council,1,2\n",
            "council,year,measure,value,base,unit,source\n",
        ];
        let mut content = HEADS[head].as_bytes().to_vec();
        content.extend(bytes);
        content.push(b'\n');
        let file = InputFile::new("any", content);
        let context = Tables::get().context();
        for (_, read) in READERS {
            let _ = read(&file);
        }
        let _ = revenue_outturn::recognises(&file);
        let _ = deprivation::recognises(&file);
        let _ = user::read(&file, &context, year("2023-24"));
        let _ = supplement::read(&file, &context);
    }

    /// Cells of any text in the right columns do no harm either.
    #[test]
    fn arbitrary_cells_do_no_harm(cells in prop::collection::vec("[-0-9a-zA-Z%.,£ ()]{0,12}|[0-9]{1,30}(\\.[0-9]{0,30})?|20[0-9]{2}-[0-9]{2}|E0[6-9]0000[0-9]{2}|Kirklees|Leeds", 24)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        let rows = |width: usize| -> String {
            quoted.chunks_exact(width).map(|row| row.join(",") + "\n").collect()
        };
        let context = Tables::get().context();
        let file = |text: String| InputFile::new("any.csv", text.as_bytes());
        let _ = facts::read(&file(format!("series,financial_year,area_code,value\n{}", rows(4))), &context);
        let _ = supplement::read(&file(format!("council,year,measure,value,base,unit\n{}", rows(6))), &context);
        let _ = user::read(&file(format!("council,neighbour,order\n{}", rows(3))), &context, year("2023-24"));
        let deflators_file = format!(
            "GDP DEFLATORS AT MARKET PRICES,,\nlast updated 22 December 2023,,\nFinancial year,2022-23 = 100,per cent change\n2021-22,93.6,1\n{}Sources,,\n",
            rows(3)
        );
        let _ = deflators::read(&file(deflators_file), &context);
    }
}
