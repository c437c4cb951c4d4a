//! The tables of the open data, column by column: one list from which the header, the metadata, the
//! checks and the data dictionary are made.

use crate::domain::figure::Gap;
use crate::measure::catalogue::Basket;
use crate::reference::areas::AreaLevel;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy)]
pub enum Datatype {
    /// Text; one that begins as a formula would has an apostrophe before it.
    Text,
    /// A decimal number with a dot, not rounded.
    Number,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// A financial year, as `2021-22`.
    Year,
    /// One of a few words.
    OneOf(fn() -> Vec<&'static str>),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What its cells hold.
    pub datatype: Datatype,
    /// Whether every row has it; else an empty cell means that there is none.
    pub required: bool,
    /// Its name for people.
    pub title: &'static str,
    /// What it means, with its unit.
    pub description: &'static str,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of its file in `data/`.
    pub file: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What one row is, and what to know before using it.
    pub description: &'static str,
    /// The columns, in order; new ones are added at the end only.
    pub columns: &'static [Column],
    /// The columns that together are different in every row.
    pub key: &'static [&'static str],
}

/// The tables of the open data.
pub const TABLES: [Table; 4] = [MEASURES, OBSERVATIONS, COMPARABILITY, SIMILAR];

/// Every measure, year and area.
pub const MEASURES: Table = Table {
    file: "measures.csv",
    title: "Use of Resources measures",
    description: "One row for each measure, financial year and area (council, region, council type, \
                  England). Values are not rounded.",
    columns: &MEASURE_COLUMNS,
    key: &["measure_id", "financial_year", "area_code"],
};

/// The published figures under the measures.
pub const OBSERVATIONS: Table = Table {
    file: "observations.csv",
    title: "Published figures under the measures",
    description: "One row for each series, financial year and area: the figures as the publishers \
                  printed them, in one layout for all years, with the place each was read from. Only \
                  series that a measure, a check or an interval uses.",
    columns: &OBSERVATION_COLUMNS,
    key: &[
        "series",
        "setting",
        "age_band",
        "support_reason",
        "provision",
        "financial_year",
        "area_code",
    ],
};

/// Which years of a measure may be joined.
pub const COMPARABILITY: Table = Table {
    file: "comparability.csv",
    title: "Years of each measure that may be joined",
    description: "One row for each measure and financial year with figures. Years of a measure with \
                  the same span may be joined into one line; years of different spans may not be \
                  compared.",
    columns: &COMPARABILITY_COLUMNS,
    key: &["measure_id", "financial_year"],
};

/// Similar councils.
pub const SIMILAR: Table = Table {
    file: "similar-councils.csv",
    title: "Similar councils",
    description: "One row for each council and each of the councils most like it in the report year, by \
                  an open model that uses no figure of spend, cost, activity or outcomes.",
    columns: &SIMILAR_COLUMNS,
    key: &["area_code", "similar_code"],
};

const fn must(
    name: &'static str,
    datatype: Datatype,
    title: &'static str,
    description: &'static str,
) -> Column {
    Column { name, datatype, required: true, title, description }
}

const fn may(
    name: &'static str,
    datatype: Datatype,
    title: &'static str,
    description: &'static str,
) -> Column {
    Column { required: false, ..must(name, datatype, title, description) }
}

fn gaps() -> Vec<&'static str> {
    let mut codes: Vec<_> = Gap::ALL.into_iter().map(Gap::code).collect();
    codes.dedup();
    codes
}

fn levels() -> Vec<&'static str> {
    [AreaLevel::England, AreaLevel::Region, AreaLevel::CouncilType, AreaLevel::Council]
        .map(AreaLevel::id)
        .to_vec()
}

fn baskets() -> Vec<&'static str> {
    Basket::ALL.map(Basket::id).to_vec()
}

fn statuses() -> Vec<&'static str> {
    vec!["published", "illustrative"]
}

use Datatype::{Flag, Number, OneOf, Text, Whole, Year};

const MEASURE_ID: Column =
    must("measure_id", Text, "Measure ID", "The id of the measure; it never changes its meaning.");
const MEASURE_NAME: Column =
    must("measure_name", Text, "Measure", "The name of the measure, as printed.");
const FINANCIAL_YEAR: Column =
    must("financial_year", Year, "Financial year", "April to March, as 2021-22.");
const AREA_LEVEL: Column = must(
    "area_level",
    OneOf(levels),
    "Area level",
    "Whether the area is England, a region, a council type or a council.",
);
const AREA_CODE: Column = must(
    "area_code",
    Text,
    "Area code",
    "The ONS code of the area in force in the report year; for a council that ended before, its \
     last code; for a council type, a word.",
);
const GAP: Column = may(
    "gap",
    OneOf(gaps),
    "Gap",
    "Why there is no value; empty where there is one. What each word means is in the notes of the \
     workbooks and in docs/data.md.",
);

const MEASURE_COLUMNS: [Column; 32] = [
    MEASURE_ID,
    MEASURE_NAME,
    must("basket", OneOf(baskets), "Basket", "The theme that the measure belongs to."),
    must("step", Whole, "Question", "The number of the question, 1 to 13, it helps to answer."),
    must(
        "unit",
        Text,
        "Unit",
        "What value, numerators' quotients and comparators are in: gbp is pounds (not thousands), \
         percent is 0 to 100, per-100000 is per 100,000 people.",
    ),
    must(
        "polarity",
        Text,
        "Polarity",
        "Whether higher or lower is better; none for money and wherever neither is.",
    ),
    FINANCIAL_YEAR,
    AREA_LEVEL,
    AREA_CODE,
    must("area_name", Text, "Area", "The name of the area."),
    may("region_code", Text, "Region code", "The ONS code of the region that a council lies in."),
    may(
        "value",
        Number,
        "Value",
        "The value in the unit, not rounded; empty where gap says why there is none.",
    ),
    GAP,
    may(
        "numerator",
        Number,
        "Numerator",
        "What was divided, in pounds or as a count; for a change, the later value. Empty beside \
         anything that the publisher suppressed.",
    ),
    may(
        "denominator",
        Number,
        "Denominator",
        "What it was divided by; for a change, the earlier value in later prices. Empty beside \
         anything that the publisher suppressed.",
    ),
    may(
        "interval_low",
        Number,
        "Interval, low",
        "The lower end of the 95% interval, in the unit; none for money.",
    ),
    may("interval_high", Number, "Interval, high", "The upper end of the 95% interval."),
    may("england", Number, "England", "The value of England in the same year; for councils only."),
    may(
        "region",
        Number,
        "Region",
        "The value of the council's region in the same year; for councils only.",
    ),
    may(
        "peers",
        Number,
        "Similar councils",
        "The value of the council's similar councils together; for councils only.",
    ),
    may(
        "council_type",
        Number,
        "Council type",
        "The value of the council's type in the same year; for councils only.",
    ),
    may("median", Number, "Median", "The middle value of all councils with one in the year."),
    may(
        "lower_quartile",
        Number,
        "Lower quartile",
        "A quarter of councils have a lower value (type 7, as QUARTILE.INC of spreadsheets); none \
         under eight councils.",
    ),
    may("upper_quartile", Number, "Upper quartile", "A quarter of councils have a higher value."),
    may(
        "band",
        Text,
        "Band",
        "Where a council stands among all, in words; empty where it cannot be said.",
    ),
    may(
        "break_before",
        Flag,
        "Break before",
        "true where the year must not be compared with those before it.",
    ),
    may("source_release", Text, "Release", "The publication of the first input."),
    may("source_file", Text, "File", "The file it was read from."),
    may(
        "source_place",
        Text,
        "Place",
        "The cells or lines of the inputs, numerator first; empty for sums of councils.",
    ),
    may(
        "caveats",
        Text,
        "Caveats",
        "Codes of what must be kept in mind, with a space between; the notes of the workbooks tell \
         them in full.",
    ),
    must(
        "status",
        OneOf(statuses),
        "Status",
        "published for figures from real releases; illustrative for made-up ones.",
    ),
    must(
        "basis",
        Text,
        "Basis",
        "How the value came about: published, computed, or sum of some of the councils of a group.",
    ),
];

const OBSERVATION_COLUMNS: [Column; 14] = [
    must("series", Text, "Series", "What was counted, in the words of vocabulary.toml."),
    must("setting", Text, "Setting", "Where or how support is given; all for the total."),
    must("age_band", Text, "Age band", "Age of the people; all for all ages."),
    must("support_reason", Text, "Primary support reason", "Why they need support; all for all."),
    must("provision", Text, "Provision", "Who provides, in house or external; all for both."),
    FINANCIAL_YEAR,
    AREA_LEVEL,
    AREA_CODE,
    may(
        "value",
        Number,
        "Value",
        "The published figure: pounds (not thousands), percentages 0 to 100, counts; empty where \
         gap says why.",
    ),
    GAP,
    must(
        "unit",
        Text,
        "Unit",
        "gbp, gbp-per-unit (a week or an hour), count, percent, rate (per 100,000 people) or score.",
    ),
    must("release", Text, "Release", "The publication."),
    must("file", Text, "File", "The file it was read from."),
    may("place", Text, "Place", "The cell or line, or those that were added up."),
];

const COMPARABILITY_COLUMNS: [Column; 8] = [
    MEASURE_ID,
    MEASURE_NAME,
    FINANCIAL_YEAR,
    must(
        "span",
        Whole,
        "Span",
        "Counts the spans of the measure from 1; years of one span may be joined.",
    ),
    must("span_first_year", Year, "First year of the span", "The oldest year with figures in it."),
    must("span_last_year", Year, "Last year of the span", "The newest year with figures in it."),
    may("break_reason", Text, "Break", "Why the span cannot be joined with the one before it."),
    may(
        "withheld_reason",
        Text,
        "Withheld",
        "Why the publisher says that the measure must not be made in the year.",
    ),
];

const SIMILAR_COLUMNS: [Column; 8] = [
    AREA_CODE,
    must("area_name", Text, "Area", "The name of the council."),
    must("similar_code", Text, "Similar council, code", "The ONS code of the similar council."),
    must("similar_name", Text, "Similar council", "Its name."),
    must("order", Whole, "Order", "Counts the similar councils from 1, the nearest first."),
    must(
        "distance",
        Number,
        "Distance",
        "0 is the very same; two councils taken at random are about 3 apart.",
    ),
    may("alike_on", Text, "Alike on", "The groups of features on which the two are much alike."),
    may("different_on", Text, "Different on", "Those on which they are as far apart as most."),
];
