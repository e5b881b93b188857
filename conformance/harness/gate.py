"""The gate: eight modules over Sockeye, compared with what stock Python passes here."""
import concurrent.futures
from collections import Counter

import expectations
import modules
import stock

MODULES = ['test_socket', 'test_selectors', 'test_poll', 'test_epoll', 'test_select', '_test_eintr', 'test_timeout', 'test_socketserver']
NOT_OURS_IN_EINTR = ('test_open', 'test_os_open')       # of files, in a class of socket tests
SIDE_BY_SIDE = 2

# The totals: name, and whether a test that stock passes belongs to it.
TOTALS = [
    ('behaviour', lambda test: _of(test, 'test_socket') and not expectations.is_internal(test) and not expectations.is_library(test)),
    ('library', lambda test: _of(test, 'test_socket') and expectations.is_library(test)),
    ('selectors', lambda test: _of(test, 'test_selectors')),
    ('select+poll+epoll', lambda test: _of(test, 'test_select') or _of(test, 'test_poll') or _of(test, 'test_epoll')),
    ('eintr', lambda test: _of(test, '_test_eintr') and test.split('.')[2] in ('SocketEINTRTest', 'SelectEINTRTest') and test.split('.')[3] not in NOT_OURS_IN_EINTR),
    ('timeout', lambda test: _of(test, 'test_timeout')),
    ('socketserver', lambda test: _of(test, 'test_socketserver')),
    ('CPython internals', expectations.is_internal),
]


def _of(test, module):
    return test.split('.')[1] == module


def run():
    """0 or 1, and the results of all modules."""
    lines = []
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        pairs = list(pool.map(lambda module: _one(module, lines.append), MODULES))
    states, wanted, missing = {}, [], []
    for result, recorded in pairs:
        states.update({row['id']: row for row in result['rows']})
        wanted += [row for row in recorded['rows'] if row['state'] == 'pass']
    for row in wanted:
        got = states.get(row['id'])
        if got is None or got['state'] != 'pass':
            missing.append((row['id'], got))
    for line_ in lines:
        print(line_)
    _tell_missing(missing)
    _tell_slow(wanted, states)
    for name, belongs in TOTALS:
        ids = [row['id'] for row in wanted if belongs(row['id'])]
        print(f'{name} {sum(states.get(one, {}).get("state") == "pass" for one in ids)}/{len(ids)}')
    print(f'at level 1: {sum(expectations.is_at_level_1(row["id"]) for row in wanted)}, the others at level 2')
    return int(any(expectations.exception(one) is None for one, _ in missing)), [result for result, _ in pairs]


def _one(module, say):
    recorded = stock.of(module)
    result = modules.run(module, say=say)
    print(line(result), flush=True)
    return result, recorded


def line(result):
    count = Counter(row['state'] for row in result['rows'])
    reached = sum(row['calls'] > 0 and row['state'] == 'pass' for row in result['rows'])
    return (f'{result["module"]}: {count["pass"]} pass ({reached} with calls to Sockeye), {count["skip"]} skipped, '
            f'{count["fail"] + count["error"]} failed, {result["seconds"]:.1f} s')


def _tell_missing(missing):
    for test, got in missing:
        reason = expectations.exception(test)
        if reason is not None:
            print(f'exception: {test}: {reason}')
        else:
            print(f'FAILED: {test}: stock Python passes it\n{got["info"] if got else "it did not run"}')


def _tell_slow(wanted, states):
    for row in wanted:
        got = states.get(row['id'])
        if got and got['state'] == 'pass' and got['seconds'] > 2 * row['seconds'] + 0.2:
            print(f'slow: {row["id"]}: {got["seconds"]:.2f} s, stock {row["seconds"]:.2f} s')
