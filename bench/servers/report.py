"""The figures as tables in Markdown: what is printed, and what is written to bench/results."""
import datetime, os, platform, shlex, subprocess, sys
from builds import ROOT
from figures import interval90, median, summary
from table import CASES, REFERENCE, STALLS

LEGEND = """\
rate: messages/s over the reference's of the same round; cap: the reference's processor time for a message over this one's, which is
what it could do if its peer were not the limit (on loopback both ends get tired together). Medians of the ratios of pairs, in brackets the 90 %
interval (bootstrap). p50 and p99 in microseconds; user and system: microseconds of the server's processor time for a message.
dirty: slices that others disturbed however often they were repeated."""


def _number(value, form):
    return '-' if value is None else format(value, form)


def _ratio(values):
    if not values:
        return '-'
    low, high = interval90(values)
    return f'{median(values):.2f} [{low:.2f} {high:.2f}]'


def table(heads, rows):
    """A Markdown table that can be read as it is."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    line = lambda cells: '| ' + ' | '.join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(cells, widths))) + ' |'
    return '\n'.join([line(heads), '|' + '|'.join('-' * (width + 2) if i == 0 else '-' * (width + 1) + ':' for i, width in enumerate(widths)) + '|', *map(line, rows)])


def case_text(case, found):
    """The table of one case, and whether an answer was wrong or missing."""
    rows, wrong = [], False
    for name, slices in found.items():
        one = summary(slices, found.get(REFERENCE, []))
        trouble = (f"{one['wrong']} WRONG " if one['wrong'] else '') + (f"FAILED: {one['failed'][0]}" if one['failed'] else '')
        wrong |= bool(trouble)
        rows.append([
            name, _ratio(one['rate']), _ratio(one['cap']), _number(one['messages_s'], ',.0f'),
            '-' if one['bytes_s'] is None else format(one['bytes_s'] / 1e6, ',.1f'),
            _number(one['p50'], ',.0f'), _number(one['p99'], ',.0f'), _number(one['user'], '.2f'), _number(one['system'], '.2f'),
            _number(one['server_cpu'], '.2f'), _number(one['load_cpu'], '.2f'), str(one['dirty']), trouble or 'none'])
        if case == 'idle':
            rows[-1].insert(3, '-' if one['idle'] is None else format(one['idle'] / 10000, ',.0f'))
    heads = ['server', 'rate', 'cap', 'messages/s', 'MB/s', 'p50', 'p99', 'user', 'system', 'its cpu', "load's", 'dirty', 'errors']
    if case == 'idle':
        heads.insert(3, 'bytes/idle')
    return f'## {case}: {CASES[case][1]}\n\n{table(heads, rows)}\n', wrong


def stalls_text(found, without):
    wrong, parts = False, [f"## stalls: {CASES['stalls'][1]}\n"]
    usual = {name: median(run.get('rate') for run in runs) for name, runs in found['unstalled'].items()}
    for kind, arguments, what in STALLS:
        rows, by_clock = [], '-r ' in arguments
        for name, runs in found[kind].items():
            good = [run for run in runs if 'error' not in run]
            trouble = [run['error'] for run in runs if 'error' in run] + [f"{run['errors']} WRONG" for run in good if run['errors']]
            wrong |= bool(trouble)
            of = lambda key: median(run[key] for run in good)
            rows.append([
                name, _number(of('rate'), ',.0f'), _number(of('rate') / usual[name] if good and usual.get(name) and not by_clock else None, '.2f'),
                *[_number(None if of(key) is None else of(key) / 1e3, ',.1f') for key in ('p50_us', 'p99_us', 'p999_us', 'max_us')],
                _number(None if of('dead_ms') is None else of('dead_ms') / 1e3, '.2f'), _number(of('stalled'), '.0f'), _number(of('server_cpu'), '.2f'),
                _number(of('threads'), '.0f'), '; '.join(trouble) or 'none'])
        heads = ['server', 'messages/s', 'of unstalled', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'dead s', 'stalls done', 'its cpu', 'threads', 'errors']
        parts.append(f'{kind}: {what}\n\n{table(heads, rows)}\n')
    if without:
        parts.append(f"Not in this case, because nothing makes their handlers misbehave: {', '.join(without)}.\n")
    return '\n'.join(parts), wrong


def head(arguments, options, foreign_before):
    def output(*words):
        try:
            return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip()
        except OSError:
            return ''
    cpu = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), platform.machine())
    memory = next(int(line.split()[1]) // 1024 for line in open('/proc/meminfo') if line.startswith('MemTotal'))
    commit = output('git', 'rev-parse', '--short=12', 'HEAD') + (' and changes' if output('git', 'status', '--porcelain') else '')
    return '\n'.join([
        f"- command: `{shlex.join(['bench/run', 'servers', *arguments])}`",
        f'- {options.rounds} alternated rounds, slices of {options.slice} s; server on one processor, load on another',
        f"- machine: {len(os.sched_getaffinity(0))} x {cpu}, {memory:,} MiB; {platform.system()} {platform.release()}; .NET {output('dotnet', '--version')}; gcc {output('gcc', '-dumpfullversion')}",
        f"- load average before {foreign_before}, after {os.getloadavg()[0]:.2f}",
        f'- commit {commit}; {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC',
    ])


def write(folder, what, text):
    os.makedirs(folder, exist_ok=True)
    base = os.path.join(folder, f'{datetime.date.today():%Y-%m-%d}-{what}')
    path, number = base + '.md', 2
    while os.path.exists(path):
        path, number = f'{base}-{number}.md', number + 1
    with open(path, 'w') as file:
        file.write(text)
    return os.path.relpath(path, ROOT) if path.startswith(ROOT + os.sep) else path


def tell(text):
    print(text, flush=True)


def warn(text):
    print(f'bench: {text}', file=sys.stderr, flush=True)
