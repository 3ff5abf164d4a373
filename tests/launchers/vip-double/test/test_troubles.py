"""Troubles come as the settings say, and a double that follows the specification strictly."""
import http.client
import unittest

from support import DoubleTest


class Quotas(DoubleTest):
    settings = {"user_max": 1, "platform_max": 2, "run_s": 30}

    def test_of_the_user(self):
        self.put_file("/vip/Home/a.txt")
        self.launched(file="/vip/Home/a.txt")
        self.code(self.launch(file="/vip/Home/a.txt"), 2001)
        self.assertEqual(len(self.events("started")), 1)


class QuotaOfThePlatform(DoubleTest):
    settings = {"platform_max": 1, "run_s": 30}

    def test_of_the_platform(self):
        self.put_file("/vip/Home/a.txt")
        self.launched(file="/vip/Home/a.txt")
        self.code(self.launch(file="/vip/Home/a.txt"), 2000)


class Transfers(DoubleTest):
    settings = {"exact": [{"kind": "slow_upload", "method": "PUT", "path": "/a.txt", "nth": 1},
                          {"kind": "slow_download", "method": "GET", "path": "/a.txt", "nth": 1}]}

    def test_a_slow_one_is_refused_and_then_succeeds(self):
        self.generic(self.ask("PUT", "/path/vip/Home/a.txt", b"words"))
        # What was refused for its slowness came through all the same.
        self.assertTrue(self.get("/path/vip/Home/a.txt?action=exists")["exists"])
        self.assertEqual(self.ask("PUT", "/path/vip/Home/a.txt", b"words").status, 201)
        self.generic(self.ask("GET", "/path/vip/Home/a.txt?action=content"))
        self.assertEqual(self.ask("GET", "/path/vip/Home/a.txt?action=content").body, b"words")


class Connections(DoubleTest):
    settings = {"exact": [{"kind": kind, "method": "POST", "path": "/executions", "nth": 1}
                          for kind in ("reset_before", "error_500", "gateway", "reset_after", "error_500_after")]
                + [{"kind": "cut", "method": "GET", "path": "/a.txt", "nth": 1}]}

    def test_before_and_after_it_took_effect(self):
        self.put_file("/vip/Home/a.txt")
        seen = []
        for _ in range(6):
            try:
                seen.append(self.launch(file="/vip/Home/a.txt").status)
            except ConnectionResetError:
                seen.append("reset")
            seen.append(len(self.events("started")))
        self.assertEqual(seen, ["reset", 0, 500, 0, 503, 0, "reset", 1, 500, 2, 200, 3])
        with self.assertRaises((http.client.IncompleteRead, ConnectionResetError)):
            self.ask("GET", "/path/vip/Home/a.txt?action=content")
        self.assertEqual(self.ask("GET", "/path/vip/Home/a.txt?action=content").status, 200)


class Rates(DoubleTest):
    settings = {"seed": 7, "in_a_row": 2, "rates": {"error_500": 0.5}}

    def statuses(self):
        return [self.ask("GET", "/executions/count").status for _ in range(40)]

    def test_by_the_seed_and_never_more_than_two_in_a_row(self):
        found = self.statuses()
        self.assertGreater(found.count(500), 5)
        self.assertGreater(found.count(200), 10)
        self.assertNotIn("500500500", "".join(map(str, found)))
        self.server.stop()
        self.start(self.state)
        self.assertEqual(self.statuses(), found)


class Outage(DoubleTest):
    settings = {"outage": {"after": 1, "seconds": 0.2}}

    def test_ends(self):
        self.assertEqual(self.ask("GET", "/executions/count").status, 200)

        def answered():
            try:
                return self.ask("GET", "/executions/count").status
            except ConnectionResetError:
                return "reset"

        self.assertEqual(answered(), "reset")
        self.until(answered, lambda status: status == 200)


class States(DoubleTest):
    settings = {"rates": {"odd_status": 1}, "odd_polls": 2, "finished": ["lie"], "job_exit": {"worker": 60}}

    def test_odd_ones_first(self):
        self.put_file("/vip/Home/a.txt")
        identifier = self.launched(file="/vip/Home/a.txt")
        self.until(lambda: self.events("ended"), lambda found: found)
        self.assertEqual([self.get(f"/executions/{identifier}")["status"] for _ in range(3)][-1], "Finished")
        self.assertEqual(len(self.events("odd status")), 1)

    def test_finished_with_a_failed_job_and_a_failed_worker(self):
        self.put_file("/vip/Home/a.txt")
        found = self.over(self.launched("MayFail/1.0", name="lie", file="/vip/Home/a.txt", fail=0))
        self.assertEqual((found["status"], found["jobs"]["1"]["exitCode"]), ("Finished", 50))
        found = self.over(self.launched(name="worker", file="/vip/Home/a.txt"))
        self.assertEqual((found["status"], found["jobs"]["1"]["exitCode"]), ("ExecutionFailed", 60))


class Infrastructure(DoubleTest):
    settings = {"rates": {"job_infrastructure": 1}, "seed": 2}

    def test_a_worker_that_fails(self):
        self.put_file("/vip/Home/a.txt")
        found = self.over(self.launched(file="/vip/Home/a.txt"))
        self.assertEqual((found["status"], found["jobs"]["1"]["exitCode"]), ("ExecutionFailed", 40))


class Gone(DoubleTest):
    settings = {"rates": {"vanish": 1}}

    def test_it_vanishes(self):
        self.put_file("/vip/Home/a.txt")
        identifier = self.launched(file="/vip/Home/a.txt")
        self.until(lambda: self.events("ended"), lambda found: found)
        self.code(self.ask("GET", f"/executions/{identifier}"), 8015)


class Strict(DoubleTest):
    strict = True

    def test_as_the_specification_has_it(self):
        found = self.ask("PUT", "/path/vip/Home/a.txt", b"words")
        self.assertEqual((found.status, found.json()["platformPath"]), (201, "/vip/Home/a.txt"))
        self.assertIn("Location", found.headers)
        identifier = self.launched(file="/vip/Home/a.txt")
        self.assertEqual(self.ask("PUT", f"/executions/{identifier}/play").status, 204)
        found = self.over(identifier)
        self.assertLess(found["startDate"], 1e11)
        self.assertNotIn("endDate", found)
        self.assertEqual(self.get("/pipelines")[0]["properties"], {})
        self.assertEqual(self.get("/pipelines/CountWords%2F1.0/boutiquesdescriptor")["name"], "CountWords")
        self.assertEqual(self.ask("GET", "/path/vip/Home/none?action=properties").status, 400)
        self.assertEqual(self.ask("DELETE", f"/executions/{identifier}").status, 204)


if __name__ == "__main__":
    unittest.main()
