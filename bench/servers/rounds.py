"""The rounds: all servers alive at once and loaded in turn, so that what else the machine does hits all of them."""
from servers import NotStarted, Server
from table import CASES, STALLS

IDLE_CONNECTIONS = 10000
STALL_SECONDS = 10
UNSTALLED_SECONDS = 3


class Plan:
    """What is to be run, and what came of it."""

    def __init__(self, servers, files, options):
        self.servers, self.files, self.options = servers, files, options
        self.left_out = {}      # name: why

    def start(self, name, command, buffer=4096):
        """A server; None, and the reason kept, where it does not start: it is not tried again."""
        if name in self.left_out:
            return None
        try:
            return Server(name, command, self.files, buffer)
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
                server.warm_up(self.options.warm)
            for case in cases:
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
                    figures = server.drive('load', f"{CASES['idle'][0]} -t {self.options.slice} -w 0.5")
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
                        found[kind].setdefault(name, []).append(server.drive('stall', f'{arguments} -t {seconds}'))
        return found

    @staticmethod
    def _turned(servers, turn):
        """Each round begins with another one."""
        first = turn % len(servers) if servers else 0
        return servers[first:] + servers[:first]
