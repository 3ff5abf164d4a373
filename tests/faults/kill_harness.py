#!/usr/bin/python3
"""Kills the harness with SIGKILL at random moments of a 200-execution study, then runs the study again.

usage: kill_harness.py REPROVIP [MOMENTS]     (default 5 moments; 100 with REPROVIP_TEST_ALL=1)

After each kill: no process of the study is left, every record is whole and every object is what its name says. After
the last run: every execution has exactly one record that counts, and nothing else lies in the store.
"""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

MARK = "reprovip-kill-test-marker"
PROTOCOL = """
schema = 1
application = "application.toml"
subjects = ["a", "b", "c", "d", "e"]
[repeat]
count = 20
[factors]
engine = "native"
level = [1, 2]
[[criterion]]
id = "same"
on = "out"
require = "classes <= 20"
"""
APPLICATION = f"""
schema = 1
name = "short"
version = "1"
command = ["sh", "{{app}}/short.sh", "{{subject}}", "{{param.level}}", "{MARK}"]
[params.level]
type = "integer"
default = 1
[outputs.out]
path = "out.txt"
read = "text"
"""
PROGRAM = 'echo "$1 $2" > out.txt; sleep 0.01 & sleep 0.02; wait\n'


def left_over():
    """Processes that carry the study's mark in their command line, other than this test."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if MARK.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                pass
    return found


def wait_until_gone(seconds):
    end = time.monotonic() + seconds
    while left_over() and time.monotonic() < end:
        time.sleep(0.01)
    return left_over()


def check_store(store):
    """Every record parses and names stored bytes; returns how many records each (cell, repetition) has."""
    counts = {}
    for record_file in store.glob("cells/*/r*/*/record.json"):
        record = json.loads(record_file.read_text())
        key = (record["cell"], record["repetition"])
        counts[key] = counts.get(key, 0) + 1
        for output in record["outputs"]:
            for file in output["files"]:
                assert (store / "objects" / file["raw"][:2] / file["raw"]).exists(), file
    for thing in store.glob("objects/*/*"):
        assert hashlib.sha256(thing.read_bytes()).hexdigest() == thing.name, f"half object {thing}"
    return counts


def kill_once(reprovip, folder, store, delay):
    process = subprocess.Popen([reprovip, "run", "protocol.toml", "--store", store, "-q", "-j", "4"], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=delay)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    leftover = wait_until_gone(10)
    assert not leftover, f"processes left after SIGKILL: {leftover}"
    return True


def main():
    reprovip = os.path.abspath(sys.argv[1])
    everything = os.environ.get("REPROVIP_TEST_ALL") == "1"
    moments = int(sys.argv[2]) if len(sys.argv) > 2 else (100 if everything else 5)
    rng = random.Random(20221010)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="reprovip-kill-"))
    (folder / "protocol.toml").write_text(PROTOCOL)
    (folder / "application.toml").write_text(APPLICATION)
    (folder / "short.sh").write_text(PROGRAM)
    killed = 0
    store = folder / "store"
    started = time.monotonic()
    while killed < moments:
        # A study takes about three seconds here: moments fall before, in and between its executions.
        if kill_once(reprovip, folder, store, rng.uniform(0.02, 1.5)):
            killed += 1
            check_store(store)
        else:
            verify_finished(reprovip, folder, store)
            shutil.rmtree(store)
    verify_finished(reprovip, folder, store)
    shutil.rmtree(folder)
    print(f"{killed} kills in {time.monotonic() - started:.0f} s: every execution recorded once, no process left")


def verify_finished(reprovip, folder, store):
    done = subprocess.run([reprovip, "run", "protocol.toml", "--store", store, "-q"], cwd=folder, check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    counts = check_store(store)
    assert len(counts) == 200, f"{len(counts)} of 200 executions recorded"
    assert set(counts.values()) == {1}, "an execution was recorded more than once"
    assert not wait_until_gone(5), "processes left after the end"
    attempts = [p for p in store.glob("cells/*/r*/*") if p.is_dir() and not (p / "record.json").exists()]
    assert not attempts, f"scratch left: {attempts[:3]}"
    halves = [p for p in store.rglob("*") if ".tmp" in p.name]
    assert not halves, f"half written: {halves[:3]}"


if __name__ == "__main__":
    main()
