//! A function for the templates: what of a table can be seen at a glance, so that it need not be laid out to know
//! how high its rows are.
//!
//! Typst lays out every cell of a row twice if it has to find out how high the row is, and once if the height is
//! given; finding out was a tenth of the work on a report. Nothing is kerned in our tables, so that words are as
//! wide as their characters together, and those that are no wider than their column stand on one line.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rustybuzz::ttf_parser::Face;
use rustybuzz::ttf_parser::cmap::Subtable;
use typst::Library;
use typst::comemo::Tracked;
use typst::diag::{At, HintedStrResult, SourceResult};
use typst::engine::Engine;
use typst::foundations::{
    Args, Array, CastInfo, Content, Context, FromValue, Func, IntoValue, NativeFuncData,
    NativeFuncPtr, Scope, SequenceElem, StyledElem, Value, array,
};
use typst::layout::{Abs, Em, Length, Sizing};
use typst::model::{TableCell, TableHeader};
use typst::text::{SpaceElem, TextElem};
use typst::visualize::ImageElem;

use crate::render::templates::FONTS;

static FUNCTION: NativeFuncData = NativeFuncData {
    function: NativeFuncPtr(&called),
    name: "at-a-glance",
    title: "At a glance",
    docs: "How high the rows of a table are, as far as their words tell.",
    def_site: None,
    keywords: &[],
    contextual: false,
    scope: LazyLock::new(&Scope::new),
    params: LazyLock::new(&Vec::new),
    returns: LazyLock::new(&|| CastInfo::Any),
};

/// Lets templates call `at-a-glance(rows, room, size, line, inset)`.
///
/// `rows` are arrays of cells; one with fewer cells than there are columns has the last of them. `room` is the
/// width of each column, `size` that of the text, `line` the height of a row of one line and `inset` what is left
/// free above and below a picture. Of each row it gives `auto` if it has to do with other rows or with several
/// columns, or an array of the height by what was seen, and an array of the cells that may be higher, each as the
/// width and the content to be measured.
pub(super) fn define(library: &mut Library) {
    library.global.scope_mut().define(FUNCTION.name, Func::from(&FUNCTION));
}

fn called(_: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    let (rows, room) = (listed::<Array>(args, "rows")?, listed::<Length>(args, "room")?);
    let mut length = |what| args.expect::<Length>(what).map(|length| length.abs);
    let (size, line, inset) = (length("size")?, length("line")?, length("inset")?);
    let look = Look { room: room.into_iter().map(|width| width.abs).collect(), size, line, inset };
    // The last row that a cell of several rows reaches makes room for it.
    let mut reached = BTreeSet::new();
    let heights: Array = rows
        .into_iter()
        .enumerate()
        .map(|(y, row)| {
            let seen = look.row(y, row, &mut reached);
            seen.filter(|_| !reached.contains(&y))
                .map_or(Value::Auto, |(height, longer)| array![height, longer].into_value())
        })
        .collect();
    Ok(heights.into_value())
}

/// An argument that is an array of one kind of values.
fn listed<T: FromValue>(args: &mut Args, what: &str) -> SourceResult<Vec<T>> {
    let span = args.span;
    let values = args.expect::<Array>(what)?.into_iter();
    values.map(Value::cast::<T>).collect::<HintedStrResult<_>>().at(span)
}

/// What is the same for all cells of a table.
struct Look {
    room: Vec<Abs>,
    size: Abs,
    line: Abs,
    inset: Abs,
}

impl Look {
    /// The height of a row, as far as it can be seen, and its cells that may be higher.
    fn row(&self, y: usize, row: Array, reached: &mut BTreeSet<usize>) -> Option<(Abs, Array)> {
        let before = self.room.len().checked_sub(row.len())?;
        let (mut height, mut longer) = (self.line, Array::new());
        for (cell, room) in row.into_iter().zip(&self.room[before..]) {
            let mut body = cell.cast::<Content>().ok()?;
            if let Some(cell) = body.to_packed::<TableCell>() {
                let rows = cell.rowspan.as_option().map_or(1, usize::from);
                if rows > 1 {
                    reached.insert(y + rows - 1);
                    continue;
                }
                if cell.colspan.as_option().is_some_and(|columns| columns.get() > 1) {
                    return None;
                }
                body = cell.body.clone();
            } else if body.is::<TableHeader>() {
                return None;
            }
            if let Some(tall) = tall(&body) {
                height.set_max(tall + 2.0 * self.inset);
            } else if width(&body).is_none_or(|wide| wide.at(self.size) > *room) {
                longer.push(array![*room, body].into_value());
            }
        }
        Some((height, longer))
    }
}

/// How high a picture is, if its height is given.
fn tall(body: &Content) -> Option<Abs> {
    match body.to_packed::<ImageElem>()?.height.as_option() {
        Some(Sizing::Rel(height)) if height.rel.is_zero() => Some(height.abs.abs),
        _ => None,
    }
}

/// How wide words are at most; nothing for what is not words.
fn width(body: &Content) -> Option<Em> {
    if let Some(words) = body.to_packed::<TextElem>() {
        Some(words.text.chars().map(advance).sum())
    } else if body.is::<SpaceElem>() {
        Some(advance(' '))
    } else if let Some(styled) = body.to_packed::<StyledElem>() {
        width(&styled.child)
    } else {
        let parts = body.to_packed::<SequenceElem>()?;
        parts.children.iter().map(width).sum()
    }
}

/// How wide a character is: the widest of the faces, so that what fits in this fits in any of them.
fn advance(character: char) -> Em {
    static WIDEST: LazyLock<HashMap<char, Em>> = LazyLock::new(|| {
        let mut widest = HashMap::new();
        for face in FONTS.files().filter_map(|file| Face::parse(file.contents(), 0).ok()) {
            let tables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
            for table in tables.filter(Subtable::is_unicode) {
                table.codepoints(|code| {
                    let Some(character) = char::from_u32(code) else { return };
                    let advance =
                        face.glyph_index(character).and_then(|it| face.glyph_hor_advance(it));
                    let advance =
                        Em::from_units(advance.unwrap_or(0), f64::from(face.units_per_em()));
                    let widest = widest.entry(character).or_insert(advance);
                    *widest = advance.max(*widest);
                });
            }
        }
        widest
    });
    // What no face has comes from elsewhere, or is a box.
    WIDEST.get(&character).copied().unwrap_or(Em::new(2.0))
}

#[cfg(test)]
mod tests {
    use crate::render::fixture;
    use crate::render::pdf::{PdfRenderer, ident};
    use crate::render::templates::Templates;

    /// The PDF of a document that says nothing if its claims about `at-a-glance` hold.
    fn claims(text: &str) {
        let head = "#set document(title: \"T\", date: datetime(year: 2022, month: 3, day: 31))\n\
             #set text(font: \"UoR Sans\", lang: \"en\", region: \"GB\")\n\
             #let look(..row) = at-a-glance((row.pos(),), (40pt, 60pt), 10pt, 12pt, 1pt).first()\n";
        let text = format!("{head}{text}\n= Held");
        let templates = Templates::of([("pdf/report.typ".to_owned(), text)]);
        let renderer = PdfRenderer::new(&templates).expect("templates hold");
        let made = renderer.render_json(b"{}".to_vec(), "x".to_owned(), &[]);
        assert!(made.is_ok(), "{made:?}");
    }

    #[test]
    fn words_that_fit_their_columns_make_a_row_of_one_line() {
        // The widest figure is that of the bold face, 0.528 em by fonttools: of 10 pt seven are 36.96 pt wide,
        // and eight 42.24.
        claims("#assert.eq(look(\"1234567\", [England]), (12pt, ()))");
        claims("#assert.eq(look([1234567], text(weight: 700)[12 ] + \"34\"), (12pt, ()))");
        claims("#assert.eq(look([England]), (12pt, ()), message: \"the last column\")");
        claims("#assert.eq(look(\"12345678\", []), (12pt, ((40pt, [12345678]),)))");
        claims("#assert.eq(look([a], [a #linebreak() b]).last().len(), 1)");
    }

    #[test]
    fn a_picture_is_as_high_as_it_is_said_to_be() {
        let svg = "bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\")";
        claims(&format!("#assert.eq(look(image({svg}, height: 20pt), [a]), (22pt, ()))"));
        claims(&format!("#assert.eq(look(image({svg}), [a]).last().len(), 1)"));
    }

    #[test]
    fn rows_that_have_to_do_with_others_stay_with_typst() {
        claims("#assert.eq(look(table.cell(colspan: 2)[a]), auto)");
        claims("#assert.eq(look(table.header([a])), auto)");
        claims("#assert.eq(look([a], [b], [c]), auto)");
        claims(
            "#let rows = ((table.cell(rowspan: 2)[a], [b]), ([b],), ([a], [b]))\n\
             #assert.eq(at-a-glance(rows, (40pt, 60pt), 10pt, 12pt, 1pt), ((12pt, ()), auto, (12pt, ())))",
        );
    }

    /// That heights are seen saves work and changes nothing.
    #[test]
    fn a_report_is_the_same_to_the_byte_as_with_heights_that_typst_finds() {
        let own = Templates::load(None).expect("templates load");
        let seen = "if seen == auto";
        let style = own.text("pdf/style.typ").expect("it is there");
        assert_eq!(style.matches(seen).count(), 1, "the place where heights are taken");
        let texts = own.all().map(|(name, text)| (name.to_owned(), text.replace(seen, "if true")));
        let slow = Templates::of(texts);
        let (report, charts) = fixture::report();
        let json = serde_json::to_vec(&report).expect("a view is text");
        let [quick, slow] = [&own, &slow].map(|templates| {
            let renderer = PdfRenderer::new(templates).expect("templates hold");
            renderer.render_json(json.clone(), ident(&report.meta), &charts).expect("a PDF")
        });
        assert!(quick == slow, "the PDFs differ");
    }
}
