"""What is in a store: the outputs of every execution, the scores, the verdicts. Nothing is taken from reprovip but
where the bytes are."""
import csv
import glob
import json

import nifti


class Execution:
    def __init__(self, record):
        self.subject = record["subject"]
        self.build = record["levels"]["build"]
        self.threads = record["levels"]["threads"]
        self.repetition = record["repetition"]
        self.raw = {output["id"]: output["files"][0]["raw"] for output in record["outputs"]}

    def path(self, output):
        return f".reprovip/objects/{self.raw[output][:2]}/{self.raw[output]}"

    def measures(self):
        with open(self.path("measures")) as file:
            return {name: float(value or "nan") for name, value in next(csv.DictReader(file)).items()}

    def voxels(self, output):
        return nifti.read(self.path(output))

    def transform(self):
        with open(self.path("to_mni")) as file:
            return [[float(value) for value in line.split()] for line in file]


def study():
    return glob.glob(".reprovip/studies/*/scores.json")[0].removesuffix("/scores.json")


def executions():
    records = [json.load(open(path)) for path in glob.glob(".reprovip/cells/*/r*/*/record.json")]
    found = [Execution(record) for record in records]
    return sorted(found, key=lambda one: (one.subject, one.threads, one.build, one.repetition))


def scores():
    return json.load(open(study() + "/scores.json"))


def verdicts():
    return json.load(open(study() + "/verdicts.json"))
