//! Self-assessment: this council's evidence beside each item, and nothing that judges.

use crate::measure::catalogue::{Item, Measure};
use crate::reference::areas::AreaId;
use crate::report::national::{Latest, National};
use crate::report::sentences::{self, standing, text};
use crate::report::view::{AssessmentItem, Evidence, Paragraph, SelfAssessment};

/// The file name of the workbook with the same items, beside the report.
pub const WORKBOOK: &str = "self-assessment.xlsx";

/// Writes the part in which people assess for themselves.
pub fn assessment(national: &National<'_>, council: AreaId, all: &[Latest<'_>]) -> SelfAssessment {
    let catalogue = &national.inputs.catalogue.assessment;
    let scores = catalogue.scores.iter();
    SelfAssessment {
        intro: vec![
            "These items are for people who know the council to talk through. The program fills in the \
             evidence; score, basis, notes, action, relevance and confidence are left empty, for no figure \
             can give them. Relevance is to this year's priorities; confidence is in the score."
                .to_owned(),
            format!(
                "The workbook {WORKBOOK}, beside this report, has the same items, the same evidence and \
                 room to write. Item titles up to 2.1 follow the self-assessment of the programme \
                 Towards Excellence in Adult Social Care (TEASC); the later ones, their numbers and all \
                 prompts are our own. The standing is beside the median of England's councils."
            ),
        ],
        workbook: WORKBOOK.to_owned(),
        scores: scores
            .map(|score| Paragraph { heading: score.value.clone(), text: score.meaning.clone() })
            .collect(),
        items: catalogue.items.iter().map(|found| item(national, council, all, found)).collect(),
        relevance: catalogue.relevance.clone(),
        confidence: catalogue.confidence.clone(),
        how_to: how_to(),
    }
}

fn how_to() -> Vec<String> {
    [
        "Agree who takes part and how much time it deserves, and begin with the items that matter most \
         this year.",
        "Read the evidence beside what you know locally, and note what is missing. A figure is a \
         question to ask, not an answer.",
        "Agree a score, write down its basis, and have someone from outside challenge it.",
        "Agree what to do, and decide whether and with whom to share this workbook. It is yours: nobody \
         but you fills in scores, and no program reads them unless you hand them to it.",
        "Keep the headings, the item numbers and the sheet About, and next year's workbook can begin \
         with these answers.",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn item(
    national: &National<'_>,
    council: AreaId,
    all: &[Latest<'_>],
    item: &Item,
) -> AssessmentItem {
    let found = item.evidence().filter_map(|id| all.iter().find(|latest| latest.measure.id == *id));
    let evidence: Vec<Evidence> = found
        .filter(|latest| national.is_supplied(latest))
        .map(|latest| line(national, council, latest))
        .collect();
    let none = evidence.iter().all(|line| line.value.gap.is_some());
    let needs = match (none, &item.local) {
        (false, None) => String::new(),
        (false, Some(what)) => format!("Local evidence is needed on {what}."),
        (true, None) => "No national figure: local evidence is needed.".to_owned(),
        (true, Some(what)) => {
            format!("No national figure: local evidence is needed, also on {what}.")
        }
    };
    AssessmentItem {
        id: item.id.clone(),
        title: item.title.clone(),
        prompt: item.prompt.clone(),
        evidence,
        needs,
    }
}

fn line(national: &National<'_>, council: AreaId, latest: &Latest<'_>) -> Evidence {
    let measure = latest.measure;
    let value = text(latest.value.value, measure.unit);
    let median = sentences::median(latest);
    let standing = standing(latest, national, council);
    let (id, name, year) = (measure.id.to_string(), named(measure), latest.year.to_string());
    let beside = format!("{id} {name}, {year}: {}; median of councils {}", value.text, median.text);
    // A gap has no standing but its own words, which are there already.
    let all = if value.gap.is_some() { beside } else { format!("{beside}; {standing}") };
    Evidence { measure: id, name, year, value, median, standing, text: all }
}

/// The short name, with what the figure is in where the figure does not show it.
pub fn named(measure: &Measure) -> String {
    if measure.unit.is_rate() {
        format!("{} (per 100,000)", measure.short)
    } else {
        measure.short.clone()
    }
}
