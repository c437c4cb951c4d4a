//! The committee kit: each finding of a council's story as a paragraph, a picture and a table that say
//! everything when they stand alone in someone else's paper.

use crate::domain::figure::Gap;
use crate::measure::catalogue::MeasureId;
use crate::measure::comparators::Kind;
use crate::reference::areas::AreaId;
use crate::report::build::{Edition, edition, release_words};
use crate::report::findings::FAR;
use crate::report::national::{Latest, National};
use crate::report::pages::{ACCESSIBILITY, METHODS};
use crate::report::pictures::Pictures;
use crate::report::sentences::{in_sentence, join, text};
use crate::report::series;
use crate::report::view::{
    CouncilReport, Finding, Kit, KitFinding, Link, PageMeta, Paragraph, SeriesRow, SeriesTable,
};

/// The folder of the kit within that of its council.
pub const FOLDER: &str = "kit";

/// How to read the left one of the two charts.
const KEY: &str = "Each thin mark is a council in England; rings are similar councils. The shaded part holds \
                   the middle half of councils, and the line in it is the median. The axis runs from the \
                   lowest figure to the highest, not from zero.";

/// A kit and its pictures as SVG, by key.
pub struct Built {
    /// The words and figures.
    pub kit: Kit,
    /// The pictures.
    pub pictures: Vec<(String, String)>,
}

/// Builds the kit of a council from its report.
pub fn build(national: &National<'_>, council: AreaId, report: &CouncilReport) -> Built {
    let mut pictures = Pictures::new(national, council);
    let standing_out = report.story.findings.iter().filter(|found| found.rule == FAR);
    let findings = (1_usize..).zip(standing_out).filter_map(|(number, found)| {
        let latest = national.latest(&MeasureId(found.measure.clone()), council)?;
        let maker = Maker { national, council, report, latest: &latest };
        Some(maker.finding(number, found, &mut pictures))
    });
    let findings = findings.collect();
    Built { kit: kit(report, findings), pictures: pictures.finish() }
}

fn kit(report: &CouncilReport, findings: Vec<KitFinding>) -> Kit {
    let meta = &report.meta;
    let link = |label: &str, path: &str| Link { label: label.to_owned(), path: path.to_owned() };
    let up = |path: &str| format!("../../../{path}");
    let fact = |heading: &str, text: &str| Paragraph {
        heading: heading.to_owned(),
        text: text.to_owned(),
    };
    let intro = if findings.is_empty() {
        vec![
            "A kit holds the findings of a report, each ready to be taken out of it, and here there are none: \
             nothing can be compared, or nothing stands out beside the median of England's councils. The \
             report has every figure."
                .to_owned(),
        ]
    } else {
        vec![
            "Each finding of the report stands here in a form to be taken into a committee paper or a \
             presentation: a paragraph to copy, a picture, and a table with its source. Each is complete by \
             itself: please keep source and status with what you take."
                .to_owned(),
            "The picture can be had as SVG, which stays sharp at any size, and as PNG; the table pastes into \
             a document as it stands, and can be had as CSV."
                .to_owned(),
        ]
    };
    Kit {
        meta: PageMeta {
            title: format!("{}: committee kit {}", meta.council, meta.year),
            heading: format!("{}: committee kit", meta.council),
            facts: vec![
                fact("Year", &meta.year),
                fact("Region", &meta.region),
                fact("ONS code", &meta.ons_code),
            ],
            release: meta.release.clone(),
            status: meta.status.clone(),
            banner: meta.banner.clone(),
            files: vec![link("The whole report", "../index.html")],
            links: vec![
                link(&format!("All councils, {}", meta.year), &up("index.html")),
                link("Methods", &up(METHODS)),
                link("Accessibility", &up(ACCESSIBILITY)),
            ],
        },
        council: meta.council.clone(),
        ons_code: meta.ons_code.clone(),
        intro,
        findings,
    }
}

/// What a finding is made from.
struct Maker<'a> {
    national: &'a National<'a>,
    council: AreaId,
    report: &'a CouncilReport,
    latest: &'a Latest<'a>,
}

impl Maker<'_> {
    fn finding(&self, number: usize, found: &Finding, pictures: &mut Pictures<'_>) -> KitFinding {
        let measure = self.latest.measure;
        let id = format!("finding-{number}-{}", measure.id.0.to_lowercase());
        let table = self.table();
        let source = self.source(table.years.len() > 1);
        let unit = measure.unit.words().to_owned();
        let title = format!("{}, {unit}", measure.short);
        let year = self.latest.year;
        let about = format!("{}, {year}, adult social care", self.report.meta.council);
        let foot = format!("{}{source} {}", self.mark(), self.status());
        let file = |what: &str, ending: &str| Link {
            label: format!("{what} of {} ({})", measure.short, ending.to_uppercase()),
            path: format!("{id}.{ending}"),
        };
        KitFinding {
            measure: measure.id.to_string(),
            basket: found.basket.clone(),
            heading: measure.short.clone(),
            unit,
            paragraph: self.paragraph(found, &source),
            chart: pictures.slide(self.latest, &id, [&title, &about, KEY, &foot]),
            files: vec![file("Picture", "svg"), file("Picture", "png"), file("Table", "csv")],
            id,
            table,
            source,
        }
    }

    /// The finding, what the figure is elsewhere, where it is from and what it is worth.
    fn paragraph(&self, found: &Finding, source: &str) -> String {
        let council = &self.report.meta.council;
        format!(
            "{}{council}, adult social care. {} {}A difference from other councils can have many reasons: it \
             is a place to start asking, not a verdict. {source} {}",
            self.mark(),
            found.text,
            self.elsewhere(),
            self.status(),
        )
    }

    fn elsewhere(&self) -> String {
        let national = self.national;
        let areas = national.inputs.areas;
        let measure = self.latest.measure;
        let printed = |area| {
            let figure = national.figure(&measure.id, self.latest.year, Some(area)).ok()?;
            Some(crate::domain::format::number(figure, measure.unit))
        };
        let group = |area: AreaId| {
            Some(format!("{} for {}", printed(area)?, in_sentence(&areas.get(area).name)))
        };
        let similar = self.latest.beside(Kind::Similar).and_then(|group| group.value.ok());
        let similar = similar.map(|value| crate::domain::format::number(value, measure.unit));
        let parts = [
            group(areas.england()),
            national.region(self.council).and_then(group),
            similar.map(|value| format!("{value} for similar councils together")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        join(&parts).map_or_else(String::new, |parts| format!("In the same year it was {parts}. "))
    }

    /// Council, England, region and the median of councils, year by year.
    fn table(&self) -> SeriesTable {
        let measure = self.latest.measure;
        let national = self.national;
        let years = series::years(national, measure);
        let medians = years.iter().map(|year| {
            let results = national.results.year(&measure.id, *year);
            let spread = results.and_then(|results| results.distribution.as_ref());
            text(spread.map_or(Err(Gap::NotAvailable), |spread| Ok(spread.median)), measure.unit)
        });
        let mut rows = series::rows(national, self.council, measure, &years);
        rows.push(SeriesRow {
            label: "Median of England's councils".to_owned(),
            cells: medians.collect(),
        });
        SeriesTable {
            caption: format!(
                "{}: {}, {}, by year",
                self.report.meta.council,
                measure.name,
                measure.unit.words()
            ),
            rows,
            years: years.iter().map(ToString::to_string).collect(),
        }
    }

    fn source(&self, several: bool) -> String {
        let release = self.latest.value.release;
        let release =
            release.map(|id| release_words(self.national.inputs.observations.release(id)));
        let release = release.unwrap_or_else(|| self.report.meta.release.clone());
        let year = self.latest.year;
        if several {
            format!(
                "Source for {year}: {release}; for other years: publications that the report names."
            )
        } else {
            format!("Source: {release}.")
        }
    }

    fn mark(&self) -> String {
        let Edition { banner, .. } = edition(self.national);
        if banner.is_empty() { banner } else { format!("{banner}. ") }
    }

    fn status(&self) -> &str {
        &self.report.meta.status
    }
}
