"""What all parts of the double share: settings, the event log, and troubles by seed."""
import hashlib
import json
import pathlib
import threading
import time

SETTINGS = {
    "header": "apikey",
    "key": "a-key-of-the-double",
    "seed": 1,
    "rates": {},  # kind of trouble -> probability
    "exact": [],  # {"kind", "method", "path" (how it ends), "nth" (from 1)}: one trouble at one request
    "in_a_row": 2,  # no target meets more troubles one after the other
    "outage": None,  # {"after": requests, "seconds": how long every connection is reset}
    "user_max": 0,  # running executions a user may have; 0: as many as the platform
    "platform_max": 35,
    "ready_s": 0.0,  # time in a queue, status Ready
    "run_s": 0.0,  # a job runs at least so long
    "kill_s": 0.05,  # between PUT kill and Killed
    "delete_s": 0.1,  # between DELETE of a path and its end
    "odd_polls": 2,  # answers with an odd status, when the trouble "odd_status" hits
    "max_size": 15000000,  # bytes of a download
    "max_jobs": 100,
    "slots": 4,  # jobs that run at once
    "cleaned": "error",  # what a cleaned execution answers: "error" (8015) or "Unknown"
    "finished": [],  # executions whose name holds one of these texts end Finished whatever their jobs say
    "job_exit": {},  # {text in the execution's name: exit code that VIP reports for its jobs}
}


class World:
    def __init__(self, state, settings_file=None, **settings):
        self.state = pathlib.Path(state)
        self.lock = threading.RLock()
        self._file = settings_file
        self._given = settings
        self._stamp = None
        self._settings = {}
        self._counts = {}
        self._row = {}
        self._requests = 0
        (self.state / "events.jsonl").touch()
        self._outage_until = None

    def __getitem__(self, name):
        return self.settings()[name]

    def settings(self):
        """A settings file may change while the double runs."""
        with self.lock:
            stamp = self._file and pathlib.Path(self._file).stat()
            stamp = stamp and (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino)
            if not self._settings or stamp != self._stamp:
                found = json.loads(pathlib.Path(self._file).read_text()) if self._file else {}
                found = {**SETTINGS, **found, **self._given}
                unknown = sorted(set(found) - set(SETTINGS))
                if unknown:
                    raise SystemExit(f"vip-double: unknown settings: {', '.join(unknown)}")
                self._settings, self._stamp = found, stamp
            return self._settings

    def event(self, what, **facts):
        line = json.dumps({"event": what, "ms": int(time.time() * 1000), **facts}) + "\n"
        with self.lock, open(self.state / "events.jsonl", "a", encoding="utf-8") as events:
            events.write(line)

    def request(self):
        """Counts a request; whether the server is out."""
        with self.lock:
            self._requests += 1
            outage = self["outage"]
            if outage and self._outage_until is None and self._requests > outage["after"]:
                self._outage_until = time.monotonic() + outage["seconds"]
            return self._outage_until is not None and time.monotonic() < self._outage_until

    def nth(self, kind, method, path):
        """Whether the settings want this very trouble at this request: the n-th one that could have it."""
        with self.lock:
            hit = False
            for index, one in enumerate(self["exact"]):
                if one["kind"] == kind and one["method"] == method and path.endswith(one["path"]):
                    place = ("exact", index)
                    self._counts[place] = self._counts.get(place, 0) + 1
                    hit = hit or self._counts[place] == one["nth"]
            return hit

    def hit(self, kind, target):
        """Whether trouble of this kind meets the target now: by the seed, the target and how often it was asked."""
        rate = self["rates"].get(kind, 0)
        if rate <= 0:
            return False
        with self.lock:
            count = self._counts[(kind, target)] = self._counts.get((kind, target), 0) + 1
            text = f"{self['seed']}\0{kind}\0{target}\0{count}"
            value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
            if value >= rate or self._row.get(target, 0) >= self["in_a_row"]:
                return False
            self._row[target] = self._row.get(target, 0) + 1
            return True

    def went_well(self, target):
        with self.lock:
            self._row[target] = 0
