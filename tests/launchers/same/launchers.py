# A protocol of the test's own, run by any launcher: for tests that need a cluster. Used inside `ci/with-clusters`.
import json
import os
import pathlib
import re
import subprocess

# Outputs differ between subjects, not between repetitions; "noise" differs between repetitions, by its seed.
APPLICATION = """schema = 1
name = "sums"
version = "1"
command = ["/bin/sh", "{app}/sums.sh", "{input.data}", "{threads}"]
[inputs.data]
type = "file"
[outputs.sums]
path = "sums.csv"
read = "table"
[outputs.noise]
path = "noise.csv"
read = "table"
[seed]
env = "SUMS_SEED"
"""
PROGRAM = r"""set -eu
awk -v OFS=, 'BEGIN { print "name", "value" } { s += $1; q += $1 * $1 } END { print "sum", s; print "squares", q }' "$1" >sums.csv
awk -v OFS=, -v seed="$SUMS_SEED" 'BEGIN { print "name", "value"; print "noise", 1 + (seed % 97) / 1000 }' >noise.csv
printf 'ran with %s threads\n' "$2"
case $1 in *failing*) exit 3 ;; esac
"""
PROTOCOL = """schema = 1
application = "application.toml"
[subjects]
glob = "data/*.txt"
[inputs]
data = "data/{subject}.txt"
[repeat]
count = 3
seed = "per-repetition"
[factors]
engine = "native"
threads = [1, 2]
[resources]
timeout = { hard = "5min" }
[[metric]]
id = "wsd"
kind = "wsd"
on = "noise.value"
[[criterion]]
id = "same-sums"
on = "sums"
require = "classes == 1"
[[criterion]]
id = "same-noise"
on = "noise"
require = "classes == 1"
severity = "warn"
"""


def write_protocol(folder, failing=False):
    """The protocol and its data in `folder`; with `failing` one of three subjects fails. Gives its path."""
    folder = pathlib.Path(folder)
    (folder / "data").mkdir(parents=True)
    for subject, start in (("a", 1), ("b", 10), *((("failing", 5),) if failing else (("c", 5),))):
        (folder / "data" / f"{subject}.txt").write_text("".join(f"{start * i}.25\n" for i in range(1, 9)))
    (folder / "application.toml").write_text(APPLICATION)
    (folder / "sums.sh").write_text(PROGRAM)
    (folder / "protocol.toml").write_text(PROTOCOL)
    return folder / "protocol.toml"


def run(binaries, protocol, store, *arguments):
    """Exit status of `reprovip run`, what is known of the study, and what it printed."""
    report = pathlib.Path(f"{store}.json")
    command = [f"{binaries}/reprovip", "run", protocol, "--store", store, "--json", report, *arguments]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, check=False)
    study = json.loads(report.read_text()) if report.exists() else {}
    return done.returncode, study, done.stdout + done.stderr


MOVING = {"attempt", "started_ms", "ended_ms", "usage", "libraries", "host", "store", "hosts", "facts", "scope", "scopes",
          "alignments"}


def unmoved(value):
    """A study without what may differ from run to run: times, attempts, and hosts with what follows from them (whether
    several hosts make it reproducibility, and whether the host explains the classes)."""
    if isinstance(value, dict):
        return {key: unmoved(inner) for key, inner in value.items() if key not in MOVING}
    if isinstance(value, list):
        return [unmoved(inner) for inner in value]
    return re.sub(r"repeatability|reproducibility", "SCOPE", value) if isinstance(value, str) else value


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        return [line for key in sorted(set(one) | set(other)) for line in differences(one.get(key), other.get(key), f"{path}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [line for i, pair in enumerate(zip(one, other)) for line in differences(*pair, f"{path}/{i}")]
    return [] if one == other else [f"{path}: {one!r} and {other!r}"]


def nodes(study):
    """Where its executions ran: the names of nodes."""
    return {study["hosts"][one["record"]["host"]]["facts"].get("host.node", "") for one in study["executions"]}


def work_folder():
    """Below the clusters' own, so that whatever is left there is found and ended."""
    if "REPROVIP_OAR_USER" in os.environ:
        return pathlib.Path(os.environ["HOME"]) / "work"
    return pathlib.Path(os.environ["REPROVIP_CLUSTERS"]) / "work"
