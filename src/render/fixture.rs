//! A small report with every part filled, for tests of the templates.

use crate::report::view::{
    AssessmentItem, BalanceView, Card, CaveatView, ChartRef, CouncilReport, Evidence, FigureRow,
    Finding, FrameworkRow, FrameworkTable, Frameworks, HoldsRow, Local, LocalRow, MeasureCharts,
    Meta, Notes, Overview, OverviewBasket, OverviewRow, Paragraph, PositionRow, Profile,
    ProfileRow, Question, RealTermsView, SelfAssessment, SeriesRow, SeriesTable, Similar,
    SimilarRow, SourceView, Story, Text, Time, TimeMeasure, TimeTable,
};

/// The name of the council: what a name may hold that means something to an engine.
pub(crate) const NAME: &str = "St #1 & <b>\"O'Neil\"</b> $x$ *y* {{ 7 }}";

/// The report and its charts.
pub(crate) fn report() -> (CouncilReport, Vec<(String, String)>) {
    let report = CouncilReport {
        meta: meta(),
        story: story(),
        overview: Overview {
            intro: vec!["How to read it.".to_owned()],
            baskets: vec![basket()],
            caveats: vec!["Keep this in mind.".to_owned()],
        },
        questions: vec![question()],
        profile: Some(profile()),
        time: time(),
        similar: similar(),
        local: Some(local()),
        frameworks: frameworks(),
        assessment: assessment(),
        notes: notes(),
    };
    let ids = [
        "spark-EX02",
        "row-EX02",
        "strip-EX02",
        "trend-EX02",
        "balance-4",
        "profile",
        "real-terms",
    ];
    (report, ids.map(|id| (id.to_owned(), svg(id))).to_vec())
}

fn svg(id: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"96\" height=\"24\" \
         viewBox=\"0 0 96 24\" role=\"img\" aria-labelledby=\"{id}-title\" \
         font-family=\"UoR Sans\" font-size=\"12\"><title id=\"{id}-title\">Line</title>\
         <text x=\"2\" y=\"14\">word of {id}</text></svg>"
    )
}

fn chart(id: &str) -> ChartRef {
    let alt = format!("What the picture {id} shows, in one sentence.");
    ChartRef { id: id.to_owned(), alt, width: 96.0, height: 24.0 }
}

fn number(text: &str) -> Text {
    Text { text: text.to_owned(), gap: None }
}

fn gap() -> Text {
    Text { text: "not submitted".to_owned(), gap: Some("not-submitted") }
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn series(caption: &str) -> SeriesTable {
    SeriesTable {
        caption: caption.to_owned(),
        years: words(&["2020-21", "2021-22"]),
        rows: vec![SeriesRow { label: NAME.to_owned(), cells: vec![gap(), number("£478.1")] }],
    }
}

fn meta() -> Meta {
    Meta {
        title: format!("Use of Resources 2021-22: {NAME}"),
        council: NAME.to_owned(),
        ons_code: "E08000034".to_owned(),
        cassr_code: "213".to_owned(),
        region: "Yorkshire and The Humber".to_owned(),
        region_page: "../../regions/yorkshire-and-the-humber/index.html".to_owned(),
        council_type: "Metropolitan districts".to_owned(),
        year: "2021-22".to_owned(),
        release: "Published tables 2021-22".to_owned(),
        status: "This is analysis of published statistics.".to_owned(),
        illustrative: true,
        banner: "Illustrative figures".to_owned(),
        pdf_name: "use-of-resources-2021-22-st.pdf".to_owned(),
        date: (2022, 3, 31),
    }
}

fn story() -> Story {
    Story {
        lead: words(&["Who this is about."]),
        cards: vec![Card {
            basket: "Spend".to_owned(),
            label: "Gross spend per adult".to_owned(),
            value: number("£478.2"),
            year: "2021-22".to_owned(),
            beside: words(&["England £494.3"]),
        }],
        findings_intro: "How they were chosen.".to_owned(),
        findings: vec![Finding {
            rule: "far",
            basket: "Spend".to_owned(),
            measure: "EX02".to_owned(),
            text: "It spent £478.4 per adult.".to_owned(),
        }],
        cannot_say: words(&["What it is worth."]),
        data_age: words(&["The year to March 2022."]),
    }
}

fn basket() -> OverviewBasket {
    OverviewBasket {
        name: "Spend".to_owned(),
        rows: vec![OverviewRow {
            measure: "EX02".to_owned(),
            name: "Gross spend per adult".to_owned(),
            year: "2021-22".to_owned(),
            value: number("£478.5"),
            spark: chart("spark-EX02"),
            strip: chart("row-EX02"),
            england: number("£494.6"),
            region: gap(),
            similar: number("£482.6"),
            standing: "slightly lower".to_owned(),
            median: number("£481.2"),
        }],
    }
}

fn profile() -> Profile {
    Profile {
        intro: words(&["Each mark is a council."]),
        sentence: "It spent 12.3% more than the median.".to_owned(),
        chart: chart("profile"),
        rows: vec![ProfileRow {
            measure: "EX02".to_owned(),
            name: "Gross spend per adult".to_owned(),
            year: "2021-22".to_owned(),
            value: number("£478.7"),
            median: number("£426.1"),
            position: gap(),
        }],
    }
}

fn question() -> Question {
    Question {
        number: 4,
        title: "The balance of spend".to_owned(),
        question: "How is the money split?".to_owned(),
        not_supplied: None,
        withheld: Vec::new(),
        intro: "What it can tell.".to_owned(),
        charts: vec![MeasureCharts {
            measure: "EX02".to_owned(),
            name: "Gross current expenditure per adult".to_owned(),
            definition: "What was spent.".to_owned(),
            unit: "£ per person".to_owned(),
            sentences: words(&["It was £478.7."]),
            strip: chart("strip-EX02"),
            trend: Some(chart("trend-EX02")),
            table: series("Gross spend, all years"),
        }],
        table: vec![PositionRow {
            measure: "EX02".to_owned(),
            name: "Gross spend per adult".to_owned(),
            year: "2021-22".to_owned(),
            value: number("£478.8"),
            england: number("£494.9"),
            region: gap(),
            council_type: number("£481.0"),
            similar: number("£482.7"),
            median: number("£490.1"),
            middle_half: "£450.2 to £520.3".to_owned(),
            councils: "149".to_owned(),
            standing: "slightly lower".to_owned(),
        }],
        balance: Some(BalanceView {
            title: "How spend is split".to_owned(),
            chart: chart("balance-4"),
            table: series("Share of spend"),
        }),
        influences: words(&["Need differs."]),
        caveats: vec![CaveatView { measures: "EX02".to_owned(), text: "Mind this.".to_owned() }],
        discuss: words(&["What did we plan?"]),
    }
}

fn time() -> Time {
    Time {
        intro: words(&["How to read the tables."]),
        real_terms: Some(RealTermsView {
            sentences: words(&["It rose by 9.71%."]),
            chart: chart("real-terms"),
            table: series("In cash and in real terms"),
        }),
        tables: vec![TimeTable {
            basket: "Spend".to_owned(),
            years: words(&["2020-21", "2021-22"]),
            measures: vec![TimeMeasure {
                measure: "EX02".to_owned(),
                name: "Gross spend per adult".to_owned(),
                unit: "£ per person".to_owned(),
                rows: series("").rows,
            }],
        }],
        breaks: words(&["A series may not be joined."]),
    }
}

fn similar() -> Similar {
    Similar {
        intro: words(&["How the councils were chosen."]),
        councils: vec![SimilarRow {
            order: "1".to_owned(),
            name: "Calderdale".to_owned(),
            region: "North West".to_owned(),
            distance: "0.82".to_owned(),
            reasons: "Alike on age, different on size".to_owned(),
        }],
        notes: words(&["What the list is made of."]),
        own: Some("A list of our own: Bury and Bolton.".to_owned()),
        holds_intro: "When it stands out.".to_owned(),
        groups: words(&["England", "Similar councils"]),
        holds: vec![HoldsRow {
            measure: "EX02".to_owned(),
            name: "Gross spend per adult".to_owned(),
            year: "2021-22".to_owned(),
            value: number("£479.3"),
            cells: words(&["Lower: holds", "Slightly lower: does not hold"]),
            holds: "Holds in 1 of 2".to_owned(),
        }],
    }
}

fn local() -> Local {
    Local {
        intro: "What was added.".to_owned(),
        rows: vec![LocalRow {
            name: "Assessed within 28 days".to_owned(),
            year: "2021-22".to_owned(),
            value: "7 of 12".to_owned(),
            base: "12".to_owned(),
            beside: "median 61.2% of 9 councils".to_owned(),
            source: "A survey of our own".to_owned(),
        }],
    }
}

fn frameworks() -> Frameworks {
    Frameworks {
        intro: words(&["What the tables are."]),
        tables: vec![FrameworkTable {
            id: "ascof".to_owned(),
            name: "A framework".to_owned(),
            column: "Objective".to_owned(),
            rows: vec![FrameworkRow {
                outcome: "1. Quality of life".to_owned(),
                name: "Quality of life from support".to_owned(),
                ids: "1B, OC02, score".to_owned(),
                year: "2021-22".to_owned(),
                value: number("0.401"),
                median: number("0.407"),
                standing: "broadly similar".to_owned(),
            }],
            source: "Which measures belong where: a handbook.".to_owned(),
        }],
        left_out: words(&["Another framework: left out."]),
    }
}

fn assessment() -> SelfAssessment {
    SelfAssessment {
        intro: words(&["How to use the workbook self-assessment.xlsx."]),
        workbook: "self-assessment.xlsx".to_owned(),
        scores: vec![Paragraph { heading: "3".to_owned(), text: "It works.".to_owned() }],
        items: vec![AssessmentItem {
            id: "1.1".to_owned(),
            title: "Information and advice".to_owned(),
            prompt: "People find help early.".to_owned(),
            evidence: vec![Evidence {
                measure: "EX02".to_owned(),
                name: "Gross spend per adult".to_owned(),
                year: "2021-22".to_owned(),
                value: number("£479.9"),
                median: number("£495.0"),
                standing: "slightly lower".to_owned(),
                text: "EX02 Gross spend per adult, 2021-22: £479.9; England £495.0; slightly lower"
                    .to_owned(),
            }],
            needs: "Local evidence is needed on waiting lists.".to_owned(),
        }],
        relevance: words(&["High", "Low"]),
        confidence: words(&["High", "Low"]),
        how_to: words(&["Read the evidence."]),
    }
}

fn notes() -> Notes {
    let paragraph = |heading: &str, text: &str| {
        vec![Paragraph { heading: heading.to_owned(), text: text.to_owned() }]
    };
    Notes {
        figures: vec![FigureRow {
            measure: "EX02".to_owned(),
            name: "Gross spend per adult".to_owned(),
            year: "2021-22".to_owned(),
            value: number("£479.1"),
            interval: "£470.3 to £488.1".to_owned(),
            numerator: String::new(),
            denominator: "331,204".to_owned(),
            source: "1".to_owned(),
            place: "T52, cell D118".to_owned(),
        }],
        restated: words(&["OC10 Admissions, 2018-19: 579.4 in the release of 2018-19, now 577.6."]),
        method: paragraph("Rounding", "Once, at the end."),
        gaps: paragraph("not submitted", "No figure was sent."),
        glossary: paragraph("Median", "The middle figure."),
        sources: vec![SourceView {
            number: "1".to_owned(),
            title: "Data tables".to_owned(),
            publisher: "NHS Digital".to_owned(),
            published: String::new(),
            file: "A_very_long_file_name_that_must_not_leave_the_page_(2021-22)_final.xlsx"
                .to_owned(),
        }],
        licence: words(&["Open Government Licence v3.0."]),
        cite: "Use of Resources reports (2022).".to_owned(),
    }
}

/// Every string of the report that a reader sees as text.
pub(crate) fn printed(report: &CouncilReport) -> Vec<String> {
    /// Fields that are keys, file names or for machines.
    const UNSEEN: [&str; 12] = [
        "id",
        "alt",
        "gap",
        "rule",
        "pdf_name",
        "region_page",
        "cassr_code",
        "measure",
        "date",
        "illustrative",
        "width",
        "height",
    ];
    fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) if !text.is_empty() => found.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            serde_json::Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| !UNSEEN.contains(&name.as_str()))
                .for_each(|(_, field)| collect(field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&serde_json::to_value(report).expect("a view is JSON"), &mut found);
    found.sort();
    found.dedup();
    found
}
