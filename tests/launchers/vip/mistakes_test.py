"""Mistakes of who uses VIP: addresses, keys and certificates. None is sent a key; none shows it."""
import http.server
import pathlib
import shutil
import subprocess
import threading
import unittest

from study import INFRASTRUCTURE, KEY, SUCCEEDED, USAGE, StudyTest


class Listener:
    """A server that is no VIP: it answers what it is told to, and keeps the headers it got."""

    def __init__(self, status=404, headers=(), body=b""):
        self.seen = seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append((self.path, self.headers.items()))
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PUT = do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/rest"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Refused(StudyTest):
    def refused(self, *parts, statuses=(USAGE, INFRASTRUCTURE), name=None, **environment):
        """The run starts nothing, names what is wrong and shows no key."""
        process = self.start("run", name or self.protocol(["a"], 1), "-v", **environment)
        self.assertIn(process.wait(60), statuses, self.said())
        for part in parts:
            self.assertIn(part, self.said())
        self.assertEqual(self.double.events("started", "upload", "mkdir"), [])
        self.assertEqual([file for file in self.folder.rglob("*") if file.is_file() and file.name != "key"
                          and KEY.encode() in file.read_bytes()], [])
        return self.said()


class Addresses(Refused):
    def test_addresses_that_cannot_be(self):
        for url, part in (("vip.example.org/rest", "https://"), ("file:///etc/passwd", "https://"),
                          ("ftp://127.0.0.1/rest", "https://"), ("http://vip.example.org/rest", "without TLS"),
                          ("http://127.0.0.1.example.org/rest", "without TLS"), ("https://a b/rest", "blanks"),
                          ("https:///rest", "https://"), ("", "https://")):
            with self.subTest(url=url):
                self.url = url
                self.refused(part, statuses=(USAGE,))

    def test_a_password_in_the_address_is_not_shown(self):
        self.url = "https://user:Passed-77aa@vip.example.org/rest"
        said = self.refused("leave them out", statuses=(USAGE,))
        self.assertNotIn("Passed-77aa", said)
        self.url = self.double.url
        said = self.refused("leave them out", statuses=(USAGE,),
                            REPROVIP_VIP_URL="https://user:Passed-77aa@vip.example.org/rest")
        self.assertNotIn("Passed-77aa", said)

    def test_slashes_at_the_end_are_no_other_vip(self):
        self.url += "///"
        self.ends(SUCCEEDED, "run", self.protocol(["a"], 1))
        self.assertEqual({one["ending"]["facts"]["vip.url"] for one in self.records()}, {self.double.url})

    def test_a_server_that_is_no_vip(self):
        other = Listener(200, [("Content-Type", "text/html")], b"<html>Welcome</html>")
        self.addCleanup(other.stop)
        self.url = other.url
        self.refused("no answer of VIP", other.url)
        # The first question goes without the key, and its answer is no VIP's.
        self.assertNotIn(KEY, str(other.seen))

    def test_a_redirection_takes_no_key_along(self):
        elsewhere = Listener(200, [], b"{}")
        self.addCleanup(elsewhere.stop)
        for status in (301, 302, 307, 308):
            with self.subTest(status=status):
                sends_away = Listener(status, [("Location", elsewhere.url + "/platform")])
                self.url = sends_away.url
                self.refused(sends_away.url)
                sends_away.stop()
        self.assertEqual(elsewhere.seen, [])


class Keys(Refused):
    def test_an_empty_file(self):
        for text in ("", "\n", " \t\r\n"):
            (self.folder / "key").write_text(text)
            self.refused("there is no key of VIP in", "key")

    def test_no_file(self):
        (self.folder / "key").unlink()
        self.refused("key", "No such file")

    def test_a_file_that_others_may_read(self):
        for mode in (0o644, 0o640, 0o604, 0o660):
            (self.folder / "key").chmod(mode)
            self.refused("others may read", "chmod 600")

    def test_what_is_no_key(self):
        # A second line would be a header of its own.
        for text in (f"{KEY}\nX-Other: 1\n", f"{KEY} more", f"{KEY}\x01", f"{KEY}é", KEY * 1000):
            (self.folder / "key").write_text(text, encoding="utf-8")
            said = self.refused("is no key of VIP")
            self.assertNotIn(KEY, said)

    def test_line_ends_around_it(self):
        for text in (f"{KEY}\r\n", f"\n {KEY}\n\n", KEY):
            (self.folder / "key").write_text(text)
            self.ends(SUCCEEDED, "run", self.protocol(["a"], 1))

    def test_variables(self):
        name = self.protocol(["a"], 1)
        text = (self.folder / name).read_text().replace('key_file = "key"\n', "")
        (self.folder / name).write_text(text)
        self.refused("VIP_API_KEY", name=name)
        self.refused("VIP_API_KEY", name=name, VIP_API_KEY="")
        self.refused("VIP_API_KEY", name=name, VIP_API_KEY=" \n")
        (self.folder / name).write_text(text.replace('[launcher]', '[launcher]\nkey_env = "MY_KEY"'))
        self.refused("MY_KEY", name=name, VIP_API_KEY=KEY)
        self.ends(SUCCEEDED, "run", name, MY_KEY=KEY)

    def test_a_server_that_says_the_key_back(self):
        for body in (KEY.encode(), b'{"errorCode":8000,"errorMessage":"key ' + KEY.encode() + b' refused"}'):
            for status in (200, 400, 401):
                echo = Listener(status, [("Content-Type", "application/json")], body)
                self.url = echo.url
                said = self.refused(echo.url)
                self.assertNotIn(KEY, said)
                echo.stop()


class Doctor(StudyTest):
    def test_tells_whether_vip_takes_the_key(self):
        name = self.protocol(["a"], 1)
        said = self.ends(SUCCEEDED, "doctor", name)
        self.assertRegex(said, rf"(?m)^  vip +works +{self.url}, API ")
        (self.folder / "key").write_text("another")
        said = self.ends(INFRASTRUCTURE, "doctor", name)
        self.assertRegex(said, rf"(?m)^  vip +no +{self.url}: ")
        self.assertNotIn("another", said)
        self.assertEqual(self.double.events("started", "upload", "mkdir"), [])


@unittest.skipUnless(shutil.which("openssl"), "no openssl here to make a certificate with")
class Certificates(Refused):
    def words(self):
        self.certificate = pathlib.Path(self.top) / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere",
                        "-addext", "subjectAltName=DNS:vip.example.org", "-keyout", self.top / "private.pem",
                        "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)
        return ["--certificate", self.certificate, "--private-key", self.top / "private.pem"]

    def test_another_host_has_that_name(self):
        self.refused("certificate")
        self.refused("127.0.0.1", SSL_CERT_FILE=str(self.certificate))
        self.assertEqual(self.double.events(), [])


if __name__ == "__main__":
    unittest.main()
