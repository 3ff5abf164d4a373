"""Studies on VIP's stand-in: what they give is what they give here."""
import pathlib
import shutil
import subprocess
import unittest

from study import INFRASTRUCTURE, KEY, SUCCEEDED, USAGE, StudyTest, Watch

SUBJECTS = ["a", "b", "c"]


class Study(StudyTest):
    def test_three_subjects_four_times_as_on_this_machine(self):
        watch = Watch()
        self.addCleanup(watch.stop)
        name = self.protocol(SUBJECTS, 4)
        said = self.ends(SUCCEEDED, "run", name, "--html", "report.html", "--junit", "junit.xml", "--json", "all.json",
                         "-v")
        self.assertEqual(len(self.succeeded()), 12)
        started = self.double.events("started")
        self.assertEqual(len(started), 12)
        # Each with a results' place of its own; each input went up once.
        self.assertEqual(len({one["inputs"]["results-directory"] for one in started}), 12)
        uploads = [one["path"] for one in self.double.events("upload")]
        self.assertEqual(len(uploads), 3, uploads)
        self.assertEqual(len({one["name"] for one in started}), 12)
        watch.stop()
        self.assertGreater(watch.looks, 3)
        self.assertEqual(watch.found, [])
        self.no_key_anywhere()
        self.assertNotIn(KEY, said)
        self.as_on_this_machine(SUBJECTS, 4)
        # Done is done.
        self.ends(SUCCEEDED, "run", name)
        self.assertEqual(len(self.double.events("started")), 12)

    def test_that_vip_chooses_the_machine_is_said(self):
        said = self.ends(SUCCEEDED, "run", self.protocol(["a"], 1))
        self.assertIn("machine", said)

    def test_a_factor_that_vip_cannot_set_is_an_error(self):
        self.ends(USAGE, "run", self.protocol(["a"], 1, extra='[factors]\nmachine = ["here", "there"]'))
        self.assertIn("machine", self.said())
        self.assertEqual(self.double.events("started"), [])

    def test_the_key_from_the_environment(self):
        name = self.protocol(["a"], 1)
        text = (self.folder / name).read_text().replace('key_file = "key"\n', "")
        (self.folder / name).write_text(text)
        (self.folder / "key").unlink()
        self.ends(SUCCEEDED, "run", name, "--html", "report.html", VIP_API_KEY=KEY)
        self.no_key_anywhere()

    def test_a_wrong_key(self):
        for key in ("wrong-" + KEY[7:], ""):
            (self.folder / "key").write_text(key + "\n")
            process = self.start("run", self.protocol(["a"], 1))
            self.assertIn(process.wait(60), (USAGE, INFRASTRUCTURE), self.said())
            self.assertIn("key", self.said())
            self.assertNotIn("wrong-", self.said())
        self.assertEqual(self.double.events("started"), [])

    def test_two_outputs_one_an_archive(self):
        # A number that VIP passes on as it is: of 1 it makes 1.0.
        more = {"descriptor": "two-outputs", "on": "archive", "extra": "[params]\nscale = 1.5"}
        self.ends(SUCCEEDED, "run", self.protocol(["a", "b"], 2, pipeline="TwoOutputs/2.1", **more), "-v")
        self.as_on_this_machine(["a", "b"], 2, **more)

    def test_a_factor_is_an_input(self):
        extra = '[factors]\nword = ["cat", "dog"]'
        self.ends(SUCCEEDED, "run", self.protocol(["a", "b"], 2, extra=extra))
        self.assertEqual(len(self.double.events("started")), 8)
        self.as_on_this_machine(["a", "b"], 2, extra=extra)


@unittest.skipUnless(shutil.which("openssl"), "no openssl here to make a certificate with")
class Tls(StudyTest):
    def words(self):
        self.certificate = pathlib.Path(self.top) / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.top / "private.pem",
                        "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)
        return ["--certificate", self.certificate, "--private-key", self.top / "private.pem"]

    def test_a_server_that_nobody_vouches_for_gets_nothing(self):
        name = self.protocol(["a"], 1)
        process = self.start("run", name)
        self.assertNotEqual(process.wait(120), SUCCEEDED, self.said())
        self.assertIn("certificate", self.said())
        self.assertEqual(self.double.events(), [])
        self.ends(SUCCEEDED, "run", name, SSL_CERT_FILE=str(self.certificate))


if __name__ == "__main__":
    unittest.main()
