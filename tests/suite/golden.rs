//! Figures typed in from the publishers' printed tables, each with its sheet and cell.

use std::path::Path;

use crate::harness::published;

/// `tests/golden/figures.csv` was typed in by hand from the workbook and the outcomes file; it is
/// never made from our own output.
#[test]
fn golden_figures_are_met() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/figures.csv");
    let mut reader = csv::Reader::from_path(path).expect("the golden figures open");
    let rows: Vec<csv::StringRecord> =
        reader.records().map(|record| record.expect("a golden row")).collect();
    assert!(rows.len() >= 40, "there are golden figures");
    for row in &rows {
        assert!(!row[5].is_empty(), "every golden figure names its source: {row:?}");
    }
    let Some(tree) = published() else { return };
    let measures = tree.measures();
    for row in &rows {
        let (measure, year, code, expected, within) = (&row[0], &row[1], &row[2], &row[3], &row[4]);
        let found = measures.cell(measure, year, code, "value");
        if expected.parse::<f64>().is_err() {
            let gap = measures.cell(measure, year, code, "gap");
            assert_eq!(gap, expected, "{measure} {year} {code} from {}", &row[5]);
            continue;
        }
        let found: f64 = found.parse().unwrap_or_else(|_| panic!("{row:?}: we have {found:?}"));
        let expected: f64 = expected.parse().expect("a number");
        let within: f64 = within.parse().expect("a tolerance");
        assert!((found - expected).abs() <= within, "{row:?}: we have {found}");
    }
}
