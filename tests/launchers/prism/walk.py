"""Walks through VIP's REST interface, from the stand-in through the proxy: all of it is as specified, and what is not is
refused. SPEC_PROXY starts the proxy."""
import json
import pathlib
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "vip-double" / "test"))
from proxy import Proxy  # noqa: E402
from support import KEY, DoubleTest  # noqa: E402


class Walk(DoubleTest):
    settings = {"delete_s": 0, "max_size": 100}

    def setUp(self):
        super().setUp()
        self.proxy = Proxy(self.server.url(), self.state / "proxy.log")
        self.addCleanup(self.proxy.stop)

    def through(self, method, path, body=None, kind=None):
        """(status, answer) through the proxy."""
        if isinstance(body, dict):
            body, kind = json.dumps(body).encode(), kind or "application/json"
        request = urllib.request.Request(self.proxy.url + path, body, {"apikey": KEY}, method=method)
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        return status, content

    def passes(self, status, method, path, body=None, kind=None):
        found, content = self.through(method, path, body, kind)
        self.assertEqual(found, status, content)
        self.assertNotIn(b"prism", content)
        return json.loads(content) if content[:1] in (b"{", b"[") else content

    def refuses(self, method, path, body=None, kind=None, what=b""):
        found, content = self.through(method, path, body, kind)
        self.assertIn(found, (404, 405, 422, 500), content)
        self.assertIn(b"stoplight.io/prism/errors", content)
        self.assertIn(what, content)

    def execution(self, **values):
        body = {"name": "one", "pipelineIdentifier": "CountWords/1.0", "resultsLocation": "/vip/Home/out",
                "inputValues": {"file": "/vip/Home/in/a.txt", **values}}
        return body

    def over_through(self, identifier):
        path = f"/executions/{identifier}"
        return self.until(lambda: self.passes(200, "GET", path), lambda one: one["status"] not in ("Ready", "Running"))

    def test_all_that_vip_does_passes(self):
        octets = "application/octet-stream"
        self.passes(200, "GET", "/platform")
        self.passes(200, "GET", "/pipelines")
        self.passes(200, "GET", "/pipelines?pipelineId=CountWords%2F1.0")
        self.passes(200, "GET", "/pipelines/TwoOutputs/2.1")
        self.passes(200, "GET", "/pipelines/CountWords%2F1.0")
        self.assertIn("command-line", self.passes(200, "GET", "/pipelines/CountWords/1.0?format=boutiques"))
        self.passes(400, "GET", "/pipelines/None/1")
        self.passes(201, "PUT", "/path/vip/Home/in")
        self.passes(201, "PUT", "/path/vip/Home/in/a.txt", b"a cat\n", octets)
        self.passes(201, "PUT", "/path/vip/Home/in/b.txt", {"base64Content": "Y2F0", "type": "File"},
                    "application/carmin+json")
        self.passes(201, "PUT", "/path/vip/Home/big", b"x" * 200, octets)
        self.passes(400, "PUT", "/path/vip/Home/no/a.txt", b"a cat\n", octets)
        for name in ("in/a.txt", "in", "none"):
            for action in ("exists", "properties"):
                self.passes(200, "GET", f"/path/vip/Home/{name}?action={action}")
        self.assertEqual(len(self.passes(200, "GET", "/path/vip/Home/in?action=list")), 2)
        self.passes(400, "GET", "/path/vip/Home/in/a.txt?action=list")
        self.assertEqual(self.passes(200, "GET", "/path/vip/Home/in/a.txt?action=content"), b"a cat\n")
        self.passes(400, "GET", "/path/vip/Home/big?action=content")
        identifier = self.passes(200, "POST", "/executions", self.execution(word="cat"))["identifier"]
        self.passes(400, "POST", "/executions", {**self.execution(), "inputValues": {"word": "cat"}})
        self.assertEqual(self.over_through(identifier)["status"], "Finished")
        self.passes(200, "GET", "/executions")
        self.passes(200, "GET", "/executions?limit=3")
        self.passes(200, "GET", "/executions/count")
        for what in ("results", "stdout", "stderr", "jobs/1/stdout", "jobs/1/stderr"):
            self.passes(200, "GET", f"/executions/{identifier}/{what}")
        self.passes(400, "GET", "/executions/workflow-none99")
        self.passes(200, "PUT", f"/executions/{identifier}", {"name": "two", "pipelineIdentifier": "a/1",
                                                              "inputValues": {}})
        self.passes(204, "PUT", f"/executions/{identifier}/kill")
        self.passes(204, "PUT", f"/executions/{identifier}/delete", {"deleteFiles": True})
        self.passes(204, "DELETE", "/path/vip/Home/in/b.txt")

    def test_requests_that_vip_would_not_take_are_refused(self):
        self.refuses("POST", "/executions", self.execution(word="50%"), what=b"word")
        self.refuses("POST", "/executions", {**self.execution(), "name": "a/b"}, what=b"name")
        self.refuses("POST", "/executions", {**self.execution(), "studyIdentifier": "a"})
        self.refuses("DELETE", "/executions/workflow-abcdef")
        self.refuses("PUT", "/executions/workflow-abcdef/play")
        self.refuses("PUT", "/executions/workflow-abcdef/delete", {"deletefiles": True})
        self.refuses("GET", "/executions?limit=501", what=b"limit")
        self.refuses("GET", "/path/vip/Home?action=md5", what=b"action")
        self.refuses("GET", "/path/vip/Home", what=b"action")
        self.refuses("GET", "/pipelines/CountWords/1.0/boutiquesdescriptor")
        self.assertEqual(self.events("started"), [])

    def test_wrong_answers_are_refused(self):
        self.put_file("/vip/Home/a.txt")
        body = self.execution()
        body["inputValues"]["file"] = "/vip/Home/a.txt"
        identifier = self.passes(200, "POST", "/executions", body)["identifier"]
        self.over_through(identifier)
        truth = self.server.answer

        def wrong(change):
            def answer(*given):
                status, headers, content = truth(*given)
                found = json.loads(content)
                change(found)
                return status, headers, json.dumps(found).encode()
            return answer

        path = f"/executions/{identifier}"
        for what, change in ((b"returnedFiles", lambda one: one.update(returnedFiles=["/vip/Home/a"])),
                             (b"status", lambda one: one.update(status="Completed")),
                             (b"startDate", lambda one: one.update(startDate=1700000000)),
                             (b"identifier", lambda one: one.pop("identifier")),
                             (b"exitCode", lambda one: one["jobs"]["1"].update(exitCode="0"))):
            self.server.answer = wrong(change)
            self.refuses("GET", path, what=what)
        self.server.answer = wrong(lambda one: one.update(why="an extra member"))
        self.refuses("GET", "/executions/workflow-none99")
        self.refuses("GET", "/path/vip/Home/a.txt?action=properties")
        self.server.answer = truth
        self.passes(200, "GET", path)


if __name__ == "__main__":
    unittest.main()
