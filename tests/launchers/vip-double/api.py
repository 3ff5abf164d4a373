"""The paths and methods of VIP's REST interface. Answers are values: (status, headers, content)."""
import json
import pathlib
import re
import urllib.parse

from errors import BAD_CREDENTIALS, INSUFFICIENT_AUTH, INPUT_FIELD_NOT_VALID, MESSAGES, Refused, hidden
from executions import Executions
from paths import Paths
from pipelines import Pipelines

JSON = "application/json;charset=UTF-8"
TEXT = "text/plain;charset=UTF-8"


def as_json(value, status=200):
    return status, [("Content-Type", JSON)], json.dumps(value).encode()


def as_text(value):
    return 200, [("Content-Type", TEXT)], str(value).encode()


def nothing(status=204):
    return status, [], b""


class Api:
    def __init__(self, world, pipelines):
        self.world = world
        self.paths = Paths(world)
        self.pipelines = Pipelines(pipelines)
        self.executions = Executions(world, self.paths, self.pipelines)

    def answer(self, method, target, headers, body):
        """The path below /rest is split before it is decoded where a slash may be part of a name."""
        raw, _, query_text = target.partition("?")
        query = {name: values[-1] for name, values in
                 urllib.parse.parse_qs(query_text, keep_blank_values=True).items()}
        try:
            if not raw.startswith("/rest/"):
                raise Refused(8000, status=404, reason="not below /rest")
            return self.route(method, raw[len("/rest"):], query, headers, body)
        except Refused as refused:
            self.world.event("refused", method=method, path=urllib.parse.unquote(raw), status=refused.status,
                             code=refused.body["errorCode"], reason=refused.reason)
            status, given, content = as_json(refused.body, refused.status)
            return status, given + refused.headers, content

    def authenticate(self, headers):
        name = self.world["header"]
        challenge = [("WWW-Authenticate", f"header; header-name={name}")]
        if headers.get(name) is None:
            raise Refused(INSUFFICIENT_AUTH, status=401, headers=challenge)
        if headers[name] != self.world["key"]:
            raise Refused(BAD_CREDENTIALS, status=401, headers=challenge)

    def route(self, method, raw, query, headers, body):
        if raw == "/platform":
            return as_json(self.platform())
        if raw == "/authenticate" and method == "POST":
            return self.log_in(body)
        if not (raw == "/pipelines" and "public" in query):
            self.authenticate(headers)
        first = raw.split("/")[1]
        if first == "path":
            return self.path(method, urllib.parse.unquote(raw[len("/path"):]), query, headers, body)
        if first == "pipelines":
            return self.pipeline(urllib.parse.unquote(raw[len("/pipelines"):]).strip("/"), query)
        if first == "executions":
            return self.execution(method, urllib.parse.unquote(raw[len("/executions"):]).strip("/"), query, body)
        raise Refused(8000, status=404, reason="unknown URL")

    def platform(self):
        return {"platformName": "a double of VIP", "platformDescription": "A stand-in for tests.",
                "APIErrorCodesAndMessages": [{"errorCode": code, "errorMessage": text}
                                             for code, text in sorted(MESSAGES.items())],
                "supportedTransferProtocols": ["http"], "supportedModules": ["Processing", "Data"],
                "defaultLimitListExecutions": 500, "email": "nobody@example.org", "minAuthorizedExecutionTimeout": 0,
                "maxAuthorizedExecutionTimeout": 0, "unsupportedMethods": ["playExecution"],
                "maxSizeDirectTransfer": self.world["max_size"], "defaultStudy": None, "supportedAPIVersion": "0.3",
                "oidcLoginProviders": []}

    def log_in(self, body):
        asked = read_json(body)
        if not asked.get("username") or not asked.get("password"):
            raise Refused(INPUT_FIELD_NOT_VALID, "username")
        if asked["password"] != "the password of the double":
            raise Refused(BAD_CREDENTIALS, status=401)
        return as_json({"httpHeader": self.world["header"], "httpHeaderValue": self.world["key"]})

    def pipeline(self, identifier, query):
        identifier = identifier or query.get("pipelineId", "")
        if not identifier:
            return as_json(self.pipelines.list())
        if identifier.endswith("/boutiquesdescriptor"):
            raise Refused(8000, status=404, reason="CARMIN's suffix is not implemented")
        if query.get("format") == "boutiques":
            return as_json(self.pipelines.descriptor(identifier))
        return as_json(self.pipelines.one(identifier))

    def path(self, method, path, query, headers, body):
        if method == "PUT":
            if headers.get("Content-Type", "").split(";")[0].strip() == "application/carmin+json":
                self.paths.upload_json(path, read_json(body))
            else:
                self.paths.upload(path, body)
            return nothing(201)
        if method == "DELETE":
            self.paths.delete(path)
            return nothing()
        action = query.get("action")
        if action == "exists":
            return as_json({"exists": self.paths.exists(path)})
        if action == "properties":
            return as_json(self.paths.properties(path))
        if action == "list":
            return as_json(self.paths.list(path))
        if action == "content":
            file = self.paths.content(path)
            return 200, [("Content-Type", "application/octet-stream")], pathlib.Path(file).read_bytes()
        if action == "md5":
            raise hidden("md5 is not implemented")
        raise hidden("no action")

    def execution(self, method, rest, query, body):
        if not rest:
            return as_json(self.executions.create(read_json(body)) if method == "POST"
                           else self.executions.list(query))
        if rest == "count":
            return as_text(len(self.executions.present()))
        if rest == "examples":
            return as_json([])
        identifier, _, what = rest.partition("/")
        log = re.fullmatch("(?:jobs/([^/]+)/)?(stdout|stderr)", what)
        if log:
            return as_text(self.executions.log(identifier, "out" if log[2] == "stdout" else "err", log[1]))
        if what == "results":
            return as_json(self.executions.results(identifier))
        if what and method == "PUT" and what in ("play", "kill", "delete"):
            asked = [read_json(body)] if what == "delete" else []
            getattr(self.executions, what)(identifier, *asked)
            return nothing()
        if what:
            raise Refused(8000, status=405 if what in ("play", "kill", "delete") else 404, reason="unknown URL")
        if method == "PUT":
            return as_json(self.executions.update(identifier, read_json(body)))
        # No method but PUT has a meaning of its own: a DELETE is answered like a GET, and deletes nothing.
        return as_json(self.executions.show(identifier))


def read_json(body):
    try:
        found = json.loads(body)
    except ValueError as error:
        raise hidden("the body is no JSON") from error
    if not isinstance(found, dict):
        raise hidden("the body is no object")
    return found
