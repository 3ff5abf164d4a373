#!/usr/bin/python3
"""Faults of a real Slurm while the harness runs a study on it.

usage: ci/with-clusters slurm -- faults.py REPROVIP [SCENARIO...]     (default all; the long ones with REPROVIP_TEST_ALL=1)
"""
import os
import pathlib
import random
import signal
import stat
import subprocess
import sys
import time

from study import Study, until

REPROVIP = os.path.abspath(sys.argv[1])
CTL = pathlib.Path(os.environ["REPROVIP_CLUSTERS"]) / "slurm/ctl"


def call(*argv):
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
    return done.stdout


def ctl(*words):
    call(str(CTL), *words)


def queue(states="pending,running,completing,suspended"):
    """Elements as "JOB_INDEX STATE NODE"."""
    return call("squeue", "-h", "-r", "-t", states, "-o", "%F_%K %T %N").splitlines()


def job():
    return queue()[0].split("_")[0]


STUDIES = []


def new_study(names, **more):
    STUDIES.append(Study(REPROVIP, "slurm", names, **more))
    return STUDIES[-1]


def scenario_node_fails_and_its_jobs_run_again():
    """The first tries go on, where nobody sees them, beside the second ones."""
    study = new_study("abcd")
    study.hold(*"abcd")
    study.hold("a", "b", only_first=True)  # end last; c and d end together with their second try
    harness = study.start()
    study.wait_for_starts(dict.fromkeys("abcd", 1))
    node = queue()[0].split()[2]
    away = [n for n in "abcd" if is_on(study, n, node)]
    ctl("kill-node", node)
    study.wait_for_starts(dict.fromkeys(away, 2))
    folders = {folder for _, _, folder in study.events("start")}
    assert len(folders) == 4 + len(away), folders
    study.release(*"abcd")
    assert study.end(harness) == 0, study.said()
    for name in away:
        again = [e for e in study.endings(name, infrastructure=True)]
        assert len(again) == 1, f"{name}: {again}"
    study.release()
    ctl("start-node", node)
    study.check_done({name: 2 if name in away else 1 for name in "abcd"}, queue)


def is_on(study, name, node):
    """Whether the first try at this execution runs on that node: its claim says so."""
    attempt = pathlib.Path(next(folder for n, _, folder in study.events("start") if n == name)).parent
    for file in study.store.glob("launch/*/*/tasks/*"):
        if str(attempt).encode() in file.read_bytes():
            claim = file.parent.parent / "claims" / f"{file.name}.0"
            return f'"node":"{node}"' in claim.read_text()
    raise AssertionError(f"no task for {attempt}")


def scenario_store_path_needs_quoting():
    """By a shell, and by Slurm's patterns for the names of logs; these cannot name a path with a backslash."""
    for store, logs in (("$HOME of 'all'; 100%a %% \"y\"", ["0", "1"]), ("back\\slash %a", [])):
        study = new_study("ab", store=store)
        study.hold()
        harness = study.start("--retries", "0")
        study.wait_for_starts({"a": 1, "b": 1})
        assert sorted(file.name for file in study.store.glob("launch/*/*/log/*")) == logs
        study.release()
        assert study.end(harness) == 0, study.said()
        study.check_done(1, queue)


def scenario_job_is_requeued():
    study = new_study("ab")
    study.hold()
    harness = study.start()
    study.wait_for_starts({"a": 1, "b": 1})
    call("scontrol", "requeue", f"{job()}_0")
    until("a second try", 60, lambda: sum(study.count("start").values()) == 3)
    study.release()
    assert study.end(harness) == 0, study.said()
    name = study.count("start").most_common()[0][0]
    stopped = study.endings(name, infrastructure=True)
    assert len(stopped) == 1 and "stopped from outside" in stopped[0]["reason"], stopped
    study.check_done({n: 2 if n == name else 1 for n in "ab"}, queue)


def scenario_waiting_elements_are_cancelled():
    """They leave no trace in Slurm."""
    study = new_study("abcd")
    study.hold()
    harness = study.start("-j", "1")
    until("one running and three waiting", 30, lambda: len(queue("running")) == 1 and len(queue("pending")) == 3)
    waiting = [line.split()[0] for line in queue("pending")]
    call("scancel", *waiting)
    until("they are to be tried again", 30, lambda: study.said().count("again later") == 3)
    time.sleep(2)
    assert len(queue()) == 1, f"-j 1, and one runs: {queue()}"
    study.release()
    assert study.end(harness) == 0, study.said()
    study.check_done(1, queue)


def scenario_running_jobs_are_cancelled():
    study = new_study("ab")
    study.hold()
    harness = study.start()
    study.wait_for_starts({"a": 1, "b": 1})
    call("scancel", job())
    study.wait_for_starts({"a": 2, "b": 2})  # infrastructure: tried again
    study.release()
    assert study.end(harness) == 0, study.said()
    for name in "ab":
        stopped = study.endings(name, infrastructure=True)
        assert len(stopped) == 1 and stopped[0]["outcome"] == "killed", stopped
    study.check_done(2, queue)


def scenario_controller_goes_away_and_comes_back():
    study = new_study("abcdef")
    study.hold()
    harness = study.start("-j", "2")
    until("two running", 30, lambda: len(study.events("start")) == 2)
    ctl("stop-controller")
    study.release()
    until("two ended", 30, lambda: len(study.events("end")) == 2)
    time.sleep(3)
    assert harness.poll() is None, study.said()
    ctl("start-controller")
    assert study.end(harness) == 0, study.said()
    study.check_done(1, queue)


def scenario_time_limit_of_the_protocol():
    study = new_study("ab", more='[resources]\ntimeout = { hard = "1.5s", grace = "1s" }')
    study.hold("a")
    assert study.run() == 3, study.said()
    ending = study.endings("a", infrastructure=False)[0]
    assert ending["outcome"] == "timed_out", ending
    assert "time limit of 1.5 s" in ending["reason"], ending
    assert 1.5 <= ending["usage"]["wall_s"] < 10, ending  # not Slurm's, which counts minutes
    assert study.endings("b", infrastructure=False)[0]["outcome"] == "succeeded"
    study.check_left_over(queue)


def scenario_long_time_limit_of_slurm():
    study = new_study("ab", options='options = ["--time=1"]')
    study.hold("a")
    assert study.run(seconds=300) == 3, study.said()
    ending = study.endings("a", infrastructure=False)[0]
    assert ending["outcome"] == "timed_out" and "TIMEOUT" in ending["reason"], ending
    assert study.endings("b", infrastructure=False)[0]["outcome"] == "succeeded"
    study.check_left_over(queue)


def scenario_spool_is_full():
    if os.geteuid() != 0:
        print("SKIPPED: spool_is_full: only root can mount a small file system")
        return
    study = new_study("abc")
    study.store.mkdir()
    call("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(study.store))
    try:
        drain()
        harness = study.start("--retries", "0")
        until("three waiting", 30, lambda: len(queue("pending")) == 3)
        fill(study.store / "ballast")
        resume()
        until("Slurm has tried them", 60, lambda: not queue())
        (study.store / "ballast").unlink()
        assert study.end(harness) == 75, study.said()
        assert study.count("start") == {}, study.count("start")
        # Not even the words of the executor have room.
        assert "Slurm ended it (FAILED, NonZeroExitCode), and it left no report" in study.said(), study.said()
        study.check_done(1, queue)
    finally:
        call("umount", "-l", str(study.store))


def fill(file):
    with open(file, "wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass


def set_nodes(state):
    """And waits until it is so: a node that has just met its controller is late."""
    wanted = ("idle", "mixed", "allocated") if state == "resume" else (state,)
    for node in ("n1", "n2"):
        until(f"{node} is {state}", 20, lambda node=node: is_node(node, state, wanted))


def is_node(node, state, wanted):
    if call("sinfo", "-h", "-n", node, "-o", "%T").split()[0].startswith(wanted):
        return True
    subprocess.run(["scontrol", "update", f"nodename={node}", f"state={state}", "reason=test"], check=False,
                   capture_output=True, timeout=60)
    return False


def drain():
    set_nodes("drain")


def resume():
    set_nodes("resume")


def kill_nodes():
    for node in ("n1", "n2"):
        ctl("kill-node", node)


def start_nodes():
    for node in ("n1", "n2"):
        ctl("start-node", node)


def scenario_no_node_takes_jobs():
    """Drained by hand, then dead; both times they come back."""
    for away, back in ((drain, resume), (kill_nodes, start_nodes)):
        study = new_study("ab")
        away()
        harness = study.start()
        until("two waiting", 30, lambda: len(queue("pending")) == 2)
        time.sleep(2)
        assert harness.poll() is None, study.said()
        back()
        assert study.end(harness) == 0, study.said()
        study.check_done(1, queue)


def scenario_slurm_has_forgotten():
    """Ended, and cancelled, while no harness looked; Slurm knows of neither any more."""
    study = new_study("abcd")
    study.hold()
    conf = pathlib.Path(os.environ["SLURM_CONF"])
    before = conf.read_text()
    assert "MinJobAge=300" in before
    conf.write_text(before.replace("MinJobAge=300", "MinJobAge=2"))
    ctl("restart-controller")
    try:
        harness = study.start("-j", "2")
        until("two running", 30, lambda: len(study.events("start")) == 2)
        harness.kill()
        harness.wait()
        call("scancel", *[line.split()[0] for line in queue("pending")])
        study.release()
        until("Slurm has forgotten", 90, lambda: not queue("all"))
        study.check_done(1, queue)
    finally:
        conf.write_text(before)
        ctl("restart-controller")


def scenario_another_harness_on_the_same_store_is_refused():
    study = new_study("ab")
    study.hold()
    harness = study.start()
    study.wait_for_starts({"a": 1, "b": 1})
    assert study.run() == 75, study.said()
    study.release()
    assert study.end(harness) == 0, study.said()
    study.check_done(1, queue)


def killing_sbatch(study, script):
    """A folder with an sbatch that does something to the harness, its parent."""
    folder = study.folder / "bin"
    folder.mkdir()
    real = call("sh", "-c", "command -v sbatch").strip()
    (folder / "sbatch").write_text("#!/bin/sh\n" + script.replace("REAL", real))
    (folder / "sbatch").chmod(stat.S_IRWXU)
    return folder


def scenario_killed_before_sbatch():
    study = new_study("abc")
    harness = study.start(path=killing_sbatch(study, "kill -9 $PPID\n"))
    assert study.end(harness) == 137, study.said()
    study.check_done(1, queue)


def scenario_killed_after_sbatch():
    """Slurm has the job, and nobody has noted its id."""
    study = new_study("abc")
    study.hold("a")
    harness = study.start(path=killing_sbatch(study, 'REAL "$@" >/dev/null\nkill -9 $PPID\n'))
    assert study.end(harness) == 137, study.said()
    until("a runs", 30, lambda: study.count("start")["a"] == 1)
    study.release()
    study.check_done(1, queue)


def scenario_killed_while_jobs_wait_and_run():
    study = new_study("abcdef")
    study.hold()
    harness = study.start("-j", "2")
    until("two running", 30, lambda: len(study.events("start")) == 2)
    harness.kill()
    harness.wait()
    again = study.start()  # follows what runs
    time.sleep(1)
    study.release()
    assert study.end(again) == 0, study.said()
    study.check_done(1, queue)


def kill_at_random(kills):
    rng = random.Random(20221010)
    killed = 0
    while killed < kills:
        names = [f"s{i:02}" for i in range(40)]
        study = new_study(names, nap=0.3)
        while killed < kills:
            harness = study.start()
            try:
                harness.wait(rng.uniform(0.05, 2.5))
                break
            except subprocess.TimeoutExpired:
                harness.kill()
                harness.wait()
                killed += 1
        study.check_done(1, queue)


def scenario_killed_at_random_moments():
    kill_at_random(3)


def scenario_long_killed_at_random_moments():
    kill_at_random(60)


def scenario_terminated():
    study = new_study("abcd")
    study.hold()
    harness = study.start("-j", "2")
    until("two running", 30, lambda: len(study.events("start")) == 2)
    harness.send_signal(signal.SIGTERM)
    assert study.end(harness, 40) == 143, study.said()
    until("an empty queue", 10, lambda: not queue())
    until("no process of the study", 10, lambda: not study.processes())
    stopped = dict(study.count("start"))
    study.release()
    study.check_done({n: 1 + stopped.get(n, 0) for n in "abcd"}, queue)


def run_scenario(title, scenario):
    """Whether it went well; whatever happened, nothing of it is left for the next."""
    began = time.monotonic()
    failure = ""
    try:
        scenario()
    except AssertionError as error:
        failure = f": {error}"
    print(f"{'FAILED' if failure else 'ok':7} {title} ({time.monotonic() - began:.0f} s){failure}", flush=True)
    if failure:
        log = pathlib.Path(os.environ["SLURM_CONF"]).with_name("slurmctld.log")
        print("Slurm's controller said:", *log.read_text(errors="replace").splitlines()[-20:], sep="\n  ", flush=True)
        clean_up()
    while STUDIES:
        study = STUDIES.pop()
        if failure:
            print(f"kept for a look: {study.folder}; the harness said:\n{study.said()}", flush=True)
        else:
            study.remove()
    return not failure


def clean_up():
    for study in STUDIES:
        study.end_harnesses()
    subprocess.run(["scancel", "--quiet", "--user", str(os.getuid())], check=False)
    for study in STUDIES:
        study.kill_processes()
    until("an empty queue", 60, lambda: not queue())


def main():
    wanted = sys.argv[2:]
    everything = os.environ.get("REPROVIP_TEST_ALL") == "1"
    results = []
    for name, scenario in list(globals().items()):
        title = name.removeprefix("scenario_")
        if title != name and (title in wanted if wanted else everything or not title.startswith("long_")):
            results.append(run_scenario(title, scenario))
    assert results, f"no such scenario: {wanted}"
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
