//! The columns of the ASC-FR CSV, and the short names that `finance-csv.toml` knows them by.

use crate::release::delimited::{Column, Record};

/// The columns. The names of 2019-20 to 2023-24; `DATA_LEVEL` is the spelling of the years before.
pub(super) const COLUMNS: [Column; 24] = [
    Column::required("FY_ENDING", &[]),
    Column::required("GEOGRAPHY_LEVEL", &[]),
    Column::required("GEOGRAPHY_CODE", &[]),
    Column::required("REGION_GO_CODE", &[]),
    Column::required("CASSR", &["CASSR_CODE"]),
    Column::required("DH_GEOGRAPHY_NAME", &[]),
    Column::required("UUID", &[]),
    Column::required("DATA_Level", &[]),
    Column::required("DimensionGroup", &[]),
    Column::required("FinanceType", &[]),
    Column::required("CareType", &[]),
    Column::required("FinanceDescription", &[]),
    Column::required("AgeBand", &[]),
    Column::required("PrimarySupportReason", &[]),
    Column::required("SupportSetting", &[]),
    Column::required("Purpose", &[]),
    Column::required("CarerSupportType", &[]),
    Column::required("ActivityProvision", &[]),
    Column::required("ComparativeTotals", &[]),
    Column::required("DataType", &[]),
    Column::required("DataSource", &[]),
    Column::required("ITEMVALUE", &[]),
    Column::optional("GEOGRAPHY_NAME", &[]),
    Column::optional("ValueType", &[]),
];
pub(super) const YEAR: usize = 0;
pub(super) const LEVEL: usize = 1;
pub(super) const AREA_CODE: usize = 2;
pub(super) const REGION_CODE: usize = 3;
pub(super) const CASSR: usize = 4;
pub(super) const AREA_NAME: usize = 5;
pub(super) const UUID: usize = 6;
pub(super) const DATA_SOURCE: usize = 20;
pub(super) const VALUE: usize = 21;

/// The columns that say which series a row belongs to, in the order of [`FIELDS`].
pub(super) const FIRST_FIELD: usize = 7;

/// The short names of the columns from [`FIRST_FIELD`] on.
pub(super) const FIELDS: [&str; 14] = [
    "data-level",
    "dimension-group",
    "finance-type",
    "care-type",
    "finance-description",
    "age-band",
    "support-reason",
    "setting",
    "purpose",
    "carer-support",
    "provision",
    "comparative-totals",
    "data-type",
    "data-source",
];

/// The fields that are dimensions: from the care type to the comparative totals.
pub(super) const DIMENSIONS: std::ops::Range<usize> = 3..12;

/// The texts of the fields of one row.
pub(super) type Fields<'r> = [&'r str; 14];

/// The fields of a row.
pub(super) fn fields<'r>(record: &'r Record<'_>, positions: &[Option<usize>; 24]) -> Fields<'r> {
    std::array::from_fn(|field| record.get(positions[FIRST_FIELD + field]))
}

/// The field with a short name.
pub(super) fn field(name: &str) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
