"""What families of cross-checks in Python share: cases go to the driver all at once, answers are compared."""
import importlib
import json
import math
import os
import subprocess
import sys


def require(*modules):
    """The modules; without one of them the test is skipped aloud."""
    found = []
    for module in modules:
        try:
            found.append(importlib.import_module(module))
        except ImportError as error:
            print(f"skipped: {module} is not here ({error})")
            sys.exit(77)
    return found


def size(quick, full):
    """How many cases: `full` with REPROVIP_LONG."""
    return full if os.environ.get("REPROVIP_LONG") else quick


class Peer:
    """Collects cases with what the peer says of them, then compares all.

    `tolerance`: largest relative deviation, a number or {field: number, "": of the rest}. A deviation is relative to
    the peer's number, or to `floor` where that is smaller."""

    def __init__(self, name, tolerance=1e-9, floor=1e-6):
        self.name = name
        self.tolerance = tolerance if isinstance(tolerance, dict) else {"": tolerance}
        self.floor = floor
        self.cases = []

    def add(self, metric, expected, options=None, name="", **case):
        """`expected`: {"estimate": x, "low": ..., "high": ..., "a field": ...}, of another row "field@row"; None: there
        must be none. `case`: table=, observations=, images= ... `name`: of this variant in the summary."""
        self.cases.append(({"metric": metric, "options": options or {}, **case}, expected, name or metric))

    def ask(self):
        """The answers of the driver, one per case."""
        text = "".join(json.dumps(case, default=plain) + "\n" for case, _, _ in self.cases)
        printed = subprocess.run([sys.argv[1]], input=text, capture_output=True, text=True, check=True).stdout
        return [json.loads(line) for line in printed.splitlines()]

    def finish(self):
        """Compares, prints the worst relative deviation of each metric and field, ends the program."""
        worst, failures = {}, 0
        for (case, expected, name), answer in zip(self.cases, self.ask(), strict=True):
            for field, value in expected.items():
                value = None if value is None else float(value)
                ours = number_of(answer, field)
                deviation = self.deviation(ours, value)
                key = (name, field)
                worst[key] = max(worst.get(key, 0.0), deviation)
                if not deviation <= self.tolerance.get(field, self.tolerance.get("", 1e-9)):
                    failures += 1
                    if failures <= 3:
                        print(f"{name} {field}: ours {ours!r}, {self.name} {value!r}")
                        print(json.dumps({"case": case, "answer": answer}, default=plain)[:4000])
        for (name, field), deviation in sorted(worst.items()):
            print(f"{name:24} {field:20} {deviation:.1e}")
        print(f"{len(self.cases)} cases beside {self.name}; {failures} numbers differ by more than they may")
        sys.exit(1 if failures or not self.cases else 0)

    def deviation(self, ours, value):
        if ours is None or value is None:
            return 0.0 if ours is None and value is None else math.inf
        return 0.0 if ours == value else abs(ours - value) / max(abs(value), self.floor)


def number_of(answer, field):
    field, _, row = field.partition("@")
    finding = answer.get("rows", {}).get(row, {})
    value = finding.get(field, finding.get("fields", {}).get(field))
    return None if value is None else float(value)


def plain(value):
    """NumPy's numbers and arrays as JSON has them."""
    return value.tolist()
