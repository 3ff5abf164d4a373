"""Executions: what is refused, what runs, what comes of it."""
import time
import unittest

from support import DoubleTest


class Refusals(DoubleTest):
    def setUp(self):
        super().setUp()
        self.put_file("/vip/Home/a.txt")

    def test_characters(self):
        for word in ("50%", "a#b", "it's", 'a"b', "a;b", "a*b", "", "caf\u00e9", "a\nb", None, []):
            self.code(self.launch(file="/vip/Home/a.txt", word=word), 8009)
        self.assertEqual(self.events("started"), [])
        self.over(self.launched(file="/vip/Home/a.txt", word="a-b+c@d/e_f(g):h [i]?&=.,"))

    def test_names(self):
        for name in ("a.b", "a/b", "", "caf\u00e9"):
            self.code(self.launch(name=name, file="/vip/Home/a.txt"), 8019)

    def test_missing(self):
        self.code(self.launch(word="cat"), 8018)
        self.code(self.launch("None/1"), 8007)
        self.code(self.ask("POST", "/executions", {"name": "a", "inputValues": {}}), 8009)
        self.generic(self.ask("POST", "/executions", b""))
        self.generic(self.ask("POST", "/executions", b"no json"))

    def test_unknown_execution(self):
        self.generic(self.ask("GET", "/executions/workflow-none"))
        self.generic(self.ask("PUT", "/executions/workflow-none/kill"))

    def test_lists(self):
        first = self.launched(file="/vip/Home/a.txt")
        time.sleep(0.002)
        second = self.launched(file="/vip/Home/a.txt")
        self.over(first)
        found = self.get("/executions?limit=500")
        self.assertEqual([one["identifier"] for one in found], [second, first])
        self.assertTrue(all(one["inputValues"] == {} and one["returnedFiles"] == {} for one in found))
        self.assertEqual(len(self.get("/executions?limit=1")), 1)
        for query in ("limit=501", "offset=0", "studyIdentifier=a", "limit=x"):
            self.generic(self.ask("GET", "/executions?" + query))
        self.assertEqual(self.ask("GET", "/executions/count").body, b"2")


class Runs(DoubleTest):
    def setUp(self):
        super().setUp()
        self.put_file("/vip/Home/a.txt")

    def content(self, path):
        return self.ask("GET", f"/path{path}?action=content").body

    def test_one_that_works(self):
        asked = self.launch(file="/vip/Home/a.txt", flag=True).json()
        self.assertIn(asked["status"], ("Ready", "Running", "Finished"))
        self.assertRegex(asked["identifier"], "^workflow-[A-Za-z0-9]{6}$")
        found = self.over(asked["identifier"])
        self.assertEqual(list(found), ["identifier", "name", "pipelineIdentifier", "timeout", "status", "inputValues",
                                       "returnedFiles", "studyIdentifier", "errorCode", "startDate", "endDate",
                                       "resultsLocation", "jobs"])
        self.assertLess(abs(found["startDate"] - time.time() * 1000), 60000)
        for name in ("endDate", "errorCode", "resultsLocation", "studyIdentifier"):
            self.assertIsNone(found[name])
        # Defaults are filled in, booleans are text, and the location is one of the inputs.
        self.assertEqual(found["inputValues"], {"file": "/vip/Home/a.txt", "word": "cat", "flag": "true",
                                                "results-directory": "/vip/Home/out"})
        self.assertEqual(found["jobs"], {"1": {"status": "COMPLETED", "exitCode": 0,
                                               "exitMessage": "Execution successful"}})
        (path,) = found["returnedFiles"]["count"]
        self.assertRegex(path, r"^/vip/Home/out/\d{4}-\d\d-\d\d_\d{6}/a_count\.txt$")
        self.assertEqual(self.content(path), b"2\n")
        self.assertEqual(self.get(f"/executions/{found['identifier']}/results")[0]["path"], path)
        self.assertEqual(self.ask("GET", f"/executions/{found['identifier']}/stdout").body, b"counted a.txt\n")

    def test_the_tool_fails(self):
        found = self.over(self.launched("MayFail/1.0", file="/vip/Home/a.txt", part=1, status=3))
        self.assertEqual((found["status"], found["returnedFiles"]), ("ExecutionFailed", None))
        self.assertEqual(found["jobs"]["1"]["exitCode"], 50)
        self.assertEqual(self.ask("GET", f"/executions/{found['identifier']}/stderr").body, b"a complaint\n")

    def test_finished_when_one_job_of_three_succeeded(self):
        found = self.over(self.launched("MayFail/1.0", file="/vip/Home/a.txt", part=3, fail=1))
        self.assertEqual(found["status"], "Finished")
        self.assertEqual([job["exitCode"] for job in found["jobs"].values()], [0, 50, 0])
        self.assertEqual(found["returnedFiles"], {"copy": ["/vip/Home/out/copy_0.txt", "/vip/Home/out/copy_2.txt"]})
        path = f"/executions/{found['identifier']}"
        self.assertEqual(self.ask("GET", path + "/stdout").body, b"jobId is required when multiple tasks exist")
        self.assertEqual(self.ask("GET", path + "/jobs/2/stdout").body, b"part 1 of a.txt\n")
        self.assertEqual(self.ask("GET", path + "/jobs/9/stdout").body, b"no log found")

    def test_a_list_makes_jobs(self):
        for word in (["cat", "dog"], "cat@@dog"):
            found = self.over(self.launched(file="/vip/Home/a.txt", word=word, location=f"/vip/Home/{len(word)}"))
            self.assertEqual(found["inputValues"]["word"], "cat@@dog")
            # Both write a_count.txt to the same place.
            self.assertEqual(sorted(job["exitCode"] for job in found["jobs"].values()), [0, 32])
            self.assertEqual(found["status"], "Finished")

    def test_too_many_jobs_fail_at_the_start(self):
        found = self.over(self.launched("MayFail/1.0", file="/vip/Home/a.txt", part=101))
        self.assertEqual((found["status"], found["jobs"]), ("ExecutionFailed", {}))
        self.assertEqual(self.ask("GET", f"/executions/{found['identifier']}/stdout").body, b"no log found")

    def test_a_file_that_is_not_there(self):
        found = self.over(self.launched(file="/vip/Home/none.txt"))
        self.assertEqual((found["status"], found["jobs"]["1"]["exitCode"]), ("ExecutionFailed", 40))

    def test_a_path_with_a_space_is_no_uri(self):
        found = self.over(self.launched(file="/vip/Home/a b.txt"))
        self.assertEqual((found["status"], found["jobs"]), ("ExecutionFailed", {}))

    def test_numbers_go_through_32_bits(self):
        for given, shown in ((0.123456789, b"0.12345679"), ("16777217", b"16777216.0"), (5, b"5.0"), (1e-5, b"1e-05")):
            found = self.over(self.launched("TwoOutputs/2.1", file="/vip/Home/a.txt", scale=given,
                                            location=f"/vip/Home/{given}"))
            self.assertEqual(self.content(found["returnedFiles"]["table"][0]), b"name\tvalue\nscale\t" + shown + b"\n")

    def test_archives_of_runs_differ_by_their_times_only(self):
        paths = []
        for place in "ab":
            found = self.over(self.launched("TwoOutputs/2.1", file="/vip/Home/a.txt", location=f"/vip/Home/{place}"))
            paths.append(found["returnedFiles"]["archive"][0])
            time.sleep(1.1 if place == "a" else 0)
        self.assertNotEqual(self.content(paths[0]), self.content(paths[1]))

    def test_rename_is_all_that_an_update_does(self):
        identifier = self.launched(file="/vip/Home/a.txt")
        body = {"name": "another", "pipelineIdentifier": "x", "inputValues": {}}
        found = self.ask("PUT", f"/executions/{identifier}", body)
        self.assertEqual((found.status, found.json()["name"]), (200, "another"))
        self.generic(self.ask("PUT", f"/executions/{identifier}", {**body, "timeout": 5}))
        self.generic(self.ask("PUT", f"/executions/{identifier}"))

    def test_nothing_to_play(self):
        identifier = self.launched(file="/vip/Home/a.txt")
        self.code(self.ask("PUT", f"/executions/{identifier}/play"), 8001)


class Ends(DoubleTest):
    settings = {"run_s": 30, "kill_s": 0.05, "ready_s": 0.1}

    def setUp(self):
        super().setUp()
        self.put_file("/vip/Home/a.txt")

    def test_from_ready_to_killed(self):
        identifier = self.launched(file="/vip/Home/a.txt")
        path = f"/executions/{identifier}"
        self.assertEqual(self.get(path)["status"], "Ready")
        found = self.until(lambda: self.get(path), lambda one: one["jobs"].get("1", {}).get("status") == "RUNNING")
        self.assertEqual((found["status"], found["returnedFiles"], found["jobs"]["1"]["exitCode"]),
                         ("Running", None, -1))
        # DELETE is answered like a GET, and does nothing.
        self.assertEqual(self.ask("DELETE", path).json()["status"], "Running")
        self.generic(self.ask("PUT", path + "/delete", {"deleteFiles": True}))
        answer = self.ask("PUT", path + "/kill")
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertEqual(self.get(path)["status"], "Running")
        self.assertEqual(self.over(identifier)["status"], "Killed")
        self.code(self.ask("PUT", path + "/delete", {}), 8009)
        self.assertEqual(self.ask("PUT", path + "/delete", {"deleteFiles": True}).status, 204)
        self.code(self.ask("GET", path), 8015)
        self.assertEqual(self.get("/executions"), [])
        self.assertEqual([one["event"] for one in self.events() if "execution" in one],
                         ["started", "kill", "ended", "deleted"])


class Deletes(DoubleTest):
    settings = {"cleaned": "Unknown", "delete_s": 0}

    def test_only_what_finished_or_was_killed(self):
        self.put_file("/vip/Home/a.txt")
        failed = self.over(self.launched("MayFail/1.0", file="/vip/Home/a.txt", fail=0))
        self.generic(self.ask("PUT", f"/executions/{failed['identifier']}/delete", {"deleteFiles": True}))
        good = self.over(self.launched(file="/vip/Home/a.txt"))
        self.ask("PUT", f"/executions/{good['identifier']}/delete", {"deleteFiles": True})
        self.assertEqual(self.get(f"/executions/{good['identifier']}")["status"], "Unknown")
        self.assertFalse(self.get(f"/path{good['returnedFiles']['count'][0]}?action=exists")["exists"])


if __name__ == "__main__":
    unittest.main()
