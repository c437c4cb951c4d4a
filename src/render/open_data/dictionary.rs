//! `docs/data.md`: what the data files hold, column by column, written from the very columns.

use std::fmt::Write as _;

use crate::domain::figure::Gap;
use crate::render::open_data::FILES;
use crate::render::open_data::columns::{Column, Datatype, TABLES, Table};
use crate::render::open_data::lines::GUARD_NOTE;

/// The text of the document.
///
/// # Panics
/// Never: writing to a string cannot fail.
pub fn dictionary() -> String {
    let mut out = String::new();
    write_all(&mut out).expect("writing to a string cannot fail");
    out
}

fn write_all(out: &mut String) -> std::fmt::Result {
    writeln!(out, "<!-- Written by `uor docs` from src/render/open_data/; do not edit. -->\n")?;
    writeln!(out, "# Open data\n")?;
    writeln!(
        out,
        "Every run writes these files to `data/` of its output tree. A council's `data.csv` and \
         `data.json` have the columns of `measures.csv`, for that council. The `-metadata.json` beside a \
         CSV file says the same as this page in the W3C's words for tables on the web (CSVW), so that \
         programs can check and load it.\n"
    )?;
    writeln!(out, "| file | is |\n| --- | --- |")?;
    for file in FILES.iter().filter(|file| !file.label.is_empty()) {
        writeln!(out, "| `{}` | {} |", file.path, file.label)?;
    }
    writeln!(
        out,
        "\nFiles are UTF-8, with commas and one header line. Numbers have a dot and no separators and \
         are not rounded. {GUARD_NOTE}\n"
    )?;
    writeln!(out, "## Why there is no value\n\n| gap | means |\n| --- | --- |")?;
    let mut told: Vec<&str> = Vec::new();
    for gap in Gap::ALL {
        if !told.contains(&gap.code()) {
            told.push(gap.code());
            writeln!(out, "| `{}` | {} |", gap.code(), gap.meaning())?;
        }
    }
    for table in TABLES {
        one(out, &table)?;
    }
    Ok(())
}

fn one(out: &mut String, table: &Table) -> std::fmt::Result {
    writeln!(out, "\n## data/{}\n\n{}\n", table.file, table.description)?;
    writeln!(out, "No two rows have the same: `{}`.\n", table.key.join("`, `"))?;
    writeln!(out, "| column | holds | is |\n| --- | --- | --- |")?;
    for column in table.columns {
        let Column { name, description, .. } = column;
        writeln!(out, "| `{name}` | {} | {description} |", holds(column))?;
    }
    Ok(())
}

fn holds(column: &Column) -> String {
    let what = match column.datatype {
        Datatype::Text => "text".to_owned(),
        Datatype::Number => "number".to_owned(),
        Datatype::Whole => "whole number".to_owned(),
        Datatype::Flag => "`true`".to_owned(),
        Datatype::Year => "year".to_owned(),
        Datatype::OneOf(words) => format!("`{}`", words().join("`, `")),
    };
    if column.required { what } else { format!("{what}, or nothing") }
}
