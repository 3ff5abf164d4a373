#!/usr/bin/python3
"""Reads reports by the rules of GitLab's parsers, and refuses what GitLab would refuse, lose or show wrongly.

usage: gitlab_reader.py junit|codequality|annotations|dotenv|metrics FILE [PROJECT-FOLDER]
Prints what GitLab would see as JSON; exit 1 with a line per mistake. A stand-in: the parsers are in Ruby.
"""
import collections
import json
import pathlib
import re
import shlex
import sys
import xml.etree.ElementTree as ET

# Words by which ActiveSupport's converter casts an element, or refuses the whole report.
CASTS = {"symbol", "yaml", "date", "datetime", "dateTime", "integer", "float", "double", "decimal", "boolean", "string",
         "base64Binary", "binary", "hexBinary", "duration", "file", "array", "hash"}
ATTACHMENT = re.compile(r"\[\[ATTACHMENT\|([^\[\]\|]+?)\]\]")
RESULTS = {"failure": "failed", "error": "error", "skipped": "skipped"}


class Mistakes(list):
    def demand(self, condition, text):
        if not condition:
            self.append(text)


def read_case(case, suite, project, seen, mistakes):
    name = f"{case.get('classname')} / {case.get('name')}"
    counts = collections.Counter(child.tag for child in case)
    for tag in ("failure", "error", "skipped", "system-out", "system-err"):
        mistakes.demand(counts[tag] <= 1, f"{name}: {counts[tag]} {tag}")
    results = [child for child in case if child.tag in RESULTS]
    mistakes.demand(len(results) <= 1, f"{name}: several results")
    mistakes.demand(re.fullmatch(r"\d+(\.\d{1,3})?", case.get("time") or "0"), f"{name}: time {case.get('time')}")
    # GitLab's key, before it is hashed.
    seen[f"{suite}_{case.get('classname')}_{case.get('name')}"] += 1
    status = RESULTS[results[0].tag] if results else "success"
    for result in results:
        mistakes.demand((result.text or "").strip(), f"{name}: no text in its body")
        mistakes.demand(result.get("type") not in CASTS, f"{name}: type=\"{result.get('type')}\" casts")
    found = ATTACHMENT.search(case.findtext("system-out") or "") if status in ("failed", "error") else None
    if found:
        path = pathlib.PurePosixPath(found[1])
        mistakes.demand(not path.is_absolute() and ".." not in path.parts, f"{name}: attachment {path} is outside")
        picture = pathlib.Path(project or ".", path)
        mistakes.demand(picture.is_file() and picture.read_bytes().startswith(b"\x89PNG\r\n"),
                        f"{name}: attachment {path} is no PNG")
    return {"status": status, "suite": case.get("classname"), "name": case.get("name"), "file": case.get("file"),
            "output": results[0].text if results else None, "attachment": found[1] if found else None}


def junit(data, project, mistakes):
    mistakes.demand(len(data) <= 30_000_000, f"{len(data)} bytes: GitLab takes 30 MB")
    root = ET.fromstring(data)
    mistakes.demand(root.tag == "testsuites", f"the root is {root.tag}")
    seen = collections.Counter()
    cases = [read_case(case, suite.get("name"), project, seen, mistakes)
             for suite in root.iter("testsuite") for case in suite.findall("testcase")]
    mistakes.extend(f"{count} cases are {key}" for key, count in seen.items() if count > 1)
    mistakes.demand(len(cases) <= 500_000, f"{len(cases)} cases")
    return {"counts": dict(sorted(collections.Counter(case["status"] for case in cases).items())), "cases": cases}


def codequality(data, project, mistakes):
    mistakes.demand(not data.startswith(b"\xef\xbb\xbf"), "a byte order mark")
    entries = json.loads(data.decode("utf-8"))
    fingerprints = collections.Counter(entry["fingerprint"] for entry in entries)
    mistakes.demand(not fingerprints or max(fingerprints.values()) == 1, "a fingerprint twice")
    for entry in entries:
        mistakes.demand(entry["severity"] in ("info", "minor", "major", "critical", "blocker"), entry["severity"])
        mistakes.demand(entry["description"] and entry["check_name"], "a finding without words")
        path = pathlib.Path(project or ".", entry["location"]["path"])
        mistakes.demand(path.is_file() and not entry["location"]["path"].startswith(("/", ".")), f"{path} is no file")
        if path.is_file():
            line = path.read_text().splitlines()[entry["location"]["lines"]["begin"] - 1]
            entry["line"] = line
    return entries


def annotations(data, _project, mistakes):
    found = json.loads(data.decode("utf-8"))
    for name, entries in found.items():
        mistakes.demand(0 < len(name) <= 255, f"the name {name}")
        for entry in entries:
            mistakes.demand(list(entry) == ["external_link"], f"keys {list(entry)}")
            link = entry["external_link"]
            mistakes.demand(sorted(link) == ["label", "url"], f"keys {sorted(link)}")
            mistakes.demand(0 < len(link["label"]) <= 255, f"the label {link['label']}")
            mistakes.demand(re.match(r"https?://[^\s\"<>]+$", link["url"]), f"the address {link['url']}")
    return found


def dotenv(data, _project, mistakes):
    mistakes.demand(len(data) < 5120, f"{len(data)} bytes")
    variables = {}
    for line in data.decode("utf-8").splitlines():
        found = re.fullmatch(r"([A-Za-z0-9_]+)=([^\s\"'`$%#\\]*)", line)
        mistakes.demand(found, f"no variable: {line!r}")
        if found:
            mistakes.demand(found[1] not in variables, f"{found[1]} twice")
            variables[found[1]] = found[2]
    mistakes.demand(len(variables) <= 20, f"{len(variables)} variables")
    return variables


def metrics(data, _project, mistakes):
    found = {}
    for line in data.decode("utf-8").splitlines():
        words = shlex.split(line.split("#")[0])
        if words:
            mistakes.demand(len(words) == 2, f"not two words: {line}")
            mistakes.demand(words[0] not in found, f"{words[0]} twice")
            found[words[0]] = words[1]
    return found


def main():
    kind, file, project = sys.argv[1], sys.argv[2], (sys.argv[3] if len(sys.argv) > 3 else None)
    mistakes = Mistakes()
    try:
        with open(file, "rb") as stream:
            found = {"junit": junit, "codequality": codequality, "annotations": annotations, "dotenv": dotenv,
                     "metrics": metrics}[kind](stream.read(), project, mistakes)
    except (ET.ParseError, ValueError, KeyError, TypeError, IndexError) as error:
        sys.exit(f"{file}: GitLab cannot read it: {error!r}")
    if mistakes:
        sys.exit("\n".join(f"{file}: {mistake}"[:500] for mistake in mistakes[:20]))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
