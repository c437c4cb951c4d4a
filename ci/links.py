"""Every address in a page leads somewhere in the tree, nothing is fetched from outside, and every
reference to another element of the page finds it."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

# Attributes whose address is fetched or followed. `a[href]` alone may lead out of the tree.
ADDRESSES = {"href", "src", "srcset", "poster", "action", "formaction", "data", "background",
             "manifest", "xlink:href", "ping", "icon"}
# Attributes that name other elements of the page. html-validate looks for these too, and takes four tenths
# of its time for it.
REFERENCES = {"aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage",
              "aria-flowto", "aria-labelledby", "aria-owns", "for", "form", "headers", "itemref", "list", "popovertarget"}
STYLE_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
LEADS_OUT = ("https:", "mailto:")


class Page(HTMLParser):
    """The ids of a page and the addresses it holds, each with its place."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.twice, self.addresses, self.references = set(), [], [], []
        self.inline, self.policy, self.inside = [], "", ""  # inline styles and scripts, and what may run
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        line = self.getpos()[0]
        held = dict(attributes)
        if tag in ("style", "script"):
            self.inside = tag
            self.inline.append("")
        if tag == "meta" and (held.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy += held.get("content") or ""
        for key, value in attributes:
            value = (value or "").strip()
            if key == "id":
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif key in REFERENCES:
                self.references += [(line, tag, key, name) for name in value.split() or [""]]
            elif key in ADDRESSES:
                parts = value.split(",") if key == "srcset" else [value]
                self.addresses += [(line, tag, key, part.strip().split(" ")[0]) for part in parts]
            elif tag == "meta" and key == "content" and re.match(r"\d+\s*;\s*url=", value, re.I):
                self.addresses.append((line, tag, key, value.split("=", 1)[1]))
            else:
                self.style(line, tag, value)

    def handle_data(self, data):
        if self.inside:
            self.inline[-1] += data
        if self.inside == "style":
            self.style(self.getpos()[0], "style", data)

    def handle_endtag(self, tag):
        self.inside = ""

    def style(self, line, tag, text):
        self.addresses += [(line, tag, "url()", a or b) for a, b in STYLE_ADDRESS.findall(text)]


def digest(text):
    """The source of an inline style or script as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def faults(root, pages):
    """The faults of the addresses and inline parts of pages under a folder; paths, not names.

    Gives (how many addresses were looked at, faults, files that a page leads to)."""
    read = {p: Page(p.read_text(encoding="utf-8")) for p in pages}
    count, found, reached = 0, [], set()
    for path, page in read.items():
        place = path.relative_to(root).as_posix()
        found += [f"{place}: the id {name!r} stands twice" for name in page.twice]
        found += [f"{place}: the policy does not allow the inline part {part[:40]!r}"
                  for part in page.inline if f"'{digest(part)}'" not in page.policy]
        count += len(page.references)
        found += [f"{place}:{line}: <{tag} {key}> names {name!r}, which is no element of the page"
                  for line, tag, key, name in page.references if name not in page.ids]
        for line, tag, key, address in page.addresses:
            count += 1
            fault, target = follow(root, path, tag, key, address, read)
            if fault:
                found.append(f"{place}:{line}: <{tag} {key}={address[:120]!r}> {fault}")
            if target:
                reached.add(target)
    return count, found, reached


def follow(root, path, tag, key, address, read):
    """What is wrong with an address, if anything, and the file of the tree that it leads to."""
    parts = urlsplit(address)
    if address.startswith("data:"):
        return (None if tag in ("img", "link") or key == "url()" else "carries data where a link should be"), None
    if parts.scheme or parts.netloc or address.startswith("//"):
        if tag == "a" and address.startswith(LEADS_OUT):
            return None, None
        return "is fetched from outside, or is no https or mailto link", None
    if parts.path.startswith("/"):
        return "is absolute: it breaks in a folder or from disk", None
    if not address:
        return "is empty", None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_relative_to(root):
        return "leads out of the tree", None
    if target.is_dir():
        return "leads to a folder: it does not open from disk", None
    if not target.is_file():
        return "leads nowhere", None
    fragment = unquote(parts.fragment)
    if fragment and target.suffix == ".html" and fragment != "top":
        if target not in read or fragment not in read[target].ids:
            return f"leads to no element: {fragment!r} is not in {target.name}", target
    return None, target
