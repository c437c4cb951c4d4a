//! The pages beside the reports: of every measure and region, the methods and the statement on
//! accessibility. What they print is held against the data files of the same tree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::harness::{Tree, entries, illustrative, page_text, published};
use crate::words::long_title;

/// A row of a data file, by column.
type Row = BTreeMap<String, String>;

/// What a tree holds, read once.
struct Held {
    root: PathBuf,
    year: String,
    rows: Vec<Row>,
    /// Where the row of a measure, year and area name stands.
    places: HashMap<[String; 3], usize>,
}

impl Held {
    fn of(tree: &Tree) -> Self {
        let year = tree.root.file_name().expect("a name").to_string_lossy().into_owned();
        let rows = rows(&tree.root.join("data/measures.csv"));
        let key = |row: &Row| ["measure_id", "financial_year", "area_name"].map(|c| row[c].clone());
        let places = rows.iter().enumerate().map(|(place, row)| (key(row), place)).collect();
        Self { root: tree.root.clone(), year, rows, places }
    }

    fn page(&self, path: &str) -> String {
        let page = fs_err::read_to_string(self.root.join(path)).expect("the page is there");
        page.replace("&#x2f;", "/")
    }

    fn row(&self, measure: &str, year: &str, area: &str) -> Option<&Row> {
        let key = [measure, year, area].map(str::to_owned);
        self.places.get(&key).map(|place| &self.rows[*place])
    }

    /// The rows of councils for a measure and year, by name.
    fn councils(&self, measure: &str, year: &str) -> BTreeMap<&str, &Row> {
        self.rows
            .iter()
            .filter(|row| row["measure_id"] == measure && row["financial_year"] == year)
            .filter(|row| row["area_level"] == "council")
            .map(|row| (row["area_name"].as_str(), row))
            .collect()
    }
}

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("the file opens");
    let columns: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let record = |row: csv::StringRecord| -> Row {
        columns.iter().cloned().zip(row.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|row| record(row.expect("a row"))).collect()
}

fn folders(folder: &Path) -> Vec<String> {
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries(folder).iter().map(name).collect()
}

/// The texts between two marks of a page, one after the other.
fn between<'p>(page: &'p str, start: &str, end: &str) -> Vec<&'p str> {
    let parts = page.split(start).skip(1);
    parts.map(|part| part.split(end).next().expect("split gives one")).collect()
}

/// The rows of the table with a caption id: the texts of their cells.
pub(crate) fn table(page: &str, id: &str) -> Vec<Vec<String>> {
    let (_, rest) = page.split_once(&format!("<caption id=\"{id}\">")).expect("the table");
    let table = rest.split("</table>").next().expect("split gives one");
    let row = |row: &str| -> Vec<String> {
        row.split("</t")
            .filter(|cell| cell.contains("<t"))
            .map(|cell| page_text(cell_of(cell)))
            .collect()
    };
    between(table, "<tr>", "</tr>").into_iter().map(row).collect()
}

/// What stands in a cell, from the end of its opening tag.
fn cell_of(cell: &str) -> &str {
    let start = cell.rfind("<th").max(cell.rfind("<td")).expect("a cell");
    cell.get(start..).and_then(|cell| cell.split_once('>')).expect("a tag ends").1
}

/// Whether a printed figure is a value of the data rounded to as many places as are printed. A value of
/// many pounds is printed in millions.
pub(crate) fn prints(text: &str, value: &str) -> bool {
    let millions = text.ends_with('m');
    let digits: String = text
        .replace('−', "-")
        .chars()
        .filter(|letter| letter.is_ascii_digit() || *letter == '.' || *letter == '-')
        .collect();
    let places = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let places = i32::try_from(places).expect("few places");
    let (Ok(printed), Ok(value)) = (digits.parse::<f64>(), value.parse::<f64>()) else {
        return false;
    };
    let value = if millions { value / 1e6 } else { value };
    (printed - value).abs() <= 0.5 * 10f64.powi(-places) * (1.0 + 1e-6) + value.abs() * 1e-12
}

/// A printed figure is that of the data, and where the data has none there is no digit.
fn same(text: &str, row: &Row, place: &str) {
    if row["value"].is_empty() {
        assert!(
            !text.is_empty() && !text.contains(|letter: char| letter.is_ascii_digit()),
            "{place}: {text}"
        );
    } else {
        assert!(prints(text, &row["value"]), "{place}: {text}, in the data {}", row["value"]);
    }
}

fn measure_pages(tree: &Tree) {
    let held = Held::of(tree);
    let with_figures: BTreeSet<String> = held
        .rows
        .iter()
        .filter(|row| !row["value"].is_empty() && row["financial_year"] <= held.year)
        .map(|row| row["measure_id"].to_lowercase())
        .collect();
    let pages: BTreeSet<String> = folders(&held.root.join("measures")).into_iter().collect();
    assert_eq!(pages, with_figures, "a page for each measure with figures, and no other");
    let mut compared = 0;
    for id in pages {
        let page = held.page(&format!("measures/{id}/index.html"));
        let measure = id.to_uppercase();
        let years = table(&page, "years-table");
        let (header, areas) = years.split_first().expect("a header");
        assert_eq!(areas.len(), 10, "{measure}: England and nine regions");
        for area in areas {
            for (year, text) in header.iter().zip(area).skip(1) {
                let row = held.row(&measure, year, &area[0]);
                same(text, row.expect("a row"), &format!("{measure} {year} {}", area[0]));
                compared += 1;
            }
        }
        if !page.contains("councils-table") {
            continue;
        }
        let caption = between(&page, "<caption id=\"councils-table\">", "</caption>")[0];
        let year = caption.rsplit(", ").next().expect("a year").split(':').next().expect("a year");
        let expected = held.councils(&measure, year);
        let councils = table(&page, "councils-table");
        let names: Vec<&str> = councils.iter().skip(1).map(|row| row[0].as_str()).collect();
        let a_to_z: Vec<&str> = expected.keys().copied().collect();
        assert_eq!(names, a_to_z, "{measure}: every council, A to Z");
        let intervals = councils[0].iter().any(|column| column == "95% interval");
        for row in councils.iter().skip(1) {
            let data = expected[row[0].as_str()];
            let place = format!("{measure} {year} {}", row[0]);
            same(&row[1], data, &place);
            let limits = councils[0].iter().any(|column| column == "99.8% limits");
            let standing = &row[2 + usize::from(intervals) + usize::from(limits)];
            if !data["band"].is_empty() {
                assert_eq!(*standing, data["band"], "{place}");
            }
            assert_eq!(intervals && row[2] != "none", !data["interval_low"].is_empty(), "{place}");
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared} figures were compared");
}

#[test]
fn a_measure_page_prints_the_figures_of_the_data() {
    measure_pages(illustrative());
    let Some(tree) = published() else { return };
    measure_pages(tree);
}

/// Holds a table of councils side by side against the data; gives how many figures were compared.
fn side_by_side(held: &Held, page: &str, id: &str, expected: &BTreeSet<&str>) -> usize {
    let all = table(page, id);
    let (header, areas) = all.split_first().expect("a header");
    let names: Vec<&str> = areas.iter().map(|row| row[0].as_str()).collect();
    let wanted: Vec<&str> = expected.iter().copied().collect();
    assert_eq!(names[..names.len() - 2], wanted, "{id}: its councils and no other, A to Z");
    assert_eq!(names.last(), Some(&"England"));
    let head = between(page, &format!("<caption id=\"{id}\">"), "</thead>")[0];
    let measures = between(head, "measures/", "/index.html");
    assert_eq!(measures.len() + 1, header.len(), "{id}: every column has its page");
    let mut compared = 0;
    for (column, measure) in measures.iter().enumerate() {
        let year = header[column + 1].rsplit(' ').next().expect("a year");
        let measure = measure.to_uppercase();
        for row in areas {
            let cell = &row[column + 1];
            let place = format!("{measure} {year} {}: {cell}", row[0]);
            let Some(data) = held.row(&measure, year, &row[0]) else { continue };
            let (figure, standing) = match cell.split_once(' ') {
                Some(both) if !data["value"].is_empty() => both,
                _ => (cell.as_str(), ""),
            };
            same(figure, data, &place);
            if !data["band"].is_empty() {
                assert_eq!(standing, data["band"], "{place}");
            }
            compared += 1;
        }
    }
    compared
}

fn region_pages(tree: &Tree, reports: &[&str]) {
    let held = Held::of(tree);
    let of_year: Vec<&Row> = held
        .rows
        .iter()
        .filter(|row| row["financial_year"] == held.year && row["area_level"] == "council")
        .collect();
    let made: BTreeSet<&str> = of_year
        .iter()
        .filter(|row| reports.contains(&row["area_name"].as_str()))
        .map(|row| row["region_code"].as_str())
        .collect();
    let regions = folders(&held.root.join("regions"));
    assert_eq!(regions.len(), made.len(), "a page for each region with a council of the run");
    for slug in regions {
        let page = held.page(&format!("regions/{slug}/index.html"));
        let code = between(&page, "<dt>ONS code</dt><dd>", "<")[0];
        let expected: BTreeSet<&str> = of_year
            .iter()
            .filter(|row| row["region_code"] == code)
            .map(|row| row["area_name"].as_str())
            .collect();
        let mut compared = 0;
        for id in between(&page, "<table class=\"side\">\n<caption id=\"", "\"") {
            compared += side_by_side(&held, &page, id, &expected);
        }
        assert!(compared > 50, "{slug}: {compared} figures were compared");
        let file = rows(&held.root.join(format!("regions/{slug}/data.csv")));
        let mut wanted: Vec<&Row> = held
            .rows
            .iter()
            .filter(|row| row["area_code"] == code || row["region_code"] == code)
            .collect();
        let mut found: Vec<&Row> = file.iter().collect();
        wanted.sort();
        found.sort();
        assert!(found == wanted, "{slug}: data.csv has the rows of the region and its councils");
    }
}

#[test]
fn a_region_page_has_its_councils_with_their_figures() {
    region_pages(illustrative(), &crate::harness::COUNCILS);
    let Some(tree) = published() else { return };
    let reports =
        ["Isles of Scilly", "City of London", "Swindon", "West Northamptonshire", "Kirklees"];
    region_pages(tree, &reports);
    let page = fs_err::read_to_string(tree.root.join("regions/london/index.html")).expect("London");
    // SOURCES: Hackney sent no finance figures in 2021-22.
    let text = page_text(&page);
    assert!(text.contains("did not send a return to the publisher: Hackney."), "London");
}

/// Every page beside the reports, as a path in the tree.
fn beside(tree: &Tree) -> Vec<String> {
    let mut pages: Vec<String> =
        ["index.html", "methods.html", "accessibility.html", "changes.html"]
            .map(str::to_owned)
            .to_vec();
    for kind in ["measures", "regions"] {
        let folders = folders(&tree.root.join(kind));
        pages.extend(folders.iter().map(|folder| format!("{kind}/{folder}/index.html")));
    }
    pages
}

#[test]
fn links_lead_somewhere_and_councils_without_a_report_have_none() {
    for tree in std::iter::once(illustrative()).chain(published()) {
        let mut pages: Vec<PathBuf> =
            beside(tree).iter().map(|page| tree.root.join(page)).collect();
        let councils = entries(&tree.root.join("councils"));
        pages.extend(councils.iter().map(|folder| folder.join("index.html")));
        let mut reached: BTreeSet<PathBuf> = BTreeSet::new();
        for page in &pages {
            let text = fs_err::read_to_string(page).expect("the page");
            let folder = page.parent().expect("a folder");
            for link in between(&text, "href=\"", "\"") {
                let link = link.replace("&#x2f;", "/");
                let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
                let target = if path.is_empty() { page.clone() } else { folder.join(path) };
                let place = format!("{}: {link}", page.display());
                assert!(target.is_file(), "{place}");
                if !fragment.is_empty() {
                    let there = fs_err::read_to_string(&target).expect("a page");
                    assert!(there.contains(&format!(" id=\"{fragment}\"")), "{place}");
                }
                reached.insert(fs_err::canonicalize(&target).expect("a path"));
            }
        }
        for page in &pages {
            let page = fs_err::canonicalize(page).expect("a path");
            assert!(reached.contains(&page), "{} is linked from nowhere", page.display());
        }
        // A report leads to its region, the methods, the statement and what changed.
        let report = fs_err::read_to_string(councils[0].join("index.html")).expect("a report");
        let foot = report.split_once("<footer").expect("a foot").1.replace("&#x2f;", "/");
        for path in [
            "../../regions/",
            "../../methods.html",
            "../../accessibility.html",
            "../../changes.html",
        ] {
            assert!(foot.contains(&format!("href=\"{path}")), "{path}");
        }
    }
}

#[test]
fn every_page_has_what_readers_of_all_kinds_need() {
    for tree in std::iter::once(illustrative()).chain(published()) {
        let made_up = std::ptr::eq(tree, illustrative());
        let mut titles = BTreeSet::new();
        for name in beside(tree) {
            let page = fs_err::read_to_string(tree.root.join(&name)).expect("the page");
            for wanted in [
                "<html lang=\"en-GB\">",
                "<a class=\"skip\" href=\"#main\">",
                "<main id=\"main\"",
                "Content-Security-Policy",
                "<nav class=\"contents\"",
                "<footer",
            ] {
                assert_eq!(page.matches(wanted).count(), 1, "{name}: {wanted}");
            }
            assert_eq!(page.matches("<h1").count(), 1, "{name}");
            let title = page_text(between(&page, "<title>", "</title>").first().expect("a title"));
            assert_eq!(long_title(&title), None, "{name}");
            assert!(titles.insert(title.clone()), "{name}: another page is also titled {title}");
            assert_eq!(page.contains("class=\"banner\""), made_up, "{name}: the banner");
            assert!(!page.contains(" style=\""), "{name}");
            assert_eq!(page.contains("<script"), name == "index.html", "{name}");
            assert!(page.len() < 400_000, "{name} has {} bytes", page.len());
        }
    }
}

/// METHOD 7.3 and the program's own limits: the page of methods tells the bands as they are drawn.
#[test]
fn the_methods_tell_the_bands_and_every_measure() {
    let tree = illustrative();
    let page = fs_err::read_to_string(tree.root.join("methods.html")).expect("the methods");
    let bands = table(&page, "bands-table");
    let limits: Vec<(&str, &str)> =
        bands.iter().skip(1).map(|row| (row[0].as_str(), row[2].as_str())).collect();
    assert_eq!(
        limits,
        [
            ("much lower", "at least 3 and up to 7.5 below"),
            ("lower", "at least 1.5 and less than 3 below"),
            ("slightly lower", "more than 0.5 and less than 1.5 below"),
            ("broadly similar", "up to 0.5 above or below"),
            ("slightly higher", "more than 0.5 and less than 1.5 above"),
            ("higher", "at least 1.5 and less than 3 above"),
            ("much higher", "at least 3 and up to 7.5 above"),
        ]
    );
    let text = page_text(&page);
    let held = Held::of(tree);
    for row in &held.rows {
        let name = format!("{} {}", row["measure_id"], row["measure_name"]);
        assert!(text.contains(&name), "{name}");
    }
    assert!(
        text.contains("EX20") && text.contains("withheld: "),
        "the withheld one has its reason"
    );
}
