"""A double in this process, and a client that hides nothing."""
import http.client
import json
import pathlib
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import vip_double  # noqa: E402

KEY = "a-key-of-the-double"
GENERIC = {"errorCode": 8000, "errorMessage": "An error has been encountered on the VIP API"}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class DoubleTest(unittest.TestCase):
    settings = {}
    strict = False

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.start(folder.name)
        self.addCleanup(lambda: self.assertEqual(self.events("double failed"), []))
        self.addCleanup(lambda: self.server.stop())

    def start(self, folder):
        self.state = pathlib.Path(folder)
        self.server = vip_double.start(folder, strict=self.strict, **self.settings)

    def ask(self, method, path, body=None, key=KEY, **headers):
        """A dict as the body is sent as JSON."""
        connection = http.client.HTTPConnection(*self.server.server_address, timeout=10)
        self.addCleanup(connection.close)
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault("Content_Type", "application/json")
        if key is not None:
            headers["apikey"] = key
        connection.request(method, "/rest" + path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        return Answer(connection.getresponse())

    def get(self, path):
        found = self.ask("GET", path)
        self.assertEqual(found.status, 200, found.body)
        return found.json()

    def put_file(self, path, content=b"a cat\nno dog\na Cat\n"):
        self.assertEqual(self.ask("PUT", "/path" + urllib.parse.quote(path), content).status, 201)

    def generic(self, answer):
        """400, 8000, and not a word more: exactly two keys."""
        self.assertEqual((answer.status, answer.json()), (400, GENERIC))

    def code(self, answer, code, status=400):
        self.assertEqual((answer.status, answer.json()["errorCode"]), (status, code), answer.body)
        self.assertEqual(list(answer.json()), ["errorCode", "errorMessage"])

    def launch(self, pipeline="CountWords/1.0", name="one", location="/vip/Home/out", **values):
        return self.ask("POST", "/executions", {"name": name, "pipelineIdentifier": pipeline, "inputValues": values,
                                                "resultsLocation": location})

    def launched(self, *given, **values):
        found = self.launch(*given, **values)
        self.assertEqual(found.status, 200, found.body)
        return found.json()["identifier"]

    def over(self, identifier):
        """The execution when it has ended."""
        return self.until(lambda: self.get(f"/executions/{identifier}"),
                          lambda found: found["status"] in ("Finished", "ExecutionFailed", "Killed"))

    def until(self, look, is_so):
        end = time.monotonic() + 20
        while not is_so(found := look()):
            self.assertLess(time.monotonic(), end, found)
            time.sleep(0.01)
        return found

    def events(self, kind=None):
        lines = (self.state / "events.jsonl").read_text().splitlines()
        return [one for one in map(json.loads, lines) if kind in (None, one["event"])]
