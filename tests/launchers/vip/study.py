"""A study on VIP's stand-in: a folder with a protocol, the real reprovip, and what came of it. REPROVIP is the program."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DOUBLE = HERE.parent / "vip-double"
sys.path.insert(0, str(HERE.parent / "prism"))
REPROVIP = os.environ.get("REPROVIP", "reprovip")
# A key that nothing else contains.
KEY = "Secret-9f2b71c4e8"
SUCCEEDED, CRITERION_FAILED, USAGE, EXECUTIONS_FAILED, INFRASTRUCTURE = 0, 1, 2, 3, 75


class Double:
    """The stand-in as a process of its own, on the loopback."""

    def __init__(self, folder, words=(), **settings):
        self.folder = folder
        self.pipelines = folder / "pipelines"
        folder.mkdir(exist_ok=True)
        if not self.pipelines.exists():
            shutil.copytree(DOUBLE / "pipelines", self.pipelines)
        self.given = {"key": KEY}
        self.set(**settings)
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "-B", DOUBLE / "vip_double.py", "--state", folder, "--pipelines", self.pipelines,
             "--settings", folder / "settings.json", *words], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert "://127.0.0.1:" in self.url, self.url

    def set(self, **settings):
        self.given.update(settings)
        partial = self.folder / "settings.partial"
        partial.write_text(json.dumps(self.given), encoding="utf-8")
        partial.replace(self.folder / "settings.json")

    def events(self, *kinds):
        lines = (self.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
        return [one for one in map(json.loads, lines) if not kinds or one["event"] in kinds]

    def running(self):
        """Executions that started and have not ended."""
        over = {one["execution"] for one in self.events("ended")}
        return [one for one in self.events("started") if one["execution"] not in over]

    def good(self):
        """Executions all of whose jobs succeeded."""
        return [one for one in self.events("ended") if one["jobs"] and not any(one["jobs"]) and not one["cleaned"]]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()


class Watch:
    """Looks for the key in the command lines of every process, as long as it is on."""

    def __init__(self):
        self.found = []
        self.looks = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._over.wait(0.02):
            self.looks += 1
            for entry in pathlib.Path("/proc").iterdir():
                try:
                    line = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
                except OSError:
                    continue
                if KEY.encode() in line:
                    self.found.append(line)

    def stop(self):
        self._over.set()
        self._thread.join()


class StudyTest(unittest.TestCase):
    settings = {}

    def words(self):
        """More arguments of the stand-in."""
        return []

    def setUp(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.folder = self.top / "study"
        self.folder.mkdir()
        self.double = Double(self.top / "vip", self.words(), **self.settings)
        self.addCleanup(self.double.stop)
        (self.folder / "key").write_text(KEY + "\n", encoding="utf-8")
        (self.folder / "key").chmod(0o600)
        self.url = self.double.url
        self.run_number = 0

    def descriptor(self, name="count-words"):
        shutil.copyfile(DOUBLE / "pipelines" / f"{name}.json", self.folder / f"{name}.json")
        return f"{name}.json"

    def inputs(self, *subjects):
        """Files of which no two give the same count."""
        for number, subject in enumerate(subjects, 1):
            lines = [f"a cat {subject}"] * number + [f"dog {subject}"] * (2 * number + 10) + ["Cat"]
            (self.folder / f"{subject}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def protocol(self, subjects, count, name="protocol.toml", pipeline="CountWords/1.0", descriptor="count-words",
                 extra="", on="count", **launcher):
        """On VIP when it has a pipeline, on this machine without."""
        self.inputs(*subjects)
        lines = ["schema = 1", f'application = "{self.descriptor(descriptor)}"', f"subjects = {json.dumps(subjects)}"]
        if pipeline:
            options = {"launcher": "vip", "url": self.url, "pipeline": pipeline, "key_file": "key", "poll": "50ms",
                       **launcher}
            lines += ["[launcher]"] + [f"{name} = {json.dumps(value)}" for name, value in options.items()]
        if "[inputs]" not in extra:
            lines += ["[inputs]", 'file = "{subject}.txt"']
        lines += ["[repeat]", f"count = {count}", extra, "[[criterion]]", 'id = "same"', f'on = "{on}"',
                  'require = "classes == 1"', 'per = "environment"',
                  # With one repetition it says nothing, and another method gives another output.
                  f'severity = "{"fail" if count > 1 and "[factors]" not in extra else "info"}"']
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    def command(self, *words):
        return [REPROVIP, *map(str, words)]

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REPROVIP", "VIP_"))}
        return {**kept, "LC_ALL": "C.UTF-8", "TMPDIR": str(self.top), **more}

    def start(self, *words, **environment):
        self.run_number += 1
        log = open(self.folder / f"output-{self.run_number}.txt", "w", encoding="utf-8")
        self.addCleanup(log.close)
        return subprocess.Popen(self.command(*words), cwd=self.folder, stdout=log, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL, env=self.environment(**environment))

    def said(self):
        return (self.folder / f"output-{self.run_number}.txt").read_text(encoding="utf-8")

    def ends(self, status, *words, **environment):
        """Runs reprovip, which has to end so; what it said."""
        process = self.start(*words, **environment)
        try:
            found = process.wait(240)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.assertEqual(found, status, self.said())
        return self.said()

    def records(self, store=".reprovip"):
        return [json.loads(file.read_text(encoding="utf-8"))
                for file in sorted((self.folder / store).glob("cells/*/r*/*/record.json"))]

    def succeeded(self, store=".reprovip"):
        return [one for one in self.records(store) if one["ending"]["outcome"] == "succeeded"]

    def digests(self, store=".reprovip"):
        """{(subject, levels, repetition): {output: digest}} of what succeeded; twice the same is a failure."""
        found = {}
        for one in self.succeeded(store):
            levels = tuple(sorted((name, level) for name, level in one["levels"].items() if name != "engine"))
            key = (one["subject"], levels, one["repetition"])
            self.assertNotIn(key, found)
            found[key] = {output["id"]: output["canonical"] for output in one["outputs"]}
        return found

    def as_on_this_machine(self, subjects, count, **more):
        """The same protocol without VIP gives the same outputs."""
        name = self.protocol(subjects, count, name="local.toml", pipeline=None, **more)
        self.ends(SUCCEEDED, "run", name, "--store", "local", "-q")
        local = self.digests("local")
        self.assertTrue(local)
        self.assertEqual(self.digests(), local)

    def until(self, is_so, seconds=60):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, "waited too long")
            time.sleep(0.01)
        return found

    def nothing_runs(self):
        self.until(lambda: not self.double.running(), 20)

    def no_key_anywhere(self):
        """In no file that the study left, whatever its kind, but where the user put it."""
        looked = 0
        for file in self.folder.rglob("*"):
            if file.is_file() and file != self.folder / "key":
                looked += 1
                self.assertNotIn(KEY.encode(), file.read_bytes(), file)
        self.assertGreater(looked, 5)

    def interrupt(self, process, number=signal.SIGINT):
        process.send_signal(number)
        return process.wait(60)
