"""Executions: accepted, run, killed, deleted, as VIP 4.6 does it."""
import datetime
import itertools
import json
import posixpath
import random
import re
import string
import threading
import time

from errors import (GENERIC, INPUT_FIELD_MISSING, INPUT_FIELD_NOT_VALID, INVALID_EXECUTION_ID, INVALID_EXECUTION_NAME,
                    NOT_IMPLEMENTED, PLATFORM_MAX_EXECS, USER_MAX_EXECS, Refused, hidden)
from jobs import Job
from pipelines import text_of

VALUE = re.compile(r"[0-9.,A-Za-z\-+@/_(): \[\]?&=]+")
NAME = re.compile(r"[0-9A-Za-z\-_ ]+")
ABSENT = "No_value_provided"
SEVERAL = "jobId is required when multiple tasks exist"
NO_LOG = "no log found"


class Execution:
    def __init__(self, identifier, name, pipeline):
        self.identifier = identifier
        self.name = name
        self.pipeline = pipeline
        self.started = time.time()
        self.status = "Ready"
        self.inputs = {}
        self.results = None
        self.jobs = []
        self.killed = False
        self.cleaned = False
        self.odd = []  # statuses to answer before the true one
        self.thread = None

    def running(self):
        return self.status in ("Ready", "Running")

    def shown(self, summary):
        """Nulls and the start in milliseconds are VIP's."""
        answer = {"identifier": self.identifier, "name": self.name, "pipelineIdentifier": self.pipeline, "timeout": 0,
                  "status": self.odd.pop(0) if self.odd and not summary else self.status, "inputValues": {},
                  "returnedFiles": {}, "studyIdentifier": None, "errorCode": None,
                  "startDate": int(self.started * 1000), "endDate": None, "resultsLocation": None, "jobs": {}}
        if summary:
            return answer
        answer["inputValues"] = dict(self.inputs)
        answer["jobs"] = {str(job.number): job.shown() for job in self.jobs}
        for job in self.jobs:
            for name, paths in job.returned.items():
                answer["returnedFiles"].setdefault(name, []).extend(paths)
        if not answer["returnedFiles"] and self.status not in ("Finished", "Killed"):
            answer["returnedFiles"] = None
        return answer


class Executions:
    def __init__(self, world, paths, pipelines):
        self.world = world
        self.paths = paths
        self.pipelines = pipelines
        self.known = {}
        self.slots = threading.Semaphore(world["slots"])
        self.letters = random.Random(world["seed"])

    def get(self, identifier):
        with self.world.lock:
            found = self.known.get(identifier)
        if not found:
            raise hidden(f"no execution {identifier}")
        if found.cleaned and self.world["cleaned"] == "error":
            raise Refused(INVALID_EXECUTION_ID, identifier)
        return found

    def show(self, identifier):
        found = self.get(identifier)
        with self.world.lock:
            return found.shown(False)

    def list(self, query):
        if "offset" in query or "studyIdentifier" in query:
            raise hidden("offset and studyIdentifier are not supported yet")
        limit = query.get("limit", "500")
        if not re.fullmatch("[0-9]{1,9}", limit) or int(limit) > 500:
            raise hidden("limit parameter too high")
        with self.world.lock:
            newest = sorted(self.present(), key=lambda one: one.started, reverse=True)
            return [one.shown(True) for one in newest[:int(limit)]]

    def present(self):
        return [one for one in self.known.values() if not one.cleaned]

    def create(self, body):
        for field, kind in (("name", str), ("pipelineIdentifier", str), ("inputValues", dict)):
            if not isinstance(body.get(field), kind):
                raise Refused(INPUT_FIELD_NOT_VALID, field)
        descriptor = self.pipelines.descriptor(body["pipelineIdentifier"])
        inputs = {name: stored(value) for name, value in body["inputValues"].items()}
        if body.get("resultsLocation") is not None:
            inputs["results-directory"] = str(body["resultsLocation"])
        if not NAME.fullmatch(body["name"]):
            raise Refused(INVALID_EXECUTION_NAME, body["name"])
        inputs.setdefault("results-directory", "/vip/Home")
        self.paths.real(inputs["results-directory"])
        self.complete(descriptor, inputs)
        with self.world.lock:
            self.check_quotas(body["name"])
            execution = Execution(self.new_identifier(), body["name"], body["pipelineIdentifier"])
            execution.inputs = inputs
            self.known[execution.identifier] = execution
            self.world.went_well("POST executions")
            self.world.event("started", execution=execution.identifier, name=execution.name, inputs=inputs,
                             pipeline=execution.pipeline)
        execution.thread = threading.Thread(target=self.run, args=(execution, descriptor), daemon=True)
        execution.thread.start()
        with self.world.lock:
            return execution.shown(False)

    def complete(self, descriptor, inputs):
        overridden = descriptor.get("custom", {}).get("vip:overriddenInputs", {})
        for declared in descriptor["inputs"]:
            name = declared["id"]
            if name in overridden:
                inputs[name] = inputs.get(overridden[name], ABSENT)
            elif name not in inputs and "default-value" in declared:
                inputs[name] = text_of(declared["default-value"])
            elif name not in inputs and not declared.get("optional"):
                raise Refused(INPUT_FIELD_MISSING, name)

    def check_quotas(self, name):
        running = sum(one.running() for one in self.known.values())
        if running >= self.world["platform_max"] or self.world.hit("refuse_2000", "POST executions"):
            raise Refused(PLATFORM_MAX_EXECS, reason=name)
        if 0 < self.world["user_max"] <= running or self.world.hit("refuse_2001", "POST executions"):
            raise Refused(USER_MAX_EXECS, reason=name)

    def new_identifier(self):
        while True:
            found = "workflow-" + "".join(self.letters.choices(string.ascii_letters + string.digits, k=6))
            if found not in self.known:
                return found

    def run(self, execution, descriptor):
        """The life of an execution, in a thread of its own."""
        wait(self.world["ready_s"], lambda: execution.killed)
        with self.world.lock:
            if self.world.hit("odd_status", execution.name):
                execution.odd = [["Unknown", "Ready"][n % 2] for n in range(self.world["odd_polls"])]
                self.world.event("odd status", execution=execution.identifier)
            if not execution.killed:
                execution.status = "Running"
            execution.jobs = self.make_jobs(execution, descriptor)
        threads = [threading.Thread(target=self.run_job, args=(job, execution, descriptor), daemon=True)
                   for job in execution.jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.end(execution)

    def run_job(self, job, execution, descriptor):
        with self.slots:
            if execution.killed:
                return job.end(-1, "CANCELLED")
            try:
                job.run(execution, descriptor, self.world, self.paths)
            except (OSError, ValueError) as error:
                self.world.event("double failed", execution=execution.identifier, why=str(error))
                job.end(-1)

    def end(self, execution):
        """One job that succeeded is enough for Finished."""
        if execution.killed:
            time.sleep(self.world["kill_s"])
        good = sum(job.exit_code == 0 for job in execution.jobs)
        with self.world.lock:
            told = any(text in execution.name for text in self.world["finished"])
            execution.status = ("Killed" if execution.killed else "Finished" if good or told else "ExecutionFailed")
            if self.world.hit("vanish", execution.name):
                execution.cleaned, execution.status = True, "Unknown"
            self.world.event("ended", execution=execution.identifier, name=execution.name, status=execution.status,
                             jobs=[job.exit_code for job in execution.jobs], cleaned=execution.cleaned)

    def make_jobs(self, execution, descriptor):
        """A job per tuple of values; none where VIP fails before it has made any."""
        custom = descriptor.get("custom", {})
        suffix = custom.get("vip:resultsDirectorySuffix")
        if suffix is None:
            suffix = datetime.datetime.now().strftime("%Y-%m-%d_%H%M%S")
        execution.results = posixpath.join(execution.inputs["results-directory"], suffix).rstrip("/")
        declared = {one["id"]: one for one in descriptor["inputs"]}
        lists = {}
        for name, text in execution.inputs.items():
            if name == "results-directory" or text == ABSENT:
                continue
            if name not in declared:
                return []
            lists[name] = text.split("@@")
            if name in custom.get("vip:intIteratorInputs", []):
                lists[name] = [str(number) for number in range(int(text))]
            # A path with a space is no URI.
            if declared[name]["type"] == "File" and any(re.search(r"[ \[\]]", one) for one in lists[name]):
                return []
        together = [name for name in custom.get("vip:dot", []) if name in lists]
        if len({len(lists[name]) for name in together}) > 1:
            return []
        axes = [[{name: value} for value in values] for name, values in lists.items() if name not in together]
        if together:
            axes.append([dict(zip(together, row)) for row in zip(*(lists[name] for name in together))])
        tuples = [{name: value for part in parts for name, value in part.items()}
                  for parts in itertools.product(*axes)]
        if len(tuples) > self.world["max_jobs"]:
            return []
        return [Job(number, values) for number, values in enumerate(tuples, 1)]

    def kill(self, identifier):
        found = self.get(identifier)
        self.world.event("kill", execution=identifier, running=found.running())
        with self.world.lock:
            if found.running():
                found.killed = True
                for job in found.jobs:
                    job.kill()

    def delete(self, identifier, body):
        """Refused while it runs, and of one that failed."""
        if not isinstance(body.get("deleteFiles"), bool):
            raise Refused(INPUT_FIELD_NOT_VALID, "deleteFiles")
        found = self.get(identifier)
        with self.world.lock:
            if found.status not in ("Finished", "Killed"):
                raise hidden(f"cannot delete an execution that is {found.status}")
            if body["deleteFiles"]:
                for path in [path for job in found.jobs for paths in job.returned.values() for path in paths]:
                    if self.paths.exists(path):
                        self.paths.delete(path)
            found.cleaned, found.status = True, "Unknown"
            self.world.event("deleted", execution=identifier, files=body["deleteFiles"])

    def update(self, identifier, body):
        """A new name; nothing else."""
        found = self.get(identifier)
        if not body:
            raise Refused(GENERIC, reason="no body")
        if body.get("timeout", 0) > 0:
            raise hidden("update of the timeout is not supported")
        if not NAME.fullmatch(str(body.get("name", ""))):
            raise Refused(INVALID_EXECUTION_NAME, body.get("name"))
        found.name = body["name"]
        return self.show(identifier)

    def play(self, _identifier):
        raise Refused(NOT_IMPLEMENTED, "playExecution")

    def results(self, identifier):
        found = self.get(identifier)
        return [self.paths.properties(path) for job in found.jobs for name in job.returned
                for path in job.returned[name]]

    def log(self, identifier, name, number=None):
        jobs = self.get(identifier).jobs
        if number is None and len(jobs) > 1:
            return SEVERAL
        found = [job for job in jobs if number is None or str(job.number) == number]
        text = found[0].log(name) if found else None
        return NO_LOG if text is None else text


def stored(value):
    """A value as VIP keeps it: text, with a list's members joined."""
    texts = ["" if one is None else text_of(one) for one in (value if isinstance(value, list) else [value])]
    for text in texts:
        if not VALUE.fullmatch(text):
            raise Refused(INPUT_FIELD_NOT_VALID, json.dumps(text))
    if not texts:
        raise Refused(INPUT_FIELD_NOT_VALID, "[]")
    return "@@".join(texts)


def wait(seconds, until):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        time.sleep(min(0.005, seconds))
