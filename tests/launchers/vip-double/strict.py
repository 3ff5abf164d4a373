"""The same server as the CARMIN specification 0.3.1 has it, where VIP's dialect differs: for clients of both."""
import json
import urllib.parse

from api import as_json, nothing


def strictly(api):
    """An answering function like Api.answer."""

    def answer(method, target, headers, body):
        raw, _, query = target.partition("?")
        parts = raw.split("/")
        if raw.endswith("/boutiquesdescriptor"):
            raw, query = raw[:-len("/boutiquesdescriptor")], "format=boutiques"
        is_execution = parts[2:3] == ["executions"] and len(parts) == 4 and parts[3] != "count"
        if is_execution and method == "DELETE":
            files = urllib.parse.parse_qs(query).get("deleteFiles", ["false"])[-1] == "true"
            body = json.dumps({"deleteFiles": files}).encode()
            return api.answer("PUT", raw + "/delete", headers, body)
        if parts[-1] == "play" and method == "PUT":
            # Nothing is left to play: executions start when they are made.
            found = api.answer("GET", raw[:-len("/play")], headers, b"")
            return nothing() if found[0] == 200 else found
        if parts[2:3] == ["path"] and query != "action=exists" and method == "GET":
            found = api.answer("GET", f"{raw}?action=exists", headers, b"")
            if found[0] == 200 and not json.loads(found[2])["exists"]:
                return api.answer("GET", f"{raw}?action=md5", headers, b"")
        status, given, content = api.answer(method, raw + ("?" + query if query else ""), headers, body)
        if is_execution and method == "PUT" and status == 200:
            return nothing()
        if parts[2:3] == ["path"] and method == "PUT" and status == 201:
            found = api.answer("GET", f"{raw}?action=properties", headers, b"")
            return 201, found[1] + [("Location", raw)], json.dumps(plain(json.loads(found[2]))).encode()
        is_json = dict(given).get("Content-Type", "").startswith("application/json") and "format=boutiques" not in query
        return as_json(plain(json.loads(content)), status) if is_json and status < 400 else (status, given, content)

    return answer


def plain(value):
    """No nulls, times in seconds, the names of the specification."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: plain(one) for name, one in value.items() if one is not None}
    if "startDate" in found:
        found["startDate"] //= 1000
        found.pop("jobs", None)
    if "canExecute" in found:
        found["properties"] = {}
    if "isDirectory" in found:
        found["platformPath"] = found.pop("path")
        found.pop("exists")
    return found
