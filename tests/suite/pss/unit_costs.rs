//! The published unit costs, cells picked by hand, and files that are cut.

use super::*;

/// SOURCES: the published unit cost is (total expenditure − grants) × 1000 / weeks on every council;
/// by provider it is that provider's expenditure over its weeks.
#[test]
#[allow(clippy::too_many_lines, reason = "one walk over every unit cost")]
fn unit_costs_are_expenditure_less_grants_over_weeks() {
    let Some(pss) = Pss::open() else { return };
    let (spend, weeks, costs) = (pss.read(EXPENDITURE), pss.read(ACTIVITY), pss.read(UNIT_COSTS));
    let known = known(&[&spend, &weeks]);
    let all = Term::ALL;
    let mut checked = 0;
    for found in costs.observations.iter().filter(|found| is_council(&pss, found)) {
        let (short, setting) = (
            found.series.quantity == pss.series("unit-cost/short-term").quantity,
            found.series.setting,
        );
        let settings = if setting == pss.series("unit-cost setting=nursing-and-residential").setting
        {
            ["residential", "nursing"]
                .map(|id| pss.vocabulary.term(Dimension::Setting, id).expect("known"))
                .to_vec()
        } else {
            vec![setting]
        };
        let provision = found.series.provision;
        let sum = |id: &str, provision: Term| -> Decimal {
            let quantity = pss.quantity(id).unwrap_or_else(|| panic!("{id} is known"));
            let of = |setting| {
                let series = SeriesKey { quantity, setting, provision, ..found.series };
                known
                    .get(&(series, found.area))
                    .copied()
                    .unwrap_or_else(|| panic!("{id} {series:?}"))
            };
            settings.iter().map(|setting| of(*setting).expect("a number")).sum()
        };
        let in_house = pss.series("weeks provision=in-house").provision;
        let (spent, support) = if short {
            // Grants by purpose of short-term support are in no series of ours: taken from the CSV.
            let money = sum("total-expenditure/short-term/maximise-independence", all);
            (money - grants(&pss, found), "weeks/short-term")
        } else if provision == all {
            (
                sum("total-expenditure/long-term", all)
                    - sum("total-expenditure/grants/long-term", all),
                "weeks",
            )
        } else if provision == in_house {
            (sum("total-expenditure/own-provision/long-term", all), "weeks")
        } else {
            (sum("total-expenditure/provision-by-others/long-term", all), "weeks")
        };
        let weeks = sum(support, provision);
        let place = &found.place;
        match found.figure {
            Ok(cost) => {
                // Money is printed to £10, weeks to a hundredth, the cost to a penny.
                let ours = spent / weeks;
                let within =
                    (Decimal::new(30, 0) + cost * Decimal::new(15, 3)) / weeks + Decimal::new(6, 3);
                assert!((ours - cost).abs() <= within, "{place}: {ours}, in print {cost}");
                checked += 1;
            }
            Err(Gap::ZeroDenominator) => assert!(weeks.is_zero(), "{place}"),
            Err(Gap::NotApplicable) => assert!(spent.is_zero(), "{place}: {spent}"),
            Err(gap) => panic!("{place}: {gap:?}"),
        }
    }
    assert!(checked >= 6_080, "{checked}");
}

fn is_council(pss: &Pss, found: &Observation) -> bool {
    pss.areas.get(found.area).level == AreaLevel::Council
}

/// Grants to voluntary organisations for support to maximise independence, from the CSV by its labels.
fn grants(pss: &Pss, found: &Observation) -> Decimal {
    let costs = pss.raw(UNIT_COSTS);
    let Spot::Line(line, Some(column)) = found.place.spot else { panic!("a printed cell") };
    let labels = &costs[usize::try_from(line).expect("a line") - 1];
    let header = &costs[1][usize::from(column) - 1];
    let spend = pss.raw(EXPENDITURE);
    let at = spend[1].iter().position(|name| name == header).expect("the council's column");
    let row = spend.iter().find(|row| {
        row[0] == "Short term"
            && (&row[1], &row[2]) == (&labels[1], &labels[2])
            && row[3] == "To maximise independence"
            && row[4] == "Gross total cost: grants to voluntary org"
    });
    number(&row.expect("the row of grants")[at]) * Decimal::ONE_THOUSAND
}

/// Cells picked by hand; line and column of the file stand behind each.
#[test]
fn cells_picked_by_hand_read_as_printed() {
    let Some(pss) = Pss::open() else { return };
    let (spend, weeks, costs) = (pss.read(EXPENDITURE), pss.read(ACTIVITY), pss.read(UNIT_COSTS));
    let known = known(&[&spend, &weeks, &costs]);
    for (series, code, value) in [
        // unit-cost: line 5, columns G (Cumbria) and FL (England).
        ("unit-cost setting=nursing-and-residential", "E10000006", "604.49"),
        ("unit-cost setting=nursing-and-residential", "E92000001", "666.37"),
        // unit-cost: lines 17, 20 and 167, England.
        ("unit-cost setting=nursing age-band=18-64 support-reason=physical", "E92000001", "801.3"),
        (
            "unit-cost setting=residential age-band=18-64 support-reason=physical",
            "E92000001",
            "887.37",
        ),
        (
            "unit-cost setting=residential age-band=65-and-over support-reason=learning-disability provision=in-house",
            "E92000001",
            "1231.42",
        ),
        (
            "unit-cost/short-term age-band=65-and-over support-reason=physical",
            "E92000001",
            "431.56",
        ),
        // act-data: lines 53, 54 (home care), 18 and 20 (weeks).
        ("home-care-rate provision=in-house", "E92000001", "29.07"),
        ("home-care-rate provision=external", "E92000001", "13.92"),
        ("home-care-rate provision=external", "E12000003", "13.62"),
        (
            "weeks setting=residential age-band=65-and-over support-reason=physical provision=in-house",
            "E92000001",
            "190782.17",
        ),
        // act-data: line 57.
        ("weeks/short-term age-band=18-64 support-reason=physical", "E92000001", "108647.14"),
        // Not printed: lines 20, 23, 26, 29 and 32 of act-data added up,
        // 3524078.32 + 104523.21 + 1440486.8 + 300935.3 + 599642.79.
        ("weeks setting=residential age-band=65-and-over", "E92000001", "5969666.42"),
        // exp-data: line 3 and line 2674 of Cumbria, in £000s there.
        (
            "total-expenditure/provision-by-others/long-term setting=nursing age-band=18-64 support-reason=physical",
            "E10000006",
            "1284730",
        ),
        ("gross-current-expenditure", "E10000006", "177607740"),
        ("net-current-expenditure", "E10000006", "135052560"),
        ("capital-charges/own-provision", "E10000006", "3123840"),
    ] {
        let found = known.get(&(pss.series(series), pss.area(code)));
        assert_eq!(found, Some(&Ok(number(value))), "{series} {code}");
    }
    let summed = weeks
        .observations
        .iter()
        .find(|found| found.series == pss.series("weeks setting=residential age-band=65-and-over"));
    let place = summed.map(|found| found.place.inside());
    assert_eq!(place.as_deref(), Some("lines 20, 23, 26, 29, 32"));
}

/// Any prefix is refused or gives the same figures.
#[test]
fn a_file_cut_anywhere_is_refused_or_gives_the_same_figures() {
    let Some(pss) = Pss::open() else { return };
    for (name, every) in [(ACTIVITY, 1), (UNIT_COSTS, 3), (EXPENDITURE, 90)] {
        let whole = &pss.files[name].0;
        let figures = |reading: &Reading| -> Vec<(SeriesKey, AreaId, Figure)> {
            reading.observations.iter().map(|f| (f.series, f.area, f.figure)).collect()
        };
        let expected = figures(&pss.read(name));
        let ends = whole.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let (mut refused, mut same) = (0, 0);
        for (end, _) in ends.skip(2).step_by(every) {
            // Where a line ends, and in the middle of a field before it.
            for length in [end + 1, end - 5] {
                let cut = InputFile::new(&*whole.name, &whole.bytes[..length]);
                let reading = pss.read_file(&cut);
                let worst = reading.diagnostics.iter().map(|found| found.severity).max();
                if worst == Some(Severity::Error) {
                    assert!(
                        reading.observations.is_empty()
                            || reading.diagnostics.iter().any(|f| f.code == "observe/unit")
                    );
                    refused += 1;
                } else {
                    assert_eq!(figures(&reading), expected, "{name} cut at {length}");
                    same += 1;
                }
            }
        }
        assert!(
            refused > 0 && (same > 0 || every > 1),
            "{name}: {refused} refused, {same} the same"
        );
    }
}
