//! What holds between the figures of 2014-15 as published, and between those we read.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use use_of_resources::domain::figure::Gap;
use use_of_resources::domain::place::Spot;
use use_of_resources::observe::observations::Observation;
use use_of_resources::reference::areas::AreaLevel;
use use_of_resources::reference::vocabulary::{Dimension, SeriesKey, Term};

use super::{ACTIVITY, EXPENDITURE, Pss, UNIT_COSTS, number};

/// METHOD 2.2 and SOURCES, "Terms and identities": on every council and row of the file, to £50.
#[test]
fn the_identities_hold_on_every_council_and_row() {
    let Some(pss) = Pss::open() else { return };
    let raw = pss.raw(EXPENDITURE);
    let mut rows: BTreeMap<[&str; 4], HashMap<&str, &Vec<String>>> = BTreeMap::new();
    for row in raw.iter().skip(2).filter(|row| row[5..].iter().any(|cell| !cell.is_empty())) {
        let key = [&*row[0], &*row[1], &*row[2], &*row[3]];
        rows.entry(key).or_default().insert(&row[4], row);
    }
    let mut checked = 0;
    for (key, accounts) in rows {
        let value = |account: &str, column: usize| {
            let text = accounts.get(account).map_or("0", |row| &row[column]);
            number(text.trim_start_matches('$')) * Decimal::ONE_THOUSAND
        };
        if !accounts.contains_key("Gross total expenditure") {
            continue;
        }
        for (column, header) in raw[1].iter().enumerate().skip(5) {
            let of = |account: &str| value(account, column);
            let (total, income) = (of("Gross total cost: total expenditure"), of("Income: total"));
            let contributions = of("Income: client contributions");
            let capital =
                of("Capital charges: own provision") + of("Capital charges: provision by others");
            for (ours, theirs, name) in [
                (total - (income - contributions), of("Gross total expenditure"), "GTE"),
                (of("Gross total expenditure") - capital, of("Gross current expenditure"), "GCE"),
                (
                    of("Gross current expenditure") - contributions,
                    of("Net current expenditure"),
                    "NCE",
                ),
                (total - income, of("Net total expenditure"), "NTE"),
            ] {
                let apart = (ours - theirs).abs();
                assert!(apart <= Decimal::from(50), "{name} {key:?} {header}: {apart}");
                checked += 1;
            }
        }
    }
    // 156 label rows with all accounts × 152 councils × 4 identities.
    assert_eq!(checked, 156 * 152 * 4);
}

/// The same on what we read: for every series whose parts we have.
#[test]
fn the_identities_hold_on_what_we_read() {
    let Some(pss) = Pss::open() else { return };
    let reading = pss.read(EXPENDITURE);
    let known = super::known(&[&reading]);
    let mut checked = 0;
    for found in &reading.observations {
        let id = pss.vocabulary.id(found.series.quantity);
        let (from, less, plus) = match id.split('/').next() {
            Some("net-current-expenditure") => {
                ("gross-current-expenditure", "income/client-contributions", None)
            }
            Some("net-total-expenditure") => ("total-expenditure", "income", None),
            Some("gross-total-expenditure") => {
                ("total-expenditure", "income", Some("income/client-contributions"))
            }
            _ => continue,
        };
        let part = id.split_once('/').map_or(String::new(), |(_, part)| format!("/{part}"));
        let get = |of: &str| {
            let quantity = pss.quantity(&format!("{of}{part}"))?;
            let series = found.series.with(Dimension::Quantity, quantity);
            known.get(&(series, found.area)).copied()?.ok()
        };
        let (Some(from), Some(less)) = (get(from), get(less)) else { continue };
        let Some(plus) = plus.map_or(Some(Decimal::ZERO), get) else { continue };
        let apart = (from - less + plus - found.figure.expect("a number")).abs();
        assert!(apart <= Decimal::from(50), "{id} {}: {apart}", found.place);
        checked += 1;
    }
    assert!(checked > 45_000, "{checked}");
}

/// SOURCES: the published unit cost is (total expenditure − grants) × 1000 / weeks on every council;
/// by provider it is that provider's expenditure over its weeks.
#[test]
fn unit_costs_are_expenditure_less_grants_over_weeks() {
    let Some(pss) = Pss::open() else { return };
    let (spend, weeks, costs) = (pss.read(EXPENDITURE), pss.read(ACTIVITY), pss.read(UNIT_COSTS));
    let known = super::known(&[&spend, &weeks]);
    let all = Term::ALL;
    let mut checked = 0;
    for found in costs.observations.iter().filter(|found| is_council(&pss, found)) {
        let (short, setting) = (
            found.series.quantity == pss.series("unit-cost/short-term").quantity,
            found.series.setting,
        );
        let settings = settings_of(&pss, setting);
        let provision = found.series.provision;
        let sum = |id: &str, provision: Term| -> Decimal {
            let quantity = pss.quantity(id).unwrap_or_else(|| panic!("{id} is known"));
            let of = |setting: &Term| {
                let series = SeriesKey { quantity, setting: *setting, provision, ..found.series };
                known[&(series, found.area)].expect("a number")
            };
            settings.iter().map(of).sum()
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

/// The settings that a setting is made of.
fn settings_of(pss: &Pss, setting: Term) -> Vec<Term> {
    let term = |id| pss.vocabulary.term(Dimension::Setting, id).expect("a known setting");
    if setting == term("nursing-and-residential") {
        vec![term("residential"), term("nursing")]
    } else {
        vec![setting]
    }
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
