#!/usr/bin/env python3
"""bench/run loris - a slow-loris against the default limits: 2,000 connections from 127.0.1.x that send a byte a second, and others from 127.0.2.1 one after the other.

What is asked: are the others answered, and do memory and descriptors stay as they are? Who is thrown out comes again. The server is "sockeye serve
sum", which reads lines. Exit code: 0 the others were answered within 2 s, 99 % of them; 1 they were not; 70 it did not build.
"""
import os, resource, socket, sys, threading, time
import report
from figures import median
from servers import processors
from talks import Tool, options

LIMIT = 2.0
PAUSE = 0.02


class Attack(threading.Thread):
    def __init__(self, port, count):
        super().__init__(daemon=True)
        self.port, self.count, self.again = port, count, 0
        self.stands, self.stops = threading.Event(), threading.Event()

    def come(self, number):
        one = socket.create_connection(('127.0.0.1', self.port), 30, (f'127.0.1.{1 + number % 250}', 0))
        one.setblocking(False)
        one.send(b'1')
        return one

    def run(self):
        all = [self.come(number) for number in range(self.count)]
        self.stands.set()
        while not self.stops.wait(1):
            for number, one in enumerate(all):
                try:
                    one.send(b'1')
                except BlockingIOError:
                    pass
                except OSError:
                    one.close()
                    all[number] = self.come(number)
                    self.again += 1
        for one in all:
            one.close()


def ask(port):
    asked = time.monotonic()
    with socket.create_connection(('127.0.0.1', port), 30, ('127.0.2.1', 0)) as one:
        one.settimeout(30)
        one.sendall(b'2 40\n')
        if one.recv(3, socket.MSG_WAITALL) != b'42\n':
            raise ValueError('a wrong answer')
    return time.monotonic() - asked


def holds(pid):
    """MiB resident, and descriptors."""
    with open(f'/proc/{pid}/status') as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith('VmRSS:'))
    return memory / 1024, len(os.listdir(f'/proc/{pid}/fd'))


def main():
    parser = options('loris', __doc__)
    parser.add_argument('--connections', type=int, default=2000, metavar='N', help='slow ones (2000)')
    parser.add_argument('--seconds', type=float, default=60, metavar='S', help='how long (60)')
    given = parser.parse_args()
    given.rounds, given.slice = 1, given.seconds
    load_before = f'{os.getloadavg()[0]:.2f}'
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with Tool('sum', '127.0.0.1:0', given.tool) as server:
        os.sched_setaffinity(0, {processors()[1]})
        port, pid = int(server.endpoint.rpartition(':')[2]), server.process.pid
        before = holds(pid)
        alone = [ask(port) for _ in range(100)]
        attack = Attack(port, given.connections)
        attack.start()
        attack.stands.wait()
        answers, seen = [], []
        ends, looks = time.monotonic() + given.seconds, 0
        while time.monotonic() < ends:
            answers.append(ask(port))
            if time.monotonic() > looks:
                seen.append(holds(pid))
                looks = time.monotonic() + 1
            time.sleep(PAUSE)
        attack.stops.set()
        attack.join()
    answers.sort()
    late = answers[len(answers) * 99 // 100]
    half = len(seen) // 2
    rows = [['alone', str(len(alone)), f'{median(alone) * 1e3:.1f}', f'{sorted(alone)[98] * 1e3:.1f}', f'{max(alone) * 1e3:.1f}', f'{before[0]:.0f}', str(before[1])],
            ['attacked', str(len(answers)), f'{median(answers) * 1e3:.1f}', f'{late * 1e3:.1f}', f'{answers[-1] * 1e3:.1f}',
             f'{max(one[0] for one in seen[:half] or seen):.0f}, then {max(one[0] for one in seen[half:]):.0f}', f'{max(one[1] for one in seen[:half] or seen)}, then {max(one[1] for one in seen[half:])}']]
    text = report.table(['', 'clients', 'median ms', '99 % within ms', 'longest ms', 'memory MiB', 'descriptors'], rows)
    text += f'\n\n{attack.again} were thrown out and came again. Memory and descriptors: the most in the first half of the time, then in the second.\n'
    facts = report.head(sys.argv[1:], given, load_before).replace('bench/run servers', 'bench/run loris')
    path = report.write(given.results, 'loris', f'# Slow-loris: {given.connections:,} connections that send a byte a second, for {given.seconds:g} s\n\n{facts}\n\n{text}')
    report.tell(text)
    report.tell(f'written to {path}')
    return 0 if late < LIMIT else 1


if __name__ == '__main__':
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
