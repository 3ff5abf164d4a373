"""A study on VIP's stand-in through the specification as a proxy: no violation. SPEC_PROXY starts the proxy."""
import unittest

from study import EXECUTIONS_FAILED, SUCCEEDED, USAGE, StudyTest
from proxy import Proxy, Recorder


class Specified(StudyTest):
    settings = {"ready_s": 0.05, "odd_polls": 1, "user_max": 2, "rates": {"odd_status": 0.3, "slow_download": 0.2,
                                                                         "slow_upload": 0.5, "refuse_2001": 0.2}}

    def setUp(self):
        super().setUp()
        proxy = Proxy(self.double.url, self.top / "proxy.log")
        self.addCleanup(proxy.stop)
        self.recorder = Recorder(proxy)
        self.addCleanup(self.recorder.stop)
        self.url = self.recorder.url

    def test_no_violation(self):
        self.ends(SUCCEEDED, "run", self.protocol(["a", "b", "c"], 4))
        self.ends(EXECUTIONS_FAILED, "run",
                  self.protocol(["a"], 1, name="fails.toml", pipeline="MayFail/1.0", descriptor="may-fail", on="copy",
                                extra="[params]\npart = 2\nfail = 1", several_jobs=True))
        self.double.set(run_s=60)
        process = self.start("run", self.protocol(["a"], 1, name="long.toml", extra='[params]\nword = "dog"'))
        self.until(self.double.running)
        self.assertEqual(self.interrupt(process), 130, self.said())
        self.nothing_runs()
        (self.folder / "key").write_text("another-key\n")
        process = self.start("run", self.protocol(["a"], 1, name="long.toml", extra='[params]\nword = "cow"'))
        self.assertNotEqual(process.wait(60), SUCCEEDED)
        self.assertEqual(self.recorder.violations, [])
        self.assertGreater(self.recorder.passed, 50)
        self.assertEqual(len(self.double.events("started")), 14)


if __name__ == "__main__":
    unittest.main()
