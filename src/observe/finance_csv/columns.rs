//! The columns of the ASC-FR data file, and the short names that `finance-csv.toml` knows them by.

use crate::release::delimited::Record;

/// The columns as `columns.toml` names them, in the order in which they are counted here.
pub(super) const COLUMNS: [&str; 24] = [
    "FY_ENDING",
    "GEOGRAPHY_LEVEL",
    "GEOGRAPHY_CODE",
    "REGION_GO_CODE",
    "CASSR",
    "DH_GEOGRAPHY_NAME",
    "UUID",
    "DATA_Level",
    "DimensionGroup",
    "FinanceType",
    "CareType",
    "FinanceDescription",
    "AgeBand",
    "PrimarySupportReason",
    "SupportSetting",
    "Purpose",
    "CarerSupportType",
    "ActivityProvision",
    "ComparativeTotals",
    "DataType",
    "DataSource",
    "ValueType",
    "ITEMVALUE",
    "GEOGRAPHY_NAME",
];
pub(super) const YEAR: usize = 0;
pub(super) const LEVEL: usize = 1;
pub(super) const AREA_CODE: usize = 2;
pub(super) const REGION_CODE: usize = 3;
pub(super) const CASSR: usize = 4;
pub(super) const AREA_NAME: usize = 5;
pub(super) const UUID: usize = 6;
pub(super) const DATA_SOURCE: usize = 20;
pub(super) const VALUE: usize = 22;

/// The columns that say which series a row belongs to, in the order of [`FIELDS`].
pub(super) const FIRST_FIELD: usize = 7;

/// The short names of the columns from [`FIRST_FIELD`] on.
pub(super) const FIELDS: [&str; 15] = [
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
    "value-type",
];

/// The fields that are dimensions: from the care type to the comparative totals.
pub(super) const DIMENSIONS: std::ops::Range<usize> = 3..12;

/// The fields that say what kind of row it is.
pub(super) const KIND_FIELDS: std::ops::Range<usize> = 0..3;

/// The texts of the fields of one row.
pub(super) type Fields<'r> = [&'r str; 15];

/// The fields of a row.
pub(super) fn fields<'r>(record: &'r Record<'_>, positions: &[Option<usize>; 24]) -> Fields<'r> {
    std::array::from_fn(|field| record.get(positions[FIRST_FIELD + field]))
}

/// The field with a short name.
pub(super) fn field(name: &str) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
