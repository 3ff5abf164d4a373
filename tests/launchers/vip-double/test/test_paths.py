"""Platform, keys, files and pipelines."""
import base64
import unittest

from support import DoubleTest


class Keys(DoubleTest):
    def test_platform_is_public(self):
        found = self.ask("GET", "/platform", key=None)
        self.assertEqual(found.status, 200)
        self.assertEqual(found.json()["supportedAPIVersion"], "0.3")
        self.assertEqual(found.json()["maxSizeDirectTransfer"], 15000000)
        self.assertIn("playExecution", found.json()["unsupportedMethods"])

    def test_no_key_and_a_wrong_key(self):
        for key, code in ((None, 8003), ("wrong", 8002)):
            found = self.ask("GET", "/executions/count", key=key)
            self.code(found, code, 401)
            self.assertEqual(found.headers["WWW-Authenticate"], "header; header-name=apikey")
        self.assertEqual(self.ask("GET", "/executions/count").body, b"0")

    def test_unknown_url_needs_a_key_first(self):
        self.assertEqual(self.ask("GET", "/plateform", key=None).status, 401)
        self.assertEqual(self.ask("GET", "/plateform").status, 404)

    def test_log_in(self):
        found = self.ask("POST", "/authenticate", {"username": "u", "password": "the password of the double"}, key=None)
        self.assertEqual(found.json(), {"httpHeader": "apikey", "httpHeaderValue": "a-key-of-the-double"})
        self.code(self.ask("POST", "/authenticate", {"username": "u", "password": "no"}, key=None), 8002, 401)


class Files(DoubleTest):
    settings = {"max_size": 100, "delete_s": 0.1}

    def test_upload_and_download(self):
        found = self.ask("PUT", "/path/vip/Home/a.txt", b"words", Content_Type="application/octet-stream")
        self.assertEqual((found.status, found.body), (201, b""))
        found = self.ask("GET", "/path/vip/Home/a.txt?action=content")
        self.assertEqual((found.body, found.headers["Content-Type"]), (b"words", "application/octet-stream"))
        self.assertEqual(self.events("upload")[0]["bytes"], 5)

    def test_carmin_json(self):
        upload = {"base64Content": base64.b64encode(b"words").decode(), "type": "File", "md5": "never checked"}
        header = {"Content_Type": "application/carmin+json"}
        self.assertEqual(self.ask("PUT", "/path/vip/Home/b.txt", upload, **header).status, 201)
        self.assertEqual(self.ask("GET", "/path/vip/Home/b.txt?action=content").body, b"words")
        self.generic(self.ask("PUT", "/path/vip/Home/c", {**upload, "type": "Archive"}, **header))

    def test_an_empty_body_makes_a_directory(self):
        self.assertEqual(self.ask("PUT", "/path/vip/Home/empty.txt", b"").status, 201)
        self.assertTrue(self.get("/path/vip/Home/empty.txt?action=properties")["isDirectory"])
        self.generic(self.ask("PUT", "/path/vip/Home/empty.txt", b""))

    def test_the_parent_must_exist(self):
        self.generic(self.ask("PUT", "/path/vip/Home/none/a.txt", b"words"))

    def test_names_are_cleaned_silently(self):
        found = self.ask("PUT", "/path/vip/Home/%20a%20b%C3%A9%E2%82%AC.txt", b"words")
        self.assertEqual((found.status, found.body), (201, b""))
        self.assertEqual([one["path"] for one in self.get("/path/vip/Home?action=list")], ["/vip/Home/a_be.txt"])

    def test_properties(self):
        self.put_file("/vip/Home/a.txt", b"words")
        self.ask("PUT", "/path/vip/Home/folder", b"")
        found = self.get("/path/vip/Home/a.txt?action=properties")
        self.assertEqual(list(found), ["path", "lastModificationDate", "isDirectory", "exists", "size", "executionId",
                                       "mimeType"])
        self.assertEqual((found["size"], found["isDirectory"], found["exists"]), (5, False, True))
        self.assertEqual(found["lastModificationDate"] % 60, 0)
        # The size of a directory is how many entries it has.
        self.assertEqual(self.get("/path/vip/Home?action=properties")["size"], 2)

    def test_a_missing_path(self):
        found = self.get("/path/vip/Home/none?action=properties")
        self.assertEqual((found["path"], found["exists"], found["size"]), ("/vip/Home/none", False, None))
        self.assertEqual(self.get("/path/vip/Home/none?action=exists"), {"exists": False})
        self.generic(self.ask("GET", "/path/vip/Home/none?action=content"))
        self.generic(self.ask("DELETE", "/path/vip/Home/none"))

    def test_what_is_refused_without_a_reason(self):
        self.put_file("/vip/Home/big", b"x" * 101)
        self.put_file("/vip/Home/just", b"x" * 100)
        for path in ("big?action=content", "?action=content", "big?action=md5", "big?action=list", "big",
                     "../../etc/passwd?action=content"):
            self.generic(self.ask("GET", "/path/vip/Home/" + path))
        self.generic(self.ask("GET", "/path/elsewhere/a?action=exists"))
        self.assertEqual(len(self.ask("GET", "/path/vip/Home/just?action=content").body), 100)
        self.assertIn("too big", self.events("refused")[0]["reason"])

    def test_a_deletion_comes_later(self):
        self.put_file("/vip/Home/a.txt")
        self.assertEqual(self.ask("DELETE", "/path/vip/Home/a.txt").status, 204)
        self.assertTrue(self.get("/path/vip/Home/a.txt?action=exists")["exists"])
        self.until(lambda: self.get("/path/vip/Home/a.txt?action=exists"), lambda found: not found["exists"])

    def test_the_root(self):
        self.assertEqual([one["path"] for one in self.get("/path/vip?action=list")], ["/vip/Home", "/vip/Trash"])


class PipelinesTest(DoubleTest):
    def test_lists_are_not_filled(self):
        found = self.get("/pipelines")
        self.assertEqual([one["identifier"] for one in found], ["CountWords/1.0", "MayFail/1.0", "TwoOutputs/2.1"])
        self.assertTrue(all(one["parameters"] == [] and one["description"] is None for one in found))
        self.assertEqual(self.ask("GET", "/pipelines?public", key=None).status, 200)
        self.assertEqual(self.ask("GET", "/pipelines", key=None).status, 401)

    def test_three_ways_to_name_one(self):
        found = self.get("/pipelines/TwoOutputs/2.1")
        self.assertEqual(found, self.get("/pipelines/TwoOutputs%2F2.1"))
        self.assertEqual(found, self.get("/pipelines?pipelineId=TwoOutputs%2F2.1"))
        self.assertNotIn("properties", found)
        types = {one["name"]: (one["type"], one["isReturnedValue"], one["defaultValue"])
                 for one in found["parameters"]}
        self.assertEqual(types["file"], ("File", False, None))
        self.assertEqual(types["scale"], ("String", False, "1"))
        self.assertEqual(types["archive"], ("File", True, None))

    def test_descriptor(self):
        found = self.get("/pipelines/CountWords/1.0?format=boutiques")
        self.assertEqual(found["tool-version"], "1.0")
        self.assertIn("[FILE]", found["command-line"])
        self.assertEqual(self.ask("GET", "/pipelines/CountWords/1.0/boutiquesdescriptor").status, 404)

    def test_unknown(self):
        self.code(self.ask("GET", "/pipelines/CountWords/9"), 8007)
        self.code(self.ask("GET", "/pipelines/CountWords"), 8005)


if __name__ == "__main__":
    unittest.main()
