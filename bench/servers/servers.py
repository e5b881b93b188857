"""A server under test: started on its processor, ready when it takes a connection, and put under load from the other one."""
import json, os, shlex, signal, socket, subprocess, tempfile, time

PATIENCE = 30      # seconds for a server to begin; a runtime on a busy machine takes some
DIRTY_TRIES = 6


class NotStarted(Exception):
    pass


def processors():
    """One for the server and one for the load: the same where there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[min(1, len(allowed) - 1)]


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, name, command, files, buffer=4096, load='load'):
        self.name, self.files, self.load = name, files, load
        self.port = free_port()
        words = shlex.split(command)      # first: a path may have a space in it
        for placeholder, value in {'port': self.port, 'buffer': buffer, **files}.items():
            words = [word.replace('{%s}' % placeholder, str(value)) for word in words]
        self.errors = tempfile.TemporaryFile()
        mine, self.loads = processors()
        try:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors, start_new_session=True,
                                            preexec_fn=lambda: os.sched_setaffinity(0, {mine}))
        except OSError as cannot:
            raise NotStarted(f'{words[0]}: {cannot.strerror}')
        self._await()

    def _await(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise NotStarted(f'it ended with {self.process.returncode}: {self._last_words()}')
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise NotStarted(f'it does not listen on its port after {PATIENCE} s')

    def _last_words(self):
        self.errors.seek(0)
        lines = self.errors.read().decode(errors='replace').strip().splitlines()
        return lines[0] if lines else 'it said nothing'

    def drive(self, program, arguments):
        """Runs a load or stall against it; the JSON that it prints, or {'error': …}."""
        words = ['taskset', '-c', str(self.loads), f"{self.files['bin']}/{program}", '-P', str(self.port), '-p', str(self.process.pid)]
        try:
            done = subprocess.run(words + shlex.split(arguments), capture_output=True, text=True, timeout=180)
            return json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            return {'error': 'the load did not end: an answer is missing'}
        except ValueError:
            return {'error': (done.stdout + done.stderr).strip()[-200:] or f'the load ended with {done.returncode}'}

    def slice(self, arguments, seconds, foreign, warm=0.25):
        """One slice of load; repeated when others used the machine meanwhile, and the cleanest is kept."""
        best = None
        for _ in range(DIRTY_TRIES):
            figures = self.drive(self.load, f'{arguments} -t {seconds} -w {warm}')
            if 'error' in figures:
                return figures
            figures['dirty'] = figures['foreign_cpu'] > foreign
            if best is None or figures['foreign_cpu'] < best['foreign_cpu']:
                best = figures
            if not figures['dirty']:
                break
        return best

    def warm_up(self, seconds, in_frames=False):
        """Lets a just-in-time compiler finish."""
        plain = ('-c 50',) * 6 if self.load == 'tls_load' else ('-c 50', '-c 50', '-c 20 -d 16')      # in TLS there is twice as much to compile
        for arguments in ('-c 50 -s 36 -f', '-c 20 -s 36 -f -d 16') if in_frames else plain:
            self.drive(self.load, f'{arguments} -t {seconds} -w 0')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)      # and what it may have started
        except ProcessLookupError:
            pass
        self.process.wait()
        self.errors.close()
