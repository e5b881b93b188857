"""Runs tests of one CPython test module in this process, and appends a line to a file for each that begins and each that ends.

A test that outlasts its time ends the whole process; who started it (modules.py) sees which one had begun, and starts the next
process with those that are still to do.

usage: child.py ROWS.jsonl MODULE SECONDS SHIM|- LEVEL RESOURCES ID…      (no ID: lists the ids of the module)
"""
import faulthandler
import json
import os
import sys
import time

rows_file, module, seconds, shim, level, resources, *wanted = sys.argv[1:]
sys.argv = [module]
if shim != '-':
    sys.path.insert(0, shim)
    import install      # noqa: F401  from here on socket is Sockeye
    import limits       # noqa: F401
import unittest         # noqa: E402

from test import support    # noqa: E402

support.use_resources = resources.split(',')
support.verbose = 0
if shim != '-':
    import clr
    import expectations
    import level2

    def choose_level(test):
        (level2.off if level == '1' or expectations.is_at_level_1(test) else level2.on)()

    def calls():
        return clr.call('Calls')
else:
    def choose_level(test):
        pass

    def calls():
        return 0

PID = os.getpid()
rows = open(rows_file, 'a')


def tell(**row):
    if os.getpid() == PID:      # a forked child that lost its way tells nothing
        rows.write(json.dumps(row) + '\n')
        rows.flush()


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        choose_level(test.id())
        self.state, self.info, self.calls, self.began = 'pass', '', calls(), time.monotonic()
        tell(begun=test.id())
        faulthandler.dump_traceback_later(float(seconds), exit=True)

    def stopTest(self, test):
        faulthandler.cancel_dump_traceback_later()
        taken = time.monotonic() - self.began
        tell(id=test.id(), state=self.state, seconds=round(taken, 3), calls=max(0, calls() - self.calls - 1), info=self.info)
        super().stopTest(test)

    def _ended(self, test, state, info):
        if hasattr(test, '_testMethodName'):
            self.state, self.info = state, info
        else:       # the set-up of a class or of the module
            tell(id=test.id(), state=state, seconds=0, calls=0, info=info)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._ended(test, 'skip', reason)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._ended(test, 'fail', self._exc_info_to_string(error, test))

    def addError(self, test, error):
        super().addError(test, error)
        self._ended(test, 'error', self._exc_info_to_string(error, test))

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._ended(test, 'fail', 'it was expected to fail, and passed')

    def addSubTest(self, test, part, error):
        super().addSubTest(test, part, error)
        if error is not None:
            self._ended(test, 'fail', f'{part}: {self._exc_info_to_string(error, test)}')


def flat(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from flat(one)
        else:
            yield one


tests = list(flat(unittest.defaultTestLoader.loadTestsFromName(module)))
if not wanted:
    for test in tests:
        tell(listed=test.id())
else:
    chosen = set(wanted)
    unittest.TestSuite(test for test in tests if test.id() in chosen).run(Result())
    tell(finished=True)
sys.stdout.flush()
os._exit(0)     # threads that a test left behind do not hold it up
