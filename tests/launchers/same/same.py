# usage: same.py LAUNCHER BIN-FOLDER, within ci/with-clusters
import os
import subprocess
import sys

import launchers


def compare(launcher, binaries, failing):
    folder = launchers.work_folder() / ("failing" if failing else "passing")
    protocol = launchers.write_protocol(folder, failing)
    here = launchers.run(binaries, protocol, folder / "store-local", "--launcher", "local")
    there = launchers.run(binaries, protocol, folder / f"store-{launcher}", "--launcher", launcher)
    mistakes = []
    wanted = 3 if failing else 0
    for name, (status, study, printed) in (("local", here), (launcher, there)):
        if status != wanted or not study:
            return [f"{name}: exit status {status}, not {wanted}:\n{printed}"]
        if len(study["executions"]) != 18:
            mistakes.append(f"{name}: {len(study['executions'])} executions, not 18")
    outcomes = sorted(one["record"]["ending"]["outcome"] for one in there[1]["executions"])
    if outcomes != ["failed"] * (6 if failing else 0) + ["succeeded"] * (12 if failing else 18):
        mistakes.append(f"outcomes: {outcomes}")
    mistakes += launchers.differences(launchers.unmoved(here[1]), launchers.unmoved(there[1]))
    if launchers.nodes(here[1]) & launchers.nodes(there[1]):
        mistakes.append(f"hosts: {launchers.nodes(here[1])} here, {launchers.nodes(there[1])} there")
    if (left := list((folder / f"store-{launcher}" / "launch").glob("*/*"))):
        mistakes.append(f"left in the store: {left}")
    # Everything is there: nothing is submitted any more.
    again = launchers.run(binaries, protocol, folder / f"store-{launcher}", "--launcher", launcher)
    mistakes += [f"again: {line}" for line in launchers.differences(there[1]["executions"], again[1]["executions"])]
    return mistakes


def doctor(launcher, binaries):
    """What doctor says of the launcher that is there."""
    printed = subprocess.run([f"{binaries}/reprovip", "doctor"], capture_output=True, text=True, timeout=300, check=False).stdout
    rows = [line.split() for line in printed.partition("\nlaunchers\n")[2].splitlines()]
    wanted = [launcher, "works", {"slurm": "Slurm", "oar": "OAR"}[launcher]]
    return [] if wanted in [row[:3] for row in rows] else [f"doctor: {printed}"]


LEVELS = {"slurm": '"n1", "n2"', "oar": '"127.0.0.1", "127.0.0.2"'}


def machine_levels(launcher, binaries):
    """The machine as a factor: each level runs where it says."""
    folder = launchers.work_folder() / "machine"
    protocol = launchers.write_protocol(folder)
    text = protocol.read_text().replace("threads = [1, 2]", f"machine = [{LEVELS[launcher]}]")
    protocol.write_text(text)
    (folder / "application.toml").write_text(launchers.APPLICATION.replace("{threads}", "1"))
    status, study, printed = launchers.run(binaries, protocol, folder / "store", "--launcher", launcher)
    if status != 0:
        return [f"machine: exit status {status}:\n{printed}"]
    wrong = [one for one in study["executions"]
             if study["hosts"][one["record"]["host"]]["facts"]["host.node"] != one["record"]["levels"]["machine"]]
    local = launchers.run(binaries, protocol, folder / "store-local", "--launcher", "local")
    refused = [] if local[0] == 2 and '"machine"' in local[2] else [f"local did not refuse the machine: {local[0]}, {local[2]}"]
    return [f"machine: {one['record']['levels']} ran elsewhere" for one in wrong] + refused


if __name__ == "__main__":
    arguments = sys.argv[1:3]
    found = compare(*arguments, failing=True)
    # OAR takes a second or more of this machine's time for each job.
    if arguments[0] != "oar" or os.environ.get("REPROVIP_TEST_ALL"):
        found += compare(*arguments, failing=False)
    found += doctor(*arguments)
    found += machine_levels(*arguments) if arguments[0] in LEVELS else []
    print("\n".join(found[:40]) or "the same")
    sys.exit(1 if found else 0)
