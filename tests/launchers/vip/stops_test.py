"""A study on VIP's stand-in that is stopped: by SIGKILL, by Ctrl-C; what runs there is followed or killed."""
import json
import signal
import unittest

from study import SUCCEEDED, StudyTest

SUBJECTS = ["a", "b", "c"]


class Stops(StudyTest):
    settings = {"run_s": 0.3, "slots": 3}

    def all_of_it(self, count):
        """Every execution succeeded once, and was started once on VIP."""
        self.assertEqual(len(self.digests()), len(SUBJECTS) * count)
        started = self.double.events("started")
        self.assertEqual(len(started), len(SUBJECTS) * count)
        self.assertEqual(len({one["name"] for one in started}), len(started))
        self.assertEqual(self.double.events("kill"), [])

    def test_killed_in_mid_study_and_resumed(self):
        name = self.protocol(SUBJECTS, 4)
        for ended in (1, 5):
            process = self.start("run", name)
            self.until(lambda: len(self.double.events("ended")) >= ended and self.double.running())
            process.kill()
            process.wait()
        self.ends(SUCCEEDED, "run", name)
        self.all_of_it(4)
        self.as_on_this_machine(SUBJECTS, 4)

    def test_killed_and_all_ended_meanwhile(self):
        name = self.protocol(SUBJECTS, 1)
        process = self.start("run", name)
        self.until(lambda: len(self.double.running()) == 3)
        process.kill()
        process.wait()
        self.nothing_runs()
        self.ends(SUCCEEDED, "run", name)
        self.all_of_it(1)

    def test_killed_when_the_answer_of_a_launch_was_lost(self):
        self.double.set(exact=[{"kind": "reset_after", "method": "POST", "path": "/executions", "nth": 1}])
        name = self.protocol(SUBJECTS, 1)
        process = self.start("run", name)
        self.until(lambda: self.double.events("started"))
        process.kill()
        process.wait()
        self.ends(SUCCEEDED, "run", name)
        self.all_of_it(1)

    def noted(self):
        """Markers that name VIP's execution."""
        return [file for file in self.folder.glob(".reprovip/cells/*/r*/*/elsewhere.json")
                if json.loads(file.read_text(encoding="utf-8").partition("\n")[0])["execution"]]

    def test_gone_from_vip_meanwhile(self):
        """What VIP has cleaned is started again, and only that."""
        name = self.protocol(["a"], 1)
        process = self.start("run", name)
        # One whose id was not noted is looked for by name, and asked for again when it has gone: another story.
        self.until(self.noted)
        process.kill()
        process.wait()
        self.double.set(rates={"vanish": 1}, in_a_row=1)
        self.nothing_runs()
        self.double.set(rates={})
        self.ends(SUCCEEDED, "run", name, "--retries", "2")
        self.assertEqual([one["cleaned"] for one in self.double.events("ended")], [True, False])

    def test_interrupted_kills_what_runs_on_vip(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            self.double.set(run_s=60)
            before = len(self.double.events("kill"))
            process = self.start("run", self.protocol(SUBJECTS, 2))
            self.until(lambda: len(self.double.running()) >= 3)
            running = len(self.double.running())
            self.assertEqual(self.interrupt(process, number), status, self.said())
            self.nothing_runs()
            self.assertGreaterEqual(len(self.double.events("kill")) - before, running)
        self.assertEqual(self.succeeded(), [])
        # The rest of it, later.
        self.double.set(run_s=0)
        self.ends(SUCCEEDED, "run", "protocol.toml")
        self.assertEqual(len(self.digests()), 6)


if __name__ == "__main__":
    unittest.main()
