"""The command line of conformance/run, which see."""
import argparse
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'harness'))
import gate         # noqa: E402
import modules      # noqa: E402
import stock        # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog='conformance/run', description="Runs CPython's own socket tests over Sockeye.", epilog='Alone it runs the gate.')
    parser.add_argument('module', nargs='?', help='such as test_socket')
    parser.add_argument('test', nargs='*', help='a class, a method, or Class.method of it')
    parser.add_argument('--stock', action='store_true', help="over Python's own _socket; without a module: record what the gate compares with")
    parser.add_argument('--level', type=int, choices=(1, 2), default=2, help="1: Python's own socket.py runs over Sockeye's calls; 2, the default: Sockeye's objects answer for it")
    parser.add_argument('--json', metavar='FILE', help='write the rows of every test there')
    given = parser.parse_intermixed_args()
    if given.module is None:
        answer, results = (0, [stock.record(module) for module in gate.MODULES]) if given.stock else gate.run()
    else:
        results = [modules.run(given.module, given.stock, given.test, say=print, level=given.level)]
        answer = show(results[0])
    if given.json:
        with open(given.json, 'w') as file:
            json.dump(results[0] if given.module else results, file, indent=1)
    return answer


def show(result):
    """One line for each test that did not pass, with what was the matter; then the count."""
    for row in result['rows']:
        if row['state'] in ('fail', 'error'):
            print(f'{row["state"].upper()} {row["id"]}\n{row["info"]}')
        elif row['state'] == 'skip':
            print(f'skip {row["id"]}: {row["info"]}')
    print(gate.line(result))
    return int(any(row['state'] in ('fail', 'error') for row in result['rows']))


if __name__ == '__main__':
    try:
        sys.exit(main())
    except LookupError as wrong:
        print(f'conformance/run: {wrong}', file=sys.stderr)
        sys.exit(2)
