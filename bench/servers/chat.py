#!/usr/bin/env python3
"""bench/run chat - one speaks and many hear ("sockeye serve chat"), without and with one that has stopped reading, in turn.

What is asked: does the one that stopped make the others hear later, and does the memory have a bound? The line is spoken by the clock, so that a
server that falls behind is seen; latencies count from when a line was due. Exit code: 0 done; 1 a line was lost, or the one that stopped was not
thrown out; 70 it did not build.
"""
import os, sys
import builds, report
from figures import interval90, median
from talks import Tool, options, run_load


def main():
    parser = options('chat', __doc__)
    parser.add_argument('--rounds', type=int, default=10, metavar='N', help='alternated rounds (10)')
    parser.add_argument('--readers', type=int, default=1000, metavar='N', help='one of them is the one that stops (1000)')
    parser.add_argument('--rate', type=float, default=50, metavar='R', help='lines a second (50)')
    parser.add_argument('--slice', type=float, default=20, metavar='S', help='seconds of a slice (20): at 50 lines of 1,000 bytes the one that stops is thrown out after some fifteen')
    given = parser.parse_args()
    load_before = f'{os.getloadavg()[0]:.2f}'
    builds.compile_c()
    found = {0: [], 1: []}
    with Tool('chat', 'unix:{folder}/chat', given.tool) as server:
        arguments = f'-u {server.folder}/chat -c {given.readers - 1} -r {given.rate} -p {server.process.pid}'
        run_load('chat', f'{arguments} -t 2 -w 1')        # its compiler's time
        for turn in range(given.rounds):
            for stopped in (0, 1) if turn % 2 == 0 else (1, 0):
                found[stopped].append(run_load('chat', f'{arguments} -s {stopped} -t {given.slice} -w 2'))
                report.warn(f'round {turn + 1}, {stopped} stopped: {found[stopped][-1]}')
    text, wrong = told(found)
    facts = report.head(sys.argv[1:], given, load_before).replace('bench/run servers', 'bench/run chat')
    path = report.write(given.results, 'chat', f'# Chat: one speaks, {given.readers:,} hear, one of them has stopped reading\n\n{facts}\n- {given.rate:g} lines a second of 1,000 bytes, over a Unix socket\n\n{text}')
    report.tell(text)
    report.tell(f'written to {path}')
    return 1 if wrong else 0


def told(found):
    good = {stopped: [one for one in runs if 'error' not in one] for stopped, runs in found.items()}
    rows, wrong = [], any('error' in one for runs in found.values() for one in runs)
    for stopped, runs in good.items():
        of = lambda key: median(one[key] for one in runs) or 0
        lost, out = sum(one['missing'] for one in runs), sum(one['thrown_out'] for one in runs)
        grown = max(((one['rss_most_kib'] - one['rss_kib']) / 1024 for one in runs), default=0)
        wrong |= bool(lost) or out != stopped * len(runs)
        rows.append(['one has stopped' if stopped else 'all read', *[f'{of(key) / 1e3:.2f}' for key in ('p50_us', 'p99_us', 'p999_us', 'max_us')],
                     f'{of("server_cpu"):.2f}', f'{of("rss_most_kib") / 1024:.0f}', f'{grown:.1f}', f'{out} of {stopped * len(runs)}', str(lost)])
    ratios = [with_it['p99_us'] / without['p99_us'] for with_it, without in zip(found[1], found[0]) if 'error' not in with_it and 'error' not in without and without['p99_us']]
    words = 'nothing was heard in both'
    if ratios:
        low, high = interval90(ratios)
        words = f'p99 with it over p99 without it, of each round: {median(ratios):.3f} ({low:.3f} to {high:.3f}); 1.1 is the bar'
    heads = ['', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'its cpu', 'memory MiB', 'grown at most MiB', 'thrown out', 'lines lost']
    return f'{report.table(heads, rows)}\n\n{words}\n', wrong


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
