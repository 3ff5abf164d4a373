#!/usr/bin/python3
"""Faults of a real OAR while the harness runs studies on it, as the ordinary user that OAR wants.

usage: run REPROVIP [SCENARIO...]     (default: all but the long ones; those too with REPROVIP_TEST_ALL=1)
"""
import json
import os
import signal
import subprocess
import sys
import threading
import traceback

import study as studies
from study import until

REPROVIP = os.path.abspath(sys.argv[1])
# A job takes OAR seconds to start and to end, on a busy machine many, and the scenarios share it.
PATIENCE = 240


def call(*argv):
    done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
    return done.stdout


class Study(studies.Study):
    def __init__(self, names, **more):
        super().__init__(REPROVIP, "oar", names, parent=os.environ["HOME"], **more)

    def jobs(self, over=False):
        """Its jobs as OAR sees them, by id."""
        where = f"launching_directory LIKE '{self.folder}/%'"
        if not over:
            where += " AND state NOT IN ('Terminated','Error')"
        text = call("oarstat", "-f", "-J", "--sql", where)
        return dict(sorted(json.loads(text).items(), key=lambda item: int(item[0]))) if text.strip() else {}

    def starts(self, counts):
        self.wait_for_starts(counts, PATIENCE)

    def left_over(self):
        until("no job", PATIENCE, lambda: not self.jobs())
        self.check_left_over(self.jobs)

    def all_done(self, starts):
        until("no job", PATIENCE, lambda: not self.jobs())
        self.check_done(starts, self.jobs)


def long_every_job_of_waves_runs_once():
    study = Study("abcde")
    assert study.run("-j", "2", seconds=PATIENCE) == 0, study.said()
    arrays = {job["array_id"] for job in study.jobs(over=True).values()}
    assert len(arrays) >= 3, f"five executions, two at a time, in {len(arrays)} submissions"
    study.all_done(1)


def scenario_killed_harness_is_followed():
    study = Study("abc")
    study.hold()
    harness = study.start()
    study.starts(dict.fromkeys("abc", 1))
    harness.send_signal(signal.SIGKILL)
    harness.wait()
    study.release("a")
    until("a ends without a harness", PATIENCE, lambda: study.count("end")["a"] == 1)
    second = study.start()
    study.release()
    assert study.end(second, PATIENCE) == 0, study.said()
    study.all_done(1)


def scenario_running_job_is_deleted():
    """Infrastructure: it is tried again."""
    study = Study("a")
    study.hold("a")
    harness = study.start()
    study.starts({"a": 1})
    call("oardel", *study.jobs())
    study.starts({"a": 2})
    study.release()
    assert study.end(harness, PATIENCE) == 0, study.said()
    endings = study.endings("a", True)
    assert len(endings) == 1 and "OAR" in endings[0]["reason"], endings
    study.all_done(2)


def long_waiting_jobs_are_deleted():
    """What never began is tried again. Its time is reserved by another, so that it waits."""
    study = Study("a")
    filler = call("oarsub", "-p", "host='127.0.0.2'", "-l", "host=1/core=8,walltime=0:5:0", "-d", os.environ["HOME"], "sleep 300")
    number = filler.split("OAR_JOB_ID=")[1].split()[0]
    until("the host is taken", PATIENCE, lambda: "Running" in call("oarstat", "-s", "-j", number))
    options = "properties = \"host='127.0.0.2'\""
    text = (study.folder / "protocol.toml").read_text()
    (study.folder / "protocol.toml").write_text(text + options + "\n")
    harness = study.start()
    waiting = until("it waits", PATIENCE, study.jobs)
    assert [job["state"] for job in waiting.values()] == ["Waiting"], waiting
    call("oardel", *waiting)
    call("oardel", number)
    assert study.end(harness, PATIENCE) == 0, study.said()
    assert len(study.jobs(over=True)) == 2, study.jobs(over=True)
    study.all_done(1)


def scenario_besteffort_job_gives_way_and_runs_again():
    """OAR submits it again by itself, as another job: the second try is in a folder of its own."""
    study = Study("a", options='types = ["besteffort", "idempotent"]\nproperties = "host=\'127.0.0.1\'"')
    study.hold("a", only_first=True)
    harness = study.start()
    study.starts({"a": 1})
    call("oarsub", "-p", "host='127.0.0.1'", "-l", "host=1/core=8,walltime=0:0:15", "-d", os.environ["HOME"], "sleep 1")
    study.starts({"a": 2})
    study.release()
    assert study.end(harness, PATIENCE) == 0, study.said()
    folders = {folder for _, _, folder in study.events("start")}
    assert len(folders) == 2, folders
    jobs = list(study.jobs(over=True).values())
    assert len(jobs) == 2 and jobs[1]["resubmit_job_id"] == jobs[0]["Job_Id"], jobs
    assert len(study.records()["a"]) == 2, study.records()["a"]
    study.all_done(2)


def scenario_walltime_ends_it():
    """The scheduler's own limit: timed out, not tried again."""
    study = Study("a", options='walltime = "10s"')
    study.hold()
    assert study.run(seconds=PATIENCE) == 3, study.said()
    endings = [record["ending"] for record in study.records()["a"]]
    assert [(e["outcome"], e["infrastructure"]) for e in endings] == [("timed_out", False)], endings
    assert "WALLTIME" in endings[0]["reason"], endings
    study.left_over()


def long_interrupted_harness_leaves_nothing_running():
    study = Study("ab")
    study.hold()
    harness = study.start()
    study.starts({"a": 1, "b": 1})
    harness.send_signal(signal.SIGINT)
    assert study.end(harness, PATIENCE) == 130, study.said()
    until("no job", PATIENCE, lambda: not study.jobs())
    assert not study.processes(), study.processes()
    # OAR kills without asking: what was half done goes with the next run.
    study.release()
    assert study.run(seconds=PATIENCE) == 0, study.said()
    study.all_done(2)


def scenario_what_cannot_be_is_said():
    for option, words in (("properties = \"nosuch='x'\"", 'it has no property "nosuch"'),
                          ("properties = \"host='nowhere'\"", "nothing with these properties"),
                          ('queue = "nosuch"', "The queue nosuch does not exist")):
        study = Study("a", options=option)
        assert study.run("--retries", "0", seconds=PATIENCE) == 75, study.said()
        reason = study.endings("a", True)[0]["reason"]
        assert words in reason, reason
        study.left_over()


def all_jobs():
    """What OAR knows of every job, a line each, for whoever wants to know why a scenario failed."""
    jobs = json.loads(call("oarstat", "-f", "-J", "--sql", "job_id > 0") or "{}")
    return "\n".join(f"{key} {job['state']} {job['startTime']}-{job['stopTime']} {job['launchingDirectory'][-60:]} {job['command']} "
                     f"{[event['type'] for event in job['events']]}" for key, job in sorted(jobs.items(), key=lambda j: int(j[0])))


def attempt(name, scenario, failed):
    try:
        scenario()
        print(f"passed: {name}", flush=True)
    except BaseException:  # a thread's failure is not to be lost
        failed.append(name)
        print(f"FAILED: {name}\n{traceback.format_exc()}{all_jobs()}", flush=True)


def main():
    quick = {name.removeprefix("scenario_"): value for name, value in globals().items() if name.startswith("scenario_")}
    every = quick | {name.removeprefix("long_"): value for name, value in globals().items() if name.startswith("long_")}
    chosen = sys.argv[2:] or list(every if os.environ.get("REPROVIP_TEST_ALL") else quick)
    failed = []
    # All at once, as they wait more than they do; but for those that take all of a host.
    greedy = [name for name in chosen if name.startswith(("waiting_jobs", "besteffort_job"))]
    for group in ([name for name in chosen if name not in greedy], *([name] for name in greedy)):
        threads = [threading.Thread(target=attempt, args=(name, every[name], failed)) for name in group]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"{len(chosen) - len(failed)} of {len(chosen)} passed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
