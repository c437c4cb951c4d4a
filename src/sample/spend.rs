//! A council and year to made-up spend, income, weeks and hourly rates, in whole pounds.
//!
//! Only what adds up is kept (money, weeks, hours); a region's and England's figures are sums of it,
//! and every unit cost is worked out from the sums, as the publisher does.

use crate::sample::random::{scale, split};
use crate::sample::world::{CouncilYear, grown};

/// Money and the weeks or hours it bought.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bought {
    pub(super) pounds: i64,
    pub(super) units: i64,
}

impl Bought {
    pub(super) fn and(self, other: Self) -> Self {
        Self { pounds: self.pounds + other.pounds, units: self.units + other.units }
    }
}

/// What an area spent and received. Arrays over ages are 18 to 64, then 65 and over.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spend {
    /// Long-term gross current expenditure by age and setting, in the order of the settings' codes.
    pub(super) settings: [[i64; 7]; 2],
    /// The same money by age and support reason.
    pub(super) reasons: [[i64; 5]; 2],
    /// Short-term, by age and purpose: to maximise independence, other.
    pub(super) short: [[i64; 2]; 2],
    /// Other support, in the order of the publisher's table.
    pub(super) other: [i64; 8],
    /// Client contributions to long-term support by age, and to all else.
    pub(super) client: [i64; 3],
    /// Joint arrangements, the NHS, other income.
    pub(super) income: [i64; 3],
    /// Capital charges.
    pub(super) capital: i64,
    /// Total expenditure: own provision, provision by others, grants.
    pub(super) provision: [i64; 3],
    /// Nursing care by age, all of it external.
    pub(super) nursing: [Bought; 2],
    /// Residential care by age: external, in house.
    pub(super) residential: [[Bought; 2]; 2],
    /// Residential care of people of 18 to 64 with a learning disability, a part of the above.
    pub(super) learning_disability: Bought,
    /// Home care: external, in house. Pounds are pence here, units are hours.
    pub(super) home_care: [Bought; 2],
}

impl Spend {
    /// Long-term spend by age.
    pub(super) fn long(&self) -> [i64; 2] {
        self.settings.map(|settings| settings.iter().sum())
    }

    /// Gross current expenditure.
    pub(super) fn gross_current(&self) -> i64 {
        self.long().iter().sum::<i64>()
            + self.short.iter().flatten().sum::<i64>()
            + self.other.iter().sum::<i64>()
    }

    /// Total income.
    pub(super) fn total_income(&self) -> i64 {
        self.client.iter().chain(&self.income).sum()
    }

    /// Total expenditure.
    pub(super) fn total(&self) -> i64 {
        self.provision.iter().sum()
    }

    pub(super) fn add(&mut self, other: &Self) {
        for age in 0..2 {
            add(&mut self.settings[age], &other.settings[age]);
            add(&mut self.reasons[age], &other.reasons[age]);
            add(&mut self.short[age], &other.short[age]);
            self.nursing[age] = self.nursing[age].and(other.nursing[age]);
            for provision in 0..2 {
                self.residential[age][provision] =
                    self.residential[age][provision].and(other.residential[age][provision]);
            }
            self.home_care[age] = self.home_care[age].and(other.home_care[age]);
        }
        add(&mut self.other, &other.other);
        add(&mut self.client, &other.client);
        add(&mut self.income, &other.income);
        add(&mut self.provision, &other.provision);
        self.capital += other.capital;
        self.learning_disability = self.learning_disability.and(other.learning_disability);
    }
}

fn add(left: &mut [i64], right: &[i64]) {
    for (left, right) in left.iter_mut().zip(right) {
        *left += right;
    }
}

/// England's shares of long-term spend by setting in 2021-22 (tables 43 and 44), in thousandths.
const SETTINGS: [[i64; 7]; 2] = [[39, 283, 57, 164, 105, 264, 88], [215, 405, 14, 75, 235, 32, 24]];
/// Shares by support reason: physical, sensory, memory, learning disability, mental health.
const REASONS: [[i64; 5]; 2] = [[175, 10, 10, 690, 115], [670, 15, 150, 105, 60]];
/// Other support in 2021-22 (table 46), in hundred thousand pounds.
const OTHER: [i64; 8] = [256, 276, 1_757, 1_220, 2_030, 18_747, 2_112, 19_846];
/// Pence per week in England in 2021-22 (table 52): nursing, residential; by age.
const WEEK: [[i64; 2]; 2] = [[113_200, 81_000], [148_100, 74_700]];
/// Growth of prices and of spend a year, in thousandths.
const PRICE_GROWTH: i64 = 52;
const SPEND_GROWTH: i64 = 60;

/// Makes up the spend of a council in a year.
pub(super) fn spend(council: &CouncilYear<'_>) -> Spend {
    let chance = council.chance;
    let adults = council.people.adults();
    let gross = scale(adults, pence_per_adult(council), 100);
    let long_share = chance.around("long share", 700, 800);
    let short_share = chance.around("short share", 18, 52);
    let [long, short, rest] =
        split(gross, [long_share, short_share, 1000 - long_share - short_share]);
    let mut spend = Spend::default();
    long_term(council, long, &mut spend);
    for (age, money) in
        split(short, chance.weights("short age", [150, 850], 300)).iter().enumerate()
    {
        spend.short[age] = split(*money, chance.weights("purpose", [520, 480], 700));
    }
    other(council, rest, &mut spend);
    income(council, gross, &mut spend);
    care_homes(council, &mut spend);
    home_care(council, &mut spend);
    spend
}

fn pence_per_adult(council: &CouncilYear<'_>) -> i64 {
    let chance = council.chance;
    let people = council.people;
    // Older places spend more for each adult, and so do the tiny ones.
    let age = 700 + scale(people.older, 1_400, people.adults().max(1));
    let own = chance.around("spend", 760, 1_260) + if council.tiny { 900 } else { 0 };
    let drift = SPEND_GROWTH + chance.around("spend drift", -14, 14);
    let level = grown(49_400, drift, council.year);
    let wobble = chance.in_year(council.year.end()).around("spend", 982, 1_018);
    [age, own, council.price, wobble]
        .iter()
        .fold(level, |level, factor| scale(level, *factor, 1000))
}

fn long_term(council: &CouncilYear<'_>, long: i64, spend: &mut Spend) {
    let chance = council.chance;
    let people = council.people;
    let older = 200 + scale(people.older, 1_500, people.adults().max(1));
    let ages = split(long, chance.weights("long age", [520, older], 120));
    let year = council.year.end();
    for (age, money) in ages.iter().enumerate() {
        let name = ["younger", "older"][age];
        let mut weights = chance.about(name).weights("setting", SETTINGS[age], 320);
        // Supported living grows and residential care shrinks, slowly.
        let years = i64::from(year) - 2019;
        weights[1] = scale(weights[1], 1000 - 12 * years, 1000);
        weights[5] = scale(weights[5], 1000 + 25 * years, 1000);
        let wobbled = chance.about(name).in_year(year).weights("setting", weights, 30);
        spend.settings[age] = split(*money, wobbled);
        let weights = chance.about(name).weights("reason", REASONS[age], 250);
        spend.reasons[age] = split(*money, weights);
    }
}

fn other(council: &CouncilYear<'_>, rest: i64, spend: &mut Spend) {
    let chance = council.chance;
    let mut parts = split(rest, chance.weights("other", OTHER, 600));
    // Some councils receive more for asylum seekers than they spend: a negative figure, as printed.
    if chance.in_year(council.year.end()).happens("negative", 60) {
        let negative = -chance.between("negative", 4_000, 90_000) - 1;
        parts[7] += parts[1] - negative;
        parts[1] = negative;
    }
    spend.other = parts;
}

fn income(council: &CouncilYear<'_>, gross: i64, spend: &mut Spend) {
    let chance = council.chance;
    let share =
        |what: &str, low: i64, high: i64| scale(gross, chance.around(what, low, high), 1000);
    spend.client = split(share("client", 105, 190), chance.weights("client", [170, 760, 70], 150));
    spend.income = [share("joint", 0, 20), share("nhs", 110, 260), share("other income", 8, 45)];
    spend.capital = share("capital", 1, 14);
    let total = gross + spend.capital + spend.income.iter().sum::<i64>();
    let own = chance.around("own provision", 60, 340);
    let grants = chance.around("grants", 0, 18);
    spend.provision = split(total, [own, 1000 - own - grants, grants]);
}

/// The price of a week in pence.
fn week(council: &CouncilYear<'_>, setting: usize, age: usize) -> i64 {
    let level = grown(WEEK[setting][age], PRICE_GROWTH, council.year);
    let name = format!("week {setting} {age}");
    let own = council.chance.around(&name, 830, 1_190);
    let wobble = council.chance.in_year(council.year.end()).around(&name, 975, 1_025);
    [council.price, own, wobble].iter().fold(level, |level, factor| scale(level, *factor, 1000))
}

/// Care that was bought with some money at some price.
fn bought(pounds: i64, pence: i64) -> Bought {
    let units = (pounds * 100 + pence / 2) / pence.max(1);
    if units <= 0 { Bought::default() } else { Bought { pounds, units } }
}

fn care_homes(council: &CouncilYear<'_>, spend: &mut Spend) {
    let chance = council.chance;
    for age in 0..2 {
        // The numerator of a unit cost holds what clients and the NHS pay as well.
        let [nursing, residential] =
            [0, 1].map(|setting| scale(spend.settings[age][setting], 1_090, 1000));
        spend.nursing[age] = bought(nursing, week(council, 0, age));
        let price = week(council, 1, age);
        let in_house = if chance.happens("own homes", 560) && !council.tiny {
            scale(residential, chance.around("own homes share", 20, 160), 1000)
        } else {
            0
        };
        let dearer = chance.around("own homes price", 1_300, 2_000);
        spend.residential[age] =
            [bought(residential - in_house, price), bought(in_house, scale(price, dearer, 1000))];
        if age == 0 {
            let part = scale(residential - in_house, chance.around("learning", 600, 780), 1000);
            spend.learning_disability = bought(part, scale(price, 1_110, 1000));
        }
    }
}

fn home_care(council: &CouncilYear<'_>, spend: &mut Spend) {
    let chance = council.chance;
    let level = grown(1_889, 48, council.year);
    let price =
        scale(scale(level, 500 + council.price / 2, 1000), chance.around("hour", 910, 1_090), 1000);
    let hours = |money: i64, price: i64| money * 100 / price.max(1);
    let money: i64 = spend.settings.iter().map(|settings| settings[4]).sum();
    let own = chance.happens("own home care", 400) && !council.tiny;
    let [external, in_house] = split(money, [if own { 88 } else { 100 }, if own { 12 } else { 0 }]);
    let dearer = scale(price, chance.around("own home care price", 1_350, 2_300), 1000);
    spend.home_care = [(external, price), (in_house, dearer)].map(|(money, price)| {
        let units = hours(money, price);
        Bought { pounds: units * price, units }
    });
}
