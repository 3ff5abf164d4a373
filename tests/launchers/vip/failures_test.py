"""What cannot work on VIP's stand-in: tools and workers that fail, files and values that VIP does not take."""
import json
import unittest

from study import EXECUTIONS_FAILED, INFRASTRUCTURE, SUCCEEDED, USAGE, StudyTest


class Failures(StudyTest):
    def test_the_tool_fails(self):
        extra = "[params]\nstatus = 3\nfail = 0\npart = 1"
        name = self.protocol(["a"], 2, pipeline="MayFail/1.0", descriptor="may-fail", on="copy", extra=extra)
        # part is the number of jobs on VIP.
        self.ends(EXECUTIONS_FAILED, "run", name, "--retries", "3")
        self.assertEqual(len(self.double.events("started")), 2)
        for record in self.records():
            self.assertEqual(record["ending"]["outcome"], "failed", record)
            self.assertFalse(record["ending"]["infrastructure"])
            # VIP tells no more of a tool than that it failed.
            self.assertIn("50", record["ending"]["reason"])

    def test_finished_with_a_failed_job_is_no_success(self):
        extra = "[params]\nstatus = 3\nfail = 1\npart = 3"
        name = self.protocol(["a"], 1, pipeline="MayFail/1.0", descriptor="may-fail", on="copy", extra=extra)
        self.ends(USAGE, "run", name)
        self.assertEqual(self.double.events("started"), [])
        name = self.protocol(["a"], 1, pipeline="MayFail/1.0", descriptor="may-fail", on="copy", extra=extra,
                             several_jobs=True)
        self.ends(EXECUTIONS_FAILED, "run", name)
        self.assertEqual(self.double.events("ended")[0]["status"], "Finished")
        self.assertEqual(self.succeeded(), [])

    def test_a_worker_that_fails_is_tried_again(self):
        self.double.set(job_exit={"": 40})
        process = self.start("run", self.protocol(["a"], 1), "--retries", "9")
        self.until(lambda: self.double.events("ended"))
        self.double.set(job_exit={})
        self.assertEqual(process.wait(60), SUCCEEDED, self.said())
        exits = [one["jobs"] for one in self.double.events("ended")]
        self.assertEqual(exits[-1], [0])
        infrastructure = [one for one in self.records() if one["ending"]["infrastructure"]]
        self.assertEqual(len(infrastructure), len(exits) - 1)

    def test_a_worker_that_fails_for_ever(self):
        self.double.set(job_exit={"": 60})
        self.ends(INFRASTRUCTURE, "run", self.protocol(["a"], 1), "--retries", "1")
        self.assertTrue(all(one["ending"]["infrastructure"] for one in self.records()))

    def test_the_descriptor_has_changed_on_vip(self):
        name = self.protocol(["a"], 1)
        file = self.double.pipelines / "count-words.json"
        changed = json.loads(file.read_text())
        changed["command-line"] += "; true"
        file.write_text(json.dumps(changed))
        process = self.start("run", name)
        self.assertEqual(process.wait(60), USAGE, self.said())
        self.assertIn("command-line", self.said())
        self.assertEqual(self.double.events("started"), [])

    def test_a_value_that_vip_would_refuse(self):
        self.ends(USAGE, "run", self.protocol(["a"], 1, extra='[params]\nword = "50%"'))
        self.assertIn("%", self.said())
        self.assertEqual(self.double.events("started"), [])
        self.assertEqual([one for one in self.double.events("refused") if one["code"] == 8009], [])

    def test_an_unknown_pipeline(self):
        process = self.start("run", self.protocol(["a"], 1, pipeline="CountWords/9"))
        self.assertIn(process.wait(60), (USAGE, INFRASTRUCTURE), self.said())
        self.assertIn("CountWords/9", self.said())


class Files(StudyTest):
    def test_names_with_spaces(self):
        self.inputs("a b")
        extra = '[inputs]\nfile = "{subject}.txt"'
        process = self.start("run", self.protocol(["a b"], 2, extra=extra))
        status = process.wait(120)
        if status == SUCCEEDED:
            # It went up under a name that VIP can use.
            self.assertTrue(all(" " not in one["inputs"]["file"] for one in self.double.events("started")))
            self.assertEqual(len(self.succeeded()), 2)
        else:
            self.assertEqual(status, USAGE, self.said())
            self.assertIn("a b.txt", self.said())
            self.assertEqual(self.double.events("started"), [])

    def test_an_empty_input(self):
        name = self.protocol(["a"], 1)
        (self.folder / "a.txt").write_bytes(b"")
        process = self.start("run", name)
        self.assertEqual(process.wait(60), USAGE, self.said())
        self.assertIn("empty", self.said())
        self.assertEqual(self.double.events("started", "mkdir"), [])

    def test_an_output_beyond_the_cap(self):
        self.double.set(max_size=1000)
        name = self.protocol(["a"], 1, pipeline="TwoOutputs/2.1", descriptor="two-outputs", on="table",
                             extra="[params]\nsize = 1001")
        process = self.start("run", name, "--retries", "1")
        self.assertNotEqual(process.wait(120), SUCCEEDED, self.said())
        self.assertIn("1000", self.said())


if __name__ == "__main__":
    unittest.main()
