"""One execution that somebody ran on VIP, held to what was accepted."""
import http.client
import json
import unittest

from study import CRITERION_FAILED, KEY, SUCCEEDED, StudyTest


class Verify(StudyTest):
    def somebody_runs(self, **inputs):
        """An execution that reprovip did not start."""
        files = [one["path"] for one in self.double.events("upload") if one["path"].endswith("a.txt")]
        body = {"name": "by hand", "pipelineIdentifier": "CountWords/1.0", "resultsLocation": f"/vip/Home/by-hand-{len(self.double.events('started'))}",
                "inputValues": {"file": files[0], **inputs}}
        connection = http.client.HTTPConnection(self.double.url.split("/")[2], timeout=20)
        connection.request("POST", "/rest/executions", json.dumps(body),
                           {"apikey": KEY, "Content-Type": "application/json"})
        identifier = json.loads(connection.getresponse().read())["identifier"]
        connection.close()
        return identifier

    def ended(self, identifier):
        self.until(lambda: [one for one in self.double.events("ended") if one["execution"] == identifier])
        return f"vip:{identifier}"

    def test_inside_and_outside_of_the_baseline(self):
        name = self.protocol(["a", "b", "c"], 10)
        self.ends(SUCCEEDED, "run", name, "-q")
        self.ends(SUCCEEDED, "baseline", "accept")
        same = self.ended(self.somebody_runs(word="cat"))
        self.ends(SUCCEEDED, "verify", same, name, "-s", "a", "--json", "same.json", "--junit", "same.xml")
        other = self.ended(self.somebody_runs(word="dog"))
        self.ends(CRITERION_FAILED, "verify", other, name, "-s", "a")
        self.assertIn("count", self.said())
        self.ends(SUCCEEDED, "verify", other, name, "-s", "a", "--warn-only")
        # Nothing was started, killed or deleted for it.
        self.assertEqual(len(self.double.events("started")), 32)
        self.assertEqual(self.double.events("kill", "deleted", "delete"), [])
        self.no_key_anywhere()

    def test_what_cannot_be_verified(self):
        name = self.protocol(["a"], 3)
        self.ends(SUCCEEDED, "run", name, "-q")
        self.ends(SUCCEEDED, "baseline", "accept")
        self.double.set(job_exit={"by hand": 50})
        failed = self.ended(self.somebody_runs(word="cat"))
        self.double.set(job_exit={}, run_s=60)
        running = f"vip:{self.somebody_runs(word='cat')}"
        for what in (failed, running, "vip:workflow-none99"):
            process = self.start("verify", what, name, "-s", "a")
            self.assertNotIn(process.wait(60), (SUCCEEDED, CRITERION_FAILED), self.said())
            self.assertIn(what[4:], self.said())


if __name__ == "__main__":
    unittest.main()
