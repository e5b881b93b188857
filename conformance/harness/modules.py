"""Runs one CPython test module, over Sockeye or stock, to its end: past tests that hang and processes that crash."""
import json
import os
import re
import signal
import subprocess
import tempfile
import time

import expectations

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = '/usr/bin/python3.11'
RESOURCES = 'network,cpu,walltime'      # network is asked for by tests that stay on loopback, too
SECONDS_A_TEST = 30
TRIES_OF_A_FORK = 3


def run(module, stock=False, only=(), say=lambda line: None, level=2):
    """All of the module's tests, or those that `only` names: {"module", "seconds", "rows"}."""
    began = time.monotonic()
    name = expectations.full_name(module)
    with tempfile.TemporaryDirectory(prefix='sockeye-conformance-') as folder:
        ids = [row['listed'] for row in _child(folder, name, stock, level, [])[0] if 'listed' in row]
        if not ids or ids[0].startswith('unittest.loader._FailedTest'):
            log = _log(folder)
            skipped = re.search(r'^unittest\.case\.SkipTest: (.*)', log, re.MULTILINE)
            raise LookupError(f'{name} skips itself: {skipped[1]}' if skipped else f'{name} has no tests that could be loaded:\n{log}')
        chosen = [one for one in ids if expectations.is_chosen(one, name, only)]
        if not chosen:
            raise LookupError(f'{name} has no test {" or ".join(only)}')
        rows = _run_all(folder, name, stock, level, [one for one in chosen if not expectations.hangs(one)])
        if not stock:
            rows = _again(folder, name, level, rows, say)
    return {'module': name.removeprefix('test.'), 'seconds': round(time.monotonic() - began, 2), 'rows': rows}


def _run_all(folder, module, stock, level, ids):
    rows, left = [], list(ids)
    while left:
        told, ending = _child(folder, module, stock, level, left)
        done = [row for row in told if 'id' in row]
        rows += done
        gone = {row['id'] for row in done}
        if any(row.get('finished') for row in told):
            break       # what has no row of its own was in a class that was skipped as a whole
        begun = [row['begun'] for row in told if 'begun' in row and row['begun'] not in gone]
        if not begun and not done:
            raise LookupError(f'{module} could not be run: {ending}\n{_log(folder)}')
        lost = begun[-1] if begun else next(one for one in left if one not in gone)
        rows.append({'id': lost, 'state': 'error', 'seconds': SECONDS_A_TEST, 'calls': 0, 'info': f'{ending}\n{_log(folder)}'})
        left = left[left.index(lost) + 1:]
    return rows


def _again(folder, module, level, rows, say):
    """Forking with .NET in the process is not safe at every moment: those tests get more tries, and it is said."""
    better = []
    for row in rows:
        tries = 1
        while row['state'] in ('fail', 'error') and expectations.forks(row['id']) and tries < TRIES_OF_A_FORK:
            tries += 1
            row = (_run_all(folder, module, False, level, [row['id']]) or [row])[0]
        if tries > 1:
            row = {**row, 'info': f'{row["info"]} (try {tries} of {TRIES_OF_A_FORK}: it forks)'.strip()}
            say(f'  {row["id"]}: {row["state"]} at try {tries} of {TRIES_OF_A_FORK} (it forks)')
        better.append(row)
    return better


def _child(folder, module, stock, level, ids):
    """One process. Its rows, and in words how it ended."""
    rows = os.path.join(folder, 'rows')
    open(rows, 'w').close()
    command = [PYTHON, '-W', 'ignore', os.path.join(HERE, 'child.py'), rows, module, str(SECONDS_A_TEST),
               '-' if stock else os.path.join(HERE, '..', 'shim'), str(level), RESOURCES, *ids]
    with open(os.path.join(folder, 'log'), 'w') as log:
        # Its own session and a file for what it prints: a forked child that hangs holds no pipe of ours, and goes with the group.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=folder,
                                   env={**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'})
        try:
            code = _wait(process, rows)
        finally:
            _end_group(process)
    with open(rows) as file:
        return [json.loads(line) for line in file], 'it took too long' if code in (None, 1) else f'the process ended with {code}'


def _wait(process, rows):
    """The exit code; None where it no longer told anything, and not even its own watch ended it."""
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if time.time() - os.stat(rows).st_mtime > SECONDS_A_TEST + 15:
                return None


def _end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _log(folder):
    with open(os.path.join(folder, 'log'), errors='replace') as file:
        return file.read()[-4000:]
