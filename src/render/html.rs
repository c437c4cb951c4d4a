//! A report and its charts to one web page that needs no other file, script or network.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::render::error::RenderError;
use crate::render::index::Index;
use crate::render::templates::Templates;
use crate::render::theme;
use crate::report::view::CouncilReport;

/// The most steps a template may take: about a hundred times what the report needs.
const FUEL: u64 = 20_000_000;
/// How deep templates may call each other.
const RECURSION: usize = 60;

/// The page that lists all councils, and its template: the only one with a script.
pub const INDEX: &str = "index.html";

/// What an SVG from our charts never holds; text in it has its quotes and brackets escaped, so these
/// can only be markup.
const FORBIDDEN: [&str; 8] =
    ["<script", "<style", "<foreignObject", "<image", "<use", "<a", " style=\"", "href=\""];

/// Makes web pages. Built once; may be shared by threads.
#[derive(Debug)]
pub struct HtmlRenderer {
    environment: Environment<'static>,
    style: String,
    script: String,
    /// The theme, with its logo as an address that holds the picture.
    theme: Value,
}

impl HtmlRenderer {
    /// With the embedded templates, or with those of a folder in their place.
    ///
    /// # Errors
    /// When the folder's templates cannot be read, or one is not a template.
    pub fn from_dir(folder: Option<&Path>) -> Result<Self, RenderError> {
        Self::new(&Templates::load(folder)?)
    }

    /// With templates that are loaded.
    ///
    /// # Errors
    /// When one is not a template.
    pub fn new(templates: &Templates) -> Result<Self, RenderError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("the standard delimiters are a syntax"));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(RECURSION);
        for (name, text) in templates.under("html").filter(|(name, _)| is_markup(name)) {
            environment
                .add_template_owned(name.to_owned(), text.to_owned())
                .map_err(|error| template_error(&error))?;
        }
        let (theme, colours) = theme::of_pages(templates)?;
        let style = raw_text(templates, "style.css")? + &colours;
        Ok(Self { environment, style, script: raw_text(templates, "filter.js")?, theme })
    }

    /// The page of a report. `charts` are ids and SVGs.
    ///
    /// # Errors
    /// When a template does not fit the report, or a chart is not safe to place in a page.
    pub fn render(
        &self,
        report: &CouncilReport,
        charts: &[(String, String)],
    ) -> Result<String, RenderError> {
        self.render_data(report, charts)
    }

    /// The page of anything with the form of a report.
    ///
    /// # Errors
    /// When a template does not fit the report, or a chart is not safe to place in a page.
    pub fn render_data<T: Serialize>(
        &self,
        report: &T,
        charts: &[(String, String)],
    ) -> Result<String, RenderError> {
        self.filled("report.html", Value::from(Serde(report)), charts)
    }

    /// The page of a report that is JSON already.
    ///
    /// # Errors
    /// When a template does not fit the report, or a chart is not safe to place in a page.
    pub fn render_json(
        &self,
        report: &[u8],
        charts: &[(String, String)],
    ) -> Result<String, RenderError> {
        self.filled("report.html", serde_json::from_slice(report)?, charts)
    }

    /// The list of councils or another page beside the reports, by the name of its template, of a view
    /// that is JSON already.
    ///
    /// # Errors
    /// When the template does not fit the view, or a chart is not safe to place in a page.
    pub fn page_json(
        &self,
        name: &str,
        view: &[u8],
        charts: &[(String, String)],
    ) -> Result<String, RenderError> {
        match name {
            INDEX => self.list(serde_json::from_slice(view)?),
            _ => self.filled(name, serde_json::from_slice(view)?, charts),
        }
    }

    fn filled(
        &self,
        name: &str,
        view: Value,
        charts: &[(String, String)],
    ) -> Result<String, RenderError> {
        let mut pictures = BTreeMap::new();
        for (id, svg) in charts {
            check_chart(id, svg)?;
            pictures.insert(id.as_str(), Value::from_safe_string(svg.clone()));
        }
        self.page(
            name,
            context! {
                r => view,
                charts => pictures,
                theme => self.theme.clone(),
                style => Value::from_safe_string(self.style.clone()),
                csp => policy(&self.style, None),
            },
        )
    }

    /// The page that lists all councils.
    ///
    /// # Errors
    /// When the template does not fit.
    pub fn index(&self, index: &Index) -> Result<String, RenderError> {
        self.list(Value::from(Serde(index)))
    }

    fn list(&self, index: Value) -> Result<String, RenderError> {
        self.page(
            INDEX,
            context! {
                i => index,
                theme => self.theme.clone(),
                style => Value::from_safe_string(self.style.clone()),
                script => Value::from_safe_string(self.script.clone()),
                csp => policy(&self.style, Some(&self.script)),
            },
        )
    }

    fn page(&self, name: &str, context: Value) -> Result<String, RenderError> {
        let template = self.environment.get_template(name).map_err(|e| template_error(&e))?;
        template.render(context).map_err(|error| template_error(&error))
    }
}

/// Refuses an SVG with anything that runs, loads or styles.
pub(crate) fn check_chart(id: &str, svg: &str) -> Result<(), RenderError> {
    let fault = |message: String| Err(RenderError::Chart { id: id.to_owned(), message });
    if !svg.starts_with("<svg ") || !svg.ends_with("</svg>") {
        return fault("is not an SVG element".to_owned());
    }
    for word in FORBIDDEN {
        if svg.contains(word) {
            return fault(format!("contains {word}"));
        }
    }
    Ok(())
}

fn is_markup(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|kind| kind == "html")
}

/// The text of a file that is placed in an element as it stands.
fn raw_text(templates: &Templates, name: &str) -> Result<String, RenderError> {
    let name = format!("html/{name}");
    let text = templates.text(&name)?;
    if text.contains("</") {
        return Err(RenderError::Template {
            template: name,
            line: 0,
            column: 0,
            message: "contains \"</\", which would end the element it stands in".to_owned(),
        });
    }
    Ok(text.to_owned())
}

/// The page's own content security policy: nothing but this style and, where there is one, this
/// script.
fn policy(style: &str, script: Option<&str>) -> String {
    let script = script.map_or_else(String::new, |text| format!(" script-src '{}';", hash(text)));
    format!(
        "default-src 'none'; style-src '{}';{script} img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(style)
    )
}

/// The hash of an inline element's text as a policy writes it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn template_error(error: &minijinja::Error) -> RenderError {
    // A fault in an included part is wrapped in one of the page that includes it.
    let mut innermost = error;
    while let Some(source) = std::error::Error::source(innermost)
        .and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        innermost = source;
    }
    let detail = innermost.detail().map_or_else(String::new, |detail| format!(": {detail}"));
    RenderError::Template {
        template: innermost.name().map_or_else(String::new, |name| format!("html/{name}")),
        line: innermost.line().unwrap_or(0),
        column: 0,
        message: format!("{}{detail}", innermost.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use crate::render::index::{Index, tests as lists};

    fn renderer() -> HtmlRenderer {
        HtmlRenderer::from_dir(None).expect("the house templates are templates")
    }

    /// The text of a page as a browser has it, near enough: no tags, entities resolved.
    fn text_of(page: &str) -> String {
        let mut text = String::new();
        let mut inside = false;
        for character in page.chars() {
            match character {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => text.push(other),
                _ => {}
            }
        }
        for (entity, character) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#x27;", "'"),
            ("&#x2f;", "/"),
            ("&amp;", "&"),
        ] {
            text = text.replace(entity, character);
        }
        text
    }

    #[test]
    fn the_hash_of_nothing_is_that_of_the_standard() {
        // The digest of nothing, as the CSP specifications print it.
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn the_page_prints_every_string_of_the_report() {
        let (report, charts) = fixture::report();
        let page = renderer().render(&report, &charts).expect("a page");
        let text = text_of(&page);
        for string in fixture::printed(&report) {
            assert!(text.contains(&string), "the page lacks {string:?}");
        }
        for (id, _) in &charts {
            assert!(page.contains(&format!("word of {id}</text>")), "the page lacks {id}");
        }
    }

    #[test]
    fn a_name_cannot_become_markup() {
        let (report, charts) = fixture::report();
        let page = renderer().render(&report, &charts).expect("a page");
        assert!(!page.contains("<b>\""));
        assert!(page.contains("&lt;b&gt;"));
        assert!(!page.contains("style=\"") && !page.contains("onclick"));
    }

    #[test]
    fn ids_are_unique_and_every_reference_has_its_id() {
        let (report, charts) = fixture::report();
        let page = renderer().render(&report, &charts).expect("a page");
        let values = |name: &str| -> Vec<String> {
            let start = format!(" {name}=\"");
            page.split(&start)
                .skip(1)
                .filter_map(|part| part.split('"').next().map(str::to_owned))
                .collect()
        };
        let mut ids = values("id");
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id is there twice");
        for place in values("href").iter().filter_map(|link| link.strip_prefix('#')) {
            assert!(ids.iter().any(|id| id == place), "no id for the link to {place}");
        }
        for place in values("aria-labelledby").iter().flat_map(|ids| ids.split(' ')) {
            assert!(ids.iter().any(|id| id == place), "no id for the label {place}");
        }
    }

    #[test]
    fn a_wrong_template_says_where() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs_err::create_dir_all(folder.path().join("html/parts")).expect("a folder");
        let part = folder.path().join("html/parts/cover.html");
        fs_err::write(&part, "<p>\n{{ r.meta.tittle }}").expect("a file");
        let renderer = HtmlRenderer::from_dir(Some(folder.path())).expect("templates load");
        let (report, charts) = fixture::report();
        let error = renderer.render(&report, &charts).expect_err("no such field").to_string();
        assert!(error.starts_with("html/parts/cover.html:2:"), "{error}");
        fs_err::write(
            &part,
            "{% for x in range(9999) %}{% for y in range(9999) %}{% endfor %}{% endfor %}",
        )
        .expect("a file");
        let renderer = HtmlRenderer::from_dir(Some(folder.path())).expect("templates load");
        let error = renderer.render(&report, &charts).expect_err("endless").to_string();
        assert!(error.contains("fuel"), "{error}");
    }

    #[test]
    fn a_missing_or_unsafe_chart_is_refused() {
        let (report, mut charts) = fixture::report();
        charts[0].1 = charts[0].1.replace("<text", "<script>x</script><text");
        let error = renderer().render(&report, &charts).expect_err("a script").to_string();
        assert_eq!(error, "chart spark-EX02: contains <script");
        charts.remove(0);
        assert!(renderer().render(&report, &charts).is_err());
    }

    #[test]
    fn the_list_links_reports_and_names_what_is_missing() {
        let councils = vec![
            lists::council("York", "Yorkshire", ""),
            lists::council("Bath & <i>", "South West", "too slow"),
        ];
        let page =
            renderer().index(&Index::new(lists::meta(), lists::pages(), councils)).expect("a page");
        assert!(
            page.contains("href=\"councils/York/index.html\"")
                || page.contains("councils&#x2f;York")
        );
        assert!(page.contains("Bath &amp; &lt;i&gt;"));
        assert!(page.contains("No report: too slow"));
        assert!(page.contains("script-src &#x27;sha256-"));
    }
}
