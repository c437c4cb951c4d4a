"""Makes bad pages from a good one, each with one fault, and says which judges must catch it."""

import re

from links import Page, digest

MUTANTS = {}


def mutant(*judges):
    """Registers a function that gives a page's text spoilt, with the judges that must catch it."""
    def register(function):
        MUTANTS[function.__name__] = (function, judges)
        return function
    return register


def shorten(text):
    """The first part of a page and the first with a chart, so that Chromium takes a second and not ten."""
    head, body = text.split("<main", 1)
    main, foot = body.split("</main>", 1)
    parts = [part + "</section>" for part in main.split("</section>")[:-1]]
    charted = next((part for part in parts[1:] if "<figure" in part and "<details" in part), "")
    short = f"{head}<main{parts[0]}{charted}</main>{foot}"
    ids = Page(short).ids
    return re.sub(r'href="#([^"]*)"', lambda m: m[0] if m[1] in ids else 'href="#main"', short)


def make(text, folder):
    """Writes the good page and every bad one. Gives for each whether it differs and who must catch it."""
    (folder / "good.html").write_text(text, encoding="utf-8")
    made = {"good": {"changed": False, "judges": []}}
    for name, (spoil, judges) in MUTANTS.items():
        bad = spoil(text)
        (folder / f"{name}.html").write_text(bad, encoding="utf-8")
        made[name] = {"changed": bad != text, "judges": judges}
    return made


def restyle(text, css):
    """A page with more style, which its policy allows."""
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    if not style:
        return text
    new = style[1] + css
    bad = text.replace(style[0], f"<style>{new}</style>", 1)
    for escaped in (lambda t: t, lambda t: t.replace("/", "&#x2f;")):
        bad = bad.replace(escaped(digest(style[1])), digest(new))
    return bad


def once(pattern, new, text):
    """The first match replaced."""
    return re.sub(pattern, new, text, count=1, flags=re.S | re.I)


def in_main(markup, text):
    """Markup put at the end of the main part."""
    return text.replace("</main>", f"{markup}</main>", 1)


# The document

@mutant("vnu", "validate")
def no_doctype(text):
    return once(r"^<!doctype html>\s*", "", text)


@mutant("vnu", "validate", "pages")
def no_language(text):
    return once(r'<html lang="en-GB"', "<html", text)


@mutant("pages")
def other_language(text):
    return once(r'<html lang="en-GB"', '<html lang="en-US"', text)


@mutant("vnu", "validate", "pages")
def no_title(text):
    return once(r"<title>.*?</title>", "", text)


@mutant("links", "pages")
def no_policy(text):
    return once(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)


@mutant("pages")
def weak_policy(text):
    return once(r"(style-src)[^;]*;", r"\1 'unsafe-inline'; script-src 'unsafe-inline';", text)


@mutant("links", "pages")
def style_is_not_what_the_policy_says(text):
    return once("</style>", "/**/</style>", text)


@mutant("pages")
def no_zoom(text):
    return once(r'(<meta name="viewport" content=")[^"]*', r"\1width=device-width, user-scalable=no", text)


# Structure

@mutant("vnu", "validate", "links", "pages")
def id_twice(text):
    return in_main('<p id="main">Once more</p>', text)


@mutant("vnu", "validate")
def table_not_closed(text):
    return once("</table>", "", text)


@mutant("vnu", "validate")
def block_in_a_line(text):
    return in_main("<p><span><div>A block in a line</div></span></p>", text)


@mutant("validate", "pages")
def heading_skipped(text):
    return in_main("<h2>A part</h2><h4>A detail</h4>", text)


@mutant("validate", "pages")
def second_h1(text):
    return in_main("<h1>Another page</h1>", text)


@mutant("vnu", "pages")
def role_that_is_none(text):
    return in_main('<p role="buton">Press</p>', text)


@mutant("pages")
def no_skip_link(text):
    return once(r'<a class="skip".*?</a>', "", text)


@mutant("pages")
def vague_link(text):
    return in_main('<p><a href="#main">Click here</a></p>', text)


@mutant("pages")
def not_without_scripts(text):
    return in_main("<noscript><p>Scripts are needed</p></noscript>", text)


# Tables and pictures

@mutant("pages")
def table_without_caption(text):
    return once(r"<caption[^>]*>.*?</caption>", "", text)


@mutant("pages")
def table_without_column_headings(text):
    return once(r"<table.*?</table>", lambda m: m[0].replace('scope="col"', ""), text)


@mutant("pages")
def table_without_row_headings(text):
    return once(r"<table.*?</table>", lambda m: re.sub(r'<th scope="row"(.*?)</th>', r"<td\1</td>", m[0], flags=re.S), text)


@mutant("pages")
def blank_cell(text):
    return once(r"(<td[^>]*>)[^<]+(</td>)", r"\1\2", text)


@mutant("pages")
def picture_without_name(text):
    return once(r'(<svg[^>]*) role="img" aria-labelledby="[^"]*"', r"\1", text)


@mutant("links", "pages")
def picture_named_by_nothing(text):
    return once(r'(<svg[^>]* aria-labelledby=")[^"]*', r"\1nothing nowhere", text)


@mutant("vnu", "validate", "pages")
def image_without_alternative(text):
    return in_main('<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p>', text)


@mutant("pages")
def chart_without_numbers(text):
    return once(r"(<figure.*?)<details.*?</details>(.*?</figure>)", r"\1\2", text)


# Nothing active, nothing from outside

@mutant("validate", "pages")
def inline_style(text):
    return once("<h1", '<h1 style="color:#000"', text)


@mutant("pages")
def inline_handler(text):
    return once("<h1", '<h1 onclick="alert(1)"', text)


@mutant("links", "pages")
def inline_script(text):
    return in_main("<script>document.title = 'Changed by a script'</script>", text)


@mutant("links", "pages")
def outside_image(text):
    return in_main('<p><img alt="A picture from elsewhere" src="https://example.org/a.png"></p>', text)


@mutant("links", "pages")
def outside_style(text):
    return once("</head>", '<link rel="stylesheet" href="https://example.org/a.css"></head>', text)


@mutant("links")
def outside_font(text):
    return restyle(text, "@font-face{font-family:Else;src:url(https://example.org/a.woff2)}")


@mutant("links")
def plain_web_link(text):
    return in_main('<p><a href="http://example.org/">A site that is not encrypted</a></p>', text)


@mutant("links", "pages")
def script_link(text):
    return in_main('<p><a href="javascript:alert(1)">Press this link</a></p>', text)


@mutant("links")
def absolute_link(text):
    return in_main('<p><a href="/index.html">From the root of the site</a></p>', text)


@mutant("links")
def link_to_nowhere(text):
    return in_main('<p><a href="no-such-page.html">A page that is not there</a></p>', text)


@mutant("links")
def link_to_no_element(text):
    return in_main('<p><a href="#no-such-part">A part that is not there</a></p>', text)


@mutant("links")
def link_to_a_folder(text):
    return in_main('<p><a href="./">This folder</a></p>', text)


# As it looks

@mutant("pages")
def pale_text(text):
    return restyle(text, "main p{color:#aaa!important}")


@mutant("pages")
def pale_text_in_pictures(text):
    return re.sub(r'(<svg[^>]*role="img"[^>]*) fill="#\w+"', r'\1 fill="#c8c8c8"', text)


@mutant("pages")
def too_wide(text):
    return restyle(text, "main{min-width:60rem!important}")


@mutant("pages")
def no_ring(text):
    return restyle(text, "*:focus,*:focus-visible{outline:none!important;box-shadow:none!important}")


@mutant("pages")
def covered_focus(text):
    return restyle(text, "header{position:fixed!important;inset:0!important;z-index:9!important}")


@mutant("pages")
def moves(text):
    return restyle(text, "@keyframes m{to{margin-left:2px}} h1{animation:m 1s infinite!important}")


@mutant("pages")
def cut_by_text_spacing(text):
    return restyle(text, "main p{max-height:1.6em!important;overflow:hidden!important}")


@mutant("pages")
def small_targets(text):
    return restyle(text, "nav ul{display:block!important;columns:auto!important} nav li{margin:0!important;padding:0!important;line-height:9px!important}"
                         " nav a{font-size:9px!important;line-height:9px!important;padding:0!important;margin:0!important;"
                         "display:block!important;height:9px!important;min-height:0!important}")
