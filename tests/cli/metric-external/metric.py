#!/usr/bin/env python3
"""A metric of one's own for reprovip: the relative range of the numbers in the files, for each subject.

The request is JSON on standard input, the answer JSON on standard output; both are described in harness/score/README.md.
"""
import json
import os
import sys


def main():
    request = json.load(sys.stdin)
    assert request["schema"] == 1, "a later reprovip"
    values = {target: [] for target in range(len(request["targets"]))}
    for member in request["members"]:
        with open(member["file"]) as file:
            values[member["target"]].append(float(file.read()))
    rows = []
    for target, numbers in values.items():
        mean = sum(numbers) / len(numbers)
        if mean == 0:
            rows.append({"row": request["targets"][target], "estimate": None, "reason": "the mean is 0"})
            continue
        spread = (max(numbers) - min(numbers)) / mean
        rows.append({"row": request["targets"][target], "estimate": spread, "decision": spread < 0.5,
                     "fields": {"mean": mean, "n": len(numbers)}, "notes": [f"settings {request['options']['settings']}"]})
    with open(os.path.join(request["output_dir"], "values.txt"), "w") as file:
        print(values, file=file)
    rows[0]["files"] = ["values.txt"]
    json.dump({"rows": rows}, sys.stdout)


main()
