"""What independent readers find in the hostile reports, beside the benign ones."""
import collections
import csv
import html.parser
import json
import pathlib
import sys

import junitparser
from prometheus_client.openmetrics.parser import text_string_to_metric_families

problems = []
csv.field_size_limit(10_000_000)


def same(what, read):
    benign, hostile = (read(pathlib.Path("reports", manner)) for manner in ("benign", "hostile"))
    if benign != hostile:
        problems.append(f"{what}: benign {str(benign)[:300]}, hostile {str(hostile)[:300]}")
    return hostile


class Elements(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.comments, self.addresses = collections.Counter(), collections.Counter(), 0, set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements[tag] += 1
        for name, value in attrs:
            self.attributes[f"{tag} {name}"] += 1
            if name in ("src", "href"):
                self.addresses.add(value)

    def handle_comment(self, _data):
        self.comments += 1


def page(name):
    def read(folder):
        found = Elements((folder / name).read_text(encoding="utf-8", errors="strict"))
        return found.elements, found.attributes, found.comments
    return read


def statuses(folder):
    suite = next(iter(junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))))
    return collections.Counter(type(case.result[0]).__name__ if case.result else "passed" for case in suite)


def table(folder):
    with open(folder / "scores.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    for row in rows:
        for field in row:
            if field[:1] in ("=", "+", "@", "\t", "\r") or (field[:1] == "-" and not field[1:2].isdigit()):
                problems.append(f"csv: a formula: {field[:80]}")
    return [len(row) for row in rows]


def shape(value):
    """Keys, kinds and lengths, without what names say."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else type(value).__name__


def series(folder):
    return {family.name: len(family.samples)
            for family in text_string_to_metric_families((folder / "metrics.txt").read_text())}


same("html", page("page.html"))
# What would become a link is shown as code.
same("markdown", lambda folder: [{key: count for key, count in found.items() if key != "code"}
                                 for found in page("summary.html")(folder)[:2]])
same("junit", statuses)
same("csv", table)
same("openmetrics", series)
same("codequality", lambda folder: shape(json.loads((folder / "quality.json").read_text())))
same("annotations", lambda folder: shape(json.loads((folder / "links.json").read_text())))
same("dotenv", lambda folder: sorted(json.loads((folder / "verdict.seen").read_text())))
same("pictures", lambda folder: sorted(path.name for path in folder.glob("*-pictures/*")))
scores = same("json", lambda folder: [sorted(one) for one in json.loads((folder / "all.json").read_text())["scores"]["scores"]])
if len(scores) != 22:
    problems.append(f"json: {len(scores)} scores")
for name in ("junit", "gitlab"):
    cases = json.loads(pathlib.Path(f"reports/hostile/{name}.seen").read_text())
    if cases["counts"] != {"error": 2, "failed": 22, "success": 7}:
        problems.append(f"{name}: {cases['counts']}")
    for case in cases["cases"]:
        wanted = f"reports/hostile/{name}-pictures/retest.png" if case["status"] == "failed" else None
        if case["attachment"] != wanted:
            problems.append(f"{name}: {case['name'][:60]} shows {case['attachment']}")
quality = json.loads(pathlib.Path("reports/hostile/quality.seen").read_text())
if [one["line"].strip() for one in quality] != ["[[criterion]]"] and "retest" not in quality[0]["line"]:
    problems.append(f"codequality: not the criterion's line: {quality}")
small = {"gitlab.xml": 400_000, "summary.md": 60_000, "metrics.txt": 60_000, "page.html": 3_000_000}
for name, most in small.items():
    if (size := pathlib.Path("reports/hostile", name).stat().st_size) > most:
        problems.append(f"{name}: {size} bytes")
print("\n".join(problems[:20]))
sys.exit(1 if problems else 0)
