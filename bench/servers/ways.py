#!/usr/bin/env python3
"""bench/run ways [MORE] - what each way of serving costs: messages a second beside C (as bench/run servers does it), then memory and threads of an idle connection.

An idle connection has sent one message and had it back. Memory is PSS (what is shared is divided), summed over the server and its workers, with
so many connections less with one, divided by their number. The same program is measured each time; only the way differs. Processes are not
in the first part: what a worker uses is not the server's own time. Figures are written to bench/results/ways.
"""
import os, socket, subprocess, sys, time
import builds
from table import WAYS

CONNECTIONS = {'loops': 1000, 'threads': 200, 'selector': 1000, 'processes': 16, 'oneatatime': 1}


def processes(root):
    """The process and all below it."""
    children = {}
    for one in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{one}/stat') as stat:
                children.setdefault(int(stat.read().rpartition(')')[2].split()[1]), []).append(int(one))
        except OSError:
            pass
    found = [root]
    for one in found:
        found += children.get(one, [])
    return found


def cost(root):
    memory = threads = 0
    for one in processes(root):
        with open(f'/proc/{one}/smaps_rollup') as rollup:
            memory += next(int(line.split()[1]) for line in rollup if line.startswith('Pss:'))
        threads += len(os.listdir(f'/proc/{one}/task'))
    return memory, threads


def connect(port):
    for _ in range(100):
        try:
            one = socket.create_connection(('127.0.0.1', port), timeout=30)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    one.sendall(b'x' * 32)
    assert one.recv(32, socket.MSG_WAITALL) == b'x' * 32
    return one


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def measure(way, program):
    port = free_port()
    server = subprocess.Popen(['dotnet', program, way, str(port)])
    try:
        idle = [connect(port)]
        before = cost(server.pid)
        idle += [connect(port) for _ in range(CONNECTIONS[way] - 1)]
        after = cost(server.pid)
    finally:
        server.kill()
    more = len(idle) - 1
    each = (f'{(after[0] - before[0]) / more:9.1f} KiB {(after[1] - before[1]) / more:7.2f} threads' if more else '   (one at a time)')
    return f'{way:10} {before[0] / 1024:6.1f} MiB {before[1]:3} threads with one; each of {more:4} more: {each}'


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    results = os.path.join('bench', 'results', 'ways')
    os.chdir(builds.ROOT)
    for cases, ways in (('c1', [way for way in WAYS if way != 'processes']), ('c50', [way for way in WAYS if way not in ('processes', 'oneatatime')])):
        servers = [word for way in ways for word in ('--server', f'{way}={WAYS[way][0]}')]
        done = subprocess.run([sys.executable, '-B', os.path.join(here, 'main.py'), '--case', cases, '--only', '', '--results', results, *servers, *sys.argv[1:]])
        if done.returncode:
            sys.exit(done.returncode)
    program = builds.build_projects([command for command, _ in WAYS.values()])['ways']
    with open(os.path.join(results, time.strftime('%Y-%m-%d-idle.txt')), 'w') as written:
        for way in WAYS:
            line = measure(way, program)
            print(line, flush=True)
            print(line, file=written, flush=True)


main()
