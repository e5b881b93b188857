#!/usr/bin/env python3
"""bench/run servers - echo servers side by side; all figures are ratios to an epoll loop in C, of the same run.

Servers are pinned to one processor and the load to another. All of a case are alive at once and take turns, round by round. A slice during which
others used more than --foreign processors is repeated (6 times at most, then the cleanest is kept and counted as dirty).
What is printed is also written to bench/results, with command, machine and commit.

Exit code: 0 done; 1 a server answered wrong bytes or not at all; 3 a server did not start (the others were measured); 2 usage, 69 no gcc, 70 a build failed.
"""
import argparse, os, sys
import builds, report
from rounds import Plan
from servers import processors
from table import CASES, FRAMED, PROJECTS, REFERENCE, SECURE, SECURE_CASES, SERVERS


NAMES = list(SERVERS | FRAMED | SECURE)


def options():
    parser = argparse.ArgumentParser(prog='bench/run servers', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog='cases:\n' + '\n'.join(f'  {name:7} {what}' for name, (_, what) in CASES.items()) + '\n\nservers:\n' + '\n'.join(f'  {name}' for name in NAMES))
    parser.add_argument('--case', default=','.join(CASES), metavar='A,B', help='which cases; all of them')
    parser.add_argument('--rounds', type=int, metavar='N', help='alternated rounds (10); stalls run once for five')
    parser.add_argument('--slice', type=float, metavar='S', help='seconds of a slice (0.6)')
    parser.add_argument('--only', metavar='A,B', help='of the servers below only these; C epoll is always there')
    parser.add_argument('--server', action='append', default=[], metavar="NAME='COMMAND {port}'", help='one more; in the stalls case its handlers must obey (c/stall.c)')
    parser.add_argument('--quick', action='store_true', help='2 rounds of 0.2 s: whether it runs, not how fast')
    parser.add_argument('--foreign', type=float, default=0.06, metavar='F', help='processors that others may use during a slice (0.06)')
    parser.add_argument('--results', default=os.path.join(builds.ROOT, 'bench', 'results'), metavar='FOLDER', help='where the figures are written (bench/results)')
    given = parser.parse_args()
    given.rounds = (2 if given.quick else 10) if given.rounds is None else given.rounds
    given.slice = (0.2 if given.quick else 0.6) if given.slice is None else given.slice
    given.warm = 0.2 if given.quick else 0.8
    given.case = given.case.split(',')
    given.only = given.only.split(',') if given.only is not None else NAMES
    for case in given.case:
        case in CASES or parser.error(f"there is no case '{case}': {', '.join(CASES)}")
    for name in filter(None, given.only):
        name in NAMES or parser.error(f"there is no server '{name}': {', '.join(NAMES)}")
    for one in given.server:
        '{port}' in one.partition('=')[2] or parser.error(f"--server takes NAME='COMMAND {{port}}', and not '{one}'")
    (given.rounds > 0 and given.slice > 0) or parser.error('--rounds and --slice are more than 0')
    return given


def chosen(given, left_out):
    servers = {name: commands for name, commands in SERVERS.items() if name == REFERENCE or name in given.only}
    for placeholder in PROJECTS:
        named = [name for name, commands in servers.items() if '{%s}' % placeholder in commands[0]]
        reason = builds.why_not(placeholder) if named else None
        for name in named if reason else ():
            left_out[name] = reason
            del servers[name]
    for one in given.server:
        name, _, command = one.partition('=')
        servers[name] = (command, command)
    return servers


def of_case(table, given, servers):
    """The servers of a case that has its own, as far as they were asked for and can run."""
    return {name: (command, None) for name, command in table.items() if name in servers or (name not in SERVERS and name in given.only)}


def main():
    given = options()
    load_before = f'{os.getloadavg()[0]:.2f}'
    left_out = {}
    builds.compile_c()
    servers = chosen(given, left_out)
    framing = of_case(FRAMED, given, servers) if 'framed' in given.case else {}
    secure_cases = [case for case in given.case if case in SECURE_CASES]
    no_tls = builds.compile_tls() if secure_cases else None
    securing = of_case(SECURE, given, servers) if secure_cases and not no_tls else {}
    files = builds.build_projects([command for commands in [*servers.values(), *framing.values(), *securing.values()] for command in commands if command])
    if len(set(processors())) == 1:
        report.warn('there is one processor: server and load share it, and the figures say little')
    plan = Plan(servers, files, given)
    plan.left_out.update(left_out)
    texts, wrong = [], False

    def tell(text, bad):
        nonlocal wrong
        wrong |= bad
        texts.append(text)
        report.tell(text)

    plain = [case for case in given.case if case not in ('big', 'idle', 'framed', 'stalls', *SECURE_CASES)]
    for cases, buffer in ((plain, 4096), ([case for case in given.case if case == 'big'], 65536)):
        for case, found in plan.alternated(cases, buffer) if cases else ():
            tell(*report.case_text(case, found))
    if framing:
        framed = Plan(framing, files, given)
        for case, found in framed.alternated(['framed']):
            tell(*report.case_text(case, found))
        plan.left_out.update(framed.left_out)
    for case in secure_cases if securing else ():
        secure = Plan(securing, files, given, load='tls_load')
        for case, found in secure.alternated([case], 65536 if case == 'tlsbig' else 16384):
            tell(*report.case_text(case, found))
        plan.left_out.update(secure.left_out)
    if no_tls:
        plan.left_out.update(dict.fromkeys(map('the case {}'.format, secure_cases), no_tls))
    if 'idle' in given.case:
        tell(*report.case_text('idle', plan.idle()))
    if 'stalls' in given.case:
        tell(*report.stalls_text(plan.stalls(), [name for name, (_, command) in servers.items() if not command and name not in plan.left_out]))

    missing = '\n'.join(f'- left out: {name}: {reason}' for name, reason in plan.left_out.items())
    what = 'servers' if set(given.case) == set(CASES) else '-'.join(given.case)
    facts = report.head(sys.argv[1:], given, load_before)
    path = report.write(given.results, what, f"# Echo servers: {', '.join(given.case)}\n\n{facts}\n{missing}{chr(10) if missing else ''}\n{report.LEGEND}\n\n" + '\n'.join(texts))
    report.tell(report.LEGEND)
    report.tell(f'\nwritten to {path}')
    for name, reason in plan.left_out.items():
        report.warn(f'left out: {name}: {reason}')
    if wrong:
        report.warn('an answer was wrong or missing: see the errors above')
    return 1 if wrong else 3 if plan.left_out else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
