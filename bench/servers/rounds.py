"""The rounds: all servers alive at once and loaded in turn, so that what else the machine does hits all of them."""
from servers import NotStarted, Server
from table import CASES, STALLS

STALLERS = 5            # of c/stall.c
STALL_SECONDS = 10
UNSTALLED_SECONDS = 3


def checked(figures, kind, seconds):
    """A run whose server did not do what the case is about is none."""
    if 'error' in figures:
        return figures
    if kind == 'unstalled':
        return figures if figures['rate'] else {'error': 'no message came back'}
    # One a second for each of those that misbehave, and one that was begun; twice that is no misbehaviour.
    most = 2 * STALLERS * (seconds + 1)
    return figures if figures['stalled'] <= most else {'error': f"it does not misbehave: {figures['stalled']} stalls of a second in {seconds:g} s"}


class Plan:
    """What is to be run, and what came of it."""

    def __init__(self, servers, files, options, load='load'):
        self.servers, self.files, self.options, self.load = servers, files, options, load
        self.left_out = {}      # name: why

    def start(self, name, command, buffer=4096):
        """A server; None, and the reason kept, where it does not start: it is not tried again."""
        if name in self.left_out:
            return None
        try:
            return Server(name, command, self.files, buffer, self.load)
        except NotStarted as reason:
            self.left_out[name] = str(reason)
            return None

    def start_all(self, buffer):
        return [server for server in (self.start(name, command, buffer) for name, (command, _) in self.servers.items()) if server]

    def alternated(self, cases, buffer=4096):
        """For each case: {server: [slice of each round]}."""
        alive = self.start_all(buffer)
        try:
            for server in alive:
                server.warm_up(self.options.warm, in_frames='framed' in cases)
            for case in cases:
                for server in alive:
                    server.drive(self.load, f'{CASES[case][0]} -t {self.options.warm} -w 0')      # what only this case runs is compiled too
                found = {server.name: [] for server in alive}
                for turn in range(self.options.rounds):
                    for server in self._turned(alive, turn):
                        found[server.name].append(server.slice(CASES[case][0], self.options.slice, self.options.foreign))
                yield case, found
        finally:
            for server in alive:
                server.stop()

    def idle(self):
        """A fresh server for each slice: what it holds before and after the idle connections is wanted."""
        found = {name: [] for name in self.servers}
        for turn in range(self.options.rounds):
            for name in self._turned(list(self.servers), turn):
                server = self.start(name, self.servers[name][0])
                if server is None:
                    continue
                with server:
                    server.warm_up(self.options.warm)
                    figures = server.drive('load', f"{CASES['idle'][0]} -t {self.options.slice} -w 2")       # its compiler's time, for it is a fresh one
                figures['dirty'] = figures.get('foreign_cpu', 0) > self.options.foreign
                found[name].append(figures)
        return {name: slices for name, slices in found.items() if slices}

    def stalls(self):
        """{kind: {server: [run]}}; a server of its own for each run."""
        found = {kind: {} for kind, _, _ in STALLS}
        for _ in range(max(1, self.options.rounds // 5)):
            for kind, arguments, _ in STALLS:
                seconds = (UNSTALLED_SECONDS if kind == 'unstalled' else STALL_SECONDS) / (5 if self.options.quick else 1)
                for name, (_, command) in self.servers.items():
                    server = self.start(name, command) if command else None
                    if server is None:
                        continue
                    with server:
                        server.drive('stall', '-z 0 -t 1 -w 1')      # its compiler's time
                        figures = server.drive('stall', f'{arguments} -t {seconds}')
                    found[kind].setdefault(name, []).append(checked(figures, kind, seconds))
        return found

    @staticmethod
    def _turned(servers, turn):
        """Each round begins with another one."""
        first = turn % len(servers) if servers else 0
        return servers[first:] + servers[:first]
