"""A study whose application appends to a log of its own starts, so that nothing runs twice unseen, and what must be true of
its store, its processes and its queue."""
import collections
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

PROTOCOL = """
schema = 1
application = "app/application.toml"
subjects = {subjects}
[repeat]
count = 1
{more}
[launcher]
launcher = "{launcher}"
{options}
"""
APPLICATION = """
schema = 1
name = "faults"
version = "1"
command = ["sh", "{{app}}/program.sh", "{{subject}}", "{mark}"]
[outputs.out]
path = "out.txt"
read = "text"
"""
# A try after the first has ".N" behind its attempt's name: hold/NAME holds all tries, hold/NAME.first only the first.
PROGRAM = """
echo "start $1 $$ $PWD" >>{folder}/log
case $PWD in *.[0-9]*/work) first= ;; *) first={folder}/hold/$1.first ;; esac
while [ -e {folder}/hold/$1 ] || [ -e "$first" ]; do sleep 0.05; done
sleep {nap}
echo "$1" >out.txt
echo "end $1 $$ $PWD" >>{folder}/log
"""


def until(what, seconds, condition):
    """Waits until the condition holds and gives what it gave; fails, naming what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.05)


class Study:
    def __init__(self, reprovip, launcher, names, options="", more="", nap=0.05, parent=None,
                 store="store"):
        self.reprovip, self.names = reprovip, list(names)
        self.harnesses = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reprovip-faults-", dir=parent))
        self.mark = f"mark-{self.folder.name}"
        self.store = self.folder / store
        (self.folder / "app").mkdir()
        (self.folder / "hold").mkdir()
        (self.folder / "app/application.toml").write_text(APPLICATION.format(mark=self.mark))
        (self.folder / "app/program.sh").write_text(PROGRAM.format(folder=self.folder, nap=nap))
        (self.folder / "protocol.toml").write_text(
            PROTOCOL.format(subjects=json.dumps(self.names), launcher=launcher, options=options, more=more))

    def remove(self):
        shutil.rmtree(self.folder)

    def hold(self, *names, only_first=False):
        for name in names or self.names:
            (self.folder / "hold" / (name + (".first" if only_first else ""))).touch()

    def release(self, *names):
        for file in list((self.folder / "hold").iterdir()):
            if not names or file.name in names:
                file.unlink()

    def start(self, *flags, path=None):
        """The harness in the background; what it says is in the file "said"."""
        environment = dict(os.environ, **({"PATH": f"{path}:{os.environ['PATH']}"} if path else {}))
        with open(self.folder / "said", "ab") as said:
            harness = subprocess.Popen([self.reprovip, "run", "protocol.toml", "--store", self.store.name, "--progress",
                                        "plain", *flags], cwd=self.folder, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        self.harnesses.append(harness)
        return harness

    def run(self, *flags, seconds=120):
        return self.end(self.start(*flags), seconds)

    def end(self, harness, seconds=120):
        """Waits for the harness; gives its exit status, as a shell would say it."""
        try:
            status = harness.wait(seconds)
        except subprocess.TimeoutExpired:
            harness.kill()
            raise AssertionError(f"the harness did not end within {seconds} s") from None
        return status if status >= 0 else 128 - status

    def said(self):
        said = self.folder / "said"
        return said.read_text() if said.exists() else ""

    def events(self, kind):
        """Those of the application's own log: [name, pid, work directory]."""
        log = self.folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line.split()[1:] for line in lines if line.split()[0] == kind]

    def count(self, kind):
        return collections.Counter(name for name, *_ in self.events(kind))

    def wait_for_starts(self, counts, seconds=30):
        until(f"starts {counts}", seconds, lambda: all(self.count("start")[name] >= n for name, n in counts.items()))

    def records(self):
        """By name: all records, of what counts and of what does not."""
        found = collections.defaultdict(list)
        for file in self.store.glob("cells/*/r*/*/record.json"):
            record = json.loads(file.read_text())
            found[record["subject"]].append(record)
        return found

    def endings(self, name, infrastructure):
        return [r["ending"] for r in self.records()[name] if r["ending"]["infrastructure"] == infrastructure]

    def output(self, record):
        digest = record["outputs"][0]["raw"]
        return (self.store / "objects" / digest[:2] / digest).read_text()

    def processes(self):
        """Those of the program, of executors, and of harnesses."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    words = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if self.mark.encode() in words or str(self.folder).encode() in words:
                    found.append(int(entry.name))
        return found

    def end_harnesses(self):
        for harness in self.harnesses:
            if harness.poll() is None:
                harness.kill()
                harness.wait()

    def kill_processes(self):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def check_left_over(self, queue=lambda: ""):
        until("no process of the study", 20, lambda: not self.processes())
        until("an empty queue", 20, lambda: not queue())
        attempts = [p for p in self.store.glob("cells/*/r*/*") if p.is_dir() and not (p / "record.json").exists()]
        assert not attempts, f"scratch left: {attempts[:3]}"
        spool = [p for p in self.store.glob("launch/*/*")]
        assert not spool, f"left in the spool: {spool[:3]}"
        halves = [p for p in self.store.rglob("*") if ".tmp" in p.name]
        assert not halves, f"half written: {halves[:3]}"

    def check_done(self, starts, queue=lambda: ""):
        """Everything has succeeded once, with its own output, and began as often as `starts` says (a number, or by name);
        another run changes nothing."""
        assert self.run() == 0, self.said()
        for name in self.names:
            count = starts if isinstance(starts, int) else starts[name]
            assert self.count("start")[name] == count, f"{name} began {self.count('start')[name]} times, not {count}"
            kept = [r for r in self.records()[name] if not r["ending"]["infrastructure"]]
            assert len(kept) == 1, f"{name}: {len(kept)} records count"
            assert kept[0]["ending"]["outcome"] == "succeeded", kept[0]["ending"]
            assert self.output(kept[0]) == name + "\n", f"{name} has the output {self.output(kept[0])!r}"
        self.check_left_over(queue)
