"""No number without a reason, and no pass without a number."""
import collections
import glob
import json
import math
import sys

problems = []
found = collections.Counter()
with open(glob.glob(".reprovip/studies/*/scores.json")[0]) as file:
    scores = json.load(file)["scores"]
for one in scores:
    found[one["kind"]] += 1
    name = f"{one['metric']}[{one['row']}] {{{one['group']}}}"
    if one["estimate"] is None and not one["reason"]:
        problems.append(f"{name}: neither a number nor a reason")
    if one["estimate"] is None and one["decision"]:
        problems.append(f"{name}: passes without a number: {one['reason']}")
    if one["identical"]:
        problems.append(f"{name}: identical, and all outputs differ")
    numbers = [one["estimate"] or 0, *one["fields"].values()]
    if not all(isinstance(value, (int, float)) and math.isfinite(value) for value in numbers):
        problems.append(f"{name}: {numbers}")
    # Nothing tells anything of these but their digests, and that what is no number is the same in both.
    unread = one["column"] in ("text", "never", "none", "nowhere") or one["output"] in ("cut", "fake")
    if unread and one["estimate"] is not None and one["kind"] not in ("nondeterminism", "equal"):
        problems.append(f"{name}: {one['estimate']}, of what cannot be read")
print("\n".join(problems[:40]))
print(f"{len(problems)} problems in {len(scores)} scores of {len(found)} kinds")
sys.exit(1 if problems or len(found) < 60 else 0)
