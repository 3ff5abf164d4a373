"""Sixty executions on a stand-in of VIP that makes every trouble it can: all end, right, once."""
import collections
import os
import unittest

from study import SUCCEEDED, StudyTest

SUBJECTS = ["a", "b", "c", "d", "e"]
FACTORS = '[factors]\nword = ["cat", "dog", "nothing"]'
TROUBLES = {"error_500": 0.02, "error_500_after": 0.02, "gateway": 0.02, "reset_before": 0.02, "reset_after": 0.03,
            "cut": 0.02, "slow_upload": 0.3, "slow_download": 0.2, "refuse_2000": 0.1, "refuse_2001": 0.1,
            "odd_status": 0.3, "job_infrastructure": 0.1, "vanish": 0.03}


class Troubles(StudyTest):
    settings = {"rates": TROUBLES, "user_max": 8, "ready_s": 0.05, "odd_polls": 3, "seed": 20221010}

    def one(self, seed):
        self.double.set(seed=seed)
        name = self.protocol(SUBJECTS, 4, extra=FACTORS)
        self.ends(SUCCEEDED, "run", name, "--retries", "8", "--html", "report.html")
        self.assertEqual(self.double.events("double failed"), [])
        # All end, right ...
        self.assertEqual(len(self.digests()), 60)
        self.as_on_this_machine(SUBJECTS, 4, extra=FACTORS)
        # ... once: beside the sixty there are those that VIP failed or lost, and no other.
        self.nothing_runs()
        failed = [one for one in self.double.events("ended") if one["cleaned"] or any(one["jobs"])]
        started = self.double.events("started")
        self.assertEqual(len(started), 60 + len(failed), collections.Counter(one["name"] for one in started))
        # The troubles were there.
        kinds = collections.Counter(one["kind"] for one in self.double.events("trouble"))
        codes = collections.Counter(one["code"] for one in self.double.events("refused"))
        for kind in ("error_500", "error_500_after", "gateway", "reset_before", "reset_after"):
            self.assertGreater(kinds[kind], 0, kinds)
        for code in (2000, 2001, 8000):
            self.assertGreater(codes[code], 0, codes)
        self.assertTrue(self.double.events("slow upload") and self.double.events("slow download"))
        self.assertTrue(self.double.events("odd status") and failed)
        self.no_key_anywhere()

    def test_sixty_executions(self):
        self.one(20221010)

    @unittest.skipUnless(os.environ.get("REPROVIP_TEST_ALL"), "other seeds: with REPROVIP_TEST_ALL=1")
    def test_other_seeds(self):
        for seed in range(1, 6):
            with self.subTest(seed=seed):
                self.doCleanups()
                self.setUp()
                self.one(seed)


class Lost(StudyTest):
    """One trouble at one place, so that what must come of it is known exactly."""

    def once(self, kind, method, path):
        self.double.set(exact=[{"kind": kind, "method": method, "path": path, "nth": 1}])
        self.ends(SUCCEEDED, "run", self.protocol(["a", "b"], 1))
        self.assertEqual(len(self.double.events("trouble", "slow upload", "slow download")), 1)
        self.assertEqual(len(self.double.events("started")), 2)
        self.assertEqual(len(self.digests()), 2)
        self.assertEqual([one["ending"]["outcome"] for one in self.records()], ["succeeded"] * 2)

    def test_the_answer_of_a_launch(self):
        self.once("reset_after", "POST", "/executions")

    def test_a_500_after_a_launch(self):
        self.once("error_500_after", "POST", "/executions")

    def test_a_launch_that_nobody_heard(self):
        self.once("reset_before", "POST", "/executions")

    def test_a_slow_upload(self):
        self.once("slow_upload", "PUT", "/a.txt")

    def test_the_answer_of_an_upload(self):
        self.once("reset_after", "PUT", "/a.txt")

    def test_a_slow_download(self):
        self.once("slow_download", "GET", "a_count.txt")

    def test_half_a_download(self):
        self.once("cut", "GET", "a_count.txt")


class Out(StudyTest):
    settings = {"outage": {"after": 12, "seconds": 1.5}}

    def test_vip_is_out_for_a_while(self):
        self.ends(SUCCEEDED, "run", self.protocol(["a", "b"], 2))
        self.assertEqual(len(self.double.events("started")), 4)


if __name__ == "__main__":
    unittest.main()
