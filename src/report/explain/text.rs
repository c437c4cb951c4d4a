//! An explanation as text for a terminal: short labels on the left, one thing a line.

use crate::report::explain::{Compared, Explanation, Input};

/// The width of the column of labels.
const LABEL: usize = 14;

impl Explanation {
    /// The explanation as lines of plain text.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("{}  {}", self.measure, self.name),
            format!(
                "{} ({}, council code {}), {}",
                self.council, self.ons_code, self.cassr_code, self.year
            ),
            self.definition.clone(),
            String::new(),
            labelled("Figure", &format!("{} ({})", self.printed, self.unit)),
        ];
        let mut add = |label: &str, text: &str| {
            if !text.is_empty() {
                lines.push(labelled(label, text));
            }
        };
        add("Unrounded", self.unrounded.as_deref().unwrap_or_default());
        add("Why not", self.why_not.as_deref().unwrap_or_default());
        add("Area", self.recoded.as_deref().unwrap_or_default());
        add("Formula", &self.formula);
        for (index, input) in self.inputs.iter().enumerate() {
            let label = if index == 0 { "Inputs" } else { "" };
            for (line, text) in input_lines(input).iter().enumerate() {
                add(if line == 0 { label } else { "" }, text);
            }
        }
        for (index, step) in self.arithmetic.iter().enumerate() {
            add(if index == 0 { "Arithmetic" } else { "" }, step);
        }
        add("Rounding", &self.rounding);
        add("Interval", &self.interval);
        for (index, compared) in self.comparators.iter().enumerate() {
            let label = if index == 0 { "Compared" } else { "" };
            for (line, text) in compared_lines(compared).iter().enumerate() {
                add(if line == 0 { label } else { "" }, text);
            }
        }
        add("Finding", &self.finding);
        for (index, year) in self.years.iter().enumerate() {
            if !year.break_before.is_empty() {
                add("", &format!("-- not joined: {}", year.break_before));
            }
            add(if index == 0 { "Years" } else { "" }, &format!("{}  {}", year.year, year.printed));
        }
        for (index, (code, text)) in self.caveats.iter().enumerate() {
            add(if index == 0 { "Caveats" } else { "" }, &format!("{code}: {text}"));
        }
        lines
    }
}

fn labelled(label: &str, text: &str) -> String {
    format!("{label:<LABEL$}{text}")
}

fn input_lines(input: &Input) -> Vec<String> {
    let place = if input.place.is_empty() { String::new() } else { format!(", {}", input.place) };
    vec![
        format!("{}: {} ({}), {}", input.role, input.value, input.unit, input.year),
        format!("  {} [{}]", input.series, input.notation),
        format!("  {}{place}", input.file),
        format!("  {}, {}", input.release, input.publisher),
    ]
}

fn compared_lines(compared: &Compared) -> Vec<String> {
    let mut parts = vec![format!("{}: {}", compared.name, compared.value)];
    parts.extend((!compared.basis.is_empty()).then(|| compared.basis.clone()));
    let mut lines = vec![parts.join(", ")];
    if !compared.median.is_empty() {
        let mut text = format!("  median {} of {} councils", compared.median, compared.councils);
        if !compared.standing.is_empty() {
            text = format!("{text}: {}", compared.standing);
        }
        if !compared.distance.is_empty() {
            text = format!("{text}, {} median absolute deviations away", compared.distance);
        }
        lines.push(text);
    }
    for text in [&compared.chance, &compared.holds] {
        if !text.is_empty() {
            lines.push(format!("  {text}"));
        }
    }
    if !compared.members.is_empty() {
        lines.push(format!("  {}", compared.members.join("; ")));
    }
    lines
}
