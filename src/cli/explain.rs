//! `uor explain`: one figure, all the way down.

use use_of_resources::measure::catalogue::MeasureId;
use use_of_resources::report::explain;
use use_of_resources::run::{self, Fatal, Tables};

use crate::cli::args::{Explain, Talk};
use crate::cli::show;

/// Carries out the command.
///
/// # Errors
/// Inputs that cannot be read, and a council, measure or year that there is none of.
pub(crate) fn explain(options: &Explain, talk: Talk) -> Result<u8, Fatal> {
    let tables = Tables::open(options.data.reference.as_deref())?;
    let measure = measure(&options.measure, &tables)?;
    let published = run::read(&options.data.data, false, &tables)?;
    let worked = run::work(&published, &tables, &options.added.wanted(options.year, false))?;
    let council = run::council(&options.council, &tables, worked.year)?;
    let national = run::national(&published, &tables, &worked);
    let explanation = explain::explain(&national, council, &measure).map_err(Fatal::Arguments)?;
    if talk.json {
        let text = serde_json::to_string(&explanation).expect("an explanation is text");
        show::data(&text);
    } else {
        for line in explanation.lines() {
            show::data(&line);
        }
    }
    Ok(0)
}

fn measure(text: &str, tables: &Tables) -> Result<MeasureId, Fatal> {
    let id = MeasureId(text.to_uppercase());
    if tables.catalogue.measures.contains_key(&id) {
        return Ok(id);
    }
    Err(Fatal::Arguments(format!("there is no measure '{text}'; 'uor list measures' prints them")))
}
