//! `*.csv-metadata.json`: what a table holds, in the W3C's words for tables on the web (CSVW), so
//! that programs can check and load it without reading our documents.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::render::open_data::columns::{Column, Datatype, Table};
use crate::render::open_data::lines::GUARD_NOTE;
use crate::report::build;
use crate::report::national::National;
use crate::report::notes;

/// The licence that the publishers give.
pub(super) const LICENCE: &str =
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

pub(super) fn write(national: &National<'_>, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(&metadata(national, table))?;
    text.push('\n');
    out.write_all(text.as_bytes())
}

fn metadata(national: &National<'_>, table: &Table) -> Value {
    let edition = build::edition(national);
    let mut description = vec![table.description.to_owned(), GUARD_NOTE.to_owned()];
    description.extend((!edition.banner.is_empty()).then_some(edition.banner));
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": table.file,
        "dc:title": format!("{}, {}", table.title, national.year),
        "dc:description": description.join(" "),
        "dc:license": { "@id": LICENCE },
        "dc:rights": notes::licence().join(" "),
        "dc:source": edition.release,
        "dc:temporal": national.year.to_string(),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
            "headerRowCount": 1,
            "lineTerminators": ["\n"],
            "skipInitialSpace": false,
            "trim": false,
        },
        "tableSchema": {
            "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
            "primaryKey": table.key,
        },
    })
}

fn column(column: &Column) -> Value {
    let mut entry = json!({
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.description,
        "datatype": datatype(column.datatype),
        "null": [""],
    });
    if let (true, Some(entry)) = (column.required, entry.as_object_mut()) {
        entry.insert("required".to_owned(), Value::Bool(true));
    }
    entry
}

fn datatype(datatype: Datatype) -> Value {
    match datatype {
        Datatype::Text => json!("string"),
        Datatype::Number => json!("decimal"),
        Datatype::Whole => json!({ "base": "integer", "minimum": 0 }),
        Datatype::Flag => json!({ "base": "boolean", "format": "true|false" }),
        Datatype::Year => json!({ "base": "string", "format": "^[0-9]{4}-[0-9]{2}$" }),
        Datatype::OneOf(words) => {
            json!({ "base": "string", "format": format!("^({})$", words().join("|")) })
        }
    }
}
