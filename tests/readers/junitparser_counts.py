"""What junitparser finds in reports of the sample study, against what the study has."""
import collections
import sys

import junitparser

for file in sys.argv[1:]:
    suites = list(junitparser.JUnitXml.fromfile(file))
    assert [suite.name for suite in suites] == ["dti"], suites
    (suite,) = suites
    found = collections.Counter(type(case.result[0]).__name__ if case.result else "passed" for case in suite)
    assert found == {"passed": 9, "Failure": 1, "Error": 1, "Skipped": 1}, (file, found)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (12, 1, 1, 1), file
    for case in suite:
        assert len(case.result) <= 1, case.name
        if case.result:
            assert case.result[0].text.startswith(case.result[0].message), case.name
    (failed,) = [case for case in suite if case.result and isinstance(case.result[0], junitparser.Failure)]
    assert failed.system_out.startswith("[[ATTACHMENT|out/"), failed.system_out
