"""Studies on VIP's stand-in: what they give is what they give here."""
import json
import pathlib
import shutil
import subprocess
import unittest

from study import EXECUTIONS_FAILED, INFRASTRUCTURE, KEY, SUCCEEDED, USAGE, StudyTest, Watch

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

    def test_that_vip_chooses_the_machine_is_said_before_it_does(self):
        self.double.set(run_s=60)
        for words in ([], ["-q"], ["--progress", "json"]):
            process = self.start("run", self.protocol(["a"], 1), *words)
            self.until(self.double.running)
            self.assertIn("VIP chooses the machine", self.said())
            self.interrupt(process)
            self.nothing_runs()
            self.assertEqual(self.said().count("VIP chooses the machine"), 1, self.said())

    def test_the_machine_is_known_by_a_log_only(self):
        self.ends(SUCCEEDED, "run", self.protocol(["a"], 1))
        hosts = [json.loads(file.read_text()) for file in self.folder.glob(".reprovip/hosts/*.json")]
        self.assertEqual([one for one in hosts if one.get("host.name") == "VIP" and "host.cpu" in one], [])
        file = self.double.pipelines / "count-words.json"
        changed = json.loads(file.read_text())
        changed["command-line"] += "; printf 'model name\\t: A CPU of VIP\\n'"
        file.write_text(json.dumps(changed))
        name = self.protocol(["a"], 2)
        shutil.copyfile(file, self.folder / "count-words.json")
        self.ends(SUCCEEDED, "run", name)
        facts = " ".join(file.read_text() for file in self.folder.glob(".reprovip/**/*.json"))
        self.assertIn("A CPU of VIP", facts)

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

    def test_how_vip_writes_a_number_is_said(self):
        name = self.protocol(["a"], 1, pipeline="TwoOutputs/2.1", descriptor="two-outputs", on="table",
                             extra="[params]\nscale = 1")
        said = self.ends(SUCCEEDED, "run", name)
        self.assertIn('"scale" = 1 reaches the program as 1.0', said)
        tables = [file.read_text() for file in self.folder.glob(".reprovip/objects/*/*") if file.stat().st_size < 100]
        self.assertIn("name\tvalue\nscale\t1.0\n", tables)

    def test_versions_of_a_pipeline_are_a_factor(self):
        for version, word in (("1.0", "cat"), ("1.1", "dog")):
            text = json.loads((self.double.pipelines / "count-words.json").read_text())
            text["tool-version"], text["inputs"][1]["default-value"] = version, word
            for folder in (self.double.pipelines, self.folder):
                (folder / f"count-words-{version}.json").write_text(json.dumps(text))
        (self.double.pipelines / "count-words.json").unlink()
        name = self.protocol(["a"], 2, pipeline="x", descriptor="may-fail",
                             extra='[factors]\nversion = ["1.0", "1.1"]\n[factor.version]\nsource = "software"\n'
                                   'application = "count-words-{level}.json"')
        text = (self.folder / name).read_text()
        text = text.replace('pipeline = "x"\n', "").replace("may-fail.json", "count-words-1.0.json")
        (self.folder / name).write_text(text)
        self.ends(SUCCEEDED, "run", name)
        self.assertEqual(sorted(one["pipeline"] for one in self.double.events("started")),
                         ["CountWords/1.0"] * 2 + ["CountWords/1.1"] * 2)
        self.assertEqual(len({json.dumps(outputs) for outputs in self.digests().values()}), 2)

    def test_clean_deletes_what_is_here(self):
        name = self.protocol(["a", "b"], 2, clean=True)
        self.ends(SUCCEEDED, "run", name)
        deleted = self.double.events("deleted")
        self.assertEqual({one["execution"] for one in deleted},
                         {one["execution"] for one in self.double.events("started")})
        self.assertEqual(len(deleted), 4)
        self.assertTrue(all(one["files"] for one in deleted))
        self.assertEqual(list((self.folder / ".reprovip").rglob("elsewhere.json")), [])
        # What is here is whole, and is enough.
        self.as_on_this_machine(["a", "b"], 2)
        self.ends(SUCCEEDED, "run", name)
        self.assertEqual(len(self.double.events("started")), 4)
        # What has been deleted cannot be fetched again, which says so.
        process = self.start("verify", f"vip:{deleted[0]['execution']}", name, "-s", "a", "--baseline", "none.json")
        self.assertNotEqual(process.wait(60), SUCCEEDED, self.said())

    def test_clean_leaves_what_failed(self):
        self.double.set(job_exit={"": 50})
        self.ends(EXECUTIONS_FAILED, "run", self.protocol(["a"], 1, clean=True))
        self.assertEqual(self.double.events("deleted"), [])

    def test_a_clean_that_vip_refuses_is_remarked_on(self):
        self.double.set(exact=[{"kind": "error_500", "method": "PUT", "path": "/delete", "nth": 1}])
        self.ends(SUCCEEDED, "run", self.protocol(["a"], 1, clean=True))
        self.assertIn("not deleted on VIP", str(self.succeeded()[0]["ending"]["facts"]))

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
